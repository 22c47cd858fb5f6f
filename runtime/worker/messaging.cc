// binding('messaging'): ports, structured cloning and the marks on objects that it follows.
#include "runtime/worker/messaging.h"

#include "runtime/bind/values.h"
#include "runtime/worker/message.h"
#include "runtime/worker/port.h"

namespace gyre::worker {

constinit bind::Callback clone_error_callback;
constinit bind::Callback describe_callback;
constinit bind::Callback revive_callback;
constinit bind::Callback wrap_port_callback;
constinit bind::Callback emit_callback;
constinit bind::Callback port_class;

v8::Local<v8::Symbol> transfer_mode_symbol(v8::Isolate* isolate) {
  return v8::Symbol::ForApi(isolate, bind::symbol(isolate, "gyre:transfer_mode"));
}

v8::Local<v8::Symbol> port_handle_symbol(v8::Isolate* isolate) {
  return v8::Symbol::ForApi(isolate, bind::symbol(isolate, "gyre:port_handle"));
}

namespace {

using bind::Args;
using bind::Environment;

// structuredClone(value, transfer)
void structured_clone(const Args& args) {
  Environment& env = Environment::from(args.GetIsolate());
  Message message;
  v8::Local<v8::Value> clone;
  if (message.serialize(env, args[0], args[1], nullptr) && message.deserialize(env, nullptr).ToLocal(&clone)) {
    args.GetReturnValue().Set(clone);
  }
}

// check(value, transfer): what posting would do to the value and the list, for a port that is closed.
void check(const Args& args) {
  Message message;
  (void)message.serialize(Environment::from(args.GetIsolate()), args[0], args[1], nullptr);
}

template <size_t N>
void mark(const Args& args, const char (&name)[N]) {
  if (!args[0]->IsObject()) return;
  v8::Isolate* isolate = args.GetIsolate();
  auto key = v8::Private::ForApi(isolate, bind::symbol(isolate, {name, N - 1}));
  (void)args[0].As<v8::Object>()->SetPrivate(isolate->GetCurrentContext(), key, v8::True(isolate));
}
void mark_uncloneable(const Args& args) { mark(args, "gyre:uncloneable"); }
void mark_untransferable(const Args& args) { mark(args, "gyre:untransferable"); }

bool is_marked_untransferable(Environment& env, v8::Local<v8::Value> value) {
  return value->IsObject() && is_untransferable(env.isolate(), value.As<v8::Object>());
}

void add_symbols(Environment& env, v8::Local<v8::Object> target) {
  v8::Isolate* isolate = env.isolate();
  auto set = [&](const char* name, v8::Local<v8::Symbol> symbol) {
    target->Set(isolate->GetCurrentContext(), bind::symbol(isolate, name), symbol).Check();
  };
  set("kTransferMode", transfer_mode_symbol(isolate));
  set("kPortHandle", port_handle_symbol(isolate));
}

}  // namespace

GYRE_BINDING(messaging, bind::callback<&clone_error_callback>("setCloneError"),
             bind::callback<&describe_callback>("setDescribe"), bind::callback<&revive_callback>("setRevive"),
             bind::callback<&wrap_port_callback>("setWrapPort"), bind::callback<&emit_callback>("setEmit"),
             bind::fn<&structured_clone>("structuredClone"),
             bind::fn<&check>("check"), bind::fn<&mark_uncloneable>("markAsUncloneable"),
             bind::fn<&mark_untransferable>("markAsUntransferable"),
             bind::fn<&is_marked_untransferable>("isMarkedAsUntransferable"), bind::init(&add_symbols),
             bind::cls<Port>("Port", bind::keep<&port_class>(), bind::method<&Port::post>("post"),
                             bind::method<&Port::start>("start"), bind::method<&Port::stop>("stop"),
                             bind::method<&Port::drain>("drain"), bind::method<&Port::receive>("receive"),
                             bind::method<&Port::join>("join"), bind::method<&Port::entangle>("entangle"),
                             bind::method<&Port::close>("close"), bind::method<&Port::ref>("ref"),
                             bind::method<&Port::unref>("unref"), bind::method<&Port::has_ref>("hasRef")))

}  // namespace gyre::worker
