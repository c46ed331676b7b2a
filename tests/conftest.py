"""What all tests share: the corpus of real scans, the built site, a server for it, another origin that counts, and browsers.

    corpus           Path of the folder with real scans (mark such tests `corpus`)
    site             Path of the built dist/
    cell_files       Path of a folder with the archives and programs of the site as the cell gets them
    server           the site on a port of its own, with the host's headers; `.url`, `.log` (method, path, headers, status)
    other_origin     a second origin that answers everybody kindly and counts: `.url`, `.hits` (must stay empty)
    browser          Chromium through Playwright, one for the session (mark such tests `browser`)
    page             a fresh page in a fresh profile
    served, person   the site for tests that only look, and the profile of somebody who was there before and wants the pictures first
    visit            a page of that person's with the site open (tests/browser/visit.py)
    run_in_firefox   runs a script of ours with puppeteer in real Firefox and gives back its answer (mark such tests `firefox`)
    node             the command for Node, as a list; `npm_packages` the folder of the pinned packages

The page's policy forbids `eval`, and Playwright's `wait_for_function` is made of it: wait with locators and `expect` instead.
"""

from __future__ import annotations

import os
import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from building import browser as browsers
from building import runtime, tools
from building import server as servers
from building import site as sites
from tests.firefox import drive
from tests.records import Records

if TYPE_CHECKING:  # the core's tests also run inside Pyodide, where no browser can be driven
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.browser.visit import Visit

ROOT = tools.ROOT
DATA = Path(os.environ.get("OPENMYSCAN_DATA") or ROOT.parent / "shared" / "data")
IN_CI = os.environ.get("CI", "").lower() == "true"

