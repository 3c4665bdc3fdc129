"""The adapted levels as the YAML of a world, which other commands take."""

from __future__ import annotations

import yaml

from simulation.report.office.words import Asked


def world_yaml(asked: Asked) -> str:
    """Return the levels at the middle of the draws as a world's file."""
    world = {
        "label": {asked.language: asked.say("world")},
        "summary": {asked.language: asked.say("world_summary", n=asked.found.n)},
        "sources": ["assumption"],
        "parameters": {group: dict(of) for group, of in asked.found.levels.items()},
    }
    written: str = yaml.safe_dump(world, sort_keys=False, allow_unicode=True, width=1000)
    return written
