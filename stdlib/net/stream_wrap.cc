#include "stdlib/net/stream_wrap.h"

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "runtime/bind/callback_scope.h"
#include "runtime/bind/values.h"
#include "stdlib/buffer/codec.h"

namespace gyre::net {
namespace {

using bind::CallbackScope;

constexpr size_t kSlabSize = 64 * 1024;
constexpr size_t kLeastRead = 16 * 1024;  // less room than this in a slab and the next read gets a new one

constinit bind::Callback on_read_callback;
constinit bind::Fields<double, 1> last_write;  // bytes

// What reads are made into; slices of it are what JavaScript gets. A program may transfer the buffer away: the memory stays ours
// until the next slab, and nothing more is read into it.
struct Slab {
  explicit Slab(Environment&) {}
  v8::Global<v8::ArrayBuffer> buffer;
  std::shared_ptr<v8::BackingStore> memory;
  char* data = nullptr;
  size_t used = 0;
};

}  // namespace

// A write whose bytes did not all go at once. Keeps what they are in.
class PendingWrite : public loop::WriteRequest {
 public:
  PendingWrite(StreamWrap& wrap, v8::Local<v8::Value> request) : env_(wrap.env()) {
    handle_.Reset(env_.isolate(), wrap.object());
    request_.Reset(env_.isolate(), request.As<v8::Object>());
    frame_.capture(env_, request.As<v8::Object>(), "WRITEWRAP", wrap.object());
  }
  std::vector<std::string> texts;
  std::vector<std::shared_ptr<v8::BackingStore>> stores;

  static void done(loop::WriteRequest* request, int status) {
    std::unique_ptr<PendingWrite> self(static_cast<PendingWrite*>(request));
    Environment& env = self->env_;
    if (env.stopping()) return;
    v8::HandleScope handles(env.isolate());
    CallbackScope scope(env, self->frame_.get(env.isolate()));
    auto handle = self->handle_.Get(env.isolate());
    scope.call(self->request_.Get(env.isolate()), "oncomplete",
               {v8::Integer::New(env.isolate(), status), handle, v8::Undefined(env.isolate())});
  }

 private:
  Environment& env_;
  v8::Global<v8::Object> handle_;  // keeps the wrap
  v8::Global<v8::Object> request_;
  bind::ContextFrame frame_;
};

namespace {

class PendingShutdown : public loop::ShutdownRequest {
 public:
  PendingShutdown(StreamWrap& wrap, v8::Local<v8::Value> request) : env_(wrap.env()) {
    handle_.Reset(env_.isolate(), wrap.object());
    request_.Reset(env_.isolate(), request.As<v8::Object>());
    frame_.capture(env_, request.As<v8::Object>(), "SHUTDOWNWRAP", wrap.object());
  }
  static void done(loop::ShutdownRequest* request, int status) {
    std::unique_ptr<PendingShutdown> self(static_cast<PendingShutdown*>(request));
    Environment& env = self->env_;
    if (env.stopping()) return;
    v8::HandleScope handles(env.isolate());
    CallbackScope scope(env, self->frame_.get(env.isolate()));
    scope.call(self->request_.Get(env.isolate()), "oncomplete", {v8::Integer::New(env.isolate(), status)});
  }

