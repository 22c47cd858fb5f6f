#include "loop/udp.h"

#include <netinet/in.h>

#include <deque>

#include "os/socket.h"
#include "stream_support.h"

namespace gyre::loop {
namespace {

struct Sending : SendRequest {
  std::string bytes;
  std::function<void(int)> then;
  int status = 1;
};

struct Socket : Udp {
  std::vector<std::string> received;
  std::deque<Sending> sends;
  std::function<void()> on_receive;
  uint16_t sender = 0;
  int failed = 0;
  Whole whole = Whole::yes;

  ~Socket() {
    if (loop == nullptr) return;
    if (!closing()) close();
    loop->run(RunMode::nowait);
  }
  int receive() {
    return receive_start([](Udp* udp, ssize_t count, Buffer bytes, const sockaddr* from, Whole w) {
      auto* self = static_cast<Socket*>(udp);
      self->whole = w;
      if (count < 0) {
        self->failed = int(count);
        return;
      }
      self->received.emplace_back(bytes.data, size_t(count));
      if (from != nullptr)
        self->sender = ntohs(reinterpret_cast<const sockaddr_in*>(from)->sin_port);
      if (self->on_receive) self->on_receive();
    });
  }
  int send_to(std::string bytes, const sockaddr_in* to, std::function<void(int)> then = nullptr) {
    Sending& request = sends.emplace_back();
    request.bytes = std::move(bytes);
    request.then = std::move(then);
    iovec part{request.bytes.data(), request.bytes.size()};
    return send(request, {&part, 1}, reinterpret_cast<const sockaddr*>(to),
                to != nullptr ? sizeof *to : 0, [](SendRequest* request, int status) {
                  auto* self = static_cast<Sending*>(request);
                  self->status = status;
                  if (self->then) self->then(status);
                });
  }
  sockaddr_in local() {
    sockaddr_in address{};
    socklen_t length = sizeof address;
    EXPECT_EQ(local_address(reinterpret_cast<sockaddr*>(&address), &length), 0);
    return address;
  }
  sockaddr_in bind_loopback() {
    sockaddr_in address = loopback();
    EXPECT_EQ(bind(as_address(address), sizeof address), 0);
    return local();
  }
};

class UdpSocket : public StreamTest {};
ON_EVERY_BACKEND(UdpSocket);

TEST_P(UdpSocket, CarriesDatagramsWithTheirBounds) {
  Socket one, two;
  one.init(loop);
  two.init(loop);
  sockaddr_in address = two.bind_loopback();
  ASSERT_EQ(two.receive(), 0);
  EXPECT_EQ(two.receive(), -EALREADY);
  for (const char* text : {"first", "", "third"}) ASSERT_EQ(one.send_to(text, &address), 0);
  EXPECT_EQ(one.sends[0].status, 1) << "not from within send";
  run_until([&] { return two.received.size() == 3; });
  EXPECT_EQ(two.received, (std::vector<std::string>{"first", "", "third"}));
  EXPECT_EQ(two.sender, ntohs(one.local().sin_port)) << "bound by its first send";
  for (Sending& request : one.sends) EXPECT_EQ(request.status, 0);
  EXPECT_EQ(one.queued_count(), 0u);
  EXPECT_FALSE(one.active());
  EXPECT_TRUE(two.active());
}

TEST_P(UdpSocket, ConnectedSocketHasOnePeer) {
  Socket one, two;
  one.init(loop);
  two.init(loop);
  sockaddr_in address = two.bind_loopback();
  two.receive();
  EXPECT_EQ(one.send_to("x", nullptr), -EDESTADDRREQ);
  EXPECT_EQ(one.disconnect(), -ENOTCONN);
  ASSERT_EQ(one.connect(as_address(address), sizeof address), 0);
  EXPECT_EQ(one.connect(as_address(address), sizeof address), -EISCONN);
  EXPECT_EQ(one.send_to("x", &address), -EISCONN);
  ASSERT_EQ(one.send_to("hello", nullptr), 0);
  run_until([&] { return two.received.size() == 1; });
  ASSERT_EQ(one.disconnect(), 0);
  EXPECT_FALSE(one.connected());
  ASSERT_EQ(one.send_to("again", &address), 0);
  run_until([&] { return two.received.size() == 2; });
}

TEST_P(UdpSocket, RefusedDatagramShowsAsAReceiveError) {
  Socket one, gone;
  one.init(loop);
  gone.init(loop);
  sockaddr_in address = gone.bind_loopback();
  gone.close();
  ASSERT_EQ(one.connect(as_address(address), sizeof address), 0);
  ASSERT_EQ(one.receive(), 0);
  ASSERT_EQ(one.send_to("anybody?", nullptr), 0);
  run_until([&] { return one.failed != 0; });
  EXPECT_EQ(one.failed, -ECONNREFUSED);
}

TEST_P(UdpSocket, TrySendAndTooLongADatagram) {
  Socket one, two;
  one.init(loop);
  two.init(loop);
  sockaddr_in address = two.bind_loopback();
  two.receive();
  iovec part{const_cast<char*>("quick"), 5};
  EXPECT_EQ(one.try_send({&part, 1}, as_address(address), sizeof address), 5);
  std::string bytes(70'000, 'x');
  part = {bytes.data(), bytes.size()};
  EXPECT_EQ(one.try_send({&part, 1}, as_address(address), sizeof address), -EMSGSIZE);
  ASSERT_EQ(one.send_to(bytes, &address), 0);
  ASSERT_EQ(one.send_to("after it", &address), 0);
  run_until([&] { return two.received.size() == 2; });
  EXPECT_EQ(one.sends[0].status, -EMSGSIZE);
  EXPECT_EQ(two.received[1], "after it");
}

TEST_P(UdpSocket, CloseCancelsWhatIsQueued) {
  Socket one, two;
  one.init(loop);
  two.init(loop);
  sockaddr_in address = two.bind_loopback();
  ASSERT_EQ(one.send_to("x", &address,
                        [&](int status) { trace.push_back(status == 0 ? "sent" : "cancelled"); }),
            0);
  one.close([](Handle* handle) { static_cast<Socket*>(static_cast<Udp*>(handle))->failed = 5; });
  EXPECT_EQ(one.failed, 0);
  run_until([&] { return one.failed == 5; });
  EXPECT_EQ(trace, Trace{"sent"}) << "it was sent, and its callback still comes first";
}

TEST_P(UdpSocket, StopInsideACallbackKeepsTheNextDatagram) {
  Socket one, two;
  one.init(loop);
  two.init(loop);
  sockaddr_in address = two.bind_loopback();
  two.on_receive = [&] { two.receive_stop(); };
  two.receive();
  one.send_to("a", &address);
  one.send_to("b", &address);
  run_until([&] { return two.received.size() == 1; });
  for (int i = 0; i < 3; ++i) loop.run(RunMode::nowait);
  EXPECT_EQ(two.received.size(), 1u);
  ASSERT_EQ(two.receive(), 0);
  run_until([&] { return two.received.size() == 2; });
}

TEST_P(UdpSocket, AddressInUseUnlessReused) {
  Socket one, two, three;
  one.init(loop);
  two.init(loop);
  three.init(loop);
  sockaddr_in address = loopback();
  ASSERT_EQ(one.bind(as_address(address), sizeof address, Udp::kReusePort), 0);
  address = one.local();
  EXPECT_EQ(two.bind(as_address(address), sizeof address), -EADDRINUSE);
  EXPECT_EQ(three.bind(as_address(address), sizeof address, Udp::kReusePort), 0);
  EXPECT_EQ(two.bind(as_address(address), sizeof address, 64), -EINVAL);
  EXPECT_EQ(two.bind(as_address(address), sizeof address, Udp::kIpv6Only), -EINVAL);
}

TEST_P(UdpSocket, OptionsAreCheckedAndSet) {
  Socket udp;
  udp.init(loop);
  EXPECT_EQ(udp.set_ttl(10), -EBADF);
  EXPECT_EQ(udp.set_broadcast(Toggle::on), -EBADF);
  udp.bind_loopback();
  EXPECT_EQ(udp.set_ttl(0), -EINVAL);
  EXPECT_EQ(udp.set_ttl(256), -EINVAL);
  ASSERT_EQ(udp.set_ttl(10), 0);
  int value = 0;
  ASSERT_EQ(os::get_option(udp.fd(), IPPROTO_IP, IP_TTL, &value), 0);
  EXPECT_EQ(value, 10);
  EXPECT_EQ(udp.set_broadcast(Toggle::on), 0);
  EXPECT_EQ(udp.set_multicast_ttl(256), -EINVAL);
  EXPECT_EQ(udp.set_multicast_ttl(3), 0);
  EXPECT_EQ(udp.set_multicast_loop(Toggle::on), 0);
  EXPECT_EQ(udp.set_multicast_interface("127.0.0.1"), 0);
  EXPECT_EQ(udp.set_multicast_interface("::1"), -EINVAL);
  EXPECT_EQ(udp.set_membership("nonsense", nullptr, Udp::Membership::join), -EINVAL);
  EXPECT_EQ(udp.set_membership("239.1.2.3", "127.0.0.1", Udp::Membership::join), 0);
  EXPECT_EQ(udp.set_membership("239.1.2.3", "127.0.0.1", Udp::Membership::leave), 0);
}

TEST_P(UdpSocket, MulticastReachesAMember) {
  Socket one, two;
  one.init(loop);
  two.init(loop);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  ASSERT_EQ(two.bind(as_address(address), sizeof address), 0);
  if (two.set_membership("239.1.2.3", "127.0.0.1", Udp::Membership::join) != 0)
    GTEST_SKIP() << "no multicast here";
  two.receive();
  one.bind_loopback();
  ASSERT_EQ(one.set_multicast_interface("127.0.0.1"), 0);
  ASSERT_EQ(one.set_multicast_loop(Toggle::on), 0);
  sockaddr_in group = two.local();
  group.sin_addr.s_addr = htonl(0xef010203);
  ASSERT_EQ(one.send_to("to all", &group), 0);
  run_until([&] { return two.received.size() == 1; });
  EXPECT_EQ(two.received[0], "to all");
}

}  // namespace
}  // namespace gyre::loop
