# shellcheck shell=bash
# Sourced by the scripts beside it: finds a Python that fits, and keeps `.venv` as the requirements say.
set -euo pipefail

# A relative home is meant from where the command was given.
case ${TORALE_HOME:-/} in
  /* | "~"*) ;;
  *) export TORALE_HOME="$PWD/$TORALE_HOME" ;;
esac
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=.venv/bin/python

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$@"
  exit 1
}

can() { "$1" -c "$2" </dev/null >/dev/null 2>&1; }

is_new_enough() { can "$1" 'import sys; sys.exit(sys.version_info < (3, 11))'; }

find_python() {
  local name candidate bare=
  # Those for which every wheel exists come first.
  for name in python3.11 python3.12 python3.13 python3 python; do
    while read -r candidate; do
      is_new_enough "$candidate" || continue
      can "$candidate" 'import ensurepip, venv' && echo "$candidate" && return
      bare=$candidate
    done < <(type -aP "$name")
  done
  [[ -z $bare ]] || fail "$bare lacks the module venv: install it (on Debian and Ubuntu the package python3-venv)."
  fail "Torale needs Python 3.11 or newer, and there is none on the PATH: install Python 3.12."
}

# Runs a command, with all it starts, that must not go on when this script is ended.
attended() {
  local child code=0
  set -m # gives it a process group of its own
  "$@" &
  child=$!
  set +m
  trap 'kill -- "-$child" 2>/dev/null; wait "$child"; exit 143' TERM INT HUP
  wait "$child" || code=$?
  trap - TERM INT HUP
  return "$code"
}

install() {
  # One dot for each package.
  "$python" -m pip install --disable-pip-version-check --no-input --progress-bar=off "$@" |
    awk '/^Collecting/ { printf "."; fflush() } END { print "" }' >&2
}

# What the environment was made by, and for: when this differs it is made anew.
origin() { "$python" -c 'import sys; print(sys.prefix, sys.version_info[:2])' 2>/dev/null; }

make_environment() {
  local chosen
  chosen=$(find_python)
  say "Making .venv with $chosen …"
  rm -rf .venv
  attended "$chosen" -m venv .venv || fail "$chosen could not make .venv here: see the lines above."
}

# prepare FILE…: the environment holds what these requirements files name. Installs only when they have changed.
prepare() {
  stamp=.venv/installed-${*: -1}
  is_prepared "$@" && return
  # Two scripts started at once on a fresh clone must not make the same environment.
  exec 9<script/environment.sh
  if command -v flock >/dev/null && ! flock --nonblock 9; then
    say "Another script is making .venv; waiting for it …"
    flock 9
  fi
  is_prepared "$@" || install_all "$@"
  exec 9<&-
}

is_prepared() {
  [[ -s .venv/origin && $(cat .venv/origin) == "$(origin)" && $(cat "$stamp" 2>/dev/null) == "$(cat "$@" | cksum)" ]]
}

install_all() {
  local file arguments=()
  # An installation that was broken off has left no `origin`, so that nothing half copied is trusted.
  [[ -s .venv/origin && $(cat .venv/origin) == "$(origin)" ]] || make_environment
  rm -f .venv/origin
  for file; do arguments+=(--requirement "$file"); done
  say "Installing what $* names, about a minute; later starts skip this …"
  attended install "${arguments[@]}" || fail "The requirements could not be installed: see the lines above."
  cat "$@" | cksum >"$stamp"
  origin >.venv/origin
}
