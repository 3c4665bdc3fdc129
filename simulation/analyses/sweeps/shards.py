"""Shards: one Parquet file a unit, written aside and renamed, and read only if every byte is as it was written.

The name of a shard holds two hashes: of what was asked for (the unit's key) and of the bytes of the file. A file that
was cut short or altered doesn't match its name, and counts as missing.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from simulation.analyses.sweeps.specification import Sweep
from simulation.analyses.sweeps.units import Unit
from simulation.results.atomic import write_atomically

Floats = NDArray[np.float64]
DIGEST_DIGITS = 16
POINTS_A_FOLDER = 100  # few enough for a folder to be listed at once
_WORD = pa.dictionary(pa.int16(), pa.string())
SCHEMA = pa.schema(
    [
        ("world", _WORD),
        ("point", pa.int32()),
        ("replication", pa.int32()),
        ("policy", _WORD),
        ("quarter", pa.int16()),
        ("group", _WORD),
        ("outcome", _WORD),
        ("value", pa.float64()),  # mean over the group's clients; null where it has none
        ("higher", pa.float64()),  # share of clients above the same client under the baseline (ReplicationResult)
        ("lower", pa.float64()),  # and below
    ]
)


@dataclass(frozen=True)
class Rows:
    """What is recorded of a unit, each [n_replications, n_arms, n_quarters, n_groups, n_outcomes]."""

    value: Floats
    higher: Floats
    lower: Floats


def encode(sweep: Sweep, unit: Unit, rows: Rows) -> bytes:
    """Return the content of a unit's shard; the same rows give the same bytes."""
    shape = rows.value.shape
    world = sweep.worlds[unit.world]
    quarters = np.array(sweep.recorded.quarters_of(world.settings.n_quarters), np.int16)
    replication, arm, quarter, group, outcome = (axis.ravel() for axis in np.indices(shape, np.int32))
    n_rows = rows.value.size
    columns = [
        _words(np.zeros(n_rows, np.int16), (world.name,)),
        _numbers(np.full(n_rows, unit.point, np.int32)),
        _numbers(replication + np.int32(unit.first)),
        _words(arm, sweep.arms),
        _numbers(quarters[quarter]),
        _words(group, sweep.recorded.groups),
        _words(outcome, sweep.recorded.outcomes),
        *(_numbers(values.ravel()) for values in (rows.value, rows.higher, rows.lower)),
    ]
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, schema=SCHEMA), buffer, compression="zstd")
    return buffer.getvalue()


# `pa.array` would do for these, but it imports pandas, which takes a worker longer than its first unit.
def _numbers(values: NDArray[Any]) -> pa.Array:
    """Return numbers [n] as a column; nan is null."""
    is_null = np.isnan(values)
    n_nulls = int(is_null.sum())
    known = pa.py_buffer(np.packbits(~is_null, bitorder="little")) if n_nulls else None
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [known, pa.py_buffer(values)], n_nulls)


def _words(codes: NDArray[np.integer[Any]], words: Sequence[str]) -> pa.DictionaryArray:
    """Return words [n] as a column, from the place of each among all."""
    encoded = [word.encode() for word in words]
    ends = np.cumsum([0, *map(len, encoded)]).astype(np.int32)
    names = pa.StringArray.from_buffers(len(words), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded)))
    return pa.DictionaryArray.from_arrays(_numbers(codes.astype(np.int16)), names)


def decode(sweep: Sweep, unit: Unit, content: bytes) -> Rows:
    """Return what a shard's content holds."""
    world = sweep.worlds[unit.world]
    shape = (
        unit.n_replications,
        len(sweep.arms),
        len(sweep.recorded.quarters_of(world.settings.n_quarters)),
        len(sweep.recorded.groups),
        len(sweep.recorded.outcomes),
    )
    with pq.ParquetFile(io.BytesIO(content)) as file:  # `read_table` takes twice as long: it looks for datasets
        table = file.read(columns=["value", "higher", "lower"], use_threads=False)
    return Rows(*(column.to_numpy().reshape(shape) for column in table.columns))


class Shards:
    """The folder of a sweep's shards."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _place(self, sweep: Sweep, unit: Unit) -> tuple[Path, str]:
        """Return the folder of a unit's shard and how its name begins."""
        folder = self.folder / sweep.worlds[unit.world].name / f"{unit.point // POINTS_A_FOLDER:04d}"
        return folder, f"{unit.point:06d}-{unit.first:06d}-{unit.key}-"

    def read(self, sweep: Sweep, unit: Unit) -> bytes | None:
        """Return the content of a unit's shard; None where there is none that is whole."""
        folder, start = self._place(sweep, unit)
        for path in _beginning_with(folder, start):
            content = path.read_bytes()
            if is_whole(path, content):
                return content
        return None

    def write_shard(self, sweep: Sweep, unit: Unit, content: bytes) -> None:
        """Put a shard in its place, in one step.

        Raises:
            OSError: if it can't be written.
        """
        folder, start = self._place(sweep, unit)
        folder.mkdir(parents=True, exist_ok=True)
        for broken in _beginning_with(folder, start):
            broken.unlink()
        write_atomically(folder / f"{start}{_digest(content)}.parquet", content)

    def whole_and_damaged(self) -> tuple[list[Path], list[Path]]:
        """Return the shards that are as they were written, and the damaged ones, in the order of worlds and points."""
        whole: list[Path] = []
        damaged: list[Path] = []
        for path in sorted(self.folder.glob("*/*/*.parquet")):
            (whole if is_whole(path, path.read_bytes()) else damaged).append(path)
        return whole, damaged


def _beginning_with(folder: Path, start: str) -> list[Path]:
    """Return the Parquet files of a folder whose names begin so; none where there is no folder."""
    try:
        names = os.listdir(folder)  # noqa: PTH208 (iterdir makes a path of each of hundreds of names)
    except FileNotFoundError:
        return []
    return [folder / name for name in sorted(names) if name.startswith(start) and name.endswith(".parquet")]


def is_whole(path: Path, content: bytes) -> bool:
    """Say whether a file's bytes are those that its name promises."""
    return path.stem.rpartition("-")[2] == _digest(content)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:DIGEST_DIGITS]
