"""Control characters are written out, whoever put them there."""

from __future__ import annotations

import pickle

from simulation.base.errors import InputError
from simulation.base.texts.visible import visible

CASES = {
    "plain, åäö − 0.5 %": "plain, åäö − 0.5 %",
    "\x1b[31mred\x1b[0m": r"\x1b[31mred\x1b[0m",
    "a\nb\tc\r": r"a\nb\tc\r",
    "\x00\x07\x7f\x9b": r"\x00\x07\x7f\x9b",
    "abc\u202ecba\u2066": r"abc\u202ecba\u2066",
}


def test_control_characters_are_written_out() -> None:
    assert {words: visible(words) for words in CASES} == CASES
    assert visible("a\nb\x1b", kept="\n") == "a\nb\\x1b"


def test_every_sentence_on_what_was_given_wrong_is_harmless() -> None:
    error = InputError("unknown_name", kind="policy", name="\x1b]0;x\x07", nearest="")
    for language in ("en", "sv", "da"):
        assert error.sentence(language).isprintable()
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # as a worker process sends it
