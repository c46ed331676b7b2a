"""Who leaves the page and comes back by the browser's own button finds no scan there.

Browsers keep a page as it stands for the way back (the back/forward cache), with its workers and all that they hold. Playwright
switches that off, so here a Chromium of our own runs with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from building.server import Site
from tests.browser.profiles import own_profile
from tests.browser.visit import PICTURES_FIRST, Visit
from tests.privacy.marks import MARKER
from tests.promises import promise

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent

# Notes for each time that the page is shown whether it is the one of before, and what stood in it at that moment: this hears of it first.
WATCH = """
addEventListener("pageshow", ({ persisted }) => {
  const text = [document.title, document.documentElement.textContent, ...[...document.querySelectorAll("input")].map(({ value }) => value)].join(" ");
  const canvas = document.querySelector(".canvas");
  const seen = { persisted, text, size: [canvas?.width ?? 0, canvas?.height ?? 0], hidden: document.documentElement.hidden };
  sessionStorage.setItem("seen", JSON.stringify([...JSON.parse(sessionStorage.getItem("seen") ?? "[]"), seen]));
});
"""
# Counts the workers that are ended while the page is left.
ENDED = """
{
  const plain = Worker.prototype.terminate;
  let leaving = false;
  let ended = 0;
  addEventListener("pagehide", () => {
    [leaving, ended] = [true, 0];
    sessionStorage.setItem("ended", ended);
  });
  Worker.prototype.terminate = function () {
    if (leaving) sessionStorage.setItem("ended", (ended += 1));
    return plain.call(this);
  };
}
"""
SEEN = "() => JSON.parse(sessionStorage.getItem('seen'))"


def nothing_was_seen(seen: list[dict[str, Any]]) -> None:
    """The page did come back as it was left, but empty, and was loaded anew at once."""
    assert [one["persisted"] for one in seen] == [False, True, False]
    assert MARKER not in seen[1]["text"]
    assert seen[1]["size"] in ([0, 0], [1, 1])
    assert seen[1]["hidden"] is True


@pytest.fixture
def usual(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A page in a Chromium that keeps pages for the way back, as everybody's does."""
    with own_profile(browser, tmp_path / "profile", ignore_default_args=["--disable-back-forward-cache"]) as context:
        context.add_init_script(PICTURES_FIRST)
        context.add_init_script(WATCH)
        yield context.new_page()


@promise("When you close the tab or leave the page, the same happens.")
def test_back_to_the_page_never_shows_the_scan_that_was_open(usual: Page, server: Site, bare: Site, marked: Path) -> None:
    """To another site and back: the cell has ended, nothing of the scan stands in the page that comes back, and it opens the next one."""
    usual.add_init_script(ENDED)
    visit = Visit(usual, server.url).arrive()
    visit.open(marked)
    assert MARKER in usual.locator("html").text_content()  # type: ignore[operator]
    usual.goto(bare.url)
    usual.evaluate("history.back()")
    expect(usual.locator("html[data-sealed]")).to_be_attached()
    visit.ready()
    nothing_was_seen(usual.evaluate(SEEN))
    assert int(usual.evaluate("() => sessionStorage.getItem('ended')")) >= 2, "the cell and its reader"
    expect(visit.by("drop-target")).to_be_visible()
    assert "stack" not in visit.state() or visit.state()["stack"] is None
    assert MARKER not in usual.locator("html").text_content()  # type: ignore[operator]
    visit.open(marked)


def test_a_page_that_stays_loses_nothing(usual: Page, server: Site, marked: Path) -> None:
    """A download, another tab in front, a place within the page, a way that leads nowhere (an answer without a page): the scan is open as before."""
    visit = Visit(usual, server.url).arrive()
    visit.open(marked)
    usual.evaluate("() => { location.hash = 'place'; }")
    with usual.expect_download():
        usual.evaluate(
            "() => Object.assign(document.createElement('a'), { href: URL.createObjectURL(new Blob(['x'])), download: 'x.txt' }).click()"
        )
    other = usual.context.new_page()
    other.bring_to_front()
    usual.bring_to_front()
    usual.context.route("http://nowhere.example/", lambda route: route.fulfill(status=204))
    with usual.expect_event("requestfailed"):
        usual.evaluate("() => { location.href = 'http://nowhere.example/'; }")
    assert visit.state()["stack"]
    visit.go(1)


@pytest.mark.firefox
@promise("When you close the tab or leave the page, the same happens.")
def test_nor_in_firefox(run_in_firefox: Callable[..., Any], server: Site, bare: Site, marked: Path) -> None:
    files = [str(path) for path in sorted(marked.iterdir())]
    told = run_in_firefox(HERE / "firefox.mjs", what="leaving", url=server.url, elsewhere=bare.url, files=files, watch=WATCH, seen=SEEN)
    nothing_was_seen(told["seen"])
    assert MARKER in told["before"]
    assert MARKER not in told["after"]
