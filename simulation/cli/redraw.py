"""Draw the pages of `tilltro target`, `trial` and `office` again from their results, in any language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from simulation.analyses.office.files import read_expected
from simulation.analyses.targeting.files import read_target
from simulation.analyses.trials.files import read_trial
from simulation.cli import office, target
from simulation.results.recorded import RecordedResults


def can_redraw(recorded: RecordedResults) -> bool:
    """Return whether the folder's page is one of these."""
    return recorded.command in _PAGES


def write_page_again(recorded: RecordedResults, language: str, work: Path) -> Path:
    """Write the page of a folder of results to the folder `work` and return its path.

    Raises:
        InputError: if a file of the results can't be read, or this version doesn't allow its settings.
    """
    try:
        return _PAGES[recorded.command](recorded, language, work)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise recorded.damaged(error, "*.json", "*.yaml") from error


def _target(recorded: RecordedResults, language: str, work: Path) -> Path:
    from simulation.report.targeting.asked import Asked
    from simulation.report.targeting.page import write_page

    found, own = read_target(recorded.folder), recorded.content
    settings = recorded.settings_with(policies=[own["policy"]], baseline=own["against"])
    shown = Asked(found, settings, own["policy"], own["against"], language, recorded.content_hash)
    rule = recorded.folder / target.OWN_CONFIGS / "policy" / f"{found.leader}.yaml"
    return write_page(shown, rule.read_text(encoding="utf-8"), work)


def _trial(recorded: RecordedResults, language: str, work: Path) -> Path:
    from simulation.report.trials.page import write_page
    from simulation.report.trials.words import Asked

    found = read_trial(recorded.folder)
    design = found.design
    settings = recorded.settings_with(policies=[design.policy], baseline=design.against, n_quarters=design.follow_up)
    return write_page(Asked(found, settings, language, recorded.content_hash), work)


def _office(recorded: RecordedResults, language: str, work: Path) -> Path:
    from simulation.report.office.page import write_page
    from simulation.report.office.words import Asked

    found, settings = read_expected(recorded.folder), recorded.settings_with()
    shown = Asked(found, settings, language, recorded.content_hash, recorded.content[office.TYPED])
    world = recorded.folder / office.OWN_CONFIGS / "world" / "office.yaml"
    return write_page(shown, world.read_text(encoding="utf-8"), work)


_PAGES: Mapping[str, Callable[[RecordedResults, str, Path], Path]] = {
    "target": _target,
    "trial": _trial,
    "office": _office,
}
