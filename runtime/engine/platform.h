// Our v8::Platform: V8's background work on threads of its own, its foreground work on the isolate's loop. (libplatform's default
// has no loop to wake, so WebAssembly.compile and Atomics.waitAsync would never settle.) One a process.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include <v8-platform.h>
#include <v8.h>

#include "loop/async.h"
#include "loop/loop.h"
#include "loop/timer.h"

namespace gyre::bind {
class Environment;
}

namespace gyre::runtime {

// The foreground tasks of one isolate. Posting: any thread. The rest: the isolate's thread.
class ForegroundTasks final : public v8::TaskRunner {
 public:
  bool IdleTasksEnabled() override { return false; }
  bool NonNestableTasksEnabled() const override { return true; }
  bool NonNestableDelayedTasksEnabled() const override { return true; }

  // Tasks run on this environment's loop from now on; they never keep it alive by themselves.
  void attach(bind::Environment& env);
  // Before the loop is closed; tasks posted later are dropped.
  void detach();
  // Runs what is due now. Whether anything was.
  bool run_due();

 private:
  using Clock = std::chrono::steady_clock;
  void PostTaskImpl(std::unique_ptr<v8::Task> task, const v8::SourceLocation&) override;
  void PostNonNestableTaskImpl(std::unique_ptr<v8::Task> task, const v8::SourceLocation& from) override {
    PostTaskImpl(std::move(task), from);
  }
  void PostDelayedTaskImpl(std::unique_ptr<v8::Task> task, double seconds, const v8::SourceLocation&) override;
  void PostNonNestableDelayedTaskImpl(std::unique_ptr<v8::Task> task, double seconds,
                                      const v8::SourceLocation& from) override {
    PostDelayedTaskImpl(std::move(task), seconds, from);
  }
  void wake();
  void schedule();

  std::mutex mutex_;
  std::deque<std::unique_ptr<v8::Task>> queue_;
  std::multimap<Clock::time_point, std::unique_ptr<v8::Task>> delayed_;
  bool attached_ = false;
  bool dropped_ = false;
  bind::Environment* env_ = nullptr;
  loop::Async* async_ = nullptr;  // owned; freed by its close callback, which may come after this object is gone
  loop::Timer* timer_ = nullptr;
};

class Platform final : public v8::Platform {
 public:
  Platform();
  ~Platform() override;
  static Platform& get();

  // An isolate must be known before V8 initialises it.
  std::shared_ptr<ForegroundTasks> add_isolate(v8::Isolate* isolate);
  void remove_isolate(v8::Isolate* isolate);
  // Waits until no background task of V8's is queued or running.
  void drain_background();
  // Ends the background threads. For builds that tear down.
  void shutdown();

  int NumberOfWorkerThreads() override { return thread_count_; }
  std::shared_ptr<v8::TaskRunner> GetForegroundTaskRunner(v8::Isolate* isolate, v8::TaskPriority) override;
  double MonotonicallyIncreasingTime() override;
  double CurrentClockTimeMillis() override;
  v8::TracingController* GetTracingController() override { return &tracing_; }

 private:
  std::unique_ptr<v8::JobHandle> CreateJobImpl(v8::TaskPriority priority, std::unique_ptr<v8::JobTask> task,
                                               const v8::SourceLocation&) override;
  void PostTaskOnWorkerThreadImpl(v8::TaskPriority priority, std::unique_ptr<v8::Task> task,
                                  const v8::SourceLocation&) override;
  void PostDelayedTaskOnWorkerThreadImpl(v8::TaskPriority priority, std::unique_ptr<v8::Task> task, double seconds,
                                         const v8::SourceLocation&) override;
  void start_threads();
  void work();

  using Clock = std::chrono::steady_clock;
  static constexpr int kPriorities = 3;
  std::mutex mutex_;
  std::condition_variable work_ready_;
  std::condition_variable idle_;
  std::deque<std::unique_ptr<v8::Task>> queues_[kPriorities];
  std::multimap<Clock::time_point, std::unique_ptr<v8::Task>> delayed_;
  std::vector<std::thread> threads_;
  int thread_count_;
  int busy_ = 0;
  bool ending_ = false;
  std::mutex isolates_mutex_;
  std::unordered_map<v8::Isolate*, std::shared_ptr<ForegroundTasks>> isolates_;
  v8::TracingController tracing_;
};

}  // namespace gyre::runtime
