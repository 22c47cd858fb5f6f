// What other threads, signal handlers and child processes do to a loop: async, signals, fork. Runs
// under TSan too.
#include <signal.h>
#include <sys/wait.h>

#include <atomic>
#include <thread>

#include "loop/async.h"
#include "loop/poll.h"
#include "loop/signal.h"
#include "support.h"

namespace gyre::loop {
namespace {

class AsyncTest : public LoopTest {};
ON_EVERY_BACKEND(AsyncTest);
class SignalTest : public LoopTest {};
ON_EVERY_BACKEND(SignalTest);
class ForkTest : public LoopTest {};
ON_EVERY_BACKEND(ForkTest);

TEST_P(AsyncTest, KeepsTheLoopAliveFromInitToClose) {
  Async async;
  async.init(loop, [](Async* self) { self->close(); });
  EXPECT_TRUE(loop.alive());
  async.send();
  EXPECT_FALSE(loop.run());
}

TEST_P(AsyncTest, SendsBeforeTheCallbackAreOneCall) {
  On<Async> async;
  async.init(loop, async.then([&] { trace.push_back("async"); }));
  for (int i = 0; i < 10; ++i) async->send();
  loop.run(RunMode::nowait);
  loop.run(RunMode::nowait);
  EXPECT_EQ(trace.size(), 1u);
}

TEST_P(AsyncTest, CallsInTheOrderOfFirstSends) {
  On<Async> asyncs[4];
  for (int i = 0; i < 4; ++i)
    asyncs[i].init(loop, asyncs[i].then([&, i] { trace.push_back(std::to_string(i)); }));
  for (int i : {2, 0, 3, 2, 1}) asyncs[i]->send();
  loop.run(RunMode::nowait);
  EXPECT_EQ(trace, (Trace{"2", "0", "3", "1"}));
}

TEST_P(AsyncTest, SendInItsOwnCallbackWaitsForTheNextIteration) {
  On<Async> async;
  async.init(loop, async.then([&] {
    trace.push_back("async");
    if (trace.size() < 3) async->send();
  }));
  async->send();
  for (size_t turn = 1; turn <= 3; ++turn) {
    loop.run(RunMode::once);
    EXPECT_EQ(trace.size(), turn);
  }
}

TEST_P(AsyncTest, CloseTakesBackAQueuedSignal) {
  On<Async> first, second, third;
  first.init(loop, first.then([&] {
    trace.push_back("first");
    second.close();
    third->send();
  }));
  second.init(loop, second.then([&] { ADD_FAILURE(); }));
  third.init(loop, third.then([&] { trace.push_back("third"); }));
  first->send();
  second->send();
  loop.run(RunMode::once);
  loop.run(RunMode::once);
  EXPECT_EQ(trace, (Trace{"first", "third"}));
}

TEST_P(AsyncTest, NothingIsLostInAStorm) {
  constexpr int kThreads = 8, kSends = 20000;
  std::atomic<int> sent{0};
  std::atomic<int> done{0};
  int64_t seen = 0;
  On<Async> async;
  async.init(loop, async.then([&] {
    seen = sent.load(std::memory_order_relaxed);
    if (seen == kThreads * kSends && done.load() == kThreads) async.close();
  }));
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < kSends; ++n) {
        sent.fetch_add(1, std::memory_order_relaxed);
        async->send();
      }
      done.fetch_add(1);
      async->send();
    });
  run();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(seen, kThreads * kSends);
}

// Each send must be answered by a call before the thread goes on: a lost wake-up would hang.
TEST_P(AsyncTest, EverySendIsAnswered) {
  constexpr int kRounds = 20000;
  std::atomic<int> asked{0}, answered{0};
  On<Async> async;
  async.init(loop, async.then([&] {
    answered.store(asked.load());
    if (asked.load() == kRounds) async.close();
  }));
  std::thread thread([&] {
    for (int i = 1; i <= kRounds; ++i) {
      asked.store(i);
      async->send();
      while (answered.load() < i && i < kRounds) std::this_thread::yield();
    }
  });
  run();
  thread.join();
  EXPECT_EQ(answered.load(), kRounds);
}

