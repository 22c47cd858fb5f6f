// Listening, accepting, and fds that came through an ipc pipe.
#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include "loop/loop.h"
#include "loop/stream.h"
#include "loop/timer.h"
#include "os/io.h"
#include "os/socket.h"

namespace gyre::loop {

// Out of fds: the connections wait in the backlog, and the listener, which would be reported ready
// again and again, rests.
struct Stream::Retry {
  Timer timer;
  Stream* stream;
  static void release(Handle* timer) { delete static_cast<Retry*>(timer->data); }
};

struct Stream::Received {
  uint32_t count;
  uint32_t capacity;
  os::Fd fds[];
};

void Stream::begin_listening(ConnectionCallback callback) noexcept {
  kind_flags_ |= kListening;
  connection_ = callback;
  watch(poller::kReadable);
  activate();
}

void Stream::accept_some() noexcept {
  constexpr int kMostAccepts = 64;
  int batch = kind_byte_;
  for (int i = 0; i < batch; ++i) {
    os::Fd fd = os::accept(Io::fd());
    if (fd >= 0) {
      accepted_ = fd;
      connection_(this, 0);
      if (closing()) return;
      if (accepted_ == os::kNoFd) continue;
      unwatch(poller::kReadable);  // until it is accepted
      return;
    }
    switch (fd) {
      case -EAGAIN:
        // As many at once as come at once: a quiet listener doesn't pay for a call that finds
        // nothing, a busy one takes a round's worth, and other processes that listen on the same
        // socket get theirs.
        kind_byte_ = uint8_t(std::max(i, 1));
        return;
      case -EMFILE:
      case -ENFILE:
      case -ENOBUFS:
      case -ENOMEM:
        pause_accepting();
        return;
      case -EBADF:
      case -EINVAL:
      case -ENOTSOCK:
      case -EOPNOTSUPP:
        unwatch(poller::kReadable);
        connection_(this, fd);
        return;
      default:
        break;  // this one connection has failed before it was accepted
    }
  }
  kind_byte_ = uint8_t(std::min(batch * 2, kMostAccepts));
}

// While closing: ends the pause for good.
void Stream::pause_accepting() noexcept {
  using namespace std::chrono_literals;
  constexpr auto kPause = 50ms;
  if (retry_ != nullptr) {
    Retry* retry = std::exchange(retry_, nullptr);
    retry->stream = nullptr;
    if (!retry->timer.closing()) retry->timer.close(&Retry::release);
    return;
  }
  Retry* retry = new (std::nothrow) Retry;
  if (retry == nullptr) return;
  retry->stream = this;
  retry_ = retry;
  retry->timer.init(*loop);
  retry->timer.data = retry;
  retry->timer.unref();  // the listener keeps the loop alive, when it is meant to
  retry->timer.start(
      [](Timer* timer) {
        Stream* stream = static_cast<Retry*>(timer->data)->stream;
        stream->retry_ = nullptr;
        if (stream->accepted_ == os::kNoFd) stream->watch(poller::kReadable);
        timer->close(&Retry::release);
      },
      kPause);
  unwatch(poller::kReadable);
}

int Stream::accept(Stream& client) noexcept {
  if (accepted_ == os::kNoFd) return -EAGAIN;
  if (client.closing() || client.Io::fd() >= 0) return -EINVAL;
  os::Fd fd = take_received();
  int error = client.open_fd(fd, kCanRead | kCanWrite);
  if (error != 0) os::close(fd);
  return error;
}

os::Fd Stream::take_received() noexcept {
  os::Fd fd = std::exchange(accepted_, os::kNoFd);
  if (received_ != nullptr && received_->count != 0) {
    accepted_ = received_->fds[0];
    --received_->count;
    std::memmove(received_->fds, received_->fds + 1, received_->count * sizeof(os::Fd));
  }
  if ((kind_flags_ & kListening) != 0 && retry_ == nullptr) watch(poller::kReadable);
  return fd;
}

bool Stream::keep_received(os::Fd fd) noexcept {
  if (accepted_ == os::kNoFd) {
    accepted_ = fd;
    return true;
  }
  if (received_ == nullptr || received_->count == received_->capacity) {
    uint32_t capacity = received_ == nullptr ? 16 : received_->capacity * 2;
    void* grown = std::realloc(received_, sizeof(Received) + capacity * sizeof(os::Fd));
    if (grown == nullptr) return false;
    bool fresh = received_ == nullptr;
    received_ = static_cast<Received*>(grown);
    received_->capacity = capacity;
    if (fresh) received_->count = 0;
  }
  received_->fds[received_->count++] = fd;
  return true;
}

size_t Stream::received_count() const noexcept {
  if (accepted_ == os::kNoFd) return 0;
  return 1 + (received_ != nullptr ? received_->count : 0);
}

void Stream::drop_received() noexcept {
  if (accepted_ != os::kNoFd) os::close(std::exchange(accepted_, os::kNoFd));
  if (received_ == nullptr) return;
  for (uint32_t i = 0; i < received_->count; ++i) os::close(received_->fds[i]);
  std::free(std::exchange(received_, nullptr));
}

}  // namespace gyre::loop
