#include "runtime/engine/engine.h"

#include <unistd.h>

#include <cstdio>
#include <string>

#include "os/check.h"
#include "os/random.h"
#include "runtime/bind/bind.h"
#include "runtime/bind/task_queue.h"
#include "runtime/bind/values.h"
#include "runtime/engine/builtins.h"
#include "runtime/engine/hooks.h"
#include "runtime/modules/contextify.h"

namespace gyre::runtime {
namespace {

constexpr size_t kMainContext = 0;  // index in the snapshot; its default context is a bare one, for node:vm

bool fill_with_entropy(unsigned char* buffer, size_t size) {
  return os::random_bytes(buffer, size) == 0;
}

void configure_isolate(v8::Isolate* isolate) {
  isolate->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
  isolate->SetPromiseRejectCallback(&bind::on_promise_reject);
  isolate->SetAllowWasmCodeGenerationCallback([](v8::Local<v8::Context> context, v8::Local<v8::String>) {
    if (!modules::wasm_allowed(context)) return false;
    bind::Environment::from(context->GetIsolate()).wasm_used = true;
    return true;
  });
  isolate->SetCaptureStackTraceForUncaughtExceptions(false);
  install_hooks(isolate);
}

}  // namespace

void set_fixed_v8_flags() {
  // Without the first two every process has the same hash seed, the one of the machine that made the snapshot.
  v8::V8::SetFlagsFromString("--rehash-snapshot");
  v8::V8::SetFlagsFromString("--no-freeze-flags-after-init");
  v8::V8::SetFlagsFromString("--js-source-phase-imports");
}

void initialize_v8() {
  bind::prepare_tables();
  prepare_builtins();
  bind::Environment::note_v8_start();
  v8::V8::SetEntropySource(&fill_with_entropy);
  // Ends with the process: V8's background threads may still run when main returns.
  v8::V8::InitializePlatform(new Platform);
  v8::V8::Initialize();
}

std::unique_ptr<Instance> Instance::create(bind::Environment::Options options, const HeapLimits& limits) {
  std::unique_ptr<Instance> instance(new Instance);
  instance->allocator_.reset(v8::ArrayBuffer::Allocator::NewDefaultAllocator());
  v8::Isolate::CreateParams params;
  params.array_buffer_allocator = instance->allocator_.get();
  params.external_references = bind::external_references().data();
  if (kSnapshot.data != nullptr) params.snapshot_blob = const_cast<v8::StartupData*>(&kSnapshot);
  // V8's own default is made for a browser tab; ours follows the machine, as Node's does.
  auto memory = static_cast<uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<uint64_t>(::sysconf(_SC_PAGE_SIZE));
  params.constraints.ConfigureDefaults(memory, 0);
  if (limits.old_space != 0) params.constraints.set_max_old_generation_size_in_bytes(limits.old_space);
  if (limits.young_space != 0) params.constraints.set_max_young_generation_size_in_bytes(limits.young_space);
  if (limits.code_range != 0) params.constraints.set_code_range_size_in_bytes(limits.code_range);
  v8::Isolate* isolate = v8::Isolate::Allocate();
  instance->isolate_ = isolate;
  Platform::get().add_isolate(isolate);
  v8::Isolate::Initialize(isolate, params);
  configure_isolate(isolate);

  v8::Isolate::Scope isolate_scope(isolate);
  v8::HandleScope handles(isolate);
  instance->env_ = std::make_unique<bind::Environment>(isolate, std::move(options));
  v8::Local<v8::Context> context;
  if (kSnapshot.data != nullptr) {
    if (!v8::Context::FromSnapshot(isolate, kMainContext).ToLocal(&context) || !instance->env_->adopt(context)) {
      std::fputs("gyre: the start-up snapshot does not fit this binary\n", stderr);
      return nullptr;
    }
  } else {
    context = v8::Context::New(isolate);
    if (!instance->env_->bootstrap(context)) return nullptr;
  }
  return instance;
}

Instance::~Instance() {
  if (isolate_ == nullptr) return;
  {
    v8::Isolate::Scope isolate_scope(isolate_);
    env_.reset();
  }
  Platform::get().remove_isolate(isolate_);
  isolate_->Dispose();
}

int write_snapshot(const char* path) {
  std::unique_ptr<v8::ArrayBuffer::Allocator> allocator(v8::ArrayBuffer::Allocator::NewDefaultAllocator());
  v8::Isolate::CreateParams params;
  params.array_buffer_allocator = allocator.get();
  params.external_references = bind::external_references().data();
  v8::Isolate* isolate = v8::Isolate::Allocate();
  Platform::get().add_isolate(isolate);
  v8::StartupData blob{nullptr, 0};
  {
    v8::SnapshotCreator creator(isolate, params);
    configure_isolate(isolate);
    std::unique_ptr<bind::Environment> env;
    {
      v8::Isolate::Scope isolate_scope(isolate);
      v8::HandleScope handles(isolate);
      env = std::make_unique<bind::Environment>(isolate, bind::Environment::Options{.making_snapshot = true});
      creator.SetDefaultContext(v8::Context::New(isolate));
      auto context = v8::Context::New(isolate);
      if (!env->bootstrap(context)) return 1;
      env->add_to_snapshot(creator, context);
      GYRE_CHECK(creator.AddContext(context) == kMainContext);
      env.reset();
    }
    blob = creator.CreateBlob(v8::SnapshotCreator::FunctionCodeHandling::kKeep);
  }
  Platform::get().remove_isolate(isolate);
  if (blob.data == nullptr) {
    std::fputs("the snapshot could not be made\n", stderr);
    return 1;
  }
  std::FILE* file = std::fopen(path, "wb");
  bool written = file != nullptr &&
                 std::fwrite(blob.data, 1, static_cast<size_t>(blob.raw_size), file) == static_cast<size_t>(blob.raw_size);
  if (file != nullptr && std::fclose(file) != 0) written = false;
  delete[] blob.data;
  if (!written) std::perror(path);
  return written ? 0 : 1;
}

int write_code_caches(const char* folder) {
  auto instance = Instance::create({});
  if (!instance) return 1;
  v8::Isolate::Scope isolate_scope(instance->isolate());
  v8::HandleScope handles(instance->isolate());
  v8::Context::Scope context_scope(instance->env().context());
  struct Output {
    std::FILE* index;
    std::FILE* data;
    size_t offset = 0;
    bool failed = false;
  };
  Output out{std::fopen((std::string(folder) + "/code_cache.index").c_str(), "w"),
             std::fopen((std::string(folder) + "/code_cache.bin").c_str(), "wb")};
  if (out.index == nullptr || out.data == nullptr) {
    std::perror(folder);
    return 1;
  }
  make_code_caches(
      instance->env(),
      [](std::string_view id, const uint8_t* data, size_t size, void* argument) {
        auto* output = static_cast<Output*>(argument);
        static constexpr char kZeros[16] = {};
        std::fprintf(output->index, "%.*s %zu %zu\n", static_cast<int>(id.size()), id.data(), output->offset, size);
        output->failed |= std::fwrite(data, 1, size, output->data) != size;
        size_t padding = (16 - size % 16) % 16;  // V8 wants aligned data
        output->failed |= std::fwrite(kZeros, 1, padding, output->data) != padding;
        output->offset += size + padding;
      },
      &out);
  out.failed |= std::fclose(out.index) != 0;
  out.failed |= std::fclose(out.data) != 0;
  return out.failed ? 1 : 0;
}

}  // namespace gyre::runtime
