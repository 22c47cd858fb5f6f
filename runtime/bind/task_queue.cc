#include "runtime/bind/task_queue.h"

#include <cstdio>
#include "runtime/bind/bind.h"
#include "runtime/bind/values.h"

namespace gyre::bind {
namespace {

constinit Fields<uint32_t, TickInfo::kCount> tick_info;
constinit Callback tick_callback;            // () => void: process.nextTick's queue, then microtasks, until both are empty
constinit Callback promise_reject_callback;  // (event, promise, reason) => void

void run_microtasks(const Args& args) {
  Environment& env = Environment::from(args.GetIsolate());
  args.GetIsolate()->GetCurrentContext()->GetMicrotaskQueue()->PerformCheckpoint(env.isolate());
}

void enqueue_microtask(const Args& args) {
  if (!args[0]->IsFunction()) return;
  args.GetIsolate()->GetCurrentContext()->GetMicrotaskQueue()->EnqueueMicrotask(args.GetIsolate(),
                                                                                 args[0].As<v8::Function>());
}

}  // namespace

void drain_tasks(Environment& env) {
  v8::Isolate* isolate = env.isolate();
  const uint32_t* info = tick_info(env);
  if (info == nullptr) return;
  if (info[TickInfo::kHasTickScheduled] == 0) {
    env.context()->GetMicrotaskQueue()->PerformCheckpoint(isolate);
    if (env.stopping()) return;
  }
  if (info[TickInfo::kHasTickScheduled] == 0 && info[TickInfo::kHasRejectionToWarn] == 0) return;
  // An exception in a tick leaves the rest queued; JavaScript's handler may let the process live, so go on until all is done.
  while (!env.stopping()) {
    v8::TryCatch caught(isolate);
    auto receiver = v8::Undefined(isolate);
    (void)tick_callback(env)->Call(isolate, env.context(), receiver, 0, nullptr);
    if (!caught.HasCaught()) break;
    if (!caught.CanContinue()) break;
    env.uncaught(caught);
  }
}

void on_promise_reject(v8::PromiseRejectMessage message) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  Environment& env = Environment::from(isolate);
  auto callback = promise_reject_callback(env);
  if (callback.IsEmpty() || env.stopping()) return;
  v8::Local<v8::Value> value = message.GetValue();
  if (value.IsEmpty()) value = v8::Undefined(isolate);
  v8::Local<v8::Value> arguments[] = {v8::Number::New(isolate, message.GetEvent()), message.GetPromise(), value};
  // May be reached with an exception pending or the stack exhausted: what fails here must not replace it.
  v8::TryCatch caught(isolate);
  (void)callback->Call(isolate, env.context(), v8::Undefined(isolate), 3, arguments);
  if (caught.HasCaught() && !caught.HasTerminated()) {
    Utf8 text(isolate, caught.Exception());
    std::fprintf(stderr, "Exception in PromiseRejectCallback:\n%s\n", text.c_str());
  }
}

GYRE_BINDING(task_queue, fields<&tick_info>("tickInfo"), callback<&tick_callback>("setTickCallback"),
             callback<&promise_reject_callback>("setPromiseRejectCallback"), fn<&run_microtasks>("runMicrotasks"),
             fn<&enqueue_microtask>("enqueueMicrotask"), constant("kHasTickScheduled", TickInfo::kHasTickScheduled),
             constant("kHasRejectionToWarn", TickInfo::kHasRejectionToWarn),
             constant("kPromiseRejectWithNoHandler", v8::kPromiseRejectWithNoHandler),
             constant("kPromiseHandlerAddedAfterReject", v8::kPromiseHandlerAddedAfterReject),
             constant("kPromiseResolveAfterResolved", v8::kPromiseResolveAfterResolved),
             constant("kPromiseRejectAfterResolved", v8::kPromiseRejectAfterResolved))

}  // namespace gyre::bind
