// The contract of poller/poller.h, run over every backend this host has.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "os/clock.h"
#include "os/io.h"
#include "os/wait.h"
#include "poller/poller.h"

namespace gyre::poller {
namespace {

using namespace std::chrono_literals;

constexpr Timeout kNow = 0ns;
constexpr Timeout kBound = 10s;  // long enough for any machine: reached only when something is lost

std::vector<Backend> backends() {
  std::vector<Backend> found;
  for (Backend backend : {Backend::epoll, Backend::poll, Backend::uring, Backend::kqueue})
    if (open(backend) != nullptr) found.push_back(backend);
  return found;
}

struct Pair {
  Fd a = kNoFd, b = kNoFd;
  Pair() {
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    a = ends[0];
    b = ends[1];
  }
  ~Pair() {
    close_a();
    close_b();
  }
  Pair(Pair&& other) : a(std::exchange(other.a, kNoFd)), b(std::exchange(other.b, kNoFd)) {}
  void close_a() {
    if (a >= 0) ::close(std::exchange(a, kNoFd));
  }
  void close_b() {
    if (b >= 0) ::close(std::exchange(b, kNoFd));
  }
};

void send_byte(Fd fd) { ASSERT_EQ(::write(fd, "x", 1), 1); }
void read_byte(Fd fd) {
  char byte;
  ASSERT_EQ(::read(fd, &byte, 1), 1);
}

class Contract : public testing::TestWithParam<Backend> {
 protected:
  void SetUp() override {
    poller_ = open(GetParam());
    ASSERT_NE(poller_, nullptr);
  }

  // One wait: what was reported, by token.
  std::map<Token, Mask> wait(Timeout timeout = kNow, size_t room = 64) {
    std::vector<Ready> ready(room);
    uint64_t start = os::monotonic_now();
    last_ = poller_->wait(ready, timeout, nullptr);
    EXPECT_LT(os::monotonic_now() - start, uint64_t(kBound->count()) * 9 / 10) << "slept through";
    std::map<Token, Mask> seen;
    for (int i = 0; i < last_.events; ++i) {
      EXPECT_FALSE(seen.contains(ready[size_t(i)].token)) << "twice in a batch";
      seen[ready[size_t(i)].token] = ready[size_t(i)].mask;
    }
    return seen;
  }
  // Waits until token shows all bits of mask.
  Mask wait_for(Token token, Mask mask) {
    uint64_t end = os::monotonic_now() + uint64_t(kBound->count());
    while (os::monotonic_now() < end) {
      auto seen = wait(100ms);
      if (seen.contains(token) && (seen[token] & mask) == mask) return seen[token];
    }
    ADD_FAILURE() << "token " << token << " never showed " << int(mask);
    return 0;
  }

  std::unique_ptr<Poller> poller_;
  Wait last_{};
};

INSTANTIATE_TEST_SUITE_P(Poller, Contract, testing::ValuesIn(backends()),
                         [](const auto& info) { return std::string(open(info.param)->name()); });

// --- readiness

TEST_P(Contract, RepeatsUntilDrained) {
  Pair pair;
  ASSERT_EQ(poller_->set(pair.a, kReadable, 7), 0);
  EXPECT_TRUE(wait().empty());
  send_byte(pair.b);
  for (int i = 0; i < 3; ++i) {
    auto seen = wait(kBound);
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen[7], kReadable);
  }
  read_byte(pair.a);
  EXPECT_TRUE(wait().empty());
}

TEST_P(Contract, NarrowsAndWidens) {
  Pair pair;
  send_byte(pair.b);
  ASSERT_EQ(poller_->set(pair.a, kReadable | kWritable, 1), 0);
  EXPECT_EQ(wait_for(1, kReadable | kWritable), kReadable | kWritable);
  ASSERT_EQ(poller_->set(pair.a, kWritable, 2), 0);
  auto seen = wait(kBound);
  EXPECT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[2], kWritable);
  ASSERT_EQ(poller_->set(pair.a, kReadable, 3), 0);
  seen = wait(kBound);
  EXPECT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[3], kReadable);
  ASSERT_EQ(poller_->set(pair.a, kReadable | kWritable, 4), 0);
  EXPECT_EQ(wait_for(4, kReadable | kWritable), kReadable | kWritable);
}

