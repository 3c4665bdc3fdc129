"""The table of results, a row a world, point, policy, group, outcome and quarter: Parquet and CSV, as points finish."""

from __future__ import annotations

import secrets
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from simulation.analyses.sweeps.aggregate import Point, results_schema
from simulation.analyses.sweeps.specification import Sweep
from simulation.base.csv_numbers import write_number
from simulation.results.atomic import PART

NAME = "results"
ROWS_A_BLOCK = 50_000


class ResultsWriter:
    """Writes points in the order they are given; the files appear when the block ends well."""

    def __init__(self, sweep: Sweep, folder: Path) -> None:
        self._schema = results_schema(sweep)
        self._folder = folder
        mark = f"{PART}{secrets.token_hex(4)}"
        self._parts = {suffix: folder / f"{NAME}.{suffix}{mark}" for suffix in ("parquet", "csv")}
        self._waiting: list[pa.Table] = []
        self._n_waiting = 0

    def __enter__(self) -> Self:
        self._parquet = pq.ParquetWriter(self._parts["parquet"], self._schema, compression="zstd")
        self._csv = self._parts["csv"].open("w", encoding="utf-8", newline="")
        self._csv.write(",".join(self._schema.names) + "\n")
        return self

    def add(self, point: Point) -> None:
        """Take the rows of a finished point."""
        table = point.results()
        self._waiting.append(table)
        self._n_waiting += table.num_rows
        if self._n_waiting >= ROWS_A_BLOCK:
            self._write()

    def _write(self) -> None:
        if not self._waiting:
            return
        table = pa.concat_tables(self._waiting)
        self._waiting, self._n_waiting = [], 0
        self._parquet.write_table(table)
        frame = table.to_pandas()
        # Numbers are written beforehand: pandas takes five times as long to do it by a format of its own.
        numbers = {name: frame[name].map(write_number) for name in frame.select_dtypes("float64").columns}
        frame.assign(**numbers).to_csv(self._csv, index=False, header=False, lineterminator="\n")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._write()
            self._close()
            if kind is None:
                for suffix, part in self._parts.items():
                    part.replace(self._folder / f"{NAME}.{suffix}")
        finally:
            self._parquet.is_open = False  # a full disk: else it tries again when it is forgotten, and complains
            for part in self._parts.values():
                part.unlink(missing_ok=True)

    def _close(self) -> None:
        self._parquet.close()
        self._csv.close()
