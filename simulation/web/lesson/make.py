"""Compute what the lesson ships: `python -m simulation.web.lesson.make [FILE]`; some minutes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from simulation import __version__
from simulation.analyses.stories.follow import follow_person
from simulation.analyses.stories.moment import Moment, Story, moment
from simulation.analyses.stories.person import load_person
from simulation.analyses.stories.tendency import tendencies
from simulation.base.compiled import source_hash
from simulation.model.engine.replication import Environment, Replication, run_replication
from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.registry import MAIN_OUTCOME, OUTCOME_IDS
from simulation.model.policies import load_policy
from simulation.report.answer.ranges import luck_free
from simulation.study.carry_out import simulate
from simulation.study.contrasts.tables import Tables
from simulation.study.money.periods import DISCOUNTED
from simulation.study.replications import Study
from simulation.study.settings import CENTRAL
from simulation.study.settings_reader import make_settings
from simulation.web.lesson.data import ENDS, FILE, Dots, Followed, Lesson, Outcomes, rounded, write
from simulation.web.lesson.scenes import COORDINATED, MINISTRY, STAIRCASE, Scene, class_scenes, ministry_scenes

N_PEOPLE, N_DOTS, N_PATHS = 100, 60, 200
PERSONS, SEEDS = ("henrik", "jacob"), (1, 2, 3, 4, 5, 6)
PAIR = (COORDINATED, STAIRCASE)
CLASS_OUTCOMES = (MAIN_OUTCOME,)
MINISTRY_OUTCOMES = ("first_job", "any_ordinary_hours", "disability_pension", "anxiety_medication")
WITH_RANGES = (*MINISTRY_OUTCOMES, "distress")
DIGITS = 5  # significant digits of differences; values of single replications keep all digits


def main(arguments: Sequence[str]) -> int:
    """Write the file, beside this one unless told otherwise."""
    path = Path(arguments[0]) if arguments else Path(__file__).with_name(FILE)
    write(compute(os.cpu_count() or 1, lambda done: print(done, file=sys.stderr)), path)  # noqa: T201
    return 0


def compute(n_threads: int, tell: Callable[[str], None]) -> Lesson:
    """Return all that ships; `tell` is called with each finished scene."""

    def outcomes_of(scene: Scene) -> Outcomes:
        found = scene_outcomes(scene, n_threads)
        tell(scene.key)
        return found

    scenes = class_scenes()
    of_class = {scene.key: outcomes_of(scene) for scene in scenes}
    study = scenes[0].settings().study()
    draw = middle_draw(of_class[scenes[0].key], study)
    dots = Dots(
        draw,
        tuple(effect(study, draw, replication) for replication in range(N_DOTS)),
        tuple(effect(study, other, 0) for other in range(N_DOTS)),
    )
    return Lesson(
        version=__version__,
        source_hash=source_hash(),
        seed=study.seed,
        n_clients=study.environment.population.n_clients,
        dots=dots,
        people=hundred(study, draw, N_PEOPLE),
        followed=tuple(followed(name, seed, N_PATHS) for name in PERSONS for seed in SEEDS),
        class_scenes=of_class,
        ministry_scenes={scene.key: outcomes_of(scene) for scene in ministry_scenes()},
    )


def scene_outcomes(scene: Scene, n_threads: int) -> Outcomes:
    """Return what the comparison of a scene gives."""
    return outcomes_of(simulate(scene.settings(), None, n_threads), scene.experiment == MINISTRY)


def outcomes_of(tables: Tables, is_ministry: bool) -> Outcomes:
    """Return of a comparison's tables what is shipped; the ministry's has groups, ranges and money too."""
    end, contrasts = tables.at_end, tables.contrasts
    assert end is not None  # noqa: S101 (a comparison of this version has it)
    outcomes, groups = (MINISTRY_OUTCOMES, tuple(end["group"].unique())) if is_ministry else (CLASS_OUTCOMES, ("all",))
    values = {
        policy: {
            group: {
                id: tuple(end[(end["policy"] == policy) & (end["group"] == group) & (end["outcome"] == id)]["value"])
                for id in outcomes
            }
            for group in groups
        }
        for policy in end["policy"].unique()
    }
    if not is_ministry:
        return Outcomes(values)
    assert tables.money is not None  # noqa: S101 (likewise)
    last = contrasts[(contrasts["quarter"] == contrasts["quarter"].max()) & contrasts["outcome"].isin(WITH_RANGES)]
    columns = ["policy", "group", "outcome", "difference", *ENDS]
    budget = tables.money.budget[tables.money.budget["year"] == DISCOUNTED]
    budget = budget[budget["policy"] != budget["baseline"]]
    return Outcomes(
        values,
        tuple(
            (policy, group, outcome, *(round(float(number), DIGITS) for number in numbers))
            for policy, group, outcome, *numbers in last[columns].itertuples(index=False)
        ),
        tuple(
            (policy, payer, *(round(float(number)) if number == number else number for number in numbers))
            for policy, payer, *numbers in budget[["policy", "payer", "difference", *ENDS]].itertuples(index=False)
        ),
    )


def middle_draw(outcomes: Outcomes, study: Study) -> int:
    """Return the draw of the parameters whose effect, noise removed, is in the middle of all draws."""
    one, other = (np.array(outcomes.values[name]["all"][MAIN_OUTCOME]) for name in PAIR)
    assert study.draw_numbers is not None  # noqa: S101 (the lesson's comparisons run over draws)
    effects = luck_free(one - other, study.draw_numbers)
    return int(np.argsort(effects, kind="stable")[len(effects) // 2])


def world_of(study: Study, draw: int) -> Environment:
    """Return the environment under one draw of the parameters."""
    return replace(study.environment, parameters=study.draws[draw])


def effect(study: Study, draw: int, replication: int) -> float:
    """Return how many more have had a first job, as a share of the clients, in one replication under one draw."""
    policies = tuple(load_policy(name) for name in PAIR)
    found = run_replication(world_of(study, draw), policies, 1, study.seed, replication)
    one, other = found.mean[:, -1, GROUPS.index("all"), OUTCOME_IDS.index(MAIN_OUTCOME)]
    return round(float(one - other), DIGITS)


def hundred(study: Study, draw: int, n_people: int) -> tuple[Story, ...]:
    """Return the stories of the first clients of the first replication; clients are drawn independently."""
    policies = tuple(load_policy(name) for name in PAIR)
    run = Replication(world_of(study, draw), policies, study.seed, 0)
    waves = [run.clients[:, :n_people].copy()]
    for _ in range(study.environment.n_quarters):
        run.step()
        waves.append(run.clients[:, :n_people].copy())

    def side(arm: int, person: int) -> tuple[Moment, ...]:
        rows = [wave[arm, person] for wave in waves]
        return tuple(
            moment(PAIR[arm], quarter, row, rows[quarter - 1] if quarter else None) for quarter, row in enumerate(rows)
        )

    return tuple(rounded(Story(side(0, person), side(1, person))) for person in range(n_people))


def followed(name: str, seed: int, n_paths: int) -> Followed:
    """Return one person's story by name, as `tilltro follow NAME seed=SEED` shows it."""
    settings = make_settings([COORDINATED], baseline=STAIRCASE, parameter_set=CENTRAL, seed=seed)
    policies = load_policy(COORDINATED), load_policy(STAIRCASE)
    found = follow_person(settings.environment(), load_person(name), policies, seed, n_paths)
    last = [tendency for tendency in tendencies(found.paths, *PAIR) if tendency.quarter == found.paths.last]
    short = tuple(
        replace(one, **{end: round(getattr(one, end), DIGITS) for end in ("value", "mc_low", "mc_high")})
        for one in last
    )
    return Followed(name, seed, rounded(found.story), short)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
