// The primitive under every handle that waits for a file descriptor (streams, poll, process): one
// fd, what it is watched for, and a function. Embed it as a private base, so that the callback gets
// back to its handle by a static_cast:
//
//   class Tcp : public Stream ...;   class Stream : public Handle, private Io { static void
//   on_io(Io* io, poller::Mask mask); }; open(*loop, fd, &Stream::on_io);       the handle has got
//   its fd; nothing is watched yet watch(poller::kReadable);              adds to the interest;
//   registered with the kernel at the next poll phase, merged unwatch(poller::kWritable); takes
//   from it; likewise forget();                              at once, and always before
//   ::close(fd): kernel and current batch hold nothing any more
//
// `feed` calls the function in the pending phase instead, with a mask of the caller's: how an
// operation that ended at once (a refused connect, a write that failed) reports later as it must.
// Loop's thread only. An Io does not keep the loop alive; its handle does.
#pragma once

#include "loop/list.h"
#include "poller/poller.h"

namespace gyre::loop {

class Loop;
struct InPending;  // tag: the loop's pending queue

class Io : public Link<InPending> {
 public:
  // mask is limited to what is watched, plus kError and kHangup. When only these come, what is
  // watched is added: "try the operation and see". kError alone: the system cannot watch this fd
  // (any more), and the interest is gone.
  using Callback = void (*)(Io*, poller::Mask mask);

  os::Fd fd() const noexcept { return fd_; }
  bool watched() const noexcept { return interest_ != 0; }
  poller::Interest interest() const noexcept { return interest_; }

  // -EEXIST when another Io of the loop has this fd open, -EBADF for a negative one.
  int open(Loop& owner, os::Fd fd, Callback callback) noexcept;
  void watch(poller::Interest more) noexcept;
  void unwatch(poller::Interest less) noexcept;
  // Calls back in the next pending phase. Masks of several feeds add up.
  void feed(poller::Mask mask) noexcept;
  // Ends everything, feeds too; fd() is kNoFd afterwards and the fd still open. Idempotent.
  void forget() noexcept;

 private:
  friend class Loop;

  Loop* io_loop_ = nullptr;
  Callback callback_ = nullptr;
  os::Fd fd_ = os::kNoFd;
  poller::Interest interest_ = 0;
  poller::Mask fed_ = 0;
};

static_assert(sizeof(Io) <= 40);

}  // namespace gyre::loop
