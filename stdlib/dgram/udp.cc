// binding('udp'): the sockets of node:dgram. What arrives is told by handle.onmessage(count, bytes, address, family, port), where
// count is a negative errno and the rest absent when receiving failed.
#include <sys/socket.h>

#include <cstring>
#include <memory>
#include <vector>

#include "loop/udp.h"
#include "runtime/bind/bind.h"
#include "runtime/bind/callback_scope.h"
#include "runtime/bind/values.h"
#include "stdlib/net/address.h"

namespace gyre::dgram {
namespace {

using bind::Args;
using bind::CallbackScope;
using bind::Environment;

enum class Target : uint8_t { connected, ipv4, ipv6 };

// A datagram that did not go at once. Keeps what it is in; req.oncomplete(status, size) follows where there is one.
class PendingSend : public loop::SendRequest {
 public:
  PendingSend(Environment& env, v8::Local<v8::Object> handle, v8::Local<v8::Object> request, size_t size)
      : env_(env), size_(size) {
    handle_.Reset(env.isolate(), handle);
    request_.Reset(env.isolate(), request);
    frame_.capture(env, request, "UDPSENDWRAP");
  }
  std::vector<std::shared_ptr<v8::BackingStore>> stores;

  static void done(loop::SendRequest* request, int status) {
    std::unique_ptr<PendingSend> self(static_cast<PendingSend*>(request));
    Environment& env = self->env_;
    if (env.stopping()) return;
    v8::Isolate* isolate = env.isolate();
    v8::HandleScope handles(isolate);
    CallbackScope scope(env, self->frame_.get(isolate));
    scope.call(self->request_.Get(isolate), "oncomplete",
               {v8::Integer::New(isolate, status), bind::number(isolate, static_cast<double>(self->size_))});
  }

 private:
  Environment& env_;
  size_t size_;
  v8::Global<v8::Object> handle_;  // keeps the wrap
  v8::Global<v8::Object> request_;
  bind::ContextFrame frame_;
};

int32_t int32_or(v8::Local<v8::Value> value, int32_t otherwise) {
  return value->IsNumber() ? static_cast<int32_t>(value.As<v8::Number>()->Value()) : otherwise;
}

class UdpWrap final : public bind::HandleWrap {
 public:
  static void construct(Environment& env, const Args& args) {
    auto* wrap = new UdpWrap(env, args.This());
    wrap->udp_.init(env.loop());
    wrap->opened();
  }

  int32_t open(int32_t fd) { return is_closing() ? -EBADF : udp_.open(fd); }

  // bind(address, port, flags), bind6 likewise
  void bind(const Args& args) { bind_to(args, AF_INET); }
  void bind6(const Args& args) { bind_to(args, AF_INET6); }
  // connect(address, port), connect6 likewise
  void connect(const Args& args) { connect_to(args, AF_INET); }
  void connect6(const Args& args) { connect_to(args, AF_INET6); }
  int32_t disconnect() { return is_closing() ? -EBADF : udp_.disconnect(); }

  // sendConnected(req, views), send(req, views, address, port), send6 likewise. The size plus one: it went at once and req is not
  // used. 0: req.oncomplete(status, size) follows. A negative errno.
  void send_connected(const Args& args) { args.GetReturnValue().Set(send_to(args, Target::connected)); }
  void send(const Args& args) { args.GetReturnValue().Set(send_to(args, Target::ipv4)); }
  void send6(const Args& args) { args.GetReturnValue().Set(send_to(args, Target::ipv6)); }

  int32_t receive_start() {
    if (is_closing()) return -EBADF;
    int error = udp_.receive_start(&UdpWrap::on_receive);
    return error == -EALREADY ? 0 : error;
  }
  int32_t receive_stop() {
    if (!is_closing()) udp_.receive_stop();
    return 0;
  }

  // getsockname(out), getpeername(out): out.address, family, port.
  void getsockname(const Args& args) { name(args, &loop::Udp::local_address); }
  void getpeername(const Args& args) { name(args, &loop::Udp::peer_address); }

  // addMembership(group, interface | undefined), dropMembership likewise
  void add_membership(const Args& args) { membership(args, loop::Udp::Membership::join); }
  void drop_membership(const Args& args) { membership(args, loop::Udp::Membership::leave); }
  // addSourceSpecificMembership(source, group, interface | undefined), dropSourceSpecificMembership likewise
  void add_source_membership(const Args& args) { source_membership(args, loop::Udp::Membership::join); }
  void drop_source_membership(const Args& args) { source_membership(args, loop::Udp::Membership::leave); }

  void set_multicast_interface(const Args& args) {
    bind::Utf8 interface(isolate(), args[0]);
    args.GetReturnValue().Set(is_closing() ? -EBADF : udp_.set_multicast_interface(interface.c_str()));
  }
  int32_t set_multicast_loop(bool on) { return is_closing() ? -EBADF : udp_.set_multicast_loop(toggle(on)); }
  int32_t set_multicast_ttl(int32_t ttl) { return is_closing() ? -EBADF : udp_.set_multicast_ttl(ttl); }
  int32_t set_ttl(int32_t ttl) { return is_closing() ? -EBADF : udp_.set_ttl(ttl); }
  int32_t set_broadcast(bool on) { return is_closing() ? -EBADF : udp_.set_broadcast(toggle(on)); }

