// The byte work under Buffer that needs no JavaScript engine: hex and forgiving base64, searching, transcoding. Pure
// functions; any thread may call them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gyre::buffer {

// As JavaScript numbers them; they are constants of the binding.
enum class Encoding : int32_t { utf8, ucs2, latin1, ascii, base64, base64url, hex };

using Bytes = std::span<const uint8_t>;

// Decodes base64 of either alphabet into `out` until that is full. Characters outside the alphabets are skipped, the first
// '=' ends the data, a last group may be short. Returns the bytes written; leaves what follows them alone.
size_t decode_base64(std::string_view text, std::span<uint8_t> out);
size_t decode_base64(std::u16string_view text, std::span<uint8_t> out);

// Decodes pairs of hex digits until `out` is full or a pair is not hex; an odd last digit is ignored. The high byte of a
// UTF-16 unit is ignored, as Buffer always did. Returns the bytes written.
size_t decode_hex(std::string_view text, std::span<uint8_t> out);
size_t decode_hex(std::u16string_view text, std::span<uint8_t> out);
// Writes 2 * bytes.size() characters.
void encode_hex(Bytes bytes, char* out);

// The WHATWG forgiving decode behind atob: white space is dropped, everything else must be base64 with right padding.
enum class AtobResult { ok, bad_length, bad_character };
AtobResult decode_atob(std::string_view text, std::string& out);
AtobResult decode_atob(std::u16string_view text, std::string& out);

enum class Direction : bool { backward, forward };
// Where `needle` begins in `haystack`, or -1. `offset` is where a forward search starts and the last position at which a
// backward one looks; negative ones count from the end. Time is linear in the sizes.
int64_t index_of(Bytes haystack, Bytes needle, double offset, Direction direction);
// The same over UTF-16 units that need not be aligned; offsets and result are in bytes.
int64_t index_of_units(Bytes haystack, Bytes needle, double offset, Direction direction);
int64_t index_of_byte(Bytes haystack, uint8_t byte, double offset, Direction direction);

// Between utf8, ucs2, latin1 and ascii. What the target cannot express becomes '?'; malformed input of a Unicode target is
// replaced, or an error where no replacement is defined.
enum class TranscodeResult { ok, unsupported, malformed };
TranscodeResult transcode(Bytes source, Encoding from, Encoding to, std::string& out);

}  // namespace gyre::buffer
