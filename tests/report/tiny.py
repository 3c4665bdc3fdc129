"""A tiny comparison, run once, that the tests of the report share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from simulation.report.comparison import figures, write_page
from simulation.results.comparison import Comparison
from simulation.study.replications import run_study
from simulation.study.settings_reader import make_settings


@cache
def _run(policies: tuple[str, ...] | None, sizes: tuple[tuple[str, Any], ...]) -> Comparison:
    settings = make_settings(policies, **dict(sizes))
    study = settings.study()
    command = "compare" if len(study.policies) > 1 else "run"
    return Comparison("tiny", command, "en", settings, study, run_study(study), "0123abcd")


def run(*policies: str, language: str = "en", **changed: Any) -> Comparison:
    """Return a comparison of these policies (default: all of the headline comparison)."""
    sizes = {"n_clients": 300, "n_quarters": 4, "n_replications": 3, **changed}
    return replace(_run(policies or None, tuple(sorted(sizes.items()))), language=language)


def headline_page(language: str = "en") -> str:
    """Return the page of the headline comparison, written once a language for all who only read it."""
    return headline_files(language)["report.html"].decode()


def headline_files(language: str = "en") -> Mapping[str, bytes]:
    """Return the page of the headline comparison and its figures by their names, likewise written once."""
    return _headline_files(language)


@cache
def _headline_files(language: str) -> Mapping[str, bytes]:
    with TemporaryDirectory() as folder:
        write_page(run(language=language), Path(folder))
        return content(Path(folder))


def content(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def page_of(comparison: Comparison, folder: Path) -> str:
    """Return the page of a comparison, whose figures are written too."""
    return write_page(comparison, folder).read_text(encoding="utf-8")


def words_of(comparison: Comparison, folder: Path) -> str:
    """Return the page of a comparison with one figure alone: drawing them takes most of the time of a small one."""
    kinds = {"paths_first_job": figures.KINDS["paths_first_job"]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "KINDS", kinds)
        return page_of(comparison, folder)
