"""Chromium for tests that look at pages as people do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Any]:
    """Give a started browser; without one the test is skipped, but not where everything is tested."""
    program = shutil.which("chromium")
    if program is None and not os.environ.get("CI"):
        pytest.skip("Chromium isn't installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
EVERYTHING = (*WCAG, "best-practice")


def axe_complaints(
    page: Any, within: str | None = None, rules: Sequence[str] = WCAG, with_contrast: bool = True
) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA in a page, or in what a selector chooses of it.

    The contrast of texts is nine tenths of the time, so a page that differs in nothing but language or size from one
    looked at before may go without.
    """
    from axe_playwright_python.sync_playwright import Axe

    options = {
        "runOnly": list(rules),
        "rules": {"color-contrast": {"enabled": with_contrast}},
        "resultTypes": ["violations"],  # gathering what passes takes a quarter more
    }
    found = Axe().run(page, context=within, options=options).response["violations"]
    return [f"{item['id']}: {node['html'][:200]}" for item in found for node in item["nodes"]]
