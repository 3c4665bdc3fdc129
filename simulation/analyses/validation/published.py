"""Published figures as they stand beside simulated ones: part by part, and as shares where the source counts people."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import cast

from simulation.analyses.validation.policy_findings import FINDINGS
from simulation.model.evidence import Fact, fact

# Published as the two ends of a range: its middle is compared and fitted to; the tolerance reaches to the ends.
RANGES = ("E2", "F12", "F13", "I-18")
COUNTED_OF = {"K2": "K1", "K3": "K2", "K4": "K2", "K5": "K2"}  # counts of women and of men, shown as shares of others
# Where the unit of what is compared isn't that of the registry.
UNIT_OF_PARTS: Mapping[str, str] = {
    "K2": "percent of participants",
    **dict.fromkeys(("K3", "K4", "K5"), "percent of those who got work"),
    "K6": "percent of participants",
    "E8": "places of 100",
}
WOMEN, MEN = "women", "men"


def unit_of(item: Fact) -> str:
    """Return the unit that a fact's figures are compared in."""
    if item.id in FINDINGS:
        return FINDINGS[item.id][0].unit
    return UNIT_OF_PARTS.get(item.id, item.unit or "")


def parts_of(item: Fact) -> dict[str, float]:
    """Return the published figures of a fact by part, in the order of the simulated ones; nan for one in words.

    A fact of one figure has the part "". Answers are parts "1", "2" and so on; several comparisons of policies are
    parts by policy.
    """
    if len(FINDINGS.get(item.id, ())) > 1:
        return {finding.policy: math.nan for finding in FINDINGS[item.id]}
    if item.id in COUNTED_OF:
        counted, of = (cast(Mapping[str, float], fact(id).value) for id in (item.id, COUNTED_OF[item.id]))
        return {sex: 100.0 * counted[sex] / of[sex] for sex in (WOMEN, MEN)}
    if item.id == "K6":
        return {"": 100.0 * cast(float, item.value) / sum(cast(Mapping[str, float], fact("K1").value).values())}
    if item.value is None:
        return {"": math.nan}
    if isinstance(item.value, Mapping):
        return dict(item.value)
    if isinstance(item.value, tuple):
        if item.id in RANGES:
            return {"": sum(item.value) / len(item.value)}
        return {str(place): number for place, number in enumerate(item.value, start=1)}
    return {"": float(item.value)}
