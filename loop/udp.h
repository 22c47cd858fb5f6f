// UDP: datagrams in and out of one socket, which the first of bind, connect, send and receive_start
// makes. Loop's thread only.
//
// A datagram is sent at once when the kernel takes it, else queued; what is queued goes out in
// batches. A request's callback never comes from within the call that started it. Requests under
// way when the handle is closed end with -ECANCELED, just before its close callback.
#pragma once

#include <sys/socket.h>
#include <sys/uio.h>

#include <span>

#include "loop/handle.h"
#include "loop/io.h"
#include "loop/request.h"
#include "loop/stream.h"

namespace gyre::loop {

class Udp;

struct SendRequest : Request {
  using Callback = void (*)(SendRequest*, int status);
  Udp* udp = nullptr;

  ~SendRequest();

 private:
  friend class Udp;
  static constexpr unsigned kInline = 4;
  iovec* parts() noexcept { return many_ != nullptr ? many_ : few_; }

  Callback callback_ = nullptr;
  SendRequest* next_ = nullptr;
  sockaddr_storage address_;
  socklen_t address_length_ = 0;  // 0: where the socket is connected to
  uint32_t count_ = 0;
  iovec few_[kInline];
  iovec* many_ = nullptr;  // ours, when there are more
  size_t size_ = 0;
  int status_ = 0;
};

class Udp : public Handle, private Io {
 public:
  enum BindFlags : unsigned { kIpv6Only = 1, kReuseAddress = 2, kReusePort = 4 };
  enum class Whole : bool { no, yes };  // no: the datagram was longer than the slab
  // count: the datagram's size, which may be 0, or a negative errno. bytes and from are good until
  // the callback returns; from is null after an error.
  using ReceiveCallback = void (*)(Udp*, ssize_t count, Buffer bytes, const sockaddr* from,
                                   Whole whole);

  Udp() noexcept : Handle(Kind::udp) {}
  void init(Loop& owner) noexcept;
  // Takes over a socket, which is made non-blocking. -EEXIST, -EBADF, -EBUSY.
  int open(os::Fd fd) noexcept;
  int bind(const sockaddr* address, socklen_t length, unsigned flags = 0) noexcept;
  // Only this peer from now on. -EISCONN when connected. disconnect: -ENOTCONN when not.
  int connect(const sockaddr* address, socklen_t length) noexcept;
  int disconnect() noexcept;
  bool connected() const noexcept { return (kind_flags_ & kConnected) != 0; }

  // -EALREADY when it receives already.
  int receive_start(ReceiveCallback callback) noexcept;
  void receive_stop() noexcept;

  // One datagram of all parts. address null: the connected peer's. The bytes must stay where they
  // are until the callback. -EISCONN with an address on a connected socket, -EDESTADDRREQ without
  // one on any other, -ENOMEM.
  int send(SendRequest& request, std::span<const iovec> parts, const sockaddr* address,
           socklen_t length, SendRequest::Callback callback) noexcept;
  // The number of bytes, -EAGAIN when it does not go at once, or why it failed.
  ssize_t try_send(std::span<const iovec> parts, const sockaddr* address,
                   socklen_t length) noexcept;
  size_t queued_bytes() const noexcept { return queued_bytes_; }
  size_t queued_count() const noexcept { return queued_count_; }

  // Multicast. The interface is an address of it or (IPv6) %name after one; null for the system's
  // choice. A source makes the membership one for that sender only. -EINVAL for what is no address.
  enum class Membership : bool { leave, join };
  int set_membership(const char* group, const char* interface, Membership change) noexcept;
  int set_source_membership(const char* group, const char* interface, const char* source,
                            Membership change) noexcept;
  int set_multicast_interface(const char* interface) noexcept;
  int set_multicast_loop(Toggle on) noexcept;
  int set_multicast_ttl(int ttl) noexcept;  // 0 to 255
  int set_ttl(int ttl) noexcept;            // 1 to 255
  int set_broadcast(Toggle on) noexcept;

  int local_address(sockaddr* address, socklen_t* length) const noexcept;
  int peer_address(sockaddr* address, socklen_t* length) const noexcept;
  using Io::fd;

 private:
  enum : uint16_t { kReceiving = 1, kConnected = 2, kIpv6 = 4, kFlushing = 8 };

  static void on_io(Io* io, poller::Mask mask);
  int ensure_socket(int family) noexcept;
  int ensure_bound(int family) noexcept;
  int check_target(const sockaddr* address) const noexcept;
  void receive_some() noexcept;
  void flush() noexcept;
  void finish_first(int status) noexcept;
  void cancel_queued(int status) noexcept;
  void call_back_sent() noexcept;
  void settle() noexcept;
  template <class T>
  int option(int level4, int name4, int level6, int name6, const T& value) noexcept;
  void on_close() noexcept override;
  void on_closed() noexcept override;

  ReceiveCallback receive_ = nullptr;
  SendRequest* queue_ = nullptr;  // oldest first
  SendRequest* queue_last_ = nullptr;
  SendRequest* over_ = nullptr;  // sent or failed, callbacks to come
  SendRequest* over_last_ = nullptr;
  size_t queued_bytes_ = 0;
  size_t queued_count_ = 0;
};

static_assert(sizeof(Udp) <= 184);  // uv_udp_t: 216

}  // namespace gyre::loop
