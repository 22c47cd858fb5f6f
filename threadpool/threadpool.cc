#include "threadpool/threadpool.h"
