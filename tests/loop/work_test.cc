// Work on the pool and its way back to the loop. Runs under TSan too.
#include "loop/work.h"

#include <atomic>
#include <mutex>
#include <thread>

#include "support.h"

namespace gyre::loop {
namespace {

class WorkTest : public LoopTest {};
ON_EVERY_BACKEND(WorkTest);

struct Job : Work {
  std::function<void()> on_worker, on_loop;
  int status = 1;
  void submit_to(Loop& loop, Lane lane = Lane::cpu) {
    run = [](Work* work) {
      if (auto& function = static_cast<Job*>(work)->on_worker) function();
    };
    done = [](Work* work, int status) {
      static_cast<Job*>(work)->status = status;
      if (auto& function = static_cast<Job*>(work)->on_loop) function();
    };
    submit(loop, lane);
  }
};

TEST_P(WorkTest, RunsElsewhereAndEndsOnTheLoop) {
  Job job;
  std::thread::id worker;
  job.on_worker = [&] { worker = std::this_thread::get_id(); };
  job.submit_to(loop);
  EXPECT_TRUE(loop.alive());
  EXPECT_TRUE(job.under_way());
  EXPECT_EQ(loop.close(), -EBUSY);
  run();
  EXPECT_EQ(job.status, 0);
  EXPECT_FALSE(job.under_way());
  EXPECT_NE(worker, std::this_thread::get_id());
  EXPECT_NE(worker, std::thread::id());
}

TEST_P(WorkTest, MayBeSubmittedAgainInItsCallback) {
  Job job;
  int runs = 0;
  job.on_worker = [&] { ++runs; };
  job.on_loop = [&] {
    if (runs < 100) job.submit_to(loop, Lane(runs % 3));
  };
  job.submit_to(loop);
  run();
  EXPECT_EQ(runs, 100);
}

TEST_P(WorkTest, ManyAtOnce) {
  std::vector<Job> jobs(2000);
  std::atomic<int> ran{0};
  int ended = 0;
  for (Job& job : jobs) {
    job.on_worker = [&] { ran.fetch_add(1); };
    job.on_loop = [&] { ++ended; };
    job.submit_to(loop);
  }
  run();
  EXPECT_EQ(ran.load(), 2000);
  EXPECT_EQ(ended, 2000);
}

TEST_P(WorkTest, CancelledBeforeItStartsIsNeverRun) {
  // Every worker waits for the gate, so what comes behind cannot have started.
  std::mutex gate;
  gate.lock();
  std::vector<Job> blockers(size_t(threadpool::size()) + 1);  // one lane may get a spare thread
  std::atomic<int> inside{0};
  for (Job& job : blockers) {
    job.on_worker = [&] {
      inside.fetch_add(1);
      std::lock_guard lock(gate);
    };
    job.submit_to(loop, Lane::cpu);
  }
  while (inside.load() < threadpool::size()) std::this_thread::yield();
  Job job;
  job.on_worker = [&] { ADD_FAILURE() << "was cancelled"; };
  EXPECT_EQ(job.cancel(), -EINVAL);
  job.submit_to(loop, Lane::cpu);
  EXPECT_EQ(job.cancel(), 0);
  EXPECT_EQ(blockers[0].cancel(), -EBUSY);
  EXPECT_EQ(job.status, 1);  // told later, on the loop
  gate.unlock();
  run();
  EXPECT_EQ(job.status, -ECANCELED);
  EXPECT_EQ(blockers[0].status, 0);
}

}  // namespace
}  // namespace gyre::loop
