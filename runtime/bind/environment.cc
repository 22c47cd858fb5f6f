#include "runtime/bind/environment.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>

#include "os/check.h"
#include "runtime/bind/base_object.h"
#include "runtime/bind/bind.h"
#include "runtime/bind/callback_scope.h"
#include "runtime/bind/task_queue.h"
#include "runtime/bind/values.h"
#include "runtime/engine/builtins.h"
#include "runtime/engine/hooks.h"
#include "runtime/engine/platform.h"

namespace gyre::bind {

int fields_count();     // bind.cc
int callbacks_count();  // bind.cc

namespace {

int64_t monotonic_ns() {
  return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Read before main.
const struct {
  int64_t monotonic_ns;
  double wall_ms;
} process_start = {
    monotonic_ns(),
    std::chrono::duration<double, std::milli>(std::chrono::system_clock::now().time_since_epoch()).count(),
};
int64_t v8_start = 0;

constinit Callback uncaught_callback;     // (error) => boolean: whether a handler took it
constinit Callback before_exit_callback;  // () => void: emits 'beforeExit'
constinit Callback exit_callback;         // () => number: emits 'exit', gives the exit status
constinit Callback start_callback;        // () => void: prepares the process and runs its program

void really_exit(const Args& args) {
  Environment::from(args.GetIsolate())
      .exit(args[0]->IsInt32() ? args[0].As<v8::Int32>()->Value() : 0);
}

// triggerUncaughtException(error, fromPromise): as if nobody had caught it; for what runs in microtasks, and rejections.
void trigger_uncaught(const Args& args) {
  Environment& env = Environment::from(args.GetIsolate());
  env.uncaught(args[0], v8::Exception::CreateMessage(args.GetIsolate(), args[0]),
               args[1]->IsTrue() ? Environment::Origin::promise : Environment::Origin::exception);
}

// toDetailString(value): a text for any value that runs no code of the program's.
void to_detail_string(const Args& args) {
  v8::Local<v8::String> text;
  if (args[0]->ToDetailString(args.GetIsolate()->GetCurrentContext()).ToLocal(&text)) args.GetReturnValue().Set(text);
}

void set_exit_status(Environment& env, int32_t status) { env.set_exit_status(status); }

void get_binding(const Args& args) {
  Environment& env = Environment::from(args.GetIsolate());
  Utf8 name(args.GetIsolate(), args[0]);
  v8::Local<v8::Object> made;
  if (instantiate(env, name.c_str()).ToLocal(&made)) {
    args.GetReturnValue().Set(made);
  } else {
    throw_error(env, (std::string("No such binding: ") + name.c_str()).c_str());
  }
}

void compile(const Args& args) {
  Environment& env = Environment::from(args.GetIsolate());
  Utf8 id(args.GetIsolate(), args[0]);
  v8::Local<v8::Function> function;
  if (runtime::compile_builtin(env, id.view()).ToLocal(&function)) args.GetReturnValue().Set(function);
}

}  // namespace

GYRE_BINDING(boot, callback<&uncaught_callback>("setUncaught"), callback<&before_exit_callback>("setBeforeExit"),
             callback<&exit_callback>("setExit"), callback<&start_callback>("setStart"),
             fn<&really_exit>("reallyExit"), fn<&set_exit_status>("setExitStatus"),
             fn<&get_binding>("getBinding"), fn<&compile>("compile"))

GYRE_BINDING(errors, fn<&trigger_uncaught>("triggerUncaughtException"), fn<&to_detail_string>("toDetailString"))

void Environment::note_v8_start() { v8_start = monotonic_ns(); }
int64_t Environment::v8_start_ns() { return v8_start; }

Environment::Environment(v8::Isolate* isolate, Options options)
    : isolate_(isolate),
      options_(std::move(options)),
      field_data_(static_cast<size_t>(fields_count())),
      field_arrays_(static_cast<size_t>(fields_count())),
      callbacks_(static_cast<size_t>(callbacks_count())) {
  isolate->SetData(0, this);
  time_origin_ns = process_start.monotonic_ns;
  time_origin_ms = process_start.wall_ms;
  environment_ns = monotonic_ns();
  states_.reserve(32);
}

Environment::~Environment() {
  v8::HandleScope handles(isolate_);
  if (!options_.making_snapshot) {
    stopping_ = true;
    run_at_exit();
  }
  if (started_) {
    for (BaseObject *object = objects_, *next; object != nullptr; object = next) {
      next = object->next_;
      object->tear_down();
    }
    tasks_->detach();
    // Handles of the environment's own states close in their destructors' stead: whatever is still open is closed here.
    loop_.walk([](loop::Handle* handle, void*) { if (!handle->closing()) handle->close(); }, nullptr);
    while (loop_.run(loop::RunMode::once)) {
    }
  }
  while (objects_ != nullptr) delete objects_;
  while (!states_.empty()) {
    State state = states_.back();
    states_.pop_back();
    state.destroy(state.value);
  }
  if (started_) loop_.close();
  context_.Reset();
}

bool Environment::bootstrap(v8::Local<v8::Context> context) {
  context_.Reset(isolate_, context);
  v8::Context::Scope context_scope(context);
  v8::TryCatch caught(isolate_);
  auto undefined = v8::Undefined(isolate_);
  auto function = [&](v8::FunctionCallback f) { return v8::Function::New(context, f).ToLocalChecked(); };
  std::vector<v8::Local<v8::Value>> ids;
  for (const runtime::BuiltinFile& file : runtime::kBuiltinFiles) ids.push_back(string(isolate_, file.id));
  v8::Local<v8::Value> arguments[] = {function(&get_binding), function(&compile),
                                      v8::Array::New(isolate_, ids.data(), ids.size())};
  v8::Local<v8::Function> loader;
  if (runtime::compile_builtin(*this, runtime::kLoaderId).ToLocal(&loader) &&
      !loader->Call(isolate_, context, undefined, 3, arguments).IsEmpty()) {
    context->GetMicrotaskQueue()->PerformCheckpoint(isolate_);
    return true;
  }
  if (caught.HasCaught()) runtime::report_fatal(*this, caught.Exception(), caught.Message());
  return false;
}

void Environment::set_fields(int id, v8::Local<v8::Value> array) {
  auto index = static_cast<size_t>(id);
  field_arrays_[index].Reset(isolate_, array);
  field_data_[index] = bytes(array).data();
}

// The order of what is added is the order in which adopt takes it: every fields array, then every callback.
void Environment::add_to_snapshot(v8::SnapshotCreator& creator, v8::Local<v8::Context> context) {
  auto add = [&](auto& global) {
    v8::Local<v8::Value> value = v8::Undefined(isolate_);
    if (!global.IsEmpty()) value = global.Get(isolate_);
    creator.AddData(context, value);
    global.Reset();
  };
  for (auto& array : field_arrays_) add(array);
  for (auto& callback : callbacks_) add(callback);
  context_.Reset();
}

bool Environment::adopt(v8::Local<v8::Context> context) {
  context_.Reset(isolate_, context);
  size_t next = 0;
  auto take = [&](v8::Local<v8::Value>* value) { return context->GetDataFromSnapshotOnce<v8::Value>(next++).ToLocal(value); };
  v8::Local<v8::Value> value;
  for (size_t i = 0; i < field_arrays_.size(); ++i) {
    if (!take(&value)) return false;
    if (!value->IsUndefined()) set_fields(static_cast<int>(i), value);
  }
  for (auto& callback : callbacks_) {
    if (!take(&value)) return false;
    if (value->IsFunction()) callback.Reset(isolate_, value.As<v8::Function>());
  }
  return true;
}

int Environment::start() {
  int error = loop_.open();
  if (error != 0) return error;
  loop_.data = this;
  started_ = true;
  tasks_ = std::static_pointer_cast<runtime::ForegroundTasks>(
      runtime::Platform::get().GetForegroundTaskRunner(isolate_, v8::TaskPriority::kUserBlocking));
  tasks_->attach(*this);
  return 0;
}

int Environment::run() {
  v8::HandleScope handles(isolate_);
  v8::Context::Scope context_scope(context());
  bootstrap_complete_ns = monotonic_ns();
  {
    CallbackScope scope(*this);
    scope.call(start_callback(*this), v8::Undefined(isolate_), {});
  }
  loop_start_ns = monotonic_ns();
  spin();
  loop_exit_ns = monotonic_ns();
  if (stopping()) return exit_status_;
  CallbackScope scope(*this);
  v8::Local<v8::Value> status;
  if (scope.call(exit_callback(*this), v8::Undefined(isolate_), {}).ToLocal(&status) && status->IsInt32()) {
    exit_status_ = status.As<v8::Int32>()->Value();
  }
  return exit_status_;
}

void Environment::spin() {
  v8::SealHandleScope seal(isolate_);
  do {
    loop_.run();
    if (stopping()) return;
    // A WebAssembly compile is work of V8's own that the loop cannot see; it ends in a foreground task that settles a promise.
    // What V8 has asked to be run on this thread (clean-up after collected objects, an asynchronous collection) may lead to more, too.
    while (!loop_.alive()) {
      if (wasm_used) runtime::Platform::get().drain_background();
      if (!tasks_->run_due() || stopping()) break;
    }
    if (loop_.alive()) continue;
    v8::HandleScope handles(isolate_);
    CallbackScope scope(*this);
    scope.call(before_exit_callback(*this), v8::Undefined(isolate_), {});
  } while (!stopping() && loop_.alive());
}

void Environment::exit(int status) {
  exit_status_ = status;
  if (is_main_thread()) {
#ifndef GYRE_SANITIZED
    run_at_exit();
    std::fflush(nullptr);
    _exit(status);
#endif
  }
  request_stop();
}

void Environment::request_stop() {
  stopping_ = true;
  isolate_->TerminateExecution();
  if (started_) {
    loop_.stop();
    loop_.wake();
  }
}

void Environment::at_exit(void (*f)(void*), void* data) { at_exit_.push_back({f, data}); }

void Environment::run_at_exit() {
  while (!at_exit_.empty()) {
    AtExit last = at_exit_.back();
    at_exit_.pop_back();
    last.function(last.data);
  }
}

void Environment::uncaught(v8::Local<v8::Value> error, v8::Local<v8::Message> message, Origin origin) {
  if (stopping()) return;
  v8::HandleScope handles(isolate_);
  bool handled = false;
  // The handler emits 'exit' and settles the status, which listeners may even have made 0.
  bool settled = false;
  auto handler = uncaught_callback(*this);
  if (!handler.IsEmpty()) {
    v8::TryCatch caught(isolate_);
    v8::Local<v8::Value> arguments[] = {error, v8::Boolean::New(isolate_, origin == Origin::promise)};
    v8::Local<v8::Value> result;
    if (handler->Call(isolate_, context(), v8::Undefined(isolate_), 2, arguments).ToLocal(&result)) {
      handled = result->IsTrue();
      settled = true;
    } else if (caught.HasCaught() && !caught.HasTerminated()) {
      // The handler itself threw: that error ends the process, with Node's status for it.
      runtime::report_fatal(*this, caught.Exception(), caught.Message());
      return exit(7);
    }
  }
  if (handled || stopping()) return;
  runtime::report_fatal(*this, error, message);
  exit(settled ? exit_status_ : 1);
}

}  // namespace gyre::bind
