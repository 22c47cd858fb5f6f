// One ES module as JavaScript's loader sees it: a v8::Module made from text or from a list of
// export names. Weak: belongs to its JavaScript object, which the loader (or the user's vm.Module)
// keeps.
#pragma once

#include <v8.h>

#include <string>
#include <unordered_map>

#include "runtime/bind/bind.h"

namespace gyre::modules {

class ModuleWrap : public bind::BaseObject {
 public:
  // new ModuleWrap(url, context, source, line, column, cachedData, hostSymbol)
  // new ModuleWrap(url, context, exportNames, evaluate)
  static void construct(bind::Environment& env, const bind::Args& args);

  void requests(const bind::Args& args);  // [specifier, attributes, phase, ...] flat
  void link(const bind::Args& args);      // (answers): one for each request, in order
  void instantiate(const bind::Args& args);
  void evaluate(const bind::Args& args);  // (milliseconds or -1, breakOnSigint)
  void namespace_object(const bind::Args& args);
  void status(const bind::Args& args);
  void error(const bind::Args& args);
  void is_graph_async(const bind::Args& args);
  void has_top_level_await(const bind::Args& args);
  void set_export(const bind::Args& args);  // (name, value)
  void settled(const bind::Args& args);     // (promise) → [state, result]
  void stalled_messages(const bind::Args& args);
  void create_cached_data(const bind::Args& args);
  void source_map_url(const bind::Args& args);

  // The wrap of a module that code of this isolate belongs to; nullptr when it has been collected.
  static ModuleWrap* of(bind::Environment& env, v8::Local<v8::Module> module);
  v8::Local<v8::Module> module() const { return module_.Get(isolate()); }
  v8::Local<v8::Value> host_symbol() const { return host_symbol_.Get(isolate()); }

 private:
  ModuleWrap(bind::Environment& env, v8::Local<v8::Object> object, v8::Local<v8::Module> module);
  ~ModuleWrap() override;

  static v8::MaybeLocal<v8::Value> run_synthetic(v8::Local<v8::Context> context,
                                                 v8::Local<v8::Module> module);
  static v8::MaybeLocal<v8::Module> resolve(v8::Local<v8::Context> context,
                                            v8::Local<v8::String> specifier,
                                            v8::Local<v8::FixedArray> attributes,
                                            v8::Local<v8::Module> referrer);
  static v8::MaybeLocal<v8::Object> resolve_source(v8::Local<v8::Context> context,
                                                   v8::Local<v8::String> specifier,
                                                   v8::Local<v8::FixedArray> attributes,
                                                   v8::Local<v8::Module> referrer);
  // What the loader answered to a request of this module.
  v8::MaybeLocal<v8::Value> answer(v8::Local<v8::Context> context, v8::Local<v8::String> specifier,
                                   v8::Local<v8::FixedArray> attributes,
                                   v8::ModuleImportPhase phase);

  v8::Global<v8::Module> module_;
  v8::Global<v8::Context> context_;
  v8::Global<v8::Value> host_symbol_;
  int hash_;
  bool linked_ = false;
  std::unordered_map<std::string, uint32_t> request_index_;
};

// Modules by identity hash; the state of one environment.
struct ModuleTable {
  explicit ModuleTable(bind::Environment&) {}
  std::unordered_multimap<int, ModuleWrap*> by_hash;
};

// For Isolate::SetHostImportModuleWithPhaseDynamicallyCallback and
// SetHostInitializeImportMetaObjectCallback.
v8::MaybeLocal<v8::Promise> import_dynamically(v8::Local<v8::Context> context,
                                               v8::Local<v8::Data> host_options,
                                               v8::Local<v8::Value> resource_name,
                                               v8::Local<v8::String> specifier,
                                               v8::ModuleImportPhase phase,
                                               v8::Local<v8::FixedArray> attributes);
v8::MaybeLocal<v8::Promise> import_dynamically_evaluation(v8::Local<v8::Context> context,
                                                          v8::Local<v8::Data> host_options,
                                                          v8::Local<v8::Value> resource_name,
                                                          v8::Local<v8::String> specifier,
                                                          v8::Local<v8::FixedArray> attributes);
void initialize_import_meta(v8::Local<v8::Context> context, v8::Local<v8::Module> module,
                            v8::Local<v8::Object> meta);

// Host-defined options: a symbol of JavaScript's under which code has callbacks of its own;
// undefined for the default loader.
v8::Local<v8::PrimitiveArray> host_options(v8::Isolate* isolate, v8::Local<v8::Value> symbol);

}  // namespace gyre::modules
