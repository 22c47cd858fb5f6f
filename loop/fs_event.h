// Tells when a file or the entries of a directory change, as the system reports it (inotify). All
// FsEvents of a thread's loop share one descriptor, as the system allows few. Not carried over a
// fork: the child closes and starts its own.
#pragma once

#include <memory>
#include <string>

#include "loop/handle.h"
#include "loop/list.h"

namespace gyre::loop {

struct InWatch;  // tag: the FsEvents on one file

class FsEvent final : public Handle, private Link<InWatch> {
 public:
  // Bits of `events`.
  enum : int { kRename = 1, kChange = 2 };
  // name: the entry of the watched directory, or the last component of the watched path; valid
  // during the call. status is 0 or a negative errno (the handle is stopped then).
  using Callback = void (*)(FsEvent*, const char* name, int events, int status);

  FsEvent() noexcept : Handle(Kind::fs_event) {}
  void init(Loop& owner) noexcept;
  // -ENOENT, -EACCES, -ENOSPC (the user has too many watches), -EMFILE; -EINVAL when active.
  int start(const char* path, Callback callback) noexcept;
  void stop() noexcept;
  // As given to start.
  const std::string& path() const noexcept { return path_; }

 private:
  friend class FsEventHub;
  template <class, class>
  friend class List;
  void on_close() noexcept override;

  Callback callback_ = nullptr;
  int watch_ = -1;
  std::string path_;
};

}  // namespace gyre::loop
