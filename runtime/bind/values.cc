#include "runtime/bind/values.h"

#include <vector>

namespace gyre::bind {

Utf8::Utf8(v8::Isolate* isolate, v8::Local<v8::Value> value) {
  data_[0] = 0;
  v8::Local<v8::String> text;
  if (value->IsString()) {
    text = value.As<v8::String>();
  } else if (!value->ToString(isolate->GetCurrentContext()).ToLocal(&text)) {
    return;
  }
  size_t capacity = static_cast<size_t>(text->Length()) * 3 + 1;
  if (capacity > sizeof inline_) {
    capacity = text->Utf8LengthV2(isolate) + 1;
    if (capacity > sizeof inline_) data_ = new char[capacity];
  }
  size_ = text->WriteUtf8V2(isolate, data_, capacity - 1, v8::String::WriteFlags::kReplaceInvalidUtf8);
  data_[size_] = 0;
}

v8::Local<v8::String> string(v8::Isolate* isolate, std::string_view utf8) {
  v8::Local<v8::String> made;
  if (utf8.size() > static_cast<size_t>(v8::String::kMaxLength)) return made;
  (void)v8::String::NewFromUtf8(isolate, utf8.data(), v8::NewStringType::kNormal, static_cast<int>(utf8.size()))
      .ToLocal(&made);
  return made;
}

v8::Local<v8::String> symbol(v8::Isolate* isolate, std::string_view one_byte) {
  return v8::String::NewFromOneByte(isolate, reinterpret_cast<const uint8_t*>(one_byte.data()),
                                    v8::NewStringType::kInternalized, static_cast<int>(one_byte.size()))
      .ToLocalChecked();
}

v8::Local<v8::String> latin1(v8::Isolate* isolate, std::string_view bytes) {
  v8::Local<v8::String> made;
  if (bytes.size() > static_cast<size_t>(v8::String::kMaxLength)) return made;
  (void)v8::String::NewFromOneByte(isolate, reinterpret_cast<const uint8_t*>(bytes.data()), v8::NewStringType::kNormal,
                                   static_cast<int>(bytes.size()))
      .ToLocal(&made);
  return made;
}

std::span<uint8_t> bytes(v8::Local<v8::Value> value) {
  if (value->IsArrayBufferView()) {
    auto view = value.As<v8::ArrayBufferView>();
    return {static_cast<uint8_t*>(view->Buffer()->Data()) + view->ByteOffset(), view->ByteLength()};
  }
  if (value->IsArrayBuffer()) {
    auto buffer = value.As<v8::ArrayBuffer>();
    return {static_cast<uint8_t*>(buffer->Data()), buffer->ByteLength()};
  }
  if (value->IsSharedArrayBuffer()) {
    auto buffer = value.As<v8::SharedArrayBuffer>();
    return {static_cast<uint8_t*>(buffer->Data()), buffer->ByteLength()};
  }
  return {};
}

std::string path(v8::Isolate* isolate, v8::Local<v8::Value> value) {
  if (value->IsString()) return Utf8(isolate, value).str();
  auto data = bytes(value);
  return {reinterpret_cast<const char*>(data.data()), data.size()};
}

v8::Local<v8::Array> string_array(v8::Isolate* isolate, std::span<const std::string> strings) {
  std::vector<v8::Local<v8::Value>> values;
  values.reserve(strings.size());
  for (const std::string& s : strings) values.push_back(string(isolate, s));
  return v8::Array::New(isolate, values.data(), values.size());
}

void throw_error(Environment& env, const char* message) {
  env.isolate()->ThrowException(v8::Exception::Error(string(env.isolate(), message)));
}

void throw_type_error(Environment& env, const char* message) {
  env.isolate()->ThrowException(v8::Exception::TypeError(string(env.isolate(), message)));
}

void throw_coded(Environment& env, const char* code, const char* message) {
  v8::Isolate* isolate = env.isolate();
  auto error = v8::Exception::Error(string(isolate, message)).As<v8::Object>();
  error->Set(env.context(), symbol(isolate, "code"), symbol(isolate, code)).Check();
  isolate->ThrowException(error);
}

}  // namespace gyre::bind
