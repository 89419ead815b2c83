# shellcheck shell=bash
# What the scripts of this repository share. Source it; it changes nothing by itself.

REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# The scripts' downloads and unpacked tools; `git clean` or `rm -r` takes nothing that cannot be made again.
ENG_CACHE=${PROVISIONING_ENG_CACHE:-$REPO/artifacts/eng}

# A root shell does not always have these on its path.
case :$PATH: in *:/usr/sbin:*) ;; *) PATH=$PATH:/usr/sbin:/sbin ;; esac

# In a pipe, what ends early (head, grep -q) would fail the whole of it under pipefail: use sed -n and grep > /dev/null.

say() { printf '==> %s\n' "$*" >&2; }
note() { printf '    %s\n' "$*" >&2; }

# fail STATUS LINE...: every line goes to standard error, then the script ends.
fail() {
  local status=$1
  shift
  printf '%s\n' "$@" >&2
  exit "$status"
}

has() { command -v "$1" > /dev/null 2>&1; }

# limited SECONDS COMMAND...: without a limit where the system has no timeout command.
limited() {
  if has timeout; then timeout "$@"; else shift && "$@"; fi
}

is_root() { [ "$(id -u)" -eq 0 ]; }

os_release() { (
  # shellcheck source=/dev/null
  . /etc/os-release 2> /dev/null || true
  eval "printf '%s' \"\${$1:-}\""
); }

# debian, ubuntu, or nothing on a system that apt does not serve.
distribution() {
  has apt-get && has dpkg-deb || return 0
  case " $(os_release ID) $(os_release ID_LIKE) " in
    *" ubuntu "*) echo ubuntu ;;
    *" debian "*) echo debian ;;
  esac
}

codename() {
  local name
  name=$(os_release UBUNTU_CODENAME)
  [ -n "$name" ] || name=$(os_release VERSION_CODENAME)
  printf '%s' "$name"
}

# apt_turn COMMAND...: whatever reads, changes or fetches with apt, one at a time of all these scripts, which run side by
# side. Not to be nested. Runs in this shell, so that what COMMAND sets stays; its own programs do not inherit the lock.
apt_turn() {
  local status=0 lock
  mkdir -p "$ENG_CACHE"
  if ! has flock; then
    "$@"
    return
  fi
  exec {lock}> "$ENG_CACHE/apt.lock"
  flock "$lock"
  "$@" {lock}>&- || status=$?
  exec {lock}>&-
  return "$status"
}

# The lists are read once in a while, however many scripts take part in a run.
apt_update() { apt_turn apt_update_in_turn; }

apt_update_in_turn() {
  local attempt stamp=$ENG_CACHE/apt-updated
  if [ -n "$(find "$stamp" -mmin -60 2> /dev/null)" ] && [ -n "$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' -print -quit 2> /dev/null)" ]; then
    return 0
  fi
  for attempt in 1 2 3; do
    if apt-get update -qq >&2; then
      : > "$stamp"
      return 0
    fi
    [ "$attempt" -eq 3 ] || sleep 3
  done
  note "apt-get update reported errors; going on with the lists there are"
}

# apt_install PACKAGE...: as root.
apt_install() { apt_turn apt_install_in_turn "$@"; }

apt_install_in_turn() {
  local log
  export DEBIAN_FRONTEND=noninteractive
  apt_update_in_turn
  log=$(mktemp)
  if apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@" > "$log" 2>&1; then
    rm -f "$log"
  else
    tail -n 30 "$log" >&2
    rm -f "$log"
    return 1
  fi
}

# apt_download DIRECTORY PACKAGE...: of the lists that apt_world chose, into the directory.
apt_download() { apt_turn apt_download_in_turn "$@"; }

apt_download_in_turn() {
  local directory=$1
  shift
  (cd "$directory" && apt-get "${APT[@]}" download "$@" >&2)
}

# Prints the sources of the distribution itself, one a line: OPTIONS|URI|SUITE|COMPONENTS,
# read from the machine's own configuration in both of apt's formats.
# Another vendor's source may name the same suite; it does no harm here but for a message of apt's.
apt_sources() {
  local wanted=$1
  all_apt_sources | awk -F'|' -v wanted="$wanted" '
    $2 ~ /^cdrom:/ || $4 !~ /(^| )main( |$)/ { next }
    $3 == wanted || $3 == wanted "-updates" || $3 == wanted "-security"'
}

