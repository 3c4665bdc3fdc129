"""Figures that stand alone on a slide: what was found as the title, the figure, and where it is from; SVG and PNG."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path

from simulation import __version__
from simulation.base.texts.numbers import format_number
from simulation.model.outcomes.registry import MAIN_OUTCOME
from simulation.model.policies import Policy
from simulation.model.policies.roles import COORDINATED, STAIRCASE, STICK
from simulation.report import png, svg
from simulation.report.answer.block import make_answer
from simulation.report.answer.question import question_of
from simulation.report.answer.view import key_of, marks_of, words_of
from simulation.report.answer.words import count_words, time_words
from simulation.report.charts.canvas import alone
from simulation.report.charts.strip import span, strip
from simulation.report.comparison import figure_answer, figure_prices
from simulation.report.comparison.figures import KINDS, figure_ids
from simulation.report.comparison.results import Results
from simulation.report.drawing import Drawing
from simulation.report.money_words import THOUSAND
from simulation.report.style import EDGE, GREY, INK, SMALL, WIDTH, new_figure, wrapped, write
from simulation.results.comparison import Comparison
from simulation.study.money.accounts import PUBLIC

FOLDER = "slides"
PEOPLE = 100
TITLE, TITLE_LINE, LETTERS_A_LINE, MOST_LINES = 14.0, 0.27, 58, 6  # points, inches, characters, lines
ABOVE, BELOW, FOOT = 0.14, 0.1, 0.34  # inches: above and below the title, and of the source line


def write_slides(comparison: Comparison, folder: Path) -> list[Path]:
    """Write every figure of a comparison to `folder/slides`, as SVG and as PNG, and return the paths."""
    results, made = Results(comparison), []
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    made += _strips(results, target)
    for id in figure_ids(results):
        found, kind = finding(results, id), KINDS[id]
        parts = [_head(found), kind.draw(results), _foot(results)]
        made.append(svg.save_stacked(parts, target / f"{id}.svg", found, kind.describe(results)))
        made.append(png.save_stacked(parts, target / f"{id}.png"))
    return made


def finding(results: Results, id: str) -> str:
    """Return what a figure shows as a sentence; its title where there is nothing to say."""
    return FINDINGS[id](results) or results.text(f"figures.{id}.title")


def _head(words: str) -> Drawing:
    lines = wrapped(words, LETTERS_A_LINE, MOST_LINES)
    figure = new_figure(ABOVE + TITLE_LINE * (lines.count("\n") + 1) + BELOW)
    write(figure, EDGE, ABOVE, lines, TITLE, INK, "bold")
    return figure


def _strips(results: Results, target: Path) -> list[Path]:
    """Write the strips of page one: as SVG from the page's own components, and drawn anew as PNG."""
    answer, source, made = make_answer(results.comparison), _source(results), []
    for number, part in enumerate((part for part in answer.parts if part.rows), 1):
        marks, words = marks_of(part), words_of(part, answer.language)
        drawn = strip(f"answer-{number}", marks, words, span(marks))
        subtitle = f"{part.label}; {part.unit}"
        path = target / f"answer_{number}.svg"
        path.write_text(alone(drawn, part.sentence, subtitle, source), encoding="utf-8", newline="\n")
        key = f"{part.label}; {key_of(part, answer.language)}"
        parts = [_head(part.sentence), figure_answer.draw(marks, words, key), _foot(results)]
        made += [path, png.save_stacked(parts, path.with_suffix(".png"))]
    return made


def _source(results: Results) -> str:
    return results.text(
        "slides.source",
        version=__version__,
        replications=results.n_replications,
        seed=results.comparison.settings.seed,
    )


def _foot(results: Results) -> Drawing:
    figure = new_figure(FOOT)
    words = _source(results)
    figure.text(EDGE / WIDTH, 0.35, wrapped(words, 110, 1), fontsize=SMALL, color=GREY, ha="left", va="center")
    return figure


def _quoted(results: Results, policy: Policy) -> str:
    return results.text("quoted", name=results.short(policy))


def _pair(results: Results) -> tuple[Policy, Policy] | None:
    """Return the two policies that the comparison asks about; None where it asks about one alone."""
    question, study = question_of(results.comparison), results.comparison.study
    return None if question is None else (study.policy(question.policy), study.policy(question.against))


def _of_hundred(share: float, results: Results) -> str:
    return format_number(PEOPLE * share, 0, results.language)


def _answer(results: Results) -> str:
    parts = make_answer(results.comparison).parts
    return next((part.sentence for part in parts if part.asked.outcome == MAIN_OUTCOME and part.rows), "")


def _levels(results: Results, pair: tuple[Policy, Policy] | None) -> str:
    if pair is None:
        return ""
    shares = [results.level(policy.name).value for policy in pair]
    if any(math.isnan(share) for share in shares):
        return ""
    return results.text(
        "slides.levels",
        policy=_quoted(results, pair[0]),
        against=_quoted(results, pair[1]),
        n=_of_hundred(shares[0], results),
        m=_of_hundred(shares[1], results),
        time=time_words(results.last, results.language),
    )


def _by_role(results: Results) -> str:
    staircase, coordinated = results.of_role(STAIRCASE), results.of_role(COORDINATED)
    return "" if staircase is None or coordinated is None else _levels(results, (coordinated, staircase))


def _gains(results: Results) -> str:
    policy = results.sorted_others[0]
    gain, loss = results.gain_and_loss(policy.name)
    if math.isnan(gain) or math.isnan(loss):
        return ""
    gained, lost = round(PEOPLE * gain), round(PEOPLE * loss)
    return results.text(
        "slides.gains",
        policy=_quoted(results, policy),
        against=_quoted(results, results.baseline),
        gain=gained,
        loss=lost,
        rest=PEOPLE - gained - lost,
        time=time_words(results.last, results.language),
    )


def _health(results: Results) -> str:
    stick = results.other_of_role(STICK)
    if stick is None:
        return ""
    shown = {}
    for name, outcome in (("pension", "disability_pension"), ("anxiety", "anxiety_medication")):
        value = results.contrast(stick.name, outcome, group="psychiatric=yes").value
        if math.isnan(value):
            return ""
        shown[name] = count_words(round(PEOPLE * value), results.language)
    against = _quoted(results, results.baseline)
    time = time_words(results.last, results.language)
    return results.text("slides.health", policy=_quoted(results, stick), against=against, time=time, **shown)


def _money(results: Results) -> str:
    policy = results.sorted_others[0]
    amount = results.book.difference(policy.name, PUBLIC).value if results.book is not None else math.nan
    if math.isnan(amount):
        return ""
    return results.text(
        f"slides.money_{'better' if amount >= 0 else 'worse'}",
        policy=_quoted(results, policy),
        against=_quoted(results, results.baseline),
        amount=format_number(abs(amount) / THOUSAND, 0, results.language),
        time=time_words(results.last, results.language),
    )


def _price(results: Results) -> str:
    effects = figure_prices.effects(results)
    if not effects:
        return ""
    policy = _quoted(results, results.sorted_others[0])
    label = effects[0].label
    return results.text("slides.price", policy=policy, price=label[0].lower() + label[1:])


FINDINGS: Mapping[str, Callable[[Results], str]] = {
    "contrasts_first_job": _answer,
    "paths_first_job": lambda results: _levels(results, _pair(results)),
    "staircase_and_coordinated": _by_role,
    "carrot_and_stick": _health,
    "gain_and_loss": _gains,
    "money_by_payer": _money,
    "prices_that_matter": _price,
}
