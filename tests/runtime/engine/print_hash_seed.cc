// Prints the hash seed of a new isolate made from the snapshot. hash_seed.py compares two runs.
#include <unistd.h>

#include <cstdio>

#include "runtime/engine/engine.h"

int main() {
  gyre::runtime::set_fixed_v8_flags();
  gyre::runtime::initialize_v8();
  auto instance = gyre::runtime::Instance::create({});
  if (!instance) return 1;
  std::printf("%llu\n", static_cast<unsigned long long>(instance->isolate()->GetHashSeed()));
  std::fflush(stdout);
  _exit(0);
}
