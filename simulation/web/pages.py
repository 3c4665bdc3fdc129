"""The pages: each is a template below `templates`, filled in with what it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from simulation import __version__
from simulation.base.sources import SentFile
from simulation.base.texts import LANGUAGES, catalogue, text
from simulation.base.texts.numbers import format_number, format_plain
from simulation.model.evidence import ASSUMPTION
from simulation.model.parameters import entry
from simulation.report.answer.block import Answer, command_of, make_answer
from simulation.report.answer.question import load_question
from simulation.report.answer.view import Shown, shown_parts
from simulation.report.pages import environment
from simulation.results.comparison import Comparison
from simulation.results.content_hash import package_hash
from simulation.study.changes import changes, run_size
from simulation.study.contrasts.tables import Tables
from simulation.study.defaults import PAIR, experiment_names
from simulation.study.money.prices import catalogue as prices
from simulation.study.settings import MOST_QUARTERS
from simulation.study.settings_reader import make_settings
from simulation.study.worlds import USUAL, load_world
from simulation.web.addresses import FILES, TABLE, Asked, changed, no_table, usual_of
from simulation.web.forms import (
    NO_PROBLEM,
    FileField,
    Problem,
    as_typed,
    beside_field,
    file_field,
    make_form,
    market_label,
    years_words,
)
from simulation.web.lesson.pages import page
from simulation.web.lesson.scenes import CLASS, MINISTRY
from simulation.web.runs import Run, comparison_of

START, COMPARE, EVIDENCE = "/", "/compare", "/evidence"
BESIDE = "/beside"
FOLLOW, STORY = "/follow", "/follow/story"
TARGET, TRIAL, OFFICE = "/target", "/trial", "/office"
DECIDE = {"target": TARGET, "trial": TRIAL, "office": OFFICE}
LESSON = {
    "class": "/class",
    "ministry": "/carrot-or-stick",
    "pupil": "/class/pupil",
    "teacher": "/class/teacher",
}
COMPUTED = {"class": CLASS, "ministry": MINISTRY}  # the experiments that the lesson's views show
MENU = {"start": START, "class": LESSON["class"], "ministry": LESSON["ministry"], "own": COMPARE, "evidence": EVIDENCE}
OWN_POLICY = "/download/policy"  # the file of a composed policy
FIRST_ESTIMATED = (
    0.03  # share of the steps; before it, no time left is estimated: the first steps take longer than the rest
)
LEFT_IN_MINUTES = 90.0  # seconds left from which minutes are told
DOWNLOADS = ("xlsx", "report", "pdf", "csv", "yaml", "notebook")


@dataclass(frozen=True)
class Link:
    """A link: its address and its text."""

    href: str
    label: str
    is_here: bool = False
    lang: str = ""
    is_download: bool = False


@dataclass(frozen=True)
class Where:
    """A page's place: the path before all addresses, its own path and query without a language, its language."""

    base: str
    path: str
    query: tuple[tuple[str, str], ...]
    language: str

    def href(self, path: str, query: str = "") -> str:
        """Return the address of a page in this language."""
        return f"{self.base}{path}?{query}" if query else f"{self.base}{path}?language={self.language}"


@cache
def hash_of_files() -> str:
    """Return a short hash of the package, put into asset addresses so that browsers never reuse old files."""
    return package_hash()[:8]


def render(template: str, title: str, where: Where, **content: Any) -> str:
    """Return a page; `template` is the name of a file in `templates`."""
    language = where.language
    return environment().get_template(f"web/templates/{template}.html").render(
        title=title,
        language=language,
        base=where.base,
        hash=hash_of_files(),
        version=__version__,
        menu=_menu(where),
        languages=_languages(where),
        t=partial(_text, language),
        every_answer=partial(_answer_text, language),
        **content,
    )  # fmt: skip


def with_way_back(content: bytes, where: Where, again: str, label: str) -> bytes:
    """Return a self-contained page, such as a report, with links to all other pages above its heading.

    Args:
        content: the page.
        where: it stands.
        again: the address that the page came from.
        label: of the link to it.
    """
    links = environment().get_template("web/templates/way_back.html").render(
        menu=_menu(where),
        languages=_languages(where),
        again=again,
        label=label,
        t=partial(_text, where.language),
    )  # fmt: skip
    return content.replace(b"<header>", links.encode() + b"<header>", 1)


