#include "stdlib/url/idna.h"

#include <cstdint>

// ICU 77 is part of V8's archive, without its headers: what we call of its unicode/uidna.h, declared here.
extern "C" {
struct UIDNA;
struct UIDNAInfo {
  int16_t size;
  int8_t is_transitional_different;
  int8_t reserved_b3;
  uint32_t errors;
  int32_t reserved_i2;
  int32_t reserved_i3;
};
UIDNA* uidna_openUTS46_77(uint32_t options, int* error);
int32_t uidna_nameToASCII_UTF8_77(const UIDNA*, const char* name, int32_t length, char* out, int32_t capacity,
                                  UIDNAInfo*, int* error);
int32_t uidna_nameToUnicodeUTF8_77(const UIDNA*, const char* name, int32_t length, char* out, int32_t capacity,
                                   UIDNAInfo*, int* error);
}

namespace gyre::url {
namespace {

constexpr uint32_t kCheckBidi = 4, kCheckContextJ = 8, kNontransitionalToAscii = 0x10, kNontransitionalToUnicode = 0x20;
constexpr int kBufferOverflow = 15;

// What the standard does not ask for: empty labels, lengths, hyphens.
constexpr uint32_t kIgnoredErrors = 0x01 | 0x02 | 0x04 | 0x08 | 0x10 | 0x20;

// Immutable and safe to share between threads; lives as long as the process.
const UIDNA* uts46() {
  static const UIDNA* instance = [] {
    int error = 0;
    return uidna_openUTS46_77(kCheckBidi | kCheckContextJ | kNontransitionalToAscii | kNontransitionalToUnicode, &error);
  }();
  return instance;
}

using Convert = int32_t (*)(const UIDNA*, const char*, int32_t, char*, int32_t, UIDNAInfo*, int*);

bool convert(Convert function, std::string_view domain, std::string& out, uint32_t& errors) {
  // Long before this limit no name is valid, but nothing in the standard says so.
  if (uts46() == nullptr || domain.size() > (1u << 20)) return false;
  out.resize(domain.size() * 2 + 64);
  for (int attempt = 0; attempt < 2; attempt++) {
    UIDNAInfo info{};
    info.size = sizeof info;
    int error = 0;
    int32_t length = function(uts46(), domain.data(), static_cast<int32_t>(domain.size()), out.data(),
                              static_cast<int32_t>(out.size()), &info, &error);
    out.resize(static_cast<size_t>(length));
    errors = info.errors;
    if (error == kBufferOverflow) continue;
    return error <= 0;
  }
  return false;
}

}  // namespace

bool idna_to_ascii(std::string_view domain, std::string& out) {
  uint32_t errors = 0;
  return convert(uidna_nameToASCII_UTF8_77, domain, out, errors) && (errors & ~kIgnoredErrors) == 0;
}

std::string idna_to_unicode(std::string_view domain) {
  std::string out;
  uint32_t errors = 0;
  if (!convert(uidna_nameToUnicodeUTF8_77, domain, out, errors)) return std::string(domain);
  return out;
}

}  // namespace gyre::url
