"""The page of a sweep: ranking of policies, what each dimension does, regret; one file, no script."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from simulation.analyses.sweeps.shards import write_aside
from simulation.analyses.sweeps.summary import WorldSummary, most_telling
from simulation.base.texts import catalogue
from simulation.base.texts.labels import run_label
from simulation.base.texts.numbers import format_number, format_plain
from simulation.base.texts.phrases import phrase
from simulation.model.parameters import entry
from simulation.report.pages import Frame, picture, render
from simulation.report.sweep.figures import MOST_PANELS, write_figures
from simulation.report.sweep.words import Words
from simulation.report.table import Cell, Column, Row, Table, plain_table
from simulation.results.config import resolved

PAGE = "report.html"


def write_page(words: Words, summaries: Sequence[WorldSummary], n_failed: int, folder: Path) -> Path:
    """Write the figures and `folder/report.html`, and return its path."""
    pictures = [picture(path, title) for title, path in write_figures(words, summaries, folder / "figures")]
    changing = [summary for summary in summaries if summary.changing]
    content = {
        "details": details(words, summaries, n_failed),
        "answers": [answer(words, summary) for summary in summaries],
        "varied": varied(words, summaries),
        "ranking": {"picture": pictures[0], "tables": [ranking_table(words, summary) for summary in summaries]},
        "effects": [
            {"picture": shown, "table": effects_table(words, summary, most_telling(summaries, MOST_PANELS))}
            for shown, summary in zip(pictures[1:-1], changing, strict=True)
        ],
        "regret": pictures[-1],
        "doubts": doubts(words, summaries),
        "worlds": worlds(words),
    }
    frame = Frame(
        words.text("page.title", name=run_label(words.sweep.name, words.language)),
        "sweep",
        words.language,
        words.sweep.key,
    )
    path = folder / PAGE
    write_aside(path, render("report/sweep/page.html", frame, content).encode())
    return path


def details(words: Words, summaries: Sequence[WorldSummary], n_failed: int) -> list[tuple[str, str]]:
    """Return what was run, as names and values."""
    sweep, t = words.sweep, words.text
    n_points = len(sweep.design.values)
    kind = t(f"page.kinds.{sweep.design.kind}")
    low, high = n_replications(summaries)
    unit, better = words.unit, t(f"page.{sweep.target_better}")
    shown = [
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


def answer(words: Words, summary: WorldSummary) -> str:
    """Return in a sentence which policy comes out best in a world, and how sure that is."""
    best, *others = summary.ranking()
    lead = abs(best.difference - others[0].difference)
    where = "best_one" if summary.n_points == 1 else "best_everywhere" if best.best_share == 1.0 else "best"
    said = words.text(
        f"page.{where}", policy=_marked(words, best.policy),
        share=format_number(100.0 * best.best_share, 0, words.language), regret=words.number(best.most_regret),
        lead=words.number(lead), unit=words.unit, second=_marked(words, others[0].policy),
    )  # fmt: skip
    if summary.n_points == 1 and lead < np.nanmax(summary.half_width, initial=0.0):
        said = f"{said} {words.text('page.best_close')}"
    return said if len(words.sweep.worlds) == 1 else f"{words.world(summary)}: {said}"


def _marked(words: Words, policy: str) -> str:
    """Return what a policy is called, and whether its effect is assumed."""
    return f"{words.label(policy)} ({words.text('assumed')})" if words.is_assumed(policy) else words.label(policy)


def varied(words: Words, summaries: Sequence[WorldSummary]) -> Table:
    """Return the parameters that the figures show: what they are, and which values were tried."""
    rows = []
    for dimension in most_telling(summaries, MOST_PANELS):
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
    spread = words.interval(rank.low, rank.high) if policy != summary.policies[0] else ""
    cells = {
        "difference": words.number(rank.difference, sign=True),
        "spread": spread,
        "interval": spread,
        "best_share": format_number(100.0 * rank.best_share, 0, words.language),
        "regret": words.number(rank.most_regret),
        "mean_regret": words.number(rank.mean_regret),
        "most_regret": words.number(rank.most_regret),
    }
    return [cells[column] for column in ranking_columns(summary)]


def effects_table(words: Words, summary: WorldSummary, dimensions: Sequence[int]) -> Table:
    """Return what each dimension does to each policy in one world."""
    rows = [
        [
            summary.names[dimension],
            words.label(effect.policy),
            *(words.number(value, sign=True) for value in (effect.at_low, effect.at_high, effect.change)),
        ]
        for dimension in dimensions
        for effect in summary.effects(dimension)
    ]
    headings = [words.text(key) for key in ("page.dimension", "policy", "page.at_low", "page.at_high", "page.change")]
    return plain_table(f"effects-{summary.name}", f"{words.world(summary)} ({words.unit})", headings, rows, 2)


def doubts(words: Words, summaries: Sequence[WorldSummary]) -> list[str]:
    """Return what the reader mustn't take the numbers for."""
    first, *others = (entry[words.language] for entry in catalogue("sweep.page.doubts"))
    return [first, chance(words, summaries), *others]


def chance(words: Words, summaries: Sequence[WorldSummary]) -> str:
    """Return how far chance in the simulation alone moves a difference at a point."""
    half = max(float(np.nanmax(summary.half_width, initial=0.0)) for summary in summaries)
    if half == 0.0 and n_replications(summaries)[0] == 1:
        return words.text("chance_unknown")
    return words.text("chance", half=words.number(half), unit=words.unit)


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
