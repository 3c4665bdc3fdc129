"""`tilltro follow` as a person uses it: lists, tells, writes whole folders, refuses with one sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from markupsafe import Markup

from simulation.__main__ import WRONG_INPUT, main
from simulation.base.texts import LANGUAGES
from simulation.report.pages import Picture
from simulation.report.story import page
from simulation.results.manifest import is_complete
from tests.report.reader import Reader

SMALL = ["population.n_clients=200", "n_quarters=4", "n_paths=20", "caseworkers.caseload=10"]
FILES = {"config.yaml", "datapackage.json", "figures", "manifest.json", "report.html", "results.xlsx", "tendency.csv",
         "timeline.csv"}  # fmt: skip
HOSTILE = '<script>alert("x")</script> & <b>{$'


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return what gives the folder of Henrik's story in a language, told once for all who only look at it."""
    parent = tmp_path_factory.mktemp("made")

    def folder(language: str) -> Path:
        if not (parent / language).exists():
            assert follow(f"out={parent / language}", f"language={language}") == 0
        return parent / language

    return folder


def follow(*arguments: str) -> int:
    return main(["follow", "henrik", "details=all", *SMALL, *arguments])


@pytest.fixture
def without_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let stories have empty figures, for drawing takes most of the time of a small one."""

    def draw_nothing(*_: object) -> dict[str, Picture]:
        return {id: Picture(id, "", Markup(), "") for id in page.FIGURES}

    monkeypatch.setattr(page, "_pictures", draw_nothing)


def test_persons_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["follow"]) == 0
    page = capsys.readouterr().out
    assert "henrik" in page
    assert "jacob" in page


def test_an_assumption_among_sources_is_named_in_the_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["follow", "language=da"]) == 0
    listed = capsys.readouterr().out
    assert "antagelse" in listed
    assert "assumption" not in listed


def test_files(made: Callable[[str], Path]) -> None:
    folder = made("en")
    assert {path.name for path in folder.iterdir()} == FILES
    assert {path.name for path in (folder / "figures").iterdir()} == {
        "story.png", "story.svg", "tendency.png", "tendency.svg",
    }  # fmt: skip
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert is_complete(folder, manifest["content_hash"])
    timeline = pd.read_csv(folder / "timeline.csv")
    assert list(timeline.groupby("policy")["quarter"].count()) == [5, 5]
    tendency = pd.read_csv(folder / "tendency.csv")
    assert set(tendency["policy"]) == {"coordinated", "staircase"}
    assert set(tendency["n_paths"]) == {20}


@pytest.mark.usefixtures("without_figures")
def test_reused_shows_the_same(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert follow() == 0
    first = capsys.readouterr().out
    (folder,) = (here / "outputs" / "follow").iterdir()
    assert folder.name.startswith("henrik-")
    assert follow("threads=1") == 0
    second = capsys.readouterr().out
    assert "nothing was computed anew" in second
    assert second.startswith(first[: first.index("Results:")])
    for other in ("seed=2", "n_paths=21"):
        changed = [argument for argument in SMALL if argument.partition("=")[0] != other.partition("=")[0]]
        assert main(["follow", "henrik", *changed, other]) == 0
    assert len(list((here / "outputs" / "follow").iterdir())) == 3
    assert follow("out=" + str(folder), "policy=jobfirst") == WRONG_INPUT


def test_the_same_settings_give_the_same_bytes(here: Path, made: Callable[[str], Path]) -> None:
    one = made("en")
    assert follow("out=two", "threads=2") == 0
    for name in ("timeline.csv", "tendency.csv", "report.html", "figures/story.svg", "figures/story.png"):
        assert (one / name).read_bytes() == (here / "two" / name).read_bytes(), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_page(language: str, made: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder = made(language)
    html = (folder / "report.html").read_text(encoding="utf-8")
    reader = Reader(html)
    assert "//" not in html
    assert len(reader.ids) == len(set(reader.ids))
    assert set(reader.references) <= set(reader.ids)
    assert len(reader.tables["story-table"]) <= 6  # head and five quarters, quiet ones together
    assert len(reader.tables["tendency-table"]) == 9
    capsys.readouterr()
    assert follow(f"out={folder}", f"language={language}") == 0  # shows it again
    shown = capsys.readouterr().out
    for row in reader.tables["tendency-table"][1:]:
        assert row[0] in shown
        assert row[1].split()[0] in shown


def test_own_person_and_policy_are_escaped(here: Path) -> None:
    for group, rest in (("person", "characteristics: {age: 30}"), ("policy", "elements: []")):
        path = here / "own" / group / "mine.yaml"
        path.parent.mkdir(parents=True)
        words = json.dumps(dict.fromkeys(LANGUAGES, HOSTILE))
        path.write_text(f"label: {words}\nsummary: {words}\nsources: [assumption]\n{rest}\n", encoding="utf-8")
    assert main(["follow", "mine", *SMALL, "policy=mine", "config_dir=own", "out=mine"]) == 0
    html = (here / "mine" / "report.html").read_text(encoding="utf-8")
    assert "<script" not in html
    assert HOSTILE in " ".join(Reader(html).text.split())


@pytest.mark.usefixtures("without_figures")
def test_own_person_counts_in_the_hash(here: Path) -> None:
    path = here / "own" / "person" / "mine.yaml"
    path.parent.mkdir(parents=True)
    for age in (30, 40):
        words = "{en: Kim, sv: Kim, da: Kim}"
        content = f"label: {words}\nsummary: {words}\nsources: [assumption]\ncharacteristics: {{age: {age}}}\n"
        path.write_text(content, encoding="utf-8")
        assert main(["follow", "mine", *SMALL, "config_dir=own"]) == 0
    assert len(list((here / "outputs" / "follow").iterdir())) == 2


@pytest.mark.parametrize("columns", [40, 70, 120])
def test_a_narrow_terminal(
    columns: int,
    made: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = made("en")
    capsys.readouterr()
    monkeypatch.setattr("simulation.cli.story.width", lambda: columns)
    assert follow(f"out={folder}") == 0
    headings = [line for line in capsys.readouterr().out.splitlines() if line.strip().startswith("Quarter ")]
    assert len(headings) == (1 if columns >= 84 else 2)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["henrk"], ["henrk", "henrik"]),
        (["henrik", "jacob"], ["jacob"]),
        (["policy=coordinated"], ["person"]),
        (["henrik", "policy=coordinatd"], ["coordinated"]),
        (["henrik", "against=stairs"], ["staircase"]),
        (["henrik", "policy=jobfirst", "policy=combined"], ["policy"]),
        (["henrik", "against=coordinated"], ["coordinated"]),
        (["henrik", "n_paths=1"], ["n_paths", "100000"]),
        (["henrik", "n_paths=many"], ["n_paths", "many"]),
        (["henrik", "n_paths=2.5"], ["n_paths"]),
        (["henrik", "baseline=staircase"], ["baseline"]),
        (["henrik", "n_replications=5"], ["n_replications"]),
        (["henrik", "n_quarter=4"], ["n_quarters"]),
        (["henrik", "config_dir=nowhere"], ["nowhere"]),
        (["config_dir=nowhere"], ["nowhere"]),
    ],
)
def test_bad_input(arguments: list[str], named: list[str], here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["follow", *arguments]) == WRONG_INPUT
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert all(name in error for name in named)
    assert not list(here.iterdir())


def test_an_error_leaves_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("simulation.cli.run_analysis.write_manifest", fail)
    assert follow("out=deep/below/mine") == WRONG_INPUT
    assert not list(here.iterdir())
