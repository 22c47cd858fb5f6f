#include "loop/udp.h"

#include <netinet/in.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "loop/loop.h"
#include "os/io.h"
#include "os/socket.h"

namespace gyre::loop {

static bool full(ssize_t result) { return result == -EAGAIN || result == -ENOBUFS; }

SendRequest::~SendRequest() { std::free(many_); }

void Udp::init(Loop& owner) noexcept {
  enter(owner);
  kind_flags_ = 0;
  receive_ = nullptr;
  queued_bytes_ = queued_count_ = 0;
}

int Udp::open(os::Fd fd) noexcept {
  if (closing()) return -EINVAL;
  if (Io::fd() >= 0) return -EBUSY;
  if (int error = os::set_nonblocking(fd, true)) return error;
  int domain = 0;
  if (int error = os::get_option(fd, SOL_SOCKET, SO_DOMAIN, &domain)) return error;
  if (int error = Io::open(*loop, fd, &Udp::on_io)) return error;
  if (domain == AF_INET6) kind_flags_ |= kIpv6;
  sockaddr_storage peer;
  socklen_t length = sizeof peer;
  if (os::peer_name(fd, reinterpret_cast<sockaddr*>(&peer), &length) == 0)
    kind_flags_ |= kConnected;
  return 0;
}

int Udp::ensure_socket(int family) noexcept {
  if (closing()) return -EINVAL;
  if (Io::fd() >= 0) return 0;
  os::Fd fd = os::socket(family, SOCK_DGRAM, 0);
  if (fd < 0) return fd;
  int error = open(fd);
  if (error != 0) os::close(fd);
  return error;
}

// Whoever sends or receives first gets any port of any address.
int Udp::ensure_bound(int family) noexcept {
  if (Io::fd() >= 0) return 0;
  sockaddr_storage any{};
  any.ss_family = sa_family_t(family);
  if (family != AF_INET && family != AF_INET6) return -EINVAL;
  socklen_t length = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  return bind(reinterpret_cast<sockaddr*>(&any), length);
}

int Udp::bind(const sockaddr* address, socklen_t length, unsigned flags) noexcept {
  if ((flags & ~unsigned(kIpv6Only | kReuseAddress | kReusePort)) != 0) return -EINVAL;
  if ((flags & kIpv6Only) != 0 && address->sa_family != AF_INET6) return -EINVAL;
  if (int error = ensure_socket(address->sa_family)) return error;
  constexpr int kOn = 1;
  if ((flags & kReuseAddress) != 0)
    if (int error = os::set_option(Io::fd(), SOL_SOCKET, SO_REUSEADDR, kOn)) return error;
  if ((flags & kReusePort) != 0)
    if (int error = os::set_option(Io::fd(), SOL_SOCKET, SO_REUSEPORT, kOn)) return error;
  if ((flags & kIpv6Only) != 0)
    if (int error = os::set_option(Io::fd(), IPPROTO_IPV6, IPV6_V6ONLY, kOn)) return error;
  int error = os::bind(Io::fd(), address, length);
  return error == -EAFNOSUPPORT ? -EINVAL : error;
}

int Udp::connect(const sockaddr* address, socklen_t length) noexcept {
  if (address == nullptr) return -EINVAL;
  if (connected()) return -EISCONN;
  if (int error = ensure_bound(address->sa_family)) return error;
  if (int error = os::connect(Io::fd(), address, length)) return error;
  kind_flags_ |= kConnected;
  return 0;
}

int Udp::disconnect() noexcept {
  if (!connected()) return -ENOTCONN;
  sockaddr none{};
  none.sa_family = AF_UNSPEC;
  int error = os::connect(Io::fd(), &none, sizeof none);
  if (error != 0 && error != -EAFNOSUPPORT) return error;
  kind_flags_ &= uint16_t(~kConnected);
  return 0;
}

// --- receiving

int Udp::receive_start(ReceiveCallback callback) noexcept {
  if (closing() || callback == nullptr) return -EINVAL;
  if ((kind_flags_ & kReceiving) != 0) return -EALREADY;
  if (int error = ensure_bound(AF_INET)) return error;
  receive_ = callback;
  kind_flags_ |= kReceiving;
  watch(poller::kReadable);
  activate();
  return 0;
}

void Udp::receive_stop() noexcept {
  if ((kind_flags_ & kReceiving) == 0) return;
  kind_flags_ &= uint16_t(~kReceiving);
  unwatch(poller::kReadable);
  settle();
}

void Udp::settle() noexcept {
  if ((kind_flags_ & kReceiving) == 0 && queued_count_ == 0) deactivate();
}

void Udp::receive_some() noexcept {
  constexpr int kMostDatagrams = 32;  // then others get their turn
  for (int i = 0; i < kMostDatagrams && (kind_flags_ & kReceiving) != 0; ++i) {
    std::span<char> slab = loop->slab();
    Buffer buffer{slab.data(), slab.size()};
    if (slab.empty()) {
      receive_(this, -ENOBUFS, buffer, nullptr, Whole::yes);
      return;
    }
    iovec part{buffer.data, buffer.size};
    sockaddr_storage from;
    msghdr message{};
    message.msg_name = &from;
    message.msg_namelen = sizeof from;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    ssize_t count = os::receive_message(Io::fd(), &message, 0);
    if (count == -EAGAIN) return;
    if (count < 0) {
      receive_(this, count, buffer, nullptr, Whole::yes);
      return;
    }
    bool known = message.msg_namelen != 0;
    Whole whole = (message.msg_flags & MSG_TRUNC) != 0 ? Whole::no : Whole::yes;
    receive_(this, count, buffer, known ? reinterpret_cast<sockaddr*>(&from) : nullptr, whole);
  }
}

void Udp::on_io(Io* io, poller::Mask mask) {
  constexpr poller::Mask kTrouble = poller::kError | poller::kHangup;
  Udp* udp = static_cast<Udp*>(io);
  // An error that waits at the socket (an earlier datagram was refused) is taken by either.
  if ((mask & (poller::kReadable | kTrouble)) != 0 && (udp->kind_flags_ & kReceiving) != 0)
    udp->receive_some();
  if (udp->closing()) return;
  if ((udp->kind_flags_ & kReceiving) != 0) udp->watch(poller::kReadable);
  if ((mask & (poller::kWritable | kTrouble)) == 0) return;
  udp->kind_flags_ |= kFlushing;
  udp->flush();
  udp->kind_flags_ &= uint16_t(~kFlushing);
  udp->call_back_sent();
  if (!udp->closing() && udp->queue_ == nullptr) udp->unwatch(poller::kWritable);
}

// --- sending

int Udp::check_target(const sockaddr* address) const noexcept {
  if (address != nullptr) return connected() ? -EISCONN : 0;
  return connected() ? 0 : -EDESTADDRREQ;
}

int Udp::send(SendRequest& request, std::span<const iovec> parts, const sockaddr* address,
              socklen_t length, SendRequest::Callback callback) noexcept {
  if (closing()) return -EINVAL;
  if (int error = check_target(address)) return error;
  if (address != nullptr) {
    if (length > sizeof request.address_) return -EINVAL;
    if (int error = ensure_bound(address->sa_family)) return error;
  }
  iovec* copy = request.few_;
  if (parts.size() > SendRequest::kInline) {
    copy = static_cast<iovec*>(std::malloc(parts.size() * sizeof(iovec)));
    if (copy == nullptr) return -ENOMEM;
    request.many_ = copy;
  }
  std::copy(parts.begin(), parts.end(), copy);
  request.begin(*loop);
  request.udp = this;
  request.callback_ = callback;
  request.count_ = uint32_t(parts.size());
  request.address_length_ = address != nullptr ? length : 0;
  if (address != nullptr) std::memcpy(&request.address_, address, length);
  request.size_ = 0;
  for (const iovec& part : parts) request.size_ += part.iov_len;
  request.status_ = 0;
  request.next_ = nullptr;

  bool first = queue_ == nullptr;
  (first ? queue_ : queue_last_->next_) = &request;
  queue_last_ = &request;
  queued_bytes_ += request.size_;
  ++queued_count_;
  activate();
  if (first) flush();
  return 0;
}

ssize_t Udp::try_send(std::span<const iovec> parts, const sockaddr* address,
                      socklen_t length) noexcept {
  if (closing()) return -EINVAL;
  if (queue_ != nullptr) return -EAGAIN;
  if (int error = check_target(address)) return error;
  if (address != nullptr)
    if (int error = ensure_bound(address->sa_family)) return error;
  msghdr message{};
  message.msg_name = const_cast<sockaddr*>(address);
  message.msg_namelen = address != nullptr ? length : 0;
  message.msg_iov = const_cast<iovec*>(parts.data());
  message.msg_iovlen = parts.size();
  ssize_t count = os::send_message(Io::fd(), &message, 0);
  return full(count) ? -EAGAIN : count;
}

void Udp::flush() noexcept {
  constexpr unsigned kBatch = 20;
  while (queue_ != nullptr) {
    mmsghdr batch[kBatch] = {};
    unsigned count = 0;
    for (SendRequest* r = queue_; r != nullptr && count < kBatch; r = r->next_, ++count) {
      msghdr& message = batch[count].msg_hdr;
      message.msg_name = r->address_length_ != 0 ? &r->address_ : nullptr;
      message.msg_namelen = r->address_length_;
      message.msg_iov = r->parts();
      message.msg_iovlen = r->count_;
    }
    int sent = os::send_messages(Io::fd(), batch, count);
    if (full(sent)) {
      watch(poller::kWritable);
      return;
    }
    // An error is the first datagram's alone; the next may have another way to go.
    if (sent < 0) finish_first(sent);
    for (int i = 0; i < sent; ++i) finish_first(0);
  }
}

void Udp::finish_first(int status) noexcept {
  SendRequest* request = queue_;
  queue_ = request->next_;
  request->status_ = status;
  request->next_ = nullptr;
  (over_ == nullptr ? over_ : over_last_->next_) = request;
  over_last_ = request;
  if ((kind_flags_ & kFlushing) == 0 && Io::fd() >= 0) feed(poller::kWritable);
}

void Udp::cancel_queued(int status) noexcept {
  while (queue_ != nullptr) finish_first(status);
}

void Udp::call_back_sent() noexcept {
  SendRequest* request = std::exchange(over_, nullptr);
  while (request != nullptr) {
    SendRequest* next = request->next_;
    std::free(std::exchange(request->many_, nullptr));
    queued_bytes_ -= request->size_;
    --queued_count_;
    if (!closing()) settle();
    request->end();
    if (request->callback_ != nullptr) request->callback_(request, request->status_);
    request = next;
  }
}

// --- closing and addresses

void Udp::on_close() noexcept {
  receive_stop();
  os::Fd fd = Io::fd();
  Io::forget();
  if (fd >= 0) os::close(fd);
}

void Udp::on_closed() noexcept {
  cancel_queued(-ECANCELED);
  call_back_sent();
}

int Udp::local_address(sockaddr* address, socklen_t* length) const noexcept {
  return Io::fd() < 0 ? -EBADF : os::socket_name(Io::fd(), address, length);
}

int Udp::peer_address(sockaddr* address, socklen_t* length) const noexcept {
  return Io::fd() < 0 ? -EBADF : os::peer_name(Io::fd(), address, length);
}

}  // namespace gyre::loop
