// Randomness fit for keys, from the kernel.
#pragma once

#include <sys/random.h>

#include <cstddef>

#include "os/call.h"

namespace gyre::os {

// Fills all of it: 0, or a negative errno (an old kernel's -ENOSYS). Blocks only before the machine
// has gathered entropy once.
inline int random_bytes(void* data, size_t size) noexcept {
  char* at = static_cast<char*>(data);
  while (size > 0) {
    ssize_t got = call(Call::none, [&] { return ::getrandom(at, size, 0); });
    if (got < 0) return int(got);
    at += got;
    size -= size_t(got);
  }
  return 0;
}

}  // namespace gyre::os
