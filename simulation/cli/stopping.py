"""Ctrl-C, and a request to end from a scheduler or a window that is closed: both stop a command as KeyboardInterrupt.

An exception that is raised while a module is imported or machine code is linked may be lost: Python calls some of its
own code there from which none gets out. The command would go on as if nothing had been said, or, where the linker
doesn't get the code that it asked for, end in a crash. So a signal waits there, and comes again a moment later.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Sequence
from types import FrameType

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP
SHIELDED = ("<frozen importlib._bootstrap>", os.path.join("llvmlite", "binding", "executionengine.py"))  # noqa: PTH118
LATER = 0.02  # seconds until a signal that had to wait comes again


def stop_on_signals() -> Sequence[int]:
    """Have the signals that ask a command to end raise KeyboardInterrupt, where it can't be lost.

    Return a sequence that holds the numbers of the signals that have come. Outside the main thread, as in a notebook's,
    nothing is changed. A signal that is ignored, as under `nohup`, stays so.
    """
    heard: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        return heard
    wanted = [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]
    handled = [number for number in wanted if signal.getsignal(number) is not signal.SIG_IGN]
    waiting: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        if is_shielded(frame) and hasattr(signal, "setitimer"):
            waiting[:] = [number]
            signal.signal(signal.SIGALRM, again)
            signal.setitimer(signal.ITIMER_REAL, LATER)
            return
        heard.append(number)
        if number != signal.SIGINT:
            for each in handled:  # a second one mustn't stop the tidying; whoever presses Ctrl-C twice may
                signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    def again(_number: int, frame: FrameType | None) -> None:
        stop(waiting[0], frame)

    for number in handled:
        signal.signal(number, stop)
    return heard


def is_shielded(frame: FrameType | None) -> bool:
    """Say whether a frame is one in which an exception may be lost, or was called from one."""
    while frame is not None:
        if frame.f_code.co_filename.endswith(SHIELDED):
            return True
        frame = frame.f_back
    return False
