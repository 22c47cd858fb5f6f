// process.title's getter and setter, for the table in process.cc.
#pragma once

#include "runtime/bind/bind.h"

namespace gyre::process {

void get_title(const bind::Args& args);
void set_title(const bind::Args& args);  // set_title(text)

}  // namespace gyre::process