TEST_P(Contract, SetIsIdempotentAndEmptyInterestForgets) {
  Pair pair;
  send_byte(pair.b);
  for (int i = 0; i < 3; ++i) ASSERT_EQ(poller_->set(pair.a, kReadable, 5), 0);
  EXPECT_EQ(wait(kBound).size(), 1u);
  ASSERT_EQ(poller_->set(pair.a, 0, 5), 0);
  EXPECT_TRUE(wait().empty());
  ASSERT_EQ(poller_->set(pair.a, 0, 5), 0);
  poller_->forget(pair.a);
  ASSERT_EQ(poller_->set(pair.a, kReadable, 6), 0);
  EXPECT_EQ(wait(kBound).count(6), 1u);
}

TEST_P(Contract, ErrorAndHangupComeForARegisteredFdOnly) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
  ::close(ends[0]);
  EXPECT_TRUE(wait().empty());
  ASSERT_EQ(poller_->set(ends[1], kWritable, 1), 0);
  EXPECT_TRUE(wait_for(1, kError) & kError);
  ASSERT_EQ(poller_->set(ends[1], kError, 2), 0);
  EXPECT_TRUE(wait_for(2, kError) & kError);
  poller_->forget(ends[1]);
  EXPECT_TRUE(wait().empty());
  ::close(ends[1]);

  ASSERT_EQ(::pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
  ASSERT_EQ(poller_->set(ends[0], kReadable, 3), 0);
  ::close(ends[1]);
  EXPECT_TRUE(wait_for(3, kHangup) & kHangup);
  poller_->forget(ends[0]);
  EXPECT_TRUE(wait().empty());
  ::close(ends[0]);
}

TEST_P(Contract, HalfCloseShowsAsReadableAndPeerClosed) {
  Pair pair;
  ASSERT_EQ(poller_->set(pair.a, kReadable, 1), 0);
  ::shutdown(pair.b, SHUT_WR);
  EXPECT_EQ(wait_for(1, kReadable) & (kHangup | kPeerClosed),
            0);  // not asked for, and no hangup yet
  ASSERT_EQ(poller_->set(pair.a, kReadable | kPeerClosed, 2), 0);
  EXPECT_EQ(wait_for(2, kReadable | kPeerClosed), kReadable | kPeerClosed);
  pair.close_b();
  wait_for(2, kHangup);
}

TEST_P(Contract, FailedConnectIsReported) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  // A bound socket that does not listen refuses, and keeps the port from being somebody else's.
  Fd closed = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(::bind(closed, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::getsockname(closed, reinterpret_cast<sockaddr*>(&address), &length), 0);
  Fd fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
  ASSERT_EQ(poller_->set(fd, kWritable, 9), 0);
  wait_for(9, kError);
  int error = 0;
  length = sizeof error;
  ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
  EXPECT_EQ(error, ECONNREFUSED);
  poller_->forget(fd);
  ::close(fd);
  ::close(closed);
}

TEST_P(Contract, UrgentDataIsPriority) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  Fd listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(listener, 1), 0);
  ASSERT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length), 0);
  Fd client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(::connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  Fd server = ::accept(listener, nullptr, nullptr);
  ASSERT_GE(server, 0);
  ASSERT_EQ(poller_->set(server, kPriority, 1), 0);
  EXPECT_TRUE(wait().empty());
  ASSERT_EQ(::send(client, "!", 1, MSG_OOB), 1);
  wait_for(1, kPriority);
  poller_->forget(server);
  ::close(server);
  ::close(client);
  ::close(listener);
}

TEST_P(Contract, ProbeTellsWhatCanBeWatched) {
  Pair pair;
  EXPECT_EQ(poller_->probe(pair.a), 0);
  ASSERT_EQ(poller_->set(pair.a, kReadable, 1), 0);
  EXPECT_EQ(poller_->probe(pair.a), 0);  // and a watched fd stays watched
  send_byte(pair.b);
  EXPECT_EQ(wait(kBound).count(1), 1u);
  poller_->forget(pair.a);

  Fd folder = ::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  EXPECT_EQ(poller_->probe(folder), -EPERM);
  ::close(folder);
  std::string path = testing::TempDir() + "gyre-poller-XXXXXX";
  Fd file = ::mkstemp(path.data());
  ::unlink(path.c_str());
  EXPECT_EQ(poller_->probe(file), -EPERM);
  ::close(file);
  EXPECT_EQ(poller_->probe(file), -EBADF);
  EXPECT_EQ(poller_->probe(kNoFd), -EBADF);
  EXPECT_EQ(poller_->set(file, kReadable, 1), -EBADF);
  EXPECT_EQ(poller_->set(kNoFd, kReadable, 1), -EBADF);
}

