// A handle: something long-lived that the loop can call back for. Memory is the caller's; it must
// stay where it is from `init` until the close callback has been called (or, when none was given,
// until the loop is no longer alive). All members are for the loop's thread unless they say
// otherwise.
//
// An active handle keeps the loop alive while it is referenced; a closing one always does. After
// `close` no callback of the handle is called but the close callback, in the closing phase of this
// or the next iteration.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "loop/list.h"

namespace gyre::loop {

class Loop;

enum class Kind : uint8_t {
  timer,
  idle,
  prepare,
  check,
  async,
  signal,
  poll,
  process,
  tcp,
  pipe,
  tty,
  udp,
  fs_event,
  fs_poll
};

// "timer", "idle", ...
std::string_view kind_name(Kind kind) noexcept;

struct InLoop;  // tag: the loop's list of all its handles

class Handle : private Link<InLoop> {
 public:
  using CloseCallback = void (*)(Handle*);

  Loop* loop = nullptr;  // set by init
  void* data = nullptr;  // the caller's

  // Referenced is the state after init. Idempotent both.
  void ref() noexcept;
  void unref() noexcept;
  // Ends all activity at once; the callback comes later, from the loop. Must be called once only,
  // on an initialised handle.
  void close(CloseCallback callback = nullptr) noexcept;

  bool active() const noexcept { return (flags_ & kActive) != 0; }
  bool referenced() const noexcept { return (flags_ & kReferenced) != 0; }
  // From close on, also after the close callback.
  bool closing() const noexcept { return (flags_ & (kClosing | kClosed)) != 0; }
  Kind kind() const noexcept { return kind_; }

 protected:
  explicit Handle(Kind kind) noexcept : kind_(kind) {}
  ~Handle() = default;

  // The start of every init: enters the loop's list; referenced, not active.
  void enter(Loop& owner) noexcept;
  // Whether there is something this handle may call back for. Idempotent both.
  void activate() noexcept;
  void deactivate() noexcept;

  // Called by close: give up every resource and registration, cancel what is under way. The handle
  // is made inactive after it.
  virtual void on_close() noexcept = 0;
  // Called just before the close callback: a stream tells its outstanding requests -ECANCELED here.
  virtual void on_closed() noexcept {}

  // Free for use by the kinds (a stream's state bits), so that a handle doesn't grow for them.
  uint16_t kind_flags_ = 0;
  uint8_t kind_byte_ = 0;

 private:
  friend class Loop;
  template <class, class>
  friend class List;
  enum : uint8_t { kActive = 1, kReferenced = 2, kClosing = 4, kClosed = 8 };

  Kind kind_;
  uint8_t flags_ = 0;
  CloseCallback close_callback_ = nullptr;
  Handle* next_closing_ = nullptr;
};

static_assert(sizeof(Handle) <= 72);

}  // namespace gyre::loop
