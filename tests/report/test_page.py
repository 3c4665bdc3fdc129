"""The page: says what the tables say, in three languages, escaped, and needs nothing from outside."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path

import pytest

from simulation.base.texts import LANGUAGES, text
from simulation.base.texts.numbers import format_interval, format_number
from simulation.model.outcomes.registry import MAIN_OUTCOMES as SHOWN
from simulation.model.outcomes.registry import OUTCOMES, SHARE
from simulation.model.parameters import entry
from simulation.report.answer.words import short_label
from simulation.report.comparison.results import Results
from simulation.report.comparison.tables import by_group
from tests.report.reader import Reader
from tests.report.tiny import content, headline_files, headline_page, page_of, run, words_of

HOSTILE = '<script>alert("x")</script> & <b>$a_{$</b>\x07'
UNIT = {outcome.id: outcome.unit for outcome in OUTCOMES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contrast_table_says_what_the_data_say(language: str) -> None:
    comparison = run(language=language)
    level, *rows = Reader(headline_page(language)).tables["contrasts"][1:]
    baseline = comparison.study.policies[comparison.study.baseline_arm].label[language]
    assert level[0] == text("report.tables.level_row_of_all", language, baseline=short_label(baseline))
    assert len(level) == len(SHOWN) + 1
    table = comparison.tables.contrasts
    last = table[(table["quarter"] == 4) & (table["group"] == "all")].set_index(["policy", "outcome"])
    assert len(rows) == len(comparison.study.policies) - 1
    by_label = {row[0]: row[1:] for row in rows}
    for policy in comparison.study.policies[1:]:
        tag = "" if policy.assumed is None else " " + text("report.assumed_tag", language)
        cells = by_label[short_label(policy.label[language]) + tag]
        for outcome, cell in zip(SHOWN, cells, strict=True):
            scale, decimals = (100, 1) if UNIT[outcome] == SHARE else (1, 2)
            found = last.loc[(policy.name, outcome)]
            value = format_number(scale * found["difference"], decimals, language, sign=True)
            ends = (scale * found["mc_low"], scale * found["mc_high"])
            interval = format_interval(*ends, decimals, language, sign=True)
            assert cell == f"{value} {interval}".strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_displacement_is_told_of_the_largest_difference(language: str) -> None:
    table = run(language=language).tables.contrasts
    last = table[(table["quarter"] == 4) & (table["group"] == "all") & (table["outcome"] == "first_job")]
    largest = last.loc[last["difference"].idxmax()]
    before, after = (
        format_number(100 * largest[name], 1, language, sign=True) for name in ("difference", "after_displacement")
    )
    told = {"en": "{} is left of {}:", "sv": "återstår {} av {}:", "da": "er {} tilbage af {}:"}[language]
    assert told.format(after, before) in Reader(headline_page(language)).text


def test_tables_of_groups_hold_each_group_once_and_what_the_data_say() -> None:
    comparison, tables = run(), Reader(headline_page()).tables
    jobs, ill = (tables[id] for id in ("first_job", "psychiatric"))
    assert (len(jobs), len(ill)) == (1 + 12, 1 + 4)  # sexes, four ages, qualification, origin, diagnosis; two by two
    assert all(len(table[0]) == 1 + 1 + 3 for table in (jobs, ill))  # the baseline, and three of thirteen
    column = jobs[0].index("Coordinated measures")
    table = comparison.tables.contrasts
    last = table[(table["quarter"] == 4) & (table["policy"] == "coordinated")].set_index(["group", "outcome"])
    asked = {
        ("sex=woman", "first_job"): (jobs, "Women"),
        ("unskilled=no", "first_job"): (jobs, "With a vocational qualification"),
        ("psychiatric=yes", "anxiety_medication"): (ill, "Anxiety medication with"),
    }
    for key, (shown, label) in asked.items():
        value = format_number(100 * last.loc[key, "difference"], 1, "en", sign=True)
        assert next(row for row in shown if row[0] == label)[column].startswith(f"{value} ")


def test_policies_whose_gain_is_set_from_places_moved_have_a_star(tmp_path: Path) -> None:
    page, said = headline_page(), text("pages.from_places", "en")
    assert f"* {said}" in page
    policies = run().study.policies
    stars = re.findall(r">Sources</a>(\*?):", page)
    assert stars.count("*") == sum(policy.from_places for policy in policies)
    assert len(stars) == len(policies) > stars.count("*") > 0
    assert said not in words_of(run("jobfirst", baseline="aig_sanctions"), tmp_path)


def test_few_policies_are_all_told_of_by_group_unless_the_question_is_about_a_pair() -> None:
    few = run("coordinated", "coordinated_dose_matched", "staircase_dose_matched", baseline="staircase")
    assert len(by_group(Results(few))) == 3
    named = Results(replace(few, name="staircase_and_coordinated"))
    assert [policy.name for policy in by_group(named)] == ["coordinated"]
    assert {policy.name for policy in by_group(Results(run()))} >= {"jobfirst", "aig_sanctions"}


def test_rows_come_with_the_largest_difference_first() -> None:
    rows = Reader(headline_page()).tables["contrasts"][2:]
    values = [float(row[1].split()[0]) for row in rows]
    assert values == sorted(values, reverse=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_from_outside(language: str) -> None:
    page = headline_page(language)
    reader = Reader(page)
    assert "http:" not in page
    assert "https:" not in page
    assert "//" not in page
    assert not {"script", "link", "iframe", "img", "object"} & {tag for tag, _ in reader.elements}
    assert not [name for _, given in reader.elements for name in given if name.startswith("on")]
    assert not re.findall(r"url\((?!#)", page)
    policy = next(given for tag, given in reader.elements if "Content-Security-Policy" in given.values())
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert ("html", {"lang": language}) in reader.elements


@pytest.mark.parametrize("language", LANGUAGES)
def test_ids_are_unique_and_references_lead_somewhere(language: str) -> None:
    page = headline_page(language)
    reader = Reader(page)
    assert len(reader.ids) == len(set(reader.ids))
    assert set(reader.references) <= set(reader.ids)
    assert set(re.findall(r"url\(#([^)]+)\)", page)) <= set(reader.ids)


def test_headings_are_in_order() -> None:
    levels = [int(tag[1]) for tag in Reader(headline_page()).headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("language", LANGUAGES)
def test_never_overclaims(language: str) -> None:
    text = Reader(headline_page(language)).text.lower()
    assert "signifi" not in text
    assert "p-v" not in text
    assert "{" not in text


def test_a_hostile_label_is_only_text(tmp_path: Path) -> None:
    comparison = run("coordinated")
    policies = tuple(
        replace(policy, label=dict.fromkeys(LANGUAGES, HOSTILE), summary=dict.fromkeys(LANGUAGES, HOSTILE))
        for policy in comparison.study.policies
    )
    hostile = replace(comparison, name=HOSTILE, study=replace(comparison.study, policies=policies))
    page = page_of(hostile, tmp_path)
    assert "<script" not in page
    assert "<b>$" not in page
    assert '<script>alert("x")</script>' in Reader(page).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_replication_has_no_interval_and_says_so(language: str, tmp_path: Path) -> None:
    page = words_of(run(language=language, n_replications=1, n_quarters=1), tmp_path)
    expected = {"en": "no interval: one replication", "sv": "inget intervall: en upprepning",
                "da": "intet interval: én gentagelse"}[language]  # fmt: skip
    reader = Reader(page)
    assert all(expected in cell for row in reader.tables["contrasts"][1:] for cell in row[1:])
    assert not re.search(r"\bnan\b", page, re.IGNORECASE)


def test_a_group_without_clients(tmp_path: Path) -> None:
    comparison = run(n_clients=3, caseload=3, n_replications=2)
    page = words_of(comparison, tmp_path)
    assert "no clients" in page
    assert not re.search(r"\bnan\b", page, re.IGNORECASE)


def test_a_single_policy_has_levels_only(tmp_path: Path) -> None:
    reader = Reader(page_of(run("coordinated", baseline="coordinated"), tmp_path))
    assert "contrasts" not in reader.tables
    assert len(reader.tables["levels"]) == 2
    assert "was compared with nothing" in reader.text
    assert [path.name for path in (tmp_path / "figures").iterdir()] == ["paths_first_job.svg"]
    assert "nan" not in reader.text.split()


def test_changed_parameters_are_listed(tmp_path: Path) -> None:
    comparison = run("coordinated")
    assert "changed" not in Reader(words_of(comparison, tmp_path)).tables
    settings = replace(comparison.settings, parameters={"trust": {"gain": 0.2}})
    rows = Reader(words_of(replace(comparison, settings=settings), tmp_path)).tables["changed"]
    assert rows[1][:3] == ["parameters.trust.gain", "0.2", f"{entry('trust.gain').central:g}"]


def test_the_dose_matched_arm_is_told_of_where_it_lacks(tmp_path: Path) -> None:
    with_arm = Reader(headline_page()).text
    without = Reader(words_of(run("coordinated", baseline="staircase"), tmp_path)).text
    assert "depends on which side gets as many as the other" in with_arm
    assert "depends on which side gets as many as the other" not in without
    for page in (with_arm, without):
        assert "coordinated_dose_matched" in page
        assert "staircase_dose_matched" in page


def test_page_and_figures_repeat_to_the_byte(tmp_path: Path) -> None:
    page_of(run(), tmp_path)
    assert content(tmp_path) == headline_files()
