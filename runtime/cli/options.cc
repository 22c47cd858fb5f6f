#include "runtime/cli/options.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <optional>

namespace gyre::runtime {

const std::vector<OptionSpec>& option_specs() {
  using enum OptionType;
  static const std::vector<OptionSpec> specs = {
      {"--eval", "-e", text, false, "evaluate a script given as text"},
      {"--print", "-p", boolean, false, "evaluate a script given as text and print its result"},
      {"--check", "-c", boolean, false, "check the syntax of a script without running it"},
      {"--interactive", "-i", boolean, false, nullptr},
      {"--require", "-r", list, true, "CommonJS module to load before the program (may be repeated)"},
      {"--import", nullptr, list, true, "ES module to load before the program (may be repeated)"},
      {"--experimental-loader", "--loader", list, true, nullptr},
      {"--input-type", nullptr, text, true, "\"commonjs\" or \"module\", for --eval and standard input"},
      {"--experimental-default-type", nullptr, text, true, nullptr},
      {"--conditions", "-C", list, true, "further conditions for package exports and imports"},
      {"--version", "-v", boolean, false, "print the version"},
      {"--help", "-h", boolean, false, "print this help"},
      {"--poller", nullptr, text, true, "how the event loop waits: epoll, poll or uring"},
      {"--title", nullptr, text, true, "the process title"},
      {"--zero-fill-buffers", nullptr, boolean, true, "clear the memory of new buffers"},
      {"--preserve-symlinks", nullptr, boolean, true, "keep symbolic links when modules are resolved"},
      {"--preserve-symlinks-main", nullptr, boolean, true, "keep symbolic links in the program's own path"},
      {"--warnings", nullptr, boolean, true, nullptr, true},
      {"--deprecation", nullptr, boolean, true, nullptr, true},
      {"--pending-deprecation", nullptr, boolean, true, "show warnings of pending deprecations"},
      {"--throw-deprecation", nullptr, boolean, true, "throw an error at a use of what is deprecated"},
      {"--trace-deprecation", nullptr, boolean, true, "show where what is deprecated was used"},
      {"--trace-warnings", nullptr, boolean, true, "show where a warning came from"},
      {"--trace-uncaught", nullptr, boolean, true, "show where an uncaught exception was thrown"},
      {"--trace-exit", nullptr, boolean, true, "show where process.exit was called"},
      {"--trace-sigint", nullptr, boolean, true, "show where SIGINT hit"},
      {"--disable-warning", nullptr, list, true, "a warning's code or type that is not shown"},
      {"--redirect-warnings", nullptr, text, true, "write warnings to a file"},
      {"--unhandled-rejections", nullptr, text, true, "strict, warn, none, throw or warn-with-error-codes"},
      {"--abort-on-uncaught-exception", nullptr, boolean, true, "dump core when nothing caught an exception"},
      {"--enable-source-maps", nullptr, boolean, true, "use source maps in stack traces"},
      {"--max-http-header-size", nullptr, integer, true, "bytes of a request's headers (default: 16384)"},
      {"--insecure-http-parser", nullptr, boolean, true, nullptr},
      {"--dns-result-order", nullptr, text, true, "ipv4first, ipv6first or verbatim"},
      {"--network-family-autoselection", nullptr, boolean, true, nullptr, true},
      {"--network-family-autoselection-attempt-timeout", nullptr, integer, true, nullptr},
      {"--expose-internals", nullptr, boolean, false, nullptr},
      {"--frozen-intrinsics", nullptr, boolean, true, nullptr},
      {"--disable-proto", nullptr, text, true, nullptr},
      {"--icu-data-dir", nullptr, text, true, nullptr},
      {"--experimental-require-module", nullptr, boolean, true, nullptr, true},
      {"--trace-require-module", nullptr, text, true, "show where require() loads an ES module: all, no-node-modules"},
      {"--require-module", nullptr, boolean, true, nullptr, true},
      {"--experimental-detect-module", nullptr, boolean, true, nullptr, true},
      {"--experimental-strip-types", nullptr, boolean, true, nullptr, true},
      {"--experimental-transform-types", nullptr, boolean, true, nullptr},
      {"--experimental-vm-modules", nullptr, boolean, true, nullptr},
      {"--experimental-import-meta-resolve", nullptr, boolean, true, nullptr},
      {"--experimental-import-meta-main", nullptr, boolean, true, nullptr},
      {"--experimental-wasm-modules", nullptr, boolean, true, nullptr},
      {"--experimental-eventsource", nullptr, boolean, true, nullptr},
      {"--experimental-websocket", nullptr, boolean, true, nullptr, true},
      {"--experimental-fetch", nullptr, boolean, true, nullptr, true},
      {"--experimental-global-navigator", nullptr, boolean, true, nullptr, true},
      {"--experimental-global-customevent", nullptr, boolean, true, nullptr, true},
      {"--experimental-webstorage", nullptr, boolean, true, nullptr},
      {"--experimental-sqlite", nullptr, boolean, true, nullptr, true},
      {"--experimental-permission", "--permission", boolean, true, nullptr},
      {"--experimental-repl-await", nullptr, boolean, true, nullptr, true},
      {"--experimental-print-required-tla", nullptr, boolean, true, nullptr},
      {"--experimental-async-context-frame", "--async-context-frame", boolean, true, nullptr, true},
      {"--entry-url", "--experimental-entry-url", boolean, true, nullptr},
      {"--addons", nullptr, boolean, true, nullptr, true},
      {"--global-search-paths", nullptr, boolean, true, nullptr, true},
      {"--verify-base-objects", nullptr, boolean, true, nullptr},
      {"--stack-trace-limit", nullptr, integer, true, "frames of a stack trace (default: 10)"},
      {"--max-old-space-size", nullptr, integer, true, "megabytes of the old generation"},
      {"--max-semi-space-size", nullptr, integer, true, "megabytes of a semi-space of the young generation"},
      {"--stack-size", nullptr, integer, false, "kilobytes of the stack that JavaScript may use"},
      {"--expose-gc", "--expose_gc", boolean, false, "give programs a global gc()"},
      {"--env-file", nullptr, list, false, "read environment variables from a file"},
      {"--env-file-if-exists", nullptr, list, false, nullptr},
      {"--test", nullptr, boolean, false, nullptr},
      {"--force-context-aware", nullptr, boolean, true, nullptr},
      {"--force-node-api-uncaught-exceptions-policy", nullptr, boolean, true, nullptr},
      {"--use-openssl-ca", nullptr, boolean, true, nullptr},
      {"--use-bundled-ca", nullptr, boolean, true, nullptr},
      {"--use-system-ca", nullptr, boolean, true, nullptr},
      {"--tls-cipher-list", nullptr, text, true, nullptr},
      {"--tls-min-v1.0", nullptr, boolean, true, nullptr},
      {"--tls-min-v1.1", nullptr, boolean, true, nullptr},
      {"--tls-min-v1.2", nullptr, boolean, true, nullptr},
      {"--tls-min-v1.3", nullptr, boolean, true, nullptr},
      {"--tls-max-v1.2", nullptr, boolean, true, nullptr},
      {"--tls-max-v1.3", nullptr, boolean, true, nullptr},
      {"--tls-keylog", nullptr, text, true, nullptr},
      {"--trace-tls", nullptr, boolean, true, nullptr},
      {"--openssl-config", nullptr, text, true, nullptr},
      {"--openssl-legacy-provider", nullptr, boolean, true, nullptr},
      {"--openssl-shared-config", nullptr, boolean, true, nullptr},
      {"--enable-fips", nullptr, boolean, true, nullptr},
      {"--force-fips", nullptr, boolean, true, nullptr},
      {"--secure-heap", nullptr, integer, true, nullptr},
      {"--secure-heap-min", nullptr, integer, true, nullptr},
      {"--disable-wasm-trap-handler", nullptr, boolean, true, nullptr},
      {"--node-snapshot", nullptr, boolean, true, nullptr, true},
      {"--heapsnapshot-near-heap-limit", nullptr, integer, true, nullptr},
      {"--heapsnapshot-signal", nullptr, text, true, nullptr},
      {"--report-on-signal", nullptr, boolean, true, nullptr},
      {"--diagnostic-dir", nullptr, text, true, nullptr},
      {"--v8-options", nullptr, boolean, false, "print V8's own options"},
  };
  return specs;
}

namespace {

const OptionSpec* find_spec(std::string_view name) {
  for (const OptionSpec& spec : option_specs()) {
    if (name == spec.name || (spec.alias != nullptr && name == spec.alias)) return &spec;
  }
  return nullptr;
}

// Words of NODE_OPTIONS: split at spaces; double quotes group, a backslash inside them escapes.
bool split_words(std::string_view line, std::vector<std::string>* words) {
  bool quoted = false, in_word = false;
  for (size_t i = 0; i < line.size(); ++i) {
    char c = line[i];
    if (c == '\\' && quoted) {
      if (++i == line.size()) return false;
      c = line[i];
    } else if (c == ' ' && !quoted) {
      in_word = false;
      continue;
    } else if (c == '"') {
      quoted = !quoted;
      if (!in_word) words->emplace_back();
      in_word = true;
      continue;
    }
    if (!in_word) words->emplace_back();
    in_word = true;
    words->back().push_back(c);
  }
  return !quoted;
}

class Parser {
 public:
  explicit Parser(const char* program) : program_(program) {
    for (const OptionSpec& spec : option_specs()) {
      OptionValue value;
      value.type = spec.type;
      value.on = spec.default_on;
      result.values.emplace(spec.name, std::move(value));
    }
  }

