#include "runtime/worker/message.h"

#include <cstdlib>

#include "runtime/bind/values.h"
#include "runtime/worker/messaging.h"
#include "runtime/worker/port.h"

namespace gyre::worker {
namespace {

using bind::Environment;

// What a host object is in the data.
enum class Tag : uint32_t { port, javascript };

void throw_clone_error(Environment& env, v8::Local<v8::String> message) {
  v8::Isolate* isolate = env.isolate();
  auto make = clone_error_callback(env);
  v8::Local<v8::Value> argument = message;
  v8::Local<v8::Value> error;
  if (make.IsEmpty()) {
    isolate->ThrowException(v8::Exception::Error(message));
  } else if (make->Call(env.context(), v8::Undefined(isolate), 1, &argument).ToLocal(&error)) {
    isolate->ThrowException(error);
  }
}

void throw_clone_error(Environment& env, const char* message) {
  throw_clone_error(env, bind::string(env.isolate(), message));
}

template <typename T>
bool contains(const std::vector<v8::Local<T>>& list, v8::Local<v8::Value> value) {
  for (const auto& item : list) {
    if (item == value) return true;
  }
  return false;
}

}  // namespace

bool is_untransferable(v8::Isolate* isolate, v8::Local<v8::Object> object) {
  auto mark = v8::Private::ForApi(isolate, bind::symbol(isolate, "gyre:untransferable"));
  return object->HasPrivate(isolate->GetCurrentContext(), mark).FromMaybe(false);
}

Message::~Message() {
  std::free(data_);
  // A port that nobody has taken is closed with the message.
  for (auto& port : ports_) {
    if (port) port->leave();
  }
}

std::shared_ptr<Message> Message::closing() { return std::make_shared<Message>(); }

bool Message::moves(const PortData* port) const {
  for (const auto& moved : ports_) {
    if (moved.get() == port) return true;
  }
  return false;
}

class Writer final : public v8::ValueSerializer::Delegate {
 public:
  Writer(Environment& env, Message& message)
      : env_(env), message_(message), serializer_(env.isolate(), this) {}

  // Sorts the transfer list by kind. False with a pending exception for what cannot be moved.
  bool set_transfer(v8::Local<v8::Array> list, Port* source) {
    v8::Local<v8::Context> context = env_.context();
    for (uint32_t i = 0; i < list->Length(); i++) {
      v8::Local<v8::Value> item;
      if (!list->Get(context, i).ToLocal(&item)) return false;
      if (item->IsArrayBuffer()) {
        auto buffer = item.As<v8::ArrayBuffer>();
        if (contains(buffers_, item)) return fail("Transfer list contains duplicate ArrayBuffer");
        if (!buffer->IsDetachable() || buffer->WasDetached() || is_untransferable(env_.isolate(), buffer)) {
          return fail("Cannot transfer object of unsupported type.");
        }
        buffers_.push_back(buffer);
        serializer_.TransferArrayBuffer(static_cast<uint32_t>(buffers_.size() - 1), buffer);
        continue;
      }
      int mode = item->IsObject() ? mode_of(item.As<v8::Object>()) : kPlain;
      if (mode == kPlain || (mode & kTransferable) == 0) {
        return fail("Found invalid value in transferList.");
      }
      auto object = item.As<v8::Object>();
      if (is_untransferable(env_.isolate(), object)) return fail("Cannot transfer object of unsupported type.");
      if (contains(objects_, item)) {
        std::string name = bind::Utf8(env_.isolate(), object->GetConstructorName()).str();
        return fail(("Transfer list contains duplicate " + name).c_str());
      }
      objects_.push_back(object);
      v8::Local<v8::Value> handle = handle_of(object);
      if (handle.IsEmpty()) continue;
      Port* port = Port::from(handle);
      if (port == nullptr) return fail("MessagePort in transfer list is already detached");
      if (port == source) return fail("Transfer list contains source port");
      ports_.push_back(port);
      port_objects_.push_back(object);
    }
    return true;
  }

  bool write(v8::Local<v8::Value> value) {
    serializer_.WriteHeader();
    // V8 serializes errors by itself, whatever their class: a DOMException is described here or not at all.
    if (value->IsNativeError() && mode_of(value.As<v8::Object>()) == kCloneable) {
      if (!describe(value.As<v8::Object>(), false)) return false;
      message_.described_ = true;
      value = v8::Undefined(env_.isolate());
    }
    if (!serializer_.WriteValue(env_.context(), value).FromMaybe(false)) return false;
    // Nothing can fail from here on.
    for (auto& buffer : buffers_) {
      message_.memory_.push_back(buffer->GetBackingStore());
      buffer->Detach(v8::Local<v8::Value>()).Check();
    }
    for (Port* port : ports_) message_.ports_.push_back(port->detach());
    auto [data, size] = serializer_.Release();
    message_.data_ = data;
    message_.size_ = size;
    return true;
  }

