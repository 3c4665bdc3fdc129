"""The policies there are: YAML files in the package, and a user's own folder before them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from simulation.base.checks import check_name
from simulation.base.errors import InputError, in_file
from simulation.base.resources import named_file, named_files, read_yaml
from simulation.base.sources import SentFile, Source
from simulation.model.policies.policy import Policy, build_policy


def _check_folder(own_configs: Path | None) -> None:
    if own_configs is not None and not own_configs.is_dir():
        raise InputError("wrong_shape", where=f"config_dir={own_configs}", expected="a folder that exists")


def policy_names(own_configs: Path | None = None) -> tuple[str, ...]:
    """Return the names of all policies, sorted.

    Raises:
        InputError: if the user's folder doesn't exist.
    """
    _check_folder(own_configs)
    return tuple(sorted(named_files("policy", own_configs)))


def load_policy(name: str, own_configs: Path | None = None) -> Policy:
    """Return a policy by name; a user's own file wins over the package's of the same name, and is read anew each time.

    Raises:
        InputError: if there is none of that name, or its file is wrong.
    """
    _check_folder(own_configs)
    path = named_file("policy", name, own_configs)
    if path is None:
        check_name("policy", name, policy_names(own_configs))
        raise InputError("unknown_name", kind="policy", name=name, nearest="")  # just removed
    is_own = own_configs is not None and path.is_relative_to(own_configs)
    return _read(name, path) if is_own else _read_once(name, path)


def sent_policy(file: SentFile) -> Policy:
    """Return the policy of a file that was sent to us, which has the file's name.

    Raises:
        InputError: if the file is wrong.
    """
    return _read(file.stem, file)


def _read(name: str, path: Source) -> Policy:
    with in_file(path):
        return build_policy(name, read_yaml(path), f"policy {name}")


_read_once = cache(_read)


@cache
def shipped_with_role(role: str) -> str:
    """Return the name of the package's policy of a role; empty where it has none."""
    return next((name for name in policy_names() if load_policy(name).role == role), "")
