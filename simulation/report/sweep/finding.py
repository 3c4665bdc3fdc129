"""The answer of a sweep: which policy comes out best, or that it can't be told; carrot and stick on three outcomes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from simulation.analyses.sweeps.summary import Rank, WorldSummary, largest_effects
from simulation.base.texts import catalogue, text
from simulation.base.texts.labels import number_of_clients
from simulation.base.texts.numbers import format_number
from simulation.model.parameters import entry
from simulation.report.answer.finding import Finding, boxes_of, in_digits, made_by
from simulation.report.answer.sentence import counted_per
from simulation.report.answer.words import listed, put_in, short_label
from simulation.report.sweep.sides import CarrotAndStick, more_runs_note, sides, together
from simulation.report.sweep.words import Words

FEW, CLOSE = "few", "close"


def finding(words: Words, summaries: Sequence[WorldSummary], both: CarrotAndStick | None = None) -> Finding:
    """Return the answer block; `both` is what the sweep found of carrot and stick, where it has them."""
    sweep, language = words.sweep, words.language
    assumed = [words.quoted(name) for name in sweep.arms if words.policy(name).assumed is not None]
    return Finding(
        title=title(words, both),
        sentence=_best(words, summaries) if both is None else together(words, both),
        put_in=put_in(assumed, language),
        strip=None,
        sides=() if both is None or any(summary.is_few for summary in summaries) else sides(words, both),
        boxes=boxes_of(language, _asked(words, summaries), _changes(words, summaries, both), _not_said(words, both)),
        made=made_by("sweep", list(_typed(words)), sweep.settings.seed, language),
    )


def _typed(words: Words) -> Iterator[tuple[str, str]]:
    """Yield the sweep's name, and what all its worlds share and may be typed."""
    sweep = words.sweep
    yield "sweep", sweep.name
    worlds = [world.settings for world in sweep.worlds]
    if sweep.settings.config_dir is not None:
        yield "config_dir", sweep.settings.config_dir
    if len({one.n_clients for one in worlds}) == 1 and sweep.settings.population.table is None:
        yield "population.n_clients", str(sweep.settings.n_clients)
    yield "n_replications", str(sweep.n_replications)
    if len({one.seed for one in worlds}) == 1:
        yield "seed", str(sweep.settings.seed)


def title(words: Words, both: CarrotAndStick | None) -> str:
    """Return the question."""
    if both is None:
        outcome = text("report.quoted", words.language, name=words.outcome)
        return words.text("finding.title.best", outcome=outcome)
    n = len(words.sweep.worlds)
    return words.text("finding.title.carrot_worlds" if n > 1 else "finding.title.carrot", n=n)


def best_of(summary: WorldSummary) -> str:
    """Return the policy that comes out best in a world; FEW or CLOSE where that can't be told."""
    if summary.is_few:
        return FEW
    return CLOSE if len(close_to_best(summary)) > 1 else summary.ranking()[0].policy


def close_to_best(summary: WorldSummary) -> list[str]:
    """Return the policy with the best mean, and those that luck may put before it."""
    first, *others = summary.ranking()
    return [first.policy, *(rank.policy for rank in others if not _is_clear(summary, first, rank))]


def _is_clear(summary: WorldSummary, first: Rank, other: Rank) -> bool:
    """Return whether a lead exceeds the noise; where the noise is unknown, whether it is one over several points."""
    luck, lead = summary.luck_between(first.policy, other.policy), abs(first.difference - other.difference)
    return summary.n_points > 1 and lead > 0.0 if math.isnan(luck) else lead > luck


def _best(words: Words, summaries: Sequence[WorldSummary]) -> str:
    best = [best_of(summary) for summary in summaries]
    if set(best) == {FEW}:
        return text("answer.sentence.few", words.language)
    if len(best) == 1:
        return _best_alone(words, summaries[0], best[0])
    counts = Counter(best)
    parts = [
        words.text(f"finding.{name}_in", n=n)
        if name in (FEW, CLOSE)
        else words.text("finding.best_in", policy=words.quoted(name), n=n)
        for name, n in sorted(counts.items(), key=lambda item: (item[0] in (FEW, CLOSE), -item[1]))
    ]
    return words.text("finding.worlds", n=len(best), parts="; ".join(parts))


def _best_alone(words: Words, summary: WorldSummary, best: str) -> str:
    first, second, *_ = summary.ranking()
    if best == CLOSE:
        close = [words.quoted(name) for name in close_to_best(summary)]
        return words.text("page.too_close", policies=listed(close, words.language))
    found = summary.between(first.policy, second.policy)
    if words.is_share:
        per = counted_per(*found)
        unit = words.text("of_people", per=format_number(per, 0, words.language))
    else:
        per, unit = 1, words.unit
    middle, low, high = (per * value for value in found)
    lead = in_digits(middle, low, high, words.language)
    known = {"policy": words.quoted(best), "second": words.quoted(second.policy), "lead": lead, "unit": unit}
    if summary.n_points == 1:
        return words.text("finding.best_one", **known)
    return words.text("finding.best_points", share=words.share(first.best_share), **known)


def _asked(words: Words, summaries: Sequence[WorldSummary]) -> list[str]:
    sweep, language = words.sweep, words.language
    policies = "; ".join(short_label(words.label(name)) for name in sweep.arms[1:])
    clients = {
        number_of_clients(world.settings.n_clients, world.settings.population.inflow, language)
        for world in sweep.worlds
    }
    counts = [int(n) for summary in summaries for n in summary.n_replications]
    low, high = min(counts), max(counts)
    n = str(low) if low == high else words.text("page.from_to", low=low, high=high)
    said = [words.text("finding.asked", policies=policies, baseline=words.quoted(sweep.arms[0]))]
    said += [f"{one[0].upper()}{one[1:]}." for one in clients] if len(clients) == 1 else []
    said.append(words.text("finding.runs", n_points=format_number(sweep.n_points, 0, language), n=n))
    return [*said, *filter(None, [words.unlike_compare])]


def _changes(words: Words, summaries: Sequence[WorldSummary], both: CarrotAndStick | None) -> list[str]:
    """Return what the answer depends on: more runs, the world, or the parameter that moves a difference most."""
    if any(summary.is_few for summary in summaries):
        return [text("answer.change.more_runs", words.language)]
    best = [best_of(summary) for summary in summaries]
    said = [] if both is None else more_runs_note(words, both)
    if both is None and any(name == CLOSE and one.has_few for name, one in zip(best, summaries, strict=True)):
        said.append(text("answer.change.more_runs", words.language))
    if both is None and len(set(best)) > 1:
        named = [
            words.text("finding.world_best", world=words.world(summary), policy=words.quoted(name))
            for summary, name in zip(summaries, best, strict=True)
            if name not in (FEW, CLOSE)
        ]
        said += [f"{'; '.join(named)}."] if named else []
    for dimension in largest_effects(summaries, 1):
        unknown = entry(words.sweep.design.names[dimension]).meaning[words.language].rstrip(".").partition(";")[0]
        said.append(text("answer.change.decides", words.language, unknown=unknown[0].lower() + unknown[1:]))
    return said or [words.text("finding.none_decides")]


def _not_said(words: Words, both: CarrotAndStick | None) -> list[str]:
    first, *_ = (one[words.language] for one in catalogue("sweep.page.doubts"))
    return [first, words.text("finding.one_outcome" if both is None else "finding.net")]
