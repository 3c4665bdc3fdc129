"""Pages come out the same whatever a notebook has set in matplotlib, and from however many threads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.style
import matplotlib.text
import pytest
from cycler import cycler
from matplotlib import font_manager
from matplotlib.colors import is_color_like

from tests.report.written import Write, content, writers

pytestmark = pytest.mark.slow

N_THREADS, N_TIMES = 8, 3
OTHER: dict[str, Any] = {  # where neither the opposite nor more of it is a value
    "axes.autolimit_mode": "round_numbers",
    "axes.grid.axis": "x",
    "axes.grid.which": "minor",
    "axes.labelweight": "bold",
    "axes.prop_cycle": cycler(linestyle=["-", ":"], marker=["x", "+"], color=["lime", "red"]),
    "axes.titlelocation": "right",
    "axes.titleweight": "bold",
    "axes.titley": 0.5,
    "font.family": "monospace",
    "font.stretch": "condensed",
    "font.style": "italic",
    "font.variant": "small-caps",
    "font.weight": "bold",
    "grid.linestyle": ":",
    "hatch.color": "magenta",
    "legend.loc": "center",
    "legend.title_fontsize": 30.0,
    "lines.dash_capstyle": "round",
    "lines.dash_joinstyle": "miter",
    "lines.dashdot_pattern": [9.0, 9.0],
    "lines.dashed_pattern": [9.0, 9.0],
    "lines.linestyle": ":",
    "lines.marker": "x",
    "lines.solid_capstyle": "round",
    "lines.solid_joinstyle": "bevel",
    "markers.fillstyle": "left",
    "path.sketch": (5.0, 100.0, 2.0),
    "savefig.bbox": "tight",
    "savefig.format": "pdf",
    "savefig.orientation": "landscape",
    "svg.fonttype": "path",
    "svg.hashsalt": "another",
    "svg.id": "another",
    "text.hinting": "force_autohint",
    "text.kerning_factor": 6,
    "xtick.alignment": "right",
    "xtick.direction": "in",
    "ytick.alignment": "top",
    "ytick.direction": "in",
}
OF_WINDOWS = ("animation.", "backend", "docstring.", "interactive", "keymap.", "pgf.", "timezone", "toolbar", "webagg.")


def _others(name: str, usual: object) -> list[object]:
    """Return other values of a setting, of which one may be allowed; none where there is no telling."""
    if name in OTHER:
        return [OTHER[name]]
    if isinstance(usual, bool):
        return [not usual]
    if isinstance(usual, int | float):
        return [0.6 * usual + 0.2, 2 * usual + 1]  # the first lets what is at most one be so
    return ["magenta"] if is_color_like(usual) or usual in ("inherit", "auto") else []


def _change(name: str, usual: object) -> None:
    for other in _others(name, usual):
        try:
            matplotlib.rcParams[name] = other
        except (ValueError, RuntimeError):  # not allowed
            continue
        return
    assert name not in OTHER


@pytest.fixture
def hostile() -> Iterator[None]:
    with matplotlib.rc_context():
        for name, usual in dict(matplotlib.rcParamsDefault).items():
            if not name.startswith(OF_WINDOWS):
                _change(name, usual)
        changed = [n for n, usual in matplotlib.rcParamsDefault.items() if matplotlib.rcParams[n] != usual]
        assert len(changed) > 200
        yield


@pytest.fixture(scope="module")
def write(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Write]:
    return writers(tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def usual(write: Mapping[str, Write], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, bytes]]:
    folder = tmp_path_factory.mktemp("usual")
    for name in write:
        write[name](folder / name)
    return {name: content(folder / name) for name in write}


def _differing(pages: Mapping[str, Mapping[str, bytes]], folder: Path) -> list[str]:
    found = []
    for name, files in pages.items():
        written = content(folder / name)
        assert written.keys() == files.keys()
        found += [f"{name}: {file}" for file in files if files[file] != written[file]]
    return found


@pytest.mark.filterwarnings("ignore::matplotlib.MatplotlibDeprecationWarning")  # of a setting that is still to be had
@pytest.mark.usefixtures("hostile")
def test_no_setting_of_matplotlib_changes_a_page(
    write: Mapping[str, Write],
    usual: Mapping[str, Mapping[str, bytes]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [])  # nor its list of fonts
    monkeypatch.setattr(matplotlib.text, "get_font", None)
    before = dict(matplotlib.rcParams)
    for name in write:
        write[name](tmp_path / name)
    assert _differing(usual, tmp_path) == []
    assert dict(matplotlib.rcParams) == before


def test_the_style_of_an_old_matplotlib_changes_no_page(
    write: Mapping[str, Write], usual: Mapping[str, Mapping[str, bytes]], tmp_path: Path
) -> None:
    with matplotlib.style.context("classic"):
        for name in write:
            write[name](tmp_path / name)
    assert _differing(usual, tmp_path) == []


def test_pages_written_by_many_threads_are_those_of_one(
    write: Mapping[str, Write], usual: Mapping[str, Mapping[str, bytes]], tmp_path: Path
) -> None:
    with ThreadPoolExecutor(N_THREADS) as threads:
        jobs = [threads.submit(write[name], tmp_path / str(time) / name) for time in range(N_TIMES) for name in write]
        for job in jobs:
            job.result()
    assert [_differing(usual, tmp_path / str(time)) for time in range(N_TIMES)] == [[]] * N_TIMES
