// Linux's io_uring: one poll request an fd, armed again by the next wait once it has fired. The
// eventfd is polled with a request that stays, so that a wake needs no read.
//
// A request fires once and says what was ready then; by the time of the wait that may be over. One
// call of poll(2) for all that have fired makes the reports as level-triggered as everybody else's.
#include "poller/uring.h"

#include <algorithm>
#include <cerrno>
#include <new>

#include "os/io.h"
#include "os/uring.h"
#include "os/wait.h"
#include "poller/fd_table.h"
#include "poller/posix_events.h"
#include "poller/wake_queue.h"

namespace gyre::poller {
namespace {

constexpr unsigned kEntries = 256;
constexpr unsigned kCompletions = 4096;
constexpr size_t kBatch = 1024;
constexpr uint64_t kWake = ~uint64_t{0};  // completions of the eventfd's poll
constexpr uint64_t kIgnore = kWake - 1;   // and of what nobody waits for

class UringPoller final : public Poller {
 public:
  ~UringPoller() override {
    queue_.settle();
    release();
  }

  int open() noexcept {
    if (int error = ring_.open(kEntries, kCompletions)) return error;
    event_ = os::eventfd();
    if (event_ < 0) return event_;
    watch_event();
    int result = ring_.enter(os::Uring::Sleep::no);
    return result < 0 ? result : 0;
  }

  int probe(Fd fd) noexcept override { return refuse_files(fd); }

  int set(Fd fd, Interest interest, Token token) noexcept override {
    forget(fd);
    if (interest == 0) return 0;
    if (int flags = os::status_flags(fd); flags < 0) return flags;
    if (int error = slots_.reserve(fd)) return error;
    Slot& slot = *slots_.find(fd);
    slot.token = token;
    slot.events = to_posix(interest);
    slot.watched = true;
    ++count_;
    arm(fd, slot);
    int result = ring_.enter(os::Uring::Sleep::no);
    if (result >= 0) return 0;
    forget(fd);
    return result;
  }

  void forget(Fd fd) noexcept override {
    Slot* slot = slots_.find(fd);
    if (slot == nullptr || !slot->watched) return;
    slot->watched = false;
    --count_;
    if (slot->armed) {
      // The request holds the file open: it has to be gone before we return.
      io_uring_sqe* entry = prepare();
      entry->opcode = IORING_OP_POLL_REMOVE;
      entry->fd = kNoFd;
      entry->addr = name_of(fd, *slot);
      entry->user_data = kIgnore;
      ring_.enter(os::Uring::Sleep::no);
    }
    slot->armed = false;
    ++slot->generation;
  }

  Wait wait(std::span<Ready> ready, Timeout timeout, const SignalMask* mask) noexcept override {
    bool blocks = (!timeout || timeout->count() > 0) && ring_.peek() == nullptr;
    if (blocks && queue_.park()) blocks = false;
    if (!blocks && count_ == 0 && ring_.peek() == nullptr) {
      queue_.unpark();
      return queue_.take(0);
    }
    rearm();
    timespec time{};
    if (blocks && timeout) {
      auto whole = std::chrono::duration_cast<std::chrono::seconds>(*timeout);
      time = {time_t(whole.count()), long((*timeout - whole).count())};
    }
    int result = ring_.enter(blocks ? os::Uring::Sleep::yes : os::Uring::Sleep::no,
                             timeout ? &time : nullptr, mask);
    queue_.unpark();
    bool early = result == -ETIME || result == -EINTR || result == -EAGAIN || result == -EBUSY;
    if (result < 0 && !early) return queue_.take(result);
    return queue_.take(int(collect(ready)));
  }

  void wake() noexcept override {
    if (queue_.raise()) signal();
  }
  void post(Completion& completion) noexcept override {
    queue_.post(completion, [this] { signal(); });
  }
  void park() noexcept override {
    rearm();
    ring_.enter(os::Uring::Sleep::no);
    if (queue_.park()) signal();
  }
  int attach(Fd) noexcept override { return 0; }

  int after_fork() noexcept override {
    os::close(event_);
    event_ = kNoFd;
    ring_.close();
    slots_.clear();
    fired_count_ = 0;
    count_ = 0;
    queue_.after_fork();
    int error = open();
    if (error == 0) park();
    return error;
  }

  Fd native() const noexcept override { return ring_.fd(); }
  std::string_view name() const noexcept override { return "uring"; }

