// binding('v8'): heap figures, snapshots of the heap, V8's flags.
#include <v8-profiler.h>
#include <v8.h>

#include <cstdio>
#include <string>
#include <vector>

#include "runtime/bind/bind.h"
#include "runtime/bind/values.h"

namespace gyre::v8_module {
namespace {

using bind::Args;
using bind::Environment;
using v8::Local;
using v8::Value;

constinit bind::Fields<double, 14> heap_fields;
constinit bind::Fields<double, 4> code_fields;
constinit bind::Fields<double, 4> space_fields;

void fill_heap(v8::Isolate* isolate, double* out) {
  v8::HeapStatistics s;
  isolate->GetHeapStatistics(&s);
  size_t values[] = {s.total_heap_size(),
                     s.total_heap_size_executable(),
                     s.total_physical_size(),
                     s.total_available_size(),
                     s.used_heap_size(),
                     s.heap_size_limit(),
                     s.malloced_memory(),
                     s.peak_malloced_memory(),
                     s.does_zap_garbage(),
                     s.number_of_native_contexts(),
                     s.number_of_detached_contexts(),
                     s.total_global_handles_size(),
                     s.used_global_handles_size(),
                     s.external_memory()};
  for (size_t value : values) *out++ = static_cast<double>(value);
}

void update_heap(Environment& env) { fill_heap(env.isolate(), heap_fields(env)); }

void update_code(Environment& env) {
  v8::HeapCodeStatistics s;
  env.isolate()->GetHeapCodeAndMetadataStatistics(&s);
  double* out = code_fields(env);
  out[0] = static_cast<double>(s.code_and_metadata_size());
  out[1] = static_cast<double>(s.bytecode_and_metadata_size());
  out[2] = static_cast<double>(s.external_script_source_size());
  out[3] = static_cast<double>(s.cpu_profiler_metadata_size());
}

void update_space(Environment& env, int32_t index) {
  v8::HeapSpaceStatistics s;
  env.isolate()->GetHeapSpaceStatistics(&s, static_cast<size_t>(index));
  double* out = space_fields(env);
  out[0] = static_cast<double>(s.space_size());
  out[1] = static_cast<double>(s.space_used_size());
  out[2] = static_cast<double>(s.space_available_size());
  out[3] = static_cast<double>(s.physical_space_size());
}

void space_names(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  std::vector<std::string> names;
  for (size_t i = 0; i < isolate->NumberOfHeapSpaces(); ++i) {
    v8::HeapSpaceStatistics s;
    isolate->GetHeapSpaceStatistics(&s, i);
    names.emplace_back(s.space_name());
  }
  args.GetReturnValue().Set(bind::string_array(isolate, names));
}

void set_flags(const Args& args) {
  v8::V8::SetFlagsFromString(bind::Utf8(args.GetIsolate(), args[0]).c_str());
}

uint32_t cached_data_version_tag(Environment&) {
  return v8::ScriptCompiler::CachedDataVersionTag();
}

void is_one_byte(const Args& args) {
  // V8 may hold Latin-1 text in two bytes a character, until it is flattened: it is how it is held
  // that counts.
  args.GetReturnValue().Set(args[0].As<v8::String>()->IsOneByte());
}

// --- snapshots of the heap
// ----------------------------------------------------------------------------------------------

v8::HeapProfiler::HeapSnapshotOptions snapshot_options(bool internals, bool numeric) {
  v8::HeapProfiler::HeapSnapshotOptions options;
  options.snapshot_mode = internals ? v8::HeapProfiler::HeapSnapshotMode::kExposeInternals
                                    : v8::HeapProfiler::HeapSnapshotMode::kRegular;
  options.numerics_mode = numeric ? v8::HeapProfiler::NumericsMode::kExposeNumericValues
                                  : v8::HeapProfiler::NumericsMode::kHideNumericValues;
  return options;
}

class FileWriter final : public v8::OutputStream {
 public:
  explicit FileWriter(FILE* file) : file_(file) {}
  int GetChunkSize() override { return 65536; }
  void EndOfStream() override {}
  WriteResult WriteAsciiChunk(char* data, int size) override {
    if (std::fwrite(data, 1, static_cast<size_t>(size), file_) == static_cast<size_t>(size))
      return kContinue;
    error_ = errno;
    return kAbort;
  }
  int error() const { return error_; }

