// binding('signal'): the Signal handle behind process.on('SIG...').
#include "loop/signal.h"

#include "runtime/bind/bind.h"
#include "runtime/bind/callback_scope.h"
#include "runtime/bind/values.h"

namespace gyre::process_module {
namespace {

using bind::Args;
using bind::Environment;

class Signal final : public bind::HandleWrap {
 public:
  static void construct(Environment& env, const Args& args) { new Signal(env, args.This()); }
  // A negative errno, or 0. JavaScript's onsignal(number) is called for each signal.
  int32_t start(int32_t signum) { return signal_.start(&Signal::caught, signum); }
  void stop() { signal_.stop(); }

 private:
  Signal(Environment& env, v8::Local<v8::Object> object) : HandleWrap(env, object, &signal_) {
    signal_.init(env.loop());
    opened();
  }
  static void caught(loop::Signal* signal, int signum) {
    auto* self = static_cast<Signal*>(signal->data);
    Environment& env = self->env();
    if (env.stopping()) return;
    v8::HandleScope handles(env.isolate());
    bind::CallbackScope scope(*self);
    scope.call(self->object(), "onsignal", {bind::number(env.isolate(), signum)});
  }

  loop::Signal signal_;
};

}  // namespace

GYRE_BINDING(signal, bind::cls<Signal>("Signal", bind::method<&Signal::start>("start"),
                                       bind::method<&Signal::stop>("stop"),
                                       bind::method<&Signal::close>("close"),
                                       bind::method<&Signal::ref>("ref"),
                                       bind::method<&Signal::unref>("unref"),
                                       bind::method<&Signal::has_ref>("hasRef")))

}  // namespace gyre::process_module
