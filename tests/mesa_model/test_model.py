"""The model as Mesa users meet it."""

import copy
import pickle
from typing import Any

import mesa
import numpy as np
import pytest
from mesa.datacollection import DataCollector

import simulation
from simulation import Caseworker, Client, InputError, JobCentreModel, Scenario
from simulation.mesa_model.agents import WRITABLE
from simulation.model.indicators import Indicator
from simulation.model.outcomes.registry import OUTCOME_IDS
from simulation.model.state import CASEWORKER, CLIENT, Medicine, State
from tests.conftest import differing_columns, fingerprint
from tests.rows import each_row

N = 60


def model(policy: str = "observed_mix", activation: str = "rows", **changes: object) -> JobCentreModel:
    return JobCentreModel(Scenario(policy, N, options={"caseload": 10}, **changes), activation)


def clients(of: JobCentreModel) -> mesa.agent.AgentSet:
    return of.agents_by_type[Client]


def test_names_are_found_in_the_package() -> None:
    for name in simulation.__all__:
        assert getattr(simulation, name).__name__ == name
    with pytest.raises(AttributeError, match="nothing_such"):
        simulation.nothing_such  # noqa: B018


def test_run_for_steps_so_many_quarters() -> None:
    one, other = model(), model()
    one.run_for(3)
    for _ in range(3):
        other.step()
    assert one.quarter == other.quarter == 3
    assert differing_columns(one.replication.clients, other.replication.clients) == []


def test_agents_are_the_clients_and_caseworkers() -> None:
    of = model()
    assert set(of.agent_types) == {Client, Caseworker}
    assert len(clients(of)) == N
    assert len(of.agents_by_type[Caseworker]) == 6  # 60 clients, 10 each
    assert len(of.agents) == N + 6
    assert [client.row for client in clients(of)] == list(range(N))


def test_agents_stay_the_same_objects() -> None:
    of = model()
    first = clients(of)[0]
    of.step()
    assert clients(of)[0] is first


@each_row("name", [name for name in CLIENT.names if CLIENT[name].shape == ()])
def test_every_column_is_an_attribute_but_the_cell(name: str) -> None:
    of = model("aig_sanctions")
    of.run_for(2)
    if name == "cell":
        assert not hasattr(clients(of)[0], name)
    elif name != "interventions":
        assert clients(of).get(name) == of.replication.clients[name][0].tolist()


@each_row("name", CASEWORKER.names)
def test_every_column_of_caseworkers_is_an_attribute(name: str) -> None:
    of = model()
    of.step()
    assert of.agents_by_type[Caseworker].get(name) == of.replication.caseworkers[name][0].tolist()


def test_select_agg_and_groupby() -> None:
    of = model()
    of.run_for(2)
    table = of.replication.clients[0]
    psychiatric = clients(of).select(lambda client: client.is_psychiatric == 1)
    assert len(psychiatric) == table["is_psychiatric"].sum()
    assert clients(of).agg("readiness", np.mean) == pytest.approx(table["readiness"].mean())
    by_state = clients(of).groupby("state").count()
    assert by_state == {State(s): n for s, n in enumerate(np.bincount(table["state"])) if n}


def test_sort_puts_agents_in_order() -> None:
    of = model()
    values = clients(of).sort("readiness", ascending=True).get("readiness")
    assert values == sorted(of.replication.clients["readiness"][0].tolist())


@each_row("name", WRITABLE)
def test_what_may_be_written_is_written_to_the_row(name: str) -> None:
    of = model()
    setattr(clients(of)[3], name, 0.25)
    assert of.replication.clients[name][0, 3] == 0.25
    clients(of).set(name, 0.5)
    assert np.all(of.replication.clients[name] == 0.5)


REFUSED = [name for name in CLIENT.names if name not in (*WRITABLE, "cell", *(indicator.id for indicator in Indicator))]


@each_row("name", [name for name in REFUSED if hasattr(Client, name)])
def test_nothing_else_may_be_written(name: str) -> None:
    of = model()
    before = fingerprint(of.replication.clients[0])
    with pytest.raises(AttributeError):
        setattr(clients(of)[0], name, 1)
    assert fingerprint(of.replication.clients[0]) == before


def test_a_refusal_names_what_may_be_written() -> None:
    with pytest.raises(AttributeError, match="setpoint, deviation, trust"):
        clients(model())[0].readiness = 1.0


