"""Questions that ask for too much, values that other programs can't hold, and signs that a terminal would obey."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from simulation.__main__ import WRONG_INPUT, main
from simulation.analyses.sweeps.database import ask, save
from simulation.analyses.sweeps.folder import SweepFolder
from simulation.analyses.sweeps.limits import read_limits
from simulation.base.errors import InputError
from tests.analyses.sweeps.small import begun, small_sweep

ENDLESS = "SELECT count(*) FROM range(1000000000) a, range(1000000000) b"
RECURSION = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT * FROM t"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> SweepFolder:
    return begun(tmp_path_factory.mktemp("limits") / "sweep", small_sweep())


def test_a_question_without_end_is_stopped_in_time(folder: SweepFolder, tmp_path: Path) -> None:
    for number, question in enumerate(
        (ENDLESS, RECURSION, RECURSION.replace("SELECT * FROM t", "SELECT sum(n) FROM t"))
    ):
        began = time.monotonic()
        with pytest.raises(InputError) as caught:
            save(folder, question, tmp_path / f"{number}.csv", read_limits(1, "1GB"))
        # A recursion may fill the memory within the second, and what the tests before took of it counts as well.
        told = {"question_too_long": "seconds=1;", "question_too_large": "memory=1GB"}
        assert told[caught.value.key] in str(caught.value)
        assert time.monotonic() - began < 10.0
    assert list(tmp_path.iterdir()) == []


def test_a_question_takes_no_more_memory_than_it_may(folder: SweepFolder) -> None:
    for question in (
        "SELECT len(array_agg(range)) FROM range(1000000000)",
        "FROM range(30000000) ORDER BY hash(range)",
    ):
        with pytest.raises(InputError) as caught:
            ask(folder, question, limits=read_limits(60, "100MB"))
        assert caught.value.key == "question_too_large"
        assert "memory=100MB" in str(caught.value)
    assert ask(folder, "SELECT len(array_agg(range)) FROM range(10000)").rows == [(10_000,)]


def test_a_single_value_that_can_not_be_stopped_ends_the_program(folder: SweepFolder) -> None:
    question = "SELECT length(repeat('x', 3000000000)) AS n"
    command = [sys.executable, "-m", "simulation", "query", str(folder.path), question, "seconds=1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (WRONG_INPUT, "")
    assert done.stderr.startswith("The question isn't answered after seconds=1;")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize(("sent", "question"), [(signal.SIGINT, ENDLESS), (signal.SIGTERM, RECURSION)])
def test_signals_are_heard_at_once(sent: signal.Signals, question: str, folder: SweepFolder) -> None:
    command = [sys.executable, "-m", "simulation", "query", str(folder.path), question]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=_hear_signals
    ) as process:
        deadline = time.monotonic() + 60
        while _n_threads(process.pid) < 3 and time.monotonic() < deadline:  # until DuckDB is at it
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(sent)
        began = time.monotonic()
        said = process.communicate(timeout=30)[1]
        assert time.monotonic() - began < 10.0
    status = {signal.SIGINT: 130, signal.SIGTERM: 143}[sent]
    assert (process.returncode, said.strip()) == (status, "Stopped; nothing was written.")


def _hear_signals() -> None:
    """Let signals be heard that a shell has told its background jobs to ignore."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _n_threads(pid: int) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/task"))  # noqa: PTH208
    except OSError:
        return 3  # can't be told: the wait that follows has to do


def test_limits_are_settings(folder: SweepFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["query", str(folder.path), "SELECT 1 AS a", "seconds=5", "memory=0.5 gb"]) == 0
    wrong = {
        "seconds=0": "seconds is 0; it must be a whole number from 1 to",
        "seconds=soon": "seconds is soon",
        "seconds=1e9": "seconds is 1e9",
        "memory=2": "memory is 2; it must be a size from 100MB",
        "memory=1MB": "memory is 1MB",
        "memory=-2GB": "memory is -2GB",
        "memory=9999999TB": "memory is 9999999TB",
    }
    for setting, said in wrong.items():
        capsys.readouterr()
        assert main(["query", str(folder.path), "SELECT 1 AS a", setting]) == WRONG_INPUT
        assert said in capsys.readouterr().err


