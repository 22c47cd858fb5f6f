// The basic URL parser of the standard, its states in the standard's order and under its names.
#include "stdlib/url/parser.h"

#include <algorithm>
#include <utility>

#include "stdlib/url/encode_sets.h"
#include "stdlib/url/host.h"

namespace gyre::url {
namespace {

struct SpecialScheme {
  std::string_view name;
  int32_t port;
};
constexpr SpecialScheme kSpecialSchemes[] = {{"https", 443}, {"http", 80}, {"file", -1},
                                             {"ws", 80},     {"wss", 443}, {"ftp", 21}};

const SpecialScheme* find_special(std::string_view scheme) {
  for (const SpecialScheme& special : kSpecialSchemes) {
    if (special.name == scheme) return &special;
  }
  return nullptr;
}

enum class State : uint8_t {
  scheme_start, scheme, no_scheme, special_relative_or_authority, path_or_authority, relative, relative_slash,
  special_authority_slashes, special_authority_ignore_slashes, authority, host, port, file, file_slash, file_host,
  path_start, path, opaque_path, query, fragment,
  none,  // no state override
};

enum class Outcome { done, failure };

// A letter and ':' or '|'.
bool is_drive_letter(std::string_view text) {
  return text.size() == 2 && is_alpha(text[0]) && (text[1] == ':' || text[1] == '|');
}
bool is_normalized_drive_letter(std::string_view text) {
  return text.size() == 2 && is_alpha(text[0]) && text[1] == ':';
}
bool starts_with_drive_letter(std::string_view text) {
  if (text.size() < 2 || !is_drive_letter(text.substr(0, 2))) return false;
  return text.size() == 2 || std::string_view("/\\?#").find(text[2]) != std::string_view::npos;
}

// "." in any of its spellings; likewise "..".
size_t dots_in(std::string_view segment) {
  size_t dots = 0;
  for (size_t i = 0; i < segment.size();) {
    if (segment[i] == '.') {
      i++;
    } else if (segment.size() - i >= 3 && segment[i] == '%' && segment[i + 1] == '2' && to_lower(segment[i + 2]) == 'e') {
      i += 3;
    } else {
      return 0;
    }
    if (++dots > 2) return 0;
  }
  return dots;
}

void shorten_path(Url& url) {
  size_t slash = url.path.rfind('/');
  if (slash == std::string::npos) return;
  if (url.scheme == "file" && slash == 0 && is_normalized_drive_letter(std::string_view(url.path).substr(1))) return;
  url.path.resize(slash);
}

class Parser {
 public:
  Parser(std::string_view input, const Url* base, Url& url, State override)
      : input_(input), base_(base), url_(url), override_(override) {}

  Outcome run() {
    state_ = override_ == State::none ? State::scheme_start : override_;
    // One step more than there are characters: the last one sees the end.
    for (at_ = 0;; at_++) {
      Step step = this->step();
      if (step == Step::fail) return Outcome::failure;
      if (step == Step::stop) return Outcome::done;
      if (at_ >= size()) return Outcome::done;
    }
  }

 private:
  enum class Step { next, stop, fail };
  static constexpr int kEnd = -1;

  // Positions are signed: a state may put the pointer one before the start, to see the first character again.
  ptrdiff_t size() const { return static_cast<ptrdiff_t>(input_.size()); }
  int current() const { return at_ < size() ? static_cast<uint8_t>(input_[static_cast<size_t>(at_)]) : kEnd; }
  std::string_view from(ptrdiff_t at) const { return at >= size() ? std::string_view() : input_.substr(static_cast<size_t>(at)); }
  std::string_view remaining() const { return from(at_ + 1); }
  bool overridden() const { return override_ != State::none; }
  bool is_special() const { return url_.is_special(); }
  // Sees the current character again in another state.
  Step again(State state) {
    state_ = state;
    at_--;
    return Step::next;
  }
  Step go(State state) {
    state_ = state;
    return Step::next;
  }

