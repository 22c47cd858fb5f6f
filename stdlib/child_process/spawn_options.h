// What spawn and spawnSync are told, as plain C++: read from the arguments that JavaScript has
// checked and completed.
//
//   (file, args, env, cwd, stdio, flags, uid, gid, ...)
//   args, env: arrays of strings without NUL, env null for ours; cwd a string or null; flags:
//   kDetached; uid, gid: -1 for ours stdio: [kind, value, ...], two elements a descriptor; value is
//   what kind inherit gives the child; what kind pipe gives us is put there by spawn
#pragma once

#include <string>
#include <vector>

#include "loop/process.h"
#include "runtime/bind/bind.h"
#include "runtime/bind/values.h"

namespace gyre::child_process {

using bind::Args;
using bind::Environment;

enum StdioKind : int32_t { kIgnore, kPipe, kInherit };
enum SpawnFlags : int32_t { kDetached = 1 };
inline constexpr int kSpawnArguments = 8;

struct SpawnOptions {
  std::string file, directory;
  std::vector<std::string> argument_texts, environment_texts;
  std::vector<char*> arguments, environment;
  std::vector<loop::Stdio> stdio;
  loop::ProcessOptions native;

  explicit SpawnOptions(const Args& args) {
    Environment& env = Environment::from(args.GetIsolate());
    file = bind::Utf8(args.GetIsolate(), args[0]).str();
    read_strings(env, args[1], argument_texts, arguments);
    native.file = file.c_str();
    native.arguments = arguments.data();
    if (args[2]->IsArray()) {
      read_strings(env, args[2], environment_texts, environment);
      native.environment = environment.data();
    }
    if (args[3]->IsString()) {
      directory = bind::Utf8(args.GetIsolate(), args[3]).str();
      native.directory = directory.c_str();
    }
    if (args[4]->IsArray()) {
      auto flat = args[4].As<v8::Array>();
      for (uint32_t i = 0; i + 1 < flat->Length(); i += 2) {
        int32_t kind = integer(env, flat, i);
        loop::Stdio entry;
        if (kind == kPipe) entry.kind = loop::Stdio::Kind::pipe;
        if (kind == kInherit) {
          entry.kind = loop::Stdio::Kind::inherit;
          entry.fd = integer(env, flat, i + 1);
        }
        stdio.push_back(entry);
      }
    }
    native.stdio = stdio;
    int32_t flags = args[5]->Int32Value(env.context()).FromMaybe(0);
    native.detached = (flags & kDetached) != 0;
    native.user = args[6]->IntegerValue(env.context()).FromMaybe(-1);
    native.group = args[7]->IntegerValue(env.context()).FromMaybe(-1);
  }
  SpawnOptions(const SpawnOptions&) = delete;
  SpawnOptions& operator=(const SpawnOptions&) = delete;

 private:
  static void read_strings(Environment& env, v8::Local<v8::Value> from,
                           std::vector<std::string>& texts, std::vector<char*>& pointers) {
    if (from->IsArray()) {
      auto array = from.As<v8::Array>();
      texts.reserve(array->Length());
      for (uint32_t i = 0; i < array->Length(); ++i) {
        v8::Local<v8::Value> item;
        if (array->Get(env.context(), i).ToLocal(&item))
          texts.push_back(bind::Utf8(env.isolate(), item).str());
      }
    }
    for (std::string& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
  }
  static int32_t integer(Environment& env, v8::Local<v8::Array> array, uint32_t index) {
    v8::Local<v8::Value> item;
    if (!array->Get(env.context(), index).ToLocal(&item)) return -1;
    return item->Int32Value(env.context()).FromMaybe(-1);
  }
};

}  // namespace gyre::child_process
