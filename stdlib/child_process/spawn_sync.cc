// binding('spawn_sync'): runs a child to its end on a loop of its own, while JavaScript waits.
// Feeds its input, collects its output, ends it when it takes too long or says too much.
#include <sys/socket.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "loop/loop.h"
#include "os/io.h"
#include "stdlib/child_process/spawn_options.h"

namespace gyre::child_process {
namespace {

class Runner;

// Our end of one of the child's pipes: what is to be written to it, what was read from it.
class Channel : public loop::Io {
 public:
  Channel() = default;
  ~Channel() { close(); }

  void start(Runner& runner, loop::Loop& loop, os::Fd fd, std::span<const uint8_t> input,
             bool reads) {
    runner_ = &runner;
    input_ = input;
    reads_ = reads;
    loop::Io::open(loop, fd, &Channel::on_io);
    if (reads_)
      watch(poller::kReadable | (input_.empty() ? 0 : poller::kWritable));
    else
      write_some();
  }
  void close() {
    os::Fd fd = this->fd();
    if (fd == os::kNoFd) return;
    forget();
    os::close(fd);
  }
  bool is_open() const { return fd() != os::kNoFd; }
  const std::string& output() const { return output_; }
  bool reads() const { return reads_; }

 private:
  static void on_io(loop::Io* io, poller::Mask mask) {
    auto* self = static_cast<Channel*>(io);
    if ((mask & poller::kWritable) != 0 && !self->input_.empty()) self->write_some();
    if (self->is_open() && self->reads_ && (mask & ~poller::kWritable) != 0) self->read_some();
  }
  void write_some();
  void read_some();

  Runner* runner_ = nullptr;
  std::span<const uint8_t> input_;
  bool reads_ = false;
  std::string output_;
};

class Runner {
 public:
  struct Limits {
    double timeout;     // milliseconds, 0: none
    double max_buffer;  // bytes of all output together; infinite: no limit
    int kill_signal;
  };

  Runner(SpawnOptions& options, Limits limits) : options_(options), limits_(limits) {}

  // inputs: by descriptor.
  void run(const std::vector<std::span<const uint8_t>>& inputs) {
    error_ = loop_.open();
    if (error_ != 0) return;
    process_.init(loop_);
    process_.data = this;
    error_ = process_.spawn(options_.native, &Runner::exited);
    started_ = error_ == 0;
    channels_.resize(options_.stdio.size());
    for (size_t i = 0; i < channels_.size(); ++i) {
      if (options_.stdio[i].kind != loop::Stdio::Kind::pipe || options_.stdio[i].fd < 0) continue;
      if (!started_) {
        os::close(options_.stdio[i].fd);
        continue;
      }
      channels_[i] = std::make_unique<Channel>();
      channels_[i]->start(*this, loop_, options_.stdio[i].fd,
                          i < inputs.size() ? inputs[i] : std::span<const uint8_t>(), i != 0);
    }
    timer_.init(loop_);
    timer_.data = this;
    if (started_ && limits_.timeout > 0) {
      timer_.start([](loop::Timer* timer) { static_cast<Runner*>(timer->data)->kill(-ETIMEDOUT); },
                   std::chrono::nanoseconds(int64_t(std::min(limits_.timeout, 9e12) * 1e6)));
      timer_.unref();
    }
    // What still holds the other end of a pipe (a grandchild) is waited for, too. An Io keeps no
    // loop alive: the handle does.
    if (started_) {
      keep_.init(loop_);
      keep_.start([](loop::Prepare* keep) {
        auto* self = static_cast<Runner*>(keep->data);
        if (!self->unfinished()) keep->close();
      });
      keep_.data = this;
    }
    process_.unref();
    loop_.run();
    for (auto& channel : channels_)
      if (channel) channel->close();
    process_.close();
    timer_.close();
    loop_.run(loop::RunMode::nowait);
  }

  void count_output(size_t size) {
    total_ += double(size);
    if (total_ > limits_.max_buffer) kill(-ENOBUFS);
  }
  void fail(int error) {
    if (error_ == 0) error_ = error;
  }
  void kill(int error) {
    fail(error);
    if (killed_) return;
    killed_ = true;
    if (!exited_) {
      int result = process_.kill(limits_.kill_signal);
      if (result != 0 && result != -ESRCH) {
        fail(result);
        process_.kill(SIGKILL);
      }
    }
    for (auto& channel : channels_)
      if (channel) channel->close();
    timer_.stop();
    loop_.wake();
  }

