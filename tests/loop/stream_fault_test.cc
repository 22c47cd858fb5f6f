// Streams over system calls that fail now and then: nothing is lost, doubled or left hanging. Built
// with GYRE_FAULTS.
#include <list>

#include "loop/pipe.h"
#include "os/fault.h"
#include "stream_support.h"

namespace gyre::loop {
namespace {

using os::fault::Call;

class FaultyStream : public StreamTest {
 protected:
  void SetUp() override {
    StreamTest::SetUp();
    os::fault::start(7);
  }
  void TearDown() override {
    os::fault::stop();
    StreamTest::TearDown();
  }
};
ON_EVERY_BACKEND(FaultyStream);

TEST_P(FaultyStream, BytesArriveOnceAndInOrder) {
  End<Tcp> client, peer;
  connect(client, peer);
  os::fault::plan(Call::read, {.error = -EAGAIN, .failures = 9000, .shortened = 30000});
  os::fault::plan(Call::write, {.error = -EAGAIN, .failures = 9000, .shortened = 30000});
  os::fault::plan(Call::wait, {.error = -EINTR, .failures = 9000});
  std::string message = pattern(400'000);
  size_t callbacks = 0, sent = 0;
  for (size_t at = 0; at < message.size(); at += 1234, ++sent)
    client.send(message.substr(at, 1234), [&](int status) { callbacks += status == 0; });
  client.finish();
  ASSERT_EQ(peer.read_into(4096), 0);
  run_until([&] { return peer.end != 1; });
  EXPECT_EQ(peer.end, kEof);
  EXPECT_EQ(peer.received, message);
  run_until([&] { return callbacks == sent; });
  EXPECT_EQ(client.ending().status, 0);
  EXPECT_EQ(client.queued_bytes(), 0u);
  EXPECT_GT(os::fault::injected(), 0u);
}

TEST_P(FaultyStream, QueuedPipeWritesKeepTheirOrder) {
  PipeFds fds;
  End<Pipe> reader, writer;
  reader.init(loop);
  writer.init(loop);
  ASSERT_EQ(reader.open(std::exchange(fds.ends[0], os::kNoFd)), 0);
  ASSERT_EQ(writer.open(std::exchange(fds.ends[1], os::kNoFd)), 0);
  os::fault::plan(Call::write, {.error = -EAGAIN, .failures = 20000, .shortened = 40000});
  std::string message = pattern(300'000);
  for (size_t at = 0; at < message.size(); at += 50) writer.send(message.substr(at, 50));
  ASSERT_EQ(reader.read(), 0);
  run_until([&] { return reader.received.size() == message.size(); });
  EXPECT_EQ(reader.received, message);
}

TEST_P(FaultyStream, EveryConnectionIsAcceptedInTheEnd) {
  constexpr int kConnections = 40;
  os::fault::plan(Call::accept, {.error = -ECONNABORTED, .failures = 20000});
  std::list<End<Tcp>> accepted, clients;
  std::list<Connecting> requests;
  End<Tcp> server;
  sockaddr_in address = listen(server, [&](int status) {
    ASSERT_EQ(status, 0);
    End<Tcp>& peer = accepted.emplace_back();
    peer.init(loop);
    ASSERT_EQ(server.accept(peer), 0);
    if (accepted.size() == kConnections / 2)  // then out of fds, now and then
      os::fault::plan(Call::accept, {.error = -EMFILE, .failures = 6000});
  });
  for (int i = 0; i < kConnections; ++i) {
    End<Tcp>& client = clients.emplace_back();
    client.init(loop);
    ASSERT_EQ(client.connect(requests.emplace_back(), as_address(address), sizeof address,
                             &End<Tcp>::connected),
              0);
  }
  run_until([&] { return accepted.size() == kConnections; });
  server.close();
}

TEST_P(FaultyStream, RefusalByThePollerIsNoReasonToStop) {
  if (GetParam() != poller::Backend::epoll) GTEST_SKIP() << "poll(2) has nothing to refuse";
  End<Tcp> client, peer;
  connect(client, peer);
  ASSERT_EQ(peer.read(), 0);
  client.send("data");
  os::fault::plan(Call::control, {.error = -ENOMEM, .failures = 65535});
  for (int i = 0; i < 5; ++i) loop.run(RunMode::nowait);
  EXPECT_GT(os::fault::injected(), 0u);
  os::fault::plan(Call::control, {});
  client.send(" and more");
  run_until([&] { return peer.received == "data and more"; });
}

}  // namespace
}  // namespace gyre::loop
