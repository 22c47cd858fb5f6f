// TCP: a client's or an accepted connection, or a listening socket. See loop/stream.h for reading,
// writing, accepting and closing. The socket is made by the first of bind, connect and listen.
// Loop's thread only.
#pragma once

#include <sys/socket.h>

#include <chrono>

#include "loop/stream.h"

namespace gyre::loop {

class Tcp : public Stream {
 public:
  enum BindFlags : unsigned {
    kIpv6Only = 1,   // an IPv6 socket takes no IPv4 connections
    kReusePort = 2,  // several sockets, each with a share of the connections
  };

  Tcp() noexcept : Stream(Kind::tcp) {}
  void init(Loop& owner) noexcept;
  // Takes over a socket. -EEXIST when the loop has a handle for it.
  int open(os::Fd fd) noexcept;
  // With SO_REUSEADDR. An address in use is reported by listen or connect, as it always has been;
  // anything else here.
  int bind(const sockaddr* address, socklen_t length, unsigned flags = 0) noexcept;
  // Unbound, it listens on any port of all IPv4 addresses.
  int listen(int backlog, ConnectionCallback callback) noexcept;
  // -EALREADY while connecting. May be written to before it is connected.
  int connect(ConnectRequest& request, const sockaddr* address, socklen_t length,
              ConnectRequest::Callback callback) noexcept;
  // On a socket that is not there yet they take effect when it is.
  int set_nodelay(Toggle on) noexcept;
  // delay: idle time before the first probe, at least 1 s; then one a second, ten at most.
  int set_keepalive(Toggle on, std::chrono::seconds delay) noexcept;
  int local_address(sockaddr* address, socklen_t* length) const noexcept;
  int peer_address(sockaddr* address, socklen_t* length) const noexcept;
  // Closes with a reset in place of the orderly end. -EINVAL while a shutdown is under way.
  int close_reset(CloseCallback callback = nullptr) noexcept;

 private:
  int ensure_socket(int family, uint16_t flags) noexcept;
  int opened() noexcept override;
};

static_assert(sizeof(Tcp) <= 216);  // uv_tcp_t: 248

}  // namespace gyre::loop
