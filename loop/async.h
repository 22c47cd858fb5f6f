// Async: wakes the loop from another thread or a signal handler. Active from init until close.
// Sends coalesce: the callback is called at least once after the last send that returned before it.
// Callbacks run in the order of first sends.
#pragma once

#include <atomic>

#include "loop/handle.h"

namespace gyre::loop {

class Async final : public Handle {
 public:
  using Callback = void (*)(Async*);

  Async() noexcept : Handle(Kind::async) {}
  void init(Loop& owner, Callback callback) noexcept;
  // Any thread, and signal handlers: no lock, no allocation. A send that is under way when close is
  // called is waited for; one between close and the close callback has no effect.
  void send() noexcept;

 private:
  friend class Loop;
  void on_close() noexcept override;

  // In state_. kQueued: somebody has put the handle on the loop's queue or is just doing it. kShut:
  // no more.
  enum : uint32_t { kQueued = 1, kShut = 2 };
  Callback callback_ = nullptr;
  Async* next_signalled_ = nullptr;
  std::atomic<uint32_t> state_{0};
};

static_assert(sizeof(Async) <= 104);  // uv_async_t: 128

}  // namespace gyre::loop
