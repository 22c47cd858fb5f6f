// The JavaScript face of a loop::Stream: what TCP, Pipe and TTY handles share. Read bytes come as slices of slabs; a write that
// goes through at once costs no request.
//
// JavaScript sees, on every stream handle:
//   readStart(), readStop()                  0 or a negative errno
//   writeBuffer(req, view[, handle])         kDone (0): all is written, no callback follows; kQueued (1): req.oncomplete(status)
//   writeString(req, text, encoding[, handle])   follows; a negative errno. encoding as buffer::Encoding numbers them. `handle` is an
//   writev(req, [chunk, encoding, ...])      open stream handle to pass along (ipc pipes). lastWrite[0]: the bytes of the call.
//   shutdown(req)                            0: req.oncomplete(status) follows
//   fd, bytesRead, bytesWritten, writeQueueSize, setBlocking(on), close, ref, unref, hasRef
// and is told by onread.call(handle, count, slab, offset), set once by setOnRead.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "loop/stream.h"
#include "runtime/bind/bind.h"
#include "runtime/bind/callback_scope.h"

namespace gyre::net {

using bind::Args;
using bind::Environment;

class StreamWrap : public bind::HandleWrap {
 public:
  int32_t read_start();
  int32_t read_stop();
  void write_buffer(const Args& args);
  void write_string(const Args& args);
  void writev(const Args& args);
  void shutdown(const Args& args);
  void set_blocking(const Args& args);
  void fd(const Args& args);
  void bytes_read(const Args& args);
  void bytes_written(const Args& args);
  void write_queue_size(const Args& args);

  loop::Stream& stream() { return *stream_; }
  static StreamWrap* from(loop::Handle* handle) {
    return static_cast<StreamWrap*>(static_cast<bind::HandleWrap*>(handle->data));
  }

 protected:
  StreamWrap(Environment& env, v8::Local<v8::Object> object, loop::Stream* stream)
      : HandleWrap(env, object, stream), stream_(stream) {}

 private:
  static loop::Buffer allocate(loop::Stream* stream, size_t suggested);
  static void on_read(loop::Stream* stream, ssize_t count, loop::Buffer buffer);
  int write(v8::Local<v8::Value> request, std::span<const iovec> parts, std::vector<std::string>& texts,
            std::span<const v8::Local<v8::Value>> views, v8::Local<v8::Value> pass);

  loop::Stream* stream_;
  uint64_t bytes_read_ = 0;
  uint64_t bytes_written_ = 0;
};

// A connection that is under way: req.oncomplete(status, handle, req, readable, writable).
class PendingConnect : public loop::ConnectRequest {
 public:
  static void done(loop::ConnectRequest* request, int status);
  // The request for `wrap`; deleted by done, or by the caller when the connect fails at once.
  // `type` is what node:async_hooks calls it.
  static PendingConnect* make(StreamWrap& wrap, v8::Local<v8::Value> request, const char* type);

 private:
  StreamWrap* wrap_;
  v8::Global<v8::Object> handle_;  // keeps the wrap
  v8::Global<v8::Object> request_;
  bind::ContextFrame frame_;
};

// A server's connection callback: makes a handle with `constructor`, accepts into it and calls handle.onconnection(status, client).
void accept_connection(StreamWrap& server, v8::Local<v8::Function> constructor, int status);

// The entries that the table of every stream class has.
template <typename T>
constexpr auto stream_methods() {
  using namespace bind;
  return detail::concat(
      method<&StreamWrap::read_start>("readStart"), method<&StreamWrap::read_stop>("readStop"),
      method<&StreamWrap::write_buffer>("writeBuffer"), method<&StreamWrap::write_string>("writeString"),
      method<&StreamWrap::writev>("writev"), method<&StreamWrap::shutdown>("shutdown"),
      method<&StreamWrap::set_blocking>("setBlocking"), getter<&StreamWrap::fd>("fd"),
      getter<&StreamWrap::bytes_read>("bytesRead"), getter<&StreamWrap::bytes_written>("bytesWritten"),
      getter<&StreamWrap::write_queue_size>("writeQueueSize"), method<&HandleWrap::close>("close"),
      method<&HandleWrap::ref>("ref"), method<&HandleWrap::unref>("unref"), method<&HandleWrap::has_ref>("hasRef"));
}

}  // namespace gyre::net
