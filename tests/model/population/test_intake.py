"""The drawn population has the published marginals, and nobody's row depends on who else is drawn.

Tolerances are four standard errors of the pooled sample; the seeds are fixed.
"""

import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation.model.draws import fill
from simulation.model.draws.decisions import FIRST_INTAKE_NORMAL, N_INTAKE_NORMALS, Kind
from simulation.model.engine.replication import Replication
from simulation.model.evidence import fact
from simulation.model.indicators import Indicator
from simulation.model.parameters import Parameters, build_parameters, central
from simulation.model.parameters.record import derive
from simulation.model.population import characteristics as who
from simulation.model.population.intake import Population, PopulationPlan, draw_population
from simulation.model.state import Medicine, State
from tests.conftest import differing_columns, environment, policies

SEED = 5
N_REPLICATIONS, N_CLIENTS = 30, 1000
PLAN = environment(N_CLIENTS, caseload=30).population


def population(plan: PopulationPlan = PLAN, replication: int = 0, parameters: Parameters | None = None) -> Population:
    return draw_population(plan, parameters or central(), SEED, replication)


@pytest.fixture(scope="module")
def clients() -> NDArray:
    """Many replications in one table."""
    return np.concatenate([population(replication=replication).clients for replication in range(N_REPLICATIONS)])


MARGINALS = {
    "B1": lambda clients: clients["is_unskilled"],
    "B3": lambda clients: clients["is_non_western"],
    "B4": lambda clients: clients["is_psychiatric"],
    "B5": lambda clients: clients["is_musculoskeletal"],
    "B6": lambda clients: clients["is_digestive"],
    "B7": lambda clients: clients["medication"][:, Medicine.ANTIDEPRESSANT],
    "B8": lambda clients: clients["medication"][:, Medicine.LIFESTYLE],
    "B9": lambda clients: clients["medication"][:, Medicine.ANTIPSYCHOTIC],
    "B10": lambda clients: clients["is_convicted"][clients["is_man"] == 1],
}


@pytest.mark.parametrize("fact_id", MARGINALS)
def test_shares_are_the_published_ones(clients, fact_id: str) -> None:
    has_it = MARGINALS[fact_id](clients)
    share = fact(fact_id).as_share()
    assert has_it.mean() == pytest.approx(share, abs=4 * math.sqrt(share * (1 - share) / len(has_it)))


@pytest.mark.parametrize(("column", "mean"), [("work_share", fact("B2").as_share()), ("age", 39.0)])
def test_means_are_the_stated_ones(clients, column: str, mean: float) -> None:
    values = clients[column]
    assert values.mean() == pytest.approx(mean, abs=4 * values.std() / math.sqrt(len(values)))


def test_ages_and_work_shares_lie_in_their_ranges(clients) -> None:
    assert clients["age"].min() >= 18.0
    assert clients["age"].max() <= 64.0
    assert clients["work_share"].min() == 0.0
    assert clients["work_share"].max() <= 0.5
    share = (clients["work_share"] > 0).mean()
    assert share == pytest.approx(0.3, abs=4 * math.sqrt(0.3 * 0.7 / len(clients)))


def test_no_woman_is_convicted(clients) -> None:
    assert not clients["is_convicted"][clients["is_man"] == 0].any()


def test_antipsychotics_are_mostly_inside_the_psychiatric_group(clients) -> None:
    takes = clients["medication"][:, Medicine.ANTIPSYCHOTIC] == 1
    assert clients["is_psychiatric"][takes].mean() > 0.9


@pytest.mark.parametrize("column", ["readiness"])
def test_readiness_has_mean_0_and_sd_1(clients, column: str) -> None:
    n = len(clients)
    assert clients[column].mean() == pytest.approx(0.0, abs=4 / math.sqrt(n))
    assert clients[column].std() == pytest.approx(1.0, abs=4 / math.sqrt(2 * n))


