"""The sample of trajectories: a row a policy, client and quarter, as the engine has them."""

from typing import Any

import pandas as pd
import pytest

from simulation.model.engine.replication import Replication
from simulation.model.indicators import CARRIED, Indicator
from simulation.model.state import State
from simulation.study.carry_out import first_job_precision, simulate
from simulation.study.settings import Settings
from simulation.study.settings_reader import make_settings
from simulation.study.trajectories import COLUMNS, N_SAMPLED, Sample
from tests.conftest import environment, run


def sample(settings: Settings, n_clients: int = N_SAMPLED) -> pd.DataFrame:
    """Follow a replication that is run for this alone, a row after the other."""
    study = settings.study()
    replication = Replication(study.environments[0], study.policies, study.seed, 0)
    taken = Sample(n_clients)
    taken(replication)
    for _ in range(settings.n_quarters):
        replication.step()
        taken(replication)
    return taken.table()


@pytest.fixture(scope="module")
def followed() -> pd.DataFrame:
    settings = make_settings(["staircase"], n_clients=500, n_quarters=3, seed=7, caseload=10, parameter_set="central")
    return sample(settings, n_clients=40)


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
    assert sample(settings).client.nunique() == 20


@pytest.mark.parametrize(
    "given",
    [
        {"parameter_set": "central", "n_replications": 1},
        {"parameter_set": "posterior", "n_replications": 4},
        {"parameter_set": "posterior", "n_replications": 4, "precision": "2pp"},
        {"labour_market": "recession", "inflow": 20, "n_replications": 3},
        {"labour_market": {"name": "own", "tightness": [0.0, -0.5], "vacancies": 2.0}, "n_replications": 2},
        {"world": "sanctions_work", "n_replications": 2, "n_clients": 120},
    ],
    ids=["central", "draws", "precision", "arrivals", "vacancies", "few clients"],
)
@pytest.mark.parametrize("n_threads", [1, 3])
def test_what_is_taken_along_the_way_is_what_a_run_of_its_own_gives(given: dict[str, Any], n_threads: int) -> None:
    asked = {"n_clients": 300, "n_quarters": 4, "caseload": 10, **given}
    wished = asked.pop("precision", None)
    settings = make_settings(["coordinated", "aig_sanctions"], **asked)
    precision = first_job_precision(settings, wished)
    tables = simulate(settings, precision, n_threads, follow_clients=True)
    assert tables.trajectories is not None
    pd.testing.assert_frame_equal(tables.trajectories, sample(settings), check_exact=True)
    assert (precision is None) == (tables.n_replications == settings.n_replications)
    plain = simulate(settings, precision, n_threads)
    assert plain.trajectories is None
    pd.testing.assert_frame_equal(plain.contrasts, tables.contrasts, check_exact=True)
