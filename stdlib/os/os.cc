// binding('os'): what the system says of itself. Functions give a value or a negative errno.
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <pwd.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "runtime/bind/bind.h"
#include "runtime/bind/values.h"

namespace gyre::os_module {
namespace {

using bind::Args;
using bind::Environment;

constinit bind::Fields<double, 3> load_averages;

v8::Local<v8::Value> text(v8::Isolate* isolate, std::string_view utf8) {
  return bind::string(isolate, utf8);
}

v8::Local<v8::Array> array(v8::Isolate* isolate, std::vector<v8::Local<v8::Value>>& values) {
  return v8::Array::New(isolate, values.data(), values.size());
}

void hostname(const Args& args) {
  char name[256];
  if (gethostname(name, sizeof name) != 0) return args.GetReturnValue().Set(-errno);
  name[sizeof name - 1] = '\0';
  args.GetReturnValue().Set(text(args.GetIsolate(), name));
}

// [sysname, version, release, machine]
void system_name(const Args& args) {
  utsname names;
  if (uname(&names) != 0) return args.GetReturnValue().Set(-errno);
  v8::Isolate* isolate = args.GetIsolate();
  std::vector<v8::Local<v8::Value>> values{
      text(isolate, names.sysname), text(isolate, names.version), text(isolate, names.release),
      text(isolate, names.machine)};
  args.GetReturnValue().Set(array(isolate, values));
}

// Seconds since the system came up; a negative errno.
double uptime(Environment&) {
  timespec time;
  if (clock_gettime(CLOCK_BOOTTIME, &time) != 0) return -errno;
  // In hundredths, as the system itself shows it.
  int64_t hundredths = int64_t{time.tv_sec} * 100 + time.tv_nsec / 10'000'000;
  return double(hundredths) / 100;
}

// A line of /proc/meminfo in bytes, or -1.
double memory_line(std::string_view key) {
  std::ifstream file("/proc/meminfo");
  std::string line;
  while (std::getline(file, line))
    if (line.starts_with(key)) return std::strtod(line.c_str() + key.size(), nullptr) * 1024;
  return -1;
}

double total_memory(Environment&) {
  double total = memory_line("MemTotal:");
  if (total >= 0) return total;
  struct sysinfo info;
  return sysinfo(&info) == 0 ? double(info.totalram) * info.mem_unit : 0;
}

double free_memory(Environment&) {
  double available = memory_line("MemAvailable:");
  if (available >= 0) return available;
  struct sysinfo info;
  return sysinfo(&info) == 0 ? double(info.freeram) * info.mem_unit : 0;
}

void load(Environment& env) {
  double* averages = load_averages(env);
  if (getloadavg(averages, 3) != 3) averages[0] = averages[1] = averages[2] = 0;
}

// A number in a file that holds nothing else or begins with it; `missing` when there is none.
long file_number(const char* path, long missing) {
  std::ifstream file(path);
  long value;
  return file >> value ? value : missing;
}

// What the process may use: its affinity, and the quota of its control group where there is one.
int32_t parallelism(Environment&) {
  int32_t count = 0;
  cpu_set_t set;
  CPU_ZERO(&set);
  count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set)
                                                      : int32_t(sysconf(_SC_NPROCESSORS_ONLN));
  std::ifstream limits("/sys/fs/cgroup/cpu.max");
  long quota = 0, period = 0;
  if (limits >> quota >> period) {
    // "max" instead of a number leaves the stream failed.
  } else {
    quota = file_number("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", -1);
    period = file_number("/sys/fs/cgroup/cpu/cpu.cfs_period_us", 0);
  }
  if (quota > 0 && period > 0)
    count = std::min<int32_t>(count, int32_t(std::max<long>(1, quota / period)));
  return std::max<int32_t>(1, count);
}

struct Cpu {
  std::string model = "unknown";
  double speed = 0;                                       // MHz
  double user = 0, nice = 0, sys = 0, idle = 0, irq = 0;  // milliseconds
};

std::string_view after_colon(const std::string& line) {
  size_t colon = line.find(':');
  if (colon == std::string::npos || colon + 2 > line.size()) return {};
  return std::string_view(line).substr(colon + 2);
}

// Flat: model, speed, user, nice, sys, idle, irq for each.
void cpus(const Args& args) {
  std::map<int, Cpu> found;
  double ticks = 1000.0 / double(sysconf(_SC_CLK_TCK));
  std::ifstream stat("/proc/stat");
  std::string line;
  while (std::getline(stat, line)) {
    int number;
    unsigned long long user, nice, sys, idle, wait, irq;
    // The first line, without a number, is their sum.
    if (!line.starts_with("cpu") || line.size() < 5 || line[3] == ' ') continue;
    if (std::sscanf(line.c_str(), "cpu%d %llu %llu %llu %llu %llu %llu", &number, &user, &nice,
                    &sys, &idle, &wait, &irq) != 7)
      continue;
    Cpu& cpu = found[number];
    cpu.user = double(user) * ticks;
    cpu.nice = double(nice) * ticks;
    cpu.sys = double(sys) * ticks;
    cpu.idle = double(idle) * ticks;
    cpu.irq = double(irq) * ticks;
    std::string path =
        "/sys/devices/system/cpu/cpu" + std::to_string(number) + "/cpufreq/scaling_cur_freq";
    cpu.speed = double(file_number(path.c_str(), 0) / 1000);
  }
  std::ifstream info("/proc/cpuinfo");
  int number = -1;
  while (std::getline(info, line)) {
    if (line.starts_with("processor")) number = std::atoi(std::string(after_colon(line)).c_str());
    auto cpu = found.find(number);
    if (cpu == found.end()) continue;
    if (line.starts_with("model name")) cpu->second.model = after_colon(line);
  }
  v8::Isolate* isolate = args.GetIsolate();
  std::vector<v8::Local<v8::Value>> values;
  for (const auto& [index, cpu] : found) {
    values.push_back(text(isolate, cpu.model));
    for (double n : {cpu.speed, cpu.user, cpu.nice, cpu.sys, cpu.idle, cpu.irq})
      values.push_back(bind::number(isolate, n));
  }
  args.GetReturnValue().Set(array(isolate, values));
}

// Flat: name, address, netmask, family (4 or 6), mac, internal, scope id for each.
void interfaces(const Args& args) {
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) return args.GetReturnValue().Set(-errno);
  v8::Isolate* isolate = args.GetIsolate();
  auto running = [](const ifaddrs* entry) {
    return (entry->ifa_flags & IFF_UP) != 0 && (entry->ifa_flags & IFF_RUNNING) != 0 &&
           entry->ifa_addr != nullptr;
  };
  std::map<std::string, std::string> macs;
  for (ifaddrs* entry = all; entry != nullptr; entry = entry->ifa_next) {
    if (!running(entry) || entry->ifa_addr->sa_family != AF_PACKET) continue;
    const auto* link = reinterpret_cast<const sockaddr_ll*>(entry->ifa_addr);
    char mac[18];
    std::snprintf(mac, sizeof mac, "%02x:%02x:%02x:%02x:%02x:%02x", link->sll_addr[0],
                  link->sll_addr[1], link->sll_addr[2], link->sll_addr[3], link->sll_addr[4],
                  link->sll_addr[5]);
    macs[entry->ifa_name] = mac;
  }
  std::vector<v8::Local<v8::Value>> values;
  for (ifaddrs* entry = all; entry != nullptr; entry = entry->ifa_next) {
    if (!running(entry)) continue;
    int family = entry->ifa_addr->sa_family;
    if (family != AF_INET && family != AF_INET6) continue;
    char address[INET6_ADDRSTRLEN] = "", netmask[INET6_ADDRSTRLEN] = "";
    double scope = 0;
    auto print = [family](const sockaddr* from, char* to) {
      if (from == nullptr) return;
      if (family == AF_INET)
        inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(from)->sin_addr, to,
                  INET6_ADDRSTRLEN);
      else
        inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(from)->sin6_addr, to,
                  INET6_ADDRSTRLEN);
    };
    print(entry->ifa_addr, address);
    print(entry->ifa_netmask, netmask);
    if (family == AF_INET6)
      scope = reinterpret_cast<const sockaddr_in6*>(entry->ifa_addr)->sin6_scope_id;
    auto mac = macs.find(entry->ifa_name);
    values.push_back(text(isolate, entry->ifa_name));
    values.push_back(text(isolate, address));
    values.push_back(text(isolate, netmask));
    values.push_back(bind::number(isolate, family == AF_INET ? 4 : 6));
    values.push_back(text(isolate, mac != macs.end() ? mac->second : "00:00:00:00:00:00"));
    values.push_back(v8::Boolean::New(isolate, (entry->ifa_flags & IFF_LOOPBACK) != 0));
    values.push_back(bind::number(isolate, scope));
  }
  freeifaddrs(all);
  args.GetReturnValue().Set(array(isolate, values));
}

