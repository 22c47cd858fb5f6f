// The event loop: one a thread, owned by whoever opens it; all calls are for that thread except
// where they say otherwise. One iteration: pending, idle, prepare, poll, pending (at most 8
// rounds), check, closing, update of the time, timers. Before the first iteration of a full run:
// update of the time, timers.
//
// The loop is alive while it has active and referenced handles, requests under way, pending
// callbacks or closing handles.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "loop/async.h"
#include "loop/check.h"
#include "loop/handle.h"
#include "loop/io.h"
#include "loop/metrics.h"
#include "loop/process.h"
#include "loop/request.h"
#include "loop/signal.h"
#include "loop/timer.h"
#include "loop/timer_heap.h"
#include "os/clock.h"
#include "poller/poller.h"

namespace gyre::loop {

enum class RunMode : uint8_t {
  full,    // until the loop is no longer alive or is stopped
  once,    // one iteration, blocking in the poll phase when nothing is pending
  nowait,  // one iteration, never blocking
};

enum class Measure : uint8_t { off, on };

class Loop {
 public:
  Loop() noexcept = default;
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop();  // closes; every handle must be closed and every request ended

  // Makes the poller. 0 or the reason why there is none.
  int open(poller::Backend backend = poller::Backend::automatic) noexcept;
  // -EBUSY while there are handles or requests; else gives back all it holds. Idempotent.
  int close() noexcept;
  bool is_open() const noexcept { return poller_ != nullptr; }

  // Whether the loop is still alive afterwards. Not from within a callback of this loop.
  bool run(RunMode mode = RunMode::full) noexcept;
  // Ends run after the current iteration, which doesn't block; the next run when none is going on.
  // From any thread; another one wakes the loop besides, as it may be waiting.
  void stop() noexcept { stop_.store(true, std::memory_order_relaxed); }
  bool alive() const noexcept;

  // The loop's time: monotonic, read after the wait and before any callback of it, and after the
  // closing phase.
  std::chrono::nanoseconds now() const noexcept { return std::chrono::nanoseconds(now_); }
  void update_time() noexcept;

  // For embedding: an fd that is readable when something is to do (kNoFd with backends that have
  // none) and how long its owner may wait for it, nullopt for ever. Run with nowait then. Watches
  // changed outside of run are registered by a run only.
  os::Fd native() const noexcept { return poller_->native(); }
  poller::Timeout timeout() const noexcept;

  // Calls for every handle that is not closed yet, closing ones too. Handles may be closed in it;
  // ones it starts may be missed.
  void walk(void (*visit)(Handle*, void*), void* argument) noexcept;

  // The first call in the child after fork, when it means to go on using this loop. 0 or the reason
  // why it can't.
  int after_fork() noexcept;

  // Any thread, signal handlers too: makes the loop end its wait.
  void wake() noexcept { poller_->wake(); }

  // 64 KiB for reads that bring no buffer of their own; what is in it is good until the callback returns. Made at first use;
  // empty when there is no memory.
  std::span<char> slab() noexcept;

  poller::Poller& poller() noexcept { return *poller_; }
  // Handles that are active and referenced, and requests under way.
  size_t active_handles() const noexcept { return active_handles_; }
  size_t active_requests() const noexcept { return active_requests_; }

  const Metrics& metrics() const noexcept { return metrics_; }
  void reset_metrics() noexcept { metrics_ = {}; }
  void measure(Measure measure) noexcept;

  void* data = nullptr;  // the owner's

 private:
  friend class Async;
  friend class Handle;
  friend class Io;
  friend class Signal;
  friend class SignalRegistry;
  friend class Timer;
  friend struct Request;
  template <Kind>
  friend class PhaseHandle;
  friend class Process;

  static constexpr int kSignals = 65;  // numbers 1 to 64
  static constexpr int kBatch = 1024;

