#include "threadpool/threadpool.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "os/clock.h"

namespace gyre::threadpool {
namespace {

using namespace std::chrono_literals;

// Something a test holds tasks back with.
class Gate {
 public:
  void open() {
    std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void pass() {
    std::unique_lock lock(mutex_);
    ++inside_;
    changed_.notify_all();
    EXPECT_TRUE(changed_.wait_for(lock, 20s, [&] { return open_; })) << "the gate never opened";
  }
  // Until so many have come to the gate.
  void wait_for(int count) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, 20s, [&] { return inside_ >= count; }));
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int inside_ = 0;
};

struct Job : Task {
  std::function<void()> body;
};

class ThreadPool : public testing::Test {
 protected:
  void SetUp() override {
    use_size("4");
    poller_ = poller::open(poller::Backend::automatic);
  }
  void TearDown() override {
    shutdown();
    ::unsetenv("GYRE_THREADPOOL_SIZE");
  }
  void use_size(const char* size) {
    shutdown();
    ::setenv("GYRE_THREADPOOL_SIZE", size, 1);
  }
  Job& add(
      Lane lane, std::function<void()> body = [] {}) {
    Job& job = jobs_.emplace_back();
    job.home = poller_.get();
    job.body = std::move(body);
    job.run = [](Task* task) { static_cast<Job*>(task)->body(); };
    submit(job, lane);
    return job;
  }
  // Waits for so many completions, in the order in which they arrive.
  std::vector<Job*> collect(size_t count) {
    std::vector<Job*> done;
    std::array<poller::Ready, 4> ready;
    uint64_t end = os::monotonic_now() + 20'000'000'000u;
    while (done.size() < count && os::monotonic_now() < end) {
      poller::Wait wait = poller_->wait(ready, 100ms, nullptr);
      for (poller::Completion* c = wait.done; c != nullptr;) {
        Job* job = reinterpret_cast<Job*>(reinterpret_cast<char*>(c) - offsetof(Task, completion));
        c = c->next;
        done.push_back(job);
      }
    }
    EXPECT_EQ(done.size(), count);
    return done;
  }

  std::unique_ptr<poller::Poller> poller_;
  std::deque<Job> jobs_;
};

TEST_F(ThreadPool, RunsOffTheLoopThreadAndCompletesOnIt) {
  std::thread::id where;
  Job& job = add(Lane::cpu, [&] { where = std::this_thread::get_id(); });
  EXPECT_EQ(collect(1)[0], &job);
  EXPECT_EQ(job.completion.result, 0);
  EXPECT_NE(where, std::this_thread::get_id());
}

TEST_F(ThreadPool, StartsThreadsAsWorkComesUpToTheSize) {
  EXPECT_EQ(threads(), 0);
  add(Lane::fs);
  collect(1);
  EXPECT_EQ(threads(), 1);
  Gate gate;
  for (int i = 0; i < 6; ++i) add(Lane::fs, [&] { gate.pass(); });
  gate.wait_for(4);
  EXPECT_EQ(threads(), 4);
  EXPECT_EQ(metrics(Lane::fs).running, 4u);
  EXPECT_EQ(metrics(Lane::fs).queued, 2u);
  gate.open();
  collect(6);
}

TEST_F(ThreadPool, OneThreadKeepsTheOrderAcrossLanes) {
  use_size("1");
  std::vector<int> order;
  Gate gate;
  add(Lane::fs, [&] { gate.pass(); });
  gate.wait_for(1);
  for (int i = 0; i < 9; ++i) add(Lane::fs, [&order, i] { order.push_back(i); });
  gate.open();
  collect(10);
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST_F(ThreadPool, OldestFirstWhateverTheLane) {
  use_size("1");
  std::vector<int> order;
  Gate gate;
  add(Lane::fs, [&] { gate.pass(); });
  gate.wait_for(1);
  // The gate is opened at once: well within the 50 ms after which a spare would change the order.
  constexpr std::array kTurn{Lane::cpu, Lane::dns, Lane::fs};
  std::mutex mutex;
  for (int i = 0; i < 9; ++i) {
    add(kTurn[size_t(i % 3)], [&, i] {
      std::lock_guard lock(mutex);
      order.push_back(i);
    });
  }
  gate.open();
  collect(10);
  uint64_t spared =
      metrics(Lane::fs).spared + metrics(Lane::dns).spared + metrics(Lane::cpu).spared;
  if (spared == 0) {
    EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8}));
  }
}

