#!/usr/bin/env bash
# The one script of the project; `./x help` says what it does. It sets up, configures and builds whatever is out of date, and
# is quick and silent when nothing is.
set -uo pipefail
here=$PWD
cd -- "$(dirname -- "${BASH_SOURCE[0]}")" || exit 1
# So that ccache knows a file again in another clone, and in spite of the precompiled header.
export CCACHE_BASEDIR=$PWD CCACHE_SLOPPINESS=pch_defines,time_macros
. tools/setup.sh

usage() {
  cat <<'EOF'
./x run FILE [args]      run a program; options of gyre may stand before FILE, ./x run -e CODE works too
./x test [FILTER...]     every test that needs nothing more installed; FILTER is part of a test's name
./x test GROUP           a heavier group: packages (programs from npm, compared with Node)
./x build                build/gyre and the tests
./x bench [NAME]         measure; without NAME: the list of benchmarks
./x install [--prefix=/usr/local]
./x lint [--all]         format, static analysis and layers of what changed; of everything
./x clean [--all]        remove the builds; what was downloaded as well

Options of meson may follow build, test and bench, each choice in a build folder of its own:
./x build -Dbuildtype=debug                   build-debug/gyre
./x test -Dsanitize=address,undefined         build-address/...; also -Dsanitize=thread
EOF
}

# Splits "$@" into meson's options (options=, and the build folder that belongs to them, dir=) and the rest (rest=).
split_options() {
  options=() rest=() dir=build
  local argument value
  for argument; do
    if [[ $argument == -D*=* ]]; then
      options+=("$argument")
      value=${argument#*=} value=${value%%,*}
      [[ $value == true || $value == false ]] && value=${argument#-D}
      dir+=-${value//[^a-zA-Z0-9_]/-}
    else
      rest+=("$argument")
    fi
  done
}

# configure [option...]: make $dir, unless it is there. Changes of meson.build are ninja's to notice.
configure() {
  [[ -f $dir/build.ninja ]] && return
  local log
  log=$(mktemp) || die "cannot write to ${TMPDIR:-/tmp}: is the disk full?"
  say "configuring $dir"
  meson setup "$dir" "$@" >"$log" 2>&1 || { rm -rf "$dir"; explain "$log" "meson setup $dir"; }
  rm -f "$log"
}

# compile [target...]: silent if there is nothing to do; else ninja's own progress, on stderr as the program's output is not ours.
compile() {
  [[ $(ninja -C "$dir" -n "$@" 2>&1) == *'no work to do.' ]] && return
  say "building $dir"
  ninja -C "$dir" "$@" >&2 || die "the build failed, see above."
}

build() {
  setup
  configure "${options[@]}"
  compile "$@"
}

# npm_packages FOLDER NAME: what FOLDER/package-lock.json pins, into $deps/NAME/node_modules. Debian's npm is fetched for it only
# here: it is 400 packages large, and neither a build nor the tests proper need it.
npm_packages() {
  local lock=$1/package-lock.json to=$deps/$2
  cmp -s "$lock" "$to/package-lock.json" && return
  install_packages tools/packages-npm
  need_space 1000
  say "fetching the npm packages that $lock names"
  rm -rf "$to.new" && mkdir -p "$to.new" && cp "$1/package.json" "$lock" "$to.new" || die "cannot write to $PWD/$deps."
  npm ci --prefix "$to.new" --ignore-scripts --no-audit --no-fund --no-update-notifier >"$to.log" 2>&1 ||
    explain "$to.log" "npm ci in $1"
  rm -rf "$to" && mv "$to.new" "$to"
}

run() {
  local dir=build options=()
  build gyre
  local gyre=$PWD/build/gyre
  cd -- "$here" || die "the working directory is gone."
  exec "$gyre" "$@"
}

run_tests() {
  local options rest dir arguments=()
  split_options "$@"
  case ${rest[0]-} in
    packages)
      build gyre
      npm_packages tests/packages packages
      rest=("${rest[@]:1}") arguments=(--group packages)
      ;;
    *) build ;;
  esac
  exec python3 tests/run.py --build "$dir" "${arguments[@]}" "${rest[@]}"
}

bench() {
  local options rest dir name
  split_options "$@"
  name=${rest[0]-}
  if [[ -z $name ]]; then
    say "benchmarks:"
    (cd bench && find . -name '*.py' -o -name '*.cc' | sed 's|.*/||; s|\.[a-z]*$||' | sort -u)
    return
  fi
  rest=("${rest[@]:1}")
  if [[ -f bench/$name.py ]]; then
    build gyre
    npm_packages bench peers
    exec python3 "bench/$name.py" --gyre "$dir/gyre" --peers $deps/peers/node_modules "${rest[@]}"
  fi
  setup
  configure "${options[@]}" -Dbench=true
  grep -q "bench/.*$name" "$dir/build.ninja" || meson configure "$dir" -Dbench=true
  compile
  local program
  program=$(find "$dir/bench" -type f -perm -u+x -name "$name" -print -quit)
  [[ -n $program ]] || die "there is no benchmark $name: ./x bench lists them."
  exec "$program" "${rest[@]}"
}

install_gyre() {
  local prefix=/usr/local dir=build options=()
  while (($#)); do
    case $1 in
      --prefix=*) prefix=${1#*=} ;;
      --prefix) prefix=${2-} && shift ;;
      *) die "install takes --prefix=FOLDER only." ;;
    esac
    shift
  done
  [[ $prefix == /* ]] || prefix=$here/$prefix
  build gyre
  install -D -m 755 build/gyre "$prefix/bin/gyre" ||
    die "cannot write to $prefix/bin: choose another folder with --prefix, or run this as root."
  say "installed $prefix/bin/gyre"
}

# eslint and a Node to run it are among the packages that gyre is compared on.
lint() {
  local dir=build options=()
  setup
  install_packages tools/packages-lint
  npm_packages tests/packages packages
  configure
  exec python3 tools/lint.py "$@"
}

clean() {
  rm -rf build build-*/
  [[ ${1-} != --all ]] || rm -rf $deps
}

command=${1-help}
(($#)) && shift
case $command in
  run) run "$@" ;;
  test) run_tests "$@" ;;
  build) split_options "$@" && build "${rest[@]}" ;;
  bench) bench "$@" ;;
  install) install_gyre "$@" ;;
  lint) lint "$@" ;;
  clean) clean "$@" ;;
  help | -h | --help) usage ;;
  *) usage >&2 && die "there is no command $command." ;;
esac
