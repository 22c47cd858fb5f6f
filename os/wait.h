// Waiting for readiness. A wait that a signal interrupts answers -EINTR: the caller decides what is
// left of its time.
#pragma once

#include <poll.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <ctime>

#include "os/call.h"

namespace gyre::os {

inline Fd epoll_create() noexcept {
  return call(Call::create, [] { return ::epoll_create1(EPOLL_CLOEXEC); });
}
inline int epoll_ctl(Fd poller, int operation, Fd fd, epoll_event* event) noexcept {
  return call(Call::control, [&] { return ::epoll_ctl(poller, operation, fd, event); });
}
// timeout in milliseconds, -1 for ever.
inline int epoll_wait(Fd poller, epoll_event* events, int count, int timeout,
                      const sigset_t* mask) noexcept {
  return call_once(Call::wait, [&] { return ::epoll_pwait(poller, events, count, timeout, mask); });
}
// The same with nanoseconds, null for ever; -ENOSYS before Linux 5.11.
inline int epoll_wait(Fd poller, epoll_event* events, int count, const timespec* timeout,
                      const sigset_t* mask) noexcept {
  return call_once(Call::wait,
                   [&] { return ::epoll_pwait2(poller, events, count, timeout, mask); });
}
inline int poll(pollfd* fds, nfds_t count, const timespec* timeout, const sigset_t* mask) noexcept {
  return call_once(Call::wait, [&] { return ::ppoll(fds, count, timeout, mask); });
}

}  // namespace gyre::os