@each_row("name", CASEWORKER.names)
def test_caseworkers_cannot_be_written(name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(model().agents_by_type[Caseworker][0], name, 1)


@each_row("kind", [Client, Caseworker])
def test_a_typo_on_an_agent_is_refused(kind: type) -> None:
    with pytest.raises(AttributeError):
        model().agents_by_type[kind][0].distres = 1.0


def test_what_is_written_acts() -> None:
    of, other = model(), model()
    clients(of).set("trust", 0.0)
    of.step()
    other.step()
    assert of.replication.clients["trust"].sum() < other.replication.clients["trust"].sum()


def test_indicators_by_name() -> None:
    of = model()
    of.run_for(2)
    client, row = clients(of)[5], of.replication.clients[0, 5]
    # 0.75 * (setpoint + deviation) + specific + gain
    level = row["setpoint"] + row["deviation"]
    for item in list(Indicator)[:10]:
        expected = 0.75 * level + row["specific"][item] + row["gain"][item]
        assert getattr(client, item.id) == pytest.approx(expected)
    assert client.caseworker_belief == row["belief"] == client.belief


def test_answers_medicine_measures_and_state_in_words() -> None:
    of = model("coordinated")
    of.step()
    client, row = clients(of)[0], of.replication.clients[0, 0]
    assert list(client.answers.values()) == row["client_answer"].tolist()
    assert list(client.caseworker_answers) == [indicator.id for indicator in Indicator]
    assert list(client.caseworker_answers.values()) == row["caseworker_answer"].tolist()
    for agent, flags in zip(clients(of), of.replication.clients["medication"][0], strict=True):
        assert agent.medication == {medicine for medicine in Medicine if flags[medicine]}
    with_plan = clients(of).select(lambda agent: agent.plan_quarters > 0)
    assert len(with_plan) > 0
    assert all("external_internship" in agent.interventions and len(agent.interventions) == 3 for agent in with_plan)
    assert isinstance(client.state, State)


def test_a_data_collector_collects() -> None:
    of = model()
    collector = DataCollector(
        model_reporters={"first_job": lambda m: m.outcomes()["first_job"]},
        agenttype_reporters={Client: {"readiness": "readiness", "state": "state"}},
    )
    for _ in range(2):
        of.step()
        collector.collect(of)
    assert len(collector.get_model_vars_dataframe()) == 2
    frame = collector.get_agenttype_vars_dataframe(Client)
    assert len(frame) == 2 * N
    assert frame["readiness"].to_numpy()[-N:].tolist() == of.replication.clients["readiness"][0].tolist()


@each_row("is_used", [False, True])
def test_a_model_can_be_pickled_and_goes_on_alike(is_used: bool) -> None:
    of = model("staircase")
    of.run_for(2)
    if is_used:
        assert len(clients(of)) == N
    again = pickle.loads(pickle.dumps(of))
    of.run_for(2)
    again.run_for(2)
    assert again.quarter == 4
    assert differing_columns(of.replication.clients, again.replication.clients) == []
    assert clients(again).get("trust") == clients(of).get("trust")


def test_a_copy_has_rows_of_its_own() -> None:
    of = model()
    other = copy.deepcopy(of)
    other.step()
    assert of.quarter == 0
    assert not of.replication.clients["plan_quarters"].any()


def test_two_models_do_not_clash() -> None:
    alone = model("staircase")
    alone.run_for(2)
    one, other = model("staircase"), model("jobfirst", seed=2)
    clients(other).set("trust", 0.1)
    for _ in range(2):
        one.step()
        other.step()
    assert clients(one)[0].model is one
    assert clients(other)[0].model is other
    assert differing_columns(alone.replication.clients, one.replication.clients) == []


def test_one_scenario_serves_many_models() -> None:
    scenario = Scenario("staircase", N, options={"caseload": 10})
    one, other = JobCentreModel(scenario), JobCentreModel(scenario)
    one.run_for(2)
    other.run_for(2)
    assert one.scenario is other.scenario is scenario
    assert differing_columns(one.replication.clients, other.replication.clients) == []


@each_row("kind", [Client, Caseworker])
def test_nobody_can_be_removed(kind: type) -> None:
    of = model()
    with pytest.raises(RuntimeError, match="removed"):
        of.agents_by_type[kind][0].remove()
    assert len(of.agents) == N + 6


def test_a_client_steps_only_in_a_quarter_that_has_begun_and_only_once() -> None:
    of = model()
    with pytest.raises(RuntimeError, match="begin_quarter"):
        clients(of)[0].step()
    of.begin_quarter()
    clients(of)[0].step()
    before = fingerprint(of.replication.clients[0])
    with pytest.raises(RuntimeError, match="once a quarter"):
        clients(of)[0].step()
    assert fingerprint(of.replication.clients[0]) == before


def test_clients_cannot_step_after_the_whole_model_has() -> None:
    of = model()
    of.step()
    with pytest.raises(RuntimeError):
        clients(of)[0].step()


def test_a_quarter_by_hand_equals_a_step() -> None:
    by_hand, at_once = model(), model()
    by_hand.begin_quarter()
    for client in reversed(list(clients(by_hand))):
        client.step()
    by_hand.agents_by_type[Caseworker].do("step")
    by_hand.end_quarter()
    at_once.step()
    assert differing_columns(by_hand.replication.clients, at_once.replication.clients) == []
    assert differing_columns(by_hand.replication.caseworkers, at_once.replication.caseworkers) == []


@each_row("typo", ["polcy", "n_client", "sed", "option"])
def test_a_typo_on_a_scenario_is_refused(typo: str) -> None:
    with pytest.raises(TypeError, match=typo):
        Scenario(**{typo: 1})


def test_a_typo_among_the_options_is_refused() -> None:
    with pytest.raises(TypeError, match="case_load"):
        Scenario(options={"case_load": 10})


def test_a_scenario_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Scenario().seed = 2


@each_row(
    "values",
    [
        {"policy": "stair"},
        {"n_clients": 0},
        {"n_clients": 2.5},
        {"seed": -1},
        {"seed": 2**32},
        {"replication": -1},
        {"replication": True},
        {"options": {"parameters": {"trust": {"gain": 2}}}},
        {"options": {"caseload": 5000}},
    ],
)
def test_a_wrong_scenario_is_refused_at_once(values: dict[str, object]) -> None:
    with pytest.raises(InputError):
        Scenario(**values)


def test_an_unknown_activation_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        model(activation="shuffle")
    assert caught.value.values["nearest"] == "shuffle_do"


def test_outcomes_are_the_means_of_the_rows() -> None:
    of = model("jobfirst")
    assert list(of.outcomes()) == list(OUTCOME_IDS)
    assert of.outcomes()["first_job"] == 0.0
    of.run_for(3)
    table = of.replication.clients[0]
    assert of.outcomes()["first_job"] == table["has_worked"].mean()
    assert of.outcomes()["in_ordinary_job"] == (table["state"] == State.ORDINARY_JOB).mean()
    assert of.outcomes()["caseworker_changes"] == table["n_caseworker_changes"].mean()


def test_looking_changes_nothing() -> None:
    watched, alone = model(), model()
    for _ in range(2):
        watched.step()
        watched.outcomes()
        clients(watched).get("health")
        alone.step()
    assert differing_columns(watched.replication.clients, alone.replication.clients) == []


def test_mesa_s_own_random_numbers_do_not_touch_the_results() -> None:
    one, other = model(), model()
    other.random.random()
    other.rng.random(7)
    clients(other).shuffle()
    one.run_for(2)
    other.run_for(2)
    assert differing_columns(one.replication.clients, other.replication.clients) == []


def test_mesa_s_own_random_numbers_follow_the_seed() -> None:
    assert model(seed=3).random.random() == model(seed=3).random.random()
    assert model(seed=3).random.random() != model(seed=4).random.random()


def test_the_default_model_is_observed_practice_at_full_size() -> None:
    scenario = Scenario()
    assert (scenario.policy, scenario.n_clients, scenario.replication) == ("observed_mix", 4000, 0)


EMPLOYERS = {
    "vacancies": {"ordinary": 1.0, "ordinary_hours": 1.0, "supported": 0.0},
    "places": {"failing": 0.4, "contact": 3.0},
}


@pytest.mark.parametrize("employers", [{"vacancies": 2.0}, EMPLOYERS], ids=["any job", "by kind, and places"])
def test_arrivals_and_scarce_vacancies_are_those_of_a_comparison(employers: dict[str, Any]) -> None:
    circumstances = {
        "inflow": 9,
        "n_quarters": 4,
        "caseload": 10,
        "labour_market": {"name": "own", "tightness": [0.3], **employers},
        "parameters": {"exits": {"education": -3.0}, "job_entry": {"intercept": -4.0}},
    }
    scenario = Scenario("linkoping", N, options=circumstances)
    by_rows, by_agents = JobCentreModel(scenario), JobCentreModel(scenario, "shuffle_do")
    for of in (by_rows, by_agents):
        of.run_for(4)
    assert differing_columns(by_rows.replication.clients, by_agents.replication.clients) == []
    assert by_rows.replication.clients["has_worked"].any()
    tables = simulation.compare("linkoping", baseline="linkoping", n_clients=N, n_replications=1, **circumstances)
    at_end = tables.levels.query("quarter == 4 and group == 'all'").set_index("outcome")["mean"]
    assert at_end.to_dict() == by_rows.outcomes()
