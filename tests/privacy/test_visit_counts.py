"""A whole visit makes no request after the folder was opened, counted at the server."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from building.server import Site
from tests.browser.visit import PATIENCE, PICTURES_FIRST, Visit
from tests.privacy.marks import MARKER, look_around
from tests.promises import promise

pytestmark = pytest.mark.browser

SETTLE = "() => new Promise((done) => setTimeout(done, 2000))"
"""Browsers look after a service worker a second or more after a navigation or a new worker: that, too, is waited for."""


def a_whole_visit(visit: Visit, folder: Path) -> None:
    """Open, look around, close, open again, look again."""
    visit.open(folder)
    look_around(visit)
    visit.page.evaluate(SETTLE)
    expect(visit.by("status-requests")).to_have_text("Requests since opening: 0")
    visit.close()
    visit.open(folder)
    look_around(visit)
    visit.page.evaluate(SETTLE)
    expect(visit.by("status-requests")).to_have_text("Requests since opening: 0")


@promise("From the moment the viewer begins to read your files it sends no request at all.")
def test_no_request_after_opening(server: Site, page: Page, marked: Path) -> None:
    """The promise: “Press F12 and open the tab Network. Open your scan and look around: the list stays empty”."""
    visit = Visit(page, server.url).arrive()
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    before = len(server.log)
    a_whole_visit(visit, marked)
    assert [request.path for request in server.log[before:]] == []
    # The fresh cell after closing, and what unpacks its program, start from their scripts, which the service worker has; nothing reached the server.
    assert [url for url in seen if not url.endswith(("/cell.js", "/reader.js", "/decoder.js"))] == []
    # And of what came before nothing tells anything: no address, no header, no body.
    for request in server.log:
        assert request.method in {"GET", "HEAD"}
        assert MARKER not in unquote(request.path) + str(request.headers)
        assert not {"Content-Length", "Cookie", "Referer"} & set(request.headers)


@promise("From the moment the viewer begins to read your files it sends no request at all.")
def test_no_request_after_opening_on_a_later_visit(server: Site, page: Page, marked: Path) -> None:
    """The program kept by the browser, the folder handed over as early as can be."""
    page.add_init_script(PICTURES_FIRST)
    Visit(page, server.url).arrive()
    page.evaluate(SETTLE)
    page.reload(wait_until="domcontentloaded")
    visit = Visit(page, server.url)
    visit.hand_over(marked)
    visit.ready()
    before = len(server.log)
    a_whole_visit(visit, marked)
    assert [request.path for request in server.log[before:]] == []


@promise(
    "From the moment the viewer begins to read your files it sends no request at all.",
    "The page around it gives up its own connections before any file is read: what is left to it are its own styles and workers, and films that lie in its memory already.",
    "What it loads before that are the files of the program, which are the same for everybody.",
)
def test_a_folder_dropped_while_the_program_comes_in(server: Site, page: Page, marked: Path) -> None:
    """On the very first visit: what is still fetched are the program's own files, and no file is read before the seal."""
    page.add_init_script(PICTURES_FIRST)
    page.add_init_script("""
      new MutationObserver(() => {
        window.order ??= [];
        const { sealed, view } = document.documentElement.dataset;
        for (const mark of [sealed === "true" && "sealed", view === "viewing" && "seen"]) if (mark && !order.includes(mark)) order.push(mark);
      }).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-sealed", "data-view"] });
    """)
    visit = Visit(page, server.url).arrive(ready=False)
    visit.hand_over(marked)
    assert page.locator("html").get_attribute("data-sealed") == "false"
    dropped = len(server.log)
    visit.seen()
    assert page.evaluate("() => order") == ["sealed", "seen"]
    assert {request.method for request in server.log} <= {"GET", "HEAD"}  # neither takes anything along
    for request in server.log[dropped:]:
        path = unquote(request.path).strip("/") or "index.html"
        assert "?" not in path
        path += ".html" if (server.folder / f"{path}.html").is_file() else ""  # pages have clean addresses
        assert (server.folder / path).is_file()
        assert MARKER not in path + str(request.headers)
        assert "Cookie" not in request.headers
        assert "Referer" not in request.headers
    page.evaluate(SETTLE)
    before = len(server.log)
    look_around(visit)
    visit.close()
    page.evaluate(SETTLE)
    assert [request.path for request in server.log[before:]] == []


@promise("From the moment the viewer begins to read your files it sends no request at all.")
def test_the_sample_makes_no_request_either(served: Site, visit: Visit) -> None:
    """It is made in the cell."""
    page: Any = visit.page
    page.evaluate(SETTLE)
    before = len(served.log)
    visit.by("try-sample").click()
    visit.seen()
    page.evaluate(SETTLE)
    assert [request.path for request in served.log[before:]] == []
    expect(visit.by("status-requests")).to_have_text("Requests since opening: 0", timeout=PATIENCE)
