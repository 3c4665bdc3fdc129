"""Another value for every setting of matplotlib, as a notebook might have it."""

from __future__ import annotations

from typing import Any

import matplotlib
from cycler import cycler
from matplotlib.colors import is_color_like

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


def change_all() -> None:
    """Change all that can be changed; `matplotlib.rc_context` around it puts them back."""
    for name, usual in dict(matplotlib.rcParamsDefault).items():
        if not name.startswith(OF_WINDOWS):
            _change(name, usual)
    changed = [n for n, usual in matplotlib.rcParamsDefault.items() if matplotlib.rcParams[n] != usual]
    assert len(changed) > 200
