"""Every page there is, made by its command from a tiny run whose names, wherever a user can give one, are hostile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from simulation.__main__ import main
from simulation.analyses.trials import trial as trial_module
from simulation.base.resources import configs, read_yaml
from simulation.base.texts import LANGUAGES
from simulation.cli import carry_out
from simulation.cli.contrary import ContraryRequest
from simulation.cli.follow import FollowRequest
from simulation.cli.office import OfficeRequest
from simulation.cli.sensitivity import SensitivityRequest
from simulation.cli.target import TargetRequest
from simulation.cli.trial import TrialRequest
from simulation.cli.validate import ValidateRequest
from tests.cli import test_sensitivity

HOSTILE = '<script>alert("x")</script> & <b>$a_{$</b>'
SMALL = ("population.n_clients=60", "threads=1")
NAMED = dict.fromkeys(LANGUAGES, HOSTILE)
# What simulates for a command, whatever the language: `carry_out` for a comparison.
SIMULATE = (
    carry_out,
    ContraryRequest,
    FollowRequest,
    ValidateRequest,
    SensitivityRequest,
    TrialRequest,
    OfficeRequest,
    TargetRequest,
)


@dataclass(frozen=True)
class Page:
    """A template, and the command that fills it in; `file` is what is written."""

    template: str
    command: tuple[str, ...]
    file: str = "report.html"
    has_names: bool = True  # whether a user can give something a name that the page shows


PAGES: Mapping[str, Page] = {
    "compare": Page(
        "report/comparison/page.html",
        ("compare", "policies=[hostile]", "world=hostile", "parameters.trust.gain=0.2", "n_quarters=2",
         "n_replications=2", *SMALL),
    ),
    "contrary": Page(
        "report/contrary/page.html", ("contrary", "n_replications=2", *SMALL), "contrary.html"
    ),
    "follow": Page(
        "report/story/page.html", ("follow", "hostile", "policy=hostile", "n_paths=4", "n_quarters=3", *SMALL)
    ),
    "office": Page(
        "report/office/page.html",
        ("office", "policies=[hostile]", "n_quarters=4", "n_replications=8", *SMALL),
    ),
    "sensitivity": Page("report/sensitivity/page.html", ("sensitivity", "threads=1"), "sensitivity.html"),
    "sweep": Page("report/sweep/page.html", ("sweep", "sweep=hostile", "executor=serial", "population.n_clients=60")),
    "target": Page(
        "report/targeting/page.html",
        ("target", "against=hostile", "n_quarters=2", "n_replications=8", *SMALL),
        "target.html",
    ),
    "trial": Page(
        "report/trials/page.html",
        ("trial", "against=hostile", "follow_up=2", "clients=400", "n_replications=20", "threads=1"),
        "trial.html",
    ),
    "validate": Page(
        "report/scoreboard/page.html",
        ("validate", "n_replications=2", "population.n_clients=300", "threads=1"),
        has_names=False,
    ),
}  # fmt: skip


def make(name: str, folder: Path, language: str) -> Path:
    """Run a page's command in a folder that holds nothing else and return the file of the page.

    What takes longest to simulate is simulated once for all languages.
    """
    page, own = PAGES[name], folder / "own"
    _write_configs(own)
    command, *settings = page.command
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trial_module, "N_DRAWS_OF_RIVAL", 4)
        for simulating in SIMULATE:
            patch.setattr(simulating, "simulate", _once(simulating.simulate))
        assert main([command, *settings, f"config_dir={own}", f"out={folder / 'made'}", f"language={language}"]) == 0
    return folder / "made" / page.file


@cache
def _once(simulate: Callable[..., object]) -> Callable[..., object]:
    """Return a function that gives the answer of its first call again, whatever language it is asked in."""
    answers: list[object] = []

    def answer(*arguments: object, **named: object) -> object:
        if not answers:
            answers.append(simulate(*arguments, **named))
        return answers[0]

    return answer


def _write_configs(own: Path) -> None:
    """Write a policy, a world, a person, a sweep and a question, each with a hostile name."""
    own.mkdir()
    test_sensitivity.write(own)
    question = {"label": NAMED, "policy": "hostile", "against": "staircase", "outcome": "first_job", "quarter": 2}
    _write(own / "contrary.yaml", {"questions": {"first": question, "second": {**question, "group": "sex=woman"}}})
    named = {"label": NAMED, "summary": NAMED}
    _write(
        own / "policy" / "hostile.yaml", {**_shipped("policy/jobfirst"), **named, "assumed": NAMED, "caution": NAMED}
    )
    _write(own / "world" / "hostile.yaml", {**_shipped("world/sanctions_work"), **named})
    _write(own / "person" / "hostile.yaml", {**_shipped("person/henrik"), **named, "assumed": NAMED})
    _write(
        own / "sweep" / "hostile.yaml",
        {
            "policies": ["hostile"],
            "worlds": {  # of the same name
                "one": {"label": NAMED},
                "other": {"label": NAMED, "parameters": {"progression": {"causal_share": 0.5}}},
            },
            "design": {"kind": "grid", "dimensions": {"job_entry.belief": [0.5, 1.3]}},
            "n_quarters": 2,
            "n_replications": 2,
        },
    )


def _shipped(name: str) -> dict[str, Any]:
    return dict(read_yaml(configs() / f"{name}.yaml"))


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
