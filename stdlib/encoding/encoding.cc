// binding('encoding'): what TextEncoder and TextDecoder need. UTF-8 and UTF-16 here, other encodings through ICU's converters.
#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "runtime/bind/bind.h"
#include "runtime/bind/values.h"
#include "stdlib/internal/simdutf.h"

// ICU 77 is part of V8's archive, without its headers: what we call of its unicode/ucnv.h, declared here.
extern "C" {
struct UConverter;
struct UConverterToUnicodeArgs;
using UConverterToUCallback = void (*)(const void* context, UConverterToUnicodeArgs*, const char* code_units,
                                       int32_t length, int reason, int* error);
UConverter* ucnv_open_77(const char* name, int* error);
void ucnv_close_77(UConverter*);
void ucnv_toUnicode_77(UConverter*, char16_t** target, const char16_t* target_limit, const char** source,
                       const char* source_limit, int32_t* offsets, int8_t flush, int* error);
void ucnv_setToUCallBack_77(UConverter*, UConverterToUCallback, const void* context, UConverterToUCallback* old,
                            const void** old_context, int* error);
void UCNV_TO_U_CALLBACK_STOP_77(const void*, UConverterToUnicodeArgs*, const char*, int32_t, int, int*);
}

namespace gyre::encoding {
namespace {

using bind::Args;
using bind::Environment;

enum Kind : int32_t { kUtf8, kUtf16le, kUtf16be };

constexpr int kIcuBufferOverflow = 15;

constinit bind::Fields<double, 2> encoded;  // units read, bytes written

// --- TextEncoder ---

void encode(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  if (!args[0]->IsString()) return;
  auto text = args[0].As<v8::String>();
  size_t size = text->Utf8LengthV2(isolate);
  auto memory = v8::ArrayBuffer::New(isolate, size, v8::BackingStoreInitializationMode::kUninitialized);
  if (size > 0) {
    text->WriteUtf8V2(isolate, static_cast<char*>(memory->Data()), size, v8::String::WriteFlags::kReplaceInvalidUtf8);
  }
  args.GetReturnValue().Set(v8::Uint8Array::New(memory, 0, size));
}

void encode_into(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  double* result = encoded(Environment::from(isolate));
  result[0] = result[1] = 0;
  if (!args[0]->IsString()) return;
  std::span<uint8_t> out = bind::bytes(args[1]);
  size_t read = 0;
  if (!out.empty()) {
    result[1] = static_cast<double>(args[0].As<v8::String>()->WriteUtf8V2(
        isolate, reinterpret_cast<char*>(out.data()), out.size(), v8::String::WriteFlags::kReplaceInvalidUtf8, &read));
    result[0] = static_cast<double>(read);
  }
}

// --- TextDecoder: UTF-8 and UTF-16 ---

// How many bytes at the end are the beginning of a character that may still be completed.
size_t utf8_tail(std::span<const uint8_t> bytes) {
  for (size_t back = 1; back <= 3 && back <= bytes.size(); back++) {
    uint8_t lead = bytes[bytes.size() - back];
    if ((lead & 0xc0) == 0x80) continue;
    size_t total = lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
    if (back >= total) return 0;
    if (back >= 2) {
      // Some second bytes are malformed after their lead, and then nothing can complete it.
      uint8_t second = bytes[bytes.size() - back + 1];
      uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
      uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
      if (second < low || second > high) return 0;
    }
    return back;
  }
  return 0;
}

double incomplete_tail(Environment&, int32_t kind, v8::Local<v8::Value> view) {
  std::span<const uint8_t> bytes = bind::bytes(view);
  if (kind == kUtf8) return static_cast<double>(utf8_tail(bytes));
  size_t odd = bytes.size() % 2;
  size_t even = bytes.size() - odd;
  if (even >= 2 && (bytes[kind == kUtf16le ? even - 1 : even - 2] & 0xfc) == 0xd8) return static_cast<double>(2 + odd);
  return static_cast<double>(odd);
}

void return_string(const Args& args, v8::MaybeLocal<v8::String> made) {
  v8::Local<v8::String> text;
  if (made.ToLocal(&text)) return args.GetReturnValue().Set(text);
  bind::throw_coded(Environment::from(args.GetIsolate()), "ERR_STRING_TOO_LONG",
                    "Cannot create a string longer than 0x1fffffe8 characters");
}

void return_utf16(const Args& args, std::u16string_view text) {
  if (text.size() > static_cast<size_t>(v8::String::kMaxLength)) return return_string(args, {});
  // A string of one byte a character, where that is enough, takes half the memory and is quicker to work with.
  bool narrow = std::all_of(text.begin(), text.end(), [](char16_t c) { return c < 0x100; });
  if (narrow) {
    auto bytes = std::make_unique_for_overwrite<uint8_t[]>(text.size());
    std::copy(text.begin(), text.end(), bytes.get());
    return return_string(args, v8::String::NewFromOneByte(args.GetIsolate(), bytes.get(), v8::NewStringType::kNormal,
                                                          static_cast<int>(text.size())));
  }
  return_string(args, v8::String::NewFromTwoByte(args.GetIsolate(), reinterpret_cast<const uint16_t*>(text.data()),
                                                 v8::NewStringType::kNormal, static_cast<int>(text.size())));
}

void decode_utf8(const Args& args, std::span<const uint8_t> bytes, bool fatal, bool strip_bom) {
  v8::Isolate* isolate = args.GetIsolate();
  if (strip_bom && bytes.size() >= 3 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf) bytes = bytes.subspan(3);
  const char* data = reinterpret_cast<const char*>(bytes.data());
  if (simdutf::validate_ascii(data, bytes.size())) {
    if (bytes.size() > static_cast<size_t>(v8::String::kMaxLength)) return return_string(args, {});
    return return_string(args, v8::String::NewFromOneByte(isolate, bytes.data(), v8::NewStringType::kNormal,
                                                          static_cast<int>(bytes.size())));
  }
  if (fatal && !simdutf::validate_utf8(data, bytes.size())) return;
  if (bytes.size() > static_cast<size_t>(INT32_MAX)) return return_string(args, {});
  return_string(args, v8::String::NewFromUtf8(isolate, data, v8::NewStringType::kNormal, static_cast<int>(bytes.size())));
}

void decode_utf16(const Args& args, std::span<const uint8_t> bytes, Kind kind, bool fatal, bool strip_bom) {
  size_t units = bytes.size() / 2;
  bool odd = bytes.size() % 2 != 0;
  if (fatal && odd) return;
  std::u16string text(units, u'\0');
  if (units != 0) memcpy(text.data(), bytes.data(), units * 2);
  if (kind == kUtf16be) {
    for (char16_t& c : text) c = static_cast<char16_t>(c << 8 | c >> 8);
  }
  if (odd) text.push_back(u'\ufffd');
  if (!simdutf::validate_utf16le(text.data(), text.size())) {
    if (fatal) return;
    for (size_t i = 0; i < text.size(); i++) {
      if ((text[i] & 0xfc00) == 0xd800 && i + 1 < text.size() && (text[i + 1] & 0xfc00) == 0xdc00) i++;
      else if ((text[i] & 0xf800) == 0xd800) text[i] = u'\ufffd';
    }
  }
  std::u16string_view view = text;
  if (strip_bom && view.starts_with(u'\ufeff')) view.remove_prefix(1);
  return_utf16(args, view);
}

// decode(kind, bytes, length, fatal, stripBOM): the text of the first `length` bytes; no value when they are malformed and
// that is fatal.
void decode(const Args& args) {
  Environment& env = Environment::from(args.GetIsolate());
  auto kind = static_cast<Kind>(bind::detail::Convert<int32_t>::from(env, args[0]));
  std::span<const uint8_t> bytes = bind::bytes(args[1]);
  bytes = bytes.first(std::min(bytes.size(), static_cast<size_t>(std::max(
                                                 bind::detail::Convert<double>::from(env, args[2]), 0.0))));
  if (kind == kUtf8) return decode_utf8(args, bytes, args[3]->IsTrue(), args[4]->IsTrue());
  decode_utf16(args, bytes, kind, args[3]->IsTrue(), args[4]->IsTrue());
}

// --- TextDecoder: everything else ---

struct IcuName {
  std::string_view encoding;
  const char* converter;
};
// Where the standard means something else than ICU under the same name.
constexpr IcuName kIcuNames[] = {
    {"ibm866", "ibm-866"},        {"iso-8859-8-i", "iso-8859-8"}, {"macintosh", "macos-0_2-10.2"},
    {"shift_jis", "ibm-943_P15A-2003"}, {"gbk", "gb18030"},       {"euc-kr", "windows-949"},
    {"big5", "big5-hkscs"},       {"x-mac-cyrillic", "macos-7_3-10.2"},
};

bool is_multibyte(std::string_view encoding) {
  return encoding == "gbk" || encoding == "gb18030" || encoding == "big5" || encoding == "euc-jp" ||
         encoding == "iso-2022-jp" || encoding == "shift_jis" || encoding == "euc-kr";
}

UConverter* open_converter(std::string_view encoding) {
  std::string name(encoding);
  for (const IcuName& known : kIcuNames) {
    if (known.encoding == encoding) name = known.converter;
  }
  int error = 0;
  return ucnv_open_77(name.c_str(), &error);
}

// What the bytes from 0x80 on mean in a single-byte encoding, 0xffff where they mean nothing. The standard's tables are
// ICU's, but what Windows leaves open below 0xa0 are control characters there, and all of ASCII is ASCII.
using UpperHalf = std::array<char16_t, 128>;
constexpr char16_t kUndefined = 0xffff;

UpperHalf read_table(UConverter* converter, std::string_view encoding) {
  UpperHalf table;
  for (size_t i = 0; i < table.size(); i++) {
    char byte = static_cast<char>(0x80 + i);
    const char* source = &byte;
    char16_t units[2] = {kUndefined, 0};
    char16_t* target = units;
    int error = 0;
    ucnv_toUnicode_77(converter, &target, units + 2, &source, &byte + 1, nullptr, 1, &error);
    bool known = error <= 0 && target == units + 1 && units[0] != 0xfffd && units[0] != 0x1a;
    bool control = i < 32 && encoding.starts_with("windows-");
    table[i] = known ? units[0] : control ? static_cast<char16_t>(0x80 + i) : kUndefined;
  }
  return table;
}

class Converter : public bind::BaseObject {
 public:
  // new Converter(encoding, fatal)
  static void construct(Environment& env, const Args& args) {
    bind::Utf8 encoding(args.GetIsolate(), args[0]);
    auto* self = new Converter(env, args.This(), encoding.view(), args[1]->IsTrue());
    self->make_weak();
  }
  ~Converter() override {
    if (converter_ != nullptr) ucnv_close_77(converter_);
  }

