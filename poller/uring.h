// How the io_uring backend is made; only poller.cc needs to know.
#pragma once

#include "poller/poller.h"

namespace gyre::poller {

// Null with *error set where the kernel refuses.
std::unique_ptr<Poller> open_uring(int* error);

}  // namespace gyre::poller
