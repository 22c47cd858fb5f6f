// binding('crypto_random'): randomness from OpenSSL's generator, comparison in constant time, and key derivation.
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>

#include "stdlib/crypto/common.h"

namespace gyre::crypto {
namespace {

// Fills bytes of a buffer that is kept alive until the job is done.
class FillJob final : public Job {
 public:
  FillJob(std::shared_ptr<v8::BackingStore> store, size_t offset, size_t size)
      : store_(std::move(store)), offset_(offset), size_(size) {}
  bool work() override {
    auto* out = static_cast<uint8_t*>(store_->Data()) + offset_;
    // RAND_bytes takes an int.
    for (size_t left = size_; left > 0;) {
      int part = static_cast<int>(std::min<size_t>(left, 1 << 30));
      if (RAND_bytes(out, part) != 1) return false;
      out += part;
      left -= static_cast<size_t>(part);
    }
    return true;
  }
  v8::Local<v8::Value> result(v8::Isolate* isolate) override { return v8::Undefined(isolate); }

 private:
  std::shared_ptr<v8::BackingStore> store_;
  size_t offset_, size_;
};

// fill(ArrayBuffer or SharedArrayBuffer, offset, size, callback or undefined)
void fill(const Args& args) {
  auto store = args[0]->IsSharedArrayBuffer() ? args[0].As<v8::SharedArrayBuffer>()->GetBackingStore()
                                              : args[0].As<v8::ArrayBuffer>()->GetBackingStore();
  auto offset = static_cast<size_t>(args[1].As<v8::Number>()->Value());
  auto size = static_cast<size_t>(args[2].As<v8::Number>()->Value());
  if (offset + size > store->ByteLength()) return;
  Job::start(std::make_unique<FillJob>(std::move(store), offset, size), args, 3);
}

// timingSafeEqual(a, b): of equal length.
void timing_safe_equal(const Args& args) {
  auto a = bind::bytes(args[0]), b = bind::bytes(args[1]);
  args.GetReturnValue().Set(a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

class DeriveJob : public Job {
 public:
  explicit DeriveJob(size_t size) : out_(size) {}
  v8::Local<v8::Value> result(v8::Isolate* isolate) override { return to_array_buffer(isolate, out_); }

 protected:
  std::vector<uint8_t> out_;
};

class Pbkdf2Job final : public DeriveJob {
 public:
  Pbkdf2Job(size_t size, std::vector<uint8_t> password, std::vector<uint8_t> salt, int iterations, const EVP_MD* digest)
      : DeriveJob(size), password_(std::move(password)), salt_(std::move(salt)), iterations_(iterations), digest_(digest) {}
  bool work() override {
    return PKCS5_PBKDF2_HMAC(reinterpret_cast<const char*>(password_.data()), static_cast<int>(password_.size()), salt_.data(),
                             static_cast<int>(salt_.size()), iterations_, digest_, static_cast<int>(out_.size()),
                             out_.data()) == 1;
  }

 private:
  std::vector<uint8_t> password_, salt_;
  int iterations_;
  const EVP_MD* digest_;
};

// pbkdf2(password, salt, iterations, size, digest, callback or undefined): false for an unknown digest.
void pbkdf2(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  const EVP_MD* digest = digest_by_name(bind::Utf8(isolate, args[4]).str());
  if (digest == nullptr) return args.GetReturnValue().Set(false);
  Job::start(std::make_unique<Pbkdf2Job>(static_cast<size_t>(args[3].As<v8::Number>()->Value()), copy_bytes(isolate, args[0]),
                                         copy_bytes(isolate, args[1]), args[2].As<v8::Int32>()->Value(), digest),
             args, 5);
}

class ScryptJob final : public DeriveJob {
 public:
  ScryptJob(size_t size, std::vector<uint8_t> password, std::vector<uint8_t> salt, uint64_t n, uint64_t r, uint64_t p,
            uint64_t memory)
      : DeriveJob(size), password_(std::move(password)), salt_(std::move(salt)), n_(n), r_(r), p_(p), memory_(memory) {}
  bool work() override {
    static const char kNone = 0;
    return EVP_PBE_scrypt(password_.empty() ? &kNone : reinterpret_cast<const char*>(password_.data()), password_.size(),
                          salt_.data(), salt_.size(), n_, r_, p_, memory_, out_.empty() ? nullptr : out_.data(),
                          out_.size()) == 1;
  }

 private:
  std::vector<uint8_t> password_, salt_;
  uint64_t n_, r_, p_, memory_;
};

// scryptFits(N, r, p, maxmem): whether OpenSSL takes these parameters.
void scrypt_fits(const Args& args) {
  auto at = [&](int i) { return static_cast<uint64_t>(args[i].As<v8::Number>()->Value()); };
  bool fits = EVP_PBE_scrypt(nullptr, 0, nullptr, 0, at(0), at(1), at(2), at(3), nullptr, 0) == 1;
  ERR_clear_error();
  args.GetReturnValue().Set(fits);
}

// scrypt(password, salt, size, N, r, p, maxmem, callback or undefined)
void scrypt(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  auto at = [&](int i) { return static_cast<uint64_t>(args[i].As<v8::Number>()->Value()); };
  Job::start(std::make_unique<ScryptJob>(at(2), copy_bytes(isolate, args[0]), copy_bytes(isolate, args[1]), at(3), at(4), at(5),
                                         at(6)),
             args, 7);
}

class HkdfJob final : public DeriveJob {
 public:
  HkdfJob(size_t size, const EVP_MD* digest, std::vector<uint8_t> key, std::vector<uint8_t> salt, std::vector<uint8_t> info)
      : DeriveJob(size), digest_(digest), key_(std::move(key)), salt_(std::move(salt)), info_(std::move(info)) {}
  bool work() override {
    if (out_.empty()) return true;
    EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nullptr);
    static const uint8_t kNone = 0;
    auto data = [](const std::vector<uint8_t>& v) { return v.empty() ? &kNone : v.data(); };
    size_t size = out_.size();
    bool done = context != nullptr && EVP_PKEY_derive_init(context) == 1 && EVP_PKEY_CTX_set_hkdf_md(context, digest_) == 1 &&
                EVP_PKEY_CTX_set1_hkdf_salt(context, data(salt_), static_cast<int>(salt_.size())) == 1 &&
                EVP_PKEY_CTX_set1_hkdf_key(context, data(key_), static_cast<int>(key_.size())) == 1 &&
                EVP_PKEY_CTX_add1_hkdf_info(context, data(info_), static_cast<int>(info_.size())) == 1 &&
                EVP_PKEY_derive(context, out_.data(), &size) == 1;
    EVP_PKEY_CTX_free(context);
    return done;
  }

 private:
  const EVP_MD* digest_;
  std::vector<uint8_t> key_, salt_, info_;
};

// hkdf(digest, key, salt, info, size, callback or undefined): false for an unknown digest, null for a size it cannot give.
void hkdf(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  const EVP_MD* digest = digest_by_name(bind::Utf8(isolate, args[0]).str());
  if (digest == nullptr) return args.GetReturnValue().Set(false);
  auto size = static_cast<size_t>(args[4].As<v8::Number>()->Value());
  if (size > 255 * static_cast<size_t>(EVP_MD_get_size(digest))) return args.GetReturnValue().SetNull();
  Job::start(std::make_unique<HkdfJob>(size, digest, copy_bytes(isolate, args[1]), copy_bytes(isolate, args[2]),
                                       copy_bytes(isolate, args[3])),
             args, 5);
}

}  // namespace

GYRE_BINDING(crypto_random, bind::fn<&fill>("fill"), bind::fn<&timing_safe_equal>("timingSafeEqual"),
             bind::fn<&pbkdf2>("pbkdf2"), bind::fn<&scrypt>("scrypt"), bind::fn<&scrypt_fits>("scryptFits"),
             bind::fn<&hkdf>("hkdf"))

}  // namespace gyre::crypto
