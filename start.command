#!/usr/bin/env bash
# What macOS runs on a double click.
exec "$(dirname "$0")/start.sh" "$@"
