"""The labour market by quarter: how easy jobs are to get and to keep, whether there are enough, whether places hold.

A path is YAML (`configs/labour_market/NAME.yaml`, `labour_market/NAME.yaml` in a user's own folder), and a user's own
CSV may take the place of its quarters. A path shorter than the run is held at its last value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.base.checks import check_keys, check_name, check_number
from simulation.base.errors import InputError
from simulation.base.resources import named_files, read_texts, read_yaml
from simulation.base.tables import UserTable
from simulation.base.text_tables import read_text_table
from simulation.model.evidence import check_sources
from simulation.model.state import State

STEADY = "steady"
FOLDER = "labour_market"
LARGEST_CHANGE = 3.0  # log rate: twenty times as many, or a twentieth
MOST_PER_100 = 100.0  # vacancies, and places found anew
# The kinds of vacancies, and the state that each leads to.
STATE_OF_KIND: Mapping[str, State] = {
    "ordinary": State.ORDINARY_JOB,
    "ordinary_hours": State.ORDINARY_HOURS,
    "supported": State.SUPPORTED_JOB,
    "new_start": State.NEW_START_JOB,
}
COLUMNS = ("quarter", "tightness", "job_loss")
REQUIRED = ("name", "tightness")
OPTIONAL = ("label", "summary", "sources", "path", "job_loss", "vacancies", "places", "plausible")

type Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Places:
    """Places with employers that may fall through in a quarter, and be found anew.

    Raises:
        InputError: on construction, if a value isn't a number in its allowed range.
    """

    failing: float  # probability a quarter that a client's place falls through
    contact: float = 0.0  # places that employer contact can find anew a quarter per 100 clients served

    def __post_init__(self) -> None:
        check_number(f"{FOLDER}.places.failing", self.failing, 0.0, 1.0)
        check_number(f"{FOLDER}.places.contact", self.contact, 0.0, MOST_PER_100)


@dataclass(frozen=True, eq=False)
class MarketPath:
    """The labour market of a run.

    Raises:
        InputError: on construction, if a value isn't a finite number in its allowed range, or there is none.
    """

    name: str
    tightness: Floats  # [n] log change of the rates of job entry and ordinary hours by quarter, 0 = usual
    job_loss: Floats  # [m] log change of the rate of job loss by quarter
    # Job entries possible a quarter per 100 clients on benefit at intake, or by kind (a key of STATE_OF_KIND): those of
    # a kind that isn't there, or of all where it is None, are without limit.
    vacancies: float | Mapping[str, float] | None = None
    places: Places | None = None  # None: no place falls through
    label: Mapping[str, str] = field(default_factory=dict)  # empty where a file of one's own has none
    summary: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    path: str | None = None  # the CSV that the quarters were read from

    def __post_init__(self) -> None:
        for name in ("tightness", "job_loss"):
            listed = _listed(getattr(self, name), name)
            values = np.array([check_number(f"{FOLDER}.{name}", x, -LARGEST_CHANGE, LARGEST_CHANGE) for x in listed])
            values.setflags(write=False)
            object.__setattr__(self, name, values)
        object.__setattr__(self, "vacancies", _vacancies(self.vacancies))

    @property
    def is_steady(self) -> bool:
        """Whether nothing differs from the usual labour market."""
        is_limited = self.vacancies is not None or self.places is not None
        return not is_limited and not self.tightness.any() and not self.job_loss.any()

    def tightness_in(self, quarter: int) -> float:
        """Return the log change of the rates of job entry and hours in a quarter, 1 being the first simulated."""
        return float(self.tightness[min(quarter, len(self.tightness)) - 1])

    def job_loss_in(self, quarter: int) -> float:
        """Return the log change of the rate of job loss in a quarter, 1 being the first simulated."""
        return float(self.job_loss[min(quarter, len(self.job_loss)) - 1])


def steady() -> MarketPath:
    """Return the labour market in which nothing changes."""
    return MarketPath(STEADY, np.zeros(1), np.zeros(1))


def read_market(name: str, own_configs: Path | None = None) -> Mapping[str, Any]:
    """Return the content of a named path's file; a user's own file wins over the package's of the same name.

    Raises:
        InputError: if there is none of that name, or its file can't be read.
    """
    files = named_files(FOLDER, own_configs)
    check_name("labour market", name, files)
    content: Mapping[str, Any] = read_yaml(files[name])
    return content


def build_market(content: object) -> MarketPath:
    """Return the path of a file's content; where it names a CSV, that gives the quarters.

    Raises:
        InputError: if a key is unknown or missing, a value isn't allowed, or the CSV can't be used.
    """
    given = check_keys(content, FOLDER, REQUIRED, OPTIONAL)
    path = given.get("path")
    tightness, job_loss = given["tightness"], given.get("job_loss", [0.0])
    if path is not None:
        tightness, job_loss = read_quarters(Path(_word(path, "path")))
    return MarketPath(
        name=_word(given["name"], "name") if path is None else Path(path).stem,
        tightness=tightness,
        job_loss=job_loss,
        vacancies=given.get("vacancies"),
        places=_places(given.get("places")),
        label=_texts(given.get("label"), "label") if path is None else {},
        summary=_texts(given.get("summary"), "summary") if path is None else {},
        sources=check_sources(given.get("sources", []), f"{FOLDER}.sources") if path is None else (),
        path=path,
    )


def read_quarters(path: Path) -> tuple[Floats, Floats]:
    """Return tightness and job loss by quarter from a CSV with the columns quarter, tightness and, perhaps, job_loss.

    It is read as tables of clients are: the file tells what stands between cells and before decimals.

    Raises:
        InputError: if the file can't be read, lacks a column or a quarter, or holds a value that isn't allowed.
    """
    table = read_text_table(path)
    names = [name.lower() for name in table.headings]
    _check_columns(names, path)
    if not table.n_rows:
        raise InputError("wrong_shape", where=str(path), expected="a table with at least one quarter")
    columns = {name: _values(table, number, name == "quarter") for number, name in enumerate(names)}
    for row, quarter in enumerate(columns["quarter"]):
        if quarter != row + 1:
            raise InputError("quarter_order", file=str(path), row=table.first_row + row, value=f"{quarter:g}")
    return columns["tightness"], columns.get("job_loss", np.array([0.0]))


def _check_columns(names: Sequence[str], path: Path) -> None:
    for name in names:
        if name not in COLUMNS:
            raise InputError("unknown_column", name=f"'{name}'", file=str(path), known=", ".join(COLUMNS))
        if names.count(name) > 1:
            raise InputError("given_twice", name=f"{path}, {name}")
    for name in COLUMNS[:2]:
        if name not in names:
            raise InputError("missing_key", where=str(path), name=name)


def _values(table: UserTable, number: int, is_quarter: bool) -> Floats:
    """Return a column's values [n_rows], each within its range."""
    low, high = (1.0, 1e6) if is_quarter else (-LARGEST_CHANGE, LARGEST_CHANGE)
    values = table.numbers(number)
    for row in map(int, np.flatnonzero(~((values >= low) & (values <= high)))):
        place = table.place(number, int(row))
        value = table.columns[number][row]
        raise InputError("cell_not_a_number", **place, value=value, low=f"{low:g}", high=f"{high:g}")
    return values


