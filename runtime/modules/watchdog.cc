#include "runtime/modules/watchdog.h"

#include <signal.h>
#include <time.h>

#include <cerrno>
#include <string>

#include "runtime/bind/values.h"

namespace gyre::modules {
namespace {

// The innermost watch that wants SIGINT; its handler may only post the semaphore and set flags.
std::atomic<Interruption*> innermost = nullptr;
std::atomic<sem_t*> innermost_signal = nullptr;
std::atomic<std::atomic<bool>*> innermost_flag = nullptr;
std::atomic<bool> pending = false;
int watchers = 0;
struct sigaction previous;

void handle_sigint(int) {
  int saved = errno;
  std::atomic<bool>* flag = innermost_flag.load();
  sem_t* signal = innermost_signal.load();
  if (flag != nullptr && signal != nullptr) {
    flag->store(true);
    sem_post(signal);
  } else {
    pending.store(true);
  }
  errno = saved;
}

void add_watcher() {
  if (watchers++ > 0) return;
  struct sigaction action = {};
  action.sa_handler = handle_sigint;
  sigfillset(&action.sa_mask);
  sigaction(SIGINT, &action, &previous);
}

void remove_watcher() {
  if (--watchers == 0) sigaction(SIGINT, &previous, nullptr);
}

}  // namespace

Interruption::Interruption(bind::Environment& env, int64_t timeout, bool on_sigint)
    : env_(env), isolate_(env.isolate()), timeout_(timeout), on_sigint_(on_sigint) {
  sem_init(&signal_, 0, 0);
  if (on_sigint_) {
    outer_ = innermost.load();
    innermost.store(this);
    innermost_flag.store(&interrupted_);
    innermost_signal.store(&signal_);
    add_watcher();
  }
  thread_ = std::thread([this] { watch(); });
}

void Interruption::watch() {
  timespec deadline;
  clock_gettime(CLOCK_MONOTONIC, &deadline);
  if (timeout_ >= 0) {
    deadline.tv_sec += timeout_ / 1000;
    deadline.tv_nsec += (timeout_ % 1000) * 1'000'000;
    if (deadline.tv_nsec >= 1'000'000'000) {
      deadline.tv_nsec -= 1'000'000'000;
      deadline.tv_sec += 1;
    }
  }
  for (;;) {
    int result =
        timeout_ >= 0 ? sem_clockwait(&signal_, CLOCK_MONOTONIC, &deadline) : sem_wait(&signal_);
    if (ended_.load()) return;
    if (result != 0 && errno == EINTR) continue;
    if (result != 0) timed_out_.store(true);
    isolate_->TerminateExecution();
    return;
  }
}

Interruption::Verdict Interruption::stop() {
  if (stopped_) return verdict_;
  stopped_ = true;
  if (on_sigint_) {
    remove_watcher();
    innermost.store(outer_);
    innermost_flag.store(outer_ == nullptr ? nullptr : &outer_->interrupted_);
    innermost_signal.store(outer_ == nullptr ? nullptr : &outer_->signal_);
  }
  ended_.store(true);
  sem_post(&signal_);
  thread_.join();
  sem_destroy(&signal_);
  if (timed_out_.load())
    verdict_ = Verdict::timed_out;
  else if (interrupted_.load())
    verdict_ = Verdict::interrupted;
  // A worker that is being ended goes on unwinding.
  if (verdict_ != Verdict::none && !env_.stopping()) isolate_->CancelTerminateExecution();
  return verdict_;
}

bool Interruption::raise() {
  stop();
  if (verdict_ == Verdict::none) return false;
  if (env_.stopping()) return true;
  if (verdict_ == Verdict::timed_out) {
    bind::throw_coded(
        env_, "ERR_SCRIPT_EXECUTION_TIMEOUT",
        ("Script execution timed out after " + std::to_string(timeout_) + "ms").c_str());
  } else {
    bind::throw_coded(env_, "ERR_SCRIPT_EXECUTION_INTERRUPTED",
                      "Script execution was interrupted by `SIGINT`");
  }
  return true;
}

Interruption::~Interruption() { stop(); }

void start_sigint_watch() {
  pending.store(false);
  add_watcher();
}

bool stop_sigint_watch() {
  remove_watcher();
  return pending.exchange(false);
}

bool sigint_is_pending() { return pending.load(); }

}  // namespace gyre::modules
