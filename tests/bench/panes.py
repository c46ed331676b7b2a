"""How fast several pictures scroll together: four series of 512 × 512 in real Chromium, linked by place, and one pane alone.

    python -m tests.bench.panes [--slices 100] [--steps 60] [--site FOLDER]

Prints the time from the call to the frame in which the canvases of all panes hold other pixels (median and 95th percentile), for one pane
(scrolling and windowing) and for four, the first picture of a series that was decoded before, and the memory of the whole browser over a blank one (PSS, Linux only). `--site` measures
another build (its dist/), one pane only where it knows no panes. The machine drifts: compare figures of one run only.
"""

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page

from building import server, site
from building.tools import ROOT
from tests.bench.opening import READY, children, chromium, memory
from tests.core.made import data_set, file_bytes
from viewer.phantom import slice_values

# From the call to the frame in which each canvas holds other pixels: a picture is noted where it is put onto its canvas.
MEASURE = """async ({ steps, views, act = "step" }) => {
  const o = window.openmyscan, put = CanvasRenderingContext2D.prototype.putImageData;
  const canvases = views ? views.map((view) => o.canvas(view)) : [o.canvas()];
  const painted = new Set();
  CanvasRenderingContext2D.prototype.putImageData = function (...all) {
    painted.add(this.canvas);
    return put.apply(this, all);
  };
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const took = [];
  for (let turn = 0; turn < steps; turn++) {
    await new Promise((done) => setTimeout(done, 40 + Math.random() * 17));
    painted.clear();
    const start = performance.now();
    if (act === "step") o.step(turn % 40 < 20 ? 1 : -1);
    else o.wl(40 + (turn % 40), 400);
    while (!canvases.every((canvas) => painted.has(canvas)) && performance.now() - start < 2000) await frame();
    took.push(performance.now() - start);
  }
  CanvasRenderingContext2D.prototype.putImageData = put;
  return took;
}"""

# Of a series that was shown before: from the choice to the frame with its picture.
AGAIN = """async (stack) => {
  const o = window.openmyscan, put = CanvasRenderingContext2D.prototype.putImageData;
  let painted = false;
  CanvasRenderingContext2D.prototype.putImageData = function (...all) {
    painted ||= this.canvas === canvas;
    return put.apply(this, all);
  };
  const canvas = o.canvas(), start = performance.now();
  window.oms.exports.select(stack);
  while (!painted && performance.now() - start < 3000) await new Promise((done) => requestAnimationFrame(done));
  CanvasRenderingContext2D.prototype.putImageData = put;
  return performance.now() - start;
}"""

STACKS = """() => openmyscan.state().patients.flatMap((patient) => patient.studies.flatMap((study) =>
  study.series.flatMap((series) => series.stacks.map((stack) => stack.id))))"""


def make(folder: Path, slices: int) -> None:
    """Write four series of the sample's head at twice its size, in one frame of reference, each with noise of its own."""
    for series in range(4):
        for number in range(slices):
            noise = np.random.default_rng(1000 * series + number)
            values = np.kron(slice_values(number * 40 // slices), np.ones((2, 2), np.int16))
            values = (values + noise.normal(0, 12, values.shape)).astype(np.int16)
            ds = data_set(
                values, SOPInstanceUID=f"1.9.{series}.{number + 1}", SeriesInstanceUID=f"1.8.{series}", SeriesNumber=series,
                FrameOfReferenceUID="1.2.3", InstanceNumber=number + 1, ImagePositionPatient=[0, 0, number], WindowCenter="40", WindowWidth="400",
            )  # fmt: skip
            (folder / f"IM{series}{number:04d}").write_bytes(file_bytes(ds))


def told(took: list[float]) -> str:
    """Return the median and the 95th percentile of all but the first few, in words."""
    later = sorted(took[4:])
    return f"median {statistics.median(later):.1f} ms, 95th percentile {later[int(0.95 * len(later))]:.1f} ms"


def opened(page: Page, url: str, folder: Path) -> list[str]:
    """Open the folder and wait until all of the first series is decoded. Return the stacks."""
    page.goto(url)
    page.locator(READY).wait_for(state="attached")
    page.evaluate("window.openmyscan.step(0)")
    page.set_input_files("#folder-input", folder)
    page.wait_for_timeout(300)
    page.evaluate("window.openmyscan.loaded()")
    page.evaluate("window.openmyscan.step(-1000)")  # from the first picture on: at an end no other one comes, and would be waited for
    page.wait_for_timeout(1500)
    stacks: list[str] = page.evaluate(STACKS)
    return stacks


def measured(page: Page, stacks: list[str], steps: int) -> dict[str, Any]:
    """Scroll and window in one pane, go back to a series, and scroll in four where there are panes."""
    found = {"one pane, scrolling": told(page.evaluate(MEASURE, {"steps": steps, "views": None}))}
    found["one pane, windowing"] = told(page.evaluate(MEASURE, {"steps": steps, "views": None, "act": "window"}))
    page.evaluate("(stack) => { window.oms.exports.select(stack); }", stacks[1])
    page.wait_for_timeout(300)
    page.evaluate("window.openmyscan.loaded()")
    found["a series that was decoded before"] = f"{page.evaluate(AGAIN, stacks[0]):.1f} ms"
    if page.evaluate("'layout' in window.openmyscan"):
        page.evaluate("window.openmyscan.layout('2x2')")
        page.wait_for_timeout(4000)
        page.evaluate("window.openmyscan.activate(1)")
        found["four linked panes"] = told(page.evaluate(MEASURE, {"steps": steps, "views": [1, 2, 3, 4]}))
    return found


def main() -> None:
    """Make the series, visit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slices", type=int, default=100)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--site", type=Path)
    options = parser.parse_args()
    folder_of_site = options.site or site.build()
    with tempfile.TemporaryDirectory() as temporary, server.serving(folder_of_site, configuration=ROOT / "vercel.json") as running:
        make(Path(temporary), options.slices)
        with chromium() as browser:
            blank = browser.new_page()
            blank.wait_for_timeout(1500)
            empty = memory(children(os.getpid()))
            context = browser.new_context(viewport={"width": 1366, "height": 900})
            page = context.new_page()
            stacks = opened(page, running.url, Path(temporary))
            for name, figures in measured(page, stacks, options.steps).items():
                print(f"{name}: {figures}")
            if sys.platform == "linux":
                page.context.new_cdp_session(page).send("HeapProfiler.collectGarbage")
                page.wait_for_timeout(1500)
                print(f"memory over a blank browser, all as it is then: {memory(children(os.getpid())) - empty:.0f} MB")


if __name__ == "__main__":
    main()
