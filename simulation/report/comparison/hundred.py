"""A hundred people under two policies: how many get a first job with one alone, with the other alone, either way."""

from __future__ import annotations

import math

from markupsafe import Markup

from simulation.base.texts import text
from simulation.model.policies import Policy
from simulation.report.answer.words import time_words
from simulation.report.charts.icons import PEOPLE, Group, icons
from simulation.report.comparison.results import Results


def hundred(results: Results, policy: Policy) -> Markup:
    """Return the icon array of a policy beside the baseline; empty where the numbers aren't known."""
    gain, loss = results.gain_and_loss(policy.name)
    level = results.level(policy.name).value
    if math.isnan(gain) or math.isnan(loss) or math.isnan(level):
        return Markup()
    language = results.language
    names = {
        "policy": results.text("quoted", name=results.short(policy)),
        "against": results.text("quoted", name=results.short(results.baseline)),
    }
    shares = {"gain": gain, "loss": loss, "both": level - gain, "neither": 1.0 - level - loss}
    looks = {"gain": "accent", "loss": "warm", "both": "muted", "neither": "none"}
    groups = [
        Group(n, text(f"answer.icons.{key}", language, **names), looks[key]) for key, n in whole_people(shares).items()
    ]
    title = text("answer.icons.title", language, time=time_words(results.last, language), **names)
    said = "; ".join(f"{group.n} {group.label}" for group in groups)
    return icons(f"hundred-{results.others.index(policy)}", groups, title, said).svg()


def whole_people(shares: dict[str, float]) -> dict[str, int]:
    """Return shares of 1 as whole people of a hundred: what rounding down leaves goes to the largest remainders."""
    exact = {key: max(0.0, PEOPLE * share) for key, share in shares.items()}
    people = {key: int(value) for key, value in exact.items()}
    for key in sorted(exact, key=lambda key: people[key] - exact[key])[: PEOPLE - sum(people.values())]:
        people[key] += 1
    return people
