#include "loop/process.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cstdlib>
#include <set>

#include "loop/poll.h"
#include "loop/signal.h"
#include "support.h"

namespace gyre::loop {
namespace {

class ProcessTest : public LoopTest {};
ON_EVERY_BACKEND(ProcessTest);

struct Child {
  Process process;
  std::vector<std::string> arguments;
  ProcessOptions options;
  std::vector<Stdio> stdio;
  int status = -1, signum = -1;
  std::function<void()> ended;

  Child(Loop& loop, std::vector<std::string> command) : arguments(std::move(command)) {
    process.init(loop);
    process.data = this;
    options.file = arguments[0].c_str();
  }
  int spawn() {
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    options.arguments = argv.data();
    options.stdio = stdio;
    return process.spawn(options, [](Process* process, int status, int signum) {
      auto* child = static_cast<Child*>(process->data);
      EXPECT_EQ(child->status, -1) << "called twice";
      child->status = status;
      child->signum = signum;
      if (child->ended) child->ended();
    });
  }
  // To the end of file; our end of the pipe is closed then.
  std::string read_all(size_t place) {
    std::string text;
    char buffer[4096];
    os::set_nonblocking(stdio[place].fd, false);
    while (ssize_t size = os::read(stdio[place].fd, buffer, sizeof buffer)) {
      if (size < 0) break;
      text.append(buffer, size_t(size));
    }
    os::close(stdio[place].fd);
    return text;
  }
};

constexpr Stdio kIgnore{};
constexpr Stdio kPipe{Stdio::Kind::pipe};
Stdio inherit(os::Fd fd) { return {Stdio::Kind::inherit, fd}; }

std::set<int> open_fds() {
  std::set<int> fds;
  DIR* directory = ::opendir("/proc/self/fd");
  while (dirent* entry = ::readdir(directory))
    if (int fd = std::atoi(entry->d_name); fd > 2 && fd != ::dirfd(directory)) fds.insert(fd);
  ::closedir(directory);
  return fds;
}

ino_t inode(os::Fd fd) {
  struct stat info;
  EXPECT_EQ(::fstat(fd, &info), 0);
  return info.st_ino;
}

TEST_P(ProcessTest, ReportsTheExitStatus) {
  for (ExitWatch watch : {ExitWatch::automatic, ExitWatch::sigchld}) {
    Child child(loop, {"sh", "-c", "exit 42"});
    child.options.watch = watch;
    ASSERT_EQ(child.spawn(), 0);
    EXPECT_GT(child.process.pid(), 0);
    EXPECT_TRUE(loop.alive());
    run();
    EXPECT_EQ(child.status, 42);
    EXPECT_EQ(child.signum, 0);
    EXPECT_FALSE(child.process.active());
    EXPECT_EQ(child.process.kill(0), -ESRCH);
    close_all(loop);
  }
}

TEST_P(ProcessTest, ReportsTheSignal) {
  for (ExitWatch watch : {ExitWatch::automatic, ExitWatch::sigchld}) {
    Child child(loop, {"sleep", "100"});
    child.options.watch = watch;
    ASSERT_EQ(child.spawn(), 0);
    EXPECT_EQ(child.process.kill(0), 0);
    EXPECT_EQ(child.process.kill(1000), -EINVAL);
    EXPECT_EQ(child.process.kill(SIGTERM), 0);
    run();
    EXPECT_EQ(child.status, 0);
    EXPECT_EQ(child.signum, SIGTERM);
    close_all(loop);
  }
}

TEST_P(ProcessTest, ManyAtOnceByBothWays) {
  std::vector<std::unique_ptr<Child>> children;
  for (int i = 0; i < 20; ++i) {
    children.push_back(std::make_unique<Child>(
        loop, std::vector<std::string>{"sh", "-c", "exit " + std::to_string(i)}));
    children[i]->options.watch = i % 2 ? ExitWatch::sigchld : ExitWatch::automatic;
    ASSERT_EQ(children[i]->spawn(), 0);
  }
  run();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(children[i]->status, i);
  struct sigaction now;
  ASSERT_EQ(::sigaction(SIGCHLD, nullptr, &now), 0);
  EXPECT_EQ(now.sa_handler, SIG_DFL);
  close_all(loop);
}

TEST_P(ProcessTest, AnsweredAtOnceWhyItCannotBeStarted) {
  std::set<int> before = open_fds();
  std::string name = testing::TempDir() + "gyre-process-XXXXXX";
  char* script = name.data();
  int file = ::mkstemp(script);
  struct {
    std::string command, directory;
    int error;
  } cases[] = {
      {"no-such-program-here", "", -ENOENT},
      {"/no/such/program", "", -ENOENT},
      {"", "", -ENOENT},
      {"/", "", -EACCES},
      {script, "", -EACCES},
      {"sh", "/no/such/directory", -ENOENT},
      {"/dev/null/x", "", -ENOENT},
  };
  for (auto& each : cases) {
    Child child(loop, {each.command, "-c", "exit 0"});
    if (!each.directory.empty()) child.options.directory = each.directory.c_str();
    EXPECT_EQ(child.spawn(), each.error) << each.command;
    EXPECT_FALSE(child.process.active());
    close_all(loop);
  }
  Child child(loop, {"sh", "-c", "exit 0"});
  child.stdio = {inherit(1000)};
  EXPECT_EQ(child.spawn(), -EBADF);
  child.stdio = {kPipe, inherit(-1)};
  EXPECT_EQ(child.spawn(), -EBADF);
  EXPECT_EQ(child.stdio[0].fd, os::kNoFd);
  close_all(loop);
  ::close(file);
  ::unlink(script);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a zombie is left";
  EXPECT_EQ(open_fds(), before);
}

TEST_P(ProcessTest, PipesGoBothWays) {
  std::set<int> before = open_fds();
  Child child(loop, {"sh", "-c", "read line; echo \"out $line\"; echo err >&2; echo extra >&4"});
  child.stdio = {kPipe, kPipe, kPipe, kIgnore, kPipe};
  ASSERT_EQ(child.spawn(), 0);
  EXPECT_NE(os::status_flags(child.stdio[0].fd) & O_NONBLOCK, 0);
  ASSERT_EQ(os::write(child.stdio[0].fd, "hello\n", 6), 6);
  os::close(child.stdio[0].fd);
  run();
  EXPECT_EQ(child.read_all(1), "out hello\n");
  EXPECT_EQ(child.read_all(2), "err\n");
  EXPECT_EQ(child.read_all(4), "extra\n");
  close_all(loop);
  EXPECT_EQ(open_fds(), before);
}

TEST_P(ProcessTest, OurEndsReadEndOfFileWhenTheProgramIsMissing) {
  Child child(loop, {"no-such-program-here"});
  child.stdio = {kIgnore, kPipe};
  EXPECT_EQ(child.spawn(), -ENOENT);
  ASSERT_GE(child.stdio[1].fd, 0);
  EXPECT_EQ(child.read_all(1), "");
  close_all(loop);
}

TEST_P(ProcessTest, InheritedFdsMayChangePlaces) {
  PipeFds first, second;
  os::set_nonblocking(first.writing(), false);
  Child child(loop, {"sh", "-c", "echo one >&1; echo two >&2; exec 1>&-"});
  // 1 gets what is 2's source and the other way round, through low numbers.
  child.stdio = {kIgnore, inherit(first.writing()), inherit(second.writing())};
  ASSERT_EQ(child.spawn(), 0);
  run();
  char buffer[16] = {};
  EXPECT_EQ(os::read(first.reading(), buffer, sizeof buffer), 4);
  EXPECT_STREQ(buffer, "one\n");
  EXPECT_EQ(os::read(second.reading(), buffer, sizeof buffer), 4);
  EXPECT_STREQ(buffer, "two\n");
  close_all(loop);
}

TEST_P(ProcessTest, StdoutAndStderrSwapped) {
  PipeFds out, err;
  // A child of ours whose 1 and 2 are the two pipes swaps them for its own child: through a fork
  // here.
  pid_t pid = ::fork();
  if (pid == 0) {
    ::dup2(out.writing(), 1);
    ::dup2(err.writing(), 2);
    int failed = 1;
    {
      Loop inner;
      if (inner.open(GetParam()) != 0) ::_exit(1);
      Child child(inner, {"sh", "-c", "echo one; echo two >&2"});
      child.stdio = {kIgnore, inherit(2), inherit(1)};
      if (child.spawn() == 0) inner.run();
      failed = child.status;
      close_all(inner);
    }
    ::_exit(failed);
  }
  int status;
  ASSERT_EQ(::waitpid(pid, &status, 0), pid);
  EXPECT_EQ(status, 0);
  char buffer[16] = {};
  EXPECT_EQ(os::read(err.reading(), buffer, sizeof buffer), 4);
  EXPECT_STREQ(buffer, "one\n");
  EXPECT_EQ(os::read(out.reading(), buffer, sizeof buffer), 4);
  EXPECT_STREQ(buffer, "two\n");
}

TEST_P(ProcessTest, IgnoredStdioIsDevNullAndNothingOfOursIsOpen) {
  PipeFds ours;  // close-on-exec, as all that the loop opens
  Child child(loop, {"sh", "-c", "readlink /proc/self/fd/*"});
  child.stdio = {kIgnore, kPipe, kIgnore};
  ASSERT_EQ(child.spawn(), 0);
  run();
  std::string links = child.read_all(1);
  EXPECT_TRUE(links.starts_with("/dev/null\nsocket:")) << links;
  EXPECT_EQ(links.find("pipe:[" + std::to_string(inode(ours.reading())) + "]"), std::string::npos);
  EXPECT_EQ(links.find("eventpoll"), std::string::npos) << links;
  EXPECT_EQ(links.find("pidfd"), std::string::npos) << links;
  close_all(loop);
}

TEST_P(ProcessTest, DirectoryArgumentsAndEnvironment) {
  Child child(loop, {"zeroth", "-c", "pwd; echo \"$0 $MINE-$HOME\""});
  child.options.file = "/bin/sh";
  child.options.directory = "/usr";
  std::string mine = "MINE=yes";
  char* environment[] = {mine.data(), nullptr};
  child.options.environment = environment;
  child.stdio = {kIgnore, kPipe};
  ASSERT_EQ(child.spawn(), 0);
  run();
  EXPECT_EQ(child.read_all(1), "/usr\nzeroth yes-\n");
  close_all(loop);
}

TEST_P(ProcessTest, LookedUpInThePathOfTheChild) {
  std::string name = testing::TempDir() + "gyre-process-XXXXXX";
  char* directory = name.data();
  ASSERT_NE(::mkdtemp(directory), nullptr);
  std::string script = std::string(directory) + "/greet";
  FILE* file = std::fopen(script.c_str(), "w");
  std::fputs("echo \"hi $1\"\n", file);  // no #!: run by the shell
  std::fclose(file);
  ::chmod(script.c_str(), 0755);
  std::string path = "PATH=/no/such/place:" + std::string(directory);
  char* environment[] = {path.data(), nullptr};

  Child child(loop, {"greet", "you"});
  child.options.environment = environment;
  child.stdio = {kIgnore, kPipe};
  ASSERT_EQ(child.spawn(), 0);
  run();
  EXPECT_EQ(child.read_all(1), "hi you\n");
  close_all(loop);
  ::chmod(script.c_str(), 0644);
  Child refused(loop, {"greet"});
  refused.options.environment = environment;
  EXPECT_EQ(refused.spawn(), -EACCES);
  close_all(loop);
  ::unlink(script.c_str());
  ::rmdir(directory);
}

TEST_P(ProcessTest, DetachedLeadsItsOwnSession) {
  Child child(loop, {"sh", "-c", "ps -o sid= -p $$ || cut -d' ' -f6 /proc/$$/stat"});
  child.arguments[2] = "cut -d' ' -f6 /proc/$$/stat";
  child.options.detached = true;
  child.stdio = {kIgnore, kPipe};
  ASSERT_EQ(child.spawn(), 0);
  run();
  EXPECT_EQ(child.read_all(1), std::to_string(child.process.pid()) + "\n");
  close_all(loop);
}

TEST_P(ProcessTest, UserAndGroup) {
  Child child(loop, {"sh", "-c", "id -u; id -g; id -G"});
  child.options.user = 65534;
  child.options.group = 65533;
  child.stdio = {kIgnore, kPipe};
  if (::geteuid() != 0) {
    EXPECT_EQ(child.spawn(), -EPERM);
    os::close(child.stdio[1].fd);
    close_all(loop);
    return;
  }
  ASSERT_EQ(child.spawn(), 0);
  run();
  EXPECT_EQ(child.read_all(1), "65534\n65533\n65533\n");
  EXPECT_EQ(::geteuid(), 0u) << "our own identity must stay";
  close_all(loop);
}

TEST_P(ProcessTest, SignalsOfTheChildAreInTheirDefaultState) {
  Signal signal;
  signal.init(loop);
  signal.start([](Signal*, int) {}, SIGTERM);
  signal.unref();
  auto before = ::signal(SIGPIPE, SIG_IGN);
  sigset_t blocked;
  ::sigemptyset(&blocked);
  ::sigaddset(&blocked, SIGUSR2);
  ::pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
  Child child(loop, {"sh", "-c", "exec cat /proc/self/status"});
  child.stdio = {kIgnore, kPipe};
  ASSERT_EQ(child.spawn(), 0);
  ::pthread_sigmask(SIG_UNBLOCK, &blocked, nullptr);
  ::signal(SIGPIPE, before);
  run();
  std::string status = child.read_all(1);
  for (const char* set : {"SigBlk", "SigIgn", "SigCgt"})
    EXPECT_NE(status.find(std::string(set) + ":\t0000000000000000\n"), std::string::npos) << status;
  close_all(loop);
}

TEST_P(ProcessTest, ClosedBeforeItsEndIsNotReported) {
  for (ExitWatch watch : {ExitWatch::automatic, ExitWatch::sigchld}) {
    Child child(loop, {"sleep", "100"});
    child.options.watch = watch;
    ASSERT_EQ(child.spawn(), 0);
    pid_t pid = child.process.pid();
    child.process.close();
    EXPECT_FALSE(run());
    EXPECT_EQ(child.status, -1);
    EXPECT_EQ(kill_process(pid, SIGKILL), 0);
    EXPECT_EQ(::waitpid(pid, nullptr, 0), pid);
  }
}

TEST_P(ProcessTest, MayBeUsedAgainAndClosedInItsCallback) {
  for (ExitWatch watch : {ExitWatch::automatic, ExitWatch::sigchld}) {
    Child child(loop, {"true"});
    child.options.watch = watch;
    int ends = 0;
    child.ended = [&] {
      child.status = -1;
      if (++ends == 3)
        child.process.close();
      else
        ASSERT_EQ(child.spawn(), 0);
    };
    ASSERT_EQ(child.spawn(), 0);
    EXPECT_EQ(child.spawn(), -EINVAL);  // one at a time
    run();
    EXPECT_EQ(ends, 3);
  }
}

}  // namespace
}  // namespace gyre::loop