  Step step() {
    switch (state_) {
      case State::scheme_start: return scheme_start();
      case State::scheme: return scheme();
      case State::no_scheme: return no_scheme();
      case State::special_relative_or_authority: return special_relative_or_authority();
      case State::path_or_authority: return current() == '/' ? go(State::authority) : again(State::path);
      case State::relative: return relative();
      case State::relative_slash: return relative_slash();
      case State::special_authority_slashes: return special_authority_slashes();
      case State::special_authority_ignore_slashes:
        return current() != '/' && current() != '\\' ? again(State::authority) : Step::next;
      case State::authority: return authority();
      case State::host: return host();
      case State::port: return port();
      case State::file: return file();
      case State::file_slash: return file_slash();
      case State::file_host: return file_host();
      case State::path_start: return path_start();
      case State::path: return path();
      case State::opaque_path: return opaque_path();
      case State::query: return query();
      case State::fragment: return fragment();
      case State::none: break;
    }
    return Step::fail;
  }

  Step scheme_start() {
    int c = current();
    if (c != kEnd && is_alpha(static_cast<char>(c))) {
      buffer_.push_back(to_lower(static_cast<char>(c)));
      return go(State::scheme);
    }
    return overridden() ? Step::fail : again(State::no_scheme);
  }

  Step scheme() {
    int c = current();
    if (c != kEnd) {
      char byte = static_cast<char>(c);
      if (is_alpha(byte) || is_digit(byte) || byte == '+' || byte == '-' || byte == '.') {
        buffer_.push_back(to_lower(byte));
        return Step::next;
      }
    }
    if (c != ':') {
      if (overridden()) return Step::fail;
      buffer_.clear();
      state_ = State::no_scheme;
      at_ = -1;
      return Step::next;
    }
    const SpecialScheme* special = find_special(buffer_);
    if (overridden()) {
      if (is_special() != (special != nullptr)) return Step::stop;
      if ((url_.includes_credentials() || url_.port >= 0) && buffer_ == "file") return Step::stop;
      if (url_.scheme == "file" && url_.host.empty()) return Step::stop;
    }
    url_.scheme = std::move(buffer_);
    buffer_.clear();
    if (overridden()) {
      if (special != nullptr && url_.port == special->port) url_.port = -1;
      return Step::stop;
    }
    if (url_.scheme == "file") return go(State::file);
    if (special != nullptr) {
      return go(base_ != nullptr && base_->scheme == url_.scheme ? State::special_relative_or_authority
                                                                 : State::special_authority_slashes);
    }
    if (remaining().starts_with('/')) {
      at_++;
      return go(State::path_or_authority);
    }
    url_.opaque_path = true;
    return go(State::opaque_path);
  }

  Step no_scheme() {
    int c = current();
    if (base_ == nullptr || (base_->opaque_path && c != '#')) return Step::fail;
    if (base_->opaque_path) {
      url_.scheme = base_->scheme;
      url_.path = base_->path;
      url_.opaque_path = true;
      url_.query = base_->query;
      url_.has_query = base_->has_query;
      url_.has_fragment = true;
      return go(State::fragment);
    }
    return again(base_->scheme == "file" ? State::file : State::relative);
  }

  Step special_relative_or_authority() {
    if (current() == '/' && remaining().starts_with('/')) {
      at_++;
      return go(State::special_authority_ignore_slashes);
    }
    return again(State::relative);
  }

  void take_authority_of_base() {
    url_.username = base_->username;
    url_.password = base_->password;
    url_.host = base_->host;
    url_.has_host = base_->has_host;
    url_.port = base_->port;
  }
  void take_path_and_query_of_base() {
    url_.path = base_->path;
    url_.query = base_->query;
    url_.has_query = base_->has_query;
  }
  void drop_query() {
    url_.has_query = false;
    url_.query.clear();
  }
  Step begin_query() {
    url_.query.clear();
    url_.has_query = true;
    return go(State::query);
  }
  Step begin_fragment() {
    url_.fragment.clear();
    url_.has_fragment = true;
    return go(State::fragment);
  }

  Step relative() {
    url_.scheme = base_->scheme;
    int c = current();
    if (c == '/' || (is_special() && c == '\\')) return go(State::relative_slash);
    take_authority_of_base();
    take_path_and_query_of_base();
    if (c == '?') return begin_query();
    if (c == '#') return begin_fragment();
    if (c != kEnd) {
      drop_query();
      shorten_path(url_);
      return again(State::path);
    }
    return Step::next;
  }

  Step relative_slash() {
    int c = current();
    if (is_special() && (c == '/' || c == '\\')) return go(State::special_authority_ignore_slashes);
    if (c == '/') return go(State::authority);
    take_authority_of_base();
    return again(State::path);
  }