  // What the loop knows of an fd. The generation is part of the token, so that an event for a
  // closed fd, left over in a batch, is not taken for one of the fd's next user.
  struct Slot {
    Io* io = nullptr;
    uint32_t generation = 0;
    poller::Interest registered = 0;  // what the kernel was told
    bool changed = false;             // is on changed_
  };
  template <class Function>
  void call(Phase phase, Function&& function) noexcept;
  [[gnu::cold]] void note_callback(Phase phase, uint64_t start) noexcept;
  void enter_phase(Phase phase) noexcept;

  void run_timers() noexcept;
  void run_pending() noexcept;
  template <Kind kKind>
  void run_hooks(Phase phase, List<PhaseHandle<kKind>, InPhase>& hooks) noexcept;
  void run_closing() noexcept;
  void poll(bool may_block) noexcept;
  bool may_block() const noexcept;
  bool timer_due() const noexcept { return !timers_.empty() && timers_.first().deadline_ <= now_; }
  poller::Timeout until_next_timer(uint64_t now) const noexcept;
  int deliver_ready(std::span<poller::Ready> batch) noexcept;
  int deliver_completions(poller::Completion* done) noexcept;
  int deliver_asyncs() noexcept;
  int deliver_signals() noexcept;
  bool watches_signal(int signum) const noexcept;
  void stop_catching(int signum) noexcept;
  void leave_catchers() noexcept;
  // For children without a pidfd: SIGCHLD, for as long as there are any.
  bool watches_children() const noexcept {
    return !children_.empty() || !children_in_turn_.empty();
  }
  int watch_children() noexcept;
  void unwatch_children() noexcept;
  void look_at_children() noexcept;
  int reap_children() noexcept;
  void take_signalled() noexcept;
  void drop_signalled(Async& async) noexcept;
  void register_changes() noexcept;
  void note_change(os::Fd fd) noexcept;

  uint64_t now_ = 0;
  size_t active_handles_ = 0;
  size_t active_requests_ = 0;
  size_t handle_count_ = 0;
  Handle* closing_ = nullptr;
  std::atomic<bool> stop_{false};
  bool running_ = false;
  bool measuring_ = false;
  Phase phase_ = Phase::timers;
  uint64_t phase_start_ = 0;

  std::unique_ptr<poller::Poller> poller_;
  std::unique_ptr<char[]> slab_;
  std::vector<Slot> slots_;  // by fd
  std::vector<os::Fd> changed_;
  TimerHeap timers_;
  List<Timer, DueTimer> due_timers_;
  List<Handle, InLoop> handles_;
  List<Io, InPending> pending_;
  List<Idle, InPhase> idles_;
  List<Prepare, InPhase> prepares_;
  List<Check, InPhase> checks_;
  List<Signal, InSignals> signals_;
  List<Signal, InSignals> signals_in_turn_;  // those still to be called
  List<Process, InChildren> children_;
  List<Process, InChildren> children_in_turn_;

  // The loop's own: asyncs taken off signalled_, oldest first.
  Async* delivering_ = nullptr;
  Async** delivering_end_ = &delivering_;

  // Written by other threads and by signal handlers.
  alignas(64) std::atomic<Async*> signalled_{nullptr};  // newest first
  std::atomic<uint32_t> senders_{0};  // threads that are just queueing an async and waking
  std::atomic<bool> caught_any_{false};
  std::atomic<uint64_t> catches_{0};             // bit n - 1: signal n is watched for here
  std::atomic<uint32_t> caught_[kSignals] = {};  // by signal number, since they were last delivered
  std::atomic<Loop*> next_catcher_{nullptr};     // the process's list of loops with signal handles
  bool catcher_ = false;

  Metrics metrics_;
};

template <class Function>
inline void Loop::call(Phase phase, Function&& function) noexcept {
  if (!measuring_) [[likely]] {
    function();
    return;
  }
  uint64_t start = os::monotonic_now();
  function();
  note_callback(phase, start);
}

}  // namespace gyre::loop
