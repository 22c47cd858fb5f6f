#include "poller/poller.h"

#include <cerrno>
#include <cstdlib>

#include "poller/epoll.h"
#include "poller/poll.h"
#include "poller/uring.h"

namespace gyre::poller {

std::optional<Backend> parse_backend(std::string_view name) {
  if (name == "auto") return Backend::automatic;
  if (name == "epoll") return Backend::epoll;
  if (name == "poll") return Backend::poll;
  if (name == "uring") return Backend::uring;
  if (name == "kqueue") return Backend::kqueue;
  if (name == "iocp") return Backend::iocp;
  return std::nullopt;
}

std::unique_ptr<Poller> open(Backend backend, int* error) {
  int ignored;
  if (error == nullptr) error = &ignored;
  *error = 0;
  if (backend == Backend::automatic) {
    const char* wanted = std::getenv("GYRE_POLLER");
    if (wanted != nullptr && *wanted != '\0') {
      std::optional<Backend> named = parse_backend(wanted);
      if (!named) {
        *error = -EINVAL;
        return nullptr;
      }
      backend = *named;
    }
    if (backend == Backend::automatic) backend = Backend::epoll;
  }
  switch (backend) {
    case Backend::epoll:
      return open_epoll(error);
    case Backend::poll:
      return open_poll(error);
    case Backend::uring:
      return open_uring(error);
    default:
      *error = -ENOSYS;
      return nullptr;
  }
}

}  // namespace gyre::poller