  Step special_authority_slashes() {
    if (current() == '/' && remaining().starts_with('/')) {
      at_++;
      return go(State::special_authority_ignore_slashes);
    }
    return again(State::special_authority_ignore_slashes);
  }

  // The whole authority is looked at once: the last '@' before its end divides credentials from the host.
  Step authority() {
    std::string_view rest = from(at_);
    size_t end = rest.find_first_of(is_special() ? std::string_view("/?#\\") : std::string_view("/?#"));
    std::string_view all = rest.substr(0, end);
    size_t at_sign = all.rfind('@');
    if (at_sign != std::string_view::npos) {
      if (at_sign + 1 == all.size()) return Step::fail;  // credentials without a host
      std::string_view credentials = all.substr(0, at_sign);
      size_t colon = credentials.find(':');
      append_encoded(url_.username, credentials.substr(0, colon), kUserinfoSet);
      if (colon != std::string_view::npos) append_encoded(url_.password, credentials.substr(colon + 1), kUserinfoSet);
      at_ += static_cast<ptrdiff_t>(at_sign) + 1;
    }
    return again(State::host);
  }

  bool parse_host_buffer(std::string_view text, std::string& host) {
    auto parsed = is_special() ? parse_host(text) : parse_opaque_host(text);
    if (!parsed) return false;
    host = std::move(*parsed);
    return true;
  }

  // Also the standard's hostname state, which differs only under an override.
  Step host() {
    if (overridden() && url_.scheme == "file") return again(State::file_host);
    std::string_view rest = from(at_);
    bool brackets = false;
    size_t end = 0;
    for (; end < rest.size(); end++) {
      char c = rest[end];
      if (c == '[') brackets = true;
      if (c == ']') brackets = false;
      if (c == '/' || c == '?' || c == '#' || (c == '\\' && is_special()) || (c == ':' && !brackets)) break;
    }
    std::string_view text = rest.substr(0, end);
    if (end < rest.size() && rest[end] == ':') {
      if (text.empty()) return Step::fail;
      if (hostname_only_) return Step::fail;
      if (!parse_host_buffer(text, url_.host)) return Step::fail;
      url_.has_host = true;
      at_ += static_cast<ptrdiff_t>(end);
      return go(State::port);
    }
    if (is_special() && text.empty()) return Step::fail;
    if (overridden() && text.empty() && (url_.includes_credentials() || url_.port >= 0)) return Step::fail;
    std::string parsed;
    if (!parse_host_buffer(text, parsed)) return Step::fail;
    url_.host = std::move(parsed);
    url_.has_host = true;
    if (overridden()) return Step::stop;
    at_ += static_cast<ptrdiff_t>(end);
    return again(State::path_start);
  }

  Step port() {
    std::string_view rest = from(at_);
    size_t digits = 0;
    while (digits < rest.size() && is_digit(rest[digits])) digits++;
    bool at_end = digits == rest.size() || rest[digits] == '/' || rest[digits] == '?' || rest[digits] == '#' ||
                  (rest[digits] == '\\' && is_special());
    if (!at_end && !overridden()) return Step::fail;
    // The host setter has changed the host by now; a bad port does not undo that.
    const Step failed = override_ == State::host ? Step::stop : Step::fail;
    if (digits != 0) {
      int32_t value = 0;
      for (char c : rest.substr(0, digits)) {
        value = value * 10 + (c - '0');
        if (value > 65535) return failed;
      }
      const SpecialScheme* special = find_special(url_.scheme);
      url_.port = special != nullptr && special->port == value ? -1 : value;
      if (overridden()) return Step::stop;
    }
    if (overridden()) return failed;
    at_ += static_cast<ptrdiff_t>(digits);
    return again(State::path_start);
  }

  Step file() {
    url_.scheme = "file";
    url_.host.clear();
    url_.has_host = true;
    int c = current();
    if (c == '/' || c == '\\') return go(State::file_slash);
    if (base_ == nullptr || base_->scheme != "file") return again(State::path);
    url_.host = base_->host;
    take_path_and_query_of_base();
    if (c == '?') return begin_query();
    if (c == '#') return begin_fragment();
    if (c == kEnd) return Step::next;
    drop_query();
    if (!starts_with_drive_letter(from(at_))) {
      shorten_path(url_);
    } else {
      url_.path.clear();
    }
    return again(State::path);
  }

