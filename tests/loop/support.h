// What the loop's tests share: a loop on each backend, handles with capturing callbacks, a trace of
// what was called in which order, and a bound on every wait.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "loop/loop.h"
#include "os/io.h"

namespace gyre::loop {

using namespace std::chrono_literals;
using Trace = std::vector<std::string>;

// Closes whatever is still open.
inline void close_all(Loop& loop) {
  auto close = [](Handle* handle, void* any) {
    *static_cast<bool*>(any) = true;
    if (!handle->closing()) handle->close();
  };
  for (bool any = true; any;) {
    any = false;
    loop.walk(close, &any);
    loop.run(RunMode::nowait);
  }
}

// A handle with a callback that may capture: `On<Timer> t; t.init(loop); t->start(t.then([&] { ...
// }), 1ms);`
template <class Base>
struct On {
  Base handle;
  std::function<void()> function;
  std::function<void()> closed;

  On() = default;
  // The end of a test: what is left is closed while all of it is still there.
  ~On() {
    if (handle.loop == nullptr) return;
    std::pair<Handle*, bool> found(&handle, false);
    handle.loop->walk(
        [](Handle* other, void* argument) {
          auto* found = static_cast<std::pair<Handle*, bool>*>(argument);
          if (other == found->first) found->second = true;
        },
        &found);
    if (found.second) close_all(*handle.loop);
  }

  template <class... Arguments>
  void init(Loop& loop, Arguments... arguments) {
    handle.init(loop, arguments...);
    handle.data = this;
  }
  Base* operator->() { return &handle; }
  // For the kinds whose callback gets more than the handle name the types: then<int>(...).
  template <class... Arguments>
  auto then(std::function<void()> callback) {
    function = std::move(callback);
    return +[](Base* base, Arguments...) { static_cast<On*>(base->data)->function(); };
  }
  void close(std::function<void()> callback = nullptr) {
    closed = std::move(callback);
    handle.close([](Handle* base) {
      On* self = static_cast<On*>(base->data);
      if (self->closed) self->closed();
    });
  }
};

// Both ends of a pipe, non-blocking; closed at the end.
struct PipeFds {
  os::Fd ends[2];
  PipeFds() { EXPECT_EQ(os::pipe(ends, O_NONBLOCK), 0); }
  ~PipeFds() {
    for (os::Fd fd : ends)
      if (fd >= 0) os::close(fd);
  }
  os::Fd reading() const { return ends[0]; }
  os::Fd writing() const { return ends[1]; }
  void fill() { EXPECT_EQ(os::write(ends[1], "x", 1), 1); }
  void drain() {
    char byte;
    EXPECT_EQ(os::read(ends[0], &byte, 1), 1);
  }
};

class LoopTest : public testing::TestWithParam<poller::Backend> {
 protected:
  void SetUp() override { ASSERT_EQ(loop.open(GetParam()), 0); }
  void TearDown() override {
    close_all(loop);
    EXPECT_EQ(loop.close(), 0);
  }
  // A full run that gives up after a while.
  bool run(std::chrono::seconds bound = 20s) {
    Timer guard;
    guard.init(loop);
    guard.unref();
    guard.start(
        [](Timer* timer) {
          ADD_FAILURE() << "the loop did not end by itself";
          timer->loop->stop();
        },
        bound);
    loop.run();
    guard.close();
    bool stopped = loop.run(RunMode::nowait);
    return stopped;
  }

  Loop loop;
  Trace trace;
};

// Those that this host lets us open.
inline std::vector<poller::Backend> host_backends() {
  std::vector<poller::Backend> found;
  for (auto backend : {poller::Backend::epoll, poller::Backend::poll, poller::Backend::uring})
    if (poller::open(backend) != nullptr) found.push_back(backend);
  return found;
}
inline std::string backend_name(const testing::TestParamInfo<poller::Backend>& info) {
  return std::string(poller::open(info.param)->name());
}
#define ON_EVERY_BACKEND(suite) \
  INSTANTIATE_TEST_SUITE_P(Backends, suite, testing::ValuesIn(host_backends()), backend_name)

}  // namespace gyre::loop
