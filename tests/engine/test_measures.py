"""What a quarter of measures gives readiness, added up by hand from the parameters of progression."""

import pytest

from simulation.parameters import central
from simulation.parameters.record import derive
from tests.conftest import world
from tests.engine.worlds import after, with_measures

# Neither hope nor differences between clients: what is left is what the measures give.
ALIKE = {"belief": {"contagion": 0.0}, "progression": {"response_sd": 0.0, "match": 0.0}}


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
    clients = after(with_measures(*measures), 1, world(parameters=ALIKE)).clients[0]
    gained = clients["gain"] @ derive(central()).weight
    has_plan = clients["has_new_caseworker"] == 0
    assert gained[has_plan] == pytest.approx(push, abs=1e-12)
    assert gained[~has_plan] == pytest.approx(-0.06, abs=1e-12)
