#!/usr/bin/env bash
# Install a Debian package that some tests want, where this may be done: as root, with apt-get.
# Exit 0: the program is there. Exit 1: it is not, and a sentence says which tests are left out.
#
#     scripts/debian_package.sh PACKAGE "TESTS" COMMAND [FILE-PATTERN]
set -euo pipefail

package=$1 tests=$2 command=$3 pattern=${4:-}

is_there() {
  command -v "$command" >/dev/null || { [[ -n $pattern ]] && compgen -G "$pattern" >/dev/null; }
}

is_there && exit 0
if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
  echo "Installing $package, which the $tests want." >&2
  log=$(mktemp)
  for attempt in 1 2; do
    if DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$package" \
      >"$log" 2>&1; then
      rm -f "$log"
      is_there && exit 0
    fi
    ((attempt == 1)) && apt-get update >/dev/null 2>&1 || true
  done
  tail -n 5 "$log" >&2
  rm -f "$log"
fi
echo "The $tests are left out: install $package (Debian: apt-get install $package) to run them." >&2
exit 1
