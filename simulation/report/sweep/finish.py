"""The end of a sweep: Excel, figures, page and, last of all, the manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from simulation.analyses.sweeps.folder import MANIFEST, SweepFolder
from simulation.analyses.sweeps.results import NAME
from simulation.analyses.sweeps.specification import Sweep
from simulation.analyses.sweeps.spreadsheet import excel
from simulation.analyses.sweeps.summary import WorldSummary, summarise
from simulation.base.errors import InputError, reason_of
from simulation.base.texts import text
from simulation.base.texts.columns import Column
from simulation.base.texts.phrases import phrase
from simulation.model.parameters import entry
from simulation.report.sweep.sides import carrot_and_stick
from simulation.report.sweep.words import Words
from simulation.results.atomic import write_atomically
from simulation.results.metadata import NAME as PACKAGE
from simulation.results.metadata import write_metadata_of_csv
from simulation.results.page_names import page_name

MOST_ROWS_IN_EXCEL = 10_000  # written without being asked for; a sheet of a million rows takes minutes
PAGE = page_name("sweep")
CHECKED = ("results.parquet", "results.csv", PAGE)


def finish(sweep: Sweep, folder: SweepFolder, language: str) -> list[WorldSummary]:
    """Write what follows from the table of results, and return the summaries of the worlds.

    Raises:
        InputError: if nothing succeeded, or a file can't be written.
    """
    from simulation.report.sweep.page import write_page

    try:
        summaries = summarise(sweep, folder.path)
        failures = folder.read_failures()
        if not summaries:
            raise InputError("all_units_failed", message=failures[0]["message"] if failures else "")
        _write_excel(folder.path)
        both = carrot_and_stick(sweep, folder.path)
        write_page(Words(sweep, language), summaries, len(failures), folder.path, both)
        write_metadata_of_csv(folder.path, sweep.name, sweep.key, language, _dimensions(sweep, language))
        n_replications = [number for summary in summaries for number in summary.n_replications.tolist()]
        content = {
            "key": sweep.key,
            "language": language,
            "n_replications": {"least": min(n_replications), "most": max(n_replications)},  # of a point
            "precision": None if sweep.precision is None else asdict(sweep.precision),
            "n_failed_units": len(failures),
            "files": dict(_listed(folder.path)),
        }
        write_atomically(folder.path / MANIFEST, json.dumps(content, indent=1).encode() + b"\n")
    except OSError as error:
        raise InputError("sweep_stopped", folder=folder.path, reason=reason_of(error)) from error
    return summaries


def _write_excel(folder: Path) -> None:
    path, target = folder / f"{NAME}.parquet", folder / f"{NAME}.xlsx"
    if pq.read_metadata(path).num_rows > MOST_ROWS_IN_EXCEL:
        target.unlink(missing_ok=True)
        return
    table = pq.read_table(path)
    rows: Sequence[Sequence[Any]] = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
    try:
        write_atomically(target, excel(table.column_names, rows))
    except InputError as error:
        if error.key != "library_missing":
            raise


def _dimensions(sweep: Sweep, language: str) -> dict[str, Column]:
    """Return what the columns of the parameters hold that the design varies."""
    rests_on = text("columns.rests_on.setting", language)
    found = ((name, entry(name)) for name in sweep.design.names)
    return {
        name: Column(name, known.meaning[language], phrase(known.unit, language), rests_on) for name, known in found
    }


def _listed(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(
        [*folder.glob(f"{NAME}.*"), folder / PAGE, *folder.glob(PACKAGE), *folder.glob("figures/*.svg")]
    ):
        yield path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()


def is_complete(folder: SweepFolder, key: str, language: str | None) -> bool:
    """Say whether the sweep of this key is complete here, without failed units, every result as it was written.

    Without a language, in whatever language its page is.
    """
    try:
        content = json.loads((folder.path / MANIFEST).read_text(encoding="utf-8"))
        files: Mapping[str, str] = content["files"]
        return (
            (content["key"], content["n_failed_units"]) == (key, 0)
            and content["language"] == (language or content["language"])
            and set(CHECKED) <= set(files)
            and dict(_listed(folder.path)) == files
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False
