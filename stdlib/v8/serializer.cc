// V8's structured serialization as classes: binding('serdes').
#include <cstring>
#include <memory>
#include <vector>

#include "runtime/bind/bind.h"
#include "runtime/bind/values.h"

namespace gyre::v8_module {
namespace {

using bind::Args;
using bind::Environment;
using v8::Just;
using v8::Local;
using v8::Maybe;
using v8::MaybeLocal;
using v8::Nothing;
using v8::Value;

// self[name](argument); empty when it throws or when there is no such method (then `*missing` is
// set).
MaybeLocal<Value> call_method(v8::Isolate* isolate, Local<v8::Object> self, const char* name,
                              Local<Value> argument, bool* missing) {
  auto context = isolate->GetCurrentContext();
  Local<Value> method;
  *missing = false;
  if (!self->Get(context, bind::symbol(isolate, name)).ToLocal(&method)) return {};
  if (!method->IsFunction()) {
    *missing = true;
    return {};
  }
  return method.As<v8::Function>()->Call(context, self, argument.IsEmpty() ? 0 : 1, &argument);
}

void throw_data_clone(v8::Isolate* isolate, Local<v8::Object> self, Local<v8::String> message) {
  bool missing;
  Local<Value> constructor;
  auto context = isolate->GetCurrentContext();
  // The class gives the kind of error.
  if (self->Get(context, bind::symbol(isolate, "_getDataCloneError")).ToLocal(&constructor) &&
      constructor->IsFunction()) {
    Local<Value> error, argument = message;
    if (call_method(isolate, self, "_getDataCloneError", argument, &missing).ToLocal(&error)) {
      isolate->ThrowException(error);
    }
    return;
  }
  isolate->ThrowException(v8::Exception::Error(message));
}

class Serializer : public bind::BaseObject, public v8::ValueSerializer::Delegate {
 public:
  static void construct(Environment& env, const Args& args) { new Serializer(env, args.This()); }

  void write_header(const Args&) { serializer_.WriteHeader(); }
  void write_value(const Args& args) {
    bool written;
    if (serializer_.WriteValue(isolate()->GetCurrentContext(), args[0]).To(&written)) {
      args.GetReturnValue().Set(written);
    }
  }
  void set_views_are_host_objects(const Args& args) {
    serializer_.SetTreatArrayBufferViewsAsHostObjects(args[0]->BooleanValue(isolate()));
  }
  void release_buffer(const Args& args) {
    auto [data, size] = serializer_.Release();
    auto store = v8::ArrayBuffer::NewBackingStore(
        data, size, [](void* bytes, size_t, void*) { std::free(bytes); }, nullptr);
    auto buffer = v8::ArrayBuffer::New(isolate(), std::move(store));
    args.GetReturnValue().Set(v8::Uint8Array::New(buffer, 0, size));
  }
  void transfer_array_buffer(const Args& args) {
    uint32_t id;
    if (!args[0]->Uint32Value(isolate()->GetCurrentContext()).To(&id)) return;
    if (args[1]->IsArrayBuffer()) {
      serializer_.TransferArrayBuffer(id, args[1].As<v8::ArrayBuffer>());
    }
  }
  void write_uint32(const Args& args) {
    uint32_t value;
    if (args[0]->Uint32Value(isolate()->GetCurrentContext()).To(&value))
      serializer_.WriteUint32(value);
  }
  void write_uint64(const Args& args) {
    uint32_t high, low;
    auto context = isolate()->GetCurrentContext();
    if (!args[0]->Uint32Value(context).To(&high) || !args[1]->Uint32Value(context).To(&low)) return;
    serializer_.WriteUint64((static_cast<uint64_t>(high) << 32) | low);
  }
  void write_double(const Args& args) {
    double value;
    if (args[0]->NumberValue(isolate()->GetCurrentContext()).To(&value))
      serializer_.WriteDouble(value);
  }
  void write_raw_bytes(const Args& args) {
    auto bytes = bind::bytes(args[0]);
    serializer_.WriteRawBytes(bytes.data(), bytes.size());
  }

 private:
  Serializer(Environment& env, Local<v8::Object> object)
      : BaseObject(env, object), serializer_(env.isolate(), this) {
    make_weak();
  }

  void ThrowDataCloneError(Local<v8::String> message) override {
    throw_data_clone(isolate(), object(), message);
  }
  Maybe<bool> WriteHostObject(v8::Isolate* isolate, Local<v8::Object> input) override {
    bool missing;
    auto result = call_method(isolate, object(), "_writeHostObject", input, &missing);
    if (missing) {
      isolate->ThrowException(v8::Exception::TypeError(
          bind::string(isolate, "this._writeHostObject is not a function")));
    }
    return result.IsEmpty() ? Nothing<bool>() : Just(true);
  }
  Maybe<uint32_t> GetSharedArrayBufferId(v8::Isolate* isolate,
                                         Local<v8::SharedArrayBuffer> buffer) override {
    bool missing;
    Local<Value> id;
    if (call_method(isolate, object(), "_getSharedArrayBufferId", buffer, &missing).ToLocal(&id)) {
      return id->Uint32Value(isolate->GetCurrentContext());
    }
    if (missing) return v8::ValueSerializer::Delegate::GetSharedArrayBufferId(isolate, buffer);
    return Nothing<uint32_t>();
  }

  v8::ValueSerializer serializer_;
};

class Deserializer : public bind::BaseObject, public v8::ValueDeserializer::Delegate {
 public:
  // new Deserializer(view): reads from a copy-free view that the object keeps.
  static void construct(Environment& env, const Args& args) {
    if (!args[0]->IsArrayBufferView()) {
      bind::throw_error(env, "buffer must be a TypedArray or a DataView");
      return;
    }
    new Deserializer(env, args.This(), args[0]);
    (void)args.This()
        ->Set(env.context(), bind::symbol(env.isolate(), "buffer"), args[0])
        .FromMaybe(false);
  }

