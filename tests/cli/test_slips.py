"""What people who know no Python type: whatever it is, one sentence that tells how to go on, or a run."""

from __future__ import annotations

import string
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rows import each_row

from .conftest import RUNS

type Dry = Callable[[list[str]], int | str]

# What is typed, and what the sentence has to say.
SLIPS = {
    # lists of policies
    "a policy twice": ("compare policies=[staircase,staircase]", ["policies", "'staircase' twice"]),
    "only the baseline": ("compare policies=[observed_mix]", ["nothing but the baseline", "policy=observed_mix"]),
    "only another baseline": ("compare policies=staircase baseline=staircase", ["[staircase,coordinated]"]),
    "no value": ("compare policies=", ["policies has no value", "policies=[NAME,NAME]"]),
    "quotation marks alone": ("compare policies=''", ["policies has no value"]),
    "open bracket": ("compare policies=[a,b", ["without its partner", "policies=[staircase,coordinated]"]),
    "closing bracket": ("compare policies=a,b]", ["without its partner"]),
    "open quotation mark": ("compare policies=['a]", ["without its partner"]),
    "round brackets": ("compare policies=(a,b)", ["write policies=[staircase,coordinated]"]),
    "two commas": ("compare policies=[a,,b]", ["write policies=[staircase,coordinated]"]),
    "braces": ("compare policies={a:b}", ["policies={a:b}", "write policies=[staircase,coordinated]"]),
    "no brackets": ("compare policies=staircase,coordinated", ["in brackets"]),
    "nothing near": ("compare policies=zebra", ["'zebra'", "'tilltro policies' lists"]),
    "capitals": ("compare policies=[Coordinated]", ["nearest: coordinated"]),
    "null": ("compare policies=null", ["policies can't be null"]),
    "a policy as a word": ("compare staircase", ["perhaps policies=staircase"]),
    "an experiment as a word": ("compare headline", ["perhaps experiment=headline"]),
    # worlds
    "unknown world beside another": ("compare world=[sanctions_work,x]", ["no world 'x'", "'tilltro worlds' lists"]),
    "misspelt world": ("compare world=sanction_work", ["nearest: sanctions_work"]),
    "usual with others": ("compare world=[usual,snowball]", ["'usual' changes nothing"]),
    "a world twice": ("compare world=[snowball,snowball]", ["'snowball' twice"]),
    "no world": ("compare world=null", ["world can't be null", "world=NAME"]),
    # numbers
    "decimal comma": ("compare parameters.trust.gain=0,2", ["comma", "parameters.trust.gain=0.2"]),
    "decimal comma before pp": ("compare precision=0,5pp", ["comma", "precision=0.5pp"]),
    "comma in thousands": ("compare population.n_clients=1,000", ["comma", "population.n_clients=1000"]),
    "point in thousands": ("compare money.benefit=45.000", ["money.benefit=45000", "money.benefit=45 "]),
    "three decimals": ("compare money.meeting=884.907", ["money.meeting=884907", "money.meeting=884.9070 "]),
    "space in thousands": ("compare money.benefit=45_000 x", ["'x' isn't a setting"]),
    "not a number": ("compare money.benefit=much", ["must be a number from 0 to 1000000"]),
    "huge": ("compare population.n_clients=1e9", ["whole number from 1 to 100000000"]),
    "more digits than can be read": (f"compare seed={'9' * 5000}", ["can't be understood", "seed="]),
    "so many digits in a mapping": (f"compare labour_market={{a:{'9' * 5000}}}", ["can't be understood"]),
    "nan": ("compare n_quarters=nan", ["n_quarters is nan", "1 to 400"]),
    "space after the equals sign": ("compare n_quarters= 16", ["n_quarters=NUMBER without spaces"]),
    "spaces around it": ("compare n_quarters = 16", ["no spaces around ="]),
    "half a name": ("compare clients=100", ["nearest: population.n_clients"]),
    "last part of a name": ("compare trust.gain=1", ["nearest: parameters.trust.gain"]),
    "name in capitals": ("compare N_QUARTERS=16", ["nearest: n_quarters"]),
    "an old name": ("follow henrik n_lucks=50", ["no setting 'n_lucks'", "perhaps n_paths=50"]),
    "hyphen": ("compare n-quarters=16", ["nearest: n_quarters"]),
    # groups of settings
    "all prices at once": ("compare money=1", ["money is a group", "'tilltro prices'"]),
    "no prices": ("compare money=null", ["money is a group"]),
    "no value for prices": ("compare money=", ["money.NAME=VALUE"]),
    "no price": ("compare money.benefit=null", ["money.benefit can't be null"]),
    "a group of parameters": ("compare parameters.trust=1", ["'tilltro parameters trust'"]),
    "braces for a group": ("compare population={n_clients:3}", ["{n_clients:3}", "allowed: bip, open"]),
    "few names": ("compare caseworkers=zebra", ["allowed: bip"]),
    "reference": ("compare seed=${oc.env:HOME}", ["refers to another value"]),
    "two labour markets": ("compare labour_market=recession labour_market.path=x.csv", ["give one of them"]),
    # files
    "missing table": ("compare population.table=no.csv", ["no.csv can't be read: there is no such file"]),
    "missing Parquet": ("compare population.table=no.parquet", ["there is no such file"]),
    "folder as table": ("compare population.table=..", ["it is a folder"]),
    "folder as market": ("compare labour_market.path=..", ["it is a folder"]),
    "unknown home": ("compare out=~nobody-here/x", ["~nobody-here/x", "write the path in full"]),
    "a name that is too long": (f"compare population.table={'x' * 300}", ["xxx...", "the name is too long"]),
    "a folder with a name too long": (f"contrary config_dir={'x' * 300}", ["the name is too long"]),
    # words and commands
    "empty word": ("compare ''", ["is empty"]),
    "unknown command": ("zebra", ["'zebra'", "'tilltro --help' lists"]),
    "command in capitals": ("COMPARE", ["nearest: compare"]),
    "setting before command": ("seed=1 compare", ["tilltro compare seed=1"]),
    "unknown setting": ("compare zebra=1", ["'tilltro compare --help' lists"]),
    "unknown setting of a calibration": ("calibrate zebra=1", ["'tilltro calibrate --help' lists"]),
    "twice in a calibration": ("calibrate n_runs=200 n_runs=300", ["n_runs is given twice"]),
    "run without policy": ("run policy=", ["policy has no value", "policy=NAME"]),
    "follow against nobody": ("follow henrik against=", ["against has no value"]),
    "follow two": ("follow henrik jacob", ["one name at a time", "'jacob'"]),
    "validate without policy": ("validate policy=", ["policy has no value"]),
    "predict a name": ("predict name=x", ["takes no name"]),
    # looking things up
    "policies: nothing near": ("policies zebra", ["'tilltro policies' lists"]),
    "policies: two": ("policies staircase combined", ["one name at a time"]),
    "worlds: nothing near": ("worlds zebra", ["'tilltro worlds' lists"]),
    "worlds: near": ("worlds sanctions", ["nearest: sanctions_"]),
    "interventions: nothing near": ("interventions zebra", ["'tilltro interventions' lists"]),
    "evidence: near": ("evidence beleif", ["nearest: belief"]),
    "evidence: near an id": ("evidence F77", ["nearest: F"]),
    "evidence: nothing near": ("evidence zyzzyva", ["'tilltro evidence' lists"]),
    "parameters: near": ("parameters trust.gian", ["nearest: trust.gain"]),
    "parameters: nothing near": ("parameters zyzzyva", ["'tilltro parameters' lists"]),
    "prices: near": ("prices benifit", ["nearest: benefit"]),
    "prices: nothing near": ("prices zyzzyva", ["'tilltro prices' lists"]),
}
PROGRAMMERS_WORDS = ("Hydra", "Errno", "override", "None", "float", "Traceback", "codec", "''''", "finite")

