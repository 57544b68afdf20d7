# Sourced by every script in this folder. Leaves the shell in the repository's root.
# shellcheck shell=bash

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
ROOT=$PWD
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
TOOLS=$ROOT/target/tools
NPM_BIN=$ROOT/end2end/node_modules/.bin
WASM_TARGET=wasm32-unknown-unknown
WASM_SPLIT=0.2.4
export PATH="$TOOLS/bin:$HOME/.cargo/bin:$PATH"
# What is shipped draws with erased view types, which makes the page's code a fifth smaller. Server and page must agree
# on it, or the page cannot be taken over: WASM_FAST=1 leaves it out of both, as plain cargo commands do.
SHIPPED="--cfg erase_components"
[ -z "${WASM_FAST:-}" ] || SHIPPED=
export CARGO_TERM_PROGRESS_WHEN=${CARGO_TERM_PROGRESS_WHEN:-never}

say() { printf '%s\n' "$*"; }

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

CURRENT_STEP=
report_failed_step() {
  local status=$?
  [ "$status" = 0 ] || [ -z "$CURRENT_STEP" ] || say "==> $CURRENT_STEP: failed (exit status $status)" >&2
}
trap report_failed_step EXIT

# step NAME COMMAND...: says what is done, does it, says how long it took; the first failure ends the script.
step() {
  CURRENT_STEP=$1
  shift
  say "==> $CURRENT_STEP"
  local began=$SECONDS
  "$@"
  say "==> $CURRENT_STEP: done in $((SECONDS - began)) s"
  CURRENT_STEP=
}

# The version of a package in Cargo.lock.
locked_version() {
  awk -v name="name = \"$1\"" '$0 == name { getline; gsub(/"/, "", $3); print $3; exit }' Cargo.lock
}

has_wasm_target() {
  [ -d "$(rustc --print target-libdir --target "$WASM_TARGET" 2>/dev/null)" ]
}

# Where .ci/wasm-target-debian had to build the standard library, one toolchain serves everything,
# so that the server and the page share one target folder.
if [ -z "${RUSTUP_TOOLCHAIN:-}" ] && have rustup && [ -e "$HOME/.rustup/toolchains/debian" ] && ! has_wasm_target; then
  export RUSTUP_TOOLCHAIN=debian
fi

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

# The folder of initdb and its siblings: on the PATH, or where Debian keeps the newest.
postgres_bin() {
  if have initdb; then
    dirname "$(readlink -f "$(command -v initdb)")"
    return
  fi
  local newest
  newest=$(find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -path '*/bin/initdb' 2>/dev/null | sort -V | tail -1)
  [ -n "$newest" ] && dirname "$newest"
}

chromium_path() {
  local name
  if [ -n "${CHROMIUM:-}" ]; then
    say "$CHROMIUM"
    return
  fi
  for name in chromium chromium-browser google-chrome; do
    if have "$name"; then
      command -v "$name"
      return
    fi
  done
  return 1
}

# apt_install PACKAGE...: as root or through sudo; where neither is to be had, says what to install.
apt_install() {
  have apt-get || die "please install $* and start again (there is no apt-get here to do it)"
  local as=()
  if [ "$(id -u)" != 0 ]; then
    have sudo || die "please run 'apt-get install $*' as root and start again"
    as=(sudo)
  fi
  say "installing with apt-get: $*"
  local install=("${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@")
  if ! "${install[@]}" >/dev/null 2>&1; then
    "${as[@]}" apt-get update -qq
    "${install[@]}" >/dev/null || die "apt-get could not install $*; its message is above"
  fi
}
