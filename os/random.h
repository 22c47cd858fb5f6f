// Randomness from the system. Thread-safe.
#pragma once

#include <sys/random.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace gyre::os {

// Fills the buffer with bytes fit for keys (getrandom(2)); blocks until the system's pool is ready. 0 or a negative errno.
inline int random_bytes(void* buffer, size_t size) noexcept {
  auto* out = static_cast<uint8_t*>(buffer);
  while (size > 0) {
    ssize_t got = getrandom(out, size, 0);
    if (got < 0) {
      if (errno == EINTR) continue;
      return -errno;
    }
    out += got;
    size -= static_cast<size_t>(got);
  }
  return 0;
}

}  // namespace gyre::os
