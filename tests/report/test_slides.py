"""A figure alone: what was found as its title, and where it is from."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from simulation.base.texts import LANGUAGES
from simulation.model.policies.roles import STICK
from simulation.report.answer.block import make_answer
from simulation.report.comparison import slides
from simulation.report.comparison.figures import KINDS
from simulation.report.comparison.results import Results
from simulation.results.comparison import Comparison
from simulation.study.carry_out import simulate
from simulation.study.settings_reader import make_settings


def made(policies: list[str], language: str = "en", n_replications: int = 4) -> Comparison:
    settings = make_settings(policies, n_clients=150, n_quarters=4, n_replications=n_replications)
    tables = simulate(settings, None, 1)
    return Comparison("own", "compare", language, settings, settings.study(), tables, "0" * 12)


@pytest.fixture(scope="module")
def results() -> Results:
    return Results(made(["staircase", "coordinated"]))


def test_every_kind_of_figure_has_a_finding_and_none_is_left_over() -> None:
    assert set(slides.FINDINGS) == set(KINDS)


def test_findings_are_those_of_the_tables(results: Results) -> None:
    assert slides.finding(results, "contrasts_first_job") == make_answer(results.comparison).parts[0].sentence
    shares = {name: results.level(name).value for name in ("staircase", "coordinated")}
    said = slides.finding(results, "staircase_and_coordinated")
    assert f"After a year, {100 * shares['coordinated']:.0f} of 100" in said
    assert f", {100 * shares['staircase']:.0f} with" in said
    best = results.sorted_others[0]
    gain, loss = results.gain_and_loss(best.name)
    assert f"{round(100 * gain)} have a first job" in slides.finding(results, "gain_and_loss")
    assert f"for {100 - round(100 * gain) - round(100 * loss)} it makes" in slides.finding(results, "gain_and_loss")
    assert "assumed prices" in slides.finding(results, "money_by_payer")
    assert results.of_role(STICK) is None
    assert slides.finding(results, "carrot_and_stick") == results.text("figures.carrot_and_stick.title")


def test_a_slide_is_one_picture_with_title_and_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = next(iter(KINDS))
    monkeypatch.setattr(slides, "figure_ids", lambda _: [first])
    for language in LANGUAGES:
        paths = slides.write_slides(made(["staircase", "coordinated"], language, 2), tmp_path / language)
        assert [path.name for path in paths] == ["answer_1.svg", "answer_1.png", f"{first}.svg", f"{first}.png"]
        answer = paths.pop(0).read_text(encoding="utf-8")
        with Image.open(paths.pop(0)) as picture:
            assert picture.size[0] == 1440  # 7.2 inches of 200 dots
        assert "Tilltro" in answer
        root = ElementTree.parse(paths[0]).getroot()
        assert len([node for node in root.iter() if node.tag.endswith("}svg")]) == 4  # the whole, and three parts
        written = " ".join("".join(node.itertext()) for node in root.iter() if node.tag.endswith("}text"))
        assert "Tilltro" in written
        ids = [node.get("id") for node in root.iter() if node.get("id")]
        assert len(set(ids)) == len(ids)
        width, height = Image.open(paths[1]).size
        assert width == 1440
        assert height > 600
