"""The one gate through which a script is named by its address (Trusted Types) lets our own through, letter by letter; and what a scan's values are told to."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from building.server import Site
from building.site import WORKERS
from tests.browser import scans
from tests.browser.visit import Visit

pytestmark = pytest.mark.browser

# Keeps the rules with which the page makes its gate: the gate itself it gives to nobody.
KEEP = """{
  window.gates = [];
  const make = TrustedTypePolicyFactory.prototype.createPolicy;
  TrustedTypePolicyFactory.prototype.createPolicy = function (name, rules) { gates.push([name, rules]); return make.call(this, name, rules); };
}"""
TRY = """(address) => {
  const [[name, rules], ...others] = gates;
  if (others.length || name !== "openmyscan") return "another gate";
  if (Object.keys(rules).join() !== "createScriptURL") return "more than scripts by address";
  try { return rules.createScriptURL(address); } catch (error) { return error.name; }
}"""


def own(site: Site, *names: str) -> list[str]:
    """The addresses of scripts of this release."""
    return [f"/{next(site.folder.glob(f'app/*/{name}.js')).relative_to(site.folder).as_posix()}" for name in names]


def others(url: str, allowed: list[str]) -> list[str]:
    """Addresses that are none of them, some nearly."""
    near = [
        change
        for one in allowed
        for change in (f"{one}?x", f"{one}#x", f"{one}/", f"/{one}", f" {one}", one.upper(), url + one, f"https://evil.example{one}")
    ]
    far = [
        "",
        "/",
        "blob:x",
        "data:text/javascript,1",
        "javascript:1",
        "https://evil.example/x.js",
        "/app/0000000000000000/cell.js",
        "/sw.js?x",
        "/elsewhere/sw.js",
    ]
    return near + far


def test_the_viewer_names_no_scripts_but_its_own_six(page: Page, server: Site) -> None:
    page.add_init_script(KEEP)
    Visit(page, server.url).arrive()
    allowed = ["/sw.js", *own(server, *WORKERS)]
    assert [page.evaluate(TRY, address) for address in allowed] == allowed
    for address in [*others(server.url, allowed), *own(server, "boot", "probe", "count")]:
        assert page.evaluate(TRY, address) == "TypeError", address


def test_the_page_that_tries_to_send_names_one(page: Page, server: Site) -> None:
    page.add_init_script(KEEP)
    page.goto(f"{server.url}/verify")
    allowed = own(server, "probe")
    assert [page.evaluate(TRY, address) for address in allowed] == allowed
    for address in [*others(server.url, allowed), "/sw.js", *own(server, "boot", "cell")]:
        assert page.evaluate(TRY, address) == "TypeError", address


def test_who_asked_for_values_of_a_scan_that_was_closed_is_told_none_of_the_next(visit: Visit, tmp_path: Path) -> None:
    """The automation's question is answered by a refusal: an answer from the next scan would be a wrong one, of another person perhaps."""
    ask = """() => {
      const settled = (promise) => promise.then(() => "told", (error) => error.message);
      window.early = [settled(openmyscan.values()), settled(openmyscan.check())];
      oms.close();
    }"""
    visit.open(scans.phantom(tmp_path / "ONE", range(16, 20)))
    visit.page.evaluate(ask)
    visit.ready()
    visit.open(scans.phantom(tmp_path / "OTHER", range(3)))
    visit.ask("Promise.all([openmyscan.values(), openmyscan.check()])")
    assert visit.ask("Promise.all(early)") == ["That scan was closed."] * 2
