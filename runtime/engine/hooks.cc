#include "runtime/engine/hooks.h"

#include <cstdio>
#include <cstdlib>
#include <string>

#include "runtime/bind/bind.h"
#include "runtime/bind/values.h"
#include "runtime/cli/options.h"
#include "runtime/modules/contextify.h"
#include "runtime/modules/module_wrap.h"
#include "runtime/modules/source_place.h"

namespace gyre::runtime {
namespace {

constinit bind::Callback format_error;         // (error) → text for the terminal
constinit bind::Callback prepare_stack_trace;  // (global, error, call sites) → stack

// As Node's, whose tests and wrappers look for these lines: what failed, then SIGABRT.
void on_fatal_error(const char* location, const char* message) {
  std::fflush(stdout);
  if (location != nullptr) {
    std::fprintf(stderr, "FATAL ERROR: %s %s\n", location, message);
  } else {
    std::fprintf(stderr, "FATAL ERROR: %s\n", message);
  }
  std::fflush(stderr);
  std::abort();
}

void on_out_of_memory(const char* location, const v8::OOMDetails& details) {
  std::string message = details.is_heap_oom ? "Allocation failed - JavaScript heap out of memory"
                                            : "Allocation failed - process out of memory";
  if (details.detail != nullptr) message = message + ". Reason: " + details.detail;
  on_fatal_error(location, message.c_str());
}

// --trace-uncaught: errors that are no Error objects have a trace too.
void capture_uncaught_traces(const bind::Args& args) {
  constexpr int kFrames = 10;
  args.GetIsolate()->SetCaptureStackTraceForUncaughtExceptions(true, kFrames);
}

// What `error.stack` is, made when it is first read.
v8::MaybeLocal<v8::Value> on_prepare_stack_trace(v8::Local<v8::Context> context,
                                                 v8::Local<v8::Value> error,
                                                 v8::Local<v8::Array> sites) {
  v8::Isolate* isolate = context->GetIsolate();
  auto function = prepare_stack_trace(bind::Environment::from(isolate));
  // Before the JavaScript that does it has been loaded.
  if (function.IsEmpty())
    return error->ToDetailString(context).FromMaybe(v8::String::Empty(isolate));
  v8::Local<v8::Value> arguments[] = {context->Global(), error, sites};
  return function->Call(context, v8::Undefined(isolate), 3, arguments);
}

std::string format(bind::Environment& env, v8::Local<v8::Value> error) {
  v8::Isolate* isolate = env.isolate();
  v8::TryCatch ignored(isolate);
  auto function = format_error(env);
  v8::Local<v8::Value> text;
  if (!function.IsEmpty() &&
      function->Call(env.context(), v8::Undefined(isolate), 1, &error).ToLocal(&text) &&
      text->IsString()) {
    return bind::Utf8(isolate, text).str();
  }
  // Formatting failed, as when the stack is exhausted: what V8 can say by itself.
  if (error->IsNativeError()) {
    v8::Local<v8::Value> stack;
    if (error.As<v8::Object>()
            ->Get(env.context(), bind::symbol(isolate, "stack"))
            .ToLocal(&stack) &&
        stack->IsString()) {
      return bind::Utf8(isolate, stack).str();
    }
  }
  v8::Local<v8::String> detail;
  if (error->ToDetailString(env.context()).ToLocal(&detail))
    return bind::Utf8(isolate, detail).str();
  return {};
}

void print_thrown_at(v8::Isolate* isolate, v8::Local<v8::StackTrace> trace) {
  std::fputs("Thrown at:\n", stderr);
  for (int i = 0; i < trace->GetFrameCount(); ++i) {
    auto frame = trace->GetFrame(isolate, static_cast<uint32_t>(i));
    auto name = frame->GetScriptNameOrSourceURL();
    std::string place =
        (name.IsEmpty() ? std::string("<anonymous>") : bind::Utf8(isolate, name).str()) + ":" +
        std::to_string(frame->GetLineNumber()) + ":" + std::to_string(frame->GetColumn());
    auto function = frame->GetFunctionName();
    if (function.IsEmpty() || function->Length() == 0) {
      std::fprintf(stderr, "    at %s\n", place.c_str());
    } else {
      std::fprintf(stderr, "    at %s (%s)\n", bind::Utf8(isolate, function).c_str(),
                   place.c_str());
    }
  }
}

bool option_is_on(bind::Environment& env, const char* name) {
  const ProcessOptions* options = env.options().process;
  if (options == nullptr) return false;
  auto found = options->values.find(name);
  return found != options->values.end() && found->second.on;
}

}  // namespace

void install_hooks(v8::Isolate* isolate) {
  isolate->SetPrepareStackTraceCallback(&on_prepare_stack_trace);
  isolate->SetFatalErrorHandler(&on_fatal_error);
  isolate->SetOOMErrorHandler(&on_out_of_memory);
  isolate->SetHostImportModuleDynamicallyCallback(&modules::import_dynamically_evaluation);
  isolate->SetHostImportModuleWithPhaseDynamicallyCallback(&modules::import_dynamically);
  isolate->SetHostInitializeImportMetaObjectCallback(&modules::initialize_import_meta);
}

void report_fatal(bind::Environment& env, v8::Local<v8::Value> error,
                  v8::Local<v8::Message> message) {
  v8::Isolate* isolate = env.isolate();
  v8::HandleScope handles(isolate);
  auto context = env.context();
  v8::Context::Scope entered(context);
  std::string place = modules::source_place(isolate, context, message);
  bool is_error = error->IsNativeError();
  std::string text;
  if (!modules::is_decorated(isolate, context, error)) {
    // Node sets a blank line below the place of an error, and above that of anything else.
    text = is_error ? place + "\n" : "\n" + place;
  }
  text += format(env, error);
  text += '\n';
  bool traced = option_is_on(env, "--trace-uncaught");
  bool has_stack = error->IsObject();
  if (!has_stack && !traced) {
    text += "(Use `gyre --trace-uncaught ...` to show where the exception was thrown)\n";
  }
  std::fflush(stdout);
  std::fwrite(text.data(), 1, text.size(), stderr);
  if (traced && !message.IsEmpty()) {
    auto trace = message->GetStackTrace();
    if (!trace.IsEmpty() && trace->GetFrameCount() > 0) print_thrown_at(isolate, trace);
  }
  std::fputs("\nGyre v" GYRE_VERSION " (Node.js v" GYRE_NODE_VERSION ")\n", stderr);
  std::fflush(stderr);
  if (option_is_on(env, "--abort-on-uncaught-exception")) std::abort();
}

GYRE_BINDING(hooks, bind::callback<&format_error>("setFormatError"),
             bind::callback<&prepare_stack_trace>("setPrepareStackTrace"),
             bind::fn<&capture_uncaught_traces>("captureUncaughtTraces"))

}  // namespace gyre::runtime
