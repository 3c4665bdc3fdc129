"""Run an analysis: read an earlier result, else simulate and write it; then show it."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType

from simulation.base.texts import text
from simulation.base.texts.columns import Column
from simulation.base.threads import Progress
from simulation.cli.options import more, shortened
from simulation.cli.progress import compile_first, progress
from simulation.cli.request import Request
from simulation.cli.terminal import say, show, show_place
from simulation.results.config import write_config
from simulation.results.folder import writing
from simulation.results.manifest import write_manifest
from simulation.results.metadata import write_metadata_of_csv
from simulation.results.page_names import page_name

if TYPE_CHECKING:
    from simulation.report.sheets import Sheet


@dataclass(frozen=True)
class AnalysisRequest[Found](ABC):
    """An analysis as asked for: what it simulates, what its folder of results holds, and what the terminal shows."""

    request: Request

    @property
    @abstractmethod
    def content_hash(self) -> str:
        """12 hex digits of all that decides what is in the files."""

    @property
    @abstractmethod
    def n_steps(self) -> int:
        """How many steps `simulate` tells the progress of."""

    @property
    @abstractmethod
    def config(self) -> Mapping[str, Any]:
        """What config.yaml holds: every setting with its value, the analysis's own among them."""

    @abstractmethod
    def simulate(self, progress: Progress) -> Found:
        """Return what is found."""

    @abstractmethod
    def write_tables(self, found: Found, folder: Path) -> None:
        """Write what was found."""

    @abstractmethod
    def read_tables(self, folder: Path) -> Found:
        """Return what `write_tables` wrote."""

    @abstractmethod
    def write_page(self, found: Found, folder: Path) -> Sequence[Sheet]:
        """Write the page with its figures, and return the sheets of the workbook."""

    @abstractmethod
    def parts(self, found: Found, is_all: bool) -> Sequence[RenderableType]:
        """Return what the terminal shows: the answer, and with `is_all` everything else too."""

    def columns(self, found: Found) -> Mapping[str, Column]:  # noqa: ARG002 (for analyses that need it)
        """Return the columns of the tables that the catalogue doesn't describe."""
        return {}


def run_analysis[Found](asked: AnalysisRequest[Found], is_all: bool) -> int:
    """Show what an analysis found, simulating and writing it first where that isn't done; return the exit status.

    Without `is_all` the terminal shows as much as fits a screen.

    Raises:
        InputError: if the folder of results can't be written, or holds something else.
    """
    language = asked.request.language
    place = asked.request.place(asked.content_hash)
    if not (is_reused := place.is_done()):
        start = time.monotonic()
        with place.unfinished() as folder:
            compile_first(language)
            with progress(asked.n_steps, language) as shown:
                found = asked.simulate(shown)
            say(text("cli.progress.writing", language))
            _write_results(asked, found, folder, start)
    parts = asked.parts(asked.read_tables(place.folder), is_all)
    show(*(parts if is_all else [*shortened(parts), more(language)]))
    show_place(place, is_reused, page_name(asked.request.command), language)
    return 0


def _write_results[Found](asked: AnalysisRequest[Found], found: Found, folder: Path, start: float) -> None:
    """Write every file, the manifest last; `start` is when the work began on the clock `time.monotonic`."""
    from simulation.report.sheets import write_sheets  # slow to import

    request, key, config = asked.request, asked.content_hash, asked.config
    with writing(folder):
        write_config(config, folder)
        asked.write_tables(found, folder)
        written = asked.read_tables(folder)  # so that page, workbook and terminal show the same to the last digit
        sheets = asked.write_page(written, folder)
        if request.forms.has_workbook:
            record = {"command": request.command, **config, "content_hash": key}
            write_sheets(sheets, request.settings, request.language, record, folder)
        write_metadata_of_csv(folder, request.name, key, request.language, asked.columns(written))
        seconds = time.monotonic() - start
        write_manifest(folder, request.settings, request.command, request.name, key, seconds)
