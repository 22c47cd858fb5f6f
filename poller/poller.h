// The poller: which file descriptors are ready, and what has been posted from other threads. One object a loop; owned by the
// loop. `wake` and `post` may be called from any thread (wake from signal handlers too), the rest from the loop's thread only.
// A backend talks to its kernel and nothing else: policy (changed fds, re-polling, metrics) lives in the loop.
// Level-triggered. Every int returned is 0 or a negative errno.
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

// What the caller gets back with an event: the fd in the low half, the slot's generation in the high half, so that what is
// left in a batch for a closed fd can be told from its successor's.
using Token = uint64_t;

// Bits of Interest (what to watch for) and Mask (what happened). Error and hangup are always reported for a registered fd.
enum : uint8_t {
  kReadable = 1,
  kWritable = 2,
  kError = 4,
  kHangup = 8,
  kPriority = 16,     // POLLPRI
  kPeerClosed = 32,   // POLLRDHUP
};
using Mask = uint8_t;
using Interest = uint8_t;

struct Ready {
  Token token;
  Mask mask;
};

// A unit of work finished elsewhere. Embedded in what it completes; belongs to the poller from `post` until `done` is called.
struct Completion {
  Completion* next = nullptr;
  int64_t result = 0;
  void (*done)(Completion*) = nullptr;
};

struct Wait {
  int events;        // entries filled in the span; 0: time-out, wake or EINTR; negative errno: the kernel object is unusable
  bool woken;        // a wake or a post arrived since the last wait
  Completion* done;  // posted completions, oldest first, linked by next
};

// Nanoseconds to wait at most; zero polls; nullopt waits for ever. Rounded up to the backend's resolution.
using Timeout = std::optional<std::chrono::nanoseconds>;
using SignalMask = sigset_t;

class Poller {
 public:
  virtual ~Poller() = default;
  // Can this fd be watched at all? Synchronous; -EPERM for a regular file or directory.
  virtual int probe(Fd) noexcept = 0;
  // Watches fd for interest. Idempotent; empty interest is forget. -EBADF, -ENOMEM, -ENOSPC, -EPERM.
  virtual int set(Fd, Interest, Token) noexcept = 0;
  // Before close(fd). On return the kernel holds no reference through us, and later waits report nothing for it.
  virtual void forget(Fd) noexcept = 0;
  // Waits for readiness, a wake, a post or the time-out; signals in mask are blocked meanwhile.
  virtual Wait wait(std::span<Ready>, Timeout, const SignalMask*) noexcept = 0;
  // Makes the current or the next wait return. Sticky; coalesced; async-signal-safe.
  virtual void wake() noexcept = 0;
  // Hands a completion to the loop. Lossless; FIFO a thread; never allocates, never fails.
  virtual void post(Completion&) noexcept = 0;
  // IOCP: associates an overlapped handle with the port. Elsewhere 0.
  virtual int attach(Fd) noexcept = 0;
  // First call in the child after fork: a new kernel object; the inherited one is not touched. The loop sets every fd again.
  virtual int after_fork() noexcept = 0;
  // An fd that is readable when wait would return, so that another loop can embed ours; kNoFd where there is none.
  virtual Fd native() const noexcept = 0;
  // "epoll", "poll", ...
  virtual std::string_view name() const noexcept = 0;
};

enum class Backend : uint8_t { automatic, epoll, poll, uring, kqueue, iocp };

// Chosen at run time. automatic: $GYRE_POLLER, else the best this host has. Null where the host lacks it, with *error set.
std::unique_ptr<Poller> open(Backend, int* error = nullptr);
// nullopt for an unknown name.
std::optional<Backend> parse_backend(std::string_view name);

}  // namespace gyre::poller