// --- forgetting

TEST_P(Contract, FdReusedInsideABatch) {
  Pair old;
  ASSERT_EQ(poller_->set(old.a, kReadable, 1), 0);
  send_byte(old.b);
  EXPECT_EQ(wait(kBound).count(1), 1u);
  Fd number = old.a;
  poller_->forget(old.a);
  old.close_a();
  Pair fresh;
  ASSERT_EQ(fresh.a, number) << "the kernel hands out the smallest number";
  EXPECT_TRUE(wait().empty());
  ASSERT_EQ(poller_->set(fresh.a, kReadable, 2), 0);
  EXPECT_TRUE(wait().empty());
  send_byte(fresh.b);
  auto seen = wait(kBound);
  EXPECT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen.count(2), 1u);
}

TEST_P(Contract, ForgettingALaterEventOfTheBatch) {
  Pair first, second;
  ASSERT_EQ(poller_->set(first.a, kReadable, 1), 0);
  ASSERT_EQ(poller_->set(second.a, kReadable, 2), 0);
  send_byte(first.b);
  send_byte(second.b);
  EXPECT_EQ(wait(kBound).size(), 2u);
  poller_->forget(second.a);
  auto seen = wait(kBound);
  EXPECT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen.count(1), 1u);
}

TEST_P(Contract, PeerOfAForgottenSocketSeesEndOfFileAtOnce) {
  Pair pair;
  ASSERT_EQ(poller_->set(pair.a, kReadable, 1), 0);
  EXPECT_TRUE(wait().empty());
  poller_->forget(pair.a);
  pair.close_a();
  char byte;
  EXPECT_EQ(::read(pair.b, &byte, 1), 0);
}

TEST_P(Contract, DuplicateDoesNotReportAfterForgetAndClose) {
  Pair pair;
  Fd duplicate = ::fcntl(pair.a, F_DUPFD_CLOEXEC, 0);
  ASSERT_EQ(poller_->set(pair.a, kReadable, 1), 0);
  send_byte(pair.b);
  EXPECT_EQ(wait(kBound).size(), 1u);
  poller_->forget(pair.a);
  pair.close_a();
  EXPECT_TRUE(wait().empty());
  ASSERT_EQ(poller_->set(duplicate, kReadable, 2), 0);
  EXPECT_EQ(wait(kBound).count(2), 1u);
  poller_->forget(duplicate);
  ::close(duplicate);
}

TEST_P(Contract, BothDuplicatesAreWatched) {
  Pair pair;
  Fd duplicate = ::fcntl(pair.a, F_DUPFD_CLOEXEC, 0);
  ASSERT_EQ(poller_->set(pair.a, kReadable, 1), 0);
  ASSERT_EQ(poller_->set(duplicate, kReadable, 2), 0);
  send_byte(pair.b);
  EXPECT_EQ(wait(kBound).size(), 2u);
  poller_->forget(duplicate);
  ::close(duplicate);
  auto seen = wait(kBound);
  EXPECT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen.count(1), 1u);
}

// --- batches

TEST_P(Contract, MoreEventsThanTheSpan) {
  constexpr size_t kPairs = 40;
  std::vector<Pair> pairs(kPairs);
  for (size_t i = 0; i < kPairs; ++i) {
    ASSERT_EQ(poller_->set(pairs[i].a, kReadable, i), 0);
    send_byte(pairs[i].b);
  }
  std::map<Token, int> seen;
  for (int round = 0; round < 40; ++round)  // nobody drains: still nobody may starve
    for (auto [token, mask] : wait(kBound, 3)) ++seen[token];
  EXPECT_EQ(seen.size(), kPairs);
  EXPECT_LE(last_.events, 3);
  EXPECT_EQ(wait(kBound, kPairs).size(), kPairs);
}

