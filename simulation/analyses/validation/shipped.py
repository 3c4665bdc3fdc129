"""The scoreboard that ships, over calibrated draws; `docs/validation.md` has the command that made it."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from simulation.analyses.validation.line import JUDGED, OUTSIDE, SAYS_NOTHING, WITHIN, Line, read_lines

FOLDER, FILE = "simulation.analyses.validation", "shipped_scoreboard.csv"


@cache
def shipped() -> tuple[Line, ...]:
    """Return the lines of the shipped scoreboard; none where the package has none."""
    resource = files(FOLDER).joinpath(FILE)
    if not resource.is_file():
        return ()
    with as_file(resource) as path:
        return read_lines(Path(path))


def judged(role: str) -> tuple[Line, ...]:
    """Return the shipped lines of a role (calibration or validation) that have a verdict."""
    return tuple(line for line in shipped() if line.role == role and line.verdict in (WITHIN, OUTSIDE, SAYS_NOTHING))


def far() -> tuple[Line, ...]:
    """Return the shipped lines that are within and yet more than one tolerance off."""
    return tuple(line for role in JUDGED for line in judged(role) if line.is_far)


def outside() -> tuple[Line, ...]:
    """Return the shipped lines that are outside."""
    return tuple(line for role in JUDGED for line in judged(role) if line.verdict == OUTSIDE)
