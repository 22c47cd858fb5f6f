#include "runtime/worker/port.h"

#include <algorithm>
#include <map>

#include "os/check.h"
#include "runtime/bind/callback_scope.h"
#include "runtime/bind/values.h"
#include "runtime/worker/messaging.h"

namespace gyre::worker {

using bind::Args;
using bind::CallbackScope;
using bind::Environment;

// --- Group ---

namespace {
std::mutex named_groups_mutex;
std::map<std::string, std::weak_ptr<Group>>& named_groups() {
  // Never destroyed: workers may still leave theirs while the process ends.
  static auto* groups = new std::map<std::string, std::weak_ptr<Group>>;
  return *groups;
}
}  // namespace

std::shared_ptr<Group> Group::named(const std::string& name) {
  std::lock_guard lock(named_groups_mutex);
  std::weak_ptr<Group>& slot = named_groups()[name];
  std::shared_ptr<Group> group = slot.lock();
  if (!group) {
    // A channel may be named with the empty string; the mark keeps the two kinds apart.
    group = std::make_shared<Group>("broadcast:" + name);
    slot = group;
  }
  return group;
}

Group::~Group() {
  if (is_channel()) return;
  std::lock_guard lock(named_groups_mutex);
  auto found = named_groups().find(name_.substr(sizeof("broadcast:") - 1));
  if (found != named_groups().end() && found->second.expired()) named_groups().erase(found);
}

void Group::join(PortData* port) {
  std::lock_guard lock(mutex_);
  ports_.push_back(port);
}

void Group::leave(PortData* port) {
  std::lock_guard lock(mutex_);
  std::erase(ports_, port);
  if (!is_channel()) return;
  for (PortData* other : ports_) other->add(Message::closing());
}

void Group::send(const PortData* from, const std::shared_ptr<Message>& message) {
  std::lock_guard lock(mutex_);
  for (PortData* port : ports_) {
    if (port != from) port->add(message);
  }
}

bool Group::has_end_in(const Message& message, const PortData* except) {
  std::lock_guard lock(mutex_);
  return std::any_of(ports_.begin(), ports_.end(),
                     [&](const PortData* port) { return port != except && message.moves(port); });
}

// --- PortData ---

void PortData::entangle(PortData& a, PortData& b) {
  auto group = std::make_shared<Group>();
  a.join(group);
  b.join(group);
}

void PortData::join(std::shared_ptr<Group> group) {
  group_ = std::move(group);
  group_->join(this);
}

void PortData::leave() {
  if (!group_) return;
  group_->leave(this);
  group_.reset();
}

void PortData::add(std::shared_ptr<Message> message) {
  std::lock_guard lock(mutex_);
  queue_.push_back(std::move(message));
  if (owner_ != nullptr) owner_->wake();
}

std::shared_ptr<Message> PortData::take(Want want) {
  std::lock_guard lock(mutex_);
  if (queue_.empty() || (want == Want::closing && !queue_.front()->is_closing())) return nullptr;
  std::shared_ptr<Message> message = std::move(queue_.front());
  queue_.pop_front();
  return message;
}

size_t PortData::waiting() {
  std::lock_guard lock(mutex_);
  return queue_.size();
}

void PortData::set_owner(Port* owner) {
  std::lock_guard lock(mutex_);
  owner_ = owner;
  if (owner != nullptr && !queue_.empty()) owner->wake();
}

// --- Port ---

Port::Port(Environment& env, v8::Local<v8::Object> object, std::shared_ptr<PortData> data)
    : HandleWrap(env, object, &async_), data_(std::move(data)) {
  async_.init(env.loop(), [](loop::Async* async) {
    static_cast<Port*>(static_cast<HandleWrap*>(async->data))->deliver(false);
  });
  async_.data = static_cast<HandleWrap*>(this);
  opened();
  // Only a port that is listened to keeps the loop alive.
  async_.unref();
  data_->set_owner(this);
}

Port::~Port() {
  if (!data_) return;
  data_->set_owner(nullptr);
  // Only now: the other end shall hear of it when this one is gone.
  data_->leave();
}

void Port::construct(Environment& env, const Args& args) { new Port(env, args.This(), std::make_shared<PortData>()); }

Port* Port::make(Environment& env, std::shared_ptr<PortData> data) {
  v8::Local<v8::Object> object;
  if (!port_class(env)->NewInstance(env.context()).ToLocal(&object)) return nullptr;
  Port* port = bind::detail::unwrap<Port>(object);
  // The end it was born with belongs to nothing yet; it goes as if it had never been.
  port->data_->set_owner(nullptr);
  port->data_ = std::move(data);
  port->data_->set_owner(port);
  return port;
}

Port* Port::from(v8::Local<v8::Value> value) {
  if (!value->IsObject()) return nullptr;
  Port* port = bind::detail::unwrap<Port>(value.As<v8::Object>());
  return port == nullptr || port->is_closing() || !port->data_ ? nullptr : port;
}

std::shared_ptr<PortData> Port::detach() {
  GYRE_CHECK(data_ != nullptr);
  data_->set_owner(nullptr);
  std::shared_ptr<PortData> data = std::move(data_);
  data_.reset();
  close_handle({});
  return data;
}

void Port::post(const Args& args) {
  auto message = std::make_shared<Message>();
  if (!message->serialize(env(), args[0], args[1], this)) return;
  if (!data_ || data_->group() == nullptr) return args.GetReturnValue().Set(true);
  Group* group = data_->group();
  if (group->has_end_in(*message, data_.get())) {
    // The other end went into the message, which now nobody can ever receive.
    message.reset();
    close_handle({});
    return args.GetReturnValue().Set(false);
  }
  group->send(data_.get(), message);
  args.GetReturnValue().Set(true);
}

void Port::start(const Args&) {
  receiving_ = true;
  if (data_ && data_->waiting() != 0) wake();
}

void Port::stop(const Args&) { receiving_ = false; }

void Port::drain(const Args&) { deliver(true); }

void Port::receive(const Args& args) {
  if (!data_ || is_closing()) return;
  std::shared_ptr<Message> message = data_->take(PortData::Want::any);
  if (!message) return;
  if (message->is_closing()) {
    close_handle({});
    return;
  }
  v8::Local<v8::Value> value;
  if (!message->deserialize(env(), nullptr).ToLocal(&value)) return;
  // In an array, so that any value can be told from none.
  args.GetReturnValue().Set(v8::Array::New(isolate(), &value, 1));
}

void Port::join(const Args& args) {
  if (data_) data_->join(Group::named(bind::Utf8(isolate(), args[0]).str()));
}

void Port::entangle(const Args& args) {
  Port* other = Port::from(args[0]);
  if (data_ && other != nullptr) PortData::entangle(*data_, *other->data_);
}

// Hands over a message to JavaScript. False when the isolate is about to stop.
bool Port::emit(Message& message) {
  v8::HandleScope handles(isolate());
  CallbackScope scope(env());
  v8::Local<v8::Value> value;
  v8::Local<v8::Array> ports = v8::Array::New(isolate());
  const char* type = "message";
  {
    v8::TryCatch caught(isolate());
    if (!message.deserialize(env(), &ports).ToLocal(&value)) {
      if (!caught.HasCaught() || !caught.CanContinue()) return false;
      value = caught.Exception();
      type = "messageerror";
    }
  }
  scope.call(emit_callback(env()), v8::Undefined(isolate()),
             {object(), value, ports, bind::symbol(isolate(), type)});
  return !env().stopping();
}

void Port::deliver(bool forced) {
  if (!data_) return;
  // Enough for what waits now, so that a stream of messages cannot keep everything else from running.
  constexpr size_t kAtLeast = 1000;
  size_t limit = std::max(data_->waiting(), kAtLeast);
  // What waits when a listener closes the port is still heard.
  while (data_) {
    if (limit-- == 0) return is_closing() ? void() : wake();
    std::shared_ptr<Message> message =
        data_->take(receiving_ || forced ? PortData::Want::any : PortData::Want::closing);
    if (!message) return;
    if (message->is_closing()) return close_handle({});
    if (!emit(*message)) return;
  }
}

}  // namespace gyre::worker
