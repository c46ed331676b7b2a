"""How fast the site opens a series: 300 slices of 512 × 512 in real Chromium, with the core ready.

    python -m tests.bench.opening [--slices 300] [--visits 3] [--sets explicit,jpegls,jpeglossless,jpeg2000]
                                  [--site FOLDER]

Prints, as medians over fresh profiles: page and core ready (cold, then warm), first picture and all slices after choosing the
files, a step to the next slice and a change of window until their pixels are on the canvas, and the memory of the whole browser
over a blank one (PSS, Linux only). `--site` measures another build (its dist/). The machine drifts: compare figures of one run only.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate

from building import browser as browsers
from building import server, site
from building.tools import ROOT
from tests.core.made import data_set, file_bytes
from viewer.phantom import slice_values

SETS: dict[str, tuple[str, Callable[[np.ndarray], bytes] | None]] = {
    "explicit": ("1.2.840.10008.1.2.1", None),
    "jpegls": ("1.2.840.10008.1.2.4.80", imagecodecs.jpegls_encode),
    "jpeglossless": ("1.2.840.10008.1.2.4.70", lambda values: imagecodecs.ljpeg_encode(values, bitspersample=16)),
    "jpeg2000": ("1.2.840.10008.1.2.4.90", lambda values: imagecodecs.jpeg2k_encode(values, level=0, reversible=True, codecformat="j2k")),
}
READY = 'html[data-core="ready"]'

# Notes the moment in the page: who waits from outside looks only now and then, at last twice a second.
NOTE = """new MutationObserver(() => {
  if (document.documentElement.dataset.core === 'ready') window.coreReady ??= performance.now();
}).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-core'] })"""

# From the call to the first moment at which the canvas holds other pixels, looked at once a frame.
MEASURE = """async ({ act, times }) => {
  const o = window.openmyscan, small = document.createElement('canvas'), canvas = o.canvas();
  small.width = small.height = 64;
  const context = small.getContext('2d', { willReadFrequently: true });
  const look = () => (context.drawImage(canvas, 0, 0, 64, 64), new Uint32Array(context.getImageData(0, 0, 64, 64).data.buffer).join());
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const took = [];
  for (let turn = 0; turn < times; turn++) {
    await new Promise((done) => setTimeout(done, 40 + Math.random() * 17));
    const before = look(), start = performance.now();
    act === 'step' ? o.step(1) : o.wl(40 + 15 * (turn % 7 + 1), 400 + 40 * (turn % 5));
    while (look() === before && performance.now() - start < 2000) await frame();
    took.push(performance.now() - start);
  }
  return took;
}"""

# Marks the first pixels on the canvas and the moment when all slices are decoded, from the change event on.
WATCH = """() => {
  const marks = (window.marks = {});
  const draw = CanvasRenderingContext2D.prototype.putImageData;
  document.addEventListener('change', () => {
    const start = performance.now();
    CanvasRenderingContext2D.prototype.putImageData = function (...all) {
      if (this.canvas === window.openmyscan.canvas()) marks.first ??= performance.now() - start;
      return draw.apply(this, all);
    };
    setTimeout(async () => { await window.openmyscan.loaded(); marks.all = performance.now() - start; });
  }, { capture: true, once: true });
}"""


