"""The shape of the code: imports run one way, every module has one name, configuration is data, functions are short."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from simulation.base.resources import read_yaml
from tests import conftest
from tests.conftest import told_of_another_checkout
from tests.rows import each_row

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted((ROOT / "simulation").rglob("*.py"))
CONFIGS = sorted((ROOT / "configs").rglob("*.yaml"))
LONGEST = 70  # lines of a function
PROGRAMS = sorted((ROOT / "experiments").glob("*.py"))
FOLDERS = ("tests", "benchmarks", "examples")
USERS = sorted({path for name in FOLDERS for path in (ROOT / name).rglob("*.py")} - {Path(__file__).resolve()})
SECOND_NAMES = {"configs", "experiments"}  # of simulation.configs and simulation.experiments


def test_imports_run_one_way() -> None:
    command = Path(sys.executable).parent / "lint-imports"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    done = subprocess.run([command, "--no-cache"], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken" in done.stdout


def of_root(path: Path) -> str:
    return str(path.relative_to(ROOT))


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


@each_row("path", [*CODE, *PROGRAMS], ids=of_root)
def test_no_function_is_long(path: Path) -> None:
    found = [node for node in nodes(path) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert not [node.name for node in found if (node.end_lineno or 0) - node.lineno + 1 > LONGEST]


def second_names(path: Path) -> list[str]:
    """Return what a file imports, or names in a text as `setattr` and `import_module` take it, by a second name."""
    used = []
    for node in nodes(path):
        if isinstance(node, ast.Import):
            used += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            used.append(str(node.module))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            used += re.findall(r"(?:^|\b(?:import|from) )((?:configs|experiments)\.[a-z_]+)", node.value)
    return [name for name in used if name.partition(".")[0] in SECOND_NAMES]


@each_row("path", USERS, ids=of_root)
def test_every_module_is_imported_by_the_name_that_users_know(path: Path) -> None:
    assert second_names(path) == []


def test_second_names_are_found(tmp_path: Path) -> None:
    path = tmp_path / "some.py"
    lines = [
        "import experiments.compare",
        "from experiments import compare",
        "from configs import x",
        'setattr("experiments.compare.main", 1)',
        'run("import experiments.compare; 1")',
        "from simulation.experiments import compare",
        'setattr("simulation.experiments.compare.main", 1)',
        '"configs/person"',
    ]
    found = []
    for line in lines:
        path.write_text(line, encoding="utf-8")
        found.append(len(second_names(path)))
    assert found == [1, 1, 1, 1, 1, 0, 0, 0]


def test_tests_of_one_checkout_refuse_the_code_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told_of_another_checkout(ROOT) == ""
    for name in ("simulation", "simulation.experiments", "simulation.configs"):
        other = tmp_path.resolve() / name / "__init__.py"
        places = {name: SimpleNamespace(origin=str(other))}
        monkeypatch.setattr(conftest, "find_spec", places.get)
        said = told_of_another_checkout(ROOT)
        assert said.startswith(
            f"The tests are those of {ROOT}, but this Python takes {name} from {other.parent.resolve()}"
        )
        with pytest.raises(pytest.UsageError, match="The tests are those of"):
            conftest.pytest_configure(None)


def keys(content: object) -> set[object]:
    if isinstance(content, dict):
        return set(content).union(*(keys(value) for value in content.values()))
    return set().union(*(keys(value) for value in content)) if isinstance(content, list) else set()


@each_row("path", CONFIGS, ids=of_root)
def test_configuration_starts_no_code(path: Path) -> None:
    found = keys(read_yaml(path))
    assert not [key for key in found if str(key).startswith("_") and str(key) != "_self_"]


def test_the_engine_loads_no_mesa_hydra_pandas_or_matplotlib() -> None:
    names = "simulation, simulation.model.policies, simulation.model.engine.replication"
    heavy = "{'mesa', 'hydra', 'omegaconf', 'pandas', 'matplotlib'}"
    code = f"import sys, {names}; print(sorted({heavy} & set(sys.modules)))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
