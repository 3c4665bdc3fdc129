"""The file `config.yaml` of a folder of results: every setting and parameter with its value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from simulation.model.labour_market import MarketPath
from simulation.study.posterior import shipped
from simulation.study.settings import Settings


def write_config(content: Mapping[str, Any], folder: Path) -> None:
    """Write the settings as YAML."""
    written = yaml.safe_dump(dict(content), sort_keys=False, allow_unicode=True)
    (folder / "config.yaml").write_text(written, encoding="utf-8", newline="\n")


def resolved(settings: Settings) -> dict[str, Any]:
    """Return settings as plain nested values, every parameter with its value."""
    population = settings.population
    return {
        "policies": list(settings.policies),
        "baseline": settings.baseline,
        "n_quarters": settings.n_quarters,
        "n_replications": settings.n_replications,
        "seed": settings.seed,
        "population": {
            "n_clients": settings.n_clients,
            "table": population.table,
            "sheet": population.sheet,
            "missing": population.missing,
            "year": population.year if settings.client_table is None else settings.client_table.year,
            "inflow": population.inflow,
            "correlations": [list(pair) for pair in population.correlations],
            "register_index": dict(population.register_index),
        },
        "caseworkers": asdict(settings.caseworkers),
        "parameter_set": settings.parameter_set,
        "parameters": resolved_parameters(settings),
        "money": dict(settings.prices()),
        "config_dir": settings.config_dir,
        "world": settings.world_names[0] if len(settings.world_names) == 1 else list(settings.world_names),
        "labour_market": market_content(settings.market()),
    }


def market_content(found: MarketPath) -> dict[str, Any]:
    """Return a labour market as plain nested values."""
    content = {
        "name": found.name,
        "path": found.path,
        "tightness": found.tightness.tolist(),
        "job_loss": found.job_loss.tolist(),
        "vacancies": found.vacancies,
    }
    return content if found.places is None else {**content, "places": asdict(found.places)}


def resolved_parameters(settings: Settings) -> dict[str, Any]:
    """Return every parameter's value by group and name; None where replications run over calibrated draws of it."""
    values, given = asdict(settings.parameter_values()), settings.given_parameters()
    if settings.runs_over_draws:
        for path in shipped().names:
            group, name = path.split(".")
            if name not in given.get(group, {}):
                values[group][name] = None
    return values