def _menu(where: Where) -> list[Link]:
    language = where.language
    return [
        Link(where.href(path), text(f"web.menu.{name}", language), path == where.path) for name, path in MENU.items()
    ]


def _languages(where: Where) -> list[Link]:
    return [
        Link(
            f"{where.base}{where.path}?{urlencode([*where.query, ('language', other)], safe=',[]')}",
            text("web.language_names", other),
            other == where.language,
            other,
        )
        for other in LANGUAGES
    ]


def start_page(where: Where) -> str:
    """Return the start page: three questions as cards, and the other ready-made ones."""
    language = where.language
    targets = {
        "class": where.href(LESSON["class"]),
        "ministry": where.href(LESSON["ministry"]),
        "own": where.href(COMPARE),
    }
    cards = [
        {"href": href, **{key: text(f"web.start.{name}.{key}", language) for key in ("heading", "text", "link")}}
        for name, href in targets.items()
    ]
    questions = [
        Link(where.href(COMPARE, f"experiment={name}&language={language}"), question.title[language])
        for name in experiment_names()
        if name not in COMPUTED.values() and (question := load_question(name)) is not None
    ]
    questions.append(Link(where.href(FOLLOW), text("web.follow.title", language)))
    decide = [Link(where.href(path), text(f"web.decide.{name}.title", language)) for name, path in DECIDE.items()]
    title = text("web.start.title", language)
    return render(
        "start",
        title,
        where,
        cards=cards,
        questions=questions,
        decide=decide,
        evidence=where.href(EVIDENCE),
        file=where.href("/lesson-file"),
        sheets=[Link(where.href(LESSON[name]), text(f"web.start.{name}", language)) for name in ("pupil", "teacher")],
    )


def lesson_page(where: Where, view: str) -> str:
    """Return one of the pages of the lesson; each is made once."""
    with _being_made(view, where.language):  # who asks meanwhile waits for it, rather than make it too
        return _lesson_page(where.base, view, where.language)


@cache
def _being_made(view: str, language: str) -> Lock:  # noqa: ARG001 (one for each)
    return Lock()


@cache
def _lesson_page(base: str, view: str, language: str) -> str:
    where = Where(base, LESSON[view], (), language)
    links = {"start": where.href(START), **{name: where.href(path) for name, path in LESSON.items()}}
    further = []
    if view == "ministry":  # of the menu of all other pages; a step of the class has no room for more links
        links = {name: links[name] for name in MENU if name in links}
        further = [(where.href(MENU[name]), text(f"web.menu.{name}", language)) for name in ("own", "evidence")]
    again = ""
    if view in COMPUTED:
        again = where.href(COMPARE, f"experiment={COMPUTED[view]}&language={language}")
    return page(
        view,
        where.language,
        css_address=f"{where.base}/static/lesson.css?{hash_of_files()}",
        script_address=f"{where.base}/static/lesson.js?{hash_of_files()}",
        links=links,
        languages={code: f"{where.base}{where.path}?language={code}" for code in LANGUAGES},
        further=further,
        again=(again, text("web.start.again", language)),
    )


def warm(base: str, views: Sequence[str]) -> None:
    """Make views of the lesson, so that the first visitor needn't wait for them."""
    for view in views:
        for language in LANGUAGES:
            lesson_page(Where(base, LESSON[view], (), language), view)


def own_page(
    where: Where, problem: Problem = NO_PROBLEM, find_table: Callable[[str], SentFile | None] = no_table
) -> str:
    """Return the form of a comparison, empty or with what is wrong in what was asked."""
    length = dict(where.query).get("n_quarters", "")  # an address may ask for one that the form alone doesn't offer
    is_allowed = length in map(str, range(1, MOST_QUARTERS + 1))
    usual = make_settings(PAIR[1:], PAIR[0], n_quarters=int(length) if is_allowed else None)
    form = as_typed(make_form(usual, where.language, where.query), where.query)
    form = replace(form, table=file_field(TABLE, where.query, find_table, problem))
    parameters = (field for group in form.parameters for field in group.fields)
    fields = (*form.selects, *form.numbers, *form.prices, *form.own.parts, *parameters)
    problem = beside_field(problem, fields, where.language)
    return render("own", text("web.own.title", where.language), where, form=form, problem=problem)


