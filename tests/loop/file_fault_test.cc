// File operations on a system that moves less than it was asked to, and fails now and then.
#include <dirent.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "loop/file.h"
#include "os/fault.h"
#include "tests/loop/temporary_directory.h"

namespace gyre::loop {
namespace {

using os::fault::Call;

constexpr uint16_t kOften = 65535 / 3;

int open_descriptors() {
  int count = 0;
  DIR* directory = ::opendir("/proc/self/fd");
  while (::readdir(directory) != nullptr) ++count;
  ::closedir(directory);
  return count;
}

class FileFaults : public testing::Test {
 protected:
  void TearDown() override { os::fault::stop(); }
  std::string big() const {
    std::string text;
    for (int i = 0; text.size() < 300000; ++i) text += std::to_string(i) + "\n";
    return text;
  }
  TemporaryDirectory dir_;
  file::Failure failure_;
};

TEST_F(FileFaults, WholeFilesSurviveShortReadsAndWrites) {
  const std::string text = big(), path = dir_ / "a";
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    os::fault::start(seed);
    os::fault::plan(Call::read, {.shortened = kOften});
    os::fault::plan(Call::write, {.shortened = kOften});
    ASSERT_EQ(file::write_whole(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600, text,
                                file::Flush::no, &failure_),
              0);
    file::Bytes bytes;
    uint64_t size;
    ASSERT_EQ(file::read_whole(path.c_str(), O_RDONLY, &bytes, &size, &failure_), 0);
    EXPECT_EQ(std::string_view(bytes.data(), bytes.size()), text) << "seed " << seed;
  }
}

TEST_F(FileFaults, AFullDiskIsReportedByTheCallThatMetIt) {
  os::fault::start(7);
  os::fault::plan(Call::write, {.error = -ENOSPC, .failures = 65535});
  EXPECT_EQ(file::write_whole((dir_ / "a").c_str(), O_WRONLY | O_CREAT, 0600, "text",
                              file::Flush::no, &failure_),
            -ENOSPC);
  EXPECT_STREQ(failure_.call, "write");
}

// Whatever fails at whatever point: no descriptor stays open, and a copy is there whole or not at
// all.
TEST_F(FileFaults, FailuresLeaveNothingBehind) {
  const std::string text = big();
  write_file(dir_ / "from", text);
  std::string first;
  ASSERT_EQ(file::make_directories((dir_ / "tree/a/b").c_str(), 0777, &first, &failure_), 0);
  write_file(dir_ / "tree/a/f", text);
  int open_before = open_descriptors();
  int failed = 0;
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    os::fault::start(seed);
    for (Call call : {Call::open, Call::read, Call::write, Call::file, Call::close})
      os::fault::plan(call, {.error = -EIO, .failures = 65535 / 20});
    failure_ = {};
    int error = file::copy((dir_ / "from").c_str(), (dir_ / "to").c_str(), 0);
    file::copy_tree((dir_ / "tree").c_str(), (dir_ / "copy").c_str(),
                    {file::kTreeRecursive | file::kTreeForce}, &failure_);
    file::Listing listing;
    file::list_tree((dir_ / "tree").c_str(), &listing, &failure_);
    file::Bytes bytes;
    uint64_t size;
    file::read_whole((dir_ / "from").c_str(), O_RDONLY, &bytes, &size, &failure_);
    os::fault::stop();
    failed += error != 0;
    if (error == 0) {
      EXPECT_EQ(read_file(dir_ / "to"), text) << "seed " << seed;
    }
    file::remove_tree((dir_ / "copy").c_str(), file::Recursive::yes, file::Missing::ignore, {},
                      &failure_);
    ASSERT_EQ(open_descriptors(), open_before) << "seed " << seed;
    ::unlink((dir_ / "to").c_str());
  }
  EXPECT_GT(failed, 20);
  EXPECT_LT(failed, 180);
}

}  // namespace
}  // namespace gyre::loop
