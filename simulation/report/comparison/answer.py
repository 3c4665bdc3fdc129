"""The main answer in words, made from the numbers: differences first, levels second, hedged."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.contrasts.cautions import cautions
from simulation.evidence import load_facts
from simulation.outcomes.registry import MAIN_OUTCOME
from simulation.policies import Policy
from simulation.report.comparison.results import Results
from simulation.texts.numbers import format_number
from simulation.texts.phrases import phrase
from simulation.texts.worlds import displacement_doubt
from simulation.validation.line import JUDGED, NO_POWER, WITHIN
from simulation.validation.shipped import judged, outside

STICK, CARROT = "aig_sanctions", "jobfirst"
DOSE_ARMS = ("staircase", "coordinated_dose_matched", "coordinated")
RAISED = "staircase_dose_matched"  # the other way to make the number of measures equal


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
    sides = [results.contrast(policy.name).side for policy in results.others]
    return Said(
        results.text(
            "answer.tally" if sides.count(0) else "answer.tally_clear",
            n=len(sides),
            above=sides.count(1),
            below=sides.count(-1),
            open=sides.count(0),
            baseline=results.quoted(results.baseline),
        )
    )


def has_arms(results: Results, *names: str) -> bool:
    """Return whether all of these policies are among the arms."""
    return set(names) <= {policy.name for policy in results.comparison.study.policies}


def _dose(results: Results) -> Said:
    if not has_arms(results, *DOSE_ARMS):
        return Said(results.text("answer.no_dose_arm"))
    levels = [results.level(name) for name in DOSE_ARMS]
    staircase, matched, coordinated = levels
    if coordinated.value <= staircase.value:
        return Said(results.text("sure.dose"))
    shown = dict(zip(("staircase", "matched", "coordinated"), map(results.percent_with_interval, levels), strict=True))
    gap = results.number(coordinated.value - staircase.value, MAIN_OUTCOME)
    dose = results.number(coordinated.value - matched.value, MAIN_OUTCOME)
    words = [results.text("answer.dose", **shown, gap=gap, dose=dose)]
    if has_arms(results, RAISED):
        raised = results.level(RAISED)
        left = results.number(coordinated.value - raised.value, MAIN_OUTCOME)
        words.append(
            results.text("answer.dose_raised", raised=results.percent_with_interval(raised), gap=gap, left=left)
        )
    return Said(" ".join(words))


def _stick_and_carrot(results: Results) -> list[Said]:
    said = []
    for policy in results.others:
        if policy.name == STICK:
            shown = {
                "pension": results.contrast(STICK, "disability_pension", group="psychiatric=yes"),
                "anxiety": results.contrast(STICK, "anxiety_medication", group="psychiatric=yes"),
                "job": results.contrast(STICK),
            }
        elif policy.name == CARROT:
            shown = {
                "hours": results.contrast(CARROT, "any_ordinary_hours"),
                "job": results.contrast(CARROT, "in_ordinary_job"),
            }
        else:
            continue
        key = "answer.stick" if policy.name == STICK else "answer.carrot"
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
        if results.n_replications > 1 and len(ordered) > 2:
            said.append(_tally(results))
    if has_arms(results, "staircase", "coordinated"):
        said.append(_dose(results))
    return [*first_words, *said, *_stick_and_carrot(results), hedge]


def _held_against(results: Results) -> list[str]:
    """Return how the model did beside the published findings, those outside by name."""
    points = []
    for role in JUDGED:
        if lines := judged(role):
            n_within = sum(line.verdict == WITHIN for line in lines)
            n_weak = sum(line.power < NO_POWER for line in lines)
            points.append(results.text(f"sure.held_{role}", n=len(lines), within=n_within, weak=n_weak))
    if missed := outside():
        facts = load_facts()
        listed = "; ".join(
            results.text(
                "sure.missed",
                fact=line.fact,
                quantity=facts[line.fact].quantity[results.language],
                published=format_number(line.published, 1, results.language),
                simulated=format_number(line.simulated, 1, results.language),
                unit=phrase(line.unit, results.language),
            )
            for line in missed
        )
        points.append(results.text("sure.outside", list=listed))
    return points


def doubts(results: Results) -> list[str]:
    """Return what the intervals leave out, the points that concern these policies only where they are there."""
    one = results.n_replications == 1
    draws = results.comparison.study.draws
    keys = [*(["one_replication"] if one else ["monte_carlo"]), "parameters_drawn" if draws else "parameters"]
    points = [results.text(f"sure.{key}") for key in keys]
    assumed = [results.label(policy) for policy in results.comparison.study.policies if policy.assumed is not None]
    if assumed:
        points.append(results.text("sure.inputs", policies="; ".join(assumed)))
    causal = results.comparison.study.world.parameters.progression.causal_share
    shown = format_number(100.0 * causal, 0, results.language)
    is_drawn = len({draw.progression.causal_share for draw in draws}) > 1
    places = results.text("sure.places_drawn") if is_drawn else results.text("sure.places", causal=shown)
    displacement = results.comparison.study.world.parameters.labour_market.displacement
    points += [*_held_against(results), places, displacement_doubt(displacement, results.language)]
    if has_arms(results, "staircase", "coordinated"):
        points.append(results.text("sure.dose" if has_arms(results, *DOSE_ARMS) else "sure.dose_missing"))
    if has_arms(results, STICK) or has_arms(results, CARROT):
        points.append(results.text("sure.carrot"))
    if results.last > 8:
        points.append(results.text("sure.horizon"))
    return points
