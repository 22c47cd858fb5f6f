// The versions this build says it is: our own, and the Node.js whose API it follows.
#pragma once

#ifndef GYRE_VERSION
#error "GYRE_VERSION comes from meson.build"
#endif

namespace gyre::runtime {

inline constexpr char kVersion[] = GYRE_VERSION;
inline constexpr char kNodeVersion[] = "24.12.0";

}  // namespace gyre::runtime