def test_readiness_is_the_weighted_sum_of_the_indicators(clients, p: Parameters) -> None:
    weight = derive(p).weight
    level = (clients["setpoint"] + clients["deviation"])[:, None]
    indicators = p.progression.loading * level + clients["specific"] + clients["gain"]
    assert clients["readiness"] == pytest.approx(indicators @ weight, abs=1e-12)


def test_clients_differ_in_what_measures_give_them(clients, p: Parameters) -> None:
    response = clients["response"]
    assert response.min() >= 0.0
    # cutting off at 0 lifts the mean by 0.4 * (phi(2.5) - 2.5 * Phi(-2.5)) = 0.4 * (0.01753 - 0.01552) = 0.0008
    assert response.mean() == pytest.approx(1.0008, abs=4 * response.std() / math.sqrt(len(response)))
    assert response.std() == pytest.approx(p.progression.response_sd, rel=0.02)


def test_the_mean_response_is_1_at_the_high_end_too() -> None:
    parameters = build_parameters({"progression": {"response_sd": 0.8}})
    response = population(replace(PLAN, n_clients=20_000), parameters=parameters).clients["response"]
    assert response.mean() == pytest.approx(1.0, abs=4 * response.std() / math.sqrt(len(response)))


def test_distress_starts_at_its_own_level(clients, p: Parameters) -> None:
    for is_psychiatric, level in ((1, p.distress.level_psychiatric), (0, p.distress.level_other)):
        group = clients["is_psychiatric"] == is_psychiatric
        assert np.all(clients["distress_level"][group] == level)
        around = clients["distress"][group] - level
        assert around.mean() == pytest.approx(0.0, abs=4 * around.std() / math.sqrt(len(around)))
        assert around.std() == pytest.approx(derive(p).distress_sd, abs=4 * around.std() / math.sqrt(2 * len(around)))


def test_everybody_starts_on_benefit_with_nothing_done(clients) -> None:
    assert np.all(clients["state"] == State.BENEFIT)
    for name in ("gain", "interventions", "demands", "n_sanctions", "has_worked", "n_quarters_worked", "plan_quarters"):
        assert not clients[name].any()


def test_trust_at_the_start_is_that_of_constant_turnover() -> None:
    # P(at least k quarters together) = 0.949**k, an eighth of trust a quarter: full trust after 8
    parameters = build_parameters({"caseworkers": {"change_probability": 0.051}, "trust": {"gain": 0.125}})
    drawn = [population(replication=replication, parameters=parameters) for replication in range(N_REPLICATIONS)]
    clients = np.concatenate([found.clients for found in drawn])
    share = 0.949**8
    full = clients["trust"] == 1.0
    assert full.mean() == pytest.approx(share, abs=4 * math.sqrt(share * (1 - share) / len(full)))
    none = 0.051
    assert (clients["trust"] == 0.0).mean() == pytest.approx(none, abs=4 * math.sqrt(none * (1 - none) / len(full)))


@pytest.mark.parametrize(("probability", "trust"), [(0.0, 1.0), (1.0, 0.0)])
def test_trust_at_the_start_without_and_with_constant_change(probability: float, trust: float) -> None:
    parameters = build_parameters({"caseworkers": {"change_probability": probability}})
    assert np.all(population(parameters=parameters).clients["trust"] == trust)


@pytest.fixture(scope="module")
def register(clients) -> NDArray:
    """The register index of the same clients."""
    indices = []
    for replication in range(N_REPLICATIONS):
        draws = fill.normals(SEED, replication, Kind.CLIENT, 0, FIRST_INTAKE_NORMAL, N_INTAKE_NORMALS, 0, N_CLIENTS)
        normals = who.correlate(draws[: len(who.CHARACTERISTICS)], PLAN.correlation)
        indices.append(who.register_index(normals, PLAN.register_index, PLAN.correlation))
    return np.concatenate(indices)


