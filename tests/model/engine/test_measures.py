"""What a quarter of measures gives readiness, added up by hand from the parameters of progression."""

import numpy as np
import pytest

from simulation.model.parameters.record import derive
from tests.conftest import environment
from tests.given import given, given_parameters
from tests.model.engine.environments import after, with_measures

# Neither hope nor differences between clients: what is left is what the measures give.
ALIKE = {"belief": {"contagion": 0.0}, "progression": {"response_sd": 0.0, "match": 0.0}}
# What observed practice gives on average: 23 % nothing, 26 % one without job focus, 24 % job focus alone, 18 % combined
# with it (by 12/7 other groups on average: each of the seven sets is as common), 8 % combined without, in all 99.
USUAL = (0.23 * -0.06 + 0.26 * -0.01 + 0.24 * 0.02 + 0.18 * (0.02 + 0.105 * 12 / 7) + 0.08 * -0.01) / 0.99


def gained(measures: list[str], causal_share: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Return what readiness has gained after a quarter, of those with a plan and of those whose plan has lapsed."""
    values = given({**ALIKE, "progression": {**ALIKE["progression"], "causal_share": causal_share}})
    clients = after(with_measures(*measures), 1, environment(parameters=values)).clients[0]
    gain = clients["gain"] @ derive(given_parameters()).weight
    has_plan = clients["has_new_caseworker"] == 0
    assert has_plan.any()
    assert not has_plan.all()
    return gain[has_plan], gain[~has_plan]


@pytest.mark.parametrize(
    ("measures", "push"),
    [
        ([], -0.06),
        (["external_internship"], 0.02),
        (["external_internship", "job_search"], 0.02 * 1.5),
        (["external_internship", "general_skills"], 0.02 + 0.105),
        (["external_internship", "general_skills", "vocational_skills"], 0.02 + 0.105 * 1.5),
        (["external_internship", "general_skills", "network", "managing_health"], 0.02 + 0.105 * 3),
        # without job focus -0.01, whatever the number of groups or of measures in one
        (["general_skills"], -0.01),
        (["general_skills", "network", "managing_health"], -0.01),
        (["general_skills", "vocational_skills"], -0.01),
        (["network", "social_mentor", "social_skills", "managing_health"], -0.01),
    ],
)
def test_readiness_gains_what_the_portfolio_gives(measures: list[str], push: float) -> None:
    with_plan, lapsed = gained(measures)
    assert with_plan == pytest.approx(push, abs=1e-12)
    assert lapsed == pytest.approx(-0.06, abs=1e-12)


@pytest.mark.parametrize(
    ("measures", "push"), [(["external_internship"], 0.02), (["general_skills"], -0.01), ([], -0.06)]
)
@pytest.mark.parametrize("share", [0.0, 0.5])
def test_what_isn_t_caused_is_what_observed_practice_gives_on_average(measures, push, share) -> None:
    assert pytest.approx(0.0238384, abs=1e-7) == USUAL
    with_plan, lapsed = gained(measures, share)
    assert with_plan == pytest.approx(share * push + (1 - share) * USUAL, abs=1e-12)
    assert lapsed == pytest.approx(share * -0.06 + (1 - share) * USUAL, abs=1e-12)
