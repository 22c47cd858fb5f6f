#include "stdlib/buffer/codec.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <vector>

#include "stdlib/internal/simdutf.h"

namespace gyre::buffer {
namespace {

constexpr uint8_t kNone = 0xff;
constexpr uint8_t kPadding = 0xfe;

constexpr std::array<uint8_t, 256> make_base64_table() {
  std::array<uint8_t, 256> table{};
  table.fill(kNone);
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < alphabet.size(); i++) table[static_cast<uint8_t>(alphabet[i])] = static_cast<uint8_t>(i);
  table['-'] = 62;
  table['_'] = 63;
  table['='] = kPadding;
  return table;
}
constexpr auto kBase64 = make_base64_table();

constexpr std::array<uint8_t, 256> make_hex_table() {
  std::array<uint8_t, 256> table{};
  table.fill(kNone);
  for (int i = 0; i < 10; i++) table[static_cast<size_t>('0' + i)] = static_cast<uint8_t>(i);
  for (int i = 0; i < 6; i++) {
    table[static_cast<size_t>('a' + i)] = static_cast<uint8_t>(10 + i);
    table[static_cast<size_t>('A' + i)] = static_cast<uint8_t>(10 + i);
  }
  return table;
}
constexpr auto kHex = make_hex_table();

inline uint8_t base64_value(char c) { return kBase64[static_cast<uint8_t>(c)]; }
inline uint8_t base64_value(char16_t c) { return c < 256 ? kBase64[c] : kNone; }

// Below this a call into the vector code costs more than it saves.
constexpr size_t kVectorPays = 32;

template <typename Char>
size_t decode_base64_text(std::basic_string_view<Char> text, std::span<uint8_t> out) {
  if (text.size() >= kVectorPays) {
    size_t written = out.size();
    simdutf::result r = simdutf::base64_to_binary_safe(text.data(), text.size(), reinterpret_cast<char*>(out.data()),
                                                       written, simdutf::base64_default, simdutf::loose);
    if (r.error == 0) return written;
  }
  size_t written = 0;
  size_t i = 0;
  const size_t size = text.size();
  // Whole groups of good characters while there is room for three bytes.
  while (i + 4 <= size && written + 3 <= out.size()) {
    uint32_t a = base64_value(text[i]), b = base64_value(text[i + 1]), c = base64_value(text[i + 2]),
             d = base64_value(text[i + 3]);
    if ((a | b | c | d) > 63) break;
    uint32_t group = a << 18 | b << 12 | c << 6 | d;
    out[written] = static_cast<uint8_t>(group >> 16);
    out[written + 1] = static_cast<uint8_t>(group >> 8);
    out[written + 2] = static_cast<uint8_t>(group);
    written += 3;
    i += 4;
  }
  uint32_t bits = 0;
  int have = 0;
  for (; i < size && written < out.size(); i++) {
    uint8_t value = base64_value(text[i]);
    if (value == kPadding) break;
    if (value == kNone) continue;
    bits = bits << 6 | value;
    have += 6;
    if (have >= 8) {
      have -= 8;
      out[written++] = static_cast<uint8_t>(bits >> have);
    }
  }
  return written;
}

template <typename Char>
size_t decode_hex_text(std::basic_string_view<Char> text, std::span<uint8_t> out) {
  size_t count = std::min(text.size() / 2, out.size());
  for (size_t i = 0; i < count; i++) {
    uint8_t high = kHex[static_cast<uint8_t>(text[2 * i])];
    uint8_t low = kHex[static_cast<uint8_t>(text[2 * i + 1])];
    if ((high | low) == kNone || high == kNone || low == kNone) return i;
    out[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return count;
}

template <typename Char>
AtobResult decode_atob_text(std::basic_string_view<Char> text, std::string& out) {
  out.clear();
  out.reserve(text.size() / 4 * 3 + 3);
  uint32_t bits = 0;
  size_t digits = 0, padding = 0;
  for (Char c : text) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r') continue;
    if (c == '=') {
      padding++;
      continue;
    }
    uint8_t value = base64_value(c);
    if (value > 63 || padding != 0 || c == '-' || c == '_') return AtobResult::bad_character;
    bits = bits << 6 | value;
    if (++digits % 4 == 0) {
      out.push_back(static_cast<char>(bits >> 16));
      out.push_back(static_cast<char>(bits >> 8));
      out.push_back(static_cast<char>(bits));
    }
  }
  size_t rest = digits % 4;
  // Padding is optional, but where it is it must fill up the last group.
  if (padding != 0 && (padding > 2 || (rest + padding) % 4 != 0)) return AtobResult::bad_character;
  if (rest == 1) return AtobResult::bad_length;
  if (rest == 2) {
    out.push_back(static_cast<char>(bits >> 4));
  } else if (rest == 3) {
    out.push_back(static_cast<char>(bits >> 10));
    out.push_back(static_cast<char>(bits >> 2));
  }
  return AtobResult::ok;
}

// Knuth, Morris and Pratt over any two indexable sequences: linear however repetitive they are.
template <typename Haystack, typename Needle>
int64_t search(size_t haystack_size, const Haystack& haystack, size_t needle_size, const Needle& needle) {
  std::vector<size_t> border(needle_size, 0);
  for (size_t i = 1, k = 0; i < needle_size; i++) {
    while (k > 0 && needle(i) != needle(k)) k = border[k - 1];
    if (needle(i) == needle(k)) k++;
    border[i] = k;
  }
  for (size_t i = 0, k = 0; i < haystack_size; i++) {
    while (k > 0 && haystack(i) != needle(k)) k = border[k - 1];
    if (haystack(i) == needle(k)) k++;
    if (k == needle_size) return static_cast<int64_t>(i + 1 - needle_size);
  }
  return -1;
}

// Where a search begins, or -1 when it cannot succeed. An empty needle is found at the offset itself.
int64_t start_of_search(size_t haystack_size, double offset, size_t needle_size, Direction direction) {
  const auto length = static_cast<int64_t>(haystack_size);
  const auto needle = static_cast<int64_t>(needle_size);
  // Far beyond any buffer, and within what an integer holds.
  const auto wanted = static_cast<int64_t>(std::clamp(std::isnan(offset) ? 0 : offset, -0x1p53, 0x1p53));
  if (wanted < 0) {
    if (wanted + length >= 0) return wanted + length;
    return direction == Direction::forward || needle == 0 ? 0 : -1;
  }
  if (wanted + needle <= length) return wanted;
  if (needle == 0) return length;
  return direction == Direction::forward ? -1 : length - 1;
}

inline uint16_t unit_at(Bytes bytes, size_t i) {
  return static_cast<uint16_t>(bytes[2 * i] | bytes[2 * i + 1] << 8);
}

}  // namespace

size_t decode_base64(std::string_view text, std::span<uint8_t> out) { return decode_base64_text(text, out); }
size_t decode_base64(std::u16string_view text, std::span<uint8_t> out) { return decode_base64_text(text, out); }
size_t decode_hex(std::string_view text, std::span<uint8_t> out) { return decode_hex_text(text, out); }
size_t decode_hex(std::u16string_view text, std::span<uint8_t> out) { return decode_hex_text(text, out); }
AtobResult decode_atob(std::string_view text, std::string& out) { return decode_atob_text(text, out); }
AtobResult decode_atob(std::u16string_view text, std::string& out) { return decode_atob_text(text, out); }

void encode_hex(Bytes bytes, char* out) {
  constexpr char digits[] = "0123456789abcdef";
  for (uint8_t byte : bytes) {
    *out++ = digits[byte >> 4];
    *out++ = digits[byte & 15];
  }
}

int64_t index_of(Bytes haystack, Bytes needle, double offset, Direction direction) {
  int64_t start = start_of_search(haystack.size(), offset, needle.size(), direction);
  if (start < 0 || needle.empty()) return start;
  if (needle.size() > haystack.size()) return -1;
  const auto from = static_cast<size_t>(start);
  if (direction == Direction::forward) {
    if (from + needle.size() > haystack.size()) return -1;
    const void* found = memmem(haystack.data() + from, haystack.size() - from, needle.data(), needle.size());
    return found == nullptr ? -1 : static_cast<const uint8_t*>(found) - haystack.data();
  }
  const size_t end = std::min(from, haystack.size() - needle.size()) + needle.size();
  int64_t found = search(
      end, [&](size_t i) { return haystack[end - 1 - i]; }, needle.size(),
      [&](size_t i) { return needle[needle.size() - 1 - i]; });
  return found < 0 ? -1 : static_cast<int64_t>(end - needle.size()) - found;
}

int64_t index_of_units(Bytes haystack, Bytes needle, double offset, Direction direction) {
  int64_t start = start_of_search(haystack.size(), offset, needle.size(), direction);
  if (start < 0 || needle.empty()) return start;
  if (haystack.size() < 2 || needle.size() < 2 || needle.size() > haystack.size()) return -1;
  const size_t units = haystack.size() / 2;
  const size_t needle_units = needle.size() / 2;
  const size_t from = static_cast<size_t>(start) / 2;
  if (direction == Direction::forward) {
    if (from + needle_units > units) return -1;
    int64_t found = search(
        units - from, [&](size_t i) { return unit_at(haystack, from + i); }, needle_units,
        [&](size_t i) { return unit_at(needle, i); });
    return found < 0 ? -1 : 2 * (found + static_cast<int64_t>(from));
  }
  const size_t end = std::min(from, units - needle_units) + needle_units;
  int64_t found = search(
      end, [&](size_t i) { return unit_at(haystack, end - 1 - i); }, needle_units,
      [&](size_t i) { return unit_at(needle, needle_units - 1 - i); });
  return found < 0 ? -1 : 2 * (static_cast<int64_t>(end - needle_units) - found);
}

int64_t index_of_byte(Bytes haystack, uint8_t byte, double offset, Direction direction) {
  int64_t start = start_of_search(haystack.size(), offset, 1, direction);
  if (start < 0 || haystack.empty()) return -1;
  const auto from = static_cast<size_t>(start);
  const void* found = direction == Direction::forward
                          ? memchr(haystack.data() + from, byte, haystack.size() - from)
                          : memrchr(haystack.data(), byte, std::min(from + 1, haystack.size()));
  return found == nullptr ? -1 : static_cast<const uint8_t*>(found) - haystack.data();
}

namespace {

// Decodes UTF-8 with each maximal malformed part as one U+FFFD, as the Encoding standard has it.
void decode_utf8(Bytes source, std::u16string& out) {
  size_t i = 0;
  const size_t size = source.size();
  while (i < size) {
    uint8_t lead = source[i++];
    if (lead < 0x80) {
      out.push_back(lead);
      continue;
    }
    int more = lead >= 0xc2 && lead <= 0xdf ? 1 : lead >= 0xe0 && lead <= 0xef ? 2 : lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
    uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    char32_t point = more == 0 ? 0xfffd : lead & (0x3f >> more);
    while (more > 0) {
      if (i >= size || source[i] < low || source[i] > high) {
        point = 0xfffd;
        break;
      }
      point = point << 6 | (source[i++] & 0x3f);
      low = 0x80;
      high = 0xbf;
      more--;
    }
    if (point >= 0x10000) {
      out.push_back(static_cast<char16_t>(0xd7c0 + (point >> 10)));
      out.push_back(static_cast<char16_t>(0xdc00 + (point & 0x3ff)));
    } else {
      out.push_back(static_cast<char16_t>(point));
    }
  }
}

}  // namespace

TranscodeResult transcode(Bytes source, Encoding from, Encoding to, std::string& out) {
  if (from > Encoding::ascii || to > Encoding::ascii) return TranscodeResult::unsupported;
  std::u16string text;
  switch (from) {
    case Encoding::utf8:
      if (to == Encoding::ucs2 && !simdutf::validate_utf8(reinterpret_cast<const char*>(source.data()), source.size())) {
        return TranscodeResult::malformed;
      }
      decode_utf8(source, text);
      break;
    case Encoding::ucs2:
      text.resize(source.size() / 2);
      memcpy(text.data(), source.data(), text.size() * 2);
      if (to == Encoding::utf8 && !simdutf::validate_utf16le(text.data(), text.size())) return TranscodeResult::malformed;
      break;
    default:
      text.resize(source.size());
      for (size_t i = 0; i < source.size(); i++) {
        text[i] = from == Encoding::ascii && source[i] > 0x7f && to != Encoding::ucs2 ? u'\ufffd' : source[i];
      }
  }
  if (to == Encoding::ucs2) {
    out.assign(reinterpret_cast<const char*>(text.data()), text.size() * 2);
  } else if (to == Encoding::utf8) {
    out.resize(text.size() * 3);
    out.resize(simdutf::convert_utf16le_to_utf8(text.data(), text.size(), out.data()));
  } else {
    const char16_t last = to == Encoding::latin1 ? 0xff : 0x7f;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size(); i++) {
      char16_t c = text[i];
      out.push_back(c <= last ? static_cast<char>(c) : '?');
      // A pair of surrogates is one character.
      if ((c & 0xfc00) == 0xd800 && i + 1 < text.size() && (text[i + 1] & 0xfc00) == 0xdc00) i++;
    }
  }
  return TranscodeResult::ok;
}

}  // namespace gyre::buffer
