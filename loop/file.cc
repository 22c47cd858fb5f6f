#include "loop/file.h"

#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>

#include "os/file.h"

namespace gyre::loop::file {
namespace {

Time to_time(const statx_timestamp& stamp) { return {stamp.tv_sec, int64_t{stamp.tv_nsec}}; }

int stat_with(Fd directory, const char* path, int flags, Stat* out) noexcept {
  struct statx x;
  int error = os::statx_file(directory, path, flags, STATX_BASIC_STATS | STATX_BTIME, &x);
  if (error != 0) return error;
  out->device = makedev(x.stx_dev_major, x.stx_dev_minor);
  out->mode = x.stx_mode;
  out->links = x.stx_nlink;
  out->uid = x.stx_uid;
  out->gid = x.stx_gid;
  out->special_device = makedev(x.stx_rdev_major, x.stx_rdev_minor);
  out->block_size = x.stx_blksize;
  out->inode = x.stx_ino;
  out->size = x.stx_size;
  out->blocks = x.stx_blocks;
  out->accessed = to_time(x.stx_atime);
  out->modified = to_time(x.stx_mtime);
  out->changed = to_time(x.stx_ctime);
  out->born = to_time(x.stx_btime);
  return 0;
}

timespec to_timespec(double seconds) {
  if (std::isnan(seconds)) return {0, UTIME_OMIT};
  if (std::isinf(seconds)) return {0, UTIME_NOW};
  // Whole microseconds: a double has no more to give for today's dates, and its error would show
  // below them.
  constexpr double kFurthest = 9e12;
  auto micros = int64_t(std::llround(std::clamp(seconds, -kFurthest, kFurthest) * 1e6));
  int64_t whole = micros / 1000000, rest = micros % 1000000;
  if (rest < 0) --whole, rest += 1000000;
  return {time_t(whole), long(rest * 1000)};
}

EntryKind kind_of(unsigned char type) {
  switch (type) {
    case DT_REG:
      return EntryKind::file;
    case DT_DIR:
      return EntryKind::directory;
    case DT_LNK:
      return EntryKind::link;
    case DT_FIFO:
      return EntryKind::fifo;
    case DT_SOCK:
      return EntryKind::socket;
    case DT_CHR:
      return EntryKind::character;
    case DT_BLK:
      return EntryKind::block;
    default:
      return EntryKind::unknown;
  }
}

// One system call for up to IOV_MAX buffers; a longer list goes on for as long as each call is
// fulfilled.
template <class Call>
int64_t transfer(std::span<const iovec> buffers, int64_t offset, Call call) noexcept {
  if (buffers.size() <= IOV_MAX) return call(buffers.data(), int(buffers.size()), offset);
  int64_t total = 0;
  while (!buffers.empty()) {
    auto part = buffers.first(std::min<size_t>(buffers.size(), IOV_MAX));
    int64_t wanted = 0;
    for (const iovec& buffer : part) wanted += int64_t(buffer.iov_len);
    int64_t done = call(part.data(), int(part.size()), offset);
    if (done < 0) return total > 0 ? total : done;
    total += done;
    if (done < wanted) break;
    if (offset >= 0) offset += done;
    buffers = buffers.subspan(part.size());
  }
  return total;
}

int64_t send_through_buffer(Fd out, Fd in, int64_t offset, size_t length) noexcept {
  constexpr size_t kChunk = 64 * 1024;
  std::unique_ptr<char[]> buffer(new char[kChunk]);
  size_t sent = 0;
  while (sent < length) {
    iovec piece{buffer.get(), std::min(kChunk, length - sent)};
    int64_t got = os::read_vector(in, &piece, 1, offset < 0 ? -1 : offset + int64_t(sent));
    if (got <= 0) return sent > 0 ? int64_t(sent) : got;
    for (int64_t written = 0; written < got;) {
      iovec rest{buffer.get() + written, size_t(got - written)};
      int64_t done = os::write_vector(out, &rest, 1, -1);
      if (done < 0) return sent + size_t(written) > 0 ? int64_t(sent) + written : done;
      written += done;
    }
    sent += size_t(got);
  }
  return int64_t(sent);
}

int copy_contents(Fd from, Fd to, uint64_t size, int flags) noexcept {
  if (flags & (kCopyClone | kCopyCloneOnly)) {
    int error = os::clone_file(from, to);
    if (error == 0 || (flags & kCopyCloneOnly)) return error;
  }
  // In the kernel where it can; what it says about the size may be out of date (or nothing at all,
  // as in /proc).
  uint64_t copied = 0;
  while (copied < size) {
    int64_t done = os::copy_range(from, to, size_t(std::min<uint64_t>(size - copied, 1u << 30)));
    if (done < 0) {
      if (copied == 0) break;
      return int(done);
    }
    if (done == 0) break;
    copied += uint64_t(done);
  }
  for (;;) {
    int64_t done = send(to, from, -1, 1u << 30);
    if (done <= 0) return int(done);
  }
}

}  // namespace

int stat(const char* path, FollowLinks follow, Stat* out) noexcept {
  return stat_with(AT_FDCWD, path, follow == FollowLinks::yes ? 0 : AT_SYMLINK_NOFOLLOW, out);
}

int stat(Fd fd, Stat* out) noexcept { return stat_with(fd, "", AT_EMPTY_PATH, out); }

int kind(const char* path) noexcept {
  struct statx x;
  int error = os::statx_file(AT_FDCWD, path, 0, STATX_TYPE, &x);
  return error != 0 ? error : S_ISDIR(x.stx_mode) ? 1 : 0;
}

int volume(const char* path, Volume* out) noexcept {
  struct statfs buffer;
  int error = os::statfs_file(path, &buffer);
  if (error != 0) return error;
  *out = {uint64_t(buffer.f_type), uint64_t(buffer.f_bsize), buffer.f_blocks, buffer.f_bfree,
          buffer.f_bavail,         buffer.f_files,           buffer.f_ffree};
  return 0;
}

int set_times(const char* path, double accessed, double modified, FollowLinks follow) noexcept {
  timespec times[2] = {to_timespec(accessed), to_timespec(modified)};
  return os::set_times(path, times, follow == FollowLinks::yes ? 0 : AT_SYMLINK_NOFOLLOW);
}

int set_times(Fd fd, double accessed, double modified) noexcept {
  timespec times[2] = {to_timespec(accessed), to_timespec(modified)};
  return os::set_times(fd, times);
}

int64_t read(Fd fd, std::span<const iovec> buffers, int64_t offset) noexcept {
  return transfer(buffers, offset, [fd](const iovec* list, int count, int64_t at) {
    return os::read_vector(fd, list, count, at);
  });
}

int64_t write(Fd fd, std::span<const iovec> buffers, int64_t offset) noexcept {
  return transfer(buffers, offset, [fd](const iovec* list, int count, int64_t at) {
    return os::write_vector(fd, list, count, at);
  });
}

int64_t send(Fd out, Fd in, int64_t offset, size_t length) noexcept {
  off_t position = offset;
  int64_t done = os::send_file(out, in, offset < 0 ? nullptr : &position, length);
  if (done == -EINVAL || done == -ENOSYS || done == -EIO || done == -ENOTSOCK || done == -EXDEV)
    return send_through_buffer(out, in, offset, length);
  return done;
}

int copy(const char* from, const char* to, int flags) noexcept {
  Fd source = os::open_file(from, O_RDONLY, 0);
  if (source < 0) return source;
  Stat original, present;
  int error = stat(source, &original);
  Fd target = os::kNoFd;
  bool same = false;
  if (error == 0) {
    target = os::open_file(to, O_WRONLY | O_CREAT | (flags & kCopyExclusive ? O_EXCL : 0),
                           mode_t(original.mode));
    if (target < 0) error = target;
  }
  if (error == 0) {
    error = stat(target, &present);
    same = error == 0 && present.device == original.device && present.inode == original.inode;
    if (error == 0 && !same) {
      if (present.size > 0) error = os::truncate_file(target, 0);
      // As cp -p: an owner that we may not give away is no failure.
      if (error == 0) os::change_owner(target, uid_t(original.uid), gid_t(original.gid));
      if (error == 0) error = os::change_mode(target, mode_t(original.mode & 07777));
      if (error == -EPERM) error = 0;  // shares without permissions refuse every chmod
      if (error == 0) error = copy_contents(source, target, original.size, flags);
    }
  }
  os::close(source);
  if (target >= 0) {
    int closed = os::close(target);
    if (error == 0) error = closed;
    if (error != 0 && !same) os::unlink_file(to);
  }
  return error;
}

int read_link(const char* path, std::string* out) noexcept {
  // The size that lstat gives is 0 for links in /proc and may change meanwhile, so grow until the
  // answer leaves room.
  for (size_t size = 256;; size *= 2) {
    out->resize(size);
    int64_t got = os::read_symlink(path, out->data(), size);
    if (got < 0) return int(got);
    if (size_t(got) < size) {
      out->resize(size_t(got));
      return 0;
    }
  }
}

int real_path(const char* path, std::string* out) noexcept {
  char* resolved = ::realpath(path, nullptr);
  if (resolved == nullptr) return -errno;
  out->assign(resolved);
  std::free(resolved);
  return 0;
}

int make_temporary_directory(std::string* pattern) noexcept {
  pattern->append("XXXXXX");
  return os::make_temporary_directory(pattern->data());
}

int make_temporary_file(std::string* pattern) noexcept {
  pattern->append("XXXXXX");
  return os::make_temporary_file(pattern->data());
}

int open_directory(const char* path, Directory* out) noexcept {
  int error;
  *out = os::open_directory(path, &error);
  return error;
}

int read_directory(Directory directory, size_t count, Listing* out) noexcept {
  for (size_t read = 0; read < count;) {
    int error;
    dirent* entry = os::read_directory(static_cast<DIR*>(directory), &error);
    if (entry == nullptr) return error;
    const char* name = entry->d_name;
    if (name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'))) continue;
    out->add(name, kind_of(entry->d_type));
    ++read;
  }
  return 0;
}

int close_directory(Directory directory) noexcept {
  return os::close_directory(static_cast<DIR*>(directory));
}

int list(const char* path, Listing* out) noexcept {
  Directory directory;
  int error = open_directory(path, &directory);
  if (error != 0) return error;
  Listing found;
  error = read_directory(directory, SIZE_MAX, &found);
  close_directory(directory);
  if (error != 0) return error;
  struct Entry {
    std::string_view name;
    EntryKind kind;
  };
  std::vector<Entry> entries;
  entries.reserve(found.kinds.size());
  const char* name = found.names.c_str();
  for (EntryKind kind : found.kinds) {
    entries.push_back({name, kind});
    name += entries.back().name.size() + 1;
  }
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.name < b.name; });
  out->names.reserve(found.names.size());
  out->kinds.reserve(entries.size());
  for (const Entry& entry : entries) out->add(entry.name, entry.kind);
  return 0;
}

}  // namespace gyre::loop::file
