#include "loop/tty.h"

#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "loop/loop.h"
#include "os/file.h"
#include "os/io.h"
#include "os/socket.h"

namespace gyre::loop {
namespace {

// The terminal whose mode was changed, for reset_mode. The flag guards the rest; a signal handler
// that finds it set gives up.
std::atomic_flag g_changing = ATOMIC_FLAG_INIT;
os::Fd g_fd = os::kNoFd;
termios g_before;

int set_attributes(os::Fd fd, const termios& attributes) noexcept {
  return os::call(os::Call::none, [&] { return ::tcsetattr(fd, TCSADRAIN, &attributes); });
}

// Only the slave side can be opened by name and be the same terminal.
bool is_slave(os::Fd fd) noexcept {
  int number;
  return ::ioctl(fd, TIOCGPTN, &number) != 0;
}

}  // namespace

int Tty::init(Loop& owner, os::Fd fd) noexcept {
  if (fd < 0 || ::isatty(fd) == 0) return -EINVAL;
  int access = os::status_flags(fd);
  if (access < 0) return access;
  access &= O_ACCMODE;
  char path[256];
  os::Fd own = os::kNoFd;
  if (is_slave(fd) && ::ttyname_r(fd, path, sizeof path) == 0)
    own = os::open_file(path, access | O_NOCTTY, 0);
  uint16_t flags = access == O_RDONLY   ? kCanRead
                   : access == O_WRONLY ? kCanWrite
                                        : kCanRead | kCanWrite;
  int error = 0;
  if (own >= 0) {
    error = os::set_nonblocking(own, true);
    if (error == 0) error = init_open(owner, own, flags);
    if (error != 0) os::close(own);
    if (error != 0) return error;
  } else {
    bool slave = is_slave(fd);
    if (!slave) error = os::set_nonblocking(fd, true);
    if (error == 0) error = init_open(owner, fd, flags | kOwnFlag);
    if (error != 0) return error;
    // A terminal that others share and that cannot be opened again stays blocking.
    if (slave) set_blocking(Toggle::on);
  }
  kind_byte_ = uint8_t(Mode::normal);
  return 0;
}

int Tty::set_mode(Mode mode) noexcept {
  if (fd() < 0) return -EBADF;
  if (this->mode() == mode) return 0;
  termios attributes;
  if (g_changing.test_and_set(std::memory_order_acquire)) return -EBUSY;
  int error = 0;
  if (::tcgetattr(fd(), &attributes) != 0) error = -errno;
  // What the first change of any terminal found is what normal means.
  if (error == 0 && g_fd == os::kNoFd) {
    g_before = attributes;
    g_fd = fd();
  }
  if (error == 0) {
    switch (mode) {
      case Mode::normal:
        attributes = g_before;
        break;
      case Mode::raw:
        attributes.c_iflag &= ~tcflag_t(BRKINT | ICRNL | INPCK | ISTRIP | IXON);
        attributes.c_oflag |= ONLCR;
        attributes.c_cflag |= CS8;
        attributes.c_lflag &= ~tcflag_t(ECHO | ICANON | IEXTEN | ISIG);
        attributes.c_cc[VMIN] = 1;
        attributes.c_cc[VTIME] = 0;
        break;
      case Mode::binary:
        ::cfmakeraw(&attributes);
        break;
    }
    error = set_attributes(fd(), attributes);
  }
  g_changing.clear(std::memory_order_release);
  if (error == 0) kind_byte_ = uint8_t(mode);
  return error;
}

int Tty::size(Size* size) const noexcept {
  if (fd() < 0) return -EBADF;
  winsize found;
  int error = os::call(os::Call::none, [&] { return ::ioctl(fd(), TIOCGWINSZ, &found); });
  if (error == 0) *size = {found.ws_col, found.ws_row};
  return error;
}

int Tty::reset_mode() noexcept {
  os::KeepErrno keep;
  if (g_changing.test_and_set(std::memory_order_acquire)) return -EBUSY;
  int error = g_fd == os::kNoFd ? 0 : set_attributes(g_fd, g_before);
  g_changing.clear(std::memory_order_release);
  return error;
}

void Tty::on_close() noexcept {
  if (fd() >= 0 && fd() == g_fd) {
    while (g_changing.test_and_set(std::memory_order_acquire)) {
    }
    set_attributes(g_fd, g_before);
    g_fd = os::kNoFd;
    g_changing.clear(std::memory_order_release);
  }
  // The caller's fd is the caller's.
  if ((kind_flags_ & kOwnFlag) != 0) {
    read_stop();
    Io::forget();
  }
  Stream::on_close();
}

FdType guess_type(os::Fd fd) noexcept {
  if (fd < 0) return FdType::unknown;
  if (::isatty(fd) != 0) return FdType::tty;
  struct stat info;
  if (::fstat(fd, &info) != 0) return FdType::unknown;
  if (S_ISREG(info.st_mode) || S_ISCHR(info.st_mode)) return FdType::file;
  if (S_ISFIFO(info.st_mode)) return FdType::pipe;
  if (!S_ISSOCK(info.st_mode)) return FdType::unknown;
  int domain = 0, type = 0;
  if (os::get_option(fd, SOL_SOCKET, SO_DOMAIN, &domain) != 0 ||
      os::get_option(fd, SOL_SOCKET, SO_TYPE, &type) != 0)
    return FdType::unknown;
  bool internet = domain == AF_INET || domain == AF_INET6;
  if (type == SOCK_STREAM)
    return internet ? FdType::tcp : domain == AF_UNIX ? FdType::pipe : FdType::unknown;
  if (type == SOCK_DGRAM && (internet || domain == AF_UNIX)) return FdType::udp;
  return FdType::unknown;
}

}  // namespace gyre::loop
