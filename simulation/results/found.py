"""What an analysis found, in files: everything as JSON, which is read back, and tables of it as CSV."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.results.tables import write_csv

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

type Tables = Mapping[str, Sequence[Mapping[str, Any]]]  # rows by the table's name


def write_found(found: DataclassInstance, tables: Tables, file: str, folder: Path) -> None:
    """Write what was found to `file`, and each table that has rows to `NAME.csv`."""
    import pandas as pd

    (folder / file).write_text(json.dumps(asdict(found), indent=1) + "\n", encoding="utf-8", newline="\n")
    for name, rows in tables.items():
        if rows:
            write_csv(pd.DataFrame(rows), folder / f"{name}.csv")


def read_found(file: str, folder: Path) -> dict[str, Any]:
    """Return what `write_found` wrote to `file`, as plain values."""
    return dict(json.loads((folder / file).read_text(encoding="utf-8")))
