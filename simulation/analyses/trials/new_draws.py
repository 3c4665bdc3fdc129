"""New draws around what a study's result leaves possible, where weighting the old ones leaves too few that count.

Candidates are drawn from a kernel density of the calibrated draws: each lies near one of them, shrunk towards their
mean so that mean and spread of the whole stay the same (West 1993, J. R. Stat. Soc. B 55:409), and inside the
parameters' ranges. A linear regression on the draws simulated before predicts each candidate's effect. Candidates with
a prediction near the result are picked, and a few others at random. Each one picked is simulated and weighted by how
near it comes to the result, divided by the probability of picking it (importance sampling): where the regression is
wrong, the weights only become noisier.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from simulation.analyses.trials.design import Design
from simulation.analyses.trials.pool import pools
from simulation.analyses.trials.preregistration import FEWEST_EFFECTIVE, Learned, Registered, summary
from simulation.analyses.trials.together import log_normal
from simulation.analyses.trials.trial import value_of
from simulation.base.errors import InputError
from simulation.base.threads import Cancel, Progress, never, no_progress
from simulation.model.parameters import Parameters, entry
from simulation.study.posterior import Posterior, parameters_of, shipped_for
from simulation.study.settings import Settings

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
type Given = Mapping[str, Mapping[str, Any]]
N_CANDIDATES = 20_000
BATCH, MOST_NEW = 50, 400  # draws simulated at a time, and in all: about half a minute on two cores
WIDTH = 0.3  # kernel bandwidth, in standard deviations of the draws
OF_ALL = 0.1  # share of the picks that are made at random, whatever is predicted
ROUNDING = 1e-5  # relative; a prediction's numbers are written with 8 digits
STREAM = 20_162


class ChangedModelError(Exception):
    """The model, or its calibrated draws, give other numbers than those that a prediction was made of."""


def candidates_near(
    values: Floats, weight: Floats, low: Floats, high: Floats, n: int, rng: np.random.Generator
) -> Floats:
    """Return `n` candidates [n, k] near draws [m, k] with weights [m], inside the ranges `low` to `high` [k]."""
    middle = weight @ values
    away = values - middle
    spread = (away * weight[:, None]).T @ away
    chosen = away[rng.choice(len(values), n, p=weight)]
    noise = rng.multivariate_normal(np.zeros(len(middle)), spread, n, method="eigh")
    points = middle + np.sqrt(1.0 - WIDTH**2) * chosen + WIDTH * noise
    points = np.where(points < low, 2.0 * low - points, points)  # mirrored at the end of the range
    return np.asarray(np.clip(np.where(points > high, 2.0 * high - points, points), low, high))


def predicted_by_line(known: Floats, effect: Floats, points: Floats) -> tuple[Floats, float]:
    """Return the effects [m] that a linear regression on simulated draws predicts at other points, and its error.

    It is a ridge regression, since there are few draws of many parameters. Its error is the root mean square of the
    leave-one-out residuals.

    Args:
        known: parameters of the draws that were simulated, [n, k].
        effect: what came out, [n].
        points: parameters of others, [m, k].
    """
    middle, spread = known.mean(axis=0), known.std(axis=0)
    varies = spread > 0.0
    scaled = (known[:, varies] - middle[varies]) / spread[varies]
    inverse = np.linalg.inv(scaled.T @ scaled + np.eye(int(varies.sum())))
    slope = inverse @ scaled.T @ (effect - effect.mean())
    leverage = np.einsum("ij,jk,ik->i", scaled, inverse, scaled) + 1.0 / len(known)
    residual = (effect - effect.mean() - scaled @ slope) / (1.0 - np.minimum(leverage, 0.99))
    predicted = effect.mean() + (points[:, varies] - middle[varies]) / spread[varies] @ slope
    return predicted, float(np.sqrt((residual**2).mean()))


def weigh_new(
    registered: Registered,
    found: Learned,
    known: Floats,
    points: Floats,
    unknown: Floats,
    simulate: Callable[[Ints], Floats],
    rng: np.random.Generator,
) -> Learned:
    """Return what results teach by new draws, which are made until enough of them count, at most `MOST_NEW`.

    Args:
        registered: what was expected.
        found: what weighting its draws gave.
        known: the parameters of its draws [n, k].
        points: those of the candidates [m, k].
        unknown: the unknown's value at the candidates [m].
        simulate: returns the effects at some candidates, in the order of `registered.names`, nan where the model
            doesn't take one.
        rng: picks candidates.
    """
    share, places = _share_of_effect(registered), registered.places(found.results)
    estimates = np.array([result.estimate for result in found.results])
    about = registered.joint(found.results).about_draw
    lines = [predicted_by_line(known, expected, points) for expected in registered.expected_of(places).T]
    predicted, errors = np.column_stack([values for values, _ in lines]), np.array([error for _, error in lines])
    near = log_normal(estimates - predicted, about + np.diag(errors**2))
    near = np.exp(near - logsumexp(near))
    chance = (1.0 - OF_ALL) * near + OF_ALL / len(points)
    picks, effects, weight = np.zeros(0, np.intp), np.zeros((0, len(registered.names))), np.zeros(0)
    while len(picks) < MOST_NEW and effective(weight) < FEWEST_EFFECTIVE:
        batch = rng.choice(len(points), BATCH, p=chance / chance.sum())
        effects = np.concatenate([effects, simulate(batch)])
        picks = np.concatenate([picks, batch])
        density = log_normal(estimates - share * effects[:, places], about) - np.log(chance[picks])
        is_taken = np.isfinite(density)
        largest = density[is_taken].max() if is_taken.any() else 0.0
        weight = np.where(is_taken, np.exp(np.where(is_taken, density, 0.0) - largest), 0.0)
    if not weight.any():
        return replace(found, n_new=len(picks), effective_before=found.effective)
    weight = weight / weight.sum()
    is_taken = weight > 0.0
    return replace(
        found,
        effective=effective(weight),
        effective_before=found.effective,
        n_new=len(picks),
        effect=(found.effect[0], summary(effects[is_taken, -1], weight[is_taken])),
        unknown=(found.unknown[0], summary(unknown[picks][is_taken], weight[is_taken])),
    )


def effective(weight: Floats) -> float:
    """Return the effective number of draws with these weights [n] (Kish); 0.0 where all weights are 0."""
    squares = float((weight**2).sum())
    return float(weight.sum()) ** 2 / squares if squares > 0.0 else 0.0


def _share_of_effect(registered: Registered) -> float:
    """Return the share of an effect that the study sees, from the draw with the largest effect."""
    place = int(np.abs(registered.effect).argmax())
    effect = float(registered.effect[place])
    return float(registered.expected[place]) / effect if effect else 1.0


def learn_with_new_draws(
    registered: Registered,
    found: Learned,
    settings: Settings,
    design: Design,
    n_threads: int = 1,
    progress: Progress = no_progress,
    cancel: Cancel = never,
) -> Learned:
    """Return what a result teaches by new draws of the model.

    Args:
        registered: what was expected.
        found: what weighting its draws gave.
        settings: those that the prediction was made with.
        design: that of the study.
        n_threads: draws simulated at a time.
        progress: told how many new draws are simulated, of at most so many.
        cancel: asked now and then.

    Raises:
        Cancelled: when `cancel` says so.
        ChangedModelError: if the model doesn't give the prediction's numbers any more.
    """
    posterior = shipped_for(settings.world_names)
    draws = settings.posterior_draws(len(registered.expected))
    _check_same(registered, settings, design, draws)
    rng = np.random.default_rng([settings.seed, STREAM])
    points = _candidates(posterior, rng)
    given, luck, done = settings.given_parameters(), replace(settings, seed=settings.seed + STREAM), 0

    def simulate(batch: Ints) -> Floats:
        nonlocal done
        made = [_parameters_or_none(posterior.names, points[place], given) for place in batch]
        taken = [parameters for parameters in made if parameters is not None]
        effects = np.full((len(batch), len(registered.names)), np.nan)
        places = iter([place for place, parameters in enumerate(made) if parameters is not None])
        # Each batch has people of its own.
        own = replace(luck, seed=luck.seed + done)
        outcomes = None if registered.others is None else design.all_outcomes
        with closing(pools(own, design, taken, n_threads, cancel, outcomes)) as people:
            for number, pool in enumerate(people):
                effects[next(places)] = pool.truth[-len(registered.names) :]
                progress(done + number + 1, MOST_NEW)
        done += len(batch)
        return effects

    known = np.array([[value_of(draw, name) for name in posterior.names] for draw in draws])
    unknown = points[:, posterior.names.index(design.unknown)]
    return weigh_new(registered, found, known, points, unknown, simulate, rng)


def _candidates(posterior: Posterior, rng: np.random.Generator) -> Floats:
    ranges = np.array([(entry(name).low, entry(name).high) for name in posterior.names])
    return candidates_near(posterior.values, posterior.weight, ranges[:, 0], ranges[:, 1], N_CANDIDATES, rng)


def _parameters_or_none(names: tuple[str, ...], values: Floats, given: Given) -> Parameters | None:
    """Return the model's parameters with these values; None where it doesn't allow them together."""
    try:
        return parameters_of(names, values, given)
    except InputError:
        return None


def _check_same(registered: Registered, settings: Settings, design: Design, draws: tuple[Parameters, ...]) -> None:
    """Check that the draws, and the effect simulated at the first of them, are those of the prediction.

    Raises:
        ChangedModelError: if they aren't.
    """
    unknown = np.array([value_of(draw, design.unknown) for draw in draws])
    if unknown.shape != registered.unknown.shape or not np.allclose(unknown, registered.unknown, rtol=ROUNDING):
        raise ChangedModelError
    with closing(pools(settings, design, draws[:1], 1)) as people:
        again = next(people).truth[-1]
    if not np.isclose(again, registered.effect[0], rtol=ROUNDING, atol=1e-9):
        raise ChangedModelError
