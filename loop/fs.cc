#include "loop/fs.h"

#include <algorithm>
#include <cerrno>

#include "loop/loop.h"
#include "os/file.h"

namespace gyre::loop {

using file::FollowLinks;

FsRequest::Extra& FsRequest::extra() {
  if (extra_ == nullptr) extra_ = std::make_unique<Extra>();
  return *extra_;
}

void FsRequest::prepare(Operation operation) noexcept {
  operation_ = operation;
  result = 0;
  if (extra_ != nullptr) extra_->failure = {};
  stop_.store(false, std::memory_order_relaxed);
}

void FsRequest::take_buffers(std::span<const iovec> buffers) {
  buffer_count_ = uint32_t(buffers.size());
  if (buffers.size() <= std::size(few_)) {
    std::copy(buffers.begin(), buffers.end(), few_);
  } else {
    extra().buffers.assign(buffers.begin(), buffers.end());
  }
}

std::span<const iovec> FsRequest::buffers() {
  return {buffer_count_ <= std::size(few_) ? few_ : extra_->buffers.data(), buffer_count_};
}

int64_t FsRequest::perform() noexcept {
  result = operation_(*this);
  return result;
}

void FsRequest::start(Loop& owner, Callback callback) noexcept {
  callback_ = callback;
  run = [](Work* work) { static_cast<FsRequest*>(work)->perform(); };
  done = [](Work* work, int status) {
    auto* self = static_cast<FsRequest*>(work);
    if (status != 0) {
      self->result = status;
      if (self->extra_ != nullptr) self->extra_->failure.error = status;
    }
    self->callback_(self);
  };
  submit(owner, Lane::fs);
}

void FsRequest::stop() noexcept {
  stop_.store(true, std::memory_order_relaxed);
  if (under_way()) cancel();
}

void FsRequest::open(const char* path, int flags, uint32_t mode) {
  path_ = path, flags_ = flags, mode_ = mode;
  prepare([](FsRequest& r) -> int64_t { return os::open_file(r.path_, r.flags_, r.mode_); });
}

void FsRequest::close(Fd fd) {
  fd_ = fd;
  prepare([](FsRequest& r) -> int64_t { return os::close(r.fd_); });
}

void FsRequest::read(Fd fd, std::span<const iovec> buffers, int64_t offset) {
  fd_ = fd, offset_ = offset;
  take_buffers(buffers);
  prepare([](FsRequest& r) { return file::read(r.fd_, r.buffers(), r.offset_); });
}

void FsRequest::write(Fd fd, std::span<const iovec> buffers, int64_t offset) {
  fd_ = fd, offset_ = offset;
  take_buffers(buffers);
  prepare([](FsRequest& r) { return file::write(r.fd_, r.buffers(), r.offset_); });
}

void FsRequest::send(Fd out, Fd in, int64_t offset, size_t length) {
  out_ = out, fd_ = in, offset_ = offset, length_ = length;
  prepare([](FsRequest& r) { return file::send(r.out_, r.fd_, r.offset_, r.length_); });
}

void FsRequest::status(const char* path) {
  path_ = path;
  prepare([](FsRequest& r) -> int64_t { return file::stat(r.path_, FollowLinks::yes, &r.stat); });
}

void FsRequest::link_status(const char* path) {
  path_ = path;
  prepare([](FsRequest& r) -> int64_t { return file::stat(r.path_, FollowLinks::no, &r.stat); });
}

void FsRequest::status(Fd fd) {
  fd_ = fd;
  prepare([](FsRequest& r) -> int64_t { return file::stat(r.fd_, &r.stat); });
}

void FsRequest::volume_status(const char* path) {
  path_ = path;
  prepare([](FsRequest& r) -> int64_t { return file::volume(r.path_, &r.volume); });
}

void FsRequest::access(const char* path, int mode) {
  path_ = path, flags_ = mode;
  prepare([](FsRequest& r) -> int64_t { return os::access_file(r.path_, r.flags_); });
}

void FsRequest::rename(const char* from, const char* to) {
  path_ = from, target_ = to;
  prepare([](FsRequest& r) -> int64_t { return os::rename_file(r.path_, r.target_); });
}

void FsRequest::unlink(const char* path) {
  path_ = path;
  prepare([](FsRequest& r) -> int64_t { return os::unlink_file(r.path_); });
}

void FsRequest::make_directory(const char* path, uint32_t mode) {
  path_ = path, mode_ = mode;
  prepare([](FsRequest& r) -> int64_t { return os::make_directory(r.path_, r.mode_); });
}

void FsRequest::remove_directory(const char* path) {
  path_ = path;
  prepare([](FsRequest& r) -> int64_t { return os::remove_directory(r.path_); });
}

void FsRequest::make_temporary_directory(std::string_view prefix) {
  extra().text = prefix;
  prepare([](FsRequest& r) -> int64_t { return file::make_temporary_directory(&r.extra_->text); });
}

void FsRequest::make_temporary_file(std::string_view prefix) {
  extra().text = prefix;
  prepare([](FsRequest& r) -> int64_t { return file::make_temporary_file(&r.extra_->text); });
}

void FsRequest::link(const char* target, const char* path) {
  target_ = target, path_ = path;
  prepare([](FsRequest& r) -> int64_t { return os::link_file(r.target_, r.path_); });
}

void FsRequest::symlink(const char* target, const char* path) {
  target_ = target, path_ = path;
  prepare([](FsRequest& r) -> int64_t { return os::make_symlink(r.target_, r.path_); });
}

void FsRequest::read_link(const char* path) {
  path_ = path;
  extra();
  prepare([](FsRequest& r) -> int64_t { return file::read_link(r.path_, &r.extra_->text); });
}

void FsRequest::real_path(const char* path) {
  path_ = path;
  extra();
  prepare([](FsRequest& r) -> int64_t { return file::real_path(r.path_, &r.extra_->text); });
}

void FsRequest::change_mode(const char* path, uint32_t mode) {
  path_ = path, mode_ = mode;
  prepare([](FsRequest& r) -> int64_t { return os::change_mode(r.path_, r.mode_); });
}

void FsRequest::change_mode(Fd fd, uint32_t mode) {
  fd_ = fd, mode_ = mode;
  prepare([](FsRequest& r) -> int64_t { return os::change_mode(r.fd_, r.mode_); });
}

void FsRequest::change_owner(const char* path, uint32_t uid, uint32_t gid) {
  path_ = path, mode_ = uid, gid_ = gid;
  prepare([](FsRequest& r) -> int64_t { return os::change_owner(r.path_, r.mode_, r.gid_); });
}

void FsRequest::change_owner(Fd fd, uint32_t uid, uint32_t gid) {
  fd_ = fd, mode_ = uid, gid_ = gid;
  prepare([](FsRequest& r) -> int64_t { return os::change_owner(r.fd_, r.mode_, r.gid_); });
}

void FsRequest::change_link_owner(const char* path, uint32_t uid, uint32_t gid) {
  path_ = path, mode_ = uid, gid_ = gid;
  prepare([](FsRequest& r) -> int64_t { return os::change_link_owner(r.path_, r.mode_, r.gid_); });
}

void FsRequest::set_times(const char* path, double accessed, double modified) {
  path_ = path, accessed_ = accessed, modified_ = modified;
  prepare([](FsRequest& r) -> int64_t {
    return file::set_times(r.path_, r.accessed_, r.modified_, FollowLinks::yes);
  });
}

void FsRequest::set_link_times(const char* path, double accessed, double modified) {
  path_ = path, accessed_ = accessed, modified_ = modified;
  prepare([](FsRequest& r) -> int64_t {
    return file::set_times(r.path_, r.accessed_, r.modified_, FollowLinks::no);
  });
}

void FsRequest::set_times(Fd fd, double accessed, double modified) {
  fd_ = fd, accessed_ = accessed, modified_ = modified;
  prepare([](FsRequest& r) -> int64_t { return file::set_times(r.fd_, r.accessed_, r.modified_); });
}

void FsRequest::sync(Fd fd) {
  fd_ = fd;
  prepare([](FsRequest& r) -> int64_t { return os::sync_file(r.fd_); });
}

void FsRequest::sync_data(Fd fd) {
  fd_ = fd;
  prepare([](FsRequest& r) -> int64_t { return os::sync_data(r.fd_); });
}

void FsRequest::truncate(Fd fd, int64_t length) {
  fd_ = fd, offset_ = length;
  prepare([](FsRequest& r) -> int64_t { return os::truncate_file(r.fd_, r.offset_); });
}

void FsRequest::copy(const char* from, const char* to, int flags) {
  path_ = from, target_ = to, flags_ = flags;
  prepare([](FsRequest& r) -> int64_t { return file::copy(r.path_, r.target_, r.flags_); });
}

void FsRequest::list(const char* path) {
  path_ = path;
  extra().entries = {};
  prepare([](FsRequest& r) -> int64_t { return file::list(r.path_, &r.extra_->entries); });
}

void FsRequest::open_directory(const char* path) {
  path_ = path;
  extra();
  prepare([](FsRequest& r) -> int64_t {
    return file::open_directory(r.path_, &r.extra_->directory);
  });
}

void FsRequest::read_directory(file::Directory directory, size_t count) {
  extra().directory = directory;
  extra_->entries = {};
  length_ = count;
  prepare([](FsRequest& r) -> int64_t {
    return file::read_directory(r.extra_->directory, r.length_, &r.extra_->entries);
  });
}

void FsRequest::close_directory(file::Directory directory) {
  extra().directory = directory;
  prepare([](FsRequest& r) -> int64_t { return file::close_directory(r.extra_->directory); });
}

void FsRequest::read_whole(const char* path, int flags) {
  path_ = path, flags_ = flags;
  extra();
  prepare([](FsRequest& r) -> int64_t {
    Extra& x = *r.extra_;
    return file::read_whole(r.path_, r.flags_, &x.bytes, &x.size, &x.failure, &r.stop_);
  });
}

void FsRequest::read_whole(Fd fd) {
  fd_ = fd;
  extra();
  prepare([](FsRequest& r) -> int64_t {
    Extra& x = *r.extra_;
    return file::read_whole(r.fd_, &x.bytes, &x.size, &x.failure, &r.stop_);
  });
}

void FsRequest::write_whole(const char* path, int flags, uint32_t mode, std::string_view data,
                            file::Flush flush) {
  path_ = path, flags_ = flags, mode_ = mode, target_ = data.data(), length_ = data.size(),
  gid_ = uint32_t(flush);
  extra();
  prepare([](FsRequest& r) -> int64_t {
    return file::write_whole(r.path_, r.flags_, r.mode_, {r.target_, r.length_},
                             file::Flush(r.gid_), &r.extra_->failure, &r.stop_);
  });
}

void FsRequest::write_whole(Fd fd, std::string_view data, file::Flush flush) {
  fd_ = fd, target_ = data.data(), length_ = data.size(), gid_ = uint32_t(flush);
  extra();
  prepare([](FsRequest& r) -> int64_t {
    return file::write_whole(r.fd_, {r.target_, r.length_}, file::Flush(r.gid_), &r.extra_->failure,
                             &r.stop_);
  });
}

void FsRequest::make_directories(const char* path, uint32_t mode) {
  path_ = path, mode_ = mode;
  extra();
  prepare([](FsRequest& r) -> int64_t {
    return file::make_directories(r.path_, r.mode_, &r.extra_->text, &r.extra_->failure);
  });
}

void FsRequest::list_tree(const char* path) {
  path_ = path;
  extra().entries = {};
  prepare([](FsRequest& r) -> int64_t {
    return file::list_tree(r.path_, &r.extra_->entries, &r.extra_->failure, &r.stop_);
  });
}

void FsRequest::remove_tree(const char* path, file::Recursive recursive, file::Missing missing,
                            file::Retries retries) {
  path_ = path, flags_ = int(recursive), mode_ = uint32_t(missing), retries_ = retries;
  extra();
  prepare([](FsRequest& r) -> int64_t {
    return file::remove_tree(r.path_, file::Recursive(r.flags_), file::Missing(r.mode_), r.retries_,
                             &r.extra_->failure, &r.stop_);
  });
}

void FsRequest::copy_tree(const char* from, const char* to, file::TreeCopy options) {
  path_ = from, target_ = to, tree_ = options;
  extra();
  prepare([](FsRequest& r) -> int64_t {
    return file::copy_tree(r.path_, r.target_, r.tree_, &r.extra_->failure, &r.stop_);
  });
}

void FsRequest::copy_entry(const char* from, const char* to, file::TreeCopy options,
                           file::Level level) {
  path_ = from, target_ = to, tree_ = options, mode_ = uint32_t(level);
  extra();
  prepare([](FsRequest& r) -> int64_t {
    int directory;
    int error = file::copy_entry(r.path_, r.target_, r.tree_, file::Level(r.mode_), &directory,
                                 &r.extra_->failure);
    return error != 0 ? error : directory < 0 ? 0 : directory | kIsDirectory;
  });
}

}  // namespace gyre::loop
