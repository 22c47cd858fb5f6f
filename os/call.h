// How every wrapper in this folder makes its system call: the result is the call's own, or a
// negative errno; a call that a signal interrupted is made again (waits, connect and close have
// policies of their own).
#pragma once

#include <cerrno>

#include "os/fault.h"
#include "os/fd.h"

namespace gyre::os {

using fault::Call;

// Once, EINTR included.
template <class System>
inline auto call_once(Call which, System&& system) noexcept {
  using Value = decltype(system());
  if (int error = fault::inject(which)) [[unlikely]]
    return static_cast<Value>(error);
  Value value = system();
  return value < 0 ? static_cast<Value>(-errno) : value;
}

// Again after a signal.
template <class System>
inline auto call(Call which, System&& system) noexcept {
  using Value = decltype(system());
  if (int error = fault::inject(which)) [[unlikely]]
    return static_cast<Value>(error);
  for (;;) {
    Value value = system();
    if (value >= 0) return value;
    if (errno != EINTR) return static_cast<Value>(-errno);
  }
}

// Keeps errno as it was: for code that runs in signal handlers.
class KeepErrno {
 public:
  KeepErrno() noexcept : saved_(errno) {}
  ~KeepErrno() { errno = saved_; }
  KeepErrno(const KeepErrno&) = delete;
  KeepErrno& operator=(const KeepErrno&) = delete;

 private:
  int saved_;
};

}  // namespace gyre::os
