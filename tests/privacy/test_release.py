"""Closing a scan ends the workers that held it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Worker, expect

from building.server import Site
from tests.browser.visit import Visit
from tests.privacy.marks import MARKER, look_around
from tests.promises import promise

pytestmark = pytest.mark.browser


@promise("When you close a scan, the part that held it ends, and all that was in its memory goes with it.")
def test_closing_ends_the_cell_and_with_it_goes_all_that_was_in_its_memory(page: Page, server: Site, marked: Path) -> None:
    """The promise: “Closing a scan ends the cell, and with it goes all that was in its memory”."""
    ended: list[Worker] = []

    def note(worker: Worker) -> None:
        ended.append(worker)

    page.on("worker", lambda worker: worker.on("close", note))
    visit = Visit(page, server.url).arrive().open(marked)
    cell, reader = visit.worker("cell"), visit.worker("reader")
    before = len(page.workers)
    cell.evaluate("() => { self.mark = 'the old one'; }")
    visit.close()
    assert {cell, reader} <= set(ended)
    assert len(page.workers) == before
    fresh = visit.worker("cell")
    assert fresh != cell
    assert fresh.evaluate("() => self.mark ?? null") is None
    expect(page.locator("html")).to_have_attribute("data-sealed", "true")
    visit.open(marked)  # and the fresh one works
    expect(visit.by("series")).to_have_count(2)


@promise("When you close a scan, the part that held it ends, and all that was in its memory goes with it.")
def test_the_page_forgets_the_scan_as_well(visit: Visit, marked: Path) -> None:
    """No picture on a canvas, no name in the document, no file in an input."""
    visit.open(marked)
    look_around(visit)
    visit.close()
    content = visit.page.content()
    places = [content[max(0, at.start() - 200) : at.end()] for at in re.finditer(MARKER, content)]
    assert places == []
    assert visit.page.evaluate("""() => [...document.querySelectorAll("canvas")].every((canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.every((value, at) => at % 4 === 3 || value === 0);
    })""")
    assert MARKER not in str(visit.state())
    assert visit.page.evaluate("() => [...document.querySelectorAll('input[type=file]')].every((input) => input.files.length === 0)")


@promise("When you close the tab or leave the page, the same happens.")
def test_leaving_the_page_ends_the_workers(visit: Visit, marked: Path) -> None:
    """The page does not linger in the browser's memory for the way back."""
    visit.open(marked)
    visit.page.goto("about:blank")
    assert visit.page.workers == []
    visit.page.go_back()
    visit.ready()
    expect(visit.by("drop-target")).to_be_visible()
    assert MARKER not in visit.page.content()
