// What messages and ports share with JavaScript: the functions that it registers and the symbols that mark objects.
#pragma once

#include <v8.h>

#include "runtime/bind/bind.h"

namespace gyre::worker {

extern bind::Callback clone_error_callback;  // (message) → DataCloneError
extern bind::Callback describe_callback;     // (object, moved) → what to send in its place
extern bind::Callback revive_callback;       // (what was sent) → object
extern bind::Callback wrap_port_callback;    // (Port) → MessagePort
extern bind::Callback emit_callback;         // (Port, value, ports, type)
extern bind::Callback port_class;            // Port itself

// On an object or its prototype: 0 it cannot be sent, 1 it can be cloned, 2 moved, 3 both.
v8::Local<v8::Symbol> transfer_mode_symbol(v8::Isolate* isolate);
// On a MessagePort: its Port.
v8::Local<v8::Symbol> port_handle_symbol(v8::Isolate* isolate);

}  // namespace gyre::worker
