// Clocks. Nanoseconds; neither call can fail on the systems we run on.
#pragma once

#include <cstdint>
#include <ctime>

namespace gyre::os {

inline uint64_t clock_now(clockid_t id) noexcept {
  timespec time;
  ::clock_gettime(id, &time);
  return uint64_t(time.tv_sec) * 1'000'000'000 + uint64_t(time.tv_nsec);
}
// Never goes backwards, does not count suspension; from an arbitrary start.
inline uint64_t monotonic_now() noexcept { return clock_now(CLOCK_MONOTONIC); }
// Since 1970, as set by whoever sets the machine's clock.
inline uint64_t wall_now() noexcept { return clock_now(CLOCK_REALTIME); }

}  // namespace gyre::os
