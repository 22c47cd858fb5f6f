#include "loop/timer.h"

#include <algorithm>
#include <map>
#include <random>

#include "support.h"

namespace gyre::loop {
namespace {

class TimerTest : public LoopTest {};
ON_EVERY_BACKEND(TimerTest);

TEST_P(TimerTest, CallsInOrderOfDeadlineThenOfStart) {
  On<Timer> timers[6];
  int waits[6] = {5, 1, 5, 1, 3, 5};
  for (int i = 0; i < 6; ++i) {
    timers[i].init(loop);
    timers[i]->start(timers[i].then([&, i] { trace.push_back(std::to_string(i)); }),
                     std::chrono::milliseconds(waits[i]));
  }
  run();
  EXPECT_EQ(trace, (Trace{"1", "3", "4", "0", "2", "5"}));
}

TEST_P(TimerTest, IsNeverEarly) {
  On<Timer> timer;
  timer.init(loop);
  for (auto wait : {1000us, 1500us, 2999us, 1us}) {
    loop.update_time();
    auto start = std::chrono::steady_clock::now();
    timer->start(timer.then([&] { EXPECT_GE(std::chrono::steady_clock::now() - start, wait); }),
                 wait);
    run();
  }
}

TEST_P(TimerTest, DeadlineIsRoundedUpToTheMillisecond) {
  On<Timer> timer;
  timer.init(loop);
  timer->start(timer.then([] {}), 1ns);
  auto deadline = loop.now() + timer->due_in();
  EXPECT_EQ(deadline.count() % 1'000'000, 0);
  EXPECT_GE(timer->due_in(), 1ns);
  EXPECT_LE(timer->due_in(), 1ms);
}

TEST_P(TimerTest, RestartWithZeroWaitsForNextTurn) {
  On<Timer> timer;
  timer.init(loop);
  int calls = 0;
  std::function<void()> again = [&] {
    ++calls;
    if (calls < 5) timer->start(timer.then(again), 0ms);
  };
  timer->start(timer.then(again), 0ms);
  for (int turn = 1; turn <= 5; ++turn) {
    loop.run(RunMode::once);
    EXPECT_EQ(calls, turn);
  }
}

TEST_P(TimerTest, ZeroIsDueWithoutWaiting) {
  On<Timer> timer;
  timer.init(loop);
  auto before = loop.metrics().idle_time;
  for (int i = 0; i < 100; ++i) {
    timer->start(timer.then([&] { trace.push_back(""); }), 0ms);
    loop.run(RunMode::once);
  }
  EXPECT_EQ(trace.size(), 100u);
  EXPECT_EQ(loop.metrics().idle_time, before);
}

TEST_P(TimerTest, StoppingADueSiblingCancelsIt) {
  On<Timer> first, second;
  first.init(loop);
  second.init(loop);
  first->start(first.then([&] {
    trace.push_back("first");
    second->stop();
  }),
               0ms);
  second->start(second.then([&] { trace.push_back("second"); }), 0ms);
  run();
  EXPECT_EQ(trace, (Trace{"first"}));
}

TEST_P(TimerTest, ClosingADueSiblingCancelsIt) {
  On<Timer> first, second;
  first.init(loop);
  second.init(loop);
  first->start(first.then([&] { second.close([&] { trace.push_back("closed"); }); }), 0ms);
  second->start(second.then([&] { trace.push_back("second"); }), 0ms);
  run();
  EXPECT_EQ(trace, (Trace{"closed"}));
}

TEST_P(TimerTest, RestartingADueSiblingDelaysIt) {
  On<Timer> first, second;
  first.init(loop);
  second.init(loop);
  second->start(second.then([&] { trace.push_back("second"); }), 0ms);
  first->start(first.then([&] { trace.push_back("first"); }), 0ms);
  second->start(second.then([&] { trace.push_back("second"); }), 0ms);
  run();
  EXPECT_EQ(trace, (Trace{"first", "second"}));
}

TEST_P(TimerTest, RepeatsUntilStopped) {
  On<Timer> timer;
  timer.init(loop);
  int calls = 0;
  timer->start(timer.then([&] {
    EXPECT_TRUE(timer->active());  // already started again
    if (++calls == 4) timer->stop();
  }),
               0ms, 1ms);
  run();
  EXPECT_EQ(calls, 4);
}

TEST_P(TimerTest, RepeatChangedInTheCallbackTakesEffectTheTimeAfter) {
  On<Timer> timer;
  timer.init(loop);
  timer->start(timer.then([&] {
    trace.push_back("");
    timer->set_repeat(0ms);
  }),
               0ms, 1ms);
  run();
  EXPECT_EQ(trace.size(), 2u);
}

TEST_P(TimerTest, AgainNeedsAStartAndARepeat) {
  On<Timer> timer;
  timer.init(loop);
  EXPECT_EQ(timer->again(), -EINVAL);
  timer->start(timer.then([] {}), 100s);
  EXPECT_EQ(timer->again(), 0);
  EXPECT_GT(timer->due_in(), 99s);
  timer->set_repeat(50s);
  EXPECT_EQ(timer->again(), 0);
  EXPECT_LE(timer->due_in(), 50s + 1ms);
}

TEST_P(TimerTest, RefusesNoCallbackAndAClosingHandle) {
  On<Timer> timer;
  timer.init(loop);
  EXPECT_EQ(timer->start(nullptr, 1ms), -EINVAL);
  timer.close();
  EXPECT_EQ(timer->start([](Timer*) {}, 1ms), -EINVAL);
  EXPECT_FALSE(timer->active());
}

TEST_P(TimerTest, HugeDurationWaitsForEver) {
  On<Timer> timer, end;
  timer.init(loop);
  end.init(loop);
  timer->start(timer.then([&] { trace.push_back("huge"); }), std::chrono::nanoseconds::max());
  end->start(end.then([&] { timer->stop(); }), 2ms);
  run();
  EXPECT_TRUE(trace.empty());
}

TEST_P(TimerTest, UnreferencedDoesNotKeepTheLoopAlive) {
  On<Timer> timer;
  timer.init(loop);
  timer->start(timer.then([&] { ADD_FAILURE(); }), 100s);
  EXPECT_TRUE(loop.alive());
  timer->unref();
  EXPECT_FALSE(loop.alive());
  EXPECT_FALSE(loop.run());
  timer->ref();
  EXPECT_TRUE(loop.alive());
}

TEST_P(TimerTest, TimeStandsStillWhileCallbacksRun) {
  On<Timer> timer;
  timer.init(loop);
  timer->start(timer.then([&] {
    auto before = loop.now();
    auto until = std::chrono::steady_clock::now() + 3ms;
    while (std::chrono::steady_clock::now() < until) {
    }
    EXPECT_EQ(loop.now(), before);
  }),
               1ms);
  run();
}

// The time callbacks took is not waited once more.
TEST_P(TimerTest, WaitIsCountedFromNowNotFromTheStartOfTheTurn) {
  On<Timer> slow, next;
  slow.init(loop);
  next.init(loop);
  auto start = std::chrono::steady_clock::now();
  loop.update_time();
  slow->start(slow.then([&] {
    auto until = std::chrono::steady_clock::now() + 40ms;
    while (std::chrono::steady_clock::now() < until) {
    }
  }),
              0ms);
  next->start(next.then([&] { trace.push_back("next"); }), 41ms);
  run();
  EXPECT_EQ(trace.size(), 1u);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 75ms);
}

// Random starts, stops and restarts, against an ordered map.
TEST_P(TimerTest, HeapAgreesWithAnOrderedMap) {
  constexpr int kTimers = 300;
  std::mt19937 random(20);
  std::vector<On<Timer>> timers(kTimers);
  std::map<std::pair<int64_t, int>, int> model;  // (deadline, sequence) to timer
  std::vector<std::pair<int64_t, int>> keys(kTimers, {-1, 0});
  std::vector<int> called;
  for (auto& timer : timers) timer.init(loop);
  int sequence = 0;
  for (int step = 0; step < 5000; ++step) {
    int i = int(random() % kTimers);
    if (keys[i].first >= 0) model.erase(keys[i]);
    if (random() % 3 == 0) {
      timers[i]->stop();
      keys[i].first = -1;
      continue;
    }
    auto wait = std::chrono::milliseconds(1 + random() % 8);
    timers[i]->start(timers[i].then([&, i] { called.push_back(i); }), wait);
    keys[i] = {(loop.now() + timers[i]->due_in()).count(), sequence++};
    model[keys[i]] = i;
  }
  run();
  std::vector<int> expected;
  for (auto& [key, i] : model) expected.push_back(i);
  EXPECT_EQ(called, expected);
}

}  // namespace
}  // namespace gyre::loop
