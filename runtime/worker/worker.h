// A worker: a thread with an isolate, a loop and an Environment of its own. The Worker object lives in the isolate that made it;
// the two talk through a pair of ports. It is deleted when the thread has ended and JavaScript has been told.
#pragma once

#include <pthread.h>

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "loop/async.h"
#include "runtime/bind/base_object.h"
#include "runtime/bind/bind.h"
#include "runtime/cli/options.h"
#include "runtime/engine/engine.h"
#include "runtime/worker/port.h"

namespace gyre::worker {

// In megabytes; 0 is the default.
struct ResourceLimits {
  double young = 0;
  double old = 0;
  double code_range = 0;
  double stack = 4;
};

class Worker : public bind::BaseObject {
 public:
  // new Worker(argv, execArgv or undefined, limits, name): sets `threadId`, `port` and, for options that a worker cannot
  // have, `invalidExecArgv`.
  static void construct(bind::Environment& env, const bind::Args& args);
  // The worker whose thread this environment belongs to; null on the main thread.
  static Worker* current(const bind::Environment& env) { return static_cast<Worker*>(env.options().worker); }

  // For the thread that made it.
  int32_t start();
  void terminate();
  void ref() { if (state_ == State::running) exited_.ref(); }
  void unref() { if (state_ == State::running) exited_.unref(); }
  bool has_ref() { return state_ == State::running ? exited_.referenced() : was_referenced_; }
  // [user, system] in microseconds; no value when the thread does not run.
  void cpu_usage(const bind::Args& args);
  void tear_down() override;

  // For the worker's thread.
  double thread_id() const { return static_cast<double>(thread_id_); }
  const std::string& name() const { return name_; }
  const ResourceLimits& limits() const { return limits_; }
  std::shared_ptr<PortData> take_port() { return std::move(child_port_); }

 private:
  enum class State : uint8_t { fresh, running, ended };

  Worker(bind::Environment& env, v8::Local<v8::Object> object);
  static void* thread_main(void* self);
  void run();
  void run_environment();
  static size_t near_heap_limit(void* self, size_t current, size_t initial);
  void thread_ended();
  void join();

  uint64_t thread_id_;
  std::string name_;
  std::vector<std::string> argv_;
  std::vector<std::string> exec_argv_;
  runtime::ProcessOptions own_options_;
  const runtime::ProcessOptions* options_ = nullptr;
  ResourceLimits limits_;
  std::shared_ptr<PortData> child_port_;
  State state_ = State::fresh;
  pthread_t thread_{};
  bool joined_ = true;
  loop::Async exited_;
  bool was_referenced_ = false;  // when the thread ended

  std::atomic<int> system_id_ = 0;  // of the running thread
  std::mutex mutex_;
  bind::Environment* child_ = nullptr;  // while the environment stands
  bool stop_requested_ = false;

  // Written by the thread before it ends.
  int exit_status_ = 0;
  const char* error_code_ = nullptr;
  std::string error_message_;
};

}  // namespace gyre::worker
