// Domain names through UTS 46 processing, non-transitional, as the URL standard asks for it (neither hyphens nor lengths are
// checked, bidirectional and joiner rules are). Input is UTF-8; malformed bytes count as U+FFFD, which is not allowed.
#pragma once

#include <string>
#include <string_view>

namespace gyre::url {

bool idna_to_ascii(std::string_view domain, std::string& out);
std::string idna_to_unicode(std::string_view domain);

}  // namespace gyre::url
