// binding('tty_wrap'): terminals.
#include <unistd.h>

#include "loop/tty.h"
#include "runtime/bind/values.h"
#include "stdlib/net/stream_wrap.h"

namespace gyre::tty {
namespace {

using bind::Args;
using bind::Environment;

constinit bind::Fields<int32_t, 2> window_size;  // columns, rows

class Tty final : public net::StreamWrap {
 public:
  // new TTY(fd, context): context.code is a negative errno when that failed.
  static void construct(Environment& env, const Args& args) {
    auto* tty = new Tty(env, args.This());
    int error = tty->tty_.init(env.loop(), args[0]->Int32Value(env.context()).FromMaybe(-1));
    if (error != 0) {
      if (args[1]->IsObject()) {
        args[1].As<v8::Object>()
            ->Set(env.context(), bind::symbol(env.isolate(), "code"), v8::Integer::New(env.isolate(), error))
            .Check();
      }
      delete tty;
      return;
    }
    tty->opened();
    env.at_exit([](void*) { loop::Tty::reset_mode(); }, nullptr);
  }

  int32_t set_raw_mode(bool raw) { return tty_.set_mode(raw ? loop::Tty::Mode::raw : loop::Tty::Mode::normal); }
  // getWindowSize(): 0, and windowSize is filled.
  int32_t get_window_size() {
    loop::Tty::Size size;
    int error = tty_.size(&size);
    if (error != 0) return error;
    window_size(env())[0] = size.columns;
    window_size(env())[1] = size.rows;
    return 0;
  }

 private:
  Tty(Environment& env, v8::Local<v8::Object> object) : StreamWrap(env, object, &tty_) {}

  loop::Tty tty_;
};

bool is_tty(Environment&, int32_t fd) { return isatty(fd) == 1; }

}  // namespace

GYRE_BINDING(tty_wrap,
             bind::cls<Tty>("TTY", net::stream_methods<Tty>(), bind::method<&Tty::set_raw_mode>("setRawMode"),
                            bind::method<&Tty::get_window_size>("getWindowSize")),
             bind::fields<&window_size>("windowSize"), bind::fn<&is_tty>("isatty"))

}  // namespace gyre::tty
