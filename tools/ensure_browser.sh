#!/usr/bin/env bash
# The tests of the report look at it in Chromium: install it where that is possible without asking.
set -euo pipefail

has_browser() {
    command -v chromium || command -v chromium-browser || command -v google-chrome
} >/dev/null 2>&1

has_browser && exit 0
if [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ]; then
    echo "Installing Chromium for the tests of the report." >&2
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1 || true
    has_browser && exit 0
fi
if [ "${CI:-}" = true ]; then
    echo "There is no Chromium, and here (CI=true) the tests of the report may not be skipped." >&2
    exit 1
fi
echo "There is no Chromium: the tests that look at the report in a browser will be skipped." >&2