NEEDS = {
    "corpus": lambda: None if DATA.is_dir() else f"no real scans at {DATA}; set OPENMYSCAN_DATA to the folder that holds them",
    "firefox": lambda: None if browsers.firefox() else "no Firefox on this computer",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where to write what the marked tests showed."""
    parser.addoption("--records", type=Path, metavar="FILE", help="write what the marked tests showed, for the page /conformance")


def pytest_configure(config: pytest.Config) -> None:
    """Start the records where they are wanted."""
    if config.option.records is not None:
        config.pluginmanager.register(Records(config.option.records), "records")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Say which process runs which file, where two run the tests at once (python build.py test)."""
    from tests.ends import Ends  # xdist is not there inside Pyodide

    return Ends(config, log)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this computer cannot run and say why; in CI nothing is skipped, so there it fails."""
    for mark, reason in ((name, NEEDS[name]()) for name in NEEDS if item.get_closest_marker(name)):
        if reason and IN_CI:
            pytest.fail(f"{mark}: {reason}; CI must have it")
        elif reason:
            pytest.skip(reason)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real scans."""
    return DATA


# ---- the site and its servers


@pytest.fixture(scope="session")
def site() -> Path:
    """The built site; quick when nothing changed."""
    return sites.build()


@pytest.fixture(scope="session")
def cell_files(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files of the runtime and our own archive as the cell gets them: by an independent Brotli."""
    import imagecodecs  # here, as the one in Pyodide need not be loaded for every test

    folder = tmp_path_factory.mktemp("cell")
    for path in [*next(site.glob("runtime/*")).glob("*.*"), next(site.glob("app/*/viewer.zip.brotli"))]:
        data = path.read_bytes()
        packed = path.suffix == ".brotli"
        (folder / (path.stem if packed else path.name)).write_bytes(imagecodecs.brotli_decode(data) if packed else data)
    return folder


@pytest.fixture
def server(site: Path) -> Iterator[servers.Site]:
    """The site on a free port, with a fresh log."""
    with servers.serving(site, configuration=ROOT / "vercel.json") as running:
        yield running


@dataclass(slots=True)
class OtherOrigin:
    """A foreign server: its address and the first line of everything that connected to it."""

    url: str
    hits: list[str] = field(default_factory=list)


@pytest.fixture
def other_origin() -> Iterator[OtherOrigin]:
    """A foreign origin that allows everything, so that only our own policies can keep a request from it. A bare connection counts."""
    body = b"export default 1;"
    lines = [
        "HTTP/1.1 200 OK",
        "Content-Type: text/javascript",
        "Access-Control-Allow-Origin: *",
        "Cross-Origin-Resource-Policy: cross-origin",
    ]
    answer = "\r\n".join([*lines, f"Content-Length: {len(body)}", "Connection: close", "", ""]).encode() + body

    class Hit(socketserver.StreamRequestHandler):
        timeout = 5

        def handle(self) -> None:
            origin.hits.append("connection")
            try:
                origin.hits[-1] = self.rfile.readline().decode("latin-1").strip() or "connection"
                while self.rfile.readline().strip():
                    pass
                self.wfile.write(answer)
            except OSError:
                pass  # it connected, which is what counts

    class Listener(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Listener(("127.0.0.1", 0), Hit) as listener:
        origin = OtherOrigin(f"http://127.0.0.1:{listener.server_address[1]}")
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield origin
        listener.shutdown()
        thread.join()


# ---- browsers

# Of several lists of features Chromium takes the last, so this one begins with what Playwright leaves out by itself. The two popups belong to
# the address bar: pages with scripts, anew for each page of ours, which nobody sees, and a quarter of the work of opening one.
LEFT_OUT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync DestroyProfileOnBrowserClose HttpsUpgrades HttpsFirstBalancedModeAutoEnable LensOverlay "
    "MediaRouter PaintHolding ThirdPartyStoragePartitioning AvoidCorsURLLoaderRestartOnRedirect TcpPortRandomizationWin OptimizationHints "
    "NetworkTimeServiceQuerying AimEnabled PreconnectToSearch WebUIOmniboxPopup WebUIOmniboxAimPopup"
).split()
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    f"--disable-features={','.join(LEFT_OUT)}",
)
# Nothing of ours draws by WebGL. On a computer without a graphics card the browser would imitate one and paint its pages on that: a quarter of
# the work of a visit, and most of that of a window that changes its size.
PLAIN_PAINTING = ("--disable-gpu",)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The computer's Chromium, else Playwright's own."""
    from playwright.sync_api import sync_playwright

    found = browsers.chromium()
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        arguments = [*QUIET, *PLAIN_PAINTING, *(["--no-sandbox"] if as_root else [])]  # Chromium refuses its sandbox to root
        launched = playwright.chromium.launch(executable_path=found, args=arguments)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a profile of its own: no cache, no service worker, no storage from another test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[servers.Site]:
    """The site on one port for all tests that only look."""
    with servers.serving(site, configuration=ROOT / "vercel.json") as running:
        yield running


@pytest.fixture(scope="session")
def person(browser: Browser, served: servers.Site) -> Iterator[BrowserContext]:
    """A browser profile that was here before: the service worker has kept the program, and "What is on this disc" opens no more by itself."""
    from tests.browser.visit import PICTURES_FIRST, Visit

    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_init_script(PICTURES_FIRST)
    Visit(context.new_page(), served.url).arrive().page.close()
    yield context
    context.close()


@pytest.fixture
def visit(person: BrowserContext, served: servers.Site) -> Iterator[Visit]:
    """A fresh page of that person's, ready for files."""
    from tests.browser.visit import Visit

    page = person.new_page()
    yield Visit(page, served.url).arrive()
    page.close()


@pytest.fixture(scope="session")
def node() -> list[str]:
    """The command that starts Node."""
    return tools.node()


@pytest.fixture(scope="session")
def npm_packages() -> Path:
    """The node_modules folder of the pinned packages."""
    return runtime.npm_packages()


@pytest.fixture(scope="session")
def run_in_firefox(node: list[str], npm_packages: Path) -> Callable[..., Any]:
    """Run `export default async (page, arguments, browser) => answer` of a .mjs file in real Firefox; gives the answer back."""

    def run(script: Path, *, seconds: float = 120, **arguments: object) -> Any:
        return drive(node, npm_packages, str(browsers.firefox()), script, arguments, seconds=seconds)

    return run
