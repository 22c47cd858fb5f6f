#include "loop/process.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "loop/loop.h"
#include "os/check.h"
#include "os/io.h"
#include "os/process.h"

extern char** environ;

namespace gyre::loop {
namespace {

using os::Fd;
using os::kNoFd;

// All that the child needs, made by the parent: between vfork and exec it shares the parent's
// memory and must neither allocate nor take a lock.
struct Plan {
  const ProcessOptions* options;
  char* const* environment;
  std::vector<std::string> candidates;  // full paths to try, in order
  std::vector<char*> shell_arguments;   // /bin/sh, a place for the script, the arguments from 1 on
  std::vector<Fd> fds;                  // by number in the child; kNoFd: ignored
  sigset_t signals;                     // what was blocked before
  Fd report = kNoFd;                    // an errno is written here when something fails
};

const char* find_variable(char* const* environment, std::string_view name) noexcept {
  for (; *environment != nullptr; ++environment) {
    std::string_view entry(*environment);
    if (entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=')
      return *environment + name.size() + 1;
  }
  return nullptr;
}

void find_candidates(Plan& plan) {
  std::string_view file(plan.options->file);
  if (file.empty()) return;
  if (file.find('/') != std::string_view::npos) {
    plan.candidates.emplace_back(file);
    return;
  }
  const char* variable = find_variable(plan.environment, "PATH");
  std::string_view path = variable != nullptr ? variable : "/usr/local/bin:/bin:/usr/bin";
  for (;;) {
    size_t end = std::min(path.find(':'), path.size());
    // An empty element is the current directory.
    std::string candidate(path.substr(0, end));
    if (!candidate.empty()) candidate += '/';
    plan.candidates.push_back(candidate.append(file));
    if (end == path.size()) return;
    path.remove_prefix(end + 1);
  }
}

// --- In the child -------------------------------------------------------------------------------

[[noreturn]] void fail(const Plan& plan, int error) noexcept {
  [[maybe_unused]] ssize_t written = ::write(plan.report, &error, sizeof error);
  ::_exit(127);
}

void arrange_fds(Plan& plan) noexcept {
  int count = int(plan.fds.size());
  // One of ours that stands below its place would be overwritten before its turn.
  for (int place = 0; place < count; ++place) {
    Fd source = plan.fds[place];
    if (source < 0 || source >= place) continue;
    plan.fds[place] = ::fcntl(source, F_DUPFD_CLOEXEC, count);
    if (plan.fds[place] < 0) fail(plan, errno);
  }
  for (int place = 0; place < count; ++place) {
    Fd source = plan.fds[place];
    if (source < 0) {
      if (place > 2) {
        ::close(place);
        continue;
      }
      source = ::open("/dev/null", (place == 0 ? O_RDONLY : O_RDWR) | O_CLOEXEC);
      if (source < 0) fail(plan, errno);
    }
    if (source == place) {
      if (::fcntl(place, F_SETFD, 0) < 0) fail(plan, errno);
    } else if (::dup2(source, place) < 0) {
      fail(plan, errno);
    }
    // Programs don't expect their standard streams to be non-blocking.
    if (place <= 2) {
      int flags = ::fcntl(place, F_GETFL);
      if (flags >= 0 && (flags & O_NONBLOCK) != 0) ::fcntl(place, F_SETFL, flags & ~O_NONBLOCK);
    }
  }
}

void take_identity(const Plan& plan) noexcept {
  // The system calls themselves: libc's functions would change all threads of the parent, too.
  const ProcessOptions& options = *plan.options;
  if (options.user < 0 && options.group < 0) return;
  ::syscall(SYS_setgroups, 0, nullptr);  // not allowed to others than root, and not needed then
  if (options.group >= 0 && ::syscall(SYS_setgid, gid_t(options.group)) != 0) fail(plan, errno);
  if (options.user >= 0 && ::syscall(SYS_setuid, uid_t(options.user)) != 0) fail(plan, errno);
}

[[noreturn]] void execute(Plan& plan) noexcept {
  int error = ENOENT;
  for (const std::string& path : plan.candidates) {
    ::execve(path.c_str(), plan.options->arguments, plan.environment);
    if (errno == ENOEXEC) {  // a script without #!
      plan.shell_arguments[1] = const_cast<char*>(path.c_str());
      ::execve("/bin/sh", plan.shell_arguments.data(), plan.environment);
    }
    if (errno == EACCES)
      error = EACCES;  // the answer unless a later one can be executed
    else if (errno != ENOENT && errno != ENOTDIR)
      fail(plan, errno);
  }
  fail(plan, error);
}

[[noreturn, gnu::noinline]] void be_the_child(Plan& plan) noexcept {
  // Handlers would run in the parent's memory: gone before signals come in again.
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  for (int signum = 1; signum < NSIG; ++signum) ::sigaction(signum, &action, nullptr);

  if (plan.options->detached) ::setsid();
  arrange_fds(plan);
  if (plan.options->directory != nullptr && ::chdir(plan.options->directory) != 0)
    fail(plan, errno);
  take_identity(plan);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  execute(plan);
}

// --- In the parent ------------------------------------------------------------------------------

[[gnu::noinline]] pid_t start(Plan& plan) noexcept {
  pid_t pid = ::vfork();
  if (pid == 0) be_the_child(plan);
  return pid < 0 ? -errno : pid;
}

void close_child_ends(const Plan& plan) noexcept {
  std::span<const Stdio> stdio = plan.options->stdio;
  for (size_t i = 0; i < stdio.size(); ++i)
    if (stdio[i].kind == Stdio::Kind::pipe && plan.fds[i] >= 0) os::close(plan.fds[i]);
}

void close_our_ends(std::span<Stdio> stdio) noexcept {
  for (Stdio& entry : stdio) {
    if (entry.kind != Stdio::Kind::pipe || entry.fd < 0) continue;
    os::close(entry.fd);
    entry.fd = kNoFd;
  }
}

int open_pipes(Plan& plan, std::span<Stdio> stdio) noexcept {
  plan.fds.assign(stdio.size(), kNoFd);
  for (Stdio& entry : stdio)
    if (entry.kind == Stdio::Kind::pipe) entry.fd = kNoFd;
  for (size_t i = 0; i < stdio.size(); ++i) {
    if (stdio[i].kind == Stdio::Kind::inherit) {
      if (stdio[i].fd < 0) return -EBADF;
      plan.fds[i] = stdio[i].fd;
    } else if (stdio[i].kind == Stdio::Kind::pipe) {
      Fd ends[2];
      if (int error = os::socket_pair(ends)) return error;
      stdio[i].fd = ends[0];
      plan.fds[i] = ends[1];
      if (int error = os::set_nonblocking(ends[0], true)) return error;
    }
  }
  return 0;
}

// Both ends close-on-exec, the writing one above the numbers that the child's stdio takes.
int open_report(Fd ends[2], size_t places) noexcept {
  if (int error = os::pipe(ends, 0)) return error;
  if (size_t(ends[1]) >= places) return 0;
  Fd high = ::fcntl(ends[1], F_DUPFD_CLOEXEC, int(places));
  int error = high < 0 ? -errno : 0;
  os::close(ends[1]);
  ends[1] = high;
  if (error != 0) os::close(ends[0]);
  return error;
}

// 0: executed. Else what the child met.
int read_report(Fd fd) noexcept {
  int error = 0;
  ssize_t size = os::read(fd, &error, sizeof error);
  if (size == 0) return 0;
  return size == ssize_t(sizeof error) ? -error : -EPIPE;
}

}  // namespace

int Process::spawn(ProcessOptions& options, ExitCallback callback) noexcept {
  if (closing() || active() || options.file == nullptr || options.arguments == nullptr ||
      callback == nullptr)
    return -EINVAL;
  Plan plan;
  plan.options = &options;
  plan.environment = options.environment != nullptr ? options.environment : environ;
  find_candidates(plan);
  plan.shell_arguments = {const_cast<char*>("/bin/sh"), nullptr};
  if (options.arguments[0] != nullptr)
    for (char* const* argument = options.arguments + 1; *argument != nullptr; ++argument)
      plan.shell_arguments.push_back(*argument);
  plan.shell_arguments.push_back(nullptr);

  Fd report[2];
  int error = open_pipes(plan, options.stdio);
  if (error == 0) error = open_report(report, options.stdio.size());
  if (error != 0) {
    close_child_ends(plan);
    close_our_ends(options.stdio);
    return error;
  }
  plan.report = report[1];

  // No handler of ours may run in the child.
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, &before);
  // The child moves fds about in the plan, and that is our memory.
  std::vector<Fd> child_ends = plan.fds;
  pid_t pid = start(plan);
  plan.fds = std::move(child_ends);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);

