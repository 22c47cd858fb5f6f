// Opening, reading, connecting and closing; writes are in stream_write.cc, listening and passed fds
// in stream_accept.cc.
#include "loop/stream.h"

#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

#include "loop/loop.h"
#include "os/check.h"
#include "os/io.h"
#include "os/socket.h"

namespace gyre::loop {

constexpr size_t kSlabSize = 64 * 1024;

std::span<char> Loop::slab() noexcept {
  if (slab_ == nullptr) slab_.reset(new (std::nothrow) char[kSlabSize]);
  return {slab_.get(), slab_ != nullptr ? kSlabSize : 0};
}

constexpr poller::Mask kTrouble = poller::kError | poller::kHangup;

void Stream::init(Loop& owner) noexcept {
  enter(owner);
  kind_flags_ = 0;
  kind_byte_ = 1;
  alloc_ = nullptr;
  read_ = nullptr;
  queued_bytes_ = 0;
  delayed_error_ = 0;
}

int Stream::init_open(Loop& owner, os::Fd fd, uint16_t flags) noexcept {
  if (int error = Io::open(owner, fd, &Stream::on_io)) return error;
  init(owner);
  kind_flags_ = flags;
  return 0;
}

int Stream::open_fd(os::Fd fd, uint16_t flags) noexcept {
  if (closing()) return -EINVAL;
  if (Io::fd() >= 0) return -EBUSY;
  if (int error = Io::open(*loop, fd, &Stream::on_io)) return error;
  kind_flags_ |= flags;
  if (int error = opened()) {
    Io::forget();
    kind_flags_ &= uint16_t(~flags);
    return error;
  }
  return 0;
}

void Stream::on_io(Io* io, poller::Mask mask) {
  Stream* stream = static_cast<Stream*>(io);
  if ((stream->kind_flags_ & kListening) != 0) {
    if (stream->accepted_ == os::kNoFd) stream->watch(poller::kReadable);
    stream->accept_some();
    return;
  }
  if (stream->connecting()) {
    if ((mask & (poller::kWritable | kTrouble)) != 0) stream->finish_connect();
    return;
  }
  if ((mask & (poller::kReadable | kTrouble)) != 0 && stream->reading()) stream->read_some();
  // The peer is gone and the last read was short: what is left, if only the end, need not wait for
  // another turn.
  if ((mask & poller::kHangup) != 0 && stream->reading() && (stream->kind_flags_ & kPartial) != 0)
    stream->read_some();
  if (stream->closing()) return;
  // The poller may have refused the fd, which ends its interest: tried again, not forgotten.
  if (stream->reading()) stream->watch(poller::kReadable);
  if ((mask & (poller::kWritable | kTrouble)) == 0) return;
  stream->kind_flags_ |= kFlushing;
  stream->flush();
  stream->kind_flags_ &= uint16_t(~kFlushing);
  stream->call_back_written();
  if (!stream->closing() && stream->queue_ == nullptr) stream->drain();
}

// --- reading

int Stream::read_start(AllocCallback alloc, ReadCallback read) noexcept {
  if (closing() || read == nullptr) return -EINVAL;
  if (reading()) return -EALREADY;
  if (!can_read() || (kind_flags_ & kListening) != 0) return -ENOTCONN;
  alloc_ = alloc;
  read_ = read;
  kind_flags_ = uint16_t((kind_flags_ | kReading) & ~(kSawEnd | kPartial));
  watch(poller::kReadable);
  activate();
  return 0;
}

void Stream::read_stop() noexcept {
  if (!reading()) return;
  kind_flags_ &= uint16_t(~kReading);
  unwatch(poller::kReadable);
  deactivate();
}

ssize_t Stream::receive(Buffer buffer) noexcept {
  if ((kind_flags_ & kIpc) == 0) return os::read(Io::fd(), buffer.data, buffer.size);
  constexpr size_t kMostFds = 64;
  alignas(cmsghdr) char control[CMSG_SPACE(kMostFds * sizeof(os::Fd))];
  iovec part{buffer.data, buffer.size};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t count = os::receive_message(Io::fd(), &message, 0);
  if (count < 0) return count;
  for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
    size_t fds = (c->cmsg_len - CMSG_LEN(0)) / sizeof(os::Fd);
    for (size_t i = 0; i < fds; ++i) {
      os::Fd fd;
      std::memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
      if (!keep_received(fd)) os::close(fd);
    }
  }
  return count;
}

void Stream::read_some() noexcept {
  // Then others get their turn. What blocks may be read only when it is known to be ready.
  const int most_reads = (kind_flags_ & kBlocking) != 0 ? 1 : 32;
  kind_flags_ &= uint16_t(~kPartial);
  for (int i = 0; i < most_reads && reading(); ++i) {
    Buffer buffer;
    if (alloc_ != nullptr) {
      buffer = alloc_(this, kSlabSize);
    } else {
      std::span<char> slab = loop->slab();
      buffer = {slab.data(), slab.size()};
    }
    if (buffer.data == nullptr || buffer.size == 0) {
      read_(this, -ENOBUFS, buffer);
      return;
    }
    ssize_t count = receive(buffer);
    if (count == -EAGAIN) {
      kind_flags_ |= kPartial;
      read_(this, 0, buffer);
      return;
    }
    if (count <= 0) {
      read_stop();
      if (count == 0)
        kind_flags_ |= kSawEnd;
      else
        kind_flags_ &= uint16_t(~(kCanRead | kCanWrite));
      read_(this, count == 0 ? kEof : count, buffer);
      return;
    }
    bool partial = size_t(count) < buffer.size;
    if (partial) kind_flags_ |= kPartial;
    read_(this, count, buffer);
    if (partial) return;
  }
}

// --- connecting

void Stream::begin_connect(ConnectRequest& request, ConnectRequest::Callback callback,
                           int error) noexcept {
  request.begin(*loop);
  request.stream = this;
  request.callback_ = callback;
  connect_ = &request;
  delayed_error_ = error;
  if (error == 0)
    watch(poller::kWritable);
  else
    feed(poller::kWritable);
}

void Stream::finish_connect() noexcept {
  int error = delayed_error_ != 0 ? delayed_error_ : os::take_error(Io::fd());
  if (error == -EINPROGRESS) return;
  delayed_error_ = 0;
  ConnectRequest* request = std::exchange(connect_, nullptr);
  bool waiting = queue_ != nullptr || (kind_flags_ & kShutting) != 0;
  if (error != 0 || !waiting) unwatch(poller::kWritable);
  request->end();
  request->callback_(request, error);
  if (closing() || error == 0) return;
  cancel_queued(-ECANCELED);
  call_back_written();
  if (!closing() && (kind_flags_ & kShutting) != 0) drain();
}

// --- closing

void Stream::on_close() noexcept {
  read_stop();
  if (retry_ != nullptr) pause_accepting();
  kind_flags_ &= uint16_t(~(kCanRead | kCanWrite));
  os::Fd fd = Io::fd();
  Io::forget();
  // Standard input and output stay: others in the process count on those numbers.
  if (fd > STDERR_FILENO) os::close(fd);
  drop_received();
}

void Stream::on_closed() noexcept {
  if (connect_ != nullptr) {
    ConnectRequest* request = std::exchange(connect_, nullptr);
    request->end();
    request->callback_(request, -ECANCELED);
  }
  cancel_queued(-ECANCELED);
  call_back_written();
  if (shutdown_ != nullptr) {
    ShutdownRequest* request = std::exchange(shutdown_, nullptr);
    request->end();
    request->callback_(request, -ECANCELED);
  }
}

}  // namespace gyre::loop
