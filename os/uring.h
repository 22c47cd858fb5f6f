// io_uring's three calls and its shared rings, as much of them as a poller needs. Linux 5.11 or
// later; a sandbox may refuse them.
#pragma once

#include <linux/io_uring.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <ctime>
#include <utility>

#include "os/io.h"

namespace gyre::os {

// One thread's. Entries are prepared in memory and handed over by `enter`, which also waits for
// completions.
class Uring {
 public:
  Uring() = default;
  Uring(const Uring&) = delete;
  Uring& operator=(const Uring&) = delete;
  ~Uring() { close(); }

  // 0, -ENOSYS for a kernel without waits that have a time-out, or what the kernel answers.
  // Rooms are powers of two; completions beyond theirs are kept by the kernel until the next enter.
  int open(unsigned entries, unsigned completions) noexcept {
    io_uring_params params{};
    params.flags = IORING_SETUP_CQSIZE;
    params.cq_entries = completions;
    fd_ = call(Call::create, [&] { return int(::syscall(SYS_io_uring_setup, entries, &params)); });
    if (fd_ < 0) return std::exchange(fd_, kNoFd);
    constexpr unsigned kNeeded = IORING_FEAT_SINGLE_MMAP | IORING_FEAT_NODROP | IORING_FEAT_EXT_ARG;
    if ((params.features & kNeeded) != kNeeded) {
      close();
      return -ENOSYS;
    }
    ring_size_ = std::max<size_t>(params.sq_off.array + params.sq_entries * sizeof(unsigned),
                                  params.cq_off.cqes + params.cq_entries * sizeof(io_uring_cqe));
    entries_size_ = params.sq_entries * sizeof(io_uring_sqe);
    char* ring = static_cast<char*>(map(ring_size_, IORING_OFF_SQ_RING));
    entries_ = static_cast<io_uring_sqe*>(map(entries_size_, IORING_OFF_SQES));
    ring_ = ring;
    if (ring == nullptr || entries_ == nullptr) {
      close();
      return -ENOMEM;
    }
    auto word = [ring](unsigned offset) { return reinterpret_cast<unsigned*>(ring + offset); };
    sq_head_ = word(params.sq_off.head);
    sq_tail_ = word(params.sq_off.tail);
    sq_array_ = word(params.sq_off.array);
    sq_mask_ = *word(params.sq_off.ring_mask);
    cq_head_ = word(params.cq_off.head);
    cq_tail_ = word(params.cq_off.tail);
    cq_mask_ = *word(params.cq_off.ring_mask);
    cq_ = reinterpret_cast<io_uring_cqe*>(ring + params.cq_off.cqes);
    queued_ = 0;
    return 0;
  }

  void close() noexcept {
    if (entries_ != nullptr) ::munmap(entries_, entries_size_);
    if (ring_ != nullptr) ::munmap(ring_, ring_size_);
    if (fd_ >= 0) os::close(fd_);
    entries_ = nullptr;
    ring_ = nullptr;
    fd_ = kNoFd;
  }

  Fd fd() const noexcept { return fd_; }
  unsigned queued() const noexcept { return queued_; }

  // A zeroed entry for the next enter. Null when there is no room: enter first.
  io_uring_sqe* prepare() noexcept {
    unsigned tail = *sq_tail_;
    if (tail - std::atomic_ref(*sq_head_).load(std::memory_order_acquire) > sq_mask_)
      return nullptr;
    unsigned at = tail & sq_mask_;
    sq_array_[at] = at;
    entries_[at] = {};
    std::atomic_ref(*sq_tail_).store(tail + 1, std::memory_order_release);
    ++queued_;
    return &entries_[at];
  }

  // Hands over what is prepared and lets finished work complete. With wait it sleeps until there is
  // a completion, the time-out (null: none) or a signal: -ETIME, -EINTR. Else the number handed
  // over, or a negative errno.
  enum class Sleep : bool { no, yes };
  int enter(Sleep sleep, const timespec* timeout = nullptr,
            const sigset_t* mask = nullptr) noexcept {
    __kernel_timespec time{};
    if (timeout != nullptr) time = {timeout->tv_sec, timeout->tv_nsec};
    io_uring_getevents_arg argument{};
    argument.sigmask = reinterpret_cast<uintptr_t>(mask);
    argument.sigmask_sz = mask != nullptr ? _NSIG / 8 : 0;
    argument.ts = timeout != nullptr ? reinterpret_cast<uintptr_t>(&time) : 0;
    bool sleeps = sleep == Sleep::yes;
    int result = call_once(sleeps ? Call::wait : Call::none, [&] {
      return int(::syscall(SYS_io_uring_enter, fd_, queued_, sleeps ? 1 : 0,
                           IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG, &argument,
                           sizeof argument));
    });
    // Entries are taken also when the wait that follows fails.
    queued_ = *sq_tail_ - std::atomic_ref(*sq_head_).load(std::memory_order_acquire);
    return result;
  }

  // The oldest completion, null when there is none; good until `consume`.
  const io_uring_cqe* peek() const noexcept {
    unsigned head = *cq_head_;
    if (head == std::atomic_ref(*cq_tail_).load(std::memory_order_acquire)) return nullptr;
    return &cq_[head & cq_mask_];
  }
  void consume() noexcept {
    std::atomic_ref(*cq_head_).store(*cq_head_ + 1, std::memory_order_release);
  }

 private:
  void* map(size_t size, off_t offset) noexcept {
    void* at =
        ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd_, offset);
    return at == MAP_FAILED ? nullptr : at;
  }

  Fd fd_ = kNoFd;
  void* ring_ = nullptr;
  size_t ring_size_ = 0;
  io_uring_sqe* entries_ = nullptr;
  size_t entries_size_ = 0;
  unsigned *sq_head_, *sq_tail_, *sq_array_, *cq_head_, *cq_tail_;
  unsigned sq_mask_ = 0, cq_mask_ = 0;
  io_uring_cqe* cq_ = nullptr;
  unsigned queued_ = 0;
};

}  // namespace gyre::os
