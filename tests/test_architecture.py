"""The shape of the code: imports run one way, configuration is data, files stay short."""

import os
import subprocess
import sys
from pathlib import Path

import yaml

from tests.rows import each_row

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted((ROOT / "simulation").rglob("*.py"))
CONFIGS = sorted((ROOT / "configs").rglob("*.yaml"))
LONGEST = 300  # lines


def test_imports_run_one_way() -> None:
    command = Path(sys.executable).parent / "lint-imports"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    done = subprocess.run([command, "--no-cache"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken" in done.stdout


@each_row("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def keys(content: object) -> set[object]:
    if isinstance(content, dict):
        return set(content).union(*(keys(value) for value in content.values()))
    return set().union(*(keys(value) for value in content)) if isinstance(content, list) else set()


@each_row("path", CONFIGS, ids=lambda path: str(path.relative_to(ROOT)))
def test_configuration_starts_no_code(path: Path) -> None:
    found = keys(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert not [key for key in found if str(key).startswith("_") and str(key) != "_self_"]


@each_row("name", ["simulation", "simulation.model.engine.replication", "simulation.model.policies"])
def test_the_engine_loads_no_mesa_hydra_pandas_or_matplotlib(name: str) -> None:
    heavy = "{'mesa', 'hydra', 'omegaconf', 'pandas', 'matplotlib'}"
    code = f"import sys, {name}; print(sorted({heavy} & set(sys.modules)))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
