// What the files of crypto share: bytes of arguments, digests by name, the last OpenSSL error, and slow work on the pool.
#pragma once

#include <openssl/evp.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "loop/work.h"
#include "runtime/bind/bind.h"
#include "runtime/bind/callback_scope.h"
#include "runtime/bind/values.h"

namespace gyre::crypto {

using bind::Args;
using bind::Environment;
using Bytes = std::span<const uint8_t>;

// A copy of a string's UTF-8 or of a view's bytes.
std::vector<uint8_t> copy_bytes(v8::Isolate* isolate, v8::Local<v8::Value> value);
// A new ArrayBuffer with these bytes.
v8::Local<v8::ArrayBuffer> to_array_buffer(v8::Isolate* isolate, Bytes bytes);

// The digest of that name (any case, OpenSSL's and Node's spellings), or nullptr. Cached: fetching costs microseconds.
const EVP_MD* digest_by_name(const std::string& name);

// Takes OpenSSL's error queue and throws its first entry as an Error with opensslErrorStack, code, library, reason; `fallback` is
// the message when the queue is empty.
void throw_openssl_error(Environment& env, const char* fallback);
// The error object itself.
v8::Local<v8::Value> openssl_error(Environment& env, unsigned long code, const char* fallback);

// Work for the cpu lane whose result goes to a JavaScript function (error, result): `run` on a worker, then `finish` on the loop
// gives the result, or an empty handle with a pending OpenSSL error code in `failed`.
class Job : public loop::Work {
 public:
  virtual ~Job() = default;
  // On a worker, or here when synchronous. False: failed; the error queue of this thread says why.
  virtual bool work() = 0;
  virtual v8::Local<v8::Value> result(v8::Isolate* isolate) = 0;

  // With a function as callback: on the pool, and returns undefined. Without: at once, and returns the result or throws.
  static void start(std::unique_ptr<Job> job, const Args& args, int callback_index);

 private:
  Environment* env_ = nullptr;
  v8::Global<v8::Function> callback_;
  bind::ContextFrame frame_;
  bool succeeded_ = false;
  unsigned long error_ = 0;
};

}  // namespace gyre::crypto
