"""Vacancies that bind: a lottery decides, and who is turned back is as if the job had not been found."""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pytest

from simulation.model.draws import fill
from simulation.model.draws.decisions import Decision, Kind
from simulation.model.engine.office_phase import OfficeDraws
from simulation.model.engine.replication import Replication
from simulation.model.engine.vacancies import fill_vacancies, fill_vacancies_by_kind
from simulation.model.labour_market import STATE_OF_KIND
from simulation.model.state import AFTER_OTHER_JOBS, CLIENT, ENTERED, FROM_HOURS, State
from tests.conftest import differing_columns, environment, policies, run
from tests.model.engine.environments import LIVELY, SEED, with_market

NAMES = ("observed_mix", "jobfirst", "no_intervention")
FIRST, ANOTHER = ENTERED, ENTERED + AFTER_OTHER_JOBS
LOT = np.array([0.9, 0.1, 0.5, 0.3, 0.7])


def entries(codes: list[int]) -> np.ndarray:
    """Return one arm of clients who have entered an ordinary job this quarter (0: who have not)."""
    clients = np.zeros((1, len(codes)), CLIENT)
    entered = np.array(codes) > 0
    clients["has_entered_job"][0] = codes
    clients["state"][0, entered] = State.ORDINARY_JOB
    clients["has_worked"][0, entered] = 1
    clients["n_quarters_worked"][0, entered] = 3
    return clients


def filled(codes: list[int], n_vacancies: int) -> np.ndarray:
    clients = entries(codes)
    fill_vacancies(clients, n_vacancies, LOT[: len(codes)])
    return clients[0]


def test_the_lowest_lots_get_the_vacancies() -> None:
    # lots 0.9 0.1 0.5 0.3 0.7; the third client sought nothing: of 0.9 0.1 0.3 0.7 the two lowest are 0.1 and 0.3
    found = filled([FIRST, FIRST, 0, FIRST, FIRST], 2)
    assert (found["state"] == State.ORDINARY_JOB).tolist() == [False, True, False, True, False]
    assert found["has_entered_job"].tolist() == [0, ENTERED, 0, ENTERED, 0]
    assert found["n_quarters_worked"].tolist() == [2, 3, 0, 3, 2]


def test_a_first_job_that_was_not_to_be_had_is_taken_back_and_another_one_stays() -> None:
    found = filled([FIRST, ANOTHER], 0)
    assert found["has_worked"].tolist() == [0, 1]
    assert found["state"].tolist() == [State.BENEFIT] * 2


def test_who_had_ordinary_hours_keeps_them() -> None:
    found = filled([FIRST + FROM_HOURS, ANOTHER + FROM_HOURS, FIRST], 0)
    assert found["state"].tolist() == [State.ORDINARY_HOURS, State.ORDINARY_HOURS, State.BENEFIT]
    assert found["has_worked"].tolist() == [0, 1, 0]


@pytest.mark.parametrize("n_vacancies", [3, 4, 1000])
def test_enough_vacancies_turn_nobody_back(n_vacancies: int) -> None:
    codes = [FIRST, 0, ANOTHER, FIRST]
    assert differing_columns(filled(codes, n_vacancies), entries(codes)[0]) == []


def by_kind(states: list[int], before: list[int], n_vacancies: dict[State, int]) -> np.ndarray:
    """Return one arm of clients in `states`, who were in `before`, after the lottery; all jobs are first ones."""
    clients = np.zeros((1, len(states)), CLIENT)
    clients["state"][0], hours = states, np.array(before) == State.ORDINARY_HOURS
    entered = (np.array(states) != before) & (np.array(states) >= State.SUPPORTED_JOB)
    clients["has_entered_job"][0] = np.where(entered, ENTERED + FROM_HOURS * hours, 0)
    clients["has_worked"][0] = clients["n_quarters_worked"][0] = np.array(states) >= State.SUPPORTED_JOB
    fill_vacancies_by_kind(clients, n_vacancies, LOT[: len(states)], hours[None])
    return clients[0]


