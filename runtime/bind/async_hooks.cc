#include "runtime/bind/async_hooks.h"

#include <vector>

#include "runtime/bind/bind.h"
#include "runtime/bind/values.h"

namespace gyre::bind {
namespace {

constinit Fields<uint32_t, 1> enabled_hooks;    // their number
constinit Callback init_callback;               // (object, type | undefined, isRequest, parent | undefined) => void
constinit Callback destroy_callback;            // (object) => void
constinit Callback call_in_resource_callback;   // (function, receiver, ...arguments) => what function returns

struct NextParent {
  explicit NextParent(Environment&) {}
  v8::Global<v8::Object> object;
};

}  // namespace

bool async_hooks_enabled(Environment& env) {
  const uint32_t* number = enabled_hooks(env);
  return number != nullptr && *number != 0;
}

void set_parent_of_next_handle(Environment& env, v8::Local<v8::Object> parent) {
  if (async_hooks_enabled(env)) env.state<NextParent>().object.Reset(env.isolate(), parent);
}

void emit_init(Environment& env, v8::Local<v8::Object> object, const char* type, ResourceLife life,
               v8::Local<v8::Object> parent) {
  if (!async_hooks_enabled(env)) return;
  v8::Isolate* isolate = env.isolate();
  v8::HandleScope handles(isolate);
  v8::Local<v8::Value> name = v8::Undefined(isolate);
  if (type != nullptr) name = symbol(isolate, type);
  v8::Local<v8::Value> cause = v8::Undefined(isolate);
  if (!parent.IsEmpty()) {
    cause = parent;
  } else if (life == ResourceLife::handle) {
    auto& next = env.state<NextParent>().object;
    if (!next.IsEmpty()) cause = next.Get(isolate);
    next.Reset();
  }
  v8::Local<v8::Value> arguments[] = {object, name, v8::Boolean::New(isolate, life == ResourceLife::request), cause};
  (void)init_callback(env)->Call(isolate, env.context(), v8::Undefined(isolate), 4, arguments);
}

void emit_destroy(Environment& env, v8::Local<v8::Object> object) {
  if (!async_hooks_enabled(env)) return;
  v8::Isolate* isolate = env.isolate();
  v8::HandleScope handles(isolate);
  v8::Local<v8::Value> arguments[] = {object};
  (void)destroy_callback(env)->Call(isolate, env.context(), v8::Undefined(isolate), 1, arguments);
}

v8::MaybeLocal<v8::Value> call_in_resource(Environment& env, v8::Local<v8::Function> function, v8::Local<v8::Value> receiver,
                                           int count, v8::Local<v8::Value>* arguments) {
  std::vector<v8::Local<v8::Value>> all;
  all.reserve(static_cast<size_t>(count) + 2);
  all.push_back(function);
  all.push_back(receiver);
  all.insert(all.end(), arguments, arguments + count);
  return call_in_resource_callback(env)->Call(env.isolate(), env.context(), v8::Undefined(env.isolate()),
                                              static_cast<int>(all.size()), all.data());
}

GYRE_BINDING(resource_hooks, fields<&enabled_hooks>("enabledHooks"), callback<&init_callback>("setInit"),
             callback<&destroy_callback>("setDestroy"), callback<&call_in_resource_callback>("setCall"))

}  // namespace gyre::bind
