"""The wheel, the editable install and the bare checkout all work, and nothing clashes in site-packages."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

import simulation

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("simulation", "configs", "experiments", "pyproject.toml", "README.md", "LICENSE")


def project() -> dict[str, object]:
    loaded: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return loaded


def test_every_package_is_listed() -> None:
    listed = set(project()["tool"]["setuptools"]["packages"])  # type: ignore[index]
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "simulation").rglob("__init__.py")}
    assert listed == found | {"simulation.configs", "simulation.experiments"}


def test_constraints_pin_every_dependency() -> None:
    content = project()["project"]
    wanted = [*content["dependencies"], *content["optional-dependencies"]["dev"]]  # type: ignore[index]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(line.count("==") == 1 and " " not in line for line in lines)
    pinned = {line.partition("==")[0].lower().replace("_", "-") for line in lines}
    bare = {take_name(requirement).lower().replace("_", "-") for requirement in wanted}
    assert bare <= pinned


def take_name(requirement: str) -> str:
    for number, letter in enumerate(requirement):
        if letter in "[<>=!~ ":
            return requirement[:number]
    return requirement


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel, built from a copy so that the checkout stays as it is."""
    copy, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif (ROOT / name).exists():
            shutil.copy(ROOT / name, copy / name)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(built), str(copy)]
    subprocess.run(command, check=True, capture_output=True)
    (made,) = built.glob("*.whl")
    return made


@pytest.mark.slow
def test_wheel_holds_everything_under_one_name(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"simulation"}
    for folder, inside in (("configs", "simulation/configs"), ("experiments", "simulation/experiments")):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".py", ".yaml"):
                assert f"{inside}/{path.relative_to(ROOT / folder).as_posix()}" in names
    for path in (ROOT / "simulation").rglob("*"):
        if path.is_file() and path.suffix != ".pyc":
            assert path.relative_to(ROOT).as_posix() in names


@pytest.mark.slow
def test_wheel_works(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    code = (
        "import sys, simulation; from simulation.__main__ import main\n"
        "status = main(sys.argv[1:])\n"
        "import simulation.experiments, simulation.configs\n"
        "modules = simulation, simulation.experiments, simulation.configs\n"
        f"assert all(module.__file__.startswith({str(site)!r}) for module in modules)\n"
        "sys.exit(status)\n"
    )
    arguments = ["run", "policy=staircase", "population.n_clients=60", "n_quarters=2", "n_replications=1", "out=mine"]
    # Not compiled, which would take most of the time and is tried elsewhere (tests/base/test_compiled.py).
    run(code, arguments, tmp_path, PYTHONPATH=str(site), NUMBA_DISABLE_JIT="1")
    assert (tmp_path / "mine" / "report.html").is_file()


def test_bare_checkout_works(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "sys.meta_path[:] = [finder for finder in sys.meta_path if 'editable' not in repr(finder)]\n"
        "from simulation.__main__ import main\n"
        "sys.exit(main(['policies', 'staircase']) or main(sys.argv[1:]))\n"
    )
    arguments = ["run", "policy=staircase", "population.n_clients=60", "n_quarters=2", "n_replications=1", "out=mine"]
    done = run(code, arguments, tmp_path, PYTHONPATH=str(ROOT))
    assert "Staircase" in done
    assert (tmp_path / "mine" / "report.html").is_file()


def run(code: str, arguments: list[str], folder: Path, **variables: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(os.name == "nt", reason="make and bash aren't there on Windows")
def test_a_python_that_is_too_old_gets_one_sentence(tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    shutil.copy(ROOT / "tools" / "make_venv.sh", tools)
    fake = tmp_path / "bin"
    fake.mkdir()
    for name in ("python", "python3", "python3.12", "python3.13", "python3.14"):
        # Fails at the question whether it is new enough, and tells an old version.
        (fake / name).write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" && exit 0\nexit 1\n')
        (fake / name).chmod(0o755)
    for tool in ("bash", "dirname", "cat", "cksum"):
        found = shutil.which(tool)
        assert found is not None
        (fake / tool).symlink_to(found)
    done = subprocess.run(
        [str(fake / "bash"), str(tools / "make_venv.sh"), "run"],
        env={"PATH": str(fake)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Python 3.9.2" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / ".venv").exists()


def test_the_citation_names_the_version_and_the_licence() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == simulation.__version__
    assert citation["license"] in (ROOT / "LICENSE").read_text(encoding="utf-8")
