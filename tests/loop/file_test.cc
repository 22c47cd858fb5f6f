#include "loop/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstring>

#include "tests/loop/temporary_directory.h"

namespace gyre::loop {
namespace {

using file::EntryKind;
using file::Failure;
using file::Flush;
using file::FollowLinks;
using file::Missing;
using file::Recursive;

int open_descriptors() {
  int count = 0;
  DIR* directory = ::opendir("/proc/self/fd");
  while (::readdir(directory) != nullptr) ++count;
  ::closedir(directory);
  return count;
}

// Every test leaves as many descriptors open as it found.
class File : public testing::Test {
 protected:
  void SetUp() override { open_before_ = open_descriptors(); }
  void TearDown() override { EXPECT_EQ(open_descriptors(), open_before_); }
  TemporaryDirectory dir_;
  Failure failure_;

 private:
  int open_before_ = 0;
};

std::vector<std::string> names_of(const file::Listing& listing) {
  std::vector<std::string> names;
  const char* name = listing.names.c_str();
  for (size_t i = 0; i < listing.kinds.size(); ++i, name += std::strlen(name) + 1)
    names.emplace_back(name);
  return names;
}

TEST_F(File, StatTellsSizeModeAndTimes) {
  write_file(dir_ / "a", "12345");
  ASSERT_EQ(::chmod((dir_ / "a").c_str(), 0640), 0);
  file::Stat stat;
  ASSERT_EQ(file::stat((dir_ / "a").c_str(), FollowLinks::yes, &stat), 0);
  struct stat expected;
  ASSERT_EQ(::stat((dir_ / "a").c_str(), &expected), 0);
  EXPECT_EQ(stat.size, 5u);
  EXPECT_EQ(stat.mode, S_IFREG | 0640u);
  EXPECT_EQ(stat.inode, expected.st_ino);
  EXPECT_EQ(stat.device, expected.st_dev);
  EXPECT_EQ(stat.modified.seconds, expected.st_mtim.tv_sec);
  EXPECT_EQ(stat.modified.nanoseconds, expected.st_mtim.tv_nsec);
}

TEST_F(File, StatOfLinkAndOfItsTarget) {
  ASSERT_EQ(::symlink("nowhere", (dir_ / "link").c_str()), 0);
  file::Stat stat;
  EXPECT_EQ(file::stat((dir_ / "link").c_str(), FollowLinks::yes, &stat), -ENOENT);
  ASSERT_EQ(file::stat((dir_ / "link").c_str(), FollowLinks::no, &stat), 0);
  EXPECT_TRUE(S_ISLNK(stat.mode));
}

TEST_F(File, KindTellsFilesFromDirectories) {
  write_file(dir_ / "a", "");
  EXPECT_EQ(file::kind((dir_ / "a").c_str()), 0);
  EXPECT_EQ(file::kind(dir_.path().c_str()), 1);
  EXPECT_EQ(file::kind((dir_ / "b").c_str()), -ENOENT);
  EXPECT_EQ(file::kind((dir_ / "a/b").c_str()), -ENOTDIR);
}

TEST_F(File, TimesAreSetToTheMicrosecond) {
  write_file(dir_ / "a", "");
  std::string path = dir_ / "a";
  file::Stat stat;
  ASSERT_EQ(file::set_times(path.c_str(), 1.001, -1.5, FollowLinks::yes), 0);
  ASSERT_EQ(file::stat(path.c_str(), FollowLinks::yes, &stat), 0);
  EXPECT_EQ(stat.accessed.seconds, 1);
  EXPECT_EQ(stat.accessed.nanoseconds, 1000000);
  EXPECT_EQ(stat.modified.seconds, -2);
  EXPECT_EQ(stat.modified.nanoseconds, 500000000);
}

TEST_F(File, NanKeepsATimeAndInfinityIsNow) {
  write_file(dir_ / "a", "");
  std::string path = dir_ / "a";
  ASSERT_EQ(file::set_times(path.c_str(), 100, 200, FollowLinks::yes), 0);
  ASSERT_EQ(file::set_times(path.c_str(), std::nan(""), INFINITY, FollowLinks::yes), 0);
  file::Stat stat;
  ASSERT_EQ(file::stat(path.c_str(), FollowLinks::yes, &stat), 0);
  EXPECT_EQ(stat.accessed.seconds, 100);
  EXPECT_GT(stat.modified.seconds, 1000000000);
}

TEST_F(File, MoreBuffersThanTheSystemTakesGoInSeveralCalls) {
  std::string text(3000, 'x');
  for (size_t i = 0; i < text.size(); ++i) text[i] = char('a' + i % 26);
  std::vector<iovec> pieces;
  for (char& c : text) pieces.push_back({&c, 1});
  int fd = ::open((dir_ / "a").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  EXPECT_EQ(file::write(fd, pieces, -1), 3000);
  EXPECT_EQ(file::write(fd, pieces, 2000), 3000);
  std::string expected = text.substr(0, 2000) + text;
  EXPECT_EQ(read_file(dir_ / "a"), expected);
  std::string back(3000, ' ');
  std::vector<iovec> holes;
  for (char& c : back) holes.push_back({&c, 1});
  EXPECT_EQ(file::read(fd, holes, 2500), 2500);
  EXPECT_EQ(back.substr(0, 2500), expected.substr(2500));
  ::close(fd);
}

TEST_F(File, SendCopiesBetweenDescriptors) {
  write_file(dir_ / "a", "0123456789");
  int in = ::open((dir_ / "a").c_str(), O_RDONLY | O_CLOEXEC);
  int out = ::open((dir_ / "b").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  EXPECT_EQ(file::send(out, in, 3, 4), 4);
  ::close(out);
  // The kernel's sendfile refuses a target opened for appending.
  out = ::open((dir_ / "b").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  EXPECT_EQ(file::send(out, in, 0, 100), 10);
  EXPECT_EQ(read_file(dir_ / "b"), "34560123456789");
  ::close(in);
  ::close(out);
}

TEST_F(File, CopyTakesContentsAndMode) {
  std::string big(3 << 20, 'q');
  big += "end";
  write_file(dir_ / "a", big);
  ASSERT_EQ(::chmod((dir_ / "a").c_str(), 0751), 0);
  write_file(dir_ / "b", "longer than nothing");
  ASSERT_EQ(file::copy((dir_ / "a").c_str(), (dir_ / "b").c_str(), 0), 0);
  EXPECT_EQ(read_file(dir_ / "b"), big);
  file::Stat stat;
  file::stat((dir_ / "b").c_str(), FollowLinks::yes, &stat);
  EXPECT_EQ(stat.mode & 07777, 0751u);
}

TEST_F(File, CopyOntoItselfKeepsTheFile) {
  write_file(dir_ / "a", "text");
  EXPECT_EQ(file::copy((dir_ / "a").c_str(), (dir_ / "a").c_str(), 0), 0);
  EXPECT_EQ(read_file(dir_ / "a"), "text");
}

TEST_F(File, ExclusiveCopyRefusesAnExistingTarget) {
  write_file(dir_ / "a", "new");
  write_file(dir_ / "b", "old");
  EXPECT_EQ(file::copy((dir_ / "a").c_str(), (dir_ / "b").c_str(), file::kCopyExclusive), -EEXIST);
  EXPECT_EQ(read_file(dir_ / "b"), "old");
}

TEST_F(File, CopyReadsFilesThatClaimToBeEmpty) {
  EXPECT_EQ(file::copy("/proc/self/status", (dir_ / "status").c_str(), 0), 0);
  EXPECT_NE(read_file(dir_ / "status").find("Pid:"), std::string::npos);
}

TEST_F(File, LongLinksAreReadWhole) {
  std::string target(3000, 'l');
  ASSERT_EQ(::symlink(target.c_str(), (dir_ / "link").c_str()), 0);
  std::string read;
  ASSERT_EQ(file::read_link((dir_ / "link").c_str(), &read), 0);
  EXPECT_EQ(read, target);
}

TEST_F(File, ListIsSortedAndKnowsKinds) {
  write_file(dir_ / "b", "");
  ASSERT_EQ(::mkdir((dir_ / "a").c_str(), 0700), 0);
  ASSERT_EQ(::symlink("b", (dir_ / "c").c_str()), 0);
  ASSERT_EQ(::mkfifo((dir_ / "B").c_str(), 0600), 0);
  file::Listing listing;
  ASSERT_EQ(file::list(dir_.path().c_str(), &listing), 0);
  EXPECT_EQ(names_of(listing), (std::vector<std::string>{"B", "a", "b", "c"}));
  EXPECT_EQ(listing.kinds,
            (std::vector{EntryKind::fifo, EntryKind::directory, EntryKind::file, EntryKind::link}));
}

TEST_F(File, ReadsAWholeFile) {
  write_file(dir_ / "a", "all of it");
  file::Bytes bytes;
  uint64_t size;
  ASSERT_EQ(file::read_whole((dir_ / "a").c_str(), O_RDONLY, &bytes, &size, &failure_), 0);
  EXPECT_EQ(std::string(bytes.data(), bytes.size()), "all of it");
}

TEST_F(File, ReadsAPipeToItsEnd) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  ASSERT_EQ(::write(ends[1], "piped", 5), 5);
  ::close(ends[1]);
  file::Bytes bytes;
  uint64_t size;
  ASSERT_EQ(file::read_whole(ends[0], &bytes, &size, &failure_), 0);
  EXPECT_EQ(std::string(bytes.data(), bytes.size()), "piped");
  ::close(ends[0]);
}

TEST_F(File, ReadingADirectoryFailsInReadWithoutAPath) {
  file::Bytes bytes;
  uint64_t size;
  EXPECT_EQ(file::read_whole(dir_.path().c_str(), O_RDONLY, &bytes, &size, &failure_), -EISDIR);
  EXPECT_STREQ(failure_.call, "read");
  EXPECT_EQ(failure_.path, "");
}

TEST_F(File, AFileBeyondTheLimitIsRefusedWithItsSize) {
  write_file(dir_ / "a", "");
  ASSERT_EQ(::truncate((dir_ / "a").c_str(), off_t(file::kLargestRead) + 1), 0);
  file::Bytes bytes;
  uint64_t size;
  EXPECT_EQ(file::read_whole((dir_ / "a").c_str(), O_RDONLY, &bytes, &size, &failure_), -EFBIG);
  EXPECT_EQ(size, file::kLargestRead + 1);
}

TEST_F(File, AStoppedReadEndsBeforeTheNextCall) {
  write_file(dir_ / "a", "text");
  file::Stop stop{true};
  file::Bytes bytes;
  uint64_t size;
  EXPECT_EQ(file::read_whole((dir_ / "a").c_str(), O_RDONLY, &bytes, &size, &failure_, &stop),
            -ECANCELED);
}

TEST_F(File, WritesAWholeFile) {
  int flags = O_WRONLY | O_CREAT | O_TRUNC;
  ASSERT_EQ(
      file::write_whole((dir_ / "a").c_str(), flags, 0600, "first text", Flush::no, &failure_), 0);
  ASSERT_EQ(file::write_whole((dir_ / "a").c_str(), flags, 0600, "second", Flush::yes, &failure_),
            0);
  EXPECT_EQ(read_file(dir_ / "a"), "second");
  EXPECT_EQ(file::write_whole((dir_ / "x/y").c_str(), flags, 0600, "", Flush::no, &failure_),
            -ENOENT);
  EXPECT_STREQ(failure_.call, "open");
}

TEST_F(File, MakesMissingParentsAndTellsTheFirst) {
  std::string first;
  ASSERT_EQ(file::make_directories((dir_ / "a/b//c/").c_str(), 0777, &first, &failure_), 0);
  EXPECT_EQ(first, dir_ / "a");
  EXPECT_EQ(file::kind((dir_ / "a/b/c").c_str()), 1);
  ASSERT_EQ(file::make_directories((dir_ / "a/b").c_str(), 0777, &first, &failure_), 0);
  EXPECT_EQ(first, "");
}

TEST_F(File, AFileInTheWayOfADirectory) {
  write_file(dir_ / "a", "");
  std::string first;
  EXPECT_EQ(file::make_directories((dir_ / "a").c_str(), 0777, &first, &failure_), -EEXIST);
  EXPECT_EQ(file::make_directories((dir_ / "a/b/c").c_str(), 0777, &first, &failure_), -ENOTDIR);
  EXPECT_EQ(failure_.path, dir_ / "a/b/c");
  EXPECT_EQ(file::make_directories("", 0777, &first, &failure_), -ENOENT);
}

TEST_F(File, ListsATreeRelativeToItsRoot) {
  std::string first;
  file::make_directories((dir_ / "a/b").c_str(), 0777, &first, &failure_);
  write_file(dir_ / "a/b/f", "");
  write_file(dir_ / "z", "");
  ASSERT_EQ(::symlink("a", (dir_ / "link").c_str()), 0);
  file::Listing listing;
  ASSERT_EQ(file::list_tree(dir_.path().c_str(), &listing, &failure_), 0);
  EXPECT_EQ(names_of(listing),
            (std::vector<std::string>{"a", "link", "z", "a/b", "link/b", "a/b/f", "link/b/f"}));
}

TEST_F(File, ListingATreeEndsInACircleOfLinks) {
  ASSERT_EQ(::symlink(".", (dir_ / "self").c_str()), 0);
  file::Listing listing;
  ASSERT_EQ(file::list_tree(dir_.path().c_str(), &listing, &failure_), 0);
  EXPECT_GT(listing.kinds.size(), 1u);
  EXPECT_LT(listing.kinds.size(), 100u);
}

TEST_F(File, RemovesATreeButNotWhatLinksPointAt) {
  std::string first;
  file::make_directories((dir_ / "tree/b/c").c_str(), 0777, &first, &failure_);
  file::make_directories((dir_ / "other").c_str(), 0777, &first, &failure_);
  write_file(dir_ / "tree/b/f", "");
  write_file(dir_ / "other/kept", "kept");
  ASSERT_EQ(::symlink("../../other", (dir_ / "tree/b/link").c_str()), 0);
  EXPECT_EQ(file::remove_tree((dir_ / "tree").c_str(), Recursive::no, Missing::fail, {}, &failure_),
            -EISDIR);
  EXPECT_EQ(
      file::remove_tree((dir_ / "tree").c_str(), Recursive::yes, Missing::fail, {}, &failure_), 0);
  EXPECT_EQ(file::kind((dir_ / "tree").c_str()), -ENOENT);
  EXPECT_EQ(read_file(dir_ / "other/kept"), "kept");
}

TEST_F(File, RemovingWhatIsMissing) {
  EXPECT_EQ(file::remove_tree((dir_ / "x").c_str(), Recursive::yes, Missing::fail, {}, &failure_),
            -ENOENT);
  EXPECT_STREQ(failure_.call, "lstat");
  EXPECT_EQ(file::remove_tree((dir_ / "x").c_str(), Recursive::yes, Missing::ignore, {}, &failure_),
            0);
}

TEST_F(File, CopiesATreeWithLinksAndModes) {
  std::string first;
  file::make_directories((dir_ / "from/sub").c_str(), 0777, &first, &failure_);
  write_file(dir_ / "from/sub/f", "text");
  ASSERT_EQ(::symlink("sub/f", (dir_ / "from/link").c_str()), 0);
  ASSERT_EQ(::chmod((dir_ / "from/sub").c_str(), 0711), 0);
  file::TreeCopy options{file::kTreeRecursive | file::kTreeForce};
  ASSERT_EQ(file::copy_tree((dir_ / "from").c_str(), (dir_ / "new/to").c_str(), options, &failure_),
            0)
      << failure_.reason;
  EXPECT_EQ(read_file(dir_ / "new/to/sub/f"), "text");
  std::string target;
  ASSERT_EQ(file::read_link((dir_ / "new/to/link").c_str(), &target), 0);
  EXPECT_EQ(target, dir_ / "from/sub/f");
  file::Stat stat;
  file::stat((dir_ / "new/to/sub").c_str(), FollowLinks::yes, &stat);
  EXPECT_EQ(stat.mode & 0777, 0711u);
  // Once more over what is there now.
  EXPECT_EQ(file::copy_tree((dir_ / "from").c_str(), (dir_ / "new/to").c_str(), options, &failure_),
            0)
      << failure_.reason;
}

TEST_F(File, CopyTreeRefusals) {
  std::string first;
  file::make_directories((dir_ / "d/e").c_str(), 0777, &first, &failure_);
  write_file(dir_ / "f", "text");
  write_file(dir_ / "g", "other");
  auto code = [&](const char* from, const char* to, uint32_t options) {
    failure_ = {};
    int error = file::copy_tree((dir_ / from).c_str(), (dir_ / to).c_str(), {options}, &failure_);
    EXPECT_LT(error, 0);
    return std::string(failure_.code != nullptr ? failure_.code : "none");
  };
  EXPECT_EQ(code("d", "x", 0), "ERR_FS_EISDIR");
  EXPECT_EQ(code("d", "d", file::kTreeRecursive), "ERR_FS_CP_EINVAL");
  EXPECT_EQ(code("d", "d/e/x", file::kTreeRecursive), "ERR_FS_CP_EINVAL");
  EXPECT_EQ(code("d", "f", file::kTreeRecursive), "ERR_FS_CP_DIR_TO_NON_DIR");
  EXPECT_EQ(code("f", "d", file::kTreeRecursive), "ERR_FS_CP_NON_DIR_TO_DIR");
  EXPECT_EQ(code("f", "g", file::kTreeErrorOnExist), "ERR_FS_CP_EEXIST");
  EXPECT_EQ(read_file(dir_ / "g"), "other");
  ASSERT_EQ(::mkfifo((dir_ / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(code("pipe", "x", 0), "ERR_FS_CP_FIFO_PIPE");
  ASSERT_EQ(::symlink("d", (dir_ / "alias").c_str()), 0);
  EXPECT_EQ(code("d", "alias/e/x", file::kTreeRecursive), "ERR_FS_CP_EINVAL");
}

}  // namespace
}  // namespace gyre::loop
