"""The main answer in words, made from the numbers: differences first, levels second, hedged."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simulation.analyses.validation.line import JUDGED, NO_POWER, SAYS_NOTHING, WITHIN, Line
from simulation.analyses.validation.shipped import far, judged, outside
from simulation.base.texts import text
from simulation.base.texts.numbers import format_number, format_percent
from simulation.base.texts.phrases import phrase
from simulation.base.texts.worlds import displacement_doubt
from simulation.model.evidence import load_facts
from simulation.model.outcomes.registry import MAIN_OUTCOME
from simulation.model.policies import Policy, shipped_with_role
from simulation.model.policies.roles import CARROT, COORDINATED, REINFORCED, STAIRCASE, STICK, THINNED
from simulation.report.comparison.results import Results
from simulation.report.scoreboard.rivals import sentence as rivals_left
from simulation.study.contrasts.cautions import cautions, steps


@dataclass(frozen=True)
class Said:
    """A paragraph of the answer, and what of it is assumed."""

    text: str
    assumed: str = ""


def quarters(results: Results) -> str:
    """Return the length of the run in words."""
    return results.text("quarter_one" if results.last == 1 else "quarter_many", n=results.last)


def _about(results: Results, key: str, policy: Policy) -> Said:
    words = results.text(
        f"answer.{key}",
        baseline=results.quoted(results.baseline),
        policy=results.quoted(policy),
        quarters=quarters(results),
        points=results.points_with_interval(results.contrast(policy.name)),
        level=results.percent_with_interval(results.level(policy.name)),
        base=results.percent_with_interval(results.level(results.baseline.name)),
    )
    return Said(words, "" if policy.assumed is None else policy.assumed[results.language])


def _tally(results: Results) -> Said:
    """Say by name which policies are told apart from the baseline, and which are not."""
    quoted: dict[int, list[str]] = {1: [], 0: [], -1: []}
    for policy in results.sorted_others:
        quoted[results.contrast(policy.name).side].append(results.quoted(policy))
    none = results.text("answer.tally_none")
    words = results.text(
        "answer.tally",
        baseline=results.quoted(results.baseline),
        above=", ".join(quoted[1]) or none,
        below=", ".join(quoted[-1]) or none,
    )
    if not quoted[0]:
        return Said(words)
    interval = results.text(f"answer.{'either' if results.comparison.study.draws else 'only'}_interval")
    return Said(f"{words} {results.text('answer.tally_open', open=', '.join(quoted[0]), interval=interval)}")


def _equal_doses(results: Results) -> dict[str, str]:
    """Return the names of the policies that make the number of measures equal: those compared, else the package's."""
    found = {role: results.of_role(role) for role in (THINNED, REINFORCED)}
    return {role: policy.name if policy else shipped_with_role(role) for role, policy in found.items()}


def _dose(results: Results, staircase: Policy, coordinated: Policy) -> Said:
    thinned, reinforced = results.of_role(THINNED), results.of_role(REINFORCED)
    if thinned is None:
        return Said(results.text("answer.no_dose_arm", **_equal_doses(results)))
    gap, dose = (results.order(coordinated.name, other.name)[0] for other in (staircase, thinned))
    if gap.value <= 0:
        return Said(results.text("sure.dose", **_equal_doses(results)))
    said = results.text(
        "answer.dose",
        staircase=results.percent_with_interval(results.level(staircase.name)),
        matched=results.percent_with_interval(results.level(thinned.name)),
        coordinated=results.percent_with_interval(results.level(coordinated.name)),
        gap=results.points_with_interval(gap),
        dose=results.points_with_interval(dose),
    )
    if reinforced is None:
        return Said(said)
    left = results.points_with_interval(results.order(coordinated.name, reinforced.name)[0])
    raised = results.percent_with_interval(results.level(reinforced.name))
    return Said(f"{said} {results.text('answer.dose_raised', raised=raised, left=left)}")


def _probability(results: Results, policy: Policy, other: Policy) -> list[str]:
    """Say how probable it is over the parameters that a policy does better than another; nothing without draws."""
    share = results.order(policy.name, other.name)[1]
    if math.isnan(share):
        return []
    words = {"policy": results.quoted(policy), "other": results.quoted(other)}
    words |= {
        "share": format_percent(share, 0, results.language),
        "steps": steps(results.n_replications, results.language),
    }
    return [results.text("answer.probability", **words)]


def _carrot_against_stick(results: Results) -> list[Said]:
    """Say how the carrot does against the stick directly, where neither is the baseline that both are held against."""
    carrot, stick = results.other_of_role(CARROT), results.other_of_role(STICK)
    if carrot is None or stick is None:
        return []
    outcomes = {"job": MAIN_OUTCOME, "ordinary": "in_ordinary_job", "anxiety": "anxiety_medication"}
    shown = {
        name: results.points_with_interval(results.order(carrot.name, stick.name, outcome)[0])
        for name, outcome in outcomes.items()
    }
    quoted = results.quoted(stick), results.quoted(carrot)
    words = [results.text("answer.carrot_against_stick", stick=quoted[0], carrot=quoted[1], **shown)]
    words += _probability(results, carrot, stick)
    put_in = f"{results.text('answer.directions')} {text('contrary.notes.dose', results.language)}"
    return [Said(" ".join(words), put_in)]


