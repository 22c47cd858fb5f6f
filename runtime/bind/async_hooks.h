// Tells node:async_hooks of what C++ does on JavaScript's behalf: handles and requests. While no hook is enabled each of these is
// one load; the ids and the hooks themselves are JavaScript (stdlib/internal/async_hooks.js).
#pragma once

#include <v8.h>

#include "runtime/bind/environment.h"

namespace gyre::bind {

// Whether a program has enabled a hook.
bool async_hooks_enabled(Environment& env);

enum class ResourceLife : uint8_t {
  handle,  // until emit_destroy()
  request  // until its callback has run
};

// `object` stands for something asynchronous from now on. `type` is one of async_hooks.asyncWrapProviders; nullptr: by its class.
// `parent` is the handle that it was made on, which is what triggers it; empty: what is executing.
void emit_init(Environment& env, v8::Local<v8::Object> object, const char* type, ResourceLife life,
               v8::Local<v8::Object> parent = {});
// The handle that is made next comes of this one: of a connection that a server accepts.
void set_parent_of_next_handle(Environment& env, v8::Local<v8::Object> parent);
void emit_destroy(Environment& env, v8::Local<v8::Object> object);

// Calls function with receiver, with the resource that receiver stands for as what is executing.
v8::MaybeLocal<v8::Value> call_in_resource(Environment& env, v8::Local<v8::Function> function, v8::Local<v8::Value> receiver,
                                           int count, v8::Local<v8::Value>* arguments);

}  // namespace gyre::bind
