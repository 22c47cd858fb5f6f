// Directories that are read in parts: an object over an open directory, which closes when it is
// closed or collected.
#include <cerrno>
#include <utility>

#include "stdlib/fs/call.h"

namespace gyre::fs {
namespace {

constinit bind::Callback dir_class;

class Dir final : public bind::BaseObject {
 public:
  static void construct(Environment& env, const Args& args) { new Dir(env, args.This()); }
  Dir(Environment& env, v8::Local<v8::Object> object) : BaseObject(env, object) { make_weak(); }
  ~Dir() override {
    if (directory_ != nullptr) loop::file::close_directory(directory_);
  }

  void open(loop::file::Directory directory) { directory_ = directory; }

  // read(bytes, count, req): [names, kinds] of up to count entries; fewer at the end. The request
  // object must hold on to this one.
  void read(const Args& args) {
    if (directory_ == nullptr) return args.GetReturnValue().Set(-EBADF);
    run(args, 2, &listing_value, [&](Call& call) {
      call.bytes = args[0]->IsTrue();
      call.with_kinds = true;
      call.read_directory(directory_, args[1]->IsUint32() ? args[1].As<v8::Uint32>()->Value() : 1);
    });
  }

  // close(req)
  void close(const Args& args) {
    if (directory_ == nullptr) return args.GetReturnValue().Set(-EBADF);
    run(args, 0, [&](Call& call) { call.close_directory(std::exchange(directory_, nullptr)); });
  }

 private:
  loop::file::Directory directory_ = nullptr;
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
  run(args, 1, &finish_open, [&](Call& call) { call.open_directory(call.path(args[0])); });
}

}  // namespace

GYRE_BINDING(fs_dir, bind::fn<&open_directory>("openDirectory"),
             bind::cls<Dir>("Directory", bind::keep<&dir_class>(), bind::method<&Dir::read>("read"),
                            bind::method<&Dir::close>("close")))

}  // namespace gyre::fs
