// The seam between C++ and JavaScript's task queues: process.nextTick, microtasks and promise rejections. The queues themselves
// are JavaScript (stdlib/internal/process/task_queues.js and promises.js).
#pragma once

#include <v8.h>

#include "runtime/bind/environment.h"

namespace gyre::bind {

// Runs microtasks and, when something is queued, the tick queue until both are empty. At the end of an outermost CallbackScope.
void drain_tasks(Environment& env);
// Tells JavaScript of rejections: for Isolate::SetPromiseRejectCallback.
void on_promise_reject(v8::PromiseRejectMessage message);

}  // namespace gyre::bind