# A table or a file of one's own, by its name and content, and what the sentence has to say.
TABLES = {
    "UTF-16": (b"\xff\xfea\x00", "at least one client"),
    "Latin 1": ("namn\nÅsa\n".encode("latin-1"), "'namn' that isn't known"),
    "empty": (b"", "it is empty"),
    "headings alone": (b"age\n", "at least one client"),
    "a heading twice": (b"age,age\n40,41\n", "lists 'age' twice"),
    "a cell too many": (b"age;man\n40;1\n40;1;1\n", "Row 3 of clients.csv has 3 cells under 2 headings"),
    "a cell too many from the first row": (b"age;man\n40;1;1\n41;0;1\n", "Row 2 of clients.csv has 3 cells"),
    "words": (b"age\nforty\n", "must be a number from 18 to 64"),
}
OWN_FILES = {
    "a reference to nothing": ("n_quarters: ${zebra}\n", "refers to ${zebra}, which doesn't exist"),
    "a file that isn't there": ("defaults:\n  - override /population: zebra\n", "there is no such file"),
    "a group that isn't there": ("defaults:\n  - override /zebras: bip\n", "there is no such file"),
    "defaults that aren't a list": ("defaults: 3\n", "experiment/mine.yaml in config_dir doesn't fit"),
    "braces for a list": ("policies: {a: 3}\n", "experiment/mine.yaml in config_dir doesn't fit"),
    "open bracket": ("policies: [a\n", "look for a bracket"),
}


def words(line: str) -> list[str]:
    """Return the words of a command line, a pair of quotation marks alone being an empty one."""
    return ["" if word == "''" else word for word in line.split()]


def sentence(status: int | str, capsys: pytest.CaptureFixture[str]) -> str:
    out, err = capsys.readouterr()
    assert (status, out) == (2, "")
    assert err.endswith(".\n")
    assert err.count("\n") == 1
    assert not [word for word in PROGRAMMERS_WORDS if word in err], err
    return err