TEST_F(ThreadPool, SlowLaneDoesNotStarveAnother) {
  Gate gate;
  for (int i = 0; i < 8; ++i) add(Lane::dns, [&] { gate.pass(); });
  gate.wait_for(4);
  uint64_t spared = metrics(Lane::fs).spared;
  uint64_t start = os::monotonic_now();
  Job& file = add(Lane::fs);
  EXPECT_EQ(collect(1)[0], &file);
  EXPECT_GE(os::monotonic_now() - start, 50'000'000u);
  EXPECT_EQ(metrics(Lane::fs).spared, spared + 1);
  EXPECT_EQ(metrics(Lane::dns).running, 4u) << "the spare must not take the slow lane's work";
  EXPECT_EQ(metrics(Lane::dns).queued, 4u);
  EXPECT_EQ(threads(), 5);
  // The pool still stands: from now on the lane is served without delay, by the one spare.
  start = os::monotonic_now();
  for (int i = 0; i < 10; ++i) {
    add(Lane::fs);
    collect(1);
  }
  EXPECT_EQ(metrics(Lane::fs).spared, spared + 11);
  EXPECT_LT(os::monotonic_now() - start, 450'000'000u);
  EXPECT_EQ(threads(), 5);
  gate.open();
  collect(8);
}

TEST_F(ThreadPool, LaneThatRunsGetsNoSpare) {
  use_size("1");
  uint64_t spared = metrics(Lane::fs).spared;
  Gate gate;
  add(Lane::fs, [&] { gate.pass(); });
  gate.wait_for(1);
  add(Lane::fs);
  std::array<poller::Ready, 4> ready;
  EXPECT_EQ(poller_->wait(ready, 120ms, nullptr).done, nullptr);
  EXPECT_EQ(threads(), 1);
  gate.open();
  collect(2);
  EXPECT_EQ(metrics(Lane::fs).spared, spared);
}

TEST_F(ThreadPool, EachLaneHasASpareOfItsOwn) {
  use_size("1");
  Gate pool, spare;
  add(Lane::cpu, [&] { pool.pass(); });
  pool.wait_for(1);
  add(Lane::dns, [&] { spare.pass(); });
  add(Lane::fs, [&] { spare.pass(); });
  add(Lane::fs, [&] { spare.pass(); });
  spare.wait_for(2);
  EXPECT_EQ(threads(), 3);
  EXPECT_EQ(metrics(Lane::fs).queued, 1u);
  spare.open();
  pool.open();
  collect(4);
}

TEST_F(ThreadPool, CancelTakesWhatHasNotStarted) {
  use_size("1");
  Gate gate;
  Job& running = add(Lane::fs, [&] { gate.pass(); });
  gate.wait_for(1);
  bool ran = false;
  Job& first = add(Lane::fs, [&] { ran = true; });
  Job& second = add(Lane::fs);
  EXPECT_EQ(cancel(running), -EBUSY);
  EXPECT_EQ(cancel(first), 0);
  EXPECT_EQ(cancel(first), -EBUSY);
  EXPECT_EQ(collect(1)[0], &first);
  EXPECT_EQ(first.completion.result, -ECANCELED);
  gate.open();
  auto done = collect(2);
  EXPECT_EQ(done[0], &running);
  EXPECT_EQ(done[1], &second);
  EXPECT_EQ(second.completion.result, 0);
  EXPECT_EQ(cancel(second), -EBUSY);
  EXPECT_FALSE(ran);
}

TEST_F(ThreadPool, CancelRacesWithStartAndEveryTaskEndsOnce) {
  constexpr int kTasks = 3000;
  std::atomic<int> ran{0};
  int cancelled = 0;
  for (int i = 0; i < kTasks; ++i) {
    Job& job = add(Lane(i % kLanes), [&] { ++ran; });
    if (i % 2) cancelled += cancel(job) == 0;
  }
  int reported = 0;
  for (Job* job : collect(kTasks)) reported += job->completion.result == -ECANCELED;
  EXPECT_EQ(reported, cancelled);
  EXPECT_EQ(ran, kTasks - cancelled);
}

