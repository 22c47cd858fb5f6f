// binding('url'): the URL parser for JavaScript. A URL is handed over as its text; where its parts lie comes back through
// `offsets`, a shared typed array in the order of url::Offsets.
#include <optional>
#include <string>

#include "runtime/bind/bind.h"
#include "runtime/bind/values.h"
#include "stdlib/url/idna.h"
#include "stdlib/url/parser.h"

namespace gyre::url {
namespace {

using bind::Args;
using bind::Environment;

constinit bind::Fields<uint32_t, Offsets::kCount> offset_values;

// What (input, base or undefined) means; nullopt when either is not a URL.
std::optional<Url> parse_arguments(v8::Isolate* isolate, const bind::Utf8& input, v8::Local<v8::Value> base_text) {
  if (base_text->IsUndefined()) return parse(input.view());
  std::optional<Url> base = parse(bind::Utf8(isolate, base_text).view());
  if (!base) return std::nullopt;
  return parse(input.view(), &*base);
}

void return_latin1(const Args& args, std::string_view text) {
  v8::Local<v8::String> made = bind::latin1(args.GetIsolate(), text);
  if (!made.IsEmpty()) args.GetReturnValue().Set(made);
}

void return_href(const Args& args, const Href& href) {
  uint32_t* values = offset_values(Environment::from(args.GetIsolate()));
  std::copy(href.offsets.at.begin(), href.offsets.at.end(), values);
  return_latin1(args, href.text);
}

// parse(input, base): the URL's text, or undefined when it is none.
void parse_url(const Args& args) {
  bind::Utf8 input(args.GetIsolate(), args[0]);
  std::optional<Url> url = parse_arguments(args.GetIsolate(), input, args[1]);
  if (!url) return;
  Href href = serialize(*url);
  if (href.text != input.view()) return return_href(args, href);
  // Nothing was changed: the string that came in serves.
  std::copy(href.offsets.at.begin(), href.offsets.at.end(), offset_values(Environment::from(args.GetIsolate())));
  args.GetReturnValue().Set(args[0]);
}

void can_parse(const Args& args) {
  bind::Utf8 input(args.GetIsolate(), args[0]);
  args.GetReturnValue().Set(parse_arguments(args.GetIsolate(), input, args[1]).has_value());
}

// update(href, part, value): the text after a setter, or undefined when the setter is without effect.
void update(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  std::optional<Url> url = parse(bind::Utf8(isolate, args[0]).view());
  if (!url || !args[1]->IsInt32()) return;
  auto part = static_cast<Part>(args[1].As<v8::Int32>()->Value());
  if (set(*url, part, bind::Utf8(isolate, args[2]).view())) return_href(args, serialize(*url));
}

// The host that `text` is, as a special URL would have it; empty when it is none.
std::string host_of(std::string_view text) {
  std::optional<Url> url = parse("ws://x");
  if (!url || !set(*url, Part::hostname, text)) return {};
  return url->host;
}

void domain_to_ascii_text(const Args& args) {
  return_latin1(args, host_of(bind::Utf8(args.GetIsolate(), args[0]).view()));
}

void domain_to_unicode_text(const Args& args) {
  std::string host = host_of(bind::Utf8(args.GetIsolate(), args[0]).view());
  args.GetReturnValue().Set(bind::string(args.GetIsolate(), domain_to_unicode(host)));
}

// toASCII(host): only the processing of domain names, for the legacy parser, which has rules of its own for the rest.
void to_ascii(const Args& args) {
  bind::Utf8 input(args.GetIsolate(), args[0]);
  std::string ascii;
  if (idna_to_ascii(input.view(), ascii)) return return_latin1(args, ascii);
  args.GetReturnValue().SetEmptyString();
}

// format(href, hash, unicode, search, auth): the text without the parts whose flag is false, the host decoded if asked for.
void format(const Args& args) {
  v8::Isolate* isolate = args.GetIsolate();
  std::optional<Url> url = parse(bind::Utf8(isolate, args[0]).view());
  if (!url) return;
  if (!args[1]->IsTrue()) url->has_fragment = false;
  if (args[2]->IsTrue() && url->has_host) url->host = domain_to_unicode(url->host);
  if (!args[3]->IsTrue()) url->has_query = false;
  if (!args[4]->IsTrue()) {
    url->username.clear();
    url->password.clear();
  }
  args.GetReturnValue().Set(bind::string(isolate, serialize(*url).text));
}

}  // namespace

GYRE_BINDING(url, bind::fields<&offset_values>("offsets"), bind::fn<&parse_url>("parse"), bind::fn<&can_parse>("canParse"),
             bind::fn<&update>("update"), bind::fn<&domain_to_ascii_text>("domainToASCII"),
             bind::fn<&domain_to_unicode_text>("domainToUnicode"), bind::fn<&to_ascii>("toASCII"),
             bind::fn<&format>("format"))

}  // namespace gyre::url