def _stick_and_carrot(results: Results) -> list[Said]:
    """Say what stick and carrot do against the baseline, in the order in which they are listed."""
    said = []
    for policy in results.others:
        if policy is results.other_of_role(STICK):
            key, shown = (
                "answer.stick",
                {
                    "pension": results.contrast(policy.name, "disability_pension", group="psychiatric=yes"),
                    "anxiety": results.contrast(policy.name, "anxiety_medication", group="psychiatric=yes"),
                    "job": results.contrast(policy.name),
                },
            )
        elif policy is results.other_of_role(CARROT):
            key, shown = (
                "answer.carrot",
                {
                    "hours": results.contrast(policy.name, "any_ordinary_hours"),
                    "job": results.contrast(policy.name, "in_ordinary_job"),
                },
            )
        else:
            continue
        words = {name: results.points_with_interval(estimate) for name, estimate in shown.items()}
        said.append(Said(results.text(key, policy=results.quoted(policy), **words)))
    return said


def _identical(results: Results) -> list[Said]:
    """Say which policies give the same numbers in everything, which is by construction and no finding."""
    table = results.comparison.tables.contrasts
    by_policy = {name: rows["difference"].to_numpy().tobytes() for name, rows in table.groupby("policy")}
    alike: dict[bytes, list[str]] = {}
    for policy in results.sorted_others:
        alike.setdefault(by_policy[policy.name], []).append(results.quoted(policy))
    return [
        Said(results.text("answer.identical", policies=", ".join(names))) for names in alike.values() if len(names) > 1
    ]


def main_answer(results: Results) -> list[Said]:
    """Return the paragraphs of the main answer."""
    hedge = Said(results.text("answer.hedge", heading=results.text("sure_heading")))
    first_words = [Said(results.text("answer.one_replication"))] if results.n_replications == 1 else []
    has_draws = bool(results.comparison.study.draws)
    first_words += [Said(words) for words in cautions(results.n_replications, has_draws, results.language)]
    if not results.others:
        alone = _about(results, "alone", results.baseline)
        return [*first_words, Said(alone.text), hedge]
    ordered = results.sorted_others
    if len(ordered) == 1:
        said = [_about(results, "only", ordered[0])]
    else:
        largest, smallest = _about(results, "largest", ordered[0]), _about(results, "smallest", ordered[-1])
        if smallest.assumed and smallest.assumed == largest.assumed:
            smallest = Said(smallest.text, results.text("answer.assumed_same"))
        said = [largest, *_identical(results), smallest]
        if results.n_replications > 1:
            said.append(_tally(results))
    staircase, coordinated = results.of_role(STAIRCASE), results.of_role(COORDINATED)
    if staircase is not None and coordinated is not None:
        said.append(_dose(results, staircase, coordinated))
    direct = _carrot_against_stick(results)
    if direct and len(ordered) == 2:  # then it is what was asked
        return [*first_words, *direct, *said, *_stick_and_carrot(results), hedge]
    next_best = [*ordered, results.baseline][1]
    probable = [Said(words) for words in _probability(results, ordered[0], next_best)]
    return [*first_words, *said, *probable, *direct, *_stick_and_carrot(results), hedge]


def _held_against(results: Results) -> list[str]:
    """Return how the model did beside the published findings, those outside or far off by name."""
    points = []
    for role in JUDGED:
        if lines := judged(role):
            n_within = sum(line.verdict == WITHIN for line in lines)
            n_weak = sum(line.power < NO_POWER for line in lines)
            n_nothing = sum(line.verdict == SAYS_NOTHING for line in lines)
            counts = {"within": n_within, "weak": n_weak, "nothing": n_nothing}
            points.append(results.text(f"sure.held_{role}", n=len(lines), **counts))
    points += [
        results.text(f"sure.{key}", list="; ".join(_missed(results, line) for line in lines))
        for key, lines in (("outside", outside()), ("far", far()))
        if lines
    ]
    left = rivals_left(results.language)
    return [*points, left] if left else points


def _missed(results: Results, line: Line) -> str:
    """Return a line of the scoreboard in words: what was published, and what the model gives."""
    return results.text(
        "sure.missed",
        fact=f"{line.fact} {line.part}".strip(),
        quantity=load_facts()[line.fact].quantity[results.language],
        published=format_number(line.published, 1, results.language),
        simulated=format_number(line.simulated, 1, results.language),
        unit=phrase(line.unit, results.language),
    )


def doubts(results: Results) -> list[str]:
    """Return what the intervals leave out, the points that concern these policies only where they are there."""
    one = results.n_replications == 1
    draws = results.comparison.study.draws
    keys = [*(["one_replication"] if one else ["monte_carlo"]), "parameters_drawn" if draws else "parameters"]
    points = [results.text(f"sure.{key}") for key in keys]
    assumed = [results.label(policy) for policy in results.comparison.study.policies if policy.assumed is not None]
    if assumed:
        points.append(results.text("sure.inputs", policies="; ".join(assumed)))
    causal = results.comparison.study.environment.parameters.progression.causal_share
    shown = format_number(100.0 * causal, 0, results.language)
    is_drawn = len({draw.progression.causal_share for draw in draws}) > 1
    places = results.text("sure.places_drawn") if is_drawn else results.text("sure.places", causal=shown)
    displacement = results.comparison.study.environment.displaced_share
    points += [*_held_against(results), places, displacement_doubt(displacement, results.language)]
    roles = {policy.role for policy in results.comparison.study.policies}
    if {STAIRCASE, COORDINATED} <= roles:
        key = "sure.dose" if THINNED in roles else "sure.dose_missing"
        points.append(results.text(key, **_equal_doses(results)))
    if roles & {STICK, CARROT}:
        points.append(results.text("sure.carrot"))
    if results.last > 8:
        points.append(results.text("sure.horizon"))
    return points
