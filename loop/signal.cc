// Which loops want which signals, for the whole process. The handler takes no lock: it walks the
// list of loops, counts the signal in each that watches for it and wakes it. A loop leaves the list
// before it goes and waits for handlers that may still see it.
#include "loop/signal.h"

#include <sched.h>

#include <cerrno>
#include <csignal>
#include <mutex>

#include "loop/loop.h"
#include "os/call.h"

namespace gyre::loop {

class SignalRegistry {
 public:
  static int add(Loop& loop, int signum) noexcept {
    std::lock_guard lock(mutex_);
    if (watchers_[signum] == 0) {
      struct sigaction action {};
      action.sa_handler = &SignalRegistry::handle;
      action.sa_flags = SA_RESTART;
      sigfillset(&action.sa_mask);
      if (::sigaction(signum, &action, nullptr) != 0) return -errno;
    }
    ++watchers_[signum];
    if (!loop.catcher_) {
      loop.catcher_ = true;
      loop.next_catcher_.store(loops_.load());
      loops_.store(&loop);
    }
    return 0;
  }

  static void remove(int signum) noexcept {
    std::lock_guard lock(mutex_);
    if (--watchers_[signum] != 0) return;
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    ::sigaction(signum, &action, nullptr);
  }

  static void leave(Loop& loop) noexcept {
    if (!loop.catcher_) return;
    std::lock_guard lock(mutex_);
    std::atomic<Loop*>* link = &loops_;
    while (link->load() != &loop) link = &link->load()->next_catcher_;
    link->store(loop.next_catcher_.load());
    loop.catcher_ = false;
    while (inside_.load() != 0) sched_yield();
  }

 private:
  static void handle(int signum) noexcept {
    os::KeepErrno keep;
    inside_.fetch_add(1);
    for (Loop* loop = loops_.load(); loop != nullptr; loop = loop->next_catcher_.load()) {
      if ((loop->catches_.load() & (uint64_t{1} << (signum - 1))) == 0) continue;
      loop->caught_[signum].fetch_add(1);
      loop->caught_any_.store(true);
      loop->poller_->wake();
    }
    inside_.fetch_sub(1);
  }

  static inline std::mutex mutex_;
  static inline std::atomic<Loop*> loops_{nullptr};
  static inline std::atomic<uint32_t> inside_{0};  // handlers that are walking the list
  static inline uint32_t watchers_[65] = {};
};

int Signal::begin(Callback callback, int signum, uint8_t once) noexcept {
  if (closing() || callback == nullptr || signum <= 0 || signum >= Loop::kSignals) return -EINVAL;
  if (active() && signum_ == signum) {
    callback_ = callback;
    kind_byte_ = once;
    return 0;
  }
  if (int error = SignalRegistry::add(*loop, signum)) return error;
  stop();
  callback_ = callback;
  kind_byte_ = once;
  signum_ = signum;
  loop->signals_.push_back(*this);
  loop->catches_.fetch_or(uint64_t{1} << (signum - 1));
  activate();
  return 0;
}

int Signal::start(Callback callback, int signum) noexcept { return begin(callback, signum, 0); }
int Signal::start_once(Callback callback, int signum) noexcept {
  return begin(callback, signum, 1);
}

void Signal::stop() noexcept {
  if (!active()) return;
  Link<InSignals>::unlink();
  deactivate();
  SignalRegistry::remove(signum_);
  int signum = signum_;
  signum_ = 0;
  loop->stop_catching(signum);
}

void Loop::stop_catching(int signum) noexcept {
  if (watches_signal(signum)) return;
  catches_.fetch_and(~(uint64_t{1} << (signum - 1)));
  caught_[signum].store(0);
}

bool Loop::watches_signal(int signum) const noexcept {
  if (signum == SIGCHLD && watches_children()) return true;
  for (const List<Signal, InSignals>* list : {&signals_, &signals_in_turn_})
    for (Signal* signal = list->front(); signal != nullptr; signal = list->after(*signal))
      if (signal->signum_ == signum) return true;
  return false;
}

int Loop::watch_children() noexcept {
  if (watches_children()) return 0;
  if (int error = SignalRegistry::add(*this, SIGCHLD)) return error;
  catches_.fetch_or(uint64_t{1} << (SIGCHLD - 1));
  return 0;
}

void Loop::unwatch_children() noexcept {
  if (watches_children()) return;
  SignalRegistry::remove(SIGCHLD);
  stop_catching(SIGCHLD);
}

void Loop::look_at_children() noexcept {
  caught_[SIGCHLD].fetch_add(1);
  caught_any_.store(true);
  wake();
}

void Loop::leave_catchers() noexcept { SignalRegistry::leave(*this); }

int Loop::deliver_signals() noexcept {
  if (!caught_any_.load(std::memory_order_relaxed) || !caught_any_.exchange(false)) return 0;
  int count = 0;
  for (int signum = 1; signum < kSignals; ++signum) {
    uint32_t times = caught_[signum].exchange(0);
    if (times > 0 && signum == SIGCHLD) count += reap_children();
    for (; times > 0; --times) {
      signals_in_turn_.take(signals_);
      while (Signal* signal = signals_in_turn_.pop_front()) {
        signals_.push_back(*signal);
        if (signal->signum_ != signum) continue;
        if (signal->kind_byte_ != 0) signal->stop();
        ++count;
        call(Phase::poll, [=] { signal->callback_(signal, signum); });
      }
    }
  }
  return count;
}

}  // namespace gyre::loop