 private:
  Environment& env_;
  v8::Global<v8::Object> handle_;
  v8::Global<v8::Object> request_;
  bind::ContextFrame frame_;
};

// A chunk as bytes: views are used in place, texts are encoded into `texts`.
iovec chunk_bytes(v8::Isolate* isolate, v8::Local<v8::Value> chunk, buffer::Encoding encoding, std::string& text) {
  if (!chunk->IsString()) {
    auto data = bind::bytes(chunk);
    return {data.data(), data.size()};
  }
  auto string = chunk.As<v8::String>();
  switch (encoding) {
    case buffer::Encoding::latin1:
    case buffer::Encoding::ascii:
      text.resize(static_cast<size_t>(string->Length()));
      string->WriteOneByteV2(isolate, 0, static_cast<uint32_t>(text.size()), reinterpret_cast<uint8_t*>(text.data()));
      break;
    case buffer::Encoding::ucs2:
      text.resize(static_cast<size_t>(string->Length()) * 2);
      string->WriteV2(isolate, 0, static_cast<uint32_t>(string->Length()), reinterpret_cast<uint16_t*>(text.data()));
      break;
    default:
      text.resize(string->Utf8LengthV2(isolate));
      string->WriteUtf8V2(isolate, text.data(), text.size(), v8::String::WriteFlags::kReplaceInvalidUtf8);
  }
  return {text.data(), text.size()};
}

std::shared_ptr<v8::BackingStore> backing_store(v8::Local<v8::Value> value) {
  if (value->IsArrayBufferView()) return value.As<v8::ArrayBufferView>()->Buffer()->GetBackingStore();
  if (value->IsArrayBuffer()) return value.As<v8::ArrayBuffer>()->GetBackingStore();
  return nullptr;
}

loop::Stream* stream_to_pass(v8::Local<v8::Value> value) {
  if (!value->IsObject()) return nullptr;
  auto* wrap = bind::detail::unwrap<StreamWrap>(value.As<v8::Object>());
  return wrap == nullptr ? nullptr : &wrap->stream();
}

}  // namespace

int32_t StreamWrap::read_start() {
  int error = stream_->read_start(&StreamWrap::allocate, &StreamWrap::on_read);
  return error == -EALREADY ? 0 : error;
}

int32_t StreamWrap::read_stop() {
  stream_->read_stop();
  return 0;
}

loop::Buffer StreamWrap::allocate(loop::Stream* stream, size_t) {
  Environment& env = from(stream)->env();
  Slab& slab = env.state<Slab>();
  v8::HandleScope handles(env.isolate());
  if (slab.data == nullptr || kSlabSize - slab.used < kLeastRead || slab.buffer.Get(env.isolate())->WasDetached()) {
    auto buffer = v8::ArrayBuffer::New(env.isolate(), kSlabSize, v8::BackingStoreInitializationMode::kUninitialized);
    slab.buffer.Reset(env.isolate(), buffer);
    slab.memory = buffer->GetBackingStore();
    slab.data = static_cast<char*>(slab.memory->Data());
    slab.used = 0;
  }
  return {slab.data + slab.used, kSlabSize - slab.used};
}

void StreamWrap::on_read(loop::Stream* stream, ssize_t count, loop::Buffer) {
  if (count == 0) return;
  StreamWrap* self = from(stream);
  Environment& env = self->env();
  if (env.stopping()) return;
  v8::Isolate* isolate = env.isolate();
  v8::HandleScope handles(isolate);
  v8::Local<v8::Value> buffer = v8::Undefined(isolate);
  size_t offset = 0;
  if (count > 0) {
    Slab& slab = env.state<Slab>();
    buffer = slab.buffer.Get(isolate);
    offset = slab.used;
    slab.used += (static_cast<size_t>(count) + 7) & ~size_t{7};
    self->bytes_read_ += static_cast<uint64_t>(count);
  }
  CallbackScope scope(*self);
  scope.call(on_read_callback(env), self->object(),
             {v8::Integer::New(isolate, static_cast<int32_t>(count)), buffer,
              v8::Integer::New(isolate, static_cast<int32_t>(offset))});
}

// Tries at once what can be tried; queues the rest. `texts` are what encoded strings are in, and are moved into the request, which
// leaves their bytes where they are; `views` are kept alive by it.
int StreamWrap::write(v8::Local<v8::Value> request, std::span<const iovec> parts, std::vector<std::string>& texts,
                      std::span<const v8::Local<v8::Value>> views, v8::Local<v8::Value> pass) {
  loop::Stream* passed = stream_to_pass(pass);
  size_t total = 0, written = 0;
  for (const iovec& part : parts) total += part.iov_len;
  last_write(env())[0] = static_cast<double>(total);
  bytes_written_ += total;
  if (passed == nullptr) {
    ssize_t count = stream_->try_write(parts);
    if (count < 0 && count != -EAGAIN) return static_cast<int>(count);
    if (count > 0) written = static_cast<size_t>(count);
    if (written == total) return 0;
  }
  auto pending = std::make_unique<PendingWrite>(*this, request);
  pending->texts = std::move(texts);
  for (auto view : views) pending->stores.push_back(backing_store(view));
  std::vector<iovec> rest;
  for (iovec part : parts) {
    if (written >= part.iov_len && part.iov_len != 0) {
      written -= part.iov_len;
      continue;
    }
    part.iov_base = static_cast<char*>(part.iov_base) + written;
    part.iov_len -= written;
    written = 0;
    rest.push_back(part);
  }
  int error = stream_->write(*pending, rest, &PendingWrite::done, passed);
  if (error != 0) return error;
  pending.release();
  return 1;
}

void StreamWrap::write_buffer(const Args& args) {
  if (!args[0]->IsObject()) return args.GetReturnValue().Set(-EINVAL);
  auto data = bind::bytes(args[1]);
  iovec part{data.data(), data.size()};
  std::vector<std::string> texts;
  v8::Local<v8::Value> views[] = {args[1]};
  args.GetReturnValue().Set(write(args[0], {&part, 1}, texts, views, args[2]));
}

void StreamWrap::write_string(const Args& args) {
  if (!args[0]->IsObject() || !args[1]->IsString()) return args.GetReturnValue().Set(-EINVAL);
  auto encoding = static_cast<buffer::Encoding>(args[2]->IsInt32() ? args[2].As<v8::Int32>()->Value() : 0);
  // On the heap from the start: moving the vector must not move the bytes of a short string.
  std::vector<std::string> texts(1);
  iovec part = chunk_bytes(isolate(), args[1], encoding, texts[0]);
  args.GetReturnValue().Set(write(args[0], {&part, 1}, texts, {}, args[3]));
}

// writev(req, [chunk, encoding, chunk, encoding, ...])
void StreamWrap::writev(const Args& args) {
  if (!args[0]->IsObject() || !args[1]->IsArray()) return args.GetReturnValue().Set(-EINVAL);
  auto chunks = args[1].As<v8::Array>();
  auto context = env().context();
  size_t count = chunks->Length() / 2;
  std::vector<std::string> texts(count);
  std::vector<iovec> parts(count);
  std::vector<v8::Local<v8::Value>> views;
  for (uint32_t i = 0; i < count; ++i) {
    v8::Local<v8::Value> chunk, encoding;
    if (!chunks->Get(context, 2 * i).ToLocal(&chunk) || !chunks->Get(context, 2 * i + 1).ToLocal(&encoding)) return;
    auto number = static_cast<buffer::Encoding>(encoding->IsInt32() ? encoding.As<v8::Int32>()->Value() : 0);
    parts[i] = chunk_bytes(isolate(), chunk, number, texts[i]);
    if (!chunk->IsString()) views.push_back(chunk);
  }
  args.GetReturnValue().Set(write(args[0], parts, texts, views, v8::Undefined(isolate())));
}

void StreamWrap::shutdown(const Args& args) {
  if (!args[0]->IsObject()) return args.GetReturnValue().Set(-EINVAL);
  auto pending = std::make_unique<PendingShutdown>(*this, args[0]);
  int error = stream_->shutdown(*pending, &PendingShutdown::done);
  if (error == 0) pending.release();
  args.GetReturnValue().Set(error);
}

void StreamWrap::set_blocking(const Args& args) {
  stream_->set_blocking(args[0]->IsTrue() ? loop::Toggle::on : loop::Toggle::off);
  args.GetReturnValue().Set(0);
}

void StreamWrap::fd(const Args& args) { args.GetReturnValue().Set(is_closing() ? -1 : stream_->fd()); }
void StreamWrap::bytes_read(const Args& args) { args.GetReturnValue().Set(static_cast<double>(bytes_read_)); }
void StreamWrap::bytes_written(const Args& args) { args.GetReturnValue().Set(static_cast<double>(bytes_written_)); }
void StreamWrap::write_queue_size(const Args& args) {
  args.GetReturnValue().Set(static_cast<double>(stream_->queued_bytes()));
}

PendingConnect* PendingConnect::make(StreamWrap& wrap, v8::Local<v8::Value> request, const char* type) {
  auto* pending = new PendingConnect;
  pending->wrap_ = &wrap;
  pending->handle_.Reset(wrap.isolate(), wrap.object());
  pending->request_.Reset(wrap.isolate(), request.As<v8::Object>());
  pending->frame_.capture(wrap.env(), request.As<v8::Object>(), type, wrap.object());
  return pending;
}

void PendingConnect::done(loop::ConnectRequest* request, int status) {
  std::unique_ptr<PendingConnect> self(static_cast<PendingConnect*>(request));
  Environment& env = self->wrap_->env();
  if (env.stopping()) return;
  v8::Isolate* isolate = env.isolate();
  v8::HandleScope handles(isolate);
  CallbackScope scope(env, self->frame_.get(isolate));
  auto object = self->request_.Get(isolate);
  bool readable = status == 0 && self->wrap_->stream().can_read();
  bool writable = status == 0 && self->wrap_->stream().can_write();
  scope.call(object, "oncomplete",
             {v8::Integer::New(isolate, status), self->handle_.Get(isolate), object, v8::Boolean::New(isolate, readable),
              v8::Boolean::New(isolate, writable)});
}

void accept_connection(StreamWrap& server, v8::Local<v8::Function> constructor, int status) {
  Environment& env = server.env();
  if (env.stopping()) return;
  v8::Isolate* isolate = env.isolate();
  v8::HandleScope handles(isolate);
  CallbackScope scope(server);
  v8::Local<v8::Value> client = v8::Undefined(isolate);
  if (status == 0) {
    v8::Local<v8::Object> made;
    bind::set_parent_of_next_handle(env, server.object());
    if (!constructor->NewInstance(env.context()).ToLocal(&made)) return;
    auto* wrap = bind::detail::unwrap<StreamWrap>(made);
    status = wrap == nullptr ? -ENOMEM : server.stream().accept(wrap->stream());
    if (status == -EAGAIN) return;
    if (status == 0) client = made;
  }
  scope.call(server.object(), "onconnection", {v8::Integer::New(isolate, status), client});
}

GYRE_BINDING(stream_wrap, bind::callback<&on_read_callback>("setOnRead"), bind::fields<&last_write>("lastWrite"),
             bind::constant("kDone", 0), bind::constant("kQueued", 1), bind::constant("kEof", loop::kEof))

}  // namespace gyre::net
