// A terminal: a stream with modes and a size. Loop's thread only, except for reset_mode.
#pragma once

#include "loop/stream.h"

namespace gyre::loop {

class Tty : public Stream {
 public:
  enum class Mode : uint8_t {
    normal,  // as it was before the first change
    raw,  // each key at once, no echo, no signals from keys; output still gets its carriage returns
    binary,  // bytes as they are, both ways
  };
  struct Size {
    int columns, rows;
  };

  Tty() noexcept : Stream(Kind::tty) {}
  // fd stays the caller's: the terminal is opened once more, so that it can be non-blocking for us
  // alone. Where that is not possible fd itself is used, with writes that wait. -EINVAL when fd is
  // no terminal.
  int init(Loop& owner, os::Fd fd) noexcept;
  int set_mode(Mode mode) noexcept;
  Mode mode() const noexcept { return Mode(kind_byte_); }
  // -ENOTTY and the like when it is unknown.
  int size(Size* size) const noexcept;

  // Puts the terminal back as it was before set_mode, for the end of the process: signal handlers
  // may call it. 0 when there is nothing to do; -EBUSY when set_mode is being called.
  static int reset_mode() noexcept;

 private:
  void on_close() noexcept override;
};

// What an fd is, for choosing a handle for it; standard input and output may be any of these.
enum class FdType : uint8_t { unknown, file, tty, pipe, tcp, udp };
FdType guess_type(os::Fd fd) noexcept;

}  // namespace gyre::loop
