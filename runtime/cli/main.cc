// gyre: the command. Options, V8, one environment, the loop, the exit status.

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include <v8.h>

#include "poller/poller.h"
#include "runtime/bind/environment.h"
#include "runtime/cli/options.h"
#include "runtime/engine/engine.h"
#include "runtime/version.h"

namespace absl {
enum class OnDeadlockCycle { kIgnore, kReport, kAbort };
void SetMutexDeadlockDetectionMode(OnDeadlockCycle mode);  // in V8's archive
}  // namespace absl

namespace gyre::runtime {
namespace {

[[maybe_unused]] HeapLimits heap_limits(const ProcessOptions& options) {
  auto megabytes = [&](const char* name) {
    return static_cast<size_t>(std::max(0.0, options.values.find(name)->second.number)) << 20;
  };
  HeapLimits limits;
  limits.old_space = megabytes("--max-old-space-size");
  limits.young_space = 3 * megabytes("--max-semi-space-size");
  return limits;
}

// False, with the reason on stderr, for a flag that V8 does not know.
bool set_v8_flags(const char* program, const ProcessOptions& options) {
  for (const std::string& flag : options.v8_flags) {
    std::string copy = flag;
    char* argv[] = {const_cast<char*>(program), copy.data(), nullptr};
    int argc = 2;
    v8::V8::SetFlagsFromCommandLine(&argc, argv, true);
    if (argc > 1) {
      std::fprintf(stderr, "%s: bad option: %s\n", program, flag.c_str());
      return false;
    }
  }
  auto pass = [&](const char* name, const char* v8_name) {
    const OptionValue& value = options.values.find(name)->second;
    if (value.given) v8::V8::SetFlagsFromString((std::string(v8_name) + "=" + value.text).c_str());
  };
  pass("--stack-size", "--stack-size");
  pass("--stack-trace-limit", "--stack-trace-limit");
  if (options.values.find("--expose-gc")->second.on) v8::V8::SetFlagsFromString("--expose-gc");
  return true;
}

// A standard descriptor that was closed would be given to the first file opened, which prints would then end up in.
void open_standard_descriptors() {
  for (int fd = 0; fd <= 2; ++fd) {
    if (fcntl(fd, F_GETFD) < 0 && errno == EBADF) {
      if (open("/dev/null", O_RDWR) != fd) std::abort();
    }
  }
}

int print_help() {
  std::printf(
      "Gyre %s: a JavaScript runtime with an event loop of its own; its API is that of Node.js %s (V8 %s)\n\n"
      "Usage: gyre [options] [script.js | -e \"script\" | -] [arguments]\n\n"
      "  %-40s a script on the standard input; the default when there is no terminal\n"
      "  %-40s the end of the options\n",
      kVersion, kNodeVersion, v8::V8::GetVersion(), "-", "--");
  for (const OptionSpec& spec : option_specs()) {
    if (spec.help == nullptr) continue;
    std::string names = spec.alias == nullptr ? "" : std::string(spec.alias) + ", ";
    names += spec.name;
    if (spec.type != OptionType::boolean) names += "=...";
    std::printf("  %-40s %s\n", names.c_str(), spec.help);
  }
  std::printf(
      "\nEvery other option that begins with -- is V8's (--v8-options lists them).\n\nEnvironment:\n"
      "  %-40s options that come before those of the command line\n"
      "  %-40s epoll or poll\n"
      "  %-40s threads of the pool (4)\n"
      "  %-40s folders to look for modules in\n",
      "NODE_OPTIONS, GYRE_OPTIONS", "GYRE_POLLER", "GYRE_THREADPOOL_SIZE, UV_THREADPOOL_SIZE", "NODE_PATH");
  return std::fflush(stdout) == 0 ? 0 : 1;
}

int run_main(int argc, char** argv) {
  open_standard_descriptors();
  const char* program = argc > 0 ? argv[0] : "gyre";
  ProcessOptions options = parse_options(argc, argv);
  if (!options.error.empty()) {
    std::fprintf(stderr, "%s\n", options.error.c_str());
    return 9;
  }
  auto on = [&](const char* name) { return options.values.find(name)->second.on; };
  if (on("--version")) return std::printf("v%s\n", kNodeVersion) < 0;
  if (on("--help")) return print_help();
  const OptionValue& backend = options.values.find("--poller")->second;
  if (backend.given) {
    int error = 0;
    auto parsed = poller::parse_backend(backend.text);
    if (!parsed || poller::open(*parsed, &error) == nullptr) {
      std::fprintf(stderr, "%s: --poller=%s: %s\n", program, backend.text.c_str(),
                   parsed ? "this system does not have it" : "there is no such poller; epoll, poll and uring are here");
      return 9;
    }
    setenv("GYRE_POLLER", backend.text.c_str(), 1);
  }
  // Writing to a closed pipe or socket is an error value, never a death.
  std::signal(SIGPIPE, SIG_IGN);
  // Nor is writing more to a file than the process may.
  std::signal(SIGXFSZ, SIG_IGN);

  set_fixed_v8_flags();
  if (!set_v8_flags(program, options)) return 9;
  if (on("--v8-options")) {
    v8::V8::SetFlagsFromString("--help");
    return 0;
  }
  initialize_v8();
#if defined(GYRE_MAKES_SNAPSHOT)
  return write_snapshot(options.arguments.empty() ? "snapshot.bin" : options.arguments[0].c_str());
#elif defined(GYRE_MAKES_CODE_CACHE)
  return write_code_caches(options.arguments.empty() ? "." : options.arguments[0].c_str());
#else
  bind::Environment::Options environment_options;
  environment_options.process = &options;
  environment_options.argv.push_back(program);
  for (const std::string& argument : options.arguments) environment_options.argv.push_back(argument);
  environment_options.exec_argv = options.exec_argv;
  auto instance = Instance::create(std::move(environment_options), heap_limits(options));
  if (!instance) return 1;
  int status;
  {
    v8::Isolate::Scope isolate_scope(instance->isolate());
    int error = instance->env().start();
    if (error != 0) {
      std::fprintf(stderr, "%s: no event loop: %s\n", program, std::strerror(-error));
      return 1;
    }
    status = instance->env().run();
#ifndef GYRE_SANITIZED
    // Flushes and leaves: the system takes the memory back faster than we can. Within the scope, as hooks may use the heap, and
    // while V8 marks, its write barrier is there for an entered isolate only.
    instance->env().exit(status);
#endif
  }
  instance.reset();
  Platform::get().shutdown();
  return status;
#endif
}

}  // namespace
}  // namespace gyre::runtime

#ifdef __SANITIZE_THREAD__
// V8, a shared library in this build, is not instrumented: what it does would look like races.
extern "C" __attribute__((visibility("default"))) const char* __tsan_default_options() {
  return "ignore_noninstrumented_modules=1";
}
#endif

int main(int argc, char** argv) {
  // Abseil's deadlock detector touches 266 pages before the first line of JavaScript.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  return gyre::runtime::run_main(argc, argv);
}
