"""The sweeps that come with the package, as `tilltro sweep --help` lists them: by their files."""

from __future__ import annotations

from simulation.base.resources import configs, read_yaml

ABOUT = "about"  # a declaration's one line, in each language


def ready_made(language: str) -> list[tuple[str, str]]:
    """Return the name of each sweep with what it is about."""
    found = {path.stem: read_yaml(path) for path in sorted((configs() / "sweep").glob("*.yaml"))}
    return [(name, str(content[ABOUT][language])) for name, content in found.items()]
