"""What is shown of a person: quiet quarters off benefit are one row, and long stories keep their tables short."""

from __future__ import annotations

import numpy as np

from simulation.analyses.stories.chronicle import Chronicle
from simulation.analyses.stories.follow import Paths
from simulation.analyses.stories.moment import Story
from simulation.analyses.stories.rows import look_up
from simulation.analyses.stories.tendency import tendencies
from simulation.model.state import State
from tests.analyses.stories.small import moment, person, two


def rows(states: list[str]) -> list[str]:
    """Return the quarters of the rows of a story with these states under both policies."""
    side = tuple(moment(quarter, state=state) for quarter, state in enumerate(states))
    paths = Paths(*(np.zeros((2, len(states), 2), np.uint8) for _ in range(3)))
    table = look_up(tendencies(paths, "coordinated", "staircase"), "coordinated", "staircase", "en")
    return [row[0] for row in Chronicle(person(), *two(), Story(side, side), table, 7, "en").quarters()]


def test_quarters_in_which_nothing_happens_off_benefit_are_one_row() -> None:
    # the quarter of the change stands alone; on benefit every quarter has its measures to tell
    assert rows(["benefit", "ordinary_job", "ordinary_job", "ordinary_job", "benefit", "benefit"])[1:] == [
        "1", "2\N{EN DASH}3", "4", "5",
    ]  # fmt: skip


def test_the_start_stays_a_row_of_its_own() -> None:
    assert rows(["education"] * 4)[1:] == ["1\N{EN DASH}3"]


def test_ten_years_show_first_jobs_at_no_more_than_five_quarters() -> None:
    n = 41
    paths = Paths(np.full((2, n, 2), State.BENEFIT, np.uint8), *(np.zeros((2, n, 2), np.uint8) for _ in range(2)))
    table = look_up(tendencies(paths, "one", "two"), "one", "two", "en")
    # of nine year ends before the last every third, and the last: 4, 16, 28 and 40; then seven other measures
    shown = [row.label for row in table.rows()]
    assert len(shown) == 4 + 7
    assert [label for label in shown if "16" in label or "28" in label] == shown[1:3]
