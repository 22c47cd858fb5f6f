#include "loop/pipe.h"

#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <list>
#include <thread>

#include "stream_support.h"
#include "temporary_directory.h"

namespace gyre::loop {
namespace {

class PipeStream : public StreamTest {
 protected:
  std::string path() { return directory.path() + "/socket"; }
  // Listens on name, connects, and exchanges a message.
  void exchange(std::string name) {
    End<Pipe> server, peer, client;
    server.init(loop);
    peer.init(loop);
    client.init(loop);
    ASSERT_EQ(server.bind(name), 0);
    server.on_connection = [&](int status) {
      ASSERT_EQ(status, 0);
      ASSERT_EQ(server.accept(peer), 0);
      ASSERT_EQ(peer.read(), 0);
    };
    ASSERT_EQ(server.listen(5, &End<Pipe>::connection), 0);
    if (name.empty()) {  // the system has chosen
      sockaddr_un address;
      socklen_t length = sizeof address;
      ASSERT_EQ(server.local_address(reinterpret_cast<sockaddr*>(&address), &length), 0);
      name.assign(address.sun_path, length - offsetof(sockaddr_un, sun_path));
      ASSERT_EQ(name[0], '\0');
    }
    Connecting request;
    ASSERT_EQ(client.connect(request, name, &End<Pipe>::connected), 0);
    EXPECT_EQ(request.status, 1);
    client.send("hello");
    run_until([&] { return peer.received == "hello"; });
    EXPECT_EQ(request.status, 0);
  }
  void make_pair(End<Pipe>& one, End<Pipe>& two, Pipe::Ipc ipc) {
    int pair[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    one.init(loop, ipc);
    two.init(loop, ipc);
    ASSERT_EQ(one.open(pair[0]), 0);
    ASSERT_EQ(two.open(pair[1]), 0);
  }

  TemporaryDirectory directory;
};
ON_EVERY_BACKEND(PipeStream);

TEST_P(PipeStream, ConnectsByPathWhichCloseRemoves) {
  exchange(path());
  EXPECT_NE(::access(path().c_str(), F_OK), 0);
}

TEST_P(PipeStream, ConnectsByAbstractName) {
  exchange(std::string("\0gyre-test-", 11) + std::to_string(::getpid()));
  exchange("");
}

TEST_P(PipeStream, NamesThatCannotBeAreRefused) {
  End<Pipe> pipe, client;
  pipe.init(loop);
  client.init(loop);
  EXPECT_EQ(pipe.bind(std::string(200, 'x')), -EINVAL);
  EXPECT_EQ(pipe.bind(std::string("a\0b", 3)), -EINVAL);
  EXPECT_EQ(pipe.bind(directory.path() + "/missing/socket"), -EACCES);
  EXPECT_EQ(pipe.listen(5, &End<Pipe>::connection), -EINVAL);
  Connecting request;
  EXPECT_EQ(client.connect(request, "", &End<Pipe>::connected), -EINVAL);
  EXPECT_EQ(client.connect(request, std::string(200, 'x'), &End<Pipe>::connected), -EINVAL);
  ASSERT_EQ(pipe.bind(path()), 0);
  EXPECT_EQ(pipe.bind(path()), -EINVAL);
  End<Pipe> other;
  other.init(loop);
  EXPECT_EQ(other.bind(path()), -EADDRINUSE);
  EXPECT_EQ(::access(path().c_str(), F_OK), 0) << "who could not bind it must not remove it";
}

TEST_P(PipeStream, LongestNameWorks) {
  std::string name = path();
  name.resize(sizeof(sockaddr_un::sun_path) - 1, 'x');
  exchange(name);
}

TEST_P(PipeStream, FailedConnectComesThroughTheCallback) {
  End<Pipe> client;
  client.init(loop);
  Connecting request;
  ASSERT_EQ(client.connect(request, path(), &End<Pipe>::connected), 0);
  EXPECT_EQ(request.status, 1);
  run();
  EXPECT_EQ(request.status, -ENOENT);
  End<Pipe> second;
  second.init(loop);
  int fd = ::open(path().c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  ::close(fd);
  ASSERT_EQ(second.connect(request, path(), &End<Pipe>::connected), 0);
  run();
  EXPECT_EQ(request.status, -ECONNREFUSED);
}

TEST_P(PipeStream, AccessCanBeWidened) {
  End<Pipe> server;
  server.init(loop);
  EXPECT_EQ(server.change_access(Pipe::kForReading), -EBADF);
  ASSERT_EQ(server.bind(path()), 0);
  ::chmod(path().c_str(), 0600);
  EXPECT_EQ(server.change_access(0), -EINVAL);
  EXPECT_EQ(server.change_access(8), -EINVAL);
  ASSERT_EQ(server.change_access(Pipe::kForReading | Pipe::kForWriting), 0);
  struct stat info;
  ASSERT_EQ(::stat(path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0666u);
}

// --- pipes and FIFOs

TEST_P(PipeStream, EndsOfAPipeGoOneWay) {
  PipeFds fds;
  End<Pipe> reader, writer;
  reader.init(loop);
  writer.init(loop);
  ASSERT_EQ(reader.open(fds.reading()), 0);
  ASSERT_EQ(writer.open(fds.writing()), 0);
  fds.ends[0] = fds.ends[1] = os::kNoFd;
  EXPECT_TRUE(reader.can_read());
  EXPECT_FALSE(reader.can_write());
  EXPECT_EQ(reader.send_status("x"), -EPIPE);
  EXPECT_EQ(writer.read(), -ENOTCONN);
  ASSERT_EQ(reader.read(), 0);
  std::string message = pattern(1 << 20);
  writer.send(message, [&](int) { writer.close(); });
  run_until([&] { return reader.end == kEof; });
  EXPECT_EQ(reader.received, message);
}

TEST_P(PipeStream, WriteWithoutAReaderIsABrokenPipe) {
  PipeFds fds;
  End<Pipe> writer;
  writer.init(loop);
  ASSERT_EQ(writer.open(fds.writing()), 0);
  fds.ends[1] = os::kNoFd;
  os::close(std::exchange(fds.ends[0], os::kNoFd));
  Writing& write = writer.send("x");
  EXPECT_EQ(write.status, 1);
  run();
  EXPECT_EQ(write.status, -EPIPE);
}

TEST_P(PipeStream, ReaderThatGoesFailsAQueuedWrite) {
  PipeFds fds;
  End<Pipe> writer;
  writer.init(loop);
  ASSERT_EQ(writer.open(fds.writing()), 0);
  fds.ends[1] = os::kNoFd;
  Writing& write = writer.send(std::string(1 << 20, 'x'));
  loop.run(RunMode::nowait);
  EXPECT_EQ(write.status, 1);
  os::close(std::exchange(fds.ends[0], os::kNoFd));
  run();
  EXPECT_EQ(write.status, -EPIPE);
}

TEST_P(PipeStream, BlockingWriteIsDoneWhenItReturns) {
  PipeFds fds;
  End<Pipe> writer;
  writer.init(loop);
  ASSERT_EQ(writer.open(fds.writing()), 0);
  fds.ends[1] = os::kNoFd;
  writer.set_blocking(Toggle::on);
  std::string message = pattern(1 << 20), received;
  std::thread reader([&] {
    os::set_nonblocking(fds.reading(), false);
    char bytes[10'000];
    while (received.size() < message.size()) {
      ssize_t count = os::read(fds.reading(), bytes, sizeof bytes);
      if (count <= 0) break;
      received.append(bytes, size_t(count));
    }
  });
  Writing& write = writer.send(message);
  EXPECT_EQ(writer.queued_bytes(), 0u);
  EXPECT_EQ(write.status, 1);
  reader.join();
  EXPECT_EQ(received, message);
  run();
  EXPECT_EQ(write.status, 0);
}

TEST_P(PipeStream, ShutdownOfASocketPairEndsThePeersReading) {
  End<Pipe> one, two;
  make_pair(one, two, Pipe::Ipc::off);
  ASSERT_EQ(two.read(), 0);
  one.send("last words");
  one.finish();
  run_until([&] { return two.end == kEof; });
  EXPECT_EQ(two.received, "last words");
  EXPECT_EQ(one.ending().status, 0);
}

// --- passing fds

TEST_P(PipeStream, PassesAListenerWhichServesThen) {
  End<Pipe> one, two;
  make_pair(one, two, Pipe::Ipc::on);
  End<Tcp> listener, taken, client, peer;
  sockaddr_in address = listen(listener, [](int) { ADD_FAILURE() << "it was given away"; });
  taken.init(loop);
  peer.init(loop);
  client.init(loop);
  two.on_read = [&](ssize_t count) {
    if (count <= 0 || two.pending_count() == 0) return;
    EXPECT_EQ(two.pending_kind(), Kind::tcp);
    EXPECT_EQ(two.pending_count(), 1u);
    ASSERT_EQ(two.accept(taken), 0);
    EXPECT_EQ(two.accept(peer), -EAGAIN);
  };
  ASSERT_EQ(two.read(), 0);
  one.send(
      "listener",
      [&](int status) {
        EXPECT_EQ(status, 0);
        listener.close();
      },
      &listener);
  run_until([&] { return taken.fd() >= 0 && listener.closing(); });
  bool accepted = false;
  taken.on_connection = [&](int) { accepted = taken.accept(peer) == 0; };
  ASSERT_EQ(taken.listen(5, &End<Tcp>::connection), 0);
  Connecting request;
  client.connect(request, as_address(address), sizeof address, &End<Tcp>::connected);
  run_until([&] { return accepted; });
}

TEST_P(PipeStream, PassesManyInOrder) {
  constexpr int kMany = 40;
  End<Pipe> one, two;
  make_pair(one, two, Pipe::Ipc::on);
  std::list<End<Pipe>> senders, takers;
  std::vector<os::Fd> others;
  for (int i = 0; i < kMany; ++i) {
    int pair[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    End<Pipe>& sender = senders.emplace_back();
    sender.init(loop);
    ASSERT_EQ(sender.open(pair[0]), 0);
    others.push_back(pair[1]);
    one.send(std::to_string(i) + ";", nullptr, &sender);
  }
  ASSERT_EQ(two.read(), 0);
  run_until([&] { return two.pending_count() == kMany; });
  for (int i = 0; i < kMany; ++i) {
    EXPECT_EQ(two.pending_kind(), Kind::pipe);
    End<Pipe>& taker = takers.emplace_back();
    taker.init(loop);
    ASSERT_EQ(two.accept(taker), 0);
    ASSERT_EQ(taker.try_send(std::to_string(i)), ssize_t(std::to_string(i).size()));
    char bytes[8] = {};
    ASSERT_GT(os::read(others[size_t(i)], bytes, sizeof bytes), 0);
    EXPECT_EQ(std::to_string(i), bytes);
  }
  EXPECT_EQ(two.pending_kind(), std::nullopt);
  for (os::Fd fd : others) os::close(fd);
}

TEST_P(PipeStream, ReceivedFdsNobodyTakesAreClosed) {
  End<Pipe> one, two, passed;
  make_pair(one, two, Pipe::Ipc::on);
  int pair[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
  passed.init(loop);
  ASSERT_EQ(passed.open(pair[0]), 0);
  ASSERT_EQ(two.read(), 0);
  for (int i = 0; i < 3; ++i) one.send("x", nullptr, &passed);
  run_until([&] { return two.pending_count() == 3; });
  passed.close();
  two.close();
  char byte;
  EXPECT_EQ(os::read(pair[1], &byte, 1), 0);
  os::close(pair[1]);
}

TEST_P(PipeStream, OnlyIpcPipesPassFds) {
  End<Pipe> one, two, ipc, other;
  make_pair(one, two, Pipe::Ipc::off);
  make_pair(ipc, other, Pipe::Ipc::on);
  WriteRequest request;
  iovec part{const_cast<char*>("x"), 1};
  EXPECT_EQ(one.write(request, {&part, 1}, nullptr, &two), -EINVAL);
  EXPECT_EQ(ipc.write(request, {}, nullptr, &two), -EINVAL);
  Pipe unopened;
  EXPECT_EQ(ipc.write(request, {&part, 1}, nullptr, &unopened), -EBADF);
  EXPECT_EQ(ipc.listen(5, &End<Pipe>::connection), -EINVAL);
}

TEST_P(PipeStream, StandardDescriptorsSurviveClose) {
  os::Fd saved = os::duplicate(STDIN_FILENO);
  PipeFds fds;
  ASSERT_EQ(os::duplicate_over(fds.reading(), STDIN_FILENO, 0), 0);
  {
    End<Pipe> input;
    input.init(loop);
    ASSERT_EQ(input.open(STDIN_FILENO), 0);
  }
  EXPECT_GE(::fcntl(STDIN_FILENO, F_GETFD), 0);
  if (saved >= 0) os::duplicate_over(saved, STDIN_FILENO, 0);
  if (saved >= 0) os::close(saved);
}

}  // namespace
}  // namespace gyre::loop
