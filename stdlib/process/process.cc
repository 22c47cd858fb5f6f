// binding('process'): what node:process asks of the system. https://nodejs.org/api/process.html
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "runtime/bind/bind.h"
#include "runtime/bind/values.h"
#include "stdlib/process/title.h"
#include "runtime/version.h"

namespace gyre::process {

// env.cc
void create_env(const bind::Args& args);
extern constinit bind::Callback on_odd_value;

namespace {

using bind::Args;
using bind::Environment;

// Filled by the calls below; JavaScript reads them at once.
constinit bind::Fields<double, 16> numbers;
constinit bind::Fields<uint32_t, 3> hrtime_words;  // seconds' high and low half, nanoseconds

int64_t monotonic_ns() {
  return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void cwd(const Args& args) {
  std::array<char, 4096> buffer;
  if (getcwd(buffer.data(), buffer.size()) == nullptr) return args.GetReturnValue().Set(-errno);
  args.GetReturnValue().Set(bind::string(args.GetIsolate(), buffer.data()));
}

void chdir_to(const Args& args) {
  std::string to = bind::path(args.GetIsolate(), args[0]);
  args.GetReturnValue().Set(chdir(to.c_str()) == 0 ? 0 : -errno);
}

// umask(mask): sets and returns the old one; a negative mask only reads.
int32_t set_umask(Environment&, int32_t mask) {
  mode_t old = umask(mask < 0 ? 0 : static_cast<mode_t>(mask));
  if (mask < 0) umask(old);
  return static_cast<int32_t>(old);
}

void hrtime(Environment& env) {
  auto now = static_cast<uint64_t>(monotonic_ns());
  uint64_t seconds = now / 1'000'000'000;
  uint32_t* words = hrtime_words(env);
  words[0] = static_cast<uint32_t>(seconds >> 32);
  words[1] = static_cast<uint32_t>(seconds);
  words[2] = static_cast<uint32_t>(now % 1'000'000'000);
}

void hrtime_bigint(const Args& args) {
  args.GetReturnValue().Set(v8::BigInt::New(args.GetIsolate(), monotonic_ns()));
}

double uptime(Environment& env) { return static_cast<double>(monotonic_ns() - env.time_origin_ns) / 1e9; }

// Resident set in bytes from /proc/self/statm; a negative errno.
double rss(Environment&) {
  int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -errno;
  char text[128] = {};
  ssize_t size = read(fd, text, sizeof text - 1);
  int error = errno;
  close(fd);
  if (size < 0) return -error;
  unsigned long total = 0, resident = 0;
  if (std::sscanf(text, "%lu %lu", &total, &resident) != 2) return -EINVAL;
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

// numbers: rss, heapTotal, heapUsed, external, arrayBuffers
int32_t memory_usage(Environment& env) {
  double resident = rss(env);
  if (resident < 0) return static_cast<int32_t>(resident);
  v8::HeapStatistics heap;
  env.isolate()->GetHeapStatistics(&heap);
  double* out = numbers(env);
  out[0] = resident;
  out[1] = static_cast<double>(heap.total_heap_size());
  out[2] = static_cast<double>(heap.used_heap_size());
  out[3] = static_cast<double>(heap.external_memory());
  out[4] = static_cast<double>(heap.external_memory());
  return 0;
}

double microseconds(const timeval& t) { return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_usec); }

// numbers: the 16 fields of process.resourceUsage(), in its order. who: 0 the process, 1 this thread.
int32_t resource_usage(Environment& env, int32_t who) {
  rusage usage;
  if (getrusage(who == 0 ? RUSAGE_SELF : RUSAGE_THREAD, &usage) != 0) return -errno;
  double* out = numbers(env);
  const double values[] = {microseconds(usage.ru_utime), microseconds(usage.ru_stime),
                           double(usage.ru_maxrss), double(usage.ru_ixrss), double(usage.ru_idrss), double(usage.ru_isrss),
                           double(usage.ru_minflt), double(usage.ru_majflt), double(usage.ru_nswap), double(usage.ru_inblock),
                           double(usage.ru_oublock), double(usage.ru_msgsnd), double(usage.ru_msgrcv),
                           double(usage.ru_nsignals), double(usage.ru_nvcsw), double(usage.ru_nivcsw)};
  std::copy(std::begin(values), std::end(values), out);
  return 0;
}

double constrained_memory(Environment&) {
  // cgroup v2, then v1; a limit as large as the address space is none.
  for (const char* path : {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    std::FILE* file = std::fopen(path, "re");
    if (file == nullptr) continue;
    double limit = 0;
    int got = std::fscanf(file, "%lf", &limit);
    std::fclose(file);
    if (got == 1) return limit;
    return 0;
  }
  return 0;
}

double available_memory(Environment& env) {
  double available = 0;
  if (std::FILE* file = std::fopen("/proc/meminfo", "re")) {
    char line[128];
    while (std::fgets(line, sizeof line, file) != nullptr) {
      if (std::sscanf(line, "MemAvailable: %lf", &available) == 1) break;
    }
    std::fclose(file);
  }
  available *= 1024;
  double limit = constrained_memory(env);
  if (limit > 0) {
    double left = limit - std::max(0.0, rss(env));
    if (left < available) available = left;
  }
  return available;
}

int32_t kill_process(Environment&, int32_t pid, int32_t signal) { return kill(pid, signal) == 0 ? 0 : -errno; }
int32_t get_pid(Environment&) { return getpid(); }
int32_t get_ppid(Environment&) { return getppid(); }
double get_uid(Environment&) { return getuid(); }
double get_euid(Environment&) { return geteuid(); }
double get_gid(Environment&) { return getgid(); }
double get_egid(Environment&) { return getegid(); }
int32_t set_uid(Environment&, double id) { return setuid(static_cast<uid_t>(id)) == 0 ? 0 : -errno; }
int32_t set_euid(Environment&, double id) { return seteuid(static_cast<uid_t>(id)) == 0 ? 0 : -errno; }
int32_t set_gid(Environment&, double id) { return setgid(static_cast<gid_t>(id)) == 0 ? 0 : -errno; }
int32_t set_egid(Environment&, double id) { return setegid(static_cast<gid_t>(id)) == 0 ? 0 : -errno; }

void get_groups(const Args& args) {
  std::vector<gid_t> groups(static_cast<size_t>(std::max(0, getgroups(0, nullptr))));
  int count = getgroups(static_cast<int>(groups.size()), groups.data());
  if (count < 0) return args.GetReturnValue().Set(-errno);
  std::vector<v8::Local<v8::Value>> out;
  gid_t own = getegid();
  bool seen = false;
  for (int i = 0; i < count; ++i) {
    seen = seen || groups[static_cast<size_t>(i)] == own;
    out.push_back(bind::number(args.GetIsolate(), groups[static_cast<size_t>(i)]));
  }
  if (!seen) out.push_back(bind::number(args.GetIsolate(), own));
  args.GetReturnValue().Set(v8::Array::New(args.GetIsolate(), out.data(), out.size()));
}

// userId(name), groupId(name): the number, or -1 when there is none of that name.
double user_id(const char* name) {
  const passwd* entry = getpwnam(name);
  return entry == nullptr ? -1 : double(entry->pw_uid);
}
double group_id(const char* name) {
  const group* entry = getgrnam(name);
  return entry == nullptr ? -1 : double(entry->gr_gid);
}
void user_id_of(const Args& args) { args.GetReturnValue().Set(user_id(bind::Utf8(args.GetIsolate(), args[0]).c_str())); }
void group_id_of(const Args& args) { args.GetReturnValue().Set(group_id(bind::Utf8(args.GetIsolate(), args[0]).c_str())); }

void set_groups(const Args& args) {
  auto array = args[0].As<v8::Array>();
  std::vector<gid_t> groups;
  for (uint32_t i = 0; i < array->Length(); ++i) {
    v8::Local<v8::Value> id;
    if (!array->Get(args.GetIsolate()->GetCurrentContext(), i).ToLocal(&id) || !id->IsNumber()) return;
    groups.push_back(static_cast<gid_t>(id.As<v8::Number>()->Value()));
  }
  args.GetReturnValue().Set(setgroups(groups.size(), groups.data()) == 0 ? 0 : -errno);
}

// initgroups(user name, group id)
void init_groups(const Args& args) {
  bind::Utf8 user(args.GetIsolate(), args[0]);
  auto gid = static_cast<gid_t>(args[1].As<v8::Number>()->Value());
  args.GetReturnValue().Set(initgroups(user.c_str(), gid) == 0 ? 0 : -errno);
}

void exec_path(const Args& args) {
  std::array<char, 4096> buffer;
  ssize_t size = readlink("/proc/self/exe", buffer.data(), buffer.size());
  if (size < 0) return args.GetReturnValue().Set(-errno);
  args.GetReturnValue().Set(bind::string(args.GetIsolate(), {buffer.data(), static_cast<size_t>(size)}));
}

// rawDebug(text): straight to the standard error output, whatever state the streams are in.
void raw_debug(const Args& args) {
  bind::Utf8 text(args.GetIsolate(), args[0]);
  std::fprintf(stderr, "%s\n", text.c_str());
  std::fflush(stderr);
}

// Writes all of it, waiting where the descriptor is non-blocking and full: what a terminal's other users may have made it. The
// size, or a negative errno; bytes before an error have been written.
int64_t write_all(int fd, const char* data, size_t size) {
  size_t written = 0;
  while (written < size) {
    ssize_t n = write(fd, data + written, size - written);
    if (n >= 0) {
      written += static_cast<size_t>(n);
    } else if (errno == EAGAIN) {
      pollfd wait{fd, POLLOUT, 0};
      poll(&wait, 1, -1);
    } else if (errno != EINTR) {
      return -errno;
    }
  }
  return static_cast<int64_t>(size);
}

// writeAll(fd, text or bytes): synchronous.
void write_sync(const Args& args) {
  int fd = args[0].As<v8::Int32>()->Value();
  int64_t result;
  if (args[1]->IsString()) {
    bind::Utf8 text(args.GetIsolate(), args[1]);
    result = write_all(fd, text.c_str(), text.size());
  } else {
    auto data = bind::bytes(args[1]);
    result = write_all(fd, reinterpret_cast<const char*>(data.data()), data.size());
  }
  args.GetReturnValue().Set(static_cast<double>(result));
}

void abort_process(const Args&) { std::abort(); }
// causeSegfault(): ends the process by SIGSEGV; for tests of what a crash leaves behind.
void cause_segfault(const Args&) {
  std::signal(SIGSEGV, SIG_DFL);
  std::raise(SIGSEGV);
}

// handleType(fd): what a standard stream is made of.
int32_t handle_type(Environment&, int32_t fd) {
  struct stat status;
  if (fstat(fd, &status) != 0) return -errno;
  if (S_ISREG(status.st_mode)) return 0;                                       // file
  if (isatty(fd) != 0) return 1;                                               // terminal
  if (S_ISFIFO(status.st_mode)) return 2;                                      // pipe
  if (S_ISSOCK(status.st_mode)) return 3;                                      // socket
  return S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode) ? 0 : 4;           // a device is read and written as a file
}

// execve(path, argv, env): replaces the process; a negative errno when that fails.
void exec_ve(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  auto strings = [&](v8::Local<v8::Value> value, std::vector<std::string>* out) {
    auto array = value.As<v8::Array>();
    for (uint32_t i = 0; i < array->Length(); ++i) {
      v8::Local<v8::Value> item;
      if (!array->Get(isolate->GetCurrentContext(), i).ToLocal(&item)) return false;
      out->push_back(bind::Utf8(isolate, item).str());
    }
    return true;
  };
  std::vector<std::string> argv, envp;
  if (!strings(args[1], &argv) || !strings(args[2], &envp)) return;
  auto pointers = [](std::vector<std::string>& from) {
    std::vector<char*> out;
    for (std::string& s : from) out.push_back(s.data());
    out.push_back(nullptr);
    return out;
  };
  // The standard descriptors stay open across the exec; whatever else is ours is close-on-exec already.
  for (int fd = 0; fd <= 2; ++fd) {
    int flags = fcntl(fd, F_GETFD);
    if (flags >= 0) fcntl(fd, F_SETFD, flags & ~FD_CLOEXEC);
  }
  Environment::from(isolate).run_at_exit();
  execve(bind::Utf8(isolate, args[0]).c_str(), pointers(argv).data(), pointers(envp).data());
  args.GetReturnValue().Set(-errno);
}

// times(): numbers: monotonic start in nanoseconds, wall start in milliseconds
void time_origin(Environment& env) {
  numbers(env)[0] = static_cast<double>(env.time_origin_ns);
  numbers(env)[1] = env.time_origin_ms;
}

void really_exit(const Args& args) {
  Environment::from(args.GetIsolate()).exit(args[0]->IsInt32() ? args[0].As<v8::Int32>()->Value() : 0);
}

// activeHandles(): a name for each request under way and each active, referenced handle, as process.getActiveResourcesInfo has them.
void active_handles(const Args& args) {
  Environment& env = Environment::from(args.GetIsolate());
  struct Collector {
    v8::Isolate* isolate;
    std::vector<v8::Local<v8::Value>> names;
  } collector{args.GetIsolate(), {}};
  env.loop().walk(
      [](loop::Handle* handle, void* argument) {
        auto* to = static_cast<Collector*>(argument);
        if (!handle->active() || !handle->referenced()) return;
        const char* name = nullptr;
        switch (handle->kind()) {
          case loop::Kind::tcp: name = "TCPSocketWrap"; break;
          case loop::Kind::pipe: name = "PipeWrap"; break;
          case loop::Kind::tty: name = "TTYWrap"; break;
          case loop::Kind::udp: name = "UDPWrap"; break;
          case loop::Kind::process: name = "ProcessWrap"; break;
          case loop::Kind::signal: name = "SignalWrap"; break;
          case loop::Kind::fs_event: name = "FSEventWrap"; break;
          case loop::Kind::fs_poll: name = "StatWatcher"; break;
          default: return;  // JavaScript's own timers and immediates are counted by it
        }
        to->names.push_back(bind::symbol(to->isolate, name));
      },
      &collector);
  for (size_t i = 0; i < env.loop().active_requests(); ++i) collector.names.push_back(bind::symbol(args.GetIsolate(), "FSReqCallback"));
  args.GetReturnValue().Set(v8::Array::New(args.GetIsolate(), collector.names.data(), collector.names.size()));
}

bool is_main_thread(Environment& env) { return env.is_main_thread(); }

}  // namespace

GYRE_BINDING(
    process, bind::constant("gyreVersion", runtime::kVersion), bind::constant("nodeVersion", runtime::kNodeVersion),
    bind::init([](bind::Environment& env, v8::Local<v8::Object> target) {
      target->Set(env.context(), bind::symbol(env.isolate(), "v8Version"), bind::string(env.isolate(), v8::V8::GetVersion())).Check();
    }),
    bind::fields<&numbers>("numbers"), bind::fields<&hrtime_words>("hrtimeWords"), bind::fn<&cwd>("cwd"),
    bind::fn<&chdir_to>("chdir"), bind::fn<&set_umask>("umask"), bind::fn<&hrtime, bind::kFast>("hrtime"),
    bind::fn<&hrtime_bigint>("hrtimeBigInt"), bind::fn<&uptime, bind::kFast>("uptime"), bind::fn<&rss>("rss"),
    bind::fn<&memory_usage>("memoryUsage"), bind::fn<&resource_usage>("resourceUsage"),
    bind::fn<&constrained_memory>("constrainedMemory"), bind::fn<&available_memory>("availableMemory"),
    bind::fn<&kill_process>("kill"), bind::fn<&get_pid>("pid"), bind::fn<&get_ppid>("ppid"),
    bind::fn<&get_uid>("getuid"), bind::fn<&get_euid>("geteuid"), bind::fn<&get_gid>("getgid"),
    bind::fn<&get_egid>("getegid"), bind::fn<&set_uid>("setuid"), bind::fn<&set_euid>("seteuid"),
    bind::fn<&set_gid>("setgid"), bind::fn<&set_egid>("setegid"), bind::fn<&get_groups>("getgroups"),
    bind::fn<&set_groups>("setgroups"), bind::fn<&init_groups>("initgroups"), bind::fn<&user_id_of>("userId"),
    bind::fn<&group_id_of>("groupId"), bind::fn<&exec_path>("execPath"), bind::fn<&get_title>("getTitle"),
    bind::fn<&set_title>("setTitle"), bind::fn<&raw_debug>("rawDebug"), bind::fn<&write_sync>("writeAll"), bind::fn<&abort_process>("abort"),
    bind::fn<&cause_segfault>("causeSegfault"), bind::fn<&handle_type>("handleType"), bind::fn<&exec_ve>("execve"),
    bind::fn<&time_origin>("timeOrigin"), bind::fn<&really_exit>("reallyExit"),
    bind::fn<&is_main_thread>("isMainThread"), bind::fn<&active_handles>("activeHandles"), bind::fn<&create_env>("createEnv"),
    bind::callback<&on_odd_value>("setOnOddValue"))

}  // namespace gyre::process
