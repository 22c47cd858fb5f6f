// Sleeping on a word of memory until another thread changes it; futex(2), private to the process.
#pragma once

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <ctime>

#include "os/call.h"

namespace gyre::os {

// Sleeps while word holds expected. timeout null: for ever. 0 when woken, -EAGAIN when the word
// held something else, -ETIMEDOUT, -EINTR. May wake without a reason: look at the word again.
inline int futex_wait(std::atomic<uint32_t>& word, uint32_t expected,
                      const timespec* timeout = nullptr) noexcept {
  return int(call_once(Call::none, [&] {
    return ::syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, expected, timeout, nullptr, 0);
  }));
}
inline void futex_wake_one(std::atomic<uint32_t>& word) noexcept {
  ::syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
}

}  // namespace gyre::os