TEST_F(ThreadPool, TaskMayBeSubmittedAgainFromItsCompletion) {
  int runs = 0;
  Job& job = add(Lane::cpu, [&] { ++runs; });
  for (int i = 0; i < 2000; ++i) {
    ASSERT_EQ(collect(1)[0], &job);
    submit(job, Lane::cpu);
  }
  collect(1);
  EXPECT_EQ(runs, 2001);
}

TEST_F(ThreadPool, SubmitFromManyThreads) {
  constexpr int kThreads = 6, kEach = 500;
  std::atomic<int> ran{0};
  std::vector<std::deque<Job>> jobs(kThreads);
  std::vector<std::thread> submitters;
  for (int t = 0; t < kThreads; ++t) {
    submitters.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        Job& job = jobs[size_t(t)].emplace_back();
        job.home = poller_.get();
        job.body = [&] { ++ran; };
        job.run = [](Task* task) { static_cast<Job*>(task)->body(); };
        submit(job, Lane(i % kLanes));
      }
    });
  }
  collect(kThreads * kEach);
  for (auto& thread : submitters) thread.join();
  EXPECT_EQ(ran, kThreads * kEach);
}

TEST_F(ThreadPool, PollerMayGoRightAfterItsLastCompletion) {
  for (int i = 0; i < 300; ++i) {
    add(Lane::cpu);
    collect(1);
    poller_ = poller::open(poller::Backend::automatic);
  }
}

TEST_F(ThreadPool, MetricsCountAndTime) {
  LaneMetrics before = metrics(Lane::dns);
  use_size("1");
  Gate gate;
  uint64_t start = os::monotonic_now();
  add(Lane::dns, [&] { gate.pass(); });
  gate.wait_for(1);
  Job& cancelled = add(Lane::dns);
  add(Lane::dns);
  cancel(cancelled);
  LaneMetrics now = metrics(Lane::dns);
  EXPECT_EQ(now.submitted, before.submitted + 3);
  EXPECT_EQ(now.running, 1u);
  EXPECT_EQ(now.queued, 1u);
  EXPECT_EQ(now.cancelled, before.cancelled + 1);
  while (os::monotonic_now() - start < 3'000'000) std::this_thread::yield();
  gate.open();
  collect(3);
  uint64_t elapsed = os::monotonic_now() - start;
  now = metrics(Lane::dns);
  EXPECT_EQ(now.finished, before.finished + 2);
  EXPECT_EQ(now.running, 0u);
  EXPECT_EQ(now.queued, 0u);
  EXPECT_GE(now.run_longest, 1'000'000u);
  EXPECT_LE(now.run_total - before.run_total, elapsed);
  EXPECT_GE(now.wait_total - before.wait_total, 1'000'000u);
  EXPECT_GE(now.wait_longest, 1'000'000u);
}

TEST_F(ThreadPool, ShutdownFinishesWhatIsQueuedAndStartsAgain) {
  std::atomic<int> ran{0};
  for (int i = 0; i < 100; ++i) add(Lane::fs, [&] { ++ran; });
  shutdown();
  EXPECT_EQ(ran, 100);
  EXPECT_EQ(threads(), 0);
  collect(100);
  add(Lane::fs, [&] { ++ran; });
  collect(1);
  EXPECT_EQ(ran, 101);
  shutdown();
  shutdown();
}

TEST_F(ThreadPool, WorkersBlockSignals) {
  sigset_t mask;
  add(Lane::cpu, [&] { pthread_sigmask(SIG_SETMASK, nullptr, &mask); });
  collect(1);
  EXPECT_TRUE(sigismember(&mask, SIGINT));
  EXPECT_TRUE(sigismember(&mask, SIGUSR1));
}