  // Takes options from words[from...]; the index of the first word that is none. `environment`: the variable's name or nullptr.
  size_t take(const std::vector<std::string>& words, size_t from, const char* environment) {
    size_t i = from;
    while (i < words.size() && result.error.empty()) {
      const std::string& word = words[i];
      if (word == "--") return environment != nullptr ? (fail(word, " is not allowed in ", environment), i) : i + 1;
      if (word.size() < 2 || word[0] != '-') break;
      i = take_one(words, i, environment);
    }
    return i;
  }

  // What is wrong with options that are each well-formed.
  void check() {
    auto value = [&](const char* name) -> const OptionValue& { return result.values.find(name)->second; };
    auto one_of = [&](const char* name, std::initializer_list<const char*> allowed) {
      const OptionValue& v = value(name);
      return !v.given || std::find(allowed.begin(), allowed.end(), v.text) != allowed.end();
    };
    if (value("--check").on && value("--eval").given) {
      fail("either --check or --eval can be used, not both", "");
    } else if (!one_of("--input-type", {"commonjs", "module", "commonjs-typescript", "module-typescript"})) {
      fail("--input-type must be \"module\",\"commonjs\", \"module-typescript\" or \"commonjs-typescript\"", "");
    } else if (!one_of("--trace-require-module", {"all", "no-node-modules"})) {
      fail("invalid value for --trace-require-module", "");
    } else if (!one_of("--unhandled-rejections", {"strict", "warn", "none", "throw", "warn-with-error-codes"})) {
      fail("invalid value for --unhandled-rejections", "");
    }
  }

