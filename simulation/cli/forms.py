"""Which forms of the results are asked for: `csv=nordic`, `xlsx=false`."""

from __future__ import annotations

from simulation.base.errors import InputError
from simulation.cli.typed import Typed, yes_or_no
from simulation.results.forms import Forms

CSV, XLSX = "csv", "xlsx"
NORMAL, NORDIC = "normal", "nordic"


def take_forms(typed: Typed) -> tuple[Forms, Typed]:
    """Return the forms asked for, and what was typed besides.

    Raises:
        InputError: if one of the two settings has another value than it may have.
    """
    own, others = typed.take((CSV, XLSX))
    csv = own.get(CSV, NORMAL)
    if csv not in (NORMAL, NORDIC):
        raise InputError("not_allowed", name=CSV, value=csv, allowed=f"{NORMAL}, {NORDIC}")
    return Forms(csv == NORDIC, yes_or_no(typed, XLSX, True)), others


def take_workbook(typed: Typed) -> tuple[Forms, Typed]:
    """Return whether a workbook is asked for, of a command that writes its CSV files in one form, and the rest.

    Raises:
        InputError: if the setting is neither true nor false.
    """
    return Forms(has_workbook=yes_or_no(typed, XLSX, True)), typed.take((XLSX,))[1]
