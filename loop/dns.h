// Names to addresses and back through the system's resolver, on the pool's dns lane: getaddrinfo(3)
// and getnameinfo(3). Memory is the caller's from start until the callback; what is passed by
// pointer is copied. cancel() as for any Work.
#pragma once

#include <netdb.h>
#include <sys/socket.h>

#include "loop/work.h"

namespace gyre::loop {

// The resolver's errors (EAI_*) as negative numbers outside of errno's range, the same on every
// system.
enum : int {
  kEaiAddressFamily = -3000,
  kEaiAgain = -3001,
  kEaiBadFlags = -3002,
  kEaiCanceled = -3003,
  kEaiFail = -3004,
  kEaiFamily = -3005,
  kEaiMemory = -3006,
  kEaiNoData = -3007,
  kEaiNoName = -3008,
  kEaiOverflow = -3009,
  kEaiService = -3010,
  kEaiSocketType = -3011,
};
// 0, one of the above, or a negative errno, from what getaddrinfo has returned.
int eai_status(int code) noexcept;

struct AddressRequest : Work {
  // status: 0, kEai... or a negative errno; kEaiCanceled when it was cancelled.
  using Callback = void (*)(AddressRequest*, int status);

  // Owned by the request, freed with it and by the next start. Null unless the status was 0.
  addrinfo* addresses = nullptr;

  AddressRequest() = default;
  ~AddressRequest();
  // host or service may be null, not both. hints may be null; of it family, socket type, protocol
  // and flags count. -EINVAL, -ENAMETOOLONG, -ENOMEM.
  int start(Loop& owner, const char* host, const char* service, const addrinfo* hints,
            Callback callback) noexcept;
  void free_addresses() noexcept;

 private:
  Callback callback_ = nullptr;
  char* names_ = nullptr;  // host, then service, each with its NUL
  char* service_ = nullptr;
  bool has_host_ = false;
  addrinfo hints_{};
  int status_ = 0;
};

struct NameRequest : Work {
  using Callback = void (*)(NameRequest*, int status);

  char host[NI_MAXHOST];
  char service[NI_MAXSERV];

  // flags: NI_*. -EINVAL for an address that is neither IPv4 nor IPv6.
  int start(Loop& owner, const sockaddr* address, int flags, Callback callback) noexcept;

 private:
  Callback callback_ = nullptr;
  sockaddr_storage address_;
  int flags_ = 0;
  int status_ = 0;
};

}  // namespace gyre::loop