def _vacancies(given: float | Mapping[str, float] | None) -> float | Mapping[str, float] | None:
    """Return vacancies as a number, as numbers by kind, or None where nothing is limited."""
    where = f"{FOLDER}.vacancies"
    if isinstance(given, Mapping):
        found = check_keys(given, where, optional=STATE_OF_KIND)
        limits = {
            kind: check_number(f"{where}.{kind}", found[kind], 0.0, MOST_PER_100)
            for kind in STATE_OF_KIND
            if found.get(kind) is not None
        }
        return limits or None
    if given is not None:
        check_number(where, given, 0.0, MOST_PER_100)
    return given


def _places(given: object) -> Places | None:
    if given is None:
        return None
    content = check_keys(given, f"{FOLDER}.places", ("failing",), ("contact",))
    return Places(**content)


def _listed(values: object, name: str) -> Iterable[object]:
    found = values.tolist() if isinstance(values, np.ndarray) else values
    if not isinstance(found, (list, tuple)) or not found:
        raise InputError("wrong_shape", where=f"{FOLDER}.{name}", expected="a list of numbers, one a quarter")
    return found


def _word(value: object, key: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InputError("wrong_shape", where=f"{FOLDER}.{key}", expected="a name")
    return value


def _texts(content: object, key: str) -> Mapping[str, str]:
    return read_texts(content, f"{FOLDER}.{key}") if content else {}