  int error() const { return error_; }
  bool started() const { return started_; }
  pid_t pid() const { return process_.pid(); }
  int status() const { return status_; }
  int signum() const { return signum_; }
  const std::vector<std::unique_ptr<Channel>>& channels() const { return channels_; }

 private:
  bool unfinished() const {
    if (!exited_) return true;
    for (const auto& channel : channels_)
      if (channel && channel->is_open() && channel->reads()) return true;
    return false;
  }
  static void exited(loop::Process* process, int status, int signum) {
    auto* self = static_cast<Runner*>(process->data);
    self->exited_ = true;
    self->status_ = status;
    self->signum_ = signum;
    self->loop_.wake();
  }

  SpawnOptions& options_;
  Limits limits_;
  loop::Loop loop_;
  loop::Process process_;
  loop::Timer timer_;
  loop::Prepare keep_;
  std::vector<std::unique_ptr<Channel>> channels_;
  double total_ = 0;
  int error_ = 0;
  int status_ = 0;
  int signum_ = 0;
  bool started_ = false;
  bool exited_ = false;
  bool killed_ = false;
};

void Channel::write_some() {
  while (!input_.empty()) {
    // A socket, so that a child that doesn't read gives an error and no signal.
    ssize_t count = os::call(
        os::Call::write, [&] { return ::send(fd(), input_.data(), input_.size(), MSG_NOSIGNAL); });
    if (count == -EAGAIN) return watch(poller::kWritable);
    if (count < 0) {
      // It has gone or closed its input: no error of ours.
      if (count != -EPIPE && count != -ECONNRESET) runner_->fail(int(count));
      input_ = {};
      break;
    }
    input_ = input_.subspan(size_t(count));
  }
  if (!reads_) return close();
  unwatch(poller::kWritable);
  ::shutdown(fd(), SHUT_WR);
}

void Channel::read_some() {
  char buffer[65536];
  ssize_t count = os::read(fd(), buffer, sizeof buffer);
  if (count == -EAGAIN) return;
  if (count > 0) {
    output_.append(buffer, size_t(count));
    return runner_->count_output(size_t(count));
  }
  if (count < 0 && count != -ECONNRESET) runner_->fail(int(count));
  close();
}

v8::Local<v8::Value> to_bytes(v8::Isolate* isolate, const std::string& from) {
  auto buffer = v8::ArrayBuffer::New(isolate, from.size());
  if (!from.empty()) std::memcpy(buffer->Data(), from.data(), from.size());
  return v8::Uint8Array::New(buffer, 0, from.size());
}

// run(...SpawnOptions, inputs, timeout, maxBuffer, killSignal): [error, pid, status, signal number,
// outputs]; outputs is null when there was no child, else an array with a Uint8Array or null for
// each descriptor.
void run(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  Environment& env = Environment::from(isolate);
  auto context = env.context();
  SpawnOptions options(args);
  std::vector<std::span<const uint8_t>> inputs;
  if (args[kSpawnArguments]->IsArray()) {
    auto array = args[kSpawnArguments].As<v8::Array>();
    for (uint32_t i = 0; i < array->Length(); ++i) {
      v8::Local<v8::Value> item;
      inputs.push_back(array->Get(context, i).ToLocal(&item) ? bind::bytes(item)
                                                             : std::span<uint8_t>());
    }
  }
  auto argument = [&](int index) {
    return args[kSpawnArguments + index]->NumberValue(context).FromMaybe(0);
  };
  Runner runner(options, {argument(1), argument(2), int(argument(3))});
  runner.run(inputs);

  v8::Local<v8::Value> outputs = v8::Null(isolate);
  if (runner.started()) {
    std::vector<v8::Local<v8::Value>> list;
    for (const auto& channel : runner.channels())
      list.push_back(channel && channel->reads() ? to_bytes(isolate, channel->output())
                                                 : v8::Null(isolate).As<v8::Value>());
    outputs = v8::Array::New(isolate, list.data(), list.size());
  }
  v8::Local<v8::Value> result[] = {v8::Integer::New(isolate, runner.error()),
                                   v8::Integer::New(isolate, runner.started() ? runner.pid() : 0),
                                   v8::Integer::New(isolate, runner.status()),
                                   v8::Integer::New(isolate, runner.signum()), outputs};
  args.GetReturnValue().Set(v8::Array::New(isolate, result, std::size(result)));
}

}  // namespace

GYRE_BINDING(spawn_sync, bind::fn<&run>("run"))

}  // namespace gyre::child_process
