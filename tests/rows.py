"""One test over many rows of data, which tells every row that fails at once."""

from __future__ import annotations

import functools
import inspect
import traceback
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

FOLDER = str(Path(__file__).parent)
SHOWN = 300  # letters of what a row's failure says


def each_row(
    names: str | Sequence[str],
    rows: Iterable[Any],
    ids: Callable[[Any], object] | Sequence[object] | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Call a test with each row in turn and fail once, naming all rows that failed.

    The arguments are those of `pytest.mark.parametrize`, which starts a test of its own a row instead. The rows share
    the fixtures of the test, so that one which needs an empty folder or a fresh patch each time has to be
    parametrised. There has to be at least one row.
    """
    arguments = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    listed = [row if len(arguments) > 1 else (row,) for row in rows]
    assert listed, f"no rows for {names}"
    titles = [_title(number, row, ids) for number, row in enumerate(listed)]

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def all_rows(**fixtures: Any) -> None:
            failures: list[tuple[str, BaseException]] = []
            for title, row in zip(titles, listed, strict=True):
                try:
                    test(**dict(zip(arguments, row, strict=True)), **fixtures)
                except (Exception, pytest.fail.Exception) as failure:
                    failures.append((title, failure))
            if failures:
                told = "\n".join(f"{title}: {_said(failure)}" for title, failure in failures)
                raise AssertionError(f"{len(failures)} of {len(listed)} rows failed\n{told}") from failures[0][1]

        signature = inspect.signature(test)
        left = [given for name, given in signature.parameters.items() if name not in arguments]
        assert len(left) == len(signature.parameters) - len(arguments), f"{test.__name__} doesn't take {names}"
        all_rows.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined]
        return all_rows

    return decorate


def _title(number: int, row: Sequence[Any], ids: Callable[[Any], object] | Sequence[object] | None) -> str:
    if callable(ids):
        named = [str(ids(value)) for value in row]
        return "-".join(name for name in named if name) or str(number)
    return str(ids[number]) if ids is not None else ", ".join(repr(value)[:60] for value in row)


def _said(failure: BaseException) -> str:
    """Return the file and line of a failure within the tests, and what it says."""
    frames = [frame for frame in traceback.extract_tb(failure.__traceback__) if frame.filename.startswith(FOLDER)]
    place = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}, " if frames else ""
    return f"{place}{type(failure).__name__}: {str(failure)[:SHOWN]}"
