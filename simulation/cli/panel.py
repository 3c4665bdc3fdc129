"""The panel that the sources' estimators run on, as typed: `panel=nearer_stop_first`."""

from __future__ import annotations

from simulation.analyses.validation.panels import panel_names
from simulation.base.checks import check_name
from simulation.cli.defaults import OWN
from simulation.cli.typed import Typed


def panel_of(command: str, typed: Typed) -> tuple[str, Typed]:
    """Return the panel that is asked for, the command's own by default, and what was typed besides.

    Raises:
        InputError: if there is no such panel.
    """
    own, others = typed.take(("panel",))
    panel = own.get("panel", OWN[command]["panel"])
    check_name("panel", panel, panel_names())
    return panel, others
