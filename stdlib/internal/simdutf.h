// The functions of simdutf that we call. V8's archive carries the library but not its headers, so they are declared here, with
// the types as that library lays them out.
#pragma once

#include <cstddef>
#include <cstdint>

namespace simdutf {

enum base64_options : uint64_t { base64_default = 0, base64_url = 1 };
enum last_chunk_handling_options : uint64_t { loose = 0 };
struct result {
  int error;     // 0 is success
  size_t count;  // on an error where it is
};

// Lengths are in code units of the source; `convert_*` return the units written, 0 when the source is malformed.
bool validate_ascii(const char* data, size_t length);
bool validate_utf8(const char* data, size_t length);
bool validate_utf16le(const char16_t* data, size_t length);
size_t utf8_length_from_latin1(const char* data, size_t length);
size_t utf8_length_from_utf16le(const char16_t* data, size_t length);
size_t utf16_length_from_utf8(const char* data, size_t length);
size_t convert_latin1_to_utf8(const char* data, size_t length, char* out);
size_t convert_utf8_to_utf16le(const char* data, size_t length, char16_t* out);
size_t convert_utf16le_to_utf8(const char16_t* data, size_t length, char* out);
size_t convert_valid_utf16le_to_utf8(const char16_t* data, size_t length, char* out);

size_t binary_to_base64(const char* data, size_t length, char* out, base64_options options);
// `out_length` is the room on entry and what was written on return.
result base64_to_binary_safe(const char* data, size_t length, char* out, size_t& out_length, base64_options options,
                             last_chunk_handling_options last_chunk);
result base64_to_binary_safe(const char16_t* data, size_t length, char* out, size_t& out_length,
                             base64_options options, last_chunk_handling_options last_chunk);

}  // namespace simdutf
