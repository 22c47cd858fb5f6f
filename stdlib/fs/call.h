// One call into the file system on behalf of JavaScript, synchronous or on the pool. A native
// function says what to do in a small function over the call and hands both to `run` together with
// the place of the request object among its arguments:
//
//   void rename(const Args& args) {
//     run(args, 2, [&](Call& call) { call.rename(call.path(args[0]), call.target(args[1])); });
//   }
//
// Without a request object the operation runs at once and the function returns its outcome: a
// value, or a negative errno, or for jobs of several system calls the array [errno, syscall, path,
// dest, code, reason]. With one it runs on the pool and ends in `request.oncomplete(errno, value)`,
// value being that array when such a job failed.
#pragma once

#include <memory>
#include <unordered_set>
#include <utility>
#include <vector>

#include "loop/fs.h"
#include "runtime/bind/bind.h"
#include "runtime/bind/callback_scope.h"
#include "runtime/bind/values.h"

namespace gyre::fs {

using bind::Args;
using bind::Environment;

// The bytes of a path given as a string or a Uint8Array, NUL-terminated; short ones without an
// allocation.
class PathBytes {
 public:
  const char* assign(v8::Isolate* isolate, v8::Local<v8::Value> value);
  const char* c_str() const { return data_; }
  size_t size() const { return size_; }

 private:
  char* make_room(size_t size);
  char inline_[256];
  std::unique_ptr<char[]> large_;
  char* data_ = inline_;
  size_t size_ = 0;
};

class Call;
struct Calls;
// Makes the value of a call that succeeded; empty: undefined, and `result` itself is what a
// synchronous call returns.
using Finish = v8::Local<v8::Value> (*)(Environment&, Call&);

class Call : public loop::FsRequest {
 public:
  explicit Call(v8::Isolate* isolate) : isolate_(isolate) {}

  const char* path(v8::Local<v8::Value> value) { return path_.assign(isolate_, value); }
  const char* target(v8::Local<v8::Value> value) { return target_.assign(isolate_, value); }
  const PathBytes& path_bytes() const { return path_; }
  // The memory behind a view, held until the call is over, whatever JavaScript does with the view
  // meanwhile.
  iovec hold(v8::Local<v8::Value> view, size_t offset = 0, size_t length = SIZE_MAX);

  Finish finish = nullptr;
  bool job = false;            // fails with the array of details
  bool bytes = false;          // names and texts come as bytes rather than strings
  bool big = false;            // numbers come in the BigInt array
  bool with_kinds = false;     // readdir: names and kinds
  std::shared_ptr<void> keep;  // something that must outlive the operation
  // Undoes a success that comes when its thread is on its way out, with nobody left to tell.
  void (*discard)(Call&) = nullptr;

 private:
  friend struct Calls;
  template <class Prepare>
  friend void run(const Args&, int, Finish, Prepare);
  static void completed(loop::FsRequest* request);
  void begin(Environment& env, v8::Local<v8::Object> request);
  v8::Local<v8::Value> failure();

  v8::Isolate* isolate_;
  bool pooled_ = false;  // holds are needed
  PathBytes path_, target_;
  std::vector<std::shared_ptr<v8::BackingStore>> held_;
  v8::Global<v8::Object> request_;
  bind::ContextFrame frame_;
  Call* next_ = nullptr;
  Call** link_ = nullptr;
  uint32_t id_ = 0;
};

// The calls of an environment that are on the pool; for workers also the descriptors they have
// open, which are closed with them.
struct Calls {
  explicit Calls(Environment& environment) : env(environment) {}
  ~Calls();
  Environment& env;
  Call* first = nullptr;
  uint32_t last_id = 0;
  void add(Call* call);
  void remove(Call* call);
  void stop(uint32_t id);

  bool tracking = false;
  std::unordered_set<int> descriptors;
  void opened(int fd);
  void closing(int fd);
};

template <class Prepare>
void run(const Args& args, int request_index, Finish finish, Prepare prepare) {
  v8::Isolate* isolate = args.GetIsolate();
  Environment& env = Environment::from(isolate);
  if (args[request_index]->IsObject()) {
    auto* call = new Call(isolate);
    call->finish = finish;
    call->pooled_ = true;
    prepare(*call);
    call->begin(env, args[request_index].As<v8::Object>());
    args.GetReturnValue().Set(call->id_);
    return;
  }
  Call call(isolate);
  call.finish = finish;
  prepare(call);
  int64_t result = call.perform();
  if (result < 0) {
    if (call.job) {
      args.GetReturnValue().Set(call.failure());
    } else {
      args.GetReturnValue().Set(int32_t(result));
    }
  } else if (finish != nullptr) {
    args.GetReturnValue().Set(finish(env, call));
  } else {
    args.GetReturnValue().Set(double(result));
  }
}

template <class Prepare>
void run(const Args& args, int request_index, Prepare prepare) {
  run(args, request_index, nullptr, prepare);
}

// Text that is UTF-8, mostly; null when it is longer than a string may be.
v8::Local<v8::Value> decode_text(v8::Isolate* isolate, const char* data, size_t size);

// Into statValues or bigStatValues: one stat after the other.
void fill_two_stats(Environment& env, bool big, const loop::file::Stat& first,
                    const loop::file::Stat& second);

// extra().entries: names, or [names, kinds].
v8::Local<v8::Value> listing_value(Environment& env, Call& call);

}  // namespace gyre::fs
