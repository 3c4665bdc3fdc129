"""Questions in SQL to a sweep's results: DuckDB over its files, locked so that a question can only read them.

By default DuckDB reads and writes any file it is asked to. Here one SELECT is let through, the files it may open are
those of the sweep, and no setting can be changed any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulation.errors import InputError
from simulation.sweeps.complaints import complaint
from simulation.sweeps.folder import DESIGN, SweepFolder
from simulation.sweeps.results import NAME

# The columns of `replications` where no shard has landed yet.
_NO_SHARDS = """SELECT ''::VARCHAR AS world, 0::INTEGER AS point, 0::INTEGER AS replication, ''::VARCHAR AS policy,
    0::SMALLINT AS quarter, ''::VARCHAR AS "group", ''::VARCHAR AS outcome, 0::DOUBLE AS value, 0::DOUBLE AS higher,
    0::DOUBLE AS lower WHERE false"""
_CONTRASTS = """SELECT own.* EXCLUDE (value), own.value - base.value AS difference
    FROM replications AS own JOIN replications AS base
    USING (world, point, replication, quarter, "group", outcome)
    WHERE base.policy = {baseline} AND own.policy <> {baseline}"""
# What `results` says while the sweep runs: the same columns, without intervals.
_RESULTS_SO_FAR = """SELECT world, point, policy, "group", outcome, quarter, count(value) AS n_replications,
    avg(value) AS level FROM replications GROUP BY ALL"""
_FAILURES = (
    "world VARCHAR, point INTEGER, first_replication INTEGER, n_replications INTEGER, kind VARCHAR, message VARCHAR"
)
LOCK = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    "SET python_enable_replacements = false",  # else a table's name may be a variable of this program
    "SET temp_directory = ''",  # else a large question writes to the current folder
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


@dataclass(frozen=True)
class Found:
    """The answer to a question."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


def ask(folder: SweepFolder, question: str) -> Found:
    """Return the answer to a SELECT over the views `replications`, `contrasts`, `results`, `design` and `failures`.

    Raises:
        InputError: if it isn't one SELECT, or can't be answered.
    """
    connection, duckdb = _connect(folder)
    with connection:
        try:
            statements = connection.extract_statements(question)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise InputError("not_one_select")
            cursor = connection.execute(statements[0])
            return Found([column[0] for column in cursor.description], cursor.fetchall())
        except (duckdb.Error, RuntimeError) as error:
            raise complaint(error, question, _columns(connection), _values(folder)) from error


def _columns(connection: Any) -> dict[str, list[str]]:
    """Return the names of each view's columns."""
    found: dict[str, list[str]] = {}
    for view, column in connection.execute("SELECT table_name, column_name FROM information_schema.columns").fetchall():
        found.setdefault(view, []).append(column)
    return found


def _values(folder: SweepFolder) -> list[str]:
    """Return the texts that stand in the views' columns."""
    declared = folder.declaration()
    settings = next(iter(declared["worlds"].values()))["settings"]
    recorded = declared["record"]
    return [
        *declared["worlds"], settings["baseline"], *settings["policies"], *recorded["outcomes"], *recorded["groups"],
    ]  # fmt: skip


def _connect(folder: SweepFolder) -> tuple[Any, Any]:
    """Return a locked connection with the views, and the library."""
    try:
        import duckdb
    except ImportError as error:
        raise InputError("library_missing", name="duckdb", package="duckdb") from error
    baseline = _baseline(folder)
    shards = list(folder.shards.whole())
    files = [*shards, folder.path / DESIGN]
    results = folder.path / f"{NAME}.parquet"
    if results.is_file():
        files.append(results)
    connection = duckdb.connect(":memory:")
    try:
        replications = f"SELECT * FROM read_parquet({_list(shards)})" if shards else _NO_SHARDS  # noqa: S608
        views = {
            "replications": replications,
            "contrasts": _CONTRASTS.format(baseline=_text(baseline)),
            "results": f"SELECT * FROM read_parquet({_list([results])})" if results.is_file() else _RESULTS_SO_FAR,  # noqa: S608
            "design": f"SELECT * FROM read_parquet({_list([folder.path / DESIGN])})",  # noqa: S608
        }
        for name, query in views.items():
            connection.execute(f"CREATE VIEW {name} AS {query}")
        connection.execute(f"CREATE TABLE failures ({_FAILURES})")
        if failures := [tuple(failure.values()) for failure in folder.read_failures()]:
            connection.executemany("INSERT INTO failures VALUES (?, ?, ?, ?, ?, ?)", failures)
        connection.execute(f"SET allowed_paths = {_list(files)}")
        for statement in LOCK:
            connection.execute(statement)
    except duckdb.Error as error:
        connection.close()
        raise InputError("broken_question", reason=str(error).strip().splitlines()[0].rstrip(".")) from error
    return connection, duckdb


def _baseline(folder: SweepFolder) -> str:
    try:
        return str(next(iter(folder.declaration()["worlds"].values()))["settings"]["baseline"])
    except (AttributeError, KeyError, StopIteration, TypeError) as error:
        raise InputError("no_sweep_here", folder=folder.path) from error


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _list(paths: Sequence[Path]) -> str:
    return "[" + ", ".join(_text(str(path)) for path in paths) + "]"
