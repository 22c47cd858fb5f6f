// What a loop measures about itself. Idle time, iterations and events are always counted; callbacks
// and times a phase and the longest callback only while Loop::measure is on (two clock readings a
// callback).
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace gyre::loop {

enum class Phase : uint8_t { timers, pending, idle, prepare, poll, check, closing };
inline constexpr int kPhases = 7;

struct PhaseMetrics {
  uint64_t callbacks = 0;
  std::chrono::nanoseconds time{0};  // in callbacks and in the loop's own work; without the wait
  std::chrono::nanoseconds longest_callback{0};
};

struct Metrics {
  uint64_t iterations = 0;
  uint64_t events =
      0;  // readiness events, completions, async and signal deliveries that were handled
  uint64_t events_waiting = 0;            // of those, what was there already when the loop asked
  uint64_t polls = 0;                     // calls into the poller
  std::chrono::nanoseconds idle_time{0};  // spent blocked in the poller
  std::array<PhaseMetrics, kPhases> phases{};
};

}  // namespace gyre::loop
