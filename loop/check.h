// Callbacks at fixed points of every iteration: Idle before Prepare before the poll phase, Check
// after it. While an Idle is active the poll phase does not block. Of one kind, the one started
// last is called first, as with libuv.
#pragma once

#include "loop/handle.h"

namespace gyre::loop {

struct InPhase;  // tag: the list of a phase

template <Kind kKind>
class PhaseHandle final : public Handle, private Link<InPhase> {
 public:
  using Callback = void (*)(PhaseHandle*);

  PhaseHandle() noexcept : Handle(kKind) {}
  void init(Loop& owner) noexcept { enter(owner); }
  // No effect on an active handle, whose callback stays. -EINVAL for a closing handle or no
  // callback.
  int start(Callback callback) noexcept;
  void stop() noexcept;

 private:
  friend class Loop;
  template <class, class>
  friend class List;
  void on_close() noexcept override { stop(); }

  Callback callback_ = nullptr;
};

using Idle = PhaseHandle<Kind::idle>;
using Prepare = PhaseHandle<Kind::prepare>;
using Check = PhaseHandle<Kind::check>;

static_assert(sizeof(Check) <= 96);  // uv_check_t: 120

}  // namespace gyre::loop