def test_the_register_index_has_mean_0_and_sd_1(register) -> None:
    assert register.mean() == pytest.approx(0.0, abs=4 / math.sqrt(len(register)))
    assert register.std() == pytest.approx(1.0, abs=4 / math.sqrt(2 * len(register)))


def test_the_register_index_tells_the_set_point_as_well_as_stated(clients, register, p: Parameters) -> None:
    stated = p.progression.register_correlation
    found = np.corrcoef(register, clients["setpoint"])[0, 1]
    assert found == pytest.approx(stated, abs=4 * (1 - stated**2) / math.sqrt(len(register)))
    assert clients["setpoint"].std() == pytest.approx(p.progression.setpoint_sd, rel=4 / math.sqrt(2 * len(register)))


def test_the_published_characteristics_point_the_way_of_the_register_index(clients) -> None:
    for column, weight in PLAN.register_index.items():
        name = column if column in ("age", "work_share") else f"is_{column}"
        assert math.copysign(1, np.corrcoef(clients[name], clients["setpoint"])[0, 1]) == math.copysign(1, weight)


def intake(replication: int) -> Replication:
    small = environment(500, caseload=10)
    return Replication(small, policies("no_intervention"), SEED, replication)


@pytest.fixture(scope="module")
def first_forms() -> list[NDArray]:
    return [intake(replication).clients[0] for replication in range(40)]


@pytest.mark.parametrize(
    ("fact_id", "column", "item"),
    [
        ("F7", "caseworker_answer", Indicator.CASEWORKER_BELIEF),
        ("F7", "caseworker_answer", Indicator.HEALTH),
        ("F8", "client_answer", Indicator.OWN_BELIEF),
        ("F8", "client_answer", Indicator.NETWORK),
    ],
)
def test_the_first_answers_are_distributed_as_published(first_forms, fact_id: str, column: str, item: Indicator):
    published = np.array(fact(fact_id).as_share())
    shares = np.array([[(rows[column][:, item] == step).mean() for step in range(1, 6)] for rows in first_forms])
    # Clients of one caseworker share its leniency, so the standard error is that over replications.
    error = shares.std(axis=0, ddof=1) / math.sqrt(len(shares))
    assert np.all(np.abs(shares.mean(axis=0) - published / published.sum()) < 4 * error)


def test_nobody_leaves_the_first_form_out(first_forms) -> None:
    for rows in first_forms:
        assert rows["client_answer"].min() >= 1
        assert rows["caseworker_answer"].min() >= 1


def test_belief_at_the_start_has_mean_0_and_sd_1(first_forms) -> None:
    means = np.array([rows["belief"].mean() for rows in first_forms])
    spreads = np.array([rows["belief"].std() for rows in first_forms])
    assert abs(means.mean()) < 4 * means.std(ddof=1) / math.sqrt(len(means))
    assert abs(spreads.mean() - 1.0) < 4 * spreads.std(ddof=1) / math.sqrt(len(spreads))


def test_adding_clients_at_the_end_changes_nobody_else() -> None:
    few, many = population(), population(replace(PLAN, n_clients=N_CLIENTS + 137))
    assert differing_columns(few.clients, many.clients[:N_CLIENTS]) == []
    same = [name for name in few.caseworkers.dtype.names if name not in ("caseload", "usual_caseload")]
    assert differing_columns(few.caseworkers[same], many.caseworkers[same]) == []


def test_replications_and_seeds_hold_different_people() -> None:
    first, second = population().clients, population(replication=1).clients
    other_seed = draw_population(PLAN, central(), SEED + 1, 0).clients
    assert not np.any(first["readiness"] == second["readiness"])
    assert not np.any(first["readiness"] == other_seed["readiness"])


def test_a_parameter_of_medicine_moves_nothing_else() -> None:
    changed = population(parameters=build_parameters({"medication": {"anxiety_share": 0.3}})).clients
    assert differing_columns(population().clients, changed) == ["medication"]
