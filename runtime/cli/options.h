// The command line: which options there are, what each may be, and what was given. Parsed once, before V8 starts; JavaScript
// reads the result through binding('options').
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gyre::runtime {

enum class OptionType : uint8_t { boolean, text, integer, list };

struct OptionSpec {
  const char* name;           // "--eval"
  const char* alias;          // "-e" or nullptr
  OptionType type;
  bool allowed_in_environment;  // NODE_OPTIONS
  const char* help;             // one line for --help; nullptr: not listed
  bool default_on = false;      // a boolean that --no-name switches off
};

struct OptionValue {
  OptionType type = OptionType::boolean;
  bool given = false;
  bool on = false;
  double number = 0;
  std::string text;
  std::vector<std::string> items;
};

struct ProcessOptions {
  std::map<std::string, OptionValue, std::less<>> values;  // by "--name", defaults included
  std::vector<std::string> exec_argv;                      // the options as given, before the script
  std::vector<std::string> arguments;                      // the script and what follows it
  std::vector<std::string> v8_flags;
  std::string error;                                       // set: print it and exit with status 9
};

// argv as main gets it. NODE_OPTIONS and GYRE_OPTIONS come first, so that the command line wins.
ProcessOptions parse_options(int argc, char** argv);
const std::vector<OptionSpec>& option_specs();

}  // namespace gyre::runtime
