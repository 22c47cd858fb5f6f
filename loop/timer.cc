#include "loop/timer.h"

#include <algorithm>
#include <cerrno>

#include "loop/loop.h"
#include "os/check.h"

namespace gyre::loop {
namespace {

constexpr uint64_t kMillisecond = 1'000'000;
constexpr uint64_t kNever = UINT64_MAX;

uint64_t round_up(uint64_t now, uint64_t duration) noexcept {
  if (duration > kNever - now - kMillisecond) return kNever;
  return (now + duration + kMillisecond - 1) / kMillisecond * kMillisecond;
}

}  // namespace

void Timer::init(Loop& owner) noexcept { enter(owner); }

int Timer::start(Callback callback, std::chrono::nanoseconds timeout,
                 std::chrono::nanoseconds repeat) noexcept {
  if (closing() || callback == nullptr) return -EINVAL;
  GYRE_DCHECK(timeout.count() >= 0 && repeat.count() >= 0);
  stop();
  callback_ = callback;
  repeat_ = repeat;
  uint64_t duration = uint64_t(std::max<int64_t>(timeout.count(), 0));
  uint64_t key = round_up(loop->now_, duration);
  deadline_ = duration == 0 ? loop->now_ : key;
  loop->timers_.insert(*this, key);
  activate();
  return 0;
}

void Timer::stop() noexcept {
  if (heap_index_ != kNotInHeap) loop->timers_.remove(*this);
  Link<DueTimer>::unlink();
  deactivate();
}

int Timer::again() noexcept {
  if (callback_ == nullptr) return -EINVAL;
  if (repeat_.count() == 0) return 0;
  return start(callback_, repeat_, repeat_);
}

std::chrono::nanoseconds Timer::due_in() const noexcept {
  if (!active() || deadline_ <= loop->now_) return std::chrono::nanoseconds::zero();
  return std::chrono::nanoseconds(std::min<uint64_t>(deadline_ - loop->now_, INT64_MAX));
}

void Timer::on_close() noexcept { stop(); }

// All due timers leave the heap before the first is called: one that a callback starts waits for
// the next turn even if it is due by now, and one that a callback stops is not called.
void Loop::run_timers() noexcept {
  while (timer_due()) {
    Timer& timer = timers_.first();
    timers_.remove(timer);
    timer.deactivate();
    due_timers_.push_back(timer);
  }
  while (Timer* timer = due_timers_.pop_front()) {
    timer->again();
    call(Phase::timers, [timer] { timer->callback_(timer); });
  }
}

void TimerHeap::insert(Timer& timer, uint64_t deadline) noexcept {
  Entry entry{deadline, next_sequence_++, &timer};
  entries_.push_back(entry);
  sift_up(entries_.size() - 1, entry);
}

void TimerHeap::remove(Timer& timer) noexcept {
  size_t index = timer.heap_index_;
  GYRE_CHECK(index < entries_.size() && entries_[index].timer == &timer);
  timer.heap_index_ = Timer::kNotInHeap;
  Entry last = entries_.back();
  entries_.pop_back();
  if (index == entries_.size()) return;
  if (index > 0 && last.before(entries_[(index - 1) / kArity]))
    sift_up(index, last);
  else
    sift_down(index, last);
}

void TimerHeap::place(size_t index, const Entry& entry) noexcept {
  entries_[index] = entry;
  entry.timer->heap_index_ = uint32_t(index);
}

void TimerHeap::sift_up(size_t index, Entry entry) noexcept {
  while (index > 0) {
    size_t parent = (index - 1) / kArity;
    if (!entry.before(entries_[parent])) break;
    place(index, entries_[parent]);
    index = parent;
  }
  place(index, entry);
}

void TimerHeap::sift_down(size_t index, Entry entry) noexcept {
  for (;;) {
    size_t child = index * kArity + 1;
    if (child >= entries_.size()) break;
    size_t end = std::min(child + kArity, entries_.size());
    size_t least = child;
    while (++child < end)
      if (entries_[child].before(entries_[least])) least = child;
    if (!entries_[least].before(entry)) break;
    place(index, entries_[least]);
    index = least;
  }
  place(index, entry);
}

}  // namespace gyre::loop
