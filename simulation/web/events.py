"""Server-sent events: a comparison's progress, strip by strip, until it is over."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from simulation.web import pages
from simulation.web.addresses import Asked
from simulation.web.runs import Run, Runs

SECONDS_BETWEEN_STRIPS = 0.4
SECONDS_UNTIL_FIRST = 0.1  # between looks while there is nothing to see yet
MORE_DRAWN = 1.25  # times as many replications as before: less hardly narrows a strip, and each picture takes its time


async def events(runs: Runs, request: Request, asked: Asked) -> AsyncIterator[str]:
    """Stream a comparison's progress until it is over or the visitor has left."""
    run = runs.under_way(asked)
    if run is not None:
        with run.followed():
            async for event in _strips(runs, request, asked, run):
                yield event
        if not run.is_over:
            return
    yield "event: over\ndata: {}\n\n"


async def _strips(runs: Runs, request: Request, asked: Asked, run: Run) -> AsyncIterator[str]:
    """Yield the state of a run whenever it has changed, until it is over or the visitor has left."""
    seen, drawn = -1, 0
    while not run.is_over and not await request.is_disconnected():
        if run.n_done != seen:
            seen = run.n_done
            is_drawn = seen >= drawn * MORE_DRAWN
            told = await run_in_threadpool(_state_of, run, asked, runs.is_ready.is_set(), is_drawn)
            drawn = seen if is_drawn else drawn
            yield f"event: strip\ndata: {json.dumps(told)}\n\n"
        else:
            yield ": waiting\n\n"
        await asyncio.sleep(SECONDS_BETWEEN_STRIPS if seen > 0 else SECONDS_UNTIL_FIRST)


def _state_of(run: Run, asked: Asked, is_ready: bool, is_drawn: bool) -> dict[str, object]:
    return {
        "n_done": run.n_done,
        "n_asked": run.n_asked,
        "words": pages.progress_words(run, asked.language, is_ready),
        "strips": pages.strips(run, asked) if is_drawn else "",  # empty: those before stay
    }
