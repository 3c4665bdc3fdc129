"""Standard output and error on terminals that can't show every sign: what they lack is written in plain letters.

An old Windows code page knows neither the minus sign nor the rules of tables, and ASCII knows no ä.
"""

from __future__ import annotations

import codecs
import logging
import sys
import unicodedata

PLAIN = "tilltro.plain"  # the name of the error handler
UNKNOWN = "?"
IN_PLAIN = {
    "\N{MINUS SIGN}": "-",
    "\N{HYPHEN}": "-",
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{MULTIPLICATION SIGN}": "x",
    "\N{MIDDLE DOT}": ".",
    "\N{BULLET}": "*",
    "\N{BLACK CIRCLE}": "o",
    "\N{PLUS-MINUS SIGN}": "+/-",
    "\N{LESS-THAN OR EQUAL TO}": "<=",
    "\N{GREATER-THAN OR EQUAL TO}": ">=",
    "\N{ALMOST EQUAL TO}": "~",
    "\N{FRACTION SLASH}": "/",
    "\N{RIGHTWARDS ARROW}": "->",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{DOUBLE LOW-9 QUOTATION MARK}": '"',
    "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}": '"',
    "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}": '"',
    "\N{SECTION SIGN}": "par.",
    "\N{LATIN SMALL LETTER AE}": "ae",
    "\N{LATIN CAPITAL LETTER AE}": "AE",
    "\N{LATIN SMALL LETTER O WITH STROKE}": "o",
    "\N{LATIN CAPITAL LETTER O WITH STROKE}": "O",
    "\N{LATIN SMALL LETTER SHARP S}": "ss",
}


def prepare_streams() -> None:
    """Let what the terminal can't show be written in plain letters, and libraries keep their warnings to themselves."""
    codecs.register_error(PLAIN, _encode_plainly)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=PLAIN)
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it tells of a home that it can't write to


def _encode_plainly(error: UnicodeError) -> tuple[str, int]:
    """Give the encoder plain letters for what it couldn't encode."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(in_plain, error.object[error.start : error.end])), error.end


def in_plain(sign: str) -> str:
    """Return a sign in ASCII, `?` where there is nothing like it."""
    if sign in IN_PLAIN:
        return IN_PLAIN[sign]
    if "\N{BOX DRAWINGS LIGHT HORIZONTAL}" <= sign <= "\N{BOX DRAWINGS HEAVY LEFT AND LIGHT RIGHT}":
        return _rule(unicodedata.name(sign))
    letters = "".join(IN_PLAIN.get(letter, letter) for letter in unicodedata.normalize("NFKD", sign))
    return letters.encode("ascii", "ignore").decode("ascii") or UNKNOWN


def _rule(name: str) -> str:
    """Return a piece of a table's rule by its name: one that goes two ways is a crossing or a corner."""
    is_level = any(word in name for word in ("HORIZONTAL", "LEFT", "RIGHT"))
    is_upright = any(word in name for word in ("VERTICAL", "UP", "DOWN"))
    return "+" if is_level and is_upright else "-" if is_level else "|" if is_upright else UNKNOWN
