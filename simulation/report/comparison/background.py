"""What stands behind the numbers: the policies with their sources, the documents, and the settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from simulation.base.texts import text
from simulation.base.texts.labels import number_of_clients
from simulation.base.texts.numbers import format_number, format_plain, format_points
from simulation.base.texts.phrases import phrase, place
from simulation.base.texts.tables import table_notes
from simulation.model.evidence import ASSUMPTION, Document, load_documents, load_facts
from simulation.model.evidence.words import value_with_unit
from simulation.model.parameters.catalogue import Entry, entry
from simulation.model.policies import Policy
from simulation.report.answer.question import question_of
from simulation.report.comparison.results import Results

LITERATURE, DERIVED = "literature", "derived"  # documents that aren't files of the project


@dataclass(frozen=True)
class Cited:
    """A fact that a policy is built on, with its figure, if it has one; `quote` is in the words of its source."""

    id: str
    quantity: str
    value: str
    quote: str | None
    where: str


@dataclass(frozen=True)
class Described:
    """A policy in words."""

    name: str
    label: str
    summary: str  # "" where page one has said it
    assumed: str | None
    caution: str | None
    cited: Sequence[Cited]
    sources: str  # ids of facts, and that something has no source
    from_places: bool  # its gain is set from places moved


@dataclass(frozen=True)
class Changed:
    """A parameter that differs from its central value."""

    entry: Entry
    meaning: str
    unit: str
    value: str
    central: str
    range: str


def cited(fact_id: str, language: str) -> Cited:
    """Return a fact as it is cited."""
    fact = load_facts()[fact_id]
    value = value_with_unit(fact, language)
    return Cited(fact_id, fact.quantity[language], value, fact.quote, place(fact.where, language))


def _described(results: Results, policy: Policy, asked: Sequence[str]) -> Described:
    return Described(
        name=policy.name,
        label=results.label(policy),
        summary="" if policy.name in asked else policy.summary[results.language],
        assumed=None if policy.assumed is None else policy.assumed[results.language],
        caution=None if policy.caution is None else policy.caution[results.language],
        cited=[cited(source, results.language) for source in policy.sources if source != ASSUMPTION],
        sources=_sources(results, policy),
        from_places=policy.from_places,
    )


def _sources(results: Results, policy: Policy) -> str:
    """Return the ids of what a policy is built on, in one line."""
    ids = [source for source in policy.sources if source != ASSUMPTION]
    without = [results.text("assumption")] if ASSUMPTION in policy.sources else []
    return "; ".join([*([", ".join(ids)] if ids else []), *without]) or text("pages.no_sources", results.language)


def policies(results: Results) -> list[Described]:
    """Return the policies in words, the baseline first; what others assume too, or page one says, isn't repeated."""
    question = question_of(results.comparison)
    asked = (results.baseline.name,) if question is None else (question.policy, question.against)
    first: dict[str, str] = {}  # the policy at which an assumption is written out
    found: list[Described] = []
    for policy in (results.baseline, *results.others):
        shown = _described(results, policy, asked)
        if shown.assumed is not None and first.setdefault(shown.assumed, policy.name) != policy.name:
            where = next(other.label for other in found if other.name == first[shown.assumed])
            shown = replace(shown, assumed=results.text("assumed_as", policy=results.text("quoted", name=where)))
        found.append(shown)
    return found


def documents(results: Results) -> list[dict[str, str]]:
    """Return the documents of the facts shown, all if none is, cell by cell; files of a source stand together."""
    facts = load_facts()
    ids = {id for policy in results.comparison.study.policies for id in policy.sources if id != ASSUMPTION}
    used = {document for id in ids for document in facts[id].document}
    files: dict[str, list[Document]] = {}
    for document in load_documents().values():
        if document.id != DERIVED:
            files.setdefault(min(document.id, document.same_as or document.id), []).append(document)
    shown = [of for of in files.values() if used & {document.id for document in of}]
    return [_document(results, of) for of in shown or files.values()]


def _document(results: Results, files: Sequence[Document]) -> dict[str, str]:
    first = files[0]
    is_found = first.id == LITERATURE
    return {
        "id": ", ".join(document.id for document in files),
        "title": results.text("literature_title") if is_found else first.title,
        "author": ", ".join(part for part in ("" if is_found else first.author, first.organisation) if part),
        "date": first.date or ("" if is_found else results.text("undated")),
        "kind": "; ".join(results.text(f"documents.{document.id}") for document in files),
    }


def changed_parameters(results: Results) -> list[Changed]:
    """Return the parameters that differ from the central values."""
    found = []
    for group, values in results.comparison.settings.given_parameters().items():
        for name, value in values.items():
            known = entry(f"{group}.{name}")
            if float(value) != known.central:
                shown = [format_plain(float(number), results.language) for number in (value, known.central)]
                limits = " – ".join(format_plain(float(number), results.language) for number in (known.low, known.high))
                meaning, unit = known.meaning[results.language], phrase(known.unit, results.language)
                found.append(Changed(known, meaning, unit, shown[0], shown[1], limits))
    return found


def parameters_note(results: Results) -> str:
    """Return where the parameters come from that weren't given; empty if the table of those given says all."""
    if draws := results.comparison.study.draws:
        return results.text("settings.drawn_parameters", n=len(draws))
    return "" if changed_parameters(results) else results.text("settings.central")


def _precision(results: Results) -> list[tuple[str, str]]:
    """Return the number of replications and the precision that decided it, where one did."""
    precision = results.comparison.precision
    if precision is None:
        return []
    number = format_number(results.n_replications, 0, results.language)
    width = format_points(precision.width, 2, results.language, sign=False)
    return [(results.text("details.replications"), results.text("details.precision", n=number, width=width))]


def _clients(results: Results) -> str:
    population = results.comparison.study.environment.population
    return number_of_clients(population.n_clients, population.n_arriving, results.language)


def settings(results: Results) -> list[tuple[str, str]]:
    """Return the settings that page one leaves out: name and value."""
    given, language = results.comparison.settings, results.language
    if given.population.table is None:
        clients = results.text("settings.drawn")
    else:
        clients = results.text("settings.table", n=_clients(results), file=Path(given.population.table).name)
        if given.client_table is not None:
            understood = table_notes(**given.client_table.understood, language=language)
            clients = " ".join([f"{clients}.", *understood, text("groups.not_followed", language)])
    return [
        *_precision(results),
        (results.text("settings.population"), clients),
        (results.text("settings.caseload"), format_number(given.caseworkers.caseload, 0, language)),
        (results.text("settings.offices"), format_number(given.caseworkers.n_offices, 0, language)),
    ]
