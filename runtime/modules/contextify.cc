// binding('contextify'): compiling CommonJS files, and what node:vm stands on.
#include "runtime/modules/contextify.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include "runtime/bind/bind.h"
#include "runtime/bind/callback_scope.h"
#include "runtime/bind/values.h"
#include "runtime/modules/compile_cache.h"
#include "runtime/modules/module_wrap.h"
#include "runtime/modules/source_place.h"
#include "runtime/modules/watchdog.h"

namespace gyre::modules {
namespace {

using bind::Args;
using bind::Environment;
using v8::Local;
using v8::ScriptCompiler;
using v8::Value;

// --- CommonJS
// -------------------------------------------------------------------------------------------------------

enum class Cache : bool { no, yes };

v8::MaybeLocal<v8::Function> compile_cjs(v8::Isolate* isolate, Local<v8::Context> context,
                                         Local<v8::String> text, Local<Value> filename, Cache use) {
  Local<v8::String> parameters[] = {
      bind::symbol(isolate, "exports"), bind::symbol(isolate, "require"),
      bind::symbol(isolate, "module"), bind::symbol(isolate, "__filename"),
      bind::symbol(isolate, "__dirname")};
  v8::ScriptOrigin origin(filename, 0, 0, true);
  auto& cache = Environment::from(isolate).state<CompileCache>();
  auto* entry =
      use == Cache::yes && cache.enabled()
          ? cache.open(CompileCache::Kind::common_js, text, bind::Utf8(isolate, filename).str())
          : nullptr;
  ScriptCompiler::Source source(text, origin, CompileCache::cached_data(entry));
  auto options = source.GetCachedData() != nullptr ? ScriptCompiler::kConsumeCodeCache
                                                   : ScriptCompiler::kNoCompileOptions;
  Local<v8::Function> function;
  if (!ScriptCompiler::CompileFunction(context, &source, 5, parameters, 0, nullptr, options)
           .ToLocal(&function)) {
    return {};
  }
  if (entry != nullptr) {
    cache.compiled(entry, source.GetCachedData());
    if (!entry->accepted) entry->function.Reset(isolate, function);
  }
  return function;
}

// What V8 says of ES-module syntax in a function body.
constexpr std::array kModuleSyntax = {
    std::string_view("Cannot use import statement outside a module"),
    std::string_view("Unexpected token 'export'"),
    std::string_view("Cannot use 'import.meta' outside a module"),
};
template <size_t N>
bool mentions(std::string_view message, const std::array<std::string_view, N>& list) {
  return std::any_of(list.begin(), list.end(),
                     [&](std::string_view part) { return message.find(part) != message.npos; });
}

bool says_module(v8::Isolate* isolate, Local<v8::Context> context, Local<v8::String> text,
                 Local<Value> filename, std::string_view message) {
  if (mentions(message, kModuleSyntax)) return true;
  // Top-level await, or names that the wrapper has taken: it is one if it parses as one.
  v8::TryCatch ignored(isolate);
  v8::ScriptOrigin origin(filename, 0, 0, true, -1, {}, false, false, true);
  ScriptCompiler::Source source(text, origin);
  return !ScriptCompiler::CompileModule(isolate, &source).IsEmpty();
}

// compileCommonJS(text, filename, mayBeModule): the function (exports, require, module, __filename,
// __dirname), or undefined for what mayBeModule allows to be an ES module and is one.
void compile_common_js(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  auto context = Environment::from(isolate).context();
  auto text = args[0].As<v8::String>();
  v8::TryCatch caught(isolate);
  Local<v8::Function> function;
  if (compile_cjs(isolate, context, text, args[1], Cache::yes).ToLocal(&function)) {
    args.GetReturnValue().Set(function);
    return;
  }
  if (!caught.HasCaught() || caught.HasTerminated()) {
    caught.ReThrow();
    return;
  }
  if (args[2]->IsTrue() && says_module(isolate, context, text, args[1],
                                       bind::Utf8(isolate, caught.Message()->Get()).view())) {
    return;
  }
  decorate_error(isolate, context, caught.Exception(), caught.Message());
  caught.ReThrow();
}

// isModuleSyntaxError(text, filename, error)
void is_module_syntax_error(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  auto context = Environment::from(isolate).context();
  v8::TryCatch ignored(isolate);
  auto message = v8::Exception::CreateMessage(isolate, args[2]);
  args.GetReturnValue().Set(says_module(isolate, context, args[0].As<v8::String>(), args[1],
                                        bind::Utf8(isolate, message->Get()).view()));
}

// containsModuleSyntax(text, filename)
void contains_module_syntax(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  auto context = Environment::from(isolate).context();
  v8::TryCatch caught(isolate);
  Local<v8::Function> function;
  if (compile_cjs(isolate, context, args[0].As<v8::String>(), args[1], Cache::no)
          .ToLocal(&function) ||
      !caught.HasCaught()) {
    args.GetReturnValue().Set(false);
    return;
  }
  args.GetReturnValue().Set(says_module(isolate, context, args[0].As<v8::String>(), args[1],
                                        bind::Utf8(isolate, caught.Message()->Get()).view()));
}

// --- Script
// -----------------------------------------------------------------------------------------------------------

ScriptCompiler::CachedData* cached_data(Local<Value> value) {
  if (!value->IsArrayBufferView()) return nullptr;
  auto bytes = bind::bytes(value);
  return new ScriptCompiler::CachedData(bytes.data(), static_cast<int>(bytes.size()));
}

void set(Local<v8::Context> context, Local<v8::Object> object, const char* name,
         Local<Value> value) {
  object->Set(context, bind::symbol(context->GetIsolate(), name), value).Check();
}

// A Buffer is made of it in JavaScript.
Local<Value> to_bytes(v8::Isolate* isolate, ScriptCompiler::CachedData* data) {
  std::unique_ptr<ScriptCompiler::CachedData> owned(data);
  size_t size = data == nullptr ? 0 : static_cast<size_t>(data->length);
  auto buffer = v8::ArrayBuffer::New(isolate, size);
  if (size > 0) std::copy_n(data->data, size, static_cast<uint8_t*>(buffer->Data()));
  return v8::Uint8Array::New(buffer, 0, size);
}

class Script : public bind::BaseObject {
 public:
  // new Script(code, filename, line, column, cachedData, produceCachedData, context, hostSymbol)
  static void construct(Environment& env, const Args& args);
  // run(contextifiedObject or null, timeout, displayErrors, breakOnSigint)
  void run(const Args& args);
  void create_cached_data(const Args& args) {
    args.GetReturnValue().Set(
        to_bytes(isolate(), ScriptCompiler::CreateCodeCache(script_.Get(isolate()))));
  }

