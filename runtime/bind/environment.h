// All that one isolate owns besides V8's heap: its loop, its binding state, the JavaScript functions that C++ calls. One an isolate
// (the main thread and each worker have their own); owned by whoever made the isolate; used on that thread only, save where said.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <v8.h>

#include "loop/async.h"
#include "loop/check.h"
#include "loop/loop.h"
#include "loop/timer.h"

namespace gyre::runtime {
struct ProcessOptions;
class ForegroundTasks;
}  // namespace gyre::runtime

namespace gyre::bind {

class BaseObject;

// What the tick queue and the C++ side tell each other without a call: see stdlib/process/task_queue.cc.
struct TickInfo {
  enum : size_t { kHasTickScheduled = 0, kHasRejectionToWarn = 1, kCount };
};

class Environment {
 public:
  enum class Thread : uint8_t { main, worker };
  struct Options {
    Thread thread = Thread::main;
    const runtime::ProcessOptions* process = nullptr;
    std::vector<std::string> argv;       // execPath first
    std::vector<std::string> exec_argv;  // options before the script
    void* worker = nullptr;              // the worker::Worker whose thread this is
    bool making_snapshot = false;
  };

  // Called once, before V8 starts, for performance.nodeTiming.
  static void note_v8_start();
  static int64_t v8_start_ns();

  Environment(v8::Isolate* isolate, Options options);
  ~Environment();
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  static Environment& from(v8::Isolate* isolate) { return *static_cast<Environment*>(isolate->GetData(0)); }

  v8::Isolate* isolate() const { return isolate_; }
  v8::Local<v8::Context> context() const { return context_.Get(isolate_); }
  loop::Loop& loop() { return loop_; }
  const Options& options() const { return options_; }
  bool is_main_thread() const { return options_.thread == Thread::main; }
  bool making_snapshot() const { return options_.making_snapshot; }

  // --- boot ---
  // Runs the bootstrap files in a fresh context; used when the snapshot is made and where there is none.
  [[nodiscard]] bool bootstrap(v8::Local<v8::Context> context);
  // Adopts a context that came from the snapshot.
  [[nodiscard]] bool adopt(v8::Local<v8::Context> context);
  // Before the snapshot is written: hands it what C++ refers to.
  void add_to_snapshot(v8::SnapshotCreator& creator, v8::Local<v8::Context> context);
  // Opens the loop's handles; after this JavaScript may use timers and I/O. 0 or a negative errno.
  int start();
  // Runs the program: the JavaScript start function, then the loop until nothing is left alive, then 'exit'. The exit status.
  int run();
  // Runs the loop until nothing keeps it alive or the environment is stopping; emits 'beforeExit' as often as it revives.
  void spin();

  // --- leaving ---
  // process.reallyExit: the main thread flushes and ends the process (sanitizer builds unwind first); a worker unwinds.
  void exit(int status);
  bool stopping() const { return stopping_.load(std::memory_order_relaxed); }
  int exit_status() const { return exit_status_; }
  void set_exit_status(int status) { exit_status_ = status; }
  // Any thread: makes JavaScript unwind and the loop return.
  void request_stop();
  // Runs f(data) just before the thread's environment goes away or the process ends, latest first.
  void at_exit(void (*f)(void*), void* data);
  void run_at_exit();

  // --- calls into JavaScript: see callback_scope.h ---
  // An exception that nothing caught: to JavaScript's handler, else printed and the process (worker) ends.
  enum class Origin : uint8_t { exception, promise };
  void uncaught(v8::Local<v8::Value> error, v8::Local<v8::Message> message, Origin origin = Origin::exception);
  void uncaught(const v8::TryCatch& caught) { uncaught(caught.Exception(), caught.Message()); }

  // --- binding state ---
  void* field_data(int id) const { return field_data_[static_cast<size_t>(id)]; }
  void set_fields(int id, v8::Local<v8::Value> array);
  v8::Local<v8::Function> callback(int id) const {
    return callbacks_[static_cast<size_t>(id)].Get(isolate_);
  }
  void set_callback(int id, v8::Local<v8::Function> function) {
    callbacks_[static_cast<size_t>(id)].Reset(isolate_, function);
  }
  // One T an environment, made at first use by T(Environment&), destroyed in reverse order.
  template <typename T>
  T& state() {
    static const char key = 0;
    for (State& s : states_) {
      if (s.key == &key) return *static_cast<T*>(s.value);
    }
    T* value = new T(*this);
    states_.push_back({&key, value, [](void* p) { delete static_cast<T*>(p); }});
    return *value;
  }

  BaseObject* first_object() const { return objects_; }
  runtime::ForegroundTasks& tasks() { return *tasks_; }
  int scope_depth = 0;            // open CallbackScopes
  bool wasm_used = false;         // a WebAssembly compile was allowed: pool tasks may settle promises
  // When the process began, also for workers: monotonic, and wall clock in milliseconds since the epoch.
  int64_t time_origin_ns = 0;
  double time_origin_ms = 0;
  // Monotonic clock at milestones; 0 until reached.
  int64_t environment_ns = 0;
  int64_t bootstrap_complete_ns = 0;
  int64_t loop_start_ns = 0;
  int64_t loop_exit_ns = 0;

 private:
  friend class BaseObject;
  struct State {
    const void* key;
    void* value;
    void (*destroy)(void*);
  };
  struct AtExit {
    void (*function)(void*);
    void* data;
  };

  v8::Isolate* isolate_;
  Options options_;
  v8::Global<v8::Context> context_;
  loop::Loop loop_;
  std::shared_ptr<runtime::ForegroundTasks> tasks_;
  std::vector<void*> field_data_;
  std::vector<v8::Global<v8::Value>> field_arrays_;
  std::vector<v8::Global<v8::Function>> callbacks_;
  std::vector<State> states_;
  std::vector<AtExit> at_exit_;
  BaseObject* objects_ = nullptr;
  std::atomic<bool> stopping_ = false;
  bool started_ = false;
  int exit_status_ = 0;
};

}  // namespace gyre::bind
