"""Reference pages of the documentation, made from the code: what mkdocs.yml calls while it builds the site.

Commands, policies, parameters, prices, outcomes, columns and facts have a page in each language; start page and the
page for contributors are the files at the top of the repository. The English pages that other pages of `docs/` refer to
also stand there as files, for readers without the site: `python -m tools.site_pages` and `make docs` write them, and a
test compares them with the code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args, get_type_hints

from simulation.__main__ import PROGRAMS
from simulation.analyses.contrary.answers import Answer
from simulation.analyses.office.course import BANDS
from simulation.analyses.office.expect import STAGES
from simulation.analyses.sensitivity.rows import Rows
from simulation.analyses.stories.moment import Moment
from simulation.analyses.stories.tendency import Tendency
from simulation.analyses.targeting.judged import RIVALS, Gain
from simulation.analyses.targeting.target import FloorResult
from simulation.analyses.trials.costs import Cost
from simulation.analyses.trials.trial import PRIORS, Cell
from simulation.analyses.validation.files import INTERVAL
from simulation.analyses.validation.line import COLUMNS as LINE_COLUMNS
from simulation.base.texts import LANGUAGES, text
from simulation.base.texts.columns import describe, table_title
from simulation.base.texts.labels import outcome_label, outcome_meaning, outcome_unit
from simulation.base.texts.numbers import format_plain
from simulation.base.texts.phrases import phrase
from simulation.cli.defaults import defaults
from simulation.cli.help import command_page
from simulation.model.evidence import load_facts
from simulation.model.outcomes.registry import OUTCOMES
from simulation.model.parameters import KINDS, entries
from simulation.model.policies import load_policy, policy_names
from simulation.study.money.prices import catalogue as prices

ROOT = Path(__file__).resolve().parent.parent
OF_COMPARISON: Mapping[str, Sequence[str]] = {  # columns in the order of the files
    "levels": ("policy", "group", "outcome", "quarter", "unit", "mean", "mc_low", "mc_high", "cred_low", "cred_high",
               "parameter_share", "n_clients", "n_replications"),
    "contrasts": ("policy", "baseline", "group", "outcome", "quarter", "unit", "difference", "mc_low", "mc_high",
                  "cred_low", "cred_high", "parameter_share", "after_displacement", "ratio", "gain_share", "loss_share",
                  "variance_reduction", "n_clients", "n_replications"),
    "orders": ("policy", "other", "outcome", "difference", "mc_low", "mc_high", "cred_low", "cred_high",
               "probability_better", "n_draws"),
    "budget": ("policy", "baseline", "payer", "year", "amount", "difference", "mc_low", "mc_high", "cred_low",
               "cred_high", "parameter_share", "n_replications"),
    "cost_per_quarter": ("policy", "baseline", "cost", "cost_difference", "cost_low", "cost_high", "cost_cred_low",
                         "cost_cred_high", "quarters_difference", "quarters_low", "quarters_high", "quarters_cred_low",
                         "quarters_cred_high", "cost_per_quarter", "mc_low", "mc_high", "cred_low", "cred_high",
                         "verdict", "probability_more_quarters", "probability_cheaper", "n_replications"),
    "price_effects": ("policy", "baseline", "payer", "price", "price_low", "price_high", "difference_at_low",
                      "difference_at_high", "swing"),
    "replications": ("policy", "group", "outcome", "replication", "draw", "value"),
}  # fmt: skip
GAIN = tuple(field.name for field in fields(Gain))
ENDS = ("value", "low", "high")
OF_TARGET: Mapping[str, Sequence[str]] = {
    "rules": ("rule", "first", *GAIN, "worlds_ahead", *(f"{name}_{end}" for name in RIVALS for end in ENDS), "regret",
              "verdict"),
    "by_group": ("rule", "group", "placed", "gain"),
    "places": ("rule", "places", *GAIN),
    "worlds": ("rule", "world", *GAIN),
    "floors": tuple(field.name for field in fields(FloorResult)),
}  # fmt: skip
OF_TRIAL: Mapping[str, Sequence[str]] = {
    "studies": tuple(field.name for field in fields(Cell)),
    "costs": (*(field.name for field in fields(Cost)), "least_at_stake"),
    "lessons": ("clients", *(f"{name}_{spread}" for name in ("power", "told", "worth") for spread in PRIORS),
                "narrowing_unknown", "narrowing_effect"),
}  # fmt: skip
OF_OFFICE: Mapping[str, Sequence[str]] = {
    "figures": ("name", "own", *(f"{stage}_{end}" for stage in STAGES for end in ENDS), "weight", "verdict"),
    "effects": ("policy", "outcome", "stage",
                *(f"{name}_{end}" for name in ("baseline", "level", "difference") for end in ENDS),
                "cred_low", "cred_high", "share_above", *(f"seen_{end}" for end in ENDS)),
    "course": ("measure", "quarter", "n", "seen", *(f"expected_{share:g}".replace(".", "_") for share in BANDS)),
}  # fmt: skip
OF_TABLES: Mapping[str, Sequence[str]] = {
    **OF_COMPARISON,
    # Of other commands: columns are the fields of what their rows are made of.
    "contrary": ("world", "question", "policy", "against", "outcome", "group", "quarter",
                 *(field.name for field in fields(Answer) if field.name not in ("world", "question")),
                 "n_replications"),
    "scoreboard": (*LINE_COLUMNS, "quantity", "source"),
    "readings": ("reading", "fact", "part", *INTERVAL),
    **{name: tuple(field.name for field in fields(get_args(kind)[0])) for name, kind in get_type_hints(Rows).items()},
    "timeline": tuple(field.name for field in fields(Moment)),
    "tendency": tuple(field.name for field in fields(Tendency)),
    "results": ("world", "point", "policy", "group", "outcome", "unit", "quarter", "n_replications", "level",
                "difference", "mc_low", "mc_high", "gain_share", "loss_share"),
    **OF_TARGET,
    **OF_TRIAL,
    **OF_OFFICE,
}  # fmt: skip
RULES = ROOT / "simulation" / "model" / "rules"
RECORDS = "simulation.model.parameters.groups"  # where rules import the records of their parameters from
IN_TABLES = re.compile(r"[|\n]+")
FACT = re.compile(r"\b([A-Z]\d+|2\.\d+[a-z]?)(?:\.\.([A-Z]\d+))?\b")  # one, or the first and the last of some


def on_pre_build(**_: Any) -> None:
    """Write the pages that stand as files too, before mkdocs looks for files."""
    write_files()


def on_files(files: Any, config: Any) -> Any:
    """Add the pages to those that mkdocs has found in the folder `docs`."""
    from mkdocs.structure.files import File

    for path, content in pages().items():
        if path not in FILES:
            files.append(File.generated(config, path, content=content))
    return files


def write_files() -> None:
    """Write the pages that stand in `docs/` as files."""
    made = pages()
    for path in FILES:
        file = ROOT / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(made[path], encoding="utf-8", newline="\n")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Let links to the README lead to the start page, which it is."""
    return markdown.replace("](../README.md)", "](index.md)").replace("](../../README.md)", "](../index.md)")