 private:
  Script(Environment& env, Local<v8::Object> object, Local<v8::UnboundScript> script)
      : BaseObject(env, object), script_(env.isolate(), script) {
    make_weak();
  }
  v8::Global<v8::UnboundScript> script_;
};

void Script::construct(Environment& env, const Args& args) {
  v8::Isolate* isolate = env.isolate();
  auto context = env.context();
  if (args[6]->IsObject()) {
    auto parsing = context_of(env, args[6].As<v8::Object>());
    if (!parsing.IsEmpty()) context = parsing;
  }
  auto* cached = cached_data(args[4]);
  v8::ScriptOrigin origin(args[1], args[2]->Int32Value(context).FromMaybe(0),
                          args[3]->Int32Value(context).FromMaybe(0), true, -1, {}, false, false,
                          false, host_options(isolate, args[7]));
  ScriptCompiler::Source source(args[0].As<v8::String>(), origin, cached);
  v8::TryCatch caught(isolate);
  v8::Context::Scope entered(context);
  Local<v8::UnboundScript> script;
  auto options =
      cached != nullptr ? ScriptCompiler::kConsumeCodeCache : ScriptCompiler::kNoCompileOptions;
  if (!ScriptCompiler::CompileUnboundScript(isolate, &source, options).ToLocal(&script)) {
    if (caught.HasCaught() && !caught.HasTerminated()) {
      decorate_error(isolate, context, caught.Exception(), caught.Message());
    }
    caught.ReThrow();
    return;
  }
  auto self = args.This();
  new Script(env, self, script);
  if (cached != nullptr)
    set(context, self, "cachedDataRejected", v8::Boolean::New(isolate, cached->rejected));
  if (args[5]->IsTrue()) {
    auto bytes = to_bytes(isolate, ScriptCompiler::CreateCodeCache(script));
    set(context, self, "cachedDataProduced",
        v8::Boolean::New(isolate, bytes.As<v8::Uint8Array>()->ByteLength() > 0));
    set(context, self, "cachedData", bytes);
  }
  set(context, self, "sourceURL", script->GetSourceURL());
  set(context, self, "sourceMapURL", script->GetSourceMappingURL());
}

// Runs `body(context)` with the limits of a vm call around it.
template <typename F>
void run_limited(Environment& env, const Args& args, int64_t timeout, bool display_errors,
                 bool on_sigint, Local<v8::Context> context, v8::MicrotaskQueue* microtasks,
                 F&& body) {
  v8::Isolate* isolate = env.isolate();
  Local<Value> result;
  bool done;
  auto run = [&] {
    v8::TryCatch caught(isolate);
    v8::Context::Scope entered(context);
    done = body(context).ToLocal(&result);
    // A context with a queue of its own runs what the script queued, within the same limits.
    if (done && microtasks != nullptr) microtasks->PerformCheckpoint(isolate);
    if (!caught.HasCaught()) return;
    if (display_errors && !caught.HasTerminated()) {
      decorate_error(isolate, context, caught.Exception(), caught.Message());
    }
    caught.ReThrow();
  };
  if (timeout < 0 && !on_sigint) {
    run();
  } else {
    Interruption limits(env, timeout, on_sigint);
    {
      v8::TryCatch caught(isolate);
      run();
      if (limits.stop() == Interruption::Verdict::none) {
        if (caught.HasCaught()) caught.ReThrow();
      } else {
        caught.Reset();
        done = false;
      }
    }
    if (limits.raise()) return;
  }
  if (done) args.GetReturnValue().Set(result);
}

void Script::run(const Args& args) {
  auto context = env().context();
  if (args[0]->IsObject()) {
    context = context_of(env(), args[0].As<v8::Object>());
    if (context.IsEmpty()) return;
  }
  auto* microtasks = context == env().context() ? nullptr : context->GetMicrotaskQueue();
  if (microtasks == env().context()->GetMicrotaskQueue()) microtasks = nullptr;
  run_limited(env(), args, args[1]->IntegerValue(env().context()).FromMaybe(-1), args[2]->IsTrue(),
              args[3]->IsTrue(), context, microtasks, [&](Local<v8::Context> in) {
                return script_.Get(isolate())->BindToCurrentContext()->Run(in);
              });
}

// --- compileFunction
// --------------------------------------------------------------------------------------------------

// compileFunction(code, filename, line, column, cachedData, produceCachedData, context, extensions,
// parameters, hostSymbol): an object with `function`, and what was asked for of the cache.
void compile_function(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  auto& env = Environment::from(isolate);
  auto context = env.context();
  if (args[6]->IsObject()) {
    auto parsing = context_of(env, args[6].As<v8::Object>());
    if (!parsing.IsEmpty()) context = parsing;
  }
  std::vector<Local<v8::Object>> extensions;
  std::vector<Local<v8::String>> parameters;
  auto each = [&](Local<Value> list, auto&& take) {
    if (!list->IsArray()) return;
    auto array = list.As<v8::Array>();
    for (uint32_t i = 0; i < array->Length(); ++i) take(array->Get(context, i).ToLocalChecked());
  };
  each(args[7], [&](Local<Value> v) { extensions.push_back(v.As<v8::Object>()); });
  each(args[8], [&](Local<Value> v) { parameters.push_back(v.As<v8::String>()); });

  auto* cached = cached_data(args[4]);
  v8::ScriptOrigin origin(args[1], args[2]->Int32Value(context).FromMaybe(0),
                          args[3]->Int32Value(context).FromMaybe(0), true, -1, {}, false, false,
                          false, host_options(isolate, args[9]));
  ScriptCompiler::Source source(args[0].As<v8::String>(), origin, cached);
  v8::TryCatch caught(isolate);
  v8::Context::Scope entered(context);
  Local<v8::Function> function;
  auto options =
      cached != nullptr ? ScriptCompiler::kConsumeCodeCache : ScriptCompiler::kNoCompileOptions;
  if (!ScriptCompiler::CompileFunction(context, &source, parameters.size(), parameters.data(),
                                       extensions.size(), extensions.data(), options)
           .ToLocal(&function)) {
    if (caught.HasCaught() && !caught.HasTerminated()) {
      decorate_error(isolate, context, caught.Exception(), caught.Message());
    }
    caught.ReThrow();
    return;
  }
  auto result = v8::Object::New(isolate);
  set(context, result, "function", function);
  set(context, result, "sourceMapURL", function->GetScriptOrigin().SourceMapUrl());
  if (cached != nullptr)
    set(context, result, "cachedDataRejected", v8::Boolean::New(isolate, cached->rejected));
  if (args[5]->IsTrue()) {
    auto bytes = to_bytes(isolate, ScriptCompiler::CreateCodeCacheForFunction(function));
    set(context, result, "cachedDataProduced",
        v8::Boolean::New(isolate, bytes.As<v8::Uint8Array>()->ByteLength() > 0));
    set(context, result, "cachedData", bytes);
  }
  args.GetReturnValue().Set(result);
}

// --- contexts
// ---------------------------------------------------------------------------------------------------------

// A microtask queue of a context's own (`microtaskMode: 'afterEvaluate'`).
class MicrotaskQueue : public bind::BaseObject {
 public:
  static void construct(Environment& env, const Args& args) {
    new MicrotaskQueue(env, args.This());
  }
  v8::MicrotaskQueue* queue() { return queue_.get(); }

