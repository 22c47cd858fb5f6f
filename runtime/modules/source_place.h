// Where an error stands in the source, as text: "file:line", the source line, and carets below the
// place.
#pragma once

#include <v8.h>

#include <string>

namespace gyre::modules {

// Ends with a newline; empty when the place is not known.
std::string source_place(v8::Isolate* isolate, v8::Local<v8::Context> context,
                         v8::Local<v8::Message> message);

// Puts the place in front of the error's stack, once. For errors of code that was given as text.
void decorate_error(v8::Isolate* isolate, v8::Local<v8::Context> context,
                    v8::Local<v8::Value> error, v8::Local<v8::Message> message);
void mark_decorated(v8::Isolate* isolate, v8::Local<v8::Context> context,
                    v8::Local<v8::Value> error);
bool is_decorated(v8::Isolate* isolate, v8::Local<v8::Context> context, v8::Local<v8::Value> error);

}  // namespace gyre::modules
