#include "runtime/modules/module_wrap.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

#include "os/check.h"
#include "runtime/bind/values.h"
#include "runtime/modules/compile_cache.h"
#include "runtime/modules/contextify.h"
#include "runtime/modules/source_place.h"
#include "runtime/modules/watchdog.h"

namespace gyre::modules {

using bind::Args;
using bind::Environment;

namespace {

constinit bind::Callback
    import_callback;  // (symbol, specifier, attributes, referrer, phase) → promise
constinit bind::Callback meta_callback;  // (symbol, meta, wrap)

v8::Local<v8::Private> private_key(v8::Isolate* isolate, const char* name) {
  return v8::Private::ForApi(isolate, bind::symbol(isolate, name));
}

// Attributes come as [key, value, position, ...] from an import declaration and as [key, value,
// ...] from import().
v8::Local<v8::Object> attributes_object(v8::Isolate* isolate, v8::Local<v8::Context> context,
                                        v8::Local<v8::FixedArray> attributes, int stride) {
  auto object = v8::Object::New(isolate, v8::Null(isolate), nullptr, nullptr, 0);
  for (int i = 0; i + 1 < attributes->Length(); i += stride) {
    auto key = attributes->Get(context, i).As<v8::Name>();
    object->CreateDataProperty(context, key, attributes->Get(context, i + 1).As<v8::Value>())
        .Check();
  }
  return object;
}

std::string request_key(v8::Local<v8::Context> context, v8::Local<v8::String> specifier,
                        v8::Local<v8::FixedArray> attributes, v8::ModuleImportPhase phase) {
  v8::Isolate* isolate = context->GetIsolate();
  std::string key = bind::Utf8(isolate, specifier).str();
  for (int i = 0; i + 1 < attributes->Length(); i += 3) {
    key += '\0' + bind::Utf8(isolate, attributes->Get(context, i).As<v8::Value>()).str();
    key += '\0' + bind::Utf8(isolate, attributes->Get(context, i + 1).As<v8::Value>()).str();
  }
  if (phase == v8::ModuleImportPhase::kSource) key += std::string("\0source", 7);
  return key;
}

}  // namespace

v8::Local<v8::PrimitiveArray> host_options(v8::Isolate* isolate, v8::Local<v8::Value> symbol) {
  if (!symbol->IsSymbol()) return {};
  auto options = v8::PrimitiveArray::New(isolate, 1);
  options->Set(isolate, 0, symbol.As<v8::Symbol>());
  return options;
}

ModuleWrap::ModuleWrap(Environment& env, v8::Local<v8::Object> object, v8::Local<v8::Module> module)
    : BaseObject(env, object), module_(env.isolate(), module), hash_(module->GetIdentityHash()) {
  env.state<ModuleTable>().by_hash.emplace(hash_, this);
  make_weak();
}

ModuleWrap::~ModuleWrap() {
  auto& table = env().state<ModuleTable>().by_hash;
  auto [at, end] = table.equal_range(hash_);
  for (; at != end; ++at) {
    if (at->second == this) {
      table.erase(at);
      break;
    }
  }
}

ModuleWrap* ModuleWrap::of(Environment& env, v8::Local<v8::Module> module) {
  auto [at, end] = env.state<ModuleTable>().by_hash.equal_range(module->GetIdentityHash());
  for (; at != end; ++at) {
    if (at->second->module_ == module) return at->second;
  }
  return nullptr;
}

void ModuleWrap::construct(Environment& env, const Args& args) {
  v8::Isolate* isolate = env.isolate();
  auto self = args.This();
  auto context = env.context();
  if (args[1]->IsObject()) {
    auto own = context_of(env, args[1].As<v8::Object>());
    if (!own.IsEmpty()) context = own;
  }
  auto url = args[0].As<v8::String>();

  v8::Local<v8::Module> module;
  v8::Context::Scope entered(context);
  if (args[2]->IsArray()) {
    auto list = args[2].As<v8::Array>();
    std::vector<v8::Local<v8::String>> names;
    names.reserve(list->Length());
    for (uint32_t i = 0; i < list->Length(); ++i) {
      names.push_back(list->Get(context, i).ToLocalChecked().As<v8::String>());
    }
    module = v8::Module::CreateSyntheticModule(isolate, url, {names.data(), names.size()},
                                               &ModuleWrap::run_synthetic);
  } else {
    v8::ScriptCompiler::CachedData* cached = nullptr;
    if (auto bytes = bind::bytes(args[5]); args[5]->IsArrayBufferView()) {
      cached = new v8::ScriptCompiler::CachedData(bytes.data(), static_cast<int>(bytes.size()));
    }
    v8::ScriptOrigin origin(url, args[3]->Int32Value(context).FromMaybe(0),
                            args[4]->Int32Value(context).FromMaybe(0), true, -1, {}, false, false,
                            true, host_options(isolate, args[6]));
    auto text = args[2].As<v8::String>();
    // The loader's own modules; those of node:vm bring a symbol.
    auto& cache = env.state<CompileCache>();
    auto* entry = cache.enabled() && !args[6]->IsSymbol()
                      ? cache.open(CompileCache::Kind::module, text, bind::Utf8(isolate, url).str())
                      : nullptr;
    if (entry != nullptr) cached = CompileCache::cached_data(entry);
    v8::ScriptCompiler::Source source(text, origin, cached);
    auto options = cached != nullptr ? v8::ScriptCompiler::kConsumeCodeCache
                                     : v8::ScriptCompiler::kNoCompileOptions;
    v8::TryCatch caught(isolate);
    if (!v8::ScriptCompiler::CompileModule(isolate, &source, options).ToLocal(&module)) {
      if (caught.HasCaught() && !caught.HasTerminated()) {
        decorate_error(isolate, context, caught.Exception(), caught.Message());
      }
      caught.ReThrow();
      return;
    }
    if (entry != nullptr) {
      cache.compiled(entry, source.GetCachedData());
      if (!entry->accepted) entry->script.Reset(isolate, module->GetUnboundModuleScript());
    } else if (cached != nullptr) {
      self->Set(context, bind::symbol(isolate, "cachedDataRejected"),
                v8::Boolean::New(isolate, cached->rejected))
          .Check();
    }
  }
  auto* wrap = new ModuleWrap(env, self, module);
  wrap->context_.Reset(isolate, context);
  wrap->host_symbol_.Reset(isolate,
                           args[6]->IsSymbol() ? args[6] : v8::Undefined(isolate).As<v8::Value>());
  self->Set(context, bind::symbol(isolate, "url"), url).Check();
  if (args[2]->IsArray()) self->SetPrivate(context, private_key(isolate, "steps"), args[3]).Check();
}

void ModuleWrap::requests(const Args& args) {
  auto context = context_.Get(isolate());
  auto list = module()->GetModuleRequests();
  std::vector<v8::Local<v8::Value>> flat;
  request_index_.clear();
  for (int i = 0; i < list->Length(); ++i) {
    auto request = list->Get(context, i).As<v8::ModuleRequest>();
    auto attributes = request->GetImportAttributes();
    request_index_.emplace(
        request_key(context, request->GetSpecifier(), attributes, request->GetPhase()), i);
    flat.push_back(request->GetSpecifier());
    flat.push_back(attributes_object(isolate(), context, attributes, 3));
    flat.push_back(
        v8::Integer::New(isolate(), request->GetPhase() == v8::ModuleImportPhase::kSource ? 1 : 0));
  }
  args.GetReturnValue().Set(v8::Array::New(isolate(), flat.data(), flat.size()));
}

void ModuleWrap::link(const Args& args) {
  object()->SetPrivate(env().context(), private_key(isolate(), "linked"), args[0]).Check();
  linked_ = true;
}

v8::MaybeLocal<v8::Value> ModuleWrap::answer(v8::Local<v8::Context> context,
                                             v8::Local<v8::String> specifier,
                                             v8::Local<v8::FixedArray> attributes,
                                             v8::ModuleImportPhase phase) {
  auto found = request_index_.find(request_key(context, specifier, attributes, phase));
  v8::Local<v8::Value> linked;
  if (!linked_ || found == request_index_.end() ||
      !object()->GetPrivate(context, private_key(isolate(), "linked")).ToLocal(&linked) ||
      !linked->IsArray()) {
    v8::Local<v8::Value> url;
    (void)object()->Get(context, bind::symbol(isolate(), "url")).ToLocal(&url);
    bind::throw_coded(env(), "ERR_VM_MODULE_LINK_FAILURE",
                      ("request for '" + bind::Utf8(isolate(), specifier).str() +
                       "' can not be resolved on module '" + bind::Utf8(isolate(), url).str() +
                       "' that is not linked")
                          .c_str());
    return {};
  }
  return linked.As<v8::Array>()->Get(context, found->second);
}

v8::MaybeLocal<v8::Module> ModuleWrap::resolve(v8::Local<v8::Context> context,
                                               v8::Local<v8::String> specifier,
                                               v8::Local<v8::FixedArray> attributes,
                                               v8::Local<v8::Module> referrer) {
  auto& env = Environment::from(context->GetIsolate());
  ModuleWrap* wrap = of(env, referrer);
  if (wrap == nullptr) {
    bind::throw_coded(
        env, "ERR_VM_MODULE_LINK_FAILURE",
        ("request for '" + bind::Utf8(env.isolate(), specifier).str() + "' is from invalid module")
            .c_str());
    return {};
  }
  v8::Local<v8::Value> answer;
  if (!wrap->answer(context, specifier, attributes, v8::ModuleImportPhase::kEvaluation)
           .ToLocal(&answer))
    return {};
  auto* linked =
      answer->IsObject() ? bind::detail::unwrap<ModuleWrap>(answer.As<v8::Object>()) : nullptr;
  if (linked == nullptr) {
    bind::throw_coded(
        env, "ERR_VM_MODULE_LINK_FAILURE",
        ("request for '" + bind::Utf8(env.isolate(), specifier).str() + "' did not return a module")
            .c_str());
    return {};
  }
  return linked->module();
}

v8::MaybeLocal<v8::Object> ModuleWrap::resolve_source(v8::Local<v8::Context> context,
                                                      v8::Local<v8::String> specifier,
                                                      v8::Local<v8::FixedArray> attributes,
                                                      v8::Local<v8::Module> referrer) {
  auto& env = Environment::from(context->GetIsolate());
  ModuleWrap* wrap = of(env, referrer);
  v8::Local<v8::Value> answer;
  if (wrap == nullptr ||
      !wrap->answer(context, specifier, attributes, v8::ModuleImportPhase::kSource)
           .ToLocal(&answer) ||
      !answer->IsObject()) {
    return {};
  }
  return answer.As<v8::Object>();
}

void ModuleWrap::instantiate(const Args& args) {
  auto context = context_.Get(isolate());
  if (request_index_.empty() && module()->IsSourceTextModule()) requests(args);
  args.GetReturnValue().SetUndefined();
  // What it throws is thrown on.
  module()
      ->InstantiateModule(context, &ModuleWrap::resolve, &ModuleWrap::resolve_source)
      .FromMaybe(false);
}

void ModuleWrap::evaluate(const Args& args) {
  auto context = context_.Get(isolate());
  int64_t timeout = args[0]->IntegerValue(env().context()).FromMaybe(-1);
  bool on_sigint = args[1]->IsTrue();
  v8::Local<v8::Value> result;
  // A context with a microtask queue of its own runs what the code queued before this returns.
  auto* microtasks = context->GetMicrotaskQueue();
  if (microtasks == env().context()->GetMicrotaskQueue()) microtasks = nullptr;
  auto run = [&] {
    if (!module()->Evaluate(context).ToLocal(&result)) return false;
    if (microtasks == nullptr) return true;
    // The caller gets a promise of its own realm: reactions to the inner one would wait in the
    // inner queue.
    v8::Local<v8::Promise::Resolver> resolver;
    if (!v8::Promise::Resolver::New(env().context()).ToLocal(&resolver) ||
        resolver->Resolve(env().context(), result).IsNothing()) {
      return false;
    }
    result = resolver->GetPromise();
    microtasks->PerformCheckpoint(isolate());
    return true;
  };
  if (timeout < 0 && !on_sigint) {
    if (run()) args.GetReturnValue().Set(result);
    return;
  }
  Interruption limits(env(), timeout, on_sigint);
  bool done;
  {
    v8::TryCatch caught(isolate());
    done = run();
    if (limits.stop() == Interruption::Verdict::none && caught.HasCaught()) caught.ReThrow();
  }
  if (!limits.raise() && done) args.GetReturnValue().Set(result);
}

void ModuleWrap::namespace_object(const Args& args) {
  if (module()->GetStatus() < v8::Module::kInstantiated) {
    bind::throw_error(env(), "cannot get namespace, module has not been instantiated");
    return;
  }
  args.GetReturnValue().Set(module()->GetModuleNamespace());
}

void ModuleWrap::status(const Args& args) {
  args.GetReturnValue().Set(static_cast<int32_t>(module()->GetStatus()));
}

void ModuleWrap::error(const Args& args) {
  if (module()->GetStatus() == v8::Module::kErrored)
    args.GetReturnValue().Set(module()->GetException());
}

void ModuleWrap::is_graph_async(const Args& args) {
  args.GetReturnValue().Set(module()->GetStatus() >= v8::Module::kInstantiated &&
                            module()->IsGraphAsync());
}

void ModuleWrap::has_top_level_await(const Args& args) {
  args.GetReturnValue().Set(module()->IsSourceTextModule() && module()->HasTopLevelAwait());
}

void ModuleWrap::set_export(const Args& args) {
  // False after it has thrown for a name that was not declared.
  module()->SetSyntheticModuleExport(isolate(), args[0].As<v8::String>(), args[1]).FromMaybe(false);
}

void ModuleWrap::settled(const Args& args) {
  if (!args[0]->IsPromise()) return;
  auto promise = args[0].As<v8::Promise>();
  v8::Local<v8::Value> pair[] = {v8::Integer::New(isolate(), promise->State()),
                                 promise->State() == v8::Promise::kPending
                                     ? v8::Undefined(isolate()).As<v8::Value>()
                                     : promise->Result()};
  args.GetReturnValue().Set(v8::Array::New(isolate(), pair, 2));
}

void ModuleWrap::stalled_messages(const Args& args) {
  auto context = context_.Get(isolate());
  std::vector<std::string> texts;
  for (auto message : module()->GetStalledTopLevelAwaitMessages(isolate()).second) {
    texts.push_back(source_place(isolate(), context, message));
  }
  args.GetReturnValue().Set(bind::string_array(isolate(), texts));
}

void ModuleWrap::create_cached_data(const Args& args) {
  if (module()->GetStatus() >= v8::Module::kEvaluating) return;
  std::unique_ptr<v8::ScriptCompiler::CachedData> data(
      v8::ScriptCompiler::CreateCodeCache(module()->GetUnboundModuleScript()));
  if (!data) return;
  auto buffer = v8::ArrayBuffer::New(isolate(), static_cast<size_t>(data->length));
  std::copy_n(data->data, data->length, static_cast<uint8_t*>(buffer->Data()));
  args.GetReturnValue().Set(v8::Uint8Array::New(buffer, 0, buffer->ByteLength()));
}

void ModuleWrap::source_map_url(const Args& args) {
  if (!module()->IsSourceTextModule() || module()->GetStatus() >= v8::Module::kEvaluating) return;
  args.GetReturnValue().Set(module()->GetUnboundModuleScript()->GetSourceMappingURL());
}

v8::MaybeLocal<v8::Value> ModuleWrap::run_synthetic(v8::Local<v8::Context> context,
                                                    v8::Local<v8::Module> module) {
  v8::Isolate* isolate = context->GetIsolate();
  auto& env = Environment::from(isolate);
  ModuleWrap* wrap = of(env, module);
  GYRE_CHECK(wrap != nullptr);
  v8::Local<v8::Value> steps;
  if (!wrap->object()->GetPrivate(context, private_key(isolate, "steps")).ToLocal(&steps))
    return {};
  if (steps->IsFunction()) {
    v8::Local<v8::Value> argument = wrap->object();
    if (steps.As<v8::Function>()->Call(context, wrap->object(), 1, &argument).IsEmpty()) return {};
  }
  v8::Local<v8::Promise::Resolver> resolver;
  if (!v8::Promise::Resolver::New(context).ToLocal(&resolver)) return {};
  resolver->Resolve(context, v8::Undefined(isolate)).Check();
  return resolver->GetPromise();
}

// --- callbacks of the isolate
// ---------------------------------------------------------------------------------------

namespace {

v8::Local<v8::Value> symbol_of(v8::Isolate* isolate, v8::Local<v8::Data> options) {
  if (!options.IsEmpty() && options->IsFixedArray()) {
    auto array = options.As<v8::FixedArray>();
    if (array->Length() > 0) {
      auto first = array->Get(isolate->GetCurrentContext(), 0);
      if (first->IsValue() && first.As<v8::Value>()->IsSymbol()) return first.As<v8::Value>();
    }
  }
  return v8::Undefined(isolate);
}

}  // namespace

v8::MaybeLocal<v8::Promise> import_dynamically(v8::Local<v8::Context> context,
                                               v8::Local<v8::Data> options,
                                               v8::Local<v8::Value> resource_name,
                                               v8::Local<v8::String> specifier,
                                               v8::ModuleImportPhase phase,
                                               v8::Local<v8::FixedArray> attributes) {
  v8::Isolate* isolate = context->GetIsolate();
  auto& env = Environment::from(isolate);
  v8::EscapableHandleScope scope(isolate);
  v8::Local<v8::Value> arguments[] = {
      symbol_of(isolate, options), specifier, attributes_object(isolate, context, attributes, 2),
      resource_name, v8::Integer::New(isolate, phase == v8::ModuleImportPhase::kSource ? 1 : 0)};
  v8::Local<v8::Value> result;
  auto function = import_callback(env);
  if (function.IsEmpty()) {
    bind::throw_error(env, "import() is not available yet");
    return {};
  }
  if (!function->Call(context, v8::Undefined(isolate), 5, arguments).ToLocal(&result)) return {};
  GYRE_CHECK(result->IsPromise());
  if (context == env.context()) return scope.Escape(result.As<v8::Promise>());
  // The code gets a promise of its own realm.
  v8::Local<v8::Promise::Resolver> resolver;
  if (!v8::Promise::Resolver::New(context).ToLocal(&resolver) ||
      resolver->Resolve(context, result).IsNothing()) {
    return {};
  }
  return scope.Escape(resolver->GetPromise());
}

v8::MaybeLocal<v8::Promise> import_dynamically_evaluation(v8::Local<v8::Context> context,
                                                          v8::Local<v8::Data> options,
                                                          v8::Local<v8::Value> resource_name,
                                                          v8::Local<v8::String> specifier,
                                                          v8::Local<v8::FixedArray> attributes) {
  return import_dynamically(context, options, resource_name, specifier,
                            v8::ModuleImportPhase::kEvaluation, attributes);
}

void initialize_import_meta(v8::Local<v8::Context> context, v8::Local<v8::Module> module,
                            v8::Local<v8::Object> meta) {
  v8::Isolate* isolate = context->GetIsolate();
  auto& env = Environment::from(isolate);
  v8::HandleScope scope(isolate);
  ModuleWrap* wrap = ModuleWrap::of(env, module);
  auto function = meta_callback(env);
  if (wrap == nullptr || function.IsEmpty()) return;
  v8::Local<v8::Value> arguments[] = {wrap->host_symbol(), meta, wrap->object()};
  v8::TryCatch caught(isolate);
  if (function->Call(context, v8::Undefined(isolate), 3, arguments).IsEmpty() &&
      caught.HasCaught() && !caught.HasTerminated()) {
    env.uncaught(caught);
  }
}

// --- binding
// --------------------------------------------------------------------------------------------------------

namespace {

// errorPlace(error): [file, the place as text without its last newline, source line], or undefined.
// The caller puts the place into the error's stack: it is not shown a second time.
void error_place(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  auto context = isolate->GetCurrentContext();
  auto message = v8::Exception::CreateMessage(isolate, args[0]);
  std::string text = source_place(isolate, context, message);
  if (text.empty()) return;
  text.pop_back();
  mark_decorated(isolate, context, args[0]);
  v8::Local<v8::Value> parts[] = {message->GetScriptResourceName(), bind::string(isolate, text),
                                  message->GetSourceLine(context).ToLocalChecked()};
  args.GetReturnValue().Set(v8::Array::New(isolate, parts, 3));
}

// isWasmFile(path): whether the file begins as WebAssembly does.
bool is_wasm_file(Environment& env, v8::Local<v8::Value> path) {
  int fd = ::open(bind::path(env.isolate(), path).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  char magic[4] = {};
  bool is = ::read(fd, magic, 4) == 4 && magic[0] == '\0' && magic[1] == 'a' && magic[2] == 's' &&
            magic[3] == 'm';
  ::close(fd);
  return is;
}

// dlopen(path, flags): why it failed, or undefined. What loads is never closed.
void open_library(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  int flags = args[1]->Int32Value(isolate->GetCurrentContext()).FromMaybe(RTLD_LAZY);
  if (::dlopen(bind::path(isolate, args[0]).c_str(), flags) != nullptr) return;
  const char* reason = ::dlerror();
  args.GetReturnValue().Set(bind::string(isolate, reason == nullptr ? "dlopen failed" : reason));
}

void write_stderr(const Args& args) {
  bind::Utf8 text(args.GetIsolate(), args[0]);
  std::fwrite(text.c_str(), 1, text.size(), stderr);
}

}  // namespace

GYRE_BINDING(
    modules,
    bind::cls<ModuleWrap>("ModuleWrap", bind::method<&ModuleWrap::requests>("requests"),
                          bind::method<&ModuleWrap::link>("link"),
                          bind::method<&ModuleWrap::instantiate>("instantiate"),
                          bind::method<&ModuleWrap::evaluate>("evaluate"),
                          bind::method<&ModuleWrap::namespace_object>("namespace"),
                          bind::method<&ModuleWrap::status>("status"),
                          bind::method<&ModuleWrap::error>("error"),
                          bind::method<&ModuleWrap::is_graph_async>("isGraphAsync"),
                          bind::method<&ModuleWrap::has_top_level_await>("hasTopLevelAwait"),
                          bind::method<&ModuleWrap::set_export>("setExport"),
                          bind::method<&ModuleWrap::settled>("settled"),
                          bind::method<&ModuleWrap::stalled_messages>("stalledMessages"),
                          bind::method<&ModuleWrap::create_cached_data>("createCachedData"),
                          bind::method<&ModuleWrap::source_map_url>("sourceMapURL")),
    bind::callback<&import_callback>("setImportModuleDynamically"),
    bind::callback<&meta_callback>("setInitializeImportMeta"), bind::fn<&error_place>("errorPlace"),
    bind::fn<&is_wasm_file>("isWasmFile"), bind::fn<&write_stderr>("writeStderr"),
    bind::fn<&open_library>("dlopen"),
    bind::constant("kUninstantiated", v8::Module::kUninstantiated),
    bind::constant("kInstantiated", v8::Module::kInstantiated),
    bind::constant("kEvaluating", v8::Module::kEvaluating),
    bind::constant("kEvaluated", v8::Module::kEvaluated),
    bind::constant("kErrored", v8::Module::kErrored))

}  // namespace gyre::modules
