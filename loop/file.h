// What a program does with files, as plain calls on the calling thread: results are 0, a count or a
// descriptor, or a negative errno. loop/fs.h runs the same functions on the pool. Everything here
// may be called from any thread. Paths are NUL-terminated.
#pragma once

#include <sys/uio.h>

#include <atomic>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "os/fd.h"

namespace gyre::loop::file {

using os::Fd;

struct Time {
  int64_t seconds, nanoseconds;
};

struct Stat {
  uint64_t device, mode, links, uid, gid, special_device, block_size, inode, size, blocks;
  Time accessed, modified, changed, born;
};

struct Volume {
  uint64_t type, block_size, blocks, blocks_free, blocks_available, files, files_free;
};

// The numbers are those that programs know as UV_DIRENT_*.
enum class EntryKind : uint8_t { unknown, file, directory, link, fifo, socket, character, block };

// Entries of a directory: names one after the other, each ended by a NUL, beside their kinds.
struct Listing {
  std::string names;
  std::vector<EntryKind> kinds;
  void add(std::string_view name, EntryKind kind) {
    names.append(name).push_back('\0');
    kinds.push_back(kind);
  }
};

// What a job made of several system calls reports when one fails.
struct Failure {
  int error = 0;               // negative errno
  const char* call = "";       // the system call, as programs see it in `error.syscall`
  std::string path, target;    // empty: the message names none
  const char* code = nullptr;  // a refusal of our own rather than the system's: its code and, for
                               // people, its reason
  std::string reason;
};

enum class FollowLinks : uint8_t { no, yes };

int stat(const char* path, FollowLinks, Stat* out) noexcept;
int stat(Fd, Stat* out) noexcept;
// The part of stat that module loading needs: 0 file (or anything that is no directory), 1
// directory, else a negative errno.
int kind(const char* path) noexcept;
int volume(const char* path, Volume* out) noexcept;

// Seconds since the epoch with a fraction. NaN leaves the time as it is, an infinity sets it to
// now.
int set_times(const char* path, double accessed, double modified, FollowLinks) noexcept;
int set_times(Fd, double accessed, double modified) noexcept;

// A negative offset means the file's position. More buffers than the system takes at once go in
// several calls.
int64_t read(Fd, std::span<const iovec>, int64_t offset) noexcept;
int64_t write(Fd, std::span<const iovec>, int64_t offset) noexcept;
// Copies length bytes from in (at offset; a negative one: its position) to out, which may be any
// kind of descriptor.
int64_t send(Fd out, Fd in, int64_t offset, size_t length) noexcept;

enum : int { kCopyExclusive = 1, kCopyClone = 2, kCopyCloneOnly = 4 };
// Contents, mode and, where allowed, owner. A failed copy leaves no target behind.
int copy(const char* from, const char* to, int flags) noexcept;

int read_link(const char* path, std::string* out) noexcept;
int real_path(const char* path, std::string* out) noexcept;
// *pattern gets six characters appended. make_temporary_file returns the descriptor.
int make_temporary_directory(std::string* pattern) noexcept;
int make_temporary_file(std::string* pattern) noexcept;
// Sorted by bytes, without "." and "..".
int list(const char* path, Listing* out) noexcept;

// A directory that is read in parts, in the order the system gives. Whoever calls open_directory
// closes it.
using Directory = void*;
int open_directory(const char* path, Directory* out) noexcept;
// Adds up to count entries; none are left when it adds fewer.
int read_directory(Directory, size_t count, Listing* out) noexcept;
int close_directory(Directory) noexcept;

// ---- jobs of several system calls (whole_file.cc, tree.cc) ----

// Owns malloc'ed memory, so that it can be handed on without a copy.
class Bytes {
 public:
  Bytes() = default;
  Bytes(const Bytes&) = delete;
  Bytes& operator=(const Bytes&) = delete;
  ~Bytes();
  // Room for at least capacity bytes; false when there is no memory.
  bool reserve(size_t capacity) noexcept;
  char* data() noexcept { return data_; }
  const char* data() const noexcept { return data_; }
  size_t size() const noexcept { return size_; }
  size_t capacity() const noexcept { return capacity_; }
  void set_size(size_t size) noexcept { size_ = size; }
  // The memory is the caller's from now on: free() it.
  char* release() noexcept;

 private:
  char* data_ = nullptr;
  size_t size_ = 0, capacity_ = 0;
};

using Stop = std::atomic<bool>;  // set from another thread: a long job ends with -ECANCELED before
                                 // its next system call

inline constexpr uint64_t kLargestRead = (uint64_t{1} << 31) - 1;

// A whole file by path (flags and mode as for open) or from a descriptor's position to the end.
// When the file is larger than kLargestRead the result is -EFBIG with *size set.
int read_whole(const char* path, int flags, Bytes* out, uint64_t* size, Failure*,
               const Stop* = nullptr) noexcept;
int read_whole(Fd, Bytes* out, uint64_t* size, Failure*, const Stop* = nullptr) noexcept;
enum class Flush : uint8_t { no, yes };
int write_whole(const char* path, int flags, uint32_t mode, std::string_view data, Flush, Failure*,
                const Stop* = nullptr) noexcept;
int write_whole(Fd, std::string_view data, Flush, Failure*, const Stop* = nullptr) noexcept;

// The directory and all its missing parents. *first: the topmost one that had to be made; empty
// when all were there.
int make_directories(const char* path, uint32_t mode, std::string* first, Failure*) noexcept;
// Everything below path, level by level; names are relative to it. Links to directories are
// followed.
int list_tree(const char* path, Listing* out, Failure*, const Stop* = nullptr) noexcept;

struct Retries {
  uint32_t count = 0;
  uint32_t delay_ms = 100;  // times the number of the try
};
enum class Missing : uint8_t { fail, ignore };
enum class Recursive : uint8_t { no, yes };
// A file, or with Recursive::yes a directory and all that is in it; a directory without it is
// -EISDIR of call "rm".
int remove_tree(const char* path, Recursive, Missing, Retries, Failure*,
                const Stop* = nullptr) noexcept;

// Options of copy_tree, a set of bits.
enum : uint32_t {
  kTreeRecursive = 1,
  kTreeForce = 2,         // replace what is there already
  kTreeErrorOnExist = 4,  // without kTreeForce: an existing target is an error rather than skipped
  kTreeFollowLinks = 8,   // copy what links point at
  kTreeVerbatimLinks = 16,  // keep the text of relative links
  kTreeKeepTimes = 32,
};
struct TreeCopy {
  uint32_t options = 0;
  int copy_flags = 0;  // kCopy* for each file
};
int copy_tree(const char* from, const char* to, TreeCopy, Failure*, const Stop* = nullptr) noexcept;
// One step of it, for callers that choose among the entries: checks, and copies all but the entries
// of a directory. *directory: permission bits that set_mode gives the target once its entries are
// copied; -1 when from is no directory.
enum class Level : uint8_t { top, below };
int copy_entry(const char* from, const char* to, TreeCopy, Level, int* directory,
               Failure*) noexcept;

}  // namespace gyre::loop::file