  Step file_slash() {
    int c = current();
    if (c == '/' || c == '\\') return go(State::file_host);
    if (base_ != nullptr && base_->scheme == "file") {
      url_.host = base_->host;
      url_.has_host = base_->has_host;
      std::string_view path = base_->path;
      if (!starts_with_drive_letter(from(at_)) && path.size() >= 3 && is_normalized_drive_letter(path.substr(1, 2)) &&
          (path.size() == 3 || path[3] == '/')) {
        url_.path.append(path.substr(0, 3));
      }
    }
    return again(State::path);
  }

  Step file_host() {
    std::string_view rest = from(at_);
    std::string_view text = rest.substr(0, rest.find_first_of("/\\?#"));
    if (!overridden() && is_drive_letter(text)) return again(State::path);
    std::string host;
    if (!text.empty()) {
      if (!parse_host_buffer(text, host)) return Step::fail;
      if (host == "localhost") host.clear();
    }
    url_.host = std::move(host);
    url_.has_host = true;
    if (overridden()) return Step::stop;
    at_ += static_cast<ptrdiff_t>(text.size());
    return again(State::path_start);
  }

  Step path_start() {
    int c = current();
    if (is_special()) {
      state_ = State::path;
      if (c != '/' && c != '\\') at_--;
      return Step::next;
    }
    if (!overridden() && c == '?') return begin_query();
    if (!overridden() && c == '#') return begin_fragment();
    if (c != kEnd) {
      state_ = State::path;
      if (c != '/') at_--;
    } else if (overridden() && !url_.has_host) {
      url_.path.push_back('/');
    }
    return Step::next;
  }

  // One step takes one segment.
  Step path() {
    std::string_view rest = from(at_);
    std::string_view ends = overridden() ? (is_special() ? "/\\" : "/") : is_special() ? "/\\?#" : "/?#";
    size_t end = std::min(rest.find_first_of(ends), rest.size());
    std::string_view segment = rest.substr(0, end);
    bool slash = end < rest.size() && (rest[end] == '/' || rest[end] == '\\');
    size_t dots = dots_in(segment);
    if (dots == 2) {
      shorten_path(url_);
      if (!slash) url_.path.push_back('/');
    } else if (dots == 1) {
      if (!slash) url_.path.push_back('/');
    } else {
      bool drive = url_.scheme == "file" && url_.path.empty() && is_drive_letter(segment);
      url_.path.push_back('/');
      append_encoded(url_.path, segment, kPathSet);
      if (drive) url_.path.back() = ':';
    }
    at_ += static_cast<ptrdiff_t>(end);
    if (slash) return Step::next;
    if (current() == '?') return begin_query();
    if (current() == '#') return begin_fragment();
    return Step::next;
  }

  Step opaque_path() {
    std::string_view rest = from(at_);
    size_t end = std::min(rest.find_first_of("?#"), rest.size());
    std::string_view text = rest.substr(0, end);
    // A space just before the query or the fragment would be lost when those are removed.
    bool space = end < rest.size() && text.ends_with(' ');
    if (space) text.remove_suffix(1);
    append_encoded(url_.path, text, kControlSet);
    if (space) url_.path += "%20";
    at_ += static_cast<ptrdiff_t>(end);
    if (current() == '?') return begin_query();
    if (current() == '#') return begin_fragment();
    return Step::next;
  }

  Step query() {
    std::string_view rest = from(at_);
    size_t end = overridden() ? rest.size() : std::min(rest.find('#'), rest.size());
    append_encoded(url_.query, rest.substr(0, end), is_special() ? kSpecialQuerySet : kQuerySet);
    at_ += static_cast<ptrdiff_t>(end);
    return current() == '#' ? begin_fragment() : Step::next;
  }

  Step fragment() {
    append_encoded(url_.fragment, from(at_), kFragmentSet);
    at_ = size();
    return Step::next;
  }

 public:
  bool hostname_only_ = false;  // the hostname state in place of the host state

