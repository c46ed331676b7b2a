"""Where the time goes between a step and the pixels of all panes: each hop of it, and the processor time of each thread of the browser.

    python -m tests.bench.hops [--slices 60] [--steps 60] [--site FOLDER]

The series are those of `tests.bench.panes`. Nothing of the site is changed: the hops are noted around the page's and the cell's own messages. Of
each hop it prints the least, the median and the 95th percentile, in milliseconds; of the threads (Linux only) the milliseconds of a processor a
step. On a machine that others use as well the least, and the threads, are what can be compared.
"""

import argparse
import os
import statistics
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Worker

from building import server, site
from building.tools import ROOT
from tests.bench.opening import children, chromium
from tests.bench.panes import MEASURE, make, opened

# Notes [moment, what] of all that goes to and comes from the cell, of the page's Python, and of each picture that is painted.
PAGE = """(() => {
  const hops = (window.hops = []);
  const note = (what) => hops.push([performance.timeOrigin + performance.now(), what]);
  const around = (owner, name, before, after) => {
    const own = owner[name];
    owner[name] = function (...all) {
      note(before(...all));
      const given = own.apply(this, all);
      if (after) note(after(...all));
      return given;
    };
  };
  around(Worker.prototype, "postMessage", (message) => `asked ${message?.name}`);
  around(CanvasRenderingContext2D.prototype, "putImageData", () => "paints", () => "painted");
  const hear = Object.getOwnPropertyDescriptor(Worker.prototype, "onmessage");
  Object.defineProperty(Worker.prototype, "onmessage", {
    ...hear,
    set(callback) {
      hear.set.call(this, (event) => (note(`hears ${event.data?.name}`), callback(event)));
    },
  });
  let oms;
  Object.defineProperty(window, "oms", {
    get: () => oms,
    set(value) {
      const on = value.on;
      value.on = (callback) => on((name, json) => (note(`tells ${name}`), callback(name, json), note(`told ${name}`)));
      oms = value;
      let step; // which the page's Python sets
      const noted = (by) => (note("steps"), step(by), note("stepped"));
      Object.defineProperty(value.exports, "step", { get: () => noted, set: (given) => (step = given) });
    },
  });
})()"""

CELL = """() => {
  const hops = (self.hops = []);
  const note = (what) => hops.push([performance.timeOrigin + performance.now(), what]);
  const [handle, post] = [self.onmessage, self.postMessage];
  self.onmessage = (event) => (note(`takes ${event.data?.name}`), handle(event));
  self.postMessage = (message, ...more) => (note(`gives ${message?.name}`), post.call(self, message, ...more));
}"""

HOPS = (
    # what it is, from, to
    ("a step in the page's Python", "steps", "stepped"),
    ("a request on its way", "asked draw", "takes draw"),
    ("a picture in the cell", "takes draw", "gives picture"),
    ("a picture on its way", "gives picture", "hears picture"),
    ("a picture onto its canvas", "paints", "painted"),
    ("a picture in the page's Python", "tells picture", "told picture"),
)


def threads() -> Counter[str]:
    """Return the milliseconds of a processor that each kind of thread of the browser has had."""
    found: Counter[str] = Counter()
    for process in children(os.getpid()):
        try:
            line = Path(f"/proc/{process}/cmdline").read_bytes().decode(errors="replace")
            kind = next((kind for kind in ("renderer", "gpu-process", "utility") if f"--type={kind}" in line), "browser")
            for task in Path(f"/proc/{process}/task").iterdir():
                name, spent = (task / "comm").read_text().strip(), int((task / "schedstat").read_text().split()[0])
                found[f"{kind}, {name}"] += spent // 1_000_000
        except OSError:
            continue
    return found


def hops(log: Sequence[tuple[float, str]]) -> dict[str, list[float]]:
    """Return the milliseconds of each hop: from each beginning, in turn, to the end that belongs to it."""
    found: dict[str, list[float]] = {}
    for name, begin, end in HOPS:
        begun = [moment for moment, what in log if what == begin]
        ended = [moment for moment, what in log if what == end]
        found[name] = [there - here for here, there in zip(begun, ended, strict=False)]
    return found


def told(took: list[float]) -> str:
    """Return the least, the median and the 95th percentile in words."""
    took = sorted(took)
    return f"least {took[0]:.2f}, median {statistics.median(took):.2f}, 95th percentile {took[int(0.95 * len(took))]:.2f} ms"


def measured(page: Page, cell: Worker, steps: int, views: list[int] | None) -> None:
    """Step, and print what that took."""
    page.evaluate("openmyscan.step(-1000)")
    page.wait_for_timeout(500)
    page.evaluate("hops.length = 0")
    cell.evaluate("hops.length = 0")
    before = threads()
    took: list[float] = page.evaluate(MEASURE, {"steps": steps, "views": views})
    spent = threads()
    spent.subtract(before)
    print(f"{len(views or [1])} pane{'s' if views else ''}: {told(took)}")
    log: list[Any] = sorted(page.evaluate("hops") + cell.evaluate("hops"))
    for name, each in hops(log).items():
        if each:
            print(f"  {name}: {told(each)}, {len(each) / steps:.1f} times a step")
    print("  processor time a step: " + ", ".join(f"{name} {ms / steps:.1f} ms" for name, ms in spent.most_common(8)))


def main() -> None:
    """Make the series, visit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slices", type=int, default=60)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--site", type=Path)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as temporary,
        server.serving(options.site or site.build(), configuration=ROOT / "vercel.json") as running,
    ):
        make(Path(temporary), options.slices)
        with chromium() as browser:
            page = browser.new_context(viewport={"width": 1366, "height": 900}).new_page()
            page.set_default_timeout(120_000)
            page.add_init_script(PAGE)
            opened(page, running.url, Path(temporary))
            cell = next(worker for worker in page.workers if "/cell" in worker.url)
            cell.evaluate(CELL)
            measured(page, cell, options.steps, None)
            page.evaluate("openmyscan.layout('2x2')")
            page.wait_for_timeout(5000)
            page.evaluate("openmyscan.activate(1)")
            measured(page, cell, options.steps, [1, 2, 3, 4])


if __name__ == "__main__":
    main()
