"""What was changed on the way or on the server does not run, and the page says in words what is wrong."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from building.server import Site, serving
from building.tools import ROOT
from tests.browser.visit import PATIENCE, Visit
from tests.promises import promise

pytestmark = pytest.mark.browser


@pytest.fixture
def tampered(site: Path, tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Serve a copy of the site in which one byte of one file is another."""
    running = []

    def start(pattern: str, *, old: bytes = b"", new: bytes = b"") -> Site:
        copy = tmp_path / "site"
        shutil.copytree(site, copy, copy_function=_link)
        file = next(copy.glob(pattern))
        data = file.read_bytes()
        file.unlink()
        middle = len(data) // 2
        file.write_bytes(data.replace(old, new, 1) if old else data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
        running.append(serving(copy, configuration=ROOT / "vercel.json"))
        return running[-1].__enter__()

    yield start
    for one in running:
        one.__exit__(None, None, None)


def _link(source: str, target: str) -> None:
    Path(target).hardlink_to(source)


def test_every_script_of_the_page_carries_its_hash(site: Path) -> None:
    """In the page itself, so that whoever checks the page has checked them."""
    page = (site / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script\b[^>]*\bsrc=[^>]*>", page)
    styles = re.findall(r"<link\b[^>]*rel=\"stylesheet\"[^>]*>", page)
    assert scripts and styles
    for tag in [*scripts, *styles]:
        assert re.search(r'integrity="sha(256|384|512)-', tag), tag
    assert not re.search(r"<script(?![^>]*(\bsrc=|type=.mpy))[^>]*>\s*\S", page), "no JavaScript in the page itself"
    assert not re.search(r"\son[a-z]+=", page), "no handler in the page itself"


@promise(
    "The start script, Python with its libraries, and our own program in Python run only when they are, byte for byte, the files of this version."
)
def test_a_changed_start_script_does_not_run(tampered: Callable[..., Site], page: Page) -> None:
    """The page stays what it was before any script: no cell, no Python, nothing is opened."""
    live = tampered("app/*/boot.js")
    page.goto(live.url)
    page.wait_for_load_state("networkidle")
    expect(page.locator("html")).to_have_attribute("data-core", "loading")
    assert page.workers == []
    assert page.evaluate("() => typeof window.oms") == "undefined"
    expect(page.get_by_test_id("drop-target")).to_be_visible()


@pytest.mark.parametrize(
    "part",
    [
        "runtime/*/pyodide.asm.wasm.brotli",
        "runtime/*/stdlib.zip.brotli",
        "runtime/*/packages.zip.brotli",
        "runtime/*/brotli.wasm",
        "app/*/viewer.zip.brotli",
        "app/*/htj2k.js",
        "app/*/pdf.js",
    ],
)
@promise(
    "The start script, Python with its libraries, and our own program in Python run only when they are, byte for byte, the files of this version."
)
def test_a_changed_part_of_the_core_is_refused_in_words(part: str, tampered: Callable[..., Site], page: Page) -> None:
    """One bit of the interpreter, its library, its packages, or our own code."""
    live = tampered(part)
    visit = Visit(page, live.url).arrive(ready=False)
    expect(page.locator("html")).to_have_attribute("data-core", "failed", timeout=PATIENCE)
    for _ in range(2):  # and starting again does not make it better, nor worse
        expect(visit.by("crash")).to_be_visible(timeout=PATIENCE)
        expect(visit.by("crash")).to_contain_text(re.compile("could not be loaded"))
        expect(visit.by("crash")).to_contain_text(re.compile("load the page again|reload", re.IGNORECASE))
        assert (
            page.evaluate(
                "async (name) => !!(await Promise.all((await caches.keys()).map(async (key) => (await (await caches.open(key)).keys()).map(({ url }) => url)))).flat().find((url) => url.endsWith(name))",
                Path(part).name,
            )
            is False
        )
        visit.by("restart").click()


@promise(
    "The start script, Python with its libraries, and our own program in Python run only when they are, byte for byte, the files of this version."
)
def test_a_part_that_was_changed_in_the_store_is_refused_and_the_next_start_is_sound(visit: Visit) -> None:
    """What the browser keeps is checked at each start, not only when it comes."""
    visit.page.evaluate("""async () => {
      for (const name of await caches.keys()) {
        const store = await caches.open(name);
        for (const request of await store.keys()) if (request.url.endsWith("viewer.zip.brotli")) await store.put(request, new Response("changed"));
      }
    }""")
    visit.page.reload()
    expect(visit.page.locator("html")).to_have_attribute("data-core", "failed", timeout=PATIENCE)
    expect(visit.by("crash")).to_contain_text("could not be loaded")
    visit.page.reload()
    visit.ready()


def test_a_changed_style_is_not_applied(tampered: Callable[..., Site], page: Page) -> None:
    """Looks count, too: a style can hide what should be seen."""
    live = tampered("app/*/style.css")
    page.goto(live.url)
    page.wait_for_load_state("load")
    assert (
        page.evaluate(
            "() => [...document.styleSheets].filter((sheet) => { try { return sheet.cssRules.length > 0; } catch { return false; } }).length"
        )
        == 0
    )


@promise(
    "The start script, Python with its libraries, and our own program in Python run only when they are, byte for byte, the files of this version."
)
def test_a_changed_page_program_is_refused_in_words(tampered: Callable[..., Site], page: Page) -> None:
    """Without it there is no Python in the page that could tell: the page's own words do."""
    live = tampered("app/*/page.json")
    page.goto(live.url)
    expect(page.locator("html")).to_have_attribute("data-core", "failed", timeout=PATIENCE)
    expect(page.get_by_text("The program could not start")).to_be_visible()


@pytest.mark.parametrize("part", ["app/*/cell.js"])
def test_a_changed_file_is_never_kept_for_offline_use(part: str, tampered: Callable[..., Site], page: Page) -> None:
    """The service worker checks every file when it installs; the page still starts, and says that it is not ready for offline use."""
    live = tampered(part, old=b"The cell has no network", new=b"The cell has no netw0rk")
    visit = Visit(page, live.url).arrive(ready=False)
    expect(page.locator("html")).to_have_attribute("data-sealed", "true", timeout=PATIENCE)
    expect(page.locator("html")).to_have_attribute("data-offline", "false")
    expect(visit.by("status-offline")).not_to_have_text("Ready for offline use")
    name = Path(part).name
    assert (
        page.evaluate(
            "async (name) => !!(await caches.match([...await (await caches.open((await caches.keys())[0])).keys()].find(({ url }) => url.endsWith(name)) ?? '/none'))",
            name,
        )
        is False
    )
