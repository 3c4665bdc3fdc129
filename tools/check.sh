#!/usr/bin/env bash
# All checks, the quick ones first; stops at the first that fails. One word asks for a part:
#   check.sh lint      style, types and layers of imports
#   check.sh quick     the tests of base, model and study, without the slow ones
#   check.sh browser   the tests that open every page in Chromium, which are not among the others
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
# A process a core, so one thread each: two that both took every core would wait for each other. The tests of one file
# stay together, for they share what is costly to make.
export OMP_NUM_THREADS=1
parallel=(--numprocesses auto --dist loadfile --no-loadscope-reorder)
# Without bytecode every process, and the tests start many, would translate all sources anew.
unset PYTHONDONTWRITEBYTECODE

case "${1:-all}" in
quick)
    exec pytest "${parallel[@]}" -m "not slow" tests/base tests/model tests/study
    ;;
browser)
    tools/ensure_browser.sh
    exec pytest "${parallel[@]}" -m browser tests/report tests/web
    ;;
esac

ruff check .
ruff format --check .
if [ "${1:-all}" = lint ]; then
    lint-imports
    mypy
    exit 0
fi

rm -f .coverage .coverage.*
# Two jobs of one core each run beside the tests; what they say is shown, and decides, at the end: layers and types, and
# the rules as plain Python, since coverage can't see into compiled code.
beside=$(mktemp -d)
{ lint-imports && mypy; } > "$beside/shape" 2>&1 &
shape=$!
COVERAGE_FILE=.coverage.uncompiled NUMBA_DISABLE_JIT=1 \
    pytest -m uncompiled --cov --cov-report= tests/model > "$beside/uncompiled" 2>&1 &
uncompiled=$!
trap 'kill "$shape" "$uncompiled" 2>/dev/null || true; rm -rf "$beside"' EXIT
COVERAGE_FILE=.coverage.compiled pytest "${parallel[@]}" -m "not browser" --cov --cov-report=
for job in shape uncompiled; do
    wait "${!job}" && status=0 || status=$?
    cat "$beside/$job"
    [ "$status" -eq 0 ] || exit "$status"
done
coverage combine --quiet .coverage.compiled .coverage.uncompiled
coverage report --skip-covered --fail-under=97
