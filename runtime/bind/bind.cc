#include "runtime/bind/bind.h"

#include <cstring>

#include "os/check.h"
#include "runtime/bind/values.h"

namespace gyre::bind {
namespace {

int next_fields_id = 0;
int next_callback_id = 0;
std::vector<intptr_t> references;

template <typename F>
void for_each_entry(F&& f) {
  for (const Module* const* module = kModules; *module != nullptr; ++module) {
    for (size_t i = 0; i < (*module)->count; ++i) f((*module)->entries[i]);
  }
}

v8::Local<v8::FunctionTemplate> make_template(Environment& env, const Entry& e, v8::Local<v8::Signature> signature) {
  v8::Isolate* isolate = env.isolate();
  v8::CFunction fast;
  if (e.fast != nullptr) fast = e.fast();
  auto side_effects = (e.flags & kNoSideEffects) != 0 ? v8::SideEffectType::kHasNoSideEffect
                                                      : v8::SideEffectType::kHasSideEffect;
  auto made = v8::FunctionTemplate::New(isolate, e.slow, {}, signature, e.length, v8::ConstructorBehavior::kThrow,
                                        side_effects, e.fast != nullptr ? &fast : nullptr);
  made->SetClassName(symbol(isolate, e.name));
  return made;
}

// The entries from class_begin to class_end; returns the index of class_end.
size_t make_class(Environment& env, v8::Local<v8::Object> target, const Entry* entries, size_t begin) {
  v8::Isolate* isolate = env.isolate();
  auto context = env.context();
  auto made = v8::FunctionTemplate::New(isolate, entries[begin].slow);
  auto name = symbol(isolate, entries[begin].name);
  made->SetClassName(name);
  made->InstanceTemplate()->SetInternalFieldCount(1);
  auto signature = v8::Signature::New(isolate, made);
  Callback* keep = nullptr;
  size_t i = begin + 1;
  for (; entries[i].kind != Entry::Kind::class_end; ++i) {
    const Entry& e = entries[i];
    switch (e.kind) {
      case Entry::Kind::method:
        made->PrototypeTemplate()->Set(symbol(isolate, e.name), make_template(env, e, signature));
        break;
      case Entry::Kind::getter:
        made->PrototypeTemplate()->SetAccessorProperty(symbol(isolate, e.name), make_template(env, e, signature), {},
                                                       v8::DontDelete);
        break;
      case Entry::Kind::function:
        made->Set(symbol(isolate, e.name), make_template(env, e, {}));
        break;
      case Entry::Kind::number:
        made->Set(symbol(isolate, e.name), v8::Number::New(isolate, e.number), v8::ReadOnly);
        break;
      case Entry::Kind::keep:
        keep = e.callback;
        break;
      default:
        GYRE_CHECK(!"this entry does not belong inside cls<>");
    }
  }
  auto constructor = made->GetFunction(context).ToLocalChecked();
  if (keep != nullptr) env.set_callback(keep->id, constructor);
  target->Set(context, name, constructor).Check();
  return i;
}

v8::Local<v8::Value> make_array(v8::Isolate* isolate, const FieldsBase& fields) {
  auto buffer = [&](size_t size) { return v8::ArrayBuffer::New(isolate, fields.length * size); };
  switch (fields.type) {
    case FieldsBase::Type::float64: return v8::Float64Array::New(buffer(8), 0, fields.length);
    case FieldsBase::Type::int32: return v8::Int32Array::New(buffer(4), 0, fields.length);
    case FieldsBase::Type::uint32: return v8::Uint32Array::New(buffer(4), 0, fields.length);
    case FieldsBase::Type::bigint64: return v8::BigInt64Array::New(buffer(8), 0, fields.length);
    case FieldsBase::Type::uint8: return v8::Uint8Array::New(buffer(1), 0, fields.length);
  }
  return {};
}

}  // namespace

void prepare_tables() {
  if (next_callback_id != 0) return;
  for_each_entry([](const Entry& e) {
    if (e.slow != nullptr) references.push_back(reinterpret_cast<intptr_t>(e.slow));
    if (e.fast != nullptr) {
      v8::CFunction fast = e.fast();
      references.push_back(reinterpret_cast<intptr_t>(fast.GetAddress()));
      references.push_back(reinterpret_cast<intptr_t>(fast.GetTypeInfo()));
    }
    if (e.fields != nullptr) e.fields->id = next_fields_id++;
    if (e.callback != nullptr) e.callback->id = next_callback_id++;
  });
}

int fields_count() { return next_fields_id; }
int callbacks_count() { return next_callback_id; }

void add_external_reference(intptr_t address) { references.push_back(address); }

const std::vector<intptr_t>& external_references() {
  if (references.empty() || references.back() != 0) references.push_back(0);
  return references;
}

v8::MaybeLocal<v8::Object> instantiate(Environment& env, const char* module_name) {
  v8::Isolate* isolate = env.isolate();
  auto context = env.context();
  for (const Module* const* module = kModules; *module != nullptr; ++module) {
    if (std::strcmp((*module)->name, module_name) != 0) continue;
    auto target = v8::Object::New(isolate);
    const Entry* entries = (*module)->entries;
    for (size_t i = 0; i < (*module)->count; ++i) {
      const Entry& e = entries[i];
      v8::Local<v8::Value> value;
      switch (e.kind) {
        case Entry::Kind::function:
        case Entry::Kind::callback:
          value = make_template(env, e, {})->GetFunction(context).ToLocalChecked();
          break;
        case Entry::Kind::number: value = v8::Number::New(isolate, e.number); break;
        case Entry::Kind::text: value = string(isolate, e.text); break;
        case Entry::Kind::fields:
          value = make_array(isolate, *e.fields);
          env.set_fields(e.fields->id, value);
          break;
        case Entry::Kind::init: e.init(env, target); continue;
        case Entry::Kind::class_begin: i = make_class(env, target, entries, i); continue;
        default: GYRE_CHECK(!"this entry belongs inside cls<>");
      }
      target->Set(context, symbol(isolate, e.name), value).Check();
    }
    return target;
  }
  return {};
}

}  // namespace gyre::bind
