// binding('async_context'): the value that V8 carries along through promises (continuation-preserved embedder data). What it is
// is AsyncLocalStorage's business; undefined while nobody uses one.
#include "runtime/bind/bind.h"

namespace gyre::async_hooks {
namespace {

void get(const bind::Args& args) {
  args.GetReturnValue().Set(args.GetIsolate()->GetContinuationPreservedEmbedderData());
}
void set(const bind::Args& args) { args.GetIsolate()->SetContinuationPreservedEmbedderData(args[0]); }

}  // namespace

GYRE_BINDING(async_context, bind::fn<&get>("get"), bind::fn<&set>("set"))

}  // namespace gyre::async_hooks
