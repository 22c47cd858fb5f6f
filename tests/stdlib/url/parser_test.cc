#include "stdlib/url/parser.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace gyre::url {
namespace {

std::string href(std::string_view input) {
  auto url = parse(input);
  return url ? serialize(*url).text : "failure";
}

std::string resolve(std::string_view input, std::string_view base_text) {
  auto base = parse(base_text);
  if (!base) return "bad base";
  auto url = parse(input, &*base);
  return url ? serialize(*url).text : "failure";
}

std::string after(std::string_view input, Part part, std::string_view value) {
  auto url = parse(input);
  if (!url) return "failure";
  set(*url, part, value);
  return serialize(*url).text;
}

TEST(UrlParser, BringsSpecialUrlsIntoTheirNormalForm) {
  EXPECT_EQ(href("HTTP://User:Pass@EXAMPLE.com:80/a/../b/./c?q#f"), "http://User:Pass@example.com/b/c?q#f");
  EXPECT_EQ(href("http:\\\\a\\b"), "http://a/b");
  EXPECT_EQ(href("  http://a/\tb\nc  "), "http://a/bc");
  EXPECT_EQ(href("https://h:443"), "https://h/");
  EXPECT_EQ(href("ws://h:443"), "ws://h:443/");
  EXPECT_EQ(href("http:////a"), "http://a/");
}

TEST(UrlParser, KeepsOtherUrlsAsTheyAre) {
  EXPECT_EQ(href("mailto:a@b.c"), "mailto:a@b.c");
  EXPECT_EQ(href("data:text  ,x"), "data:text  ,x");
  EXPECT_EQ(href("data:text  #x"), "data:text %20#x");
  EXPECT_EQ(href("foo://H/../a"), "foo://H/a");
  EXPECT_EQ(href("non-special:/..//x"), "non-special:/.//x");
}

TEST(UrlParser, RefusesWhatIsNoUrl) {
  for (const char* input : {"", "x", "//h", "http://", "http://a b", "http://[::1", "http://h:99999", "http://h:a", "http://u@",
                            "http://a%00b", "http://1.2.3.4.5", "http://256.1.1.1", "https://exa%mple", "http://xn--a"}) {
    EXPECT_EQ(href(input), "failure") << input;
  }
}

TEST(UrlParser, ResolvesAgainstABase) {
  EXPECT_EQ(resolve("../x?y", "http://h/a/b/c"), "http://h/a/x?y");
  EXPECT_EQ(resolve("#f", "mailto:a"), "mailto:a#f");
  EXPECT_EQ(resolve("x", "mailto:a"), "failure");
  EXPECT_EQ(resolve("//other/p", "https://h/a"), "https://other/p");
  EXPECT_EQ(resolve("", "http://h/a?b#c"), "http://h/a?b");
  EXPECT_EQ(resolve("/c|/x", "file:///d:/y"), "file:///c:/x");
  EXPECT_EQ(resolve("..", "file:///c:/"), "file:///c:/");
}

TEST(UrlParser, WritesAddressesInCanonicalForm) {
  EXPECT_EQ(href("http://0x7f.1"), "http://127.0.0.1/");
  EXPECT_EQ(href("http://0300.168.0.1"), "http://192.168.0.1/");
  EXPECT_EQ(href("http://[1:0:0:2:0:0:0:3]"), "http://[1:0:0:2::3]/");
  EXPECT_EQ(href("http://[::ffff:1.2.3.4]"), "http://[::ffff:102:304]/");
  EXPECT_EQ(href("http://[0:0:0:0:0:0:0:0]"), "http://[::]/");
}

TEST(UrlParser, MapsInternationalDomains) {
  EXPECT_EQ(href("http://fa\xc3\x9f.de"), "http://xn--fa-hia.de/");
  EXPECT_EQ(href("http://\xe2\x98\x83.net"), "http://xn--n3h.net/");
  EXPECT_EQ(domain_to_unicode("xn--n3h.net"), "\xe2\x98\x83.net");
  EXPECT_EQ(domain_to_ascii("\xc3\xbc.de"), "xn--tda.de");
  EXPECT_EQ(domain_to_ascii("a\xff"), std::nullopt);
}

TEST(UrlParser, OffsetsDivideTheText) {
  auto url = parse("https://user:pass@example.com:1234/foo/bar?baz#quux");
  ASSERT_TRUE(url);
  Href h = serialize(*url);
  auto part = [&](size_t from, size_t to) {
    return h.text.substr(h.offsets.at[from], h.offsets.at[to] - h.offsets.at[from]);
  };
  EXPECT_EQ(h.text.substr(0, h.offsets.at[Offsets::kProtocolEnd]), "https:");
  EXPECT_EQ(part(Offsets::kProtocolEnd, Offsets::kUsernameEnd), "//user");
  EXPECT_EQ(part(Offsets::kUsernameEnd, Offsets::kPasswordEnd), ":pass");
  EXPECT_EQ(part(Offsets::kHostStart, Offsets::kHostEnd), "example.com");
  EXPECT_EQ(part(Offsets::kHostEnd, Offsets::kPortEnd), ":1234");
  EXPECT_EQ(part(Offsets::kPathStart, Offsets::kSearchStart), "/foo/bar");
  EXPECT_EQ(part(Offsets::kSearchStart, Offsets::kHashStart), "?baz");
  EXPECT_EQ(h.text.substr(h.offsets.at[Offsets::kHashStart]), "#quux");
}

TEST(UrlSetters, FollowTheStandard) {
  EXPECT_EQ(after("http://h/", Part::protocol, "https"), "https://h/");
  EXPECT_EQ(after("http://h/", Part::protocol, "foo"), "http://h/");
  EXPECT_EQ(after("http://h:1/", Part::host, "x:"), "http://x:1/");
  EXPECT_EQ(after("http://h/", Part::host, "x:8080/p"), "http://x:8080/");
  EXPECT_EQ(after("http://h/", Part::hostname, "x:8080"), "http://h/");
  EXPECT_EQ(after("http://h/", Part::port, "80a"), "http://h/");
  EXPECT_EQ(after("http://h/", Part::port, "90a"), "http://h:90/");
  EXPECT_EQ(after("http://h/a", Part::pathname, "b?c#d"), "http://h/b%3Fc%23d");
  EXPECT_EQ(after("http://h/?q", Part::search, ""), "http://h/");
  EXPECT_EQ(after("http://h/", Part::hash, "#a b"), "http://h/#a%20b");
  EXPECT_EQ(after("http://h/", Part::username, "\xc3\xa9"), "http://%C3%A9@h/");
  EXPECT_EQ(after("file:///a", Part::username, "u"), "file:///a");
}

// What the parser makes of a text it must make of its own output too.
TEST(UrlParser, IsIdempotentOnRandomInput) {
  std::mt19937 random(11);
  const std::string_view pieces[] = {"http:", "file:", "foo:", "//",  "/",   "\\",  "..", ".",  "%2e", "a",    "B",  "@",  ":",
                                     "80",    "[::1]", "?",    "#",   " ",   "\t",  "%",  "|",  "c:",  "\xc3\xa9", "^", "xn--", "1.2"};
  int parsed = 0;
  for (int round = 0; round < 50000; round++) {
    std::string input;
    for (size_t n = random() % 10; n > 0; n--) input += pieces[random() % std::size(pieces)];
    auto url = parse(input);
    if (!url) continue;
    parsed++;
    std::string text = serialize(*url).text;
    EXPECT_EQ(href(text), text) << "from " << input;
  }
  EXPECT_GT(parsed, 1000);
}

}  // namespace
}  // namespace gyre::url
