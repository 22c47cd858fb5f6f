// File descriptors as the layers above pass them around. A port whose handles are not small
// integers changes this file.
#pragma once

namespace gyre::os {

using Fd = int;
inline constexpr Fd kNoFd = -1;

}  // namespace gyre::os
