// Streams with callbacks that capture, for the tests of tcp, pipe and tty.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <csignal>
#include <deque>
#include <functional>
#include <string>

#include "loop/stream.h"
#include "loop/tcp.h"
#include "support.h"

namespace gyre::loop {

struct Writing : WriteRequest {
  std::string bytes;
  std::function<void(int)> then;
  int status = 1;
};
struct Connecting : ConnectRequest {
  std::function<void(int)> then;
  int status = 1;
};
struct Ending : ShutdownRequest {
  std::function<void(int)> then;
  int status = 1;
};

template <class Base>
class End : public Base {
 public:
  std::string received;
  int end = 1;     // what reading ended with, kEof or an error; 1: it goes on
  int allocs = 0;  // with read_into
  std::function<void(ssize_t)> on_read;
  std::function<void(int)> on_connection;
  std::function<void()> on_closed_callback;
  std::deque<Writing> writes;

  ~End() {
    if (this->loop == nullptr) return;
    if (!this->closing()) this->close();
    this->loop->run(RunMode::nowait);  // off the loop before the memory goes
  }

  int read() { return this->read_start(nullptr, &End::did_read); }
  int read_into(size_t size) {
    memory_.resize(size);
    return this->read_start(
        [](Stream* stream, size_t) {
          auto* self = static_cast<End*>(stream);
          ++self->allocs;
          return Buffer{self->memory_.data(), self->memory_.size()};
        },
        &End::did_read);
  }
  Writing& send(std::string bytes, std::function<void(int)> then = nullptr,
                Stream* pass = nullptr) {
    Writing& request = writes.emplace_back();
    request.bytes = std::move(bytes);
    request.then = std::move(then);
    iovec part{request.bytes.data(), request.bytes.size()};
    EXPECT_EQ(this->write(request, {&part, 1}, &End::did_write, pass), 0);
    return request;
  }
  int send_status(std::string_view bytes) {
    static WriteRequest request;
    iovec part{const_cast<char*>(bytes.data()), bytes.size()};
    return this->write(request, {&part, 1}, &End::did_write);
  }
  ssize_t try_send(std::string_view bytes) {
    iovec part{const_cast<char*>(bytes.data()), bytes.size()};
    return this->try_write({&part, 1});
  }
  void finish(std::function<void(int)> then = nullptr) {
    ending_.then = std::move(then);
    EXPECT_EQ(this->shutdown(ending_, &End::did_end), 0);
  }
  Ending& ending() { return ending_; }
  void shut(std::function<void()> then = nullptr) {
    on_closed_callback = std::move(then);
    this->close([](Handle* handle) {
      auto* self = static_cast<End*>(static_cast<Stream*>(handle));
      if (self->on_closed_callback) self->on_closed_callback();
    });
  }
  static void connected(ConnectRequest* request, int status) {
    auto* self = static_cast<Connecting*>(request);
    self->status = status;
    if (self->then) self->then(status);
  }
  static void connection(Stream* server, int status) {
    static_cast<End*>(server)->on_connection(status);
  }
  static void did_end(ShutdownRequest* request, int status) {
    auto* self = static_cast<Ending*>(request);
    self->status = status;
    if (self->then) self->then(status);
  }

 private:
  static void did_read(Stream* stream, ssize_t count, Buffer buffer) {
    auto* self = static_cast<End*>(stream);
    if (count > 0) self->received.append(buffer.data, size_t(count));
    if (count < 0) self->end = int(count);
    if (self->on_read) self->on_read(count);
  }
  static void did_write(WriteRequest* request, int status) {
    auto* self = static_cast<Writing*>(request);
    self->status = status;
    if (self->then) self->then(status);
  }

  std::string memory_;
  Ending ending_;
};

inline sockaddr_in loopback(uint16_t port = 0) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}
inline const sockaddr* as_address(const sockaddr_in& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

inline std::string pattern(size_t size) {
  std::string bytes(size, '\0');
  for (size_t i = 0; i < size; ++i) bytes[i] = char('a' + (i * 7 + i / 1000) % 26);
  return bytes;
}

class StreamTest : public LoopTest {
 protected:
  void SetUp() override {
    ::signal(SIGPIPE, SIG_IGN);
    LoopTest::SetUp();
  }

  // Runs until done, which a callback makes true.
  void run_until(const std::function<bool()>& done) {
    uint64_t end = os::monotonic_now() + 20'000'000'000u;
    while (!done()) {
      ASSERT_LT(os::monotonic_now(), end) << "it never came";
      Timer guard;
      guard.init(loop);
      guard.start([](Timer*) {}, 100ms);
      loop.run(RunMode::once);
      guard.close();
      loop.run(RunMode::nowait);
    }
  }

  // Listens on any port; each connection calls accepted.
  sockaddr_in listen(End<Tcp>& server, std::function<void(int)> connection, int backlog = 511) {
    server.init(loop);
    sockaddr_in address = loopback();
    EXPECT_EQ(server.bind(as_address(address), sizeof address), 0);
    server.on_connection = std::move(connection);
    EXPECT_EQ(server.listen(backlog, &End<Tcp>::connection), 0);
    socklen_t length = sizeof address;
    EXPECT_EQ(server.local_address(reinterpret_cast<sockaddr*>(&address), &length), 0);
    return address;
  }
  // Two connected ends.
  void connect(End<Tcp>& client, End<Tcp>& peer) {
    End<Tcp> server;
    client.init(loop);
    peer.init(loop);
    bool accepted = false;
    sockaddr_in address = listen(server, [&](int) { accepted = server.accept(peer) == 0; });
    Connecting request;
    ASSERT_EQ(client.connect(request, as_address(address), sizeof address, &End<Tcp>::connected),
              0);
    run_until([&] { return accepted && request.status != 1; });
    ASSERT_EQ(request.status, 0);
    server.close();
    loop.run(RunMode::nowait);
  }
};

}  // namespace gyre::loop
