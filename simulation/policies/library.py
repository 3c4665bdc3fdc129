"""The policies there are: YAML files in the package, and a user's own folder before them."""

from __future__ import annotations

from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from simulation.errors import InputError, nearest
from simulation.policies.policy import Policy, build_policy
from simulation.resources import configs, read_yaml


def _files(own_configs: Path | None) -> dict[str, Traversable | Path]:
    folders: list[Traversable | Path] = [configs().joinpath("policy")]
    if own_configs is not None and (own_configs / "policy").is_dir():
        folders.append(own_configs / "policy")
    found: dict[str, Traversable | Path] = {}
    for folder in folders:
        for path in sorted(folder.iterdir(), key=lambda path: path.name):
            if path.name.endswith(".yaml"):
                found[path.name.removesuffix(".yaml")] = path
    return found


@cache
def policy_names(own_configs: Path | None = None) -> tuple[str, ...]:
    """Return the names of all policies, sorted."""
    return tuple(sorted(_files(own_configs)))


@cache
def load_policy(name: str, own_configs: Path | None = None) -> Policy:
    """Return a policy by name; a user's own file wins over the package's of the same name.

    Raises:
        InputError: if there is none of that name, or its file is wrong.
    """
    files = _files(own_configs)
    if name not in files:
        raise InputError("unknown_name", kind="policy", name=name, nearest=nearest(name, files))
    return build_policy(name, read_yaml(files[name]), f"policy {name}")
