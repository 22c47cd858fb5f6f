#include "loop/io.h"

#include <cerrno>

#include "loop/loop.h"
#include "os/check.h"

namespace gyre::loop {

int Io::open(Loop& owner, os::Fd fd, Callback callback) noexcept {
  if (fd < 0) return -EBADF;
  GYRE_CHECK(fd_ == os::kNoFd);
  if (owner.slots_.size() <= size_t(fd)) owner.slots_.resize(size_t(fd) * 2 + 16);
  Loop::Slot& slot = owner.slots_[fd];
  if (slot.io != nullptr) return -EEXIST;
  slot.io = this;
  io_loop_ = &owner;
  callback_ = callback;
  fd_ = fd;
  interest_ = 0;
  fed_ = 0;
  return 0;
}

void Io::watch(poller::Interest more) noexcept {
  GYRE_CHECK(fd_ != os::kNoFd);
  poller::Interest wanted = interest_ | more;
  if (wanted == interest_) return;
  interest_ = wanted;
  io_loop_->note_change(fd_);
}

void Io::unwatch(poller::Interest less) noexcept {
  poller::Interest wanted = interest_ & ~less;
  if (wanted == interest_) return;
  interest_ = wanted;
  io_loop_->note_change(fd_);
}

void Io::feed(poller::Mask mask) noexcept {
  GYRE_CHECK(fd_ != os::kNoFd);
  fed_ |= mask;
  if (!linked()) io_loop_->pending_.push_back(*this);
}

void Io::forget() noexcept {
  if (fd_ == os::kNoFd) return;
  Loop::Slot& slot = io_loop_->slots_[fd_];
  if (slot.registered != 0) io_loop_->poller_->forget(fd_);
  slot.registered = 0;
  slot.io = nullptr;
  ++slot.generation;
  unlink();
  fd_ = os::kNoFd;
  interest_ = 0;
  fed_ = 0;
}

void Loop::note_change(os::Fd fd) noexcept {
  Slot& slot = slots_[fd];
  if (slot.changed) return;
  slot.changed = true;
  changed_.push_back(fd);
}

// Whatever happened to an fd's interest since the last poll phase is one call to the kernel, or
// none.
void Loop::register_changes() noexcept {
  for (os::Fd fd : changed_) {
    Slot& slot = slots_[fd];
    slot.changed = false;
    poller::Interest wanted = slot.io != nullptr ? slot.io->interest_ : 0;
    if (wanted == slot.registered) continue;
    if (wanted == 0) {
      poller_->forget(fd);
      slot.registered = 0;
      continue;
    }
    poller::Token token = (poller::Token{slot.generation} << 32) | uint32_t(fd);
    if (poller_->set(fd, wanted, token) == 0) {
      slot.registered = wanted;
    } else {
      slot.registered = 0;
      slot.io->interest_ = 0;
      slot.io->feed(poller::kError);
    }
  }
  changed_.clear();
}

int Loop::deliver_ready(std::span<poller::Ready> batch) noexcept {
  int count = 0;
  for (const poller::Ready& ready : batch) {
    const Slot& slot = slots_[uint32_t(ready.token)];
    Io* io = slot.io;
    if (io == nullptr || slot.generation != uint32_t(ready.token >> 32)) continue;
    // An earlier callback of the batch may have lost interest; the kernel is told later.
    if (io->interest_ == 0) continue;
    constexpr poller::Mask kTrouble = poller::kError | poller::kHangup;
    poller::Mask mask = ready.mask & (io->interest_ | kTrouble);
    if (mask == 0) continue;
    if ((mask & ~kTrouble) == 0) mask |= io->interest_;
    ++count;
    call(Phase::poll, [=] { io->callback_(io, mask); });
  }
  return count;
}

int Loop::deliver_completions(poller::Completion* done) noexcept {
  int count = 0;
  while (done != nullptr) {
    poller::Completion* next = done->next;
    ++count;
    call(Phase::poll, [done] { done->done(done); });
    done = next;
  }
  return count;
}

void Loop::run_pending() noexcept {
  List<Io, InPending> turn;
  turn.take(pending_);
  while (Io* io = turn.pop_front()) {
    poller::Mask mask = io->fed_;
    io->fed_ = 0;
    call(Phase::pending, [=] { io->callback_(io, mask); });
  }
}

// The one place for the poll phase's policy, whatever the backend: changes are registered first; a
// full batch means there is more; readiness, then what was posted, then asyncs, then signals; a
// wait that ends early and for nothing is taken up again.
void Loop::poll(bool may_block) noexcept {
  constexpr int kMostRounds = 48;  // then the other phases get their turn
  register_changes();
  if (!pending_.empty()) may_block = false;

  poller::Completion* done = nullptr;
  poller::Completion** done_end = &done;
  int events = 0;
  int waiting = 0;
  for (int round = 0; round < kMostRounds; ++round) {
    poller::Ready batch[kBatch];
    poller::Timeout timeout = std::chrono::nanoseconds::zero();
    uint64_t before = 0;
    if (may_block) {
      // The loop's own time may be old by what callbacks took since; it stays as it is until the
      // wait is over.
      before = os::monotonic_now();
      timeout = until_next_timer(before);
    }
    bool blocks = timeout != std::chrono::nanoseconds::zero();
    ++metrics_.polls;
    poller::Wait wait = poller_->wait(batch, timeout, nullptr);
    GYRE_CHECK(wait.events >= 0);
    update_time();
    if (blocks) {
      uint64_t waited = now_ - before;
      metrics_.idle_time += std::chrono::nanoseconds(waited);
      phase_start_ += waited;
    }
    *done_end = wait.done;
    while (*done_end != nullptr) done_end = &(*done_end)->next;
    int delivered = deliver_ready(std::span(batch, size_t(wait.events)));
    events += delivered;
    if (!blocks) waiting += delivered;

    if (wait.events == kBatch) {
      may_block = false;
    } else if (delivered != 0 || wait.woken || done != nullptr || !blocks || timer_due()) {
      break;
    } else {
      round =
          0;  // for nothing: a signal that is none of ours, a rounded time-out, a left-over event
    }
  }
  events += deliver_completions(done);
  events += deliver_asyncs();
  events += deliver_signals();
  metrics_.events += uint64_t(events);
  metrics_.events_waiting += uint64_t(waiting);
}

}  // namespace gyre::loop