TEST_P(AsyncTest, CloseWhileOthersSend) {
  for (int round = 0; round < 200; ++round) {
    auto* async = new On<Async>;
    On<Idle> idle;
    idle.init(loop);
    idle->start(idle.then([] {}));
    async->init(loop, async->then([] {}));
    std::atomic<int> ready{0};
    std::atomic<bool> stop{false};
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i)
      threads.emplace_back([&] {
        ready.fetch_add(1);
        while (!stop.load()) (*async)->send();
      });
    while (ready.load() < 3) loop.run(RunMode::nowait);
    async->close();
    stop.store(true);
    for (auto& thread : threads) thread.join();
    idle.close();
    run();
    delete async;
  }
}

Async* in_handler = nullptr;

TEST_P(AsyncTest, MayBeSentFromASignalHandler) {
  On<Async> async;
  async.init(loop, async.then([&] {
    trace.push_back("async");
    async.close();
  }));
  in_handler = &async.handle;
  struct sigaction action {
  }, before;
  action.sa_handler = [](int) { in_handler->send(); };
  ASSERT_EQ(::sigaction(SIGUSR2, &action, &before), 0);
  pthread_t self = ::pthread_self();
  std::thread thread([&] { ::pthread_kill(self, SIGUSR2); });
  run();
  thread.join();
  ::sigaction(SIGUSR2, &before, nullptr);
  EXPECT_EQ(trace.size(), 1u);
}

TEST_P(SignalTest, CallsEveryHandleOfTheSignal) {
  On<Signal> first, second, other;
  for (On<Signal>* signal : {&first, &second, &other}) signal->init(loop);
  first->start(first.then<int>([&] {
    trace.push_back("first");
    first->stop();
  }),
               SIGUSR1);
  second->start(second.then<int>([&] {
    trace.push_back("second");
    second->stop();
  }),
                SIGUSR1);
  other->start(other.then<int>([&] { ADD_FAILURE(); }), SIGUSR2);
  other->unref();
  ::kill(::getpid(), SIGUSR1);
  run();
  EXPECT_EQ(trace, (Trace{"first", "second"}));
}

TEST_P(SignalTest, OneCallForEachTimeItWasCaught) {
  On<Signal> signal;
  signal.init(loop);
  int calls = 0;
  signal->start(signal.then<int>([&] {
    if (++calls == 5) signal->stop();
  }),
                SIGUSR1);
  for (int i = 0; i < 5; ++i) ::raise(SIGUSR1);
  run();
  EXPECT_EQ(calls, 5);
}

TEST_P(SignalTest, OnceStopsBeforeItsCallback) {
  On<Signal> signal;
  signal.init(loop);
  signal->start_once(signal.then<int>([&] {
    EXPECT_FALSE(signal->active());
    trace.push_back("once");
  }),
                     SIGUSR1);
  ::raise(SIGUSR1);
  ::raise(SIGUSR1);
  run();
  EXPECT_EQ(trace.size(), 1u);
}

TEST_P(SignalTest, StoppedBeforeDeliveryIsNotCalledAndDefaultComesBack) {
  On<Signal> signal;
  signal.init(loop);
  signal->start(signal.then<int>([&] { ADD_FAILURE(); }), SIGUSR1);
  ::raise(SIGUSR1);
  signal->stop();
  loop.run(RunMode::nowait);
  struct sigaction now;
  ASSERT_EQ(::sigaction(SIGUSR1, nullptr, &now), 0);
  EXPECT_EQ(now.sa_handler, SIG_DFL);
  EXPECT_EQ(signal->signum(), 0);
}