 private:
  FILE* file_;
  int error_ = 0;
};

class Collector final : public v8::OutputStream {
 public:
  int GetChunkSize() override { return 65536; }
  void EndOfStream() override {}
  WriteResult WriteAsciiChunk(char* data, int size) override {
    text.append(data, static_cast<size_t>(size));
    return kContinue;
  }
  std::string text;
};

int write_snapshot_to(v8::Isolate* isolate, const std::string& path, bool internals, bool numeric) {
  FILE* file = std::fopen(path.c_str(), "w");
  if (file == nullptr) return -errno;
  auto* snapshot =
      isolate->GetHeapProfiler()->TakeHeapSnapshot(snapshot_options(internals, numeric));
  FileWriter writer(file);
  snapshot->Serialize(&writer, v8::HeapSnapshot::kJSON);
  const_cast<v8::HeapSnapshot*>(snapshot)->Delete();
  int error = writer.error();
  if (std::fclose(file) != 0 && error == 0) error = errno;
  return -error;
}

// writeHeapSnapshot(path, internals, numericValues): 0 or a negative errno
int32_t write_heap_snapshot(Environment& env, Local<Value> path, bool internals, bool numeric) {
  return write_snapshot_to(env.isolate(), bind::path(env.isolate(), path), internals, numeric);
}

// takeHeapSnapshot(internals, numericValues): the JSON as bytes
void take_heap_snapshot(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  auto* snapshot = isolate->GetHeapProfiler()->TakeHeapSnapshot(
      snapshot_options(args[0]->IsTrue(), args[1]->IsTrue()));
  Collector collector;
  snapshot->Serialize(&collector, v8::HeapSnapshot::kJSON);
  const_cast<v8::HeapSnapshot*>(snapshot)->Delete();
  auto buffer = v8::ArrayBuffer::New(isolate, collector.text.size());
  std::copy(collector.text.begin(), collector.text.end(), static_cast<char*>(buffer->Data()));
  args.GetReturnValue().Set(v8::Uint8Array::New(buffer, 0, buffer->ByteLength()));
}

struct NearLimit {
  explicit NearLimit(Environment& e) : env(e) {}
  Environment& env;
  uint32_t left = 0;
  uint32_t taken = 0;
  size_t first_limit = 0;
  bool busy = false;
  std::string prefix;
};

size_t near_heap_limit(void* data, size_t current, size_t initial) {
  auto* state = static_cast<NearLimit*>(data);
  // Room for the snapshot itself; V8 comes back when that is used up too.
  constexpr size_t kRoom = size_t{256} << 20;
  if (state->busy || state->left == 0) return current + kRoom / 8;
  state->busy = true;
  --state->left;
  std::string path = state->prefix + "." + std::to_string(++state->taken) + ".heapsnapshot";
  if (write_snapshot_to(state->env.isolate(), path, false, false) == 0) {
    std::fprintf(stderr, "Wrote snapshot to %s\n", path.c_str());
  }
  state->busy = false;
  if (state->left == 0) {
    state->env.isolate()->RemoveNearHeapLimitCallback(&near_heap_limit, initial);
    state->env.isolate()->AutomaticallyRestoreInitialHeapLimit(0.95);
  }
  return current + kRoom / 8;
}

// setHeapSnapshotNearHeapLimit(count, path without ".1.heapsnapshot")
void set_near_heap_limit(const Args& args) {
  auto& env = Environment::from(args.GetIsolate());
  auto& state = env.state<NearLimit>();
  if (state.left != 0 || state.taken != 0) return;
  state.left = args[0]->Uint32Value(env.context()).FromMaybe(0);
  state.prefix = bind::Utf8(env.isolate(), args[1]).str();
  env.isolate()->AddNearHeapLimitCallback(&near_heap_limit, &state);
}

// --- queryObjects
// -------------------------------------------------------------------------------------------------------

class HasPrototype final : public v8::QueryObjectPredicate {
 public:
  explicit HasPrototype(Local<Value> prototype) : prototype_(prototype) {}
  bool Filter(Local<v8::Object> object) override {
    // Walked by hand: no JavaScript may run here, which a proxy's handler would be.
    for (Local<Value> at = object; at->IsObject() && !at->IsProxy();) {
      at = at.As<v8::Object>()->GetPrototypeV2();
      if (at == prototype_) return true;
    }
    return false;
  }

 private:
  Local<Value> prototype_;
};

// queryObjects(constructor): the live objects that have its prototype on their chain
void query_objects(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  auto context = isolate->GetCurrentContext();
  Local<Value> prototype;
  if (!args[0]
           .As<v8::Object>()
           ->Get(context, bind::symbol(isolate, "prototype"))
           .ToLocal(&prototype))
    return;
  HasPrototype predicate(prototype);
  std::vector<v8::Global<v8::Object>> found;
  isolate->GetHeapProfiler()->QueryObjects(context, &predicate, &found);
  std::vector<Local<Value>> objects;
  for (auto& object : found) objects.push_back(object.Get(isolate));
  args.GetReturnValue().Set(v8::Array::New(isolate, objects.data(), objects.size()));
}

// --- GCProfiler
// ---------------------------------------------------------------------------------------------------------

class GcProfiler : public bind::BaseObject {
 public:
  static void construct(Environment& env, const Args& args) { new GcProfiler(env, args.This()); }
  ~GcProfiler() override { unhook(); }

  void start(const Args&) {
    if (running_) return;
    running_ = true;
    records_.clear();
    started_ms_ = now_ms();
    isolate()->AddGCPrologueCallback(&GcProfiler::before, this);
    isolate()->AddGCEpilogueCallback(&GcProfiler::after, this);
  }
  // The records as JSON, or undefined when it was not running.
  void stop(const Args& args) {
    if (!running_) return;
    unhook();
    std::string json = "{\"version\":1,\"startTime\":" + std::to_string(started_ms_) +
                       ",\"statistics\":[" + records_ +
                       "],\"endTime\":" + std::to_string(now_ms()) + "}";
    args.GetReturnValue().Set(bind::string(isolate(), json));
  }

