"""Which parameters a run takes: drawn from the prior, or from the part of it that history matching leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.analyses.calibration.priors import Prior, generator, has_plausible_pensions
from simulation.base.errors import InputError
from simulation.model.parameters import Parameters
from simulation.study.posterior import parameters_of

Floats = NDArray[np.float64]
BATCH = 256  # draws that are looked at together
MOST_BATCHES = 400  # in search of one draw: enough where a ten-thousandth of the prior is left


@dataclass(frozen=True)
class Proposal:
    """Values [k] of a run's parameters and nuisance parameters, and the model's parameters made of them."""

    values: Floats
    parameters: Parameters


def propose(
    prior: Prior,
    seed: int,
    wave: int,
    run: int,
    is_plausible: Callable[[Floats], NDArray[np.bool_]] | None = None,
    given: Floats | None = None,
) -> Proposal:
    """Return the proposal of one run, a pure function of (seed, wave, run).

    `is_plausible` says of draws [n, k] which history matching leaves; None leaves all. With `given` values [k] nothing
    is drawn. Draws that the model doesn't allow (parts that add up to more than the whole) and draws
    with an implausible level of pensions are skipped.

    Raises:
        InputError: if no draw was found.
    """
    if given is not None:
        return Proposal(given, parameters_of(prior.parameters, given[: len(prior.parameters)], prior.given))
    rng = generator(seed, wave, run)
    size = 1 if is_plausible is None else BATCH
    for _ in range(MOST_BATCHES):
        drawn = prior.low + rng.random((size, len(prior.low))) * (prior.high - prior.low)
        for values in drawn if is_plausible is None else drawn[is_plausible(drawn)]:
            try:
                parameters = parameters_of(prior.parameters, values[: len(prior.parameters)], prior.given)
            except InputError:
                continue
            if has_plausible_pensions(parameters.exits):
                return Proposal(values, parameters)
    raise InputError("nothing_plausible")
