#include "stdlib/net/address.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>

#include <cstring>
#include <string>

#include "runtime/bind/values.h"

namespace gyre::net {

int parse_address(const char* text, int port, int family, sockaddr_storage* out, socklen_t* length) {
  *out = {};
  if (family == AF_INET) {
    auto* in = reinterpret_cast<sockaddr_in*>(out);
    in->sin_family = AF_INET;
    in->sin_port = htons(static_cast<uint16_t>(port));
    *length = sizeof *in;
    return inet_pton(AF_INET, text, &in->sin_addr) == 1 ? 0 : -EINVAL;
  }
  auto* in6 = reinterpret_cast<sockaddr_in6*>(out);
  in6->sin6_family = AF_INET6;
  in6->sin6_port = htons(static_cast<uint16_t>(port));
  *length = sizeof *in6;
  std::string address(text);
  if (size_t percent = address.find('%'); percent != std::string::npos) {
    in6->sin6_scope_id = if_nametoindex(address.c_str() + percent + 1);
    address.resize(percent);
  }
  return inet_pton(AF_INET6, address.c_str(), &in6->sin6_addr) == 1 ? 0 : -EINVAL;
}

AddressParts address_parts(v8::Isolate* isolate, const sockaddr* address) {
  char text[INET6_ADDRSTRLEN + 1 + IF_NAMESIZE] = {};
  if (address->sa_family != AF_INET6) {
    auto& in = *reinterpret_cast<const sockaddr_in*>(address);
    inet_ntop(AF_INET, &in.sin_addr, text, sizeof text);
    return {bind::string(isolate, text), bind::symbol(isolate, "IPv4"), ntohs(in.sin_port)};
  }
  auto& in6 = *reinterpret_cast<const sockaddr_in6*>(address);
  inet_ntop(AF_INET6, &in6.sin6_addr, text, sizeof text);
  if (in6.sin6_scope_id != 0 && IN6_IS_ADDR_LINKLOCAL(&in6.sin6_addr)) {
    size_t size = std::strlen(text);
    text[size] = '%';
    if (if_indextoname(in6.sin6_scope_id, text + size + 1) == nullptr) text[size] = 0;
  }
  return {bind::string(isolate, text), bind::symbol(isolate, "IPv6"), ntohs(in6.sin6_port)};
}

void fill_address(bind::Environment& env, v8::Local<v8::Object> out, const sockaddr* address) {
  AddressParts parts = address_parts(env.isolate(), address);
  auto set = [&](const char* key, v8::Local<v8::Value> value) {
    // A setter of the program's may throw: what it throws is on its way already.
    (void)out->Set(env.context(), bind::symbol(env.isolate(), key), value);
  };
  set("address", parts.address);
  set("family", parts.family);
  set("port", v8::Integer::New(env.isolate(), parts.port));
}

}  // namespace gyre::net
