// Compiled code kept on disk between runs, by file name and text: what
// `module.enableCompileCache()` and NODE_COMPILE_CACHE switch on. One an environment; entries are
// read when a file is compiled and written when the environment ends (by then they hold the
// functions that were compiled lazily).
#pragma once

#include <v8.h>

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

#include "runtime/bind/environment.h"

namespace gyre::modules {

class CompileCache {
 public:
  enum class Kind : uint8_t { common_js, module };
  enum class Status : uint8_t {
    failed,
    enabled,
    already_enabled,
    disabled
  };  // as module.constants numbers them

  struct Entry {
    Kind kind;
    std::string name;
    uint64_t key;
    uint64_t source_hash;
    uint32_t source_size;
    bool compiled = false;  // there is something to be written
    bool accepted = false;  // V8 took what was on disk
    std::unique_ptr<uint8_t[]> data;
    uint32_t size = 0;
    v8::Global<v8::Function> function;
    v8::Global<v8::UnboundModuleScript> script;
  };

  explicit CompileCache(bind::Environment& env) : env_(env) {}

  // `directory` absolute; `message` gets the reason of a failure.
  Status enable(const std::string& directory, bool portable, std::string* message);
  const std::string& directory() const { return directory_; }
  bool enabled() const { return !directory_.empty(); }
  void set_debug(bool on) { debug_ = on; }

  // The entry for a file about to be compiled; nullptr while the cache is off. Lives as long as the
  // cache.
  Entry* open(Kind kind, v8::Local<v8::String> source, const std::string& name);
  // What V8 is to consume, or nullptr; the caller hands it to ScriptCompiler::Source.
  static v8::ScriptCompiler::CachedData* cached_data(const Entry* entry);
  void compiled(Entry* entry, const v8::ScriptCompiler::CachedData* used);
  // Writes what is new.
  void flush();

 private:
  void read(Entry* entry);
  void write(Entry* entry);
  std::string path_of(const Entry& entry) const;

  bind::Environment& env_;
  std::string directory_;  // with the folder for this version of everything
  std::string root_;       // as given
  bool portable_ = false;
  bool debug_ = false;
  bool hooked_ = false;
  std::unordered_map<uint64_t, std::unique_ptr<Entry>> entries_;
};

}  // namespace gyre::modules
