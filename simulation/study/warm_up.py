"""Have the whole model compiled before the clock runs, or before there are workers that would all compile it."""

from __future__ import annotations

from dataclasses import replace

from simulation.model.engine.replication import run_replication
from simulation.study.settings import CENTRAL
from simulation.study.settings_reader import make_settings

PRACTICE, *OTHERS = "observed_mix", "staircase", "coordinated"  # their elements have kernels of their own


def warm_up() -> None:
    """Compile what any study runs, or read it from the cache: one quarter of few clients.

    Several arms with as many vacancies as there may be, and one arm with vacancies that bind: each has code of its own.
    """
    study = make_settings(OTHERS, PRACTICE, n_clients=20, caseload=10, n_quarters=1, parameter_set=CENTRAL).study()
    tight = replace(study.environment, labour_market=replace(study.environment.labour_market, vacancies=1.0))
    run_replication(study.environment, study.policies, 0, study.seed, 0)
    run_replication(tight, study.policies[:1], 0, study.seed, 0)