  // receiveBufferSize(size), sendBufferSize(size): 0 only asks. The size (Linux doubles what is set) or a negative errno.
  int32_t receive_buffer_size(uint32_t size) { return buffer_size(SO_RCVBUF, size); }
  int32_t send_buffer_size(uint32_t size) { return buffer_size(SO_SNDBUF, size); }

  void fd(const Args& args) { args.GetReturnValue().Set(is_closing() ? -1 : udp_.fd()); }
  double queued_bytes() { return static_cast<double>(udp_.queued_bytes()); }
  double queued_count() { return static_cast<double>(udp_.queued_count()); }

 private:
  UdpWrap(Environment& env, v8::Local<v8::Object> object) : HandleWrap(env, object, &udp_) {}

  static loop::Toggle toggle(bool on) { return on ? loop::Toggle::on : loop::Toggle::off; }

  static void on_receive(loop::Udp* udp, ssize_t count, loop::Buffer bytes, const sockaddr* from, loop::Udp::Whole) {
    auto* self = static_cast<UdpWrap*>(static_cast<bind::HandleWrap*>(udp->data));
    Environment& env = self->env();
    if (env.stopping() || (count >= 0 && from == nullptr)) return;
    v8::Isolate* isolate = env.isolate();
    v8::HandleScope handles(isolate);
    CallbackScope scope(*self);
    if (count < 0) {
      scope.call(self->object(), "onmessage", {v8::Integer::New(isolate, static_cast<int32_t>(count))});
      return;
    }
    auto size = static_cast<size_t>(count);
    auto buffer = v8::ArrayBuffer::New(isolate, size, v8::BackingStoreInitializationMode::kUninitialized);
    if (size != 0) std::memcpy(buffer->Data(), bytes.data, size);
    net::AddressParts sender = net::address_parts(isolate, from);
    scope.call(self->object(), "onmessage",
               {v8::Integer::New(isolate, static_cast<int32_t>(count)), buffer, sender.address, sender.family,
                v8::Integer::New(isolate, sender.port)});
  }

  int parse(v8::Local<v8::Value> text, v8::Local<v8::Value> port, int family, sockaddr_storage* out, socklen_t* length) {
    bind::Utf8 address(isolate(), text);
    return net::parse_address(address.c_str(), int32_or(port, 0), family, out, length);
  }

  void bind_to(const Args& args, int family) {
    if (is_closing()) return args.GetReturnValue().Set(-EBADF);
    sockaddr_storage address;
    socklen_t length;
    int error = parse(args[0], args[1], family, &address, &length);
    if (error == 0) {
      error = udp_.bind(reinterpret_cast<sockaddr*>(&address), length, static_cast<unsigned>(int32_or(args[2], 0)));
    }
    args.GetReturnValue().Set(error);
  }

  void connect_to(const Args& args, int family) {
    if (is_closing()) return args.GetReturnValue().Set(-EBADF);
    sockaddr_storage address;
    socklen_t length;
    int error = parse(args[0], args[1], family, &address, &length);
    if (error == 0) error = udp_.connect(reinterpret_cast<sockaddr*>(&address), length);
    args.GetReturnValue().Set(error);
  }

  int send_to(const Args& args, Target target) {
    if (is_closing()) return -EBADF;
    if (!args[0]->IsObject() || !args[1]->IsArray()) return -EINVAL;
    sockaddr_storage address;
    const sockaddr* to = nullptr;
    socklen_t length = 0;
    if (target != Target::connected) {
      int error = parse(args[2], args[3], target == Target::ipv4 ? AF_INET : AF_INET6, &address, &length);
      if (error != 0) return error;
      to = reinterpret_cast<const sockaddr*>(&address);
    }

    auto views = args[1].As<v8::Array>();
    uint32_t count = views->Length();
    std::vector<iovec> parts(count);
    std::vector<std::shared_ptr<v8::BackingStore>> stores(count);
    size_t size = 0;
    for (uint32_t i = 0; i < count; ++i) {
      v8::Local<v8::Value> view;
      if (!views->Get(env().context(), i).ToLocal(&view) || !view->IsArrayBufferView()) return -EINVAL;
      // The buffer first: asking for it moves the bytes of small arrays out of V8's heap.
      stores[i] = view.As<v8::ArrayBufferView>()->Buffer()->GetBackingStore();
      auto bytes = bind::bytes(view);
      parts[i] = {bytes.data(), bytes.size()};
      size += bytes.size();
    }

    // What is queued already goes first.
    ssize_t sent = udp_.queued_count() == 0 ? udp_.try_send(parts, to, length) : -EAGAIN;
    if (sent >= 0) return static_cast<int>(sent) + 1;
    if (sent != -EAGAIN) return static_cast<int>(sent);
    auto pending = std::make_unique<PendingSend>(env(), object(), args[0].As<v8::Object>(), size);
    pending->stores = std::move(stores);
    int error = udp_.send(*pending, parts, to, length, &PendingSend::done);
    if (error == 0) pending.release();
    return error;
  }