TEST_P(Contract, WakeIsSeenWhenTheSpanIsFull) {
  Pair first, second;
  for (auto* pair : {&first, &second}) {
    ASSERT_EQ(poller_->set(pair->a, kReadable, Token(pair->a)), 0);
    send_byte(pair->b);
  }
  poller_->wake();
  EXPECT_GE(wait(kBound, 2).size(), 1u);
  EXPECT_TRUE(last_.woken);
  EXPECT_EQ(wait(kBound, 3).size(), 2u);  // the wake itself may take an entry
  poller_->wake();
  EXPECT_EQ(wait(kBound, 0).size(), 0u);
  EXPECT_TRUE(last_.woken);
}

// --- time

// A wait may return early for a signal (the end of an io_uring is one to its thread), but not every
// time.
bool waits_for(const std::function<void()>& wait, uint64_t nanoseconds) {
  for (int i = 0; i < 20; ++i) {
    uint64_t start = os::monotonic_now();
    wait();
    if (os::monotonic_now() - start >= nanoseconds) return true;
  }
  return false;
}

TEST_P(Contract, TimeoutIsNotEarly) {
  Pair pair;
  ASSERT_EQ(poller_->set(pair.a, kReadable, 1), 0);
  for (auto timeout : {1ns, 300'000ns, 2'000'000ns, 5'500'000ns}) {
    auto once = [&] {
      EXPECT_TRUE(wait(timeout).empty());
      EXPECT_FALSE(last_.woken);
      EXPECT_EQ(last_.done, nullptr);
    };
    EXPECT_TRUE(waits_for(once, uint64_t(timeout.count()))) << timeout.count();
  }
}

TEST_P(Contract, TimeoutWithNothingWatchedWaitsToo) {
  EXPECT_TRUE(waits_for([&] { EXPECT_TRUE(wait(2'000'000ns).empty()); }, 2'000'000));
}

// --- wakes and posts

TEST_P(Contract, WakeBeforeWaitIsStickyAndCoalesced) {
  for (int i = 0; i < 5; ++i) poller_->wake();
  wait(kBound);
  EXPECT_TRUE(last_.woken);
  EXPECT_EQ(last_.events, 0);
  wait(kNow);
  EXPECT_FALSE(last_.woken);
  wait(1'000'000ns);
  EXPECT_FALSE(last_.woken);
}

TEST_P(Contract, WakeDuringWait) {
  for (int i = 0; i < 50; ++i) {
    std::thread waker([&] { poller_->wake(); });
    bool woken = false;
    while (!woken) {
      wait(kBound);
      woken = last_.woken;
      ASSERT_EQ(last_.events, 0);
    }
    waker.join();
    wait(kNow);
  }
}

TEST_P(Contract, WakeAfterWaitIsForTheNext) {
  wait(kNow);
  poller_->wake();
  wait(kNow);
  EXPECT_TRUE(last_.woken);
  for (int i = 0; i < 10; ++i) {  // one of these could be interrupted and hide a lost wake
    wait(1'000'000ns);            // leave it by time: not parked any more
    poller_->wake();
    wait(kBound);
    EXPECT_TRUE(last_.woken);
  }
}

Poller* g_target;
void wake_in_handler(int) { g_target->wake(); }
void do_nothing(int) {}

class SignalHandler {
 public:
  explicit SignalHandler(void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    ::sigaction(SIGUSR1, &action, &old_);
  }
  ~SignalHandler() { ::sigaction(SIGUSR1, &old_, nullptr); }

 private:
  struct sigaction old_ {};
};

TEST_P(Contract, WakeFromASignalHandler) {
  g_target = poller_.get();
  SignalHandler handler(wake_in_handler);
  ::raise(SIGUSR1);
  wait(kBound);
  EXPECT_TRUE(last_.woken);
  pthread_t self = pthread_self();
  for (int i = 0; i < 20; ++i) {
    std::thread sender([&] { ::pthread_kill(self, SIGUSR1); });
    bool woken = false;
    while (!woken) {
      wait(kBound);
      woken = last_.woken;
    }
    sender.join();
    wait(kNow);
  }
}

TEST_P(Contract, InterruptedWaitReturnsWithoutAnError) {
  SignalHandler handler(do_nothing);
  Pair pair;
  ASSERT_EQ(poller_->set(pair.a, kReadable, 1), 0);
  pthread_t self = pthread_self();
  std::atomic<bool> stop{false};
  std::thread sender([&] {
    while (!stop) {
      ::pthread_kill(self, SIGUSR1);
      std::this_thread::yield();
    }
    send_byte(pair.b);
  });
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(wait(kBound).empty());
    EXPECT_EQ(last_.events, 0);
  }
  stop = true;
  wait_for(1, kReadable);
  sender.join();
}

