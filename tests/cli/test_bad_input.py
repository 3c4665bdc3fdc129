"""Whatever a user gets wrong: one clear sentence, exit status 2, nothing written, nothing executed."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.__main__ import WRONG_INPUT, main
from tests.rows import each_row

SMALL = ["population.n_clients=200", "n_quarters=4", "n_replications=2"]

# What is typed, and what the sentence has to name.
CASES = {
    "unknown command": (["compair"], ["compair", "compare"]),
    "unknown setting": (["compare", "n_quarter=4"], ["n_quarter", "n_quarters"]),
    "misspelt inner setting": (["compare", "population.n_client=4"], ["population.n_clients"]),
    "misspelt parameter": (["compare", "parameters.trust.gian=0.2"], ["parameters.trust.gain"]),
    "misspelt parameter group": (["compare", "parameters.turst.gain=0.2"], ["parameters.trust.gain"]),
    "unknown experiment": (["compare", "experiment=hedline"], ["hedline", "headline"]),
    "unknown population": (["compare", "population=bib"], ["bib", "bip"]),
    "catalogue file as parameter set": (["compare", "parameters=trust"], ["trust", "central"]),
    "unknown policy": (["compare", "policies=[stairs]"], ["stairs", "staircase"]),
    "unknown baseline": (["compare", "baseline=observed"], ["observed", "observed_mix"]),
    "no policies": (["compare", "policies=[]"], ["policies"]),
    "policies of the wrong kind": (["compare", "policies=3"], ["policies"]),
    "no baseline": (["compare", "baseline=null"], ["baseline"]),
    "not a number": (["compare", "n_quarters=abc"], ["n_quarters", "abc", "400"]),
    "not whole": (["compare", "n_quarters=2.5"], ["n_quarters", "2.5"]),
    "yes as a number": (["compare", "n_quarters=true"], ["n_quarters"]),
    "no value": (["compare", "n_quarters="], ["n_quarters"]),
    "null": (["compare", "n_quarters=null"], ["n_quarters"]),
    "list for a number": (["compare", "seed=[1,2]"], ["seed"]),
    "negative seed": (["compare", "seed=-1"], ["seed", "-1", "4294967295"]),
    "seed too large": (["compare", "seed=4294967296"], ["seed"]),
    "no replications": (["compare", "n_replications=0"], ["n_replications"]),
    "no clients": (["compare", "population.n_clients=0"], ["population.n_clients"]),
    "caseload above clients": (["compare", "population.n_clients=20"], ["caseworkers.caseload", "20"]),
    "nan": (["compare", "parameters.trust.gain=nan"], ["parameters.trust.gain", "nan"]),
    "infinite": (["compare", "parameters.trust.gain=inf"], ["parameters.trust.gain", "inf"]),
    "hundreds of digits": (["compare", f"parameters.trust.gain={'1' * 400}"], ["parameters.trust.gain"]),
    "price of hundreds of digits": (["compare", f"money.benefit={'1' * 400}"], ["money.benefit", "1000000"]),
    "precision of hundreds of digits": (["compare", f"precision={'1' * 400}"], ["precision"]),
    "weight of hundreds of digits": (
        ["compare", f"population.register_index.age={'1' * 400}"],
        ["population.register_index.age"],
    ),
    "out of range": (["compare", "parameters.trust.gain=7"], ["parameters.trust.gain", "7"]),
    "text for a parameter": (["compare", "parameters.trust.gain=much"], ["parameters.trust.gain", "much"]),
    "misspelt price": (["compare", "money.benefits=3"], ["money.benefit"]),
    "price out of range": (["compare", "money.benefit=-3"], ["money.benefit", "-3", "1000000"]),
    "text for a price": (["compare", "money.benefit=much"], ["money.benefit", "much"]),
    "nothing for a price": (["compare", "money.benefit=null"], ["money.benefit", "null"]),
    "value for all prices": (["compare", "money=1"], ["money"]),
    "prices: nothing found": (["prices", "zebra"], ["zebra"]),
    "value for a group": (["compare", "parameters.trust=1"], ["parameters.trust"]),
    "value for all parameters": (["compare", "parameters=1"], ["parameter set"]),
    "wrong correlations": (["compare", "population.correlations=5"], ["population.correlations"]),
    "impossible correlations": (
        ["compare", "population.correlations=[[age,man,0.9],[age,convicted,0.9],[man,convicted,-0.9]]"],
        ["population.correlations"],
    ),
    "wrong weight": (["compare", "population.register_index.age=x"], ["population.register_index.age"]),
    "missing table": (["compare", "population.table=no.csv"], ["no.csv"]),
    "open bracket": (["compare", "policies=[staircase"], ["policies=[staircase"]),
    "no equals sign": (["compare", "zebra"], ["zebra", "name=value"]),
    "plus": (["compare", "+new=1"], ["+new=1"]),
    "tilde": (["compare", "~seed"], ["~seed"]),
    "package": (["compare", "population@x=bip"], ["population@x=bip"]),
    "several values": (["compare", "seed=1,2"], ["seed=1,2"]),
    "range of values": (["compare", "seed=range(1,3)"], ["seed=range(1,3)"]),
    "multirun": (["compare", "--multirun", "seed=1,2"], ["--multirun"]),
    "short multirun": (["compare", "-m", "seed=1,2"], ["-m"]),
    "unknown option": (["compare", "--fast"], ["--fast"]),
    "given twice": (["compare", "seed=1", "seed=2"], ["seed"]),
    "Hydra's own settings": (["compare", "hydra.verbose=true"], ["hydra.verbose"]),
    "interpolation into nothing": (["compare", "n_quarters=${nothing}"], ["nothing"]),
    "unknown language": (["compare", "language=no"], ["language", "no", "sv"]),
    "unknown language of help": (["compare", "--help", "language=no"], ["language"]),
    "overwrite neither yes nor no": (["compare", "overwrite=perhaps"], ["overwrite", "perhaps"]),
    "no threads": (["compare", "threads=0"], ["threads", "1024"]),
    "empty out": (["compare", "out="], ["out"]),
    "out is here": (["compare", "out=.", *SMALL], ["itself"]),
    "name with a path in it": (["compare", "name=../x"], ["name"]),
    "no such config_dir": (["compare", "config_dir=nowhere"], ["config_dir=nowhere"]),
    "run without policy": (["run"], ["policy=coordinated"]),
    "run of an unknown policy": (["run", "policy=stairs"], ["staircase"]),
    "run with policies": (["run", "policy=staircase", "policies=[staircase]"], ["policies"]),
    "run with baseline": (["run", "policy=staircase", "baseline=staircase"], ["baseline"]),
    "policies: unknown": (["policies", "stairs"], ["stairs", "staircase"]),
    "policies: two": (["policies", "staircase", "combined"], ["combined"]),
    "policies: unknown setting": (["policies", "seed=1"], ["seed"]),
    "evidence: nothing found": (["evidence", "zebra"], ["zebra"]),
    "parameters: nothing found": (["parameters", "zebra"], ["zebra"]),
    "info: a word": (["info", "all"], ["all"]),
}


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one sentence that these arguments get."""
    status = main(arguments)
    out, err = capsys.readouterr()
    assert status == WRONG_INPUT
    assert out == ""
    assert err.endswith(".\n")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert "{" not in err.replace("${", "")
    return err


