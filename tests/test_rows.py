"""A test over rows fails if any row does, names every such row, and asks for its other fixtures."""

from __future__ import annotations

import inspect

import pytest

from tests.rows import each_row


def test_every_row_that_fails_is_named() -> None:
    seen = []

    @each_row("one, other", [(1, 1), (1, 2), (3, 3), (3, 4)])
    def equal(one: int, other: int) -> None:
        seen.append(one)
        assert one == other

    with pytest.raises(AssertionError) as caught:
        equal()
    first, *rows = str(caught.value).splitlines()
    assert first == "2 of 4 rows failed"
    assert [row.partition(":")[0] for row in rows if row.startswith(("1", "3"))] == ["1, 2", "3, 4"]
    assert seen == [1, 1, 3, 3]


def test_a_refusal_that_does_not_come_is_a_failure() -> None:
    @each_row("text", ["1", "x"], ids=["a number", "no number"])
    def refused(text: str) -> None:
        with pytest.raises(ValueError, match="invalid"):
            int(text)

    with pytest.raises(AssertionError, match=r"1 of 2 rows failed\na number: test_rows\.py:\d+, Failed: DID NOT RAISE"):
        refused()


def test_rows_within_rows_and_fixtures() -> None:
    seen = []

    @each_row("one", [1, 2])
    @each_row("other", "ab", ids=str)
    def both(fixture: str, one: int, other: str) -> None:
        seen.append((fixture, one, other))

    assert list(inspect.signature(both).parameters) == ["fixture"]
    both(fixture="x")
    assert seen == [("x", 1, "a"), ("x", 1, "b"), ("x", 2, "a"), ("x", 2, "b")]


def test_no_rows_and_other_names_are_mistakes() -> None:
    with pytest.raises(AssertionError, match="no rows"):
        each_row("one", [])
    with pytest.raises(AssertionError, match="doesn't take other"):
        each_row("other", [1])(lambda one: None)