all_apt_sources() {
  local file
  for file in /etc/apt/sources.list.d/*.sources; do
    [ -f "$file" ] || continue
    awk '
      function flush(   i, j, n, m, u, s, o) {
        if (types ~ /(^| )deb( |$)/ && tolower(enabled) != "no") {
          o = ""
          if (signed != "") o = "signed-by=" signed
          if (trusted != "") o = o (o == "" ? "" : " ") "trusted=" trusted
          n = split(uris, u, " "); m = split(suites, s, " ")
          for (j = 1; j <= m; j++) for (i = 1; i <= n; i++)
            print o "|" u[i] "|" s[j] "|" components
        }
        types = uris = suites = components = signed = trusted = enabled = ""
      }
      /^#/ { next }
      /^[ \t]*$/ { flush(); next }
      {
        line = $0; key = tolower(line); sub(/:.*/, "", key)
        if (line ~ /^[ \t]/) { embedded = (last == "signed-by"); next }
        last = key; sub(/^[^:]*:[ \t]*/, "", line); gsub(/[ \t]+/, " ", line)
        if (key == "types") types = line; else if (key == "uris") uris = line
        else if (key == "suites") suites = line; else if (key == "components") components = line
        else if (key == "signed-by") signed = line; else if (key == "trusted") trusted = line
        else if (key == "enabled") enabled = line
      }
      END { flush() }' "$file"
  done
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -f "$file" ] || continue
    sed -nE 's/[[:space:]]+/ /g; s/^ //; s/ $//
      s/^deb \[ ?([^]]*[^] ]) ?\] ([^ ]+) ([^ ]+) (.*)$/\1|\2|\3|\4/p
      s/^deb ([^[ ][^ ]*) ([^ ]+) (.*)$/|\1|\2|\3/p' "$file"
  done
}

# apt_world SUITE all|base: makes a private set of package lists of that suite from the machine's own mirror
# ("all" with its updates and security suites) and sets APT to the options that use it. The machine's lists, status
# and cache are not touched and root is not needed.
apt_world() { apt_turn apt_world_in_turn "$@"; }

apt_world_in_turn() {
  local suite=$1 breadth=$2 own dir
  own=$(codename)
  dir=$ENG_CACHE/apt/$suite
  mkdir -p "$dir/lists/partial" "$dir/archives/partial"
  apt_sources "$own" | awk -F'|' -v own="$own" -v suite="$suite" -v breadth="$breadth" '
    breadth == "base" && $3 != own { next }
    { sub("^" own, suite, $3); print "deb " ($1 == "" ? "" : "[" $1 "] ") $2 " " $3 " " $4 }' |
    awk '!seen[$0]++' > "$dir/sources.list"
  [ -s "$dir/sources.list" ] || return 1
  [ -f "$dir/status" ] || : > "$dir/status"
  APT=(-qq -o "Dir::Etc::sourcelist=$dir/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::lists=$dir/lists" -o "Dir::State::status=$dir/status" -o "Dir::State::extended_states=$dir/extended"
    -o "Dir::Cache::archives=$dir/archives" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
    -o Debug::NoLocking=1 -o APT::Sandbox::User="$(id -un)" -o APT::Get::List-Cleanup=false -o Acquire::Languages=none
    -o APT::Install-Recommends=false)
  # shellcheck disable=SC2034  # for the scripts that source this
  APT_WORLD=$dir
  if [ -z "$(find "$dir/updated" -mmin -720 2> /dev/null)" ] || ! cmp -s "$dir/sources.list" "$dir/updated"; then
    if apt-get "${APT[@]}" update >&2; then
      cp "$dir/sources.list" "$dir/updated"
    else
      [ -n "$(find "$dir/lists" -maxdepth 1 -name '*_Packages*' -print -quit)" ] || return 1
      note "apt-get update reported errors; going on with the lists there are"
    fi
  fi
}

# engine_answers: whether a Docker Engine answers this user's docker command (DOCKER_HOST and contexts apply).
engine_answers() {
  has docker && limited 15 docker version --format '{{.Server.Version}}' > /dev/null 2>&1
}

# with_lock NAME COMMAND...: two runs at once take turns.
with_lock() {
  local name=$1
  shift
  mkdir -p "$ENG_CACHE"
  if has flock; then
    (
      flock 9
      "$@" 9>&-
    ) 9> "$ENG_CACHE/$name.lock"
  else
    "$@"
  fi
}

# needs_dotnet: ends with what to install where the .NET SDK is missing or too old.
needs_dotnet() {
  local major=10
  if ! has dotnet && [ -x "$HOME/.dotnet/dotnet" ]; then
    export DOTNET_ROOT=$HOME/.dotnet PATH=$HOME/.dotnet:$PATH
  fi
  if has dotnet && dotnet --list-sdks 2> /dev/null | grep -E "^($major|1[1-9])\." > /dev/null; then
    export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
    return 0
  fi
  fail 2 "The .NET SDK $major is needed$(has dotnet && echo ", this machine has: $(dotnet --list-sdks 2> /dev/null | cut -d' ' -f1 | xargs)")." \
    "Install it: https://dotnet.microsoft.com/download/dotnet/$major.0 (package dotnet-sdk-$major.0, or the dotnet-install script)" \
    "and run this again."
}
