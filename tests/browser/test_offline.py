"""With the network unplugged: reload, open, look."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from building.server import serving
from building.tools import ROOT
from tests.browser import pdfs, scans
from tests.browser.visit import Visit
from tests.promises import promise

pytestmark = pytest.mark.browser


@promise("The viewer runs entirely in your browser, also with the network unplugged.")
def test_everything_works_unplugged_after_one_visit(browser: Browser, site: Path, tmp_path: Path) -> None:
    """The server gone and the network off: reload, open a folder, close, open another one, in a compressed syntax too."""
    context = browser.new_context()
    page = context.new_page()
    with serving(site, configuration=ROOT / "vercel.json") as live:
        visit = Visit(page, live.url).arrive()
        expect(page.locator("html")).to_have_attribute("data-offline", "true")
        visit.said("status-offline", "Ready for offline use")
    context.set_offline(True)
    page.reload(wait_until="domcontentloaded")
    visit.open(scans.phantom(tmp_path / "CT", range(10)))
    visit.counts(10)
    expect(page.locator("html")).to_have_attribute("data-sealed", "true")
    assert page.evaluate("() => crossOriginIsolated")
    visit.close()
    visit.open(scans.pick(tmp_path / "US", "examples_jpeg2k.dcm"))
    visit.counts(1)
    page.close()
    again = Visit(context.new_page(), live.url).arrive()  # and in a new tab
    again.by("try-sample").click()
    again.seen()
    again.by("status-sealed").click()
    with context.expect_page() as opened:  # beside the scan, which stays
        again.by("licenses").click()
    expect(opened.value.get_by_text("With thanks to all of them")).to_be_visible()
    expect(again.by("viewport")).to_be_visible()
    context.close()


def test_a_letter_as_pdf_is_read_unplugged_and_its_program_is_fetched_in_nobodys_way(browser: Browser, site: Path, tmp_path: Path) -> None:
    """Half a megabyte: only the service worker fetches it, the page itself only looks at its headers."""
    context = browser.new_context()
    page = context.new_page()
    with serving(site, configuration=ROOT / "vercel.json") as live:
        Visit(page, live.url).arrive()
        expect(page.locator("html")).to_have_attribute("data-offline", "true")
        assert sorted(request.method for request in live.log if request.path.endswith("/pdf.js")) == ["GET", "HEAD"]
    context.set_offline(True)
    page.reload(wait_until="domcontentloaded")
    (tmp_path / "letter.pdf").write_bytes(pdfs.letter("The knee is sound"))
    Visit(page, live.url).ready().hand_over(tmp_path)
    page.locator("#nothing-documents").get_by_test_id("document").click()
    expect(page.locator(".leaf-text")).to_have_text("The knee is sound", timeout=20_000)
    context.close()
