#include "loop/fs_poll.h"

#include <cerrno>
#include <string>
#include <utility>

#include "loop/fs.h"
#include "loop/loop.h"
#include "loop/timer.h"

namespace gyre::loop {
namespace {

bool same(const file::Time& a, const file::Time& b) {
  return a.seconds == b.seconds && a.nanoseconds == b.nanoseconds;
}

bool same(const file::Stat& a, const file::Stat& b) {
  return same(a.changed, b.changed) && same(a.modified, b.modified) && same(a.born, b.born) &&
         a.size == b.size && a.mode == b.mode && a.uid == b.uid && a.gid == b.gid &&
         a.inode == b.inode && a.device == b.device;
}

}  // namespace

// From start to stop; outlives the FsPoll while a look is on the pool or the timer is closing.
struct FsPolling {
  FsPoll* owner;
  FsPoll::Callback callback;
  std::chrono::milliseconds interval;
  std::string path;
  Timer timer;
  FsRequest request;
  file::Stat last{};
  std::chrono::nanoseconds began{0};
  int status = 1;  // of the last look; 1: there was none
  bool looking = false;
  bool timer_closed = false;

  void look() {
    looking = true;
    began = timer.loop->now();
    request.data = this;
    request.status(path.c_str());
    request.start(*timer.loop, [](FsRequest* r) { static_cast<FsPolling*>(r->data)->looked(); });
  }

  void looked() {
    looking = false;
    if (owner == nullptr) return free_when_over();
    const file::Stat before = last;
    int before_status = status;
    status = int(request.result);
    last = status == 0 ? request.stat : file::Stat{};
    bool news = status == 0 ? before_status < 0 || (before_status == 0 && !same(before, last))
                            : status != before_status;
    if (news) callback(owner, status, before, last);
    if (owner == nullptr) return;  // stopped by the callback
    auto late = (timer.loop->now() - began) % interval;
    timer.start([](Timer* t) { static_cast<FsPolling*>(t->data)->look(); }, interval - late);
  }

  void end() {
    owner = nullptr;
    if (looking) request.cancel();
    timer.close([](Handle* t) {
      auto* self = static_cast<FsPolling*>(t->data);
      self->timer_closed = true;
      self->free_when_over();
    });
  }

  void free_when_over() {
    if (!looking && timer_closed) delete this;
  }
};

void FsPoll::init(Loop& owner) noexcept { enter(owner); }

int FsPoll::start(const char* path, std::chrono::milliseconds interval,
                  Callback callback) noexcept {
  if (active() || closing() || callback == nullptr || interval.count() <= 0) return -EINVAL;
  polling_ = new FsPolling{.owner = this, .callback = callback, .interval = interval, .path = path};
  polling_->timer.init(*loop);
  polling_->timer.data = polling_;
  // The handle itself keeps the loop alive, or not.
  polling_->timer.unref();
  polling_->look();
  activate();
  return 0;
}

void FsPoll::stop() noexcept {
  if (!active()) return;
  deactivate();
  std::exchange(polling_, nullptr)->end();
}

void FsPoll::on_close() noexcept { stop(); }

}  // namespace gyre::loop
