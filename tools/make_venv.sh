#!/usr/bin/env bash
# Make .venv with the pinned dependencies and Tilltro itself: `make_venv.sh run`, `dev` or `docs`.
# Installs again only when pyproject.toml or constraints.txt have changed.
set -euo pipefail
cd "$(dirname "$0")/.."

kind="${1:-run}"
is_new_enough='import sys; sys.exit(sys.version_info < (3, 12))'

complain() {
    echo "$1" >&2
    exit 2
}

find_python() {
    local name
    for name in "${PYTHON:-}" python3.12 python3.13 python3.14 python3 python; do
        # A name may be a shim of a version manager that doesn't run, so each one is tried.
        if [ -n "$name" ] && "$name" -c "$is_new_enough" 2>/dev/null; then
            echo "$name"
            return
        fi
    done
}

make_venv() {
    local python found
    python="$(find_python)"
    if [ -n "$python" ]; then
        "$python" -m venv .venv || complain "The folder .venv could not be made with $python; on Debian and Ubuntu install python3-venv first."
    elif command -v uv >/dev/null; then
        uv venv --quiet --seed --python 3.12 .venv
    else
        found="$(python3 --version 2>/dev/null || echo "no Python at all")"
        complain "Tilltro needs Python 3.12 or newer, and this computer has $found: install a newer one from your software centre or from python.org, then try again."
    fi
}

if [ -x .venv/bin/python ] && ! .venv/bin/python -c "$is_new_enough" 2>/dev/null; then
    complain "The folder .venv was made with a Python older than 3.12: delete it and try again."
fi
[ -x .venv/bin/python ] || make_venv

# The dev set and the docs set hold all of the run set.
wanted="$(cat pyproject.toml constraints.txt | cksum)"
has() { [ "$(cat ".venv/.installed-$1" 2>/dev/null)" = "$wanted" ]; }
if has "$kind" || { [ "$kind" = run ] && { has dev || has docs; }; }; then
    exit 0
fi

echo "Installing what Tilltro needs; the first time this takes a few minutes." >&2
extra=""
[ "$kind" != run ] && extra="[$kind]"
log=.venv/install.log
if ! .venv/bin/python -m pip install --disable-pip-version-check --constraint constraints.txt --editable ".$extra" >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    complain "Installing failed; the lines above and $log say why, and most often there is no connection to the package index."
fi
echo "$wanted" >".venv/.installed-$kind"
