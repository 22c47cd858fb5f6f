#include "loop/loop.h"

#include <sched.h>

#include <algorithm>
#include <cerrno>

#include "os/check.h"
#include "os/clock.h"
#include "threadpool/threadpool.h"

namespace gyre::loop {

Loop::~Loop() {
  int error = close();
  GYRE_CHECK(error == 0);
}

int Loop::open(poller::Backend backend) noexcept {
  GYRE_CHECK(!is_open());
  int error = 0;
  poller_ = poller::open(backend, &error);
  if (poller_ == nullptr) return error;
  update_time();
  return 0;
}

int Loop::close() noexcept {
  if (!is_open()) return 0;
  if (running_ || handle_count_ != 0 || active_requests_ != 0) return -EBUSY;
  leave_catchers();
  while (senders_.load(std::memory_order_acquire) != 0) sched_yield();
  poller_.reset();
  slots_.clear();
  changed_.clear();
  return 0;
}

void Loop::update_time() noexcept { now_ = os::monotonic_now(); }

bool Loop::alive() const noexcept {
  return active_handles_ != 0 || active_requests_ != 0 || closing_ != nullptr || !pending_.empty();
}

bool Loop::may_block() const noexcept {
  return !stop_ && (active_handles_ != 0 || active_requests_ != 0) && pending_.empty() &&
         idles_.empty() && closing_ == nullptr;
}

poller::Timeout Loop::until_next_timer(uint64_t now) const noexcept {
  if (timers_.empty()) return std::nullopt;
  uint64_t deadline = timers_.first().deadline_;
  if (deadline <= now) return std::chrono::nanoseconds::zero();
  return std::chrono::nanoseconds(std::min<uint64_t>(deadline - now, INT64_MAX));
}

poller::Timeout Loop::timeout() const noexcept {
  if (!may_block()) return std::chrono::nanoseconds::zero();
  return until_next_timer(now_);
}

template <Kind kKind>
void Loop::run_hooks(Phase phase, List<PhaseHandle<kKind>, InPhase>& hooks) noexcept {
  List<PhaseHandle<kKind>, InPhase> turn;
  turn.take(hooks);
  while (PhaseHandle<kKind>* hook = turn.pop_front()) {
    hooks.push_back(*hook);
    call(phase, [hook] { hook->callback_(hook); });
  }
}

bool Loop::run(RunMode mode) noexcept {
  GYRE_CHECK(is_open() && !running_);
  constexpr int kPendingRounds = 8;
  running_ = true;
  phase_ = Phase::timers;
  if (measuring_) phase_start_ = os::monotonic_now();

  bool more = alive();
  if (!more) update_time();
  if (more && mode == RunMode::full && !stop_) {
    update_time();
    run_timers();
  }
  while (more && !stop_) {
    bool can_sleep = pending_.empty() && idles_.empty();
    ++metrics_.iterations;
    enter_phase(Phase::pending);
    run_pending();
    enter_phase(Phase::idle);
    run_hooks(Phase::idle, idles_);
    enter_phase(Phase::prepare);
    run_hooks(Phase::prepare, prepares_);
    enter_phase(Phase::poll);
    poll((mode == RunMode::full || (mode == RunMode::once && can_sleep)) && may_block());
    enter_phase(Phase::pending);
    for (int round = 0; round < kPendingRounds && !pending_.empty(); ++round) run_pending();
    enter_phase(Phase::check);
    run_hooks(Phase::check, checks_);
    enter_phase(Phase::closing);
    run_closing();
    enter_phase(Phase::timers);
    update_time();
    run_timers();
    more = alive();
    if (mode != RunMode::full) break;
  }
  enter_phase(Phase::timers);
  stop_ = false;
  running_ = false;
  poller_->park();
  return more;
}

template <Kind kKind>
int PhaseHandle<kKind>::start(Callback callback) noexcept {
  if (closing() || callback == nullptr) return -EINVAL;
  if (active()) return 0;
  callback_ = callback;
  if constexpr (kKind == Kind::idle) loop->idles_.push_front(*this);
  if constexpr (kKind == Kind::prepare) loop->prepares_.push_front(*this);
  if constexpr (kKind == Kind::check) loop->checks_.push_front(*this);
  activate();
  return 0;
}

template <Kind kKind>
void PhaseHandle<kKind>::stop() noexcept {
  Link<InPhase>::unlink();
  deactivate();
}

template class PhaseHandle<Kind::idle>;
template class PhaseHandle<Kind::prepare>;
template class PhaseHandle<Kind::check>;

int Loop::after_fork() noexcept {
  // Handlers and senders of the parent's other threads don't exist here; what they had not finished
  // never will be.
  senders_.store(0);
  caught_any_.store(false);
  for (std::atomic<uint32_t>& count : caught_) count.store(0);
  if (int error = poller_->after_fork()) return error;
  threadpool::after_fork(*poller_);
  for (size_t fd = 0; fd < slots_.size(); ++fd) {
    if (slots_[fd].registered == 0) continue;
    slots_[fd].registered = 0;
    note_change(os::Fd(fd));
  }
  threadpool::after_fork(*poller_);
  return 0;
}

void Loop::measure(Measure measure) noexcept {
  measuring_ = measure == Measure::on;
  phase_start_ = os::monotonic_now();
}

void Loop::enter_phase(Phase phase) noexcept {
  if (!measuring_) [[likely]]
    return;
  uint64_t now = os::monotonic_now();
  metrics_.phases[size_t(phase_)].time += std::chrono::nanoseconds(now - phase_start_);
  phase_ = phase;
  phase_start_ = now;
}

void Loop::note_callback(Phase phase, uint64_t start) noexcept {
  PhaseMetrics& metrics = metrics_.phases[size_t(phase)];
  ++metrics.callbacks;
  std::chrono::nanoseconds took(os::monotonic_now() - start);
  metrics.longest_callback = std::max(metrics.longest_callback, took);
}

}  // namespace gyre::loop