def make(folder: Path, name: str, slices: int) -> None:
    """Write one series: the sample's head at twice its size, with fresh noise, so that it compresses as a real one does."""
    syntax, encode = SETS[name]
    for number in range(slices):
        noise = np.random.default_rng(number)
        values = np.kron(slice_values(number * 40 // slices), np.ones((2, 2), np.int16))
        values = (values + noise.normal(0, 12, values.shape)).astype(np.int16)
        more: dict[str, Any] = {"RescaleIntercept": 0, "WindowCenter": "40", "WindowWidth": "400"}
        if encode:  # encoders take no negative numbers
            values, more = (values + 2048).astype(np.uint16), {**more, "RescaleIntercept": -2048}
        ds: Dataset = data_set(
            values, SOPInstanceUID=f"1.9.{number + 1}", InstanceNumber=number + 1, ImagePositionPatient=[0, 0, number], **more
        )
        if encode:
            ds.PixelData = encapsulate([encode(values)])
            ds["PixelData"].VR = "OB"
            ds["PixelData"].is_undefined_length = True
        (folder / f"IM{number * 7919 % 10007:05d}").write_bytes(file_bytes(ds, syntax=syntax))


def visit(page: Page, url: str, folder: Path) -> dict[str, float]:
    """One visit: cold start, warm start, opening, stepping, windowing; milliseconds."""
    figures: dict[str, float] = {}
    page.add_init_script(NOTE)
    page.wait_for_timeout(700)  # the browser itself has just started
    for start in ("cold", "warm"):
        page.goto(url)
        page.locator(READY).wait_for(state="attached")
        figures[f"core {start}"] = page.evaluate("window.coreReady")
        page.wait_for_timeout(800)
    figures["page ready"] = page.evaluate("window.openmyscan.ready")
    page.evaluate(WATCH)
    page.set_input_files("#folder-input", folder)
    while not page.evaluate("window.marks.all"):
        time.sleep(0.1)
    figures |= {"first picture": page.evaluate("window.marks.first"), "all slices": page.evaluate("window.marks.all")}
    page.wait_for_timeout(500)
    for act in ("step", "window"):
        figures[act] = statistics.median(page.evaluate(MEASURE, {"act": act, "times": 20})[4:])
    return figures


def memory(processes: set[int]) -> float:
    """The memory of processes in MB, shared pages counted in part (PSS)."""
    total = 0.0
    for process in processes:
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))
    return total


def children(process: int) -> set[int]:
    """All processes below one."""
    below: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        below.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found: set[int] = set()
    waiting = [process]
    while waiting:
        for child in below.get(waiting.pop(), []):
            found.add(child)
            waiting.append(child)
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser of its own."""
    with sync_playwright() as playwright:
        arguments = [
            "--disable-background-networking",
            "--disable-component-update",
            "--use-angle=swiftshader",
            "--enable-unsafe-swiftshader",
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            arguments.append("--no-sandbox")
        browser = playwright.chromium.launch(executable_path=browsers.chromium(), args=arguments)
        yield browser
        browser.close()


def used(url: str, folder: Path) -> float:
    """The memory of the whole browser with the series open, over the same browser with a blank page; MB."""
    with chromium() as browser:
        page = browser.new_page()
        page.wait_for_timeout(1500)
        blank = memory(children(os.getpid()))
        page.goto(url)
        page.locator(READY).wait_for(state="attached")
        page.set_input_files("#folder-input", folder)
        page.wait_for_timeout(300)
        page.evaluate("window.openmyscan.loaded()")
        page.context.new_cdp_session(page).send("HeapProfiler.collectGarbage")
        page.wait_for_timeout(1500)
        return memory(children(os.getpid())) - blank


def main() -> None:
    """Make the series, visit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slices", type=int, default=300)
    parser.add_argument("--visits", type=int, default=3)
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--site", type=Path)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as temporary,
        server.serving(options.site or site.build(), configuration=ROOT / "vercel.json") as running,
    ):
        for name in options.sets.split(","):
            folder = Path(temporary, name)
            folder.mkdir()
            make(folder, name, options.slices)
            visits = []
            with chromium() as browser:
                for _ in range(options.visits):
                    context = browser.new_context(viewport={"width": 1100, "height": 1100})
                    visits.append(visit(context.new_page(), running.url, folder))
                    context.close()
            print(f"{name}: " + ", ".join(f"{key} {statistics.median(one[key] for one in visits):.0f} ms" for key in visits[0]))
            if name == "explicit" and sys.platform == "linux":
                print(f"{name}: memory over a blank browser {used(running.url, folder):.0f} MB")


if __name__ == "__main__":
    main()
