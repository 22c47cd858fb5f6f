// binding('crypto_hash'): Hash and Hmac contexts of OpenSSL's, digests in one call, and their names.
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "stdlib/buffer/codec.h"
#include "stdlib/crypto/common.h"

namespace gyre::crypto {
namespace {

// How a digest is handed to JavaScript: 'hex' text directly, anything else as bytes.
enum class Output : int32_t { bytes, hex };

v8::Local<v8::Value> present(v8::Isolate* isolate, Bytes digest, int32_t output) {
  if (output != static_cast<int32_t>(Output::hex)) return to_array_buffer(isolate, digest);
  std::string text(digest.size() * 2, 0);
  buffer::encode_hex(digest, text.data());
  return bind::latin1(isolate, text);
}

// Feeds a string's UTF-8 or a view's bytes.
template <typename Update>
bool feed(v8::Isolate* isolate, v8::Local<v8::Value> data, Update update) {
  if (data->IsString()) {
    bind::Utf8 text(isolate, data);
    return update(text.c_str(), text.size());
  }
  auto view = bind::bytes(data);
  return update(view.data(), view.size());
}

class Hash final : public bind::BaseObject {
 public:
  // new Hash(name or Hash, output length or undefined)
  static void construct(Environment& env, const Args& args) {
    auto* hash = new Hash(env, args.This());
    hash->make_weak();
    if (args[0]->IsString()) {
      const EVP_MD* digest = digest_by_name(bind::Utf8(env.isolate(), args[0]).str());
      hash->ok_ = digest != nullptr && EVP_DigestInit_ex(hash->context_, digest, nullptr) == 1;
    } else if (args[0]->IsObject()) {
      Hash* original = bind::detail::unwrap<Hash>(args[0].As<v8::Object>());
      hash->ok_ = original != nullptr && EVP_MD_CTX_copy(hash->context_, original->context_) == 1;
    }
    if (!hash->ok_) return throw_openssl_error(env, "Digest method not supported");
    const EVP_MD* digest = EVP_MD_CTX_get0_md(hash->context_);
    hash->length_ = static_cast<size_t>(EVP_MD_get_size(digest));
    if (!args[1]->IsNumber()) return;
    auto length = static_cast<size_t>(args[1].As<v8::Number>()->Value());
    if (length == hash->length_) return;
    if ((EVP_MD_get_flags(digest) & EVP_MD_FLAG_XOF) == 0) {
      ERR_raise(ERR_LIB_EVP, EVP_R_NOT_XOF_OR_INVALID_LENGTH);
      return throw_openssl_error(env, "Unsupported state or unable to set the output length");
    }
    hash->length_ = length;
  }

  // update(data): false when the context is used up.
  void update(const Args& args) {
    bool done = feed(isolate(), args[0], [&](const void* data, size_t size) {
      return EVP_DigestUpdate(context_, data, size) == 1;
    });
    args.GetReturnValue().Set(done);
  }

  // digest(output)
  void digest(const Args& args) {
    std::vector<uint8_t> out(length_);
    bool xof = (EVP_MD_get_flags(EVP_MD_CTX_get0_md(context_)) & EVP_MD_FLAG_XOF) != 0;
    int made = xof ? (length_ == 0 ? 1 : EVP_DigestFinalXOF(context_, out.data(), out.size()))
                   : EVP_DigestFinal_ex(context_, out.data(), nullptr);
    if (made != 1) return throw_openssl_error(env(), "Unable to finish the digest");
    args.GetReturnValue().Set(present(isolate(), out, args[0].As<v8::Int32>()->Value()));
  }

 private:
  Hash(Environment& env, v8::Local<v8::Object> object) : BaseObject(env, object), context_(EVP_MD_CTX_new()) {}
  ~Hash() override { EVP_MD_CTX_free(context_); }

  EVP_MD_CTX* context_;
  size_t length_ = 0;
  bool ok_ = false;
};

class Hmac final : public bind::BaseObject {
 public:
  // new Hmac(digest name, key bytes)
  static void construct(Environment& env, const Args& args) {
    auto* hmac = new Hmac(env, args.This());
    hmac->make_weak();
    const EVP_MD* digest = digest_by_name(bind::Utf8(env.isolate(), args[0]).str());
    if (digest == nullptr) return;  // JavaScript sees ready() false and names the digest
    auto key = copy_bytes(env.isolate(), args[1]);
    static const uint8_t kNoKey = 0;
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>(EVP_MD_get0_name(digest)), 0),
        OSSL_PARAM_construct_end()};
    hmac->ready_ = EVP_MAC_init(hmac->context_, key.empty() ? &kNoKey : key.data(), key.size(), params) == 1;
  }
  bool ready() { return ready_; }

