"""The scoreboard in words and numbers, as terminal, page and figure show them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulation.analyses.defaults import Panel
from simulation.analyses.validation.line import CANNOT_SAY, JUDGED, NO_POWER, OUTSIDE, SAYS_NOTHING, WITHIN, Line
from simulation.analyses.validation.panels import observation, panel_names
from simulation.analyses.validation.published import MEN, WOMEN
from simulation.analyses.validation.readings import READINGS
from simulation.analyses.validation.scoreboard import Scoreboard, parameters_sourced_from
from simulation.base.texts import text
from simulation.base.texts.numbers import decimals_between, format_interval, format_number
from simulation.base.texts.phrases import phrase
from simulation.model.evidence import fact

FINE_UNITS = ("area under the curve", "times")  # shown with two decimals
ROLES = ("calibration", "validation", "built-in", "context", "cannot say")  # in the order they are shown
NO_JOBS = "H5"  # the fact that says so without a number
FURTHEST = 4.0  # tolerances: what lies beyond is drawn at the edge
LEAST_CLIENTS = 40_000  # below it Monte-Carlo error is of the tolerances' size


def name(line: Line, language: str) -> str:
    """Return the fact with its part, such as "F7 3"."""
    part = phrase(line.part, language) if line.part in (WOMEN, MEN) else line.part  # else a number or a policy
    return f"{line.fact} {part}".strip()


def unit(line: Line, language: str) -> str:
    """Return the unit of a line's numbers."""
    return phrase(line.unit, language) if line.unit else ""


def why(line: Line, language: str) -> str:
    """Return why a line has no verdict; empty where it has one."""
    item = fact(line.fact)
    if line.note and line.role != item.role:
        return text("validate.set_with", language, parameters=", ".join(parameters_sourced_from(item.id)))
    return item.note[language] if line.note and item.note else ""


def has_draws(board: Scoreboard) -> bool:
    """Say whether replications ran over draws of the parameters."""
    return any(not math.isnan(line.share_within) for line in board.lines)


def number(line: Line, value: float, language: str) -> str:
    """Return one of a line's numbers; a dash where there is none."""
    return format_number(value, 2 if line.unit in FINE_UNITS else 1, language)


def in_brief(line: Line, value: float, ends: tuple[float, float], language: str) -> str:
    """Return one of a line's numbers with no more digits than its interval carries."""
    return number(line, value, language) if decimals_between(*ends) else format_number(value, 0, language)


def interval(line: Line, low: float, high: float, language: str) -> str:
    """Return an interval of a line; a dash where there is none."""
    return format_interval(low, high, 2 if line.unit in FINE_UNITS else 1, language)


def share(value: float, language: str) -> str:
    """Return a share in whole percent, without the sign; a dash where there is none."""
    return format_number(100.0 * value, 0, language)


def verdict(line: Line, language: str) -> str:
    """Return a line's verdict."""
    return text(f"validate.verdicts.{line.verdict}", language)


def lines_of(board: Scoreboard, role: str) -> list[Line]:
    """Return the lines of a role, those of one fact together; of what the model cannot say one line a fact."""
    lines = [line for line in board.lines if line.role == role]
    if role == CANNOT_SAY:  # the parts of a fact have one reason
        return list({line.fact: line for line in lines}.values())
    return lines


def tallies(board: Scoreboard, language: str) -> list[str]:
    """Return in sentences how many figures of each judged role are within, and which are not."""
    said = []
    for role in JUDGED:
        lines = [line for line in lines_of(board, role) if line.verdict != CANNOT_SAY]
        within = sum(line.verdict == WITHIN for line in lines)
        label = text(f"validate.roles.{role}", language)
        sentence = text("validate.tally", language, role=label, within=within, judged=len(lines))
        nothing = [name(line, language) for line in lines if line.verdict == SAYS_NOTHING]
        if nothing:
            sentence += " " + text("validate.nothing", language, n=len(nothing), facts=", ".join(nothing))
        outside = [name(line, language) for line in lines if line.verdict == OUTSIDE]
        if outside:
            sentence += " " + text("validate.outside", language, facts=", ".join(outside))
        far = [
            text(
                "validate.far_fact",
                language,
                fact=name(line, language),
                simulated=number(line, line.simulated, language),
                published=number(line, line.published, language),
            )
            for line in lines
            if line.is_far
        ]
        if far:
            sentence += " " + text("validate.far", language, facts=", ".join(far))
        weak = sum(line.power < NO_POWER for line in lines)
        if weak:
            share_of = format_number(100.0 * NO_POWER, 0, language)
            sentence += " " + text("validate.weak", language, weak=weak, power=share_of)
        said.append(sentence)
    return [*said, *(no_jobs(line, language) for line in board.lines if line.fact == NO_JOBS)]


def no_jobs(line: Line, language: str) -> str:
    """Return what the model gives beside a trial that found no jobs, and that its precision isn't published."""
    low, high, kind = line.cred_low, line.cred_high, "range_of_draws"
    if math.isnan(low):  # luck hides the parameters
        low, high, kind = line.mc_low, line.mc_high, "range_of_luck"
    return text(
        "validate.no_jobs",
        language,
        fact=line.fact,
        simulated=format_number(line.simulated, 2, language),
        kind=text(f"validate.{kind}", language),
        interval=format_interval(low, high, 2, language),
    )


def reading_rows(board: Scoreboard, language: str) -> list[tuple[str, str, str]]:
    """Return the other readings: fact, which reading, and its figures."""
    rows = []
    for id, reading in READINGS.items():
        values = [format_number(float(value), 1, language) for value in board.readings[id][0]]
        if reading.is_by_quarter:
            values = [
                text("validate.at_quarter", language, quarter=quarter, value=value)
                for quarter, value in zip(reading.columns, values, strict=True)
            ]
        rows.append((reading.fact, text(f"validate.readings.{id}", language), "; ".join(values)))
    return rows


def panel_note(panel: str, language: str) -> str:
    """Return the sentence that says on which panel the sources' estimators were run."""
    others = ", ".join(name for name in panel_names() if name != panel)
    if panel == Panel.COMPLETE:
        return text("validate.complete_panel", language, panel=panel, others=others)
    seen = observation(panel)
    return text(
        "validate.panel",
        language,
        panel=panel,
        quarters=seen.entry_quarters,
        stopping=format_number(100.0 * seen.stopping, 0, language),
        who=text(f"validate.panels.{panel}", language),
        others=others,
    )


def notes(
    policy: str, panel: str, n_clients: int, n_replications: int, n_draws: int, has_power: bool, language: str
) -> Sequence[str]:
    """Return the sentences that say how it was computed and how to read it, the parameters first; 0 draws: central."""
    shown = format_number(n_clients, 0, language)
    said = [text("validate.over_draws" if n_draws else "validate.at_central", language, n=n_draws)]
    said.append(text("validate.run", language, policy=policy, replications=n_replications, clients=shown))
    said.append(panel_note(panel, language))
    if n_clients * n_replications < LEAST_CLIENTS:
        said.append(text("validate.small", language, least=format_number(LEAST_CLIENTS, 0, language)))
    said.append(text("validate.rule", language))
    if has_power:
        said.append(text("validate.power_note", language))
    return said


def distance(line: Line, value: float) -> float:
    """Return how far a simulated value is from the published one, in tolerances."""
    return (value - line.published) / line.tolerance if line.tolerance > 0.0 else math.nan
