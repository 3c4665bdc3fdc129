"""Clients who arrive over time, and how long everybody has been on benefit."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.base.errors import InputError
from simulation.model.engine.replication import Replication
from simulation.model.outcomes.recorder import Recorder
from simulation.model.state import State
from simulation.study.settings_reader import make_settings
from tests.conftest import differing_columns, environment, policies, run
from tests.model.engine.environments import LIVELY, SEED, with_inflow

N_CLIENTS, N_ARRIVING, N_QUARTERS = 500, 20, 4
NAMES = ("observed_mix", "aig_sanctions", "jobfirst")


def start(names: tuple[str, ...] = NAMES) -> Replication:
    return Replication(with_inflow(environment(parameters=LIVELY), N_ARRIVING), policies(*names), SEED, 0)


def present(replication: Replication) -> np.ndarray:
    return replication.clients["state"] != State.NOT_ARRIVED


def test_rows_stand_ready_for_everybody_who_will_arrive() -> None:
    replication = start()
    # 500 + 20 * 4 = 580
    assert replication.n_clients == 580
    arrival = replication.clients[0]["arrival"]
    assert np.bincount(arrival).tolist() == [500, 20, 20, 20, 20]
    assert np.array_equal(np.sort(arrival), arrival)


def test_so_many_arrive_each_quarter_under_every_policy() -> None:
    replication, recorder = start(), Recorder(len(NAMES), N_QUARTERS, baseline=0)
    replication.record(recorder)
    for quarter in range(1, N_QUARTERS + 1):
        replication.step(recorder)
        assert np.all(present(replication).sum(axis=1) == 500 + 20 * quarter)
        assert np.array_equal(present(replication)[0], replication.clients[0]["arrival"] <= quarter)
    assert recorder.result().n_clients[:, 0].tolist() == [500, 520, 540, 560, 580]
    for arm in range(1, len(NAMES)):
        assert np.array_equal(present(replication)[0], present(replication)[arm])


def test_who_arrives_has_only_just_met_the_caseworker() -> None:
    clients = start(("observed_mix",)).clients[0]
    comes_later = clients["arrival"] > 0
    assert not clients["trust"][comes_later].any()
    assert clients["trust"][~comes_later].any()


def test_rows_that_have_not_arrived_are_untouched() -> None:
    replication = start()
    before = replication.clients.copy()
    for _ in range(2):
        replication.step()
    waiting = before["arrival"][0] > 2
    assert waiting.sum() == 40
    assert differing_columns(replication.clients[:, waiting], before[:, waiting]) == []


def test_who_arrives_is_served_in_the_same_quarter() -> None:
    replication = start(("observed_mix",))
    replication.step()
    new = replication.clients[0]["arrival"] == 1
    assert np.isin(replication.clients[0]["state"][new], range(State.NOT_ARRIVED)).all()
    assert replication.clients[0]["plan_quarters"][new].any()


def test_who_was_there_from_the_start_has_the_same_course_with_and_without_arrivals() -> None:
    closed, opened = run(["observed_mix"], N_QUARTERS, environment(parameters=LIVELY)), start(("observed_mix",))
    for _ in range(N_QUARTERS):
        opened.step()
    assert differing_columns(closed.clients[0], opened.clients[0, :N_CLIENTS]) == []


def test_caseloads_count_those_present_only() -> None:
    replication = start()
    assert np.all(replication.caseworkers["caseload"].sum(axis=1) == 500)
    for _ in range(N_QUARTERS):
        replication.step()
        served = (replication.clients["state"] <= State.ORDINARY_HOURS).sum(axis=1)
        assert np.array_equal(replication.caseworkers["caseload"].sum(axis=1), served)


def test_those_who_arrive_are_drawn_like_those_at_the_start() -> None:
    small = environment(1000)
    plan = replace(small.population, n_arriving=1000, n_quarters=4)
    clients = Replication(replace(small, population=plan), policies("no_intervention"), SEED, 0).clients[0]
    new = clients["arrival"] > 0
    for column in ("setpoint", "deviation", "readiness"):
        assert clients[column][new].mean() == pytest.approx(0.0, abs=4 * clients[column].std() / np.sqrt(4000))


def test_inflow_is_a_setting_and_no_table_can_have_it(tmp_path) -> None:
    settings = make_settings(policies=["observed_mix"], n_clients=100, n_quarters=3)
    opened = replace(settings, population=replace(settings.population, inflow=7))
    assert opened.environment().population.n_rows == 100 + 3 * 7
    table = tmp_path / "own.csv"
    table.write_text("man\n1\n0\n")
    with pytest.raises(InputError) as caught:
        replace(settings.population, inflow=7, table=str(table))
    assert caught.value.key == "inflow_with_table"


def test_all_who_arrive_together_are_no_more_than_there_may_be_clients() -> None:
    # (100,000,000 - 100) / 4 = 24,999,975 a quarter
    settings = make_settings(policies=["observed_mix"], n_clients=100, n_quarters=4)
    most = replace(settings, population=replace(settings.population, inflow=24_999_975))
    assert most.population.inflow == 24_999_975
    with pytest.raises(InputError, match="24999975"):
        replace(settings, population=replace(settings.population, inflow=24_999_976))


@pytest.mark.parametrize("inflow", [-1, 0.5, True, "7", None])
def test_an_inflow_that_is_no_count_is_refused(inflow: object) -> None:
    settings = make_settings(policies=["observed_mix"], n_clients=100)
    with pytest.raises(InputError):
        replace(settings.population, inflow=inflow)


def test_time_on_benefit_starts_as_the_time_not_worked_in_three_years() -> None:
    clients = run(["observed_mix"], 0).clients[0]
    assert np.array_equal(clients["quarters_on_benefit"], np.round(12 * (1 - clients["work_share"])))
    assert clients["quarters_on_benefit"].max() == 12


def test_time_on_benefit_grows_by_the_quarter_and_starts_anew_after_a_spell_off_it() -> None:
    replication = start(("observed_mix",))
    clients = replication.clients[0]
    for quarter in range(1, N_QUARTERS + 1):
        before = clients.copy()
        replication.step()
        served = before["state"] <= State.ORDINARY_HOURS
        new = (before["state"] == State.NOT_ARRIVED) & (clients["state"] != State.NOT_ARRIVED)
        waits = clients["state"] == State.NOT_ARRIVED
        spell = clients["quarters_on_benefit"].astype(int)
        # as at intake in the quarter in which somebody is first served, be it the first one or that of arrival
        assert np.array_equal(spell[served], before["quarters_on_benefit"][served] + (quarter > 1))
        assert np.array_equal(spell[new | waits], before["quarters_on_benefit"][new | waits])
        # who begins the quarter in a job, in education or on pension has no spell, so a return starts it at 0
        assert not spell[~served & ~new & ~waits].any()
