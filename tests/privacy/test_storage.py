"""After a visit nothing of the scan is kept: in no storage of the page, and nowhere in the browser's profile on the disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from building.server import Site
from tests.browser.profiles import own_profile
from tests.browser.visit import Visit
from tests.privacy.marks import MARKER, look_around
from tests.promises import promise

pytestmark = pytest.mark.browser

STORES = """async () => {
  const cached = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await answer.clone().arrayBuffer()));
      const headers = [...answer.headers].flat().join(" ");
      cached.push({ cache: name, url: request.url, sha256: [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join(""), headers });
    }
  }
  const files = [];
  for await (const name of (await navigator.storage.getDirectory()).keys()) files.push(name);
  const databases = []; // PyScript makes an empty one at its start; what counts is what is in them
  for (const { name } of await indexedDB.databases()) {
    const opened = await new Promise((done) => { const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });
    for (const store of opened.objectStoreNames) {
      const asked = opened.transaction(store).objectStore(store).count();
      await new Promise((done) => (asked.onsuccess = done));
      if (asked.result) databases.push(`${name}/${store}`);
    }
    opened.close();
  }
  return {
    cached, files, databases,
    local: { ...localStorage }, cookie: document.cookie,
  };
}"""
"""Asked in another page of the same site, since the viewer's own may have given up what it does not need."""

SETTING = {"openmyscan.disc-first": "no"}

# An entry of the history holds how many things are open, a number, and no word.
TAB = """() => ({
  session: { ...sessionStorage }, history: history.state === null || Number.isInteger(history.state), address: location.href, title: document.title, name: window.name,
})"""


def stores_of(visit: Visit) -> dict[str, Any]:
    """All that the site has stored in this browser, and in this tab."""
    other = visit.page.context.new_page()
    other.goto(f"{visit.url}/manifest.json")
    stores: dict[str, Any] = {**other.evaluate(STORES), **visit.page.evaluate(TAB)}
    other.close()
    return stores


