"""Results on disk: whole or not at all, the oldest thrown away, damaged ones as good as none."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pandas as pd
import pytest

from simulation.study.contrasts.tables import Tables
from simulation.web import runs
from simulation.web.addresses import read_address
from simulation.web.runs import Runs, size_of
from simulation.web.store import ABANDONED, Store


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    made = Runs(Store(None), n_workers=1)
    pairs = [("policies", "coordinated"), ("n_quarters", "1"), ("population.n_clients", "60"), ("n_replications", "4")]
    run = made.begin(read_address(pairs))
    while not run.is_over:
        run.look()
        run.wait(0.2)
    made.close()
    assert run.result is not None
    return run.result


def test_what_is_written_is_read(tables: Tables, tmp_path: Path) -> None:
    store = Store(tmp_path / "answers")
    assert store.write("0123456789ab", tables)
    read = store.read("0123456789ab")
    assert read is not None
    pd.testing.assert_frame_equal(read.contrasts, tables.contrasts)
    assert store.read("ffffffffffff") is None
    assert store.read("../answers") is None
    assert (tmp_path / "answers").stat().st_mode & 0o077 == 0 or os.name == "nt"  # for nobody but the user


def test_memory_holds_no_more_than_its_bytes_and_the_store_the_rest(
    tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, size = Store(tmp_path), size_of(tables)
    assert size > tables.contrasts["difference"].nbytes
    monkeypatch.setattr(runs, "MOST_REMEMBERED", int(2.5 * size))
    pairs = [("policies", "coordinated"), ("n_quarters", "1"), ("population.n_clients", "60"), ("n_replications", "4")]
    asked = [read_address([*pairs, ("seed", str(seed))]) for seed in (1, 2, 3)]
    for one in asked:
        store.write(one.key, tables)
    all_runs = Runs(store, n_workers=1)
    found = [all_runs.finished(one) for one in asked]
    assert None not in found
    again = [all_runs.finished(one) for one in reversed(asked)]
    # the last two are those that are remembered; the first is read anew
    assert again[0] is found[2]
    assert again[1] is found[1]
    assert again[2] is not found[0]
    all_runs.close()


def test_a_damaged_result_is_as_good_as_none(tables: Tables, tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write("0123456789ab", tables)
    (tmp_path / "0123456789ab" / "levels.parquet").write_bytes(b"PAR1 and no more")
    assert store.read("0123456789ab") is None


def test_the_oldest_go_and_parts_that_nobody_finished(tables: Tables, tmp_path: Path) -> None:
    store = Store(tmp_path, most_bytes=0)
    old = tmp_path / ".part-00000000"
    old.mkdir()
    os.utime(old, (time.time() - 2 * ABANDONED,) * 2)
    (tmp_path / "of somebody else").write_text("kept")
    for key in ("000000000000", "111111111111", "222222222222"):
        store.write(key, tables)
    assert {path.name for path in tmp_path.iterdir()} == {"222222222222", "of somebody else"}


def test_without_room_nothing_is_kept_and_nothing_breaks(tables: Tables, tmp_path: Path) -> None:
    assert not Store(None).write("0123456789ab", tables)
    assert Store(None).read("0123456789ab") is None
    (tmp_path / "file").write_text("")
    assert not Store(tmp_path / "file" / "answers").write("0123456789ab", tables)
    assert not Store(tmp_path / "file" / "answers").can_keep
    assert not Store(None).can_keep
    assert Store(tmp_path / "new").can_keep