  ProcessOptions result;

 private:
  void fail(std::string_view word, std::string_view what, std::string_view rest = {}) {
    result.error = std::string(program_) + ": " + std::string(word) + std::string(what) + std::string(rest);
  }

  size_t take_one(const std::vector<std::string>& words, size_t i, const char* environment) {
    std::string name = words[i];
    std::optional<std::string> given;
    if (name.starts_with("--")) {
      if (size_t equals = name.find('='); equals != std::string::npos) {
        given = name.substr(equals + 1);
        name.resize(equals);
      }
      for (size_t k = 2; k < name.size(); ++k) {
        if (name[k] == '_') name[k] = '-';
      }
    }
    if (name == "-pe" || name == "-ep") return take_print_eval(words, i, environment);
    bool negated = false;
    const OptionSpec* spec = find_spec(name);
    if (spec == nullptr && name.starts_with("--no-")) {
      spec = find_spec("--" + name.substr(5));
      if (spec != nullptr && spec->type != OptionType::boolean) {
        fail(words[i], " is an invalid negation because it is not a boolean option");
        return i;
      }
      negated = spec != nullptr;
    }
    if (spec == nullptr) {
      // Anything else that looks like an option is V8's to judge.
      if (name.starts_with("--") && name.size() > 2) {
        result.v8_flags.push_back(words[i]);
        if (environment == nullptr) result.exec_argv.push_back(words[i]);
        return i + 1;
      }
      fail(words[i], ": bad option");
      return i;
    }
    if (environment != nullptr && !spec->allowed_in_environment) {
      fail(words[i], " is not allowed in ", environment);
      return i;
    }
    OptionValue& value = result.values.find(spec->name)->second;
    if (environment == nullptr) result.exec_argv.push_back(words[i]);
    if (spec->type == OptionType::boolean) {
      if (given && !(std::string_view(spec->name) == "--print")) {
        fail(words[i], " takes no argument");
        return i;
      }
      value.given = true;
      value.on = !negated;
      if (std::string_view(spec->name) == "--print") return take_print_text(words, i, environment, given);
      return i + 1;
    }
    size_t used = 1;
    if (!given) {
      bool next_is_value = i + 1 < words.size() && (words[i + 1].empty() || words[i + 1][0] != '-' || words[i + 1] == "-");
      if (!next_is_value && i + 1 < words.size() && std::string_view(spec->name) == "--eval" &&
          words[i + 1].starts_with("\\-")) {
        next_is_value = true;
      }
      if (!next_is_value) {
        fail(words[i], " requires an argument");
        return i;
      }
      given = words[i + 1];
      if (given->starts_with("\\-")) given->erase(0, 1);
      if (environment == nullptr) result.exec_argv.push_back(words[i + 1]);
      used = 2;
    } else if (given->empty() && spec->type != OptionType::text) {
      fail(words[i], " requires an argument");
      return i;
    }
    set(value, *given, words[i]);
    return i + used;
  }