  void update(const Args& args) {
    bool done = feed(isolate(), args[0], [&](const void* data, size_t size) {
      return EVP_MAC_update(context_, static_cast<const uint8_t*>(data), size) == 1;
    });
    args.GetReturnValue().Set(done);
  }

  void digest(const Args& args) {
    uint8_t out[EVP_MAX_MD_SIZE];
    size_t size = 0;
    if (EVP_MAC_final(context_, out, &size, sizeof out) != 1) return throw_openssl_error(env(), "Unable to finish the HMAC");
    args.GetReturnValue().Set(present(isolate(), {out, size}, args[0].As<v8::Int32>()->Value()));
  }

 private:
  Hmac(Environment& env, v8::Local<v8::Object> object) : BaseObject(env, object) {
    static EVP_MAC* const mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    context_ = EVP_MAC_CTX_new(mac);
  }
  ~Hmac() override { EVP_MAC_CTX_free(context_); }

  EVP_MAC_CTX* context_;
  bool ready_ = false;
};

// hash(name, data, output, output length or undefined): undefined for an unknown name.
void one_shot(const Args& args) {
  Environment& env = Environment::from(args.GetIsolate());
  const EVP_MD* digest = digest_by_name(bind::Utf8(env.isolate(), args[0]).str());
  if (digest == nullptr) return;
  auto size = static_cast<size_t>(EVP_MD_get_size(digest));
  bool xof = (EVP_MD_get_flags(digest) & EVP_MD_FLAG_XOF) != 0;
  if (args[3]->IsNumber()) {
    auto wanted = static_cast<size_t>(args[3].As<v8::Number>()->Value());
    if (!xof && wanted != size) {
      ERR_raise(ERR_LIB_EVP, EVP_R_NOT_XOF_OR_INVALID_LENGTH);
      return throw_openssl_error(env, "Unsupported output length");
    }
    size = wanted;
  }
  std::vector<uint8_t> out(size);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  bool done = EVP_DigestInit_ex(context, digest, nullptr) == 1 &&
              feed(env.isolate(), args[1], [&](const void* data, size_t n) { return EVP_DigestUpdate(context, data, n) == 1; }) &&
              (xof ? (size == 0 || EVP_DigestFinalXOF(context, out.data(), size) == 1)
                   : EVP_DigestFinal_ex(context, out.data(), nullptr) == 1);
  EVP_MD_CTX_free(context);
  if (!done) return throw_openssl_error(env, "Unable to make the digest");
  args.GetReturnValue().Set(present(env.isolate(), out, args[2].As<v8::Int32>()->Value()));
}

// getHashes(): every name under which a digest of the providers is known.
void get_hashes(const Args& args) {
  std::set<std::string> names;
  EVP_MD_do_all_sorted(
      [](const EVP_MD* digest, const char* from, const char* to, void* out) {
        const char* name = from != nullptr ? from : to;
        if (name == nullptr) return;
        // An alias comes without a digest, with what it stands for.
        const char* real = digest != nullptr ? EVP_MD_get0_name(digest) : to;
        if (real == nullptr) return;
        EVP_MD* fetched = EVP_MD_fetch(nullptr, real, nullptr);
        if (fetched == nullptr) return;
        EVP_MD_free(fetched);
        static_cast<std::set<std::string>*>(out)->insert(name);
      },
      &names);
  ERR_clear_error();
  std::vector<std::string> list(names.begin(), names.end());
  args.GetReturnValue().Set(bind::string_array(args.GetIsolate(), list));
}

}  // namespace

GYRE_BINDING(crypto_hash,
             bind::cls<Hash>("Hash", bind::method<&Hash::update>("update"), bind::method<&Hash::digest>("digest")),
             bind::cls<Hmac>("Hmac", bind::method<&Hmac::ready>("ready"), bind::method<&Hmac::update>("update"),
                             bind::method<&Hmac::digest>("digest")),
             bind::fn<&one_shot>("hash"), bind::fn<&get_hashes>("getHashes"),
             bind::constant("kBytes", static_cast<int>(Output::bytes)), bind::constant("kHex", static_cast<int>(Output::hex)))

}  // namespace gyre::crypto
