"""The instruments themselves: a counter that never counts would make every privacy test pass."""

import socket
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from building.server import Site, serving
from tests.conftest import OtherOrigin


def test_the_other_origin_counts_requests_and_bare_connections(other_origin: OtherOrigin) -> None:
    """Whatever connects is a hit."""
    assert other_origin.hits == []
    urllib.request.urlopen(f"{other_origin.url}/x?scan=1", timeout=5).close()
    assert other_origin.hits == ["GET /x?scan=1 HTTP/1.1"]
    where = urlsplit(other_origin.url)
    with socket.create_connection((str(where.hostname), int(where.port or 0)), timeout=5):
        pass
    deadline = time.monotonic() + 5
    while len(other_origin.hits) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert other_origin.hits[1:] == ["connection"]


@pytest.mark.browser
def test_a_page_without_policies_reaches_the_other_origin(page: Page, other_origin: OtherOrigin, tmp_path: Path) -> None:
    """So that zero hits elsewhere means our wall: neither a broken counter nor the browser's own guard of local addresses."""
    (tmp_path / "index.html").write_text("<!doctype html><title>open</title>", encoding="utf-8")
    with serving(tmp_path) as bare:
        page.goto(bare.url)
        page.evaluate("(url) => fetch(url)", other_origin.url + "/chromium")
    assert other_origin.hits == ["GET /chromium HTTP/1.1"]


@pytest.mark.firefox
def test_firefox_runs_a_script_of_ours(run_in_firefox: Callable[..., Any], server: Site, other_origin: OtherOrigin, tmp_path: Path) -> None:
    """It opens the site, is isolated there, and its counter counts too."""
    script = tmp_path / "visit.mjs"
    script.write_text(
        """export default async (page, { site, other }, browser) => {
          await page.goto(other);
          await page.goto(site, { waitUntil: "domcontentloaded" });
          return { isolated: await page.evaluate(() => crossOriginIsolated), version: await browser.version() };
        };""",
        encoding="utf-8",
    )
    answer = run_in_firefox(script, site=server.url, other=other_origin.url + "/firefox")
    assert answer["isolated"] is True
    assert "firefox" in answer["version"].lower()
    assert other_origin.hits[0] == "GET /firefox HTTP/1.1"
    assert server.log[0].path == "/"


ENDLESS = {"waits for ever": "await new Promise(() => {})", "is too busy to hear": "for (;;);"}


@pytest.fixture(scope="module")
def given_up(run_in_firefox: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[BaseException | None, str]]:
    """What became of scripts that never end, all run at once, for each takes all of its time: the failure, and Firefox's process."""
    folder = tmp_path_factory.mktemp("endless")

    def run(name: str, then: str) -> tuple[BaseException | None, str]:
        script, told = folder / f"{name}.mjs", folder / name
        script.write_text(
            f"""import {{ writeFileSync }} from "node:fs";
            export default async (page, {{ told }}, browser) => {{
              writeFileSync(told, String(browser.process().pid));
              {then};
            }};""",
            encoding="utf-8",
        )
        try:
            run_in_firefox(script, seconds=25, told=str(told))
        except pytest.fail.Exception as failure:
            return failure, told.read_text(encoding="utf-8")
        return None, told.read_text(encoding="utf-8")

    with ThreadPoolExecutor() as threads:
        return dict(zip(ENDLESS, threads.map(run, ENDLESS, ENDLESS.values()), strict=True))


@pytest.mark.firefox
@pytest.mark.parametrize("name", ENDLESS)
def test_a_script_that_never_ends_leaves_no_firefox_behind(given_up: dict[str, tuple[BaseException | None, str]], name: str) -> None:
    """The test fails when its time is over, and all that was started ends: Node, Firefox, and Firefox's own children."""
    failure, group = given_up[name]
    assert "within 25 seconds" in str(failure)
    deadline = time.monotonic() + 10
    while (left := running(group)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == []


def running(group: str) -> list[str]:
    """The processes of a group; one that has ended and waits for somebody to take note of it is none."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = status.read_text(encoding="utf-8", errors="replace").rpartition(")")
        except OSError:  # it has just ended
            continue
        state, _, of = rest.split()[:3]
        if of == group and state not in "ZX":
            found.append(name)
    return found
