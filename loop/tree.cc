// Whole directory trees in one job: make with parents, list, remove.
#include <sys/stat.h>
#include <time.h>

#include <algorithm>
#include <cstring>

#include "loop/file.h"
#include "os/file.h"

namespace gyre::loop::file {
namespace {

bool stopped(const Stop* stop) { return stop != nullptr && stop->load(std::memory_order_relaxed); }

int fail(Failure* failure, int error, const char* call, std::string_view path) {
  failure->error = error;
  failure->call = call;
  failure->path = path;
  return error;
}

// The path without its last component and the slashes around it; empty when there is nothing above.
std::string_view parent_of(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {};
  path = path.substr(0, slash);
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  return path;
}

template <class Each>
void for_each_entry(const Listing& listing, Each each) {
  const char* name = listing.names.c_str();
  for (EntryKind kind : listing.kinds) {
    size_t length = std::strlen(name);
    if (!each(std::string_view(name, length), kind)) return;
    name += length + 1;
  }
}

EntryKind settle(const std::string& path, EntryKind kind) {
  if (kind != EntryKind::unknown) return kind;  // a file system without types in its directories
  Stat stat;
  if (file::stat(path.c_str(), FollowLinks::no, &stat) != 0) return EntryKind::unknown;
  return S_ISDIR(stat.mode)   ? EntryKind::directory
         : S_ISLNK(stat.mode) ? EntryKind::link
                              : EntryKind::file;
}

bool worth_another_try(int error) {
  return error == -EBUSY || error == -EMFILE || error == -ENFILE || error == -ENOTEMPTY ||
         error == -EPERM;
}

// Calls remove until it succeeds, fails for good or has had its tries.
template <class Remove>
int with_retries(Retries retries, const Stop* stop, Remove remove) {
  for (uint32_t tried = 0;; ++tried) {
    int error = remove();
    if (!worth_another_try(error) || tried == retries.count || stopped(stop)) return error;
    uint64_t pause = uint64_t{retries.delay_ms} * (tried + 1);
    timespec time{time_t(pause / 1000), long(pause % 1000 * 1000000)};
    ::nanosleep(&time, nullptr);
  }
}

struct Removal {
  Retries retries;
  Failure* failure;
  const Stop* stop;

  int remove_file(const std::string& path) const {
    int error = with_retries(retries, stop, [&] { return os::unlink_file(path.c_str()); });
    return error == 0 || error == -ENOENT ? 0 : fail(failure, error, "unlink", path);
  }

  int remove_directory(std::string& path) const {
    if (stopped(stop)) return fail(failure, -ECANCELED, "rmdir", path);
    int failed = 0;
    int error = with_retries(retries, stop, [&] {
      Listing entries;
      int listed = list(path.c_str(), &entries);
      size_t length = path.size();
      failed = 0;
      for_each_entry(entries, [&](std::string_view name, EntryKind kind) {
        if (path.back() != '/') path += '/';
        path += name;
        failed =
            settle(path, kind) == EntryKind::directory ? remove_directory(path) : remove_file(path);
        path.resize(length);
        return failed == 0;
      });
      if (failed != 0) return 0;  // already reported, with its own tries
      int removed = os::remove_directory(path.c_str());
      // An unreadable directory may still be an empty one; else its own complaint tells more than
      // "not empty".
      return removed == -ENOTEMPTY && listed != 0 ? listed : removed;
    });
    if (failed != 0) return failed;
    return error == 0 || error == -ENOENT ? 0 : fail(failure, error, "rmdir", path);
  }
};

}  // namespace

int make_directories(const char* path, uint32_t mode, std::string* first,
                     Failure* failure) noexcept {
  first->clear();
  std::string target(path);
  std::vector<std::string> missing{target};
  while (!missing.empty()) {
    std::string& current = missing.back();
    int error = os::make_directory(current.c_str(), mode);
    if (error == 0) {
      if (first->empty()) *first = current;
      missing.pop_back();
      continue;
    }
    if (error == -ENOENT) {
      std::string_view parent = parent_of(current);
      // Nothing above that could be made: the name itself is empty, or the working directory is
      // gone.
      if (parent.empty() || parent == current) return fail(failure, error, "mkdir", target);
      missing.emplace_back(parent);
      continue;
    }
    // Already there; the system may name any other trouble first, such as a read-only volume.
    if (kind(current.c_str()) != 1) {
      if (error == -EEXIST && missing.size() > 1)
        error = -ENOTDIR;  // a file in the place of a parent
      return fail(failure, error, "mkdir", target);
    }
    missing.pop_back();
  }
  return 0;
}

int list_tree(const char* path, Listing* out, Failure* failure, const Stop* stop) noexcept {
  const std::string root = std::string(path) + (std::string_view(path).ends_with('/') ? "" : "/");
  std::vector<std::string> directories{""};  // relative to root, each ended by a slash
  for (size_t i = 0; i < directories.size(); ++i) {
    const std::string directory = directories[i];
    const std::string full = i == 0 ? path : root + directory;
    if (stopped(stop)) return fail(failure, -ECANCELED, "scandir", full);
    Listing entries;
    if (int error = list(full.c_str(), &entries)) return fail(failure, error, "scandir", full);
    for_each_entry(entries, [&](std::string_view name, EntryKind type) {
      std::string relative = directory + std::string(name);
      out->add(relative, type);
      // Links are followed; one that leads back up ends where the system refuses to resolve the
      // path.
      bool descend = type == EntryKind::directory ||
                     ((type == EntryKind::link || type == EntryKind::unknown) &&
                      kind((root + relative).c_str()) == 1);
      if (descend) directories.push_back(relative + "/");
      return true;
    });
  }
  return 0;
}

int remove_tree(const char* path, Recursive recursive, Missing missing, Retries retries,
                Failure* failure, const Stop* stop) noexcept {
  Stat stat;
  int error = file::stat(path, FollowLinks::no, &stat);
  if (error == -ENOENT && missing == Missing::ignore) return 0;
  if (error != 0) return fail(failure, error, "lstat", path);
  std::string name(path);
  Removal removal{retries, failure, stop};
  if (!S_ISDIR(stat.mode)) return removal.remove_file(name);
  if (recursive == Recursive::no) return fail(failure, -EISDIR, "rm", name);
  return removal.remove_directory(name);
}

}  // namespace gyre::loop::file
