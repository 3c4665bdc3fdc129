"""Few places: who comes first, who keeps a place, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.base.errors import InputError
from simulation.model.draws.decisions import Decision
from simulation.model.engine.replication import Replication
from simulation.model.indicators import Indicator
from simulation.model.policies.elements.ranked_by import NOTE_WITH_PLACE, PLACE
from simulation.report.answer.words import meaning
from tests.conftest import environment
from tests.model.policies.offices import clients_with, policy_of, view_of

HEALTH = [1, 2, 3, 4, 5]
LOT = np.array([0.5, 0.4, 0.3, 0.2, 0.1])  # the last row wins every lottery


def placed(options: str, places: int = 40, **columns: object) -> list[int]:
    """Return the rows of those with a place, among five clients whose health is answered 1 to 5."""
    clients = clients_with({Indicator.HEALTH: HEALTH}, **columns)
    view = view_of(clients, draws={Decision.LOTTERY: LOT})
    whole = f"[ranked_by: {{places_per_100: {places}, elements: [{{demands: {{}}}}], {options}}}]"
    proposal = policy_of(whole).propose(view)
    given = np.flatnonzero(proposal.dose("demands"))
    assert np.array_equal(given, np.flatnonzero(proposal.plan_step == NOTE_WITH_PLACE))
    return given.tolist()


def test_the_first_in_order_get_the_places() -> None:
    assert placed("by: lottery") == [3, 4]
    assert placed("by: health") == [3, 4]
    assert placed("by: health, highest_first: false") == [0, 1]
    assert placed("by: cooperation") == [3, 4]  # all alike: a lottery decides
    assert placed("first: [health <= 3]") == [1, 2]
    assert placed('first: ["health > 1 and health <= 2", "health <= 1"]') == [0, 1]
    assert placed("first: [health <= 1]") == [0, 4]  # the place left goes to the luckiest of the others
    assert placed("by: health", places=39) == [4]  # no part of a place
    assert placed("by: health", places=0) == []
    assert placed("by: health", places=100) == [0, 1, 2, 3, 4]


def test_a_place_is_kept_and_an_answer_not_given_comes_last() -> None:
    notes = np.array([PLACE + 1, 0, 0, 0, 0], np.uint8)
    assert placed("by: health", plan_step=notes) == [0, 4]
    assert placed("by: client_health, highest_first: false", client_answer=np.zeros((5, 10), np.uint8)) == [3, 4]
    answers = np.array([[5] * 10, [0] * 10, [4] * 10, [3] * 10, [0] * 10], np.uint8)
    assert placed("by: client_index, highest_first: false", client_answer=answers) == [2, 3]


def test_a_place_comes_instead_of_observed_practice_and_the_others_keep_that() -> None:
    ranked = "ranked_by: {places_per_100: 25, by: index, elements: [{measures: {interventions: [network]}}]}"
    run = Replication(
        environment(), [policy_of("[observed_practice: {}]"), policy_of(f"[observed_practice: {{}}, {ranked}]")], 7, 0
    )
    placed_before = np.zeros(run.n_clients, np.bool_)
    for _ in range(4):
        run.step()
        practice, own = run.clients
        has_place = own["plan_step"] == NOTE_WITH_PLACE
        assert len(np.unique(own["interventions"][has_place])) == 1
        assert own["plan_step"][~has_place].max() <= 16
        if run.quarter == 1:
            assert np.array_equal(practice["interventions"][~has_place], own["interventions"][~has_place])
            assert has_place.sum() == np.floor(0.25 * (own["plan_quarters"] > 0).sum())
        else:  # with a caseworker who stays, and while on benefit, a place is lost only to those who have one too
            keeps = placed_before & (own["plan_quarters"] > 0)
            assert keeps.any()
            assert np.mean(has_place[keeps]) > 0.9
        placed_before = has_place


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ("by: helth", "unknown_name"),
        ("first: [helth > 2]", "unknown_name"),
        ("first: [health = 2]", "wrong_shape"),
        ("first: [health > 2 or age > 40]", "wrong_shape"),
        ("floors: [half where man <= 0]", "wrong_shape"),
        ("floors: [40 where helth > 2]", "unknown_name"),
        ("floors: [60 where man <= 0, 41 where man > 0]", "wrong_shape"),
        ("highest_first: 1", "not_yes_or_no"),
        ("places_per_100: 101", "not_a_number"),
        ("elements: [staircase: {steps: [network]}]", "wrong_shape"),
    ],
)
def test_what_is_refused(options: str, key: str) -> None:
    given = {"places_per_100": "places_per_100: 10", "elements": "elements: [demands: {}]"}
    others = [words for name, words in given.items() if not options.startswith(name)]
    with pytest.raises(InputError) as caught:
        policy_of(f"[ranked_by: {{{', '.join([*others, options])}}}]")
    assert caught.value.key == key


def test_a_floor_is_filled_first_in_the_rules_own_order() -> None:
    men = {"is_man": np.array([0, 0, 0, 1, 1], np.uint8)}
    assert placed("by: health", **men) == [3, 4]  # 40 of 100 of five are two places
    assert placed('by: health, floors: ["50 where man <= 0"]', **men) == [2, 4]  # one of two: the healthiest woman
    assert placed('by: health, floors: ["51 where man <= 0"]', **men) == [1, 2]  # no part of a place: both
    assert placed('by: health, floors: ["1 where man <= 0"]', **men) == [2, 4]
    assert placed('by: lottery, floors: ["50 where man <= 0"]', **men) == [2, 4]  # the luckiest woman
    assert placed('first: [health <= 1], floors: ["50 where man > 0"]', **men) == [0, 4]
    assert placed('by: health, floors: ["100 where age > 200"]', **men) == [3, 4]  # nobody is in it: to the others
    both = 'floors: ["50 where health <= 1", "50 where man <= 0"]'
    assert placed(f"by: health, {both}", **men) == [0, 4]  # the first floor's client is a woman too


def test_nobody_loses_a_place_to_a_floor() -> None:
    men = {"is_man": np.array([0, 0, 0, 1, 1], np.uint8)}
    floor = 'by: health, floors: ["100 where man <= 0"]'
    both_men = np.array([0, 0, 0, PLACE + 1, PLACE + 1], np.uint8)
    assert placed(floor, plan_step=both_men, **men) == [3, 4]
    assert placed(floor, places=60, plan_step=both_men, **men) == [2, 3, 4]  # the free place is a woman's
    assert placed(floor, places=20, plan_step=both_men, **men) == [4]


@pytest.mark.parametrize(
    ("elements", "uses_sex"),
    [
        ("[ranked_by: {places_per_100: 10, by: man, elements: [{demands: {}}]}]", True),
        ("[ranked_by: {places_per_100: 10, first: ['age > 40 and man <= 0'], elements: [{demands: {}}]}]", True),
        ("[ranked_by: {places_per_100: 10, floors: ['40 where man <= 0'], elements: [{demands: {}}]}]", True),
        ("[ranked_by: {places_per_100: 10, by: index, first: ['age > 40'], elements: [{demands: {}}]}]", False),
        ("[only_for: {sex: women, elements: [{demands: {}}]}]", True),
        ("[only_for: {age_over: 40, elements: [{demands: {}}]}]", False),
        ("[ranked_by: {places_per_100: 10, elements: [{only_for: {sex: men, elements: [{demands: {}}]}}]}]", True),
    ],
)
def test_what_goes_by_sex_says_so(elements: str, uses_sex: bool) -> None:
    policy = policy_of(elements)
    assert policy.uses_sex is uses_sex
    assert ("Who gets what depends on sex." in policy.cautions("en")) is uses_sex
    assert meaning(policy, "en").endswith("Who gets what depends on sex.") is uses_sex
