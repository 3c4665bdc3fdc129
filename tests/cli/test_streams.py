"""What a terminal with few signs shows: the same, in plain letters, and nowhere a question mark instead."""

from __future__ import annotations

import io
import sys

import pytest

from simulation.__main__ import main
from simulation.base.texts import LANGUAGES
from simulation.cli.streams import PLAIN, in_plain, prepare_streams

COMMANDS = (
    ["--help"],
    ["compare", "--help"],
    ["policies"],
    ["policies", "coordinated"],
    ["interventions"],
    ["worlds"],
    ["prices"],
    ["parameters"],
    ["evidence", "F7"],
    ["compare", "n_quarters=0"],
)
ENCODINGS = ("cp1252", "ascii", "cp437")


def shown(encoding: str, arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what a command writes to both streams, as a terminal of this encoding shows it."""
    written = io.BytesIO()
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.TextIOWrapper(written, encoding=encoding, write_through=True))
    main(arguments)
    return written.getvalue().decode(encoding)


def test_no_sign_is_lost_in_any_language(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare_streams()
    faults = []
    for language in LANGUAGES:
        for command in COMMANDS:
            whole = shown("utf-8", [*command, f"language={language}"], monkeypatch)
            for encoding in ENCODINGS:
                plain = whole.encode(encoding, PLAIN).decode(encoding)
                if plain.count("?") != whole.count("?") or plain.count("\n") != whole.count("\n"):
                    lines = zip(whole.splitlines(), plain.splitlines(), strict=False)
                    faults += [
                        (encoding, command, language, *pair)
                        for pair in lines
                        if pair[0].count("?") < pair[1].count("?")
                    ]
    assert not faults


def test_a_terminal_of_any_encoding_is_written_to_like_that(monkeypatch: pytest.MonkeyPatch) -> None:
    for command in (["parameters", "language=sv"], ["compare", "n_quarters=0", "language=sv"]):  # output, and an error
        whole = shown("utf-8", command, monkeypatch)
        for encoding in ENCODINGS:
            assert shown(encoding, command, monkeypatch) == whole.encode(encoding, PLAIN).decode(encoding)


def test_negative_numbers_keep_their_sign_and_tables_their_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = shown("utf-8", ["parameters", "language=sv"], monkeypatch)
    assert "\N{MINUS SIGN}" in whole
    assert "─" in whole
    plain = whole.encode("cp1252", PLAIN).decode("cp1252")
    assert plain == whole.replace("\N{MINUS SIGN}", "-").replace("─", "-")  # cp1252 has the letters and the dashes


@pytest.mark.parametrize(
    ("sign", "plain"),
    [("−", "-"), ("─", "-"), ("│", "|"), ("┼", "+"), ("╭", "+"), ("━", "-"), ("╸", "-"), ("\u2009", " "), ("å", "a"),
     ("Ø", "O"), ("æ", "ae"), ("½", "1/2"), ("漢", "?"), ("\udcff", "?")],
)  # fmt: skip
def test_signs(sign: str, plain: str) -> None:
    assert in_plain(sign) == plain


def test_an_encoding_that_has_a_sign_shows_it() -> None:
    prepare_streams()
    assert "−1 å – x".encode("cp1252", PLAIN).decode("cp1252") == "-1 å – x"
    assert "−1 å".encode("utf-8", PLAIN).decode() == "−1 å"
