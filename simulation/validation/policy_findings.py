"""What the model gives for findings about programmes (E9, H5..H7, H10). They are built in: their mechanisms were made
for them, so a run that shows them has confirmed nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from simulation.engine.replication import World, run_replication
from simulation.outcomes.registry import OUTCOME_IDS
from simulation.policies import load_policy

BASELINE = "observed_mix"
POINTS = 100.0
ALL_CLIENTS = 0  # the first of `outcomes.groups.GROUPS`


@dataclass(frozen=True)
class Finding:
    """A programme against a baseline: which outcome, after how many quarters, and whether as a ratio."""

    policy: str
    baseline: str
    outcome: str
    quarter: int
    unit: str
    is_ratio: bool = False


FINDINGS: Mapping[str, Finding] = {
    "E9": Finding("coordinated", "staircase", "first_job", 16, "percentage points"),
    "H5": Finding("aig_sanctions", BASELINE, "quarters_worked", 40, "quarters a client"),
    "H6": Finding("aig_sanctions", BASELINE, "disability_pension", 40, "percentage points"),
    "H7": Finding("aig_sanctions", BASELINE, "anxiety_medication", 40, "percentage points"),
    "H10": Finding("jobfirst", BASELINE, "any_ordinary_hours", 4, "times", is_ratio=True),
}
LONGEST = max(finding.quarter for finding in FINDINGS.values())


def policy_findings(world: World, seed: int, replication: int) -> dict[str, float]:
    """Return the difference (or ratio) of each finding in one replication, in its unit."""
    names = list(dict.fromkeys(name for item in FINDINGS.values() for name in (item.baseline, item.policy)))
    policies = [load_policy(name) for name in names]
    long = replace(world, n_quarters=LONGEST)
    mean = run_replication(long, policies, names.index(BASELINE), seed, replication).mean[:, :, ALL_CLIENTS]
    return {
        fact: _compared(item, *(mean[names.index(name), item.quarter] for name in (item.policy, item.baseline)))
        for fact, item in FINDINGS.items()
    }


def _compared(item: Finding, policy: np.ndarray, baseline: np.ndarray) -> float:
    outcome = OUTCOME_IDS.index(item.outcome)
    ours, theirs = float(policy[outcome]), float(baseline[outcome])
    if item.is_ratio:
        return ours / theirs if theirs > 0.0 else float("nan")
    return (POINTS if item.unit == "percentage points" else 1.0) * (ours - theirs)
