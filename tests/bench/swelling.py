"""PDF documents of a few kilobytes that announce gigabytes: the room that reads them takes little, says so, and the page stays as it was."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from building.server import Site
from tests.browser import pdfs
from tests.browser.bombs import BOMBS, bomb
from tests.browser.visit import Visit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the memory of a process is read where Linux shows it"),
]

MOST = 1400e6
"""Bytes that a document of a few kilobytes may cost; without bounds it was up to five gigabytes."""
PATIENCE = 25_000
"""Milliseconds until the page has given up in any case, and a little."""


def resident(root: int) -> int:
    """Tell the memory of the largest process below this one, in bytes."""
    parents, pages = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            facts = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        parents[int(folder.name)], pages[int(folder.name)] = int(facts[1]), int(facts[21])

    def ours(process: int) -> bool:
        while process in parents and process != root:
            process = parents[process]
        return process == root

    return max((size for process, size in pages.items() if process != root and ours(process)), default=0) * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def watched(process: int) -> Iterator[list[int]]:
    """Watch the memory while something runs; the list grows."""
    sizes, over = [resident(process)], threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            sizes.append(resident(process))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield sizes
    finally:
        over.set()
        thread.join()


@pytest.fixture(scope="module")
def visits(served: Site, person: object) -> Iterator[Visit]:
    """A page of a profile that has the site already."""
    page = person.new_page()  # type: ignore[attr-defined]
    yield Visit(page, served.url)
    page.close()


@pytest.mark.parametrize("name", BOMBS)
def test_a_small_document_takes_little_memory_and_is_answered(name: str, visits: Visit, tmp_path: Path) -> None:
    """Whatever swells in it: it is drawn, or what is missing is told, and the viewer goes on."""
    (tmp_path / "small.pdf").write_bytes(bomb(name))
    visits.arrive().hand_over(tmp_path)
    document = visits.page.locator("#nothing-documents").get_by_test_id("document")
    expect(document).to_be_visible()
    with watched(os.getpid()) as sizes:
        document.click()
        answered = visits.page.locator(".leaf canvas, .leaf p, #document-body .offer").first
        expect(answered).to_be_visible(timeout=PATIENCE)
        time.sleep(0.3)
    assert max(sizes) - sizes[0] < MOST
    visits.by("close-document").click()
    expect(visits.by("document-dialog")).to_be_hidden()


def test_what_is_left_out_is_said_and_the_other_pages_are_whole(visits: Visit, tmp_path: Path) -> None:
    """A picture that is too large costs itself; a plain letter is drawn without a word."""
    (tmp_path / "large.pdf").write_bytes(bomb("picture, too large"))
    visits.arrive().hand_over(tmp_path)
    visits.page.locator("#nothing-documents").get_by_test_id("document").click()
    expect(visits.page.locator(".leaf canvas")).to_be_visible(timeout=PATIENCE)
    expect(visits.page.locator(".leaf .leaf-short")).to_contain_text("Something on this page is not shown")
    (tmp_path / "large.pdf").write_bytes(pdfs.letter("A plain letter"))
    visits.arrive().hand_over(tmp_path)
    visits.page.locator("#nothing-documents").get_by_test_id("document").click()
    expect(visits.page.locator(".leaf-text")).to_contain_text("A plain letter", timeout=PATIENCE)
    expect(visits.page.locator(".leaf .leaf-short")).to_have_count(0)
