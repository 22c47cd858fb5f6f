// process.title: what ps(1) shows. The words of the command line lie one behind the other in memory
// that is ours to write; a title takes their place and cannot be longer. The thread's name (top(1),
// debuggers) is set, too.
#include "stdlib/process/title.h"

#include <errno.h>
#include <sys/prctl.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <mutex>
#include <string>

#include "runtime/bind/values.h"

namespace gyre::process {
namespace {

std::mutex mutex;  // workers share the title
std::string title;
bool was_set = false;

// How many bytes the command line takes, its NULs included; 0 when the system doesn't say.
size_t room() {
  static const size_t size = [] {
    std::ifstream file("/proc/self/cmdline", std::ios::binary);
    std::string words((std::istreambuf_iterator<char>(file)), {});
    return words.size();
  }();
  return size;
}

}  // namespace

void get_title(const bind::Args& args) {
  std::lock_guard lock(mutex);
  if (!was_set) title = program_invocation_name;
  was_set = true;
  args.GetReturnValue().Set(bind::string(args.GetIsolate(), title));
}

void set_title(const bind::Args& args) {
  bind::Utf8 wanted(args.GetIsolate(), args[0]);
  std::lock_guard lock(mutex);
  size_t size = room();
  title = wanted.view().substr(0, size == 0 ? 0 : size - 1);
  was_set = true;
  if (size > 0) {
    std::memset(program_invocation_name, 0, size);
    std::memcpy(program_invocation_name, title.data(), title.size());
  }
  prctl(PR_SET_NAME, title.c_str());
}

}  // namespace gyre::process
