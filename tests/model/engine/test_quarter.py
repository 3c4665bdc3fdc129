"""One client through one quarter, with the arithmetic of each step taken from the rules."""

import numpy as np
import pytest
from scipy.special import ndtr

from simulation.model.draws import fill
from simulation.model.draws.decisions import FIRST_UNIFORM, N_NORMALS, N_UNIFORMS, Decision, Kind
from simulation.model.engine.plan import rows_of
from simulation.model.indicators import CARRIED, Indicator
from simulation.model.parameters.record import derive, thresholds
from simulation.model.state import Medicine, State
from tests.conftest import environment, plain, start
from tests.given import given, given_parameters

SEED = 7
P = given_parameters()
HERE = environment(parameters=given())


def luck(quarter: int, n: int = 500) -> np.ndarray:
    normals = fill.normals(SEED, 0, Kind.CLIENT, quarter, 0, N_NORMALS, 0, n)
    uniforms = fill.uniforms(SEED, 0, Kind.CLIENT, quarter, FIRST_UNIFORM, N_UNIFORMS, 0, n)
    return np.vstack([normals, uniforms])


def rows(portfolios: np.ndarray) -> np.ndarray:
    """Return the rows of `parameters.portfolios` [4, n]."""
    return np.array([plain(rows_of)(portfolio) for portfolio in portfolios]).T


def lock_in(portfolios: np.ndarray) -> np.ndarray:
    return np.minimum(1.0, derive(P).lock_in[rows(portfolios)].sum(axis=0))


