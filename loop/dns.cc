#include "loop/dns.h"

#include <netinet/in.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "loop/loop.h"

namespace gyre::loop {

int eai_status(int code) noexcept {
  switch (code) {
    case 0:
      return 0;
    case EAI_ADDRFAMILY:
      return kEaiAddressFamily;
    case EAI_AGAIN:
      return kEaiAgain;
    case EAI_BADFLAGS:
      return kEaiBadFlags;
    case EAI_CANCELED:
      return kEaiCanceled;
    case EAI_FAIL:
      return kEaiFail;
    case EAI_FAMILY:
      return kEaiFamily;
    case EAI_MEMORY:
      return kEaiMemory;
    case EAI_NODATA:
      return kEaiNoData;
    case EAI_NONAME:
      return kEaiNoName;
    case EAI_OVERFLOW:
      return kEaiOverflow;
    case EAI_SERVICE:
      return kEaiService;
    case EAI_SOCKTYPE:
      return kEaiSocketType;
    case EAI_SYSTEM:
      return errno != 0 ? -errno : kEaiFail;
    default:
      return kEaiFail;
  }
}

AddressRequest::~AddressRequest() {
  free_addresses();
  std::free(names_);
}

void AddressRequest::free_addresses() noexcept {
  if (addresses != nullptr) ::freeaddrinfo(addresses);
  addresses = nullptr;
}

int AddressRequest::start(Loop& owner, const char* host, const char* service, const addrinfo* hints,
                          Callback callback) noexcept {
  constexpr size_t kLongestName = 255;
  if ((host == nullptr && service == nullptr) || callback == nullptr) return -EINVAL;
  size_t host_size = host != nullptr ? std::strlen(host) + 1 : 0;
  size_t service_size = service != nullptr ? std::strlen(service) + 1 : 0;
  if (host_size > kLongestName + 1) return -ENAMETOOLONG;
  char* names = static_cast<char*>(std::malloc(host_size + service_size));
  if (names == nullptr) return -ENOMEM;
  if (host != nullptr) std::memcpy(names, host, host_size);
  if (service != nullptr) std::memcpy(names + host_size, service, service_size);
  names_ = names;
  has_host_ = host != nullptr;
  service_ = service != nullptr ? names + host_size : nullptr;
  hints_ = {};
  if (hints != nullptr) {
    hints_.ai_flags = hints->ai_flags;
    hints_.ai_family = hints->ai_family;
    hints_.ai_socktype = hints->ai_socktype;
    hints_.ai_protocol = hints->ai_protocol;
  }
  free_addresses();
  callback_ = callback;
  run = [](Work* work) {
    auto* self = static_cast<AddressRequest*>(work);
    errno = 0;
    self->status_ = eai_status(::getaddrinfo(self->has_host_ ? self->names_ : nullptr,
                                             self->service_, &self->hints_, &self->addresses));
    if (self->status_ != 0) self->addresses = nullptr;
  };
  done = [](Work* work, int status) {
    auto* self = static_cast<AddressRequest*>(work);
    std::free(self->names_);
    self->names_ = nullptr;
    self->callback_(self, status == -ECANCELED ? int(kEaiCanceled) : self->status_);
  };
  submit(owner, Lane::dns);
  return 0;
}

int NameRequest::start(Loop& owner, const sockaddr* address, int flags,
                       Callback callback) noexcept {
  if (address == nullptr || callback == nullptr) return -EINVAL;
  size_t size = address->sa_family == AF_INET    ? sizeof(sockaddr_in)
                : address->sa_family == AF_INET6 ? sizeof(sockaddr_in6)
                                                 : 0;
  if (size == 0) return -EINVAL;
  std::memcpy(&address_, address, size);
  flags_ = flags;
  callback_ = callback;
  host[0] = service[0] = '\0';
  run = [](Work* work) {
    auto* self = static_cast<NameRequest*>(work);
    socklen_t length =
        self->address_.ss_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
    errno = 0;
    self->status_ = eai_status(::getnameinfo(reinterpret_cast<sockaddr*>(&self->address_), length,
                                             self->host, sizeof self->host, self->service,
                                             sizeof self->service, self->flags_));
  };
  done = [](Work* work, int status) {
    auto* self = static_cast<NameRequest*>(work);
    self->callback_(self, status == -ECANCELED ? int(kEaiCanceled) : self->status_);
  };
  submit(owner, Lane::dns);
  return 0;
}

}  // namespace gyre::loop
