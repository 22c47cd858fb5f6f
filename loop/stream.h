// The base of tcp, pipe and tty: a byte stream over one non-blocking fd, with reads, queued writes,
// half-close, and, for tcp and pipe, listening and accepting. Loop's thread only.
//
// Writes are tried at once and queued in order when the kernel's buffer is full; everything queued
// goes out in as few writev calls as possible. A request's callback never comes from within the
// call that started it. Requests that are under way when the stream is closed end with -ECANCELED,
// just before its close callback.
#pragma once

#include <sys/uio.h>

#include <span>

#include "loop/handle.h"
#include "loop/io.h"
#include "loop/request.h"

namespace gyre::loop {

class Stream;

// What a read callback gets at the end of the stream; no system's errno.
inline constexpr int kEof = -4095;

enum class Toggle : bool { off, on };

// Memory to read into.
struct Buffer {
  char* data = nullptr;
  size_t size = 0;
};

struct WriteRequest : Request {
  using Callback = void (*)(WriteRequest*, int status);
  Stream* stream = nullptr;

  ~WriteRequest();

 private:
  friend class Stream;
  static constexpr unsigned kInline = 4;
  iovec* parts() noexcept { return many_ != nullptr ? many_ : few_; }

  Callback callback_ = nullptr;
  WriteRequest* next_ = nullptr;
  Stream* passed_ = nullptr;  // whose fd goes along with the first byte
  iovec few_[kInline];
  iovec* many_ = nullptr;  // ours, when there are more
  uint32_t count_ = 0;
  uint32_t at_ = 0;  // the first part that is not written
  int status_ = 0;
};

struct ConnectRequest : Request {
  using Callback = void (*)(ConnectRequest*, int status);
  Stream* stream = nullptr;

 private:
  friend class Stream;
  Callback callback_ = nullptr;
};

struct ShutdownRequest : Request {
  using Callback = void (*)(ShutdownRequest*, int status);
  Stream* stream = nullptr;

 private:
  friend class Stream;
  Callback callback_ = nullptr;
};

class Stream : public Handle, protected Io {
 public:
  // The memory for the next read; suggested is 64 KiB. No memory: the read callback gets -ENOBUFS.
  // Memory that is handed out comes back with the read callback in every case, also when nothing
  // was read.
  using AllocCallback = Buffer (*)(Stream*, size_t suggested);
  // count: bytes read, 0 when there was nothing after all, kEof, or a negative errno. Reading has
  // stopped after kEof and errors. With no alloc callback, buffer is the loop's slab and good until
  // the callback returns.
  using ReadCallback = void (*)(Stream*, ssize_t count, Buffer buffer);
  // status 0: a connection waits for `accept`. No other comes until it is accepted.
  using ConnectionCallback = void (*)(Stream* server, int status);

  // -EALREADY when it reads already, -ENOTCONN when it cannot be read (not connected, write-only,
  // failed), -EINVAL when closing.
  int read_start(AllocCallback alloc, ReadCallback read) noexcept;
  // Idempotent; no read callback comes after it.
  void read_stop() noexcept;

  // Queues all of it. The bytes must stay where they are until the callback; the array of parts
  // need not. pass: an open tcp or pipe handle, on which nothing is queued, whose fd is sent along
  // (ipc pipes only). -EBADF, -EPIPE when it cannot be written (any more), -ENOMEM, -EINVAL for a
  // pass that cannot be. After an error the callback does not come.
  int write(WriteRequest& request, std::span<const iovec> parts, WriteRequest::Callback callback,
            Stream* pass = nullptr) noexcept;
  // Writes what goes at once: the number of bytes, -EAGAIN when nothing does or other writes are
  // queued, or why it failed.
  ssize_t try_write(std::span<const iovec> parts, Stream* pass = nullptr) noexcept;
  // Bytes that are queued and not written: what backpressure is decided on.
  size_t queued_bytes() const noexcept { return queued_bytes_; }
  // Half-close: the peer sees the end once all that is queued has been written. -ENOTCONN when not
  // (or no longer) writable.
  int shutdown(ShutdownRequest& request, ShutdownRequest::Callback callback) noexcept;

