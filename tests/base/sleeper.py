"""Work that takes long, for processes that are to be stopped."""

from __future__ import annotations

import os
import time
from pathlib import Path

from simulation.base.chunks import Arrays


def sleep(folder: Path) -> Arrays:
    """Tell the process's number and sleep."""
    (folder / f"{os.getpid()}.pid").touch()
    time.sleep(300)
    return {}
