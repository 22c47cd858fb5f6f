// Watches a file descriptor that somebody else owns and reads. Level-triggered: called again in
// every iteration while the condition lasts. The fd must stay open until stop or close, and may be
// in one Poll of a loop only.
#pragma once

#include "loop/handle.h"
#include "loop/io.h"

namespace gyre::loop {

class Poll final : public Handle, private Io {
 public:
  // status is 0, or -EBADF when the system can no longer watch the fd (the handle is stopped then).
  using Callback = void (*)(Poll*, int status, poller::Mask events);

  Poll() noexcept : Handle(Kind::poll) {}
  // Makes the fd non-blocking. -EPERM for regular files and directories, on every backend; -EBADF;
  // -EEXIST.
  int init(Loop& owner, os::Fd fd) noexcept;
  // Watches for exactly these events from now on: kReadable, kWritable, kPriority, kPeerClosed.
  // None is stop.
  int start(poller::Interest events, Callback callback) noexcept;
  void stop() noexcept;
  using Io::fd;

 private:
  static void on_io(Io* io, poller::Mask mask);
  void on_close() noexcept override;

  Callback poll_callback_ = nullptr;
};

static_assert(sizeof(Poll) <= 128);  // uv_poll_t: 160

}  // namespace gyre::loop
