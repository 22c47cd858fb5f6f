#include "loop/tty.h"

#include <pty.h>
#include <sys/ioctl.h>
#include <termios.h>

#include "stream_support.h"

namespace gyre::loop {
namespace {

class TtyStream : public StreamTest {
 protected:
  void SetUp() override {
    StreamTest::SetUp();
    winsize size{24, 80, 0, 0};
    ASSERT_EQ(::openpty(&master, &slave, nullptr, nullptr, &size), 0);
  }
  void TearDown() override {
    StreamTest::TearDown();
    for (os::Fd fd : {master, slave})
      if (fd >= 0) os::close(fd);
  }
  tcflag_t local_flags() {
    termios attributes;
    EXPECT_EQ(::tcgetattr(slave, &attributes), 0);
    return attributes.c_lflag;
  }
  std::string from_master() {
    char bytes[100];
    ssize_t count = os::read(master, bytes, sizeof bytes);
    return std::string(bytes, size_t(std::max<ssize_t>(count, 0)));
  }

  os::Fd master = os::kNoFd, slave = os::kNoFd;
};
ON_EVERY_BACKEND(TtyStream);

TEST_P(TtyStream, ReadsAndWrites) {
  End<Tty> tty;
  ASSERT_EQ(tty.init(loop, slave), 0);
  EXPECT_NE(tty.fd(), slave) << "opened once more";
  EXPECT_FALSE(::fcntl(slave, F_GETFL) & O_NONBLOCK) << "others who share it notice nothing";
  ASSERT_EQ(tty.read(), 0);
  ASSERT_EQ(os::write(master, "line\n", 5), 5);
  run_until([&] { return tty.received == "line\n"; });
  from_master();  // the echo
  Writing& write = tty.send("answer\n");
  run_until([&] { return write.status == 0; });
  EXPECT_EQ(from_master(), "answer\r\n");
}

TEST_P(TtyStream, RawModeGivesEachKeyAndNormalComesBack) {
  End<Tty> tty;
  ASSERT_EQ(tty.init(loop, slave), 0);
  EXPECT_EQ(tty.mode(), Tty::Mode::normal);
  tcflag_t before = local_flags();
  ASSERT_EQ(tty.set_mode(Tty::Mode::raw), 0);
  EXPECT_EQ(local_flags() & (ICANON | ECHO | ISIG), 0u);
  ASSERT_EQ(tty.read(), 0);
  ASSERT_EQ(os::write(master, "\x03k", 2), 2);
  run_until([&] { return tty.received == "\x03k"; });
  ASSERT_EQ(tty.set_mode(Tty::Mode::binary), 0);
  EXPECT_EQ(tty.mode(), Tty::Mode::binary);
  ASSERT_EQ(tty.set_mode(Tty::Mode::normal), 0);
  EXPECT_EQ(local_flags(), before);
}

TEST_P(TtyStream, ResetAndCloseBringTheModeBack) {
  End<Tty> tty;
  ASSERT_EQ(tty.init(loop, slave), 0);
  tcflag_t before = local_flags();
  ASSERT_EQ(tty.set_mode(Tty::Mode::raw), 0);
  EXPECT_NE(local_flags(), before);
  EXPECT_EQ(Tty::reset_mode(), 0);
  EXPECT_EQ(local_flags(), before);
  tty.close();
  End<Tty> again;
  ASSERT_EQ(again.init(loop, slave), 0);
  ASSERT_EQ(again.set_mode(Tty::Mode::raw), 0);
  again.close();
  EXPECT_EQ(local_flags(), before);
  EXPECT_EQ(Tty::reset_mode(), 0);
}

TEST_P(TtyStream, SizeIsTheWindows) {
  End<Tty> tty;
  ASSERT_EQ(tty.init(loop, slave), 0);
  Tty::Size size{};
  ASSERT_EQ(tty.size(&size), 0);
  EXPECT_EQ(size.columns, 80);
  EXPECT_EQ(size.rows, 24);
  winsize wide{10, 132, 0, 0};
  ASSERT_EQ(::ioctl(master, TIOCSWINSZ, &wide), 0);
  ASSERT_EQ(tty.size(&size), 0);
  EXPECT_EQ(size.columns, 132);
  EXPECT_EQ(size.rows, 10);
}

TEST_P(TtyStream, HangUpEndsReading) {
  End<Tty> tty;
  ASSERT_EQ(tty.init(loop, slave), 0);
  ASSERT_EQ(tty.read(), 0);
  os::close(std::exchange(master, os::kNoFd));
  run_until([&] { return tty.end != 1; });
  EXPECT_TRUE(tty.end == kEof || tty.end == -EIO) << tty.end;
}

TEST_P(TtyStream, MasterSideIsUsedAsItIs) {
  End<Tty> tty;
  ASSERT_EQ(tty.init(loop, master), 0);
  EXPECT_EQ(tty.fd(), master);
  ASSERT_EQ(tty.read(), 0);
  ASSERT_EQ(os::write(slave, "out", 3), 3);
  run_until([&] { return tty.received == "out"; });
  tty.close();
  EXPECT_GE(::fcntl(master, F_GETFD), 0) << "still the caller's";
}

TEST_P(TtyStream, WhatIsNoTerminalIsRefused) {
  PipeFds pipe;
  Tty tty;
  EXPECT_EQ(tty.init(loop, pipe.reading()), -EINVAL);
  EXPECT_EQ(tty.init(loop, -1), -EINVAL);
  EXPECT_EQ(tty.set_mode(Tty::Mode::raw), -EBADF);
}

TEST_P(TtyStream, TypesOfFds) {
  EXPECT_EQ(guess_type(slave), FdType::tty);
  EXPECT_EQ(guess_type(-1), FdType::unknown);
  PipeFds pipe;
  EXPECT_EQ(guess_type(pipe.reading()), FdType::pipe);
  std::pair<int, FdType> sockets[] = {{SOCK_STREAM, FdType::tcp}, {SOCK_DGRAM, FdType::udp}};
  for (auto [type, expected] : sockets) {
    os::Fd fd = ::socket(AF_INET, type, 0);
    EXPECT_EQ(guess_type(fd), expected);
    os::close(fd);
  }
  os::Fd fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
  EXPECT_EQ(guess_type(fd), FdType::pipe);
  os::close(fd);
  fd = ::open("/dev/null", O_RDONLY);
  EXPECT_EQ(guess_type(fd), FdType::file);
  os::close(fd);
}

}  // namespace
}  // namespace gyre::loop
