"""The command on a page gives the run again: read as typed, it has the same settings."""

import shlex
from dataclasses import replace
from typing import Any

from simulation.cli.request import request_compare
from simulation.cli.typed import read_typed
from simulation.report.answer.block import command_of
from simulation.study.settings_reader import make_settings
from tests.report.tiny import run

RUNS: tuple[dict[str, Any], ...] = (
    {},
    {"world": ["sanctions_work", "snowball"]},
    {"parameters": {"trust": {"gain": 0.2}}, "money": {"benefit": 45000}},
    {"parameter_set": "central", "inflow": 10, "caseload": 20},
    {"labour_market": "recession", "n_quarters": 6},
)


def test_what_is_typed_from_a_page_has_its_settings() -> None:
    for changed in RUNS:
        settings = make_settings(["coordinated", "jobfirst"], n_clients=300, n_replications=4, **changed)
        comparison = replace(run("coordinated", "jobfirst"), name="own", settings=settings)
        words = shlex.split(command_of(comparison))
        assert words[:2] == ["tilltro", "compare"]
        again = request_compare(read_typed(words[2:])).settings
        for field in ("policies", "baseline", "n_clients", "n_quarters", "n_replications", "seed", "parameter_set",
                      "world_names", "caseworkers"):  # fmt: skip
            assert getattr(again, field) == getattr(comparison.settings, field), (changed, field)
        assert again.given_parameters() == comparison.settings.given_parameters()
        assert (again.prices(), again.population.inflow) == (
            comparison.settings.prices(), comparison.settings.population.inflow
        )  # fmt: skip
        assert again.market().name == comparison.settings.market().name
