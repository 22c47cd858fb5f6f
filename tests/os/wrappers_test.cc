#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <cstring>
#include <thread>

#include "os/clock.h"
#include "os/futex.h"
#include "os/io.h"
#include "os/random.h"
#include "os/socket.h"
#include "os/wait.h"

namespace gyre::os {
namespace {

TEST(Calls, FailureIsANegativeErrno) {
  char byte;
  EXPECT_EQ(read(kNoFd, &byte, 1), -EBADF);
  EXPECT_EQ(close(kNoFd), -EBADF);
  EXPECT_EQ(duplicate(kNoFd), -EBADF);
  EXPECT_EQ(socket(-1, 0, 0), -EAFNOSUPPORT);
}

TEST(Calls, DescriptorsCloseAtExec) {
  Fd ends[2], pair[2];
  ASSERT_EQ(pipe(ends, O_NONBLOCK), 0);
  ASSERT_EQ(socket_pair(AF_UNIX, SOCK_STREAM, SOCK_NONBLOCK, pair), 0);
  Fd event = eventfd(), copy = duplicate(ends[0]);
  for (Fd fd : {ends[0], ends[1], pair[0], pair[1], event, copy}) {
    EXPECT_EQ(::fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC) << fd;
    EXPECT_EQ(close(fd), 0);
  }
}

TEST(Calls, ReadGoesOnAfterASignalButAWaitDoesNot) {
  struct sigaction action {
  }, before;
  action.sa_handler = [](int) {};
  ::sigaction(SIGUSR1, &action, &before);
  Fd ends[2];
  ASSERT_EQ(pipe(ends, 0), 0);
  pthread_t self = pthread_self();
  std::thread sender([&] {
    for (int i = 0; i < 50; ++i) {
      ::pthread_kill(self, SIGUSR1);
      std::this_thread::yield();
    }
    EXPECT_EQ(write(ends[1], "x", 1), 1);
  });
  char byte = 0;
  EXPECT_EQ(read(ends[0], &byte, 1), 1);
  EXPECT_EQ(byte, 'x');
  sender.join();

  sigset_t blocked, open;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR1);
  ::pthread_sigmask(SIG_BLOCK, &blocked, &open);
  ::raise(SIGUSR1);
  pollfd entry{ends[0], POLLIN, 0};
  timespec time{10, 0};
  EXPECT_EQ(poll(&entry, 1, &time, &open), -EINTR);
  ::pthread_sigmask(SIG_SETMASK, &open, nullptr);
  ::sigaction(SIGUSR1, &before, nullptr);
  close(ends[0]);
  close(ends[1]);
}

TEST(Calls, ConnectErrorIsTakenOnce) {
  Fd pair[2];
  ASSERT_EQ(socket_pair(AF_UNIX, SOCK_STREAM, SOCK_NONBLOCK, pair), 0);
  ASSERT_EQ(write(pair[0], "x", 1), 1);
  close(pair[1]);  // unread data: a reset
  EXPECT_EQ(take_error(pair[0]), -ECONNRESET);
  EXPECT_EQ(take_error(pair[0]), 0);
  close(pair[0]);
}

TEST(Futex, ReturnsWhenTheWordHasChanged) {
  std::atomic<uint32_t> word{0};
  EXPECT_EQ(futex_wait(word, 1), -EAGAIN);
  timespec time{0, 1'000'000};
  EXPECT_EQ(futex_wait(word, 0, &time), -ETIMEDOUT);
  std::thread waker([&] {
    word = 1;
    futex_wake_one(word);
  });
  while (word == 0) futex_wait(word, 0);
  waker.join();
}

TEST(Clock, MonotonicDoesNotGoBackAndWallIsThisCentury) {
  uint64_t last = monotonic_now();
  for (int i = 0; i < 1000; ++i) {
    uint64_t now = monotonic_now();
    ASSERT_GE(now, last);
    last = now;
  }
  EXPECT_GT(wall_now(), 1'600'000'000'000'000'000u);
}

TEST(Random, FillsEveryByte) {
  std::array<unsigned char, 1000> bytes{};
  ASSERT_EQ(random_bytes(bytes.data(), bytes.size()), 0);
  std::array<int, 256> seen{};
  for (unsigned char byte : bytes) ++seen[byte];
  EXPECT_LT(seen[0], 40);
  std::array<unsigned char, 1000> more{};
  ASSERT_EQ(random_bytes(more.data(), more.size()), 0);
  EXPECT_NE(bytes, more);
}

}  // namespace
}  // namespace gyre::os
