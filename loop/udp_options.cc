// Options of a UDP socket: multicast, time to live, broadcast.
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "loop/loop.h"
#include "loop/udp.h"
#include "os/socket.h"

namespace gyre::loop {
namespace {

union Address {
  sockaddr_storage any;
  sockaddr_in four;
  sockaddr_in6 six;
};

// "1.2.3.4", "fe80::1", "fe80::1%eth0". False for anything else.
bool parse(const char* text, Address* out) noexcept {
  std::memset(out, 0, sizeof *out);
  if (::inet_pton(AF_INET, text, &out->four.sin_addr) == 1) {
    out->any.ss_family = AF_INET;
    return true;
  }
  char plain[INET6_ADDRSTRLEN];
  std::string_view address = text;
  size_t zone = address.find('%');
  if (zone != address.npos) {
    out->six.sin6_scope_id = ::if_nametoindex(text + zone + 1);
    address = address.substr(0, zone);
  }
  if (address.size() >= sizeof plain) return false;
  std::memcpy(plain, address.data(), address.size());
  plain[address.size()] = '\0';
  if (::inet_pton(AF_INET6, plain, &out->six.sin6_addr) != 1) return false;
  out->any.ss_family = AF_INET6;
  return true;
}

}  // namespace

int Udp::set_membership(const char* group, const char* interface, Membership change) noexcept {
  Address where, by{};
  if (!parse(group, &where)) return -EINVAL;
  if (interface != nullptr && !parse(interface, &by)) return -EINVAL;
  if (int error = ensure_bound(where.any.ss_family)) return error;
  bool join = change == Membership::join;
  if (where.any.ss_family == AF_INET) {
    ip_mreq request{};
    request.imr_multiaddr = where.four.sin_addr;
    if (interface != nullptr) {
      if (by.any.ss_family != AF_INET) return -EINVAL;
      request.imr_interface = by.four.sin_addr;
    }
    return os::set_option(fd(), IPPROTO_IP, join ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP, request);
  }
  ipv6_mreq request{};
  request.ipv6mr_multiaddr = where.six.sin6_addr;
  if (interface != nullptr) request.ipv6mr_interface = by.six.sin6_scope_id;
  return os::set_option(fd(), IPPROTO_IPV6, join ? IPV6_ADD_MEMBERSHIP : IPV6_DROP_MEMBERSHIP,
                        request);
}

int Udp::set_source_membership(const char* group, const char* interface, const char* source,
                               Membership change) noexcept {
  Address where, by{}, sender;
  if (!parse(group, &where) || !parse(source, &sender)) return -EINVAL;
  if (interface != nullptr && !parse(interface, &by)) return -EINVAL;
  if (where.any.ss_family != sender.any.ss_family) return -EINVAL;
  if (int error = ensure_bound(where.any.ss_family)) return error;
  bool join = change == Membership::join;
  if (where.any.ss_family == AF_INET) {
    ip_mreq_source request{};
    request.imr_multiaddr = where.four.sin_addr;
    request.imr_sourceaddr = sender.four.sin_addr;
    if (interface != nullptr) {
      if (by.any.ss_family != AF_INET) return -EINVAL;
      request.imr_interface = by.four.sin_addr;
    }
    return os::set_option(fd(), IPPROTO_IP,
                          join ? IP_ADD_SOURCE_MEMBERSHIP : IP_DROP_SOURCE_MEMBERSHIP, request);
  }
  group_source_req request{};
  request.gsr_interface = interface != nullptr ? by.six.sin6_scope_id : 0;
  request.gsr_group = where.any;
  request.gsr_source = sender.any;
  return os::set_option(fd(), IPPROTO_IPV6,
                        join ? MCAST_JOIN_SOURCE_GROUP : MCAST_LEAVE_SOURCE_GROUP, request);
}

int Udp::set_multicast_interface(const char* interface) noexcept {
  bool six = (kind_flags_ & kIpv6) != 0;
  Address by{};
  if (interface != nullptr) {
    if (!parse(interface, &by)) return -EINVAL;
    if ((by.any.ss_family == AF_INET6) != six) return -EINVAL;
  }
  if (fd() < 0) return -EBADF;
  if (!six) return os::set_option(fd(), IPPROTO_IP, IP_MULTICAST_IF, by.four.sin_addr);
  int index = int(by.six.sin6_scope_id);
  return os::set_option(fd(), IPPROTO_IPV6, IPV6_MULTICAST_IF, index);
}

template <class T>
int Udp::option(int level4, int name4, int level6, int name6, const T& value) noexcept {
  if (fd() < 0) return -EBADF;
  return (kind_flags_ & kIpv6) != 0 ? os::set_option(fd(), level6, name6, value)
                                    : os::set_option(fd(), level4, name4, value);
}

int Udp::set_multicast_loop(Toggle on) noexcept {
  return option(IPPROTO_IP, IP_MULTICAST_LOOP, IPPROTO_IPV6, IPV6_MULTICAST_LOOP,
                int(on == Toggle::on));
}

int Udp::set_multicast_ttl(int ttl) noexcept {
  if (ttl < 0 || ttl > 255) return -EINVAL;
  return option(IPPROTO_IP, IP_MULTICAST_TTL, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, ttl);
}

int Udp::set_ttl(int ttl) noexcept {
  if (ttl < 1 || ttl > 255) return -EINVAL;
  return option(IPPROTO_IP, IP_TTL, IPPROTO_IPV6, IPV6_UNICAST_HOPS, ttl);
}

int Udp::set_broadcast(Toggle on) noexcept {
  if (fd() < 0) return -EBADF;
  return os::set_option(fd(), SOL_SOCKET, SO_BROADCAST, int(on == Toggle::on));
}

}  // namespace gyre::loop
