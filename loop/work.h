// Work: a function to run on the thread pool, and one to run on the loop afterwards. Embed it (or
// derive from it, as FsRequest does) in what the function works on. Memory is the caller's from
// submit until `done` is called, always on the loop's thread.
#pragma once

#include "loop/request.h"
#include "threadpool/threadpool.h"

namespace gyre::loop {

using threadpool::Lane;

struct Work : Request, private threadpool::Task {
  // On a worker thread; touches nothing but what belongs to this work.
  void (*run)(Work*) = nullptr;
  // On the loop's thread. status is 0, or -ECANCELED when run was never called. The work may be
  // freed or submitted again in it.
  void (*done)(Work*, int status) = nullptr;

  // Not while it is under way. run and done must be set.
  void submit(Loop& owner, Lane lane) noexcept;
  // 0: run will not be called, and done comes with -ECANCELED. -EBUSY: too late, it runs or is
  // finished. -EINVAL: not under way.
  int cancel() noexcept;

 private:
  static void run_on_worker(threadpool::Task* task);
  static void finish(poller::Completion* completion);
};

static_assert(sizeof(Work) <= 128);  // uv_work_t: 128

}  // namespace gyre::loop