  bool can_read() const noexcept { return (kind_flags_ & kCanRead) != 0; }
  bool can_write() const noexcept { return (kind_flags_ & kCanWrite) != 0; }
  bool reading() const noexcept { return (kind_flags_ & kReading) != 0; }
  bool connecting() const noexcept { return connect_ != nullptr; }
  os::Fd fd() const noexcept { return Io::fd(); }

  // on: writes wait until all is written, then call back as ever. The fd stays non-blocking, since
  // others may share it.
  void set_blocking(Toggle blocking) noexcept;

  // Server side. accept: client is initialised and not open; it may be another kind of stream when
  // it comes out of an ipc pipe. -EAGAIN when nothing waits.
  int accept(Stream& client) noexcept;

 protected:
  enum : uint16_t {
    kCanRead = 1,
    kCanWrite = 2,
    kReading = 4,
    kListening = 8,
    kShutting = 16,  // a shutdown request waits for the queue
    kShut = 32,      // shutdown has been done
    kSawEnd = 64,    // the read side has ended
    kPartial = 128,  // the last read was short: the kernel had no more just then
    kBlocking = 256,
    kIpc = 512,  // fds may come along
    kBound = 1024,
    kFlushing = 2048,  // the callbacks of writes follow at once
    kNoDelay = 4096,   // tcp: to be set once there is a socket
    kKeepAlive = 8192,
    kOwnFlag = 16384,  // the kind's own
  };

  explicit Stream(Kind kind) noexcept : Handle(kind) {}

  void init(Loop& owner) noexcept;
  // The same with an fd from the start; after an error the handle is not initialised, and fd still
  // the caller's.
  int init_open(Loop& owner, os::Fd fd, uint16_t flags) noexcept;
  // Takes over fd. flags: kCanRead, kCanWrite. -EEXIST, -EBADF; fd is then still the caller's.
  int open_fd(os::Fd fd, uint16_t flags) noexcept;
  // A connect is under way on the open fd; error (0 for none) is what it is known to end with.
  void begin_connect(ConnectRequest& request, ConnectRequest::Callback callback,
                     int error) noexcept;
  // After listen(2).
  void begin_listening(ConnectionCallback callback) noexcept;
  int delayed_error() const noexcept { return delayed_error_; }
  void set_delayed_error(int error) noexcept { delayed_error_ = error; }
  // Fds that came through an ipc pipe and have not been accepted, oldest first.
  size_t received_count() const noexcept;
  os::Fd first_received() const noexcept { return accepted_; }
  // Takes it out; the caller closes it.
  os::Fd take_received() noexcept;

  // Further set-up of a socket that has just been opened or accepted.
  virtual int opened() noexcept { return 0; }
  void on_close() noexcept override;
  void on_closed() noexcept override;

 private:
  struct Received;  // fds waiting behind accepted_
  struct Retry;

  static void on_io(Io* io, poller::Mask mask);
  void finish_connect() noexcept;
  void read_some() noexcept;
  ssize_t receive(Buffer buffer) noexcept;
  bool keep_received(os::Fd fd) noexcept;
  void accept_some() noexcept;
  void pause_accepting() noexcept;
  void drop_received() noexcept;

  ssize_t send(const iovec* parts, int count, Stream* pass) noexcept;
  void flush() noexcept;
  void written(size_t bytes) noexcept;
  void finish_first(int status) noexcept;
  void cancel_queued(int status) noexcept;
  void call_back_written() noexcept;
  void drain() noexcept;

  AllocCallback alloc_ = nullptr;
  union {
    ReadCallback read_ = nullptr;
    ConnectionCallback connection_;  // while listening
  };
  WriteRequest* queue_ = nullptr;  // oldest first
  WriteRequest* queue_last_ = nullptr;
  WriteRequest* over_ = nullptr;  // written or failed, callbacks to come
  WriteRequest* over_last_ = nullptr;
  size_t queued_bytes_ = 0;
  ConnectRequest* connect_ = nullptr;
  Retry* retry_ = nullptr;  // accepting is paused: out of fds
  ShutdownRequest* shutdown_ = nullptr;
  Received* received_ = nullptr;
  os::Fd accepted_ = os::kNoFd;  // accepted or received, to be taken by accept()
  int delayed_error_ = 0;
};

static_assert(sizeof(Stream) <= 216);  // uv_stream_t: 248

}  // namespace gyre::loop
