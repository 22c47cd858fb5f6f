// A child process: started, watched until it ends, signalled. The loop learns of the end through a
// pidfd where the kernel has them, else through SIGCHLD. Active, and so keeping the loop alive,
// from a successful spawn until the exit callback.
#pragma once

#include <sys/types.h>

#include <span>

#include "loop/handle.h"
#include "loop/io.h"

namespace gyre::loop {

struct InChildren;  // tag: children of this loop that have no pidfd

// One file descriptor of the child, by its place in ProcessOptions::stdio.
struct Stdio {
  enum class Kind : uint8_t {
    ignore,   // 0, 1 and 2: /dev/null; others: closed
    inherit,  // a duplicate of fd
    pipe,     // one end of a new pair of connected Unix sockets
  };
  Kind kind = Kind::ignore;
  // inherit: which of ours. pipe: set by spawn, our end: non-blocking, close-on-exec, the caller's
  // to close. It is there even when the program could not be executed (and reads end of file then).
  os::Fd fd = os::kNoFd;
};

enum class ExitWatch : uint8_t { automatic, sigchld };

struct ProcessOptions {
  // Without a slash it is looked up in the PATH of `environment`.
  const char* file = nullptr;
  // argv with its element 0, and the environment; both end with null. No environment: ours.
  char* const* arguments = nullptr;
  char* const* environment = nullptr;
  const char* directory = nullptr;  // null: ours
  std::span<Stdio> stdio;
  // -1: ours. Supplementary groups are dropped when either is given.
  int64_t user = -1;
  int64_t group = -1;
  // A session and process group of its own.
  bool detached = false;
  ExitWatch watch = ExitWatch::automatic;
};

class Process final : public Handle, private Io, private Link<InChildren> {
 public:
  // status is what the child gave to exit, signum the signal that ended it or 0.
  using ExitCallback = void (*)(Process*, int status, int signum);

  Process() noexcept : Handle(Kind::process) {}
  void init(Loop& owner) noexcept { enter(owner); }
  // 0, or why there is no such process: what fork, chdir, setuid, setgid or execve answered
  // (-ENOENT, -EACCES, -E2BIG, -EAGAIN ...), known when spawn returns.
  int spawn(ProcessOptions& options, ExitCallback callback) noexcept;
  pid_t pid() const noexcept { return pid_; }
  // -ESRCH when it has ended, as far as the loop knows; -EPERM, -EINVAL. Signal 0 only asks.
  int kill(int signum) noexcept;

 private:
  friend class Loop;
  template <class, class>
  friend class List;
  static void on_io(Io* io, poller::Mask mask);
  int watch_exit(ExitWatch watch) noexcept;
  void end_watch() noexcept;
  // Whether it has ended; the callback has been called then.
  bool reap() noexcept;
  void on_close() noexcept override;

  ExitCallback exit_callback_ = nullptr;
  pid_t pid_ = 0;
};

static_assert(sizeof(Process) <= 136);  // uv_process_t: 136

// kill(2) for any process: 0, -ESRCH, -EPERM, -EINVAL.
int kill_process(pid_t pid, int signum) noexcept;

}  // namespace gyre::loop
