"""Who should get few places, which study would tell, what an office can expect: `tilltro target`, `trial`, `office`.

`/target?policy=coordinated&places=18`, `/trial?design=sms&clients=4000` and `/office?jobs=9` give the numbers of the
commands with these settings; without a query they show a form (`decide_form`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulation.analyses.defaults import OfficeDefaults, TargetDefaults, TrialDefaults
from simulation.analyses.office.asked import CASELOAD, PEOPLE, OfficeAsked, with_own_sizes
from simulation.analyses.office.course import MOST_QUARTERS
from simulation.analyses.office.own import FIGURES, check_figures
from simulation.analyses.targeting.asked import NAMES as WEIGHTS_AND_FLOORS
from simulation.analyses.targeting.asked import read_asked, read_pair
from simulation.analyses.targeting.capacity import NAMES as OF_CAPACITY
from simulation.analyses.targeting.capacity import PLACES
from simulation.analyses.targeting.objective import WORTH
from simulation.analyses.trials.design import NUMBERS, SETTINGS, as_mapping, as_typed, load_design
from simulation.analyses.trials.trial import trial
from simulation.base.checks import as_typed_number, as_typed_whole
from simulation.base.errors import InputError, nearest
from simulation.base.sources import SentFile
from simulation.base.texts import text
from simulation.base.threads import Cancel, Progress
from simulation.model.outcomes.small_groups import check_people
from simulation.results.content_hash import content_hash, short_hash
from simulation.study.questionnaire_table import Questionnaires, read_questionnaires
from simulation.study.settings import Settings
from simulation.study.settings_reader import make_settings, read_settings
from simulation.web.addresses import (
    FILES,
    FORMS,
    FORMS_UPLOAD,
    LANGUAGE,
    TABLE,
    UPLOAD,
    no_table,
    read_language,
    with_itself,
)
from simulation.web.downloads import work_folder
from simulation.web.jobs import Job, Work
from simulation.web.pages import OFFICE, TARGET, TRIAL, Where, render, steps_words

DESIGN = "design"
OF_TARGET = (
    *("policy", "against", PLACES, *OF_CAPACITY, "objective"),
    *(name for names in WEIGHTS_AND_FLOORS.values() for name in names),
)
OF_TRIAL = (DESIGN, *SETTINGS)
MISSING = "population.missing"
LENGTHS = ("n_quarters", "n_replications")
OF_OFFICE = (*FIGURES, CASELOAD, PEOPLE, *LENGTHS, "policies", "baseline", *FILES, *FILES.values(), MISSING)
MOST_OF_OFFICE = 40_000_000  # quarters of clients in all runs: a few minutes
NAMES = {TARGET: OF_TARGET, TRIAL: OF_TRIAL, OFFICE: OF_OFFICE}
SEED = "seed"


@dataclass(frozen=True)
class Wanted:
    """A page that is wanted: what decides it, and what makes it."""

    key: str  # content hash, with the language
    title: str
    make: Work


def read_wanted(
    path: str, pairs: Sequence[tuple[str, str]], find_table: Callable[[str], SentFile | None] = no_table
) -> Wanted:
    """Return which page an address asks for; what it leaves out is as the command has it.

    Args:
        path: of the question.
        pairs: names and values, as they stand in the address.
        find_table: finds a table that was sent by its word.

    Raises:
        InputError: if a setting is unknown, stands there twice, or its value isn't allowed.
    """
    names = NAMES[path]
    given: dict[str, str] = {}
    language = "en"
    for name, value in pairs:
        if name == LANGUAGE:
            language = read_language(value)
        elif name not in (*names, SEED):
            raise InputError("unknown_key", name=name, where=path, nearest=nearest(name, (*names, SEED)))
        elif name in given:
            raise InputError("given_twice", name=name)
        elif value.strip():
            given[name] = value.strip()
    seed = as_typed({"clients": given.pop(SEED, "1")})["clients"]
    if path == OFFICE:
        return _office(given, seed, language, find_table)
    return (_target if path == TARGET else _trial)(given, seed, language)


def _target(given: Mapping[str, str], seed: Any, language: str) -> Wanted:
    policy, against = read_pair(given)
    if "objective" in given and any(name in given for name in WEIGHTS_AND_FLOORS[WORTH]):
        raise InputError("objective_and_points", choice=text("web.decide.target.several", language))
    n_clients, n_replications = TargetDefaults.N_CLIENTS, TargetDefaults.N_REPLICATIONS
    settings = make_settings([policy], against, n_clients, n_replications=n_replications, seed=seed)
    asked = read_asked(given, settings)
    key = asked.content_hash(language)

    def make(progress: Progress, cancel: Cancel) -> bytes:
        from simulation.report.targeting.asked import Asked
        from simulation.report.targeting.page import rule_yaml, write_page  # draws pictures, which takes slow imports

        found = asked.judge(progress=progress, cancel=cancel)
        shown = Asked(found, settings, policy, against, language, key)
        with tempfile.TemporaryDirectory() as folder:
            rule = rule_yaml(shown, asked.offer, found.of(found.leader).rule)
            return write_page(shown, rule, Path(folder), is_kept=False).read_bytes()

    return Wanted(key, text("decide.target.title", language), make)


def _trial(given: Mapping[str, str], seed: Any, language: str) -> Wanted:
    name = given.get(DESIGN, TrialDefaults.DESIGN)
    own = as_typed({key: _with_point(key, value) for key, value in given.items() if key != DESIGN})
    design = load_design(name, None, own)
    settings = make_settings(
        [design.policy],
        design.against,
        seed=seed,
        n_quarters=design.follow_up,
        n_replications=TrialDefaults.N_DRAWS,
    )
    key = short_hash([content_hash(settings, "trial", "trial", language), as_mapping(design)])

    def make(progress: Progress, cancel: Cancel) -> bytes:
        from simulation.report.trials.page import write_page  # draws pictures, which takes slow imports
        from simulation.report.trials.words import Asked

        shown = Asked(trial(settings, design, 1, progress, cancel), settings, language, key)
        with tempfile.TemporaryDirectory() as folder:
            return write_page(shown, Path(folder)).read_bytes()

    return Wanted(key, text("web.decide.trial.title", language), make)


def _with_point(name: str, words: str) -> str:
    """Return what was typed for a setting of a study, a decimal comma of a number as a point."""
    return words.replace(",", ".") if name in NUMBERS else words


def _office(given: Mapping[str, str], seed: Any, language: str, find_table: Callable[[str], SentFile | None]) -> Wanted:
    typed = {name: given[name].replace(",", ".") for name in FIGURES if name in given}
    figures = {name: _number(words) for name, words in typed.items()}
    check_figures(figures, OFFICE, 1)
    sent = _sent(given, FORMS, FORMS_UPLOAD, find_table, "questionnaires_again")
    forms = None if sent is None else read_questionnaires(sent)
    if sent is not None and forms is not None:
        typed[FORMS] = sent.name  # as the command has it
        check_people(len(forms.present()), sent)
    settings = _settings_of_office(given, seed, find_table, forms)
    check_people(settings.n_clients, PEOPLE)
    n_course = 0 if forms is None else forms.n_clients * MOST_QUARTERS
    n_steps = (settings.n_clients * settings.n_quarters * len(settings.arms) + n_course) * settings.n_replications
    if n_steps > MOST_OF_OFFICE:
        kind = "quarters of clients in all runs together"
        raise InputError("too_large_for_page", n=n_steps, high=MOST_OF_OFFICE, kind=kind)
    asked = OfficeAsked(settings, figures, typed, forms, None if sent is None else sent.digest)
    key = asked.content_hash(language)

    def make(progress: Progress, cancel: Cancel) -> bytes:
        from simulation.report.office.page import (
            world_yaml,
            write_page,  # draws pictures, which takes slow imports
        )
        from simulation.report.office.words import Asked

        shown = Asked(asked.expect(progress=progress, cancel=cancel), settings, language, key, typed)
        with work_folder(is_own=bool(sent or settings.population.sent)) as folder:
            return write_page(shown, world_yaml(shown), folder, is_kept=False).read_bytes()

    return Wanted(key, text("web.decide.office.title", language), make)


def _sent(
    given: Mapping[str, str], field: str, word: str, find_table: Callable[[str], SentFile | None], again: str
) -> SentFile | None:
    """Return the file that a field of an address names by its hash and a word; None where it names none.

    Raises:
        InputError: if it isn't kept here, in the sentence `again`.
    """
    if not {field, word} & set(given):
        return None
    file = find_table(given.get(word, ""))
    if file is None or given.get(field, file.digest) != file.digest:
        raise InputError(again)
    return file


def _settings_of_office(
    given: Mapping[str, str], seed: Any, find_table: Callable[[str], SentFile | None], forms: Questionnaires | None
) -> Settings:
    usual = make_settings()
    asked = given.get("policies", ",".join(OfficeDefaults.POLICIES)).strip("[]")
    policies, baseline = asked.split(","), given.get("baseline", usual.baseline)
    if set(policies) == {baseline}:
        raise with_itself(baseline)
    table = _sent(given, TABLE, UPLOAD, find_table, "table_again")
    people: dict[str, Any] = {} if table is None else {"table": table.name, "sent": table}
    if PEOPLE in given:
        people["n_clients"] = _number(given[PEOPLE])
    if MISSING in given:
        people["missing"] = given[MISSING]
    caseload = _number(given[CASELOAD]) if CASELOAD in given else usual.caseworkers.caseload
    content = {"policies": policies, "baseline": baseline, "seed": seed}
    content |= {name: _number(given[name]) for name in LENGTHS if name in given}
    content |= {"population": people, "caseworkers": {"caseload": caseload}}
    return read_settings(with_own_sizes(content, given, forms))


def _number(words: str) -> Any:
    """Return a number from its words, the words themselves where they are none: they are refused by name."""
    return as_typed_whole(words) if words.isdecimal() else as_typed_number(words)


def job_page(where: Where, path: str, wanted: Wanted, job: Job) -> str:
    """Return the page that is shown while another is being made; it looks again by itself."""
    return render(
        "job",
        wanted.title,
        where,
        progress=steps_words(job.n_done, job.n_asked, job.seconds_left, where.language),
        n_done=job.n_done,
        n_asked=job.n_asked,
        stop=where.href(path),
    )
