// Async: wakes the loop from another thread or a signal handler. Active from init until close. Sends coalesce: the callback is
// called at least once after the last send that returned before it. Callbacks run in the order of first sends.
#pragma once

#include <atomic>

#include "loop/handle.h"

namespace gyre::loop {

class Async final : public Handle {
 public:
  using Callback = void (*)(Async*);

  Async() noexcept : Handle(Kind::async) {}
  void init(Loop& owner, Callback callback) noexcept;
  // Any thread, and signal handlers: no lock, no allocation. Must not be called once close has returned; a send that is inside
  // when close is called is waited for. Without effect when the handle is closing.
  void send() noexcept;

 private:
  friend class Loop;
  void on_close() noexcept override;

  // In state_: a signal is queued; the handle takes no more; and, from kSender up, the number of threads inside send.
  enum : uint32_t { kQueued = 1, kShut = 2, kSender = 4 };
  Callback callback_ = nullptr;
  Async* next_signalled_ = nullptr;
  std::atomic<uint32_t> state_{0};
};

static_assert(sizeof(Async) <= 104);  // uv_async_t: 128

}  // namespace gyre::loop
