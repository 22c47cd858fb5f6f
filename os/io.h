// Descriptors: reading, writing, duplicating, closing. Results are the call's own or a negative
// errno; see os/call.h.
#pragma once

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstdint>

#include "os/call.h"

namespace gyre::os {

inline ssize_t read(Fd fd, void* data, size_t size) noexcept {
  size = fault::shorten(Call::read, size);
  return call(Call::read, [&] { return ::read(fd, data, size); });
}
inline ssize_t write(Fd fd, const void* data, size_t size) noexcept {
  size = fault::shorten(Call::write, size);
  return call(Call::write, [&] { return ::write(fd, data, size); });
}
inline ssize_t readv(Fd fd, const iovec* parts, int count) noexcept {
  if (count == 1) return read(fd, parts->iov_base, parts->iov_len);
  return call(Call::read, [&] { return ::readv(fd, parts, count); });
}
inline ssize_t writev(Fd fd, const iovec* parts, int count) noexcept {
  if (count == 1 || fault::shorten(Call::write, size_t(count)) < size_t(count))
    return write(fd, parts->iov_base, parts->iov_len);
  return call(Call::write, [&] { return ::writev(fd, parts, count); });
}
inline ssize_t pread(Fd fd, void* data, size_t size, int64_t offset) noexcept {
  size = fault::shorten(Call::read, size);
  return call(Call::read, [&] { return ::pread(fd, data, size, offset); });
}
inline ssize_t pwrite(Fd fd, const void* data, size_t size, int64_t offset) noexcept {
  size = fault::shorten(Call::write, size);
  return call(Call::write, [&] { return ::pwrite(fd, data, size, offset); });
}
inline ssize_t preadv(Fd fd, const iovec* parts, int count, int64_t offset) noexcept {
  return call(Call::read, [&] { return ::preadv(fd, parts, count, offset); });
}
inline ssize_t pwritev(Fd fd, const iovec* parts, int count, int64_t offset) noexcept {
  return call(Call::write, [&] { return ::pwritev(fd, parts, count, offset); });
}

// The descriptor is gone whatever the answer, EINTR and EINPROGRESS included: never made again
// (another thread may have the number by then).
inline int close(Fd fd) noexcept {
  if (::close(fd) == 0 || errno == EINTR || errno == EINPROGRESS) return fault::inject(Call::close);
  return -errno;
}

// Both ends close-on-exec; flags may add O_NONBLOCK.
inline int pipe(Fd ends[2], int flags) noexcept {
  return call(Call::create, [&] { return ::pipe2(ends, flags | O_CLOEXEC); });
}
// A counter to wake a poller with: non-blocking, close-on-exec.
inline Fd eventfd() noexcept {
  return call(Call::create, [&] { return ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); });
}

inline Fd duplicate(Fd fd) noexcept {
  return call(Call::open, [&] { return ::fcntl(fd, F_DUPFD_CLOEXEC, 0); });
}
// Over target, which is closed first if it was open; close-on-exec only if flags say O_CLOEXEC.
inline int duplicate_over(Fd fd, Fd target, int flags) noexcept {
  return call(Call::open, [&] { return ::dup3(fd, target, flags); });
}

inline int set_nonblocking(Fd fd, bool on) noexcept {
  int value = on;
  return call(Call::none, [&] { return ::ioctl(fd, FIONBIO, &value); });
}
inline int set_cloexec(Fd fd, bool on) noexcept {
  return call(Call::none, [&] { return ::ioctl(fd, on ? FIOCLEX : FIONCLEX); });
}
// The open file's O_ flags: access mode, O_NONBLOCK, O_APPEND and the like.
inline int status_flags(Fd fd) noexcept {
  return call(Call::none, [&] { return ::fcntl(fd, F_GETFL); });
}

}  // namespace gyre::os
