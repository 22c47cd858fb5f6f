# Sourced by x: gets what a build needs. Every download has a temporary name until its hash is right, so that an interrupted
# or failed step leaves nothing that the next try would trip over.

readonly deps=.deps

say() { printf '%s\n' "$*" >&2; }
die() { printf 'x: %s\n' "$*" >&2; exit 1; }

# What setup has to have done, as one line. When $deps/ready holds it, setup is skipped without starting a process.
setup_wanted() {
  local packages hashes
  packages=$(<tools/packages)
  hashes=$(<tools/v8.sha256)
  wanted="${packages//$'\n'/ } ${hashes//$'\n'/ }"
}

setup() {
  local wanted
  setup_wanted
  [[ -f $deps/ready && $(<$deps/ready) == "$wanted" ]] && return
  check_platform
  mkdir -p $deps 2>/dev/null || die "the folder $PWD/$deps cannot be written: give it to this user, or clone the project elsewhere."
  exec 8>$deps/lock
  flock 8 || die "cannot lock $PWD/$deps."
  need_space 1500
  install_packages tools/packages
  fetch_v8
  printf '%s\n' "$wanted" >$deps/ready || die "cannot write to $PWD/$deps: is the disk full?"
  exec 8>&-
}

check_platform() {
  local system machine
  system=$(uname -s) machine=$(uname -m)
  platform=$machine-linux
  [[ $system == Linux ]] && grep -q -- "-$platform.gem" tools/v8.sha256 ||
    die "unsupported platform $machine $system: V8 is to be had for Linux on x86_64 and aarch64; build there."
}

need_space() {
  local free
  free=$(df -Pm . | awk 'NR == 2 { print $4 }')
  ((free >= $1)) || die "too little disk space: $free MB are free in $PWD, about $1 MB are needed; free some and run this again."
}

# explain LOG SUBJECT: the one sentence for a failed step, from what its log says.
explain() {
  local log=$1 subject=$2
  if grep -qiE 'no space left|enough free space|disk quota' "$log"; then
    die "$subject failed: the disk is full; free some space and run this again."
  elif grep -qiE 'temporary failure|could not resolve|failed to fetch|unable to (resolve|connect|download)|network is unreachable|connection (refused|timed out)|no such name|EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|getaddrinfo|unable to locate package' "$log"; then
    die "$subject failed: no answer from the network; check the connection (or the proxy settings) and run this again."
  fi
  tail -n 15 "$log" >&2
  die "$subject failed, see the lines above."
}

# install_packages LIST: what LIST names and this machine lacks, through apt.
install_packages() {
  local name probe why missing=() log
  while read -r name probe why; do
    [[ $name == '' || $name == '#'* || -e $probe ]] && continue
    command -v "$probe" >/dev/null && continue
    missing+=("$name")
    say "missing: $name ($why)"
  done <"$1"
  ((${#missing[@]})) || return 0
  command -v apt-get >/dev/null ||
    die "these are missing, and there is no apt-get to install them with: ${missing[*]} (Debian's names); install them, then run this again."
  local as_root=()
  if ((EUID)); then
    command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [[ -t 0 ]]; } && sudo -v ||
      die "installing packages needs root: run this as root or with sudo set up, or have somebody run: apt-get install --no-install-recommends ${missing[*]}"
    as_root=(sudo)
  fi
  log=$(mktemp) || die "cannot write to ${TMPDIR:-/tmp}: is the disk full?"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600 -o APT::Status-Fd=3)
  say "reading the package lists"
  "${apt[@]}" update 3>/dev/null >"$log" 2>&1 || explain "$log" "apt-get update"
  say "installing ${#missing[@]} packages and what they depend on"
  "${apt[@]}" install --no-install-recommends "${missing[@]}" 3> >(apt_progress) >>"$log" 2>&1 ||
    explain "$log" "apt-get install"
  rm -f "$log"
}

# Turns apt's machine-readable status into one line that moves (a terminal) or a line for every fifth of the way (a log).
apt_progress() {
  local kind what percent text step last=
  while IFS=: read -r kind what percent text; do
    case $kind in dlstatus) kind=downloading ;; pmstatus) kind=installing ;; *) continue ;; esac
    percent=${percent%%.*}
    if [[ -t 2 ]]; then
      printf '\r\e[K  %s, %s %%' "$kind" "$percent" >&2
    else
      step="$kind $((percent / 20))"
      [[ $step == "$last" ]] || say "  $kind, $percent %"
      last=$step
    fi
  done
  [[ -t 2 ]] && printf '\r\e[K' >&2
}

# V8 comes as a gem: headers and one static archive. `gem unpack` would need as much again; the members are taken with tar.
fetch_v8() {
  local hash gem version temporary=$deps/v8.new
  read -r hash gem < <(grep -- "-$platform.gem" tools/v8.sha256)
  [[ -f $deps/v8/sha256 && $(<$deps/v8/sha256) == "$hash" ]] && return
  version=${gem#libv8-node-} version=${version%-"$platform".gem}
  rm -rf $temporary && mkdir -p $temporary || die "cannot write to $PWD/$deps."
  say "fetching V8 (libv8-node $version for $platform, 45 MB; reading the index of gems first)"
  (cd $temporary && gem fetch libv8-node -v "$version" --platform "$platform" >log 2>&1) &&
    [[ -f $temporary/$gem ]] || explain $temporary/log "fetching V8"
  say "checking and unpacking it"
  sha256sum --status -c - <<<"$hash  $temporary/$gem" || {
    rm -rf $temporary
    die "the V8 that was fetched ($gem) does not have the hash in tools/v8.sha256: it was damaged or replaced on the way; it has been deleted, try again, on another network if it persists."
  }
  { tar -xOf "$temporary/$gem" data.tar.gz | tar -xz -C $temporary --strip-components=2 vendor/v8; } 2>>$temporary/log &&
    [[ -f $temporary/$platform/libv8/obj/libv8_monolith.a ]] || explain $temporary/log "unpacking V8"
  rm -f "$temporary/$gem" $temporary/log
  printf '%s\n' "$hash" >$temporary/sha256 || die "cannot write to $PWD/$deps: is the disk full?"
  rm -rf $deps/v8 && mv $temporary $deps/v8
}
