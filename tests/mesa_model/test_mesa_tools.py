"""Mesa's own tools take the model as any other."""

from __future__ import annotations

import mesa
import pytest

from simulation import Client, InputError, JobCentreModel, Scenario

SMALL = {"n_clients": 60, "options": {"caseload": 10, "n_quarters": 3}}


def test_batch_run_runs_every_policy_with_every_seed_to_the_last_quarter() -> None:
    # A mapping is iterable, so Mesa would take the options apart: they come with the scenario.
    parameters = {"scenario": [Scenario(**SMALL)], "policy": ["staircase", "coordinated"]}
    rows = mesa.batch_run(JobCentreModel, parameters, rng=[1, 2], display_progress=False)
    assert [(row["policy"], row["rng"], row["Step"]) for row in rows] == [
        ("staircase", 1, 3), ("coordinated", 1, 3), ("staircase", 2, 3), ("coordinated", 2, 3),
    ]  # fmt: skip
    model = JobCentreModel(Scenario(policy="coordinated", seed=2, **SMALL))
    model.run_for(3)
    assert rows[3]["readiness"] == model.outcomes()["readiness"]
    assert rows[1]["readiness"] != rows[3]["readiness"]


def test_every_quarter_is_collected_once() -> None:
    model = JobCentreModel(Scenario(**SMALL))
    model.run_for(3)
    collected = model.datacollector.get_model_vars_dataframe()
    assert len(collected) == 4  # intake and three quarters
    assert collected["first_job"].is_monotonic_increasing
    assert not model.running


def test_fields_of_the_scenario_may_be_given_by_name() -> None:
    model = JobCentreModel(policy="staircase", n_clients=50, rng=7)
    assert (model.scenario.policy, model.scenario.n_clients, model.scenario.seed) == ("staircase", 50, 7)
    with pytest.raises(InputError) as caught:
        JobCentreModel(n_client=50)
    assert caught.value.values["nearest"] == "n_clients"
    with pytest.raises(InputError):
        JobCentreModel(rng=1.5)


def test_operations_of_agent_sets_work_on_rows() -> None:
    model = JobCentreModel(Scenario(**SMALL))
    clients = model.agents_by_type[Client]
    assert len(clients) == 60
    assert clients.set("trust", 0.5).agg("trust", [min, max]) == [0.5, 0.5]
    assert len(set(clients.get("distress"))) > 50
    oldest = clients.sort("age", ascending=False).to_list()[0]
    assert oldest.age == clients.agg("age", max)
    assert sum(len(group) for group in clients.groupby("office").groups.values()) == 60
