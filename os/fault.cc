// The injector of test builds; empty in all others.
#include "os/fault.h"

#ifdef GYRE_FAULTS
#include <atomic>

namespace gyre::os::fault {
namespace {

Plan g_plans[kCalls];
std::atomic<bool> g_on{false};
std::atomic<uint64_t> g_state{0};
std::atomic<uint64_t> g_injected{0};

// splitmix64: a counter run through a mixer, so that threads can share it without a lock.
uint64_t next() noexcept {
  uint64_t z = g_state.fetch_add(0x9e3779b97f4a7c15, std::memory_order_relaxed);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

}  // namespace

void start(uint64_t seed) noexcept {
  for (Plan& plan : g_plans) plan = {};
  g_state = seed;
  g_injected = 0;
  g_on = true;
}

void plan(Call call, Plan plan) noexcept { g_plans[size_t(call)] = plan; }
void stop() noexcept { g_on = false; }
uint64_t injected() noexcept { return g_injected; }

int inject(Call call) noexcept {
  if (call == Call::none || !g_on.load(std::memory_order_acquire)) return 0;
  const Plan& plan = g_plans[size_t(call)];
  if (plan.failures == 0 || uint16_t(next()) >= plan.failures) return 0;
  g_injected.fetch_add(1, std::memory_order_relaxed);
  return plan.error;
}

size_t shorten(Call call, size_t size) noexcept {
  if (size < 2 || !g_on.load(std::memory_order_acquire)) return size;
  const Plan& plan = g_plans[size_t(call)];
  if (plan.shortened == 0) return size;
  uint64_t random = next();
  if (uint16_t(random) >= plan.shortened) return size;
  g_injected.fetch_add(1, std::memory_order_relaxed);
  return 1 + size_t((random >> 16) % (size - 1));
}

}  // namespace gyre::os::fault
#endif
