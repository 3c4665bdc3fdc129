"""Work for other processes. They import this file, so it imports little (compiled code alone would take seconds)."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np

from simulation.base.chunks import Arrays


def sleep(folder: Path) -> Arrays:
    """Tell the process's number and sleep."""
    (folder / f"{os.getpid()}.pid").touch()
    time.sleep(300)
    return {}


def number(value: int) -> Arrays:
    """Return a number."""
    return {"value": np.array(value)}


def die(_: int) -> Arrays:
    """End the process at once, as the system does when memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def wait_for(path: Path) -> Arrays:
    """Return once there is a file."""
    while not path.exists():
        time.sleep(0.02)
    return number(1)
