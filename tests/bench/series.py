"""How the page bears a disc of very many series, each of one small picture made here, in real Chromium.

    python -m tests.bench.series [--counts 500,2000,8000]

For each number of series: the time until all is read, how long the page was blocked in all and at the most in one go (tasks over 50 ms),
the longest wait for an animation frame, the elements in the document, the most memory of the renderer (RSS, Linux only), and how long it
takes to open "What is on this disc" and to close the scan. Twice as many series may take twice as long, no more.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from building import server, site
from building.tools import ROOT
from tests.bench.opening import READY, chromium
from tests.bench.scale import Peak
from tests.browser.scans import many_series

PATIENCE = 400
"""Seconds until a visit is given up."""

WATCH = """() => {
  window.tasks = [];
  window.gap = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => window.tasks.push(entry.duration))).observe({ type: "longtask" });
  let last = performance.now();
  const beat = () => { const now = performance.now(); window.gap = Math.max(window.gap, now - last); last = now; requestAnimationFrame(beat); };
  beat();
}"""

FOUND = """() => {
  const blocked = window.tasks.reduce((sum, task) => sum + task, 0);
  const nodes = document.querySelectorAll("*").length;
  return { blocked, longest: Math.max(0, ...window.tasks), gap: window.gap, nodes };
}"""

READ = "() => document.documentElement.dataset.view === 'viewing' && document.getElementById('progress').hidden"


def visit(page: Page, url: str, path: Path) -> list[str]:
    """Open it and give what is to be told."""
    page.goto(url)
    page.locator(READY).wait_for(state="attached")
    page.wait_for_timeout(2000)  # the rehearsal
    page.evaluate("() => window.openmyscan.step(0)")  # the page of the disc stays away
    page.evaluate(WATCH)
    start = time.monotonic()
    page.set_input_files("#folder-input", path)
    while not page.evaluate(READ):
        if time.monotonic() - start > PATIENCE:
            return [f"not read after {PATIENCE} s"]
        time.sleep(0.25)
    read = time.monotonic() - start
    page.wait_for_timeout(3000)  # small pictures
    found: dict[str, Any] = page.evaluate(FOUND)
    told = [
        f"read {read:.1f} s", f"page blocked {found['blocked'] / 1000:.2f} s", f"at most {found['longest']:.0f} ms in one go",
        f"{found['nodes']} elements",
    ]  # fmt: skip
    for name, what in (
        ("disc page", "() => document.getElementById('disc-button').click()"),
        ("close it", "() => document.getElementById('disc-back').click()"),
        ("close", "() => document.querySelector('[data-testid=close-study]').click()"),
    ):
        begun = time.monotonic()
        page.evaluate(what)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        told.append(f"{name} {(time.monotonic() - begun) * 1000:.0f} ms")
    return told


def main() -> None:
    """Make, open, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", default="500,2000,8000")
    options = parser.parse_args()
    with server.serving(site.build(), configuration=ROOT / "vercel.json") as running:
        for count in map(int, options.counts.split(",")):
            with tempfile.TemporaryDirectory() as temporary:
                path = many_series(Path(temporary) / "scan", count)
                with chromium() as browser, Peak() as peak:
                    told = visit(browser.new_page(), running.url, path)
                    more = [f"renderer at most {peak.most:.0f} MB"] if sys.platform == "linux" else []
                    print(f"{count} series: " + ", ".join((*told, *more)), flush=True)


if __name__ == "__main__":
    main()