 private:
  MicrotaskQueue(Environment& env, Local<v8::Object> object)
      : BaseObject(env, object),
        queue_(v8::MicrotaskQueue::New(env.isolate(), v8::MicrotasksPolicy::kExplicit)) {
    make_weak();
  }
  std::unique_ptr<v8::MicrotaskQueue> queue_;
};

// makeContext(sandbox or undefined, name, origin, strings, wasm, microtaskQueue, hostSymbol): what
// stands for the context.
void make_context_(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  auto& env = Environment::from(isolate);
  ContextOptions options;
  options.strings = !args[3]->IsFalse();
  options.wasm = !args[4]->IsFalse();
  if (args[5]->IsObject()) {
    if (auto* wrap = bind::detail::unwrap<MicrotaskQueue>(args[5].As<v8::Object>()))
      options.microtasks = wrap->queue();
  }
  Local<v8::Object> made;
  if (!make_context(env, args[0], options).ToLocal(&made)) return;
  // The queue is as old as the context.
  if (args[5]->IsObject()) {
    made->SetPrivate(env.context(),
                     v8::Private::ForApi(isolate, bind::symbol(isolate, "gyre:microtasks")),
                     args[5])
        .Check();
  }
  args.GetReturnValue().Set(made);
}

bool is_context(Environment& env, Local<Value> value) {
  return value->IsObject() && !context_of(env, value.As<v8::Object>()).IsEmpty();
}

// --- memory
// -----------------------------------------------------------------------------------------------------------

class Measurement final : public v8::MeasureMemoryDelegate {
 public:
  Measurement(v8::Isolate* isolate, Local<v8::Context> context,
              Local<v8::Promise::Resolver> resolver, bool detailed)
      : isolate_(isolate),
        context_(isolate, context),
        resolver_(isolate, resolver),
        detailed_(detailed) {}
  bool ShouldMeasure(Local<v8::Context>) override { return true; }
  void MeasurementComplete(Result result) override {
    v8::HandleScope handles(isolate_);
    // A task of V8's runs this: what waits for the promise is to go on.
    bind::CallbackScope scope(Environment::from(isolate_));
    auto context = context_.Get(isolate_);
    auto describe = [&](size_t size, size_t upper) {
      auto object = v8::Object::New(isolate_);
      set(context, object, "jsMemoryEstimate", bind::number(isolate_, static_cast<double>(size)));
      Local<Value> range[] = {bind::number(isolate_, static_cast<double>(size)),
                              bind::number(isolate_, static_cast<double>(upper))};
      set(context, object, "jsMemoryRange", v8::Array::New(isolate_, range, 2));
      return object;
    };
    size_t total = result.unattributed_size_in_bytes;
    for (size_t size : result.sizes_in_bytes) total += size;
    auto answer = v8::Object::New(isolate_);
    set(context, answer, "total", describe(total, total + result.unattributed_size_in_bytes));
    if (detailed_) {
      std::vector<Local<Value>> others;
      for (size_t i = 0; i < result.contexts.size(); ++i) {
        auto one = describe(result.sizes_in_bytes[i],
                            result.sizes_in_bytes[i] + result.unattributed_size_in_bytes);
        if (result.contexts[i] == context) {
          set(context, answer, "current", one);
        } else {
          others.push_back(one);
        }
      }
      set(context, answer, "other", v8::Array::New(isolate_, others.data(), others.size()));
    }
    resolver_.Get(isolate_)->Resolve(context, answer).Check();
  }

