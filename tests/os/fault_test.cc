// Built with GYRE_FAULTS, over sources of the lower layers compiled the same way: what fails on
// purpose must be survived.
#include "os/fault.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "os/io.h"
#include "poller/poller.h"
#include "threadpool/threadpool.h"

namespace gyre {
namespace {

using os::fault::Call;
using namespace std::chrono_literals;

class Faults : public testing::Test {
 protected:
  void TearDown() override { os::fault::stop(); }
};

std::vector<int> draw(uint64_t seed) {
  os::fault::start(seed);
  os::fault::plan(Call::read, {.error = -EIO, .failures = 20000});
  std::vector<int> results;
  for (int i = 0; i < 200; ++i) results.push_back(os::fault::inject(Call::read));
  return results;
}

TEST_F(Faults, SameSeedSameFaults) {
  auto first = draw(1);
  EXPECT_EQ(first, draw(1));
  EXPECT_NE(first, draw(2));
  EXPECT_GT(os::fault::injected(), 20u);
  EXPECT_LT(os::fault::injected(), 180u);
}

TEST_F(Faults, ShortWritesAndReadsKeepTheBytesInOrder) {
  os::fault::start(3);
  os::fault::plan(Call::write, {.error = -EAGAIN, .failures = 9000, .shortened = 40000});
  os::fault::plan(Call::read, {.error = -EAGAIN, .failures = 9000, .shortened = 40000});
  os::Fd ends[2];
  ASSERT_EQ(os::pipe(ends, O_NONBLOCK), 0);
  std::string sent(20000, 'x'), received;
  for (size_t i = 0; i < sent.size(); ++i) sent[i] = char('a' + i % 23);
  size_t written = 0;
  while (received.size() < sent.size()) {
    if (written < sent.size()) {
      ssize_t n = os::write(ends[1], sent.data() + written, sent.size() - written);
      ASSERT_TRUE(n > 0 || n == -EAGAIN) << n;
      if (n > 0) written += size_t(n);
    }
    char buffer[4096];
    ssize_t n = os::read(ends[0], buffer, sizeof buffer);
    ASSERT_TRUE(n > 0 || n == -EAGAIN) << n;
    if (n > 0) received.append(buffer, size_t(n));
  }
  EXPECT_EQ(received, sent);
  EXPECT_GT(os::fault::injected(), 0u);
  os::fault::stop();
  os::close(ends[0]);
  os::close(ends[1]);
}

TEST_F(Faults, PollerThatCannotBeMadeLeavesNothingBehind) {
  for (auto backend : {poller::Backend::epoll, poller::Backend::poll}) {
    os::Fd lowest = os::eventfd();
    os::close(lowest);
    os::fault::start(4);
    os::fault::plan(Call::create, {.error = -ENFILE, .failures = 30000});
    os::fault::plan(Call::control, {.error = -ENOMEM, .failures = 30000});
    int failed = 0;
    for (int i = 0; i < 50; ++i) {
      int error = 0;
      if (poller::open(backend, &error) != nullptr) continue;
      ++failed;
      EXPECT_TRUE(error == -ENFILE || error == -ENOMEM) << error;
    }
    EXPECT_GT(failed, 0);
    EXPECT_LT(failed, 50);
    os::fault::stop();
    os::Fd next = os::eventfd();
    EXPECT_EQ(next, lowest);
    os::close(next);
  }
}

TEST_F(Faults, FailedSetIsNotRememberedAsWatched) {
  auto poller = poller::open(poller::Backend::epoll);
  os::Fd ends[2];
  ASSERT_EQ(os::pipe(ends, O_NONBLOCK), 0);
  ASSERT_EQ(os::write(ends[1], "x", 1), 1);
  os::fault::start(5);
  os::fault::plan(Call::control, {.error = -ENOMEM, .failures = 65535});
  EXPECT_EQ(poller->set(ends[0], poller::kReadable, 1), -ENOMEM);
  os::fault::stop();
  std::array<poller::Ready, 4> ready;
  EXPECT_EQ(poller->wait(ready, 0ns, nullptr).events, 0);
  EXPECT_EQ(poller->set(ends[0], poller::kReadable, 2), 0);
  EXPECT_EQ(poller->wait(ready, 10s, nullptr).events, 1);
  poller->forget(ends[0]);
  os::close(ends[0]);
  os::close(ends[1]);
}

TEST_F(Faults, InterruptedAndFailedWaitsLoseNoCompletion) {
  for (auto backend : {poller::Backend::epoll, poller::Backend::poll}) {
    auto poller = poller::open(backend);
    struct Job : threadpool::Task {};
    std::vector<Job> jobs(500);
    os::fault::start(6);
    os::fault::plan(Call::wait, {.error = -EINTR, .failures = 30000});
    size_t submitted = 0, done = 0;
    std::array<poller::Ready, 4> ready;
    for (int rounds = 0; done < jobs.size() && rounds < 100'000; ++rounds) {
      if (submitted < jobs.size()) {
        Job& job = jobs[submitted++];
        job.home = poller.get();
        job.run = [](threadpool::Task*) {};
        threadpool::submit(job, threadpool::Lane::cpu);
      }
      if (rounds == 50) os::fault::plan(Call::wait, {.error = -EBADF, .failures = 30000});
      poller::Wait wait = poller->wait(ready, 10ms, nullptr);
      EXPECT_TRUE(wait.events == 0 || wait.events == -EBADF);
      for (auto* c = wait.done; c != nullptr; c = c->next) ++done;
    }
    EXPECT_EQ(done, jobs.size());
    EXPECT_GT(os::fault::injected(), 0u);
    os::fault::stop();
  }
  threadpool::shutdown();
}

}  // namespace
}  // namespace gyre
