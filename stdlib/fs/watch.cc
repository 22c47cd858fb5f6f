// What fs.watch and fs.watchFile stand on: the loop's FsEvent and FsPoll as objects.
#include <cstring>

#include "loop/fs_event.h"
#include "loop/fs_poll.h"
#include "stdlib/fs/call.h"

namespace gyre::fs {
namespace {

// `onchange(events, name)` for each event, name a string or with bytes an ArrayBuffer.
class FsEvent final : public bind::HandleWrap {
 public:
  static void construct(Environment& env, const Args& args) { new FsEvent(env, args.This()); }
  FsEvent(Environment& env, v8::Local<v8::Object> object) : HandleWrap(env, object, &event_) {
    event_.init(env.loop());
    opened();
  }

  // start(path, bytes): 0 or a negative errno.
  void start(const Args& args) {
    if (is_closing()) return args.GetReturnValue().Set(-EBADF);
    PathBytes path;
    bytes_ = args[1]->IsTrue();
    args.GetReturnValue().Set(event_.start(path.assign(isolate(), args[0]), &FsEvent::changed));
  }

 private:
  static void changed(loop::FsEvent* event, const char* name, int events, int) {
    auto* self = static_cast<FsEvent*>(static_cast<HandleWrap*>(event->data));
    Environment& env = self->env();
    v8::Isolate* isolate = env.isolate();
    v8::HandleScope handles(isolate);
    bind::CallbackScope scope(*self);
    v8::Local<v8::Value> shown;
    size_t size = std::strlen(name);
    if (self->bytes_) {
      auto buffer = v8::ArrayBuffer::New(isolate, size);
      if (size > 0) std::memcpy(buffer->Data(), name, size);
      shown = buffer;
    } else {
      shown = decode_text(isolate, name, size);
    }
    scope.call(self->object(), "onchange", {v8::Integer::New(isolate, events), shown});
  }

  loop::FsEvent event_;
  bool bytes_ = false;
};

// `onchange(status)` when the file's status changes; the new one stands at 0, the old one at 18 of
// statValues or bigStatValues.
class StatPoll final : public bind::HandleWrap {
 public:
  static void construct(Environment& env, const Args& args) { new StatPoll(env, args.This()); }
  StatPoll(Environment& env, v8::Local<v8::Object> object) : HandleWrap(env, object, &poll_) {
    poll_.init(env.loop());
    opened();
  }

  // start(path, milliseconds, bigint): 0 or a negative errno.
  void start(const Args& args) {
    if (is_closing()) return args.GetReturnValue().Set(-EBADF);
    PathBytes path;
    uint32_t interval = args[1]->IsUint32() ? args[1].As<v8::Uint32>()->Value() : 0;
    big_ = args[2]->IsTrue();
    args.GetReturnValue().Set(poll_.start(path.assign(isolate(), args[0]),
                                          std::chrono::milliseconds(interval), &StatPoll::changed));
  }

 private:
  static void changed(loop::FsPoll* poll, int status, const loop::file::Stat& before,
                      const loop::file::Stat& now) {
    auto* self = static_cast<StatPoll*>(static_cast<HandleWrap*>(poll->data));
    Environment& env = self->env();
    v8::HandleScope handles(env.isolate());
    bind::CallbackScope scope(*self);
    fill_two_stats(env, self->big_, now, before);
    scope.call(self->object(), "onchange", {v8::Integer::New(env.isolate(), status)});
  }

  loop::FsPoll poll_;
  bool big_ = false;
};

}  // namespace

GYRE_BINDING(fs_watch,
             bind::cls<FsEvent>("FsEvent", bind::method<&FsEvent::start>("start"),
                                bind::method<&FsEvent::close>("close"),
                                bind::method<&FsEvent::ref>("ref"),
                                bind::method<&FsEvent::unref>("unref"),
                                bind::method<&FsEvent::has_ref>("hasRef")),
             bind::cls<StatPoll>("StatPoll", bind::method<&StatPoll::start>("start"),
                                 bind::method<&StatPoll::close>("close"),
                                 bind::method<&StatPoll::ref>("ref"),
                                 bind::method<&StatPoll::unref>("unref"),
                                 bind::method<&StatPoll::has_ref>("hasRef")))

}  // namespace gyre::fs
