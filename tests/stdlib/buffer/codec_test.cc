#include "stdlib/buffer/codec.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace gyre::buffer {
namespace {

Bytes bytes(std::string_view text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

std::string base64(std::string_view text, size_t room = 256) {
  std::vector<uint8_t> out(room + 16, 0xee);
  size_t written = decode_base64(text, std::span(out).first(room));
  // Nothing behind what was written is touched.
  for (size_t i = written; i < out.size(); i++) EXPECT_EQ(out[i], 0xee) << text << " at " << i;
  return {reinterpret_cast<char*>(out.data()), written};
}

TEST(Base64, DecodesBothAlphabetsWithAndWithoutPadding) {
  EXPECT_EQ(base64("YWJjZGVm"), "abcdef");
  EXPECT_EQ(base64("YQ=="), "a");
  EXPECT_EQ(base64("YQ"), "a");
  EXPECT_EQ(base64("YW-_"), base64("YW+/"));
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("Y"), "");
}

TEST(Base64, SkipsWhatIsNoBase64AndEndsAtPadding) {
  EXPECT_EQ(base64("Y W\nJ j"), "abc");
  EXPECT_EQ(base64("YWJj*ZGVm"), "abcdef");
  EXPECT_EQ(base64("YQ==Zm9v"), "a");
  EXPECT_EQ(base64("=YWJj"), "");
  EXPECT_EQ(base64(std::string(100, '=')), "");
}

TEST(Base64, LongTextsTakeTheVectorPathWithTheSameResult) {
  std::string text, expected;
  for (int i = 0; i < 50; i++) {
    text += "YWJj";
    expected += "abc";
  }
  EXPECT_EQ(base64(text), expected);
  // Something to skip sends it to the slow path.
  EXPECT_EQ(base64(text + "!" + text, 1024), expected + expected);
  EXPECT_EQ(base64(text + "-_", 1024).substr(0, expected.size()), expected);
}

TEST(Base64, StopsWhenTheRoomIsFull) {
  EXPECT_EQ(base64("YWJjZGVm", 4), "abcd");
  EXPECT_EQ(base64("YWJjZGVm", 0), "");
  std::string text;
  for (int i = 0; i < 50; i++) text += "YWJj";
  EXPECT_EQ(base64(text, 7), "abcabca");
}

TEST(Base64, Utf16TextIsReadAsWideCharacters) {
  std::vector<uint8_t> out(16);
  // U+0141 is no 'A', although its low byte is.
  std::u16string_view text = u"YWJj\u0141";
  EXPECT_EQ(decode_base64(text, out), 3u);
  EXPECT_EQ(std::string(out.begin(), out.begin() + 3), "abc");
}

TEST(Hex, StopsAtTheFirstPairThatIsNone) {
  std::vector<uint8_t> out(8);
  EXPECT_EQ(decode_hex("ABcd12", out), 3u);
  EXPECT_EQ(out[0], 0xab);
  EXPECT_EQ(out[2], 0x12);
  EXPECT_EQ(decode_hex("abxycd", out), 1u);
  EXPECT_EQ(decode_hex("abc", out), 1u);
  EXPECT_EQ(decode_hex("g", out), 0u);
  EXPECT_EQ(decode_hex("abcdef", std::span(out).first(1)), 1u);
}

TEST(Hex, EncodesLowerCase) {
  char out[4];
  encode_hex(bytes("\x0f\xa0"), out);
  EXPECT_EQ(std::string(out, 4), "0fa0");
}

TEST(Atob, AcceptsWhiteSpaceAndOptionalPaddingOnly) {
  std::string out;
  EXPECT_EQ(decode_atob(std::string_view(" Y Q = = "), out), AtobResult::ok);
  EXPECT_EQ(out, "a");
  EXPECT_EQ(decode_atob(std::string_view("YR"), out), AtobResult::ok);
  EXPECT_EQ(out, "a");
  EXPECT_EQ(decode_atob(std::string_view("a"), out), AtobResult::bad_length);
  EXPECT_EQ(decode_atob(std::string_view("YQ="), out), AtobResult::bad_character);
  EXPECT_EQ(decode_atob(std::string_view("YQ==YQ=="), out), AtobResult::bad_character);
  EXPECT_EQ(decode_atob(std::string_view("a-b_"), out), AtobResult::bad_character);
  EXPECT_EQ(decode_atob(std::string_view("=="), out), AtobResult::bad_character);
}

TEST(Search, OffsetsCountFromEitherEnd) {
  Bytes text = bytes("aabbaabb");
  EXPECT_EQ(index_of(text, bytes("bb"), 0, Direction::forward), 2);
  EXPECT_EQ(index_of(text, bytes("bb"), 3, Direction::forward), 6);
  EXPECT_EQ(index_of(text, bytes("bb"), -2, Direction::forward), 6);
  EXPECT_EQ(index_of(text, bytes("bb"), 7, Direction::forward), -1);
  EXPECT_EQ(index_of(text, bytes("aa"), -1, Direction::backward), 4);
  EXPECT_EQ(index_of(text, bytes("aa"), 3, Direction::backward), 0);
  EXPECT_EQ(index_of(text, bytes("bb"), -9, Direction::backward), -1);
  EXPECT_EQ(index_of(text, bytes("aabbaabbx"), 0, Direction::forward), -1);
}

TEST(Search, EmptyNeedleIsFoundAtTheOffset) {
  Bytes text = bytes("abc");
  EXPECT_EQ(index_of(text, {}, 1, Direction::forward), 1);
  EXPECT_EQ(index_of(text, {}, 9, Direction::forward), 3);
  EXPECT_EQ(index_of(text, {}, -9, Direction::backward), 0);
}

TEST(Search, UnitsAreFoundAtEvenPlacesOnly) {
  std::string text("a\0b\0a\0b\0", 8);
  EXPECT_EQ(index_of_units(bytes(text), bytes(std::string("b\0", 2)), 0, Direction::forward), 2);
  EXPECT_EQ(index_of_units(bytes(text), bytes(std::string("b\0", 2)), 8, Direction::backward), 6);
  EXPECT_EQ(index_of_units(bytes(text), bytes(std::string("\0b", 2)), 0, Direction::forward), -1);
  EXPECT_EQ(index_of_units(bytes(text), bytes("b"), 0, Direction::forward), -1);
}

TEST(Search, AgreesWithTheNaiveSearch) {
  std::mt19937 random(7);
  for (int round = 0; round < 20000; round++) {
    auto make = [&](size_t most) {
      std::string text(random() % most, 'a');
      for (char& c : text) c = static_cast<char>('a' + random() % 2);
      return text;
    };
    std::string haystack = make(24), needle = make(6);
    size_t offset = random() % 26;
    if (needle.empty()) continue;
    auto expect = [](size_t found) { return found == std::string::npos ? -1 : static_cast<int64_t>(found); };
    EXPECT_EQ(index_of(bytes(haystack), bytes(needle), static_cast<double>(offset), Direction::forward),
              expect(haystack.find(needle, offset)));
    EXPECT_EQ(index_of(bytes(haystack), bytes(needle), static_cast<double>(offset), Direction::backward),
              expect(haystack.rfind(needle, offset)));
  }
}

TEST(Search, RepetitiveInputTakesLinearTime) {
  std::string haystack(1 << 20, 'a');
  std::string needle = std::string(1 << 19, 'a');
  needle[0] = 'b';
  EXPECT_EQ(index_of(bytes(haystack), bytes(needle), 1e9, Direction::backward), -1);
  EXPECT_EQ(index_of_units(bytes(haystack), bytes(needle), 0, Direction::forward), -1);
}

TEST(Transcode, ReplacesWhatTheTargetCannotSay) {
  std::string out;
  EXPECT_EQ(transcode(bytes("\xe2\x82\xacuro"), Encoding::utf8, Encoding::latin1, out), TranscodeResult::ok);
  EXPECT_EQ(out, "?uro");
  out.clear();
  EXPECT_EQ(transcode(bytes("\xe9"), Encoding::latin1, Encoding::utf8, out), TranscodeResult::ok);
  EXPECT_EQ(out, "\xc3\xa9");
  out.clear();
  EXPECT_EQ(transcode(bytes("a\xf0\x9f\x98\x80z"), Encoding::utf8, Encoding::ascii, out), TranscodeResult::ok);
  EXPECT_EQ(out, "a?z");
}

TEST(Transcode, RefusesMalformedTextAndOtherEncodings) {
  std::string out;
  EXPECT_EQ(transcode(bytes("\xff"), Encoding::utf8, Encoding::ucs2, out), TranscodeResult::malformed);
  EXPECT_EQ(transcode(bytes(std::string("\0\xd8", 2)), Encoding::ucs2, Encoding::utf8, out), TranscodeResult::malformed);
  EXPECT_EQ(transcode(bytes("a"), Encoding::utf8, Encoding::hex, out), TranscodeResult::unsupported);
}

}  // namespace
}  // namespace gyre::buffer
