// binding('process_wrap'): the handle behind a ChildProcess.
#include "loop/process.h"

#include "runtime/bind/bind.h"
#include "runtime/bind/callback_scope.h"
#include "runtime/bind/values.h"
#include "stdlib/child_process/spawn_options.h"

namespace gyre::child_process {
namespace {

class Process final : public bind::HandleWrap {
 public:
  static void construct(Environment& env, const Args& args) { new Process(env, args.This()); }

  // spawn(...SpawnOptions): 0 or a negative errno. Later onexit(status, signal number). The
  // descriptors of our ends of pipes are put into the stdio array; they are there even when the
  // program could not be executed, -1 when nothing was tried.
  void spawn(const Args& args) {
    SpawnOptions options(args);
    int error = process_.spawn(options.native, &Process::exited);
    auto context = env().context();
    if (args[4]->IsArray())
      for (uint32_t i = 0; i < options.stdio.size(); ++i)
        if (options.stdio[i].kind == loop::Stdio::Kind::pipe)
          args[4]
              .As<v8::Array>()
              ->Set(context, 2 * i + 1, v8::Integer::New(isolate(), options.stdio[i].fd))
              .Check();
    args.GetReturnValue().Set(error);
  }
  int32_t kill(int32_t signum) { return process_.kill(signum); }
  void pid(const Args& args) { args.GetReturnValue().Set(int32_t(process_.pid())); }

 private:
  Process(Environment& env, v8::Local<v8::Object> object) : HandleWrap(env, object, &process_) {
    process_.init(env.loop());
    opened();
  }
  static void exited(loop::Process* process, int status, int signum) {
    auto* self = static_cast<Process*>(static_cast<bind::HandleWrap*>(process->data));
    Environment& env = self->env();
    if (env.stopping()) return;
    v8::HandleScope handles(env.isolate());
    bind::CallbackScope scope(*self);
    scope.call(self->object(), "onexit",
               {v8::Integer::New(env.isolate(), status), v8::Integer::New(env.isolate(), signum)});
  }

  loop::Process process_;
};

}  // namespace

GYRE_BINDING(process_wrap,
             bind::cls<Process>(
                 "Process", bind::method<&Process::spawn>("spawn"),
                 bind::method<&Process::kill>("kill"), bind::getter<&Process::pid>("pid"),
                 bind::method<&Process::close>("close"), bind::method<&Process::ref>("ref"),
                 bind::method<&Process::unref>("unref"), bind::method<&Process::has_ref>("hasRef")),
             bind::constant("kIgnore", kIgnore), bind::constant("kPipe", kPipe),
             bind::constant("kInherit", kInherit), bind::constant("kDetached", kDetached))

}  // namespace gyre::child_process
