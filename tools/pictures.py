"""Pictures of page one for README and documentation: `python -m tools.pictures FOLDER`.

FOLDER is one of `tilltro compare` with nothing changed. The report is drawn from its tables in each language, opened in
the browser that PDFs are printed with, and what stands above the fold goes into `docs/pictures`. To be called again
whenever page one or a result changes.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from simulation.__main__ import main as tilltro
from simulation.base.texts import LANGUAGES
from simulation.report.pdf import find_browser

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
WIDTH, HEIGHT = 1180, 1100
BELOW = 12  # pixels under the last line
COLOURS = 64  # enough for text and strips, in a third of the bytes
END = "document.querySelector('.made').getBoundingClientRect().bottom"


def make(folder: Path) -> None:
    """Write a picture in each language."""
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        results = Path(work) / "results"
        shutil.copytree(folder, results)
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        for language in LANGUAGES:
            if tilltro(("report", str(results), f"language={language}")):
                raise SystemExit(f"no report in {language}")
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.goto((results / f"report_{language}.html").as_uri())
            end = page.evaluate(END) + BELOW
            taken = page.screenshot(clip={"x": 0, "y": 0, "width": WIDTH, "height": end})
            few_colours = Image.open(io.BytesIO(taken)).convert("RGB").quantize(COLOURS)
            few_colours.save(PICTURES / f"page_one_{language}.png", optimize=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    make(Path(sys.argv[1]))
