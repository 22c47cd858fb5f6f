// binding('options'): what was given on the command line, for internal/options.
#include "runtime/bind/bind.h"
#include "runtime/bind/values.h"
#include "runtime/cli/options.h"

namespace gyre::runtime {
namespace {

using bind::Args;

v8::Local<v8::Value> to_value(v8::Isolate* isolate, const OptionValue& value) {
  switch (value.type) {
    case OptionType::boolean: return v8::Boolean::New(isolate, value.on);
    case OptionType::integer:
      return value.given ? bind::number(isolate, value.number) : v8::Undefined(isolate).As<v8::Value>();
    case OptionType::text:
      return value.given ? bind::string(isolate, value.text).As<v8::Value>() : v8::Undefined(isolate).As<v8::Value>();
    case OptionType::list: return bind::string_array(isolate, value.items);
  }
  return v8::Undefined(isolate);
}

// get(name): undefined for an option that there is not.
void get(const Args& args) {
  auto& env = bind::Environment::from(args.GetIsolate());
  if (env.options().process == nullptr) return;
  bind::Utf8 name(env.isolate(), args[0]);
  const auto& values = env.options().process->values;
  auto found = values.find(name.view());
  if (found != values.end()) args.GetReturnValue().Set(to_value(env.isolate(), found->second));
}

// names(): every option with its alias, type and whether NODE_OPTIONS takes it, flat: [name, alias, type, allowed, ...].
void names(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  std::vector<v8::Local<v8::Value>> flat;
  for (const OptionSpec& spec : option_specs()) {
    flat.push_back(bind::symbol(isolate, spec.name));
    flat.push_back(bind::symbol(isolate, spec.alias == nullptr ? "" : spec.alias));
    flat.push_back(v8::Integer::New(isolate, static_cast<int>(spec.type)));
    flat.push_back(v8::Boolean::New(isolate, spec.allowed_in_environment));
    flat.push_back(bind::string(isolate, spec.help == nullptr ? "" : spec.help));
  }
  args.GetReturnValue().Set(v8::Array::New(isolate, flat.data(), flat.size()));
}

// argv(): execPath as given, then the script and its arguments. execArgv(): the options before it.
void argv(const Args& args) {
  args.GetReturnValue().Set(
      bind::string_array(args.GetIsolate(), bind::Environment::from(args.GetIsolate()).options().argv));
}
void exec_argv(const Args& args) {
  args.GetReturnValue().Set(
      bind::string_array(args.GetIsolate(), bind::Environment::from(args.GetIsolate()).options().exec_argv));
}

}  // namespace

GYRE_BINDING(options, bind::fn<&get>("get"), bind::fn<&names>("names"), bind::fn<&argv>("argv"),
             bind::fn<&exec_argv>("execArgv"))

}  // namespace gyre::runtime
