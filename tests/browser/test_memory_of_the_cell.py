"""The cell's memory to its end, in real Chromium: it ends below 2 GiB, and right up to there every value is right.

Pyodide takes addresses for signed numbers: above 2 GiB they were negative, and the cell posted something else than was asked for.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from building.interpreter import MOST_PAGES
from building.server import Site, serving
from building.tools import ROOT
from tests.browser.visit import PATIENCE, PICTURES_FIRST, Native, Visit
from tests.privacy.test_firefox import exchange

pytestmark = pytest.mark.browser

# Before the cell's own script: keeps what the interpreter exports, so that a test can ask for memory as Python does.
KEEP = b"""{
  const plain = WebAssembly.instantiate;
  WebAssembly.instantiate = async function (...given) {
    const made = await plain.apply(WebAssembly, given);
    const { exports } = made.instance ?? made;
    if (exports.malloc && exports.memory) self.interpreter = exports;
    return made;
  };
}
"""
# Takes all that there is, the large pieces first; `left` bytes are given back in the end. Says where the memory and what was had of it end.
FILL = """(left) => {
  const { malloc, free, memory } = self.interpreter;
  const taken = [];
  let highest = 0, all = 0;
  for (let size = 1 << 26; size >= 1 << 14; ) {
    const at = malloc(size) >>> 0;
    if (!at) { size >>>= 1; continue; }
    taken.push([at, size]);
    highest = Math.max(highest, at + size);
    all += size;
  }
  taken.sort(([one], [other]) => other - one); // what is given back lies highest
  while (left > 0 && taken.length) {
    const [at, size] = taken.shift();
    free(at);
    left -= size;
  }
  self.taken = taken;
  return { end: memory.buffer.byteLength, highest, all };
}"""
EMPTY = "() => self.taken.splice(0).forEach(([at]) => self.interpreter.free(at))"


@pytest.fixture
def kept(site: Path, tmp_path: Path) -> Iterator[Site]:
    """The site, whose cell lets a test at the interpreter's memory."""
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    script = next(copy.glob("app/*/cell.js"))
    exchange(copy, script, KEEP + script.read_bytes())
    with serving(copy, configuration=ROOT / "vercel.json") as running:
        yield running


@pytest.fixture
def arrived(kept: Site, page: Page) -> Visit:
    page.add_init_script(PICTURES_FIRST)
    return Visit(page, kept.url).arrive()


def test_the_memory_ends_below_the_address_that_would_be_negative(arrived: Visit) -> None:
    """However much is asked for; and what there is can be had, but for the last 64 MB."""
    told = arrived.worker("cell").evaluate(FILL, 0)
    assert told["end"] <= MOST_PAGES << 16 < 1 << 31
    assert told["highest"] < 1 << 31
    assert told["end"] > (MOST_PAGES << 16) - (64 << 20)


def test_at_the_very_end_of_the_memory_all_values_are_right(arrived: Visit, few: Path) -> None:
    """All is taken but 200 MB at the highest addresses: what is read, decoded, drawn and told there is what CPython makes of the files."""
    told = arrived.worker("cell").evaluate(FILL, 200 << 20)
    assert told["all"] > 1 << 30
    arrived.open(few)
    native = Native(few)
    sums = [native.sum(stack) for stack in native.catalog.stacks()]
    assert arrived.ask("openmyscan.check()") in sums
    for index in range(arrived.state()["count"]):
        arrived.go(index)
        assert arrived.state()["error"] is None
    arrived.close()


def test_when_nothing_is_left_that_is_said_and_the_next_scan_is_right(arrived: Visit, few: Path) -> None:
    """Not "damaged", not "taken out": memory, of the reader, of each file or of the picture alone. And once the scan is closed, or the reader started anew, all is as before in the same page."""
    arrived.worker("cell").evaluate(FILL, 0)
    arrived.hand_over(few)
    said = arrived.page.locator("#crash:visible, #trouble:visible, #nothing-reasons:visible, .picture-error:visible").first
    expect(said).to_contain_text(re.compile("memory", re.IGNORECASE), timeout=PATIENCE)
    text = said.inner_text()
    assert not re.search("damaged|disc|fault in this program", text), text
    if arrived.page.locator("#nothing-reasons").is_visible():
        arrived.page.reload()
    else:
        arrived.by("restart" if arrived.by("crash").is_visible() else "close-study").click()
    expect(arrived.by("crash")).to_be_hidden()
    arrived.ready().open(few)
    native = Native(few)
    assert arrived.ask("openmyscan.check()") in [native.sum(stack) for stack in native.catalog.stacks()]
