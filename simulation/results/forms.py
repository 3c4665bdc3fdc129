"""The file formats in which a comparison is written besides the usual ones."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import product


@dataclass(frozen=True)
class Forms:
    """What is handed on besides report, CSV and Parquet."""

    is_nordic: bool = False  # CSV files for Excel in a Nordic language too
    has_workbook: bool = True

    def content(self) -> dict[str, bool]:
        """Return what differs from the usual forms, for hashes."""
        return {name: value for name, value in asdict(self).items() if value != getattr(USUAL_FORMS, name)}


USUAL_FORMS = Forms()
ALL_FORMS = tuple(Forms(*values) for values in product((False, True), (True, False)))
