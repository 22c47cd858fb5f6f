// binding('timers'): one loop timer for all of JavaScript's timers, and the check phase for setImmediate. The lists of timers
// and immediates are JavaScript (stdlib/internal/timers.js).
#include "runtime/bind/bind.h"
#include "runtime/bind/callback_scope.h"
#include "runtime/bind/values.h"

namespace gyre::timers {
namespace {

using bind::Args;
using bind::CallbackScope;
using bind::Environment;

enum ImmediateInfo : size_t { kCount, kRefCount, kHasOutstanding, kImmediateFields };

constinit bind::Fields<uint32_t, kImmediateFields> immediate_info;
constinit bind::Fields<int32_t, 1> timer_info;  // active timers, kept by JavaScript
constinit bind::Callback process_immediate;     // () => void
constinit bind::Callback process_timers;        // (now: ms) => next expiry in ms, negative when nothing refers to it, 0 for none

// The loop handles behind one environment's timers; they live as long as its loop does.
class State {
 public:
  explicit State(Environment& env) : env_(env) {
    timer_.init(env.loop());
    timer_.data = this;
    timer_.unref();
    check_.init(env.loop());
    check_.data = this;
    check_.start([](loop::Check* check) { static_cast<State*>(check->data)->run_immediates(); });
    check_.unref();
    idle_.init(env.loop());  // active while a referenced immediate waits, so that the poll phase does not block
  }

  // The loop's time, read again: what ran since the last turn began has taken time too.
  int64_t now_ms() {
    env_.loop().update_time();
    return (env_.loop().now().count() - env_.time_origin_ns) / 1'000'000;
  }
  void schedule(int64_t milliseconds) {
    timer_.start([](loop::Timer* timer) { static_cast<State*>(timer->data)->run_timers(); },
                 std::chrono::milliseconds(milliseconds < 1 ? 1 : milliseconds));
  }
  void ref_timer(bool referenced) { referenced ? timer_.ref() : timer_.unref(); }
  void ref_immediate(bool referenced) {
    if (referenced) {
      idle_.start([](loop::Idle*) {});
    } else {
      idle_.stop();
    }
  }

 private:
  void run_timers() {
    if (env_.stopping()) return;
    v8::HandleScope handles(env_.isolate());
    CallbackScope scope(env_);
    v8::Local<v8::Value> result;
    // An exception leaves due timers in the lists: ask again until they are through, or the process ends.
    do {
      auto now = bind::number(env_.isolate(), static_cast<double>(now_ms()));
      (void)scope.call(process_timers(env_), v8::Undefined(env_.isolate()), {now}).ToLocal(&result);
    } while (result.IsEmpty() && !env_.stopping());
    if (env_.stopping() || !result->IsNumber()) return;
    auto next = static_cast<int64_t>(result.As<v8::Number>()->Value());
    if (next == 0) return;
    int64_t expiry = next < 0 ? -next : next;
    schedule(expiry - now_ms());
    ref_timer(next > 0);
  }

  void run_immediates() {
    if (immediate_info(env_) == nullptr || immediate_info(env_)[kCount] == 0 || env_.stopping()) return;
    v8::HandleScope handles(env_.isolate());
    // One scope: after an error the rest of the turn's immediates come before the ticks.
    CallbackScope scope(env_);
    do {
      scope.call(process_immediate(env_), v8::Undefined(env_.isolate()), {});
    } while (immediate_info(env_)[kHasOutstanding] != 0 && !env_.stopping());
    if (immediate_info(env_)[kRefCount] == 0) ref_immediate(false);
  }

  Environment& env_;
  loop::Timer timer_;
  loop::Check check_;
  loop::Idle idle_;
};

// setupTimers(processImmediate, processTimers)
void setup(const Args& args) {
  Environment& env = Environment::from(args.GetIsolate());
  if (!args[0]->IsFunction() || !args[1]->IsFunction()) return;
  env.set_callback(process_immediate.id, args[0].As<v8::Function>());
  env.set_callback(process_timers.id, args[1].As<v8::Function>());
  (void)env.state<State>();
}

double now(Environment& env) { return static_cast<double>(env.state<State>().now_ms()); }
void schedule_timer(Environment& env, double milliseconds) {
  env.state<State>().schedule(static_cast<int64_t>(milliseconds));
}
void toggle_timer_ref(Environment& env, bool on) { env.state<State>().ref_timer(on); }
void toggle_immediate_ref(Environment& env, bool on) { env.state<State>().ref_immediate(on); }

}  // namespace

GYRE_BINDING(timers, bind::fields<&immediate_info>("immediateInfo"), bind::fields<&timer_info>("timerInfo"),
             bind::callback<&process_immediate>("setProcessImmediate"),
             bind::callback<&process_timers>("setProcessTimers"), bind::fn<&setup>("setupTimers"), bind::fn<&now, bind::kFast>("getLibuvNow"),
             bind::fn<&schedule_timer, bind::kFast>("scheduleTimer"),
             bind::fn<&toggle_timer_ref, bind::kFast>("toggleTimerRef"),
             bind::fn<&toggle_immediate_ref, bind::kFast>("toggleImmediateRef"))

}  // namespace gyre::timers
