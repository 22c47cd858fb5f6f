// Socket addresses as JavaScript has them: a text (inet_pton(3)), a port and a family.
#pragma once

#include <sys/socket.h>

#include "runtime/bind/bind.h"

namespace gyre::net {

// "fe80::1%eth0" carries the interface. family: AF_INET or AF_INET6. 0 or -EINVAL.
int parse_address(const char* text, int port, int family, sockaddr_storage* out, socklen_t* length);

struct AddressParts {
  v8::Local<v8::String> address;
  v8::Local<v8::String> family;  // "IPv4" or "IPv6"
  int port;
};
AddressParts address_parts(v8::Isolate* isolate, const sockaddr* address);

// Sets out.address, family and port.
void fill_address(bind::Environment& env, v8::Local<v8::Object> out, const sockaddr* address);

}  // namespace gyre::net
