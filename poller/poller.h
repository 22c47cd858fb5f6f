// The poller: which file descriptors are ready, and what has been posted from other threads. One
// object a loop; owned by the loop. `wake` and `post` may be called from any thread (wake from
// signal handlers too), the rest from the loop's thread only. A backend talks to its kernel and
// nothing else: policy (changed fds, re-polling, metrics) lives in the loop. Level-triggered. Every
// int returned is 0 or a negative errno.
#pragma once

#include <chrono>
#include <csignal>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "os/fd.h"

namespace gyre::poller {

using os::Fd;
using os::kNoFd;

// What the caller gets back with an event: the fd in the low half, the slot's generation in the
// high half, so that what is left in a batch for a closed fd can be told from its successor's.
using Token = uint64_t;

// Bits of Interest (what to watch for) and Mask (what happened). Error and hangup are always
// reported for a registered fd; an interest of only those two watches for nothing else.
enum : uint8_t {
  kReadable = 1,
  kWritable = 2,
  kError = 4,
  kHangup = 8,
  kPriority = 16,    // POLLPRI
  kPeerClosed = 32,  // POLLRDHUP
};
using Mask = uint8_t;
using Interest = uint8_t;

struct Ready {
  Token token;
  Mask mask;
};

// A unit of work finished elsewhere. Embedded in what it completes; belongs to the poller from
// `post` until `wait` hands it back.
struct Completion {
  Completion* next = nullptr;
  int64_t result = 0;
  void (*done)(Completion*) = nullptr;
};

struct Wait {
  // Entries filled in the span; 0: time-out, wake or EINTR; negative errno: the kernel object is
  // unusable.
  int events;
  // A wake or a post arrived since the last wait. May be true twice for one that arrives while wait
  // returns.
  bool woken;
  // Posted completions, oldest first, linked by next. Handed back whatever `events` says.
  Completion* done;
};

// Nanoseconds to wait at most; zero polls; nullopt waits for ever. Rounded up to the backend's
// resolution.
using Timeout = std::optional<std::chrono::nanoseconds>;
using SignalMask = sigset_t;

class Poller {
 public:
  virtual ~Poller() = default;
  // Can this fd be watched at all? Synchronous; -EPERM for a regular file or directory.
  virtual int probe(Fd) noexcept = 0;
  // Watches fd for interest, in place of what it was watched for. Idempotent; empty interest is
  // forget. -EBADF, -ENOMEM, -ENOSPC; whether -EPERM comes for a file that is always ready depends
  // on the backend.
  virtual int set(Fd, Interest, Token) noexcept = 0;
  // Before close(fd). On return the kernel holds no reference through us, and later waits report
  // nothing for it.
  virtual void forget(Fd) noexcept = 0;
  // Waits for readiness, a wake, a post or the time-out; signals in mask are blocked meanwhile.
  // What does not fit in the span comes with the next wait, and no fd is passed over for ever. May
  // return early.
  virtual Wait wait(std::span<Ready>, Timeout, const SignalMask*) noexcept = 0;
  // Makes the current or the next wait return at once. Sticky; coalesced; async-signal-safe. Costs
  // no system call while the loop is between two waits.
  virtual void wake() noexcept = 0;
  // Hands a completion to the loop. Lossless; FIFO a thread; never allocates, never fails.
  virtual void post(Completion&) noexcept = 0;
  // The loop stops waiting for now (it leaves run): from here to the next wait, wakes and posts
  // show on native(), those already pending included. A new poller is parked.
  virtual void park() noexcept = 0;
  // IOCP: associates an overlapped handle with the port. Elsewhere 0.
  virtual int attach(Fd) noexcept = 0;
  // First call in the child after fork: a new kernel object; the inherited one is not touched. The
  // loop sets every fd again. Completions posted before the fork are kept.
  virtual int after_fork() noexcept = 0;
  // An fd that is readable when wait would return, so that another loop can embed ours; kNoFd where
  // there is none.
  virtual Fd native() const noexcept = 0;
  // "epoll", "poll", ...
  virtual std::string_view name() const noexcept = 0;
};

enum class Backend : uint8_t { automatic, epoll, poll, uring, kqueue, iocp };

// Chosen at run time. automatic: $GYRE_POLLER, else the best this host has. Null with *error set:
// -ENOSYS where the host lacks it, -EINVAL when $GYRE_POLLER names none, else what the kernel
// answered.
std::unique_ptr<Poller> open(Backend, int* error = nullptr);
// "auto", "epoll", "poll", "uring", "kqueue", "iocp"; nullopt for any other name.
std::optional<Backend> parse_backend(std::string_view name);

}  // namespace gyre::poller
