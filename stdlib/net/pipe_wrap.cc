// binding('pipe_wrap'): Unix domain sockets and pipes.
#include <memory>

#include "loop/pipe.h"
#include "loop/tty.h"
#include "runtime/bind/values.h"
#include "stdlib/net/stream_wrap.h"

namespace gyre::net {
namespace {

constinit bind::Callback pipe_class;

class Pipe final : public StreamWrap {
 public:
  // new Pipe(ipc)
  static void construct(Environment& env, const Args& args) {
    auto* pipe = new Pipe(env, args.This());
    pipe->pipe_.init(env.loop(), args[0]->IsTrue() ? loop::Pipe::Ipc::on : loop::Pipe::Ipc::off);
    pipe->opened();
  }

  int32_t open(int32_t fd) { return pipe_.open(fd); }
  void bind(const Args& args) {
    bind::Utf8 name(isolate(), args[0]);
    args.GetReturnValue().Set(pipe_.bind(name.view()));
  }
  int32_t listen(int32_t backlog) {
    return pipe_.listen(backlog, [](loop::Stream* server, int status) {
      StreamWrap* self = from(server);
      v8::HandleScope handles(self->isolate());
      accept_connection(*self, pipe_class(self->env()), status);
    });
  }
  // connect(req, name)
  void connect(const Args& args) {
    bind::Utf8 name(isolate(), args[1]);
    std::unique_ptr<PendingConnect> pending(PendingConnect::make(*this, args[0], "PIPECONNECTWRAP"));
    int error = pipe_.connect(*pending, name.view(), &PendingConnect::done);
    if (error == 0) pending.release();
    args.GetReturnValue().Set(error);
  }
  // fchmod(access): kForReading, kForWriting or both.
  int32_t fchmod(int32_t access) { return pipe_.change_access(static_cast<unsigned>(access)); }

  // pendingKind(): what the handle that came along is: 'tcp', 'udp', 'pipe', 'unknown', or undefined when none waits.
  void pending_kind(const Args& args) {
    if (pipe_.pending_count() == 0) return;
    auto kind = pipe_.pending_kind();
    args.GetReturnValue().Set(bind::string(isolate(), kind ? loop::kind_name(*kind) : std::string_view("unknown")));
  }
  // acceptPending(handle): gives it to a new TCP or Pipe handle.
  void accept_pending(const Args& args) {
    auto* client = args[0]->IsObject() ? bind::detail::unwrap<StreamWrap>(args[0].As<v8::Object>()) : nullptr;
    args.GetReturnValue().Set(client == nullptr ? -EINVAL : pipe_.accept(client->stream()));
  }

 private:
  Pipe(Environment& env, v8::Local<v8::Object> object) : StreamWrap(env, object, &pipe_) {}

  loop::Pipe pipe_;
};

// guessHandleType(fd): 'FILE', 'TTY', 'PIPE', 'TCP', 'UDP' or 'UNKNOWN'.
void guess_handle_type(const Args& args) {
  const char* name = "UNKNOWN";
  switch (loop::guess_type(args[0].As<v8::Int32>()->Value())) {
    case loop::FdType::file: name = "FILE"; break;
    case loop::FdType::tty: name = "TTY"; break;
    case loop::FdType::pipe: name = "PIPE"; break;
    case loop::FdType::tcp: name = "TCP"; break;
    case loop::FdType::udp: name = "UDP"; break;
    case loop::FdType::unknown: break;
  }
  args.GetReturnValue().Set(bind::symbol(args.GetIsolate(), name));
}

}  // namespace

GYRE_BINDING(pipe_wrap, bind::fn<&guess_handle_type>("guessHandleType"),
             bind::cls<Pipe>("Pipe", bind::keep<&pipe_class>(), stream_methods<Pipe>(), bind::method<&Pipe::open>("open"),
                             bind::method<&Pipe::bind>("bind"), bind::method<&Pipe::listen>("listen"),
                             bind::method<&Pipe::connect>("connect"), bind::method<&Pipe::fchmod>("fchmod"),
                             bind::method<&Pipe::pending_kind>("pendingKind"),
                             bind::method<&Pipe::accept_pending>("acceptPending")),
             bind::constant("UV_READABLE", loop::Pipe::kForReading), bind::constant("UV_WRITABLE", loop::Pipe::kForWriting))

}  // namespace gyre::net
