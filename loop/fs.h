// FsRequest: one operation on files, run on the pool's fs lane or, with `perform`, on the calling
// thread. Say what to do with the member named for it, then start it; what it found is in the
// members below when the callback comes. The memory and what is passed by pointer (paths, buffers'
// contents) are the caller's until then; lists of buffers are copied. May be used again afterwards.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "loop/file.h"
#include "loop/work.h"

namespace gyre::loop {

struct FsRequest : Work {
  using Callback = void (*)(FsRequest*);
  using Fd = os::Fd;

  // What few operations need; there when they have run.
  struct Extra {
    std::string
        text;  // read_link, real_path, make_temporary_*, make_directories (the first one made)
    file::Listing entries;  // list, list_tree
    file::Bytes bytes;      // read_whole
    file::Directory directory = nullptr;
    uint64_t size = 0;      // read_whole, when the file is too large
    file::Failure failure;  // jobs of several system calls
    std::vector<iovec> buffers;
    std::string owned;  // write_whole: data that the request owns
  };

  int64_t result =
      0;  // 0, a count, a descriptor, a kind, or a negative errno; -ECANCELED when it never ran
  union {
    file::Stat stat;      // status, link_status
    file::Volume volume;  // volume_status
  };
  Extra& extra();

  FsRequest() noexcept {}
  ~FsRequest() = default;

  // ---- what to do ----
  void open(const char* path, int flags, uint32_t mode);
  void close(Fd fd);
  void read(Fd fd, std::span<const iovec> buffers,
            int64_t offset);  // a negative offset: at the file's position
  void write(Fd fd, std::span<const iovec> buffers, int64_t offset);
  void send(Fd out, Fd in, int64_t offset, size_t length);
  void status(const char* path);
  void link_status(const char* path);
  void status(Fd fd);
  void volume_status(const char* path);
  void access(const char* path, int mode);
  void rename(const char* from, const char* to);
  void unlink(const char* path);
  void make_directory(const char* path, uint32_t mode);
  void remove_directory(const char* path);
  void make_temporary_directory(std::string_view prefix);
  void make_temporary_file(std::string_view prefix);
  void link(const char* target, const char* path);
  void symlink(const char* target, const char* path);
  void read_link(const char* path);
  void real_path(const char* path);
  void change_mode(const char* path, uint32_t mode);
  void change_mode(Fd fd, uint32_t mode);
  void change_owner(const char* path, uint32_t uid, uint32_t gid);
  void change_owner(Fd fd, uint32_t uid, uint32_t gid);
  void change_link_owner(const char* path, uint32_t uid, uint32_t gid);
  void set_times(const char* path, double accessed, double modified);
  void set_link_times(const char* path, double accessed, double modified);
  void set_times(Fd fd, double accessed, double modified);
  void sync(Fd fd);
  void sync_data(Fd fd);
  void truncate(Fd fd, int64_t length);
  void copy(const char* from, const char* to, int flags);
  void list(const char* path);
  void open_directory(const char* path);  // extra().directory
  void read_directory(file::Directory directory, size_t count);
  void close_directory(file::Directory directory);
  // Jobs of several system calls; extra().failure says which one failed.
  void read_whole(const char* path, int flags);
  void read_whole(Fd fd);
  void write_whole(const char* path, int flags, uint32_t mode, std::string_view data,
                   file::Flush flush);
  void write_whole(Fd fd, std::string_view data, file::Flush flush);
  void make_directories(const char* path, uint32_t mode);
  void list_tree(const char* path);
  void remove_tree(const char* path, file::Recursive recursive, file::Missing missing,
                   file::Retries retries);
  void copy_tree(const char* from, const char* to, file::TreeCopy options);
  void copy_entry(const char* from, const char* to, file::TreeCopy options, file::Level level);
  // copy_entry's result for a directory: its permission bits and this.
  static constexpr int64_t kIsDirectory = 1 << 16;

  // ---- when ----
  // On the pool; callback on the loop's thread.
  void start(Loop& owner, Callback callback) noexcept;
  // Now, here; returns result.
  int64_t perform() noexcept;
  // A job under way ends before its next system call with -ECANCELED, one that waits is not begun.
  // The callback comes as ever.
  void stop() noexcept;

 private:
  using Operation = int64_t (*)(FsRequest&);
  void prepare(Operation operation) noexcept;
  void take_buffers(std::span<const iovec> buffers);
  std::span<const iovec> buffers();

  Operation operation_ = nullptr;
  Callback callback_ = nullptr;
  const char* path_ = nullptr;
  const char* target_ = nullptr;
  Fd fd_ = os::kNoFd;
  Fd out_ = os::kNoFd;
  int flags_ = 0;
  uint32_t mode_ = 0;  // or a uid
  uint32_t gid_ = 0;
  uint32_t buffer_count_ = 0;
  union {
    int64_t offset_;
    double accessed_;
  };
  union {
    size_t length_;
    double modified_;
    file::TreeCopy tree_;
    file::Retries retries_;
  };
  iovec few_[4];
  file::Stop stop_{false};
  std::unique_ptr<Extra> extra_;
};

}  // namespace gyre::loop
