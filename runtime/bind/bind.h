// Binding tables: how C++ functions, classes and constants become properties of the object that `binding('name')` gives a
// built-in JavaScript file. One constexpr table a module; from an entry come the slow callback, the optional fast call and the
// external references that a start-up snapshot needs, so no list is kept by hand.
//
//   int32_t token_error(bind::Environment& env, int32_t fd);
//   void write(const bind::Args& args);
//   GYRE_BINDING(tcp, bind::fn<&write>("write"), bind::fn<&token_error, bind::kFast>("tokenError"),
//                bind::cls<Tcp>("Tcp", bind::method<&Tcp::listen>("listen")), bind::constant("UV_TCP_IPV6ONLY", 1))
//
// A bound function has one of two forms:
//   raw    `void f(const Args&)`: does its own conversions;
//   typed  `R f(Environment&, A...)`, with R one of void, bool, int32_t, uint32_t, double and A one of bool, int32_t, uint32_t, double,
//          int64_t (a JavaScript number), v8::Local<v8::Value>: conversions are derived, and with kFast a fast call too. A function that
//          has a fast call never re-enters JavaScript and never throws.
// Methods are member functions of the same two forms (without the Environment) of a class derived from BaseObject.
#pragma once

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include <v8-fast-api-calls.h>
#include <v8.h>

#include "runtime/bind/base_object.h"
#include "runtime/bind/environment.h"