def test_each_kind_has_its_own_limit_and_a_kind_without_one_turns_nobody_back() -> None:
    # lots 0.9 0.1 0.5 0.3 0.7: of the ordinary jobs (0.9, 0.1, 0.5) the one of 0.1 is kept, supported ones all
    states = [State.ORDINARY_JOB] * 3 + [State.SUPPORTED_JOB, State.NEW_START_JOB]
    found = by_kind(states, [State.BENEFIT] * 5, {State.ORDINARY_JOB: 1, State.NEW_START_JOB: 0})
    assert found["state"].tolist() == [State.BENEFIT, State.ORDINARY_JOB, State.BENEFIT, State.SUPPORTED_JOB, 0]
    assert found["has_worked"].tolist() == found["n_quarters_worked"].tolist() == [0, 1, 0, 1, 0]
    assert found["has_entered_job"].tolist() == [0, ENTERED, 0, ENTERED, 0]


def test_starts_of_ordinary_hours_are_limited_and_those_who_have_them_keep_them() -> None:
    # lots 0.9 0.1 0.5 0.3: the second has had hours before; of the starts (0.9, 0.5, 0.3) the one of 0.3 is kept
    states, before = [State.ORDINARY_HOURS] * 4, [State.BENEFIT, State.ORDINARY_HOURS, State.BENEFIT, State.BENEFIT]
    found = by_kind(states, before, {State.ORDINARY_HOURS: 1})
    assert found["state"].tolist() == [State.BENEFIT, State.ORDINARY_HOURS, State.BENEFIT, State.ORDINARY_HOURS]
    assert not found["n_quarters_worked"].any()


def test_who_goes_back_from_a_job_to_the_hours_of_before_starts_none() -> None:
    limits = {State.ORDINARY_HOURS: 0, State.ORDINARY_JOB: 0}
    assert by_kind([State.ORDINARY_JOB], [State.ORDINARY_HOURS], limits)["state"].tolist() == [State.ORDINARY_HOURS]


def test_who_has_a_job_of_before_keeps_it() -> None:
    limits = {State.ORDINARY_JOB: 0}
    assert by_kind([State.ORDINARY_JOB], [State.ORDINARY_JOB], limits)["state"].tolist() == [State.ORDINARY_JOB]


def history(vacancies: float | Mapping[str, float] | None, n_quarters: int = 8) -> list[np.ndarray]:
    scarce = with_market(environment(n_quarters=n_quarters, parameters=LIVELY), vacancies=vacancies)
    replication = Replication(scarce, policies(*NAMES), SEED, 0)
    quarters = [replication.clients.copy()]
    for _ in range(n_quarters):
        replication.step()
        quarters.append(replication.clients.copy())
    return quarters


def test_never_more_entries_than_vacancies_and_none_left_while_many_seek() -> None:
    # 500 clients, 0.4 in 100: 2 a quarter
    n = np.array([(clients["has_entered_job"] > 0).sum(axis=1) for clients in history(0.4)[1:]])
    assert n.max() == 2
    free = np.array([(clients["has_entered_job"] > 0).sum(axis=1) for clients in history(None)[1:]])
    assert np.all(n[0] == np.minimum(free[0], 2))
    assert free.max() > 2


KINDS = {"ordinary": 0.4, "ordinary_hours": 0.6, "supported": 0.0, "new_start": 0.2}


def begun(before: np.ndarray, after: np.ndarray) -> dict[str, np.ndarray]:
    """Return who [n_arms, n_clients] began each kind of work in a quarter."""
    return {
        kind: (after["state"] == state) & (before["state"] <= State.ORDINARY_HOURS) & (before["state"] != state)
        for kind, state in STATE_OF_KIND.items()
    }


