"""Settings are checked once, and what a notebook leaves out is that of the headline comparison."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import simulation
from simulation.base.errors import InputError
from simulation.study.defaults import default_settings
from simulation.study.settings import Settings
from simulation.study.settings_reader import make_settings, read_settings
from tests.rows import each_row


def refused(**changes: object) -> InputError:
    with pytest.raises(InputError) as caught:
        read_settings({**default_settings(), **changes})
    assert str(caught.value)
    return caught.value


def test_the_headline_comparison_is_the_default() -> None:
    settings = make_settings()
    assert settings.baseline == "observed_mix"
    assert (settings.n_clients, settings.n_quarters, settings.seed) == (1000, 16, 1)
    assert {"staircase", "coordinated", "coordinated_dose_matched", "jobfirst"} <= set(settings.policies)


def test_the_world_has_a_caseworker_for_every_thirty_clients_begun() -> None:
    # ceil(1000 / 30) = ceil(33.3) = 34
    assert make_settings().environment().population.n_caseworkers == 34
    assert make_settings(n_clients=60).environment().population.n_caseworkers == 2
    assert make_settings(n_clients=61).environment().population.n_caseworkers == 3


def test_given_values_take_the_place_of_the_defaults() -> None:
    settings = make_settings(["staircase"], "coordinated", n_clients=50, n_quarters=3, seed=9, caseload=5)
    assert settings.arms == ("coordinated", "staircase")
    assert (settings.n_clients, settings.n_quarters, settings.seed) == (50, 3, 9)
    assert settings.environment().population.n_caseworkers == 10


def test_files_may_be_given_as_paths(tmp_path: Path) -> None:
    table = tmp_path / "clients.csv"
    table.write_text("age\n" + "30\n" * 5)
    settings = make_settings("staircase", table=table, config_dir=tmp_path, caseload=1)
    assert (settings.population.table, settings.config_dir) == (str(table), str(tmp_path))
    assert settings.n_clients == 5


def test_arrivals_can_be_asked_for() -> None:
    # 50 at the start and 7 in each of 3 quarters: 50 + 3 * 7 = 71 rows
    assert make_settings(n_clients=50, n_quarters=3, inflow=7, caseload=5).environment().population.n_rows == 71
    assert make_settings().population.inflow == 0


def test_a_notebook_finds_every_public_name_before_it_is_imported() -> None:
    assert set(simulation.__all__) <= set(dir(simulation))
    assert all(getattr(simulation, name) is not None for name in dir(simulation) if name in simulation.__all__)


def test_one_policy_may_be_given_as_a_word() -> None:
    assert make_settings("staircase").policies == ("staircase",)


@each_row(
    ("name", "value"),
    [
        ("n_quarters", 0),
        ("n_quarters", 401),
        ("n_quarters", 4.0),
        ("n_replications", 0),
        ("n_replications", "5"),
        ("seed", -1),
        ("seed", 2**32),
        ("seed", True),
        ("seed", None),
    ],
)
def test_a_whole_number_out_of_range_is_refused_by_name(name: str, value: object) -> None:
    error = refused(**{name: value})
    assert (error.key, error.values["name"]) == ("not_a_whole_number", name)


@each_row("value", [1, np.int64(1), 2**32 - 1, 0])
def test_seeds_of_python_and_numpy_are_taken(value: int) -> None:
    assert make_settings(seed=value).seed == int(value)


@each_row("n_clients", [0, -1, 1.5, 100_000_001])
def test_the_number_of_clients_is_checked(n_clients: object) -> None:
    population = {**default_settings()["population"], "n_clients": n_clients}
    assert refused(population=population).values["name"] == "population.n_clients"


def test_a_caseload_above_the_number_of_clients_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        make_settings(n_clients=20)
    assert caught.value.key == "caseload_too_large"


@each_row("changes", [{"policies": ["stair"]}, {"baseline": "stair"}])
def test_an_unknown_policy_is_refused_with_the_nearest(changes: dict[str, object]) -> None:
    assert refused(**changes).values["nearest"] == "staircase"


def test_no_policy_is_refused() -> None:
    assert refused(policies=[]).key == "wrong_shape"


def test_an_unknown_setting_is_refused_with_the_nearest() -> None:
    assert refused(n_quaters=3).values["nearest"] == "n_quarters"
    assert refused(population={**default_settings()["population"], "tabel": 1}).values["nearest"] == "table"
    assert refused(caseworkers={"caseload": 30, "n_offices": 2, "n_office": 2}).values["nearest"] == "n_offices"


def test_what_is_left_out_has_its_default() -> None:
    assert read_settings({}) == make_settings()
    assert read_settings({"population": {"n_clients": 600}}) == make_settings(n_clients=600)
    for name in default_settings():
        content = default_settings()
        del content[name]
        assert read_settings(content) == make_settings(), name


@each_row(
    "changes",
    [
        {"caseworkers": 30},
        {"population": [100]},
        {"policies": None},
        {"policies": 5},
        {"parameters": [1]},
        {"parameters": {"trust": 3}},
        {"population": {**default_settings()["population"], "register_index": None}},
    ],
    ids=lambda changes: f"{next(iter(changes))}",
)
def test_settings_of_a_wrong_kind_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(InputError):
        read_settings({**default_settings(), **changes}).study().environment.population.register_index.items()


def test_a_folder_of_one_s_own_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        make_settings(["staircase"], config_dir=str(tmp_path / "nowhere"))


def test_parameters_are_checked_at_once() -> None:
    assert refused(parameters={"trust": {"gain": 2}}).key == "out_of_range"


def test_equal_settings_are_equal() -> None:
    assert make_settings(seed=2) == make_settings(seed=2) != make_settings(seed=3)
    assert isinstance(make_settings(), Settings)


def test_compare_gives_the_tables() -> None:
    tables = simulation.compare(
        ["staircase"], threads=1, n_clients=100, n_quarters=2, n_replications=2, caseload=10, seed=4
    )
    assert set(tables.levels.policy) == {"observed_mix", "staircase"}
    assert set(tables.contrasts.policy) == {"staircase"}
    again = simulation.compare(
        ["staircase"], threads=2, n_clients=100, n_quarters=2, n_replications=2, caseload=10, seed=4
    )
    pd.testing.assert_frame_equal(tables.contrasts, again.contrasts, check_exact=True)


def test_default_settings_are_a_fresh_copy_each_time() -> None:
    default_settings()["population"]["n_clients"] = 1
    assert default_settings()["population"]["n_clients"] == 1000
