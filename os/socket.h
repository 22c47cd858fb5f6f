// Sockets. Every one made here is non-blocking and close-on-exec. Results are the call's own or a
// negative errno; see os/call.h.
#pragma once

#include <sys/socket.h>

#include "os/call.h"

namespace gyre::os {

inline Fd socket(int domain, int type, int protocol) noexcept {
  return call(Call::socket,
              [&] { return ::socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol); });
}
inline int socket_pair(int domain, int type, int flags, Fd ends[2]) noexcept {
  return call(Call::socket,
              [&] { return ::socketpair(domain, type | flags | SOCK_CLOEXEC, 0, ends); });
}
inline int bind(Fd fd, const sockaddr* address, socklen_t length) noexcept {
  return call(Call::socket, [&] { return ::bind(fd, address, length); });
}
inline int listen(Fd fd, int backlog) noexcept {
  return call(Call::socket, [&] { return ::listen(fd, backlog); });
}
// -EAGAIN when nobody waits, -EMFILE and -ENFILE when there is no room, -ECONNABORTED when the peer
// has gone again.
inline Fd accept(Fd fd) noexcept {
  return call(Call::accept,
              [&] { return ::accept4(fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC); });
}
// An interrupted connect goes on in the background, as a non-blocking one does: -EINPROGRESS for
// both.
inline int connect(Fd fd, const sockaddr* address, socklen_t length) noexcept {
  int result = call_once(Call::connect, [&] { return ::connect(fd, address, length); });
  return result == -EINTR ? -EINPROGRESS : result;
}
inline int shutdown(Fd fd, int how) noexcept {
  return call(Call::none, [&] { return ::shutdown(fd, how); });
}
inline int socket_name(Fd fd, sockaddr* address, socklen_t* length) noexcept {
  return call(Call::none, [&] { return ::getsockname(fd, address, length); });
}
inline int peer_name(Fd fd, sockaddr* address, socklen_t* length) noexcept {
  return call(Call::none, [&] { return ::getpeername(fd, address, length); });
}
template <class T>
inline int set_option(Fd fd, int level, int name, const T& value) noexcept {
  return call(Call::none, [&] { return ::setsockopt(fd, level, name, &value, sizeof value); });
}
template <class T>
inline int get_option(Fd fd, int level, int name, T* value) noexcept {
  socklen_t length = sizeof *value;
  return call(Call::none, [&] { return ::getsockopt(fd, level, name, value, &length); });
}
// What has become of a connect, or what broke the connection; asking clears it. 0 or a negative
// errno.
inline int take_error(Fd fd) noexcept {
  int error = 0;
  if (int result = get_option(fd, SOL_SOCKET, SO_ERROR, &error)) return result;
  return -error;
}
// Never raises SIGPIPE.
inline ssize_t send_message(Fd fd, const msghdr* message, int flags) noexcept {
  return call(Call::write, [&] { return ::sendmsg(fd, message, flags | MSG_NOSIGNAL); });
}
// Descriptors that come along are close-on-exec.
inline ssize_t receive_message(Fd fd, msghdr* message, int flags) noexcept {
  return call(Call::read, [&] { return ::recvmsg(fd, message, flags | MSG_CMSG_CLOEXEC); });
}
inline int send_messages(Fd fd, mmsghdr* messages, unsigned count) noexcept {
  return call(Call::write, [&] { return ::sendmmsg(fd, messages, count, MSG_NOSIGNAL); });
}
inline int receive_messages(Fd fd, mmsghdr* messages, unsigned count) noexcept {
  return call(Call::read,
              [&] { return ::recvmmsg(fd, messages, count, MSG_CMSG_CLOEXEC, nullptr); });
}

}  // namespace gyre::os
