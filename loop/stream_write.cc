// The write queue of a stream, and its half-close.
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "loop/loop.h"
#include "loop/stream.h"
#include "os/check.h"
#include "os/io.h"
#include "os/socket.h"
#include "os/wait.h"

namespace gyre::loop {

static bool full(ssize_t result) { return result == -EAGAIN || result == -ENOBUFS; }

static void wait_writable(os::Fd fd) {
  pollfd entry{fd, POLLOUT, 0};
  os::poll(&entry, 1, nullptr, nullptr);
}

WriteRequest::~WriteRequest() { std::free(many_); }

int Stream::write(WriteRequest& request, std::span<const iovec> parts,
                  WriteRequest::Callback callback, Stream* pass) noexcept {
  if (Io::fd() < 0) return -EBADF;
  if (!can_write()) return -EPIPE;
  size_t total = 0;
  for (const iovec& part : parts) total += part.iov_len;
  if (pass != nullptr) {
    if ((kind_flags_ & kIpc) == 0 || total == 0) return -EINVAL;
    if (pass->Io::fd() < 0) return -EBADF;
  }
  iovec* copy = request.few_;
  if (parts.size() > WriteRequest::kInline) {
    copy = static_cast<iovec*>(std::malloc(parts.size() * sizeof(iovec)));
    if (copy == nullptr) return -ENOMEM;
    request.many_ = copy;
  }
  std::copy(parts.begin(), parts.end(), copy);
  request.begin(*loop);
  request.stream = this;
  request.callback_ = callback;
  request.count_ = uint32_t(parts.size());
  request.at_ = 0;
  request.status_ = 0;
  request.next_ = nullptr;
  request.passed_ = pass;

  bool first = queue_ == nullptr;
  (first ? queue_ : queue_last_->next_) = &request;
  queue_last_ = &request;
  queued_bytes_ += total;
  if (first && !connecting()) flush();
  return 0;
}

ssize_t Stream::try_write(std::span<const iovec> parts, Stream* pass) noexcept {
  if (Io::fd() < 0) return -EBADF;
  if (connecting() || queue_ != nullptr) return -EAGAIN;
  if (!can_write()) return -EPIPE;
  if (pass != nullptr && ((kind_flags_ & kIpc) == 0 || pass->Io::fd() < 0)) return -EINVAL;
  constexpr size_t kMostParts = 1024;  // IOV_MAX
  ssize_t count;
  do {
    count = send(parts.data(), int(std::min(parts.size(), kMostParts)), pass);
    if (!full(count)) return count;
    if ((kind_flags_ & kBlocking) != 0) wait_writable(Io::fd());
  } while ((kind_flags_ & kBlocking) != 0);
  return -EAGAIN;
}

ssize_t Stream::send(const iovec* parts, int count, Stream* pass) noexcept {
  // A socket can be told not to raise SIGPIPE; for what may be something else the program has to
  // ignore that signal.
  if (pass == nullptr && kind() != Kind::tcp) return os::writev(Io::fd(), parts, count);
  msghdr message{};
  message.msg_iov = const_cast<iovec*>(parts);
  message.msg_iovlen = size_t(count);
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(os::Fd))] = {};
  if (pass != nullptr) {
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(os::Fd));
    os::Fd fd = pass->Io::fd();
    if (fd < 0) return -EBADF;  // closed while it was queued
    std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
  }
  return os::send_message(Io::fd(), &message, 0);
}

// As much as the kernel takes: requests are merged, an fd to pass begins a message of its own.
void Stream::flush() noexcept {
  constexpr int kMostParts = 256;
  constexpr int kMostWrites = 32;
  for (int i = 0; i < kMostWrites && queue_ != nullptr; ++i) {
    iovec parts[kMostParts];
    int count = 0;
    size_t total = 0;
    for (WriteRequest* r = queue_; r != nullptr && count < kMostParts; r = r->next_) {
      if (r != queue_ && r->passed_ != nullptr) break;
      for (uint32_t at = r->at_; at < r->count_ && count < kMostParts; ++at) {
        parts[count] = r->parts()[at];
        total += parts[count++].iov_len;
      }
      if (r->passed_ != nullptr) break;
    }
    ssize_t sent = total == 0 ? 0 : send(parts, count, queue_->passed_);
    if (sent >= 0) {
      if (sent > 0) queue_->passed_ = nullptr;
      written(size_t(sent));
      if (size_t(sent) == total) continue;
    } else if (!full(sent)) {
      // Nothing that is queued behind it can get through either.
      unwatch(poller::kWritable);
      cancel_queued(int(sent));
      return;
    }
    if ((kind_flags_ & kBlocking) == 0) break;
    wait_writable(Io::fd());
    i = 0;
  }
  if (queue_ != nullptr) watch(poller::kWritable);
}

void Stream::written(size_t bytes) noexcept {
  while (queue_ != nullptr) {
    WriteRequest& request = *queue_;
    for (; request.at_ < request.count_; ++request.at_) {
      iovec& part = request.parts()[request.at_];
      size_t taken = std::min(part.iov_len, bytes);
      part.iov_base = static_cast<char*>(part.iov_base) + taken;
      part.iov_len -= taken;
      bytes -= taken;
      queued_bytes_ -= taken;
      if (part.iov_len != 0) return;
    }
    finish_first(0);
  }
}

void Stream::finish_first(int status) noexcept {
  WriteRequest* request = queue_;
  queue_ = request->next_;
  for (uint32_t at = request->at_; at < request->count_; ++at)
    queued_bytes_ -= request->parts()[at].iov_len;
  request->status_ = status;
  request->next_ = nullptr;
  (over_ == nullptr ? over_ : over_last_->next_) = request;
  over_last_ = request;
  if ((kind_flags_ & kFlushing) == 0 && Io::fd() >= 0) feed(poller::kWritable);
}

void Stream::cancel_queued(int status) noexcept {
  while (queue_ != nullptr) finish_first(status);
}

void Stream::call_back_written() noexcept {
  WriteRequest* request = std::exchange(over_, nullptr);
  while (request != nullptr) {
    WriteRequest* next = request->next_;
    std::free(std::exchange(request->many_, nullptr));
    request->end();
    if (request->callback_ != nullptr) request->callback_(request, request->status_);
    request = next;
  }
}

void Stream::set_blocking(Toggle blocking) noexcept {
  if (blocking == Toggle::on)
    kind_flags_ |= kBlocking;
  else
    kind_flags_ &= uint16_t(~kBlocking);
}

int Stream::shutdown(ShutdownRequest& request, ShutdownRequest::Callback callback) noexcept {
  if (closing() || !can_write() || (kind_flags_ & (kShut | kShutting)) != 0) return -ENOTCONN;
  request.begin(*loop);
  request.stream = this;
  request.callback_ = callback;
  shutdown_ = &request;
  kind_flags_ = uint16_t((kind_flags_ | kShutting) & ~kCanWrite);
  // While connecting, the end of that comes first.
  if (queue_ == nullptr && !connecting()) feed(poller::kWritable);
  return 0;
}

// The queue is empty.
void Stream::drain() noexcept {
  unwatch(poller::kWritable);
  if ((kind_flags_ & kShutting) == 0) return;
  kind_flags_ &= uint16_t(~kShutting);
  int status = os::shutdown(Io::fd(), SHUT_WR);
  if (status == 0) kind_flags_ |= kShut;
  ShutdownRequest* request = std::exchange(shutdown_, nullptr);
  request->end();
  if (request->callback_ != nullptr) request->callback_(request, status);
}

}  // namespace gyre::loop