namespace gyre::bind {

using Args = v8::FunctionCallbackInfo<v8::Value>;

enum Flags : uint8_t {
  kSlow = 0,
  kFast = 1,           // typed form only
  kNoSideEffects = 2,  // may be called while the debugger evaluates eagerly
};

// A typed array that C++ and a JavaScript file share: numbers come back through it instead of through objects. Declared
// `constinit Fields<double, 18> stat_values;` beside the table, in which `fields<&stat_values>("statValues")` puts it.
struct FieldsBase {
  enum class Type : uint8_t { float64, int32, uint32, bigint64, uint8 };
  Type type;
  size_t length;
  int id = -1;  // index in Environment, given when the tables are prepared
};
template <typename T, size_t N>
struct Fields : FieldsBase {
  static constexpr Type kType = std::is_same_v<T, double>     ? Type::float64
                                : std::is_same_v<T, int32_t>  ? Type::int32
                                : std::is_same_v<T, uint32_t> ? Type::uint32
                                : std::is_same_v<T, int64_t>  ? Type::bigint64
                                                              : Type::uint8;
  constexpr Fields() : FieldsBase{kType, N} {}
  T* operator()(Environment& env) const { return static_cast<T*>(env.field_data(id)); }
};

// A JavaScript function (or class) that C++ calls later. Declared `constinit Callback on_exit;`; the table's
// `callback<&on_exit>("setOnExit")` gives JavaScript the setter; `keep<&tcp_class>()` inside cls<> stores the constructor itself.
struct Callback {
  int id = -1;
  v8::Local<v8::Function> operator()(Environment& env) const { return env.callback(id); }
};

struct Entry {
  enum class Kind : uint8_t {
    function, method, getter, number, text, fields, callback, init, class_begin, keep, class_end
  };
  Kind kind;
  uint8_t flags = 0;
  uint8_t length = 0;
  const char* name = nullptr;
  v8::FunctionCallback slow = nullptr;
  v8::CFunction (*fast)() = nullptr;
  double number = 0;
  const char* text = nullptr;
  FieldsBase* fields = nullptr;
  Callback* callback = nullptr;
  void (*init)(Environment&, v8::Local<v8::Object>) = nullptr;
};

struct Module {
  const char* name;
  const Entry* entries;
  size_t count;
};

// Every module's table, made by the build from the GYRE_BINDING lines it finds; ended by nullptr.
extern const Module* const kModules[];

// Gives Fields and Callbacks their ids. Once, at process start, before any Environment.
void prepare_tables();
// Every address that a snapshot may refer to, ended by 0; what `extra` holds comes last.
const std::vector<intptr_t>& external_references();
void add_external_reference(intptr_t);
// The object for a module, or empty for an unknown name.
v8::MaybeLocal<v8::Object> instantiate(Environment&, const char* module_name);

namespace detail {

template <typename T>
struct Convert;
template <>
struct Convert<bool> {
  static bool from(Environment& env, v8::Local<v8::Value> v) { return v->BooleanValue(env.isolate()); }
};
template <>
struct Convert<int32_t> {
  static int32_t from(Environment& env, v8::Local<v8::Value> v) {
    if (v->IsInt32()) return v.As<v8::Int32>()->Value();
    return v->IsNumber() ? v->Int32Value(env.context()).FromMaybe(0) : 0;
  }
};
template <>
struct Convert<uint32_t> {
  static uint32_t from(Environment& env, v8::Local<v8::Value> v) {
    if (v->IsUint32()) return v.As<v8::Uint32>()->Value();
    return v->IsNumber() ? v->Uint32Value(env.context()).FromMaybe(0) : 0;
  }
};
template <>
struct Convert<double> {
  static double from(Environment&, v8::Local<v8::Value> v) {
    return v->IsNumber() ? v.As<v8::Number>()->Value() : 0;
  }
};
template <>
struct Convert<int64_t> {
  static int64_t from(Environment& env, v8::Local<v8::Value> v) {
    return v->IsNumber() ? v->IntegerValue(env.context()).FromMaybe(0) : 0;
  }
};
template <>
struct Convert<v8::Local<v8::Value>> {
  static v8::Local<v8::Value> from(Environment&, v8::Local<v8::Value> v) { return v; }
};

template <auto F>
struct Function;  // typed form

template <typename R, typename... A, R (*F)(Environment&, A...)>
struct Function<F> {
  static constexpr int kLength = sizeof...(A);
  static void slow(const Args& args) { call(args, std::index_sequence_for<A...>{}); }
  template <size_t... I>
  static void call(const Args& args, std::index_sequence<I...>) {
    Environment& env = Environment::from(args.GetIsolate());
    if constexpr (std::is_void_v<R>) {
      F(env, Convert<A>::from(env, args[I])...);
    } else {
      args.GetReturnValue().Set(F(env, Convert<A>::from(env, args[I])...));
    }
  }
  static R fast(v8::Local<v8::Value>, A... a, v8::FastApiCallbackOptions& options) {
    return F(Environment::from(options.isolate), a...);
  }
  static v8::CFunction c_function() { return v8::CFunction::Make(&fast); }
};

// The C++ object behind a receiver: nullptr when the JavaScript object was made without its constructor or is closed.
template <typename T>
T* unwrap(v8::Local<v8::Object> object) {
  if (object->InternalFieldCount() < 1) return nullptr;
  return static_cast<T*>(static_cast<BaseObject*>(object->GetAlignedPointerFromInternalField(0)));
}

template <auto F>
struct Method;

template <typename T, void (T::*F)(const Args&)>
struct Method<F> {
  static constexpr int kLength = 0;
  static void slow(const Args& args) {
    if (T* self = unwrap<T>(args.This())) (self->*F)(args);
  }
};
template <typename T, typename R, typename... A, R (T::*F)(A...)>
  requires(!std::is_same_v<R (T::*)(A...), void (T::*)(const Args&)>)
struct Method<F> {
  static constexpr int kLength = sizeof...(A);
  static void slow(const Args& args) { call(args, std::index_sequence_for<A...>{}); }
  template <size_t... I>
  static void call(const Args& args, std::index_sequence<I...>) {
    T* self = unwrap<T>(args.This());
    if (self == nullptr) {
      if constexpr (std::is_same_v<R, int32_t>) args.GetReturnValue().Set(-EBADF);
      return;
    }
    Environment& env = Environment::from(args.GetIsolate());
    if constexpr (std::is_void_v<R>) {
      (self->*F)(Convert<A>::from(env, args[I])...);
    } else {
      args.GetReturnValue().Set((self->*F)(Convert<A>::from(env, args[I])...));
    }
  }
  static R fast(v8::Local<v8::Object> receiver, A... a, v8::FastApiCallbackOptions&) {
    T* self = unwrap<T>(receiver);
    if (self == nullptr) {
      if constexpr (std::is_same_v<R, int32_t>) return -EBADF;
      else return R();
    }
    return (self->*F)(a...);
  }
  static v8::CFunction c_function() { return v8::CFunction::Make(&fast); }
};

template <typename T>
void construct(const Args& args) {
  if (!args.IsConstructCall()) {
    args.GetIsolate()->ThrowException(v8::Exception::TypeError(
        v8::String::NewFromUtf8Literal(args.GetIsolate(), "Class constructor cannot be invoked without 'new'")));
    return;
  }
  T::construct(Environment::from(args.GetIsolate()), args);
}

template <size_t... N>
constexpr auto concat(const std::array<Entry, N>&... parts) {
  std::array<Entry, (N + ... + 0)> all{};
  size_t i = 0;
  auto append = [&](const auto& part) {
    for (const Entry& e : part) all[i++] = e;
  };
  (append(parts), ...);
  return all;
}

}  // namespace detail

template <auto F, int flags = kSlow>
constexpr std::array<Entry, 1> fn(const char* name) {
  Entry e{Entry::Kind::function, flags, 0, name};
  if constexpr (std::is_same_v<decltype(F), void (*)(const Args&)>) {
    static_assert((flags & kFast) == 0, "a fast call needs the typed form");
    e.slow = F;
  } else {
    e.slow = &detail::Function<F>::slow;
    e.length = detail::Function<F>::kLength;
    if constexpr ((flags & kFast) != 0) e.fast = &detail::Function<F>::c_function;
  }
  return {e};
}

template <auto F, int flags = kSlow>
constexpr std::array<Entry, 1> method(const char* name) {
  Entry e{Entry::Kind::method, flags, detail::Method<F>::kLength, name};
  e.slow = &detail::Method<F>::slow;
  if constexpr ((flags & kFast) != 0) e.fast = &detail::Method<F>::c_function;
  return {e};
}

// A read-only accessor on the prototype.
template <auto F>
constexpr std::array<Entry, 1> getter(const char* name) {
  Entry e{Entry::Kind::getter, kNoSideEffects, 0, name};
  e.slow = &detail::Method<F>::slow;
  return {e};
}

// A template, as a literal 0 would do for a pointer too.
template <typename Number>
  requires(std::is_arithmetic_v<Number> || std::is_enum_v<Number>)
constexpr std::array<Entry, 1> constant(const char* name, Number value) {
  Entry e{Entry::Kind::number, 0, 0, name};
  e.number = static_cast<double>(value);
  return {e};
}
constexpr std::array<Entry, 1> constant(const char* name, const char* value) {
  Entry e{Entry::Kind::text, 0, 0, name};
  e.text = value;
  return {e};
}
template <auto* F>
constexpr std::array<Entry, 1> fields(const char* name) {
  Entry e{Entry::Kind::fields, 0, 0, name};
  e.fields = F;
  return {e};
}
template <Callback* C>
void set_callback_slot(const Args& args) {
  Environment& env = Environment::from(args.GetIsolate());
  if (args[0]->IsFunction()) env.set_callback(C->id, args[0].As<v8::Function>());
}
template <Callback* C>
constexpr std::array<Entry, 1> callback(const char* setter_name) {
  Entry e{Entry::Kind::callback, 0, 1, setter_name};
  e.slow = &set_callback_slot<C>;
  e.callback = C;
  return {e};
}
// Inside cls<>: stores the constructor in C, so that C++ can make instances.
template <Callback* C>
constexpr std::array<Entry, 1> keep() {
  Entry e{Entry::Kind::keep};
  e.callback = C;
  return {e};
}
// Runs F(env, object) when the module's object is made; for what a table cannot say. May run while the snapshot is made.
constexpr std::array<Entry, 1> init(void (*f)(Environment&, v8::Local<v8::Object>)) {
  Entry e{Entry::Kind::init};
  e.init = f;
  return {e};
}

// A class. `T::construct(Environment&, const Args&)` makes the C++ object for `args.This()`.
template <typename T, size_t... N>
constexpr auto cls(const char* name, const std::array<Entry, N>&... members) {
  Entry begin{Entry::Kind::class_begin, 0, 0, name};
  begin.slow = &detail::construct<T>;
  return detail::concat(std::array<Entry, 1>{begin}, members...,
                        std::array<Entry, 1>{Entry{Entry::Kind::class_end}});
}

// At namespace scope, once a module; the build finds these lines and makes kModules from them.
#define GYRE_BINDING(module_name, ...)                                                          \
  static constexpr auto kBindingEntries_##module_name = ::gyre::bind::detail::concat(__VA_ARGS__); \
  extern "C" const ::gyre::bind::Module gyre_binding_##module_name;                             \
  extern "C" const ::gyre::bind::Module gyre_binding_##module_name = {                          \
      #module_name, kBindingEntries_##module_name.data(), kBindingEntries_##module_name.size()};

}  // namespace gyre::bind
