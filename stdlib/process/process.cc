// binding('process'): what node:process asks of the system and of its environment.
#include <unistd.h>

#include <cstdlib>

#include "runtime/bind/bind.h"
#include "runtime/bind/values.h"

namespace gyre::process {
namespace {

using bind::Args;

void cwd(const Args& args) {
  char buffer[4096];
  if (getcwd(buffer, sizeof buffer) == nullptr) return args.GetReturnValue().Set(-errno);
  args.GetReturnValue().Set(bind::string(args.GetIsolate(), buffer));
}

}  // namespace

GYRE_BINDING(process, bind::fn<&cwd>("cwd"))

}  // namespace gyre::process
