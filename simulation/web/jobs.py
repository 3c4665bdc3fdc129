"""Pages that take long to compute, one at a time in a thread of their own; visitors poll until theirs is there.

Identical requests share one job. A job that nobody has polled for a while is cancelled; the latest results are kept.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from simulation.base.errors import Cancelled, InputError
from simulation.base.threads import Cancel, Progress, raise_if_cancelled

UNWATCHED = 15.0  # seconds without a poll after which a job is cancelled
MOST_WAITING = 20
MOST_KEPT = 20

type Work = Callable[[Progress, Cancel], bytes]


@dataclass
class Job:
    """One page that is being made; changed by its worker, read by anybody."""

    n_done: int = 0
    n_asked: int = 0
    began: float = 0.0  # when its work began, on the clock `time.monotonic`; 0 while it waits
    result: bytes | None = None
    error: InputError | None = None
    is_cancelled: bool = False
    watched_until: float = field(default_factory=lambda: time.monotonic() + UNWATCHED)

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens."""
        return self.result is not None or self.error is not None or self.is_cancelled

    @property
    def seconds_left(self) -> float | None:
        """Return about how long it still takes, from what the part so far took; None before there is one."""
        if not self.n_done or not self.began:
            return None
        return (time.monotonic() - self.began) / self.n_done * (self.n_asked - self.n_done)

    def look(self) -> None:
        """Keep the job alive for another `UNWATCHED` seconds."""
        self.watched_until = time.monotonic() + UNWATCHED


class Jobs:
    """All jobs of this process."""

    def __init__(self, is_ready: threading.Event) -> None:
        """Make the worker; jobs begin once the model `is_ready`."""
        self._is_ready = is_ready
        self._jobs: dict[str, Job] = {}  # the latest at the end
        self._lock = threading.Lock()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="tilltro-job")
        self._is_closed = False

    def begin(self, key: str, work: Work) -> Job:
        """Return the running or finished job of this key, else a new one.

        Raises:
            InputError: if too many wait.
        """
        with self._lock:
            job = self._jobs.pop(key, None)
            if job is None or job.is_cancelled or job.error is not None:
                if sum(not other.is_over for other in self._jobs.values()) >= MOST_WAITING:
                    raise InputError("too_busy", n=MOST_WAITING)
                job = Job()
                self._worker.submit(self._run, job, work)
            self._jobs[key] = job
            over = [name for name, one in self._jobs.items() if one.is_over]
            for name in over[: max(0, len(over) - MOST_KEPT)]:
                del self._jobs[name]
        job.look()
        return job

    def close(self) -> None:
        """Cancel everything and wait until the worker has stopped."""
        self._is_closed = True
        self._worker.shutdown(cancel_futures=True)

    def _run(self, job: Job, work: Work) -> None:
        def tell(n_done: int, n_asked: int) -> None:
            job.n_done, job.n_asked = n_done, n_asked

        def should_stop() -> bool:
            return self._is_closed or time.monotonic() > job.watched_until

        while not self._is_ready.wait(1.0) and not should_stop():
            pass
        job.began = time.monotonic()
        try:
            raise_if_cancelled(should_stop)
            job.result = work(tell, should_stop)
        except Cancelled:
            job.is_cancelled = True
        except InputError as error:
            job.error = error
        except Exception as error:
            job.error = InputError("run_failed", reason=type(error).__name__)
