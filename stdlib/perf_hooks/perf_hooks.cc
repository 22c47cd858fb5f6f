// binding('perf_hooks'): the clock of performance.now(), and what the environment and its loop know about their own times.
#include <chrono>

#include "runtime/bind/bind.h"

namespace gyre::perf_hooks {
namespace {

using bind::Environment;

// Filled by loadTiming(); milliseconds, those of a point in time since the time origin.
enum Timing : size_t { kTimeOrigin, kIdleTime, kIterations, kEvents, kEventsWaiting, kTimingFields };
constinit bind::Fields<double, kTimingFields> timing;

int64_t monotonic_ns() {
  return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Milliseconds since the time origin.
double now(Environment& env) { return static_cast<double>(monotonic_ns() - env.time_origin_ns) / 1e6; }

void load_timing(Environment& env) {
  double* out = timing(env);
  const loop::Metrics& metrics = env.loop().metrics();
  out[kTimeOrigin] = env.time_origin_ms;
  out[kIdleTime] = static_cast<double>(metrics.idle_time.count()) / 1e6;
  out[kIterations] = static_cast<double>(metrics.iterations);
  out[kEvents] = static_cast<double>(metrics.events);
  out[kEventsWaiting] = static_cast<double>(metrics.events_waiting);
}

}  // namespace

GYRE_BINDING(perf_hooks, bind::fn<&now, bind::kFast>("now"), bind::fn<&load_timing>("loadTiming"),
             bind::fields<&timing>("timing"), bind::constant("kTimeOrigin", kTimeOrigin),
             bind::constant("kIdleTime", kIdleTime), bind::constant("kIterations", kIterations),
             bind::constant("kEvents", kEvents), bind::constant("kEventsWaiting", kEventsWaiting))

}  // namespace gyre::perf_hooks
