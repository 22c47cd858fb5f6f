// Linux: one epoll object and one eventfd. The eventfd is watched edge-triggered, so that a wake
// needs no read.
#include "poller/epoll.h"

#include <algorithm>
#include <new>

#include "os/io.h"
#include "os/wait.h"
#include "poller/fd_table.h"
#include "poller/posix_events.h"
#include "poller/wake_queue.h"

namespace gyre::poller {
namespace {

constexpr Token kWakeToken = ~Token{0};  // no fd has this number
constexpr size_t kBatch = 1024;

class EpollPoller final : public Poller {
 public:
  ~EpollPoller() override {
    queue_.settle();
    close_all();
  }

  int open() noexcept {
    epoll_ = os::epoll_create();
    if (epoll_ < 0) return epoll_;
    event_ = os::eventfd();
    if (event_ < 0) return event_;
    epoll_event event{.events = EPOLLIN | EPOLLET, .data = {.u64 = kWakeToken}};
    return os::epoll_ctl(epoll_, EPOLL_CTL_ADD, event_, &event);
  }

  int probe(Fd fd) noexcept override {
    epoll_event event{.events = 0, .data = {.u64 = 0}};
    int error = os::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
    if (error == -EEXIST) return 0;
    if (error == 0) os::epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, &event);
    return error;
  }

  int set(Fd fd, Interest interest, Token token) noexcept override {
    if (interest == 0) {
      forget(fd);
      return 0;
    }
    if (int error = watched_.reserve(fd)) return error;
    bool& known = *watched_.find(fd);
    epoll_event event{.events = to_posix(interest), .data = {.u64 = token}};
    int error = os::epoll_ctl(epoll_, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event);
    // Somebody closed the fd behind our back, or handed it to us already watched through a
    // duplicate.
    if (error == -ENOENT) error = os::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
    if (error == -EEXIST) error = os::epoll_ctl(epoll_, EPOLL_CTL_MOD, fd, &event);
    if (error == 0 && !known) ++count_;
    if (error != 0 && known) --count_;
    known = error == 0;
    return error;
  }

  void forget(Fd fd) noexcept override {
    bool* known = watched_.find(fd);
    if (known == nullptr || !*known) return;
    *known = false;
    --count_;
    epoll_event event{};
    os::epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, &event);
  }

  Wait wait(std::span<Ready> ready, Timeout timeout, const SignalMask* mask) noexcept override {
    bool blocks = !timeout || timeout->count() > 0;
    if (blocks && queue_.park()) blocks = false;
    // Nothing to ask the kernel: only a signalled eventfd would have to be taken from its list.
    if (!blocks && count_ == 0 && !signalled_.load(std::memory_order_relaxed)) {
      queue_.unpark();
      return queue_.take(0);
    }
    epoll_event events[kBatch];
    // No more than fits, the eventfd included: the kernel moves what it reported to the end of its
    // list, so an event left out here could be left out every time.
    int room = int(std::clamp<size_t>(ready.size(), 1, kBatch));
    signalled_.store(false, std::memory_order_relaxed);
    int count = kernel_wait(events, room, blocks ? timeout : Timeout{0}, mask);
    queue_.unpark();
    if (count < 0) return queue_.take(count == -EINTR ? 0 : count);
    size_t filled = 0;
    for (int i = 0; i < count; ++i) {
      if (events[i].data.u64 == kWakeToken) continue;
      if (filled == ready.size()) break;  // an empty span
      ready[filled++] = Ready{events[i].data.u64, from_posix(events[i].events)};
    }
    return queue_.take(int(filled));
  }

  void wake() noexcept override {
    if (queue_.raise()) signal();
  }
  void post(Completion& completion) noexcept override {
    queue_.post(completion, [this] { signal(); });
  }
  void park() noexcept override {
    if (queue_.park()) signal();
  }
  int attach(Fd) noexcept override { return 0; }

  int after_fork() noexcept override {
    close_all();
    watched_.clear();
    count_ = 0;
    queue_.after_fork();
    int error = open();
    if (error == 0) park();
    return error;
  }

  Fd native() const noexcept override { return epoll_; }
  std::string_view name() const noexcept override { return "epoll"; }

 private:
  int kernel_wait(epoll_event* events, int room, Timeout timeout, const SignalMask* mask) noexcept {
    using namespace std::chrono;
    if (precise_) {
      timespec time;
      if (timeout) {
        auto whole = duration_cast<seconds>(*timeout);
        time = {time_t(whole.count()), long((*timeout - whole).count())};
      }
      int count = os::epoll_wait(epoll_, events, room, timeout ? &time : nullptr, mask);
      // An old kernel, or a sandbox that does not know the call.
      if (count != -ENOSYS && count != -EPERM) return count;
      precise_ = false;
    }
    int milliseconds = -1;
    if (timeout) {
      auto rounded = ceil<std::chrono::milliseconds>(*timeout).count();
      milliseconds = int(std::min<int64_t>(rounded, INT32_MAX));
    }
    return os::epoll_wait(epoll_, events, room, milliseconds, mask);
  }

  void signal() noexcept {
    os::KeepErrno keep;
    uint64_t one = 1;
    os::write(event_, &one, sizeof one);
    signalled_.store(
        true,
        std::memory_order_relaxed);  // after the write: too late costs a call, too early hides it
  }

  void close_all() noexcept {
    if (event_ >= 0) os::close(event_);
    if (epoll_ >= 0) os::close(epoll_);
    event_ = epoll_ = kNoFd;
  }

  Fd epoll_ = kNoFd;
  Fd event_ = kNoFd;
  int count_ = 0;                       // watched fds
  bool precise_ = true;                 // epoll_pwait2 is there
  std::atomic<bool> signalled_{false};  // the eventfd may be on epoll's list
  FdTable<bool> watched_;
  WakeQueue queue_;
};

}  // namespace

std::unique_ptr<Poller> open_epoll(int* error) {
  std::unique_ptr<EpollPoller> poller(new (std::nothrow) EpollPoller);
  *error = poller == nullptr ? -ENOMEM : poller->open();
  if (*error != 0) return nullptr;
  return poller;
}

}  // namespace gyre::poller
