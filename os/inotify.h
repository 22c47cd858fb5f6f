// inotify: what happens to files and in directories. Results are the call's own or a negative
// errno; see inotify(7).
#pragma once

#include <sys/inotify.h>

#include <cstdint>

#include "os/call.h"

namespace gyre::os {

// Non-blocking, close-on-exec.
inline Fd inotify_open() noexcept {
  return call(Call::create, [] { return ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC); });
}
// The watch's number; the same one again for the same file.
inline int inotify_watch(Fd fd, const char* path, uint32_t mask) noexcept {
  return call(Call::control, [&] { return ::inotify_add_watch(fd, path, mask); });
}
inline int inotify_forget(Fd fd, int watch) noexcept {
  return call(Call::none, [&] { return ::inotify_rm_watch(fd, watch); });
}

}  // namespace gyre::os
