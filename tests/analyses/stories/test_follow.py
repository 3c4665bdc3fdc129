"""Following a person: the same luck, the same story whatever the number of paths, paired rightly."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from simulation.analyses.stories.follow import follow_person
from simulation.analyses.stories.moment import Story, read_timeline, timeline
from simulation.analyses.stories.person import load_person
from simulation.analyses.stories.words import in_words
from simulation.base.errors import Cancelled, InputError
from simulation.model.indicators import CARRIED
from simulation.model.state import State
from tests.analyses.stories.small import QUARTERS, environment, follow, person, two


def test_the_story_does_not_depend_on_the_number_of_paths() -> None:
    few, many = follow(3), follow(80)  # 80 take several replications of 30 caseloads
    assert few.story == many.story
    assert np.array_equal(few.paths.state, many.paths.state[:, :, :3])
    assert many.paths.state.shape == (2, QUARTERS + 1, 80)


def test_same_seed_same_story_other_seed_other_story() -> None:
    assert follow().story == follow().story
    assert follow(seed=8).story != follow(seed=7).story


def test_henrik_and_jacob_are_two_persons_over_ten_seeds() -> None:
    """No two stories of theirs are alike, and most of them differ in each of measures, answers and states."""
    small, seeds, policies = environment(), range(1, 11), two()
    stories = {
        name: [follow_person(small, load_person(name), policies, seed, 1).story for seed in seeds]
        for name in ("henrik", "jacob")
    }
    aspects = {
        "measures": lambda now: now.interventions,
        "answers": lambda now: (now.caseworker_belief, now.own_belief, now.job_search),
        "states": lambda now: (now.state, now.medicines),
        "latents": lambda now: (now.readiness, now.trust, now.distress),
    }
    n_different = {}
    for aspect, value in aspects.items():
        told = {
            name: [tuple(value(now) for now in (*story.policy, *story.against)) for story in found]
            for name, found in stories.items()
        }
        n_different[aspect] = sum(one != other for one, other in zip(told["henrik"], told["jacob"], strict=True))
        if aspect in ("answers", "latents"):
            assert not set(told["henrik"]) & set(told["jacob"])  # nor at different seeds
    assert n_different["answers"] == n_different["latents"] == 10
    assert min(n_different.values()) >= 8


def test_the_same_person_by_another_name_has_other_luck() -> None:
    kim, twin = person(), replace(person(), name="twin")
    one, other = (follow_person(environment(), who, two(), 7, 20) for who in (kim, twin))
    assert one.story != other.story
    assert not np.array_equal(one.paths.state, other.paths.state)


def test_who_has_left_the_queue_has_no_place_in_it() -> None:
    found = [follow(1, seed).story for seed in range(25, 40)]
    moments = [now for story in found for now in (*story.policy, *story.against)]
    assert any(not now.is_served for now in moments)
    assert all((now.place is None) == (not now.is_served) for now in moments)
    (story, *_) = (story for story in found if any(now.place is None for now in (*story.policy, *story.against)))
    assert read_timeline(timeline(story), "coordinated") == story


def test_what_happened_before_the_start_is_remembered() -> None:
    story = follow(history={"pension_refusals": 2}).story
    assert story.policy[0].n_pension_refusals == 2
    assert not story.policy[0].is_refused_pension
    assert "refused before the start" in in_words(story.policy, "Kim", "en")[0].events[0]
    assert "refused before the start" not in " ".join(in_words(follow().story.policy, "Kim", "en")[0].events)


def test_both_sides_start_alike() -> None:
    story = follow().story
    first, second = story.policy[0], story.against[0]
    assert replace(second, policy=first.policy) == first
    assert [now.quarter for now in story.policy] == list(range(QUARTERS + 1))


def test_a_policy_against_itself_is_the_same_on_every_path() -> None:
    policy = two()[0]
    found = follow_person(environment(), person(), (policy, replace(policy, name="twin")), 7, 60)
    assert np.array_equal(*found.paths.state)
    assert [replace(now, policy="twin") for now in found.story.policy] == list(found.story.against)


def test_the_story_is_the_first_path() -> None:
    found = follow()
    states = [int(state) for state in found.paths.state[0, :, 0]]
    assert [State[now.state.upper()] for now in found.story.policy] == states
    assert found.story.policy[-1].n_quarters_worked == found.paths.n_quarters_worked[0, -1, 0]


def test_a_sanction_is_told_in_the_quarter_in_which_it_comes() -> None:
    # Everybody breaches the demands of the first two quarters, and nobody changes caseworker, so each quarter that
    # begins on benefit with demands brings a sanction, and no other does.
    always = {"sanctions": {"non_compliance": 1.0}, "caseworkers": {"change_probability": 0.0}}
    found = follow_person(environment(parameters=always), person(), two("aig_sanctions", "no_intervention"), 7, 1)
    start, *quarters = found.story.policy
    assert not start.is_sanctioned
    assert [now.is_sanctioned for now in quarters] == [now.demands > 0.0 for now in quarters]
    assert quarters[0].is_sanctioned
    assert not any(now.is_sanctioned for now in (*quarters[2:], *found.story.against))


def test_threads_make_no_difference() -> None:
    one, four = (follow_person(environment(), person(), two(), 7, 40, threads) for threads in (1, 4))
    assert one.paths.state.tobytes() == four.paths.state.tobytes()


def test_nobody_fits() -> None:
    """The lowest answer to every item on one's own form, and the highest to each on the caseworker's."""
    lowest, highest = ({item.id: [answer, answer] for item in CARRIED} for answer in (1, 5))
    with pytest.raises(InputError, match="hardly anybody"):
        follow(answers=lowest, caseworker_answers=highest)


def test_the_timeline_can_be_read_again() -> None:
    story = follow().story
    frame = timeline(story)
    assert len(frame) == 2 * (QUARTERS + 1)
    assert read_timeline(frame, "coordinated") == story
    turned = read_timeline(frame, "staircase")
    assert turned == Story(story.against, story.policy)


def test_progress_is_told_and_following_is_cancelled() -> None:
    told: list[tuple[int, int]] = []
    follow_person(environment(), person(), two(), 7, 80, progress=lambda *step: told.append(step))
    assert told[-1] == (80, 80)
    assert told == sorted(told)
    assert len(told) > 1
    n_asked = 0

    def cancel() -> bool:
        nonlocal n_asked
        n_asked += 1
        return n_asked == 4

    with pytest.raises(Cancelled):  # in the midst of the first replication
        follow_person(environment(), person(), two(), 7, 80, cancel=cancel)
    assert n_asked == 4


def test_stories_in_threads_are_those_told_alone() -> None:
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(lambda seed: follow(20, seed).story, (7, 8, 9)))
    assert together == [follow(20, seed).story for seed in (7, 8, 9)]
