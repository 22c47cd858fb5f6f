#include "runtime/engine/hooks.h"

#include <cstdio>

#include "runtime/bind/values.h"

namespace gyre::runtime {

void install_hooks(v8::Isolate* isolate) { (void)isolate; }

void report_fatal(bind::Environment& env, v8::Local<v8::Value> error, v8::Local<v8::Message> message) {
  v8::Isolate* isolate = env.isolate();
  v8::HandleScope handles(isolate);
  auto context = env.context();
  if (!message.IsEmpty()) {
    bind::Utf8 file(isolate, message->GetScriptResourceName());
    std::fprintf(stderr, "%s:%d\n", file.c_str(), message->GetLineNumber(context).FromMaybe(0));
    v8::Local<v8::String> line;
    if (message->GetSourceLine(context).ToLocal(&line)) {
      int start = message->GetStartColumn(context).FromMaybe(0);
      int end = message->GetEndColumn(context).FromMaybe(start + 1);
      std::fprintf(stderr, "%s\n%*s", bind::Utf8(isolate, line).c_str(), start, "");
      for (int i = start; i < end; ++i) std::fputc('^', stderr);
      std::fputs("\n\n", stderr);
    }
  }
  v8::Local<v8::Value> stack = error;
  if (error->IsObject()) {
    v8::TryCatch ignored(isolate);
    v8::Local<v8::Value> value;
    if (error.As<v8::Object>()->Get(context, bind::symbol(isolate, "stack")).ToLocal(&value) && value->IsString()) stack = value;
  }
  v8::TryCatch ignored(isolate);
  std::fprintf(stderr, "%s\n", bind::Utf8(isolate, stack).c_str());
}

}  // namespace gyre::runtime
