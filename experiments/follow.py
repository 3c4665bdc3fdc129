"""Follow one person under two policies with the same luck: `tilltro follow`."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from simulation.analyses.stories.chronicle import Chronicle
from simulation.analyses.stories.person import load_person, person_names
from simulation.analyses.stories.words import Told
from simulation.base.errors import InputError
from simulation.base.texts import text
from simulation.cli.follow import FollowRequest, chronicle, read_results, request_follow, simulate, write_results
from simulation.cli.lookup import CONFIG_DIR, LANGUAGE, read_words, source_names
from simulation.cli.progress import compile_first, progress
from simulation.cli.terminal import facts, say, show, table, width
from simulation.cli.typed import Typed
from simulation.cli.where import show_place

NARROWEST_BESIDE = 84  # characters; below that one policy's story comes after the other's


def main(typed: Typed) -> int:
    """Follow the person that the arguments name, or list those there are; return the exit status."""
    names = typed.words
    if len(names) > 1:
        raise InputError("one_name", command="tilltro follow", name=names[1])
    if names:
        return _follow(request_follow(names[0], replace(typed, words=())))
    typed.refuse(set(typed.settings) - {LANGUAGE, CONFIG_DIR}, "person_missing")
    return _list_persons(typed)


def _list_persons(typed: Typed) -> int:
    asked = read_words(typed, (LANGUAGE, CONFIG_DIR))
    rows = []
    for name in person_names(asked.own_configs):
        person = load_person(name, asked.own_configs)
        rows.append([name, person.summary[asked.language], source_names(person.sources, asked.language)])
    headings = [text(f"cli.lookup.{key}", asked.language) for key in ("name", "meaning", "sources")]
    headings[1] = text("follow.who", asked.language)
    title = text("follow.persons_title", asked.language)
    show(table(headings, rows, title=title, n_text_columns=3), text("follow.persons_hint", asked.language))
    return 0


def _follow(asked: FollowRequest) -> int:
    request, key = asked.request, asked.content_hash
    language = request.language
    place = request.place(key)
    if is_reused := place.is_done():
        shown = read_results(asked, place.folder)
    else:
        start = time.monotonic()
        with place.unfinished() as folder:
            compile_first(language)
            threading.Thread(target=import_module, args=("simulation.report.story.page",), daemon=True).start()
            with progress(asked.n_lucks, language) as on_luck:
                story, found = simulate(asked, on_luck)
            shown = chronicle(asked, story, found)
            say(text("cli.progress.writing", language))
            write_results(asked, shown, found, folder, start)
    show(*_parts(shown))
    show_place(place, is_reused, "report.html", language)
    return 0


def _parts(shown: Chronicle) -> list[RenderableType]:
    n_lucks = shown.tendencies.n_lucks
    return [
        Text(shown.title(), style="bold"),
        "",
        facts(shown.about()),
        "",
        shown.text("illustration", seed=shown.seed),
        shown.text("latent"),
        *_story(shown),
        "\n".join(shown.endings()),
        "",
        Text(shown.text("tendency_heading", n=n_lucks), style="bold"),
        shown.text("tendency_lead", n=n_lucks),
        _tendencies(shown),
        shown.pairs(),
        *([shown.text("median_note", quarter=shown.story.last)] if shown.tendencies.is_median_beyond else []),
        "",
        *shown.cautions(),
        shown.text("uncertainty"),
        shown.numbers(),
        "",
    ]


def _story(shown: Chronicle) -> list[Table]:
    """Return the story as one table with both policies side by side, or as two where the terminal is narrow."""
    told = shown.told()
    if width() >= NARROWEST_BESIDE:
        return [_timeline(shown, shown.labels, [(quarter, (first, second)) for quarter, first, second in told])]
    return [
        _timeline(shown, [label], [(quarter, [(first, second)[side]]) for quarter, first, second in told])
        for side, label in enumerate(shown.labels)
    ]


def _timeline(shown: Chronicle, labels: Sequence[str], rows: Sequence[tuple[str, Sequence[Told]]]) -> Table:
    made = Table(box=box.SIMPLE_HEAD, show_lines=True, padding=(0, 1), expand=False)
    made.add_column(Text(shown.text("quarter")), justify="right")
    for label in labels:
        made.add_column(Text(label), overflow="fold", ratio=1)
    for quarter, sides in rows:
        made.add_row(Text(quarter), *(_cell(side) for side in sides))
    return made


def _cell(side: Told) -> Text:
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