@promise(
    "Nothing of a scan is kept in the browser: no cookie, no database, no storage holds it, nor any file of the browser's own.",
    "The files of the program, so that it works without a network.",
    "This site sets no cookies.",
)
def test_no_storage_holds_anything_of_the_scan(visit: Visit, served: Site, marked: Path) -> None:
    """The promise: “Nothing of your scan is written: no cookies, no database, no storage”. The browser keeps this program, and what a person chose: here that the pictures come first."""
    empty = stores_of(visit)
    visit.open(marked)
    look_around(visit)
    for moment in ("open", "closed"):
        stores = stores_of(visit)
        for kind in ("databases", "files", "session", "cookie"):
            assert not stores[kind], f"{kind}, while the scan is {moment}"
        assert stores["local"] == SETTING  # this person's, who wants the pictures first
        assert stores == empty
        assert MARKER not in json.dumps(stores)
        if moment == "open":
            visit.close()
    # What is cached is the program, byte for byte as the manifest names it.
    manifest = json.loads((served.folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    for entry in stores["cached"]:
        path = entry["url"].removeprefix(served.url).strip("/") or "index.html"
        path += "" if path in manifest else ".html"  # pages have clean addresses
        assert manifest[path] == entry["sha256"], path
    assert {entry["url"] for entry in stores["cached"]} == {
        served.url + address(path) for path in manifest if path not in {"sw.js", "404.html"}
    }
    assert visit.page.context.cookies() == []


@promise("If you untick “Show this page first when I open a disc”: that choice, as one word.")
def test_the_one_setting_is_kept_as_one_word_and_only_while_it_is_off(page: Page, served: Site, marked: Path) -> None:
    visit = Visit(page, served.url).arrive().hand_over(marked)
    expect(visit.by("disc")).to_be_visible()
    visit.seen()
    for ticked, kept in ((True, {}), (False, SETTING), (True, {}), (False, SETTING)):
        visit.by("disc-first").set_checked(ticked)
        assert stores_of(visit)["local"] == kept
    visit.by("disc-back").click()
    visit.close()
    assert stores_of(visit)["local"] == SETTING


def address(path: str) -> str:
    """The address of a file of the site."""
    return "/" + path.removesuffix("index.html").removesuffix(".html")


def test_the_address_and_the_title_stay_the_same(visit: Visit, served: Site, marked: Path) -> None:
    """They go into the browser's history, which is kept."""
    title = visit.page.title()
    visit.open(marked)
    look_around(visit)
    assert visit.page.url == f"{served.url}/"
    assert visit.page.title() == title
    assert MARKER not in title
    expect(visit.page.locator(f'[href*="{MARKER}"], [src*="{MARKER}"]')).to_have_count(0)


def test_the_console_tells_nothing_of_the_scan(page: Page, server: Site, marked: Path) -> None:
    """Names, tags and file names stay out of it, also when files are broken and when the cell dies."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text + json.dumps(message.location)))
    page.on("pageerror", lambda error: said.append(str(error)))
    visit = Visit(page, server.url).arrive()
    visit.open(marked)
    look_around(visit)
    visit.worker("cell").evaluate("() => { setTimeout(() => { throw new Error('probe'); }); }")
    expect(visit.by("crash")).to_be_visible()
    for text in said:
        assert MARKER not in text
        assert "Penelope" not in text
        assert "CT_small" not in text


# ---- the disk


@pytest.fixture
def kept(tmp_path: Path, browser: Browser) -> Iterator[tuple[BrowserContext, Path]]:
    """A browser with a profile on the disk, as people have."""
    profile = tmp_path / "profile"
    with own_profile(browser, profile) as context:
        yield context, profile


def holding(folder: Path, word: str) -> list[str]:
    """The files in which a word stands, in 8-bit or 16-bit letters, or whose name holds it."""
    wanted = (word.encode(), word.encode("utf-16-le"))
    found = []
    for path in folder.rglob("*"):
        if word in path.name:
            found.append(str(path))
        elif path.is_file():
            data = path.read_bytes()
            if any(text in data for text in wanted):
                found.append(str(path))
    return found


@promise("Nothing of a scan is kept in the browser: no cookie, no database, no storage holds it, nor any file of the browser's own.")
def test_the_profile_on_the_disk_holds_nothing_of_the_scan(kept: tuple[BrowserContext, Path], server: Site, marked: Path) -> None:
    """The promise: “Leaves nothing behind. Close the scan and it is gone from memory. Nothing of it is saved”.

    The browser's own files are searched for a name that stands in the scan and in its file names: caches, history, and what the
    browser keeps to restore its windows after a crash.
    """
    context, profile = kept
    page = context.new_page()
    visit = Visit(page, server.url).arrive()
    visit.open(*sorted(marked.iterdir()))
    look_around(visit)
    visit.close()
    page.goto("about:blank")  # leaving the page is when browsers write down its state
    context.close()
    assert holding(profile, "openmyscan"), "the search finds what is there: the program's own cache"
    assert holding(profile, MARKER) == []


@promise(
    "Nothing of a scan is kept in the browser: no cookie, no database, no storage holds it, nor any file of the browser's own.",
    "When you close the tab or leave the page, the same happens.",
)
def test_a_tab_that_is_closed_with_the_scan_open_leaves_nothing_either(
    kept: tuple[BrowserContext, Path], server: Site, marked: Path
) -> None:
    """Without the button."""
    context, profile = kept
    page = context.new_page()
    Visit(page, server.url).arrive().open(marked)
    context.close()
    assert holding(profile, MARKER) == []


def test_the_search_would_find_it(kept: tuple[BrowserContext, Path], server: Site, marked: Path) -> None:
    """The control: a page that keeps the name is caught."""
    context, profile = kept
    page: Any = context.new_page()
    page.goto(f"{server.url}/manifest.json")
    page.evaluate("(name) => { localStorage.setItem('probe', name); }", MARKER)
    page.goto("about:blank")
    context.close()
    assert holding(profile, MARKER)


def test_hashes_are_compared_with_the_right_manifest(server: Site) -> None:
    """The manifest is the server's, and true."""
    manifest = json.loads((server.folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    for path, digest in manifest.items():
        assert hashlib.sha256((server.folder / path).read_bytes()).hexdigest() == digest
