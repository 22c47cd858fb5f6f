// Message ports. PortData is the end of a channel: a queue of messages that any thread may add to. Port is its face in one
// isolate, which is given the messages on its loop; it can hand its PortData to another isolate and is dead from then on.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "loop/async.h"
#include "runtime/bind/base_object.h"
#include "runtime/bind/bind.h"
#include "runtime/worker/message.h"

namespace gyre::worker {

// The ends that hear each other: two for a channel, any number for a broadcast channel of one name. Any thread.
class Group {
 public:
  explicit Group(std::string name = {}) : name_(std::move(name)) {}
  // The group of a broadcast channel's name, made when there is none.
  static std::shared_ptr<Group> named(const std::string& name);
  ~Group();

  void join(PortData* port);
  // The other end of a channel is told with a closing message.
  void leave(PortData* port);
  void send(const PortData* from, const std::shared_ptr<Message>& message);
  bool is_channel() const { return name_.empty(); }
  // Whether `message` moves one of the ends: it could never be heard.
  bool has_end_in(const Message& message, const PortData* except);

 private:
  std::mutex mutex_;
  std::vector<PortData*> ports_;
  std::string name_;
};

class PortData {
 public:
  PortData() = default;
  ~PortData() { leave(); }
  PortData(const PortData&) = delete;
  PortData& operator=(const PortData&) = delete;

  static void entangle(PortData& a, PortData& b);
  void join(std::shared_ptr<Group> group);
  void leave();
  Group* group() { return group_.get(); }

  // Any thread: queues a message and wakes the owner.
  void add(std::shared_ptr<Message> message);
  // The next message; null when there is none, or when only a closing one is wanted and another comes first.
  enum class Want : uint8_t { any, closing };
  std::shared_ptr<Message> take(Want want);
  size_t waiting();
  void set_owner(Port* owner);

 private:
  std::mutex mutex_;
  std::deque<std::shared_ptr<Message>> queue_;
  Port* owner_ = nullptr;
  std::shared_ptr<Group> group_;
};

class Port : public bind::HandleWrap {
 public:
  // new Port()
  static void construct(bind::Environment& env, const bind::Args& args);
  // A Port for an end that came from elsewhere; null with a pending exception on failure.
  static Port* make(bind::Environment& env, std::shared_ptr<PortData> data);
  // The Port behind a value, null when it is none or has been moved away or closed.
  static Port* from(v8::Local<v8::Value> value);

  PortData* data() const { return data_.get(); }
  std::shared_ptr<PortData> detach();
  void wake() { async_.send(); }

  // For JavaScript.
  void post(const bind::Args& args);      // post(value, transfer): false when the channel cuts itself off
  void start(const bind::Args&);          // messages are delivered from now on
  void stop(const bind::Args&);
  void drain(const bind::Args&);          // delivers what waits, now
  void receive(const bind::Args& args);   // one message, or no value
  void join(const bind::Args& args);      // join(name)
  void entangle(const bind::Args& args);  // entangle(port)

 private:
  Port(bind::Environment& env, v8::Local<v8::Object> object, std::shared_ptr<PortData> data);
  ~Port() override;
  void deliver(bool forced);
  bool emit(Message& message);

  std::shared_ptr<PortData> data_;
  loop::Async async_;
  bool receiving_ = false;
};

}  // namespace gyre::worker
