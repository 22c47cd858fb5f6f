// What V8 asks its embedder for: how stack traces are prepared, where import() and import.meta go, what happens out of memory.
#pragma once

#include <v8.h>

#include "runtime/bind/environment.h"

namespace gyre::runtime {

// Sets every callback of the isolate that belongs to the runtime. Before any JavaScript.
void install_hooks(v8::Isolate* isolate);

// Prints an uncaught error as Node does (place, source line, caret, stack, properties, version line) to stderr.
void report_fatal(bind::Environment& env, v8::Local<v8::Value> error, v8::Local<v8::Message> message);

}  // namespace gyre::runtime
