"""What the model expects of a study, written down before its results, and what these teach it once they are in.

The file is dated and carries the hash of its own content, so that nobody can say later that something else was
expected. A result is first held against the prediction: one outside its middle 95 % says that the model is wrong there,
and a model that is wrong learns nothing from it. Otherwise the draws are weighted anew by how near they come, with an
error of the model itself beside that of the study.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp, ndtr
from scipy.stats import norm

from simulation import __version__
from simulation.analyses.trials.design import OFFICE, TAKERS, Design, as_mapping
from simulation.analyses.trials.estimate import simulate_study
from simulation.analyses.trials.pool import pools
from simulation.analyses.trials.trial import N_DRAWS_OF_RIVAL, N_STUDIES, STUDY_STREAM, draws_for, n_steps, value_of
from simulation.base.errors import InputError
from simulation.base.threads import Cancel, Progress, never, no_progress
from simulation.results.atomic import write_atomically
from simulation.study.posterior import rival_worlds
from simulation.study.settings import Settings

Floats = NDArray[np.float64]
DISCREPANCY = 0.25  # of the spread of what is expected: the model's own error; an assumption
FEWEST_EFFECTIVE = 50.0
CONFLICT = 0.025  # of the prediction at either end
KEYS = ("tilltro", "made", "design", "seed", "unknown", "effect", "expected", "error", "discrepancy", "rivals")
LATER_KEYS = ("typed",)  # that files of earlier versions lack
HASH = "sha256"


@dataclass(frozen=True)
class Registered:
    """A prediction: what a study finds if each draw is right; effects a client, in the unit of the outcome.

    `effect` [n] is what the policy gives if all take part, `expected` [n] what the study then shows on average,
    `unknown` [n] the unknown's value; `error` is the study's standard error, `discrepancy` the model's own.
    """

    tilltro: str
    made: str
    design: Mapping[str, Any]
    seed: int
    unknown: Floats
    effect: Floats
    expected: Floats
    error: float
    discrepancy: float
    rivals: Mapping[str, Floats]  # what is expected in each draw of a rival
    typed: Mapping[str, str] | None = None  # what was typed beside the design, to make new draws by; None: not known

    def quantile(self, share: float, error: float | None = None) -> float:
        """Return the estimate below which a share of the prediction lies."""
        spread = self.spread(error)
        low, high = self.expected.min() - 8 * spread, self.expected.max() + 8 * spread
        for _ in range(80):
            middle = (low + high) / 2
            low, high = (middle, high) if self.below(middle, error) < share else (low, middle)
        return float((low + high) / 2)

    def spread(self, error: float | None = None) -> float:
        """Return the standard deviation of an estimate about what a draw expects; `error` is that of the study."""
        return math.hypot(self.error if error is None else error, self.discrepancy)

    def below(self, estimate: float, error: float | None = None) -> float:
        """Return the share of the prediction below an estimate."""
        return float(ndtr((estimate - self.expected) / self.spread(error)).mean())


@dataclass(frozen=True)
class Learned:
    """What a result says of the model. Means and ends of the middle 95 % are (mean, low, high)."""

    estimate: float
    error: float
    below: float  # share of the prediction below the estimate
    is_conflict: bool
    log_scores: Mapping[str, float]  # of the draws ("") and of each rival; larger is better
    effective: float  # draws that count after weighting
    effect: tuple[tuple[float, float, float], tuple[float, float, float]]  # before and after
    unknown: tuple[tuple[float, float, float], tuple[float, float, float]]
    n_new: int = 0  # draws made anew, which `effective` and what is known after are then of
    effective_before: float = math.nan  # draws that counted before these

    @property
    def has_enough(self) -> bool:
        """Whether enough draws are left to say what was learned."""
        return self.effective >= FEWEST_EFFECTIVE


def register(
    settings: Settings, design: Design, n_threads: int = 1, progress: Progress = no_progress, cancel: Cancel = never
) -> Registered:
    """Return what the model expects of a study, from as many draws as the settings have replications.

    Raises:
        Cancelled: when `cancel` says so.
        InputError: if there are too few draws, or the unknown isn't one of those that are drawn.
    """
    draws = draws_for(settings, design)
    n, steps, done = len(draws), n_steps(settings), 0

    def effects(of: Settings, n_draws: int) -> tuple[Floats, list[float]]:
        nonlocal done
        found, errors = [], []
        with closing(pools(of, design, of.posterior_draws(n_draws), n_threads, cancel)) as people:
            for number, pool in enumerate(people):
                found.append(float(pool.truth[-1]))
                rng = np.random.default_rng([of.seed, STUDY_STREAM, number])
                errors += [float(simulate_study(pool, design, design.clients, rng).error[-1]) for _ in range(N_STUDIES)]
                done += 1
                progress(done, steps)
        return np.array(found), errors

    effect, errors = effects(settings, n)
    rivals = {}
    for world in rival_worlds():
        there, _ = effects(replace(settings, world_names=(world,)), N_DRAWS_OF_RIVAL)
        rivals[world] = share_of_effect_seen(design) * there
    expected = share_of_effect_seen(design) * effect
    return Registered(
        tilltro=__version__,
        made=date.today().isoformat(),
        design=as_mapping(design),
        seed=settings.seed,
        unknown=np.array([value_of(draw, design.unknown) for draw in draws]),
        effect=effect,
        expected=expected,
        error=float(np.mean(errors)),
        discrepancy=DISCREPANCY * float(expected.std()),
        rivals=rivals,
    )


def share_of_effect_seen(design: Design) -> float:
    """Return the share of the effect that a study sees: take-up in the policy's arm less that in the other arm."""
    if design.estimand == TAKERS:
        return 1.0
    return design.take_up - (0.0 if design.unit == OFFICE else design.spillover)


