#include "loop/dns.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <condition_variable>
#include <mutex>

#include "stream_support.h"
#include "threadpool/threadpool.h"

namespace gyre::loop {
namespace {

struct Lookup : AddressRequest {
  int status = 1;
  static void over(AddressRequest* request, int status) {
    static_cast<Lookup*>(request)->status = status;
  }
};

class Dns : public StreamTest {};
ON_EVERY_BACKEND(Dns);

addrinfo numeric() {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  return hints;
}

TEST_P(Dns, ResolvesANumericAddress) {
  Lookup lookup;
  addrinfo hints = numeric();
  char host[] = "127.0.0.1", service[] = "8080";
  ASSERT_EQ(lookup.start(loop, host, service, &hints, &Lookup::over), 0);
  host[0] = service[0] = 'x';  // copied
  EXPECT_EQ(lookup.status, 1);
  run();
  ASSERT_EQ(lookup.status, 0);
  ASSERT_NE(lookup.addresses, nullptr);
  auto* address = reinterpret_cast<sockaddr_in*>(lookup.addresses->ai_addr);
  EXPECT_EQ(ntohl(address->sin_addr.s_addr), INADDR_LOOPBACK);
  EXPECT_EQ(ntohs(address->sin_port), 8080);
  // And once more with the same request.
  ASSERT_EQ(lookup.start(loop, "::1", nullptr, &hints, &Lookup::over), 0);
  run();
  ASSERT_EQ(lookup.status, 0);
  EXPECT_EQ(lookup.addresses->ai_family, AF_INET6);
}

TEST_P(Dns, FailuresHaveTheirOwnNumbers) {
  Lookup lookup;
  addrinfo hints = numeric();
  ASSERT_EQ(lookup.start(loop, "not-an-address", nullptr, &hints, &Lookup::over), 0);
  run();
  EXPECT_EQ(lookup.status, kEaiNoName);
  EXPECT_EQ(lookup.addresses, nullptr);
  hints.ai_family = AF_INET6;
  ASSERT_EQ(lookup.start(loop, "127.0.0.1", nullptr, &hints, &Lookup::over), 0);
  run();
  EXPECT_TRUE(lookup.status == kEaiAddressFamily || lookup.status == kEaiNoName) << lookup.status;
  EXPECT_EQ(lookup.start(loop, nullptr, nullptr, nullptr, &Lookup::over), -EINVAL);
  EXPECT_EQ(lookup.start(loop, std::string(300, 'x').c_str(), nullptr, nullptr, &Lookup::over),
            -ENAMETOOLONG);
  EXPECT_EQ(lookup.start(loop, "x", nullptr, nullptr, nullptr), -EINVAL);
}

struct Gate {
  std::mutex mutex;
  std::condition_variable changed;
  bool open = false;
};
struct Blocker : Work {
  Gate* gate;
};

TEST_P(Dns, CancelledBeforeItStartedSaysSo) {
  Gate gate;
  std::vector<std::unique_ptr<Blocker>> blockers;
  for (int i = 0; i < threadpool::size(); ++i) {
    auto& blocker = *blockers.emplace_back(std::make_unique<Blocker>());
    blocker.gate = &gate;
    blocker.run = [](Work* work) {
      Gate& gate = *static_cast<Blocker*>(work)->gate;
      std::unique_lock lock(gate.mutex);
      gate.changed.wait(lock, [&] { return gate.open; });
    };
    blocker.done = [](Work*, int) {};
    blocker.submit(loop, Lane::dns);
  }
  Lookup lookup;
  ASSERT_EQ(lookup.start(loop, "127.0.0.1", nullptr, nullptr, &Lookup::over), 0);
  EXPECT_EQ(lookup.cancel(), 0);
  run_until([&] { return lookup.status != 1; });
  EXPECT_EQ(lookup.status, kEaiCanceled);
  {
    std::lock_guard lock(gate.mutex);
    gate.open = true;
  }
  gate.changed.notify_all();
  run();
}

struct Reverse : NameRequest {
  int status = 1;
  static void over(NameRequest* request, int status) {
    static_cast<Reverse*>(request)->status = status;
  }
};

TEST_P(Dns, NamesAnAddress) {
  Reverse reverse;
  sockaddr_in address = loopback(80);
  ASSERT_EQ(
      reverse.start(loop, as_address(address), NI_NUMERICHOST | NI_NUMERICSERV, &Reverse::over), 0);
  run();
  ASSERT_EQ(reverse.status, 0);
  EXPECT_STREQ(reverse.host, "127.0.0.1");
  EXPECT_STREQ(reverse.service, "80");
  sockaddr_in wrong{};
  wrong.sin_family = AF_UNIX;
  EXPECT_EQ(reverse.start(loop, as_address(wrong), 0, &Reverse::over), -EINVAL);
  EXPECT_EQ(reverse.start(loop, nullptr, 0, &Reverse::over), -EINVAL);
}

}  // namespace
}  // namespace gyre::loop
