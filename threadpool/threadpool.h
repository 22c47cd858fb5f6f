// The fixed thread pool, one a process, its threads started as work comes. Every thread serves any
// lane, oldest task first; a lane whose oldest task has waited 50 ms while none of its work runs
// gets one spare thread, so slow DNS never starves files. All functions may be called from any
// thread; a task's `run` is called on a worker, with all signals blocked, and its completion is
// posted to the poller it came with. After fork the child's pool is empty and starts again by
// itself.
#pragma once

#include <cstdint>

#include "poller/poller.h"

namespace gyre::threadpool {

enum class Lane : uint8_t { fs, dns, cpu };
inline constexpr int kLanes = 3;
inline constexpr int kMaxSize = 1024;

// Intrusive: the caller owns the memory, from submit until the poller hands the completion back.
// completion.result is 0, or -ECANCELED when the task was cancelled before it started.
struct Task {
  poller::Completion completion;
  poller::Poller* home = nullptr;  // where the completion is posted; must outlive the task
  void (*run)(Task*) = nullptr;    // on a worker thread
  Task* next = nullptr;            // the pool's own from here on
  Task* previous = nullptr;
  uint64_t submitted = 0;
  Lane lane = Lane::cpu;
  uint8_t state = 0;
};

// Numbers since start, by lane. Times in nanoseconds.
struct LaneMetrics {
  uint64_t submitted, finished, cancelled;
  uint64_t queued, running;  // now
  uint64_t wait_total, wait_longest, run_total, run_longest;
  uint64_t spared;  // tasks that a spare thread took
};

// Never fails: where the system refuses even one thread, the task is run by the caller.
void submit(Task&, Lane) noexcept;
// 0 and the completion comes with -ECANCELED; -EBUSY when the task runs or is finished.
int cancel(Task&) noexcept;
// Threads of the pool without spares: GYRE_THREADPOOL_SIZE, else UV_THREADPOOL_SIZE, else 4; 1 to
// 1024. Read from the environment until the first submit, and again after shutdown.
int size() noexcept;
// What size() makes of the two variables, each null when unset. What is no number counts as unset.
int parse_size(const char* own, const char* common) noexcept;
// Threads that are there now, spares included.
int threads() noexcept;
LaneMetrics metrics(Lane) noexcept;
// Waits for queued and running tasks and ends the threads; a later submit starts them again. For
// sanitizer builds and tests; not from a task.
void shutdown() noexcept;
// In the child, after the poller's own after_fork: tasks of that poller which the parent had queued
// or was running will never be run here; their completions come with -ECANCELED.
void after_fork(poller::Poller& home) noexcept;

}  // namespace gyre::threadpool
