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

# install LOG TOTAL ARGUMENT…: what pip says goes to LOG, and one line counts the packages.
install() {
  local log=$1 total=$2
  shift 2
  "$python" -m pip install --disable-pip-version-check --no-input --progress-bar=off "$@" 2>>"$log" |
    tee -a "$log" | count_packages "$total" >&2
}

# A terminal is shown the newest count, and what is being fetched; a log every twentieth.
count_packages() {
  local is_terminal=0
  [[ -t 2 ]] && is_terminal=1
  awk -v total="$1" -v is_terminal="$is_terminal" '
    function show(what) { printf "\r  %-70s", substr(what, 1, 70); fflush() }
    /^Collecting/ {
      count++
      if (is_terminal) show("fetching " count " of " total ": " $2)
      else if (count % 20 == 0) { printf "%s%d", (count == 20 ? "  fetched " : ", "), count; fflush() }
    }
    /^Installing collected/ {
      if (is_terminal) show("unpacking " count " packages, up to half a minute")
      else { printf "; unpacking %d", count; fflush() }
    }
    /^Successfully installed/ { if (is_terminal) show("installed " count " packages"); else printf "; done" }
    END { print "" }'
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
  local file total arguments=() log=.venv/installation.log
  # An installation that was broken off has left no `origin`, so that nothing half copied is trusted.
  [[ -s .venv/origin && $(cat .venv/origin) == "$(origin)" ]] || make_environment
  rm -f .venv/origin
  for file; do arguments+=(--requirement "$file"); done
  total=$(grep -hcE '^[A-Za-z0-9]' "$@" | awk '{ sum += $1 } END { print sum }')
  say "Installing about $total packages that $* names. It takes one to three minutes; later starts skip this."
  : >"$log"
  if ! attended install "$log" "$total" "${arguments[@]}"; then
    tail -n 20 "$log" >&2
    fail "The requirements could not be installed: see the lines above."
  fi
  cat "$@" | cksum >"$stamp"
  origin >.venv/origin
}
