"""The words of the command line: put right, or refused, where any command would stumble over them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from simulation.base.errors import InputError
from simulation.base.texts.forms import form

SETTING = re.compile(r"([\w.-]*)=(.*)", re.DOTALL)
SPACE_BEFORE = re.compile(r"\s*[\w.-]+\s+=")
DECIMAL_COMMA = re.compile(r"-?\d+,\d+(\s*pp)?")
COMMAS_IN_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(,\d{3})+")
POINTS_IN_THOUSANDS = re.compile(r"[1-9]\d{0,2}(\.\d{3})+")
# Where three decimals are as likely as thousands.
SMALL_NUMBERS = ("parameters", "population.register_index", "labour_market", "precision")


# What a word processor makes of plain signs, and how languages are called.
QUOTES = "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}" \
    "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}" \
    "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"  # fmt: skip
MINUS = re.compile(r"(?<==)[\N{MINUS SIGN}\N{EN DASH}](?=\d)")
SPACES = re.compile(r"[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]")
LANGUAGE_NAMES = {
    "en": ("english", "engelska", "engelsk", "eng", "en-gb", "en-us"),
    "sv": ("swedish", "svenska", "svensk", "swe", "se", "sv-se"),
    "da": ("danish", "danska", "dansk", "dan", "dk", "da-dk"),
}


def as_meant(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with plain signs where a word processor put curly quotes, long minus signs or hard spaces.

    The names of languages are put right too: `language=Swedish` is `language=sv`.
    """
    meant = [MINUS.sub("-", SPACES.sub(" ", argument.strip(QUOTES))) for argument in arguments]
    return [_language_as_meant(argument) for argument in meant]


def _language_as_meant(argument: str) -> str:
    name, _, value = argument.partition("=")
    if name != "language":
        return argument
    given = value.strip(QUOTES).casefold().replace("_", "-")
    known = {word: code for code, words in LANGUAGE_NAMES.items() for word in (code, *words)}
    return f"language={known.get(given, value)}"


def tidy(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with lists in one piece: the shell parts `policies=[a, b]` at the space.

    Raises:
        InputError: if a word or a value is empty, or a number has a sign between its thousands or a decimal comma.
    """
    words = _joined(arguments)
    for word in words:
        if not word.strip():
            raise InputError("empty_word")
        setting = SETTING.fullmatch(word)
        if SPACE_BEFORE.match(word):
            raise InputError("spaces_around")
        _check_home(setting.group(2) if setting else word)
        if setting:
            _check_value(word, *setting.groups())
    return words


def _joined(arguments: Sequence[str]) -> list[str]:
    words: list[str] = []
    for argument in arguments:
        if words and SETTING.fullmatch(words[-1]) and _is_open(words[-1]) and "=" not in argument:
            words[-1] += f" {argument}"
        else:
            words.append(argument)
    return words


def _is_open(word: str) -> bool:
    return "=[" in word and word.count("[") > word.count("]")


def _check_home(path: str) -> None:
    try:
        Path(path.strip("'\"")).expanduser()
    except RuntimeError as error:
        raise InputError("no_home", path=path) from error


def _check_value(argument: str, name: str, value: str) -> None:
    if not name:
        raise InputError("spaces_around")
    if not value.strip(" '\""):
        raise InputError("no_value", name=name, form=form(name))
    point, plain = f"{name}={value.replace(',', '.', 1)}", f"{name}={value.replace(',', '')}"
    if COMMAS_IN_THOUSANDS.fullmatch(value):
        raise InputError("comma_in_number", argument=argument, point=point, plain=plain)
    if DECIMAL_COMMA.fullmatch(value):
        raise InputError("decimal_comma", argument=argument, point=point)
    is_small = name.startswith(SMALL_NUMBERS)
    if POINTS_IN_THOUSANDS.fullmatch(value) and not is_small:
        from simulation.study.changes import typed_amount  # slow to import, and needed for this alone

        shown = typed_amount(float(value)) if value.count(".") == 1 else value
        plain = f"{name}={value.replace('.', '')}"
        raise InputError("point_in_thousands", argument=argument, value=f"{name}={shown}", plain=plain)
