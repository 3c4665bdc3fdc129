"""One person under two policies, as the terminal shows it."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from simulation.analyses.stories.chronicle import Chronicle
from simulation.analyses.stories.words import QuarterInWords
from simulation.cli.answer import finding_lines
from simulation.cli.terminal import facts, table, width

NARROWEST_BESIDE = 84  # characters; below that one policy's story comes after the other's


def story_parts(shown: Chronicle) -> list[RenderableType]:
    """Return who the person is, the story under both policies, and what tends to happen."""
    n_paths = shown.tendencies.n_paths
    return [
        *_first(shown),
        facts(shown.about()),
        "",
        shown.text("latent"),
        *_story(shown),
        "\n".join(shown.endings()),
        "",
        Text(shown.text("tendency_heading", n=n_paths), style="bold"),
        shown.text("tendency_lead", n=n_paths),
        _tendencies(shown),
        shown.pairs(),
        *([shown.text("median_note", quarter=shown.story.last)] if shown.tendencies.has_unreached_median else []),
        "",
        *shown.cautions(),
        shown.text("uncertainty"),
        shown.numbers(),
        "",
    ]


def tendency_parts(shown: Chronicle) -> list[RenderableType]:
    """Return the short form: who the person is, and how the story ends under both policies."""
    return [*_first(shown), "\n".join(shown.endings()), ""]


def _first(shown: Chronicle) -> list[RenderableType]:
    """Return the answer, and that a story is an illustration."""
    from simulation.report.story.finding import finding  # below the report there is nothing that draws

    return [*finding_lines(finding(shown)), "", shown.text("illustration", seed=shown.seed), ""]


def _story(shown: Chronicle) -> list[Table]:
    """Return the story as one table with both policies side by side, or as two where the terminal is narrow."""
    quarters = shown.quarters()
    if width() >= NARROWEST_BESIDE:
        return [_timeline(shown, shown.labels, [(quarter, (first, second)) for quarter, first, second in quarters])]
    return [
        _timeline(shown, [label], [(quarter, [(first, second)[side]]) for quarter, first, second in quarters])
        for side, label in enumerate(shown.labels)
    ]


def _timeline(shown: Chronicle, labels: Sequence[str], rows: Sequence[tuple[str, Sequence[QuarterInWords]]]) -> Table:
    made = Table(box=box.SIMPLE_HEAD, show_lines=True, padding=(0, 1), expand=False)
    made.add_column(Text(shown.text("quarter")), justify="right")
    for label in labels:
        made.add_column(Text(label), overflow="fold", ratio=1)
    for quarter, sides in rows:
        made.add_row(Text(quarter), *(_cell(side) for side in sides))
    return made


def _cell(side: QuarterInWords) -> Text:
    """Return a quarter in words: what happens stands out, what nobody sees is dim."""
    lines: list[tuple[str, str]] = [(f"{side.state}. {side.measures}".rstrip(), "")]
    lines += [(event, "bold") for event in side.events]
    lines += [(line, style) for line, style in ((side.answers, ""), (side.latents, "dim")) if line]
    cell = Text()
    for number, (line, style) in enumerate(lines):
        cell.append("\n" * (number > 0) + line, style=style)
    return cell


def _tendencies(shown: Chronicle) -> RenderableType:
    rows = [
        [row.label, *("\n".join(part for part in cell if part) for cell in row.cells)]
        for row in shown.tendencies.rows()
    ]
    headings = [shown.text("what"), *shown.labels, shown.text("difference")]
    return table(headings, rows, title=shown.text("tendency_caption"))
