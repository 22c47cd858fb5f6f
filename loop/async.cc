#include "loop/async.h"

#include <sched.h>

#include "loop/loop.h"
#include "os/check.h"

namespace gyre::loop {

void Async::init(Loop& owner, Callback callback) noexcept {
  enter(owner);
  callback_ = callback;
  next_signalled_ = nullptr;
  state_.store(0, std::memory_order_relaxed);
  activate();
}

// Whoever sets kQueued puts the handle on the queue, and nobody touches the handle after that: the
// loop may already have called back and the handle be gone. The loop itself can only go when
// senders_ is 0.
void Async::send() noexcept {
  if ((state_.fetch_or(kQueued, std::memory_order_acq_rel) & (kQueued | kShut)) != 0) return;
  Loop& target = *loop;
  target.senders_.fetch_add(1, std::memory_order_acquire);
  Async* newest = target.signalled_.load(std::memory_order_relaxed);
  do {
    next_signalled_ = newest;
  } while (!target.signalled_.compare_exchange_weak(newest, this, std::memory_order_release,
                                                    std::memory_order_relaxed));
  target.poller_->wake();
  target.senders_.fetch_sub(1, std::memory_order_release);
}

void Async::on_close() noexcept {
  // Who set kQueued before kShut is going to queue the handle or has done so; who comes later
  // doesn't.
  if ((state_.fetch_or(kShut, std::memory_order_acq_rel) & kQueued) != 0)
    loop->drop_signalled(*this);
}

// Moves what other threads have queued to the loop's own list, oldest first.
void Loop::take_signalled() noexcept {
  Async* newest = signalled_.exchange(nullptr, std::memory_order_acquire);
  if (newest == nullptr) return;
  Async* oldest = nullptr;
  Async* last = newest;
  while (newest != nullptr) {
    Async* older = newest->next_signalled_;
    newest->next_signalled_ = oldest;
    oldest = newest;
    newest = older;
  }
  *delivering_end_ = oldest;
  delivering_end_ = &last->next_signalled_;
}

void Loop::drop_signalled(Async& async) noexcept {
  for (;;) {
    take_signalled();
    for (Async** link = &delivering_; *link != nullptr; link = &(*link)->next_signalled_) {
      if (*link != &async) continue;
      *link = async.next_signalled_;
      if (delivering_end_ == &async.next_signalled_) delivering_end_ = link;
      return;
    }
    sched_yield();  // its sender is about to queue it
  }
}

int Loop::deliver_asyncs() noexcept {
  int count = 0;
  take_signalled();
  while (Async* async = delivering_) {
    delivering_ = async->next_signalled_;
    if (delivering_ == nullptr) delivering_end_ = &delivering_;
    // Before the callback: a send from here on queues it again, one until now is answered by this
    // call.
    async->state_.fetch_and(~uint32_t{Async::kQueued}, std::memory_order_acq_rel);
    ++count;
    call(Phase::poll, [async] { async->callback_(async); });
  }
  return count;
}

}  // namespace gyre::loop