def wait_page(where: Where, run: Run, asked: Asked, is_ready: bool = True) -> str:
    """Return the page of a comparison that is being computed; until the model is compiled (`is_ready`) it says so."""
    return render(
        "wait",
        _title(asked),
        where,
        live=where.href("/compare/live", asked.own_query()),
        progress=progress_words(run, where.language, is_ready),
        n_done=run.n_done,
        n_asked=run.n_asked,
        strips=Markup(strips(run, asked)),  # noqa: S704 (of our own template, which has escaped it)
        stop=where.href(COMPARE),
    )


def answer_page(where: Where, asked: Asked, tables: Tables, follow: Sequence[Link] = ()) -> str:
    """Return the page of a finished comparison; `follow` leads to single people under its policies."""
    language, comparison = where.language, comparison_of(asked, tables)
    answer = make_answer(comparison)
    notes = []
    if asked.is_of_another_version:
        notes.append(text("web.answer.other_version", language, theirs=asked.version, ours=__version__))
    return render(
        "compare",
        answer.title,
        where,
        answer=answer,
        shown=shown_parts(answer),
        answer_notes=notes,
        other_world=_other_world(where, asked),
        differences=differences(where, asked),
        report=where.href("/report", asked.own_query()),
        downloads=[
            Link(
                where.href(f"/download/{kind}", asked.own_query()),
                text(f"web.answer.{kind}", language),
                is_download=True,
            )
            for kind in DOWNLOADS
        ]
        + [Link(where.href(COMPARE, asked.query()), text("web.answer.link", language))],
        command=command_of(comparison),
        follow=follow,
        leans=_leans(where, comparison),
        beside=where.href(BESIDE, asked.own_query()),
        own=own_policy(where, asked),
        form=replace(
            make_form(asked.settings, language, () if asked.composed is None else asked.composed.pairs()),
            table=FileField(TABLE, FILES[TABLE], asked.upload, asked.settings.population.table or ""),
        ),
        problem=NO_PROBLEM,
    )


def _other_world(where: Where, asked: Asked) -> Link | None:
    """Return a link to the comparison in the world that its question names; None without one or where one is chosen."""
    question, language = load_question(asked.name), where.language
    if question is None or not question.world or asked.settings.world_names != (USUAL,):
        return None
    label = text("web.answer.try_world", language, world=load_world(question.world).label[language])
    return Link(where.href(COMPARE, changed(asked, "world", question.world)), label)


def own_policy(where: Where, asked: Asked) -> Mapping[str, Any] | None:
    """Return the elements and the file of a policy that the visitor composed; None without one."""
    if (composed := asked.composed) is None:
        return None
    language, policy = where.language, asked.settings.policy(composed.name)
    query = urlencode([*composed.pairs(), ("language", language)], safe=",")
    return {
        "parts": composed.elements_in_words(language),
        "said": [*([policy.assumed[language]] if policy.assumed else []), *policy.cautions(language)],
        "file": Link(where.href(OWN_POLICY, query), text("web.composed.file", language)),
        "place": composed.place,
    }


def error_page(where: Where, status: int, sentence: str = "") -> str:
    """Return a page that explains an error."""
    known = catalogue("web.error")
    title = known.get(str(status), known["500"])[where.language]
    sentence = sentence or text("web.error.missing", where.language)
    return render("error", title, where, sentence=sentence, home=where.href(START))


def progress_words(run: Run, language: str, is_ready: bool = True) -> str:
    """Return how far a run is and how long it still takes."""
    if not is_ready:
        return text("web.serve.starting", language)
    return steps_words(run.n_done, run.n_asked, run.seconds_left, language)


def steps_words(n_done: int, n_asked: int, left: float | None, language: str) -> str:
    """Return how many steps are done and about how many seconds are left."""
    if not n_done:
        return text("web.wait.begins", language)
    done, asked = (format_number(n, 0, language) for n in (n_done, n_asked))
    words = text("web.wait.done", language, done=done, asked=asked)
    if left is None or left < 1.0 or n_done < n_asked * FIRST_ESTIMATED:
        return words
    if left < LEFT_IN_MINUTES:
        return f"{words}, {text('web.wait.left', language, seconds=format_number(left, 0, language))}"
    return f"{words}, {text('web.wait.left_minutes', language, minutes=format_number(left / 60.0, 0, language))}"


