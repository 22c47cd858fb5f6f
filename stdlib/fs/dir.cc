// Directories that are read in parts: an object over an open directory, which closes when it is
// closed or collected.
#include <cerrno>
#include <memory>
#include <utility>

#include "stdlib/fs/call.h"

namespace gyre::fs {
namespace {

constinit bind::Callback dir_class;

// Shared with the operation under way: the object may go (with its worker) while the pool still
// reads.
struct Opened {
  explicit Opened(loop::file::Directory opened) : directory(opened) {}
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;
  ~Opened() {
    if (directory != nullptr) loop::file::close_directory(directory);
  }
  loop::file::Directory directory;
};

class Dir final : public bind::BaseObject {
 public:
  static void construct(Environment& env, const Args& args) { new Dir(env, args.This()); }
  Dir(Environment& env, v8::Local<v8::Object> object) : BaseObject(env, object) { make_weak(); }

  void open(loop::file::Directory directory) { opened_ = std::make_shared<Opened>(directory); }

  // read(bytes, count, req): [names, kinds] of up to count entries; fewer at the end. The request
  // object must hold on to this one.
  void read(const Args& args) {
    if (opened_ == nullptr) return args.GetReturnValue().Set(-EBADF);
    run(args, 2, &listing_value, [&](Call& call) {
      call.keep = opened_;
      call.bytes = args[0]->IsTrue();
      call.with_kinds = true;
      call.read_directory(opened_->directory,
                          args[1]->IsUint32() ? args[1].As<v8::Uint32>()->Value() : 1);
    });
  }

  // close(req)
  void close(const Args& args) {
    if (opened_ == nullptr) return args.GetReturnValue().Set(-EBADF);
    run(args, 0, [&](Call& call) {
      call.close_directory(std::exchange(opened_->directory, nullptr));
      opened_ = nullptr;
    });
  }

 private:
  std::shared_ptr<Opened> opened_;
};

v8::Local<v8::Value> finish_open(Environment& env, Call& call) {
  v8::Local<v8::Object> object;
  loop::file::Directory directory = call.extra().directory;
  if (!dir_class(env)->NewInstance(env.context()).ToLocal(&object)) {
    loop::file::close_directory(directory);
    return v8::Integer::New(env.isolate(), -ENOMEM);
  }
  bind::detail::unwrap<Dir>(object)->open(directory);
  return object;
}

// openDirectory(path, req): a Directory.
void open_directory(const Args& args) {
  run(args, 1, &finish_open, [&](Call& call) {
    call.discard = [](Call& late) { loop::file::close_directory(late.extra().directory); };
    call.open_directory(call.path(args[0]));
  });
}

}  // namespace

GYRE_BINDING(fs_dir, bind::fn<&open_directory>("openDirectory"),
             bind::cls<Dir>("Directory", bind::keep<&dir_class>(), bind::method<&Dir::read>("read"),
                            bind::method<&Dir::close>("close")))

}  // namespace gyre::fs
