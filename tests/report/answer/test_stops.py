"""The answer at the stops of the unknown that decides: found from draws whose effects are known."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.base.texts import LANGUAGES
from simulation.report.answer.unknowns import at_stops
from simulation.study.posterior import shipped
from simulation.study.settings_reader import make_settings
from simulation.study.unknowns import means_more_at_its_low_end, unknowns
from simulation.study.worlds import load_world

PATH = "progression.causal_share"
UNKNOWN = unknowns()[PATH]
DRAWS = make_settings(["coordinated"], parameter_set="posterior", n_replications=200).draws()
PROGRESSION = [draw.progression for draw in DRAWS]
CAUSAL = np.array([own.causal_share for own in PROGRESSION])
COMBINED = np.array([own.selection_accompanying for own in PROGRESSION])


def test_every_stop_has_its_words_and_the_corners_are_those_of_their_worlds() -> None:
    names = [stop.name for stop in UNKNOWN.stops]
    assert names == ["none", "half", "all", "more", "combined_selected", "single_selected"]
    assert all(set(stop.label) == set(LANGUAGES) for stop in UNKNOWN.stops)
    corner = UNKNOWN.stops[names.index("combined_selected")]
    assert corner.is_corner
    assert corner.values == {change.path.removeprefix("parameters."): change.value
                             for change in load_world("combined_selected").changes}  # fmt: skip


def test_the_effect_at_a_stop_by_hand() -> None:
    # 16 of 100 for all that is caused, 150 of 100 less for each SD that combined measures owe to selection, and 2 of
    # 100 that nothing drawn explains
    noise = np.random.default_rng(3).normal(0.0, 0.02, len(DRAWS))
    found = at_stops(0.16 * CAUSAL - 1.5 * COMBINED + noise, DRAWS, UNKNOWN, "en")
    middle = {stop.name: of.middle for stop, of in zip(UNKNOWN.stops, found.stops, strict=True)}
    # none to more: 0, 0.08, 0.16, 0.24; the error of a mean of some 50 draws is 0.02 / 7 = 0.003
    assert [middle[name] for name in ("none", "half", "all", "more")] == pytest.approx(
        [0.0, 0.08, 0.16, 0.24], abs=0.012
    )
    # 0.16 - 1.5 * 0.105 = 0.0025: three and a half times as far as any draw, so known less well
    assert middle["combined_selected"] == pytest.approx(0.0025, abs=0.06)
    for of in found.stops[:4]:
        # at a stop the other unknowns stand as drawn: their spread, 2 of 100 and 1.5 * 0.06 / sqrt(12) of selection
        assert 0.05 < of.high - of.low < 0.2
        assert of.low < of.middle < of.high


def test_a_stop_that_the_user_has_set_is_left_out() -> None:
    fixed = make_settings(
        ["coordinated"],
        parameter_set="posterior",
        n_replications=200,
        parameters={"progression": {"selection_accompanying": 0.0}},
    ).draws()
    effects = np.array([draw.progression.causal_share for draw in fixed])
    labels = [stop.label for stop in at_stops(effects, fixed, UNKNOWN, "en").stops]
    assert labels == [
        "measures cause none of it",
        "measures cause half of it",
        "measures cause all of it",
        "1.5 times: harder cases got them",
    ]


def test_without_stops_of_its_own_an_unknown_is_told_apart_at_the_ends_of_its_range() -> None:
    # lock-in is negative: most of it at the lowest value
    assert [(stop.label["en"], stop.values["job_entry.lock_in"]) for stop in unknowns()["job_entry.lock_in"].stops] == [
        ("not at all", 0.0),
        ("in between", -0.2),
        ("a lot", -0.4),
    ]
    # more time for each client may do harm (-0.1) or good (0.2); the middle is half of their sum
    time = {stop.label["en"]: stop.values["client_time.effect"] for stop in unknowns()["client_time.effect"].stops}
    assert time == {"the other way round": -0.1, "in between": pytest.approx(0.05), "a lot": 0.2}
    assert [stop.name for stop in unknowns()["belief.support"].stops] == ["little", "between", "much"]


def test_high_means_more_of_what_an_unknown_is_called() -> None:
    assert means_more_at_its_low_end("job_entry.lock_in")
    assert not means_more_at_its_low_end("belief.support")


def test_the_effect_at_the_ends_of_a_range_by_hand() -> None:
    # 30 of 100 for each log unit of lock-in and 2 of 100 besides: at 0, -0.2 and -0.4 that is 2, -4 and -10
    lock_in = np.array([draw.job_entry.lock_in for draw in DRAWS])
    found = at_stops(0.3 * lock_in + 0.02, DRAWS, unknowns()["job_entry.lock_in"], "en")
    assert [stop.middle for stop in found.stops] == pytest.approx([0.02, -0.04, -0.10], abs=1e-9)
    assert found.study.startswith("A trial would tell most")


def test_every_unknown_with_stops_is_drawn_and_names_a_study_in_every_language() -> None:
    drawn = set(shipped().names)
    for path, unknown in unknowns().items():
        assert path in drawn
        assert all(unknown.study[language] and unknown.unknown[language] for language in LANGUAGES)
        assert len({stop.label["en"] for stop in unknown.stops}) == len(unknown.stops) >= 3
