// Processes: pid descriptors, waiting, signals. Results are the call's own or a negative errno.
#pragma once

#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/call.h"

namespace gyre::os {

// Readable once the process has ended; close-on-exec. -ENOSYS before Linux 5.3.
inline Fd pidfd_open(pid_t pid) noexcept {
#ifdef SYS_pidfd_open
  return call(Call::create, [&] { return int(::syscall(SYS_pidfd_open, pid, 0)); });
#else
  return -ENOSYS;
#endif
}
// The pid, 0 when it still runs and options say WNOHANG, -ECHILD.
inline pid_t wait_process(pid_t pid, int* status, int options) noexcept {
  return call(Call::none, [&] { return ::waitpid(pid, status, options); });
}
inline int kill(pid_t pid, int signum) noexcept {
  return call(Call::none, [&] { return ::kill(pid, signum); });
}
// A connected pair of Unix stream sockets, both ends close-on-exec and blocking.
inline int socket_pair(Fd ends[2]) noexcept {
  return call(Call::socket,
              [&] { return ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends); });
}

}  // namespace gyre::os
