"""The page of a sweep: ranking of policies, what each dimension does, regret; one file, no script."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from simulation.analyses.sweeps.effects import LEVEL, ROUNDING, Effect, is_crossed
from simulation.analyses.sweeps.summary import Rank, WorldSummary, largest_effects, without_clear_effect
from simulation.base.texts import catalogue
from simulation.base.texts.labels import run_label
from simulation.base.texts.numbers import format_number, format_plain
from simulation.base.texts.phrases import phrase
from simulation.model.parameters import entry
from simulation.report.answer.words import listed
from simulation.report.pages import Frame, picture, render
from simulation.report.sweep.figures import MOST_PANELS, has_effects, write_figures
from simulation.report.sweep.finding import CLOSE, best_of, close_to_best, finding, title
from simulation.report.sweep.sides import CarrotAndStick
from simulation.report.sweep.words import Words
from simulation.report.table import Cell, Column, Row, Table, plain_table
from simulation.results.atomic import write_atomically
from simulation.results.config import resolved
from simulation.results.page_names import page_name


def write_page(
    words: Words,
    summaries: Sequence[WorldSummary],
    n_failed: int,
    folder: Path,
    both: CarrotAndStick | None = None,
) -> Path:
    """Write the figures and `folder/report.html`, and return its path.

    Args:
        words: of the sweep.
        summaries: of its target, a world each.
        n_failed: units that failed.
        folder: of its results.
        both: what it found of carrot and stick; None where it doesn't have both.
    """
    pictures = [picture(path, title) for title, path in write_figures(words, summaries, folder / "figures")]
    shown = [summary for summary in summaries if has_effects(summary, summaries)]
    content = {
        "finding": finding(words, summaries, both),
        "details": details(words, summaries, n_failed),
        "answers": answers(words, summaries, both),
        "varied": varied(words, summaries) if shown else None,
        "points": any(summary.n_points > 1 for summary in summaries),
        "said_of_effects": said_of_effects(words, summaries),
        "ranking": {"picture": pictures[0], "tables": [ranking_table(words, summary) for summary in summaries]},
        "effects": [
            {"picture": drawn, "table": effects_table(words, summary, largest_effects(summaries, MOST_PANELS))}
            for drawn, summary in zip(pictures[1:-1], shown, strict=True)
        ],
        "regret": pictures[-1],
        "doubts": doubts(words, summaries),
        "worlds": worlds(words),
    }
    frame = Frame(title(words, both), "sweep", words.language, words.sweep.key)
    path = folder / page_name("sweep")
    write_atomically(path, render("report/sweep/page.html", frame, content).encode())
    return path


def details(words: Words, summaries: Sequence[WorldSummary], n_failed: int) -> list[tuple[str, str]]:
    """Return what was run, as names and values."""
    sweep, t = words.sweep, words.text
    n_points = len(sweep.design.values)
    kind = t(f"page.kinds.{sweep.design.kind}")
    low, high = n_replications(summaries)
    unit, better = words.unit, t(f"page.{sweep.target_better}")
    shown = [
        (t("status.sweep"), run_label(sweep.name, words.language)),
        (t("page.target"), t("page.target_is", outcome=words.outcome, unit=unit, better=better)),
        (t("page.baseline"), words.baseline),
        (t("page.clients"), _of_worlds(words, [world.settings.n_clients for world in sweep.worlds])),
        (t("page.quarters"), _of_worlds(words, [world.settings.n_quarters for world in sweep.worlds])),
        (t("page.worlds"), ", ".join(words.world(summary) for summary in summaries)),
        (
            t("page.design"),
            t("page.design_of", kind=kind, n=format_number(n_points, 0, words.language))
            if sweep.design.names
            else t("page.one_point"),
        ),
        (t("page.replications"), _replications(words, low, high)),
    ]
    return [*shown, (t("page.failed"), str(n_failed))] if n_failed else shown


def _of_worlds(words: Words, counts: Sequence[int]) -> str:
    """Return a count that all worlds share, or from the fewest to the most."""
    low, high = (format_number(end, 0, words.language) for end in (min(counts), max(counts)))
    return low if low == high else words.text("page.from_to", low=low, high=high)


def _replications(words: Words, low: int, high: int) -> str:
    """Return how many replications a point has, and whether a precision decided it."""
    count = str(low) if low == high else words.text("page.from_to", low=low, high=high)
    precision = words.sweep.precision
    if precision is None:
        return count
    return words.text("page.precise", n=count, width=f"{words.number(precision.width)} {words.unit}")


def n_replications(summaries: Sequence[WorldSummary]) -> tuple[int, int]:
    """Return the fewest and the most replications of a point."""
    counts = np.concatenate([summary.n_replications for summary in summaries])
    return int(counts.min()), int(counts.max())


def answers(words: Words, summaries: Sequence[WorldSummary], both: CarrotAndStick | None) -> list[str]:
    """Return which policy comes out best in each world; where carrot and stick are, that one outcome can't say so."""
    if both is not None:
        return [words.text("page.one_outcome", outcome=words.outcome)]
    return [answer(words, summary) for summary in summaries]


