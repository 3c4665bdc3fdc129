"""The page of a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from simulation.base.texts import catalogue, text
from simulation.base.texts.labels import run_label
from simulation.model.policies import Policy
from simulation.model.policies.roles import STICK
from simulation.report import pages
from simulation.report.answer.block import Answer, make_answer
from simulation.report.answer.question import question_of
from simulation.report.answer.view import shown_parts
from simulation.report.comparison import background, circumstances, figure_prices, money, tables
from simulation.report.comparison.answer import displacement, doubts, how_to_read
from simulation.report.comparison.figures import write_figures
from simulation.report.comparison.hundred import hundred
from simulation.report.comparison.research import Research, research
from simulation.report.comparison.results import Results
from simulation.report.pages import Frame, Picture, picture
from simulation.results.comparison import Comparison
from simulation.results.page_names import page_name

FIGURES_OF_SECTIONS = {
    "time": ("paths-first-job", "staircase-and-coordinated", "carrot-and-stick"),
    "groups": ("gain-and-loss",),
    "money": ("money-by-payer", "prices-that-matter"),
    "robust": ("contrasts-first-job",),
}


def write_page(comparison: Comparison, folder: Path) -> Path:
    """Write the figures and `folder/report.html`, and return its path."""
    results = Results(comparison)
    labels = {policy.name: results.label(policy) for policy in (results.baseline, *results.others)}
    name = results.text("page_title", name=run_label(comparison.name, results.language, labels))
    answer = make_answer(comparison)
    frame = Frame(answer.title, "report", results.language, comparison.content_hash)
    pictures = _pictures(results, write_figures(comparison, folder))
    content = {"name": name, **_content(results, answer, pictures)}
    return pages.write(folder / page_name(comparison.command), "report/comparison/page.html", frame, content)


def _from_places(results: Results) -> str:
    """Return what is said of the policies with a star, whose gain is set from places moved; "" where there is none."""
    is_said = any(policy.from_places for policy in results.comparison.study.policies)
    return text("pages.from_places", results.language) if is_said else ""


def _research(results: Results) -> Research | None:
    """Return what the research measured, where a policy stands for something that the sources compared."""
    has_role = any(policy.role for policy in results.comparison.study.policies)
    return research(results.language, results.of_role(STICK) is not None) if has_role else None


def _pictured(results: Results) -> list[Policy]:
    """Return the policies asked about that are held against the baseline, of which a hundred people are shown."""
    question = question_of(results.comparison)
    names = () if question is None else (question.policy, question.against)
    return [policy for policy in results.others if policy.name in names]


def _pictures(results: Results, paths: Sequence[Path]) -> list[Picture]:
    pictures = []
    for path in paths:
        key = f"figures.{path.stem}"
        is_alone = path.stem == "paths_first_job" and not results.others
        name = "caption_alone" if is_alone else "caption"
        is_there = name in catalogue(f"report.{key}")
        if path.stem == "prices_that_matter":
            is_there = figure_prices.one_price_decides(results)
        caption = results.text(f"{key}.{name}") if is_there else ""
        pictures.append(picture(path, results.text(f"{key}.title"), caption))
    return pictures


def _content(results: Results, answer: Answer, figures: Sequence[Picture]) -> dict[str, Any]:
    many = results.n_replications > 1
    by_id = {figure.id: figure for figure in figures}
    return {
        "answer": answer,
        "shown": shown_parts(answer),
        "research": _research(results),
        "hundred": [picture for policy in _pictured(results) if (picture := hundred(results, policy))],
        "figures": {section: [by_id[id] for id in ids if id in by_id] for section, ids in FIGURES_OF_SECTIONS.items()},
        "compared": "" if results.others else results.text("compared_none", policy=results.quoted(results.baseline)),
        "details": [*circumstances.short(results), *background.settings(results)],
        "other_world": "" if circumstances.is_usual(results) else text("worlds.report.other_world", results.language),
        "circumstances": circumstances.circumstances(results),
        "displacement": displacement(results) if results.others else "",
        "how_to_read": how_to_read(results),
        "direct": tables.direct_table(results),
        "missed": tables.missed_table(results),
        "cited": tables.cited_table(results),
        "baseline": results.label(results.baseline),
        "contrasts": tables.contrast_table(results) if results.others else None,
        "levels": None if results.others else tables.level_table(results),
        "groups": tables.group_tables(results),
        "groups_note": tables.groups_note(results),
        "suppression_note": results.suppression_note,
        "money": None if results.book is None else money.section(results, results.book),
        "meanings": tables.meanings(results),
        "interval_note": results.text(
            "tables.interval_note_one"
            if not many
            else "tables.interval_note_draws"
            if results.comparison.study.draws
            else "tables.interval_note",
            replications=results.n_replications,
        ),
        "doubts": doubts(results),
        "policies": background.policies(results),
        "from_places": _from_places(results),
        "documents": tables.document_table(results),
        "parameters_note": background.parameters_note(results),
        "changed": tables.changed_table(results),
    }
