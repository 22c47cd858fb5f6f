// File requests on the pool, and what watches files.
#include "loop/fs.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "loop/fs_event.h"
#include "loop/fs_poll.h"
#include "loop/loop.h"
#include "tests/loop/temporary_directory.h"

namespace gyre::loop {
namespace {

class Fs : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(loop_.open(), 0); }
  void TearDown() override {
    loop_.run();
    EXPECT_EQ(loop_.close(), 0);
  }
  // Runs the request on the pool; its result.
  int64_t finish(FsRequest& request) {
    bool called = false;
    request.data = &called;
    request.start(loop_, [](FsRequest* r) { *static_cast<bool*>(r->data) = true; });
    loop_.run();
    EXPECT_TRUE(called);
    return request.result;
  }
  // To the end, as the handle goes with its test.
  void close(Handle& handle) {
    handle.close();
    loop_.run();
  }
  Loop loop_;
  TemporaryDirectory dir_;
  FsRequest request_;
};

TEST_F(Fs, OpensWritesReadsAndCloses) {
  std::string path = dir_ / "a";
  request_.open(path.c_str(), O_RDWR | O_CREAT, 0640);
  int fd = int(finish(request_));
  ASSERT_GE(fd, 0);
  EXPECT_NE(::fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
  char text[] = "hello", more[] = " world";
  iovec pieces[] = {{text, 5}, {more, 6}};
  request_.write(fd, pieces, -1);
  EXPECT_EQ(finish(request_), 11);
  char back[32] = {};
  iovec room{back, sizeof back};
  request_.read(fd, {&room, 1}, 6);
  EXPECT_EQ(finish(request_), 5);
  EXPECT_STREQ(back, "world");
  request_.status(fd);
  EXPECT_EQ(finish(request_), 0);
  EXPECT_EQ(request_.stat.size, 11u);
  request_.truncate(fd, 4);
  EXPECT_EQ(finish(request_), 0);
  request_.sync(fd);
  EXPECT_EQ(finish(request_), 0);
  request_.close(fd);
  EXPECT_EQ(finish(request_), 0);
  EXPECT_EQ(read_file(path), "hell");
  request_.close(fd);
  EXPECT_EQ(finish(request_), -EBADF);
}

TEST_F(Fs, OnePoolJobReadsAWholeFile) {
  write_file(dir_ / "a", "contents");
  std::string path = dir_ / "a";
  request_.read_whole(path.c_str(), O_RDONLY);
  ASSERT_EQ(finish(request_), 0);
  EXPECT_EQ(std::string(request_.extra().bytes.data(), request_.extra().bytes.size()), "contents");
}

TEST_F(Fs, PerformDoesTheSameHere) {
  std::string path = dir_ / "missing";
  request_.status(path.c_str());
  EXPECT_EQ(request_.perform(), -ENOENT);
  EXPECT_EQ(finish(request_), -ENOENT);
}

TEST_F(Fs, ManyBuffersAreCopiedIntoTheRequest) {
  std::string path = dir_ / "a";
  request_.open(path.c_str(), O_RDWR | O_CREAT, 0600);
  int fd = int(finish(request_));
  std::string text = "abcdefgh";
  {
    std::vector<iovec> pieces;
    for (char& c : text) pieces.push_back({&c, 1});
    request_.write(fd, pieces, 0);
  }
  EXPECT_EQ(finish(request_), 8);
  EXPECT_EQ(read_file(path), text);
  request_.close(fd);
  request_.perform();
}

TEST_F(Fs, DirectoriesAreReadInParts) {
  for (const char* name : {"a", "b", "c"}) write_file(dir_ / name, "");
  request_.open_directory(dir_.path().c_str());
  ASSERT_EQ(finish(request_), 0);
  file::Directory directory = request_.extra().directory;
  request_.read_directory(directory, 2);
  ASSERT_EQ(finish(request_), 0);
  EXPECT_EQ(request_.extra().entries.kinds.size(), 2u);
  request_.read_directory(directory, 2);
  ASSERT_EQ(finish(request_), 0);
  EXPECT_EQ(request_.extra().entries.kinds.size(), 1u);
  request_.close_directory(directory);
  EXPECT_EQ(finish(request_), 0);
}

TEST_F(Fs, AStoppedRequestEndsCancelledOrDone) {
  write_file(dir_ / "a", std::string(1 << 20, 'x'));
  std::string path = dir_ / "a";
  request_.read_whole(path.c_str(), O_RDONLY);
  bool called = false;
  request_.data = &called;
  request_.start(loop_, [](FsRequest* r) { *static_cast<bool*>(r->data) = true; });
  request_.stop();
  loop_.run();
  EXPECT_TRUE(called);
  EXPECT_TRUE(request_.result == -ECANCELED || request_.result == 0);
}

TEST_F(Fs, TemporaryNamesDiffer) {
  request_.make_temporary_directory(dir_ / "t-");
  ASSERT_EQ(finish(request_), 0);
  std::string first = request_.extra().text;
  request_.make_temporary_directory(dir_ / "t-");
  ASSERT_EQ(finish(request_), 0);
  EXPECT_NE(first, request_.extra().text);
  EXPECT_EQ(file::kind(first.c_str()), 1);
  request_.make_temporary_file(dir_ / "f-");
  int fd = int(finish(request_));
  ASSERT_GE(fd, 0);
  ::close(fd);
}

// ---- FsEvent ----

struct Seen {
  std::vector<std::string> events;  // "name:bits"
  size_t enough = 1;
  Loop* loop = nullptr;
};

void note(FsEvent* event, const char* name, int events, int status) {
  auto* seen = static_cast<Seen*>(event->data);
  EXPECT_EQ(status, 0);
  seen->events.push_back(std::string(name) + ":" + std::to_string(events));
  if (seen->events.size() >= seen->enough) event->stop();
}

TEST_F(Fs, EventsOfADirectoryNameItsEntries) {
  FsEvent event;
  Seen seen{.enough = 2};
  event.init(loop_);
  event.data = &seen;
  ASSERT_EQ(event.start(dir_.path().c_str(), &note), 0);
  write_file(dir_ / "new", "x");
  loop_.run();
  EXPECT_EQ(seen.events, (std::vector<std::string>{"new:1", "new:2"}));
  close(event);
}

TEST_F(Fs, EventsOfAFileNameIt) {
  write_file(dir_ / "a", "");
  FsEvent event;
  Seen seen;
  event.init(loop_);
  event.data = &seen;
  ASSERT_EQ(event.start((dir_ / "a").c_str(), &note), 0);
  EXPECT_EQ(::chmod((dir_ / "a").c_str(), 0600), 0);
  loop_.run();
  EXPECT_EQ(seen.events, std::vector<std::string>{"a:2"});
  close(event);
}

TEST_F(Fs, WatchingWhatIsMissingFails) {
  FsEvent event;
  event.init(loop_);
  EXPECT_EQ(event.start((dir_ / "nope").c_str(), &note), -ENOENT);
  EXPECT_FALSE(event.active());
  close(event);
}

TEST_F(Fs, ACallbackMayStopTheOtherWatchersOfTheSameFile) {
  FsEvent first, second;
  static FsEvent* other;
  static int calls;
  other = &second;
  calls = 0;
  auto stop_both = [](FsEvent* event, const char*, int, int) {
    ++calls;
    event->stop();
    other->stop();
  };
  first.init(loop_);
  second.init(loop_);
  ASSERT_EQ(first.start(dir_.path().c_str(), stop_both), 0);
  ASSERT_EQ(second.start(dir_.path().c_str(), stop_both), 0);
  write_file(dir_ / "new", "x");
  loop_.run();
  EXPECT_EQ(calls, 1);
  close(first);
  close(second);
}

TEST_F(Fs, AnUnreferencedWatcherDoesNotKeepTheLoopAlive) {
  FsEvent event;
  event.init(loop_);
  ASSERT_EQ(event.start(dir_.path().c_str(), &note), 0);
  event.unref();
  EXPECT_FALSE(loop_.run());
  close(event);
}

// ---- FsPoll ----

TEST_F(Fs, PollingTellsOfAMissingFileAndOfItsArrival) {
  static std::vector<int> told;
  static std::string path;
  told.clear();
  path = dir_ / "later";
  FsPoll poll;
  poll.init(loop_);
  ASSERT_EQ(
      poll.start(path.c_str(), std::chrono::milliseconds(1),
                 [](FsPoll* self, int status, const file::Stat& before, const file::Stat& now) {
                   told.push_back(status);
                   if (status != 0) {
                     EXPECT_EQ(now.links, 0u);
                     write_file(path, "here");
                   } else {
                     EXPECT_EQ(before.links, 0u);
                     EXPECT_EQ(now.links, 1u);
                     self->stop();
                   }
                 }),
      0);
  loop_.run();
  EXPECT_EQ(told, (std::vector<int>{-ENOENT, 0}));
  close(poll);
}

TEST_F(Fs, PollingStopsWithALookUnderWay) {
  FsPoll poll;
  poll.init(loop_);
  ASSERT_EQ(poll.start(dir_.path().c_str(), std::chrono::milliseconds(1),
                       [](FsPoll*, int, const file::Stat&, const file::Stat&) { FAIL(); }),
            0);
  close(poll);
  EXPECT_EQ(poll.start("x", std::chrono::milliseconds(1), nullptr), -EINVAL);
}

}  // namespace
}  // namespace gyre::loop