def answer(words: Words, summary: WorldSummary) -> str:
    """Return in a few sentences which policy comes out best in a world, and how sure that is."""
    said = _answer(words, summary)
    return said if len(words.sweep.worlds) == 1 else f"{words.world(summary)}: {said}"


def _answer(words: Words, summary: WorldSummary) -> str:
    if summary.is_few:
        return words.text("page.few")
    first, second, *_ = ranks = summary.ranking()
    most = max(rank.best_share for rank in ranks)
    often = [rank for rank in ranks if rank.best_share == most]
    if summary.n_points == 1:
        sentences = [] if len(often) == 1 else [words.text("page.best_one_tied", policies=_listed(words, often))]
        mean = "best_one"
    elif len(often) > 1:
        sentences = [words.text("page.best_tied", policies=_listed(words, often), share=words.share(most))]
        mean = "mean"
    elif often[0].policy != first.policy:
        sentences = [words.text("page.best", policy=_marked(words, often[0].policy), share=words.share(most))]
        mean = "mean"
    else:
        sentences = (
            []
            if most == 1.0
            else [words.text("page.best", policy=_marked(words, first.policy), share=words.share(most))]
        )
        mean = "best_everywhere" if most == 1.0 else "mean_too"
    lead = abs(first.difference - second.difference)
    if summary.n_points == 1 and lead > ROUNDING and best_of(summary) == CLOSE:
        close = [rank for rank in ranks if rank.policy in close_to_best(summary)]
        return words.text("page.too_close", policies=_listed(words, close))
    if lead > ROUNDING:
        places = words.decimals(first.error, second.error)
        sentences.append(words.text(
            f"page.{mean}", policy=_marked(words, first.policy), second=_marked(words, second.policy), unit=words.of,
            lead=words.number(lead, decimals=places),
            regret=words.number(first.most_regret, decimals=words.decimals(*summary.errors[1:])),
        ))  # fmt: skip
        if best_of(summary) == CLOSE:
            sentences.append(words.text("page.best_close"))
    elif summary.n_points > 1:
        sentences.append(words.text("page.mean_tied", policies=_listed(words, [first, second])))
    if summary.n_points > 1 and summary.tied_share > 0.0:
        sentences.append(words.text("ties", share=words.share(summary.tied_share)))
    return " ".join(sentences)


def _listed(words: Words, ranks: Sequence[Rank]) -> str:
    """Return the names of policies, the last after an "and"."""
    return listed([_marked(words, rank.policy) for rank in ranks], words.language)


def _marked(words: Words, policy: str) -> str:
    """Return what a policy is called, and whether its effect is assumed."""
    return f"{words.label(policy)} ({words.text('assumed')})" if words.is_assumed(policy) else words.label(policy)


def varied(words: Words, summaries: Sequence[WorldSummary]) -> Table:
    """Return the parameters that the figures show: what they are, and which values were tried."""
    rows = []
    for dimension in largest_effects(summaries, MOST_PANELS):
        name, values = words.sweep.design.names[dimension], words.sweep.design.values[:, dimension]
        known = entry(name)
        low, high = (format_plain(float(end), words.language, 3) for end in (values.min(), values.max()))
        tried = words.text("page.from_to", low=low, high=high)
        rows.append([name, known.meaning[words.language], f"{tried} {phrase(known.unit, words.language)}"])
    headings = [words.text(f"page.{key}") for key in ("dimension", "meaning", "tried")]
    return plain_table("varied", words.text("page.varied"), headings, rows, 3)


def ranking_table(words: Words, summary: WorldSummary) -> Table:
    """Return the ranking of one world."""
    t = words.text
    return Table(
        id=f"ranking-{summary.name}",
        caption=f"{words.world(summary)} ({words.unit})",
        columns=[Column(t(key)) for key in ranking_columns(summary)],
        rows=[
            Row(
                words.label(rank.policy),
                t("assumed") if words.is_assumed(rank.policy) else "",
                [Cell(value) for value in ranking_cells(words, summary, rank.policy)],
            )
            for rank in summary.ranking()
        ],
        head=t("policy"),
    )