@pytest.fixture(scope="module")
def quarter() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return clients after the office phase and at the end of quarter 1, and their caseworkers."""
    replication = start(["aig_sanctions"], HERE)
    replication.begin_quarter()
    before = replication.clients[0].copy()
    replication.advance_clients()
    return before, replication.clients[0], replication.caseworkers[0][before["caseworker"]]


def test_deviation_and_specifics_revert_with_their_own_shocks(quarter) -> None:
    before, after, _ = quarter
    draws, p = luck(1), P.progression
    # 0.7 of what was, plus 0.5 of the shock
    expected = 0.7 * before["deviation"] + 0.5 * draws[Decision.DEVIATION_SHOCK]
    assert after["deviation"] == pytest.approx(expected, abs=1e-12)
    shock = derive(P).specific_shock
    for k in range(10):
        expected = (1 - p.return_rate) * before["specific"][:, k] + shock * draws[Decision.SPECIFIC_SHOCK + k]
        assert after["specific"][:, k] == pytest.approx(expected, abs=1e-12)


def test_readiness_is_the_weighted_sum_of_the_indicators(quarter) -> None:
    _, after, _ = quarter
    level = (after["setpoint"] + after["deviation"])[:, None]
    indicators = 0.75 * level + after["specific"] + after["gain"]
    assert after["readiness"] == pytest.approx(indicators @ derive(P).weight, abs=1e-12)


def test_trust_grows_by_an_eighth_and_falls_by_a_quarter_under_full_demands(quarter) -> None:
    before, after, _ = quarter
    stayed = before["has_new_caseworker"] == 0
    sanctioned = after["n_sanctions"] - before["n_sanctions"].astype(int)
    # + 0.125 - 0.25 * 1 - 0.05 * sanction
    expected = np.clip(before["trust"] + 0.125 - 0.25 - 0.05 * sanctioned, 0, 1)
    assert after["trust"][stayed] == pytest.approx(expected[stayed], abs=1e-12)
    assert not after["trust"][~stayed].any()


def test_belief_is_that_of_the_present_caseworker(quarter) -> None:
    _, after, caseworker = quarter
    sd = derive(P).impression_sd
    expected = 0.27 * after["readiness"] + 0.275 * caseworker["leniency"] + sd * after["impression"]
    assert after["belief"] == pytest.approx(expected, abs=1e-12)


def test_sanctions_strike_one_in_five_by_the_luck_of_compliance(quarter) -> None:
    before, after, _ = quarter
    has_plan = before["has_new_caseworker"] == 0
    expected = (luck(1)[Decision.COMPLIANCE] < 0.2) & has_plan
    assert np.array_equal(after["n_sanctions"], expected)


def test_distress_rises_with_demands_and_the_lasting_share_stays(quarter) -> None:
    before, after, _ = quarter
    psychiatric, demands = before["is_psychiatric"] == 1, before["demands"]
    risen = np.where(psychiatric, 0.6, 0.1) * demands + np.where(psychiatric, 0.1, 0.02) * after["n_sanctions"]
    assert after["distress_level"] == pytest.approx(before["distress_level"] + 0.35 * risen, abs=1e-12)
    # activity, and the caseworker's belief as far as there is trust
    transient = -0.05 * (before["interventions"] != 0) - 0.1 * after["belief"] * after["trust"]
    shock = 0.43 * luck(1)[Decision.DISTRESS_SHOCK]
    # new level + 0.7 of the distance to the old one + the rest of the rise + what passes + shock
    reverted = 0.7 * (before["distress"] - before["distress_level"])
    expected = before["distress_level"] + reverted + risen + transient + shock
    # a refusal of a pension weighs another 0.2
    expected += 0.2 * after["n_pension_refusals"]
    assert after["distress"] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("medicine", Medicine)
def test_each_medicine_follows_its_own_luck_and_parameters(quarter, medicine: Medicine) -> None:
    before, after, _ = quarter
    m, name, draws = P.medication, medicine.name.lower(), luck(1)
    if medicine is Medicine.ADDICTION:  # its luck is a normal
        draw = ndtr(draws[Decision.ADDICTION_MEDICINE])
    else:
        draw = draws[Decision.MEDICATION + medicine]
    # medicine comes before the answer to an application for a pension
    distress = after["distress"] - 0.2 * after["n_pension_refusals"]
    rate = np.exp(getattr(m, f"{name}_start") + getattr(m, f"{name}_distress") * distress)
    takes = before["medication"][:, medicine] == 1
    expected = np.where(takes, draw >= m.stop, draw >= np.exp(-rate))
    assert np.array_equal(after["medication"][:, medicine], expected)


def test_ways_off_benefit_compete_by_their_own_rates_and_luck(quarter) -> None:
    before, after, caseworker = quarter
    draws = luck(1)
    trust = 1.0 * (1.0 - after["trust"])
    index = 1.5 * after["readiness"] + 1.03 * after["belief"] + 0.25 * caseworker["effectiveness"] - trust
    contact = (0.1 + 0.1 * after["readiness"]) * (before["meetings"] - 1.0 / 13.0)  # beyond the usual one of 13
    job = np.exp(-5.85 + index + contact - 0.2 * lock_in(before["interventions"]))
    education = np.exp(-6.0 + 0.3 * after["readiness"])
    refused = after["n_pension_refusals"] == 1
    application = np.exp(-5.08 + 0.7 * (after["distress"] - 0.2 * refused))
    award, refusal = 0.4 * application, 0.6 * application
    other = 0.004 * (1.0 + 0.5 * before["demands"])
    total = job + education + award + refusal + other
    share, u = (1.0 - np.exp(-total)) / total, draws[Decision.EXIT]
    state = after["state"]
    works = (state >= State.SUPPORTED_JOB) & (state <= State.ORDINARY_JOB)
    assert works.any()
    assert np.array_equal(works, u < share * job)
    assert np.array_equal(state == State.EDUCATION, (u >= share * job) & (u < share * (job + education)))
    assert np.array_equal(
        state == State.DISABILITY_PENSION, (u < 1.0 - share * other) & (u >= 1.0 - share * (other + award))
    )
    assert refused.any()
    refusing = (u < 1.0 - share * (other + award)) & (u >= 1.0 - share * (other + award + refusal))
    assert np.array_equal(refused, refusing)
    assert np.array_equal(state == State.OTHER_EXIT, u >= 1.0 - share * other)
    # an ordinary job below 0.6 of the luck of the kind; hours for those who stay, by the luck of hours
    assert np.array_equal(state == State.ORDINARY_JOB, works & (draws[Decision.JOB_KIND] < 0.6))
    stays = state <= State.ORDINARY_HOURS
    contact = derive(P).employer_contact[rows(before["interventions"])[0]]
    starts = draws[Decision.HOURS] >= np.exp(-np.exp(-3.6 + 0.6 * index + 0.95 * contact))
    assert np.array_equal((state == State.ORDINARY_HOURS)[stays], starts[stays])


def test_a_form_left_out_keeps_the_latest_answers(quarter) -> None:
    before, after, _ = quarter
    on_benefit, draws = before["state"] <= State.ORDINARY_HOURS, luck(1)
    for who, response in (("client", Decision.CLIENT_RESPONSE), ("caseworker", Decision.CASEWORKER_RESPONSE)):
        answered = after[f"has_{who}_answered"] == 1
        assert np.array_equal(answered, on_benefit & (draws[response] >= 0.15))
        kept = after[f"{who}_answer"][~answered]
        assert np.array_equal(kept, before[f"{who}_answer"][~answered])


def test_the_client_s_answers_are_the_indicators_seen_with_error(quarter) -> None:
    _, after, _ = quarter
    answered, draws, derived = after["has_client_answered"] == 1, luck(1), derive(P)
    for item in CARRIED:
        seen = 0.85 * (
            0.75 * (after["setpoint"] + after["deviation"]) + after["specific"][:, item] + after["gain"][:, item]
        )
        perceived = seen + derived.client_error * draws[Decision.CLIENT_ANSWER + item]
        expected = 1 + np.searchsorted(thresholds("F8"), perceived, side="right")
        assert np.array_equal(after["client_answer"][answered, item], expected[answered])


def caseworker_form(clients: np.ndarray, leniency: np.ndarray, quarter: int) -> np.ndarray:
    """Return what the caseworkers would answer on the ten carried indicators [n, 10]."""
    draws, derived, answers = luck(quarter), derive(P), []
    for item in CARRIED:
        level = clients["setpoint"] + clients["deviation"]
        seen = 0.85 * (0.75 * level + clients["specific"][:, item] + clients["gain"][:, item])
        perceived = seen + 0.25 * leniency + derived.item_error * draws[Decision.CASEWORKER_ANSWER + item]
        answers.append(1 + np.searchsorted(thresholds("F7"), perceived, side="right"))
    return np.stack(answers, axis=1)


def test_the_caseworker_s_answers_are_coloured_by_leniency(quarter) -> None:
    _, after, caseworker = quarter
    answered = after["has_caseworker_answered"] == 1
    expected = caseworker_form(after, caseworker["leniency"], 1)
    assert np.array_equal(after["caseworker_answer"][answered, :10], expected[answered])


def test_the_first_form_is_coloured_by_the_leniency_of_the_first_caseworker() -> None:
    replication = start(["aig_sanctions"], HERE)
    clients = replication.clients[0]
    leniency = replication.caseworkers[0]["leniency"][clients["caseworker"]]
    assert np.array_equal(clients["caseworker_answer"][:, :10], caseworker_form(clients, leniency, 0))


def test_the_caseworker_s_answer_on_belief_is_the_belief_itself(quarter) -> None:
    _, after, _ = quarter
    answered = after["has_caseworker_answered"] == 1
    expected = 1 + np.searchsorted(thresholds("F7"), after["belief"], side="right")
    assert np.array_equal(after["caseworker_answer"][answered, Indicator.CASEWORKER_BELIEF], expected[answered])


def test_who_works_is_not_served() -> None:
    replication = start(["aig_sanctions"], HERE)
    replication.clients["state"][:] = State.ORDINARY_JOB
    before = replication.clients.copy()
    replication.step()
    for name in ("interventions", "demands", "plan_quarters", "n_caseworker_changes", "n_sanctions"):
        assert not replication.clients[name].any()
    for name in ("trust", "caseworker", "impression"):
        assert np.array_equal(replication.clients[name], before[name])
    lost = luck(1)[Decision.JOB_LOSS] < 0.07
    # who is back is met anew: the belief follows today's readiness; of the others it stays as it was
    after = replication.clients[0]
    assert np.array_equal(after["belief"][~lost], before[0]["belief"][~lost])
    moved = after["readiness"] - before[0]["readiness"]
    assert (after["belief"] - before[0]["belief"])[lost] == pytest.approx(0.27 * moved[lost])
    assert np.array_equal(replication.clients[0]["state"] == State.BENEFIT, lost)
    # whoever is back on benefit at the end of the quarter is asked again in the next
    for name in ("client_answer", "caseworker_answer"):
        assert np.array_equal(replication.clients[0][name], before[0][name])
    assert not replication.clients[0]["has_client_answered"].any()


def test_who_leaves_benefit_in_a_quarter_has_answered_in_it(quarter) -> None:
    before, after, _ = quarter
    leaves = (before["state"] <= State.ORDINARY_HOURS) & (after["state"] > State.ORDINARY_HOURS)
    assert leaves.any()
    assert np.array_equal(after["has_client_answered"][leaves] == 1, luck(1)[Decision.CLIENT_RESPONSE][leaves] >= 0.15)


@pytest.mark.parametrize("state", [state for state in State if State.SUPPORTED_JOB <= state <= State.OTHER_EXIT])
def test_work_and_study_ease_distress_and_neither_pension_nor_withdrawal_does(state: State) -> None:
    replication = start(["aig_sanctions"], HERE)
    replication.clients["state"][:] = state
    before = replication.clients[0].copy()
    replication.step()
    # neither demands nor the caseworker's belief reach those off benefit: level + 0.7 of the distance, shock, activity
    expected = before["distress_level"] + 0.7 * (before["distress"] - before["distress_level"])
    expected += 0.43 * luck(1)[Decision.DISTRESS_SHOCK]
    is_active = state <= State.EDUCATION
    assert replication.clients[0]["distress"] == pytest.approx(expected - 0.05 * is_active, abs=1e-12)
    assert np.array_equal(replication.clients[0]["distress_level"], before["distress_level"])


def test_gains_fade_by_the_return_rate_once_nothing_is_done() -> None:
    replication = start(["no_intervention"], HERE)
    replication.clients["state"][:] = State.DISABILITY_PENSION
    replication.clients["gain"][:] = 1.0
    replication.step()
    # 0.7 * 1 + 0
    assert replication.clients["gain"] == pytest.approx(0.7)


def test_quarters_in_a_step_are_counted_as_far_as_the_column_goes() -> None:
    replication = start(["no_intervention"], HERE)
    replication.clients["plan_quarters"][:] = 255
    replication.begin_quarter()
    clients = replication.clients[0]
    assert np.all(clients["plan_quarters"][clients["has_new_caseworker"] == 0] == 255)
