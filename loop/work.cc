#include "loop/work.h"

#include <cerrno>

#include "loop/loop.h"

namespace gyre::loop {

void Work::submit(Loop& owner, Lane lane) noexcept {
  begin(owner);
  Task::home = &owner.poller();
  Task::run = &Work::run_on_worker;
  Task::completion = {.next = nullptr, .result = 0, .done = &Work::finish};
  threadpool::submit(*this, lane);
}

int Work::cancel() noexcept {
  if (!under_way()) return -EINVAL;
  return threadpool::cancel(*this);
}

void Work::run_on_worker(threadpool::Task* task) {
  Work* work = static_cast<Work*>(task);
  work->run(work);
}

void Work::finish(poller::Completion* completion) {
  // The completion is the task's first member.
  Work* work = static_cast<Work*>(reinterpret_cast<threadpool::Task*>(completion));
  int status = int(completion->result);
  work->end();
  work->done(work, status);
}

}  // namespace gyre::loop