  void set(OptionValue& value, const std::string& given, const std::string& word) {
    value.given = true;
    value.on = true;
    value.text = given;
    if (value.type == OptionType::list) value.items.push_back(given);
    if (value.type == OptionType::integer) {
      char* end = nullptr;
      value.number = std::strtod(given.c_str(), &end);
      if (end == given.c_str() || *end != 0) fail(word, " must be a number");
    }
  }

  size_t take_print_text(const std::vector<std::string>& words, size_t i, const char* environment,
                         std::optional<std::string> given) {
    OptionValue& eval = result.values.find("--eval")->second;
    if (given) {
      set(eval, *given, words[i]);
      return i + 1;
    }
    // -p takes the next word as the script when there is one that is no option.
    if (i + 1 < words.size() && (words[i + 1].empty() || words[i + 1][0] != '-')) {
      // A backslash keeps a text that begins with a dash from looking like an option.
      set(eval, words[i + 1].starts_with("\\-") ? words[i + 1].substr(1) : words[i + 1], words[i]);
      if (environment == nullptr) result.exec_argv.push_back(words[i + 1]);
      return i + 2;
    }
    return i + 1;
  }

  size_t take_print_eval(const std::vector<std::string>& words, size_t i, const char* environment) {
    if (environment != nullptr) {
      fail(words[i], " is not allowed in ", environment);
      return i;
    }
    OptionValue& print = result.values.find("--print")->second;
    print.given = print.on = true;
    result.exec_argv.push_back(words[i]);
    if (i + 1 == words.size()) {
      fail(words[i], " requires an argument");
      return i;
    }
    set(result.values.find("--eval")->second, words[i + 1], words[i]);
    result.exec_argv.push_back(words[i + 1]);
    return i + 2;
  }

  const char* program_;
};

}  // namespace

ProcessOptions parse_options(int argc, char** argv) {
  Parser parser(argc > 0 ? argv[0] : "gyre");
  for (const char* variable : {"NODE_OPTIONS", "GYRE_OPTIONS"}) {
    const char* line = std::getenv(variable);
    if (line == nullptr) continue;
    std::vector<std::string> words;
    if (!split_words(line, &words)) {
      parser.result.error = std::string(argv[0]) + ": invalid value for " + variable + " (unterminated string)";
      return std::move(parser.result);
    }
    size_t end = parser.take(words, 0, variable);
    if (parser.result.error.empty() && end < words.size()) {
      parser.result.error = std::string(argv[0]) + ": " + words[end] + " is not allowed in " + variable;
    }
    if (!parser.result.error.empty()) return std::move(parser.result);
  }
  std::vector<std::string> words(argv + 1, argv + argc);
  size_t end = parser.take(words, 0, nullptr);
  parser.result.arguments.assign(words.begin() + static_cast<ptrdiff_t>(std::min(end, words.size())), words.end());
  if (parser.result.error.empty()) parser.check();
  return std::move(parser.result);
}

}  // namespace gyre::runtime
