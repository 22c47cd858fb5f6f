#include "runtime/bind/callback_scope.h"

#include "runtime/bind/base_object.h"
#include "runtime/bind/task_queue.h"
#include "runtime/bind/values.h"

namespace gyre::bind {

CallbackScope::CallbackScope(Environment& env, v8::Local<v8::Value> frame)
    : env_(env), handles_(env.isolate()), context_(env.context()) {
  ++env.scope_depth;
  outer_frame_ = env.isolate()->GetContinuationPreservedEmbedderData();
  v8::Local<v8::Value> inner = frame.IsEmpty() ? v8::Undefined(env.isolate()).As<v8::Value>() : frame;
  if (inner != outer_frame_) env.isolate()->SetContinuationPreservedEmbedderData(inner);
}

CallbackScope::CallbackScope(const HandleWrap& handle)
    : CallbackScope(handle.env(), handle.frame()) {}

CallbackScope::~CallbackScope() {
  v8::Isolate* isolate = env_.isolate();
  if (env_.scope_depth == 1 && !env_.stopping()) {
    isolate->SetContinuationPreservedEmbedderData(v8::Undefined(isolate));
    drain_tasks(env_);
  }
  --env_.scope_depth;
  isolate->SetContinuationPreservedEmbedderData(outer_frame_);
}

v8::MaybeLocal<v8::Value> CallbackScope::call(v8::Local<v8::Function> function, v8::Local<v8::Value> receiver, int count,
                                              v8::Local<v8::Value>* arguments) {
  if (env_.stopping() || function.IsEmpty()) return {};
  v8::TryCatch caught(env_.isolate());
  caught.SetVerbose(false);
  auto result = async_hooks_enabled(env_) && receiver->IsObject()
                    ? call_in_resource(env_, function, receiver, count, arguments)
                    : function->Call(env_.isolate(), env_.context(), receiver, count, arguments);
  if (caught.HasCaught() && caught.CanContinue()) env_.uncaught(caught);
  return result;
}

v8::MaybeLocal<v8::Value> CallbackScope::call(v8::Local<v8::Function> function, v8::Local<v8::Value> receiver,
                                              std::initializer_list<v8::Local<v8::Value>> arguments) {
  return call(function, receiver, static_cast<int>(arguments.size()),
              const_cast<v8::Local<v8::Value>*>(arguments.begin()));
}

v8::MaybeLocal<v8::Value> CallbackScope::call(v8::Local<v8::Object> receiver, const char* name,
                                              std::initializer_list<v8::Local<v8::Value>> arguments) {
  if (env_.stopping()) return {};
  v8::Local<v8::Value> function;
  if (!receiver->Get(env_.context(), symbol(env_.isolate(), name)).ToLocal(&function) || !function->IsFunction()) return {};
  return call(function.As<v8::Function>(), receiver, arguments);
}

}  // namespace gyre::bind
