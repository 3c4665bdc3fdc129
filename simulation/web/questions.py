"""Questions that take long to answer: the form, how far the answer is, and the answer, made as a job."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from simulation.web.decide import job_page, read_wanted
from simulation.web.decide_form import decide_page
from simulation.web.site import SECONDS_AT_ONCE, SECONDS_BETWEEN_LOOKS, Site, shown, standing_alone


@dataclass
class Questions:
    """What is answered where one of the questions of `decide` is asked."""

    site: Site

    async def decide(self, request: Request) -> Response:
        """Show the form of a question that takes long to answer, how far its answer is, or the answer."""
        where, path = self.site.where(request), self.site.where(request).path
        if request.method == "POST":
            kept = await self.site.kept(request)
            await run_in_threadpool(read_wanted, path, kept, self.site.uploads.find)
            return RedirectResponse(where.href(path, urlencode(kept)), HTTPStatus.SEE_OTHER)
        if not any(value for _, value in where.query):
            return await shown(decide_page, where, path)
        wanted = await run_in_threadpool(read_wanted, path, self.site.pairs(request), self.site.uploads.find)
        job = self.site.jobs.begin(wanted.key, wanted.make)
        ends = time.monotonic() + SECONDS_AT_ONCE
        while not job.is_over and time.monotonic() < ends:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        if job.error is not None:
            raise job.error
        if job.result is None:
            return await shown(job_page, where, path, wanted, job)
        return standing_alone(job.result, where, where.href(path), "ask_again")
