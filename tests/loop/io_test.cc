// The poll phase: what is watched, in which order things are delivered, and what is left out.
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>

#include "loop/poll.h"
#include "loop/signal.h"
#include "support.h"

namespace gyre::loop {
namespace {

class PollPhase : public LoopTest {};
ON_EVERY_BACKEND(PollPhase);

struct Watched : Io {
  std::function<void(poller::Mask)> function;
  static void call(Io* io, poller::Mask mask) { static_cast<Watched*>(io)->function(mask); }
};

TEST_P(PollPhase, ReportsReadinessWhileItLasts) {
  PipeFds pipe;
  pipe.fill();
  On<Poll> poll;
  poll.init(loop, pipe.reading());
  int calls = 0;
  poll->start(poller::kReadable, poll.then<int, poller::Mask>([&] {
    if (++calls < 3) return;
    pipe.drain();
    poll->stop();
  }));
  run();
  EXPECT_EQ(calls, 3);
}

TEST_P(PollPhase, RefusesFilesOnEveryBackend) {
  FILE* file = std::tmpfile();
  Poll poll;
  EXPECT_EQ(poll.init(loop, fileno(file)), -EPERM);
  std::fclose(file);
  int directory = ::open("/", O_RDONLY);
  EXPECT_EQ(poll.init(loop, directory), -EPERM);
  ::close(directory);
  EXPECT_EQ(poll.init(loop, directory), -EBADF);
  EXPECT_EQ(poll.init(loop, -1), -EBADF);
}

TEST_P(PollPhase, OneWatcherAnFd) {
  PipeFds pipe;
  Poll first, second;
  ASSERT_EQ(first.init(loop, pipe.reading()), 0);
  EXPECT_EQ(second.init(loop, pipe.reading()), -EEXIST);
  first.close();
  EXPECT_EQ(second.init(loop, pipe.reading()), 0);  // given back by close, not by its callback
  second.close();
  run();
}

TEST_P(PollPhase, NarrowingTakesEffect) {
  int pair[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  ASSERT_EQ(::write(pair[1], "x", 1), 1);
  Watched io;
  poller::Mask seen = 0;
  io.function = [&](poller::Mask mask) { seen = mask; };
  ASSERT_EQ(io.open(loop, pair[0], Watched::call), 0);
  On<Idle> keep;
  keep.init(loop);
  keep->start(keep.then([] {}));
  io.watch(poller::kReadable | poller::kWritable);
  loop.run(RunMode::nowait);
  EXPECT_EQ(seen, poller::kReadable | poller::kWritable);
  io.unwatch(poller::kReadable);
  loop.run(RunMode::nowait);
  EXPECT_EQ(seen, poller::kWritable);
  seen = 0;
  io.unwatch(poller::kWritable);
  loop.run(RunMode::nowait);
  EXPECT_EQ(seen, 0);
  io.forget();
  ::close(pair[0]);
  ::close(pair[1]);
}

TEST_P(PollPhase, HangupAloneIsReportedAsWhatIsWatched) {
  PipeFds pipe;
  Watched io;
  poller::Mask seen = 0;
  io.function = [&](poller::Mask mask) {
    seen = mask;
    io.forget();
  };
  ASSERT_EQ(io.open(loop, pipe.reading(), Watched::call), 0);
  io.watch(poller::kReadable);
  os::close(pipe.ends[1]);
  pipe.ends[1] = -1;
  On<Idle> keep;
  keep.init(loop);
  keep->start(keep.then([&] {
    if (seen != 0) keep->stop();
  }));
  run();
  EXPECT_TRUE(seen & poller::kHangup);
  EXPECT_TRUE(seen & poller::kReadable);
}

// One callback closes the other fd of the same batch and opens a new one that gets its number.
TEST_P(PollPhase, LeftOverEventOfAClosedFdIsDropped) {
  PipeFds first, second;
  first.fill();
  second.fill();
  Watched a, b, successor;
  PipeFds* pipes[2] = {&first, &second};
  Watched* watched[2] = {&a, &b};
  int calls = 0;
  os::Fd reused = -1;
  PipeFds fresh;
  for (int i = 0; i < 2; ++i) {
    watched[i]->function = [&, i](poller::Mask) {
      ++calls;
      int other = 1 - i;
      watched[i]->unwatch(poller::kReadable);
      if (reused >= 0) return;
      reused = pipes[other]->reading();
      watched[other]->forget();
      ASSERT_EQ(::dup2(fresh.reading(), reused), reused);  // close and open of the same number
      successor.function = [&](poller::Mask) { ADD_FAILURE() << "not its event"; };
      ASSERT_EQ(successor.open(loop, reused, Watched::call), 0);
      successor.watch(poller::kReadable);
    };
    ASSERT_EQ(watched[i]->open(loop, pipes[i]->reading(), Watched::call), 0);
    watched[i]->watch(poller::kReadable);
  }
  On<Idle> keep;
  keep.init(loop);
  keep->start(keep.then([] {}));
  for (int i = 0; i < 3; ++i) loop.run(RunMode::nowait);
  EXPECT_EQ(calls, 1);
  a.forget();
  b.forget();
  successor.forget();
}

TEST_P(PollPhase, LostInterestOfALaterEventIsRespected) {
  PipeFds first, second;
  first.fill();
  second.fill();
  Watched a, b;
  int calls = 0;
  auto once = [&](poller::Mask) {
    ++calls;
    a.unwatch(poller::kReadable);
    b.unwatch(poller::kReadable);
  };
  a.function = b.function = once;
  ASSERT_EQ(a.open(loop, first.reading(), Watched::call), 0);
  ASSERT_EQ(b.open(loop, second.reading(), Watched::call), 0);
  a.watch(poller::kReadable);
  b.watch(poller::kReadable);
  On<Idle> keep;
  keep.init(loop);
  keep->start(keep.then([] {}));
  loop.run(RunMode::nowait);
  loop.run(RunMode::nowait);
  EXPECT_EQ(calls, 1);
  a.forget();
  b.forget();
}

TEST_P(PollPhase, FullBatchIsAskedForMoreInTheSameIteration) {
  constexpr int kFds = 1500;
  rlimit limit;
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 4096);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  if (limit.rlim_cur < kFds + 100) GTEST_SKIP() << "too few file descriptors allowed";
  std::vector<Watched> ios(kFds);
  std::vector<bool> called(kFds);
  for (int i = 0; i < kFds; ++i) {
    int fd = ::eventfd(1, EFD_NONBLOCK);
    ASSERT_GE(fd, 0);
    ios[i].function = [&, i](poller::Mask) {
      uint64_t value;
      EXPECT_EQ(::read(ios[i].fd(), &value, sizeof value), 8);
      called[i] = true;
    };
    ASSERT_EQ(ios[i].open(loop, fd, Watched::call), 0);
    ios[i].watch(poller::kReadable);
  }
  On<Idle> keep;
  keep.init(loop);
  keep->start(keep.then([] {}));
  loop.run(RunMode::nowait);
  EXPECT_EQ(std::count(called.begin(), called.end(), true), kFds);
  for (Watched& io : ios) {
    os::Fd fd = io.fd();
    io.forget();
    os::close(fd);
  }
}

struct Posted : poller::Completion {
  std::function<void()> function;
};

TEST_P(PollPhase, ReadinessThenCompletionsThenAsyncsThenSignals) {
  PipeFds pipe;
  pipe.fill();
  On<Poll> poll;
  On<Async> async;
  On<Signal> signal;
  Posted posted;
  async.init(loop, async.then([&] { trace.push_back("async"); }));
  signal.init(loop);
  poll.init(loop, pipe.reading());
  signal->start(signal.then<int>([&] { trace.push_back("signal"); }), SIGUSR1);
  ::raise(SIGUSR1);
  async->send();
  posted.function = [&] { trace.push_back("completion"); };
  posted.done = [](poller::Completion* done) { static_cast<Posted*>(done)->function(); };
  loop.poller().post(posted);
  poll->start(poller::kReadable, poll.then<int, poller::Mask>([&] {
    trace.push_back("readiness");
    poll->stop();
  }));
  loop.run(RunMode::once);
  EXPECT_EQ(trace, (Trace{"readiness", "completion", "async", "signal"}));
}

TEST_P(PollPhase, CompletionPostedByACompletionWaitsATurn) {
  Posted first, second;
  auto call = [](poller::Completion* done) { static_cast<Posted*>(done)->function(); };
  first.done = second.done = call;
  first.function = [&] {
    trace.push_back("first");
    loop.poller().post(second);
  };
  second.function = [&] { trace.push_back("second"); };
  On<Check> check;
  check.init(loop);
  check->start(check.then([&] { trace.push_back("check"); }));
  loop.poller().post(first);
  loop.run(RunMode::once);
  loop.run(RunMode::once);
  EXPECT_EQ(trace, (Trace{"first", "check", "second", "check"}));
}

// A wake ends the wait, but no callback is called for it.
TEST_P(PollPhase, WakeEndsTheWait) {
  On<Timer> timer;
  timer.init(loop);
  timer->start(timer.then([&] { ADD_FAILURE(); }), 100s);
  loop.wake();
  EXPECT_TRUE(loop.run(RunMode::once));
}

// Embedding: what another loop sees of this one.
TEST_P(PollPhase, NativeFdAndTimeoutAreEnoughToEmbed) {
  EXPECT_EQ(loop.timeout(), 0ns);  // nothing to do, nothing to wait for
  On<Async> async;
  async.init(loop, async.then([&] { trace.push_back("async"); }));
  EXPECT_EQ(loop.timeout(), std::nullopt);
  On<Timer> timer;
  timer.init(loop);
  loop.update_time();
  timer->start(timer.then([] {}), 50s);
  EXPECT_GT(*loop.timeout(), 49s);
  if (loop.native() == os::kNoFd) GTEST_SKIP() << "this backend has no fd";

  Loop outer;
  ASSERT_EQ(outer.open(), 0);
  On<Poll> poll;
  poll.init(outer, loop.native());
  poll->start(poller::kReadable, poll.then<int, poller::Mask>([&] {
    loop.run(RunMode::nowait);
    poll.close();
  }));
  async->send();  // the loop does not run: its fd has to show it
  outer.run();
  EXPECT_EQ(trace, (Trace{"async"}));
  EXPECT_EQ(outer.close(), 0);
}

TEST_P(PollPhase, MetricsCountWhatWasDone) {
  PipeFds pipe;
  pipe.fill();
  On<Poll> poll;
  On<Timer> timer;
  On<Check> check;
  poll.init(loop, pipe.reading());
  timer.init(loop);
  check.init(loop);
  check->start(check.then([&] {}));
  check->unref();
  poll->start(poller::kReadable, poll.then<int, poller::Mask>([&] {
    pipe.drain();
    poll->stop();
  }));
  timer->start(timer.then([&] {
    auto until = std::chrono::steady_clock::now() + 2ms;
    while (std::chrono::steady_clock::now() < until) {
    }
  }),
               5ms);
  loop.measure(Measure::on);
  loop.run();
  const Metrics& metrics = loop.metrics();
  EXPECT_EQ(metrics.iterations, 2u);
  EXPECT_EQ(metrics.events, 1u);
  auto phase = [&](Phase which) { return metrics.phases[size_t(which)]; };
  EXPECT_EQ(phase(Phase::poll).callbacks, 1u);
  EXPECT_EQ(phase(Phase::check).callbacks, 2u);
  EXPECT_EQ(phase(Phase::timers).callbacks, 1u);
  EXPECT_GE(phase(Phase::timers).longest_callback, 2ms);
  EXPECT_GE(phase(Phase::timers).time, 2ms);
  EXPECT_LT(phase(Phase::poll).time, 2ms);  // the wait is not part of it
  EXPECT_GT(metrics.idle_time, 1ms);
  loop.measure(Measure::off);
  loop.reset_metrics();
  EXPECT_EQ(loop.metrics().iterations, 0u);
}

}  // namespace
}  // namespace gyre::loop
