"""A story and what tends to happen as files: `timeline.csv` and `tendency.csv`, written and read back."""

from __future__ import annotations

from pathlib import Path

from simulation.analyses.stories.asked import StoryFound
from simulation.analyses.stories.moment import read_timeline, timeline
from simulation.analyses.stories.tendency import as_table, from_table
from simulation.results.tables import read_csv, write_csv

TIMELINE, TENDENCY = "timeline.csv", "tendency.csv"


def write_story(found: StoryFound, folder: Path) -> None:
    """Write both files."""
    write_csv(timeline(found.story), folder / TIMELINE)
    write_csv(as_table(found.tendencies), folder / TENDENCY)


def read_story(folder: Path, policy: str) -> StoryFound:
    """Return what `write_story` wrote; `policy` is the first of the two, whose name the files don't tell."""
    story = read_timeline(read_csv(folder / TIMELINE), policy)
    return StoryFound(story, from_table(read_csv(folder / TENDENCY)))
