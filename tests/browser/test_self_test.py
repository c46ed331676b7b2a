"""The self-test of /verify: it really tries, writes down what the browser answered, and fails where there is no wall."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from building.server import Site, headers_for, serving
from building.tools import ROOT
from tests.browser.visit import PATIENCE

pytestmark = pytest.mark.browser

VERCEL: dict[str, Any] = json.loads((ROOT / "vercel.json").read_text(encoding="utf-8"))
IN_PAGE = {"fetch", "XMLHttpRequest", "WebSocket", "EventSource", "import", "sendBeacon", "image", "Worker"}
IN_CELL = {"fetch", "XMLHttpRequest", "WebSocket", "EventSource", "import", "importScripts", "Worker"}


def run(page: Page, url: str) -> Page:
    """Open the page, press the button, and wait for the verdict."""
    page.goto(f"{url}/verify")
    page.get_by_test_id("try").click()
    expect(page.get_by_test_id("verdict")).to_have_attribute("data-verdict", re.compile("."), timeout=PATIENCE)
    return page


def lines(page: Page, name: str) -> dict[str, tuple[str, str]]:
    """What was tried: {way: (verdict, answer)}."""
    items = page.get_by_test_id(name).locator("li")
    found = {}
    for at in range(items.count()):
        item = items.nth(at)
        found[item.locator("span").inner_text().rstrip(":")] = (item.get_attribute("data-verdict"), item.locator("b").inner_text())
    return found


def test_every_attempt_is_refused_and_none_reaches_the_site(server: Site, page: Page) -> None:
    """Each with the rule that the browser named; the site sees nothing but the files of the page."""
    run(page, server.url)
    expect(page.get_by_test_id("verdict")).to_contain_text("Your browser refused every attempt: 15 ways")
    tried = lines(page, "from-page")
    assert set(tried) == IN_PAGE
    assert {verdict for verdict, _ in tried.values()} == {"refused"}
    assert tried["fetch"][1] == "refused by the rule connect-src"
    assert tried["image"][1] == "refused by the rule img-src"
    inside = lines(page, "from-cell")
    assert set(inside) == IN_CELL
    assert {verdict for verdict, _ in inside.values()} == {"refused"}
    assert inside["fetch"][1] == "refused by the rule connect-src"
    assert [request.path for request in server.log if request.path.startswith("/try")] == []
    assert lines(page, "requests") == {"since this page was sealed, apart from the script of the twin": ("refused", "none")}


def test_the_twin_has_the_policy_of_the_cell_and_the_page_that_of_the_viewer(server: Site, page: Page) -> None:
    """From the same rules of vercel.json; and the seal is the viewer's own, with other workers."""
    for one, other in (("/app/release/probe.js", "/app/release/cell.js"), ("/verify", "/")):
        assert headers_for(one, VERCEL)["Content-Security-Policy"] == headers_for(other, VERCEL)["Content-Security-Policy"]
    run(page, server.url)
    expect(page.get_by_test_id("headers").locator("li").nth(2)).to_contain_text(
        headers_for("/app/release/cell.js", VERCEL)["Content-Security-Policy"]
    )
    seals = [page.locator("#sealed").inner_text()]
    page.goto(server.url)
    expect(page.locator("html")).to_have_attribute("data-sealed", "true", timeout=PATIENCE)
    seals.append(page.locator('meta[http-equiv="Content-Security-Policy"]').last.get_attribute("content") or "")
    without_workers = {re.sub(r"worker-src [^;]*", "worker-src", seal) for seal in seals}
    assert len(without_workers) == 1


@pytest.fixture
def unprotected(site: Path, tmp_path: Path) -> Callable[..., Any]:
    """Serve the site with other policies for the page of the test and for the twin."""

    def start(policies: dict[str, str | None]) -> Any:
        rules = [rule for rule in VERCEL["headers"] if not any(h["key"] == "Content-Security-Policy" for h in rule["headers"])]
        rules += [
            {"source": source, "headers": [{"key": "Content-Security-Policy", "value": policy}]}
            for source, policy in policies.items()
            if policy
        ]
        configuration = tmp_path / "vercel.json"
        configuration.write_text(json.dumps({**VERCEL, "headers": rules}), encoding="utf-8")
        return serving(site, configuration=configuration)

    return start


def test_it_says_so_where_the_twin_has_no_policy(unprotected: Callable[..., Any], page: Page) -> None:
    """The control: a worker without a policy of its own does get out, and the verdict warns."""
    page.context.route("https://example.com/**", lambda route: route.abort())  # no test of ours goes out
    with unprotected({"/verify": headers_for("/verify", VERCEL)["Content-Security-Policy"]}) as running:
        run(page, running.url)
        expect(page.get_by_test_id("verdict")).to_have_attribute("data-verdict", "sent")
        expect(page.get_by_test_id("verdict")).to_contain_text("do not open a scan here")
        assert lines(page, "from-cell")["fetch"][0] == "sent"
        assert {verdict for verdict, _ in lines(page, "from-page").values()} == {"refused"}
        assert "/try/fetch" in [request.path for request in running.log]


def test_it_lists_what_is_stored(server: Site, page: Page) -> None:
    """After a visit to the viewer: the program and nothing else; and what somebody else puts there is told by its name."""
    page.goto(server.url)
    expect(page.locator("html")).to_have_attribute("data-offline", "true", timeout=PATIENCE)
    run(page, server.url)
    rows = page.get_by_test_id("stores").locator("tbody tr").all_inner_texts()
    told = dict(row.split("\t", 1) for row in rows)
    assert {kind for kind, held in told.items() if held == "nothing"} == {
        "Cookies", "Local storage", "Session storage", "Databases (IndexedDB)", "Files (origin private file system)",
    }  # fmt: skip
    assert re.fullmatch(r"openmyscan-[0-9a-f]{16}: \d\d+ files of the program, and / .*/verify.*", told["Cache"])
    expect(page.get_by_test_id("verdict")).to_have_attribute("data-verdict", "refused")  # also when the service worker answers
    page.evaluate("() => { localStorage.setItem('stranger', '1'); document.cookie = 'crumb=1'; }")
    run(page, server.url)
    rows = page.get_by_test_id("stores").locator("tbody tr").all_inner_texts()
    assert "Local storage\tstranger" in rows
    assert "Cookies\tcrumb=1" in rows


@pytest.mark.firefox
def test_firefox_refuses_every_attempt_as_well(run_in_firefox: Callable[..., Any], server: Site) -> None:
    """Nothing reaches the site. For two ways inside a worker Firefox names no rule; that is said, and not taken for a refusal by one."""
    told = run_in_firefox(Path(__file__).parent / "self_test_firefox.mjs", url=server.url)
    verdicts = [verdict for verdict, _ in told["lines"]]
    assert len(verdicts) == 16
    assert {verdict for verdict, line in told["lines"] if not line.startswith(("EventSource:", "Worker:"))} == {"refused"}
    assert verdicts.count("silent") == 2
    assert set(verdicts) == {"refused", "silent"}
    assert told["verdict"] == "refused"
    assert "the other 2 failed without a word" in told["words"]
    assert [request.path for request in server.log if request.path.startswith("/try")] == []
