#!/usr/bin/env bash
# Open Tilltro in the browser with a double click: sets up what is needed the first time, then serves the pages.
cd "$(dirname "$0")" || exit 2
if ! tools/make_venv.sh run; then
    # A window that a double click has opened would close before anybody has read why.
    [ -t 0 ] && read -r -p "Press Enter to close this window. " _
    exit 2
fi
exec .venv/bin/tilltro serve "$@"
