"""What tends to happen: hand-computed from four paths, and intervals against published formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulation.analyses.stories import intervals
from simulation.analyses.stories.follow import Paths
from simulation.analyses.stories.rows import look_up
from simulation.analyses.stories.tendency import WAIT, as_table, from_table, quarters_to_first_job, tendencies
from simulation.base.texts import LANGUAGES
from simulation.model.state import State

B, J, P = State.BENEFIT, State.ORDINARY_JOB, State.DISABILITY_PENSION


def four_paths() -> Paths:
    """Return four paths over two quarters. First policy: job in 1, job in 2, never, pension. Second: 2, never, 1, -."""
    state = [
        [[B, B, B, B], [J, B, B, P], [J, J, B, P]],
        [[B, B, B, B], [B, B, J, B], [J, B, J, P]],
    ]
    jobs = np.array(state) == J
    worked = np.cumsum(jobs, axis=1)
    return Paths(np.array(state, np.uint8), (worked > 0).astype(np.uint8), worked.astype(np.uint16))


def values() -> dict[tuple[str, str, str, int], float]:
    found = tendencies(four_paths(), "one", "two")
    return {(item.measure, item.policy, item.against, item.quarter): item.value for item in found}


def test_levels() -> None:
    found = values()
    assert [found["first_job", "one", "", quarter] for quarter in range(3)] == [0.0, 0.25, 0.5]
    assert [found["first_job", "two", "", quarter] for quarter in range(3)] == [0.0, 0.25, 0.5]
    assert found["disability_pension", "one", "", 1] == 0.25
    assert found["disability_pension", "two", "", 1] == 0.0
    assert found["in_job", "one", "", 2] == 0.5
    assert found["quarters_worked", "one", "", 2] == 0.75  # (2 + 1 + 0 + 0) / 4
    assert found["quarters_worked", "two", "", 2] == 0.75  # (1 + 0 + 2 + 0) / 4


def test_who_retires_out_of_a_pension_has_been_granted_one() -> None:
    paths = four_paths()
    paths.state[0, 2, 3] = State.RETIRED
    levels = [item for item in tendencies(paths, "one", "two") if not item.against and item.policy == "one"]
    assert [item.value for item in levels if item.measure == "disability_pension"] == [0.0, 0.25, 0.25]


def test_median_wait() -> None:
    """Waits of the first policy: 1, 2, never, never. The two in the middle are 2 and never, so it isn't reached."""
    assert math.isnan(values()["quarters_to_first_job", "one", "", 2])
    paths = four_paths()
    assert quarters_to_first_job(paths, 0).tolist() == [1.0, 2.0, math.inf, math.inf]
    three = Paths(paths.state[:, :, :3], paths.has_worked[:, :, :3], paths.n_quarters_worked[:, :, :3])
    (found,) = (item for item in tendencies(three, "one", "two") if (item.measure, item.policy) == (WAIT, "one"))
    assert found.value == 2.0  # of 1, 2 and never


def test_pairs_with_the_same_luck() -> None:
    found = values()
    assert found["more_work", "one", "two", 2] == 0.5  # 2 against 1, and 1 against 0
    assert found["less_work", "one", "two", 2] == 0.25  # 0 against 2
    assert found["same_work", "one", "two", 2] == 0.25
    assert found["first_job", "one", "two", 2] == 0.0
    # the first policy less the second: on pension on the fourth path under the first alone, so one of four
    assert found["disability_pension", "one", "two", 1] == 0.25
    # in job in quarter 1: the first path under the first policy alone, the third under the second alone
    assert found["in_job", "one", "two", 1] == 0.0
    assert found["quarters_worked", "one", "two", 2] == 0.0  # (1 + 1 - 2 + 0) / 4


def test_wilson() -> None:
    """Newcombe (1998), table I: 81 of 263 gives 0.2553 to 0.3662; 0 of 20 gives 0 to 0.1611."""
    assert intervals.interval_of_share(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert intervals.interval_of_share(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert intervals.interval_of_share(20, 20)[1] == 1.0


def test_paired_shares() -> None:
    """10 against 4 of 98: (10.5 - 4.5)/100 = 0.06; sqrt((0.15 - 0.0036)/100) = 0.03826; 1.96 times that is 0.0750."""
    assert intervals.interval_of_paired_difference(10, 4, 98) == pytest.approx((0.06 - 0.0750, 0.06 + 0.0750), abs=5e-5)
    low, high = intervals.interval_of_paired_difference(0, 0, 50)
    assert low < 0.0 < high


def test_mean() -> None:
    """1, 2, 3: mean 2, SD 1, t(2) = 4.3027, half 4.3027 / sqrt(3) = 2.4841."""
    assert intervals.interval_of_mean(np.array([1.0, 2.0, 3.0])) == pytest.approx((2 - 2.4841, 2 + 2.4841), abs=5e-5)


def test_median_by_ranks() -> None:
    """Of 1..100: ranks floor(50 - 9.80) = 40 and ceil(51 + 9.80) = 61."""
    assert intervals.interval_of_median(np.arange(1.0, 101.0)) == (40.0, 61.0)


def test_the_table_can_be_read_again() -> None:
    found = tendencies(four_paths(), "one", "two")
    again = from_table(as_table(found))
    assert [repr(item) for item in again] == [repr(item) for item in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_are_written(language: str) -> None:
    table = look_up(tendencies(four_paths(), "one", "two"), "one", "two", language)
    rows = {row.label: row.cells for row in table.rows()}
    assert len(rows) == 8
    first = next(iter(rows.values()))
    assert [value for value, _ in first] == (["50.0", "50.0", "0.0"] if language == "en" else ["50,0", "50,0", "0,0"])
    assert table.has_unreached_median
    assert table.pairs("One", "Two").count("25") >= 2
    # two of four paths under each policy: "One" and "Two" at 50 %, no difference
    said = table.first_jobs("One", "Two")
    assert said.count("50") == 2
    assert "0.0 (" in said or "0,0 (" in said
    assert "{" not in said
