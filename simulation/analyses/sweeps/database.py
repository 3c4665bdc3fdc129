"""Questions in SQL to a sweep's results: DuckDB over its files, locked so that a question can only read them.

By default DuckDB reads and writes any file it is asked to. Here one SELECT is let through, the files it may open are
those of the sweep, no setting can be changed any more, and nothing can be written: not even by a part of a SELECT.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa

from simulation.analyses.defaults import QueryDefaults
from simulation.analyses.sweeps.folder import DESIGN, SweepFolder
from simulation.analyses.sweeps.limits import Limits, Watch, read_limits
from simulation.analyses.sweeps.results import NAME
from simulation.analyses.sweeps.specification import RecordSelection
from simulation.analyses.sweeps.spreadsheet import Table, write_table
from simulation.analyses.sweeps.sql_errors import as_input_error
from simulation.base.errors import InputError

# The columns of `replications` before the first shard is written.
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
    "BEGIN TRANSACTION READ ONLY",  # else WITH x AS (DELETE ... RETURNING *) SELECT ... is a SELECT
)
ROWS_AT_ONCE = 50_000
# Types that other programs read differently, or that Python can't hold: given as text, as DuckDB writes them.
_AS_TEXT = re.compile(r"\b(DATE|TIME\w*|INTERVAL|UHUGEINT|BIGNUM|UNION|VARIANT|BLOB|BIT|GEOMETRY)\b")
_AS_TEXT_IN_PARQUET = re.compile(r"\b(INTERVAL|UHUGEINT|BIGNUM|UNION|VARIANT)\b")  # Parquet knows the others


@dataclass(frozen=True)
class Found:
    """The answer to a question."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]  # its first ones, or all
    n_rows: int  # rows of the whole answer
    damaged: Sequence[Path]  # shards that were left out, as they aren't as they were written


class _TooWideError(Exception):
    """A column holds whole numbers beyond 64 bits."""

    def __init__(self, column: int) -> None:
        super().__init__(column)
        self.column = column


def ask(folder: SweepFolder, question: str, most: int | None = None, limits: Limits | None = None) -> Found:
    """Return the answer to a SELECT over the views `replications`, `contrasts`, `results`, `design` and `failures`.

    Args:
        folder: of the sweep.
        question: in SQL.
        most: rows to return; the others are only counted, so that an answer of any length takes little memory.
        limits: of time and memory; by default those of `Query`.

    Raises:
        InputError: if it isn't one SELECT, or can't be answered within the limits.
        StillAtWorkError: if it can't be stopped either.
    """
    whole, damaged = folder.shards.whole_and_damaged()

    def read(answer: Table) -> Found:
        rows: list[Sequence[Any]] = []
        n_rows = 0
        for batch in answer.batches:
            wanted = batch if most is None else batch.slice(0, max(0, most - n_rows))
            rows += zip(*(column.to_pylist() for column in wanted.columns), strict=True)
            n_rows += batch.num_rows
        return Found(answer.schema.names, rows, n_rows, damaged)

    return _answered(folder, question, whole, limits, _AS_TEXT, read)


def save(folder: SweepFolder, question: str, path: Path, limits: Limits | None = None) -> Found:
    """Write the answer to a question to a file, as the file's ending says, and return it without its rows.

    Raises:
        InputError: as `ask`; if the answer doesn't fit into a file of that kind, or the file can't be written.
    """
    whole, damaged = folder.shards.whole_and_damaged()

    def write(answer: Table) -> Found:
        return Found(answer.schema.names, (), write_table(path, answer), damaged)

    as_text = _AS_TEXT_IN_PARQUET if path.suffix == ".parquet" else _AS_TEXT
    return _answered(folder, question, whole, limits, as_text, write)


