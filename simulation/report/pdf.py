"""A page as a PDF, printed by a browser that is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from simulation.base.errors import InputError

VARIABLE = "TILLTRO_BROWSER"
SECONDS = 120
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
    "microsoft-edge-stable",
)
PLACES = (  # where they are installed without being on the path
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
)
PLAYWRIGHT = (".cache/ms-playwright", "Library/Caches/ms-playwright", "AppData/Local/ms-playwright")  # below home
PROGRAMS = ("chrome-linux*/chrome", "chrome-mac*/*.app/Contents/MacOS/*", "chrome-win*/chrome.exe")


def find_browser() -> str:
    """Return the program of a browser that can print.

    Raises:
        InputError: if there is none, or the environment names one that isn't there.
    """
    if named := os.environ.get(VARIABLE):
        found = shutil.which(named)
        if found is None:
            raise InputError("browser_not_there", variable=VARIABLE, program=named)
        return found
    on_path = (shutil.which(name) for name in NAMES)
    browser = next((found for found in (*on_path, *filter(os.path.isfile, PLACES), *_of_playwright()) if found), None)
    if browser is None:
        raise InputError("no_browser")
    return browser


def _of_playwright() -> Iterator[str]:
    """Yield the browsers that Playwright has fetched, the newest first."""
    for cache in PLAYWRIGHT:
        for folder in sorted((Path.home() / cache).glob("chromium-*"), reverse=True):
            for pattern in PROGRAMS:
                yield from (str(path) for path in sorted(folder.glob(pattern)))


def print_page(page: Path, browser: str, seconds: float = SECONDS) -> bytes:
    """Return a page as a PDF.

    Raises:
        InputError: if the browser makes none in that time.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:
        made = Path(work) / "page.pdf"
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--disable-extensions",
            "--no-first-run",
            "--no-pdf-header-footer",
            f"--user-data-dir={Path(work) / 'profile'}",  # never the user's own, which may be in use
            f"--print-to-pdf={made}",
            page.resolve().as_uri(),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # Chromium refuses to run as root with it
        try:
            # Nothing is kept of what it says; a pipe would stay open with its children after a timeout.
            subprocess.run(  # noqa: S603 (a fixed command but for the browser, which the user names)
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=seconds
            )
            content = made.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise InputError("browser_failed", browser=browser, seconds=f"{seconds:g}") from error
    if not content.startswith(b"%PDF"):
        raise InputError("browser_failed", browser=browser, seconds=f"{seconds:g}")
    return content
