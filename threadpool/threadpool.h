// The fixed thread pool, one a process, started at first use. Every thread serves any lane; a lane whose oldest task has waited
// 50 ms while none of its work runs gets one spare thread, so slow DNS never starves files. `submit` and `cancel` may be called
// from any thread; a task's `run` is called on a worker and its completion is posted to the poller it came with.
#pragma once

#include <cstdint>

#include "poller/poller.h"

namespace gyre::threadpool {

enum class Lane : uint8_t { fs, dns, cpu };
inline constexpr int kLanes = 3;

// Intrusive: the caller owns the memory, from submit until completion.done is called on the loop's thread.
// completion.result is 0, or -ECANCELED when the task was cancelled before it started.
struct Task {
  poller::Completion completion;
  poller::Poller* home = nullptr;       // where the completion is posted
  void (*run)(Task*) = nullptr;         // on a worker thread
  Task* next = nullptr;                 // the pool's own from here on
  Task* previous = nullptr;
  uint64_t submitted = 0;
  Lane lane = Lane::cpu;
  uint8_t state = 0;
};

// Numbers since start, by lane. Times in nanoseconds.
struct LaneMetrics {
  uint64_t submitted, finished, cancelled;
  uint64_t queued, running;             // now
  uint64_t wait_total, wait_longest, run_total, run_longest;
};

void submit(Task&, Lane) noexcept;
// 0 and the completion comes with -ECANCELED; -EBUSY when the task runs or is finished.
int cancel(Task&) noexcept;
// Threads of the pool without spares: GYRE_THREADPOOL_SIZE, else UV_THREADPOOL_SIZE, else 4; 1 to 1024.
int size() noexcept;
LaneMetrics metrics(Lane) noexcept;
// Waits for running tasks and ends the threads; a later submit starts them again. For sanitizer builds and tests.
void shutdown() noexcept;

}  // namespace gyre::threadpool
