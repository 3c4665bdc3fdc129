#!/usr/bin/env bash
# All checks, the quick ones first; stops at the first that fails. `check.sh lint` leaves out the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"

ruff check .
ruff format --check .
mypy
lint-imports
if [ "${1:-}" = lint ]; then
    exit 0
fi

tools/ensure_browser.sh
rm -f .coverage .coverage.*
# A process a core, so one thread each: two that both took every core would wait for each other. The tests of one file
# stay together, for they share what is costly to make.
export OMP_NUM_THREADS=1
COVERAGE_FILE=.coverage.compiled pytest --numprocesses auto --dist loadfile --cov --cov-report=
# Coverage can't see into compiled code, so the rules run once more as plain Python.
COVERAGE_FILE=.coverage.uncompiled NUMBA_DISABLE_JIT=1 pytest --numprocesses auto -m uncompiled --cov --cov-report=
coverage combine --quiet .coverage.compiled .coverage.uncompiled
coverage report --skip-covered --fail-under=97
