#include "loop/tcp.h"

#include <netinet/tcp.h>
#include <sys/resource.h>
#include <unistd.h>

#include <list>

#include "stream_support.h"

namespace gyre::loop {
namespace {

class TcpStream : public StreamTest {};
ON_EVERY_BACKEND(TcpStream);

// --- connecting

TEST_P(TcpStream, EchoesALargeMessageWhole) {
  End<Tcp> server, peer, client;
  client.init(loop);
  peer.init(loop);
  sockaddr_in address = listen(server, [&](int status) {
    ASSERT_EQ(status, 0);
    ASSERT_EQ(server.accept(peer), 0);
    size_t sent = 0;
    peer.on_read = [&, sent](ssize_t count) mutable {
      if (count > 0) {
        peer.send(peer.received.substr(sent));
        sent = peer.received.size();
      }
      if (count == kEof) peer.finish([&](int) { peer.close(); });
    };
    ASSERT_EQ(peer.read(), 0);
    server.close();
  });
  Connecting request;
  std::string message = pattern(3 << 20);
  request.then = [&](int status) {
    ASSERT_EQ(status, 0);
    client.on_read = [&](ssize_t count) {
      if (count == kEof) client.close();
    };
    ASSERT_EQ(client.read(), 0);
    for (size_t at = 0; at < message.size(); at += 100'000)
      client.send(message.substr(at, 100'000));
    client.finish();
  };
  ASSERT_EQ(client.connect(request, as_address(address), sizeof address, &End<Tcp>::connected), 0);
  run();
  EXPECT_EQ(client.received.size(), message.size());
  EXPECT_EQ(client.received, message);
  for (Writing& write : client.writes) EXPECT_EQ(write.status, 0);
  EXPECT_EQ(client.ending().status, 0);
}

TEST_P(TcpStream, RefusedConnectComesThroughTheCallback) {
  End<Tcp> closed, client;
  closed.init(loop);
  sockaddr_in address = loopback();
  socklen_t length = sizeof address;
  ASSERT_EQ(closed.bind(as_address(address), sizeof address), 0);
  ASSERT_EQ(closed.local_address(reinterpret_cast<sockaddr*>(&address), &length), 0);
  client.init(loop);
  Connecting request;
  ASSERT_EQ(client.connect(request, as_address(address), sizeof address, &End<Tcp>::connected), 0);
  EXPECT_EQ(request.status, 1);
  Connecting second;
  EXPECT_EQ(client.connect(second, as_address(address), sizeof address, &End<Tcp>::connected),
            -EALREADY);
  Writing& write = client.send("never");
  run();
  EXPECT_EQ(request.status, -ECONNREFUSED);
  EXPECT_EQ(write.status, -ECANCELED);
}

TEST_P(TcpStream, WritesBeforeTheConnectionGoInOrder) {
  End<Tcp> server, peer, client;
  client.init(loop);
  peer.init(loop);
  sockaddr_in address = listen(server, [&](int) {
    server.accept(peer);
    peer.on_read = [&](ssize_t count) {
      if (count < 0) peer.close();
    };
    peer.read();
    server.close();
  });
  Connecting request;
  request.then = [&](int) { trace.push_back("connected"); };
  ASSERT_EQ(client.connect(request, as_address(address), sizeof address, &End<Tcp>::connected), 0);
  client.send("one ", [&](int) { trace.push_back("one"); });
  client.send("two", [&](int) { trace.push_back("two"); });
  client.finish([&](int status) {
    EXPECT_EQ(status, 0);
    trace.push_back("shutdown");
    client.close();
  });
  EXPECT_EQ(client.queued_bytes(), 7u);
  EXPECT_EQ(client.try_send("x"), -EAGAIN);
  run();
  EXPECT_EQ(peer.received, "one two");
  EXPECT_EQ(trace, (Trace{"connected", "one", "two", "shutdown"}));
}

TEST_P(TcpStream, AddressInUseIsReportedByListenAndConnect) {
  End<Tcp> first, second;
  sockaddr_in address = listen(first, [](int) {});
  second.init(loop);
  ASSERT_EQ(second.bind(as_address(address), sizeof address), 0);
  socklen_t length = sizeof address;
  sockaddr_in found;
  EXPECT_EQ(second.local_address(reinterpret_cast<sockaddr*>(&found), &length), -EADDRINUSE);
  EXPECT_EQ(second.listen(5, &End<Tcp>::connection), -EADDRINUSE);
  Connecting request;
  ASSERT_EQ(second.connect(request, as_address(address), sizeof address, &End<Tcp>::connected), 0);
  run_until([&] { return request.status != 1; });
  EXPECT_EQ(request.status, -EADDRINUSE);
}

TEST_P(TcpStream, AddressesOfBothEndsMatch) {
  End<Tcp> client, peer;
  connect(client, peer);
  sockaddr_in local, remote;
  socklen_t length = sizeof local;
  ASSERT_EQ(client.local_address(reinterpret_cast<sockaddr*>(&local), &length), 0);
  length = sizeof remote;
  ASSERT_EQ(peer.peer_address(reinterpret_cast<sockaddr*>(&remote), &length), 0);
  EXPECT_EQ(local.sin_port, remote.sin_port);
  End<Tcp> unopened;
  unopened.init(loop);
  EXPECT_EQ(unopened.local_address(reinterpret_cast<sockaddr*>(&local), &length), -EINVAL);
}

// --- reading

TEST_P(TcpStream, ReadStopHoldsBackWhatComes) {
  End<Tcp> client, peer;
  connect(client, peer);
  peer.on_read = [&](ssize_t) { peer.read_stop(); };
  ASSERT_EQ(peer.read(), 0);
  EXPECT_EQ(peer.read(), -EALREADY);
  client.send("first");
  run_until([&] { return !peer.received.empty(); });
  EXPECT_FALSE(peer.active());
  client.send("second");
  loop.run(RunMode::nowait);
  EXPECT_EQ(peer.received, "first");
  ASSERT_EQ(peer.read(), 0);
  run_until([&] { return peer.received == "firstsecond"; });
}

TEST_P(TcpStream, ShortReadAsksForNoFurtherBuffer) {
  End<Tcp> client, peer;
  connect(client, peer);
  ASSERT_EQ(peer.read_into(1000), 0);
  client.send(std::string(500, 'x'));
  run_until([&] { return peer.received.size() == 500; });
  EXPECT_EQ(peer.allocs, 1);
  client.send(std::string(2500, 'x'));
  run_until([&] { return peer.received.size() == 3000; });
  EXPECT_EQ(peer.allocs, 4);
}

TEST_P(TcpStream, NoMemoryToReadIntoIsAnErrorButNotTheEnd) {
  End<Tcp> client, peer;
  connect(client, peer);
  peer.on_read = [&](ssize_t count) {
    if (count == -ENOBUFS) peer.read_stop();
  };
  ASSERT_EQ(peer.read_into(0), 0);
  client.send("data");
  run_until([&] { return peer.end == -ENOBUFS; });
  ASSERT_EQ(peer.read_into(10), 0);
  run_until([&] { return peer.received == "data"; });
}

TEST_P(TcpStream, EndOfFileComesOnceAfterAllData) {
  End<Tcp> client, peer;
  connect(client, peer);
  int ends = 0;
  peer.on_read = [&](ssize_t count) { ends += count == kEof; };
  client.send(pattern(200'000));
  client.finish();
  ASSERT_EQ(peer.read(), 0);
  run_until([&] { return ends > 0; });
  loop.run(RunMode::nowait);
  EXPECT_EQ(ends, 1);
  EXPECT_EQ(peer.received, pattern(200'000));
  EXPECT_FALSE(peer.reading());
  EXPECT_FALSE(peer.active());
  // Half-open: the other direction still works.
  ASSERT_EQ(client.read(), 0);
  peer.send("late");
  run_until([&] { return client.received == "late"; });
}

TEST_P(TcpStream, HandleMayBeClosedInItsReadCallback) {
  End<Tcp> client, peer;
  connect(client, peer);
  peer.on_read = [&](ssize_t) {
    trace.push_back("read");
    peer.shut([&] { trace.push_back("closed"); });
  };
  ASSERT_EQ(peer.read_into(4), 0);
  client.send("more than one buffer");
  run_until([&] { return trace.size() == 2; });
  EXPECT_EQ(trace, (Trace{"read", "closed"}));
}

TEST_P(TcpStream, ResetByThePeerIsAnErrorAndEndsTheStream) {
  End<Tcp> client, peer;
  connect(client, peer);
  ASSERT_EQ(peer.read(), 0);
  ASSERT_EQ(client.close_reset(), 0);
  run_until([&] { return peer.end != 1; });
  EXPECT_EQ(peer.end, -ECONNRESET);
  EXPECT_FALSE(peer.can_write());
  EXPECT_EQ(peer.send_status("x"), -EPIPE);
  EXPECT_EQ(peer.read(), -ENOTCONN);
}

TEST_P(TcpStream, UnconnectedHandleRefusesToReadAndWrite) {
  End<Tcp> tcp;
  tcp.init(loop);
  EXPECT_EQ(tcp.read(), -ENOTCONN);
  EXPECT_EQ(tcp.send_status("x"), -EBADF);
  EXPECT_EQ(tcp.try_send("x"), -EBADF);
  Ending request;
  EXPECT_EQ(tcp.shutdown(request, &End<Tcp>::did_end), -ENOTCONN);
  EXPECT_FALSE(tcp.active());
  run();  // and does not keep the loop alive
}

// --- writing

TEST_P(TcpStream, WriteCallbackNeverComesFromWithinWrite) {
  End<Tcp> client, peer;
  connect(client, peer);
  Writing& write = client.send("small");
  EXPECT_EQ(write.status, 1);
  EXPECT_EQ(client.queued_bytes(), 0u) << "the kernel had room: written at once";
  loop.run(RunMode::nowait);
  EXPECT_EQ(write.status, 0);
}

TEST_P(TcpStream, BackpressureShowsInQueuedBytesAndDrains) {
  End<Tcp> client, peer;
  connect(client, peer);
  std::string chunk = pattern(1 << 20);
  size_t total = 0;
  int done = 0;
  while (client.queued_bytes() < (2u << 20)) {
    client.send(chunk, [&](int status) { done += status == 0; });
    total += chunk.size();
  }
  EXPECT_EQ(client.try_send("x"), -EAGAIN);
  ASSERT_EQ(peer.read(), 0);
  run_until([&] { return peer.received.size() == total; });
  run_until([&] { return size_t(done) == total / chunk.size(); });
  EXPECT_EQ(client.queued_bytes(), 0u);
  EXPECT_EQ(peer.received.substr(total - chunk.size()), chunk);
}

TEST_P(TcpStream, TryWriteTakesWhatFits) {
  End<Tcp> client, peer;
  connect(client, peer);
  std::string chunk(1 << 20, 'x');
  size_t total = 0;
  ssize_t sent = 0;
  while ((sent = client.try_send(chunk)) > 0) total += size_t(sent);
  EXPECT_EQ(sent, -EAGAIN);
  EXPECT_GT(total, 0u);
  ASSERT_EQ(peer.read(), 0);
  run_until([&] { return peer.received.size() == total; });
  EXPECT_EQ(client.try_send("again"), 5);
}

TEST_P(TcpStream, WriteOfManyPartsAndOfNone) {
  End<Tcp> client, peer;
  connect(client, peer);
  std::string bytes = pattern(3000);
  std::vector<iovec> parts;
  for (size_t i = 0; i < 1500; ++i) parts.push_back({bytes.data() + i * 2, i % 3 ? 2u : 0u});
  Writing many, none;
  static int callbacks;
  callbacks = 0;
  auto count = [](WriteRequest*, int status) { callbacks += status == 0; };
  std::string expected;
  for (const iovec& part : parts) expected.append(static_cast<char*>(part.iov_base), part.iov_len);
  ASSERT_EQ(client.write(many, parts, count), 0);
  ASSERT_EQ(client.write(none, {}, count), 0);
  ASSERT_EQ(peer.read(), 0);
  run_until([&] { return peer.received.size() == expected.size() && callbacks == 2; });
  EXPECT_EQ(peer.received, expected);
}

TEST_P(TcpStream, FailedWriteFailsWhatIsQueuedBehindIt) {
  End<Tcp> client, peer;
  connect(client, peer);
  Writing& first = client.send(std::string(8 << 20, 'x'));
  Writing& second = client.send("behind");
  ASSERT_EQ(peer.close_reset(), 0);
  run_until([&] { return first.status != 1 && second.status != 1; });
  EXPECT_TRUE(first.status == -ECONNRESET || first.status == -EPIPE) << first.status;
  EXPECT_EQ(second.status, first.status);
  EXPECT_EQ(client.queued_bytes(), 0u);
}

TEST_P(TcpStream, ShutdownWaitsForTheQueueAndWritingEnds) {
  End<Tcp> client, peer;
  connect(client, peer);
  client.send(std::string(4 << 20, 'x'), [&](int) { trace.push_back("written"); });
  client.finish([&](int status) {
    EXPECT_EQ(status, 0);
    trace.push_back("shut");
  });
  EXPECT_EQ(client.send_status("x"), -EPIPE);
  Ending again;
  EXPECT_EQ(client.shutdown(again, &End<Tcp>::did_end), -ENOTCONN);
  EXPECT_EQ(client.close_reset(), -EINVAL);
  ASSERT_EQ(peer.read(), 0);
  run_until([&] { return peer.end == kEof; });
  EXPECT_EQ(peer.received.size(), size_t(4 << 20));
  run_until([&] { return trace.size() == 2; });
  EXPECT_EQ(trace, (Trace{"written", "shut"}));
}

// --- closing

TEST_P(TcpStream, CloseCancelsRequestsJustBeforeItsCallback) {
  End<Tcp> client, peer;
  connect(client, peer);
  client.send("done", [&](int status) { trace.push_back(status == 0 ? "done" : "?"); });
  client.send(std::string(8 << 20, 'x'),
              [&](int status) { trace.push_back(status == -ECANCELED ? "cancelled" : "?"); });
  client.finish([&](int status) { trace.push_back(status == -ECANCELED ? "no shutdown" : "?"); });
  client.shut([&] { trace.push_back("closed"); });
  EXPECT_TRUE(trace.empty());
  run_until([&] { return trace.size() == 4; });
  EXPECT_EQ(trace, (Trace{"done", "cancelled", "no shutdown", "closed"}));
}

TEST_P(TcpStream, CloseCancelsAConnect) {
  End<Tcp> server, client;
  sockaddr_in address = listen(server, [](int) {});
  client.init(loop);
  Connecting request;
  request.then = [&](int status) {
    trace.push_back(status == -ECANCELED ? "cancelled" : "connected");
  };
  ASSERT_EQ(client.connect(request, as_address(address), sizeof address, &End<Tcp>::connected), 0);
  client.shut([&] { trace.push_back("closed"); });
  run_until([&] { return trace.size() == 2; });
  EXPECT_EQ(trace, (Trace{"cancelled", "closed"}));
}

TEST_P(TcpStream, CloseGivesTheFdBackAtOnce) {
  End<Tcp> client, peer;
  connect(client, peer);
  os::Fd fd = client.fd();
  ASSERT_GE(fd, 0);
  client.close();
  EXPECT_EQ(::fcntl(fd, F_GETFD), -1);
  EXPECT_EQ(client.fd(), os::kNoFd);
  ASSERT_EQ(peer.read(), 0);
  run_until([&] { return peer.end == kEof; });
}

// --- listening

TEST_P(TcpStream, EveryConnectionOfABurstIsAccepted) {
  constexpr int kConnections = 150;
  std::list<End<Tcp>> accepted, clients;
  End<Tcp> server;
  sockaddr_in address = listen(server, [&](int status) {
    ASSERT_EQ(status, 0);
    End<Tcp>& peer = accepted.emplace_back();
    peer.init(loop);
    ASSERT_EQ(server.accept(peer), 0);
  });
  std::list<Connecting> requests;
  for (int i = 0; i < kConnections; ++i) {
    End<Tcp>& client = clients.emplace_back();
    client.init(loop);
    ASSERT_EQ(client.connect(requests.emplace_back(), as_address(address), sizeof address,
                             &End<Tcp>::connected),
              0);
  }
  uint64_t before = loop.metrics().iterations;
  run_until([&] { return accepted.size() == kConnections; });
  EXPECT_LT(loop.metrics().iterations - before, 60u) << "batches grow while there is more";
  for (auto* ends : {&accepted, &clients})
    for (auto& end : *ends) end.close();
}

TEST_P(TcpStream, ConnectionThatIsNotAcceptedHoldsBackTheNext) {
  End<Tcp> server, first, second, client_one, client_two;
  int offered = 0;
  sockaddr_in address = listen(server, [&](int) { ++offered; });
  Connecting requests[2];
  client_one.init(loop);
  client_two.init(loop);
  client_one.connect(requests[0], as_address(address), sizeof address, &End<Tcp>::connected);
  client_two.connect(requests[1], as_address(address), sizeof address, &End<Tcp>::connected);
  run_until([&] { return offered == 1 && requests[0].status == 0 && requests[1].status == 0; });
  for (int i = 0; i < 5; ++i) loop.run(RunMode::nowait);
  EXPECT_EQ(offered, 1);
  first.init(loop);
  second.init(loop);
  EXPECT_EQ(server.accept(first), 0);
  EXPECT_EQ(server.accept(second), -EAGAIN);
  run_until([&] { return offered == 2; });
  EXPECT_EQ(server.accept(second), 0);
}

TEST_P(TcpStream, OutOfDescriptorsNeitherSpinsNorLosesTheListener) {
  End<Tcp> server, peer, client;
  bool accepted = false;
  sockaddr_in address = listen(server, [&](int status) {
    ASSERT_EQ(status, 0);
    accepted = server.accept(peer) == 0;
  });
  peer.init(loop);
  client.init(loop);
  Connecting request;
  client.connect(request, as_address(address), sizeof address, &End<Tcp>::connected);
  rlimit limit;
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  os::Fd lowest =
      ::dup(client.fd());  // no fd above the ones that are open: poll(2) itself needs as many
  ::close(lowest);
  rlimit none{rlim_t(lowest), limit.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  On<Timer> timer;
  timer.init(loop);
  bool over = false;
  timer->start(timer.then<>([&] { over = true; }), 200ms);
  uint64_t before = loop.metrics().iterations;
  while (!over) loop.run(RunMode::once);
  uint64_t iterations = loop.metrics().iterations - before;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  EXPECT_LT(iterations, 30u);
  EXPECT_FALSE(accepted);
  EXPECT_EQ(request.status, 0) << "it waits in the backlog";
  run_until([&] { return accepted; });
}

TEST_P(TcpStream, ListenerClosedWhileOutOfDescriptors) {
  End<Tcp> server, client;
  sockaddr_in address = listen(server, [&](int) { ADD_FAILURE(); });
  client.init(loop);
  Connecting request;
  client.connect(request, as_address(address), sizeof address, &End<Tcp>::connected);
  rlimit limit;
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  os::Fd lowest =
      ::dup(client.fd());  // no fd above the ones that are open: poll(2) itself needs as many
  ::close(lowest);
  rlimit none{rlim_t(lowest), limit.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  for (int i = 0; i < 5; ++i) loop.run(RunMode::nowait);
  server.close();
  loop.run(RunMode::nowait);
  ::setrlimit(RLIMIT_NOFILE, &limit);
  client.close();
  run();
}

TEST_P(TcpStream, ListenerIsActiveAndKeepsTheLoopUnlessUnreferenced) {
  End<Tcp> server;
  listen(server, [](int) {});
  EXPECT_TRUE(server.active());
  EXPECT_TRUE(loop.alive());
  server.unref();
  EXPECT_FALSE(loop.alive());
  EXPECT_EQ(server.read(), -ENOTCONN);
}

// --- options

int option(const Tcp& tcp, int level, int name) {
  int value = -1;
  socklen_t length = sizeof value;
  ::getsockopt(tcp.fd(), level, name, &value, &length);
  return value;
}

TEST_P(TcpStream, OptionsTakeEffectNowOrWithTheSocket) {
  End<Tcp> client, peer;
  client.init(loop);
  EXPECT_EQ(client.set_nodelay(Toggle::on), 0);
  EXPECT_EQ(client.set_keepalive(Toggle::on, 100s), 0);
  EXPECT_EQ(client.set_keepalive(Toggle::on, 0s), -EINVAL);
  sockaddr_in address = loopback();
  ASSERT_EQ(client.bind(as_address(address), sizeof address), 0);
  EXPECT_EQ(option(client, IPPROTO_TCP, TCP_NODELAY), 1);
  EXPECT_EQ(option(client, SOL_SOCKET, SO_KEEPALIVE), 1);
  EXPECT_EQ(client.set_keepalive(Toggle::on, 33s), 0);
  EXPECT_EQ(option(client, IPPROTO_TCP, TCP_KEEPIDLE), 33);
  EXPECT_EQ(client.set_keepalive(Toggle::off, 0s), 0);
  EXPECT_EQ(option(client, SOL_SOCKET, SO_KEEPALIVE), 0);
  EXPECT_EQ(client.set_nodelay(Toggle::off), 0);
  EXPECT_EQ(option(client, IPPROTO_TCP, TCP_NODELAY), 0);
}

TEST_P(TcpStream, TwoListenersShareAPortWithReusePort) {
  End<Tcp> first, second;
  first.init(loop);
  second.init(loop);
  sockaddr_in address = loopback();
  ASSERT_EQ(first.bind(as_address(address), sizeof address, Tcp::kReusePort), 0);
  first.on_connection = second.on_connection = [](int) {};
  ASSERT_EQ(first.listen(5, &End<Tcp>::connection), 0);
  socklen_t length = sizeof address;
  ASSERT_EQ(first.local_address(reinterpret_cast<sockaddr*>(&address), &length), 0);
  ASSERT_EQ(second.bind(as_address(address), sizeof address, Tcp::kReusePort), 0);
  EXPECT_EQ(second.listen(5, &End<Tcp>::connection), 0);
}

TEST_P(TcpStream, Ipv6OnlyIsForIpv6) {
  End<Tcp> tcp, six;
  tcp.init(loop);
  sockaddr_in address = loopback();
  EXPECT_EQ(tcp.bind(as_address(address), sizeof address, Tcp::kIpv6Only), -EINVAL);
  six.init(loop);
  sockaddr_in6 any{};
  any.sin6_family = AF_INET6;
  int error = six.bind(reinterpret_cast<sockaddr*>(&any), sizeof any, Tcp::kIpv6Only);
  if (error == -EAFNOSUPPORT) GTEST_SKIP() << "no IPv6 here";
  ASSERT_EQ(error, 0);
  EXPECT_EQ(option(six, IPPROTO_IPV6, IPV6_V6ONLY), 1);
}

TEST_P(TcpStream, OpenTakesOverASocketOnce) {
  int pair[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  End<Tcp> one, two, other;
  one.init(loop);
  two.init(loop);
  other.init(loop);
  ASSERT_EQ(one.open(pair[0]), 0);
  EXPECT_TRUE(::fcntl(pair[0], F_GETFL) & O_NONBLOCK);
  EXPECT_EQ(two.open(pair[0]), -EEXIST);
  EXPECT_EQ(one.open(pair[1]), -EBUSY);
  EXPECT_EQ(two.open(-1), -EBADF);
  ASSERT_EQ(other.open(pair[1]), 0);
  ASSERT_EQ(other.read(), 0);
  one.send("hello");
  run_until([&] { return other.received == "hello"; });
}

}  // namespace
}  // namespace gyre::loop
