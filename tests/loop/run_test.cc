// Run modes, stop, alive, references, closing, walk.
#include "loop/async.h"
#include "loop/poll.h"
#include "support.h"

namespace gyre::loop {
namespace {

class Run : public LoopTest {};
ON_EVERY_BACKEND(Run);
class Closing : public LoopTest {};
ON_EVERY_BACKEND(Closing);

TEST_P(Run, EmptyLoopEndsAtOnce) {
  EXPECT_FALSE(loop.alive());
  EXPECT_FALSE(loop.run());
  EXPECT_FALSE(loop.run(RunMode::once));
  EXPECT_FALSE(loop.run(RunMode::nowait));
  EXPECT_EQ(loop.metrics().iterations, 0u);
}

TEST_P(Run, NowaitDoesNotBlock) {
  On<Timer> timer;
  timer.init(loop);
  timer->start(timer.then([&] { ADD_FAILURE(); }), 100s);
  EXPECT_TRUE(loop.run(RunMode::nowait));
  EXPECT_EQ(loop.metrics().idle_time.count(), 0);
}

TEST_P(Run, OnceBlocksUntilTheTimerAndCallsIt) {
  On<Timer> timer;
  timer.init(loop);
  timer->start(timer.then([&] { trace.push_back("timer"); }), 3ms);
  EXPECT_FALSE(loop.run(RunMode::once));
  EXPECT_EQ(trace.size(), 1u);
}

TEST_P(Run, OnceDoesNotBlockWhileAnIdleIsActive) {
  On<Idle> idle;
  On<Timer> timer;
  idle.init(loop);
  timer.init(loop);
  timer->start(timer.then([&] { ADD_FAILURE(); }), 100s);
  idle->start(idle.then([&] {}));
  EXPECT_TRUE(loop.run(RunMode::once));
  EXPECT_EQ(loop.metrics().idle_time.count(), 0);
}

TEST_P(Run, StopInACallbackFinishesTheIteration) {
  On<Idle> idle;
  On<Check> check;
  On<Timer> timer;
  idle.init(loop);
  check.init(loop);
  timer.init(loop);
  timer->start(timer.then([&] { ADD_FAILURE(); }), 100s);
  check->start(check.then([&] { trace.push_back("check"); }));
  idle->start(idle.then([&] {
    trace.push_back("idle");
    idle->stop();  // without stop the poll phase would block now
    loop.stop();
  }));
  EXPECT_TRUE(loop.run());
  EXPECT_EQ(trace, (Trace{"idle", "check"}));
}

TEST_P(Run, StopInATimerCallsTheOtherDueTimers) {
  On<Timer> first, second;
  first.init(loop);
  second.init(loop);
  first->start(first.then([&] {
    trace.push_back("first");
    loop.stop();
  }),
               0ms);
  second->start(second.then([&] { trace.push_back("second"); }), 0ms, 1ms);
  EXPECT_TRUE(loop.run());
  EXPECT_EQ(trace, (Trace{"first", "second"}));
}

TEST_P(Run, StopBeforeRunEndsThatRunOnly) {
  On<Idle> idle;
  idle.init(loop);
  idle->start(idle.then([&] {
    trace.push_back("idle");
    idle->stop();
  }));
  loop.stop();
  EXPECT_TRUE(loop.run());
  EXPECT_TRUE(trace.empty());
  EXPECT_FALSE(loop.run());
  EXPECT_EQ(trace.size(), 1u);
}

TEST_P(Run, RefAndUnrefAreIdempotentAndIndependentOfActivity) {
  On<Prepare> prepare;
  prepare.init(loop);
  EXPECT_TRUE(prepare->referenced());
  EXPECT_FALSE(loop.alive());
  prepare->unref();
  prepare->unref();
  prepare->start(prepare.then([] {}));
  EXPECT_FALSE(loop.alive());
  prepare->ref();
  prepare->ref();
  EXPECT_TRUE(loop.alive());
  EXPECT_EQ(loop.active_handles(), 1u);
  prepare->stop();
  EXPECT_FALSE(loop.alive());
  prepare->unref();
  prepare->start(prepare.then([] {}));
  EXPECT_EQ(loop.active_handles(), 0u);
}

TEST_P(Run, CloseIsBusyWhileThereAreHandles) {
  Timer timer;
  timer.init(loop);
  EXPECT_EQ(loop.close(), -EBUSY);
  timer.close();
  EXPECT_EQ(loop.close(), -EBUSY);
  run();
  EXPECT_EQ(loop.close(), 0);
  EXPECT_EQ(loop.close(), 0);
  EXPECT_EQ(loop.open(GetParam()), 0);
}

TEST_P(Run, WalkSeesEveryHandleAndMayCloseThem) {
  Timer timer;
  Idle idle;
  Async async;
  timer.init(loop);
  idle.init(loop);
  async.init(loop, [](Async*) {});
  std::string seen;
  loop.walk(
      [](Handle* handle, void* text) {
        *static_cast<std::string*>(text) += std::string(kind_name(handle->kind())) + " ";
        handle->close();
      },
      &seen);
  EXPECT_EQ(seen, "timer idle async ");
  run();
  EXPECT_EQ(loop.close(), 0);
  EXPECT_EQ(loop.open(GetParam()), 0);
}

TEST_P(Closing, LastClosedIsFirstCalled) {
  On<Timer> timers[3];
  for (int i = 0; i < 3; ++i) timers[i].init(loop);
  for (int i = 0; i < 3; ++i) timers[i].close([&, i] { trace.push_back(std::to_string(i)); });
  EXPECT_TRUE(timers[0]->closing());
  run();
  EXPECT_EQ(trace, (Trace{"2", "1", "0"}));
}

TEST_P(Closing, CallbackComesAfterTheCheckPhaseNeverAtOnce) {
  On<Idle> idle;
  On<Check> check;
  On<Timer> timer;
  idle.init(loop);
  check.init(loop);
  timer.init(loop);
  check->start(check.then([&] {
    trace.push_back("check");
    check->stop();
  }));
  idle->start(idle.then([&] {
    idle->stop();
    timer.close([&] { trace.push_back("closed"); });
    trace.push_back("returned");
  }));
  run();
  EXPECT_EQ(trace, (Trace{"returned", "check", "closed"}));
}

TEST_P(Closing, ClosedByACloseCallbackWaitsForTheNextIteration) {
  On<Timer> first, second;
  first.init(loop);
  second.init(loop);
  first.close([&] {
    trace.push_back("first");
    second.close([&] { trace.push_back("second"); });
  });
  EXPECT_TRUE(loop.run(RunMode::once));
  EXPECT_EQ(trace, (Trace{"first"}));
  EXPECT_FALSE(loop.run(RunMode::once));
  EXPECT_EQ(trace, (Trace{"first", "second"}));
}

TEST_P(Closing, KeepsTheLoopAliveEvenUnreferencedAndDoesNotBlock) {
  On<Timer> timer, far;
  timer.init(loop);
  far.init(loop);
  far->start(far.then([&] { ADD_FAILURE(); }), 100s);
  timer->unref();
  timer.close([&] {
    trace.push_back("closed");
    far->stop();
  });
  EXPECT_TRUE(loop.alive());
  EXPECT_FALSE(loop.run());
  EXPECT_EQ(trace.size(), 1u);
}

TEST_P(Closing, TheCallbackMayFreeTheHandleOrUseItAgain) {
  auto* timer = new On<Timer>;
  timer->init(loop);
  timer->close([&, timer] {
    trace.push_back("freed");
    delete timer;
  });
  On<Idle> idle;
  idle.init(loop);
  idle.close([&] { idle.init(loop); });
  run();
  EXPECT_FALSE(idle->closing());
  EXPECT_EQ(idle->start([](Idle*) {}), 0);
}

TEST_P(Closing, NoCallbackComesAfterClose) {
  PipeFds pipe;
  pipe.fill();
  On<Poll> poll;
  On<Async> async;
  On<Idle> idle;
  On<Timer> timer;
  poll.init(loop, pipe.reading());
  async.init(loop, async.then([&] { ADD_FAILURE(); }));
  idle.init(loop);
  timer.init(loop);
  poll->start(poller::kReadable, poll.then<int, poller::Mask>([&] { ADD_FAILURE(); }));
  idle->start(idle.then([&] { ADD_FAILURE(); }));
  timer->start(timer.then([&] { ADD_FAILURE(); }), 0ms);
  async->send();
  poll.close();
  async.close();
  idle.close();
  timer.close();
  async->send();  // has no effect any more
  run();
}

}  // namespace
}  // namespace gyre::loop
