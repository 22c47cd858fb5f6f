#include "threadpool/threadpool.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <mutex>

#include "os/check.h"
#include "os/clock.h"
#include "os/futex.h"

namespace gyre::threadpool {
namespace {

constexpr uint64_t kStarved = 50'000'000;  // how long a lane's oldest task may wait, nanoseconds

enum State : uint8_t { kIdle, kQueued, kRunning, kOver };

class Queue {
 public:
  Task* front() const noexcept { return head_; }
  void push(Task& task) noexcept {
    task.next = nullptr;
    task.previous = tail_;
    (tail_ == nullptr ? head_ : tail_->next) = &task;
    tail_ = &task;
  }
  void remove(Task& task) noexcept {
    (task.previous == nullptr ? head_ : task.previous->next) = task.next;
    (task.next == nullptr ? tail_ : task.next->previous) = task.previous;
    task.next = task.previous = nullptr;
  }

 private:
  Task* head_ = nullptr;
  Task* tail_ = nullptr;
};

// A thread of the pool. Slots are never freed, so a late wake-up finds valid memory.
struct Thread {
  pthread_t id = {};
  std::atomic<uint32_t> signal{0};  // futex word: 1 is "look again"
  Thread* below = nullptr;          // on the stack of parked threads
  Task* current = nullptr;
  bool started = false;
};

struct Spare : Thread {
  bool armed = false;     // awake, or on its way
  uint64_t progress = 0;  // the pool's when this one last took a task
};

class Pool {
 public:
  void submit(Task& task, Lane lane) noexcept;
  int cancel(Task& task) noexcept;
  int size() noexcept;
  int threads() noexcept;
  LaneMetrics metrics(Lane lane) noexcept;
  void shutdown() noexcept;
  void cancel_orphans(poller::Poller& home) noexcept;

 private:
  static void* worker_main(void* slot) noexcept;
  template <int kLane>
  static void* spare_main(void* slot) noexcept;

  // All of these with the lock held.
  bool start(Thread& thread, void* (*main)(void*)) noexcept;
  bool start_worker() noexcept;
  Task* oldest() const noexcept;
  void begin(Task& task, Thread* thread) noexcept;
  void finish(Task& task, Thread* thread) noexcept;
  void arm_spares() noexcept;
  static void signal(Thread& thread) noexcept;

  void serve(Thread& self) noexcept;
  void serve_lane(Spare& self, size_t lane) noexcept;
  void serve_inline() noexcept;
  void run(Task& task) noexcept;
  void post(Task& task, int result) noexcept;

  void before_fork() noexcept;
  void after_fork_in_parent() noexcept { mutex_.unlock(); }
  void after_fork_in_child() noexcept;