@each_row("case", CASES)
def test_one_sentence(case: str, empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, named = CASES[case]
    sentence = refused(arguments, capsys)
    for word in named:
        assert word in sentence
    assert list(empty.iterdir()) == []


@each_row("language", ["sv", "da"])
def test_sentence_in_the_language_asked_for(language: str, empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    english = refused(["compare", "n_quarters=abc"], capsys)
    other = refused(["compare", "n_quarters=abc", f"language={language}"], capsys)
    assert other != english
    assert "n_quarters" in other
    named = refused(["compare", "policies=[x]", f"language={language}"], capsys)
    assert {"sv": "Hittar inte arbetssättet", "da": "Kan ikke finde tilgangen"}[language] in named


FILES = {
    "broken YAML": ("experiment/mine.yaml", "# @package _global_\npolicies: [staircase\n", ["mine.yaml, line"]),
    "not a mapping": ("experiment/mine.yaml", "- staircase\n", ["mine.yaml"]),
    "empty": ("experiment/mine.yaml", "", ["mine.yaml"]),
    "no first line": ("experiment/mine.yaml", "policies: [staircase]\n", ["# @package _global_"]),
    "key twice": ("experiment/mine.yaml", "# @package _global_\nseed: 1\nseed: 2\n", ["mine.yaml", "seed"]),
    "unknown key": ("experiment/mine.yaml", "# @package _global_\nn_quarter: 4\n", ["n_quarter", "n_quarters"]),
    "wrong type": ("experiment/mine.yaml", "# @package _global_\nn_quarters: many\n", ["n_quarters", "many"]),
    "unknown default": (
        "experiment/mine.yaml",
        "# @package _global_\ndefaults:\n  - override /population: nowhere\n",
        ["nowhere"],
    ),
    "Hydra's own": ("experiment/mine.yaml", "# @package _global_\nhydra: {callbacks: {}}\n", ["hydra"]),
    "Hydra's own by default": (
        "experiment/mine.yaml",
        "# @package _global_\ndefaults:\n  - override /hydra/launcher: basic\n",
        ["hydra"],
    ),
    "bytes": ("experiment/mine.yaml", b"\xff\xfe\x00", ["mine.yaml"]),
}


@pytest.mark.parametrize("case", FILES)
def test_own_file_with_a_slip(case: str, tmp_path: Path, empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name, content, named = FILES[case]
    path = tmp_path / "own" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    sentence = refused(["compare", f"config_dir={tmp_path / 'own'}", "experiment=mine"], capsys)
    for word in named:
        assert word in sentence
    assert list(empty.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [
        "_target_: pathlib.Path.touch\nself: {_target_: pathlib.Path, _args_: [FILE]}\nn_clients: 200\n",
        "n_clients: {_target_: os.system, command: 'echo > FILE'}\n",
    ],
)
def test_target_is_never_called(content: str, tmp_path: Path, empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "own"
    (own / "population").mkdir(parents=True)
    touched = tmp_path / "touched"
    (own / "population" / "mine.yaml").write_text(content.replace("FILE", str(touched)), encoding="utf-8")
    sentence = refused(["compare", f"config_dir={own}", "population=mine"], capsys)
    assert "_target_" in sentence
    assert not touched.exists()


@pytest.mark.parametrize(
    ("group", "content", "named"),
    [
        ("population", "n_clients: 60\ncorelations: []\n", "correlations"),
        ("population", "n_clients: 60\ncorrelations: []\nregister_index: {agee: 1}\n", "agee"),
        ("caseworkers", "caseload: 30\nn_offises: 2\n", "n_offices"),
        ("caseworkers", "caseload: many\nn_offices: 2\n", "many"),
        ("parameters", "trust: {gian: 0.2}\n", "gian"),
        ("parameters", "trust: 0.2\n", "parameters.trust"),
    ],
)
def test_own_group_with_a_slip(
    group: str, content: str, named: str, tmp_path: Path, empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "own" / group / "mine.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(content, encoding="utf-8")
    assert named in refused(["compare", f"config_dir={tmp_path / 'own'}", f"{group}=mine"], capsys)
    assert list(empty.iterdir()) == []


def test_broken_own_policy(tmp_path: Path, empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = tmp_path / "own" / "policy" / "mine.yaml"
    policy.parent.mkdir(parents=True)
    policy.write_text("label: x\n", encoding="utf-8")
    assert "mine" in refused(["compare", f"config_dir={tmp_path / 'own'}", "policies=[mine]"], capsys)


def test_unwritable_place(empty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert "file" in refused(["compare", *SMALL, f"out={tmp_path / 'file'}"], capsys)
    assert "file" in refused(["compare", *SMALL, f"out={tmp_path / 'file' / 'below'}"], capsys)
    assert list(empty.iterdir()) == []


def test_a_parameter_file_named_as_a_group_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "parameters").mkdir()
    (tmp_path / "parameters" / "trust.yaml").write_text("gain: 0.3\n", encoding="utf-8")
    assert main(["compare", f"config_dir={tmp_path}"]) == 2
    assert "parameters=NAME" in capsys.readouterr().err


def test_n_clients_beside_a_table_of_another_length_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "clients.csv"
    table.write_text("age\n" + "40\n" * 60, encoding="utf-8")
    assert main(["compare", f"population.table={table}", "population.n_clients=400"]) == 2
    assert "60 rows" in capsys.readouterr().err


TEXTS = "label: {en: Mine}\nsummary: {en: Mine}\nsources: [assumption]\n"
WITH_A_SLIP = {
    "policy/mine.yaml": (TEXTS + "elements:\n  - meetngs: {a_quarter: 3}\n", "compare policies=[mine]"),
    "policy/deep.yaml": (
        TEXTS + "elements:\n  - during: {first: 1, elements: [{measures: {interventions: [job_serch]}}]}\n",
        "compare policies=[deep]",
    ),
    "policy/value.yaml": (TEXTS + "elements:\n  - meetings: {a_quarter: 900}\n", "compare policies=[value]"),
    "policy/listed.yaml": (TEXTS + "elements:\n  - meetngs: {a_quarter: 3}\n", "policies"),
    "world/mine.yaml": (TEXTS + "parameters: {trust: {gian: 0.2}}\n", "compare world=mine"),
    "person/mine.yaml": (TEXTS + "characteristics: {aeg: 30}\n", "follow mine"),
    "contrary.yaml": (
        "questions:\n  one: {label: {en: One}, policy: jobfirst, against: staircase, outcome: jobs, quarter: 4}\n",
        "contrary",
    ),
}


@pytest.mark.parametrize("file", WITH_A_SLIP)
@pytest.mark.parametrize("language", ["en", "da"])
def test_a_slip_in_a_file_of_ones_own_names_the_file(
    file: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    content, command = WITH_A_SLIP[file]
    path = tmp_path / "own" / file
    path.parent.mkdir(parents=True)
    path.write_text(content, encoding="utf-8")
    assert main([*command.split(), "config_dir=own", f"language={language}"]) == WRONG_INPUT
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert Path(file).name in said
