// The host parser for URLs whose scheme is not special: forbidden characters fail, the rest is kept, percent-encoded. Brackets
// hold an IPv6 address here too. (Special URLs: parse_host in parser.h.)
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gyre::url {

std::optional<std::string> parse_opaque_host(std::string_view input);

}  // namespace gyre::url
