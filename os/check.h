// Assertions. GYRE_CHECK is always on and guards what memory safety hangs on; GYRE_DCHECK exists in
// debug builds only. Neither may depend on user input: bad input is an error value, never a failed
// check.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace gyre::os {

[[noreturn, gnu::cold]] inline void check_failed(const char* what, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: check failed: %s\n", file, line, what);
  std::abort();
}

}  // namespace gyre::os

#define GYRE_CHECK(condition)             \
  (static_cast<bool>(condition) ? void(0) \
                                : ::gyre::os::check_failed(#condition, __FILE__, __LINE__))
#ifdef GYRE_DEBUG
#define GYRE_DCHECK(condition) GYRE_CHECK(condition)
#else
#define GYRE_DCHECK(condition) (void(sizeof(condition)))
#endif
