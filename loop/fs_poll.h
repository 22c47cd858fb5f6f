// Tells when a file's status changes, by looking at regular intervals: for what the system doesn't
// report (network file systems) and for files that are not there yet.
#pragma once

#include <chrono>

#include "loop/file.h"
#include "loop/handle.h"

namespace gyre::loop {

struct FsPolling;

class FsPoll final : public Handle {
 public:
  // status is 0, or a negative errno when the file can't be looked at: called once for each new
  // reason; `now` is all zeros then. The first look that succeeds is not told.
  using Callback = void (*)(FsPoll*, int status, const file::Stat& before, const file::Stat& now);

  FsPoll() noexcept : Handle(Kind::fs_poll) {}
  void init(Loop& owner) noexcept;
  // -EINVAL when active, or without an interval.
  int start(const char* path, std::chrono::milliseconds interval, Callback callback) noexcept;
  void stop() noexcept;

 private:
  friend struct FsPolling;
  void on_close() noexcept override;

  FsPolling* polling_ = nullptr;
};

}  // namespace gyre::loop
