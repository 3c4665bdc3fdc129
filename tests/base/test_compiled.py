"""Compiled code never goes stale: its cache is keyed by everything that it is made of."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulation.base import compiled
from simulation.base.compiled import PACKAGE, code_folder, source_files, source_hash
from tests.rows import each_row

ROOT = PACKAGE.parent
DECORATORS = {"kernel", "rule"}


def compiled_functions(tree: ast.Module) -> list[ast.FunctionDef]:
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return [f for f in functions if any(isinstance(d, ast.Name) and d.id in DECORATORS for d in f.decorator_list)]


def names(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def built_in_names(tree: ast.Module) -> set[str]:
    """Return the names that a module's compiled functions are made of, also through its own constants and functions."""
    made_of: dict[str, set[str]] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            made_of[node.name] = names(node)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                made_of |= {name: names(node.value) for name in names(target)}
    used = set().union(*(names(function) for function in compiled_functions(tree)))
    while more := set().union(*(made_of.get(name, set()) for name in used)) - used:
        used |= more
    return used


def built_in_files(tree: ast.Module) -> Iterator[Path]:
    """Yield the files of the package from which a module imports what its compiled functions are made of."""
    used = built_in_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("simulation"):
            base = ROOT.joinpath(*node.module.split("."))
            for name in node.names:
                if (name.asname or name.name) in used:
                    places = (base / f"{name.name}.py", base.with_suffix(".py"), base / "__init__.py")
                    yield next(path for path in places if path.is_file())


def decorated() -> Iterator[tuple[Path, ast.Module]]:
    """Yield the files of the package that use one of the decorators, with what they are parsed into."""
    for path in sorted(PACKAGE.rglob("*.py")):
        content = path.read_text(encoding="utf-8")
        if any(f"@{decorator}" in content for decorator in DECORATORS):
            yield path, ast.parse(content)


TREES = dict(decorated())
COMPILED = [path for path, tree in TREES.items() if compiled_functions(tree)]


def test_there_are_compiled_functions_to_look_at() -> None:
    assert len(COMPILED) > 12


def test_constants_of_other_files_are_found() -> None:
    found = {path.name for path in built_in_files(TREES[PACKAGE / "model" / "engine" / "client_phase.py"])}
    assert {"compiled.py", "decisions.py", "state.py", "fill.py", "readiness.py"} <= found
    assert "trust.py" in {path.name for path in built_in_files(TREES[PACKAGE / "model" / "engine" / "meeting.py"])}
    plan = {path.name for path in built_in_files(TREES[PACKAGE / "model" / "engine" / "plan.py"])}
    assert {"interventions.py", "portfolios.py"} <= plan


@each_row("path", COMPILED, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_hash_covers_files_with_compiled_functions_and_what_they_are_made_of(path: Path) -> None:
    covered = set(source_files())
    assert path in covered
    assert not [other for other in built_in_files(TREES[path]) if other not in covered]


def test_the_hash_covers_the_interventions_whose_bits_are_built_in() -> None:
    assert "interventions.yaml" in {path.name for path in source_files()}


def test_every_named_source_exists() -> None:
    for name in compiled.SOURCES:
        assert (PACKAGE / name).exists()
    assert all(path.is_file() for path in source_files())


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package that a test may edit."""
    leave_out = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, tmp_path / "simulation", ignore=leave_out)
    shutil.copytree(ROOT / "configs", tmp_path / "configs", ignore=leave_out)
    return tmp_path / "simulation"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def hash_of(package: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(compiled, "source_files", lambda: source_files(package))
    return source_hash.__wrapped__()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("simulation/model/rules/trust.py", "min(1.0,", "min(0.5,"),
        ("simulation/model/draws/normal.py", "PIECES_AN_OCTAVE = 8", "PIECES_AN_OCTAVE = 16"),
        ("simulation/model/state.py", '("office", "u2"),\n    ("n_', '("office", "u4"),\n    ("n_'),
        ("configs/interventions.yaml", "network:\n    group: social", "network:\n    group: health"),
    ],
)
def test_any_change_of_what_code_is_made_of_changes_the_hash(package, monkeypatch, file, old, new) -> None:
    before = hash_of(package, monkeypatch)
    assert before == hash_of(package, monkeypatch)
    edit(package.parent / file, old, new)
    assert hash_of(package, monkeypatch) != before


def test_a_change_elsewhere_keeps_the_compiled_code(package, monkeypatch) -> None:
    before = hash_of(package, monkeypatch)
    edit(package / "base" / "errors.py", "Invalid input, told to the user", "Wrong input, told to the user")
    assert hash_of(package, monkeypatch) == before


def test_the_folder_carries_the_hash() -> None:
    path = code_folder().path
    assert path is None or path.name == source_hash()


# One small kernel, for the whole model takes a minute to compile; which files its kernels are made of is held above.
KERNEL = """
from simulation.base.compiled import kernel
from simulation.model.rules.trust import next_trust

@kernel
def advance(trust, p):
    for row in range(len(trust)):
        trust[row] = next_trust(trust[row], 0.0, 0.0, False, p[0].trust)
"""

PROBE = """
import numpy as np
from simulation.base.compiled import as_rows, told_when_compiling
from simulation.model.parameters import build_parameters
from simulation.model.parameters.record import as_record
from a_kernel import advance
trust, heard = np.zeros(3), []
with told_when_compiling(lambda: heard.append("compiled")):
    advance(trust, as_rows(as_record(build_parameters({'trust': {'gain': 0.125}}))))
print(trust.max(), *heard)
"""


@pytest.mark.slow
def test_an_edited_rule_is_compiled_anew(package: Path, tmp_path: Path) -> None:
    # the rule lies in another file than the kernel that calls it, where numba's own cache serves the old code
    (tmp_path / "a_kernel.py").write_text(KERNEL, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    environment["NUMBA_DISABLE_JIT"] = "0"

    def largest_trust() -> str:
        done = subprocess.run(
            [sys.executable, "-c", PROBE], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    # 0 + 0.125, at first and from the cache; then 0 + 0.125 + 0.5
    assert [largest_trust(), largest_trust()] == ["0.125 compiled", "0.125"]
    edit(package / "model" / "rules" / "trust.py", "trust + gain - loss", "trust + gain + 0.5 - loss")
    assert largest_trust() == "0.625 compiled"
