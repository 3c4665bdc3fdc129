"""Reports ask for the roles of policies: files may be renamed, and a policy of one's own may take a role."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest

from simulation.analyses.contrary.answers import Contrary
from simulation.analyses.contrary.questions import load_questions
from simulation.base.resources import configs
from simulation.model.policies import load_policy, policy_names, shipped_with_role
from simulation.model.policies.roles import CARROT, COORDINATED, REINFORCED, ROLES, STAIRCASE, STICK, THINNED
from simulation.report.comparison import (
    figure_carrot_and_stick,
    figure_paths,
    figure_staircase,
    figures,
    write_figures,
)
from simulation.report.comparison.answer import doubts, how_to_read
from simulation.report.comparison.results import Results
from simulation.report.comparison.tables import direct_table
from simulation.report.contrary.words import notes
from simulation.study.settings_reader import make_settings
from tests.report.tiny import run

REPORT = Path(__file__).resolve().parents[2] / "simulation" / "report"
OF_ROLES = ("paths_first_job", "staircase_and_coordinated", "carrot_and_stick")
NAMES = [shipped_with_role(role) for role in (STICK, CARROT, STAIRCASE, COORDINATED, THINNED, REINFORCED)]


def own(folder: Path, **copies: str) -> str:
    """Make a folder of configs in which policies of the package stand under other names; return it."""
    (folder / "policy").mkdir()
    for name, original in copies.items():
        content = configs().joinpath("policy", f"{original}.yaml").read_text(encoding="utf-8")
        (folder / "policy" / f"{name}.yaml").write_text(content, encoding="utf-8")
    return str(folder)


def plain(said: str, renamed: dict[str, str]) -> str:
    """Return a sentence with the names of files as the package has them."""
    return re.sub(r"\bown_\w+", lambda found: renamed[found[0]], said)


def test_every_role_has_one_policy_of_the_package() -> None:
    roles = [load_policy(name).role for name in policy_names()]
    assert {role: roles.count(role) for role in ROLES} == dict.fromkeys(ROLES, 1)


def test_no_code_of_the_reports_names_a_policys_file() -> None:
    found = []
    for path in sorted(REPORT.rglob("*.py")):
        nodes = (
            node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Constant)
        )
        found += [f"{path.relative_to(REPORT)}:{node.lineno}" for node in nodes if node.value in policy_names()]
    named = re.compile("|".join(rf"\b{name}\b" for name in policy_names() if "_" in name))
    for path in sorted(REPORT.rglob("*.html")):
        found += [f"{path.relative_to(REPORT)} {name}" for name in named.findall(path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize("baseline", ["observed_mix", "staircase"])
def test_renamed_policies_keep_their_paragraphs_and_figures(
    baseline: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if baseline == "staircase":  # those that look at roles; all are drawn with the other baseline
        monkeypatch.setattr(figures, "KINDS", {id: figures.KINDS[id] for id in OF_ROLES})
    names = [name for name in NAMES if name != baseline]
    renamed = {f"own_{n}": name for n, name in enumerate(NAMES)}
    folder = own(tmp_path, **renamed)
    to_own = {name: mine for mine, name in renamed.items()}
    before = Results(run(*names, baseline=baseline))
    after = Results(run(*(to_own[name] for name in names), baseline=to_own.get(baseline, baseline), config_dir=folder))
    assert [plain(said, renamed) for said in how_to_read(after)] == how_to_read(before)
    assert direct_table(after) == direct_table(before)
    assert [plain(said, renamed) for said in doubts(after)] == doubts(before)
    paths = [write_figures(results.comparison, tmp_path / str(n)) for n, results in enumerate((before, after))]
    assert [path.name for path in paths[0]] == [path.name for path in paths[1]]
    for one, other in zip(*paths, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_renamed_policies_keep_the_note_of_the_contrary_worlds(tmp_path: Path) -> None:
    folder = own(tmp_path, my_carrot="jobfirst", my_stick="aig_sanctions")
    question = load_questions()[0]
    found = []
    for policy, against in (("jobfirst", "aig_sanctions"), ("my_carrot", "my_stick"), ("my_carrot", "observed_mix")):
        settings = make_settings([policy, against], n_clients=100, config_dir=folder)
        asked = (replace(question, policy=policy, against=against),)
        found.append(notes(Contrary(settings, asked, (), (), "en", "")))
    assert found[0] == found[1]
    assert len(found[2]) == len(found[1]) - 1


def test_of_two_with_a_role_the_first_listed_stands_for_it(tmp_path: Path) -> None:
    folder = own(tmp_path, second_carrot="jobfirst", second_staircase="staircase")
    results = Results(run("second_carrot", "jobfirst", "second_staircase", "staircase", "coordinated",
                          config_dir=folder))  # fmt: skip
    assert [policy.name for policy in figure_carrot_and_stick._policies(results)] == ["second_carrot"]
    assert [policy.name for policy in figure_staircase._arms(results).values()] == ["coordinated", "second_staircase"]
    assert "second_staircase" in {policy.name for policy in figure_paths.highlighted(results)}


def test_the_baseline_stands_for_the_role_before_others(tmp_path: Path) -> None:
    folder = own(tmp_path, second_staircase="staircase", second_carrot="jobfirst")
    results = Results(run("second_staircase", "coordinated", baseline="staircase", config_dir=folder))
    assert figure_staircase._arms(results)[STAIRCASE] is results.baseline
    # What is told against the baseline can't be the baseline itself.
    results = Results(run("second_carrot", baseline="jobfirst", config_dir=folder))
    assert [policy.name for policy in figure_carrot_and_stick._policies(results)] == ["second_carrot"]