TEST_P(Contract, SignalMaskHoldsDuringTheWait) {
  static std::atomic<int> hits;
  hits = 0;
  SignalHandler handler([](int) { ++hits; });
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR1);
  sigset_t before;
  ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
  ::raise(SIGUSR1);
  // Blocked outside, open inside: it is delivered by the wait, which it interrupts.
  Pair pair;
  ASSERT_EQ(poller_->set(pair.a, kReadable, 1), 0);
  std::array<Ready, 4> ready;
  Wait result = poller_->wait(ready, kBound, &before);
  EXPECT_EQ(result.events, 0);
  EXPECT_EQ(hits, 1);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TEST_P(Contract, PostsArriveInOrder) {
  std::array<Completion, 100> posted;
  for (size_t i = 0; i < posted.size(); ++i) {
    posted[i].result = int64_t(i);
    poller_->post(posted[i]);
  }
  wait(kBound);
  EXPECT_TRUE(last_.woken);
  int64_t expected = 0;
  for (Completion* done = last_.done; done != nullptr; done = done->next)
    EXPECT_EQ(done->result, expected++);
  EXPECT_EQ(expected, 100);
  wait(kNow);
  EXPECT_EQ(last_.done, nullptr);
}

TEST_P(Contract, StormOfWakesAndPostsLosesNothing) {
  constexpr int kThreads = 8;
  constexpr int kPosts = 4000;
  struct Item : Completion {
    int thread;
  };
  std::vector<std::vector<Item>> items(kThreads);
  std::atomic<int> finished{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    items[size_t(t)].resize(kPosts);
    threads.emplace_back([&, t] {
      for (int i = 0; i < kPosts; ++i) {
        Item& item = items[size_t(t)][size_t(i)];
        item.thread = t;
        item.result = i;
        poller_->post(item);
        if (i % 3 == 0) poller_->wake();
        if (i % 512 == 0) std::this_thread::yield();
      }
      ++finished;
      poller_->wake();
    });
  }
  std::array<int64_t, kThreads> next{};
  int received = 0;
  std::array<Ready, 4> ready;
  uint64_t end = os::monotonic_now() + 30'000'000'000u;
  while (received < kThreads * kPosts && os::monotonic_now() < end) {
    uint64_t before = os::monotonic_now();
    Wait result = poller_->wait(ready, kBound, nullptr);
    ASSERT_LT(os::monotonic_now() - before, 9'000'000'000u) << "a wake was lost";
    for (Completion* done = result.done; done != nullptr;) {
      Item* item = static_cast<Item*>(done);
      done = done->next;
      ASSERT_EQ(item->result, next[size_t(item->thread)]++) << "out of order";
      ++received;
    }
  }
  EXPECT_EQ(received, kThreads * kPosts);
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(finished, kThreads);
}

TEST_P(Contract, ParkedPollerShowsAWakeOnItsFd) {
  Fd fd = poller_->native();
  if (fd == kNoFd) GTEST_SKIP() << "no fd to embed";
  auto shows = [&](int milliseconds) {
    pollfd entry{fd, POLLIN, 0};
    return ::poll(&entry, 1, milliseconds) == 1;
  };
  EXPECT_FALSE(shows(0));
  poller_->wake();
  EXPECT_TRUE(shows(10'000));  // a new poller is parked
  wait(kNow);
  EXPECT_TRUE(last_.woken);
  EXPECT_FALSE(shows(0));
  poller_->wake();  // the loop runs: no signal, until it leaves
  poller_->park();
  EXPECT_TRUE(shows(10'000));
  wait(kNow);
  EXPECT_TRUE(last_.woken);
  poller_->park();
  EXPECT_FALSE(shows(0));
  std::thread waker([&] { poller_->wake(); });
  EXPECT_TRUE(shows(10'000));
  waker.join();
}

// --- nesting and forking

TEST_P(Contract, PollerNestedInAPoller) {
  for (Backend backend : backends()) {
    auto inner = open(backend);
    if (inner->native() == kNoFd) continue;
    Pair pair;
    ASSERT_EQ(inner->set(pair.a, kReadable, 5), 0);
    ASSERT_EQ(poller_->set(inner->native(), kReadable, 6), 0);
    EXPECT_TRUE(wait().empty());
    send_byte(pair.b);
    wait_for(6, kReadable);
    std::array<Ready, 4> ready;
    ASSERT_EQ(inner->wait(ready, kNow, nullptr).events, 1);
    EXPECT_EQ(ready[0].token, 5u);
    read_byte(pair.a);
    inner->wait(ready, kNow, nullptr);
    inner->park();
    EXPECT_TRUE(wait().empty());
    inner->wake();
    wait_for(6, kReadable);
    poller_->forget(inner->native());
  }
}

TEST_P(Contract, ForkedChildStartsAfreshAndLeavesTheParentAlone) {
  Pair pair;
  ASSERT_EQ(poller_->set(pair.a, kReadable, 1), 0);
  Completion posted;
  posted.result = 42;
  poller_->post(posted);
  pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    int step = 1;
    std::array<Ready, 4> ready;
    if (poller_->after_fork() != 0) ::_exit(step);
    ++step;
    Wait result = poller_->wait(ready, kBound, nullptr);
    if (result.done == nullptr || result.done->result != 42) ::_exit(step);
    ++step;
    if (::write(pair.b, "x", 1) != 1) ::_exit(step);
    if (poller_->wait(ready, kNow, nullptr).events != 0) ::_exit(step);  // nothing is watched yet
    ++step;
    if (poller_->set(pair.a, kReadable, 2) != 0) ::_exit(step);
    if (poller_->wait(ready, kBound, nullptr).events != 1 || ready[0].token != 2) ::_exit(step);
    ++step;
    poller_->forget(pair.a);
    poller_->wake();
    if (!poller_->wait(ready, kBound, nullptr).woken) ::_exit(step);
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  ASSERT_EQ(WEXITSTATUS(status), 0) << "the step that failed";
  auto seen = wait(kBound);
  ASSERT_NE(last_.done, nullptr);
  EXPECT_EQ(last_.done->result, 42);
  if (seen.empty()) seen = wait(kBound);
  EXPECT_EQ(seen.count(1), 1u) << "the child's forget reached the parent";
  read_byte(pair.a);
  EXPECT_TRUE(wait().empty());
  EXPECT_FALSE(last_.woken) << "the child's wake reached the parent";
}

TEST_P(Contract, LeavesNoFdOpen) {
  auto count = [] {
    int open = 0;
    for (Fd fd = 0; fd < 256; ++fd) open += ::fcntl(fd, F_GETFD) >= 0;
    return open;
  };
  poller_.reset();
  int before = count();
  for (int i = 0; i < 10; ++i) {
    auto poller = open(GetParam());
    Pair pair;
    poller->set(pair.a, kReadable, 1);
    poller->wake();
    ASSERT_EQ(poller->after_fork(), 0);
  }
  EXPECT_EQ(count(), before);
}

TEST_P(Contract, WithoutFdsLeftOpenFailsCleanly) {
  rlimit limit;
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  Fd lowest = ::open("/", O_RDONLY | O_CLOEXEC);
  ::close(lowest);
  for (int spare = 0; spare < 2; ++spare) {  // neither object, then the first only
    rlimit tight{rlim_t(lowest + spare), limit.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
    int error = 0;
    auto poller = open(GetParam(), &error);
    ::setrlimit(RLIMIT_NOFILE, &limit);
    if (poller != nullptr) {
      EXPECT_EQ(spare, 1);
      continue;
    }
    EXPECT_EQ(error, -EMFILE);
    Fd next = ::open("/", O_RDONLY | O_CLOEXEC);
    ::close(next);
    EXPECT_EQ(next, lowest) << "a failed open left an fd behind";
  }
}

// --- against poll(2)

TEST_P(Contract, RandomOperationsAgreeWithPoll) {
  constexpr int kPairs = 12;
  constexpr int kSteps = 4000;
  std::mt19937 random(20241);
  auto pick = [&](int n) { return int(random() % unsigned(n)); };
  struct Watched {
    Interest interest = 0;
    Token token = 0;
  };
  std::vector<Pair> pairs(kPairs);
  std::vector<Watched> watched(kPairs);
  Token next_token = 1;
  for (int step = 0; step < kSteps; ++step) {
    size_t at = size_t(pick(kPairs));
    Pair& pair = pairs[at];
    switch (pick(8)) {
      case 0: {
        constexpr std::array<Interest, 6> kChoices{kReadable,
                                                   kWritable,
                                                   kReadable | kWritable,
                                                   kReadable | kPeerClosed,
                                                   kError,
                                                   kReadable | kWritable | kPeerClosed};
        watched[at] = {kChoices[size_t(pick(6))], next_token++};
        ASSERT_EQ(poller_->set(pair.a, watched[at].interest, watched[at].token), 0);
        break;
      }
      case 1:
        poller_->forget(pair.a);
        watched[at] = {};
        break;
      case 2:
      case 3:
        if (pair.b >= 0) (void)!::send(pair.b, "0123456789", size_t(1 + pick(10)), MSG_NOSIGNAL);
        break;
      case 4: {
        char bytes[16];
        (void)!::read(pair.a, bytes, sizeof bytes);
        break;
      }
      case 5: {
        std::vector<char> bulk(1 << 16);
        if (pick(2)) {
          (void)!::send(pair.a, bulk.data(), bulk.size(), MSG_NOSIGNAL);
        } else if (pair.b >= 0) {
          (void)!::read(pair.b, bulk.data(), bulk.size());
        }
        break;
      }
      case 6:
        if (pick(4) == 0 && pair.b >= 0) ::shutdown(pair.b, pick(2) ? SHUT_WR : SHUT_RDWR);
        break;
      case 7:
        if (pick(6) != 0) break;
        if (pick(2)) {
          pair.close_b();
        } else {
          poller_->forget(pair.a);
          watched[at] = {};
          pair.close_a();
          pair.close_b();
          Pair fresh;
          pair.a = std::exchange(fresh.a, kNoFd);
          pair.b = std::exchange(fresh.b, kNoFd);
        }
        break;
    }
    std::vector<pollfd> oracle;
    std::vector<Token> tokens;
    for (size_t i = 0; i < kPairs; ++i) {
      if (watched[i].interest == 0) continue;
      short events = short((watched[i].interest & kReadable ? POLLIN : 0) |
                           (watched[i].interest & kWritable ? POLLOUT : 0) |
                           (watched[i].interest & kPeerClosed ? POLLRDHUP : 0));
      oracle.push_back({pairs[i].a, events, 0});
      tokens.push_back(watched[i].token);
    }
    ::poll(oracle.data(), oracle.size(), 0);
    std::map<Token, Mask> expected;
    for (size_t i = 0; i < oracle.size(); ++i) {
      short e = oracle[i].revents;
      if (e == 0) continue;
      expected[tokens[i]] = Mask((e & POLLIN ? kReadable : 0) | (e & POLLOUT ? kWritable : 0) |
                                 (e & POLLERR ? kError : 0) | (e & POLLHUP ? kHangup : 0) |
                                 (e & POLLRDHUP ? kPeerClosed : 0));
    }
    ASSERT_EQ(wait(kNow), expected) << "step " << step;
  }
}

// --- choosing

TEST(Choice, NamesAreParsed) {
  EXPECT_EQ(parse_backend("epoll"), Backend::epoll);
  EXPECT_EQ(parse_backend("poll"), Backend::poll);
  EXPECT_EQ(parse_backend("auto"), Backend::automatic);
  EXPECT_EQ(parse_backend(""), std::nullopt);
  EXPECT_EQ(parse_backend("Epoll"), std::nullopt);
}

TEST(Choice, EnvironmentChoosesWhenNobodyElseDoes) {
  ::setenv("GYRE_POLLER", "poll", 1);
  EXPECT_EQ(open(Backend::automatic)->name(), "poll");
  EXPECT_EQ(open(Backend::epoll)->name(), "epoll");
  ::setenv("GYRE_POLLER", "select!", 1);
  int error = 0;
  EXPECT_EQ(open(Backend::automatic, &error), nullptr);
  EXPECT_EQ(error, -EINVAL);
  ::setenv("GYRE_POLLER", "", 1);
  EXPECT_EQ(open(Backend::automatic)->name(), "epoll");
  ::unsetenv("GYRE_POLLER");
  EXPECT_EQ(open(Backend::automatic, &error)->name(), "epoll");
  EXPECT_EQ(error, 0);
  EXPECT_EQ(open(Backend::iocp, &error), nullptr);
  EXPECT_EQ(error, -ENOSYS);
}

}  // namespace
}  // namespace gyre::poller
