"""The tool that sets central values changes the value asked for and nothing else."""

import pytest

from tools.central_values import with_central

CONTENT = """\
gain:
  central: 0.125  # an eighth
  low: 0.08
# What demands cost.
gain_of_another:
  central: 0.5
"""


def test_one_central_value_is_changed_and_all_else_stays() -> None:
    assert with_central(CONTENT, "gain", 0.165) == CONTENT.replace("0.125", "0.165")
    assert with_central(CONTENT, "gain_of_another", -2.0) == CONTENT.replace("0.5", "-2.0")


def test_a_name_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no central value of another"):
        with_central(CONTENT, "another", 1.0)
