"""What ships of rivals: read, told in words, and drawn."""

from pathlib import Path

import pytest

from simulation.analyses.calibration.rivals import LEAST_KEPT, MOST_DISTANCE, RIVALS, SCALES
from simulation.analyses.validation.line import Line
from simulation.analyses.validation.rivals import from_line, not_ruled_out, rival_figures, verdicts
from simulation.base.texts import LANGUAGES
from simulation.report.scoreboard.rivals import label, section, sentence, table_rows
from simulation.study.posterior import shipped, shipped_for
from simulation.study.settings_reader import make_settings
from simulation.study.worlds import load_world


def test_a_finding_is_counted_in_tolerances() -> None:
    # published 10, tolerance 2: 14 is two off, the draws from 1 to 3 off; a quarter of them is within
    line = Line("F1", "", "calibration", 10, 14, 13, 15, 12, 16, 2, 6, 14, 0.25, "within", 0.1, "percent", "")
    found = from_line("no_belief_effect", line)
    assert (found.distance, found.low, found.high, found.power) == (2.0, 1.0, 3.0, 0.75)


def test_verdicts_follow_from_what_ships() -> None:
    assert set(verdicts()) <= set(RIVALS)
    assert {item.rival for item in rival_figures()} == set(verdicts())
    for rival, found in verdicts().items():
        if not found["moves_no_target"]:
            alike = [found["nearest"][scale] > MOST_DISTANCE and found["kept"][scale] >= LEAST_KEPT for scale in SCALES]
            assert found["ruled_out"] == all(alike), rival
        assert (rival in not_ruled_out()) != found["ruled_out"]


def test_a_refitted_rival_runs_over_its_own_draws() -> None:
    for rival in ("caseworkers_alike", "no_belief_effect"):
        own = shipped(rival)
        given = load_world(rival).parameters
        assert not {f"{group}.{name}" for group, values in given.items() for name in values} & set(own.names)
        assert shipped_for([rival]) is own
        assert shipped_for([rival, "displacement"]) is shipped()
        draws = make_settings(["coordinated"], n_replications=8, world=rival, parameter_set="posterior").draws()
        assert {draw.job_entry.intercept for draw in draws} <= set(
            own.values[:, own.names.index("job_entry.intercept")]
        )
        for group, values in given.items():
            for name, value in values.items():
                assert {getattr(getattr(draw, group), name) for draw in draws} == {value}
    assert shipped_for(["displacement"]) is shipped()


@pytest.mark.parametrize("language", LANGUAGES)
def test_rivals_in_words_and_picture(language: str, tmp_path: Path) -> None:
    said = sentence(language)
    for rival in not_ruled_out():
        assert label(rival, language) in said
    rows = table_rows(language)
    assert [row[0] for row in rows] == [label(rival, language) for rival in verdicts()]
    section(tmp_path, language)
    drawn = (tmp_path / "figures" / "rivals.svg").read_text(encoding="utf-8")
    assert "F12" in drawn
    assert "G1*" in drawn