// [uid, gid, name, home, shell] as bytes, of the effective user.
struct User {
  std::string name, home, shell;
  uid_t uid;
  gid_t gid;
};

int find_user(User& user) {
  std::vector<char> buffer(1024);
  passwd entry;
  passwd* found = nullptr;
  int error;
  while ((error = getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found)) == ERANGE)
    buffer.resize(buffer.size() * 2);
  if (error != 0) return -error;
  if (found == nullptr) return -ENOENT;
  user = {entry.pw_name, entry.pw_dir, entry.pw_shell, entry.pw_uid, entry.pw_gid};
  return 0;
}

v8::Local<v8::Value> byte_array(v8::Isolate* isolate, const std::string& from) {
  auto buffer = v8::ArrayBuffer::New(isolate, from.size());
  if (!from.empty()) std::memcpy(buffer->Data(), from.data(), from.size());
  return v8::Uint8Array::New(buffer, 0, from.size());
}

void user_info(const Args& args) {
  User user;
  if (int error = find_user(user)) return args.GetReturnValue().Set(error);
  v8::Isolate* isolate = args.GetIsolate();
  std::vector<v8::Local<v8::Value>> values{
      bind::number(isolate, user.uid), bind::number(isolate, user.gid),
      byte_array(isolate, user.name), byte_array(isolate, user.home),
      byte_array(isolate, user.shell)};
  args.GetReturnValue().Set(array(isolate, values));
}

