"""Have the whole model compiled before the clock runs, or before there are workers that would all compile it."""

from __future__ import annotations

from dataclasses import replace

from simulation.model.engine.replication import run_replication
from simulation.study.defaults import PAIR, USUAL_PRACTICE
from simulation.study.settings import CENTRAL
from simulation.study.settings_reader import make_settings


def warm_up() -> None:
    """Compile what any study runs, or read it from the cache: one quarter of few clients.

    Several arms with as many vacancies as there may be, one arm with vacancies that bind, and the elements of these
    policies: each has code of its own.
    """
    study = make_settings(PAIR, USUAL_PRACTICE, n_clients=20, caseload=10, n_quarters=1, parameter_set=CENTRAL).study()
    tight = replace(study.environment, labour_market=replace(study.environment.labour_market, vacancies=1.0))
    run_replication(study.environment, study.policies, 0, study.seed, 0)
    run_replication(tight, study.policies[:1], 0, study.seed, 0)
