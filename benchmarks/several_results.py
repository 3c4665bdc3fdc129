"""How well several results of one study are judged and learned from together.

It is run as `python -m benchmarks.several_results FILE`. FILE is a prediction of `tilltro predict-study`. One draw
after the other is taken for the truth and out of the prediction; a study's results are drawn about what it expects, and
held against the other draws.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from simulation.analyses.trials.preregistration import Learned, Name, Registered, Result, learn, read_registered

N_TRUTHS = 120


def without(registered: Registered, draw: int) -> Registered:
    """Return a prediction without one of its draws."""
    others = registered.others
    assert others is not None, "a prediction of an earlier version holds one result only"
    kept = {name: np.delete(getattr(registered, name), draw) for name in ("unknown", "effect", "expected")}
    return replace(registered, **kept, others=replace(others, expected=np.delete(others.expected, draw, axis=0)))


def tried(registered: Registered, names: tuple[Name, ...]) -> list[tuple[float, Learned]]:
    """Return the true effect with what was learned, for each truth."""
    rng, found = np.random.default_rng(1), []
    places = [registered.names.index(name) for name in names]
    assert registered.others is not None
    errors = np.append(registered.others.error, registered.error)[places]
    plain = [Result(0.0, float(error), name) for error, name in zip(errors, names, strict=True)]
    covariance = registered.joint(plain).error
    for draw in range(min(N_TRUTHS, len(registered.expected))):
        seen = rng.multivariate_normal(registered.expected_of(places)[draw], covariance, method="eigh")
        results = [replace(of, estimate=float(one)) for of, one in zip(plain, seen, strict=True)]
        found.append((float(registered.effect[draw]), learn(without(registered, draw), results)))
    return found


def main(path: Path) -> None:
    """Print how often results are within the prediction, and how often the interval afterwards holds the effect."""
    registered = read_registered(path)
    outcome, last = registered.own
    of_own = tuple(name for name in registered.names if name[0] == outcome)
    at_end = tuple(name for name in registered.names if name[1] == last)
    for what, names in (("the own outcome", of_own), ("all at the end", at_end), ("all", registered.names)):
        found = tried(registered, names)
        kept = [(truth, one) for truth, one in found if not one.is_conflict]
        middle = np.mean([one.share_farther_out > 0.5 for _, one in found])
        holds = np.mean([one.effect[1][1] <= truth <= one.effect[1][2] for truth, one in kept])
        width = np.mean([np.ptp(one.effect[1][1:]) / np.ptp(one.effect[0][1:]) for _, one in kept])
        count = np.median([one.effective for _, one in kept])
        within = len(kept) / len(found)
        print(f"{what} ({len(names)} results), {len(found)} truths; of 100 studies:")
        print(f"  within the middle half {100 * middle:.0f}, within 95 % {100 * within:.0f}; of those within 95 %")
        print(f"  the interval holds the effect in {100 * holds:.0f}, {width:.2f} times as wide as before, ", end="")
        print(f"and {count:.0f} draws count")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