 private:
  GcProfiler(Environment& env, Local<v8::Object> object) : BaseObject(env, object) { make_weak(); }

  static int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
  void unhook() {
    if (!running_) return;
    running_ = false;
    isolate()->RemoveGCPrologueCallback(&GcProfiler::before, this);
    isolate()->RemoveGCEpilogueCallback(&GcProfiler::after, this);
  }
  static std::string describe(v8::Isolate* isolate) {
    v8::HeapStatistics s;
    isolate->GetHeapStatistics(&s);
    std::string json = "{\"heapStatistics\":{";
    auto field = [&](const char* name, size_t value, const char* end = ",") {
      json += std::string("\"") + name + "\":" + std::to_string(value) + end;
    };
    field("totalHeapSize", s.total_heap_size());
    field("totalHeapSizeExecutable", s.total_heap_size_executable());
    field("totalPhysicalSize", s.total_physical_size());
    field("totalAvailableSize", s.total_available_size());
    field("totalGlobalHandlesSize", s.total_global_handles_size());
    field("usedGlobalHandlesSize", s.used_global_handles_size());
    field("usedHeapSize", s.used_heap_size());
    field("heapSizeLimit", s.heap_size_limit());
    field("mallocedMemory", s.malloced_memory());
    field("externalMemory", s.external_memory());
    field("peakMallocedMemory", s.peak_malloced_memory(), "},\"heapSpaceStatistics\":[");
    for (size_t i = 0; i < isolate->NumberOfHeapSpaces(); ++i) {
      v8::HeapSpaceStatistics space;
      isolate->GetHeapSpaceStatistics(&space, i);
      json += std::string(i == 0 ? "" : ",") + "{\"spaceName\":\"" + space.space_name() + "\",";
      field("spaceSize", space.space_size());
      field("spaceUsedSize", space.space_used_size());
      field("spaceAvailableSize", space.space_available_size());
      field("physicalSpaceSize", space.physical_space_size(), "}");
    }
    return json + "]}";
  }
  static const char* type_name(v8::GCType type) {
    switch (type) {
      case v8::kGCTypeScavenge:
        return "Scavenge";
      case v8::kGCTypeMinorMarkSweep:
        return "MinorMarkSweep";
      case v8::kGCTypeMarkSweepCompact:
        return "MarkSweepCompact";
      case v8::kGCTypeIncrementalMarking:
        return "IncrementalMarking";
      case v8::kGCTypeProcessWeakCallbacks:
        return "ProcessWeakCallbacks";
      default:
        return "Unknown";
    }
  }
  static void before(v8::Isolate* isolate, v8::GCType, v8::GCCallbackFlags, void* data) {
    auto* self = static_cast<GcProfiler*>(data);
    self->before_ = describe(isolate);
    self->began_ = std::chrono::steady_clock::now();
  }
  static void after(v8::Isolate* isolate, v8::GCType type, v8::GCCallbackFlags, void* data) {
    auto* self = static_cast<GcProfiler*>(data);
    if (self->before_.empty()) return;
    auto cost = std::chrono::steady_clock::now() - self->began_;
    if (!self->records_.empty()) self->records_ += ',';
    self->records_ +=
        std::string("{\"gcType\":\"") + type_name(type) + "\",\"beforeGC\":" + self->before_ +
        ",\"cost\":" + std::to_string(std::chrono::duration<double, std::micro>(cost).count()) +
        ",\"afterGC\":" + describe(isolate) + "}";
    self->before_.clear();
  }

  bool running_ = false;
  int64_t started_ms_ = 0;
  std::chrono::steady_clock::time_point began_;
  std::string before_;
  std::string records_;
};

}  // namespace

GYRE_BINDING(v8, bind::fields<&heap_fields>("heapStatistics"),
             bind::fields<&code_fields>("codeStatistics"),
             bind::fields<&space_fields>("spaceStatistics"),
             bind::fn<&update_heap>("updateHeapStatistics"),
             bind::fn<&update_code>("updateCodeStatistics"),
             bind::fn<&update_space>("updateSpaceStatistics"), bind::fn<&space_names>("spaceNames"),
             bind::fn<&set_flags>("setFlagsFromString"),
             bind::fn<&cached_data_version_tag>("cachedDataVersionTag"),
             bind::fn<&is_one_byte>("isStringOneByteRepresentation"),
             bind::fn<&write_heap_snapshot>("writeHeapSnapshot"),
             bind::fn<&take_heap_snapshot>("takeHeapSnapshot"),
             bind::fn<&set_near_heap_limit>("setHeapSnapshotNearHeapLimit"),
             bind::fn<&query_objects>("queryObjects"),
             bind::cls<GcProfiler>("GCProfiler", bind::method<&GcProfiler::start>("start"),
                                   bind::method<&GcProfiler::stop>("stop")))

}  // namespace gyre::v8_module
