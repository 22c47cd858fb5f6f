#include "stdlib/crypto/common.h"

#include <openssl/err.h>

#include <cstring>
#include <map>
#include <mutex>

namespace gyre::crypto {

std::vector<uint8_t> copy_bytes(v8::Isolate* isolate, v8::Local<v8::Value> value) {
  if (value->IsString()) {
    bind::Utf8 text(isolate, value);
    return {text.c_str(), text.c_str() + text.size()};
  }
  auto data = bind::bytes(value);
  return {data.begin(), data.end()};
}

v8::Local<v8::ArrayBuffer> to_array_buffer(v8::Isolate* isolate, Bytes bytes) {
  auto buffer = v8::ArrayBuffer::New(isolate, bytes.size(), v8::BackingStoreInitializationMode::kUninitialized);
  if (!bytes.empty()) std::memcpy(buffer->Data(), bytes.data(), bytes.size());
  return buffer;
}

const EVP_MD* digest_by_name(const std::string& name) {
  static std::mutex mutex;
  static std::map<std::string, const EVP_MD*> known;
  std::lock_guard lock(mutex);
  auto found = known.find(name);
  if (found != known.end()) return found->second;
  // "RSA-SHA256" is a signature's name for its digest.
  const char* plain = strncasecmp(name.c_str(), "rsa-", 4) == 0 ? name.c_str() + 4 : name.c_str();
  const EVP_MD* digest = EVP_MD_fetch(nullptr, plain, nullptr);
  if (digest == nullptr) {
    ERR_clear_error();
    digest = EVP_get_digestbyname(name.c_str());
    if (digest != nullptr) {
      // A name that only the legacy table knows: take the provider's implementation of the same digest.
      const EVP_MD* fetched = EVP_MD_fetch(nullptr, EVP_MD_get0_name(digest), nullptr);
      ERR_clear_error();
      digest = fetched;
    }
  }
  // Unknown names are not kept: a program that asks for many of them would fill the table.
  if (digest != nullptr) known.emplace(name, digest);
  return digest;
}

v8::Local<v8::Value> openssl_error(Environment& env, unsigned long code, const char* fallback) {
  v8::Isolate* isolate = env.isolate();
  auto context = env.context();
  if (code == 0) return v8::Exception::Error(bind::string(isolate, fallback));
  char text[256];
  ERR_error_string_n(code, text, sizeof text);
  auto error = v8::Exception::Error(bind::string(isolate, text)).As<v8::Object>();
  auto set = [&](const char* key, const char* value) {
    if (value != nullptr) error->Set(context, bind::symbol(isolate, key), bind::string(isolate, value)).Check();
  };
  set("library", ERR_lib_error_string(code));
  const char* reason = ERR_reason_error_string(code);
  set("reason", reason);
  if (reason != nullptr) {
    // ERR_OSSL_ plus the reason in capitals, as programs match it.
    std::string name = "ERR_OSSL_";
    const char* library = ERR_lib_error_string(code);
    if (library != nullptr && ERR_GET_LIB(code) != ERR_LIB_EVP) {
      std::string short_name(library);
      size_t space = short_name.find(' ');
      if (space != std::string::npos) short_name.resize(space);
      for (char c : short_name) name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      name += '_';
    } else if (ERR_GET_LIB(code) == ERR_LIB_EVP) {
      name += "EVP_";
    }
    for (const char* p = reason; *p != 0; ++p) {
      name += *p == ' ' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(*p)));
    }
    set("code", name.c_str());
  }
  return error;
}

void throw_openssl_error(Environment& env, const char* fallback) {
  unsigned long code = ERR_get_error();
  ERR_clear_error();
  env.isolate()->ThrowException(openssl_error(env, code, fallback));
}

void Job::start(std::unique_ptr<Job> job, const Args& args, int callback_index) {
  Environment& env = Environment::from(args.GetIsolate());
  if (!args[callback_index]->IsFunction()) {
    if (!job->work()) return throw_openssl_error(env, "The operation failed");
    args.GetReturnValue().Set(job->result(args.GetIsolate()));
    return;
  }
  Job* pending = job.release();
  pending->env_ = &env;
  pending->callback_.Reset(args.GetIsolate(), args[callback_index].As<v8::Function>());
  pending->frame_.capture(args.GetIsolate());
  pending->run = [](loop::Work* work) {
    auto* self = static_cast<Job*>(work);
    self->succeeded_ = self->work();
    if (!self->succeeded_) {
      self->error_ = ERR_get_error();
      ERR_clear_error();
    }
  };
  pending->done = [](loop::Work* work, int status) {
    std::unique_ptr<Job> self(static_cast<Job*>(work));
    Environment& owner = *self->env_;
    if (status != 0 || owner.stopping()) return;
    v8::Isolate* isolate = owner.isolate();
    v8::HandleScope handles(isolate);
    bind::CallbackScope scope(owner, self->frame_.get(isolate));
    auto callback = self->callback_.Get(isolate);
    if (self->succeeded_) {
      scope.call(callback, v8::Undefined(isolate), {v8::Undefined(isolate), self->result(isolate)});
    } else {
      scope.call(callback, v8::Undefined(isolate), {openssl_error(owner, self->error_, "The operation failed")});
    }
  };
  pending->submit(env.loop(), loop::Lane::cpu);
}

}  // namespace gyre::crypto
