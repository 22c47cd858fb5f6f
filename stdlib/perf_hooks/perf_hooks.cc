// binding('perf_hooks'): the clock of performance.now(), what the environment and its loop know about their own times, and the
// garbage collections of the isolate.
#include <chrono>
#include <vector>

#include "loop/async.h"
#include "runtime/bind/bind.h"
#include "runtime/bind/callback_scope.h"
#include "runtime/bind/values.h"

namespace gyre::perf_hooks {
namespace {

using bind::Args;
using bind::CallbackScope;
using bind::Environment;

// Filled by loadTiming(); milliseconds, those of a point in time since the time origin, -1 for one that is still to come.
enum Timing : size_t {
  kTimeOrigin, kNodeStart, kV8Start, kEnvironment, kBootstrapComplete, kLoopStart, kLoopExit,
  kIdleTime, kIterations, kEvents, kEventsWaiting, kTimingFields
};
constinit bind::Fields<double, kTimingFields> timing;
constinit bind::Callback gc_callback;  // (kind, flags, start, duration) => void

int64_t monotonic_ns() {
  return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Milliseconds since the time origin.
double now(Environment& env) { return static_cast<double>(monotonic_ns() - env.time_origin_ns) / 1e6; }

void load_timing(Environment& env) {
  double* out = timing(env);
  const loop::Metrics& metrics = env.loop().metrics();
  auto point = [&](int64_t ns) { return ns == 0 ? -1 : static_cast<double>(ns - env.time_origin_ns) / 1e6; };
  out[kTimeOrigin] = env.time_origin_ms;
  out[kNodeStart] = 0;
  out[kV8Start] = point(Environment::v8_start_ns());
  out[kEnvironment] = point(env.environment_ns);
  out[kBootstrapComplete] = point(env.bootstrap_complete_ns);
  out[kLoopStart] = point(env.loop_start_ns);
  out[kLoopExit] = point(env.loop_exit_ns);
  out[kIdleTime] = static_cast<double>(metrics.idle_time.count()) / 1e6;
  out[kIterations] = static_cast<double>(metrics.iterations);
  out[kEvents] = static_cast<double>(metrics.events);
  out[kEventsWaiting] = static_cast<double>(metrics.events_waiting);
}

// Notes the isolate's collections while they are observed. JavaScript must not run inside one: it is told from the loop.
class GcWatch {
 public:
  explicit GcWatch(Environment& env) : env_(env) {
    async_.init(env.loop(), [](loop::Async* async) { static_cast<GcWatch*>(async->data)->deliver(); });
    async_.data = this;
    async_.unref();
  }

  void observe(bool wanted) {
    if (wanted == on_) return;
    on_ = wanted;
    if (wanted) {
      env_.isolate()->AddGCPrologueCallback(&prologue, this);
      env_.isolate()->AddGCEpilogueCallback(&epilogue, this);
    } else {
      env_.isolate()->RemoveGCPrologueCallback(&prologue, this);
      env_.isolate()->RemoveGCEpilogueCallback(&epilogue, this);
      start_ns_ = 0;
    }
  }

 private:
  struct Collection {
    v8::GCType type;
    v8::GCCallbackFlags flags;
    int64_t start_ns;
    int64_t end_ns;
  };

  static void prologue(v8::Isolate*, v8::GCType, v8::GCCallbackFlags, void* data) {
    static_cast<GcWatch*>(data)->start_ns_ = monotonic_ns();
  }
  static void epilogue(v8::Isolate*, v8::GCType type, v8::GCCallbackFlags flags, void* data) {
    auto* self = static_cast<GcWatch*>(data);
    if (self->start_ns_ == 0) return;  // began before anybody observed
    self->collections_.push_back({type, flags, self->start_ns_, monotonic_ns()});
    self->start_ns_ = 0;
    self->async_.send();
  }

  void deliver() {
    std::vector<Collection> collections = std::move(collections_);
    collections_.clear();
    v8::Isolate* isolate = env_.isolate();
    for (const Collection& c : collections) {
      if (env_.stopping()) return;
      v8::HandleScope handles(isolate);
      CallbackScope scope(env_);
      auto milliseconds = [&](int64_t ns) { return bind::number(isolate, static_cast<double>(ns) / 1e6); };
      scope.call(gc_callback(env_), v8::Undefined(isolate),
                 {bind::number(isolate, c.type), bind::number(isolate, c.flags),
                  milliseconds(c.start_ns - env_.time_origin_ns), milliseconds(c.end_ns - c.start_ns)});
    }
  }

  Environment& env_;
  loop::Async async_;
  std::vector<Collection> collections_;
  int64_t start_ns_ = 0;
  bool on_ = false;
};

void observe_gc(Environment& env, bool wanted) { env.state<GcWatch>().observe(wanted); }

}  // namespace

GYRE_BINDING(perf_hooks, bind::fn<&now, bind::kFast>("now"), bind::fn<&load_timing>("loadTiming"),
             bind::fields<&timing>("timing"), bind::callback<&gc_callback>("setGcCallback"),
             bind::fn<&observe_gc>("observeGc"), bind::constant("kTimeOrigin", kTimeOrigin),
             bind::constant("kNodeStart", kNodeStart), bind::constant("kV8Start", kV8Start),
             bind::constant("kEnvironment", kEnvironment), bind::constant("kBootstrapComplete", kBootstrapComplete),
             bind::constant("kLoopStart", kLoopStart), bind::constant("kLoopExit", kLoopExit),
             bind::constant("kIdleTime", kIdleTime), bind::constant("kIterations", kIterations),
             bind::constant("kEvents", kEvents), bind::constant("kEventsWaiting", kEventsWaiting))

}  // namespace gyre::perf_hooks
