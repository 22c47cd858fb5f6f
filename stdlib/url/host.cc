// Hosts: IPv4 and IPv6 addresses, domains through UTS 46, opaque hosts.
#include <array>
#include <cstdio>
#include <vector>

#include "stdlib/url/encode_sets.h"
#include "stdlib/url/host.h"
#include "stdlib/url/idna.h"
#include "stdlib/url/parser.h"

namespace gyre::url {
namespace {

std::string percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
      out.push_back(static_cast<char>(hex_value(text[i + 1]) << 4 | hex_value(text[i + 2])));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

// One number of an IPv4 address: decimal, octal after 0, hexadecimal after 0x. Values beyond 2^33 stay beyond 2^32.
std::optional<uint64_t> parse_ipv4_number(std::string_view text) {
  if (text.empty()) return std::nullopt;
  int base = 10;
  if (text.size() >= 2 && text[0] == '0' && to_lower(text[1]) == 'x') {
    text.remove_prefix(2);
    base = 16;
  } else if (text.size() >= 2 && text[0] == '0') {
    text.remove_prefix(1);
    base = 8;
  }
  uint64_t value = 0;
  for (char c : text) {
    int digit = hex_value(c);
    if (digit < 0 || digit >= base) return std::nullopt;
    if (value < uint64_t{1} << 33) value = value * static_cast<uint64_t>(base) + static_cast<uint64_t>(digit);
  }
  return value;
}

std::string_view last_label(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  size_t dot = host.rfind('.');
  return dot == std::string_view::npos ? host : host.substr(dot + 1);
}

bool ends_in_a_number(std::string_view host) {
  if (host == ".") return false;
  std::string_view last = last_label(host);
  if (last.empty()) return false;
  bool all_digits = true;
  for (char c : last) all_digits = all_digits && is_digit(c);
  return all_digits || (last.size() >= 2 && last[0] == '0' && to_lower(last[1]) == 'x' && parse_ipv4_number(last));
}

std::optional<std::string> parse_ipv4(std::string_view host) {
  std::vector<uint64_t> numbers;
  if (host.ends_with('.')) host.remove_suffix(1);
  while (true) {
    size_t dot = host.find('.');
    auto number = parse_ipv4_number(host.substr(0, dot));
    if (!number || numbers.size() == 4) return std::nullopt;
    numbers.push_back(*number);
    if (dot == std::string_view::npos) break;
    host.remove_prefix(dot + 1);
  }
  for (size_t i = 0; i + 1 < numbers.size(); i++) {
    if (numbers[i] > 255) return std::nullopt;
  }
  // The last number fills all bytes that are left.
  if (numbers.back() >= uint64_t{1} << (8 * (5 - numbers.size()))) return std::nullopt;
  uint64_t address = numbers.back();
  for (size_t i = 0; i + 1 < numbers.size(); i++) address += numbers[i] << (8 * (3 - i));
  char text[16];
  int size = std::snprintf(text, sizeof text, "%u.%u.%u.%u", static_cast<unsigned>(address >> 24 & 255),
                           static_cast<unsigned>(address >> 16 & 255), static_cast<unsigned>(address >> 8 & 255),
                           static_cast<unsigned>(address & 255));
  return std::string(text, static_cast<size_t>(size));
}

using Pieces = std::array<uint16_t, 8>;

// The dotted tail of an IPv6 address, into the two pieces that it fills.
bool parse_ipv4_tail(std::string_view text, Pieces& pieces, size_t& piece) {
  if (piece > 6) return false;
  int numbers = 0;
  size_t i = 0;
  while (i < text.size()) {
    if (numbers > 0) {
      if (text[i] != '.' || numbers == 4) return false;
      i++;
    }
    if (i >= text.size() || !is_digit(text[i])) return false;
    int value = -1;
    for (; i < text.size() && is_digit(text[i]); i++) {
      if (value == 0) return false;  // a leading zero
      value = value < 0 ? text[i] - '0' : value * 10 + (text[i] - '0');
      if (value > 255) return false;
    }
    pieces[piece] = static_cast<uint16_t>(pieces[piece] << 8 | value);
    numbers++;
    if (numbers == 2 || numbers == 4) piece++;
  }
  return numbers == 4;
}

std::optional<Pieces> parse_ipv6(std::string_view text) {
  Pieces pieces{};
  size_t piece = 0;
  size_t compress = 8;  // none
  size_t i = 0;
  if (text.starts_with(':')) {
    if (!text.starts_with("::")) return std::nullopt;
    i = 2;
    piece++;
    compress = piece;
  }
  while (i < text.size()) {
    if (piece == 8) return std::nullopt;
    if (text[i] == ':') {
      if (compress != 8) return std::nullopt;
      i++;
      piece++;
      compress = piece;
      continue;
    }
    size_t start = i;
    uint32_t value = 0;
    while (i < text.size() && i - start < 4 && hex_value(text[i]) >= 0) {
      value = value << 4 | static_cast<uint32_t>(hex_value(text[i++]));
    }
    if (i < text.size() && text[i] == '.') {
      if (i == start) return std::nullopt;
      if (!parse_ipv4_tail(text.substr(start), pieces, piece)) return std::nullopt;
      break;
    }
    if (i < text.size()) {
      if (text[i] != ':' || i + 1 == text.size()) return std::nullopt;
      i++;
    }
    pieces[piece++] = static_cast<uint16_t>(value);
  }
  if (compress != 8) {
    // Move what was read behind the "::" to the end.
    size_t swaps = piece - compress;
    for (piece = 7; piece != 0 && swaps > 0; piece--, swaps--) std::swap(pieces[piece], pieces[compress + swaps - 1]);
  } else if (piece != 8) {
    return std::nullopt;
  }
  return pieces;
}

std::string serialize_ipv6(const Pieces& pieces) {
  // The first of the longest runs of zeros, if longer than one, becomes "::".
  size_t best = 8, best_length = 1;
  for (size_t i = 0; i < 8;) {
    size_t end = i;
    while (end < 8 && pieces[end] == 0) end++;
    if (end - i > best_length) {
      best = i;
      best_length = end - i;
    }
    i = end + 1;
  }
  std::string out = "[";
  for (size_t i = 0; i < 8; i++) {
    if (i == best) {
      out += i == 0 ? "::" : ":";
      i += best_length - 1;
      continue;
    }
    char digits[5];
    int size = std::snprintf(digits, sizeof digits, "%x", pieces[i]);
    out.append(digits, static_cast<size_t>(size));
    if (i != 7) out.push_back(':');
  }
  out.push_back(']');
  return out;
}

std::optional<std::string> parse_bracketed(std::string_view input) {
  if (!input.ends_with(']')) return std::nullopt;
  auto pieces = parse_ipv6(input.substr(1, input.size() - 2));
  if (!pieces) return std::nullopt;
  return serialize_ipv6(*pieces);
}

// Whether UTS 46 would change nothing but the case: ASCII without a punycode label.
bool is_plain_ascii(std::string_view domain) {
  char previous = '.', before = 0;
  for (char c : domain) {
    if (static_cast<uint8_t>(c) >= 0x80) return false;
    // "xn-" is enough to look closer.
    if (c == '-' && to_lower(previous) == 'n' && to_lower(before) == 'x') return false;
    before = previous;
    previous = c;
  }
  return true;
}

bool has_any(std::string_view text, const ByteSet& set) {
  for (char c : text) {
    if (set.has(c)) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> domain_to_ascii(std::string_view domain) {
  std::string ascii;
  if (is_plain_ascii(domain)) {
    ascii.resize(domain.size());
    for (size_t i = 0; i < domain.size(); i++) ascii[i] = to_lower(domain[i]);
  } else if (!idna_to_ascii(domain, ascii)) {
    return std::nullopt;
  }
  if (ascii.empty() || has_any(ascii, kForbiddenDomain)) return std::nullopt;
  return ascii;
}

std::string domain_to_unicode(std::string_view domain) {
  if (is_plain_ascii(domain)) return std::string(domain);
  return idna_to_unicode(domain);
}

std::optional<std::string> parse_host(std::string_view input) {
  if (input.starts_with('[')) return parse_bracketed(input);
  auto domain = input.find('%') == std::string_view::npos ? domain_to_ascii(input)
                                                           : domain_to_ascii(percent_decode(input));
  if (domain && ends_in_a_number(*domain)) return parse_ipv4(*domain);
  return domain;
}

std::optional<std::string> parse_opaque_host(std::string_view input) {
  if (input.starts_with('[')) return parse_bracketed(input);
  if (has_any(input, kForbiddenHost)) return std::nullopt;
  std::string out;
  append_encoded(out, input, kControlSet);
  return out;
}

}  // namespace gyre::url