  std::mutex mutex_;
  Queue queues_[kLanes];
  Queue orphans_;
  LaneMetrics metrics_[kLanes] = {};
  uint64_t last_submitted_ = 0;
  uint64_t progress_ = 0;     // tasks finished by workers (spares do not count)
  Thread* parked_ = nullptr;  // the last one on top: its stack is still in the caches
  int limit_ = 0;             // 0: not decided yet
  int started_ = 0;
  int in_flight_ = 0;  // workers that are about to look at the queues
  int queued_ = 0;     // tasks on all queues
  bool stopping_ = false;
  bool handles_fork_ = false;
  std::atomic<int> posting_{0};  // completions of tasks that are off the books but not posted yet
  Thread workers_[kMaxSize];
  Spare spares_[kLanes];
};

constinit Pool g_pool;

int environment_size() noexcept {
  return parse_size(std::getenv("GYRE_THREADPOOL_SIZE"), std::getenv("UV_THREADPOOL_SIZE"));
}
size_t index(Lane lane) noexcept { return size_t(lane); }

// Signals are for the program's own threads.
bool Pool::start(Thread& thread, void* (*main)(void*)) noexcept {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int error = pthread_create(&thread.id, nullptr, main, &thread);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (error != 0) return false;
  pthread_setname_np(thread.id, "gyre-pool");
  thread.started = true;
  return true;
}

bool Pool::start_worker() noexcept {
  Thread& worker = workers_[started_];
  worker.signal.store(0, std::memory_order_relaxed);
  if (!start(worker, &worker_main)) return false;
  ++started_;
  ++in_flight_;
  return true;
}

void Pool::signal(Thread& thread) noexcept {
  thread.signal.store(1, std::memory_order_release);
  os::futex_wake_one(thread.signal);
}

Task* Pool::oldest() const noexcept {
  Task* found = nullptr;
  for (const Queue& queue : queues_) {
    Task* head = queue.front();
    if (head != nullptr && (found == nullptr || head->submitted < found->submitted)) found = head;
  }
  return found;
}

void Pool::begin(Task& task, Thread* thread) noexcept {
  LaneMetrics& lane = metrics_[index(task.lane)];
  queues_[index(task.lane)].remove(task);
  task.state = kRunning;
  uint64_t now = os::monotonic_now();
  uint64_t waited = now > task.submitted ? now - task.submitted : 0;
  lane.wait_total += waited;
  lane.wait_longest = std::max(lane.wait_longest, waited);
  --lane.queued;
  --queued_;
  ++lane.running;
  task.submitted = now;  // from here on: when it began
  if (thread != nullptr) thread->current = &task;
}

void Pool::finish(Task& task, Thread* thread) noexcept {
  LaneMetrics& lane = metrics_[index(task.lane)];
  uint64_t ran = os::monotonic_now() - task.submitted;
  lane.run_total += ran;
  lane.run_longest = std::max(lane.run_longest, ran);
  --lane.running;
  ++lane.finished;
  task.state = kOver;
  posting_.fetch_add(1, std::memory_order_relaxed);
  if (thread != nullptr) thread->current = nullptr;
}

// The memory is the caller's again as soon as the completion is posted.
void Pool::post(Task& task, int result) noexcept {
  task.completion.result = result;
  task.home->post(task.completion);
  posting_.fetch_sub(1, std::memory_order_release);
}

// A lane needs its spare when it has work, none of it runs, and no worker is about to look.
void Pool::arm_spares() noexcept {
  if (parked_ != nullptr || in_flight_ != 0 || started_ < limit_) return;
  using Main = void* (*)(void*);
  constexpr Main kMains[kLanes] = {&spare_main<0>, &spare_main<1>, &spare_main<2>};
  for (size_t lane = 0; lane < kLanes; ++lane) {
    Spare& spare = spares_[lane];
    if (spare.armed || queues_[lane].front() == nullptr || metrics_[lane].running != 0) continue;
    spare.armed = true;
    if (spare.started) {
      signal(spare);
    } else if (!start(spare, kMains[lane])) {
      spare.armed = false;  // the workers will get there in the end
    }
  }
}

void Pool::submit(Task& task, Lane lane) noexcept {
  GYRE_DCHECK(task.home != nullptr && task.run != nullptr && task.state != kQueued);
  task.lane = lane;
  task.state = kQueued;
  Thread* woken = nullptr;
  bool alone = false;
  {
    std::lock_guard lock(mutex_);
    if (!handles_fork_) {
      handles_fork_ = true;
      pthread_atfork([] { g_pool.before_fork(); }, [] { g_pool.after_fork_in_parent(); },
                     [] { g_pool.after_fork_in_child(); });
    }
    if (limit_ == 0) limit_ = environment_size();
    // Strictly rising, so that it orders tasks of different lanes too.
    task.submitted = last_submitted_ = std::max(os::monotonic_now(), last_submitted_ + 1);
    queues_[index(lane)].push(task);
    ++metrics_[index(lane)].submitted;
    ++metrics_[index(lane)].queued;
    ++queued_;
    if (stopping_) return;              // whoever stops the pool sees to it
    if (queued_ <= in_flight_) return;  // each of those takes one
    if (parked_ != nullptr) {
      woken = parked_;
      parked_ = woken->below;
      ++in_flight_;
      woken->signal.store(1, std::memory_order_release);
    } else if (started_ == limit_) {
      arm_spares();
    } else if (!start_worker()) {
      alone = started_ == 0;
    }
  }
  if (woken != nullptr) os::futex_wake_one(woken->signal);
  if (alone) serve_inline();
}

int Pool::cancel(Task& task) noexcept {
  {
    std::lock_guard lock(mutex_);
    if (task.state != kQueued) return -EBUSY;
    LaneMetrics& lane = metrics_[index(task.lane)];
    queues_[index(task.lane)].remove(task);
    task.state = kOver;
    --lane.queued;
    --queued_;
    ++lane.cancelled;
    posting_.fetch_add(1, std::memory_order_relaxed);
  }
  post(task, -ECANCELED);
  return 0;
}

void* Pool::worker_main(void* slot) noexcept {
  g_pool.serve(*static_cast<Thread*>(slot));
  return nullptr;
}

void Pool::serve(Thread& self) noexcept {
  Task* over = nullptr;  // done, its completion still to be posted
  bool arriving = true;
  for (;;) {
    Task* task;
    {
      std::lock_guard lock(mutex_);
      if (arriving) --in_flight_;
      arriving = false;
      if (over != nullptr) {
        finish(*over, &self);
        ++progress_;
      }
      task = oldest();
      if (task != nullptr) {
        begin(*task, &self);
      } else if (over != nullptr) {
        arriving = true;  // once more before parking: the next task often comes with the completion
        ++in_flight_;
      } else {
        if (stopping_) return;
        self.signal.store(0, std::memory_order_relaxed);
        self.below = parked_;
        parked_ = &self;
      }
      arm_spares();
    }
    if (over != nullptr) {
      post(*over, 0);
      over = nullptr;
      if (task == nullptr) continue;
    }
    if (task != nullptr) {
      task->run(task);
      over = task;
      continue;
    }
    while (self.signal.load(std::memory_order_acquire) == 0) os::futex_wait(self.signal, 0);
    arriving = true;
  }
}

template <int kLane>
void* Pool::spare_main(void* slot) noexcept {
  g_pool.serve_lane(*static_cast<Spare*>(static_cast<Thread*>(slot)), kLane);
  return nullptr;
}

void Pool::serve_lane(Spare& self, size_t lane) noexcept {
  for (;;) {
    Task* task = nullptr;
    uint64_t patience = 0;  // 0: until signalled
    {
      std::lock_guard lock(mutex_);
      self.signal.store(0, std::memory_order_relaxed);
      Task* head = queues_[lane].front();
      if (head == nullptr || metrics_[lane].running != 0) {
        if (stopping_) return;
        self.armed = false;
      } else {
        uint64_t waited = os::monotonic_now() - head->submitted;
        // Once the lane has starved it is served without delay, until a worker has become free
        // again.
        if (waited >= kStarved || self.progress == progress_ + 1) {
          self.progress = progress_ + 1;
          task = head;
          begin(*task, &self);
          ++metrics_[lane].spared;
        } else {
          patience = kStarved - waited;
        }
      }
    }
    if (task != nullptr) {
      task->run(task);
      {
        std::lock_guard lock(mutex_);
        finish(*task, &self);
      }
      post(*task, 0);
      continue;
    }
    timespec time{0, long(patience)};
    while (self.signal.load(std::memory_order_acquire) == 0) {
      int result = os::futex_wait(self.signal, 0, patience == 0 ? nullptr : &time);
      if (patience != 0 && result != -EINTR) break;
    }
  }
}

void Pool::serve_inline() noexcept {
  for (;;) {
    Task* task;
    {
      std::lock_guard lock(mutex_);
      task = oldest();
      if (task == nullptr) return;
      begin(*task, nullptr);
    }
    task->run(task);
    {
      std::lock_guard lock(mutex_);
      finish(*task, nullptr);
    }
    post(*task, 0);
  }
}

int Pool::size() noexcept {
  std::lock_guard lock(mutex_);
  return limit_ != 0 ? limit_ : environment_size();
}

int Pool::threads() noexcept {
  std::lock_guard lock(mutex_);
  int count = started_;
  for (const Spare& spare : spares_) count += spare.started;
  return count;
}

LaneMetrics Pool::metrics(Lane lane) noexcept {
  std::lock_guard lock(mutex_);
  return metrics_[index(lane)];
}

void Pool::shutdown() noexcept {
  int count;
  {
    std::lock_guard lock(mutex_);
    if (stopping_) return;
    stopping_ = true;
    count = started_;
    for (; parked_ != nullptr; parked_ = parked_->below) {
      ++in_flight_;
      signal(*parked_);
    }
    for (Spare& spare : spares_)
      if (spare.started) signal(spare);
  }
  for (int i = 0; i < count; ++i) pthread_join(workers_[i].id, nullptr);
  for (Spare& spare : spares_)
    if (spare.started) pthread_join(spare.id, nullptr);
  bool alone = false;
  std::unique_lock lock(mutex_);
  for (Spare& spare : spares_) spare.started = spare.armed = false;
  for (int i = 0; i < count; ++i) workers_[i].started = false;
  started_ = 0;
  limit_ = 0;
  stopping_ = false;
  if (oldest() != nullptr) {  // submitted while the threads were ending
    limit_ = environment_size();
    alone = !start_worker();
  }
  lock.unlock();
  if (alone) serve_inline();
}

// With the lock held and nothing half posted, the child's copy of the books is consistent.
void Pool::before_fork() noexcept {
  mutex_.lock();
  while (posting_.load(std::memory_order_acquire) != 0) sched_yield();
}

void Pool::after_fork_in_child() noexcept {
  auto orphan = [this](Task& task) {
    task.state = kRunning;  // nothing that cancel could still reach
    orphans_.push(task);
  };
  for (size_t lane = 0; lane < kLanes; ++lane) {
    while (Task* task = queues_[lane].front()) {
      queues_[lane].remove(*task);
      orphan(*task);
    }
    Spare& spare = spares_[lane];
    if (spare.current != nullptr) orphan(*spare.current);
    spare.current = nullptr;
    spare.started = spare.armed = false;
    metrics_[lane].queued = metrics_[lane].running = 0;
  }
  for (int i = 0; i < started_; ++i) {
    Thread& worker = workers_[i];
    if (worker.current != nullptr) orphan(*worker.current);
    worker.current = nullptr;
    worker.started = false;
  }
  started_ = in_flight_ = queued_ = 0;
  parked_ = nullptr;
  stopping_ = false;
  mutex_.unlock();
}

void Pool::cancel_orphans(poller::Poller& home) noexcept {
  for (;;) {
    Task* found = nullptr;
    {
      std::lock_guard lock(mutex_);
      for (found = orphans_.front(); found != nullptr && found->home != &home;) found = found->next;
      if (found == nullptr) return;
      orphans_.remove(*found);
      found->state = kOver;
      ++metrics_[index(found->lane)].cancelled;
      posting_.fetch_add(1, std::memory_order_relaxed);
    }
    post(*found, -ECANCELED);
  }
}

// nullopt-like -1 for what is no number.
int parse_one(const char* text) noexcept {
  if (text == nullptr || *text == '\0') return -1;
  long value = 0;
  const char* end = text + std::strlen(text);
  auto [stop, error] = std::from_chars(text, end, value);
  if (stop != end) return -1;
  if (error == std::errc::result_out_of_range) return *text == '-' ? 1 : kMaxSize;
  return int(std::clamp<long>(value, 1, kMaxSize));
}

}  // namespace

void submit(Task& task, Lane lane) noexcept { g_pool.submit(task, lane); }
int cancel(Task& task) noexcept { return g_pool.cancel(task); }
int size() noexcept { return g_pool.size(); }
int parse_size(const char* own, const char* common) noexcept {
  for (const char* text : {own, common})
    if (int size = parse_one(text); size > 0) return size;
  return 4;
}
int threads() noexcept { return g_pool.threads(); }
LaneMetrics metrics(Lane lane) noexcept { return g_pool.metrics(lane); }
void shutdown() noexcept { g_pool.shutdown(); }
void after_fork(poller::Poller& home) noexcept { g_pool.cancel_orphans(home); }

}  // namespace gyre::threadpool
