"""What a set of interventions gives: rows, pushes, the time it takes and the employers it meets."""

from collections.abc import Iterable

import numpy as np
import pytest

from simulation.model.engine import plan
from simulation.model.indicators import Indicator
from simulation.model.interventions import GROUPS, interventions, portfolio
from simulation.model.parameters import Parameters, build_parameters, portfolios
from simulation.model.parameters.record import as_record, derive
from tests.conftest import plain
from tests.rows import each_row

pytestmark = pytest.mark.uncompiled
FIRST = dict(zip(GROUPS, (0, 512, 520, 536), strict=True))


def rows_of(ids: Iterable[str]) -> tuple[int, ...]:
    return tuple(int(row) for row in plain(plan.rows_of)(np.uint32(portfolio(ids))))


def row_of(ids: Iterable[str], group: str) -> int:
    return rows_of(ids)[GROUPS.index(group)]


def test_a_row_for_every_set_of_each_group() -> None:
    # 9, 3, 4 and 4 interventions: 2**9 = 512, 2**3 = 8, 2**4 = 16 and 16 sets, 552 in all
    assert portfolios.first_rows() == (0, 512, 520, 536, 552)
    assert portfolios.contents().shape == (552, 20)


def test_nothing_is_the_first_row_of_every_group() -> None:
    assert rows_of([]) == tuple(FIRST.values())
    assert not portfolios.contents()[list(FIRST.values())].any()


@each_row("name", interventions())
def test_each_intervention_alone_is_a_row_of_its_own_group(name: str) -> None:
    found = rows_of([name])
    elsewhere = {group: row for group, row in FIRST.items() if group != interventions()[name].group}
    assert {group: found[GROUPS.index(group)] for group in elsewhere} == elsewhere
    row = found[GROUPS.index(interventions()[name].group)]
    assert np.flatnonzero(portfolios.contents()[row]).tolist() == [interventions()[name].bit]


def test_a_portfolio_is_a_row_a_group() -> None:
    # job search is bit 1 and wage subsidy bit 6 of the first group: 2 + 64; network is the second of the third: 520 + 2
    assert rows_of(["job_search", "wage_subsidy", "network"]) == (66, 512, 522, 536)
    # all of everything: the last row of each group
    assert rows_of(interventions()) == (511, 519, 535, 551)


def test_a_second_measure_of_a_group_gives_a_share_of_the_first() -> None:
    pair, three = (
        row_of(["network", "social_mentor"], "social"),
        row_of(["network", "social_mentor", "social_skills"], "social"),
    )
    one = row_of(["network"], "social")
    # 1; 1 + 0.5; 1 + 0.5 * 2
    assert portfolios.strength(0.5)[[FIRST["social"], one, pair, three]].tolist() == [0.0, 1.0, 1.5, 2.0]
    assert portfolios.strength(0.0)[[one, pair, three]].tolist() == [1.0, 1.0, 1.0]
    assert portfolios.strength(1.0)[[one, pair, three]].tolist() == [1.0, 2.0, 3.0]


@each_row("second", [0.0, 0.5, 1.0])
def test_a_row_times_the_weights_is_its_strength(p: Parameters, second: float) -> None:
    weight = derive(p).weight
    assert portfolios.spread(weight, second) @ weight == pytest.approx(portfolios.strength(second), abs=1e-12)


@each_row("name", interventions())
def test_an_intervention_spreads_evenly_over_what_it_acts_on(p: Parameters, name: str) -> None:
    item, d = interventions()[name], derive(p)
    found = d.spread[row_of([name], item.group)]
    expected = np.zeros(10)
    expected[list(item.acts_on)] = 1.0 / d.weight[list(item.acts_on)].sum()
    assert found == pytest.approx(expected, abs=1e-12)


def test_two_measures_share_their_strength(p: Parameters) -> None:
    # managing health acts on three indicators, diet and exercise on two; 1.5 in all, 0.75 each
    weight = derive(p).weight
    both = derive(p).spread[row_of(["managing_health", "diet_and_exercise"], "health")]
    three = weight[[Indicator.CONCENTRATION, Indicator.EVERYDAY_LIFE, Indicator.HEALTH]].sum()
    two = weight[[Indicator.EVERYDAY_LIFE, Indicator.HEALTH]].sum()
    assert both[Indicator.CONCENTRATION] == pytest.approx(0.75 / three)
    assert both[Indicator.HEALTH] == pytest.approx(0.75 / three + 0.75 / two)
    assert both[Indicator.NETWORK] == 0.0


def lock_in(ids: Iterable[str], p: Parameters) -> float:
    return float(plain(plan.lock_in)(np.uint32(portfolio(ids)), as_record(p)[0]))


def test_lock_in_is_the_share_of_a_full_week(p: Parameters) -> None:
    # internship 25 h * 0.6 = 15; general skills 15 h * 0.6 = 9; managing health 4 h * 0: 15 / 37 and 24 / 37
    assert lock_in([], p) == 0.0
    assert lock_in(["external_internship"], p) == pytest.approx(15 / 37)
    assert lock_in(["external_internship", "general_skills", "managing_health"], p) == pytest.approx(24 / 37)


def test_lock_in_is_a_full_week_at_most(p: Parameters) -> None:
    # wage subsidy 30 * 0.8 = 24; vocational skills 25 * 0.8 = 20: 44 / 37 is above 1
    assert lock_in(["wage_subsidy", "vocational_skills"], p) == 1.0
    assert lock_in(interventions(), p) == 1.0


@each_row("name", interventions())
def test_more_measures_never_leave_more_time(p: Parameters, name: str) -> None:
    some = ["job_search", "social_mentor", "general_skills"]
    assert lock_in([*some, name], p) >= lock_in(some, p)


def contact(ids: Iterable[str], dose: float, p: Parameters) -> float:
    return float(plain(plan.employer_contact)(np.uint32(portfolio(ids)), dose, as_record(p)[0]))


def test_employer_contact_is_the_most_of_any_measure_or_of_the_policy(p: Parameters) -> None:
    # job search 0.1, internship 0.3, wage subsidy 0.4: the largest, not the sum
    assert contact([], 0.0, p) == 0.0
    assert contact(["job_search"], 0.0, p) == 0.1
    assert contact(["job_search", "external_internship", "wage_subsidy"], 0.0, p) == 0.4
    assert contact(["external_internship"], 0.2, p) == 0.3
    assert contact(["external_internship"], 1.0, p) == 1.0
    assert contact(["network", "managing_health", "general_skills"], 0.0, p) == 0.0


def test_only_the_spread_depends_on_the_parameters(p: Parameters) -> None:
    other = build_parameters({"progression": {"second_measure": 0.0}})
    assert not np.array_equal(derive(other).spread, derive(p).spread)
    assert np.array_equal(derive(other).lock_in, derive(p).lock_in)


def test_tables_that_are_shared_can_t_be_changed(p: Parameters) -> None:
    for table in (derive(p).spread, derive(p).lock_in, derive(p).employer_contact, derive(p).hope):
        with pytest.raises(ValueError, match="read-only"):
            table[0] = 1.0
