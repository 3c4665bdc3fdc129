"""What the model expects of a study, written down before its results, and what these teach it once they are in.

The file is dated and carries the hash of its own content, so that nobody can say later that something else was
expected. A result is first held against the prediction: one outside its middle 95 % says that the model is wrong there,
and a model that is wrong learns nothing from it. Otherwise the draws are weighted anew by how near they come, with an
error of the model itself beside that of the study. Several results of a study are one point of a joint prediction
(`together.py`).
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp, ndtr

from simulation import __version__
from simulation.analyses.trials.design import OFFICE, TAKERS, Design, as_mapping
from simulation.analyses.trials.estimate import simulate_study
from simulation.analyses.trials.pool import pools
from simulation.analyses.trials.together import Joint, correlation
from simulation.analyses.trials.trial import N_DRAWS_OF_RIVAL, N_STUDIES, STUDY_STREAM, draws_for, n_steps, value_of
from simulation.base.errors import InputError
from simulation.base.threads import Cancel, Progress, never, no_progress
from simulation.results.atomic import write_atomically
from simulation.study.posterior import rival_worlds
from simulation.study.settings import Settings

Floats = NDArray[np.float64]
DISCREPANCY = 0.25  # the model's own error as a share of the standard deviation of predictions; an assumption
FEWEST_EFFECTIVE = 50.0
CONFLICT = 0.025  # a result in this share of the prediction at either end is a conflict
KEYS = ("tilltro", "made", "design", "seed", "unknown", "effect", "expected", "error", "discrepancy", "rivals")
LATER_KEYS = ("typed", "others")  # keys that files of earlier versions lack
HASH = "sha256"


type Name = tuple[str, int]  # an outcome, and the quarters after which it is read


@dataclass(frozen=True)
class Others:
    """What is expected of a study's other results: each outcome after each follow-up but the design's own result.

    `expected` [n, m] is by draw, `error` [m] the study's standard errors, `correlation` [m + 1, m + 1] how its errors
    go together (the design's own result last), `rivals` [n_draws, m] what is expected in each draw of a rival.
    """

    names: tuple[Name, ...]
    expected: Floats
    error: Floats
    correlation: Floats
    rivals: Mapping[str, Floats]


@dataclass(frozen=True)
class Result:
    """What a study found: a difference, a client, and its standard error; `name` None is the design's own result."""

    estimate: float
    error: float
    name: Name | None = None


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
    others: Others | None = None  # None: not known

    @property
    def own(self) -> Name:
        """The design's own result."""
        return str(self.design["outcome"]), int(self.design["follow_up"])

    @property
    def names(self) -> tuple[Name, ...]:
        """All results that something was expected of, the design's own last."""
        return (*(self.others.names if self.others else ()), self.own)

    def places(self, results: Sequence[Result]) -> list[int]:
        """Return the places of results among `names`."""
        return [self.names.index(result.name or self.own) for result in results]

    def expected_of(self, places: Sequence[int], world: str | None = None) -> Floats:
        """Return what each draw, or each draw of a rival world, expects of results at these places [n, k]."""
        own = self.expected if world is None else self.rivals[world]
        before = () if self.others is None else (self.others.expected if world is None else self.others.rivals[world],)
        return np.column_stack([*before, own])[:, places]

    def joint(self, results: Sequence[Result], world: str | None = None) -> Joint:
        """Return the joint prediction of results with their standard errors; `world` names a rival."""
        places, errors = self.places(results), np.array([result.error for result in results])
        together = np.ones((1, 1)) if self.others is None else self.others.correlation
        return Joint(
            self.expected_of(places, world),
            together[np.ix_(places, places)] * np.outer(errors, errors),
            self._discrepancy(places),
        )

    def _discrepancy(self, places: Sequence[int]) -> Floats:
        """Return the covariance of the model's own errors: results are wrong together as they are unknown together."""
        if list(places) == [len(self.names) - 1]:
            return np.full((1, 1), self.discrepancy**2)
        return DISCREPANCY**2 * np.atleast_2d(np.cov(self.expected_of(places).T, ddof=0))

    def prediction_of(self, name: Name | None) -> Registered:
        """Return the prediction of one result alone."""
        place = self.names.index(name or self.own)
        if self.others is None or place == len(self.names) - 1:
            return self
        expected = self.others.expected[:, place]
        return replace(
            self,
            expected=expected,
            error=float(self.others.error[place]),
            discrepancy=DISCREPANCY * float(expected.std()),
            rivals={world: values[:, place] for world, values in self.others.rivals.items()},
            others=None,
        )

    def quantile(self, share: float, error: float | None = None) -> float:
        """Return the estimate below which a share of the prediction lies."""
        sd = self.sd(error)
        low, high = self.expected.min() - 8 * sd, self.expected.max() + 8 * sd
        for _ in range(80):
            middle = (low + high) / 2
            low, high = (middle, high) if self.cdf(middle, error) < share else (low, middle)
        return float((low + high) / 2)

    def sd(self, error: float | None = None) -> float:
        """Return the standard deviation of an estimate about what a draw expects; `error` is that of the study."""
        return math.hypot(self.error if error is None else error, self.discrepancy)

    def cdf(self, estimate: float, error: float | None = None) -> float:
        """Return the share of the prediction below an estimate."""
        return float(ndtr((estimate - self.expected) / self.sd(error)).mean())


@dataclass(frozen=True)
class Learned:
    """What a study's results say of the model. Means and ends of the middle 95 % are (mean, low, high)."""

    results: tuple[Result, ...]
    below: tuple[float, ...]  # share of the prediction of each below its estimate
    share_farther_out: float  # share of the joint prediction that lies farther out than all of them together
    is_conflict: bool
    log_scores: Mapping[str, float]  # for the draws ("") and for each rival; larger is better
    effective: float  # effective number of draws after weighting
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
    steps, done = n_steps(settings), 0
    outcomes, seen = design.all_outcomes, share_of_effect_seen(design)

    def simulated(of: Settings, n_draws: int) -> tuple[Floats, Floats, Floats]:
        """Return the effects in each draw [n, k], and errors and residuals of studies [n_studies, k]."""
        nonlocal done
        effects, errors, residuals = [], [], []
        with closing(pools(of, design, of.posterior_draws(n_draws), n_threads, cancel, outcomes)) as people:
            for number, pool in enumerate(people):
                effects.append(pool.truth)
                rng = np.random.default_rng([of.seed, STUDY_STREAM, number])
                studies = [simulate_study(pool, design, design.clients, rng) for _ in range(N_STUDIES)]
                errors += [study.error for study in studies]
                residuals += [study.estimate - seen * pool.truth for study in studies]
                done += 1
                progress(done, steps)
        return np.array(effects), np.array(errors), np.array(residuals)

    effect, errors, residuals = simulated(settings, len(draws))
    rivals = {
        world: seen * simulated(replace(settings, world_names=(world,)), N_DRAWS_OF_RIVAL)[0]
        for world in rival_worlds()
    }
    expected, error = seen * effect, errors.mean(axis=0)
    return Registered(
        tilltro=__version__,
        made=date.today().isoformat(),
        design=as_mapping(design),
        seed=settings.seed,
        unknown=np.array([value_of(draw, design.unknown) for draw in draws]),
        effect=effect[:, -1],
        expected=expected[:, -1],
        error=float(error[-1]),
        discrepancy=DISCREPANCY * float(expected[:, -1].std()),
        rivals={world: values[:, -1] for world, values in rivals.items()},
        others=Others(
            names=design.results(outcomes)[:-1],
            expected=expected[:, :-1],
            error=error[:-1],
            correlation=correlation(residuals),
            rivals={world: values[:, :-1] for world, values in rivals.items()},
        ),
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
        return [_plain(one) for one in value.tolist()]
    if isinstance(value, Others):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
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
    others = None if content.get("others") is None else _read_others(content["others"])
    return Registered(**plain | arrays | {"rivals": rivals, "others": others})


def _read_others(content: Mapping[str, Any]) -> Others:
    return Others(
        names=tuple((str(outcome), int(quarter)) for outcome, quarter in content["names"]),
        rivals={world: np.array(values, np.float64) for world, values in content["rivals"].items()},
        **{key: np.array(content[key], np.float64) for key in ("expected", "error", "correlation")},
    )


def learn(registered: Registered, results: Sequence[Result]) -> Learned:
    """Return what a study's results say: first whether the model expected them, then what they teach.

    A single result is a conflict at either end of its prediction, several are where the joint prediction is farther out
    in fewer than 5 of 100 cases. Draws are weighted by how near they come to all of them together.

    Args:
        registered: what was expected.
        results: what the study found; each of `registered.names` at most once.
    """
    estimates = np.array([result.estimate for result in results])
    below = tuple(registered.prediction_of(result.name).cdf(result.estimate, result.error) for result in results)
    joint = registered.joint(results)
    share_farther_out = joint.share_farther_out(estimates) if len(results) > 1 else 2.0 * min(below[0], 1.0 - below[0])
    is_conflict = share_farther_out < 2.0 * CONFLICT
    log_density = joint.log_density(estimates)
    scores = {"": _score(log_density)}
    for world in registered.rivals:
        scores[world] = _score(registered.joint(results, world).log_density(estimates))
    equal = np.full(len(log_density), 1.0 / len(log_density))
    weight = equal if is_conflict else np.exp(log_density - logsumexp(log_density))
    return Learned(
        results=tuple(results),
        below=below,
        share_farther_out=share_farther_out,
        is_conflict=is_conflict,
        log_scores=scores,
        effective=float(1.0 / (weight**2).sum()),
        effect=(summary(registered.effect, equal), summary(registered.effect, weight)),
        unknown=(summary(registered.unknown, equal), summary(registered.unknown, weight)),
    )


def _score(log_density: Floats) -> float:
    """Return the logarithm of the mean density over draws [n]."""
    return float(logsumexp(log_density) - math.log(len(log_density)))


def summary(values: Floats, weight: Floats) -> tuple[float, float, float]:
    """Return the mean of weighted values and the ends of their middle 95 %; weights add up to 1."""
    low, high = np.quantile(values, (0.025, 0.975), weights=weight, method="inverted_cdf")
    return float(weight @ values), float(low), float(high)
