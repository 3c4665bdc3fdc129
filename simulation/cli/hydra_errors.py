"""Translate Hydra's errors for users who never heard of Hydra."""

from __future__ import annotations

import re

from simulation.base.errors import InputError
from simulation.base.texts.forms import form
from simulation.study.defaults import PAIR

PAIRS = {"[": "]", "(": ")", "{": "}"}
# What Hydra and OmegaConf write, and which sentence says it.
MISSING_FILE = re.compile(r"[Cc]ould not find '([^']+)'|Could not override '([^']+)'\. No match in the defaults list")
MISSING_SETTING = re.compile(r"Could not override '([^']+)'")
WRONG_KIND = re.compile(r"Error merging override (([^=\s]+)=.*)")
FILE = re.compile(r"[Ii]n '([^']+)'")
NO_SUCH_REFERENCE = re.compile(r"Interpolation key '([^']+)' not found")


def is_closed(argument: str) -> bool:
    """Say whether every bracket and quotation mark of an argument has its partner."""
    waiting: list[str] = []
    quote = ""
    for sign in argument:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign in PAIRS:
            waiting.append(PAIRS[sign])
        elif sign in PAIRS.values() and (not waiting or waiting.pop() != sign):
            return False
    return not quote and not waiting


def example(name: str) -> str:
    """Return how a setting is written, with names that exist where it is a list of them."""
    return f"policies=[{','.join(PAIR)}]" if name == "policies" else form(name)


def as_input_error(error: Exception) -> InputError:
    """Return the `InputError` that takes the place of one of Hydra's errors."""
    said = str(error).strip()
    if found := WRONG_KIND.search(said):
        return InputError("wrong_kind", argument=found[1].rstrip("."), name=found[2], form=example(found[2]))
    if found := MISSING_FILE.search(said):
        return InputError("unknown_in_file", name=(found[1] or found[2]).lstrip("/"))
    if found := NO_SUCH_REFERENCE.search(said):
        return InputError("reference_to_nothing", name=found[1])
    if found := MISSING_SETTING.search(said):
        return InputError("missing_key", where="config.yaml", name=found[1])
    found = FILE.search(said)
    return InputError("broken_configuration", file=f"{found[1] if found else 'config'}.yaml")