 private:
  struct Slot {
    Token token;
    uint32_t events;
    uint32_t generation;  // of the request; a completion of an earlier one is nobody's
    bool watched;
    bool armed;
  };

  static uint64_t name_of(Fd fd, const Slot& slot) noexcept {
    return uint64_t{slot.generation & 0x7fffffff} << 32 | uint32_t(fd);
  }

  io_uring_sqe* prepare() noexcept {
    io_uring_sqe* entry = ring_.prepare();
    while (entry == nullptr) {
      ring_.enter(os::Uring::Sleep::no);
      entry = ring_.prepare();
    }
    return entry;
  }

  void arm(Fd fd, Slot& slot) noexcept {
    io_uring_sqe* entry = prepare();
    entry->opcode = IORING_OP_POLL_ADD;
    entry->fd = fd;
    // The kernel leaves POLLPRI out when it decides whom to wake; sockets wake with POLLRDBAND as
    // well.
    entry->poll32_events = slot.events | (slot.events & POLLPRI ? uint32_t{POLLRDBAND} : 0);
    entry->user_data = name_of(fd, slot);
    slot.armed = true;
  }

  void watch_event() noexcept {
    io_uring_sqe* entry = prepare();
    entry->opcode = IORING_OP_POLL_ADD;
    entry->fd = event_;
    entry->poll32_events = POLLIN;
    entry->len = IORING_POLL_ADD_MULTI;
    entry->user_data = kWake;
  }

  // Arms what the last batch has reported, unless it was forgotten or set again since.
  void rearm() noexcept {
    for (size_t i = 0; i < fired_count_; ++i) {
      Slot* slot = slots_.find(fired_[i]);
      if (slot->watched && !slot->armed) arm(fired_[i], *slot);
    }
    fired_count_ = 0;
  }

  size_t collect(std::span<Ready> ready) noexcept {
    pollfd now[kBatch];
    size_t most = std::min(ready.size(), kBatch);
    while (const io_uring_cqe* completion = ring_.peek()) {
      uint64_t name = completion->user_data;
      if (name == kWake) {
        if ((completion->flags & IORING_CQE_F_MORE) == 0) watch_event();
      } else if (name != kIgnore) {
        Fd fd = Fd(uint32_t(name));
        Slot* slot = slots_.find(fd);
        if (slot != nullptr && slot->watched && slot->armed && name_of(fd, *slot) == name) {
          if (fired_count_ == most) break;  // it waits for the next call
          slot->armed = false;
          now[fired_count_] = {fd, short(slot->events), 0};
          fired_[fired_count_++] = fd;
        }
      }
      ring_.consume();
    }
    if (fired_count_ == 0) return 0;
    timespec none{};
    os::poll(now, fired_count_, &none, nullptr);
    size_t filled = 0;
    for (size_t i = 0; i < fired_count_; ++i)
      if (now[i].revents != 0)
        ready[filled++] = {slots_.find(now[i].fd)->token, from_posix(uint16_t(now[i].revents))};
    return filled;
  }

  // Requests that are under way when a ring is closed keep their files for a while, and the end of
  // them interrupts this thread's waits: they are cancelled first. (A kernel before 5.19 refuses
  // that.)
  void release() noexcept {
    if (event_ < 0) return;
    io_uring_sqe* entry = prepare();
    entry->opcode = IORING_OP_ASYNC_CANCEL;
    entry->fd = kNoFd;
    entry->cancel_flags = IORING_ASYNC_CANCEL_ALL | IORING_ASYNC_CANCEL_ANY;
    entry->user_data = kIgnore;
    ring_.enter(os::Uring::Sleep::no);
    os::close(event_);
  }

  void signal() noexcept {
    os::KeepErrno keep;
    uint64_t one = 1;
    os::write(event_, &one, sizeof one);
  }

  os::Uring ring_;
  Fd event_ = kNoFd;
  int count_ = 0;  // watched fds
  size_t fired_count_ = 0;
  Fd fired_[kBatch];  // in the last batch, to be armed again
  FdTable<Slot> slots_;
  WakeQueue queue_;
};

}  // namespace

std::unique_ptr<Poller> open_uring(int* error) {
  std::unique_ptr<UringPoller> poller(new (std::nothrow) UringPoller);
  *error = poller == nullptr ? -ENOMEM : poller->open();
  if (*error != 0) return nullptr;
  return poller;
}

}  // namespace gyre::poller
