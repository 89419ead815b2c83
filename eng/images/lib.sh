# shellcheck shell=bash
# shellcheck disable=SC2154  # recipe: see below
# How the images of the demo and of the tests are made; source it after eng/lib.sh.
# The script that sources it sets recipe, which marks what it makes.

label=org.opencontainers.image.revision

# recipe_of SCRIPT: changes with everything that an image is made by.
recipe_of() { cat "$1" "$REPO"/eng/images/* | cksum | tr ' ' -; }

# An image without our label is one that somebody pulled or made under this name: it is taken as it is.
current() {
  local found
  found=$(docker image inspect --format "{{with .Config.Labels}}{{index . \"$label\"}}{{end}}" "$1" 2> /dev/null) || return 1
  [ -z "$found" ] || [ "$found" = "$recipe" ]
}

# pull_as OFFICIAL NAME: an unreachable registry often stays silent instead of refusing, so the pull must have found the
# image within ten seconds; its layers may then take their time.
registry=unknown
pull_as() {
  local official=$1 name=$2 log pid second=0
  [ "$registry" != silent ] || return 1
  log=$(mktemp)
  docker pull "$official" > "$log" 2>&1 &
  pid=$!
  while kill -0 "$pid" 2> /dev/null && ! grep -q 'Pulling from' "$log"; do
    second=$((second + 1))
    if [ "$second" -gt 50 ]; then kill "$pid" 2> /dev/null || true; fi
    sleep 0.2
  done
  if wait "$pid" 2> /dev/null; then
    rm -f "$log"
    docker tag "$official" "$name"
    registry=answers
    say "$name: pulled ($official)"
  else
    note "no registry gave $official: $(tail -n 1 "$log")"
    rm -f "$log"
    registry=silent
    return 1
  fi
}

# Packages that their dependants name for the sake of installing, configuring or debugging only. They count as
# installed, so that apt leaves them and what they need out; the images stay small.
left_out="adduser debconf dpkg init-system-helpers iproute2 libjson-perl libllvm14 libllvm15 libllvm16 libllvm17 libllvm18
  libllvm19 locales lsb-base media-types mailcap netbase openssl passwd perl perl-base postgresql-client-common
  postgresql-common postgresql-common-dev readline-common sensible-utils ssl-cert tar ucf locales-all sysvinit-utils"

prepare_apt() {
  local suite package
  suite=$(codename)
  # One PostgreSQL everywhere on Debian; Ubuntu has its release's own.
  [ "$(distribution)" != debian ] || suite=bookworm
  apt_world "$suite" all ||
    fail 2 "No package lists of '$suite' could be had from this machine's apt sources: see the messages above."
  for package in $left_out; do
    printf 'Package: %s\nStatus: install ok installed\nMulti-Arch: foreign\nArchitecture: all\nVersion: 9999:9999\nProvides: debconf-2.0\nMaintainer: none\nDescription: left out\n\n' "$package"
  done > "$APT_WORLD/status"
  work=$(mktemp -d "$ENG_CACHE/images.XXXXXX")
  trap 'rm -rf "$work"' EXIT
}

# root_of DIRECTORY PACKAGE...: the packages and what they need, unpacked without running anything of theirs.
root_of() {
  local root=$1 archive
  shift
  rm -rf "$root"
  mkdir -p "$root"/usr/{bin,sbin,lib,lib64} "$root"/{dev,proc,sys,etc,run,tmp,root,var/tmp}
  for archive in bin sbin lib lib64; do ln -s "usr/$archive" "$root/$archive"; done
  ln -s ../run "$root/var/run"
  chmod 1777 "$root/tmp" "$root/var/tmp"
  apt-get "${APT[@]}" -y -o "Dir::Cache::archives=$APT_WORLD/archives" --download-only install busybox-static "$@" > /dev/null
  apt-get "${APT[@]}" -s install busybox-static "$@" | awk '$1 == "Inst" { print $2 }' | sort > "$root.packages"
  while read -r archive; do
    archive=$(find "$APT_WORLD/archives" -name "${archive%%:*}_*.deb" -print -quit)
    dpkg-deb --fsys-tarfile "$archive" |
      tar -C "$root" -x --keep-directory-symlink --no-same-owner --exclude='./usr/share/doc/*' \
        --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*' --exclude='./usr/share/lintian/*' \
        --exclude='./usr/share/bug/*' --exclude='./usr/lib/*/gconv/*' --exclude='./usr/share/postgresql/*/man/*' \
        --exclude='./usr/share/zoneinfo/right/*' --exclude='./usr/share/zoneinfo/posix/*' \
        --exclude='./usr/lib/postgresql/*/lib/bitcode/*' --exclude='*/llvmjit*'
  done < "$root.packages"
  "$root/usr/bin/busybox" --list 2> /dev/null | while read -r archive; do
    [ "$archive" = busybox ] || [ -e "$root/usr/bin/$archive" ] || [ -e "$root/usr/sbin/$archive" ] || ln -s busybox "$root/usr/bin/$archive"
  done
  ln -sf busybox "$root/usr/bin/sh"
  printf 'root:x:0:0:root:/root:/bin/sh\nnginx:x:101:101:nginx:/nonexistent:/bin/false\npostgres:x:999:999:PostgreSQL:/var/lib/postgresql:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n' > "$root/etc/passwd"
  printf 'root:x:0:\ntty:x:5:\nnginx:x:101:\npostgres:x:999:\nnogroup:x:65534:\n' > "$root/etc/group"
  printf 'passwd: files\ngroup: files\nhosts: files dns\n' > "$root/etc/nsswitch.conf"
}

# image_of DIRECTORY NAME OWNED-BY-999 [BUILD-OPTION...]: the image of the Dockerfile of the directory's name, which adds
# the unpacked root.
image_of() {
  local root=$1 name=$2 owned=$3 context=$1.context
  shift 3
  mkdir "$context"
  cp "$REPO/eng/images/${root##*/}.Dockerfile" "$context/Dockerfile"
  tar -C "$root" -cf "$context/root.tar" --numeric-owner --owner=0 --group=0 ${owned:+--exclude="$owned"} .
  [ -z "$owned" ] || tar -C "$root" -rf "$context/root.tar" --numeric-owner --owner=999 --group=999 "$owned"
  rm -rf "$root"
  build_image "$name" "$@" "$context"
  rm -rf "$context"
}

build_image() {
  local name=$1 log
  shift
  log=$(mktemp)
  docker build --quiet --label "$label=$recipe" --tag "$name" "$@" > "$log" 2>&1 || fail 1 "Building $name failed:" "$(tail -n 20 "$log")"
  rm -f "$log"
  say "$name: built ($(docker image inspect --format '{{.Size}}' "$name" | awk '{ printf "%.0f MB", $1 / 1e6 }'))"
}

