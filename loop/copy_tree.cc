// Copying a tree: what one entry needs, and the walk over all of them.
#include <sys/stat.h>

#include <cstring>
#include <vector>

#include "loop/file.h"
#include "os/file.h"

namespace gyre::loop::file {
namespace {

int fail(Failure* failure, int error, const char* call, const std::string& path,
         const std::string& target = {}) {
  failure->error = error;
  failure->call = call;
  failure->path = path;
  failure->target = target;
  return error;
}

// What the system would allow but a copy must not do.
int refuse(Failure* failure, int error, const char* code, const std::string& path,
           std::string reason) {
  failure->code = code;
  failure->reason = std::move(reason);
  return fail(failure, error, "cp", path);
}

// The absolute path without "." and "..", by the text alone.
std::string resolve(std::string_view path, std::string_view base = {}) {
  std::string result;
  auto append = [&result](std::string_view part) {
    while (!part.empty()) {
      size_t slash = part.find('/');
      std::string_view name = part.substr(0, slash);
      part.remove_prefix(slash == std::string_view::npos ? part.size() : slash + 1);
      if (name == "..") {
        result.resize(result.empty() ? 0 : result.rfind('/'));
      } else if (!name.empty() && name != ".") {
        result.append("/").append(name);
      }
    }
  };
  if (path.empty() || path.front() != '/') {
    if (base.empty() || base.front() != '/') {
      char* here = ::getcwd(nullptr, 0);
      if (here != nullptr) append(here);
      std::free(here);
    }
    append(base);
  }
  append(path);
  return result.empty() ? "/" : result;
}

std::string parent_of(const std::string& absolute) {
  size_t slash = absolute.rfind('/');
  return slash == 0 || slash == std::string::npos ? "/" : absolute.substr(0, slash);
}

// Both absolute: is inner the same as outer or somewhere in it?
bool within(const std::string& inner, const std::string& outer) {
  if (outer == "/") return true;
  return inner.starts_with(outer) && (inner.size() == outer.size() || inner[outer.size()] == '/');
}

bool same_file(const Stat& a, const Stat& b) { return a.device == b.device && a.inode == b.inode; }

int refuse_copy_into_itself(Failure* failure, const std::string& from, const std::string& to) {
  return refuse(failure, -EINVAL, "ERR_FS_CP_EINVAL", to,
                "cannot copy " + from + " to a subdirectory of self " + to);
}

// The target's path may lead into the source by way of a link, which the text of the paths doesn't
// show.
int check_parents(const std::string& from, const Stat& source, const std::string& to,
                  Failure* failure) {
  std::string from_parent = parent_of(resolve(from));
  for (std::string parent = parent_of(resolve(to)); parent != "/" && parent != from_parent;
       parent = parent_of(parent)) {
    Stat stat;
    int error = file::stat(parent.c_str(), FollowLinks::yes, &stat);
    if (error == -ENOENT) continue;
    if (error != 0) return fail(failure, error, "stat", parent);
    if (same_file(source, stat)) return refuse_copy_into_itself(failure, from, to);
  }
  return 0;
}

double seconds(const Time& time) { return double(time.seconds) + double(time.nanoseconds) / 1e9; }

int copy_file(const std::string& from, const Stat& source, const std::string& to, bool there,
              const TreeCopy& copy, Failure* failure) {
  if (there) {
    if ((copy.options & kTreeForce) == 0) {
      if ((copy.options & kTreeErrorOnExist) == 0) return 0;
      return refuse(failure, -EEXIST, "ERR_FS_CP_EEXIST", to, to + " already exists");
    }
    // Replaced rather than overwritten: another name of the old file keeps its contents.
    if (int error = os::unlink_file(to.c_str())) return fail(failure, error, "unlink", to);
  }
  if (int error = file::copy(from.c_str(), to.c_str(), copy.copy_flags))
    return fail(failure, error, "copyfile", from, to);
  if ((copy.options & kTreeKeepTimes) == 0) return 0;
  bool read_only = (source.mode & S_IWUSR) == 0;
  if (read_only) {
    if (int error = os::change_mode(to.c_str(), mode_t((source.mode & 07777) | S_IWUSR)))
      return fail(failure, error, "chmod", to);
  }
  // Read again: copying has just set the source's time of access.
  Stat now;
  if (int error = file::stat(from.c_str(), FollowLinks::yes, &now))
    return fail(failure, error, "stat", from);
  if (int error = file::set_times(to.c_str(), seconds(now.accessed), seconds(now.modified),
                                  FollowLinks::yes))
    return fail(failure, error, "utime", to);
  if (read_only) {
    if (int error = os::change_mode(to.c_str(), mode_t(source.mode & 07777)))
      return fail(failure, error, "chmod", to);
  }
  return 0;
}

int copy_link(const std::string& from, const std::string& to, bool there, const TreeCopy& copy,
              Failure* failure) {
  std::string points_at;
  if (int error = read_link(from.c_str(), &points_at))
    return fail(failure, error, "readlink", from);
  if ((copy.options & kTreeVerbatimLinks) == 0)
    points_at = resolve(points_at, parent_of(resolve(from)));
  if (there) {
    std::string present;
    int error = read_link(to.c_str(), &present);
    // Something other than a link is in the place: making the link says so.
    if (error != 0 && error != -EINVAL) return fail(failure, error, "readlink", to);
    if (error == 0) {
      std::string target = resolve(points_at, parent_of(resolve(from)));
      present = resolve(present, parent_of(resolve(to)));
      if (kind(target.c_str()) == 1 && within(present, target))
        return refuse_copy_into_itself(failure, target, present);
      if (kind(present.c_str()) == 1 && within(target, present))
        return refuse(failure, -EINVAL, "ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY", to,
                      "cannot overwrite " + present + " with " + target);
      if ((error = os::unlink_file(to.c_str())) != 0) return fail(failure, error, "unlink", to);
    }
  }
  int error = os::make_symlink(points_at.c_str(), to.c_str());
  return error == 0 ? 0 : fail(failure, error, "symlink", points_at, to);
}

int walk(std::string& from, std::string& to, const TreeCopy& copy, Level level, Failure* failure,
         const Stop* stop) {
  if (stop != nullptr && stop->load(std::memory_order_relaxed))
    return fail(failure, -ECANCELED, "cp", from, to);
  int directory;
  if (int error = copy_entry(from.c_str(), to.c_str(), copy, level, &directory, failure))
    return error;
  if (directory < 0) return 0;
  Listing entries;
  if (int error = list(from.c_str(), &entries)) return fail(failure, error, "opendir", from);
  const size_t from_length = from.size(), to_length = to.size();
  const char* name = entries.names.c_str();
  for (size_t i = 0; i < entries.kinds.size(); ++i) {
    (from += from.back() == '/' ? "" : "/") += name;
    (to += to.back() == '/' ? "" : "/") += name;
    name += std::strlen(name) + 1;
    int error = walk(from, to, copy, Level::below, failure, stop);
    from.resize(from_length);
    to.resize(to_length);
    if (error != 0) return error;
  }
  // Last, since a directory without write permission could not be filled.
  int error = os::change_mode(to.c_str(), mode_t(directory));
  return error == 0 ? 0 : fail(failure, error, "chmod", to);
}

}  // namespace

int copy_entry(const char* from_path, const char* to_path, TreeCopy copy, Level level,
               int* directory, Failure* failure) noexcept {
  *directory = -1;
  const std::string from(from_path), to(to_path);
  bool follow = (copy.options & kTreeFollowLinks) != 0;
  auto links = follow ? FollowLinks::yes : FollowLinks::no;
  Stat source, target;
  if (int error = file::stat(from_path, links, &source))
    return fail(failure, error, follow ? "stat" : "lstat", from);
  int error = file::stat(to_path, links, &target);
  if (error != 0 && error != -ENOENT) return fail(failure, error, follow ? "stat" : "lstat", to);
  bool there = error == 0;
  bool is_directory = S_ISDIR(source.mode);

  if (there) {
    if (same_file(source, target))
      return refuse(failure, -EINVAL, "ERR_FS_CP_EINVAL", to, "src and dest cannot be the same");
    if (is_directory && !S_ISDIR(target.mode))
      return refuse(failure, -EISDIR, "ERR_FS_CP_DIR_TO_NON_DIR", to,
                    "cannot overwrite non-directory " + to + " with directory " + from);
    if (!is_directory && S_ISDIR(target.mode))
      return refuse(failure, -ENOTDIR, "ERR_FS_CP_NON_DIR_TO_DIR", to,
                    "cannot overwrite directory " + to + " with non-directory " + from);
  }
  if (is_directory && within(resolve(to), resolve(from)))
    return refuse_copy_into_itself(failure, from, to);
  if (level == Level::top) {
    if ((error = check_parents(from, source, to, failure)) != 0) return error;
    if (is_directory && (copy.options & kTreeRecursive) == 0)
      return refuse(failure, -EISDIR, "ERR_FS_EISDIR", from, from + " is a directory (not copied)");
    std::string first;
    if ((error = make_directories(parent_of(resolve(to)).c_str(), 0777, &first, failure)) != 0)
      return error;
  }

  switch (source.mode & S_IFMT) {
    case S_IFDIR:
      if (!there && (error = os::make_directory(to_path, 0777)) != 0)
        return fail(failure, error, "mkdir", to);
      // A directory that was there already keeps its permissions.
      *directory = int((there ? target.mode : source.mode) & 07777);
      return 0;
    case S_IFREG:
    case S_IFCHR:
    case S_IFBLK:
      return copy_file(from, source, to, there, copy, failure);
    case S_IFLNK:
      return copy_link(from, to, there, copy, failure);
    case S_IFSOCK:
      return refuse(failure, -EINVAL, "ERR_FS_CP_SOCKET", to, "cannot copy a socket file: " + to);
    case S_IFIFO:
      return refuse(failure, -EINVAL, "ERR_FS_CP_FIFO_PIPE", to, "cannot copy a FIFO pipe: " + to);
    default:
      return refuse(failure, -EINVAL, "ERR_FS_CP_UNKNOWN", to,
                    "cannot copy an unknown file type: " + to);
  }
}

int copy_tree(const char* from, const char* to, TreeCopy copy, Failure* failure,
              const Stop* stop) noexcept {
  std::string source(from), target(to);
  return walk(source, target, copy, Level::top, failure, stop);
}

}  // namespace gyre::loop::file
