// The percent-encode sets of the URL standard and the code points that a host must not have, as bit sets over bytes. Bytes of
// non-ASCII characters are in every percent-encode set.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace gyre::url {

class ByteSet {
 public:
  constexpr bool has(char c) const {
    auto byte = static_cast<uint8_t>(c);
    return (bits_[byte >> 6] >> (byte & 63) & 1) != 0;
  }
  constexpr ByteSet with(std::string_view more) const {
    ByteSet set = *this;
    for (char c : more) set.add(static_cast<uint8_t>(c));
    return set;
  }
  constexpr ByteSet with_range(int first, int last) const {
    ByteSet set = *this;
    for (int byte = first; byte <= last; byte++) set.add(static_cast<uint8_t>(byte));
    return set;
  }

 private:
  constexpr void add(uint8_t byte) { bits_[byte >> 6] |= uint64_t{1} << (byte & 63); }
  std::array<uint64_t, 4> bits_{};
};

inline constexpr ByteSet kControlSet = ByteSet().with_range(0, 0x1f).with_range(0x7f, 0xff);
inline constexpr ByteSet kFragmentSet = kControlSet.with(" \"<>`");
inline constexpr ByteSet kQuerySet = kControlSet.with(" \"#<>");
inline constexpr ByteSet kSpecialQuerySet = kQuerySet.with("'");
inline constexpr ByteSet kPathSet = kQuerySet.with("?^`{}");
inline constexpr ByteSet kUserinfoSet = kPathSet.with("/:;=@[\\]|");

inline constexpr ByteSet kForbiddenHost =
    ByteSet().with({"\0\t\n\r #/:<>?@[\\]^|", 17});
inline constexpr ByteSet kForbiddenDomain = kForbiddenHost.with_range(0, 0x1f).with("%\x7f");

inline void append_encoded(std::string& out, char c, const ByteSet& set) {
  if (!set.has(c)) {
    out.push_back(c);
    return;
  }
  constexpr char digits[] = "0123456789ABCDEF";
  auto byte = static_cast<uint8_t>(c);
  out.push_back('%');
  out.push_back(digits[byte >> 4]);
  out.push_back(digits[byte & 15]);
}

inline void append_encoded(std::string& out, std::string_view text, const ByteSet& set) {
  size_t clean = 0;
  while (clean < text.size() && !set.has(text[clean])) clean++;
  out.append(text.substr(0, clean));
  for (char c : text.substr(clean)) append_encoded(out, c, set);
}

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_alpha(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
constexpr int hex_value(char c) {
  return is_digit(c) ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}
constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

}  // namespace gyre::url
