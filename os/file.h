// System calls on files and directories, one inline function each. All return what the call gives
// or a negative errno, and all but close are repeated when a signal interrupts them. Any thread.
// Paths are NUL-terminated bytes; see the man page of the name.
#pragma once

#include <dirent.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "os/io.h"

namespace gyre::os {

// The seam for faults is the same for all of these.
template <class System>
inline int64_t retrying(System system) noexcept {
  return call(Call::file, [&]() -> int64_t { return system(); });
}

// Every descriptor we open closes at exec.
inline int open_file(const char* path, int flags, mode_t mode) noexcept {
  return int(retrying([&] { return ::open(path, flags | O_CLOEXEC, mode); }));
}
inline int open_at(Fd directory, const char* path, int flags, mode_t mode) noexcept {
  return int(retrying([&] { return ::openat(directory, path, flags | O_CLOEXEC, mode); }));
}
// A negative offset reads or writes at the file's position.
inline int64_t read_vector(Fd fd, const iovec* buffers, int count, int64_t offset) noexcept {
  if (offset < 0) return os::readv(fd, buffers, count);
  if (count > 1) return os::preadv(fd, buffers, count, offset);
  return os::pread(fd, buffers->iov_base, buffers->iov_len, offset);
}
inline int64_t write_vector(Fd fd, const iovec* buffers, int count, int64_t offset) noexcept {
  if (offset < 0) return os::writev(fd, buffers, count);
  if (count > 1) return os::pwritev(fd, buffers, count, offset);
  return os::pwrite(fd, buffers->iov_base, buffers->iov_len, offset);
}

inline int statx_file(Fd directory, const char* path, int flags, unsigned mask,
                      struct statx* out) noexcept {
  return int(retrying([&] { return ::statx(directory, path, flags, mask, out); }));
}
inline int statfs_file(const char* path, struct statfs* out) noexcept {
  return int(retrying([&] { return ::statfs(path, out); }));
}
inline int access_file(const char* path, int mode) noexcept {
  return int(retrying([&] { return ::access(path, mode); }));
}
inline int rename_file(const char* from, const char* to) noexcept {
  return int(retrying([&] { return ::rename(from, to); }));
}
inline int unlink_file(const char* path) noexcept {
  return int(retrying([&] { return ::unlink(path); }));
}
inline int make_directory(const char* path, mode_t mode) noexcept {
  return int(retrying([&] { return ::mkdir(path, mode); }));
}
inline int remove_directory(const char* path) noexcept {
  return int(retrying([&] { return ::rmdir(path); }));
}
inline int link_file(const char* target, const char* path) noexcept {
  return int(retrying([&] { return ::link(target, path); }));
}
inline int make_symlink(const char* target, const char* path) noexcept {
  return int(retrying([&] { return ::symlink(target, path); }));
}
inline int64_t read_symlink(const char* path, char* out, size_t size) noexcept {
  return retrying([&] { return ::readlink(path, out, size); });
}
// The six trailing X are replaced in place.
inline int make_temporary_directory(char* pattern) noexcept {
  return int(retrying([&] { return ::mkdtemp(pattern) != nullptr ? 0 : -1; }));
}
inline int make_temporary_file(char* pattern) noexcept {
  return int(retrying([&] { return ::mkostemp(pattern, O_CLOEXEC); }));
}
inline int change_mode(const char* path, mode_t mode) noexcept {
  return int(retrying([&] { return ::chmod(path, mode); }));
}
inline int change_mode(Fd fd, mode_t mode) noexcept {
  return int(retrying([&] { return ::fchmod(fd, mode); }));
}
inline int change_owner(const char* path, uid_t uid, gid_t gid) noexcept {
  return int(retrying([&] { return ::chown(path, uid, gid); }));
}
inline int change_owner(Fd fd, uid_t uid, gid_t gid) noexcept {
  return int(retrying([&] { return ::fchown(fd, uid, gid); }));
}
inline int change_link_owner(const char* path, uid_t uid, gid_t gid) noexcept {
  return int(retrying([&] { return ::lchown(path, uid, gid); }));
}
inline int set_times(const char* path, const timespec times[2], int flags) noexcept {
  return int(retrying([&] { return ::utimensat(AT_FDCWD, path, times, flags); }));
}
inline int set_times(Fd fd, const timespec times[2]) noexcept {
  return int(retrying([&] { return ::futimens(fd, times); }));
}
inline int sync_file(Fd fd) noexcept {
  return int(retrying([&] { return ::fsync(fd); }));
}
inline int sync_data(Fd fd) noexcept {
  return int(retrying([&] { return ::fdatasync(fd); }));
}
inline int truncate_file(Fd fd, int64_t length) noexcept {
  return int(retrying([&] { return ::ftruncate(fd, length); }));
}
inline int64_t send_file(Fd out, Fd in, off_t* offset, size_t length) noexcept {
  return retrying([&] { return ::sendfile(out, in, offset, length); });
}
inline int64_t copy_range(Fd in, Fd out, size_t length) noexcept {
  return retrying([&] { return ::copy_file_range(in, nullptr, out, nullptr, length, 0); });
}
// Makes `to` share the blocks of `from` (a reflink), where the file system can.
inline int clone_file(Fd from, Fd to) noexcept {
  return int(retrying([&] { return ::ioctl(to, FICLONE, from); }));
}
// Null with *error set.
inline DIR* open_directory(const char* path, int* error) noexcept {
  DIR* directory = ::opendir(path);
  *error = directory != nullptr ? 0 : -errno;
  return directory;
}
// Null at the end (*error 0) or on failure.
inline dirent* read_directory(DIR* directory, int* error) noexcept {
  errno = 0;
  dirent* entry = ::readdir(directory);
  *error = entry != nullptr ? 0 : -errno;
  return entry;
}
inline int close_directory(DIR* directory) noexcept {
  return ::closedir(directory) == 0 ? 0 : -errno;
}

}  // namespace gyre::os
