// Nothing of this layer needs a source file in an ordinary build; compiling every header on its own
// keeps each complete.
#include "os/call.h"
#include "os/check.h"
#include "os/clock.h"
#include "os/fd.h"
#include "os/io.h"
#include "os/wait.h"
