// binding('buffer'): reading and writing the bytes of views. JavaScript has checked types and ranges; what user code could
// have changed since (a detached or shrunk buffer) is clamped here again.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>

#include "runtime/bind/bind.h"
#include "runtime/bind/values.h"
#include "stdlib/buffer/codec.h"
#include "stdlib/internal/simdutf.h"

namespace gyre::buffer {
namespace {

using bind::Args;
using bind::Environment;

constexpr size_t kMaxString = v8::String::kMaxLength;

size_t to_size(v8::Local<v8::Value> value) {
  double number = value->IsNumber() ? value.As<v8::Number>()->Value() : 0;
  return number > 0 ? static_cast<size_t>(std::min(number, 0x1p53)) : 0;
}

// The bytes of the view args[0] from args[1] to args[2].
Bytes range(const Args& args) {
  std::span<uint8_t> all = bind::bytes(args[0]);
  size_t end = std::min(to_size(args[2]), all.size());
  size_t start = std::min(to_size(args[1]), end);
  return all.subspan(start, end - start);
}

void return_string(const Args& args, v8::MaybeLocal<v8::String> made) {
  v8::Local<v8::String> text;
  // No value where the string would be too long; JavaScript throws.
  if (made.ToLocal(&text)) args.GetReturnValue().Set(text);
}

v8::MaybeLocal<v8::String> one_byte(v8::Isolate* isolate, const uint8_t* data, size_t size) {
  if (size > kMaxString) return {};
  return v8::String::NewFromOneByte(isolate, data, v8::NewStringType::kNormal, static_cast<int>(size));
}

v8::MaybeLocal<v8::String> two_byte(v8::Isolate* isolate, const void* data, size_t units) {
  if (units > kMaxString) return {};
  return v8::String::NewFromTwoByte(isolate, static_cast<const uint16_t*>(data), v8::NewStringType::kNormal,
                                    static_cast<int>(units));
}

// --- reading strings ---

void utf8_slice(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  Bytes data = range(args);
  const char* text = reinterpret_cast<const char*>(data.data());
  if (data.size() <= kMaxString && simdutf::validate_ascii(text, data.size())) {
    return return_string(args, one_byte(isolate, data.data(), data.size()));
  }
  // Two-byte characters, unless the text is short or malformed: then the engine's own decoder, which replaces what is
  // malformed and finds out by itself whether one byte a character is enough.
  constexpr size_t kShort = 256;
  if (data.size() > kShort && simdutf::validate_utf8(text, data.size())) {
    size_t units = simdutf::utf16_length_from_utf8(text, data.size());
    if (units > kMaxString) return;
    bool wide = std::any_of(data.begin(), data.end(), [](uint8_t byte) { return byte > 0xc3; });
    if (wide) {
      auto decoded = std::make_unique_for_overwrite<char16_t[]>(units);
      units = simdutf::convert_utf8_to_utf16le(text, data.size(), decoded.get());
      return return_string(args, two_byte(isolate, decoded.get(), units));
    }
  }
  if (data.size() > static_cast<size_t>(INT32_MAX)) return;
  return_string(args, v8::String::NewFromUtf8(isolate, text, v8::NewStringType::kNormal, static_cast<int>(data.size())));
}

void latin1_slice(const Args& args) {
  Bytes data = range(args);
  return_string(args, one_byte(args.GetIsolate(), data.data(), data.size()));
}

void ascii_slice(const Args& args) {
  Bytes data = range(args);
  if (data.size() > kMaxString) return;
  if (simdutf::validate_ascii(reinterpret_cast<const char*>(data.data()), data.size())) {
    return return_string(args, one_byte(args.GetIsolate(), data.data(), data.size()));
  }
  auto text = std::make_unique_for_overwrite<uint8_t[]>(data.size());
  for (size_t i = 0; i < data.size(); i++) text[i] = data[i] & 0x7f;
  return_string(args, one_byte(args.GetIsolate(), text.get(), data.size()));
}

void ucs2_slice(const Args& args) {
  Bytes data = range(args);
  size_t units = data.size() / 2;
  if (units > kMaxString) return;
  if (reinterpret_cast<uintptr_t>(data.data()) % 2 == 0) {
    return return_string(args, two_byte(args.GetIsolate(), data.data(), units));
  }
  auto aligned = std::make_unique_for_overwrite<char16_t[]>(units);
  memcpy(aligned.get(), data.data(), units * 2);
  return_string(args, two_byte(args.GetIsolate(), aligned.get(), units));
}

void hex_slice(const Args& args) {
  Bytes data = range(args);
  size_t size = data.size() * 2;
  if (size > kMaxString) return;
  uint8_t small[256];
  std::unique_ptr<uint8_t[]> large;
  uint8_t* text = small;
  if (size > sizeof small) {
    large = std::make_unique_for_overwrite<uint8_t[]>(size);
    text = large.get();
  }
  encode_hex(data, reinterpret_cast<char*>(text));
  return_string(args, one_byte(args.GetIsolate(), text, size));
}

template <simdutf::base64_options options>
void base64_slice(const Args& args) {
  Bytes data = range(args);
  size_t room = (data.size() + 2) / 3 * 4;
  if (room > kMaxString) return;
  uint8_t small[256];
  std::unique_ptr<uint8_t[]> large;
  uint8_t* text = small;
  if (room > sizeof small) {
    large = std::make_unique_for_overwrite<uint8_t[]>(room);
    text = large.get();
  }
  size_t size = simdutf::binary_to_base64(reinterpret_cast<const char*>(data.data()), data.size(),
                                          reinterpret_cast<char*>(text), options);
  return_string(args, one_byte(args.GetIsolate(), text, size));
}

// --- writing strings ---

// Where (view args[0], string args[1], offset args[2], length args[3]) may write.
std::span<uint8_t> target(const Args& args) {
  std::span<uint8_t> all = bind::bytes(args[0]);
  size_t offset = std::min(to_size(args[2]), all.size());
  return all.subspan(offset, std::min(to_size(args[3]), all.size() - offset));
}

std::string_view view8(const v8::String::ValueView& text) {
  return {reinterpret_cast<const char*>(text.data8()), text.length()};
}
std::u16string_view view16(const v8::String::ValueView& text) {
  return {reinterpret_cast<const char16_t*>(text.data16()), text.length()};
}

// Writes UTF-8, whole characters only, unpaired surrogates as U+FFFD.
size_t write_utf8(v8::Isolate* isolate, v8::Local<v8::String> text, std::span<uint8_t> out) {
  const auto length = static_cast<size_t>(text->Length());
  // Short strings: the engine's loop is as good, and it need not flatten the string.
  constexpr size_t kShort = 32;
  if (length > kShort && out.size() >= length) {
    v8::String::ValueView flat(isolate, text);
    char* to = reinterpret_cast<char*>(out.data());
    if (flat.is_one_byte()) {
      std::string_view from = view8(flat);
      if (out.size() >= 2 * length || simdutf::utf8_length_from_latin1(from.data(), length) <= out.size()) {
        return simdutf::convert_latin1_to_utf8(from.data(), length, to);
      }
    } else {
      std::u16string_view from = view16(flat);
      if (simdutf::validate_utf16le(from.data(), length) &&
          (out.size() >= 3 * length || simdutf::utf8_length_from_utf16le(from.data(), length) <= out.size())) {
        return simdutf::convert_valid_utf16le_to_utf8(from.data(), length, to);
      }
    }
  }
  return text->WriteUtf8V2(isolate, reinterpret_cast<char*>(out.data()), out.size(),
                           v8::String::WriteFlags::kReplaceInvalidUtf8);
}

size_t write_latin1(v8::Isolate* isolate, v8::Local<v8::String> text, std::span<uint8_t> out) {
  size_t count = std::min(static_cast<size_t>(text->Length()), out.size());
  text->WriteOneByteV2(isolate, 0, static_cast<uint32_t>(count), out.data());
  return count;
}

size_t write_ucs2(v8::Isolate* isolate, v8::Local<v8::String> text, std::span<uint8_t> out) {
  size_t units = std::min(static_cast<size_t>(text->Length()), out.size() / 2);
  if (reinterpret_cast<uintptr_t>(out.data()) % 2 == 0) {
    text->WriteV2(isolate, 0, static_cast<uint32_t>(units), reinterpret_cast<uint16_t*>(out.data()));
  } else {
    auto aligned = std::make_unique_for_overwrite<uint16_t[]>(units);
    text->WriteV2(isolate, 0, static_cast<uint32_t>(units), aligned.get());
    memcpy(out.data(), aligned.get(), units * 2);
  }
  return units * 2;
}

size_t write_base64(v8::Isolate* isolate, v8::Local<v8::String> text, std::span<uint8_t> out) {
  v8::String::ValueView flat(isolate, text);
  return flat.is_one_byte() ? decode_base64(view8(flat), out) : decode_base64(view16(flat), out);
}

size_t write_hex(v8::Isolate* isolate, v8::Local<v8::String> text, std::span<uint8_t> out) {
  v8::String::ValueView flat(isolate, text);
  return flat.is_one_byte() ? decode_hex(view8(flat), out) : decode_hex(view16(flat), out);
}

template <size_t (*write)(v8::Isolate*, v8::Local<v8::String>, std::span<uint8_t>)>
void write_string(const Args& args) {
  size_t written = 0;
  std::span<uint8_t> out = target(args);
  if (args[1]->IsString() && !out.empty()) written = write(args.GetIsolate(), args[1].As<v8::String>(), out);
  args.GetReturnValue().Set(static_cast<double>(written));
}

void byte_length_utf8(const Args& args) {
  if (!args[0]->IsString()) return args.GetReturnValue().Set(0);
  v8::Isolate* isolate = args.GetIsolate();
  auto text = args[0].As<v8::String>();
  size_t size;
  if (text->IsOneByte() && text->Length() > 32) {
    v8::String::ValueView flat(isolate, text);
    size = flat.is_one_byte() ? simdutf::utf8_length_from_latin1(view8(flat).data(), flat.length()) : 0;
    if (!flat.is_one_byte()) size = SIZE_MAX;
  } else {
    size = SIZE_MAX;
  }
  if (size == SIZE_MAX) size = text->Utf8LengthV2(isolate);
  args.GetReturnValue().Set(static_cast<double>(size));
}

// --- comparing, searching, copying ---

Bytes part(v8::Local<v8::Value> view, double start, double end) {
  std::span<uint8_t> all = bind::bytes(view);
  auto last = std::min(static_cast<size_t>(std::max(end, 0.0)), all.size());
  auto first = std::min(static_cast<size_t>(std::max(start, 0.0)), last);
  return all.subspan(first, last - first);
}

int32_t compare(Environment&, v8::Local<v8::Value> a, double a_start, double a_end, v8::Local<v8::Value> b, double b_start,
                double b_end) {
  Bytes left = part(a, a_start, a_end);
  Bytes right = part(b, b_start, b_end);
  size_t common = std::min(left.size(), right.size());
  int order = common == 0 ? 0 : memcmp(left.data(), right.data(), common);
  if (order != 0) return order < 0 ? -1 : 1;
  return left.size() == right.size() ? 0 : left.size() < right.size() ? -1 : 1;
}

constexpr Direction direction(bool forward) { return forward ? Direction::forward : Direction::backward; }

double find_byte(Environment&, v8::Local<v8::Value> view, uint32_t byte, double offset, bool forward) {
  return static_cast<double>(
      index_of_byte(bind::bytes(view), static_cast<uint8_t>(byte), offset, direction(forward)));
}

double find_bytes(Environment&, v8::Local<v8::Value> view, v8::Local<v8::Value> needle, double offset, bool units,
                      bool forward) {
  auto find = units ? index_of_units : index_of;
  return static_cast<double>(find(bind::bytes(view), bind::bytes(needle), offset, direction(forward)));
}

// indexOfString(view, string, offset, encoding, forward)
void find_string(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  if (!args[1]->IsString()) return args.GetReturnValue().Set(-1);
  auto text = args[1].As<v8::String>();
  auto encoding = static_cast<Encoding>(bind::detail::Convert<int32_t>::from(Environment::from(isolate), args[3]));
  const auto length = static_cast<size_t>(text->Length());
  size_t room = encoding == Encoding::utf8 ? length * 3 : encoding == Encoding::ucs2 ? length * 2 : length;
  uint8_t small[512];
  std::unique_ptr<uint8_t[]> large;
  std::span<uint8_t> needle(small, std::min(room, sizeof small));
  if (room > sizeof small) {
    large = std::make_unique_for_overwrite<uint8_t[]>(room);
    needle = {large.get(), room};
  }
  size_t size = 0;
  if (!needle.empty()) {
    switch (encoding) {
      case Encoding::utf8: size = write_utf8(isolate, text, needle); break;
      case Encoding::ucs2: size = write_ucs2(isolate, text, needle); break;
      case Encoding::base64:
      case Encoding::base64url: size = write_base64(isolate, text, needle); break;
      case Encoding::hex: size = write_hex(isolate, text, needle); break;
      default: size = write_latin1(isolate, text, needle);
    }
  }
  auto find = encoding == Encoding::ucs2 ? index_of_units : index_of;
  double offset = bind::detail::Convert<double>::from(Environment::from(isolate), args[2]);
  args.GetReturnValue().Set(
      static_cast<double>(find(bind::bytes(args[0]), needle.first(size), offset, direction(args[4]->IsTrue()))));
}

// copy(source, target, targetStart, sourceStart, count); the two may overlap.
void copy(Environment&, v8::Local<v8::Value> source, v8::Local<v8::Value> target, double target_start,
          double source_start, double count) {
  Bytes from = part(source, source_start, source_start + count);
  std::span<uint8_t> to = bind::bytes(target);
  auto start = std::min(static_cast<size_t>(std::max(target_start, 0.0)), to.size());
  size_t size = std::min(from.size(), to.size() - start);
  if (size > 0) memmove(to.data() + start, from.data(), size);
}

template <typename T>
void swap(Environment&, v8::Local<v8::Value> view) {
  std::span<uint8_t> bytes = bind::bytes(view);
  for (size_t i = 0; i + sizeof(T) <= bytes.size(); i += sizeof(T)) {
    T value;
    memcpy(&value, &bytes[i], sizeof value);
    if constexpr (sizeof(T) == 2) value = __builtin_bswap16(value);
    else if constexpr (sizeof(T) == 4) value = __builtin_bswap32(value);
    else value = __builtin_bswap64(value);
    memcpy(&bytes[i], &value, sizeof value);
  }
}

// --- checks and conversions ---

bool is_detached(v8::Local<v8::Value> value) {
  if (value->IsArrayBufferView()) value = value.As<v8::ArrayBufferView>()->Buffer();
  return value->IsArrayBuffer() && value.As<v8::ArrayBuffer>()->WasDetached();
}

template <bool (*check)(const char*, size_t)>
void check_bytes(const Args& args) {
  if (is_detached(args[0])) return;
  std::span<uint8_t> bytes = bind::bytes(args[0]);
  args.GetReturnValue().Set(check(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

bool is_any_array_buffer(Environment&, v8::Local<v8::Value> value) {
  return value->IsArrayBuffer() || value->IsSharedArrayBuffer();
}

void to_base64(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  if (!args[0]->IsString()) return;
  auto text = args[0].As<v8::String>();
  if (!text->ContainsOnlyOneByte()) return;
  const auto size = static_cast<size_t>(text->Length());
  const size_t room = (size + 2) / 3 * 4;
  if (room > kMaxString) return;
  auto bytes = std::make_unique_for_overwrite<uint8_t[]>(size + room);
  text->WriteOneByteV2(isolate, 0, static_cast<uint32_t>(size), bytes.get());
  uint8_t* out = bytes.get() + size;
  size_t written = simdutf::binary_to_base64(reinterpret_cast<char*>(bytes.get()), size, reinterpret_cast<char*>(out),
                                             simdutf::base64_default);
  return_string(args, one_byte(isolate, out, written));
}

// The decoded string, 1 where the length cannot be right, 2 where a character is wrong.
void from_base64(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  if (!args[0]->IsString()) return args.GetReturnValue().Set(2);
  std::string decoded;
  AtobResult result;
  {
    v8::String::ValueView flat(isolate, args[0].As<v8::String>());
    result = flat.is_one_byte() ? decode_atob(view8(flat), decoded) : decode_atob(view16(flat), decoded);
  }
  if (result != AtobResult::ok) return args.GetReturnValue().Set(result == AtobResult::bad_length ? 1 : 2);
  return_string(args, one_byte(isolate, reinterpret_cast<const uint8_t*>(decoded.data()), decoded.size()));
}

// transcode(bytes, from, to): an ArrayBuffer, or the name of the error.
void transcode_bytes(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  Environment& env = Environment::from(isolate);
  std::string out;
  auto encoding = [&](int i) { return static_cast<Encoding>(bind::detail::Convert<int32_t>::from(env, args[i])); };
  switch (transcode(bind::bytes(args[0]), encoding(1), encoding(2), out)) {
    case TranscodeResult::unsupported:
      return args.GetReturnValue().Set(bind::symbol(isolate, "U_ILLEGAL_ARGUMENT_ERROR"));
    case TranscodeResult::malformed:
      return args.GetReturnValue().Set(bind::symbol(isolate, "U_INVALID_CHAR_FOUND"));
    case TranscodeResult::ok: break;
  }
  auto memory = v8::ArrayBuffer::New(isolate, out.size(), v8::BackingStoreInitializationMode::kUninitialized);
  if (!out.empty()) memcpy(memory->Data(), out.data(), out.size());
  args.GetReturnValue().Set(memory);
}

// An ArrayBuffer whose contents are unspecified; no value when there is not that much memory.
void allocate_unsafe(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  auto store = v8::ArrayBuffer::NewBackingStore(isolate, to_size(args[0]),
                                                v8::BackingStoreInitializationMode::kUninitialized,
                                                v8::BackingStoreOnFailureMode::kReturnNull);
  if (store) args.GetReturnValue().Set(v8::ArrayBuffer::New(isolate, std::move(store)));
}

// allocatePool(size, zeroed): a slab for the pool. The mark keeps it from being transferred to another thread under all the buffers cut from it.
void allocate_pool(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  auto slab = v8::ArrayBuffer::New(isolate, to_size(args[0]),
                                   args[1]->IsTrue() ? v8::BackingStoreInitializationMode::kZeroInitialized
                                                     : v8::BackingStoreInitializationMode::kUninitialized);
  auto mark = v8::Private::ForApi(isolate, bind::symbol(isolate, "gyre:untransferable"));
  slab->SetPrivate(isolate->GetCurrentContext(), mark, v8::True(isolate)).Check();
  args.GetReturnValue().Set(slab);
}

// The keys that are no indices, strings and symbols; only enumerable ones when args[1] is true.
void own_non_index_keys(const Args& args) {
  if (!args[0]->IsObject()) return;
  auto filter = args[1]->IsTrue() ? v8::ONLY_ENUMERABLE : v8::ALL_PROPERTIES;
  v8::Local<v8::Array> keys;
  if (args[0]
          .As<v8::Object>()
          ->GetPropertyNames(args.GetIsolate()->GetCurrentContext(), v8::KeyCollectionMode::kOwnOnly,
                             static_cast<v8::PropertyFilter>(filter), v8::IndexFilter::kSkipIndices)
          .ToLocal(&keys)) {
    args.GetReturnValue().Set(keys);
  }
}

constexpr double id(Encoding encoding) { return static_cast<double>(encoding); }

}  // namespace

GYRE_BINDING(
    buffer, bind::fn<&utf8_slice>("utf8Slice"), bind::fn<&latin1_slice>("latin1Slice"),
    bind::fn<&ascii_slice>("asciiSlice"), bind::fn<&ucs2_slice>("ucs2Slice"), bind::fn<&hex_slice>("hexSlice"),
    bind::fn<&base64_slice<simdutf::base64_default>>("base64Slice"),
    bind::fn<&base64_slice<simdutf::base64_url>>("base64urlSlice"),
    bind::fn<&write_string<write_utf8>>("utf8Write"), bind::fn<&write_string<write_latin1>>("latin1Write"),
    bind::fn<&write_string<write_ucs2>>("ucs2Write"), bind::fn<&write_string<write_base64>>("base64Write"),
    bind::fn<&write_string<write_hex>>("hexWrite"), bind::fn<&byte_length_utf8>("byteLengthUtf8"),
    bind::fn<&compare, bind::kFast>("compare"), bind::fn<&find_byte, bind::kFast>("indexOfByte"),
    bind::fn<&find_bytes, bind::kFast>("indexOfBytes"), bind::fn<&find_string>("indexOfString"),
    bind::fn<&copy, bind::kFast>("copy"), bind::fn<&swap<uint16_t>, bind::kFast>("swap16"),
    bind::fn<&swap<uint32_t>, bind::kFast>("swap32"), bind::fn<&swap<uint64_t>, bind::kFast>("swap64"),
    bind::fn<&check_bytes<simdutf::validate_utf8>>("isUtf8"), bind::fn<&check_bytes<simdutf::validate_ascii>>("isAscii"),
    bind::fn<&is_any_array_buffer, bind::kFast>("isAnyArrayBuffer"), bind::fn<&to_base64>("btoa"),
    bind::fn<&from_base64>("atob"), bind::fn<&transcode_bytes>("transcode"), bind::fn<&allocate_unsafe>("allocateUnsafe"),
    bind::fn<&allocate_pool>("allocatePool"),
    bind::fn<&own_non_index_keys>("ownNonIndexKeys"), bind::constant("kMaxLength", static_cast<double>(v8::Uint8Array::kMaxLength)),
    bind::constant("kStringMaxLength", v8::String::kMaxLength), bind::constant("kUtf8", id(Encoding::utf8)),
    bind::constant("kUcs2", id(Encoding::ucs2)), bind::constant("kLatin1", id(Encoding::latin1)),
    bind::constant("kAscii", id(Encoding::ascii)), bind::constant("kBase64", id(Encoding::base64)),
    bind::constant("kBase64url", id(Encoding::base64url)), bind::constant("kHex", id(Encoding::hex)))

}  // namespace gyre::buffer
