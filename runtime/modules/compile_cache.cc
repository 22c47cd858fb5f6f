#include "runtime/modules/compile_cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "runtime/bind/bind.h"
#include "runtime/bind/values.h"

namespace gyre::modules {
namespace {

struct Header {
  uint32_t magic;
  uint32_t source_size;
  uint64_t source_hash;
  uint64_t data_hash;
  uint32_t data_size;
  uint32_t padding;
};
constexpr uint32_t kMagic = 0x47594331;

// Word-wise multiplicative hash: quick over megabytes of source. Not against people who look for
// collisions: whoever can write to the cache's folder can put any code there.
uint64_t hash_bytes(const void* data, size_t size, uint64_t seed) {
  auto* bytes = static_cast<const uint8_t*>(data);
  uint64_t h = seed ^ (size * 0x9e3779b97f4a7c15ull);
  auto mix = [&](uint64_t word) {
    h = (h ^ word) * 0xff51afd7ed558ccdull;
    h ^= h >> 32;
  };
  for (; size >= 8; bytes += 8, size -= 8) {
    uint64_t word;
    std::memcpy(&word, bytes, 8);
    mix(word);
  }
  uint64_t last = 0;
  std::memcpy(&last, bytes, size);
  mix(last);
  return h;
}

uint64_t hash_source(v8::Isolate* isolate, v8::Local<v8::String> source) {
  v8::String::ValueView view(isolate, source);
  if (view.is_one_byte()) return hash_bytes(view.data8(), view.length(), 1);
  return hash_bytes(view.data16(), view.length() * size_t{2}, 2);
}

int make_directories(const std::string& path) {
  for (size_t at = 1; at != std::string::npos;) {
    at = path.find('/', at);
    std::string part = path.substr(0, at);
    if (::mkdir(part.c_str(), 0777) != 0 && errno != EEXIST) return -errno;
    if (at != std::string::npos) ++at;
  }
  struct stat info;
  if (::stat(path.c_str(), &info) != 0) return -errno;
  return S_ISDIR(info.st_mode) ? 0 : -ENOTDIR;
}

const char* kind_name(CompileCache::Kind kind) {
  return kind == CompileCache::Kind::module ? "ESM" : "CommonJS";
}

__attribute__((format(printf, 1, 2))) void debug_line(const char* format, ...) {
  std::fputs("[compile cache] ", stderr);
  va_list arguments;
  va_start(arguments, format);
  std::vfprintf(stderr, format, arguments);
  va_end(arguments);
  std::fputc('\n', stderr);
}

std::string relative(const std::string& from, const std::string& to) {
  size_t common = 0;
  for (size_t i = 0; i <= from.size() && i <= to.size(); ++i) {
    bool end_from = i == from.size() || from[i] == '/', end_to = i == to.size() || to[i] == '/';
    if (end_from && end_to) common = i;
    if (i == from.size() || i == to.size() || from[i] != to[i]) break;
  }
  std::string up;
  for (size_t i = common; i < from.size(); ++i) {
    if (from[i] == '/') up += "../";
  }
  return up + to.substr(common);
}

}  // namespace

CompileCache::Status CompileCache::enable(const std::string& directory, bool portable,
                                          std::string* message) {
  if (enabled()) return Status::already_enabled;
  char version[96];
  // Everything that decides whether V8 can use the data; per user, since it is executed.
  std::snprintf(version, sizeof version, "v" GYRE_VERSION "-x64-%08x-%u",
                v8::ScriptCompiler::CachedDataVersionTag(), static_cast<unsigned>(::getuid()));
  std::string full = directory + "/" + version;
  if (int error = make_directories(full); error != 0) {
    *message = std::string("Cannot create cache directory: ") + std::strerror(-error);
    if (debug_) debug_line("creating cache directory %s...%s", full.c_str(), std::strerror(-error));
    return Status::failed;
  }
  if (debug_) debug_line("creating cache directory %s...success", full.c_str());
  directory_ = full;
  root_ = directory;
  portable_ = portable;
  if (!hooked_) {
    hooked_ = true;
    env_.at_exit([](void* self) { static_cast<CompileCache*>(self)->flush(); }, this);
  }
  return Status::enabled;
}

std::string CompileCache::path_of(const Entry& entry) const {
  char name[32];
  std::snprintf(name, sizeof name, "/%016llx", static_cast<unsigned long long>(entry.key));
  return directory_ + name;
}

CompileCache::Entry* CompileCache::open(Kind kind, v8::Local<v8::String> source,
                                        const std::string& name) {
  if (!enabled()) return nullptr;
  std::string named = name;
  if (portable_) {
    std::string_view path = name;
    if (path.starts_with("file://")) path.remove_prefix(7);
    if (path.starts_with("/")) named = relative(root_, std::string(path));
  }
  uint64_t key = hash_bytes(named.data(), named.size(), static_cast<uint64_t>(kind) + 16);
  auto& slot = entries_[key];
  if (slot) return nullptr;  // compiled once already; its text may have changed since
  slot = std::make_unique<Entry>();
  slot->kind = kind;
  slot->name = name;
  slot->key = key;
  slot->source_hash = hash_source(env_.isolate(), source);
  slot->source_size = static_cast<uint32_t>(source->Length());
  read(slot.get());
  return slot.get();
}

void CompileCache::read(Entry* entry) {
  std::string path = path_of(*entry);
  auto say = [&](const char* outcome) {
    if (debug_) {
      debug_line("reading cache from %s for %s %s...%s", path.c_str(), kind_name(entry->kind),
                 entry->name.c_str(), outcome);
    }
  };
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return say(std::strerror(errno));
  Header header;
  std::unique_ptr<uint8_t[]> data;
  const char* outcome = " header mismatch";
  if (::read(fd, &header, sizeof header) == static_cast<ssize_t>(sizeof header) &&
      header.magic == kMagic) {
    if (header.source_size != entry->source_size || header.source_hash != entry->source_hash) {
      outcome = "code hash mismatch:";
    } else {
      data.reset(new uint8_t[header.data_size]);
      size_t have = 0;
      while (have < header.data_size) {
        ssize_t n = ::read(fd, data.get() + have, header.data_size - have);
        if (n <= 0) break;
        have += static_cast<size_t>(n);
      }
      if (have == header.data_size && hash_bytes(data.get(), have, 3) == header.data_hash) {
        entry->data = std::move(data);
        entry->size = header.data_size;
        outcome = " success";
      } else {
        outcome = " cache hash mismatch";
      }
    }
  }
  ::close(fd);
  say(outcome);
}

v8::ScriptCompiler::CachedData* CompileCache::cached_data(const Entry* entry) {
  if (entry == nullptr || entry->data == nullptr) return nullptr;
  return new v8::ScriptCompiler::CachedData(entry->data.get(), static_cast<int>(entry->size));
}

void CompileCache::compiled(Entry* entry, const v8::ScriptCompiler::CachedData* used) {
  if (entry == nullptr) return;
  entry->compiled = true;
  entry->accepted = used != nullptr && !used->rejected;
  entry->data.reset();
  if (!debug_) return;
  if (used == nullptr) {
    debug_line("%s was not initialized, initializing the in-memory entry", entry->name.c_str());
  } else if (entry->accepted) {
    debug_line("cache for %s was accepted, keeping the in-memory entry", entry->name.c_str());
  } else {
    debug_line("cache for %s was rejected, initializing the in-memory entry", entry->name.c_str());
  }
}

void CompileCache::flush() {
  for (auto& [key, entry] : entries_) {
    if (!entry->compiled) {
      if (debug_) debug_line("skip %s because the cache was not initialized", entry->name.c_str());
    } else if (entry->accepted) {
      if (debug_) debug_line("skip %s because cache was the same", entry->name.c_str());
    } else {
      write(entry.get());
      entry->accepted = true;
    }
  }
}

void CompileCache::write(Entry* entry) {
  v8::Isolate* isolate = env_.isolate();
  v8::HandleScope handles(isolate);
  std::unique_ptr<v8::ScriptCompiler::CachedData> data(
      entry->kind == Kind::module
          ? v8::ScriptCompiler::CreateCodeCache(entry->script.Get(isolate))
          : v8::ScriptCompiler::CreateCodeCacheForFunction(entry->function.Get(isolate)));
  entry->script.Reset();
  entry->function.Reset();
  if (data == nullptr) return;
  auto size = static_cast<uint32_t>(data->length);
  Header header = {
      kMagic, entry->source_size, entry->source_hash, hash_bytes(data->data, size, 3), size, 0};
  // Under another name first: a reader sees all of it or nothing.
  std::string path = path_of(*entry), temporary = path + "." + std::to_string(::getpid());
  int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  bool good = fd >= 0 && ::write(fd, &header, sizeof header) == static_cast<ssize_t>(sizeof header);
  for (size_t done = 0; good && done < size;) {
    ssize_t n = ::write(fd, data->data + done, size - done);
    good = n > 0;
    if (good) done += static_cast<size_t>(n);
  }
  if (fd >= 0) ::close(fd);
  good = good && ::rename(temporary.c_str(), path.c_str()) == 0;
  if (!good && fd >= 0) ::unlink(temporary.c_str());
  if (debug_) {
    debug_line("writing cache for %s %s to %s...%s", kind_name(entry->kind), entry->name.c_str(),
               path.c_str(), good ? "success" : std::strerror(errno));
  }
}

namespace {

using bind::Args;
using bind::Environment;

// enable(directory, portable, debug): [status, message, directory]
void enable(const Args& args) {
  auto& env = Environment::from(args.GetIsolate());
  auto& cache = env.state<CompileCache>();
  cache.set_debug(args[2]->IsTrue());
  std::string message;
  auto status = cache.enable(bind::Utf8(env.isolate(), args[0]).str(), args[1]->IsTrue(), &message);
  v8::Local<v8::Value> parts[] = {v8::Integer::New(env.isolate(), static_cast<int>(status)),
                                  bind::string(env.isolate(), message),
                                  bind::string(env.isolate(), cache.directory())};
  args.GetReturnValue().Set(v8::Array::New(env.isolate(), parts, 3));
}

void flush(const Args& args) { Environment::from(args.GetIsolate()).state<CompileCache>().flush(); }

void directory(const Args& args) {
  auto& env = Environment::from(args.GetIsolate());
  args.GetReturnValue().Set(bind::string(env.isolate(), env.state<CompileCache>().directory()));
}

}  // namespace

GYRE_BINDING(compile_cache, bind::fn<&enable>("enable"), bind::fn<&flush>("flush"),
             bind::fn<&directory>("directory"))

}  // namespace gyre::modules
