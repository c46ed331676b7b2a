"""PDF documents of a few kilobytes that announce gigabytes, in a real browser: each is answered, and the viewer goes on.

What they take is counted in `tests/cell/test_swelling.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import pdfs
from tests.browser.bombs import bomb
from tests.browser.visit import Visit

pytestmark = pytest.mark.browser

PATIENCE = 60_000
"""Milliseconds until the page has given up in any case, also on a computer that has other things to do."""


@pytest.mark.parametrize("name", ["jpegs", "stencils", "mesh", "predictor"])
def test_a_small_document_that_swells_is_answered_and_can_be_closed(name: str, visit: Visit, tmp_path: Path) -> None:
    """It is drawn, or what is missing is told; and a plain letter after it is drawn without a word."""
    (tmp_path / "small.pdf").write_bytes(bomb(name))
    visit.hand_over(tmp_path)
    visit.page.locator("#nothing-documents").get_by_test_id("document").click()
    answered = visit.page.locator(".leaf canvas, .leaf p, #document-body .offer").first
    expect(answered).to_be_visible(timeout=PATIENCE)
    visit.by("close-document").click()
    expect(visit.by("document-dialog")).to_be_hidden()
    (tmp_path / "small.pdf").write_bytes(pdfs.letter("A plain letter"))
    visit.arrive().hand_over(tmp_path)
    visit.page.locator("#nothing-documents").get_by_test_id("document").click()
    expect(visit.page.locator(".leaf-text")).to_contain_text("A plain letter", timeout=PATIENCE)
    expect(visit.page.locator(".leaf .leaf-short")).to_have_count(0)
