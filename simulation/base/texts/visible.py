"""Control characters, which a terminal would obey rather than show, written out wherever they come from."""

from __future__ import annotations

import re

# Control characters, and marks that turn the direction of writing round.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def visible(words: str, kept: str = "") -> str:
    r"""Return words with each control character written out (`\x1b`, `\n`), but for those that are `kept`."""
    return _HIDDEN.sub(lambda found: found[0] if found[0] in kept else _written_out(found[0]), words)


def _written_out(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")
