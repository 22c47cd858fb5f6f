// The one way from C++ into JavaScript. Outermost, it ends with the nextTick queue and the microtasks, when there are any.
//
//   bind::CallbackScope scope(env, request->context_frame());
//   scope.call(on_complete(env), receiver, {argument, ...});
//
// An exception goes to Environment::uncaught; `call` then returns empty.
#pragma once

#include <initializer_list>

#include <v8.h>

#include "runtime/bind/async_hooks.h"
#include "runtime/bind/environment.h"

namespace gyre::bind {

class HandleWrap;

class CallbackScope {
 public:
  // `frame`: the async context (continuation-preserved embedder data) that was current when the operation began; empty: none.
  explicit CallbackScope(Environment& env, v8::Local<v8::Value> frame = {});
  // For what happens on a handle: in the context in which that was made.
  explicit CallbackScope(const HandleWrap& handle);
  ~CallbackScope();
  CallbackScope(const CallbackScope&) = delete;
  CallbackScope& operator=(const CallbackScope&) = delete;

  v8::MaybeLocal<v8::Value> call(v8::Local<v8::Function> function, v8::Local<v8::Value> receiver,
                                 std::initializer_list<v8::Local<v8::Value>> arguments);
  v8::MaybeLocal<v8::Value> call(v8::Local<v8::Function> function, v8::Local<v8::Value> receiver, int count,
                                 v8::Local<v8::Value>* arguments);
  // receiver[name](...arguments); nothing where that is not a function.
  v8::MaybeLocal<v8::Value> call(v8::Local<v8::Object> receiver, const char* name,
                                 std::initializer_list<v8::Local<v8::Value>> arguments);

 private:
  Environment& env_;
  v8::HandleScope handles_;
  v8::Context::Scope context_;
  v8::Local<v8::Value> outer_frame_;
};

// The async context at the start of an operation, kept until its callback. Costs nothing while no AsyncLocalStorage is in use.
class ContextFrame {
 public:
  void capture(v8::Isolate* isolate) {
    v8::Local<v8::Value> frame = isolate->GetContinuationPreservedEmbedderData();
    if (!frame->IsUndefined()) frame_.Reset(isolate, frame);
  }
  // For a request: announces it to node:async_hooks as well, as one of the given type.
  // `handle` is what the request was made on, if on any.
  void capture(Environment& env, v8::Local<v8::Object> request, const char* type,
               v8::Local<v8::Object> handle = {}) {
    capture(env.isolate());
    emit_init(env, request, type, ResourceLife::request, handle);
  }
  v8::Local<v8::Value> get(v8::Isolate* isolate) const {
    return frame_.IsEmpty() ? v8::Local<v8::Value>() : frame_.Get(isolate);
  }
  void reset() { frame_.Reset(); }

 private:
  v8::Global<v8::Value> frame_;
};

}  // namespace gyre::bind
