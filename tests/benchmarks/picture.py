"""Draw the README's picture: the page of the shipped data set in Chromium. `python tests/benchmarks/picture.py`."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import kg

TARGET = Path(__file__).parent.parent.parent / "notebooks" / "page.png"


def draw(target: Path = TARGET) -> Path:
    """Write the picture and return its path."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = Path(folder) / "page.html"
        kg.load().save(page_file)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(page_file.as_uri())
        page.wait_for_selector("#graph[data-ready]")
        page.fill("#search", "Erdogan")
        page.keyboard.press("Enter")
        page.wait_for_timeout(800)
        page.screenshot(path=str(target))
        browser.close()
    return target


if __name__ == "__main__":
    print(draw())