def write_registered(registered: Registered, path: Path) -> str:
    """Write a prediction to a file, whole or not at all, and return its hash.

    Raises:
        InputError: if the file is there already: what was expected isn't changed afterwards.
    """
    if path.exists():
        raise InputError("file_exists", file=path)
    content = {key: _plain(getattr(registered, key)) for key in (*KEYS, *LATER_KEYS)}
    content[HASH] = digest(content)
    write_atomically(path, json.dumps(content, indent=1).encode() + b"\n")
    return str(content[HASH])


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return [float(f"{one:.8g}") for one in value]
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return float(f"{value:.8g}") if isinstance(value, float) else value


def digest(content: Mapping[str, Any]) -> str:
    """Return the hash of a prediction's content, its own hash left out."""
    kept = {key: content[key] for key in (*KEYS, *LATER_KEYS) if key in content}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def read_registered(path: Path) -> Registered:
    """Return a prediction from its file.

    Raises:
        InputError: if it can't be read, isn't a prediction, or was changed after it was written.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        missing = {*KEYS, HASH} - set(content)
    except OSError as error:
        raise InputError("unreadable_file", file=str(path), reason=error.strerror) from error
    except (ValueError, TypeError) as error:
        raise InputError("not_a_prediction", file=path) from error
    if missing:
        raise InputError("not_a_prediction", file=path)
    if content[HASH] != digest(content):
        raise InputError("changed_prediction", file=path)
    arrays = {key: np.array(content[key], np.float64) for key in ("unknown", "effect", "expected")}
    rivals = {world: np.array(values, np.float64) for world, values in content["rivals"].items()}
    plain = {key: content[key] for key in (*KEYS, *LATER_KEYS) if key in content}
    return Registered(**plain | arrays | {"rivals": rivals})


def learn(registered: Registered, estimate: float, error: float) -> Learned:
    """Return what a study's result says: first whether the model expected it, then what it teaches.

    Args:
        registered: what was expected.
        estimate: the difference that the study found, a client.
        error: its standard error.
    """
    below, spread = registered.below(estimate, error), registered.spread(error)
    is_conflict = not CONFLICT <= below <= 1.0 - CONFLICT
    log_density = np.asarray(norm.logpdf(estimate, registered.expected, spread), np.float64)
    scores = {"": float(logsumexp(log_density) - math.log(len(log_density)))}
    for world, expected in registered.rivals.items():
        there = np.asarray(norm.logpdf(estimate, expected, spread), np.float64)
        scores[world] = float(logsumexp(there) - math.log(len(there)))
    equal = np.full(len(log_density), 1.0 / len(log_density))
    weight = equal if is_conflict else np.exp(log_density - logsumexp(log_density))
    return Learned(
        estimate=estimate,
        error=error,
        below=below,
        is_conflict=is_conflict,
        log_scores=scores,
        effective=float(1.0 / (weight**2).sum()),
        effect=(summary(registered.effect, equal), summary(registered.effect, weight)),
        unknown=(summary(registered.unknown, equal), summary(registered.unknown, weight)),
    )


def summary(values: Floats, weight: Floats) -> tuple[float, float, float]:
    """Return the mean of weighted values and the ends of their middle 95 %; weights add up to 1."""
    low, high = np.quantile(values, (0.025, 0.975), weights=weight, method="inverted_cdf")
    return float(weight @ values), float(low), float(high)
