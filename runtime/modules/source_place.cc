#include "runtime/modules/source_place.h"

#include "runtime/bind/values.h"

namespace gyre::modules {

std::string source_place(v8::Isolate* isolate, v8::Local<v8::Context> context,
                         v8::Local<v8::Message> message) {
  v8::HandleScope scope(isolate);
  v8::Local<v8::String> source_line;
  if (message.IsEmpty() || !message->GetSourceLine(context).ToLocal(&source_line)) return {};
  std::string line = bind::Utf8(isolate, source_line).str();
  auto resource = message->GetScriptResourceName();
  std::string name =
      resource->IsString() ? bind::Utf8(isolate, resource).str() : "<anonymous_script>";
  int number = message->GetLineNumber(context).FromMaybe(0);
  std::string text = name + ":" + std::to_string(number) + "\n" + line + "\n";

  // Columns count from the start of the line, but the first line of a script may itself begin
  // further right.
  int start = message->GetStartColumn(context).FromMaybe(0);
  int end = message->GetEndColumn(context).FromMaybe(start + 1);
  v8::ScriptOrigin origin = message->GetScriptOrigin();
  if (number - origin.LineOffset() == 1 && start >= origin.ColumnOffset()) {
    start -= origin.ColumnOffset();
    end -= origin.ColumnOffset();
  }
  constexpr int kLongestUnderline = 1000;
  if (end > kLongestUnderline) return text;
  // Tabs stay tabs, so that the carets stand below the right characters.
  for (int i = 0; i < start; ++i)
    text += static_cast<size_t>(i) < line.size() && line[i] == '\t' ? '\t' : ' ';
  for (int i = start; i < end; ++i) text += '^';
  text += '\n';
  return text;
}

namespace {

v8::Local<v8::Private> decorated_key(v8::Isolate* isolate) {
  return v8::Private::ForApi(isolate, bind::symbol(isolate, "gyre:decorated"));
}

}  // namespace

void mark_decorated(v8::Isolate* isolate, v8::Local<v8::Context> context,
                    v8::Local<v8::Value> error) {
  if (!error->IsObject()) return;
  error.As<v8::Object>()
      ->SetPrivate(context, decorated_key(isolate), v8::True(isolate))
      .FromMaybe(false);
}

bool is_decorated(v8::Isolate* isolate, v8::Local<v8::Context> context,
                  v8::Local<v8::Value> error) {
  return error->IsObject() && !error->IsProxy() &&
         error.As<v8::Object>()->HasPrivate(context, decorated_key(isolate)).FromMaybe(false);
}

void decorate_error(v8::Isolate* isolate, v8::Local<v8::Context> context,
                    v8::Local<v8::Value> error, v8::Local<v8::Message> message) {
  if (!error->IsNativeError() || is_decorated(isolate, context, error)) return;
  v8::HandleScope scope(isolate);
  v8::TryCatch ignored(isolate);
  std::string place = source_place(isolate, context, message);
  auto object = error.As<v8::Object>();
  auto key = bind::symbol(isolate, "stack");
  v8::Local<v8::Value> stack;
  if (place.empty() || !object->Get(context, key).ToLocal(&stack) || !stack->IsString()) return;
  auto text =
      v8::String::Concat(isolate, bind::string(isolate, place + "\n"), stack.As<v8::String>());
  object->Set(context, key, text).FromMaybe(false);
  mark_decorated(isolate, context, error);
}

}  // namespace gyre::modules
