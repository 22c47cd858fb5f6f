// binding('tcp_wrap'): TCP handles, listening, connecting and connected. Addresses are texts (inet_pton(3)) and ports.
#include <memory>

#include "loop/tcp.h"
#include "runtime/bind/values.h"
#include "stdlib/net/address.h"
#include "stdlib/net/stream_wrap.h"

namespace gyre::net {
namespace {

constinit bind::Callback tcp_class;

class Tcp final : public StreamWrap {
 public:
  static void construct(Environment& env, const Args& args) {
    auto* tcp = new Tcp(env, args.This());
    tcp->tcp_.init(env.loop());
    tcp->opened();
  }

  int32_t open(int32_t fd) { return tcp_.open(fd); }

  // bind(address, port, flags), bind6 likewise
  void bind(const Args& args) { bind_to(args, AF_INET); }
  void bind6(const Args& args) { bind_to(args, AF_INET6); }

  int32_t listen(int32_t backlog) {
    return tcp_.listen(backlog, [](loop::Stream* server, int status) {
      StreamWrap* self = from(server);
      v8::HandleScope handles(self->isolate());
      accept_connection(*self, tcp_class(self->env()), status);
    });
  }

  // connect(req, address, port), connect6 likewise
  void connect(const Args& args) { connect_to(args, AF_INET); }
  void connect6(const Args& args) { connect_to(args, AF_INET6); }

  int32_t set_no_delay(bool on) { return tcp_.set_nodelay(on ? loop::Toggle::on : loop::Toggle::off); }
  int32_t set_keep_alive(bool on, uint32_t seconds) {
    return tcp_.set_keepalive(on ? loop::Toggle::on : loop::Toggle::off, std::chrono::seconds(seconds));
  }
  // getsockname(out), getpeername(out): out.address, family, port.
  void getsockname(const Args& args) { name(args, &loop::Tcp::local_address); }
  void getpeername(const Args& args) { name(args, &loop::Tcp::peer_address); }

  // reset([callback]): closes with a reset.
  void reset(const Args& args) {
    if (is_closing()) return args.GetReturnValue().Set(0);
    args.GetReturnValue().Set(reset_handle(args[0]));
  }

 private:
  Tcp(Environment& env, v8::Local<v8::Object> object) : StreamWrap(env, object, &tcp_) {}

  int reset_handle(v8::Local<v8::Value> callback) {
    // What close does, but for a lingering time of zero: the kernel then answers with RST.
    linger none{1, 0};
    if (setsockopt(tcp_.fd(), SOL_SOCKET, SO_LINGER, &none, sizeof none) != 0) return -errno;
    close_handle(callback);
    return 0;
  }

  void bind_to(const Args& args, int family) {
    sockaddr_storage address;
    socklen_t length;
    bind::Utf8 text(isolate(), args[0]);
    int error = parse_address(text.c_str(), args[1]->Int32Value(env().context()).FromMaybe(0), family, &address, &length);
    if (error == 0) {
      auto flags = args[2]->IsUint32() ? args[2].As<v8::Uint32>()->Value() : 0;
      error = tcp_.bind(reinterpret_cast<sockaddr*>(&address), length, flags);
    }
    args.GetReturnValue().Set(error);
  }

  void connect_to(const Args& args, int family) {
    sockaddr_storage address;
    socklen_t length;
    bind::Utf8 text(isolate(), args[1]);
    int error = parse_address(text.c_str(), args[2]->Int32Value(env().context()).FromMaybe(0), family, &address, &length);
    if (error == 0) {
      std::unique_ptr<PendingConnect> pending(PendingConnect::make(*this, args[0], "TCPCONNECTWRAP"));
      error = tcp_.connect(*pending, reinterpret_cast<sockaddr*>(&address), length, &PendingConnect::done);
      if (error == 0) pending.release();
    }
    args.GetReturnValue().Set(error);
  }

  void name(const Args& args, int (loop::Tcp::*get)(sockaddr*, socklen_t*) const noexcept) {
    sockaddr_storage address;
    socklen_t length = sizeof address;
    int error = (tcp_.*get)(reinterpret_cast<sockaddr*>(&address), &length);
    if (error == 0 && args[0]->IsObject()) {
      fill_address(env(), args[0].As<v8::Object>(), reinterpret_cast<sockaddr*>(&address));
    }
    args.GetReturnValue().Set(error);
  }

  loop::Tcp tcp_;
};

}  // namespace

GYRE_BINDING(tcp_wrap,
             bind::cls<Tcp>("TCP", bind::keep<&tcp_class>(), stream_methods<Tcp>(), bind::method<&Tcp::open>("open"),
                            bind::method<&Tcp::bind>("bind"), bind::method<&Tcp::bind6>("bind6"),
                            bind::method<&Tcp::listen>("listen"), bind::method<&Tcp::connect>("connect"),
                            bind::method<&Tcp::connect6>("connect6"), bind::method<&Tcp::set_no_delay>("setNoDelay"),
                            bind::method<&Tcp::set_keep_alive>("setKeepAlive"),
                            bind::method<&Tcp::getsockname>("getsockname"), bind::method<&Tcp::getpeername>("getpeername"),
                            bind::method<&Tcp::reset>("reset")),
             bind::constant("UV_TCP_IPV6ONLY", loop::Tcp::kIpv6Only), bind::constant("UV_TCP_REUSEPORT", loop::Tcp::kReusePort))

}  // namespace gyre::net
