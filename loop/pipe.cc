#include "loop/pipe.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <new>

#include "loop/loop.h"
#include "os/file.h"
#include "os/io.h"
#include "os/socket.h"

namespace gyre::loop {
namespace {

// The length to pass on, or -EINVAL.
int make_address(std::string_view name, sockaddr_un* address) noexcept {
  if (name.size() > sizeof address->sun_path) return -EINVAL;
  bool abstract = !name.empty() && name[0] == '\0';
  if (!abstract && name.find('\0') != name.npos) return -EINVAL;
  std::memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  std::memcpy(address->sun_path, name.data(), name.size());
  // The length counts for abstract names (one of none is chosen by the kernel), a path ends at its
  // NUL.
  if (abstract || name.empty()) return int(offsetof(sockaddr_un, sun_path) + name.size());
  return int(sizeof *address);
}

}  // namespace

void Pipe::init(Loop& owner, Ipc ipc) noexcept {
  Stream::init(owner);
  if (ipc == Ipc::on) kind_flags_ |= kIpc;
}

int Pipe::open(os::Fd fd) noexcept {
  int mode = os::status_flags(fd);
  if (mode < 0) return mode;
  if (int error = os::set_nonblocking(fd, true)) return error;
  mode &= O_ACCMODE;
  uint16_t flags = mode == O_RDONLY   ? kCanRead
                   : mode == O_WRONLY ? kCanWrite
                                      : kCanRead | kCanWrite;
  return open_fd(fd, flags);
}

int Pipe::bind(std::string_view name) noexcept {
  sockaddr_un address;
  int length = make_address(name, &address);
  if (length < 0) return length;
  if (closing() || fd() >= 0) return -EINVAL;
  std::unique_ptr<char[]> path;
  if (!name.empty() && name[0] != '\0') {
    path.reset(new (std::nothrow) char[name.size() + 1]());
    if (path == nullptr) return -ENOMEM;
    std::memcpy(path.get(), name.data(), name.size());
  }
  os::Fd socket = os::socket(AF_UNIX, SOCK_STREAM, 0);
  if (socket < 0) return socket;
  int error = os::bind(socket, reinterpret_cast<sockaddr*>(&address), socklen_t(length));
  if (error == -ENOENT) error = -EACCES;
  if (error == 0) error = open_fd(socket, 0);
  if (error != 0) {
    os::close(socket);
    return error;
  }
  kind_flags_ |= kBound;
  path_ = std::move(path);
  return 0;
}

int Pipe::listen(int backlog, ConnectionCallback callback) noexcept {
  if (fd() < 0 || (kind_flags_ & kIpc) != 0 || callback == nullptr) return -EINVAL;
  if (int error = os::listen(fd(), backlog)) return error;
  begin_listening(callback);
  return 0;
}

int Pipe::connect(ConnectRequest& request, std::string_view name,
                  ConnectRequest::Callback callback) noexcept {
  sockaddr_un address;
  int length = make_address(name, &address);
  if (length < 0) return length;
  if (name.empty() || closing()) return -EINVAL;
  if (connecting()) return -EALREADY;
  if (fd() < 0) {
    os::Fd socket = os::socket(AF_UNIX, SOCK_STREAM, 0);
    if (socket < 0) return socket;
    if (int error = open_fd(socket, 0)) {
      os::close(socket);
      return error;
    }
  }
  int error = os::connect(fd(), reinterpret_cast<sockaddr*>(&address), socklen_t(length));
  if (error == 0 || error == -EINPROGRESS) {
    error = 0;
    kind_flags_ |= kCanRead | kCanWrite;
  }
  begin_connect(request, callback, error);
  return 0;
}

int Pipe::change_access(unsigned access) noexcept {
  if (fd() < 0) return -EBADF;
  if (access == 0 || (access & ~unsigned(kForReading | kForWriting)) != 0) return -EINVAL;
  if (path_ == nullptr) return -EINVAL;
  struct stat info;
  if (::stat(path_.get(), &info) != 0) return -errno;
  mode_t mode = info.st_mode;
  if ((access & kForReading) != 0) mode |= S_IRUSR | S_IRGRP | S_IROTH;
  if ((access & kForWriting) != 0) mode |= S_IWUSR | S_IWGRP | S_IWOTH;
  return mode == info.st_mode ? 0 : os::change_mode(path_.get(), mode & 07777);
}

int Pipe::local_address(sockaddr* address, socklen_t* length) const noexcept {
  return fd() < 0 ? -EBADF : os::socket_name(fd(), address, length);
}

int Pipe::peer_address(sockaddr* address, socklen_t* length) const noexcept {
  return fd() < 0 ? -EBADF : os::peer_name(fd(), address, length);
}

std::optional<Kind> Pipe::pending_kind() const noexcept {
  os::Fd first = first_received();
  int domain = 0, type = 0;
  if (first < 0 || os::get_option(first, SOL_SOCKET, SO_DOMAIN, &domain) != 0 ||
      os::get_option(first, SOL_SOCKET, SO_TYPE, &type) != 0)
    return std::nullopt;
  bool internet = domain == AF_INET || domain == AF_INET6;
  if (type == SOCK_STREAM && internet) return Kind::tcp;
  if (type == SOCK_DGRAM && internet) return Kind::udp;
  if (type == SOCK_STREAM && domain == AF_UNIX) return Kind::pipe;
  return std::nullopt;
}

void Pipe::on_close() noexcept {
  // Before the fd: afterwards the path could be a new socket's already.
  if (path_ != nullptr) os::unlink_file(path_.get());
  path_.reset();
  Stream::on_close();
}

}  // namespace gyre::loop
