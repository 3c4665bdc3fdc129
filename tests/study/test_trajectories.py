"""The sample of trajectories: a row a policy, client and quarter, as the engine has them."""

import pandas as pd
import pytest

from simulation.model.indicators import CARRIED, Indicator
from simulation.model.state import State
from simulation.study.settings_reader import make_settings
from simulation.study.trajectories import COLUMNS, sample
from tests.conftest import environment, run


@pytest.fixture(scope="module")
def followed() -> pd.DataFrame:
    settings = make_settings(["staircase"], n_clients=500, n_quarters=3, seed=7, caseload=10, parameter_set="central")
    return sample(settings.study(), n_clients=40)


def test_there_is_a_row_for_each_policy_client_and_quarter_in_that_order(followed) -> None:
    assert len(followed) == 2 * 40 * 4
    keys = followed[["policy", "client", "quarter"]]
    assert not keys.duplicated().any()
    pd.testing.assert_frame_equal(keys, keys.sort_values(list(keys), ignore_index=True))


def test_all_start_alike_under_every_policy(followed) -> None:
    start = followed[followed.quarter == 0].drop(columns="policy")
    one, other = start.iloc[:40].reset_index(drop=True), start.iloc[40:].reset_index(drop=True)
    pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_values_are_those_of_the_engine(followed) -> None:
    rows = run(["staircase"], 3, environment(500, 3)).clients[0][:40]
    last = followed[(followed.policy == "staircase") & (followed.quarter == 3)]
    for name in COLUMNS:
        assert last[name].tolist() == rows[name].tolist()
    assert last["state"].tolist() == [State(int(state)).name.lower() for state in rows["state"]]
    for item in CARRIED:
        assert last[item.id].tolist() == rows["client_answer"][:, item].tolist()
        assert last[f"caseworker_{item.id}"].tolist() == rows["caseworker_answer"][:, item].tolist()
    belief = rows["caseworker_answer"][:, Indicator.CASEWORKER_BELIEF]
    assert last["caseworker_belief"].tolist() == belief.tolist()


def test_a_small_study_gives_all_its_clients() -> None:
    settings = make_settings(["staircase"], n_clients=20, n_quarters=1, caseload=10)
    assert sample(settings.study()).client.nunique() == 20
