"""What a visitor can download: report, workbook, tables and settings, made on request."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from simulation.base.errors import InputError
from simulation.report.pdf import find_browser, print_page
from simulation.results.comparison import Comparison
from simulation.results.config import resolved, write_config
from simulation.results.tables import write_csv
from simulation.study.changes import changes, run_size
from simulation.web.addresses import Asked
from simulation.web.composed import Composed

IN_MEMORY = Path("/dev/shm")  # noqa: S108 (a new folder in it, for nobody else)
YAML = "application/yaml; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class File:
    """A file to send."""

    name: str
    kind: str  # media type
    content: bytes


def report(comparison: Comparison) -> bytes:
    """Return the report as one self-contained page."""
    from simulation.report.comparison import write_page  # takes a second to import

    return _written(comparison, lambda folder: write_page(comparison, folder))


def make_file(kind: str, comparison: Comparison, asked: Asked) -> File:
    """Return the comparison as a file of this kind, one of `DOWNLOADS`.

    Raises:
        InputError: where a PDF is asked for and there is no browser that prints one.
    """
    name = f"tilltro-{comparison.name}-{comparison.content_hash}"
    makers: dict[str, Callable[[], File]] = {
        "report": lambda: File(f"{name}.html", "text/html; charset=utf-8", report(comparison)),
        "pdf": lambda: File(f"{name}.pdf", "application/pdf", _pdf(comparison)),
        "xlsx": lambda: File(f"{name}.xlsx", XLSX, _workbook(comparison)),
        "csv": lambda: File(f"{name}.csv", "text/csv; charset=utf-8", _csv(comparison)),
        "yaml": lambda: File(f"{name}.yaml", YAML, _yaml(comparison)),
        "notebook": lambda: File(f"{name}.py", "text/x-python; charset=utf-8", notebook_cell(asked).encode()),
    }
    return makers[kind]()


def own_policy(composed: Composed) -> File:
    """Return the file of a composed policy, as `config_dir` takes it."""
    return File(composed.file.name, YAML, composed.file.content)


def notebook_cell(asked: Asked) -> str:
    """Return a cell for a notebook that gives the same tables."""
    settings = asked.settings
    given: dict[str, object] = {}
    for name, value in (*run_size(settings), *changes(settings)):
        _place(given, name, value)
    arguments = [f"    {list(settings.policies)!r},", f"    baseline={settings.baseline!r},"]
    arguments += [f"    {name}={value!r}," for name, value in given.items()]
    lines = ["import simulation", "", "tables = simulation.compare(", *arguments, ")", "tables.contrasts", ""]
    return "\n".join(lines)


def _place(given: dict[str, object], name: str, value: str) -> None:
    """Put a setting where `simulation.compare` takes it."""
    plain = {
        "population.n_clients": "n_clients",
        "population.inflow": "inflow",
        "caseworkers.caseload": "caseload",
        "parameters": "parameter_set",
    }
    group, _, rest = name.partition(".")
    if group in ("parameters", "money") and rest:
        inner = given.setdefault(group, {})
        *groups, last = rest.split(".")
        for part in groups:
            inner = inner.setdefault(part, {})  # type: ignore[attr-defined]
        inner[last] = float(value)  # type: ignore[index]
    elif name == "world":
        given[name] = value.strip("[]").split(",")
    else:
        given[plain.get(name, name)] = int(value) if value.isdigit() else value


def _written(comparison: Comparison, write: Callable[[Path], Path]) -> bytes:
    with work_folder(comparison.settings.population.sent is not None) as folder:
        return write(folder).read_bytes()


@contextmanager
def work_folder(is_own: bool) -> Iterator[Path]:
    """Context manager: a temporary folder, in memory where a visitor's own table is concerned (`is_own`).

    Raises:
        InputError: if there is no such memory here.
    """
    if is_own and not IN_MEMORY.is_dir():
        raise InputError("not_with_sent_table")
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if is_own else None) as folder:
        yield Path(folder)


def _pdf(comparison: Comparison) -> bytes:
    from simulation.report.comparison import write_page

    if comparison.settings.population.sent is not None:  # a browser writes where it likes
        raise InputError("not_with_sent_table")
    browser = find_browser()
    with work_folder(is_own=False) as folder:
        return print_page(write_page(comparison, folder), browser)


def _workbook(comparison: Comparison) -> bytes:
    from simulation.report.workbook import write_workbook

    return _written(comparison, partial(write_workbook, comparison))


def _csv(comparison: Comparison) -> bytes:
    def write(folder: Path) -> Path:
        write_csv(comparison.tables.contrasts, folder / "contrasts.csv")
        return folder / "contrasts.csv"

    return _written(comparison, write)


def _yaml(comparison: Comparison) -> bytes:
    def write(folder: Path) -> Path:
        content = {"name": comparison.name, **resolved(comparison.settings), "language": comparison.language}
        write_config(content, folder)
        return folder / "config.yaml"

    return _written(comparison, write)
