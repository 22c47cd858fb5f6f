// process.env: an object whose properties are the environment's variables (environ(7)), seen and changed through interceptors.
// Workers have a copy of their own, which is JavaScript's business.
#include <cstdlib>
#include <mutex>

#include "runtime/bind/bind.h"
#include "runtime/bind/values.h"

extern "C" char** environ;

namespace gyre::process {

// Called when something is assigned that is no string, number or boolean; nothing when nobody asked.
constinit bind::Callback on_odd_value;

namespace {

using bind::Args;
using v8::Intercepted;

// getenv and setenv are not safe against each other; workers may share the process's environment.
std::mutex mutex;

// A change of the time zone is to be seen by dates.
void note_change(v8::Isolate* isolate, std::string_view name) {
  if (name != "TZ") return;
  tzset();
  isolate->DateTimeConfigurationChangeNotification(v8::Isolate::TimeZoneDetection::kRedetect);
}

v8::Local<v8::Value> look_up(v8::Isolate* isolate, v8::Local<v8::Name> name) {
  bind::Utf8 key(isolate, name);
  std::lock_guard lock(mutex);
  const char* value = std::getenv(key.c_str());
  return value == nullptr ? v8::Local<v8::Value>() : bind::string(isolate, value).As<v8::Value>();
}

Intercepted get(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Value>& info) {
  if (name->IsSymbol()) return Intercepted::kNo;
  v8::Local<v8::Value> value = look_up(info.GetIsolate(), name);
  if (value.IsEmpty()) return Intercepted::kNo;
  info.GetReturnValue().Set(value);
  return Intercepted::kYes;
}

Intercepted set(v8::Local<v8::Name> name, v8::Local<v8::Value> value, const v8::PropertyCallbackInfo<void>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  if (name->IsSymbol() || value->IsSymbol()) {
    isolate->ThrowException(
        v8::Exception::TypeError(bind::string(isolate, "Cannot convert a Symbol value to a string")));
    return Intercepted::kYes;
  }
  v8::Local<v8::String> text;
  if (!value->ToString(isolate->GetCurrentContext()).ToLocal(&text)) return Intercepted::kYes;  // it threw
  bind::Utf8 key(isolate, name), content(isolate, text);
  if (!value->IsString() && !value->IsNumber() && !value->IsBoolean()) {
    bind::Environment& env = bind::Environment::from(isolate);
    auto callback = on_odd_value(env);
    if (!callback.IsEmpty() &&
        callback->Call(isolate, isolate->GetCurrentContext(), v8::Undefined(isolate), 0, nullptr).IsEmpty()) {
      return Intercepted::kYes;
    }
  }
  std::lock_guard lock(mutex);
  if (key.size() > 0) setenv(key.c_str(), content.c_str(), 1);
  note_change(isolate, key.view());
  return Intercepted::kYes;
}

Intercepted query(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Integer>& info) {
  if (name->IsSymbol() || look_up(info.GetIsolate(), name).IsEmpty()) return Intercepted::kNo;
  info.GetReturnValue().Set(v8::None);
  return Intercepted::kYes;
}

Intercepted remove(v8::Local<v8::Name> name, const v8::PropertyCallbackInfo<v8::Boolean>& info) {
  if (!name->IsSymbol()) {
    bind::Utf8 key(info.GetIsolate(), name);
    std::lock_guard lock(mutex);
    unsetenv(key.c_str());
    note_change(info.GetIsolate(), key.view());
  }
  info.GetReturnValue().Set(true);  // a deletion in sloppy and strict mode alike succeeds
  return Intercepted::kYes;
}

void enumerate(const v8::PropertyCallbackInfo<v8::Array>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  std::vector<v8::Local<v8::Value>> names;
  std::lock_guard lock(mutex);
  for (char** entry = environ; *entry != nullptr; ++entry) {
    std::string_view text(*entry);
    size_t equals = text.find('=', 1);  // a name may begin with '='
    if (equals == std::string_view::npos) continue;
    names.push_back(bind::string(isolate, text.substr(0, equals)));
  }
  info.GetReturnValue().Set(v8::Array::New(isolate, names.data(), names.size()));
}

Intercepted define(v8::Local<v8::Name> name, const v8::PropertyDescriptor& descriptor,
                   const v8::PropertyCallbackInfo<void>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  auto refuse = [&](const char* message) {
    auto error = v8::Exception::TypeError(bind::string(isolate, message)).As<v8::Object>();
    error->Set(isolate->GetCurrentContext(), bind::symbol(isolate, "code"),
               bind::symbol(isolate, "ERR_INVALID_OBJECT_DEFINE_PROPERTY")).Check();
    isolate->ThrowException(error);
    return Intercepted::kYes;
  };
  if (descriptor.has_value()) {
    if (!descriptor.has_writable() || !descriptor.has_enumerable() || !descriptor.has_configurable() ||
        !descriptor.writable() || !descriptor.enumerable() || !descriptor.configurable()) {
      return refuse("'process.env' only accepts a configurable, writable, and enumerable data descriptor");
    }
    return set(name, descriptor.value(), info);
  }
  if (descriptor.has_get() || descriptor.has_set()) {
    return refuse("'process.env' does not accept an accessor(getter/setter) descriptor");
  }
  return refuse("'process.env' only accepts a configurable, writable, and enumerable data descriptor");
}

}  // namespace

// createEnv(): the object. Made in each process: the snapshot holds no environment.
void create_env(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  auto made = v8::ObjectTemplate::New(isolate);
  made->SetHandler(v8::NamedPropertyHandlerConfiguration(get, set, query, remove, enumerate, define, nullptr, {},
                                                         v8::PropertyHandlerFlags::kHasNoSideEffect));
  // Numbers are names like any other: V8 asks by index for them.
  made->SetHandler(v8::IndexedPropertyHandlerConfiguration(
      [](uint32_t index, const v8::PropertyCallbackInfo<v8::Value>& info) {
        return get(bind::string(info.GetIsolate(), std::to_string(index)), info);
      },
      [](uint32_t index, v8::Local<v8::Value> value, const v8::PropertyCallbackInfo<void>& info) {
        return set(bind::string(info.GetIsolate(), std::to_string(index)), value, info);
      },
      [](uint32_t index, const v8::PropertyCallbackInfo<v8::Integer>& info) {
        return query(bind::string(info.GetIsolate(), std::to_string(index)), info);
      },
      [](uint32_t index, const v8::PropertyCallbackInfo<v8::Boolean>& info) {
        return remove(bind::string(info.GetIsolate(), std::to_string(index)), info);
      },
      nullptr,
      [](uint32_t index, const v8::PropertyDescriptor& descriptor, const v8::PropertyCallbackInfo<void>& info) {
        return define(bind::string(info.GetIsolate(), std::to_string(index)), descriptor, info);
      },
      nullptr, {}, v8::PropertyHandlerFlags::kHasNoSideEffect));
  v8::Local<v8::Object> object;
  if (made->NewInstance(isolate->GetCurrentContext()).ToLocal(&object)) args.GetReturnValue().Set(object);
}

}  // namespace gyre::process
