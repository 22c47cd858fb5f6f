// Strings, bytes and errors between V8 and C++.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <v8.h>

#include "runtime/bind/environment.h"

namespace gyre::bind {

// UTF-8 text of a string (unpaired surrogates become U+FFFD), short ones without an allocation. Null-terminated.
class Utf8 {
 public:
  Utf8(v8::Isolate* isolate, v8::Local<v8::Value> value);
  ~Utf8() { if (data_ != inline_) delete[] data_; }
  Utf8(const Utf8&) = delete;
  Utf8& operator=(const Utf8&) = delete;
  const char* c_str() const { return data_; }
  size_t size() const { return size_; }
  std::string_view view() const { return {data_, size_}; }
  std::string str() const { return {data_, size_}; }

 private:
  char inline_[512];
  char* data_ = inline_;
  size_t size_ = 0;
};

v8::Local<v8::String> string(v8::Isolate* isolate, std::string_view utf8);         // empty handle when too long
v8::Local<v8::String> symbol(v8::Isolate* isolate, std::string_view one_byte);     // internalised
v8::Local<v8::String> latin1(v8::Isolate* isolate, std::string_view bytes);
inline v8::Local<v8::Value> number(v8::Isolate* isolate, double n) { return v8::Number::New(isolate, n); }

// The bytes of an ArrayBufferView, ArrayBuffer or SharedArrayBuffer; empty span for anything else.
std::span<uint8_t> bytes(v8::Local<v8::Value> value);
// A path or text given as a string or as a Uint8Array, null-terminated.
std::string path(v8::Isolate* isolate, v8::Local<v8::Value> value);
v8::Local<v8::Array> string_array(v8::Isolate* isolate, std::span<const std::string> strings);

void throw_error(Environment& env, const char* message);
void throw_type_error(Environment& env, const char* message);
// An Error with `code` set: for what JavaScript has not checked, such as a native limit.
void throw_coded(Environment& env, const char* code, const char* message);

}  // namespace gyre::bind