@each_row("case", SLIPS)
def test_a_slip_gets_a_sentence(case: str, dry: Dry, empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line, said = SLIPS[case]
    found = sentence(dry(words(line)), capsys)
    assert not [part for part in said if part not in found], found
    assert not list(empty.iterdir())


def test_spaces_around_the_equals_sign_in_quotation_marks(dry: Dry, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no spaces around =" in sentence(dry(["compare", "n_quarters = 16"]), capsys)


@each_row("language", ["sv", "da"])
@each_row("case", SLIPS)
def test_in_swedish_and_danish_too(case: str, language: str, dry: Dry, capsys: pytest.CaptureFixture[str]) -> None:
    line, _ = SLIPS[case]
    found = sentence(dry([*words(line), f"language={language}"]), capsys)
    english = (" isn't ", " must be ", " lists ", "nearest", "allowed", " has no ", "there is no ", " write ")
    assert not [part for part in english if part in found], found


@each_row("case", TABLES)
def test_a_table_with_a_slip(case: str, dry: Dry, empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, said = TABLES[case]
    (empty / "clients.csv").write_bytes(content)
    assert said in sentence(dry(["compare", "population.table=clients.csv"]), capsys)


def test_a_damaged_excel_workbook_is_no_table(dry: Dry, empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (empty / "clients.xlsx").write_bytes(b"PK\x03\x04\xff\xfe")
    assert "isn't an Excel workbook" in sentence(dry(["compare", "population.table=clients.xlsx"]), capsys)


@each_row("case", OWN_FILES)
def test_an_own_file_with_a_slip(case: str, dry: Dry, empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, said = OWN_FILES[case]
    (empty / "own" / "experiment").mkdir(parents=True, exist_ok=True)
    text = f"# @package _global_\n{content}"
    (empty / "own" / "experiment" / "mine.yaml").write_text(text, encoding="utf-8")
    assert said in sentence(dry(["compare", "config_dir=own", "experiment=mine"]), capsys)


@each_row(
    "arguments",
    [
        ["compare", "policies=[staircase,", "coordinated]"],  # a space, which the shell parts at
        ["compare", "policies=[staircase, coordinated]"],
        ["compare", "policies=staircase"],
        ["compare", "policies=['staircase']"],
        ["compare", "world=[sanctions_work,", "snowball]", "seed=3"],
        ["run", "policy=staircase"],
        ["compare", "out=[a]", "threads=null"],
    ],
)
def test_what_is_meant_well_is_taken(arguments: list[str], dry: Dry) -> None:
    assert dry(arguments) == RUNS


def test_several_words_look_up_what_holds_them_all(dry: Dry, capsys: pytest.CaptureFixture[str]) -> None:
    assert dry(["parameters", "trust", "gain"]) == 0
    assert "trust.gain" in capsys.readouterr().out
    assert dry(["interventions", "Job", "search"]) == 0
    assert "job_search" in capsys.readouterr().out


def test_help_of_a_command_in_either_order(dry: Dry, capsys: pytest.CaptureFixture[str]) -> None:
    assert dry(["compare", "--help"]) == 0
    page = capsys.readouterr().out
    for arguments in (["help", "compare"], ["--help", "compare"], ["compare", "help"]):
        assert dry(arguments) == 0
        assert capsys.readouterr().out == page


SETTINGS = (
    *("policies", "baseline", "world", "experiment", "n_quarters", "n_replications", "seed", "threads", "name"),
    *("population.n_clients", "population.table", "population.correlations", "population.register_index", "money"),
    *("money.benefit", "parameters", "parameters.trust", "parameters.trust.gain", "caseworkers", "labour_market"),
    *("labour_market.path", "labour_market.tightness", "labour_market.vacancies", "overwrite", "language", "out"),
)
SIGNS = string.ascii_lowercase + string.digits + "[]{}()'\"=,.:;-+~$@#/\\* \t\nåø€“"
ODD = (
    "[",
    "]",
    "{}",
    "[]",
    "null",
    "nan",
    "-inf",
    "1e400",
    "0x1",
    "true",
    "[[]]",
    "[null]",
    "{a: b}",
    "a:b",
    "???",
    "..",
)
VALUES = st.one_of(st.sampled_from(ODD), st.text(SIGNS, max_size=8), st.integers(-2, 10**12).map(str))


@settings(
    max_examples=120, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=st.sampled_from(SETTINGS), value=VALUES)
def test_whatever_is_given_is_taken_or_refused(
    name: str, value: str, dry: Dry, empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = dry(["compare", f"{name}={value}"])
    if status != RUNS:
        sentence(status, capsys)
    assert not list(empty.iterdir())


@settings(max_examples=80, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    command=st.sampled_from(["policies", "worlds", "interventions", "evidence", "parameters", "prices"]), word=VALUES
)
def test_whatever_is_looked_up_is_found_or_not(
    command: str, word: str, dry: Dry, capsys: pytest.CaptureFixture[str]
) -> None:
    status = dry([command, word])
    if status == 0:
        assert capsys.readouterr().out.strip()
    else:
        sentence(status, capsys)
