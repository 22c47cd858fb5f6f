#include "loop/poll.h"

#include <sys/stat.h>

#include <cerrno>

#include "loop/loop.h"
#include "os/io.h"

namespace gyre::loop {

int Poll::init(Loop& owner, os::Fd fd) noexcept {
  // Some backends would report a file as always ready, others refuse it: refused everywhere.
  struct stat info;
  if (::fstat(fd, &info) != 0) return -errno;
  if (S_ISREG(info.st_mode) || S_ISDIR(info.st_mode)) return -EPERM;
  if (int error = owner.poller().probe(fd)) return error;
  if (int error = os::set_nonblocking(fd, true)) return error;
  if (int error = Io::open(owner, fd, &Poll::on_io)) return error;
  enter(owner);
  return 0;
}

int Poll::start(poller::Interest events, Callback callback) noexcept {
  constexpr poller::Interest kAll =
      poller::kReadable | poller::kWritable | poller::kPriority | poller::kPeerClosed;
  if (closing() || callback == nullptr || (events & ~kAll) != 0) return -EINVAL;
  poll_callback_ = callback;
  unwatch(kAll & ~events);
  watch(events);
  if (events != 0)
    activate();
  else
    deactivate();
  return 0;
}

void Poll::stop() noexcept {
  if (closing()) return;
  unwatch(Io::interest());
  deactivate();
}

void Poll::on_io(Io* io, poller::Mask mask) {
  Poll* poll = static_cast<Poll*>(io);
  constexpr poller::Mask kTrouble = poller::kError | poller::kHangup;
  if ((mask & ~kTrouble) == 0) {
    poll->stop();
    poll->poll_callback_(poll, -EBADF, 0);
    return;
  }
  poll->poll_callback_(poll, 0, mask & ~kTrouble);
}

void Poll::on_close() noexcept { Io::forget(); }

}  // namespace gyre::loop
