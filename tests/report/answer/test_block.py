"""The answer block: what a comparison's question is, and that page and terminal say what the replications give."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

from simulation.base.errors import InputError
from simulation.base.resources import configs
from simulation.base.texts import LANGUAGES
from simulation.cli.answer import answer_lines
from simulation.model.policies import policy_names
from simulation.report.answer.block import make_answer
from simulation.report.answer.question import load_question
from simulation.report.answer.sentence import Case
from simulation.report.answer.unknowns import Stop, Stops, decider
from simulation.report.answer.words import short_label
from simulation.study.settings_reader import make_settings
from tests.report.tiny import run

MOST_WORDS = 180  # of page one
EXPERIMENTS = sorted(path.name.removesuffix(".yaml") for path in configs().joinpath("experiment").iterdir())


def test_every_experiment_asks_about_policies_that_it_compares() -> None:
    for name in EXPERIMENTS:
        question = load_question(name)
        assert question is not None, name
        content = yaml.safe_load(configs().joinpath("experiment", f"{name}.yaml").read_text(encoding="utf-8"))
        assert {question.policy, question.against} <= {*content["policies"], content["baseline"]}, name
        assert set(question.title) == set(LANGUAGES)
        assert {question.policy, question.against} <= set(policy_names())


def test_a_question_of_ones_own_is_checked(tmp_path: Path) -> None:
    own = tmp_path / "experiment"
    own.mkdir()
    question = {"title": dict.fromkeys(LANGUAGES, "?"), "policy": "staircase", "against": "coordinated"}
    wrong = [
        {**question, "outcomes": ["no_such_outcome"]},
        {**question, "outcomes": "first_job"},
        {**question, "outcomes": [{"outcome": "first_job", "group": "sex=woman"}]},
        {**question, "world": "no_such_world"},
        {**question, "policy": 3},
        {"policy": "staircase"},
    ]
    for content in wrong:
        (own / "mine.yaml").write_text(yaml.safe_dump({"question": content}), encoding="utf-8")
        with pytest.raises(InputError):
            load_question("mine", tmp_path)
    (own / "mine.yaml").write_text(yaml.safe_dump({"question": question}), encoding="utf-8")
    assert load_question("mine", tmp_path) is not None
    assert load_question("no_such_experiment") is None
    assert load_question("../config") is None


def test_the_middle_is_the_difference_of_the_tables() -> None:
    comparison = replace(run("jobfirst", "aig_sanctions", n_replications=8), name="carrot_and_stick")
    answer = make_answer(comparison)
    assert answer.title == "Carrot or stick?"
    assert [part.asked.outcome for part in answer.parts] == ["first_job", "disability_pension", "anxiety_medication"]
    table = comparison.tables.contrasts
    last = table[(table["quarter"] == 4) & (table["group"] == "all") & (table["outcome"] == "first_job")]
    by_policy = last.set_index("policy")["difference"]
    first = answer.parts[0]
    assert first.range is not None
    assert first.range.mean == pytest.approx(by_policy["jobfirst"] - by_policy["aig_sanctions"])
    assert first.verdict.case == Case.FEW  # four draws
    assert first.sentence == "A quick look: too few runs to answer."
    assert answer.boxes[1].points[0].startswith("More runs, first of all")
    asked_about = [point.partition(": ")[0] for point in answer.boxes[0].points[:2]]
    assert asked_about == ["JobFirst (carrot)", "Alle i Gang (stick)"]  # what they are is said
    assert {row.label for row in first.rows} == {"JobFirst (carrot)", "Observed practice"}


def test_without_a_question_the_best_is_held_against_the_baseline() -> None:
    answer = make_answer(run("staircase", "coordinated"))
    labels = {row.label: row.middle for row in answer.parts[0].rows}
    asked = next(row.label for row in answer.parts[0].rows if row.is_asked)
    assert labels[asked] == max(labels.values())
    assert asked in answer.title


def test_a_policy_alone_has_no_effect() -> None:
    answer = make_answer(run("coordinated", baseline="coordinated"))
    assert answer.parts[0].rows == ()
    assert "nothing of an effect" in answer.parts[0].sentence


def test_stops_that_are_known_stand_in_their_box() -> None:
    stops = Stops("how much is caused", (Stop("none", 0.0, -0.01, 0.01), Stop("half", 0.071, 0.05, 0.09)))
    comparison = run("staircase", "coordinated")
    box = make_answer(comparison, stops).boxes[1]
    assert box.points[0] == "The answer depends most on an unknown: how much is caused."
    assert box.rows == (("none", "0 (-1 to +1)"), ("half", "7 more (+5 to +9)"))
    assert box.in_words[:2] == (box.points[0], "none: 0 (-1 to +1); half: 7 more (+5 to +9).")
    assert not any("half" in point for point in make_answer(comparison).boxes[1].in_words)


def test_the_unknown_that_decides_is_found_and_chance_is_not() -> None:
    draws = make_settings(["coordinated"], parameter_set="posterior", n_replications=200).draws()
    causal = np.array([draw.progression.causal_share for draw in draws])
    luck = np.random.default_rng(1).normal(size=len(draws))
    found = decider(0.2 * causal + 0.01 * luck, draws)
    assert found is not None
    assert found.path == "progression.causal_share"
    thirds = (found.low, found.between, found.high)
    assert found.low.mean < found.between.mean < found.high.mean
    # each third has the range of its own draws: about 0.2 times a third of the prior's width, 0 to 2
    assert all(third.low < third.mean < third.high for third in thirds)
    assert sum(third.high - third.low for third in thirds) == pytest.approx(0.4, abs=0.12)
    assert decider(luck, draws) is None
    assert decider(np.full(len(draws), np.nan), draws) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terminal_holds_it_on_a_screen(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    comparisons = [
        (replace(run(language=language), name="headline"), 45),
        (replace(run("jobfirst", "aig_sanctions", n_replications=8, language=language), name="carrot_and_stick"), 24),
        (run("coordinated", baseline="staircase", language=language), 24),
    ]
    for columns in (100, 60):
        monkeypatch.setenv("COLUMNS", str(columns))
        for comparison, most in comparisons:
            lines = answer_lines(make_answer(comparison))
            assert max(map(len, lines)) <= columns
            if columns == 100:
                assert len(lines) + 3 <= most  # and where the rest is


def test_labels_lose_what_explains_them() -> None:
    assert short_label("JobFirst: trust and ordinary hours (carrot)") == "JobFirst (carrot)"
    assert short_label("Coordinated, fewer measures: as many as the staircase") == "Coordinated, fewer measures"


def test_the_box_of_what_was_asked_gives_the_level_that_the_difference_starts_from() -> None:
    comparison = run("staircase", "coordinated", n_replications=4)
    table = comparison.tables.at_end
    assert table is not None
    rows = table[(table.policy == "observed_mix") & (table.group == "all") & (table.outcome == "first_job")]
    in_a_hundred = round(100 * rows["value"].mean())
    asked = make_answer(comparison).boxes[0].points
    level = f"About {in_a_hundred} of 100 people get a first job within a year."
    assert [point.endswith(level) for point in asked] == [False, True, False]  # of the policy that zero stands for
    assert asked[1].startswith("Observed practice: ")
    assert any("4 runs, 2 sets of assumptions" in point for point in asked)


@pytest.mark.parametrize("name", ["headline", "carrot_and_stick", "staircase_and_coordinated", "own"])
def test_page_one_holds_at_most_180_words(name: str) -> None:
    """Sentences, what was put in and the points of the boxes; labels and tables aren't counted."""
    policies = {
        "headline": ("coordinated", "staircase"),
        "carrot_and_stick": ("jobfirst", "aig_sanctions"),
        "staircase_and_coordinated": ("coordinated", "staircase"),
        "own": ("coordinated",),
    }
    sizes = {"n_clients": 60, "n_quarters": 2, "n_replications": 80}
    baseline = "staircase" if name == "staircase_and_coordinated" else "observed_mix"
    found = run(*policies[name], baseline=baseline, **sizes)
    for language in LANGUAGES:
        answer = make_answer(replace(found, name=name, language=language))
        several = len(answer.parts) > 1
        said = [answer.lead, *(part.brief for part in answer.parts)] if several else [answer.parts[0].sentence]
        said += dict.fromkeys(part.put_in for part in answer.parts)
        said += [point for box in answer.boxes for point in box.points]
        assert len(" ".join(said).split()) <= MOST_WORDS, (language, said)


def test_the_box_says_whose_clients_they_are_where_a_table_was_given(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("age\n" + "40\n" * 30, encoding="utf-8")
    comparison = run("coordinated", n_replications=4, n_clients=None, table=tmp_path / "mine.csv")
    assert any(point.startswith("30 clients as in a table") for point in make_answer(comparison).boxes[0].points)