 private:
  v8::Isolate* isolate_;
  v8::Global<v8::Context> context_;
  v8::Global<v8::Promise::Resolver> resolver_;
  bool detailed_;
};

// measureMemory(detailed, eager): a promise
void measure_memory(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  auto& env = Environment::from(isolate);
  auto context = env.context();
  Local<v8::Promise::Resolver> resolver;
  if (!v8::Promise::Resolver::New(context).ToLocal(&resolver)) return;
  env.wasm_used =
      true;  // like a WebAssembly compile, it ends in a task of V8's that settles a promise
  isolate->MeasureMemory(
      std::make_unique<Measurement>(isolate, context, resolver, args[0]->IsTrue()),
      args[1]->IsTrue() ? v8::MeasureMemoryExecution::kEager
                        : v8::MeasureMemoryExecution::kDefault);
  args.GetReturnValue().Set(resolver->GetPromise());
}

void start_sigint(const Args&) { start_sigint_watch(); }
void stop_sigint(const Args& args) { args.GetReturnValue().Set(stop_sigint_watch()); }
void has_pending_sigint(const Args& args) { args.GetReturnValue().Set(sigint_is_pending()); }

}  // namespace

GYRE_BINDING(contextify, bind::fn<&compile_common_js>("compileCommonJS"),
             bind::fn<&is_module_syntax_error>("isModuleSyntaxError"),
             bind::fn<&contains_module_syntax>("containsModuleSyntax"),
             bind::cls<Script>("ContextifyScript", bind::method<&Script::run>("runInContext"),
                               bind::method<&Script::create_cached_data>("createCachedDataBytes")),
             bind::cls<MicrotaskQueue>("MicrotaskQueue"),
             bind::fn<&compile_function>("compileFunction"),
             bind::fn<&make_context_>("makeContext"), bind::fn<&is_context>("isContext"),
             bind::fn<&measure_memory>("measureMemory"),
             bind::fn<&start_sigint>("startSigintWatchdog"),
             bind::fn<&stop_sigint>("stopSigintWatchdog"),
             bind::fn<&has_pending_sigint>("watchdogHasPendingSigint"))

}  // namespace gyre::modules
