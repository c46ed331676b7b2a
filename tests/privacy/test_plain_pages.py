"""The pages around the viewer: they load nothing from elsewhere, count only where it is said, and the viewer has no part in that."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from building.pages import settings
from building.server import Site, headers_for
from building.site import WORKERS
from building.tools import ROOT
from tests.browser.visit import Visit
from tests.privacy.marks import look_around
from tests.privacy.test_headers_of_the_wall import directives
from tests.promises import promise

VERCEL: dict[str, Any] = json.loads((ROOT / "vercel.json").read_text(encoding="utf-8"))
COUNTED = {"help.html", "privacy.html"}
COUNTER = "/_vercel/insights/script.js"


class Loads(HTMLParser):
    """The addresses that a page loads by itself (links that a person may follow are none)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element loads."""
        given = dict(attrs)
        if tag == "link" and given.get("rel") != "canonical":
            self.found.append(given["href"] or "")
        self.found += [value or "" for name, value in attrs if name in {"src", "srcset", "poster", "data"}]


@promise("There are no advertising trackers: no page of this site loads anything from another site.")
def test_no_page_names_or_may_load_anything_of_another_site(site: Path) -> None:
    """Neither in its markup nor by its policy."""
    pages = sorted(site.glob("*.html"))
    assert {path.name for path in pages} >= {"index.html", "conformance.html", "help.html", "privacy.html", "verify.html"}
    for path in pages:
        addresses = Loads(path.read_text(encoding="utf-8")).found
        assert addresses
        assert [address for address in addresses if not address.startswith("/") or address.startswith("//")] == [], path.name
        policy = directives(headers_for("/" + path.stem.removesuffix("index"), VERCEL)["Content-Security-Policy"])
        assert policy["default-src"] == ["'none'"]
        for name, sources in policy.items():
            own = {"blob:"} if name == "media-src" else set()  # bytes that are in the page already
            assert set(sources) <= {"'self'", "'none'", "'wasm-unsafe-eval'", "'script'", "openmyscan", *own}, (path.name, name)


@promise("They are counted on the plain pages /help and /privacy, and on no other.")
def test_only_two_pages_hold_the_counter(site: Path) -> None:
    """By its script, which nothing else names; and no other file of the site knows the host's counter."""
    assert {path.name for path in site.glob("*.html") if "/count.js" in path.read_text(encoding="utf-8")} == COUNTED
    knowing = [path for path in site.rglob("*") if path.is_file() and b"_vercel/" in path.read_bytes()]
    assert [path.name for path in knowing if path.suffix != ".zip"] == ["count.js"]


@pytest.mark.browser
@promise("The viewer does not hold the counter, and once it is sealed the browser would refuse to load it.")
def test_the_sealed_viewer_could_not_load_the_counter(served: Site, visit: Visit) -> None:
    """Tried in the page itself: the browser names the rule."""
    assert "count.js" not in (served.folder / "index.html").read_text(encoding="utf-8")
    before = len(served.log)
    rule = visit.page.evaluate(
        """(address) => new Promise((done) => {
          document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => done(effectiveDirective), { once: true });
          fetch(address, { method: "POST" }).catch(() => {});
        })""",
        COUNTER,
    )
    assert rule == "connect-src"
    assert [request.path for request in served.log[before:] if "_vercel" in request.path] == []


Counting = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def counted(browser: Browser, site: Path) -> Counting:
    """Open a page of the site under its real address, with a counter that tells what it would send; nothing goes to a network."""

    def visit(path: str, *, script: str = "", address: str = settings()["address"]) -> list[dict[str, Any]]:
        def answer(route: Route) -> None:
            asked = route.request.url.removeprefix(address).split("?")[0]
            if asked == COUNTER:
                # What waits in the queue is what the host's script finds: the filter for each view.
                counter = "window.told = []; for (const [name, filter] of window.vaq ?? []) told.push([name, filter({ type: 'pageview', url: location.href })]);"
                route.fulfill(body=counter, content_type="text/javascript")
                return
            file = site / asked.strip("/")
            file = file if file.is_file() else site / f"{asked.strip('/')}.html"
            kind = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}.get(file.suffix, "image/svg+xml")
            route.fulfill(body=file.read_bytes(), content_type=kind, headers=headers_for(asked, VERCEL))

        context: BrowserContext = browser.new_context(service_workers="block")
        context.route("**/*", answer)
        page: Page = context.new_page()
        page.add_init_script(script)
        page.goto(address + path, wait_until="networkidle")
        told: list[dict[str, Any]] = page.evaluate("() => window.told ?? []")
        context.close()
        return told

    return visit


@pytest.mark.browser
@promise("What stands in the address behind a ? or # is cut off first.")
def test_the_counter_is_told_the_page_and_nothing_behind_it(counted: Counting) -> None:
    """By the filter that is handed to it before it starts."""
    due = [["beforeSend", {"type": "pageview", "url": f"{settings()['address']}/help"}]]
    for behind in ("?key=secret#words", "?key=secret", "#words?key=secret", "?a?b#c#d", "?"):
        assert counted(f"/help{behind}") == due


@pytest.mark.browser
@promise(
    'Nobody is counted whose browser says "do not track" or sends the Global Privacy Control signal, '
    "nor is a page counted that comes from your browser's own store."
)
def test_who_does_not_want_it_is_not_counted(counted: Counting) -> None:
    """The control counts; the wish, the stored page and a copy at another address do not."""
    assert counted("/help")
    assert counted("/help", script="Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })") == []
    assert counted("/help", script="Object.defineProperty(Navigator.prototype, 'doNotTrack', { get: () => '1' })") == []
    for said in ("Navigator.prototype, 'doNotTrack', { get: () => 'yes' }", "window, 'doNotTrack', { get: () => '1' }"):
        assert counted("/help", script=f"Object.defineProperty({said})") == []  # as older browsers say it
    for said in ("0", "unspecified", "no"):
        assert counted("/help", script=f"Object.defineProperty(Navigator.prototype, 'doNotTrack', {{ get: () => '{said}' }})")
    stored = "Object.defineProperty(ServiceWorkerContainer.prototype, 'controller', { get: () => ({}) })"
    assert counted("/help", script=stored) == []
    assert counted("/help", address="https://copy.example") == []


@promise("The viewer checks the token by itself, without a network: it never talks to the service.")
def test_nothing_of_the_viewer_knows_an_address_of_the_service(site: Path) -> None:
    """Its page, its start script, its Python and its workers."""
    parts = [
        site / "index.html",
        *(next(site.glob(f"app/*/{name}")) for name in ("boot.js", "page.json", *(f"{worker}.js" for worker in WORKERS))),
    ]
    for path in parts:
        assert b"/api/" not in path.read_bytes(), path.name


@pytest.mark.browser
@promise("They are read into the memory of the browser, and only read: the viewer changes none of them.")
def test_the_files_stay_as_they_were(visit: Visit, marked: Path) -> None:
    """Byte for byte, and none more, after a whole visit; the folder is asked for reading only."""

    def state() -> dict[str, str]:
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(marked.iterdir())}

    before = state()
    visit.open(marked)
    look_around(visit)
    visit.close()
    assert state() == before
    visit.page.evaluate(
        "() => { window.showDirectoryPicker = async (asked) => { window.asked = asked; throw new DOMException('', 'AbortError'); }; }"
    )
    visit.by("open-folder").click()
    assert visit.page.evaluate("() => window.asked") == {"mode": "read"}
