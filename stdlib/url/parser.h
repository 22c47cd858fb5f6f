// URLs after the WHATWG URL standard (https://url.spec.whatwg.org): the parser, the setters' rules and the serializer. Pure
// functions over UTF-8 text; any thread may call them. "Failure" of the standard is nullopt or false here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gyre::url {

// A URL taken apart. All parts are ASCII: what is not has been percent-encoded or is punycode.
struct Url {
  std::string scheme;  // lower case, without the colon
  std::string username;
  std::string password;
  std::string host;      // serialized; meaningful when has_host
  std::string path;      // with its leading slash, unless opaque
  std::string query;     // without '?'; meaningful when has_query
  std::string fragment;  // without '#'; meaningful when has_fragment
  int32_t port = -1;     // -1: none, or the scheme's own
  bool has_host = false;
  bool has_query = false;
  bool has_fragment = false;
  bool opaque_path = false;

  bool is_special() const;
  bool includes_credentials() const { return !username.empty() || !password.empty(); }
  // No username, password or port without a host, and none for files.
  bool cannot_have_credentials_or_port() const { return !has_host || host.empty() || scheme == "file"; }
};

// Where the parts lie in a serialized URL. A part that is absent is empty; the delimiters (':', '@', '?', '#') lie between.
struct Offsets {
  enum : size_t {
    kProtocolEnd,  // behind the first colon
    kUsernameEnd,  // the username begins behind "//"
    kPasswordEnd,  // the password begins behind the colon at kUsernameEnd, if it is not empty
    kHostStart,
    kHostEnd,
    kPortEnd,  // the port begins behind the colon at kHostEnd, if it is not empty
    kPathStart,
    kSearchStart,
    kHashStart,
    kCount
  };
  std::array<uint32_t, kCount> at{};
};

struct Href {
  std::string text;
  Offsets offsets;
};

// What a setter of the API names.
enum class Part : int32_t { protocol, username, password, host, hostname, port, pathname, search, hash };

std::optional<Url> parse(std::string_view input, const Url* base = nullptr);
Href serialize(const Url& url);
// Applies a setter of the API; false when the standard has it ignored, the URL is then unchanged.
bool set(Url& url, Part part, std::string_view value);

// The domain in its ASCII form (lower-case, punycode), after UTS 46 as the standard sets it up. nullopt when it is not valid.
std::optional<std::string> domain_to_ascii(std::string_view domain);
// The domain with its punycode labels decoded, as UTF-8; labels that are not valid stay as they are.
std::string domain_to_unicode(std::string_view domain);
// The host parser of special URLs: a domain, an IPv4 or a bracketed IPv6 address in any notation to the canonical one.
std::optional<std::string> parse_host(std::string_view input);

}  // namespace gyre::url
