#!/usr/bin/env bash
# Install Laurea as a user would, into an environment of its own, and walk through it once:
# a key, an achievement, a roster, an issued credential, a verified one.
#
#     scripts/smoke.sh PYTHON
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here"

"$python" -m venv venv
venv/bin/python -m pip --disable-pip-version-check --quiet install "$root"
PATH=$here/venv/bin:/usr/bin:/bin

laurea --help >/dev/null