// The home folder that the user database knows.
void home(const Args& args) {
  User user;
  if (int error = find_user(user)) return args.GetReturnValue().Set(error);
  args.GetReturnValue().Set(text(args.GetIsolate(), user.home));
}

// Priorities may be negative, so a failure is told by a value outside their range: 1000 + errno.
int32_t get_priority(Environment&, int32_t pid) {
  errno = 0;
  int priority = getpriority(PRIO_PROCESS, id_t(pid));
  return priority == -1 && errno != 0 ? 1000 + errno : priority;
}

int32_t set_priority(Environment&, int32_t pid, int32_t priority) {
  return setpriority(PRIO_PROCESS, id_t(pid), priority) == 0 ? 0 : -errno;
}

}  // namespace

GYRE_BINDING(os, bind::fields<&load_averages>("loadAverages"), bind::fn<&hostname>("hostname"),
             bind::fn<&system_name>("systemName"), bind::fn<&uptime>("uptime"),
             bind::fn<&total_memory>("totalMemory"), bind::fn<&free_memory>("freeMemory"),
             bind::fn<&load>("load"), bind::fn<&parallelism>("parallelism"),
             bind::fn<&cpus>("cpus"), bind::fn<&interfaces>("interfaces"),
             bind::fn<&user_info>("userInfo"), bind::fn<&home>("home"),
             bind::fn<&get_priority>("getPriority"), bind::fn<&set_priority>("setPriority"))

}  // namespace gyre::os_module
