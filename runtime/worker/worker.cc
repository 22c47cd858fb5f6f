#include "runtime/worker/worker.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <string_view>

#include "runtime/bind/callback_scope.h"
#include "runtime/bind/values.h"

namespace gyre::worker {

using bind::Args;
using bind::CallbackScope;
using bind::Environment;

namespace {

std::atomic<uint64_t> next_thread_id{1};

constexpr double kMegabyte = 1024 * 1024;
// Of the stack, what V8 must leave to C++.
constexpr size_t kStackReserve = 192 * 1024;

std::vector<std::string> string_list(v8::Isolate* isolate, v8::Local<v8::Value> value) {
  std::vector<std::string> strings;
  if (!value->IsArray()) return strings;
  auto array = value.As<v8::Array>();
  for (uint32_t i = 0; i < array->Length(); i++) {
    v8::Local<v8::Value> item;
    if (array->Get(isolate->GetCurrentContext(), i).ToLocal(&item)) strings.push_back(bind::Utf8(isolate, item).str());
  }
  return strings;
}

// Options of the process, not of a thread.
bool concerns_process(std::string_view option) {
  for (std::string_view name : {"--title", "--poller", "--v8-options", "--version", "--help", "--eval", "--print",
                                "--check", "--interactive", "--stack-size"}) {
    if (option == name || (option.starts_with(name) && option[name.size()] == '=')) return true;
  }
  return false;
}

// Those of `options` that a worker cannot have.
std::vector<std::string> find_invalid(std::vector<std::string>& options, runtime::ProcessOptions& parsed) {
  std::vector<char*> raw{const_cast<char*>("gyre")};
  std::vector<std::string> invalid;
  for (std::string& option : options) {
    raw.push_back(option.data());
    if (concerns_process(option)) invalid.push_back(option);
  }
  int count = static_cast<int>(raw.size());
  raw.push_back(nullptr);
  parsed = runtime::parse_options(count, raw.data());
  for (const std::string& flag : parsed.v8_flags) {
    if (std::find(options.begin(), options.end(), flag) != options.end()) invalid.push_back(flag);
  }
  if (!parsed.error.empty() && invalid.empty()) invalid = options;
  return invalid;
}

}  // namespace

Worker::Worker(Environment& env, v8::Local<v8::Object> object)
    : BaseObject(env, object), thread_id_(next_thread_id.fetch_add(1, std::memory_order_relaxed)) {}

void Worker::construct(Environment& env, const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  auto* self = new Worker(env, args.This());
  auto set = [&](const char* name, v8::Local<v8::Value> value) {
    args.This()->Set(env.context(), bind::symbol(isolate, name), value).Check();
  };
  self->argv_ = env.options().argv;
  self->argv_.resize(std::min<size_t>(self->argv_.size(), 1));
  for (std::string& argument : string_list(isolate, args[0])) self->argv_.push_back(std::move(argument));
  self->options_ = env.options().process;
  self->exec_argv_ = env.options().exec_argv;
  if (args[1]->IsArray()) {
    self->exec_argv_ = string_list(isolate, args[1]);
    std::vector<std::string> invalid = find_invalid(self->exec_argv_, self->own_options_);
    if (!invalid.empty()) set("invalidExecArgv", bind::string_array(isolate, invalid));
    self->options_ = &self->own_options_;
  }
  std::span<uint8_t> limits = bind::bytes(args[2]);
  if (limits.size() == 4 * sizeof(double)) {
    auto* values = reinterpret_cast<const double*>(limits.data());
    self->limits_ = {values[0], values[1], values[2], values[3] > 0 ? values[3] : 4};
  }
  self->name_ = bind::Utf8(isolate, args[3]).str();
  self->child_port_ = std::make_shared<PortData>();
  auto parent_port = std::make_shared<PortData>();
  PortData::entangle(*parent_port, *self->child_port_);
  Port* port = Port::make(env, std::move(parent_port));
  set("threadId", bind::number(isolate, self->thread_id()));
  if (port != nullptr) set("port", port->object());
}

int32_t Worker::start() {
  if (state_ != State::fresh) return -EALREADY;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  auto stack = static_cast<size_t>(limits_.stack * kMegabyte);
  // The system puts more onto a thread's stack than the program: its guard page and thread-local storage.
  constexpr size_t kSystemShare = 256 * 1024;
  pthread_attr_setstacksize(&attributes, std::max<size_t>(stack, 2 * kStackReserve) + kSystemShare);
  exited_.init(env().loop(), [](loop::Async* async) { static_cast<Worker*>(async->data)->thread_ended(); });
  exited_.data = this;
  state_ = State::running;
  int error = pthread_create(&thread_, &attributes, &thread_main, this);
  pthread_attr_destroy(&attributes);
  if (error == 0) {
    joined_ = false;
    return 0;
  }
  error_code_ = "ERR_WORKER_INIT_FAILED";
  error_message_ = "The thread could not be created";
  exit_status_ = 1;
  exited_.send();
  return 0;
}

void* Worker::thread_main(void* self) {
  auto* worker = static_cast<Worker*>(self);
  worker->run();
  worker->system_id_ = 0;
  worker->exited_.send();
  return nullptr;
}

void Worker::run() {
  system_id_ = gettid();
  if (!name_.empty()) pthread_setname_np(pthread_self(), name_.substr(0, 15).c_str());
  {
    std::lock_guard lock(mutex_);
    if (stop_requested_) {
      exit_status_ = 1;
      return;
    }
  }
  run_environment();
}

void Worker::run_environment() {
  Environment::Options options;
  options.thread = Environment::Thread::worker;
  options.process = options_;
  options.argv = argv_;
  options.exec_argv = exec_argv_;
  options.worker = this;
  auto bytes = [](double megabytes) { return static_cast<size_t>(std::max(megabytes, 0.0) * kMegabyte); };
  runtime::HeapLimits heap;
  heap.old_space = bytes(limits_.old);
  heap.young_space = bytes(limits_.young);
  heap.code_range = bytes(limits_.code_range);
  auto instance = runtime::Instance::create(std::move(options), heap);
  if (!instance) {
    error_code_ = "ERR_WORKER_INIT_FAILED";
    error_message_ = "The isolate could not be created";
    exit_status_ = 1;
    return;
  }
  v8::Isolate* isolate = instance->isolate();
  {
    v8::Isolate::Scope isolate_scope(isolate);
    char here = 0;
    size_t usable = std::max(bytes(limits_.stack), 2 * kStackReserve) - kStackReserve;
    isolate->SetStackLimit(reinterpret_cast<uintptr_t>(&here) - usable);
    isolate->AddNearHeapLimitCallback(&near_heap_limit, this);
    int error = instance->env().start();
    {
      std::lock_guard lock(mutex_);
      child_ = &instance->env();
      if (stop_requested_) child_->request_stop();
    }
    if (error == 0) exit_status_ = instance->env().run();
    isolate->RemoveNearHeapLimitCallback(&near_heap_limit, 0);
    std::lock_guard lock(mutex_);
    child_ = nullptr;
    // Ended from outside, unless it had just ended by itself.
    if (stop_requested_ && exit_status_ == 0) exit_status_ = 1;
    if (error_code_ != nullptr) exit_status_ = 1;
  }
}

size_t Worker::near_heap_limit(void* data, size_t current, size_t) {
  auto* self = static_cast<Worker*>(data);
  self->error_code_ = "ERR_WORKER_OUT_OF_MEMORY";
  self->error_message_ = "JS heap out of memory";
  // On the worker's own thread, so the environment is there. The room is for unwinding.
  if (self->child_ != nullptr) self->child_->request_stop();
  return current + 64 * static_cast<size_t>(kMegabyte);
}

void Worker::terminate() {
  std::lock_guard lock(mutex_);
  stop_requested_ = true;
  if (child_ != nullptr) child_->request_stop();
}

void Worker::join() {
  if (joined_) return;
  joined_ = true;
  pthread_join(thread_, nullptr);
}

void Worker::thread_ended() {
  if (state_ != State::running) return;
  state_ = State::ended;
  was_referenced_ = exited_.referenced();
  join();
  exited_.close([](loop::Handle* handle) {
    auto* self = static_cast<Worker*>(handle->data);
    Environment& env = self->env();
    v8::Isolate* isolate = env.isolate();
    if (env.stopping()) {
      delete self;
      return;
    }
    v8::HandleScope handles(isolate);
    CallbackScope scope(env);
    v8::Local<v8::Object> object = self->object();
    v8::Local<v8::Value> code = v8::Undefined(isolate), message = v8::Undefined(isolate);
    if (self->error_code_ != nullptr) {
      code = bind::string(isolate, self->error_code_);
      message = bind::string(isolate, self->error_message_);
    }
    auto status = v8::Integer::New(isolate, self->exit_status_);
    scope.call(object, "onexit", {status, code, message});
    delete self;
  });
}

void Worker::cpu_usage(const Args& args) {
  int id = system_id_;
  if (id == 0) return;
  // Times 14 and 15 of proc_pid_stat(5); the name before them may hold anything but ends with the last ')'.
  std::ifstream file("/proc/self/task/" + std::to_string(id) + "/stat");
  std::string line;
  if (!std::getline(file, line)) return;
  std::istringstream fields(line.substr(line.rfind(')') + 1));
  std::string skipped;
  for (int i = 0; i < 11; i++) fields >> skipped;
  double user = 0, system = 0;
  if (!(fields >> user >> system)) return;
  const double tick = 1e6 / static_cast<double>(sysconf(_SC_CLK_TCK));
  v8::Local<v8::Value> numbers[] = {bind::number(isolate(), user * tick), bind::number(isolate(), system * tick)};
  args.GetReturnValue().Set(v8::Array::New(isolate(), numbers, 2));
}

void Worker::tear_down() {
  if (state_ == State::fresh) {
    delete this;
    return;
  }
  terminate();
  join();
  if (state_ == State::running) {
    state_ = State::ended;
    exited_.close([](loop::Handle* handle) { delete static_cast<Worker*>(handle->data); });
  }
}

namespace {

// --- for the worker's own JavaScript ---

double thread_id(Environment& env) {
  Worker* worker = Worker::current(env);
  return worker == nullptr ? 0 : worker->thread_id();
}

void thread_name(const Args& args) {
  Worker* worker = Worker::current(Environment::from(args.GetIsolate()));
  if (worker != nullptr) args.GetReturnValue().Set(bind::string(args.GetIsolate(), worker->name()));
}

// invalidOptions(list): those that a worker cannot have.
void invalid_options(const Args& args) {
  std::vector<std::string> options = string_list(args.GetIsolate(), args[0]);
  runtime::ProcessOptions parsed;
  args.GetReturnValue().Set(bind::string_array(args.GetIsolate(), find_invalid(options, parsed)));
}

// The port to the parent; the first call only.
void take_port(const Args& args) {
  Environment& env = Environment::from(args.GetIsolate());
  Worker* worker = Worker::current(env);
  if (worker == nullptr) return;
  std::shared_ptr<PortData> data = worker->take_port();
  if (!data) return;
  if (Port* port = Port::make(env, std::move(data))) args.GetReturnValue().Set(port->object());
}

// [young, old, code range, stack] in megabytes as they are in force.
void resource_limits(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  Worker* worker = Worker::current(Environment::from(isolate));
  if (worker == nullptr) return;
  v8::ResourceConstraints defaults;
  v8::HeapStatistics statistics;
  isolate->GetHeapStatistics(&statistics);
  const ResourceLimits& given = worker->limits();
  auto young = static_cast<double>(defaults.max_young_generation_size_in_bytes());
  if (young == 0) young = 48 * kMegabyte;
  auto old = static_cast<double>(statistics.heap_size_limit()) - young;
  double values[] = {given.young > 0 ? given.young : young / kMegabyte, given.old > 0 ? given.old : old / kMegabyte,
                     given.code_range, given.stack};
  std::vector<v8::Local<v8::Value>> numbers;
  for (double value : values) numbers.push_back(bind::number(isolate, value));
  args.GetReturnValue().Set(v8::Array::New(isolate, numbers.data(), numbers.size()));
}

}  // namespace

GYRE_BINDING(worker, bind::fn<&thread_id>("threadId"), bind::fn<&thread_name>("threadName"),
             bind::fn<&take_port>("takePort"),
             bind::fn<&invalid_options>("invalidOptions"), bind::fn<&resource_limits>("resourceLimits"),
             bind::cls<Worker>("Worker", bind::method<&Worker::start>("start"),
                               bind::method<&Worker::terminate>("terminate"),
                               bind::method<&Worker::cpu_usage>("cpuUsage"), bind::method<&Worker::ref>("ref"),
                               bind::method<&Worker::unref>("unref"), bind::method<&Worker::has_ref>("hasRef")))

}  // namespace gyre::worker
