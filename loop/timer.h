// A timer, one-shot or repeating. Never early: its deadline is the loop's time at start plus the
// duration, rounded up to the millisecond. Timers with the same deadline run in the order in which
// they were started. One with no duration is due at once, behind those whose time has come; started
// or restarted by a timer callback it waits for the next turn of the loop. Stopping one that is due
// in the same turn cancels it.
#pragma once

#include <chrono>

#include "loop/handle.h"

namespace gyre::loop {

struct DueTimer;  // tag: timers that are about to be called in this turn

class Timer final : public Handle, private Link<DueTimer> {
 public:
  using Callback = void (*)(Timer*);

  Timer() noexcept : Handle(Kind::timer) {}
  void init(Loop& owner) noexcept;
  // (Re)starts. repeat 0 is one-shot. Durations are not negative; one too long to be represented
  // waits for ever. -EINVAL for a closing handle or no callback.
  int start(Callback callback, std::chrono::nanoseconds timeout,
            std::chrono::nanoseconds repeat = std::chrono::nanoseconds::zero()) noexcept;
  void stop() noexcept;
  // Restarts a repeating timer with its repeat as the time-out; does nothing to a one-shot. -EINVAL
  // when it was never started.
  int again() noexcept;
  // Takes effect the next time the timer is called or `again` is.
  void set_repeat(std::chrono::nanoseconds repeat) noexcept { repeat_ = repeat; }
  std::chrono::nanoseconds repeat() const noexcept { return repeat_; }
  // From the loop's time to the deadline; zero when due or not active.
  std::chrono::nanoseconds due_in() const noexcept;

 private:
  friend class Loop;
  friend class TimerHeap;
  template <class, class>
  friend class List;
  void on_close() noexcept override;

  static constexpr uint32_t kNotInHeap = UINT32_MAX;
  Callback callback_ = nullptr;
  std::chrono::nanoseconds repeat_{0};
  uint64_t deadline_ =
      0;  // nanoseconds of the loop's clock; the heap's key unless the duration was 0
  uint32_t heap_index_ = kNotInHeap;
};

static_assert(sizeof(Timer) <= 128);  // uv_timer_t: 152

}  // namespace gyre::loop
