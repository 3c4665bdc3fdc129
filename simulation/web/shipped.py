"""Pages and lists for which nothing is computed: start, the lesson, evidence, what the API describes, files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from importlib import resources

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from simulation.base.texts import LANGUAGES
from simulation.web import api, pages
from simulation.web.addresses import LANGUAGE, read_language
from simulation.web.evidence import evidence_page
from simulation.web.lesson.pages import css, offline_file, script
from simulation.web.site import Site, shown

STATIC = {
    "page.css": ("simulation.report", "page.css", "text/css; charset=utf-8"),
    "web.css": ("simulation.web", "static/web.css", "text/css; charset=utf-8"),
    "live.js": ("simulation.web", "static/live.js", "text/javascript; charset=utf-8"),
    "job.js": ("simulation.web", "static/job.js", "text/javascript; charset=utf-8"),
    "form.js": ("simulation.web", "static/form.js", "text/javascript; charset=utf-8"),
    "icon.svg": ("simulation.web", "static/icon.svg", "image/svg+xml"),
}
LESSON_FILES: dict[str, tuple[Callable[[], str], str]] = {
    "lesson.css": (css, "text/css; charset=utf-8"),
    "lesson.js": (script, "text/javascript; charset=utf-8"),
}
A_YEAR = "public, max-age=31536000, immutable"


@dataclass
class Shipped:
    """Handles requests for what needn't be computed."""

    site: Site

    async def start(self, request: Request) -> Response:
        """Show the start page."""
        return await shown(pages.start_page, self.site.where(request))

    async def lesson(self, request: Request) -> Response:
        """Show one of the pages of the lesson, whose numbers are shipped."""
        where = self.site.where(request)
        view = next(name for name, path in pages.LESSON.items() if path == where.path)
        return await shown(pages.lesson_page, where, view)

    async def lesson_file(self, request: Request) -> Response:
        """Send the lesson as one file that needs no network."""
        language = self.site.where(request).language
        content = await run_in_threadpool(offline_file, language)
        headers = {"content-disposition": f"attachment; filename=tilltro_lesson_{language}.html"}
        return HTMLResponse(content, headers=headers)

    async def evidence(self, request: Request) -> Response:
        """Show published figures, parameters, policies and worlds, or those that were searched for."""
        return await shown(evidence_page, self.site.where(request), request.query_params.get("q", ""))

    async def api_list(self, request: Request) -> Response:
        """Answer with one of the lists."""
        language = read_language(request.query_params.get(LANGUAGE, LANGUAGES[0]))
        name = request.path_params["name"]
        if name not in api.LISTS:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return api.answer(await run_in_threadpool(api.LISTS[name], language))

    async def api_description(self, request: Request) -> Response:
        """Answer with the description of the API."""
        return api.answer(await run_in_threadpool(api.description, self.site.base))

    async def static(self, request: Request) -> Response:
        """Send one of the files that pages load."""
        name = request.path_params["name"]
        if name in LESSON_FILES:
            make, kind = LESSON_FILES[name]
            content = make().encode()
        elif name in STATIC:
            package, path, kind = STATIC[name]
            content = resources.files(package).joinpath(path).read_bytes()
        else:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return Response(content, media_type=kind, headers={"cache-control": A_YEAR})

    async def icon(self, request: Request) -> Response:
        """Lead to the icon, for which browsers ask by this name too."""
        return RedirectResponse(f"{self.site.base}/static/icon.svg", HTTPStatus.TEMPORARY_REDIRECT)

    async def health(self, request: Request) -> Response:
        """Say that the site is there."""
        return PlainTextResponse("ok\n")

    async def home(self, request: Request) -> Response:
        """Lead to the start page."""
        return RedirectResponse(f"{self.site.base}/", HTTPStatus.TEMPORARY_REDIRECT)