def ranking_columns(summary: WorldSummary) -> tuple[str, ...]:
    """Return what is told of each policy; at a single point somebody is best at all of them, which says nothing."""
    if summary.n_points == 1:
        return "difference", "interval", "regret"
    return "difference", "spread", "best_share", "mean_regret", "most_regret"


def ranking_cells(words: Words, summary: WorldSummary, policy: str) -> list[str]:
    """Return a policy's numbers, one in each of the ranking's columns."""
    rank = next(rank for rank in summary.ranking() if rank.policy == policy)
    of_regret = words.decimals(*summary.errors[1:])
    own = of_regret if policy == summary.policies[0] else words.decimals(rank.error)
    spread = words.interval(rank.low, rank.high, own) if policy != summary.policies[0] else ""
    cells = {
        "difference": words.number(rank.difference, sign=True, decimals=own),
        "spread": spread,
        "interval": spread,
        "best_share": words.share(rank.best_share),
        "regret": words.number(rank.most_regret, decimals=of_regret),
        "mean_regret": words.number(rank.mean_regret, decimals=of_regret),
        "most_regret": words.number(rank.most_regret, decimals=of_regret),
    }
    return [cells[column] for column in ranking_columns(summary)]


def effects_table(words: Words, summary: WorldSummary, dimensions: Sequence[int]) -> Table:
    """Return what each dimension does to each policy in one world, where that is more than chance.

    Numbers go no further than the first digit of what chance alone may give.
    """

    def shown(effect: Effect) -> list[str]:
        places = words.decimals(effect.chance)
        told = (effect.at_low, effect.at_high, effect.change)
        chance = words.number(effect.chance, decimals=places)
        return [*(words.number(value, sign=True, decimals=places) for value in told), chance]

    rows = [
        [summary.names[dimension], words.label(effect.policy), *shown(effect)]
        for dimension in dimensions
        for effect in summary.clear_effects(dimension)
    ]
    keys = ("page.dimension", "policy", "page.at_low", "page.at_high", "page.change", "page.by_chance")
    headings = [words.text(key) for key in keys]
    return plain_table(f"effects-{summary.name}", f"{words.world(summary)} ({words.unit})", headings, rows, 2)


def said_of_effects(words: Words, summaries: Sequence[WorldSummary]) -> list[str]:
    """Return what is to be known before effects are read: how they are told from chance, or why there are none."""
    varied_ones = [summary for summary in summaries if summary.changing]
    if not varied_ones:
        return []
    if not all(summary.can_tell for summary in varied_ones):
        kind = words.text(f"page.kinds.{words.sweep.design.kind}")
        return [words.text("page.effects_untellable", kind=kind)]
    level = format_number(100.0 * LEVEL, 0, words.language)
    crossed = all(is_crossed(summary.values) for summary in varied_ones)
    said = [
        words.text("page.effects_lead"),
        words.text(f"page.by_chance_{'crossed' if crossed else 'sampled'}", level=level),
    ]
    names = without_clear_effect(summaries)
    return [*said, words.text("page.effects_none", names=", ".join(names))] if names else said


def doubts(words: Words, summaries: Sequence[WorldSummary]) -> list[str]:
    """Return what the reader mustn't take the numbers for."""
    first, *others = (entry[words.language] for entry in catalogue("sweep.page.doubts"))
    return [first, chance(words, summaries), *others, *filter(None, [words.suppression_note])]


def chance(words: Words, summaries: Sequence[WorldSummary]) -> str:
    """Return how far chance in the simulation alone moves a difference at a point."""
    half = max(float(np.nanmax(summary.half_width, initial=0.0)) for summary in summaries)
    if half == 0.0 and n_replications(summaries)[0] == 1:
        return words.text("chance_unknown")
    return words.text("chance", half=words.number(half, decimals=words.decimals(half)), unit=words.of)


def worlds(words: Words) -> list[tuple[str, str]]:
    """Return the worlds, each with what it sets otherwise than the first one; none where there is only one."""
    first, *others = words.sweep.worlds
    if not others:
        return []
    base = dict(flat(resolved(first.settings)))
    shown = [(first.label[words.language], words.text("page.world_first"))]
    for world in others:
        own = [
            f"{key}={format_plain(value, words.language) if isinstance(value, float) else value}"
            for key, value in flat(resolved(world.settings))
            if base.get(key) != value
        ]
        shown.append((world.label[words.language], ", ".join(own)))
    return shown


def flat(content: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """Return nested values with their dotted keys."""
    pairs: list[tuple[str, Any]] = []
    for key, value in content.items():
        pairs += flat(value, f"{before}{key}.") if isinstance(value, dict) else [(f"{before}{key}", value)]
    return pairs