TEST_F(ThreadPool, ChildOfAForkStartsAfresh) {
  use_size("1");
  Gate gate;
  Job& running = add(Lane::fs, [&] { gate.pass(); });
  gate.wait_for(1);
  Job& queued = add(Lane::fs);
  pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::alarm(20);
    if (threads() != 0 || metrics(Lane::fs).running != 0) ::_exit(1);
    if (poller_->after_fork() != 0) ::_exit(2);
    if (cancel(queued) != -EBUSY) ::_exit(3);
    after_fork(*poller_);
    auto over = collect(2);
    if (over.size() != 2) ::_exit(4);
    if (running.completion.result != -ECANCELED || queued.completion.result != -ECANCELED)
      ::_exit(5);
    bool ran = false;
    add(Lane::fs, [&] { ran = true; });
    if (collect(1).size() != 1 || !ran) ::_exit(6);
    if (threads() != 1) ::_exit(7);
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status)) << WTERMSIG(status);
  EXPECT_EQ(WEXITSTATUS(status), 0) << "the step that failed";
  gate.open();
  collect(2);
  EXPECT_EQ(running.completion.result, 0);
  EXPECT_EQ(queued.completion.result, 0);
}

TEST_F(ThreadPool, ForkWhileThePoolIsBusyNeverHangs) {
  for (int i = 0; i < 2000; ++i) add(Lane(i % kLanes));
  for (int i = 0; i < 10; ++i) {
    pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::alarm(20);
      if (poller_->after_fork() != 0) ::_exit(1);
      Job& job = add(Lane::cpu);
      std::array<poller::Ready, 4> ready;
      for (;;) {
        poller::Wait wait = poller_->wait(ready, 10s, nullptr);
        for (auto* c = wait.done; c != nullptr; c = c->next)
          if (c == &job.completion) ::_exit(0);
        if (!wait.woken) ::_exit(2);
      }
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
  }
  collect(2000);
}

TEST_F(ThreadPool, RunsOnTheCallerWhereNoThreadCanBeMade) {
  if (::geteuid() == 0) {
    // The limit on processes does not hold for root: a child without the right to exceed it.
    pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      if (::setresuid(54321, 54321, 54321) != 0) ::_exit(77);
      rlimit none{0, 0};
      ::setrlimit(RLIMIT_NPROC, &none);
      if (poller_->after_fork() != 0) ::_exit(1);
      std::thread::id where;
      add(Lane::cpu, [&] { where = std::this_thread::get_id(); });
      std::array<poller::Ready, 4> ready;
      if (poller_->wait(ready, 10s, nullptr).done == nullptr) ::_exit(2);
      if (where != std::this_thread::get_id()) ::_exit(3);
      ::_exit(threads() == 0 ? 0 : 4);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "cannot change the user";
    EXPECT_EQ(WEXITSTATUS(status), 0) << "the step that failed";
  }
}

TEST(ThreadPoolSize, IsReadFromTheEnvironment) {
  EXPECT_EQ(parse_size(nullptr, nullptr), 4);
  EXPECT_EQ(parse_size(nullptr, "8"), 8);
  EXPECT_EQ(parse_size("2", "8"), 2);
  EXPECT_EQ(parse_size("", "8"), 8);
  EXPECT_EQ(parse_size("many", "8"), 8);
  EXPECT_EQ(parse_size("3x", nullptr), 4);
  EXPECT_EQ(parse_size("0", nullptr), 1);
  EXPECT_EQ(parse_size("-7", nullptr), 1);
  EXPECT_EQ(parse_size("1024", nullptr), 1024);
  EXPECT_EQ(parse_size("1025", nullptr), 1024);
  EXPECT_EQ(parse_size("99999999999999999999", nullptr), 1024);
  EXPECT_EQ(parse_size("-99999999999999999999", nullptr), 1);
}

TEST(ThreadPoolSize, VariablesCountUntilTheFirstTask) {
  shutdown();
  ::setenv("UV_THREADPOOL_SIZE", "3", 1);
  EXPECT_EQ(size(), 3);
  ::setenv("GYRE_THREADPOOL_SIZE", "5", 1);
  EXPECT_EQ(size(), 5);
  auto poller = poller::open(poller::Backend::automatic);
  Task task;
  task.home = poller.get();
  task.run = [](Task*) {};
  submit(task, Lane::cpu);
  ::setenv("GYRE_THREADPOOL_SIZE", "7", 1);
  EXPECT_EQ(size(), 5);
  shutdown();
  EXPECT_EQ(size(), 7);
  ::unsetenv("UV_THREADPOOL_SIZE");
  ::unsetenv("GYRE_THREADPOOL_SIZE");
}

}  // namespace
}  // namespace gyre::threadpool
