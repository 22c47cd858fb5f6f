// What every backend shares: completions posted from other threads, and the decision whether the
// kernel has to be told. `post` and `raise` are for any thread, the rest for the loop's. No locks,
// no allocation; `raise` may be called in a signal handler.
//
// Wake elision: a waker sets pending, then looks at parked; the loop sets parked, then looks at
// pending. Both are sequentially consistent, so at least one of the two sees the other: either the
// waker signals the kernel object or the loop does not sleep.
#pragma once

#include <sched.h>

#include <atomic>

#include "poller/poller.h"

namespace gyre::poller {

class WakeQueue {
 public:
  WakeQueue() = default;
  WakeQueue(const WakeQueue&) = delete;
  WakeQueue& operator=(const WakeQueue&) = delete;

  // First of all in a backend's destructor: the loop may take a completion, and end, while the
  // thread that posted it is still about to signal the kernel object. Waits for such threads.
  void settle() noexcept {
    while (inside_.load(std::memory_order_acquire) != 0) sched_yield();
  }

  // True: the caller has to signal the kernel object.
  bool raise() noexcept { return !pending_.exchange(true) && parked_.load(); }

  // Calls signal() when the kernel object has to be signalled. Once on the queue the completion is
  // no longer touched.
  template <class Signal>
  void post(Completion& completion, Signal&& signal) noexcept {
    inside_.fetch_add(1, std::memory_order_relaxed);
    Completion* head = head_.load(std::memory_order_relaxed);
    do {
      completion.next = head;
    } while (!head_.compare_exchange_weak(head, &completion, std::memory_order_seq_cst,
                                          std::memory_order_relaxed));
    // Whoever found the queue empty raises for all that came after: they can only be taken
    // together.
    if (head == nullptr && raise()) signal();
    inside_.fetch_sub(1, std::memory_order_release);
  }

  // From now on wakes signal the kernel object. True: something is pending already, do not sleep.
  bool park() noexcept {
    parked_.store(true);
    return pending_.load();
  }
  // The loop is awake and will look at the queue by itself.
  void unpark() noexcept { parked_.store(false, std::memory_order_relaxed); }

  // What has come since the last call. pending is cleared before the queue is emptied: a completion
  // that arrives between the two raises again.
  Wait take(int events) noexcept {
    bool woken = pending_.exchange(false);
    Completion* newest = head_.exchange(nullptr);
    Completion* oldest = nullptr;
    while (newest != nullptr) {
      Completion* older = newest->next;
      newest->next = oldest;
      oldest = newest;
      newest = older;
    }
    return Wait{events, woken, oldest};
  }

  // In the child of a fork there is nobody else inside; what was posted before stays.
  void after_fork() noexcept {
    inside_.store(0);
    parked_.store(true);
    pending_.store(head_.load() != nullptr);
  }

 private:
  std::atomic<Completion*> head_{nullptr};  // newest first
  std::atomic<bool> pending_{false};
  std::atomic<bool> parked_{true};  // nobody runs the loop yet: its fd has to show a wake
  std::atomic<uint32_t> inside_{0};
};

}  // namespace gyre::poller
