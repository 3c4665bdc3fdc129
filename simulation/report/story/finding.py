"""The answer of `tilltro follow`: how many more paths of a person lead to a job under one policy than under another."""

from __future__ import annotations

from simulation.analyses.stories.chronicle import Chronicle
from simulation.analyses.stories.tendency import FIRST_JOB, SHARES, Tendency
from simulation.base.texts import text
from simulation.report.answer.finding import Finding, Strip, boxes_of, in_digits, made_by
from simulation.report.answer.sentence import LEAST_DRAWS, rounded
from simulation.report.answer.words import put_in, short_label, time_words
from simulation.report.charts.strip import Mark, Words

HUNDRED = 100.0


def finding(shown: Chronicle) -> Finding:
    """Return the answer block."""
    language, person = shown.language, shown.person
    is_few = shown.tendencies.n_paths < LEAST_DRAWS
    given = [("policy", shown.policy.name), ("against", shown.against.name)]
    given += [("n_paths", str(shown.tendencies.n_paths)), *shown.typed]
    asked = [shown.text("tendency_lead", n=shown.tendencies.n_paths), shown.pairs()]
    return Finding(
        title=shown.title(),
        sentence=text("answer.sentence.few", language) if is_few else sentence(shown),
        put_in=_put_in(shown),
        strip=None if is_few else _strip(shown),
        boxes=boxes_of(
            language,
            [person.summary[language], *asked],
            [*([text("answer.change.more_runs", language)] if is_few else []), shown.text("uncertainty")],
            [shown.text("illustration", seed=shown.seed)],
            headings=[
                text("answer.boxes.asked", language),
                shown.text("sure_heading"),
                text("answer.boxes.not_said", language),
            ],
        ),
        made=made_by(f"follow {person.name}", given, shown.seed, language),
    )


def _difference(shown: Chronicle, measure: str) -> Tendency:
    return shown.tendencies.found[measure, shown.policy.name, shown.against.name, shown.story.last]


def sentence(shown: Chronicle) -> str:
    """Return how many more or fewer paths lead to a first job, as far as luck leaves it to be told."""
    found = _difference(shown, FIRST_JOB)
    middle, low, high = (HUNDRED * value for value in (found.value, found.mc_low, found.mc_high))
    told = rounded(middle, low, high)
    return shown.text(
        "finding.told" if told.low > 0.0 or told.high < 0.0 else "finding.open",
        name=shown.name,
        shown=in_digits(middle, low, high, shown.language),
        time=time_words(shown.story.last, shown.language),
        policy=_quoted(shown, 0),
        against=_quoted(shown, 1),
    )


def _quoted(shown: Chronicle, number: int) -> str:
    return text("report.quoted", shown.language, name=short_label(shown.labels[number]))


def _put_in(shown: Chronicle) -> str:
    names = [_quoted(shown, number) for number, policy in enumerate(shown.policies) if policy.assumed is not None]
    return put_in(names, shown.language)


def _strip(shown: Chronicle) -> Strip:
    """Return the differences between the policies in what becomes of the person."""
    language = shown.language
    marks = tuple(_mark(shown, measure) for measure in SHARES)
    against = short_label(shown.labels[1])
    around = Words(
        shown.text("finding.strip", policy=_quoted(shown, 0), against=_quoted(shown, 1)),
        "; ".join(f"{mark.label}: {mark.shown}" for mark in marks),
        text("answer.zero", language, against=against),
        text("answer.axis_fewer", language),
        text("answer.axis_more", language),
        language,
    )
    return Strip(marks, around, shown.text("finding.key"))


def _mark(shown: Chronicle, measure: str) -> Mark:
    found = _difference(shown, measure)
    middle, low, high = (HUNDRED * value for value in (found.value, found.mc_low, found.mc_high))
    label = shown.text(f"finding.rows.{measure}", time=time_words(shown.story.last, shown.language))
    digits = in_digits(middle, low, high, shown.language)
    return Mark(label, middle, low, high, digits, is_strong=measure == FIRST_JOB)
