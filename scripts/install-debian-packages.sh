#!/bin/sh
# Installs what some tests need from Debian. Run it as often as you like: it does nothing when all is there.
# Where it cannot install, it prints what to do and ends well: tests that miss something skip themselves.
set -eu

# One package a line, with the reason.
wanted='
pocketsphinx-testdata   recordings of real human voices, for recognition tests
libpocketsphinx3        the recognizer that is loaded when it is on the machine
pocketsphinx-en-us      its model of American English
sox                     an independent writer and reader of sound files, to test our own
espeak-ng               an independent synthesizer, to make requests that our own engine did not make
chromium                a real browser, for calls and for the page
'

note() { printf '%s\n' "$*" >&2; }

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  note 'This is no Debian: tests that need Debian packages will be skipped.'
  exit 0
fi

missing=''
for name in $(printf '%s' "$wanted" | awk 'NF { print $1 }'); do
  status=$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null || true)
  [ "$status" = installed ] || missing="$missing $name"
done
[ -n "$missing" ] || exit 0

as_root=''
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root='sudo -n'
  else
    note "Some tests need Debian packages and will be skipped without them. To install them:"
    note "  sudo apt-get install --no-install-recommends$missing"
    exit 0
  fi
fi

# apt-get must not ask anything, and sudo passes no environment on: hence env.
install() { $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; }
has_candidates() {
  for name in $missing; do
    apt-cache policy "$name" 2>/dev/null | grep -q 'Candidate: [^(]' || return 1
  done
}

note "Installing from Debian, for tests:"
for name in $missing; do
  printf '%s' "$wanted" | grep "^$name " | sed 's/^/  /' >&2
done

log=$(mktemp)
trap 'rm -f "$log"' EXIT
if { has_candidates && install >"$log" 2>&1; } || { $as_root apt-get update -qq >"$log" 2>&1 && install >>"$log" 2>&1; }; then
  note '  done'
else
  tail -n 5 "$log" >&2
  note 'Debian packages could not be installed: tests that need them will be skipped.'
fi
