// binding('dns'): the system's resolver, getaddrinfo(3) and getnameinfo(3). Statuses are 0, an EAI_ error (below -3000) or a
// negative errno.
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

#include <memory>
#include <vector>

#include "loop/dns.h"
#include "runtime/bind/bind.h"
#include "runtime/bind/callback_scope.h"
#include "runtime/bind/values.h"
#include "stdlib/net/address.h"

namespace gyre::dns {
namespace {

using bind::Args;
using bind::CallbackScope;
using bind::Environment;

int32_t int32_of(v8::Local<v8::Value> value) { return value->IsInt32() ? value.As<v8::Int32>()->Value() : 0; }

// What a lookup under way holds on JavaScript's side.
template <typename Request>
struct Pending : Request {
  Pending(Environment& env, v8::Local<v8::Object> request, const char* type) : env(env) {
    object.Reset(env.isolate(), request);
    frame.capture(env, request, type);
  }
  Environment& env;
  v8::Global<v8::Object> object;
  bind::ContextFrame frame;
};
using PendingAddresses = Pending<loop::AddressRequest>;
using PendingName = Pending<loop::NameRequest>;

v8::Local<v8::Array> address_texts(v8::Isolate* isolate, const addrinfo* first) {
  std::vector<v8::Local<v8::Value>> texts;
  char text[INET6_ADDRSTRLEN];
  for (const addrinfo* info = first; info != nullptr; info = info->ai_next) {
    const void* address;
    if (info->ai_family == AF_INET) {
      address = &reinterpret_cast<const sockaddr_in*>(info->ai_addr)->sin_addr;
    } else if (info->ai_family == AF_INET6) {
      address = &reinterpret_cast<const sockaddr_in6*>(info->ai_addr)->sin6_addr;
    } else {
      continue;
    }
    if (inet_ntop(info->ai_family, address, text, sizeof text) != nullptr) texts.push_back(bind::string(isolate, text));
  }
  return v8::Array::New(isolate, texts.data(), texts.size());
}

void on_addresses(loop::AddressRequest* request, int status) {
  std::unique_ptr<PendingAddresses> self(static_cast<PendingAddresses*>(request));
  Environment& env = self->env;
  if (env.stopping()) return;
  v8::Isolate* isolate = env.isolate();
  v8::HandleScope handles(isolate);
  CallbackScope scope(env, self->frame.get(isolate));
  v8::Local<v8::Value> addresses = v8::Undefined(isolate);
  if (status == 0) addresses = address_texts(isolate, self->addresses);
  scope.call(self->object.Get(isolate), "oncomplete", {v8::Integer::New(isolate, status), addresses});
}

void on_name(loop::NameRequest* request, int status) {
  std::unique_ptr<PendingName> self(static_cast<PendingName*>(request));
  Environment& env = self->env;
  if (env.stopping()) return;
  v8::Isolate* isolate = env.isolate();
  v8::HandleScope handles(isolate);
  CallbackScope scope(env, self->frame.get(isolate));
  v8::Local<v8::Value> host = v8::Undefined(isolate), service = host;
  if (status == 0) {
    host = bind::string(isolate, self->host);
    service = bind::string(isolate, self->service);
  }
  scope.call(self->object.Get(isolate), "oncomplete", {v8::Integer::New(isolate, status), host, service});
}

// getaddrinfo(req, host, family, hints): req.oncomplete(status, [address, ...]) follows unless a negative number is returned.
// family: 0, 4 or 6.
void get_address_info(const Args& args) {
  Environment& env = Environment::from(args.GetIsolate());
  if (!args[0]->IsObject() || !args[1]->IsString()) return args.GetReturnValue().Set(-EINVAL);
  bind::Utf8 host(env.isolate(), args[1]);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;  // else each address comes once for every type of socket
  hints.ai_flags = int32_of(args[3]);
  switch (int32_of(args[2])) {
    case 4: hints.ai_family = AF_INET; break;
    case 6: hints.ai_family = AF_INET6; break;
    default: hints.ai_family = AF_UNSPEC;
  }
  auto pending = std::make_unique<PendingAddresses>(env, args[0].As<v8::Object>(), "GETADDRINFOREQWRAP");
  int error = pending->start(env.loop(), host.c_str(), nullptr, &hints, &on_addresses);
  if (error == 0) pending.release();
  args.GetReturnValue().Set(error);
}

// getnameinfo(req, address, port, family): req.oncomplete(status, host, service) follows unless a negative number is returned.
void get_name_info(const Args& args) {
  Environment& env = Environment::from(args.GetIsolate());
  if (!args[0]->IsObject() || !args[1]->IsString()) return args.GetReturnValue().Set(-EINVAL);
  bind::Utf8 text(env.isolate(), args[1]);
  sockaddr_storage address;
  socklen_t length;
  int family = int32_of(args[3]) == 6 ? AF_INET6 : AF_INET;
  int error = net::parse_address(text.c_str(), int32_of(args[2]), family, &address, &length);
  if (error != 0) return args.GetReturnValue().Set(error);
  auto pending = std::make_unique<PendingName>(env, args[0].As<v8::Object>(), "GETNAMEINFOREQWRAP");
  error = pending->start(env.loop(), reinterpret_cast<sockaddr*>(&address), NI_NAMEREQD, &on_name);
  if (error == 0) pending.release();
  args.GetReturnValue().Set(error);
}

}  // namespace

GYRE_BINDING(dns, bind::fn<&get_address_info>("getaddrinfo"), bind::fn<&get_name_info>("getnameinfo"),
             bind::constant("AI_ADDRCONFIG", AI_ADDRCONFIG), bind::constant("AI_ALL", AI_ALL),
             bind::constant("AI_V4MAPPED", AI_V4MAPPED))

}  // namespace gyre::dns