  void read_header(const Args& args) {
    bool good;
    if (deserializer_.ReadHeader(isolate()->GetCurrentContext()).To(&good))
      args.GetReturnValue().Set(good);
  }
  void read_value(const Args& args) {
    Local<Value> value;
    if (deserializer_.ReadValue(isolate()->GetCurrentContext()).ToLocal(&value))
      args.GetReturnValue().Set(value);
  }
  void wire_format_version(const Args& args) {
    args.GetReturnValue().Set(deserializer_.GetWireFormatVersion());
  }
  void transfer_array_buffer(const Args& args) {
    uint32_t id;
    if (!args[0]->Uint32Value(isolate()->GetCurrentContext()).To(&id)) return;
    if (args[1]->IsArrayBuffer()) {
      deserializer_.TransferArrayBuffer(id, args[1].As<v8::ArrayBuffer>());
    } else if (args[1]->IsSharedArrayBuffer()) {
      deserializer_.TransferSharedArrayBuffer(id, args[1].As<v8::SharedArrayBuffer>());
    } else {
      bind::throw_coded(env(), "ERR_INVALID_ARG_TYPE",
                        "arrayBuffer must be an ArrayBuffer or SharedArrayBuffer");
    }
  }
  void read_uint32(const Args& args) {
    uint32_t value;
    if (!deserializer_.ReadUint32(&value)) return bind::throw_error(env(), "ReadUint32() failed");
    args.GetReturnValue().Set(value);
  }
  void read_uint64(const Args& args) {
    uint64_t value;
    if (!deserializer_.ReadUint64(&value)) return bind::throw_error(env(), "ReadUint64() failed");
    Local<Value> parts[] = {
        v8::Integer::NewFromUnsigned(isolate(), static_cast<uint32_t>(value >> 32)),
        v8::Integer::NewFromUnsigned(isolate(), static_cast<uint32_t>(value))};
    args.GetReturnValue().Set(v8::Array::New(isolate(), parts, 2));
  }
  void read_double(const Args& args) {
    double value;
    if (!deserializer_.ReadDouble(&value)) return bind::throw_error(env(), "ReadDouble() failed");
    args.GetReturnValue().Set(value);
  }
  // The offset in the view where the bytes begin.
  void read_raw_bytes(const Args& args) {
    int64_t length;
    if (!args[0]->IntegerValue(isolate()->GetCurrentContext()).To(&length)) return;
    const void* data;
    if (length < 0 || !deserializer_.ReadRawBytes(static_cast<size_t>(length), &data)) {
      return bind::throw_error(env(), "ReadRawBytes() failed");
    }
    args.GetReturnValue().Set(static_cast<double>(static_cast<const uint8_t*>(data) - data_));
  }

 private:
  Deserializer(Environment& env, Local<v8::Object> object, Local<Value> view)
      : BaseObject(env, object),
        store_(view.As<v8::ArrayBufferView>()->Buffer()->GetBackingStore()),
        data_(bind::bytes(view).data()),
        deserializer_(env.isolate(), data_, bind::bytes(view).size(), this) {
    make_weak();
  }

  MaybeLocal<v8::Object> ReadHostObject(v8::Isolate* isolate) override {
    // V8 forbids JavaScript while it deserializes, save where the host takes over.
    v8::Isolate::AllowJavascriptExecutionScope allowed(isolate);
    bool missing;
    Local<Value> result;
    if (!call_method(isolate, object(), "_readHostObject", {}, &missing).ToLocal(&result)) {
      if (missing) return v8::ValueDeserializer::Delegate::ReadHostObject(isolate);
      return {};
    }
    if (!result->IsObject()) {
      isolate->ThrowException(
          v8::Exception::TypeError(bind::string(isolate, "readHostObject must return an object")));
      return {};
    }
    return result.As<v8::Object>();
  }

  std::shared_ptr<v8::BackingStore> store_;  // outlives a detach of the buffer
  const uint8_t* data_;
  v8::ValueDeserializer deserializer_;
};

}  // namespace

GYRE_BINDING(
    serdes,
    bind::cls<Serializer>("Serializer", bind::method<&Serializer::write_header>("writeHeader"),
                          bind::method<&Serializer::write_value>("writeValue"),
                          bind::method<&Serializer::release_buffer>("releaseBytes"),
                          bind::method<&Serializer::transfer_array_buffer>("transferArrayBuffer"),
                          bind::method<&Serializer::write_uint32>("writeUint32"),
                          bind::method<&Serializer::write_uint64>("writeUint64"),
                          bind::method<&Serializer::write_double>("writeDouble"),
                          bind::method<&Serializer::write_raw_bytes>("writeBytes"),
                          bind::method<&Serializer::set_views_are_host_objects>(
                              "_setTreatArrayBufferViewsAsHostObjects")),
    bind::cls<Deserializer>(
        "Deserializer", bind::method<&Deserializer::read_header>("readHeader"),
        bind::method<&Deserializer::read_value>("readValue"),
        bind::method<&Deserializer::wire_format_version>("getWireFormatVersion"),
        bind::method<&Deserializer::transfer_array_buffer>("transferArrayBuffer"),
        bind::method<&Deserializer::read_uint32>("readUint32"),
        bind::method<&Deserializer::read_uint64>("readUint64Parts"),
        bind::method<&Deserializer::read_double>("readDouble"),
        bind::method<&Deserializer::read_raw_bytes>("_readRawBytes")))

}  // namespace gyre::v8_module
