#include "os/check.h"
#include "os/fd.h"
