// The contract's bits as poll(2) spells them. Linux gives epoll and io_uring polls the same values.
#pragma once

#include <poll.h>
#include <sys/stat.h>

#include <cerrno>

#include "poller/poller.h"

namespace gyre::poller {

constexpr uint32_t to_posix(Interest interest) noexcept {
  return (interest & kReadable ? POLLIN : 0u) | (interest & kWritable ? POLLOUT : 0u) |
         (interest & kPriority ? POLLPRI : 0u) | (interest & kPeerClosed ? POLLRDHUP : 0u);
}

constexpr Mask from_posix(uint32_t events) noexcept {
  return Mask((events & POLLIN ? kReadable : 0) | (events & POLLOUT ? kWritable : 0) |
              (events & (POLLERR | POLLNVAL) ? kError : 0) | (events & POLLHUP ? kHangup : 0) |
              (events & POLLPRI ? kPriority : 0) | (events & POLLRDHUP ? kPeerClosed : 0));
}

// What probe answers where the kernel itself refuses nothing: files and directories are always
// "ready".
inline int refuse_files(Fd fd) noexcept {
  struct stat status;
  if (::fstat(fd, &status) != 0) return -errno;
  return S_ISREG(status.st_mode) || S_ISDIR(status.st_mode) ? -EPERM : 0;
}

}  // namespace gyre::poller
