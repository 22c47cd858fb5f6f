#include "runtime/engine/builtins.h"

#include <algorithm>
#include <string>
#include <vector>

#include "os/check.h"
#include "runtime/bind/bind.h"
#include "runtime/bind/values.h"

namespace gyre::runtime {
namespace {

class AsciiText final : public v8::String::ExternalOneByteStringResource {
 public:
  explicit AsciiText(const BuiltinFile& file) : file_(file) {}
  const char* data() const override { return static_cast<const char*>(file_.text); }
  size_t length() const override { return file_.length; }
  void Dispose() override {}  // static

 private:
  const BuiltinFile& file_;
};

class WideText final : public v8::String::ExternalStringResource {
 public:
  explicit WideText(const BuiltinFile& file) : file_(file) {}
  const uint16_t* data() const override { return static_cast<const uint16_t*>(file_.text); }
  size_t length() const override { return file_.length; }
  void Dispose() override {}

 private:
  const BuiltinFile& file_;
};

// By index in kBuiltinFiles; one of the two is set. Never freed: strings of every isolate point at them.
struct Text {
  AsciiText* ascii = nullptr;
  WideText* wide = nullptr;
};
std::vector<Text>* texts = nullptr;

size_t find(std::string_view id) {
  auto found = std::lower_bound(kBuiltinFiles.begin(), kBuiltinFiles.end(), id,
                                [](const BuiltinFile& file, std::string_view key) { return file.id < key; });
  if (found == kBuiltinFiles.end() || found->id != id) return SIZE_MAX;
  return static_cast<size_t>(found - kBuiltinFiles.begin());
}

const CodeCache* find_cache(std::string_view id) {
  auto found = std::lower_bound(kCodeCaches.begin(), kCodeCaches.end(), id,
                                [](const CodeCache& cache, std::string_view key) { return cache.id < key; });
  return found == kCodeCaches.end() || found->id != id ? nullptr : &*found;
}

}  // namespace

void prepare_builtins() {
  if (texts != nullptr) return;
  texts = new std::vector<Text>(kBuiltinFiles.size());
  for (size_t i = 0; i < kBuiltinFiles.size(); ++i) {
    const BuiltinFile& file = kBuiltinFiles[i];
    if (file.is_ascii) {
      (*texts)[i].ascii = new AsciiText(file);
      bind::add_external_reference(reinterpret_cast<intptr_t>(
          static_cast<v8::String::ExternalOneByteStringResource*>((*texts)[i].ascii)));
    } else {
      (*texts)[i].wide = new WideText(file);
      bind::add_external_reference(
          reinterpret_cast<intptr_t>(static_cast<v8::String::ExternalStringResource*>((*texts)[i].wide)));
    }
  }
}

v8::MaybeLocal<v8::Function> compile_builtin(bind::Environment& env, std::string_view id) {
  size_t index = find(id);
  if (index == SIZE_MAX) return {};
  v8::Isolate* isolate = env.isolate();
  const Text& text = (*texts)[index];
  v8::Local<v8::String> source_text;
  auto made = text.ascii != nullptr ? v8::String::NewExternalOneByte(isolate, text.ascii)
                                    : v8::String::NewExternalTwoByte(isolate, text.wide);
  if (!made.ToLocal(&source_text)) return {};

  std::string url = "node:" + std::string(id);
  v8::ScriptOrigin origin(bind::string(isolate, url));
  v8::ScriptCompiler::CachedData* cached = nullptr;
  if (const CodeCache* cache = find_cache(id)) {
    cached = new v8::ScriptCompiler::CachedData(cache->data, static_cast<int>(cache->size));
  }
  v8::ScriptCompiler::Source source(source_text, origin, cached);
  auto name = [&](std::string_view s) { return bind::symbol(isolate, s); };
  v8::Local<v8::String> usual[] = {name("exports"), name("require"), name("module"),
                                   name("process"), name("binding"), name("primordials")};
  v8::Local<v8::String> loader[] = {name("binding"), name("compile"), name("ids")};
  bool is_loader = id == kLoaderId;
  return v8::ScriptCompiler::CompileFunction(
      env.context(), &source, is_loader ? std::size(loader) : std::size(usual), is_loader ? loader : usual, 0, nullptr,
      cached != nullptr ? v8::ScriptCompiler::kConsumeCodeCache : v8::ScriptCompiler::kNoCompileOptions);
}

void make_code_caches(bind::Environment& env, void (*take)(std::string_view, const uint8_t*, size_t, void*), void* data) {
  for (const BuiltinFile& file : kBuiltinFiles) {
    v8::HandleScope scope(env.isolate());
    v8::TryCatch caught(env.isolate());
    v8::Local<v8::Function> function;
    if (!compile_builtin(env, file.id).ToLocal(&function)) {
      bind::Utf8 message(env.isolate(), caught.Exception());
      std::fprintf(stderr, "%.*s does not compile: %s\n", static_cast<int>(file.id.size()), file.id.data(), message.c_str());
      std::exit(1);
    }
    std::unique_ptr<v8::ScriptCompiler::CachedData> cache(v8::ScriptCompiler::CreateCodeCacheForFunction(function));
    if (cache) take(file.id, cache->data, static_cast<size_t>(cache->length), data);
  }
}

}  // namespace gyre::runtime
