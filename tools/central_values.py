"""Central values: set those in `configs/parameters/` to the middle of what calibration gives.

Run `python -m tools.central_values` after new draws are put in `simulation/study/`. Parameters that aren't drawn keep
theirs. What else rests on central values is made anew as CONTRIBUTING.md says.
"""

from __future__ import annotations

import re
from pathlib import Path

from simulation.model.parameters import entry, split_path
from simulation.study.posterior import middle, shipped

FOLDER = Path(__file__).resolve().parent.parent / "configs" / "parameters"


def main() -> None:
    """Rewrite the central values that differ, and say which."""
    for path in shipped().names:
        was, new = entry(path).central, middle(path)
        if was != new:
            group, name = split_path(path)
            file = FOLDER / f"{group}.yaml"
            file.write_text(with_central(file.read_text(encoding="utf-8"), name, new), encoding="utf-8")
            print(f"{path}: {was:g} -> {new:g}")  # noqa: T201


def with_central(content: str, name: str, value: float) -> str:
    """Return the text of a file of parameters with another central value of one of them."""
    entry_of_name = rf"(^{re.escape(name)}:\n(?:  .*\n)*?  central: )\S+"
    changed, n = re.subn(entry_of_name, lambda found: f"{found[1]}{value!r}", content, count=1, flags=re.MULTILINE)
    if n != 1:
        raise ValueError(f"no central value of {name}")
    return changed


if __name__ == "__main__":
    main()
