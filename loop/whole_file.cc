// Whole files in one job: open, look at the size, read or write, close.
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "loop/file.h"
#include "os/file.h"

namespace gyre::loop::file {
namespace {

constexpr size_t kUnknownSizeChunk = 64 * 1024;
constexpr size_t kStoppableChunk = 512 * 1024;

bool stopped(const Stop* stop) { return stop != nullptr && stop->load(std::memory_order_relaxed); }

int fail(Failure* failure, int error, const char* call, const char* path = "") {
  failure->error = error;
  failure->call = call;
  failure->path = path;
  return error;
}

}  // namespace

Bytes::~Bytes() { std::free(data_); }

bool Bytes::reserve(size_t capacity) noexcept {
  if (capacity <= capacity_) return true;
  void* grown = std::realloc(data_, capacity);
  if (grown == nullptr) return false;
  data_ = static_cast<char*>(grown);
  capacity_ = capacity;
  return true;
}

char* Bytes::release() noexcept {
  size_ = capacity_ = 0;
  return std::exchange(data_, nullptr);
}

int read_whole(Fd fd, Bytes* out, uint64_t* size, Failure* failure, const Stop* stop) noexcept {
  Stat stat;
  if (int error = file::stat(fd, &stat)) return fail(failure, error, "fstat");
  bool regular = S_ISREG(stat.mode);
  *size = regular ? stat.size : 0;
  if (*size > kLargestRead) return fail(failure, -EFBIG, "read");
  // A byte more than the size: a regular file that fills less than that has been read to its end,
  // without another call. Files that claim to be empty, as those in /proc do, are read until there
  // is no more.
  if (!out->reserve(*size > 0 ? size_t(*size) + 1 : kUnknownSizeChunk))
    return fail(failure, -ENOMEM, "read");
  size_t filled = 0;
  for (;;) {
    if (stopped(stop)) return fail(failure, -ECANCELED, "read");
    if (filled == out->capacity()) {
      if (filled > kLargestRead) {
        *size = filled;
        return fail(failure, -EFBIG, "read");
      }
      if (!out->reserve(filled + std::max(filled / 2, kUnknownSizeChunk)))
        return fail(failure, -ENOMEM, "read");
    }
    size_t room = out->capacity() - filled;
    iovec piece{out->data() + filled, stop != nullptr ? std::min(room, kStoppableChunk) : room};
    int64_t got = os::read_vector(fd, &piece, 1, -1);
    if (got < 0) return fail(failure, int(got), "read");
    filled += size_t(got);
    if (got == 0 || (*size > 0 && filled >= *size && size_t(got) < piece.iov_len)) break;
  }
  out->set_size(filled);
  return 0;
}

int read_whole(const char* path, int flags, Bytes* out, uint64_t* size, Failure* failure,
               const Stop* stop) noexcept {
  Fd fd = os::open_file(path, flags, 0666);
  if (fd < 0) return fail(failure, fd, "open", path);
  int error = read_whole(fd, out, size, failure, stop);
  os::close(fd);
  return error;
}

int write_whole(Fd fd, std::string_view data, Flush flush, Failure* failure,
                const Stop* stop) noexcept {
  while (!data.empty()) {
    if (stopped(stop)) return fail(failure, -ECANCELED, "write");
    iovec piece{const_cast<char*>(data.data()),
                stop != nullptr ? std::min(data.size(), kStoppableChunk) : data.size()};
    int64_t done = os::write_vector(fd, &piece, 1, -1);
    if (done < 0) return fail(failure, int(done), "write");
    data.remove_prefix(size_t(done));
  }
  if (flush == Flush::yes) {
    if (int error = os::sync_file(fd)) return fail(failure, error, "fsync");
  }
  return 0;
}

int write_whole(const char* path, int flags, uint32_t mode, std::string_view data, Flush flush,
                Failure* failure, const Stop* stop) noexcept {
  Fd fd = os::open_file(path, flags, mode);
  if (fd < 0) return fail(failure, fd, "open", path);
  int error = write_whole(fd, data, flush, failure, stop);
  int closed = os::close(fd);
  if (error == 0 && closed != 0) error = fail(failure, closed, "close");
  return error;
}

}  // namespace gyre::loop::file
