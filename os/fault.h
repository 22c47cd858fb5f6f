// The seam where system calls can be made to fail. In ordinary builds both functions are constants
// and cost nothing. Compiled with -DGYRE_FAULTS (tests only, over every source that makes calls)
// they ask a seeded injector, so a run can be repeated.
#pragma once

#include <cstddef>
#include <cstdint>

namespace gyre::os::fault {

enum class Call : uint8_t {
  none,  // never fails
  open,
  close,
  read,
  write,
  file,    // the other calls on paths and files
  socket,  // socket, bind, listen, options
  accept,
  connect,
  wait,     // epoll_wait, ppoll
  control,  // epoll_ctl
  create,   // eventfd, epoll_create, pipe
};
inline constexpr int kCalls = 12;

#ifdef GYRE_FAULTS
// What may go wrong with one kind of call. Probabilities are in 1/65536 of the calls.
struct Plan {
  int error = 0;           // negative errno to answer with
  uint16_t failures = 0;   // how often
  uint16_t shortened = 0;  // how often a read or write moves fewer bytes than asked for
};
// Starts injecting; every thread draws from one sequence. Not to be called while calls are under
// way.
void start(uint64_t seed) noexcept;
void plan(Call, Plan) noexcept;
void stop() noexcept;
uint64_t injected() noexcept;  // faults since start

int inject(Call) noexcept;
size_t shorten(Call, size_t size) noexcept;
#else
constexpr int inject(Call) noexcept { return 0; }
constexpr size_t shorten(Call, size_t size) noexcept { return size; }
#endif

}  // namespace gyre::os::fault
