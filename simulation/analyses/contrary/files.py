"""The answers in every world as a file: `contrary.csv`, written and read back."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from simulation.analyses.contrary.answers import Answer, Contrary, as_rows
from simulation.results.tables import write_csv

CSV = "contrary.csv"


def write_answers(contrary: Contrary, folder: Path) -> None:
    """Write the file."""
    import pandas as pd

    write_csv(pd.DataFrame(as_rows(contrary)), folder / CSV)


def read_answers(folder: Path) -> tuple[Answer, ...]:
    """Return the answers that `write_answers` wrote."""
    import pandas as pd

    names = [field.name for field in fields(Answer)]
    rows: Any = pd.read_csv(folder / CSV)[names].to_dict("records")
    return tuple(Answer(**row) for row in rows)