def _answered(
    folder: SweepFolder,
    question: str,
    shards: Sequence[Path],
    limits: Limits | None,
    as_text: re.Pattern[str],
    use: Callable[[Table], Found],
) -> Found:
    """Return what is made of the answer to a question, which is worked out while it is read.

    `as_text` says which kinds of values come as text. Should a column turn out to hold whole numbers beyond 64 bits,
    `use` is called once more, with that column as text.
    """
    limits = limits or read_limits(QueryDefaults.SECONDS, QueryDefaults.MEMORY)
    if odd := re.search("[\ud800-\udfff]", question):  # bytes that are no text
        raise InputError("question_not_understood", near=odd[0].encode("unicode_escape").decode())
    connection, duckdb = _connect(folder, shards, limits)
    watch = Watch(connection, limits)
    columns = _columns(connection)
    try:
        statements = watch.call(connection.extract_statements, question)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            is_pivot = re.match(r"\W*pivot\b|.*\(\s*pivot\b", question, re.IGNORECASE | re.DOTALL)
            raise InputError("pivot_without_values" if is_pivot and len(statements) == 1 else "not_one_select")
        query = _without_end(statements[0].query, duckdb)
        relation = watch.call(connection.sql, query)
        texts = {number for number, kind in enumerate(relation.types) if as_text.search(str(kind))}
        while True:
            try:
                return use(_table(watch, connection, query, relation.columns, texts))
            except _TooWideError as found:
                texts.add(found.column)
    except (duckdb.Error, pa.ArrowException, RuntimeError, MemoryError) as error:
        values = list(chain(*values_by_column(folder).values()))
        raise as_input_error(error, question, columns, values, limits.memory) from error
    finally:
        if not watch.is_unresponsive:  # else closing would wait for it
            connection.close()


def _without_end(query: str, duckdb: Any) -> str:
    """Return a question without the semicolon and the remarks at its end: it is to stand within another one."""
    body = query.encode()
    for place, kind in reversed(duckdb.tokenize(query)):
        if kind != duckdb.token_type.comment and body[place : place + 1] != b";":
            break
        body = body[:place]
    return body.decode()


def _table(watch: Watch, connection: Any, query: str, columns: Sequence[str], texts: Collection[int]) -> Table:
    """Return an answer without decimals, which other programs take for text: sums of whole numbers come as such."""
    if texts:
        kept = (f"CAST(c{n} AS VARCHAR)" if n in texts else f"c{n}" for n in range(len(columns)))
        names = ", ".join(f"c{n}" for n in range(len(columns)))
        query = f"SELECT {', '.join(kept)} FROM (\n{query}\n) AS answer({names})"  # noqa: S608 (the locked connection's)
    relation = watch.call(connection.sql, query)
    batches = watch.call(relation.to_arrow_reader, ROWS_AT_ONCE)
    kinds = [_plain_kind(field.type) for field in batches.schema]
    schema = pa.schema(list(zip(columns, kinds, strict=True)))

    def read() -> Iterator[pa.RecordBatch]:
        try:
            while (batch := watch.call(next, batches, None)) is not None:
                yield pa.RecordBatch.from_arrays(
                    [_cast(column, kind, n) for n, (column, kind) in enumerate(zip(batch.columns, kinds, strict=True))],
                    schema=schema,
                )
        except OSError as error:  # so PyArrow tells whatever goes wrong in DuckDB
            raise RuntimeError(str(error)) from error

    return Table(schema, read())


def _plain_kind(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_decimal(kind):
        return pa.float64() if kind.scale else pa.int64()
    return pa.string() if pa.types.is_dictionary(kind) else kind


def _cast(column: pa.Array, kind: pa.DataType, number: int) -> pa.Array:
    try:
        return column.cast(kind)
    except pa.ArrowInvalid as error:
        if kind == pa.int64():
            raise _TooWideError(number) from error
        raise


def _columns(connection: Any) -> dict[str, list[str]]:
    """Return the names of each view's columns."""
    found: dict[str, list[str]] = {}
    for view, column in connection.execute("SELECT table_name, column_name FROM information_schema.columns").fetchall():
        found.setdefault(view, []).append(column)
    return found


def values_by_column(folder: SweepFolder) -> dict[str, list[str]]:
    """Return the values of the views' columns of text, and the quarters, by column."""
    declared = folder.declaration()
    settings = [world["settings"] for world in declared["worlds"].values()]
    record = declared["record"]
    kept = RecordSelection(quarters=record["quarters"] and tuple(record["quarters"]))
    return {
        "world": list(declared["worlds"]),
        "policy": list(dict.fromkeys((settings[0]["baseline"], *settings[0]["policies"]))),
        "group": record["groups"],
        "outcome": record["outcomes"],
        "quarter": [str(each) for each in sorted({q for own in settings for q in kept.quarters_of(own["n_quarters"])})],
    }


def _connect(folder: SweepFolder, shards: Sequence[Path], limits: Limits) -> tuple[Any, Any]:
    """Return a locked connection with the views, and the library."""
    try:
        import duckdb
    except ImportError as error:
        raise InputError("library_missing", name="duckdb", package="duckdb") from error
    baseline = _baseline(folder)
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
        connection.execute(f"SET memory_limit = '{limits.n_bytes}B'")
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
