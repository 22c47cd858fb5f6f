// A directory for one test, gone with everything in it at the end.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "loop/file.h"

namespace gyre::loop {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    const char* base = std::getenv("TMPDIR");
    path_ = std::string(base != nullptr ? base : "/tmp") + "/gyre-test-";
    EXPECT_EQ(file::make_temporary_directory(&path_), 0);
  }
  ~TemporaryDirectory() {
    file::Failure failure;
    file::remove_tree(path_.c_str(), file::Recursive::yes, file::Missing::ignore, {}, &failure);
  }
  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

inline void write_file(const std::string& path, std::string_view text) {
  // By way of stdio, so that preparations do not lean on what is tested.
  std::FILE* out = std::fopen(path.c_str(), "we");
  ASSERT_NE(out, nullptr) << path;
  std::fwrite(text.data(), 1, text.size(), out);
  std::fclose(out);
}

inline std::string read_file(const std::string& path) {
  std::string text;
  std::FILE* in = std::fopen(path.c_str(), "re");
  if (in == nullptr) return "(missing)";
  char buffer[4096];
  for (size_t got; (got = std::fread(buffer, 1, sizeof buffer, in)) > 0;) text.append(buffer, got);
  std::fclose(in);
  return text;
}

}  // namespace gyre::loop
