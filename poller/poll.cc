// poll(2): any POSIX system. A dense array for the kernel, an index by fd beside it; the eventfd
// stands first.
#include "poller/poll.h"

#include <new>

#include "os/io.h"
#include "os/wait.h"
#include "poller/fd_table.h"
#include "poller/posix_events.h"
#include "poller/wake_queue.h"

namespace gyre::poller {
namespace {

class PollPoller final : public Poller {
 public:
  ~PollPoller() override {
    queue_.settle();
    if (event_ >= 0) os::close(event_);
    std::free(fds_);
    std::free(tokens_);
  }

  int open() noexcept {
    event_ = os::eventfd();
    if (event_ < 0) return event_;
    if (capacity_ == 0)
      if (int error = grow()) return error;
    fds_[0] = {event_, POLLIN, 0};
    count_ = 1;
    return 0;
  }

  int probe(Fd fd) noexcept override { return refuse_files(fd); }

  int set(Fd fd, Interest interest, Token token) noexcept override {
    if (interest == 0) {
      forget(fd);
      return 0;
    }
    if (int error = index_.reserve(fd)) return error;
    uint32_t& index = *index_.find(fd);
    if (index == 0) {
      if (int flags = os::status_flags(fd); flags < 0) return flags;
      if (count_ == capacity_)
        if (int error = grow()) return error;
      index = count_++;
    }
    fds_[index] = {fd, short(to_posix(interest)), 0};
    tokens_[index] = token;
    return 0;
  }

  void forget(Fd fd) noexcept override {
    uint32_t* index = index_.find(fd);
    if (index == nullptr || *index == 0) return;
    uint32_t last = --count_;
    fds_[*index] = fds_[last];
    tokens_[*index] = tokens_[last];
    *index_.find(fds_[last].fd) = *index;
    *index = 0;
  }

  Wait wait(std::span<Ready> ready, Timeout timeout, const SignalMask* mask) noexcept override {
    bool blocks = !timeout || timeout->count() > 0;
    if (blocks && queue_.park()) blocks = false;
    if (!blocks && count_ == 1) {
      queue_.unpark();
      return queue_.take(0);
    }
    timespec time{};
    if (blocks && timeout) {
      auto whole = std::chrono::duration_cast<std::chrono::seconds>(*timeout);
      time = {time_t(whole.count()), long((*timeout - whole).count())};
    }
    bool forever = blocks && !timeout;
    int count = os::poll(fds_, count_, forever ? nullptr : &time, mask);
    queue_.unpark();
    if (count < 0) return queue_.take(count == -EINTR ? 0 : count);
    if (count > 0 && fds_[0].revents != 0) {
      drain();
      --count;
    }
    return queue_.take(int(collect(ready, size_t(count))));
  }

  void wake() noexcept override {
    if (queue_.raise()) signal();
  }
  void post(Completion& completion) noexcept override {
    queue_.post(completion, [this] { signal(); });
  }
  void park() noexcept override { queue_.park(); }
  int attach(Fd) noexcept override { return 0; }

  int after_fork() noexcept override {
    os::close(event_);
    event_ = kNoFd;
    index_.clear();
    queue_.after_fork();
    return open();
  }

  Fd native() const noexcept override { return kNoFd; }
  std::string_view name() const noexcept override { return "poll"; }

 private:
  // Goes on where the last batch ended, so that a span too small for all that is ready starves
  // nobody.
  size_t collect(std::span<Ready> ready, size_t count) noexcept {
    size_t filled = 0;
    uint32_t watched = count_ - 1;
    if (next_ >= watched) next_ = 0;
    uint32_t start = next_;
    for (uint32_t i = 0; i < watched && filled < count; ++i) {
      if (filled == ready.size()) break;
      uint32_t at = start + i < watched ? start + i : start + i - watched;
      const pollfd& fd = fds_[at + 1];
      if (fd.revents == 0) continue;
      ready[filled++] = Ready{tokens_[at + 1], from_posix(uint16_t(fd.revents))};
      next_ = at + 1;
    }
    return filled;
  }

  int grow() noexcept {
    uint32_t capacity = capacity_ == 0 ? 64 : capacity_ * 2;
    void* fds = std::realloc(fds_, capacity * sizeof *fds_);
    if (fds == nullptr) return -ENOMEM;
    fds_ = static_cast<pollfd*>(fds);
    void* tokens = std::realloc(tokens_, capacity * sizeof *tokens_);
    if (tokens == nullptr) return -ENOMEM;
    tokens_ = static_cast<Token*>(tokens);
    capacity_ = capacity;
    return 0;
  }

  void signal() noexcept {
    os::KeepErrno keep;
    uint64_t one = 1;
    os::write(event_, &one, sizeof one);
  }
  void drain() noexcept {
    uint64_t count;
    os::read(event_, &count, sizeof count);
  }

  Fd event_ = kNoFd;
  pollfd* fds_ = nullptr;  // [0] is the eventfd
  Token* tokens_ = nullptr;
  uint32_t count_ = 0;
  uint32_t capacity_ = 0;
  uint32_t next_ = 0;        // where collect goes on, less one
  FdTable<uint32_t> index_;  // into fds_; 0: not watched
  WakeQueue queue_;
};

}  // namespace

std::unique_ptr<Poller> open_poll(int* error) {
  std::unique_ptr<PollPoller> poller(new (std::nothrow) PollPoller);
  *error = poller == nullptr ? -ENOMEM : poller->open();
  if (*error != 0) return nullptr;
  return poller;
}

}  // namespace gyre::poller
