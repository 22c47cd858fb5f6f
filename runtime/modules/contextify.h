// Contexts of node:vm. A contextified object is the sandbox: named properties of the context's
// global are looked up in it, and written to it, through interceptors.
#pragma once

#include <v8.h>

#include "runtime/bind/environment.h"

namespace gyre::modules {

// The context that `object` was contextified with (or, for a plain vm context, whose global it is);
// empty when none.
v8::Local<v8::Context> context_of(bind::Environment& env, v8::Local<v8::Object> object);

// Whether code of this context may compile WebAssembly (`codeGeneration.wasm`).
bool wasm_allowed(v8::Local<v8::Context> context);

// Per environment: the template with the interceptors, made at first use.
struct SandboxTemplate {
  explicit SandboxTemplate(bind::Environment&) {}
  v8::Global<v8::ObjectTemplate> global;
};

// Makes a context for `sandbox`, or a plain one when it is empty; returns the object that stands
// for it. Empty: thrown.
struct ContextOptions {
  bool strings = true;
  bool wasm = true;
  v8::MicrotaskQueue* microtasks = nullptr;
};
v8::MaybeLocal<v8::Object> make_context(bind::Environment& env, v8::Local<v8::Value> sandbox,
                                        const ContextOptions& options);

}  // namespace gyre::modules