  void name(const Args& args, int (loop::Udp::*get)(sockaddr*, socklen_t*) const noexcept) {
    if (is_closing()) return args.GetReturnValue().Set(-EBADF);
    sockaddr_storage address;
    socklen_t length = sizeof address;
    int error = (udp_.*get)(reinterpret_cast<sockaddr*>(&address), &length);
    args.GetReturnValue().Set(error);
    if (error == 0 && args[0]->IsObject()) {
      net::fill_address(env(), args[0].As<v8::Object>(), reinterpret_cast<sockaddr*>(&address));
    }
  }

  void membership(const Args& args, loop::Udp::Membership change) {
    if (is_closing()) return args.GetReturnValue().Set(-EBADF);
    bind::Utf8 group(isolate(), args[0]), interface(isolate(), args[1]);
    const char* chosen = args[1]->IsString() ? interface.c_str() : nullptr;
    args.GetReturnValue().Set(udp_.set_membership(group.c_str(), chosen, change));
  }

  void source_membership(const Args& args, loop::Udp::Membership change) {
    if (is_closing()) return args.GetReturnValue().Set(-EBADF);
    bind::Utf8 source(isolate(), args[0]), group(isolate(), args[1]), interface(isolate(), args[2]);
    const char* chosen = args[2]->IsString() ? interface.c_str() : nullptr;
    args.GetReturnValue().Set(udp_.set_source_membership(group.c_str(), chosen, source.c_str(), change));
  }

  int32_t buffer_size(int option, uint32_t size) {
    if (is_closing() || udp_.fd() < 0) return -EBADF;
    if (size > INT32_MAX) return -EINVAL;
    int value = static_cast<int>(size);
    socklen_t length = sizeof value;
    if (size != 0 && setsockopt(udp_.fd(), SOL_SOCKET, option, &value, length) != 0) return -errno;
    if (getsockopt(udp_.fd(), SOL_SOCKET, option, &value, &length) != 0) return -errno;
    return value;
  }

  loop::Udp udp_;
};

}  // namespace

GYRE_BINDING(udp,
             bind::cls<UdpWrap>(
                 "UDP", bind::method<&UdpWrap::open>("open"), bind::method<&UdpWrap::bind>("bind"),
                 bind::method<&UdpWrap::bind6>("bind6"), bind::method<&UdpWrap::connect>("connect"),
                 bind::method<&UdpWrap::connect6>("connect6"), bind::method<&UdpWrap::disconnect>("disconnect"),
                 bind::method<&UdpWrap::send_connected>("sendConnected"), bind::method<&UdpWrap::send>("send"),
                 bind::method<&UdpWrap::send6>("send6"), bind::method<&UdpWrap::receive_start>("recvStart"),
                 bind::method<&UdpWrap::receive_stop>("recvStop"), bind::method<&UdpWrap::getsockname>("getsockname"),
                 bind::method<&UdpWrap::getpeername>("getpeername"),
                 bind::method<&UdpWrap::add_membership>("addMembership"),
                 bind::method<&UdpWrap::drop_membership>("dropMembership"),
                 bind::method<&UdpWrap::add_source_membership>("addSourceSpecificMembership"),
                 bind::method<&UdpWrap::drop_source_membership>("dropSourceSpecificMembership"),
                 bind::method<&UdpWrap::set_multicast_interface>("setMulticastInterface"),
                 bind::method<&UdpWrap::set_multicast_loop>("setMulticastLoopback"),
                 bind::method<&UdpWrap::set_multicast_ttl>("setMulticastTTL"), bind::method<&UdpWrap::set_ttl>("setTTL"),
                 bind::method<&UdpWrap::set_broadcast>("setBroadcast"),
                 bind::method<&UdpWrap::receive_buffer_size>("recvBufferSize"),
                 bind::method<&UdpWrap::send_buffer_size>("sendBufferSize"), bind::getter<&UdpWrap::fd>("fd"),
                 bind::method<&UdpWrap::queued_bytes>("getSendQueueSize"),
                 bind::method<&UdpWrap::queued_count>("getSendQueueCount"), bind::method<&bind::HandleWrap::close>("close"),
                 bind::method<&bind::HandleWrap::ref>("ref"), bind::method<&bind::HandleWrap::unref>("unref"),
                 bind::method<&bind::HandleWrap::has_ref>("hasRef")),
             bind::constant("kIpv6Only", loop::Udp::kIpv6Only), bind::constant("kReuseAddress", loop::Udp::kReuseAddress),
             bind::constant("kReusePort", loop::Udp::kReusePort))

}  // namespace gyre::dgram
