"""A host that forgets the headers of vercel.json: the page says so in words, and no scan is opened."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from building.server import pattern, serving
from building.tools import ROOT
from tests.browser.visit import PATIENCE, Visit
from tests.promises import promise

HERE = Path(__file__).parent
WORDS = "This copy of the site is served without its protection"
LISTEN = """
  const Plain = window.Worker;
  window.booted = 0;
  window.Worker = class extends Plain {
    postMessage(message, ...rest) {
      if (message?.boot) window.booted += 1;
      super.postMessage(message, ...rest);
    }
  };
"""


def without(address: str, *, policy: str | None = None) -> dict[str, Any]:
    """vercel.json with another policy, or with none, in the rule that gives the address its own."""
    configuration: dict[str, Any] = json.loads((ROOT / "vercel.json").read_text(encoding="utf-8"))
    named = [rule for rule in configuration["headers"] if any(header["key"] == "Content-Security-Policy" for header in rule["headers"])]
    (rule,) = [rule for rule in named if pattern(rule["source"]).fullmatch(address)]
    kept = [header for header in rule["headers"] if header["key"] != "Content-Security-Policy"]
    rule["headers"] = [*kept, *([{"key": "Content-Security-Policy", "value": policy}] if policy else [])]
    return configuration


FORGETFUL = {
    "no header at all": {},
    "no policy for the page": without("/"),
    "no policy for the cell": without("/app/x/cell.js"),
    "a cell that may connect": without(
        "/app/x/cell.js", policy="default-src 'none'; script-src 'wasm-unsafe-eval'; connect-src 'self' blob:"
    ),
    "no policy for the decoders": without("/app/x/decoder.js"),
    "no policy for the room of PDF documents": without("/app/x/pdf.js"),
    "no policy for the decoder of HTJ2K": without("/app/x/htj2k.js"),
    "no policy for the reader": without("/app/x/reader.js"),
}


@pytest.mark.browser
@pytest.mark.parametrize("forgotten", FORGETFUL)
@promise("A copy of this site that is served without this protection opens no scan, and says so.")
def test_a_copy_without_its_protection_says_so_and_opens_nothing(
    forgotten: str, site: Path, tmp_path: Path, page: Page, marked: Path
) -> None:
    """Also what was handed over early is not read, and starting again does not change it: no cell ever gets its program."""
    configuration = tmp_path / "vercel.json"
    configuration.write_text(json.dumps(FORGETFUL[forgotten]), encoding="utf-8")
    page.add_init_script(LISTEN)
    with serving(site, configuration=configuration) as running:
        visit = Visit(page, running.url).arrive(ready=False)
        visit.hand_over(marked)
        for _ in range(2):
            expect(page.locator("html")).to_have_attribute("data-core", "failed", timeout=PATIENCE)
            expect(visit.by("crash")).to_contain_text(WORDS, timeout=PATIENCE)
            expect(visit.by("crash")).to_contain_text("does not open scans")
            expect(page.locator("html")).to_have_attribute("data-sealed", "false")
            assert page.workers == []
            visit.by("restart").click()
    assert page.evaluate("() => [window.booted, typeof window.openmyscan]") == [0, "undefined"]


@pytest.mark.browser
def test_the_host_that_sends_them_again_is_trusted_again(site: Path, tmp_path: Path, page: Page) -> None:
    """The answers of the day before, which browsers keep for long where a host says nothing and the files are old, do not count."""
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    for path in copy.rglob("*"):
        os.utime(path, (1.7e9, 1.7e9))
    with serving(copy, configuration=ROOT / "vercel.json") as running:
        right, running.configuration = running.configuration, {}
        visit = Visit(page, running.url).arrive(ready=False)
        expect(visit.by("crash")).to_contain_text(WORDS, timeout=PATIENCE)
        running.configuration = right
        visit.arrive()
        expect(page.locator("html")).to_have_attribute("data-sealed", "true")


@pytest.mark.firefox
@promise("A copy of this site that is served without this protection opens no scan, and says so.")
def test_firefox_says_so_as_well(run_in_firefox: Callable[..., Any], site: Path) -> None:
    """There Pyodide would take another way without a policy, and never arrive."""
    with serving(site) as running:
        told = run_in_firefox(HERE / "firefox.mjs", what="unprotected", url=running.url)
    assert WORDS in told["words"]
    assert told["core"] == "failed"