  // decode(bytes, flush): no value when the bytes are malformed and that is fatal.
  void decode(const Args& args) {
    std::span<const uint8_t> bytes = bind::bytes(args[0]);
    std::u16string text;
    bool good = converter_ == nullptr ? false : multibyte_ ? convert(bytes, args[1]->IsTrue(), text) : look_up(bytes, text);
    if (good) return_utf16(args, text);
  }

 private:
  Converter(Environment& env, v8::Local<v8::Object> object, std::string_view encoding, bool fatal)
      : BaseObject(env, object), converter_(open_converter(encoding)), fatal_(fatal), multibyte_(is_multibyte(encoding)) {
    if (converter_ == nullptr) return;
    if (!multibyte_) {
      table_ = read_table(converter_, encoding);
    } else if (fatal) {
      int error = 0;
      ucnv_setToUCallBack_77(converter_, UCNV_TO_U_CALLBACK_STOP_77, nullptr, nullptr, nullptr, &error);
    }
  }

  bool look_up(std::span<const uint8_t> bytes, std::u16string& text) const {
    text.resize(bytes.size());
    for (size_t i = 0; i < bytes.size(); i++) {
      char16_t c = bytes[i] < 0x80 ? bytes[i] : table_[bytes[i] - 0x80u];
      if (c == kUndefined) {
        if (fatal_) return false;
        c = u'\ufffd';
      }
      text[i] = c;
    }
    return true;
  }

  bool convert(std::span<const uint8_t> bytes, bool flush, std::u16string& text) {
    const char* source = reinterpret_cast<const char*>(bytes.data());
    const char* end = source + bytes.size();
    char16_t chunk[1024];
    while (true) {
      char16_t* target = chunk;
      int error = 0;
      ucnv_toUnicode_77(converter_, &target, chunk + 1024, &source, end, nullptr, flush ? 1 : 0, &error);
      text.append(chunk, target);
      if (error == kIcuBufferOverflow) continue;
      return error <= 0;
    }
  }

  UConverter* converter_;
  bool fatal_;
  bool multibyte_;
  UpperHalf table_{};
};

}  // namespace

GYRE_BINDING(encoding, bind::fields<&encoded>("encoded"), bind::fn<&encode>("encode"), bind::fn<&encode_into>("encodeInto"),
             bind::fn<&incomplete_tail, bind::kFast>("incompleteTail"), bind::fn<&decode>("decode"),
             bind::cls<Converter>("Converter", bind::method<&Converter::decode>("decode")),
             bind::constant("kUtf8", kUtf8), bind::constant("kUtf16le", kUtf16le), bind::constant("kUtf16be", kUtf16be))

}  // namespace gyre::encoding
