"""Two answers side by side: that of an address, and an earlier one whose address is in `with=`.

Nothing is fetched from that address: it is read as the settings of a comparison, which is computed here if need be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from markupsafe import Markup

from simulation import __version__
from simulation.base.errors import InputError
from simulation.base.sources import SentFile
from simulation.base.texts import text
from simulation.report.answer.block import Answer, make_answer
from simulation.report.answer.view import key_of, marks_of, words_of
from simulation.report.charts.strip import narrow_strip, span
from simulation.study.changes import changes, run_size
from simulation.study.contrasts.tables import Tables
from simulation.web.addresses import LANGUAGE, LONGEST, MOST_SETTINGS, Asked, read_address
from simulation.web.pages import BESIDE, COMPARE, Link, Where, render, setting_words
from simulation.web.runs import comparison_of

WITH = "with"
ANSWERS = ("compare", "report")  # last parts of the paths whose addresses are comparisons
ITSELF, EARLIER = "this", "earlier"


@dataclass(frozen=True)
class Side:
    """One of the two answers, as it is shown."""

    heading: str
    title: Link
    sentence: str
    put_in: str
    label: str  # of the outcome
    strip: Markup  # empty where there is nothing to compare
    key: str
    note: str  # of a link of another version


def without_other(pairs: Sequence[tuple[str, str]]) -> tuple[list[tuple[str, str]], str]:
    """Split off `with=`: return the address's own settings, and the address of the second answer or "".

    Raises:
        InputError: if there are two others.
    """
    others = [value.strip() for name, value in pairs if name == WITH and value.strip()]
    if len(others) > 1:
        raise InputError("given_twice", name=WITH)
    return [pair for pair in pairs if pair[0] != WITH], "".join(others)


def read_other(given: str, language: str, find_table: Callable[[str], SentFile | None]) -> Asked:
    """Return the comparison of an address that somebody pasted, its texts in this page's language.

    Raises:
        InputError: if it isn't the address of an answer, or its settings aren't allowed.
    """
    try:
        parts = urlsplit(given)
        pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=MOST_SETTINGS)
    except ValueError as error:
        raise InputError("no_answer_address") from error
    is_answer = parts.scheme in ("", "http", "https") and parts.path.rpartition("/")[2] in ANSWERS
    if len(given) > LONGEST or not is_answer or not pairs:
        raise InputError("no_answer_address")
    kept = [pair for pair in pairs if pair[0] != LANGUAGE]
    return read_address([*kept, (LANGUAGE, language)], find_table)


def beside_form(where: Where, problem: str = "") -> str:
    """Return the page that asks for the address of an earlier answer."""
    kept, given = [pair for pair in where.query if pair[0] != WITH], [v for name, v in where.query if name == WITH]
    return render(
        "beside_form",
        text("web.beside.title", where.language),
        where,
        action=f"{where.base}{BESIDE}",
        kept=kept,
        given="".join(given[:1]),
        problem=problem,
    )


def beside_page(where: Where, both: Sequence[tuple[Asked, Tables]]) -> str:
    """Return the page of two answers: the address's own, then the earlier one."""
    language = where.language
    answers = [make_answer(comparison_of(asked, tables)) for asked, tables in both]
    parts = [answer.parts[0] for answer in answers]
    shares = parts[0].per == parts[1].per  # people of one hundred and of one thousand have no scale in common
    every = [mark for part in parts for mark in marks_of(part)]
    scales = [span(every if shares else marks_of(part)) for part in parts]
    sides = [
        _side(where, name, asked, answer, scale)
        for name, (asked, _), answer, scale in zip((ITSELF, EARLIER), both, answers, scales, strict=True)
    ]
    return render(
        "beside",
        text("web.beside.title", language),
        where,
        sides=sides,
        scale=text(f"web.beside.{'one_scale' if shares else 'two_scales'}", language),
        differences=differing(both[0][0], both[1][0], language),
        headings=[side.heading for side in sides],
        again=where.href(BESIDE, both[0][0].own_query()),
    )


def _side(where: Where, name: str, asked: Asked, answer: Answer, scale: tuple[float, float]) -> Side:
    language, part = where.language, answer.parts[0]
    drawn = Markup()
    if part.rows:
        drawn = narrow_strip(f"strip-{name}", marks_of(part), words_of(part, language), scale).svg()
    note = ""
    if asked.is_of_another_version:
        note = text("web.answer.other_version", language, theirs=asked.version, ours=__version__)
    return Side(
        heading=text(f"web.beside.{name}", language),
        title=Link(where.href(COMPARE, asked.own_query()), answer.title),
        sentence=part.sentence,
        put_in=part.put_in,
        label=part.label,
        strip=drawn,
        key=key_of(part, language) if part.rows else "",
        note=note,
    )


def differing(one: Asked, other: Asked, language: str) -> list[tuple[str, str, str]]:
    """Return what differs between two comparisons: a setting's label, its value in the one, and in the other."""
    values = [_settings(asked, language) for asked in (one, other)]
    rows = []
    for name in dict.fromkeys([*values[0], *values[1]]):
        label, _, usual = values[0].get(name) or values[1][name]
        left, right = (said[name][1] if name in said else usual for said in values)
        if left != right:
            rows.append((label, left, right))
    return rows


def _settings(asked: Asked, language: str) -> dict[str, tuple[str, str, str]]:
    """Return by name the label, value and default of each setting in a comparison's address."""
    settings, composed = asked.settings, asked.composed
    labels = [settings.policy_label(name, language) for name in settings.policies if name != settings.baseline]
    found = {
        "policies": (text("web.own.policies", language), ", ".join(labels), ""),
        "baseline": (
            text("web.own.baseline", language),
            settings.policy_label(settings.baseline, language),
            "",
        ),
    }
    if composed is not None:
        nothing = text("web.beside.nothing", language)
        found["own"] = (text("web.composed.label", language), "; ".join(composed.elements_in_words(language)), nothing)
    standard = text("web.beside.standard", language)
    for name, value in (*run_size(settings), *changes(settings)):
        if name != "config_dir":
            label, shown, usual = setting_words(name, value, language)
            found[name] = (label, shown, usual or standard)
    return found
