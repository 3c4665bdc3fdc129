"""Reference pages of the documentation's site, made from the code: what mkdocs.yml calls while it builds.

Commands, policies, parameters, prices, outcomes, columns and facts have a page in each language; start page and the
page for contributors are the files at the top of the repository.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from simulation.__main__ import PROGRAMS
from simulation.base.texts import LANGUAGES, text
from simulation.base.texts.columns import describe, table_title
from simulation.base.texts.labels import outcome_label, outcome_meaning, outcome_unit
from simulation.base.texts.numbers import format_plain
from simulation.base.texts.phrases import phrase
from simulation.cli.defaults import defaults
from simulation.cli.help import command_page
from simulation.model.evidence import load_facts
from simulation.model.outcomes.registry import OUTCOMES
from simulation.model.parameters import entries
from simulation.model.policies import load_policy, policy_names
from simulation.study.money.prices import catalogue as prices

ROOT = Path(__file__).resolve().parent.parent
OF_TABLES: Mapping[str, Sequence[str]] = {  # columns in the order of the files
    "levels": ("policy", "group", "outcome", "quarter", "unit", "mean", "mc_low", "mc_high", "cred_low", "cred_high",
               "parameter_share", "n_clients", "n_replications"),
    "contrasts": ("policy", "baseline", "group", "outcome", "quarter", "unit", "difference", "mc_low", "mc_high",
                  "cred_low", "cred_high", "parameter_share", "after_displacement", "ratio", "gain_share", "loss_share",
                  "variance_reduction", "n_clients", "n_replications"),
    "orders": ("policy", "other", "outcome", "difference", "mc_low", "mc_high", "cred_low", "cred_high",
               "probability_better", "n_draws"),
    "budget": ("policy", "baseline", "payer", "year", "amount", "difference", "mc_low", "mc_high", "cred_low",
               "cred_high", "parameter_share", "n_replications"),
    "replications": ("policy", "group", "outcome", "replication", "draw", "value"),
}  # fmt: skip
IN_TABLES = re.compile(r"[|\n]+")


def on_files(files: Any, config: Any) -> Any:
    """Add the pages to those that mkdocs has found in the folder `docs`."""
    from mkdocs.structure.files import File

    for path, content in pages().items():
        files.append(File.generated(config, path, content=content))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Let links to the README lead to the start page, which it is."""
    return markdown.replace("](../README.md)", "](index.md)").replace("](../../README.md)", "](../index.md)")


def pages() -> dict[str, str]:
    """Return the pages by their path below the site, as Markdown."""
    made = {"index.md": _front("README.md"), "contributing.md": _front("CONTRIBUTING.md")}
    for language in LANGUAGES:
        for name, page in PAGES.items():
            made[f"reference/{language}/{name}.md"] = "\n".join(page(language)) + "\n"
    return made


def _front(name: str) -> str:
    """Return a file at the top of the repository, its links as they are on the site."""
    content = (ROOT / name).read_text(encoding="utf-8")
    return content.replace("](docs/", "](").replace("](CONTRIBUTING.md)", "](contributing.md)")


def _commands(language: str) -> Iterator[str]:
    yield f"# {text('cli.help.headings.commands', language).rstrip(':')}"
    for command in PROGRAMS:
        yield from (
            "",
            f"## tilltro {command}",
            "",
            "```text",
            command_page(command, language, defaults(command)),
            "```",
        )


def _policies(language: str) -> Iterator[str]:
    yield f"# {text('report.policies_heading', language)}"
    for name in policy_names():
        policy = load_policy(name)
        yield from ("", f"## {policy.label[language]}", "", f"`{name}`", "", policy.summary[language])
        if policy.assumed is not None:
            yield from ("", f"**{text('report.assumed_tag', language)}**: {policy.assumed[language]}")
        if policy.caution is not None:
            yield from ("", policy.caution[language])
        yield from ("", f"{text('pages.sources', language)}: {', '.join(policy.sources)}")


def _parameters(language: str) -> Iterator[str]:
    keys = ("name", "value", "unit", "range", "basis", "sources", "meaning")
    headings = [text(f"cli.lookup.{key}", language) for key in keys]
    yield f"# {text('report.settings.columns.name', language)}"
    for group in dict.fromkeys(entry.group for entry in entries().values()):
        yield from ("", f"## {group}", "")
        rows = [
            (
                f"`{entry.name}`",
                format_plain(entry.central, language),
                phrase(entry.unit, language),
                f"{format_plain(entry.low, language)} – {format_plain(entry.high, language)}",
                text(f"cli.lookup.basis_of.{entry.basis}", language),
                ", ".join(entry.source),
                entry.meaning[language],
            )
            for entry in entries().values()
            if entry.group == group
        ]
        yield from _table(headings, rows)


def _prices(language: str) -> Iterator[str]:
    headings = [text(f"cli.lookup.{key}", language) for key in ("name", "value", "range", "unit", "sources", "meaning")]
    yield from (f"# {text('answer.sections.money', language)}", "")
    yield from _table(
        headings,
        [
            (
                f"`money.{id}`",
                format_plain(price.central, language),
                f"{format_plain(price.low, language)} – {format_plain(price.high, language)}",
                phrase(price.unit, language),
                price.source,
                price.meaning[language],
            )
            for id, price in prices().items()
        ],
    )


def _outcomes(language: str) -> Iterator[str]:
    yield from (f"# {table_title('outcomes', language)}", "")
    headings = [text(f"handed_on.workbook.columns.{key}", language) for key in ("id", "outcome", "unit", "meaning")]
    yield from _table(
        headings,
        [
            (f"`{of.id}`", outcome_label(of.id, language), outcome_unit(of.id, language),
             outcome_meaning(of.id, language))
            for of in OUTCOMES
        ],
    )  # fmt: skip


def _columns(language: str) -> Iterator[str]:
    yield f"# {text('handed_on.columns', language)}"
    headings = [text(f"handed_on.workbook.columns.{key}", language) for key in ("name", "meaning", "unit", "basis")]
    for table, names in OF_TABLES.items():
        found = [describe(table, name, language) for name in names]
        yield from ("", f"## {table}", "", table_title(table, language), "")
        yield from _table(headings, [(f"`{of.name}`", of.meaning, of.unit, of.rests_on) for of in found])


def _evidence(language: str) -> Iterator[str]:
    yield from (f"# {text('handed_on.workbook.sheets.evidence', language)}", "")
    headings = [text(f"handed_on.workbook.columns.{key}", language) for key in ("id", "quantity", "where", "quote")]
    yield from _table(
        headings,
        [(fact.id, fact.quantity[language], fact.where, fact.quote or "") for fact in load_facts().values()],
    )


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _row(headings)
    yield _row(["---"] * len(headings))
    yield from map(_row, rows)


def _row(cells: Sequence[str]) -> str:
    """Return a row of a Markdown table; what would end a cell or begin a tag is written otherwise."""
    shown = (IN_TABLES.sub(" ", str(cell)).replace("<", "&lt;").replace("[", "\\[") for cell in cells)
    return f"| {' | '.join(shown)} |"


PAGES: Mapping[str, Callable[[str], Iterator[str]]] = {
    "commands": _commands,
    "policies": _policies,
    "parameters": _parameters,
    "prices": _prices,
    "outcomes": _outcomes,
    "columns": _columns,
    "evidence": _evidence,
}