  os::close(report[1]);
  close_child_ends(plan);
  if (pid < 0) {
    os::close(report[0]);
    close_our_ends(options.stdio);
    return pid;
  }
  error = read_report(report[0]);
  os::close(report[0]);
  if (error != 0) {
    int status;
    os::wait_process(pid, &status, 0);
    return error;
  }
  pid_ = pid;
  exit_callback_ = callback;
  activate();
  return watch_exit(options.watch);
}

int Process::watch_exit(ExitWatch watch) noexcept {
  if (watch == ExitWatch::automatic) {
    Fd fd = os::pidfd_open(pid_);
    if (fd >= 0) {
      int error = Io::open(*loop, fd, &Process::on_io);
      GYRE_CHECK(error == 0);
      Io::watch(poller::kReadable);
      return 0;
    }
  }
  // It may have ended before we could hear of it: looked at once, in the next poll phase.
  int error = loop->watch_children();
  if (error != 0) {
    deactivate();
    return error;
  }
  loop->children_.push_back(*this);
  loop->look_at_children();
  return 0;
}

void Process::end_watch() noexcept {
  Fd fd = Io::fd();
  if (fd != kNoFd) {
    Io::forget();
    os::close(fd);
  } else if (Link<InChildren>::linked()) {
    Link<InChildren>::unlink();
    loop->unwatch_children();
  }
}

void Process::on_io(Io* io, poller::Mask) { static_cast<Process*>(io)->reap(); }

bool Process::reap() noexcept {
  int status = 0;
  pid_t pid = os::wait_process(pid_, &status, WNOHANG);
  if (pid == 0) return false;
  end_watch();
  deactivate();
  // Somebody else has waited for it: how it ended nobody knows.
  if (pid < 0) status = 0;
  exit_callback_(this, WIFEXITED(status) ? WEXITSTATUS(status) : 0,
                 WIFSIGNALED(status) ? WTERMSIG(status) : 0);
  return true;
}

int Process::kill(int signum) noexcept {
  if (!active()) return -ESRCH;
  return os::kill(pid_, signum);
}

void Process::on_close() noexcept { end_watch(); }

int kill_process(pid_t pid, int signum) noexcept { return os::kill(pid, signum); }

int Loop::reap_children() noexcept {
  int count = 0;
  children_in_turn_.take(children_);
  while (Process* process = children_in_turn_.pop_front()) {
    children_.push_back(*process);
    call(Phase::poll, [&] { count += process->reap(); });
  }
  return count;
}

}  // namespace gyre::loop
