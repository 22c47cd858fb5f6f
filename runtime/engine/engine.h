// V8 as this process uses it: initialised once, isolates made with or without the snapshot.
#pragma once

#include <memory>

#include <v8.h>

#include "runtime/bind/environment.h"
#include "runtime/engine/platform.h"

namespace gyre::runtime {

// V8's flags that must be the same where the snapshot is made, where code caches are made and where they are used.
void set_fixed_v8_flags();
// Makes the platform and initialises V8. Flags are to be set before.
void initialize_v8();

// Sizes in bytes; 0 is V8's default. Given by API rather than by flag, because a flag would reject the snapshot's code.
struct HeapLimits {
  size_t old_space = 0;
  size_t young_space = 0;
  size_t code_range = 0;
  size_t stack = 0;
};

// An isolate with its environment: the main thread's or a worker's.
class Instance {
 public:
  // Null when the snapshot does not fit or a bootstrap file throws (the reason is on stderr).
  static std::unique_ptr<Instance> create(bind::Environment::Options options, const HeapLimits& limits = {});
  ~Instance();
  bind::Environment& env() { return *env_; }
  v8::Isolate* isolate() { return isolate_; }

 private:
  Instance() = default;
  v8::Isolate* isolate_ = nullptr;
  std::unique_ptr<v8::ArrayBuffer::Allocator> allocator_;
  std::unique_ptr<bind::Environment> env_;
};

// The two programs of the build that make the start-up data. 0, or 1 with the reason on stderr.
int write_snapshot(const char* path);
int write_code_caches(const char* folder);

}  // namespace gyre::runtime