TEST_P(SignalTest, ChangesWhatItWatches) {
  On<Signal> signal;
  signal.init(loop);
  auto callback = signal.then<int>([&] {
    trace.push_back(std::to_string(signal->signum()));
    signal->stop();
  });
  signal->start(callback, SIGUSR1);
  signal->start(callback, SIGUSR2);
  EXPECT_EQ(signal->signum(), SIGUSR2);
  struct sigaction now;
  ASSERT_EQ(::sigaction(SIGUSR1, nullptr, &now), 0);
  EXPECT_EQ(now.sa_handler, SIG_DFL);
  ::raise(SIGUSR2);
  run();
  EXPECT_EQ(trace.size(), 1u);
}

TEST_P(SignalTest, RefusesWhatCannotBeCaught) {
  On<Signal> signal;
  signal.init(loop);
  auto callback = signal.then<int>([] {});
  for (int signum : {SIGKILL, SIGSTOP, 0, -1, 65, 1000})
    EXPECT_EQ(signal->start(callback, signum), -EINVAL);
  EXPECT_FALSE(signal->active());
}

TEST_P(SignalTest, LoopsOfSeveralThreadsAllGetIt) {
  constexpr int kThreads = 4, kRounds = 50;
  std::atomic<int> ready{0}, got{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i)
    threads.emplace_back([&] {
      Loop mine;
      ASSERT_EQ(mine.open(GetParam()), 0);
      On<Signal> signal;
      signal.init(mine);
      int calls = 0;
      signal->start(signal.then<int>([&] {
        got.fetch_add(1);
        if (++calls == kRounds) signal.close();
      }),
                    SIGUSR1);
      ready.fetch_add(1);
      mine.run();
      EXPECT_EQ(mine.close(), 0);
    });
  On<Signal> own;
  own.init(loop);
  own->start(own.then<int>([] {}), SIGUSR1);  // so that a late signal does not end the process
  while (ready.load() < kThreads) std::this_thread::yield();
  for (int round = 1; round <= kRounds; ++round) {
    ::kill(::getpid(), SIGUSR1);
    while (got.load() < round * kThreads) std::this_thread::yield();
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(got.load(), kThreads * kRounds);
}

// A loop that goes while signals come in.
TEST_P(SignalTest, LoopsComeAndGoUnderFire) {
  On<Signal> own;
  own.init(loop);
  own->start(own.then<int>([] {}), SIGUSR1);
  std::atomic<bool> stop{false};
  std::thread fire([&] {
    while (!stop.load()) {
      ::kill(::getpid(), SIGUSR1);
      std::this_thread::yield();
    }
  });
  for (int round = 0; round < 200; ++round) {
    Loop mine;
    ASSERT_EQ(mine.open(GetParam()), 0);
    On<Signal> signal;
    signal.init(mine);
    signal->start(signal.then<int>([&] {
      if (!signal->closing()) signal.close();
    }),
                  SIGUSR1);
    mine.run();
    ASSERT_EQ(mine.close(), 0);
  }
  stop.store(true);
  fire.join();
  loop.run(RunMode::nowait);
}

TEST_P(ForkTest, TheChildGoesOnWithItsOwnPoller) {
  PipeFds data, result;
  On<Poll> poll;
  poll.init(loop, data.reading());
  poll->start(poller::kReadable, poll.then<int, poller::Mask>([&] {
    data.drain();
    poll->stop();
  }));
  On<Async> async;
  async.init(loop, async.then([&] { trace.push_back("async"); }));
  async->unref();
  loop.run(RunMode::nowait);  // registered with the parent's kernel object

  pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    int failures = loop.after_fork() != 0;
    data.fill();
    async->send();
    loop.run();
    failures += poll->active() || trace.size() != 1;
    ::_exit(failures == 0 ? 0 : 1);
  }
  int status;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  // The parent's own registrations are as they were.
  data.fill();
  run();
  EXPECT_FALSE(poll->active());
}

}  // namespace
}  // namespace gyre::loop