def strips(run: Run, asked: Asked) -> str:
    """Return the strips of what a run has so far, without a sentence; nothing before there is anything to see."""
    if run.at_end is None:
        return ""
    return environment().get_template("web/templates/strips.html").render(shown=_unfinished(run, asked.language))


def differences(where: Where, asked: Asked) -> list[dict[str, str]]:
    """Return what differs from the standard, each with its usual value and the address that sets it back."""
    language = where.language
    standard = dict(run_size(usual_of(asked.name)))
    found = []
    for name, value in (*run_size(asked.settings), *changes(asked.settings)):
        if name == "config_dir":  # where the file of a composed policy belongs, of which the page tells by itself
            continue
        if standard.get(name) == value:
            continue
        label, shown, normal = setting_words(name, value, language)
        if name in standard:
            normal = _size_words(name, standard[name], language)
        href = where.href(COMPARE, changed(asked, name, None))
        found.append({"label": label, "value": shown, "usual": normal, "href": href})
    return found


def setting_words(name: str, value: str, language: str) -> tuple[str, str, str]:
    """Return a setting's label, its value in words, and its usual value in words."""
    group, _, rest = name.partition(".")
    if name == "world":
        labels = [load_world(world).label[language] for world in value.strip("[]").split(",")]
        return text("web.own.worlds", language), ", ".join(labels), ""
    if name == "labour_market":
        return text("web.own.market", language), market_label(value, language), market_label("steady", language)
    if group == "parameters" and rest:
        found = entry(rest)
        return found.meaning[language], format_plain(float(value), language), format_plain(found.central, language)
    if group == "money":
        price = prices()[rest]
        return price.label[language], format_plain(float(value), language), format_plain(price.central, language)
    return _setting_label(name, language), _size_words(name, value, language), ""


def _setting_label(name: str, language: str) -> str:
    labels = {
        "n_quarters": "years",
        "population.n_clients": "people",
        "n_replications": "runs",
        "seed": "seed",
        "caseworkers.caseload": "caseload",
        "caseworkers.n_offices": "offices",
        "population.inflow": "inflow",
        "population.table": "table",
        "population.missing": "table_missing",
        "parameters": "parameters",
    }
    return text(f"web.own.{labels[name]}", language) if name in labels else name


def _size_words(name: str, value: str, language: str) -> str:
    return years_words(int(value), language) if name == "n_quarters" else value


def _unfinished(run: Run, language: str) -> list[Shown]:
    return shown_parts(_unfinished_answer(run, language))


def _unfinished_answer(run: Run, language: str) -> Answer:
    import pandas as pd

    asked, nothing = run.asked, pd.DataFrame()
    tables = Tables(nothing, nothing, at_end=run.at_end)
    # Its hash names files, of which a part of a comparison has none.
    unfinished = Comparison(asked.name, "compare", language, asked.settings, run.study, tables, "")
    return make_answer(unfinished, is_unfinished=True)


def _title(asked: Asked) -> str:
    question = load_question(asked.name)
    return text("web.wait.title", asked.language) if question is None else question.title[asked.language]


def _leans(where: Where, comparison: Comparison) -> list[Mapping[str, Any]]:
    """Return the policies with links to the facts that they lean on."""
    return [
        {"label": policy.label[where.language], "sources": source_links(where, policy.sources)}
        for policy in comparison.study.policies
        if policy.sources
    ]


def source_links(where: Where, sources: Sequence[str]) -> list[Link]:
    """Return links to facts; for an assumption, to the explanation of assumptions."""
    assumption = text("web.own.assumption", where.language)
    return [
        Link(f"{where.href(EVIDENCE)}#{id}", assumption if id == ASSUMPTION else id)
        if id != ASSUMPTION
        else Link(f"{where.href(EVIDENCE)}#parameters", assumption)
        for id in sources
    ]


def _text(language: str, key: str, **values: object) -> str:
    return text(f"web.{key}", language, **values)


def _answer_text(language: str, key: str, **values: object) -> str:
    return text(f"answer.{key}", language, **values)
