"""What the tables don't say by themselves: how to read them, and what the intervals leave out."""

from __future__ import annotations

from simulation.analyses.validation.line import JUDGED, NO_POWER, SAYS_NOTHING, WITHIN
from simulation.analyses.validation.shipped import judged
from simulation.base.texts import text
from simulation.base.texts.numbers import format_number
from simulation.base.texts.worlds import displacement_doubt
from simulation.model.outcomes.displacement import after_displacement
from simulation.model.outcomes.registry import MAIN_OUTCOME
from simulation.model.parameters import entry
from simulation.model.policies import Policy, shipped_with_role
from simulation.model.policies.roles import CARROT, COORDINATED, REINFORCED, STAIRCASE, STICK, THINNED
from simulation.report.comparison.results import Results
from simulation.report.scoreboard.rivals import sentence as rivals_left
from simulation.study.contrasts.cautions import cautions


def _equal_doses(results: Results) -> dict[str, str]:
    """Return the names of the policies that make the number of measures equal: those compared, else the package's."""
    found = {role: results.of_role(role) for role in (THINNED, REINFORCED)}
    return {role: policy.name if policy else shipped_with_role(role) for role, policy in found.items()}


def direct_pairs(results: Results) -> list[tuple[Policy, Policy]]:
    """Return the pairs that are told apart directly, beside the baseline: first policy less second.

    They are the best and the next best in first jobs, coordinated measures and the staircase with any number of
    measures, and the carrot and the stick.
    """
    if not results.others:
        return []
    best, next_best, *_ = [*results.sorted_others, results.baseline]
    coordinated = results.of_role(COORDINATED)
    wanted: list[tuple[Policy | None, Policy | None]] = [(best, next_best)]
    wanted += [(coordinated, results.of_role(role)) for role in (STAIRCASE, THINNED, REINFORCED)]
    wanted += [(results.other_of_role(CARROT), results.other_of_role(STICK))]
    found = {}
    for one, other in wanted:
        if one is not None and other is not None and other is not results.baseline:
            found[one.name, other.name] = (one, other)
    return list(found.values())


def _doses(results: Results) -> list[str]:
    """Say what the number of measures has to do with the lead of coordinated measures."""
    if results.of_role(STAIRCASE) is None or results.of_role(COORDINATED) is None:
        return []
    if results.of_role(THINNED) is not None:
        return [results.text("answer.dose")]
    return [results.text("answer.no_dose_arm", **_equal_doses(results))]


def _doses_of_trials(results: Results) -> list[str]:
    """Say that carrot and stick differ in dose, where they are compared."""
    carrot, stick = results.other_of_role(CARROT), results.other_of_role(STICK)
    if carrot is None or stick is None:
        return []
    return [text("contrary.notes.dose", results.language)]


def _identical(results: Results) -> list[str]:
    """Say which policies give the same numbers in everything, which is by construction and no finding."""
    table = results.comparison.tables.contrasts
    by_policy = {name: rows["difference"].to_numpy().tobytes() for name, rows in table.groupby("policy")}
    alike: dict[bytes, list[str]] = {}
    for policy in results.sorted_others:
        alike.setdefault(by_policy[policy.name], []).append(results.quoted(policy))
    return [results.text("answer.identical", policies=", ".join(names)) for names in alike.values() if len(names) > 1]


def how_to_read(results: Results) -> list[str]:
    """Return what has to be known to read the tables of differences."""
    said = [results.text("answer.one_replication")] if results.n_replications == 1 else []
    said += cautions(results.n_replications, bool(results.comparison.study.draws), results.language)
    return [*said, *_identical(results), *_doses(results), *_doses_of_trials(results)]


def displacement(results: Results) -> str:
    """Return what displacement would leave of the differences in jobs, with the largest as an example."""
    environment = results.comparison.study.environment
    largest = results.contrast(results.sorted_others[0].name).value
    left = after_displacement(largest, MAIN_OUTCOME, environment.displaced_share)
    return displacement_doubt(
        environment.displaced_share,
        results.language,
        results.number(largest, MAIN_OUTCOME, sign=True),
        results.number(left, MAIN_OUTCOME, sign=True),
        environment.labour_market.vacancies is not None,
    )


def _held_against(results: Results) -> list[str]:
    """Return how the model did beside the published findings."""
    fitted, others = (judged(role) for role in JUDGED)
    within, others_within = (sum(line.verdict == WITHIN for line in lines) for lines in (fitted, others))
    n_nothing = sum(line.verdict == SAYS_NOTHING for line in (*fitted, *others))
    said = results.text("sure.held", n=len(fitted), within=within, n_others=len(others), others=others_within,
                        nothing=n_nothing)  # fmt: skip
    n_weak = sum(line.power < NO_POWER for line in others)
    weak = results.text("sure.weak", weak=n_weak) if n_weak else ""
    left = rivals_left(results.language)
    return [f"{said} {weak}".strip(), *([left] if left else [])]


def doubts(results: Results) -> list[str]:
    """Return what the intervals leave out, the points that concern these policies only where they are there."""
    one = results.n_replications == 1
    draws = results.comparison.study.draws
    keys = [*(["one_replication"] if one else []), *([] if draws else ["parameters"])]
    points = [results.text(f"sure.{key}") for key in keys]
    causal = results.comparison.study.environment.parameters.progression.causal_share
    shown = format_number(100.0 * causal, 0, results.language)
    if len({draw.progression.causal_share for draw in draws}) > 1:
        prior = entry("progression.causal_share")
        low, high = (format_number(100.0 * end, 0, results.language) for end in (prior.low, prior.high))
        places = results.text("sure.places_drawn", low=low, high=high)
    else:
        places = results.text("sure.places", causal=shown)
    points += [*_held_against(results), places]
    if {policy.role for policy in results.comparison.study.policies} & {STICK, CARROT}:
        points.append(results.text("sure.carrot"))
    if results.last > 8:
        points.append(results.text("sure.horizon"))
    return points