# What a question gives -> as text; 25! = 15511210043330985984000000.
ODD = {
    "factorial(25)": "15511210043330985984000000",
    "-factorial(25)": "-15511210043330985984000000",
    "340282366920938463463374607431768211455::UHUGEINT": "340282366920938463463374607431768211455",
    "DATE '20000-01-01'": "20000-01-01",
    "'infinity'::DATE": "infinity",
    "TIMESTAMP '290000-01-01 00:00:00'": "290000-01-01 00:00:00",
    "DATE '2020-02-03'": "2020-02-03",
    "INTERVAL '3 days'": "3 days",
    "[DATE '20000-01-01']": "[20000-01-01]",
    "'a'::ENUM('a', 'b')": "a",
}


def test_values_beyond_other_programs_are_told_as_text(
    folder: SweepFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ", ".join(f"{value} AS c{number}" for number, value in enumerate(ODD))
    assert list(map(str, ask(folder, f"SELECT {asked}").rows[0])) == list(ODD.values())
    assert main(["query", str(folder.path), f"SELECT {asked}"]) == 0
    assert "15511210043330985984000000" in capsys.readouterr().out
    for suffix, read in (("csv", pd.read_csv), ("xlsx", pd.read_excel)):
        save(folder, f"SELECT {asked}", tmp_path / f"a.{suffix}")
        assert read(tmp_path / f"a.{suffix}", dtype=str).iloc[0].tolist() == list(ODD.values())
    parquet = ("factorial(25)", "DATE '20000-01-01'", "INTERVAL '3 days'", "TIMESTAMP '290000-01-01 00:00:00'")
    asked = ", ".join(f"{value} AS c{number}" for number, value in enumerate(parquet))
    save(folder, f"SELECT {asked}", tmp_path / "a.parquet")
    again = ask(folder, "SELECT 1")  # the folder is none the worse
    assert again.rows == [(1,)]
    import pyarrow.parquet as pq

    table = pq.read_table(tmp_path / "a.parquet")
    assert [str(field.type) for field in table.schema] == ["string", "date32[day]", "string", "timestamp[us]"]
    assert (table["c0"][0].as_py(), table["c2"][0].as_py()) == ("15511210043330985984000000", "3 days")


def test_whole_numbers_stay_numbers_until_they_are_too_wide(folder: SweepFolder, tmp_path: Path) -> None:
    # sum(hash(...)) goes beyond 64 bits, in the last part of a long answer too
    question = (
        "SELECT CASE WHEN i < 120000 THEN 1::HUGEINT ELSE 2::HUGEINT ** 70 END::HUGEINT AS n FROM range(120001) r(i)"
    )
    found = ask(folder, question)
    assert (found.rows[0][0], found.rows[-1][0], found.n_rows) == ("1", str(2**70), 120_001)
    found = ask(folder, "SELECT sum(i) FROM range(10) r(i)")
    assert found.rows == [(45,)]
    assert ask(folder, "SELECT sum(hash(i)) > 0 FROM range(100) r(i)").rows == [(True,)]
    assert int(ask(folder, "SELECT sum(hash(i)) FROM range(100) r(i)").rows[0][0]) > 2**64


def test_the_order_of_rows_stays_where_a_column_comes_as_text(folder: SweepFolder) -> None:
    question = "SELECT i, DATE '2020-01-01' + i::INTEGER AS d FROM range(70000) r(i) ORDER BY i DESC;  -- a remark"
    rows = ask(folder, question).rows
    assert [row[0] for row in rows] == list(range(69_999, -1, -1))
    assert rows[-1] == (0, "2020-01-01")


def test_formulas_stay_text_in_csv(folder: SweepFolder, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    cells = ["=cmd|' /C calc'!A0", "@sum(1)", "+1+1", "-1-1", "\t=1", "-5", "+0.5", "a=1", ""]
    asked = ", ".join(f"({text_of(cell)}, {number})" for number, cell in enumerate(cells))
    save(folder, f'SELECT a AS "=a", n - 2 AS n FROM (VALUES {asked}) AS v(a, n)', path)
    with path.open(newline="", encoding="utf-8") as file:
        heading, *rows = csv.reader(file)
    assert heading == ["'=a", "n"]
    assert [row[0] for row in rows] == [*(f"'{cell}" for cell in cells[:5]), *cells[5:]]
    assert [row[1] for row in rows[:3]] == ["-2", "-1", "0"]  # numbers stay numbers


def text_of(cell: str) -> str:
    return "'" + cell.replace("'", "''") + "'"


def test_no_control_character_reaches_the_terminal(
    folder: SweepFolder, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    evil = "\x1b]0;owned\x07\x9b31m\u202e"
    asked = [
        ["query", str(folder.path), f"SELECT '{evil}' AS a"],
        ["query", str(folder.path), f'SELECT 1 AS "{evil}"'],
        ["query", str(folder.path), "SELECT chr(27) || '[2J' AS a, ['x' || chr(27)] AS b"],
        ["query", str(folder.path), f"SELECT {evil} FROM results"],
        ["query", str(folder.path), "SELECT error('x' || chr(27))"],
        ["query", str(folder.path), f'SELECT "{evil}" FROM results'],
        ["query", str(folder.path), "SELECT 1", f"out={tmp_path / evil}.txt"],
        ["query", f"{tmp_path}/{evil}", "SELECT 1"],
        ["query", str(folder.path), "SELECT '\udcff' AS a"],
        [evil],
        ["compare", evil],
        ["compare", f"policies=[{evil}]"],
        ["compare", f"{evil}=1"],
        ["compare", f"n_quarters={evil}"],
        ["compare", f"config_dir={evil}"],
        ["sweep", f"sweep={evil}"],
        ["sweep", f"resume={evil}"],
        ["sweep", f"status={evil}"],
        ["policies", evil],
        ["evidence", evil],
        ["follow", evil],
        ["compare", f"-{evil}"],
        ["compare", f"language={evil}"],
    ]
    for arguments in asked:
        status = main(arguments)
        said = capsys.readouterr()
        shown = said.out + said.err
        assert status in (0, WRONG_INPUT), arguments
        assert shown.strip(), arguments
        assert not {sign for sign in shown if (not sign.isprintable() and sign != "\n") or sign == "\u202e"}, arguments


def test_a_text_without_end_is_cut_in_the_terminal(folder: SweepFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["query", str(folder.path), "SELECT repeat('x', 100000) AS a"]) == 0
    assert len(capsys.readouterr().out) < 1000


SHUT = [
    "FROM read_duckdb('x.db')", "FROM read_json('x.json')", "FROM read_json_objects('/etc/hosts')",
    "FROM parquet_metadata('/etc/passwd')", "FROM parquet_file_metadata('x')", "SELECT getenv('HOME')",
    "FROM duckdb_secrets()", "FROM '/etc/passwd'", "FROM query_table('/etc/passwd')", "FROM read_csv('http://x/y')",
]  # fmt: skip


def test_neither_files_nor_network_nor_environment_are_reached(folder: SweepFolder) -> None:
    for question in SHUT:
        with pytest.raises(InputError) as caught:
            ask(folder, question)
        assert caught.value.key in ("no_files_in_question", "unknown_name"), (question, str(caught.value))


def test_a_table_wider_than_a_sheet_is_refused(folder: SweepFolder, tmp_path: Path) -> None:
    question = f"SELECT {', '.join(f'{number} AS c{number}' for number in range(16_385))}"
    with pytest.raises(InputError) as caught:
        save(folder, question, tmp_path / "wide.xlsx", read_limits(60, "1GB"))
    assert caught.value.key == "too_wide_for_excel"
    assert list(tmp_path.iterdir()) == []