 private:
  std::string_view input_;
  const Url* base_;
  Url& url_;
  State override_;
  State state_ = State::none;
  ptrdiff_t at_ = 0;
  std::string buffer_;
};

bool is_control_or_space(char c) { return static_cast<uint8_t>(c) <= 0x20; }

// Tabs and newlines are dropped wherever they are. Returns `text` itself when there are none.
std::string_view without_tabs(std::string_view text, std::string& storage) {
  if (text.find_first_of("\t\n\r") == std::string_view::npos) return text;
  storage.clear();
  for (char c : text) {
    if (c != '\t' && c != '\n' && c != '\r') storage.push_back(c);
  }
  return storage;
}

}  // namespace

bool Url::is_special() const { return find_special(scheme) != nullptr; }

std::optional<Url> parse(std::string_view input, const Url* base) {
  while (!input.empty() && is_control_or_space(input.front())) input.remove_prefix(1);
  while (!input.empty() && is_control_or_space(input.back())) input.remove_suffix(1);
  std::string storage;
  Url url;
  Parser parser(without_tabs(input, storage), base, url, State::none);
  if (parser.run() == Outcome::failure) return std::nullopt;
  return url;
}

Href serialize(const Url& url) {
  Href result;
  std::string& out = result.text;
  auto& at = result.offsets.at;
  auto here = [&] { return static_cast<uint32_t>(out.size()); };
  out.reserve(url.scheme.size() + url.username.size() + url.password.size() + url.host.size() + url.path.size() +
              url.query.size() + url.fragment.size() + 16);
  out += url.scheme;
  out.push_back(':');
  at[Offsets::kProtocolEnd] = here();
  if (url.has_host) {
    out += "//";
    out += url.username;
    at[Offsets::kUsernameEnd] = here();
    if (!url.password.empty()) {
      out.push_back(':');
      out += url.password;
    }
    at[Offsets::kPasswordEnd] = here();
    if (url.includes_credentials()) out.push_back('@');
    at[Offsets::kHostStart] = here();
    out += url.host;
    at[Offsets::kHostEnd] = here();
    if (url.port >= 0) {
      out.push_back(':');
      out += std::to_string(url.port);
    }
    at[Offsets::kPortEnd] = here();
  } else {
    for (size_t i = Offsets::kUsernameEnd; i <= Offsets::kPortEnd; i++) at[i] = here();
    // Else the path would be read as a host.
    if (!url.opaque_path && url.path.starts_with("//")) out += "/.";
  }
  at[Offsets::kPathStart] = here();
  out += url.path;
  at[Offsets::kSearchStart] = here();
  if (url.has_query) {
    out.push_back('?');
    out += url.query;
  }
  at[Offsets::kHashStart] = here();
  if (url.has_fragment) {
    out.push_back('#');
    out += url.fragment;
  }
  return result;
}

bool set(Url& url, Part part, std::string_view value) {
  std::string storage;
  auto run = [&](State override, bool hostname_only = false) {
    Url changed = url;
    if (override == State::path_start) changed.path.clear();
    Parser parser(without_tabs(value, storage), nullptr, changed, override);
    parser.hostname_only_ = hostname_only;
    if (parser.run() == Outcome::failure) return false;
    url = std::move(changed);
    return true;
  };
  switch (part) {
    case Part::protocol: {
      std::string with_colon(value);
      with_colon.push_back(':');
      value = with_colon;
      return run(State::scheme_start);
    }
    case Part::username:
    case Part::password: {
      if (url.cannot_have_credentials_or_port()) return false;
      std::string& target = part == Part::username ? url.username : url.password;
      target.clear();
      append_encoded(target, value, kUserinfoSet);
      return true;
    }
    case Part::host:
    case Part::hostname:
      if (url.opaque_path) return false;
      return run(State::host, part == Part::hostname);
    case Part::port:
      if (url.cannot_have_credentials_or_port()) return false;
      if (value.empty()) {
        url.port = -1;
        return true;
      }
      return run(State::port);
    case Part::pathname:
      if (url.opaque_path) return false;
      return run(State::path_start);
    case Part::search:
      url.query.clear();
      url.has_query = !value.empty();
      if (value.empty()) return true;
      if (value.starts_with('?')) value.remove_prefix(1);
      return run(State::query);
    case Part::hash:
      url.fragment.clear();
      url.has_fragment = !value.empty();
      if (value.empty()) return true;
      if (value.starts_with('#')) value.remove_prefix(1);
      return run(State::fragment);
  }
  return false;
}

}  // namespace gyre::url
