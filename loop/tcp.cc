#include "loop/tcp.h"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <cerrno>
#include <cstring>

#include "loop/loop.h"
#include "os/io.h"
#include "os/socket.h"

namespace gyre::loop {
namespace {

int keep_alive(os::Fd fd, int on, int delay) noexcept {
  if (int error = os::set_option(fd, SOL_SOCKET, SO_KEEPALIVE, on)) return error;
  if (!on) return 0;
  constexpr int kInterval = 1, kProbes = 10;
  if (int error = os::set_option(fd, IPPROTO_TCP, TCP_KEEPIDLE, delay)) return error;
  if (int error = os::set_option(fd, IPPROTO_TCP, TCP_KEEPINTVL, kInterval)) return error;
  return os::set_option(fd, IPPROTO_TCP, TCP_KEEPCNT, kProbes);
}

bool is_link_local(const sockaddr* address) noexcept {
  if (address == nullptr || address->sa_family != AF_INET6) return false;
  return IN6_IS_ADDR_LINKLOCAL(&reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr);
}

// A link-local address means nothing without its interface: the first that has one.
uint32_t link_local_scope() noexcept {
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) != 0) return 0;
  uint32_t scope = 0;
  for (ifaddrs* i = all; i != nullptr && scope == 0; i = i->ifa_next)
    if (is_link_local(i->ifa_addr))
      scope = reinterpret_cast<const sockaddr_in6*>(i->ifa_addr)->sin6_scope_id;
  ::freeifaddrs(all);
  return scope;
}

}  // namespace

void Tcp::init(Loop& owner) noexcept { Stream::init(owner); }

int Tcp::open(os::Fd fd) noexcept {
  if (int error = os::set_nonblocking(fd, true)) return error;
  return open_fd(fd, kCanRead | kCanWrite);
}

int Tcp::ensure_socket(int family, uint16_t flags) noexcept {
  if (closing()) return -EINVAL;
  if (fd() >= 0) {
    kind_flags_ |= flags;
    return 0;
  }
  os::Fd socket = os::socket(family, SOCK_STREAM, 0);
  if (socket < 0) return socket;
  int error = open_fd(socket, flags);
  if (error != 0) os::close(socket);
  return error;
}

int Tcp::opened() noexcept {
  constexpr int kOn = 1, kDelay = 60;
  if ((kind_flags_ & kNoDelay) != 0)
    if (int error = os::set_option(fd(), IPPROTO_TCP, TCP_NODELAY, kOn)) return error;
  if ((kind_flags_ & kKeepAlive) != 0) return keep_alive(fd(), kOn, kDelay);
  return 0;
}

int Tcp::bind(const sockaddr* address, socklen_t length, unsigned flags) noexcept {
  if ((flags & kIpv6Only) != 0 && address->sa_family != AF_INET6) return -EINVAL;
  if (int error = ensure_socket(address->sa_family, 0)) return error;
  constexpr int kOn = 1;
  if (int error = os::set_option(fd(), SOL_SOCKET, SO_REUSEADDR, kOn)) return error;
  if ((flags & kReusePort) != 0)
    if (int error = os::set_option(fd(), SOL_SOCKET, SO_REUSEPORT, kOn)) return error;
  if (address->sa_family == AF_INET6) {
    int only = (flags & kIpv6Only) != 0;
    if (int error = os::set_option(fd(), IPPROTO_IPV6, IPV6_V6ONLY, only)) return error;
  }
  int error = os::bind(fd(), address, length);
  if (error == -EAFNOSUPPORT) return -EINVAL;
  if (error != 0 && error != -EADDRINUSE) return error;
  set_delayed_error(error);
  kind_flags_ |= kBound;
  return 0;
}

int Tcp::listen(int backlog, ConnectionCallback callback) noexcept {
  if (callback == nullptr) return -EINVAL;
  if (delayed_error() != 0) return delayed_error();
  if (int error = ensure_socket(AF_INET, 0)) return error;
  if (int error = os::listen(fd(), backlog)) return error;
  kind_flags_ |= kBound;
  begin_listening(callback);
  return 0;
}

int Tcp::connect(ConnectRequest& request, const sockaddr* address, socklen_t length,
                 ConnectRequest::Callback callback) noexcept {
  if (connecting()) return -EALREADY;
  int error = delayed_error();
  if (error == 0) {
    if (int failed = ensure_socket(address->sa_family, kCanRead | kCanWrite)) return failed;
    sockaddr_in6 scoped;
    if (is_link_local(address) && length >= sizeof scoped) {
      std::memcpy(&scoped, address, sizeof scoped);
      if (scoped.sin6_scope_id == 0) scoped.sin6_scope_id = link_local_scope();
      address = reinterpret_cast<const sockaddr*>(&scoped);
    }
    int result = os::connect(fd(), address, length);
    if (result == -ECONNREFUSED)
      error = result;
    else if (result != 0 && result != -EINPROGRESS)
      return result;
  }
  begin_connect(request, callback, error);
  return 0;
}

int Tcp::set_nodelay(Toggle on) noexcept {
  int value = on == Toggle::on;
  if (fd() >= 0)
    if (int error = os::set_option(fd(), IPPROTO_TCP, TCP_NODELAY, value)) return error;
  kind_flags_ = uint16_t(value ? kind_flags_ | kNoDelay : kind_flags_ & ~kNoDelay);
  return 0;
}

int Tcp::set_keepalive(Toggle on, std::chrono::seconds delay) noexcept {
  bool value = on == Toggle::on;
  if (value && (delay.count() < 1 || delay.count() > INT32_MAX)) return -EINVAL;
  if (fd() >= 0)
    if (int error = keep_alive(fd(), value, int(delay.count()))) return error;
  kind_flags_ = uint16_t(value ? kind_flags_ | kKeepAlive : kind_flags_ & ~kKeepAlive);
  return 0;
}

int Tcp::local_address(sockaddr* address, socklen_t* length) const noexcept {
  if (delayed_error() != 0) return delayed_error();
  if (fd() < 0) return -EINVAL;
  return os::socket_name(fd(), address, length);
}

int Tcp::peer_address(sockaddr* address, socklen_t* length) const noexcept {
  if (delayed_error() != 0) return delayed_error();
  if (fd() < 0) return -EINVAL;
  return os::peer_name(fd(), address, length);
}

int Tcp::close_reset(CloseCallback callback) noexcept {
  if ((kind_flags_ & kShutting) != 0) return -EINVAL;
  linger reset{1, 0};
  int error = os::set_option(fd(), SOL_SOCKET, SO_LINGER, reset);
  if (error != 0 && error != -EINVAL) return error;  // -EINVAL: it is shut down already
  close(callback);
  return 0;
}

}  // namespace gyre::loop
