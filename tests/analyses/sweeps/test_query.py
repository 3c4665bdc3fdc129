"""Questions in SQL: answered from the sweep's own files, and nothing else is let through."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from simulation.__main__ import WRONG_INPUT, main
from simulation.analyses.sweeps.database import ask, save
from simulation.analyses.sweeps.executors.serial import Serial
from simulation.analyses.sweeps.folder import SweepFolder
from simulation.analyses.sweeps.runner import Runner
from simulation.base.errors import InputError
from tests.analyses.sweeps.small import begun, small_sweep
from tests.rows import each_row


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> SweepFolder:
    sweep = small_sweep()
    made = begun(tmp_path_factory.mktemp("query") / "it's a sweep", sweep)
    with made.locked():
        Runner(sweep, made, lambda: Serial(sweep)).run()
    return made


def test_views(folder: SweepFolder) -> None:
    counts = {
        "replications": 4 * 3 * 2 * 6,  # points x replications x policies x outcomes
        "contrasts": 4 * 3 * 1 * 6,
        "results": 4 * 2 * 6,
        "design": 4,
        "failures": 0,
    }
    for view, count in counts.items():
        assert ask(folder, f"SELECT count(*) FROM {view}").rows == [(count,)]


def test_contrasts_average_to_the_results(folder: SweepFolder) -> None:
    own = ask(
        folder, "SELECT point, avg(difference) FROM contrasts WHERE outcome = 'first_job' GROUP BY ALL ORDER BY 1"
    )
    results = ask(
        folder,
        "SELECT point, difference FROM results WHERE outcome = 'first_job' AND difference IS NOT NULL ORDER BY 1",
    )
    assert [row[1] for row in own.rows] == pytest.approx([row[1] for row in results.rows])


def test_views_while_it_runs(tmp_path: Path) -> None:
    early = begun(tmp_path / "sweep", small_sweep())
    for view in ("replications", "contrasts", "results"):
        assert ask(early, f"SELECT * FROM {view}").rows == []


ALLOWED = [
    "WITH best AS (SELECT max(difference) AS most FROM results) SELECT most FROM best",
    "FROM design",
    "SELECT * FROM design -- a remark",
    "SELECT * FROM design;",
]


@each_row("question", ALLOWED)
def test_selects_are_answered(question: str, folder: SweepFolder) -> None:
    assert ask(folder, question).rows


REFUSED = [
    "SELECT * FROM read_csv('{outside}')",
    "SELECT * FROM read_text('{outside}')",
    "SELECT * FROM read_blob('{outside}')",
    "SELECT * FROM '{outside}'",
    "SELECT * FROM read_csv('{folder}/../outside.csv')",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM sniff_csv('{outside}')",
    "SELECT * FROM read_parquet('https://example.org/x.parquet')",
    "SELECT * FROM secret",
    "SELECT * FROM query('COPY (SELECT 1) TO ''{new}''')",
    "COPY (SELECT 1) TO '{new}'",
    "COPY (SELECT 1) TO '{folder}/results.parquet'",
    "EXPORT DATABASE '{new}'",
    "ATTACH '{new}'",
    "CREATE TABLE mine AS SELECT 1",
    "DROP VIEW results",
    "WITH x AS (DELETE FROM failures RETURNING *) SELECT * FROM x",
    "WITH x AS (INSERT INTO failures VALUES ('x', 0, 0, 0, 'x', 'x') RETURNING *) SELECT * FROM x",
    "INSERT INTO failures VALUES ('x', 0, 0, 0, 'x', 'x')",
    "SET enable_external_access = true",
    "RESET enable_external_access",
    "PRAGMA database_list",
    "INSTALL httpfs",
    "LOAD httpfs",
    "CALL pragma_version()",
    "EXPLAIN SELECT 1",
    "SELECT 1; SELECT 2",
    "SELECT 1; COPY (SELECT 1) TO '{new}'",
    "SELEC 1",
    "SELECT nothing FROM results",
    "",
    "-- nothing",
]


@pytest.mark.parametrize("question", REFUSED)
def test_all_else_is_refused(question: str, folder: SweepFolder, tmp_path: Path) -> None:
    outside = folder.path.parent / "outside.csv"
    outside.write_text("a\n1\n")
    secret = pd.DataFrame({"a": [1]})  # a variable that DuckDB would find by its name
    before = {path: path.read_bytes() for path in folder.path.rglob("*") if path.is_file()}
    own = str(folder.path).replace("'", "''")
    filled = question.format(outside=str(outside).replace("'", "''"), folder=own, new=tmp_path / "new")
    with pytest.raises(InputError) as caught:
        ask(folder, filled)
    assert caught.value.key in (
        "not_one_select", "broken_question", "question_not_understood", "no_files_in_question", "unknown_name",
        "no_question",
    )  # fmt: skip
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "new").exists()
    assert {path: path.read_bytes() for path in folder.path.rglob("*") if path.is_file()} == before
    assert len(secret) == 1


COMPLAINTS = {
    "SELECT diference FROM results": "There is no column 'diference'; nearest: difference.",
    "SELECT mc_lo FROM results": "There is no column 'mc_lo'; nearest: mc_low.",
    "SELECT r.polcy FROM results r": "There is no column 'polcy'; nearest: policy.",
    "SELECT * FROM results JOIN design USING (pont)": "There is no column 'pont'; nearest: point.",
    "SELECT * FROM result": "There is no view 'result'; nearest: results.",
    "SELECT job_entry.belief FROM results": 'stands in double quotes: "job_entry.belief".',
    "SELECT * FROM results WHERE outcome = first_job": "'first_job' is a text and no column",
    "SELECT * FROM results WHERE policy = coordinated": "'coordinated' is a text and no column",
    "SELECT group FROM results": 'The column "group" has the name of a word of SQL',
    "SELECT * FROM results WHERE level > 0,05": "decimal numbers have a point in SQL, as 0.05",
    "SELECT policy,, level FROM results": "near ','.",
    "selekt * FROM results": "A question begins with SELECT, not with 'selekt'",
    "SELECT * FROM results WHERE outcome = \u2018first_job\u2019": "straight single ones ('first_job')",
    "SELECT * FROM results WHERE outcome = \u201dfirst_job\u201d": "straight single ones ('first_job')",
    "SELECT * FROM results WHERE outcome = 'first_job": "a single quote is missing at its end",
    "PIVOT results ON policy USING avg(level) GROUP BY world": "ON policy IN ('coordinated')",
    "SELECT * FROM (PIVOT results ON policy USING avg(level) GROUP BY world)": "ON policy IN ('coordinated')",
    "SELECT * FROM sqlite_scan('x', 'y')": "There is no function of SQL 'sqlite_scan'",
    "SELECT floo(level) FROM results": "There is no function of SQL 'floo'; nearest: floor.",
    "SELECT * FROM read_csv('x.csv')": "A question can't open files",
    "SELECT avg(policy) FROM results": "given name and argument types 'avg(VARCHAR)'.",
    "SELECT level FROM results ORDER BY 9": "ORDER term out of range",
}


@each_row("question", COMPLAINTS)
def test_what_is_wrong_is_said_in_one_sentence(question: str, folder: SweepFolder) -> None:
    with pytest.raises(InputError) as caught:
        ask(folder, question)
    sentence = str(caught.value)
    assert COMPLAINTS[question] in sentence
    assert "Error" not in sentence
    assert "!" not in sentence
    assert sentence.endswith(".")


UNITS = {
    "SELECT policy, difference FROM results WHERE outcome = 'first_job'": [
        "Units of difference: shares of clients, where 0.05 is 5% (first_job)."
    ],
    "SELECT outcome, avg(level) FROM results WHERE outcome LIKE 'q%' GROUP BY 1": [
        "Units of avg(", "(quarters_worked)."
    ],
    "SELECT policy, gain_share FROM results": ["Units of gain_share: shares of clients, where 0.05 is 5%."],
    "SELECT level FROM results": ["first_job, ", "quarters_worked)."],
    'SELECT max("level") FROM results': ['Units of max("level"): '],
}  # fmt: skip


@each_row("question", UNITS)
def test_units_are_said(question: str, folder: SweepFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["query", str(folder.path), question]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert all(words in last for words in UNITS[question]), last


WITHOUT_UNITS = [
    "SELECT unit, level FROM results",
    "SELECT point FROM design",
    "SELECT 1 AS a",
    "SELECT 100 * level FROM results",  # no share of 0 to 1 any more
    'SELECT corr("job_entry.belief", level) FROM results',
    "SELECT count(level) FROM results",
    "SELECT policy difference FROM results",  # a comma is missing: the policies' names
]


@each_row("question", WITHOUT_UNITS)
def test_where_there_is_nothing_to_say_of_units(
    question: str, folder: SweepFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["query", str(folder.path), question]) == 0
    assert "Units" not in capsys.readouterr().out


def test_an_answer_without_rows_tells_what_there_is(folder: SweepFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["query", str(folder.path), "SELECT level FROM results WHERE outcome = 'frist_job'"]) == 0
    said = capsys.readouterr().out
    assert "No row answers this" in said
    assert "policy observed_mix, coordinated" in said
    assert "outcome first_job, " in said
    assert "quarter 2." in said


def test_columns_that_fit_stand_beside_each_other(folder: SweepFolder, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = "a" * 60, "b" * 60  # with the gaps 126 of the 160 characters of a pipe
    for length in range(25, 40):
        question = f"SELECT 1 AS {one}, 2 AS {other}, 3 AS {'c' * length}"
        assert main(["query", str(folder.path), question]) == 0
        heading = capsys.readouterr().out.splitlines()[1]
        assert one in heading
        assert other in heading


def test_a_long_answer_is_counted_and_not_kept(folder: SweepFolder) -> None:
    found = ask(folder, "SELECT * FROM range(200000)", most=40)
    assert (len(found.rows), found.n_rows) == (40, 200_000)
    assert ask(folder, "SELECT * FROM range(30)", most=40).n_rows == 30


def test_an_error_half_way_through_is_told_and_leaves_no_file(folder: SweepFolder, tmp_path: Path) -> None:
    question = "SELECT CASE WHEN i < 150000 THEN i ELSE CAST('x' || i AS INTEGER) END AS a FROM range(200000) r(i)"
    for path in (None, tmp_path / "answer.csv", tmp_path / "answer.parquet", tmp_path / "answer.xlsx"):
        with pytest.raises(InputError) as caught:
            ask(folder, question, most=1) if path is None else save(folder, question, path)
        assert caught.value.key == "broken_question"
        assert "Could not convert" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx"])
def test_sums_of_whole_numbers_are_whole_numbers(suffix: str, folder: SweepFolder, tmp_path: Path) -> None:
    path = tmp_path / f"answer.{suffix}"
    save(folder, "SELECT sum(n_replications) AS n, 0.25 AS share, NULL::INTEGER AS none FROM results", path)
    frame = {"csv": pd.read_csv, "parquet": pd.read_parquet, "xlsx": pd.read_excel}[suffix](path)
    assert frame["n"].tolist() == [3 * 4 * 2 * 6]  # replications x points x policies x outcomes
    assert frame["n"].dtype == "int64"
    assert frame["share"].tolist() == [0.25]
    assert frame["none"].isna().all()


def test_broken_shards_are_never_read(folder: SweepFolder) -> None:
    path = min(folder.path.glob("shards/*/*/*.parquet"))
    content = path.read_bytes()
    try:
        path.write_bytes(content[:-1] + b"X")
        found = ask(folder, "SELECT count(DISTINCT point) FROM replications")
        assert (found.rows, found.damaged) == ([(3,)], [path])
    finally:
        path.write_bytes(content)


COUNT = "SELECT count(*) AS n FROM replications"


@each_row("asked", [["query", "{}", COUNT], ["query", "{}", COUNT, "out={}/n.csv"], ["sweep", "status={}"]])
def test_what_is_left_out_is_told(asked: list[str], folder: SweepFolder, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [argument.format(folder.path) for argument in asked]
    path = min(folder.path.glob("shards/*/*/*.parquet"))
    content = path.read_bytes()
    try:
        path.write_bytes(content[:-100])
        assert main(arguments) == 0
        told = capsys.readouterr().out
        for part in (": 1,", path.name, f"tilltro sweep resume={folder.path}"):
            assert part in told
    finally:
        path.write_bytes(content)
        (folder.path / "n.csv").unlink(missing_ok=True)
    assert main(arguments) == 0
    assert "resume" not in capsys.readouterr().out
    (folder.path / "n.csv").unlink(missing_ok=True)


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx"])
def test_files(suffix: str, folder: SweepFolder, tmp_path: Path) -> None:
    path = tmp_path / f"answer.{suffix}"
    question = "SELECT point, policy, level FROM results WHERE outcome = 'first_job' ORDER BY ALL"
    assert main(["query", str(folder.path), question, f"out={path}"]) == 0
    read = {"csv": pd.read_csv, "parquet": pd.read_parquet, "xlsx": pd.read_excel}[suffix]
    frame = read(path)
    assert list(frame.columns) == ["point", "policy", "level"]
    assert frame["level"].tolist() == pytest.approx([row[2] for row in ask(folder, question).rows], abs=1e-8)
    first = path.read_bytes()
    assert main(["query", str(folder.path), question, f"out={path}"]) == WRONG_INPUT  # it is there already
    path.unlink()
    assert main(["query", str(folder.path), question, f"out={path}"]) == 0
    assert path.read_bytes() == first


def test_folders_are_made_with_the_file_or_not_at_all(
    folder: SweepFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    from simulation.analyses.sweeps import spreadsheet

    path = tmp_path / "new" / "inner" / "answer.csv"
    own = ["query", str(folder.path), "SELECT point FROM design", f"out={path}"]

    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(spreadsheet, "writing_atomically", full)
        assert main(own) == WRONG_INPUT
    assert list(tmp_path.iterdir()) == []
    assert main(["query", str(folder.path), "SELECT pint FROM design", f"out={path}"]) == WRONG_INPUT
    assert list(tmp_path.iterdir()) == []
    assert main(own) == 0
    assert [file.name for file in path.parent.iterdir()] == ["answer.csv"]


def test_formulas_stay_text(folder: SweepFolder, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "answer.xlsx"
    assert main(["query", str(folder.path), "SELECT '=1+1' AS a, NULL AS b, 'nan'::DOUBLE AS c", f"out={path}"]) == 0
    cells = next(load_workbook(path).active.iter_rows(min_row=2))
    assert (cells[0].value, cells[0].data_type) == ("=1+1", "s")
    assert [cell.value for cell in cells[1:]] == [None, None]


@pytest.mark.parametrize(
    "arguments",
    [
        ["query"],
        ["query", "."],
        ["query", "a", "b", "c"],
        ["query", "no_folder", "SELECT 1"],
        ["query", ".", "SELECT 1"],
    ],
)
def test_wrong_use(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == WRONG_INPUT
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_wrong_file(folder: SweepFolder, tmp_path: Path) -> None:
    assert main(["query", str(folder.path), "SELECT 1", f"out={tmp_path / 'a.txt'}"]) == WRONG_INPUT
    assert main(["query", str(folder.path), "SELECT 1 AS a, 2 AS a", f"out={tmp_path / 'a.csv'}"]) == WRONG_INPUT
    assert list(tmp_path.iterdir()) == []
