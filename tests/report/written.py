"""Pages of every kind from one tiny run each, to be written again and again from what the first writing was given."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.report.every_page import PAGES, make

Write = Callable[[Path], None]
MODULES = (
    "comparison",
    "contrary.page",
    "office.page",
    "scoreboard.page",
    "sensitivity.page",
    "story.page",
    "sweep.page",
    "targeting.page",
    "trials.page",
)


@dataclass(frozen=True)
class Writers:
    """The page of every command, and what writes each of them to a folder again."""

    pages: Mapping[str, Path]
    again: Mapping[str, Write]


def writers(folder: Path) -> Writers:
    """Run the command of every page in English."""
    again: dict[str, Write] = {}
    pages = {}
    with pytest.MonkeyPatch.context() as patch:
        for module in MODULES:
            _record(patch, importlib.import_module(f"simulation.report.{module}"), again)
        for name in PAGES:
            (folder / name).mkdir()
            pages[name] = make(name, folder / name, "en")
    assert len(again) == len(PAGES) == len(MODULES)
    return Writers(pages, again)


def _record(patch: pytest.MonkeyPatch, module: object, found: dict[str, Write]) -> None:
    usual = module.write_page  # type: ignore[attr-defined]

    def record(*arguments: object) -> object:
        def write(other: Path) -> None:
            other.mkdir(parents=True)
            usual(*(other if isinstance(argument, Path) else argument for argument in arguments))

        found[str(module.__name__)] = write  # type: ignore[attr-defined]
        return usual(*arguments)

    patch.setattr(module, "write_page", record)
