#include "loop/handle.h"

#include "loop/loop.h"
#include "os/check.h"

namespace gyre::loop {

std::string_view kind_name(Kind kind) noexcept {
  constexpr std::string_view kNames[] = {"timer",  "idle", "prepare",  "check",  "async",
                                         "signal", "poll", "process",  "tcp",    "pipe",
                                         "tty",    "udp",  "fs_event", "fs_poll"};
  return kNames[size_t(kind)];
}

void Handle::enter(Loop& owner) noexcept {
  GYRE_CHECK(flags_ == 0 || flags_ == kClosed);
  loop = &owner;
  flags_ = kReferenced;
  close_callback_ = nullptr;
  owner.handles_.push_back(*this);
  ++owner.handle_count_;
}

void Handle::activate() noexcept {
  if ((flags_ & kActive) != 0) return;
  flags_ |= kActive;
  if (referenced()) ++loop->active_handles_;
}

void Handle::deactivate() noexcept {
  if ((flags_ & kActive) == 0) return;
  flags_ &= ~kActive;
  if (referenced()) --loop->active_handles_;
}

void Handle::ref() noexcept {
  if (referenced() || loop == nullptr) return;
  flags_ |= kReferenced;
  if (active()) ++loop->active_handles_;
}

void Handle::unref() noexcept {
  if (!referenced()) return;
  flags_ &= ~kReferenced;
  if (active()) --loop->active_handles_;
}

void Handle::close(CloseCallback callback) noexcept {
  GYRE_CHECK(loop != nullptr && !closing());
  flags_ |= kClosing;
  close_callback_ = callback;
  on_close();
  deactivate();
  next_closing_ = loop->closing_;
  loop->closing_ = this;
}

// Last closed, first called. What is closed by these callbacks waits for the next iteration.
void Loop::run_closing() noexcept {
  Handle* handle = closing_;
  closing_ = nullptr;
  while (handle != nullptr) {
    Handle* next = handle->next_closing_;
    handle->next_closing_ = nullptr;
    handle->on_closed();
    static_cast<Link<InLoop>*>(handle)->unlink();
    --handle_count_;
    handle->flags_ = Handle::kClosed;
    if (Handle::CloseCallback callback = handle->close_callback_)
      call(Phase::closing, [=] { callback(handle); });
    handle = next;
  }
}

void Loop::walk(void (*visit)(Handle*, void*), void* argument) noexcept {
  List<Handle, InLoop> rest;
  rest.take(handles_);
  while (Handle* handle = rest.pop_front()) {
    handles_.push_back(*handle);
    visit(handle, argument);
  }
}

void Request::begin(Loop& owner) noexcept {
  GYRE_CHECK(loop == nullptr);
  loop = &owner;
  ++owner.active_requests_;
}

void Request::end() noexcept {
  --loop->active_requests_;
  loop = nullptr;
}

}  // namespace gyre::loop
