"""How settings differ from the defaults, as (name, value) pairs; commands and web addresses are built from these."""

from __future__ import annotations

import re
from collections.abc import Iterator

from simulation.model.labour_market import STEADY
from simulation.study.defaults import default_settings
from simulation.study.settings import CENTRAL, Settings
from simulation.study.worlds import USUAL

LIKE_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d{3}")  # 45.000 is forty-five thousand to many

type Change = tuple[str, str]  # the name of a setting and its value, as typed


def run_size(settings: Settings) -> Iterator[Change]:
    """Yield horizon, clients, replications and seed: shown with every result, even at their defaults."""
    yield "n_quarters", str(settings.n_quarters)
    if settings.population.table is None:
        yield "population.n_clients", str(settings.n_clients)
    yield "n_replications", str(settings.n_replications)
    yield "seed", str(settings.seed)


def changes(settings: Settings) -> Iterator[Change]:
    """Yield all other settings that differ from the defaults, except policies and baseline."""
    usual = default_settings()
    if settings.config_dir is not None:
        yield "config_dir", settings.config_dir
    if settings.population.table is not None:
        yield "population.table", settings.population.table
    if settings.population.missing != usual["population"]["missing"]:
        yield "population.missing", settings.population.missing
    if settings.population.inflow != usual["population"]["inflow"]:
        yield "population.inflow", str(settings.population.inflow)
    if settings.caseworkers.caseload != usual["caseworkers"]["caseload"]:
        yield "caseworkers.caseload", str(settings.caseworkers.caseload)
    if settings.caseworkers.n_offices != usual["caseworkers"]["n_offices"]:
        yield "caseworkers.n_offices", str(settings.caseworkers.n_offices)
    if settings.parameter_set == CENTRAL:
        yield "parameters", CENTRAL
    if settings.world_names != (USUAL,):
        yield "world", f"[{','.join(settings.world_names)}]"
    market = settings.market()
    if market.name != STEADY:
        yield ("labour_market", market.name) if market.path is None else ("labour_market.path", market.path)
    for group, names in settings.parameters.items():
        yield from ((f"parameters.{group}.{name}", typed_number(value)) for name, value in names.items())
    yield from ((f"money.{name}", typed_amount(value)) for name, value in settings.money.items())


def typed_number(value: float) -> str:
    """Return a number in its shortest form: 45000 and 45000.0 are the same setting."""
    return repr(float(value)).removesuffix(".0")


def typed_amount(value: float) -> str:
    """Return an amount as a command takes it: one that would look like thousands has a further zero, as 884.9070."""
    typed = typed_number(value)
    return f"{typed}0" if LIKE_THOUSANDS.fullmatch(typed) else typed
