"""Which policy beats which: by hand, for outcomes of which more is better and of which less is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulation.model.outcomes.groups import GROUPS
from simulation.model.outcomes.quantities import N_QUANTITIES
from simulation.model.outcomes.recorder import ReplicationResult
from simulation.model.outcomes.registry import OUTCOME_IDS, OUTCOMES
from simulation.study.contrasts.orders import DIRECTED, Orders

NAMES = ("own", "other", "third")
JOB, DISTRESS = OUTCOME_IDS.index("first_job"), OUTCOME_IDS.index("distress")
DRAWS = (0, 0, 1, 1, 2, 2, 3, 3)
# In four draws, of two replications without luck each: own less other is 0.2, -0.1, 0.1 and 0.2; third is as other.
OWN, OTHER = (0.5, 0.4, 0.6, 0.7), (0.3, 0.5, 0.5, 0.5)


def result(own: float, other: float) -> ReplicationResult:
    """Return a replication of intake and one quarter, at whose end all clients have these levels of two outcomes."""
    # all else is the other way round, so that taking it for the end or for all clients would show
    mean = np.zeros((3, 2, len(GROUPS), len(OUTCOMES)))
    mean[0, ..., [JOB, DISTRESS]], mean[1:, ..., [JOB, DISTRESS]] = other, own
    everybody = GROUPS.index("all")
    mean[0, 1, everybody, [JOB, DISTRESS]], mean[1:, 1, everybody, [JOB, DISTRESS]] = own, other
    nothing = np.zeros_like(mean)
    return ReplicationResult(
        mean, nothing, nothing, np.ones((2, len(GROUPS)), np.int64), np.zeros((3, 2, N_QUANTITIES), np.int64)
    )


def table(draws: tuple[int, ...] | None = DRAWS) -> pd.DataFrame:
    orders = Orders(NAMES, draws)
    for draw in DRAWS:
        orders.add(result(OWN[draw], OTHER[draw]))
    return orders.table().set_index(["policy", "other", "outcome"])


def test_an_order_by_hand() -> None:
    found = table().loc[("own", "other", "first_job")]
    assert found.difference == pytest.approx(0.1)
    # deviations 0.1, -0.2, 0, 0.1: variance 0.06 / 3 = 0.02; t(3) = 3.18245: 3.18245 * sqrt(0.02 / 4) = 0.22503
    assert found.mc_low == pytest.approx(0.1 - 0.22503, abs=1e-5)
    assert found.mc_high == pytest.approx(0.1 + 0.22503, abs=1e-5)
    # of four draws the least and the greatest
    assert (found.cred_low, found.cred_high) == (pytest.approx(-0.1), pytest.approx(0.2))
    # better in three of four draws
    assert (found.probability_better, found.n_draws) == (0.75, 4)


def test_the_other_way_round_signs_turn() -> None:
    one, other = (table().loc[pair] for pair in (("own", "other", "first_job"), ("other", "own", "first_job")))
    assert other.difference == pytest.approx(-one.difference)
    assert (other.mc_low, other.cred_low) == (pytest.approx(-one.mc_high), pytest.approx(-one.cred_high))
    assert other.probability_better == 0.25


def test_less_distress_is_better() -> None:
    found = table().loc[("own", "other", "distress")]
    # the difference keeps its sign: more distress in three of four draws, so better in one
    assert found.difference == pytest.approx(0.1)
    assert found.probability_better == 0.25


def test_policies_that_give_the_same_are_even() -> None:
    found = table().loc[("third", "other", "first_job")]
    assert (found.difference, found.mc_low, found.mc_high) == (0.0, 0.0, 0.0)
    assert found.probability_better == 0.5


def test_every_two_policies_are_compared_in_every_outcome_that_has_a_better_direction() -> None:
    found = table()
    assert not found.index.duplicated().any()
    assert len(found) == 3 * 2 * len(DIRECTED)
    assert {outcome.id for outcome in DIRECTED} == {item.id for item in OUTCOMES if item.better != "neither"}
    assert set(found.index.get_level_values("outcome")) == {outcome.id for outcome in DIRECTED}


def test_without_draws_no_probability_is_known() -> None:
    found = table(None)
    assert found.loc[("own", "other", "first_job")].difference == pytest.approx(0.1)
    # eight replications of variance 0.12 / 7: t(7) = 2.36462: 2.36462 * sqrt(0.12 / 7 / 8) = 0.10946
    assert found.loc[("own", "other", "first_job")].mc_high == pytest.approx(0.1 + 0.10946, abs=1e-5)
    assert found[["cred_low", "cred_high", "probability_better"]].isna().all(axis=None)
    assert (found.n_draws == 0).all()
