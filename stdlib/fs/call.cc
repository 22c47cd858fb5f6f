#include "stdlib/fs/call.h"

#include <cstring>

#include "os/io.h"
#include "stdlib/internal/simdutf.h"

namespace gyre::fs {

char* PathBytes::make_room(size_t size) {
  if (size < sizeof inline_) {
    data_ = inline_;
  } else {
    large_.reset(new char[size + 1]);
    data_ = large_.get();
  }
  return data_;
}

const char* PathBytes::assign(v8::Isolate* isolate, v8::Local<v8::Value> value) {
  if (value->IsString()) {
    auto string = value.As<v8::String>();
    // Three bytes a unit are the most that UTF-8 needs; count only where that would not fit.
    size_t most = size_t(string->Length()) * 3;
    char* out = make_room(most < sizeof inline_ ? most : string->Utf8LengthV2(isolate));
    size_ =
        string->WriteUtf8V2(isolate, out, SIZE_MAX, v8::String::WriteFlags::kReplaceInvalidUtf8);
  } else {
    auto bytes = bind::bytes(value);
    if (!bytes.empty()) std::memcpy(make_room(bytes.size()), bytes.data(), bytes.size());
    size_ = bytes.size();
  }
  data_[size_] = '\0';
  return data_;
}

iovec Call::hold(v8::Local<v8::Value> view, size_t offset, size_t length) {
  auto bytes = bind::bytes(view);
  if (pooled_ && view->IsArrayBufferView()) {
    held_.push_back(view.As<v8::ArrayBufferView>()->Buffer()->GetBackingStore());
    bytes = bind::bytes(view);  // small arrays move out of V8's heap when their buffer is asked for
  }
  if (offset > bytes.size()) offset = bytes.size();
  if (length > bytes.size() - offset) length = bytes.size() - offset;
  return {bytes.data() + offset, length};
}

v8::Local<v8::Value> Call::failure() {
  const loop::file::Failure& failure = extra().failure;
  auto text = [this](const std::string& s) -> v8::Local<v8::Value> {
    if (s.empty()) return v8::Undefined(isolate_);
    return bind::string(isolate_, s);
  };
  // A large file's size stands where the path of other failures does.
  v8::Local<v8::Value> path = failure.error == -EFBIG && extra().size > 0
                                  ? bind::number(isolate_, double(extra().size))
                                  : text(failure.path);
  v8::Local<v8::Value> fields[] = {
      v8::Integer::New(isolate_, failure.error),
      bind::symbol(isolate_, failure.call),
      path,
      text(failure.target),
      failure.code == nullptr ? v8::Local<v8::Value>(v8::Undefined(isolate_))
                              : v8::Local<v8::Value>(bind::symbol(isolate_, failure.code)),
      text(failure.reason),
  };
  return v8::Array::New(isolate_, fields, std::size(fields));
}

void Call::begin(Environment& env, v8::Local<v8::Object> request) {
  request_.Reset(isolate_, request);
  frame_.capture(isolate_);
  env.state<Calls>().add(this);
  start(env.loop(), &Call::completed);
}

void Call::completed(loop::FsRequest* request) {
  std::unique_ptr<Call> self(static_cast<Call*>(request));
  v8::Isolate* isolate = self->isolate_;
  Environment& env = Environment::from(isolate);
  env.state<Calls>().remove(self.get());
  if (env.stopping()) {
    if (self->result >= 0 && self->discard != nullptr) self->discard(*self);
    return;
  }
  v8::HandleScope handles(isolate);
  bind::CallbackScope scope(env, self->frame_.get(isolate));
  v8::Local<v8::Value> value = v8::Undefined(isolate);
  int64_t result = self->result;
  if (result < 0) {
    if (self->job) value = self->failure();
  } else if (self->finish != nullptr) {
    value = self->finish(env, *self);
  } else {
    value = bind::number(isolate, double(result));
  }
  scope.call(self->request_.Get(isolate), "oncomplete",
             {v8::Integer::New(isolate, result < 0 ? int(result) : 0), value});
}

Calls::~Calls() {
  // Their requests have no JavaScript left to tell; the loop sees them through.
  for (Call* call = first; call != nullptr; call = call->next_) call->request_.Reset();
  if (!tracking) return;
  for (int fd : descriptors) os::close(fd);
}

namespace {

constinit bind::Callback on_misuse;

void tell_misuse(Environment& env, int fd, const char* what) {
  v8::Isolate* isolate = env.isolate();
  v8::Local<v8::Function> function = on_misuse(env);
  if (function.IsEmpty()) return;
  v8::Local<v8::Value> arguments[] = {v8::Integer::New(isolate, fd), bind::symbol(isolate, what)};
  function->Call(env.context(), v8::Undefined(isolate), 2, arguments).IsEmpty();
}

// trackDescriptors(): from now on; setOnMisuse's function is told of descriptors that others have
// meddled with.
void track(const Args& args) {
  Environment::from(args.GetIsolate()).state<Calls>().tracking = true;
}

// A descriptor that came from another thread (perhaps before tracking began), or goes there.
void adopt_descriptor(Environment& env, int32_t fd) { env.state<Calls>().descriptors.insert(fd); }
void release_descriptor(Environment& env, int32_t fd) { env.state<Calls>().descriptors.erase(fd); }

}  // namespace

GYRE_BINDING(fs_descriptors, bind::fn<&track>("trackDescriptors"),
             bind::callback<&on_misuse>("setOnMisuse"),
             bind::fn<&adopt_descriptor>("adoptDescriptor"),
             bind::fn<&release_descriptor>("releaseDescriptor"))

void Calls::opened(int fd) {
  if (tracking && !descriptors.insert(fd).second)
    tell_misuse(env, fd, "opened in unmanaged mode twice");
}

void Calls::closing(int fd) {
  bool known = descriptors.erase(fd) != 0;
  if (tracking && !known) tell_misuse(env, fd, "closed but not opened in unmanaged mode");
}

void Calls::add(Call* call) {
  call->id_ = ++last_id;
  call->next_ = first;
  call->link_ = &first;
  if (first != nullptr) first->link_ = &call->next_;
  first = call;
}

void Calls::remove(Call* call) {
  *call->link_ = call->next_;
  if (call->next_ != nullptr) call->next_->link_ = call->link_;
}

void Calls::stop(uint32_t id) {
  for (Call* call = first; call != nullptr; call = call->next_) {
    if (call->id_ == id) return call->stop();
  }
}

v8::Local<v8::Value> decode_text(v8::Isolate* isolate, const char* data, size_t size) {
  if (size <= size_t(v8::String::kMaxLength)) {
    v8::Local<v8::String> string;
    bool plain = simdutf::validate_ascii(data, size);
    auto made = plain
                    ? v8::String::NewFromOneByte(isolate, reinterpret_cast<const uint8_t*>(data),
                                                 v8::NewStringType::kNormal, int(size))
                    : v8::String::NewFromUtf8(isolate, data, v8::NewStringType::kNormal, int(size));
    if (made.ToLocal(&string)) return string;
  }
  return v8::Null(isolate);
}

}  // namespace gyre::fs
