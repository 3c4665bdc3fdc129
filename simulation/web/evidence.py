"""The page of evidence: published figures, parameters, policies and contrary worlds, linked both ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from simulation.base.texts import text
from simulation.base.texts.numbers import format_plain, format_range
from simulation.base.texts.phrases import phrase, place
from simulation.model.evidence import ASSUMPTION, Fact, load_documents, load_facts
from simulation.model.evidence.words import phrase_if_any, value_with_unit, value_words
from simulation.model.parameters import Entry, catalogue
from simulation.model.policies import Policy, load_policy, policy_names
from simulation.study.worlds import USUAL, World, load_world, world_names
from simulation.web.forms import basis_words
from simulation.web.pages import COMPARE, EVIDENCE, Link, Where, render, source_links

LONGEST_QUERY = 100


@dataclass(frozen=True)
class Item:
    """One entry; `id` is its anchor, `searched` the words that a search looks through."""

    id: str
    heading: str
    text: str
    quote: str
    pairs: tuple[tuple[str, str], ...]
    links_label: str
    links: tuple[Link, ...]
    searched: str


@dataclass(frozen=True)
class Section:
    """Entries of one kind."""

    id: str
    label: str
    items: tuple[Item, ...]


def evidence_page(where: Where, query: str) -> str:
    """Return the page, of all entries or of those that hold every word of the query."""
    query = query.strip()[:LONGEST_QUERY]
    words = query.casefold().split()
    sections = [
        Section(section.id, section.label, tuple(item for item in section.items if _matches(item, words)))
        for section in _sections(where)
    ]
    n_found = sum(len(section.items) for section in sections)
    title = text("web.evidence.title", where.language)
    return render("evidence", title, where, query=query, n_found=n_found, sections=sections)


def _matches(item: Item, words: Sequence[str]) -> bool:
    if words == [item.id.casefold()]:
        return True
    return all(word in item.searched for word in words)


def _sections(where: Where) -> list[Section]:
    language = where.language
    parameters = [found for names in catalogue().values() for found in names.values()]
    policies = [load_policy(name) for name in policy_names()]
    worlds = [load_world(name) for name in world_names() if name != USUAL]
    uses = _uses(where, parameters, policies, worlds)
    facts = (_fact(where, item, uses) for item in load_facts().values())
    ranges = (_parameter(where, item) for item in parameters)
    return [
        Section("facts", text("web.evidence.facts", language), tuple(facts)),
        Section("parameters", text("web.evidence.parameters", language), tuple(ranges)),
        Section("policies", text("web.evidence.policies", language), tuple(_policy(where, p) for p in policies)),
        Section("worlds", text("web.evidence.worlds", language), tuple(_world(where, w) for w in worlds)),
    ]  # fmt: skip


def _uses(
    where: Where, parameters: Iterable[Entry], policies: Iterable[Policy], worlds: Iterable[World]
) -> Mapping[str, list[Link]]:
    """Return what leans on each fact."""
    found: dict[str, list[Link]] = {}
    named = [
        *((p.source, f"p-{p.group}.{p.name}", f"{p.group}.{p.name}") for p in parameters),
        *((p.sources, f"policy-{p.name}", p.label[where.language]) for p in policies),
        *((w.sources, f"world-{w.name}", w.label[where.language]) for w in worlds),
    ]
    for sources, anchor, label in named:
        for id in sources:
            if id != ASSUMPTION:
                found.setdefault(id, []).append(Link(f"{where.href(EVIDENCE)}#{quote(anchor)}", label))
    return found


def _fact(where: Where, item: Fact, uses: Mapping[str, list[Link]]) -> Item:
    language = where.language
    documents = "; ".join(f"{id}: {load_documents()[id].title}" for id in item.document)
    given = {
        "population": phrase_if_any(item.population, language),
        "horizon": phrase_if_any(item.horizon, language),
        "denominator": phrase_if_any(item.denominator, language),
        "estimator": phrase_if_any(item.estimator, language),
        "document": documents,
        "where": place(item.where, language),
        "role": phrase_if_any(item.role, language),
        "tolerance": value_words(item.tolerance, language),
        "tolerance_reason": phrase_if_any(item.tolerance_reason, language),
        "note": item.note[language] if item.note else "",
    }
    return _item(
        item.id,
        f"{item.id}: {item.quantity[language]}",
        value_with_unit(item, language),
        item.quote or "",
        [(text(f"cli.lookup.{key}", language), words.strip()) for key, words in given.items()],
        text("web.evidence.used_by", language, names=""),
        uses.get(item.id, ()),
    )


def _parameter(where: Where, item: Entry) -> Item:
    language, name = where.language, f"{item.group}.{item.name}"
    shown = text(
        "web.evidence.range",
        language,
        value=format_plain(item.central, language),
        unit=phrase(item.unit, language),
        range=format_range(item.low, item.high, language),
    )
    query = urlencode({"experiment": "headline", item.path: format_plain(item.high, "en"), "language": language})
    return _item(
        f"p-{name}",
        item.meaning[language],
        shown,
        "",
        [
            (text("cli.lookup.name", language), item.path),
            (text("cli.lookup.basis", language), basis_words(item.basis, language)),
        ],
        text("web.own.sources", language, sources=""),
        [
            *source_links(where, item.source),
            Link(where.href(COMPARE, query), text("web.evidence.use", language)),
        ],
    )


def _policy(where: Where, item: Policy) -> Item:
    language = where.language
    pairs = [("", item.assumed[language])] if item.assumed else []
    pairs += [("", words) for words in item.cautions(language)]
    return _item(
        f"policy-{item.name}",
        item.label[language],
        item.summary[language],
        "",
        [(text("cli.result.assumed" if n == 0 and item.assumed else "cli.lookup.note", language), words)
         for n, (_, words) in enumerate(pairs)],
        text("web.own.sources", language, sources=""),
        source_links(where, item.sources),
    )  # fmt: skip


def _world(where: Where, item: World) -> Item:
    language = where.language
    changes = [
        Link(f"{where.href(EVIDENCE)}#{quote(f'p-{change.group}.{change.name}')}", f"{change.group}.{change.name}")
        for change in item.changes
    ]
    return _item(
        f"world-{item.name}",
        item.label[language],
        item.summary.get(language, ""),
        "",
        [],
        text("web.own.sources", language, sources=""),
        [*source_links(where, item.sources), *changes],
    )


def _item(
    id: str,
    heading: str,
    words: str,
    quoted: str,
    pairs: Sequence[tuple[str, str]],
    links_label: str,
    links: Iterable[Link],
) -> Item:
    kept, all_links = tuple(pairs), tuple(links)
    searched = " ".join(
        (id, heading, words, quoted, *(value for _, value in kept), *(link.label for link in all_links))
    )
    return Item(id, heading, words, quoted, kept, links_label, all_links, searched.casefold())
