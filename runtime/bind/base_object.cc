#include "runtime/bind/base_object.h"

#include "os/check.h"
#include "runtime/bind/callback_scope.h"
#include "runtime/bind/values.h"

namespace gyre::bind {

BaseObject::BaseObject(Environment& env, v8::Local<v8::Object> object)
    : env_(env), object_(env.isolate(), object), next_(env.objects_), link_(&env.objects_) {
  GYRE_CHECK(object->InternalFieldCount() > 0);
  object->SetAlignedPointerInInternalField(0, this);
  if (next_ != nullptr) next_->link_ = &next_;
  env.objects_ = this;
}

BaseObject::~BaseObject() {
  *link_ = next_;
  if (next_ != nullptr) next_->link_ = link_;
  if (!object_.IsEmpty() && !object_.IsWeak()) {
    v8::HandleScope scope(env_.isolate());
    object()->SetAlignedPointerInInternalField(0, nullptr);
  }
}

void BaseObject::make_weak() {
  object_.SetWeak(
      this,
      [](const v8::WeakCallbackInfo<BaseObject>& info) {
        BaseObject* self = info.GetParameter();
        self->object_.Reset();
        // Destructors may touch V8's heap only in the second pass.
        info.SetSecondPassCallback([](const v8::WeakCallbackInfo<BaseObject>& second) { delete second.GetParameter(); });
      },
      v8::WeakCallbackType::kParameter);
}

HandleWrap::HandleWrap(Environment& env, v8::Local<v8::Object> object, loop::Handle* handle)
    : BaseObject(env, object), handle_(handle) {
  frame_.capture(env.isolate());
  emit_init(env, object, nullptr, ResourceLife::handle);
}

void HandleWrap::close(const v8::FunctionCallbackInfo<v8::Value>& args) { close_handle(args[0]); }

void HandleWrap::close_handle(v8::Local<v8::Value> callback) {
  if (state_ != State::open) return;
  state_ = State::closing;
  if (!callback.IsEmpty() && callback->IsFunction()) {
    object()->Set(env().context(), symbol(isolate(), "onclose"), callback).Check();
  }
  on_close();
  if (opened_) {
    handle_->close(&HandleWrap::closed);
  } else {
    delete this;
  }
}

void HandleWrap::closed(loop::Handle* handle) {
  auto* self = static_cast<HandleWrap*>(handle->data);
  Environment& env = self->env();
  if (env.stopping()) {
    delete self;
    return;
  }
  v8::HandleScope handles(env.isolate());
  CallbackScope scope(*self);
  auto object = self->object();
  delete self;  // before the call: JavaScript sees a closed handle
  scope.call(object, "onclose", {});
  emit_destroy(env, object);
}

void HandleWrap::tear_down() {
  if (state_ == State::open) close_handle({});
}

void HandleWrap::ref(const v8::FunctionCallbackInfo<v8::Value>&) {
  if (state_ == State::open && opened_) handle_->ref();
}
void HandleWrap::unref(const v8::FunctionCallbackInfo<v8::Value>&) {
  if (state_ == State::open && opened_) handle_->unref();
}
void HandleWrap::has_ref(const v8::FunctionCallbackInfo<v8::Value>& args) {
  args.GetReturnValue().Set(opened_ && handle_->referenced());
}

}  // namespace gyre::bind