  // --- v8::ValueSerializer::Delegate ---
  void ThrowDataCloneError(v8::Local<v8::String> message) override { throw_clone_error(env_, message); }

  bool HasCustomHostObject(v8::Isolate*) override { return true; }
  v8::Maybe<bool> IsHostObject(v8::Isolate*, v8::Local<v8::Object> object) override {
    return v8::Just(mode_of(object) != kPlain);
  }

  v8::Maybe<bool> WriteHostObject(v8::Isolate* isolate, v8::Local<v8::Object> object) override {
    int mode = mode_of(object);
    for (size_t i = 0; i < port_objects_.size(); i++) {
      if (port_objects_[i] != object) continue;
      serializer_.WriteUint32(static_cast<uint32_t>(Tag::port));
      serializer_.WriteUint32(static_cast<uint32_t>(i));
      return v8::Just(true);
    }
    bool moved = mode > 0 && contains(objects_, object);
    if (mode <= 0 || (!moved && (mode & kCloneable) == 0)) {
      throw_clone_error(env_, mode > 0 ? "Object that needs transfer was found in message but not listed in transferList"
                                       : "Cannot clone object of unsupported type.");
      return v8::Nothing<bool>();
    }
    if (!describe(object, moved)) return v8::Nothing<bool>();
    serializer_.WriteUint32(static_cast<uint32_t>(Tag::javascript));
    serializer_.WriteUint32(static_cast<uint32_t>(message_.descriptions_.size() - 1));
    return v8::Just(true);
  }

  v8::Maybe<uint32_t> GetSharedArrayBufferId(v8::Isolate*, v8::Local<v8::SharedArrayBuffer> buffer) override {
    // The handle does not outlive this call, the memory does.
    std::shared_ptr<v8::BackingStore> memory = buffer->GetBackingStore();
    auto& known = message_.shared_memory_;
    for (size_t i = 0; i < known.size(); i++) {
      if (known[i] == memory) return v8::Just(static_cast<uint32_t>(i));
    }
    known.push_back(std::move(memory));
    return v8::Just(static_cast<uint32_t>(known.size() - 1));
  }

  v8::Maybe<uint32_t> GetWasmModuleTransferId(v8::Isolate*, v8::Local<v8::WasmModuleObject> module) override {
    message_.modules_.push_back(module->GetCompiledModule());
    return v8::Just(static_cast<uint32_t>(message_.modules_.size() - 1));
  }

  bool AdoptSharedValueConveyor(v8::Isolate*, v8::SharedValueConveyor&&) override { return false; }

 private:
  bool fail(const char* message) {
    throw_clone_error(env_, message);
    return false;
  }

  // JavaScript says what to send in an object's place: [[reviver, data], what is to be moved with it]. A message of its own,
  // because the object is made again before the deserializer runs, which must not call JavaScript.
  bool describe(v8::Local<v8::Object> object, bool moved) {
    v8::Isolate* isolate = env_.isolate();
    v8::Local<v8::Context> context = env_.context();
    v8::Local<v8::Value> arguments[] = {object, v8::Boolean::New(isolate, moved)};
    v8::Local<v8::Value> answer, description, transfer;
    if (!describe_callback(env_)->Call(context, v8::Undefined(isolate), 2, arguments).ToLocal(&answer)) return false;
    if (!answer->IsArray() || !answer.As<v8::Array>()->Get(context, 0).ToLocal(&description) ||
        !answer.As<v8::Array>()->Get(context, 1).ToLocal(&transfer)) {
      return false;
    }
    auto nested = std::make_unique<Message>();
    if (!nested->serialize(env_, description, transfer, nullptr)) return false;
    message_.descriptions_.push_back(std::move(nested));
    return true;
  }

  static constexpr int kPlain = -1, kCloneable = 1, kTransferable = 2;  // 0: neither

  int mode_of(v8::Local<v8::Object> object) {
    v8::Isolate* isolate = env_.isolate();
    if (object->InternalFieldCount() > 0) return 0;
    auto mark = v8::Private::ForApi(isolate, bind::symbol(isolate, "gyre:uncloneable"));
    if (object->HasPrivate(env_.context(), mark).FromMaybe(false)) return 0;
    v8::Local<v8::Value> mode;
    v8::TryCatch ignored(isolate);
    if (!object->Get(env_.context(), transfer_mode_symbol(isolate)).ToLocal(&mode) || !mode->IsInt32()) return kPlain;
    return mode.As<v8::Int32>()->Value();
  }

