// binding('util'): what util.inspect shows of objects that JavaScript itself cannot look into, and
// where code is called from.
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/bind/bind.h"
#include "runtime/bind/values.h"

namespace gyre::util {
namespace {

using bind::Args;
using bind::Environment;

// getPromiseDetails(promise) → [state] or [state, result]
void get_promise_details(const Args& args) {
  if (!args[0]->IsPromise()) return;
  v8::Isolate* isolate = args.GetIsolate();
  auto promise = args[0].As<v8::Promise>();
  v8::Promise::PromiseState state = promise->State();
  if (state == v8::Promise::kPending) {
    v8::Local<v8::Value> details[] = {v8::Integer::New(isolate, state)};
    args.GetReturnValue().Set(v8::Array::New(isolate, details, 1));
  } else {
    v8::Local<v8::Value> details[] = {v8::Integer::New(isolate, state), promise->Result()};
    args.GetReturnValue().Set(v8::Array::New(isolate, details, 2));
  }
}

// getProxyDetails(value, both) → undefined for no proxy, else [target, handler] or the target
void get_proxy_details(const Args& args) {
  if (!args[0]->IsProxy()) return;
  auto proxy = args[0].As<v8::Proxy>();
  if (args.Length() > 1 && args[1]->IsFalse()) {
    args.GetReturnValue().Set(proxy->GetTarget());
    return;
  }
  v8::Local<v8::Value> details[] = {proxy->GetTarget(), proxy->GetHandler()};
  args.GetReturnValue().Set(v8::Array::New(args.GetIsolate(), details, 2));
}

// previewEntries(collectionOrIterator, withKind) → undefined, entries, or [entries, whether they
// are keys and values in turn]
void preview_entries(const Args& args) {
  if (!args[0]->IsObject()) return;
  bool key_value = false;
  v8::Local<v8::Array> entries;
  if (!args[0].As<v8::Object>()->PreviewEntries(&key_value).ToLocal(&entries)) return;
  if (args.Length() < 2) {
    args.GetReturnValue().Set(entries);
    return;
  }
  v8::Isolate* isolate = args.GetIsolate();
  v8::Local<v8::Value> details[] = {entries, v8::Boolean::New(isolate, key_value)};
  args.GetReturnValue().Set(v8::Array::New(isolate, details, 2));
}

// getOwnNonIndexProperties(object, onlyEnumerable) → keys
void get_own_non_index_properties(const Args& args) {
  if (!args[0]->IsObject()) return;
  auto filter =
      args[1]->IsTrue() ? v8::PropertyFilter::ONLY_ENUMERABLE : v8::PropertyFilter::ALL_PROPERTIES;
  v8::Local<v8::Array> keys;
  if (args[0]
          .As<v8::Object>()
          ->GetPropertyNames(args.GetIsolate()->GetCurrentContext(),
                             v8::KeyCollectionMode::kOwnOnly, filter, v8::IndexFilter::kSkipIndices)
          .ToLocal(&keys)) {
    args.GetReturnValue().Set(keys);
  }
}

void get_constructor_name(const Args& args) {
  if (args[0]->IsObject())
    args.GetReturnValue().Set(args[0].As<v8::Object>()->GetConstructorName());
}

void get_external_value(const Args& args) {
  if (!args[0]->IsExternal()) return;
  auto address = reinterpret_cast<uintptr_t>(args[0].As<v8::External>()->Value());
  args.GetReturnValue().Set(v8::BigInt::NewFromUnsigned(args.GetIsolate(), address));
}

v8::Local<v8::Value> text_or_empty(v8::Isolate* isolate, v8::Local<v8::String> text) {
  return text.IsEmpty() ? v8::String::Empty(isolate) : text;
}

// getCallSites(count) → [{ functionName, scriptId, scriptName, lineNumber, columnNumber, column }],
// without the caller itself
void get_call_sites(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  auto context = isolate->GetCurrentContext();
  int count = args[0]->IsNumber() ? static_cast<int>(args[0]->Int32Value(context).FromMaybe(0)) : 0;
  auto trace = v8::StackTrace::CurrentStackTrace(isolate, count + 1);
  int frames = trace->GetFrameCount();
  v8::Local<v8::Name> names[] = {
      bind::symbol(isolate, "functionName"), bind::symbol(isolate, "scriptId"),
      bind::symbol(isolate, "scriptName"),   bind::symbol(isolate, "lineNumber"),
      bind::symbol(isolate, "columnNumber"), bind::symbol(isolate, "column"),
  };
  auto sites = v8::Array::New(isolate, frames > 0 ? frames - 1 : 0);
  for (int i = 1; i < frames; ++i) {
    auto frame = trace->GetFrame(isolate, static_cast<uint32_t>(i));
    v8::Local<v8::Value> values[] = {
        text_or_empty(isolate, frame->GetFunctionName()),
        bind::string(isolate, std::to_string(frame->GetScriptId())),
        text_or_empty(isolate, frame->GetScriptNameOrSourceURL()),
        v8::Integer::New(isolate, frame->GetLineNumber()),
        v8::Integer::New(isolate, frame->GetColumn()),
        v8::Integer::New(isolate, frame->GetColumn()),
    };
    auto site = v8::Object::New(isolate, v8::Null(isolate), names, values, 6);
    sites->Set(context, static_cast<uint32_t>(i - 1), site).Check();
  }
  args.GetReturnValue().Set(sites);
}

// isInsideNodeModules(frameLimit): whether the nearest code that isn't built in belongs to an
// installed package
void is_inside_node_modules(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  int limit = args[0]->IsInt32() ? args[0].As<v8::Int32>()->Value() : 100;
  auto trace = v8::StackTrace::CurrentStackTrace(isolate, limit, v8::StackTrace::kScriptName);
  for (int i = 0; i < trace->GetFrameCount(); ++i) {
    auto name = trace->GetFrame(isolate, static_cast<uint32_t>(i))->GetScriptName();
    if (name.IsEmpty() || name->Length() == 0) continue;
    bind::Utf8 text(isolate, name);
    std::string_view script = text.view();
    if (script.starts_with("node:")) continue;
    args.GetReturnValue().Set(script.find("/node_modules/") != std::string_view::npos ||
                              script.find("\\node_modules\\") != std::string_view::npos);
    return;
  }
  args.GetReturnValue().Set(false);
}

// getSourceLine(error) → [text, column] of the line where the error's stack begins, undefined
// without a source
void get_source_line(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  auto context = isolate->GetCurrentContext();
  auto message = v8::Exception::CreateMessage(isolate, args[0]);
  v8::Local<v8::String> line;
  int column = message->GetStartColumn(context).FromMaybe(-1);
  if (column < 0 || !message->GetSourceLine(context).ToLocal(&line)) return;
  v8::Local<v8::Value> place[] = {line, v8::Integer::New(isolate, column)};
  args.GetReturnValue().Set(v8::Array::New(isolate, place, 2));
}

// hasBuffer(view): whether a view's bytes are behind an ArrayBuffer already, rather than inside the
// object itself
void has_buffer(const Args& args) {
  args.GetReturnValue().Set(args[0]->IsArrayBufferView() &&
                            args[0].As<v8::ArrayBufferView>()->HasBuffer());
}

}  // namespace

GYRE_BINDING(
    util, bind::constant("kPending", v8::Promise::kPending),
    bind::constant("kFulfilled", v8::Promise::kFulfilled),
    bind::constant("kRejected", v8::Promise::kRejected), bind::fn<&get_call_sites>("getCallSites"),
    (bind::fn<&get_constructor_name, bind::kNoSideEffects>("getConstructorName")),
    (bind::fn<&get_external_value, bind::kNoSideEffects>("getExternalValue")),
    (bind::fn<&get_own_non_index_properties, bind::kNoSideEffects>("getOwnNonIndexProperties")),
    (bind::fn<&get_promise_details, bind::kNoSideEffects>("getPromiseDetails")),
    (bind::fn<&get_proxy_details, bind::kNoSideEffects>("getProxyDetails")),
    bind::fn<&get_source_line>("getSourceLine"),
    (bind::fn<&has_buffer, bind::kNoSideEffects>("hasBuffer")),
    bind::fn<&is_inside_node_modules>("isInsideNodeModules"),
    (bind::fn<&preview_entries, bind::kNoSideEffects>("previewEntries")))

}  // namespace gyre::util