def test_never_more_of_a_kind_than_its_vacancies_and_none_left_while_many_seek() -> None:
    # 500 clients: 2 ordinary jobs, 3 starts of hours, no supported job and 1 new-start job a quarter
    limits = {"ordinary": 2, "ordinary_hours": 3, "supported": 0, "new_start": 1}
    scarce, free = history(KINDS), history(None)
    for before, after in pairwise(scarce):
        for kind, who in begun(before, after).items():
            assert who.sum(axis=1).max() <= limits[kind]
    lottery = OfficeDraws(SEED, 0, 1, 500)[Decision.VACANCY]
    found, sought = begun(*scarce[:2]), begun(*free[:2])
    for kind, limit in limits.items():
        for arm in range(len(NAMES)):
            seeking = np.flatnonzero(sought[kind][arm])
            assert len(seeking) > limit
            lucky = seeking[np.argsort(lottery[seeking])][:limit]
            assert np.flatnonzero(found[kind][arm]).tolist() == sorted(lucky.tolist())


def test_kinds_without_end_are_no_limit_bit_for_bit() -> None:
    for one, other in zip(history(None), history(dict.fromkeys(KINDS, 100.0)), strict=True):
        assert differing_columns(one, other) == []


def test_nothing_is_taken_off_for_displacement_where_any_kind_is_limited() -> None:
    free = environment()
    assert free.displaced_share > 0.0
    assert with_market(free, vacancies={"supported": 1.0}).displaced_share == 0.0


@pytest.mark.parametrize("vacancies", [0.4, KINDS], ids=["any job", "by kind"])
def test_stocks_and_flags_agree_where_vacancies_bind(vacancies: float | Mapping[str, float]) -> None:
    for before, after in pairwise(history(vacancies)):
        works = (after["state"] >= State.SUPPORTED_JOB) & (after["state"] <= State.ORDINARY_JOB)
        worked = (before["state"] >= State.SUPPORTED_JOB) & (before["state"] <= State.ORDINARY_JOB)
        assert np.array_equal(after["has_entered_job"] > 0, works & ~worked)
        assert np.array_equal(after["has_worked"] > before["has_worked"], works & (before["has_worked"] == 0))
        assert np.array_equal(after["n_quarters_worked"] - before["n_quarters_worked"].astype(int), works)


def test_unlimited_vacancies_are_no_limit_bit_for_bit() -> None:
    for one, other in zip(history(None), history(100.0), strict=True):
        assert differing_columns(one, other) == []


def test_the_same_lot_decides_in_every_arm() -> None:
    scarce, free = history(0.4)[1], history(None)[1]
    lottery = OfficeDraws(SEED, 0, 1, 500)[Decision.VACANCY]
    for arm in range(len(NAMES)):
        seeking = np.flatnonzero(free["has_entered_job"][arm])
        lucky = seeking[np.argsort(lottery[seeking])][:2]
        assert np.flatnonzero(scarce["has_entered_job"][arm]).tolist() == sorted(lucky.tolist())


def test_a_path_of_the_labour_market_goes_on_after_its_end() -> None:
    long, short = environment(n_quarters=6), environment(n_quarters=2)
    one, other = run(["observed_mix"], 6, long), run(["observed_mix"], 6, short)
    assert differing_columns(one.clients, other.clients) == []


def test_tightness_brings_jobs_and_hours_and_job_loss_ends_them() -> None:
    base = environment(n_quarters=6, parameters=LIVELY)

    def quarters_worked(**market: float) -> int:
        clients = run(["observed_mix"], 6, with_market(base, **market)).clients
        return int(clients["n_quarters_worked"].sum())

    assert quarters_worked(tightness=-1.0) < quarters_worked() < quarters_worked(tightness=1.0)
    assert quarters_worked(job_loss=1.0) < quarters_worked() < quarters_worked(job_loss=-1.0)


def test_job_loss_by_hand() -> None:
    # 0.07 * exp(ln 2) = 0.14, by the luck of job loss
    small = with_market(environment(parameters={"job_entry": {"job_loss": 0.07}}), job_loss=float(np.log(2)))
    replication = Replication(small, policies("no_intervention"), SEED, 0)
    replication.clients["state"][:] = State.ORDINARY_JOB
    replication.step()
    luck = fill.uniforms(SEED, 0, Kind.CLIENT, 1, Decision.JOB_LOSS // 4 * 4, 4, 0, 500)[Decision.JOB_LOSS % 4]
    assert np.array_equal(replication.clients[0]["state"] == State.BENEFIT, luck < 0.14)
