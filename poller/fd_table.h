// What a backend remembers of each fd: a plain array, since the kernel hands out the smallest free
// number.
#pragma once

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <type_traits>

#include "os/fd.h"

namespace gyre::poller {

// A zeroed T means "not known".
template <class T>
class FdTable {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  FdTable() = default;
  FdTable(const FdTable&) = delete;
  FdTable& operator=(const FdTable&) = delete;
  ~FdTable() { std::free(slots_); }

  // Null when fd has never been reserved.
  T* find(os::Fd fd) noexcept { return fd >= 0 && fd < size_ ? slots_ + fd : nullptr; }

  // Makes room for fd: 0, -EBADF or -ENOMEM.
  int reserve(os::Fd fd) noexcept {
    if (fd < 0) return -EBADF;
    if (fd < size_) return 0;
    int size = size_ < 32 ? 64 : size_ * 2;
    if (size <= fd) size = fd + 1;
    void* grown = std::realloc(slots_, sizeof(T) * size_t(size));
    if (grown == nullptr) return -ENOMEM;
    slots_ = static_cast<T*>(grown);
    std::memset(static_cast<void*>(slots_ + size_), 0, sizeof(T) * size_t(size - size_));
    size_ = size;
    return 0;
  }

  void clear() noexcept {
    if (size_ != 0) std::memset(static_cast<void*>(slots_), 0, sizeof(T) * size_t(size_));
  }

 private:
  T* slots_ = nullptr;
  int size_ = 0;
};

}  // namespace gyre::poller
