// The native side of node:fs. Arguments are checked in JavaScript; what comes wrong all the same (a
// number that is none) is taken as 0. See call.h for how a call ends. Directories that are read in
// parts are in dir.cc, watchers in watch.cc.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "os/file.h"
#include "os/io.h"
#include "stdlib/fs/call.h"

namespace gyre::fs {

constinit bind::Fields<double, 36> stat_values;
constinit bind::Fields<int64_t, 36> big_stat_values;

namespace {

using loop::file::EntryKind;

int32_t to_int(v8::Local<v8::Value> value) {
  return value->IsInt32()    ? value.As<v8::Int32>()->Value()
         : value->IsNumber() ? int32_t(uint32_t(int64_t(value.As<v8::Number>()->Value())))
                             : 0;
}
uint32_t to_uint(v8::Local<v8::Value> value) { return uint32_t(to_int(value)); }
double to_double(v8::Local<v8::Value> value) {
  return value->IsNumber() ? value.As<v8::Number>()->Value() : 0;
}
// A number or a BigInt: positions in a file, lengths.
int64_t to_int64(v8::Local<v8::Value> value) {
  if (value->IsInt32()) return value.As<v8::Int32>()->Value();
  if (value->IsBigInt()) return value.As<v8::BigInt>()->Int64Value();
  return value->IsNumber() ? int64_t(value.As<v8::Number>()->Value()) : 0;
}
// null and what is no number mean the file's own position.
int64_t to_position(v8::Local<v8::Value> value) {
  return value->IsNumber() || value->IsBigInt() ? to_int64(value) : -1;
}

// ---- stat ----

template <typename T>
void fill_stat(T* out, const loop::file::Stat& stat) {
  const uint64_t counts[] = {stat.device, stat.mode,           stat.links,      stat.uid,
                             stat.gid,    stat.special_device, stat.block_size, stat.inode,
                             stat.size,   stat.blocks};
  for (uint64_t count : counts) *out++ = T(count);
  for (const auto& time : {stat.accessed, stat.modified, stat.changed, stat.born}) {
    *out++ = T(time.seconds);
    *out++ = T(time.nanoseconds);
  }
}

v8::Local<v8::Value> finish_stat(Environment& env, Call& call) {
  if (call.big) {
    fill_stat(big_stat_values(env), call.stat);
  } else {
    fill_stat(stat_values(env), call.stat);
  }
  return v8::Integer::New(env.isolate(), 0);
}

template <typename T>
void fill_volume(T* out, const loop::file::Volume& volume) {
  for (uint64_t value : {volume.type, volume.block_size, volume.blocks, volume.blocks_free,
                         volume.blocks_available, volume.files, volume.files_free})
    *out++ = T(value);
}

v8::Local<v8::Value> finish_volume(Environment& env, Call& call) {
  if (call.big) {
    fill_volume(big_stat_values(env), call.volume);
  } else {
    fill_volume(stat_values(env), call.volume);
  }
  return v8::Integer::New(env.isolate(), 0);
}

// stat(path, bigint, req): 0, the numbers stand in statValues or bigStatValues.
void stat(const Args& args) {
  run(args, 2, &finish_stat, [&](Call& call) {
    call.big = args[1]->IsTrue();
    call.status(call.path(args[0]));
  });
}
void lstat(const Args& args) {
  run(args, 2, &finish_stat, [&](Call& call) {
    call.big = args[1]->IsTrue();
    call.link_status(call.path(args[0]));
  });
}
void fstat(const Args& args) {
  run(args, 2, &finish_stat, [&](Call& call) {
    call.big = args[1]->IsTrue();
    call.status(to_int(args[0]));
  });
}
void statfs(const Args& args) {
  run(args, 2, &finish_volume, [&](Call& call) {
    call.big = args[1]->IsTrue();
    call.volume_status(call.path(args[0]));
  });
}

// For module loading: 0 file, 1 directory, else a negative errno.
void internal_module_stat(const Args& args) {
  PathBytes path;
  args.GetReturnValue().Set(loop::file::kind(path.assign(args.GetIsolate(), args[0])));
}

// ---- descriptors ----

v8::Local<v8::Value> finish_open(Environment& env, Call& call) {
  env.state<Calls>().opened(int(call.result));
  return v8::Integer::New(env.isolate(), int(call.result));
}
void open(const Args& args) {
  run(args, 3, &finish_open, [&](Call& call) {
    call.discard = [](Call& late) { os::close(int(late.result)); };
    call.open(call.path(args[0]), to_int(args[1]), to_uint(args[2]));
  });
}
void close(const Args& args) {
  int fd = to_int(args[0]);
  Environment::from(args.GetIsolate()).state<Calls>().closing(fd);
  run(args, 1, [&](Call& call) { call.close(fd); });
}

// read(fd, view, offset, length, position, req)
void read(const Args& args) {
  run(args, 5, [&](Call& call) {
    iovec piece = call.hold(args[1], size_t(to_int64(args[2])), size_t(to_int64(args[3])));
    call.read(to_int(args[0]), {&piece, 1}, to_position(args[4]));
  });
}
void write_buffer(const Args& args) {
  run(args, 5, [&](Call& call) {
    iovec piece = call.hold(args[1], size_t(to_int64(args[2])), size_t(to_int64(args[3])));
    call.write(to_int(args[0]), {&piece, 1}, to_position(args[4]));
  });
}

std::vector<iovec> hold_all(Call& call, v8::Local<v8::Context> context,
                            v8::Local<v8::Value> views) {
  std::vector<iovec> pieces;
  if (!views->IsArray()) return pieces;
  auto array = views.As<v8::Array>();
  pieces.reserve(array->Length());
  for (uint32_t i = 0; i < array->Length(); ++i) {
    v8::Local<v8::Value> view;
    if (array->Get(context, i).ToLocal(&view)) pieces.push_back(call.hold(view));
  }
  return pieces;
}

// readv(fd, views, position, req)
void readv(const Args& args) {
  run(args, 3, [&](Call& call) {
    auto pieces = hold_all(call, args.GetIsolate()->GetCurrentContext(), args[1]);
    call.read(to_int(args[0]), pieces, to_position(args[2]));
  });
}
void writev(const Args& args) {
  run(args, 3, [&](Call& call) {
    auto pieces = hold_all(call, args.GetIsolate()->GetCurrentContext(), args[1]);
    call.write(to_int(args[0]), pieces, to_position(args[2]));
  });
}

std::string_view own_text(Call& call, v8::Isolate* isolate, v8::Local<v8::Value> value) {
  auto string = value.As<v8::String>();
  std::string& owned = call.extra().owned;
  owned.resize(string->Utf8LengthV2(isolate));
  string->WriteUtf8V2(isolate, owned.data(), owned.size(),
                      v8::String::WriteFlags::kReplaceInvalidUtf8);
  return owned;
}

// writeString(fd, string, position, req), as UTF-8
void write_string(const Args& args) {
  run(args, 3, [&](Call& call) {
    std::string_view text = own_text(call, args.GetIsolate(), args[1]);
    iovec piece{const_cast<char*>(text.data()), text.size()};
    call.write(to_int(args[0]), {&piece, 1}, to_position(args[2]));
  });
}

void fsync(const Args& args) {
  run(args, 1, [&](Call& call) { call.sync(to_int(args[0])); });
}
void fdatasync(const Args& args) {
  run(args, 1, [&](Call& call) { call.sync_data(to_int(args[0])); });
}
void ftruncate(const Args& args) {
  run(args, 2, [&](Call& call) { call.truncate(to_int(args[0]), to_int64(args[1])); });
}
void fchmod(const Args& args) {
  run(args, 2, [&](Call& call) { call.change_mode(to_int(args[0]), to_uint(args[1])); });
}
void fchown(const Args& args) {
  run(args, 3,
      [&](Call& call) { call.change_owner(to_int(args[0]), to_uint(args[1]), to_uint(args[2])); });
}
void futimes(const Args& args) {
  run(args, 3,
      [&](Call& call) { call.set_times(to_int(args[0]), to_double(args[1]), to_double(args[2])); });
}

// ---- paths ----

void access(const Args& args) {
  run(args, 2, [&](Call& call) { call.access(call.path(args[0]), to_int(args[1])); });
}
// For existsSync: whether anything is there, without an error to make.
void exists(const Args& args) {
  PathBytes path;
  args.GetReturnValue().Set(os::access_file(path.assign(args.GetIsolate(), args[0]), F_OK) == 0);
}
void rename(const Args& args) {
  run(args, 2, [&](Call& call) { call.rename(call.path(args[0]), call.target(args[1])); });
}
void unlink(const Args& args) {
  run(args, 1, [&](Call& call) { call.unlink(call.path(args[0])); });
}
void rmdir(const Args& args) {
  run(args, 1, [&](Call& call) { call.remove_directory(call.path(args[0])); });
}
void link(const Args& args) {
  run(args, 2, [&](Call& call) { call.link(call.path(args[0]), call.target(args[1])); });
}
void symlink(const Args& args) {
  run(args, 2, [&](Call& call) { call.symlink(call.path(args[0]), call.target(args[1])); });
}
void chmod(const Args& args) {
  run(args, 2, [&](Call& call) { call.change_mode(call.path(args[0]), to_uint(args[1])); });
}
void chown(const Args& args) {
  run(args, 3, [&](Call& call) {
    call.change_owner(call.path(args[0]), to_uint(args[1]), to_uint(args[2]));
  });
}
void lchown(const Args& args) {
  run(args, 3, [&](Call& call) {
    call.change_link_owner(call.path(args[0]), to_uint(args[1]), to_uint(args[2]));
  });
}
void utimes(const Args& args) {
  run(args, 3, [&](Call& call) {
    call.set_times(call.path(args[0]), to_double(args[1]), to_double(args[2]));
  });
}
void lutimes(const Args& args) {
  run(args, 3, [&](Call& call) {
    call.set_link_times(call.path(args[0]), to_double(args[1]), to_double(args[2]));
  });
}
void copy_file(const Args& args) {
  run(args, 3,
      [&](Call& call) { call.copy(call.path(args[0]), call.target(args[1]), to_int(args[2])); });
}

v8::Local<v8::Value> name_value(v8::Isolate* isolate, Call& call, std::string_view name) {
  if (!call.bytes) return decode_text(isolate, name.data(), name.size());
  auto buffer = v8::ArrayBuffer::New(isolate, name.size());
  if (!name.empty()) std::memcpy(buffer->Data(), name.data(), name.size());
  return buffer;
}

v8::Local<v8::Value> finish_text(Environment& env, Call& call) {
  return name_value(env.isolate(), call, call.extra().text);
}

// readlink(path, bytes, req): a string, or with bytes an ArrayBuffer.
void readlink(const Args& args) {
  run(args, 2, &finish_text, [&](Call& call) {
    call.bytes = args[1]->IsTrue();
    call.read_link(call.path(args[0]));
  });
}
void realpath(const Args& args) {
  run(args, 2, &finish_text, [&](Call& call) {
    call.bytes = args[1]->IsTrue();
    call.real_path(call.path(args[0]));
  });
}
void mkdtemp(const Args& args) {
  run(args, 2, &finish_text, [&](Call& call) {
    call.bytes = args[1]->IsTrue();
    call.path(args[0]);
    call.make_temporary_directory({call.path_bytes().c_str(), call.path_bytes().size()});
  });
}
void mkdir(const Args& args) {
  run(args, 2, [&](Call& call) { call.make_directory(call.path(args[0]), to_uint(args[1])); });
}

v8::Local<v8::Value> finish_made(Environment& env, Call& call) {
  if (call.extra().text.empty()) return v8::Undefined(env.isolate());
  return bind::string(env.isolate(), call.extra().text);
}
// mkdirTree(path, mode, req): the first directory that had to be made.
void mkdir_tree(const Args& args) {
  run(args, 2, &finish_made, [&](Call& call) {
    call.job = true;
    call.make_directories(call.path(args[0]), to_uint(args[1]));
  });
}

// ---- directories ----

v8::Local<v8::Value> finish_listing(Environment& env, Call& call) {
  return listing_value(env, call);
}

// readdir(path, bytes, withKinds, req): names, or [names, kinds].
void readdir(const Args& args) {
  run(args, 3, &finish_listing, [&](Call& call) {
    call.bytes = args[1]->IsTrue();
    call.with_kinds = args[2]->IsTrue();
    call.list(call.path(args[0]));
  });
}
void readdir_tree(const Args& args) {
  run(args, 3, &finish_listing, [&](Call& call) {
    call.job = true;
    call.bytes = args[1]->IsTrue();
    call.with_kinds = args[2]->IsTrue();
    call.list_tree(call.path(args[0]));
  });
}

// ---- whole files ----

v8::Local<v8::Value> finish_bytes(Environment& env, Call& call) {
  v8::Isolate* isolate = env.isolate();
  loop::file::Bytes& bytes = call.extra().bytes;
  if (!call.bytes) return decode_text(isolate, bytes.data(), bytes.size());
  size_t size = bytes.size();
  if (size == 0) return v8::ArrayBuffer::New(isolate, 0);
  auto store = v8::ArrayBuffer::NewBackingStore(
      bytes.release(), size, [](void* data, size_t, void*) { std::free(data); }, nullptr);
  return v8::ArrayBuffer::New(isolate, std::move(store));
}

// readFile(pathOrFd, flags, bytes, req): an ArrayBuffer, or with bytes false the text of what is
// UTF-8; null: too long for a string.
void read_file(const Args& args) {
  run(args, 3, &finish_bytes, [&](Call& call) {
    call.job = true;
    call.bytes = args[2]->IsTrue();
    if (args[0]->IsNumber()) {
      call.read_whole(to_int(args[0]));
    } else {
      call.read_whole(call.path(args[0]), to_int(args[1]));
    }
  });
}
void read_file_utf8(const Args& args) {
  run(args, 2, &finish_bytes, [&](Call& call) {
    call.job = true;
    if (args[0]->IsNumber()) {
      call.read_whole(to_int(args[0]));
    } else {
      call.read_whole(call.path(args[0]), to_int(args[1]));
    }
  });
}

// writeFile(pathOrFd, data, flags, mode, flush, req); data: a view, or a string to be written as
// UTF-8.
void write_file(const Args& args) {
  run(args, 5, [&](Call& call) {
    call.job = true;
    std::string_view data;
    if (args[1]->IsString()) {
      data = own_text(call, args.GetIsolate(), args[1]);
    } else {
      iovec piece = call.hold(args[1]);
      data = {static_cast<char*>(piece.iov_base), piece.iov_len};
    }
    auto flush = args[4]->IsTrue() ? loop::file::Flush::yes : loop::file::Flush::no;
    if (args[0]->IsNumber()) {
      call.write_whole(to_int(args[0]), data, flush);
    } else {
      call.write_whole(call.path(args[0]), to_int(args[2]), to_uint(args[3]), data, flush);
    }
  });
}

// ---- trees ----

// rm(path, recursive, force, retries, delay, req)
void rm(const Args& args) {
  run(args, 5, [&](Call& call) {
    using loop::file::Missing;
    using loop::file::Recursive;
    call.job = true;
    call.remove_tree(call.path(args[0]), args[1]->IsTrue() ? Recursive::yes : Recursive::no,
                     args[2]->IsTrue() ? Missing::ignore : Missing::fail,
                     {to_uint(args[3]), to_uint(args[4])});
  });
}
// cpTree(from, to, options, copyFlags, req)
void cp_tree(const Args& args) {
  run(args, 4, [&](Call& call) {
    call.job = true;
    call.copy_tree(call.path(args[0]), call.target(args[1]), {to_uint(args[2]), to_int(args[3])});
  });
}
// cpEntry(from, to, options, copyFlags, top, req): above 0 for a directory, then its permissions
// with bit 16 set.
void cp_entry(const Args& args) {
  run(args, 5, [&](Call& call) {
    using loop::file::Level;
    call.job = true;
    call.copy_entry(call.path(args[0]), call.target(args[1]), {to_uint(args[2]), to_int(args[3])},
                    args[4]->IsTrue() ? Level::top : Level::below);
  });
}

// A call on the pool, by the number that the asynchronous form returned, ends before its next
// system call.
void stop(const Args& args) {
  Environment::from(args.GetIsolate()).state<Calls>().stop(to_uint(args[0]));
}

}  // namespace

void fill_two_stats(Environment& env, bool big, const loop::file::Stat& first,
                    const loop::file::Stat& second) {
  constexpr int kNumbers = 18;
  if (big) {
    fill_stat(big_stat_values(env), first);
    fill_stat(big_stat_values(env) + kNumbers, second);
  } else {
    fill_stat(stat_values(env), first);
    fill_stat(stat_values(env) + kNumbers, second);
  }
}

v8::Local<v8::Value> listing_value(Environment& env, Call& call) {
  v8::Isolate* isolate = env.isolate();
  const loop::file::Listing& listing = call.extra().entries;
  std::vector<v8::Local<v8::Value>> names, kinds;
  names.reserve(listing.kinds.size());
  const char* name = listing.names.c_str();
  for (size_t i = 0; i < listing.kinds.size(); ++i) {
    std::string_view view(name);
    names.push_back(name_value(isolate, call, view));
    name += view.size() + 1;
  }
  auto list = v8::Array::New(isolate, names.data(), names.size());
  if (!call.with_kinds) return list;
  kinds.reserve(listing.kinds.size());
  for (EntryKind kind : listing.kinds) kinds.push_back(v8::Integer::New(isolate, int(kind)));
  v8::Local<v8::Value> both[] = {list, v8::Array::New(isolate, kinds.data(), kinds.size())};
  return v8::Array::New(isolate, both, 2);
}

GYRE_BINDING(fs, bind::fields<&stat_values>("statValues"),
             bind::fields<&big_stat_values>("bigStatValues"), bind::fn<&stat>("stat"),
             bind::fn<&lstat>("lstat"), bind::fn<&fstat>("fstat"), bind::fn<&statfs>("statfs"),
             bind::fn<&internal_module_stat>("internalModuleStat"), bind::fn<&open>("open"),
             bind::fn<&close>("close"), bind::fn<&read>("read"), bind::fn<&readv>("readv"),
             bind::fn<&write_buffer>("writeBuffer"), bind::fn<&write_string>("writeString"),
             bind::fn<&writev>("writev"), bind::fn<&fsync>("fsync"),
             bind::fn<&fdatasync>("fdatasync"), bind::fn<&ftruncate>("ftruncate"),
             bind::fn<&fchmod>("fchmod"), bind::fn<&fchown>("fchown"),
             bind::fn<&futimes>("futimes"), bind::fn<&access>("access"),
             bind::fn<&exists>("exists"), bind::fn<&rename>("rename"), bind::fn<&unlink>("unlink"),
             bind::fn<&rmdir>("rmdir"), bind::fn<&link>("link"), bind::fn<&symlink>("symlink"),
             bind::fn<&chmod>("chmod"), bind::fn<&chown>("chown"), bind::fn<&lchown>("lchown"),
             bind::fn<&utimes>("utimes"), bind::fn<&lutimes>("lutimes"),
             bind::fn<&copy_file>("copyFile"), bind::fn<&readlink>("readlink"),
             bind::fn<&realpath>("realpath"), bind::fn<&mkdtemp>("mkdtemp"),
             bind::fn<&mkdir>("mkdir"), bind::fn<&mkdir_tree>("mkdirTree"),
             bind::fn<&readdir>("readdir"), bind::fn<&readdir_tree>("readdirTree"),
             bind::fn<&read_file>("readFile"), bind::fn<&read_file_utf8>("readFileUtf8"),
             bind::fn<&write_file>("writeFile"), bind::fn<&rm>("rm"), bind::fn<&cp_tree>("cpTree"),
             bind::fn<&cp_entry>("cpEntry"), bind::fn<&stop>("stop"))

}  // namespace gyre::fs
