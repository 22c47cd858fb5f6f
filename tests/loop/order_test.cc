// The order of an iteration.
#include "loop/poll.h"
#include "support.h"

namespace gyre::loop {
namespace {

class Order : public LoopTest {};
ON_EVERY_BACKEND(Order);

struct Fed : Io {
  std::function<void(poller::Mask)> function;
  static void call(Io* io, poller::Mask mask) { static_cast<Fed*>(io)->function(mask); }
};

TEST_P(Order, PhasesOfOneIteration) {
  PipeFds pipe, other;
  pipe.fill();
  On<Timer> timer;
  On<Idle> idle;
  On<Prepare> prepare;
  On<Check> check;
  On<Poll> poll;
  Fed early, late;
  timer.init(loop);
  idle.init(loop);
  prepare.init(loop);
  check.init(loop);
  poll.init(loop, pipe.reading());
  early.function = [&](poller::Mask) { trace.push_back("pending"); };
  late.function = [&](poller::Mask) { trace.push_back("pending after poll"); };
  ASSERT_EQ(early.open(loop, other.reading(), Fed::call), 0);
  ASSERT_EQ(late.open(loop, other.writing(), Fed::call), 0);

  // Started backwards, so that the order below can only be the loop's.
  check->start(check.then([&] {
    trace.push_back("check");
    check.close([&] { trace.push_back("closing"); });
    timer->start(timer.then([&] { trace.push_back("timer"); }), 0ms);
  }));
  poll->start(poller::kReadable, poll.then<int, poller::Mask>([&] {
    trace.push_back("poll");
    pipe.drain();
    late.feed(poller::kWritable);
  }));
  prepare->start(prepare.then([&] { trace.push_back("prepare"); }));
  idle->start(idle.then([&] { trace.push_back("idle"); }));
  early.feed(poller::kWritable);

  loop.run(RunMode::once);
  EXPECT_EQ(trace, (Trace{"pending", "idle", "prepare", "poll", "pending after poll", "check",
                          "closing", "timer"}));
  early.forget();
  late.forget();
}

TEST_P(Order, FullRunCallsDueTimersBeforeTheFirstIteration) {
  On<Timer> timer;
  On<Prepare> prepare;
  timer.init(loop);
  prepare.init(loop);
  prepare->start(prepare.then([&] {
    trace.push_back("prepare");
    prepare->stop();
  }));
  timer->start(timer.then([&] { trace.push_back("timer"); }), 0ms);
  run();
  EXPECT_EQ(trace, (Trace{"timer", "prepare"}));
}

TEST_P(Order, OnceCallsDueTimersAfterTheIterationOnly) {
  On<Timer> timer;
  On<Prepare> prepare;
  timer.init(loop);
  prepare.init(loop);
  prepare->start(prepare.then([&] { trace.push_back("prepare"); }));
  timer->start(timer.then([&] { trace.push_back("timer"); }), 0ms);
  loop.run(RunMode::once);
  EXPECT_EQ(trace, (Trace{"prepare", "timer"}));
}

// What an I/O callback sets up: check (setImmediate) is always before a timer.
TEST_P(Order, CheckComesBeforeTimersAfterReadiness) {
  PipeFds pipe;
  pipe.fill();
  On<Poll> poll;
  On<Check> check;
  On<Timer> timer;
  poll.init(loop, pipe.reading());
  check.init(loop);
  timer.init(loop);
  poll->start(poller::kReadable, poll.then<int, poller::Mask>([&] {
    poll->stop();
    timer->start(timer.then([&] { trace.push_back("timer"); }), 0ms);
    check->start(check.then([&] {
      trace.push_back("check");
      check->stop();
    }));
  }));
  run();
  EXPECT_EQ(trace, (Trace{"check", "timer"}));
}

TEST_P(Order, LastStartedHookIsCalledFirst) {
  On<Prepare> hooks[3];
  for (int i = 0; i < 3; ++i) {
    hooks[i].init(loop);
    hooks[i]->start(hooks[i].then([&, i] {
      trace.push_back(std::to_string(i));
      hooks[i]->stop();
    }));
  }
  run();
  EXPECT_EQ(trace, (Trace{"2", "1", "0"}));
}

TEST_P(Order, HookStartedByAHookWaitsATurn) {
  On<Idle> first, second;
  first.init(loop);
  second.init(loop);
  first->start(first.then([&] {
    trace.push_back("first");
    first->stop();
    second->start(second.then([&] {
      trace.push_back("second");
      second->stop();
    }));
  }));
  loop.run(RunMode::once);
  EXPECT_EQ(trace, (Trace{"first"}));
  loop.run(RunMode::once);
  EXPECT_EQ(trace, (Trace{"first", "second"}));
}

TEST_P(Order, HookStoppedByAnEarlierOneIsNotCalled) {
  On<Prepare> first, second;
  first.init(loop);
  second.init(loop);
  second->start(second.then([&] { trace.push_back("second"); }));
  first->start(first.then([&] {
    trace.push_back("first");
    second->stop();
    first->stop();
  }));
  run();
  EXPECT_EQ(trace, (Trace{"first"}));
}

TEST_P(Order, PendingGoesRoundAtMostEightTimesAfterThePoll) {
  PipeFds pipe;
  Fed fed;
  int calls = 0;
  fed.function = [&](poller::Mask) {
    if (++calls < 100) fed.feed(poller::kWritable);
  };
  ASSERT_EQ(fed.open(loop, pipe.writing(), Fed::call), 0);
  fed.feed(poller::kWritable);
  loop.run(RunMode::once);
  EXPECT_EQ(calls, 1 + 8);
  fed.forget();
}

TEST_P(Order, FeedsAddUpAndForgetDropsThem) {
  PipeFds pipe;
  Fed fed, dropped;
  poller::Mask seen = 0;
  fed.function = [&](poller::Mask mask) { seen = mask; };
  dropped.function = [&](poller::Mask) { ADD_FAILURE(); };
  ASSERT_EQ(fed.open(loop, pipe.writing(), Fed::call), 0);
  ASSERT_EQ(dropped.open(loop, pipe.reading(), Fed::call), 0);
  fed.feed(poller::kWritable);
  fed.feed(poller::kReadable);
  dropped.feed(poller::kReadable);
  dropped.forget();
  EXPECT_TRUE(loop.alive());
  run();
  EXPECT_EQ(seen, poller::kReadable | poller::kWritable);
  fed.forget();
}

}  // namespace
}  // namespace gyre::loop
