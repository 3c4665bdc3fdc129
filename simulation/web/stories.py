"""One person followed: the form, and the story, which is computed while the visitor waits."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from simulation.analyses.stories.asked import StoryAsked
from simulation.base.errors import Cancelled
from simulation.web.follow import follow_page, read_follow, story_page
from simulation.web.pages import FOLLOW
from simulation.web.site import DEADLINE, Site, later, shown, standing_alone

SECONDS_BETWEEN_LOOKS = 0.4  # at whether the visitor is there still
MOST_STORIES = 30  # pages that are kept, of some 100 KB


@dataclass
class Stories:
    """What is answered where somebody is followed."""

    site: Site
    _pages: dict[str, bytes] = field(default_factory=dict)  # by content hash, the latest at the end

    async def follow(self, request: Request) -> Response:
        """Show the people who can be followed."""
        return await shown(follow_page, self.site.where(request))

    async def story(self, request: Request) -> Response:
        """Show one person's story, computed on request.

        Raises:
            HTTPException: if it takes too long to wait for.
            InputError: if its settings aren't allowed.
        """
        followed = await run_in_threadpool(read_follow, self.site.pairs(request))
        content = self._pages.get(followed.content_hash)
        if content is None:
            async with self.site.making(request):
                content = await self._made(request, followed)
            self._pages[followed.content_hash] = content
            while len(self._pages) > MOST_STORIES:
                del self._pages[next(iter(self._pages))]
        where = self.site.where(request)
        return standing_alone(content, where, where.href(FOLLOW), "ask_again")

    async def _made(self, request: Request, followed: StoryAsked) -> bytes:
        """Return a story's page, given up when the visitor leaves or the deadline passes."""
        stop = threading.Event()

        def make() -> bytes:
            self.site.runs.is_ready.wait(DEADLINE)
            return story_page(followed, stop.is_set)

        making, ends = asyncio.ensure_future(run_in_threadpool(make)), time.monotonic() + DEADLINE
        while not making.done():
            await asyncio.wait({making}, timeout=SECONDS_BETWEEN_LOOKS)
            if time.monotonic() > ends or await request.is_disconnected():
                stop.set()
        try:
            return await making
        except Cancelled as error:
            raise later() from error
