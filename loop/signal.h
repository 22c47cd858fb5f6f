// Watches for a signal of the process. Any number of handles, on any number of loops in any
// threads, may watch the same signal: each is called. The disposition is set when the first handle
// of the process starts and restored to the default when the last one stops. Callbacks run at the
// end of the poll phase, once for each time the signal was caught.
#pragma once

#include "loop/handle.h"

namespace gyre::loop {

struct InSignals;  // tag: the loop's started signal handles

class Signal final : public Handle, private Link<InSignals> {
 public:
  using Callback = void (*)(Signal*, int signum);

  Signal() noexcept : Handle(Kind::signal) {}
  void init(Loop& owner) noexcept { enter(owner); }
  // Replaces what it watched before. -EINVAL for a signal that cannot be caught, an unknown number,
  // or a closing handle.
  int start(Callback callback, int signum) noexcept;
  // Stops itself before its first callback.
  int start_once(Callback callback, int signum) noexcept;
  void stop() noexcept;
  int signum() const noexcept { return signum_; }

 private:
  friend class Loop;
  template <class, class>
  friend class List;
  void on_close() noexcept override { stop(); }
  int begin(Callback callback, int signum, uint8_t once) noexcept;

  Callback callback_ = nullptr;
  int signum_ = 0;
};

static_assert(sizeof(Signal) <= 112);  // uv_signal_t: 152

}  // namespace gyre::loop
