// Bounds a stretch of JavaScript: a time limit, and SIGINT. On the stack around the call; a thread
// of its own waits meanwhile.
#pragma once

#include <semaphore.h>

#include <atomic>
#include <cstdint>
#include <thread>

#include "runtime/bind/environment.h"

namespace gyre::modules {

class Interruption {
 public:
  // timeout in milliseconds, negative: none.
  Interruption(bind::Environment& env, int64_t timeout, bool on_sigint);
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  enum class Verdict { none, timed_out, interrupted };
  // Ends the watch; after a strike JavaScript may run again. A TryCatch of the caller's has to be
  // open when there is no verdict yet, as V8's termination may be pending.
  Verdict stop();
  // Throws Node's error for what struck. Whether anything did.
  bool raise();

 private:
  void watch();

  bind::Environment& env_;
  v8::Isolate* isolate_;
  int64_t timeout_;
  bool on_sigint_;
  bool stopped_ = false;
  Verdict verdict_ = Verdict::none;
  std::atomic<bool> ended_ = false;
  std::atomic<bool> timed_out_ = false;
  std::atomic<bool> interrupted_ = false;
  sem_t signal_;
  std::thread thread_;
  Interruption* outer_ = nullptr;
};

// SIGINT while no program code is watched, for a prompt that waits for input: start, later stop and
// learn whether one came.
void start_sigint_watch();
bool stop_sigint_watch();
bool sigint_is_pending();

}  // namespace gyre::modules
