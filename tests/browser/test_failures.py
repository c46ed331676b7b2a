"""When something goes wrong: words that say what and what to do, and a way on."""

from __future__ import annotations

import re
from pathlib import Path

import pydicom
import pytest
from playwright.sync_api import Browser, Page, expect
from pydicom.encaps import encapsulate

from building.server import Site
from tests.browser import scans
from tests.browser.visit import PATIENCE, Visit

pytestmark = pytest.mark.browser


def test_an_unknown_compression_is_told_by_its_name(visit: Visit, tmp_path: Path) -> None:
    """In words; the other series are shown all the same."""
    folder = scans.phantom(tmp_path / "CD", range(4))
    film = pydicom.dcmread(scans.PYDICOM / "JPEG2000.dcm")
    film.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.103"
    film.PixelData = encapsulate([bytes(4) + b"ftypmp42 moving pictures"])  # under another name a JPEG 2000 would be shown
    film.save_as(folder / "FILM")
    visit.open(folder)
    visit.counts(4)
    visit.by("skipped-count").click()
    expect(visit.by("skipped-list")).to_contain_text(re.compile("MPEG.* video"), timeout=PATIENCE)
    expect(visit.by("skipped-list")).to_contain_text("Play it with a video program")


def test_a_broken_picture_among_good_ones_costs_only_itself(visit: Visit, tmp_path: Path) -> None:
    """Its place says so; its neighbors are there."""
    folder = scans.phantom(tmp_path / "CD", range(10, 16))
    torn = sorted(folder.iterdir())[2]
    torn.write_bytes(torn.read_bytes()[:20_000])
    visit.open(folder)
    count = visit.state()["count"]
    visit.go(count - 1)
    assert visit.state()["error"] is None
    if count == 6:  # the torn one has its place
        visit.go(2)
        assert visit.state()["error"] or visit.pixels()[-20:, :, :3].max() < 90  # dark, and hatched
    visit.go(0)
    assert visit.state()["error"] is None


def test_the_cell_dies_and_the_page_lives(visit: Visit, few: Path) -> None:
    """An error that nobody caught: the page says so, and starts again on demand."""
    visit.open(few)
    cell = visit.worker("cell")
    cell.evaluate("() => { setTimeout(() => { throw new Error('probe'); }); }")
    expect(visit.by("crash")).to_be_visible(timeout=PATIENCE)
    expect(visit.by("crash")).to_contain_text("Your files")
    expect(visit.page.locator("html")).to_have_attribute("data-core", "failed")
    visit.by("restart").click()
    expect(visit.by("crash")).to_be_hidden()
    visit.open(few)
    visit.counts(8)


def test_the_memory_of_the_cell_runs_out(visit: Visit, few: Path) -> None:
    """WebAssembly refuses to grow: pictures that do not fit say so, or the cell ends and the page says so; never silence."""
    visit.open(few)
    cell = visit.worker("cell")
    cell.evaluate("() => { setTimeout(() => { throw new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded'); }); }")
    expect(visit.by("crash")).to_contain_text("memory", timeout=PATIENCE)
    visit.by("restart").click()
    visit.open(few)
    visit.counts(8)


def test_files_dropped_after_a_crash_wait_for_the_fresh_start(visit: Visit, few: Path) -> None:
    """Handed over while the new cell starts."""
    visit.open(few)
    visit.worker("cell").evaluate("() => { setTimeout(() => { throw new Error('probe'); }); }")
    visit.by("restart").click(timeout=PATIENCE)
    visit.hand_over(few)
    visit.seen()
    visit.counts(8)


def test_a_scan_closed_within_a_frame_of_its_first_picture_leaves_nothing_behind(visit: Visit, few: Path) -> None:
    """What waited for that frame goes with the scan, without an error; the next scan opens whole."""
    errors: list[str] = []
    visit.page.on("pageerror", lambda error: errors.append(str(error)))
    visit.page.evaluate("""() => {
      const paint = CanvasRenderingContext2D.prototype.putImageData;
      CanvasRenderingContext2D.prototype.putImageData = function (...what) {
        paint.apply(this, what);
        if (!this.canvas.matches(".canvas")) return;
        CanvasRenderingContext2D.prototype.putImageData = paint;
        queueMicrotask(() => document.querySelector("[data-testid=close-study]").click());
      };
    }""")
    visit.hand_over(few)
    visit.until("() => CanvasRenderingContext2D.prototype.putImageData.toString().includes('native')")
    expect(visit.by("drop-target")).to_be_visible()
    visit.ready().page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
    assert errors == []
    assert visit.stacks() == []
    visit.open(few)
    visit.counts(8)


def test_after_a_start_that_failed_starting_again_loads_the_page_anew(page: Page, served: Site, few: Path) -> None:
    """Once the connection is back: a page that was never sealed opens no scan."""
    archive = re.compile(r"pyodide\.asm\.wasm")
    page.route(archive, lambda route: route.abort())
    visit = Visit(page, served.url).arrive(ready=False)
    expect(visit.by("crash")).to_be_visible(timeout=PATIENCE)
    page.unroute(archive)
    visit.by("restart").click()
    visit.ready().open(few)
    assert visit.state()["count"] == 8


def test_without_the_reader_of_pdfs_the_rest_works(browser: Browser, served: Site, few: Path) -> None:
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.route("**/pdf.js", lambda route: route.abort() if route.request.method == "GET" else route.continue_())
    visit = Visit(page, served.url).arrive().open(few)
    assert visit.state()["count"] == 8
    context.close()
