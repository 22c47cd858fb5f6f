#include "poller/poller.h"
