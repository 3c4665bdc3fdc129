"""Where the results of a command are, as its last lines say."""

from __future__ import annotations

from pathlib import Path

from simulation.base.texts import text
from simulation.cli.terminal import show
from simulation.results.folder import Place


def show_place(place: Place, is_reused: bool, page: str, language: str) -> None:
    """Show whether anything was simulated, what was moved aside, and where results and page are."""
    if is_reused:
        show(text("cli.result.reused", language))
    if place.moved_to is not None:
        show(text("cli.result.moved", language, folder=place.moved_to))
    show_folder(place.folder, page, language)


def show_folder(folder: Path, page: str, language: str) -> None:
    """Show where results and their page are."""
    show(text("cli.result.folder", language, folder=folder), text("cli.result.report", language, file=folder / page))
