#!/usr/bin/env bash
# Install Laurea as a user would, into an environment of its own, and type what the README says.
# Only that environment and `cat` are on the PATH: no Node, no browser. The terminal and the pure
# package start no Django, though the server brings it along.
#
#     scripts/smoke.sh PYTHON
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT

"$python" -m venv "$here/venv"
"$here/venv/bin/python" -m pip --disable-pip-version-check --quiet install "$root"
for module in laurea.credentials laurea.cli.issue laurea.cli.verify; do
  "$here/venv/bin/python" -c "import $module, sys; sys.exit('django' in sys.modules)" || {
    echo "Importing $module starts Django, which it does without." >&2
    exit 1
  }
done

mkdir "$here/bin" "$here/desk"
ln -s "$(command -v cat)" "$here/bin/cat"
awk '/^```sh$/ {on = 1; next} /^```$/ {on = 0} on' "$root/README.md" >"$here/walk.sh"
grep -q '^laurea verify ' "$here/walk.sh"

cd "$here/desk"
env -i HOME="$here" LANG=C.UTF-8 PATH="$here/venv/bin:$here/bin" \
  LAUREA_PASSPHRASE="a passphrase for this walk alone" \
  "$BASH" -euc 'laurea --help >/dev/null; source "$1"' walk "$here/walk.sh"