def pages() -> dict[str, str]:
    """Return the pages by their path below the site, as Markdown."""
    made = {"index.md": _front("README.md"), "contributing.md": _front("CONTRIBUTING.md")}
    for language in LANGUAGES:
        for name, page in PAGES.items():
            made[f"reference/{language}/{name}.md"] = "\n".join(page(language)) + "\n"
    made["reference/en/rules.md"] = "\n".join(_rules()) + "\n"
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
        for caution in policy.cautions(language):
            yield from ("", caution)
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


def _rules() -> Iterator[str]:
    """Yield a row a file of rules: what it does, whose parameters it takes, and the facts that it names."""
    yield from ("# Rules", "", _about(RULES / "__init__.py"), "")
    rows = []
    for path in sorted(RULES.glob("[a-z]*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        records = [
            name.name
            for node in tree.body
            if isinstance(node, ast.ImportFrom) and node.module == RECORDS
            for name in node.names
        ]
        groups = [group for group, record in KINDS.items() if record.__name__ in records]
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        told = " ".join(ast.get_docstring(node) or "" for node in (tree, *functions))
        cited = [f"{first} to {last}" if last else first for first, last in FACT.findall(told) if first in load_facts()]
        rows.append(
            (
                f"`{path.stem}`",
                _about(path),
                ", ".join(f"`{group}`" for group in groups),
                ", ".join(dict.fromkeys(cited)),
            )
        )
    yield from _table(("Rule", "What it does", "Parameters", "Facts named"), rows)


def _about(path: Path) -> str:
    """Return the first paragraph of a module's docstring, without its facts, which have a column of their own."""
    written = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(written.partition("\n\n")[0].split()).partition(" Evidence:")[0]


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

# Pages that stand in `docs/` as files: those that other pages refer to.
FILES = tuple(f"reference/en/{name}.md" for name in ("rules", "parameters", "prices", "outcomes", "columns"))

if __name__ == "__main__":
    write_files()
