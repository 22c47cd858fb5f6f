#include "runtime/engine/platform.h"

#include <algorithm>

#include <libplatform/libplatform.h>

#include "runtime/bind/callback_scope.h"
#include "runtime/bind/environment.h"

namespace gyre::runtime {
namespace {

Platform* the_platform = nullptr;

std::chrono::steady_clock::duration to_duration(double seconds) {
  return std::chrono::duration_cast<std::chrono::steady_clock::duration>(
      std::chrono::duration<double>(std::clamp(seconds, 0.0, 1e9)));
}

}  // namespace

// ---- foreground ----

void ForegroundTasks::attach(bind::Environment& env) {
  env_ = &env;
  async_ = new loop::Async;
  async_->init(env.loop(), [](loop::Async* async) {
    auto* self = static_cast<ForegroundTasks*>(async->data);
    if (self != nullptr) self->run_due();
  });
  async_->data = this;
  async_->unref();
  timer_ = new loop::Timer;
  timer_->init(env.loop());
  timer_->data = this;
  timer_->unref();
  bool pending;
  {
    std::lock_guard lock(mutex_);
    attached_ = true;
    pending = !queue_.empty() || !delayed_.empty();
  }
  if (pending) async_->send();
}

void ForegroundTasks::detach() {
  std::deque<std::unique_ptr<v8::Task>> queue;
  std::multimap<Clock::time_point, std::unique_ptr<v8::Task>> delayed;
  {
    std::lock_guard lock(mutex_);
    dropped_ = true;
    queue.swap(queue_);
    delayed.swap(delayed_);
    if (!attached_) return;
    attached_ = false;
    async_->data = nullptr;
    async_->close([](loop::Handle* handle) { delete static_cast<loop::Async*>(handle); });
  }
  timer_->close([](loop::Handle* handle) { delete static_cast<loop::Timer*>(handle); });
}

void ForegroundTasks::wake() {
  if (attached_) async_->send();
}

void ForegroundTasks::PostTaskImpl(std::unique_ptr<v8::Task> task, const v8::SourceLocation&) {
  std::lock_guard lock(mutex_);
  if (dropped_) return;
  queue_.push_back(std::move(task));
  wake();
}

void ForegroundTasks::PostDelayedTaskImpl(std::unique_ptr<v8::Task> task, double seconds, const v8::SourceLocation&) {
  std::lock_guard lock(mutex_);
  if (dropped_) return;
  delayed_.emplace(Clock::now() + to_duration(seconds), std::move(task));
  wake();
}

bool ForegroundTasks::run_due() {
  std::deque<std::unique_ptr<v8::Task>> due;
  {
    std::lock_guard lock(mutex_);
    due.swap(queue_);
    auto now = Clock::now();
    while (!delayed_.empty() && delayed_.begin()->first <= now) {
      due.push_back(std::move(delayed_.begin()->second));
      delayed_.erase(delayed_.begin());
    }
  }
  for (auto& task : due) {
    if (env_->stopping()) break;
    bind::CallbackScope scope(*env_);
    v8::TryCatch caught(env_->isolate());
    task->Run();
    task.reset();
    if (caught.HasCaught() && caught.CanContinue()) env_->uncaught(caught);
  }
  schedule();
  return !due.empty();
}

void ForegroundTasks::schedule() {
  std::lock_guard lock(mutex_);
  if (!attached_ || delayed_.empty()) return;
  auto wait = std::max(delayed_.begin()->first - Clock::now(), Clock::duration::zero());
  timer_->start([](loop::Timer* timer) { static_cast<ForegroundTasks*>(timer->data)->run_due(); }, wait);
}

// ---- background ----

Platform::Platform() {
  the_platform = this;
  // As many as there are cores to spare, as few as one and no more than four: V8 gains little beyond.
  thread_count_ = std::clamp(static_cast<int>(std::thread::hardware_concurrency()) - 1, 1, 4);
}

Platform::~Platform() {
  shutdown();
  the_platform = nullptr;
}

Platform& Platform::get() { return *the_platform; }

std::shared_ptr<ForegroundTasks> Platform::add_isolate(v8::Isolate* isolate) {
  auto tasks = std::make_shared<ForegroundTasks>();
  std::lock_guard lock(isolates_mutex_);
  isolates_[isolate] = tasks;
  return tasks;
}

void Platform::remove_isolate(v8::Isolate* isolate) {
  std::lock_guard lock(isolates_mutex_);
  isolates_.erase(isolate);
}

std::shared_ptr<v8::TaskRunner> Platform::GetForegroundTaskRunner(v8::Isolate* isolate, v8::TaskPriority) {
  std::lock_guard lock(isolates_mutex_);
  auto found = isolates_.find(isolate);
  return found == isolates_.end() ? nullptr : found->second;
}

double Platform::MonotonicallyIncreasingTime() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double Platform::CurrentClockTimeMillis() {
  return std::chrono::duration<double, std::milli>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::unique_ptr<v8::JobHandle> Platform::CreateJobImpl(v8::TaskPriority priority, std::unique_ptr<v8::JobTask> task,
                                                       const v8::SourceLocation&) {
  return v8::platform::NewDefaultJobHandle(this, priority, std::move(task), static_cast<size_t>(thread_count_));
}

void Platform::PostTaskOnWorkerThreadImpl(v8::TaskPriority priority, std::unique_ptr<v8::Task> task,
                                          const v8::SourceLocation&) {
  {
    std::lock_guard lock(mutex_);
    if (ending_) return;
    if (threads_.empty()) start_threads();
    queues_[static_cast<int>(priority)].push_back(std::move(task));
  }
  work_ready_.notify_one();
}

void Platform::PostDelayedTaskOnWorkerThreadImpl(v8::TaskPriority, std::unique_ptr<v8::Task> task, double seconds,
                                                 const v8::SourceLocation&) {
  {
    std::lock_guard lock(mutex_);
    if (ending_) return;
    if (threads_.empty()) start_threads();
    delayed_.emplace(Clock::now() + to_duration(seconds), std::move(task));
  }
  work_ready_.notify_one();
}

void Platform::start_threads() {
  for (int i = 0; i < thread_count_; ++i) threads_.emplace_back([this] { work(); });
}

void Platform::work() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    while (!delayed_.empty() && delayed_.begin()->first <= Clock::now()) {
      queues_[0].push_back(std::move(delayed_.begin()->second));
      delayed_.erase(delayed_.begin());
    }
    std::unique_ptr<v8::Task> task;
    for (int p = kPriorities - 1; p >= 0 && !task; --p) {
      if (queues_[p].empty()) continue;
      task = std::move(queues_[p].front());
      queues_[p].pop_front();
    }
    if (!task) {
      if (delayed_.empty()) {
        work_ready_.wait(lock);
      } else {
        work_ready_.wait_until(lock, delayed_.begin()->first);
      }
      continue;
    }
    ++busy_;
    lock.unlock();
    task->Run();
    task.reset();
    lock.lock();
    --busy_;
    bool idle = busy_ == 0;
    for (auto& queue : queues_) idle = idle && queue.empty();
    if (idle) idle_.notify_all();
  }
}

void Platform::drain_background() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] {
    if (busy_ != 0) return false;
    for (auto& queue : queues_) {
      if (!queue.empty()) return false;
    }
    return true;
  });
}

void Platform::shutdown() {
  {
    std::lock_guard lock(mutex_);
    ending_ = true;
    for (auto& queue : queues_) queue.clear();
    delayed_.clear();
  }
  work_ready_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace gyre::runtime
