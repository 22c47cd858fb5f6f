// binding('async_context'): the value that V8 carries along through promises (continuation-preserved embedder data). What it is
// is AsyncLocalStorage's business; undefined while nobody uses one.
#include "runtime/bind/bind.h"

namespace gyre::async_hooks {
namespace {

void get(const bind::Args& args) {
  args.GetReturnValue().Set(args.GetIsolate()->GetContinuationPreservedEmbedderData());
}
void set(const bind::Args& args) { args.GetIsolate()->SetContinuationPreservedEmbedderData(args[0]); }


// setPromiseHooks(init, before, after, settled): functions, or undefined for those that are off.
void set_promise_hooks(const bind::Args& args) {
  auto hook = [&](int i) { return args[i]->IsFunction() ? args[i].As<v8::Function>() : v8::Local<v8::Function>(); };
  args.GetIsolate()->GetCurrentContext()->SetPromiseHooks(hook(0), hook(1), hook(2), hook(3));
}

}  // namespace

GYRE_BINDING(async_context, bind::fn<&get>("get"), bind::fn<&set>("set"),
             bind::fn<&set_promise_hooks>("setPromiseHooks"))

}  // namespace gyre::async_hooks
