// A C++ object with a JavaScript face. BaseObject links the two; HandleWrap is one that owns a loop handle and follows its closing.
//
// Ownership: a BaseObject belongs to its JavaScript object. Weak ones are deleted when that is collected; strong ones (the default)
// live until they are deleted or made weak. A HandleWrap is strong from construction until its close callback has run:
//   close() → the loop's close callback → JavaScript's `onclose` → deleted.
// At tear-down the environment closes every handle and deletes what is left.
#pragma once

#include <v8.h>

#include "loop/handle.h"
#include "runtime/bind/callback_scope.h"
#include "runtime/bind/environment.h"

namespace gyre::bind {

class BaseObject {
 public:
  BaseObject(Environment& env, v8::Local<v8::Object> object);
  virtual ~BaseObject();
  BaseObject(const BaseObject&) = delete;
  BaseObject& operator=(const BaseObject&) = delete;

  Environment& env() const { return env_; }
  v8::Isolate* isolate() const { return env_.isolate(); }
  v8::Local<v8::Object> object() const { return object_.Get(env_.isolate()); }
  // Deleted when JavaScript lets go of the object.
  void make_weak();
  void make_strong() { object_.ClearWeak(); }
  // Called at tear-down instead of delete, for what has to wait for the loop.
  virtual void tear_down() { delete this; }

 private:
  friend class Environment;
  Environment& env_;
  v8::Global<v8::Object> object_;
  BaseObject* next_;
  BaseObject** link_;
};

class HandleWrap : public BaseObject {
 public:
  // `handle` is a member of the derived class; it is initialised by the derived class, which then calls opened().
  HandleWrap(Environment& env, v8::Local<v8::Object> object, loop::Handle* handle);

  void close(const v8::FunctionCallbackInfo<v8::Value>& args);  // close([callback])
  void ref(const v8::FunctionCallbackInfo<v8::Value>&);
  void unref(const v8::FunctionCallbackInfo<v8::Value>&);
  void has_ref(const v8::FunctionCallbackInfo<v8::Value>& args);

  bool is_closing() const { return state_ != State::open; }
  // The async context that was current when the handle was made; empty: none.
  v8::Local<v8::Value> frame() const { return frame_.get(isolate()); }
  void tear_down() override;

 protected:
  // The handle has been initialised and is the loop's until closed. Without it closing deletes at once.
  void opened() {
    handle_->data = this;
    opened_ = true;
  }
  // Before the loop closes the handle.
  virtual void on_close() {}
  void close_handle(v8::Local<v8::Value> callback);

 private:
  enum class State : uint8_t { open, closing };
  static void closed(loop::Handle* handle);

  loop::Handle* handle_;
  ContextFrame frame_;
  State state_ = State::open;
  bool opened_ = false;
};

}  // namespace gyre::bind
