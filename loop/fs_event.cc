#include "loop/fs_event.h"

#include <cerrno>
#include <cstring>
#include <unordered_map>
#include <vector>

#include "loop/io.h"
#include "loop/loop.h"
#include "os/inotify.h"
#include "os/io.h"

namespace gyre::loop {

// The inotify descriptor of one loop and who waits for what on it. Made for the first FsEvent that
// starts, gone with the last one that stops.
class FsEventHub : private Io {
 public:
  static FsEventHub* find(Loop& owner) noexcept {
    for (auto& hub : hubs()) {
      if (hub->loop_ == &owner) return hub.get();
    }
    return nullptr;
  }

  static int find_or_make(Loop& owner, FsEventHub** out) noexcept {
    *out = find(owner);
    if (*out != nullptr) return 0;
    os::Fd fd = os::inotify_open();
    if (fd < 0) return fd;
    auto hub = std::make_unique<FsEventHub>();
    hub->loop_ = &owner;
    if (int error = hub->open(owner, fd, &FsEventHub::on_io)) {
      os::close(fd);
      return error;
    }
    hub->watch(poller::kReadable);
    *out = hub.get();
    hubs().push_back(std::move(hub));
    return 0;
  }

  int add(FsEvent& event) noexcept {
    constexpr uint32_t kMask = IN_ATTRIB | IN_CREATE | IN_MODIFY | IN_DELETE | IN_DELETE_SELF |
                               IN_MOVE_SELF | IN_MOVED_FROM | IN_MOVED_TO;
    int watch = os::inotify_watch(fd(), event.path_.c_str(), kMask);
    if (watch < 0) return watch;
    event.watch_ = watch;
    watches_[watch].push_back(event);
    return 0;
  }

  void remove(FsEvent& event) noexcept {
    static_cast<Link<InWatch>&>(event).unlink();
    auto found = watches_.find(event.watch_);
    // While events are told, empty lists stay: one of them may be the list that is gone through.
    if (!telling_ && found != watches_.end() && found->second.empty()) drop(found);
  }

  // The hub is gone when nothing is watched any more.
  void tidy() noexcept {
    if (telling_) return;
    for (auto watch = watches_.begin(); watch != watches_.end();) {
      auto here = watch++;
      if (here->second.empty()) drop(here);
    }
    if (!watches_.empty()) return;
    os::Fd fd = this->fd();
    forget();
    os::close(fd);
    auto& all = hubs();
    for (size_t i = 0; i < all.size(); ++i) {
      if (all[i].get() != this) continue;
      all.erase(all.begin() + std::ptrdiff_t(i));
      return;
    }
  }

 private:
  using Watches = std::unordered_map<int, List<FsEvent, InWatch>>;

  // A loop belongs to its thread, and so do its hubs.
  static std::vector<std::unique_ptr<FsEventHub>>& hubs() {
    thread_local std::vector<std::unique_ptr<FsEventHub>> hubs;
    return hubs;
  }

  void drop(Watches::iterator watch) noexcept {
    os::inotify_forget(fd(), watch->first);  // -EINVAL when the file went first
    watches_.erase(watch);
  }

  static void on_io(Io* io, poller::Mask) {
    auto* hub = static_cast<FsEventHub*>(io);
    hub->telling_ = true;
    hub->read_all();
    hub->telling_ = false;
    hub->tidy();
  }

  void read_all() noexcept {
    alignas(inotify_event) char buffer[4096];
    for (;;) {
      ssize_t size = os::read(fd(), buffer, sizeof buffer);
      if (size <= 0) return;
      for (char* at = buffer; at < buffer + size;) {
        auto* event = reinterpret_cast<inotify_event*>(at);
        at += sizeof(inotify_event) + event->len;
        tell(*event);
      }
    }
  }

  void tell(const inotify_event& event) noexcept {
    auto found = watches_.find(event.wd);
    if (found == watches_.end()) return;  // stopped with this event already on its way
    constexpr uint32_t kContents = IN_ATTRIB | IN_MODIFY;
    int events = ((event.mask & kContents) != 0 ? FsEvent::kChange : 0) |
                 ((event.mask & ~(kContents | IN_ISDIR)) != 0 ? FsEvent::kRename : 0);
    // Taken off one by one and put back, so that a callback may stop any of them, or start more.
    List<FsEvent, InWatch>& list = found->second;
    List<FsEvent, InWatch> turn;
    turn.take(list);
    while (FsEvent* one = turn.pop_front()) {
      list.push_back(*one);
      const char* name = event.name;
      if (event.len == 0) {
        size_t slash = one->path_.rfind('/');
        name = one->path_.c_str() + (slash == std::string::npos ? 0 : slash + 1);
      }
      one->callback_(one, name, events, 0);
    }
  }

  Loop* loop_ = nullptr;
  Watches watches_;
  bool telling_ = false;
};

void FsEvent::init(Loop& owner) noexcept { enter(owner); }

int FsEvent::start(const char* path, Callback callback) noexcept {
  if (active() || closing() || callback == nullptr) return -EINVAL;
  FsEventHub* hub;
  if (int error = FsEventHub::find_or_make(*loop, &hub)) return error;
  path_ = path;
  callback_ = callback;
  if (int error = hub->add(*this)) {
    hub->tidy();
    return error;
  }
  activate();
  return 0;
}

void FsEvent::stop() noexcept {
  if (!active()) return;
  deactivate();
  FsEventHub* hub = FsEventHub::find(*loop);
  hub->remove(*this);
  hub->tidy();
}

void FsEvent::on_close() noexcept { stop(); }

}  // namespace gyre::loop
