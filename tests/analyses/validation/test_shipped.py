"""The scoreboard that ships is one of the registry as it is, and the report tells what it says."""

import pytest

from simulation.analyses.validation.line import OUTSIDE, SAYS_NOTHING, WITHIN
from simulation.analyses.validation.shipped import far, judged, outside, shipped
from simulation.base.texts import LANGUAGES
from simulation.base.texts.numbers import format_number
from simulation.model.evidence import load_facts
from simulation.model.policies import load_policy
from simulation.report.comparison.results import Results
from simulation.report.comparison.tables import missed_table
from tests.report.tiny import run


def test_every_line_is_of_a_known_fact_with_its_present_tolerance() -> None:
    facts = load_facts()
    assert shipped()
    for line in shipped():
        assert line.fact in facts
    for line in (*judged("calibration"), *judged("validation")):
        allowed = facts[line.fact].tolerance
        assert allowed is not None
        assert line.tolerance in (allowed if isinstance(allowed, tuple) else (allowed,))


def test_figures_with_a_verdict_are_within_or_outside_or_say_nothing() -> None:
    lines = (*judged("calibration"), *judged("validation"))
    assert {line.verdict for line in lines} <= {WITHIN, OUTSIDE, SAYS_NOTHING}
    assert set(outside()) == {line for line in lines if line.verdict == OUTSIDE}
    # the credible interval comes from the draws that ship
    assert all(line.cred_low <= line.cred_high for line in lines if line.cred_low == line.cred_low)
    assert any(line.cred_low < line.cred_high for line in lines)


def test_what_is_within_and_yet_far_off_is_named_with_its_figures() -> None:
    off = {(line.fact, line.part): (line.simulated - line.published) / line.tolerance for line in far()}
    assert off[("F12", "")] == pytest.approx((13.3045965 - 17.5) / 2.5)
    assert all(1.0 < abs(tolerances) <= 2.2 for tolerances in off.values())
    for language in LANGUAGES:
        table = missed_table(Results(run("coordinated", language=language)))
        assert table is not None
        (row,) = (row for row in table.rows if row.label == "F12")
        shown = [cell.value for cell in row.cells]
        assert {format_number(17.5, 1, language), format_number(13.3, 1, language)} <= set(shown)


def test_the_bonus_says_that_the_model_gives_more_than_was_found() -> None:
    (line,) = (line for line in shipped() if line.fact == "H12")
    caution = load_policy("reemployment_bonus").caution
    assert caution is not None
    for language in LANGUAGES:
        assert "H12" in caution[language]
        assert format_number(line.simulated, 1, language) in caution[language]
