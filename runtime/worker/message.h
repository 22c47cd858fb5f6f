// A message between isolates: a value in V8's serialized form with the memory, ports and modules that it refers to. Made on one
// thread, read on another; immutable in between, so that a broadcast can be read by many.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <v8.h>

#include "runtime/bind/environment.h"

namespace gyre::worker {

class PortData;
class Port;

class Message {
 public:
  Message() = default;
  ~Message();
  Message(const Message&) = delete;
  Message& operator=(const Message&) = delete;

  // What the last port of a channel sends when it goes.
  static std::shared_ptr<Message> closing();
  bool is_closing() const { return data_ == nullptr; }

  // Takes over `value`; what `transfer` lists (an Array, or empty) is moved. `source` is the port that posts, or null. On failure
  // there is a pending exception and nothing has been moved.
  bool serialize(bind::Environment& env, v8::Local<v8::Value> value, v8::Local<v8::Value> transfer, Port* source);
  // The value in the current context. Moved memory can be taken once. `ports`: an Array of the moved ports. Empty with a pending
  // exception on failure.
  v8::MaybeLocal<v8::Value> deserialize(bind::Environment& env, v8::Local<v8::Array>* ports);
  bool moves(const PortData* port) const;

 private:
  friend class Writer;
  friend class Reader;
  uint8_t* data_ = nullptr;  // malloc'ed by V8
  size_t size_ = 0;
  // Objects of our own classes, each as its description, and whether the value itself is the first of them.
  std::vector<std::unique_ptr<Message>> descriptions_;
  bool described_ = false;
  std::vector<std::shared_ptr<v8::BackingStore>> memory_;
  std::vector<std::shared_ptr<v8::BackingStore>> shared_memory_;
  std::vector<std::shared_ptr<PortData>> ports_;
  std::vector<v8::CompiledWasmModule> modules_;
};

// Whether markAsUntransferable() was called for the object.
bool is_untransferable(v8::Isolate* isolate, v8::Local<v8::Object> object);

}  // namespace gyre::worker
