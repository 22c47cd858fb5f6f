// The interceptors of a contextified global, and the making of contexts.
#include "os/check.h"
#include "runtime/bind/values.h"
#include "runtime/modules/contextify.h"

namespace gyre::modules {
namespace {

using bind::Environment;
using v8::Intercepted;
using v8::Local;
using v8::Name;
using v8::PropertyAttribute;
using v8::PropertyCallbackInfo;
using v8::Value;

// Slots of a contextified context's embedder data. Well above those that the rest of the runtime
// and V8's inspector use.
constexpr int kSandboxSlot = 40;

v8::Local<v8::Private> context_key(v8::Isolate* isolate) {
  return v8::Private::ForApi(isolate, bind::symbol(isolate, "gyre:vm_context"));
}

struct Sandbox {
  Local<v8::Context> context;
  Local<v8::Object> object;

  template <typename T>
  static bool from(const PropertyCallbackInfo<T>& info, Sandbox* out) {
    Local<v8::Context> context;
    if (!info.HolderV2()->GetCreationContext(info.GetIsolate()).ToLocal(&context)) return false;
    // Accessed while the context is still being made.
    if (context->GetNumberOfEmbedderDataFields() <= kSandboxSlot) return false;
    auto object = context->GetEmbedderData(kSandboxSlot);
    if (!object->IsObject()) return false;
    *out = {context, object.As<v8::Object>()};
    return true;
  }
};

PropertyAttribute attributes_in(Local<v8::Context> context, Local<v8::Object> object,
                                Local<Name> name, bool* present) {
  PropertyAttribute attributes = v8::None;
  *present = object->GetRealNamedPropertyAttributes(context, name).To(&attributes);
  return *present ? attributes : v8::None;
}

Intercepted get(Local<Name> name, const PropertyCallbackInfo<Value>& info) {
  Sandbox s;
  if (!Sandbox::from(info, &s)) return Intercepted::kNo;
  v8::TryCatch caught(info.GetIsolate());
  Local<Value> value;
  auto found = s.object->GetRealNamedProperty(s.context, name);
  if (found.IsEmpty() && !caught.HasCaught())
    found = s.context->Global()->GetRealNamedProperty(s.context, name);
  if (caught.HasCaught()) {
    caught.ReThrow();
    return Intercepted::kYes;
  }
  if (!found.ToLocal(&value)) return Intercepted::kNo;
  // A sandbox that refers to itself is the context's global.
  if (value == s.object) value = s.context->Global();
  info.GetReturnValue().Set(value);
  return Intercepted::kYes;
}

Intercepted query(Local<Name> name, const PropertyCallbackInfo<v8::Integer>& info) {
  Sandbox s;
  if (!Sandbox::from(info, &s)) return Intercepted::kNo;
  for (auto object : {s.object, s.context->Global()}) {
    if (object->HasRealNamedProperty(s.context, name).FromMaybe(false)) {
      bool present;
      auto attributes = attributes_in(s.context, object, name, &present);
      if (!present) continue;
      info.GetReturnValue().Set(static_cast<int32_t>(attributes));
      return Intercepted::kYes;
    }
  }
  return Intercepted::kNo;
}

Intercepted set(Local<Name> name, Local<Value> value, const PropertyCallbackInfo<void>& info) {
  Sandbox s;
  if (!Sandbox::from(info, &s)) return Intercepted::kNo;
  v8::Isolate* isolate = info.GetIsolate();
  bool on_sandbox, on_global;
  auto sandbox_attributes = attributes_in(s.context, s.object, name, &on_sandbox);
  auto global_attributes = attributes_in(s.context, s.context->Global(), name, &on_global);
  bool read_only = ((sandbox_attributes | global_attributes) & v8::ReadOnly) != 0;
  // V8 then does what the mode asks for: nothing, or a TypeError in strict code.
  if (read_only) return Intercepted::kNo;

  // `x = 1` for an undeclared x in strict code is a ReferenceError; V8 raises it when this is not
  // intercepted. A function declaration comes the same way and is none.
  bool declared = on_sandbox || on_global;
  bool contextual = s.context->Global() != info.This();
  if (!declared && info.ShouldThrowOnError() && contextual && !value->IsFunction())
    return Intercepted::kNo;
  if (!declared && name->IsSymbol()) return Intercepted::kNo;

  if (!s.object->Set(s.context, name, value).FromMaybe(false)) return Intercepted::kNo;
  Local<Value> found;
  if (on_sandbox && s.object->GetOwnPropertyDescriptor(s.context, name).ToLocal(&found) &&
      found->IsObject()) {
    auto descriptor = found.As<v8::Object>();
    // An accessor has been called; the global must not get a data property over it.
    for (const char* half : {"get", "set"}) {
      if (descriptor->HasOwnProperty(s.context, bind::symbol(isolate, half)).FromMaybe(false))
        return Intercepted::kYes;
    }
  }
  return Intercepted::kNo;
}

Intercepted define(Local<Name> name, const v8::PropertyDescriptor& wanted,
                   const PropertyCallbackInfo<void>& info) {
  Sandbox s;
  if (!Sandbox::from(info, &s)) return Intercepted::kNo;
  v8::Isolate* isolate = info.GetIsolate();
  bool declared;
  auto attributes = attributes_in(s.context, s.context->Global(), name, &declared);
  bool read_only = (attributes & v8::ReadOnly) != 0;
  bool fixed = (attributes & v8::DontDelete) != 0;
  if (declared && read_only && fixed) return Intercepted::kNo;

  auto apply = [&](v8::PropertyDescriptor* descriptor) {
    if (wanted.has_enumerable()) descriptor->set_enumerable(wanted.enumerable());
    if (wanted.has_configurable()) descriptor->set_configurable(wanted.configurable());
    s.object->DefineProperty(s.context, name, *descriptor).FromMaybe(false);
  };
  if (wanted.has_get() || wanted.has_set()) {
    v8::PropertyDescriptor descriptor(
        wanted.has_get() ? wanted.get() : v8::Undefined(isolate).As<Value>(),
        wanted.has_set() ? wanted.set() : v8::Undefined(isolate).As<Value>());
    apply(&descriptor);
  } else {
    Local<Value> value = wanted.has_value() ? wanted.value() : v8::Undefined(isolate).As<Value>();
    if (wanted.has_writable()) {
      v8::PropertyDescriptor descriptor(value, wanted.writable());
      apply(&descriptor);
    } else {
      v8::PropertyDescriptor descriptor(value);
      apply(&descriptor);
    }
  }
  // The global gets the property too: V8 goes on with its own definition.
  return Intercepted::kNo;
}

Intercepted remove(Local<Name> name, const PropertyCallbackInfo<v8::Boolean>& info) {
  Sandbox s;
  if (!Sandbox::from(info, &s)) return Intercepted::kNo;
  if (s.object->Delete(s.context, name).FromMaybe(false)) return Intercepted::kNo;
  info.GetReturnValue().Set(false);
  return Intercepted::kYes;
}

Intercepted describe(Local<Name> name, const PropertyCallbackInfo<Value>& info) {
  Sandbox s;
  if (!Sandbox::from(info, &s)) return Intercepted::kNo;
  if (!s.object->HasOwnProperty(s.context, name).FromMaybe(false)) return Intercepted::kNo;
  Local<Value> descriptor;
  if (!s.object->GetOwnPropertyDescriptor(s.context, name).ToLocal(&descriptor))
    return Intercepted::kNo;
  info.GetReturnValue().Set(descriptor);
  return Intercepted::kYes;
}

void enumerate(const PropertyCallbackInfo<v8::Array>& info) {
  Sandbox s;
  if (!Sandbox::from(info, &s)) return;
  Local<v8::Array> names;
  if (s.object
          ->GetPropertyNames(s.context, v8::KeyCollectionMode::kOwnOnly, v8::ALL_PROPERTIES,
                             v8::IndexFilter::kSkipIndices)
          .ToLocal(&names)) {
    info.GetReturnValue().Set(names);
  }
}

// --- the same for indexes ---

Local<Name> name_of(v8::Isolate* isolate, uint32_t index) {
  return v8::Uint32::New(isolate, index)->ToString(isolate->GetCurrentContext()).ToLocalChecked();
}

Intercepted get_index(uint32_t index, const PropertyCallbackInfo<Value>& info) {
  return get(name_of(info.GetIsolate(), index), info);
}
Intercepted set_index(uint32_t index, Local<Value> value, const PropertyCallbackInfo<void>& info) {
  return set(name_of(info.GetIsolate(), index), value, info);
}
Intercepted query_index(uint32_t index, const PropertyCallbackInfo<v8::Integer>& info) {
  return query(name_of(info.GetIsolate(), index), info);
}
Intercepted define_index(uint32_t index, const v8::PropertyDescriptor& wanted,
                         const PropertyCallbackInfo<void>& info) {
  return define(name_of(info.GetIsolate(), index), wanted, info);
}
Intercepted describe_index(uint32_t index, const PropertyCallbackInfo<Value>& info) {
  return describe(name_of(info.GetIsolate(), index), info);
}
Intercepted remove_index(uint32_t index, const PropertyCallbackInfo<v8::Boolean>& info) {
  return remove(name_of(info.GetIsolate(), index), info);
}
void enumerate_index(const PropertyCallbackInfo<v8::Array>& info) {
  Sandbox s;
  if (!Sandbox::from(info, &s)) return;
  Local<v8::Array> names;
  if (!s.object
           ->GetPropertyNames(s.context, v8::KeyCollectionMode::kOwnOnly, v8::ALL_PROPERTIES,
                              v8::IndexFilter::kIncludeIndices)
           .ToLocal(&names)) {
    return;
  }
  std::vector<Local<Value>> indexes;
  for (uint32_t i = 0; i < names->Length(); ++i) {
    Local<Value> name;
    if (names->Get(s.context, i).ToLocal(&name) && name->IsUint32()) indexes.push_back(name);
  }
  info.GetReturnValue().Set(v8::Array::New(info.GetIsolate(), indexes.data(), indexes.size()));
}

Local<v8::ObjectTemplate> global_template(Environment& env) {
  v8::Isolate* isolate = env.isolate();
  auto& state = env.state<SandboxTemplate>();
  if (!state.global.IsEmpty()) return state.global.Get(isolate);
  auto made = v8::ObjectTemplate::New(isolate);
  made->SetHandler(
      v8::NamedPropertyHandlerConfiguration(get, set, query, remove, enumerate, define, describe,
                                            {}, v8::PropertyHandlerFlags::kHasNoSideEffect));
  made->SetHandler(v8::IndexedPropertyHandlerConfiguration(
      get_index, set_index, query_index, remove_index, enumerate_index, define_index,
      describe_index, {}, v8::PropertyHandlerFlags::kHasNoSideEffect));
  state.global.Reset(isolate, made);
  return made;
}

}  // namespace

Local<v8::Context> context_of(Environment& env, Local<v8::Object> object) {
  Local<Value> found;
  v8::Isolate* isolate = env.isolate();
  if (!object->GetPrivate(env.context(), context_key(isolate)).ToLocal(&found) ||
      !found->IsObject()) {
    return {};
  }
  return found.As<v8::Object>()->GetCreationContextChecked(isolate);
}

bool wasm_allowed(Local<v8::Context> context) {
  return context->GetNumberOfEmbedderDataFields() <= kSandboxSlot + 1 ||
         !context->GetEmbedderData(kSandboxSlot + 1)->IsFalse();
}

v8::MaybeLocal<v8::Object> make_context(Environment& env, Local<Value> sandbox,
                                        const ContextOptions& options) {
  v8::Isolate* isolate = env.isolate();
  v8::EscapableHandleScope scope(isolate);
  bool plain = !sandbox->IsObject();
  Local<v8::ObjectTemplate> global = plain ? Local<v8::ObjectTemplate>() : global_template(env);
  Local<v8::Context> context =
      v8::Context::New(isolate, nullptr, global, {}, {}, options.microtasks);
  if (context.IsEmpty()) return {};
  auto main = env.context();
  context->SetSecurityToken(main->GetSecurityToken());
  context->AllowCodeGenerationFromStrings(options.strings);
  context->SetErrorMessageForCodeGenerationFromStrings(
      bind::string(isolate, "Code generation from strings disallowed for this context"));
  if (!options.wasm) {
    // V8 asks a callback of the isolate's, which looks at this slot.
    context->SetEmbedderData(kSandboxSlot + 1, v8::False(isolate));
  }
  Local<v8::Object> face = plain ? context->Global() : sandbox.As<v8::Object>();
  context->SetEmbedderData(kSandboxSlot, plain ? v8::Undefined(isolate).As<Value>() : sandbox);
  // The context lives as long as the object that stands for it.
  face->SetPrivate(main, context_key(isolate), context->Global()).Check();
  context->Global()->SetPrivate(main, context_key(isolate), context->Global()).Check();
  return scope.Escape(face);
}

}  // namespace gyre::modules