  v8::Local<v8::Value> handle_of(v8::Local<v8::Object> object) {
    v8::Local<v8::Value> handle;
    v8::Isolate* isolate = env_.isolate();
    auto symbol = port_handle_symbol(isolate);
    if (!object->HasOwnProperty(env_.context(), symbol).FromMaybe(false)) return {};
    if (!object->Get(env_.context(), symbol).ToLocal(&handle)) return {};
    return handle;
  }

  Environment& env_;
  Message& message_;
  v8::ValueSerializer serializer_;
  std::vector<v8::Local<v8::ArrayBuffer>> buffers_;
  std::vector<v8::Local<v8::Object>> objects_;  // all objects of the transfer list that are no ArrayBuffers
  std::vector<Port*> ports_;
  std::vector<v8::Local<v8::Object>> port_objects_;
};

class Reader final : public v8::ValueDeserializer::Delegate {
 public:
  Reader(Environment& env, Message& message)
      : env_(env), message_(message), deserializer_(env.isolate(), message.data_, message.size_, this) {}

  v8::MaybeLocal<v8::Value> read(v8::Local<v8::Array>* ports) {
    v8::Isolate* isolate = env_.isolate();
    std::vector<v8::Local<v8::Value>> objects;
    for (auto& data : message_.ports_) {
      // The data may be read again where it is a broadcast, which moves nothing.
      Port* port = Port::make(env_, std::move(data));
      v8::Local<v8::Value> wrapped;
      if (port == nullptr) return {};
      v8::Local<v8::Value> handle = port->object();
      if (!wrap_port_callback(env_)->Call(env_.context(), v8::Undefined(isolate), 1, &handle).ToLocal(&wrapped)) return {};
      objects.push_back(wrapped);
      ports_.push_back(wrapped);
    }
    message_.ports_.clear();
    if (ports != nullptr) *ports = v8::Array::New(isolate, objects.data(), objects.size());
    for (size_t i = 0; i < message_.memory_.size(); i++) {
      deserializer_.TransferArrayBuffer(static_cast<uint32_t>(i),
                                        v8::ArrayBuffer::New(isolate, std::move(message_.memory_[i])));
    }
    message_.memory_.clear();
    for (auto& description : message_.descriptions_) {
      v8::Local<v8::Value> data, object;
      if (!description->deserialize(env_, nullptr).ToLocal(&data)) return {};
      if (!revive_callback(env_)->Call(env_.context(), v8::Undefined(isolate), 1, &data).ToLocal(&object)) return {};
      revived_.push_back(object);
    }
    if (deserializer_.ReadHeader(env_.context()).IsNothing()) return {};
    v8::Local<v8::Value> value;
    if (!deserializer_.ReadValue(env_.context()).ToLocal(&value)) return {};
    return message_.described_ ? revived_[0] : value;
  }

  // --- v8::ValueDeserializer::Delegate ---
  v8::MaybeLocal<v8::Object> ReadHostObject(v8::Isolate* isolate) override {
    uint32_t tag, index;
    if (!deserializer_.ReadUint32(&tag) || !deserializer_.ReadUint32(&index)) return {};
    const auto& objects = tag == static_cast<uint32_t>(Tag::port) ? ports_ : revived_;
    if (index >= objects.size() || !objects[index]->IsObject()) return {};
    return objects[index].As<v8::Object>();
  }

  v8::MaybeLocal<v8::WasmModuleObject> GetWasmModuleFromId(v8::Isolate* isolate, uint32_t id) override {
    if (id >= message_.modules_.size()) return {};
    return v8::WasmModuleObject::FromCompiledModule(isolate, message_.modules_[id]);
  }

  v8::MaybeLocal<v8::SharedArrayBuffer> GetSharedArrayBufferFromId(v8::Isolate* isolate, uint32_t id) override {
    if (id >= message_.shared_memory_.size()) return {};
    return v8::SharedArrayBuffer::New(isolate, message_.shared_memory_[id]);
  }

 private:
  Environment& env_;
  Message& message_;
  v8::ValueDeserializer deserializer_;
  std::vector<v8::Local<v8::Value>> ports_;
  std::vector<v8::Local<v8::Value>> revived_;
};

bool Message::serialize(Environment& env, v8::Local<v8::Value> value, v8::Local<v8::Value> transfer, Port* source) {
  v8::HandleScope handles(env.isolate());
  Writer writer(env, *this);
  if (!transfer.IsEmpty() && transfer->IsArray() && !writer.set_transfer(transfer.As<v8::Array>(), source)) return false;
  return writer.write(value);
}

v8::MaybeLocal<v8::Value> Message::deserialize(Environment& env, v8::Local<v8::Array>* ports) {
  return Reader(env, *this).read(ports);
}

}  // namespace gyre::worker
