// Unix sockets (paths and Linux's abstract names), pipes and FIFOs. An ipc pipe carries other
// streams' fds along with its bytes. See loop/stream.h for reading, writing, accepting and closing.
// Loop's thread only.
#pragma once

#include <sys/socket.h>

#include <memory>
#include <optional>
#include <string_view>

#include "loop/stream.h"

namespace gyre::loop {

class Pipe : public Stream {
 public:
  enum class Ipc : bool { off, on };
  enum Access : unsigned { kForReading = 1, kForWriting = 2 };

  Pipe() noexcept : Stream(Kind::pipe) {}
  void init(Loop& owner, Ipc ipc = Ipc::off) noexcept;
  // Takes over an fd, which is made non-blocking; can_read and can_write are what it was opened
  // for. -EEXIST, -EBADF.
  int open(os::Fd fd) noexcept;
  // A name that begins with NUL is abstract, an empty one lets the system choose an abstract one. A
  // path is removed by close. -EINVAL for a name too long for the system, or with a NUL elsewhere;
  // -EACCES when its directory doesn't exist.
  int bind(std::string_view name) noexcept;
  // -EINVAL when not bound or an ipc pipe.
  int listen(int backlog, ConnectionCallback callback) noexcept;
  // Errors but -EINVAL, -EALREADY and those of making a socket come through the callback.
  int connect(ConnectRequest& request, std::string_view name,
              ConnectRequest::Callback callback) noexcept;
  // Who may connect, besides the owner: kForReading, kForWriting or both, for group and others.
  // Bound paths only.
  int change_access(unsigned access) noexcept;
  int local_address(sockaddr* address, socklen_t* length) const noexcept;
  int peer_address(sockaddr* address, socklen_t* length) const noexcept;

  // An ipc pipe's: handles that have come and wait for accept; what the first is (tcp, udp, pipe;
  // nullopt when something else).
  size_t pending_count() const noexcept { return received_count(); }
  std::optional<Kind> pending_kind() const noexcept;
  // The first one's fd, for a handle that is no stream. kNoFd when there is none.
  os::Fd take_pending() noexcept { return take_received(); }

 private:
  void on_close() noexcept override;

  std::unique_ptr<char[]> path_;  // bound, to be removed
};

static_assert(sizeof(Pipe) <= 224);  // uv_pipe_t: 264

}  // namespace gyre::loop
