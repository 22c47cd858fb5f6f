// Compiled once for each library that sees V8: parsing these takes longer than most files that include them. Nothing may rely
// on it; a file includes what it uses.
#pragma once

#include <v8-fast-api-calls.h>
#include <v8.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>
