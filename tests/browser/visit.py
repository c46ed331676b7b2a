"""One visit to the viewer, told as a person would tell it; and what Python itself makes of the same files.

    Visit     a page: arrive, open files, look, ask for what is on the canvas
    Native    the same folder read and rendered by the core under CPython, to hold the canvas against

The page's policy forbids `eval`, so waiting for a condition of one's own is a loop inside one evaluated function: `until`.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from playwright.sync_api import expect

from building.tools import ROOT
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.catalog.stack import Stack
from viewer.image.voi import Window
from viewer.render.picture import picture
from viewer.source.entries import FileEntry, files_below
from viewer.volume.frames import Frames

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Worker

__all__ = ["PATIENCE", "PICTURES_FIRST", "SHOTS", "Native", "Visit", "own_window"]

SHOTS = ROOT / "shots"
"""Where pictures for looking at go; ignored by git."""

PATIENCE = 30_000
"""Milliseconds until something that should come is given up; nothing ever waits this long when all is well."""

PICTURES_FIRST = "try { localStorage.setItem('openmyscan.disc-first', 'no'); } catch {}"
"""An init script: somebody who has unticked “Show this page first when I open a disc”. For tests of all but that (test_disc_first.py)."""

CORE_READY = re.compile("ready")

CANVAS = """() => {
  const canvas = document.querySelector(".canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let text = "";
  for (let at = 0; at < data.length; at += 0x8000) text += String.fromCharCode(...data.subarray(at, at + 0x8000));
  return [canvas.height, canvas.width, btoa(text)];
}"""

VALUES = """(async () => {
  const { shape, data } = await window.openmyscan.values();
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return [shape, data.constructor.name, btoa(text)];
})()"""

COMPLETE = """() => {
  const { progress, pictures, count } = openmyscan.state();
  return progress && !progress.reading && pictures && pictures.total === count && pictures.done >= count;
}"""

ARRAYS = {"Int8Array": "i1", "Uint8Array": "u1", "Int16Array": "i2", "Uint16Array": "u2", "Int32Array": "i4", "Uint32Array": "u4"}
ARRAYS |= {"Float32Array": "f4", "Float64Array": "f8", "Uint8ClampedArray": "u1"}


class Visit:
    """A page of the viewer and the person in front of it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    # ---- arriving and handing over

    def arrive(self, *, ready: bool = True) -> Visit:
        """Open the address; with `ready`, wait until files would be read at once."""
        self.page.goto(self.url, wait_until="domcontentloaded")
        return self.ready() if ready else self

    def ready(self) -> Visit:
        """Wait until the core is up."""
        expect(self.page.locator("html")).to_have_attribute("data-core", CORE_READY, timeout=PATIENCE)
        self.until("() => !!window.openmyscan")
        return self

    def by(self, name: str) -> Locator:
        """The element with that data-testid."""
        return self.page.get_by_test_id(name)

    def hand_over(self, *paths: Path) -> Visit:
        """Choose one folder in the directory input, or several files in the other one."""
        if len(paths) == 1 and paths[0].is_dir():
            self.page.locator("#folder-input").set_input_files(paths[0])
        else:
            self.page.locator("#files-input").set_input_files(list(paths))
        return self

    def open(self, *paths: Path) -> Visit:
        """Hand over and wait until everything is read and decoded; the first picture stays, as for a person who has touched something."""
        self.page.evaluate("() => { window.openmyscan?.step(0); }")
        self.hand_over(*paths)
        return self.seen()

    def seen(self) -> Visit:
        """Wait until all is read and decoded and the newest picture is painted."""
        self.ready()
        expect(self.by("viewport")).to_be_visible(timeout=PATIENCE)
        self.until(COMPLETE)
        return self.painted()

    def painted(self) -> Visit:
        """Wait until the picture that was asked for last is on the canvas."""
        self.until("() => { const { index, drawn } = openmyscan.state(); return index === drawn; }")
        return self

    def close(self) -> Visit:
        """Close the study and wait for the fresh cell."""
        self.by("close-study").click()
        expect(self.by("drop-target")).to_be_visible()
        return self.ready()

    # ---- looking

    def until(self, condition: str, argument: object = None, *, milliseconds: int = PATIENCE) -> Any:
        """Wait, frame by frame, until a JavaScript function gives something true; gives that back."""
        loop = f"""async (argument) => {{
          const condition = {condition};
          const end = performance.now() + {milliseconds};
          for (;;) {{
            const answer = await condition(argument);
            if (answer || performance.now() > end) return answer;
            await new Promise((done) => setTimeout(done, 15));
          }}
        }}"""
        answer = self.page.evaluate(loop, argument)
        assert answer, f"this never came true: {condition} with {argument!r}"
        return answer

    def ask(self, promise: str) -> Any:
        """Give what a promise settles to; it must not take for ever (Playwright itself would wait)."""
        late = f"new Promise((_, late) => setTimeout(() => late(new Error('no answer')), {PATIENCE}))"
        return self.page.evaluate(f"() => Promise.race([{promise}, {late}])")

    def state(self) -> dict[str, Any]:
        """What `openmyscan.state()` tells."""
        told: dict[str, Any] = self.page.evaluate("() => window.openmyscan.state()")
        return told

    def stacks(self) -> list[dict[str, Any]]:
        """The stacks of the catalog, each with the uid of its series."""
        return [
            {**stack, "series": series["uid"], "patient": patient["name"]}
            for patient in self.state()["patients"]
            for study in patient["studies"]
            for series in study["series"]
            for stack in series["stacks"]
        ]

    def choose(self, stack: str) -> Visit:
        """Click on the card of a stack, or on its part of one, unfolded for that, and wait until all of it is decoded."""
        button = self.page.locator(f'[data-testid=series][data-stack="{stack}"]')
        while not button.count() and (folded := self.page.locator("[data-fold][aria-expanded=false]")).count():
            folded.first.click()
        button.click()
        self.until(
            "(stack) => { const s = openmyscan.state(); return s.stack === stack && s.pictures && s.pictures.done >= s.count; }", stack
        )
        return self.painted()

    def go(self, index: int) -> Visit:
        """Go to a picture of the shown stack."""
        self.page.evaluate("(index) => openmyscan.step(index - openmyscan.state().index)", index)
        return self.painted()

    def pixels(self) -> np.ndarray:
        """What is on the canvas: (rows, columns, 4) RGBA."""
        rows, columns, text = self.page.evaluate(CANVAS)
        return np.frombuffer(base64.b64decode(text), np.uint8).reshape(rows, columns, 4)

    def shows(self, expected: np.ndarray) -> None:
        """Wait until exactly these pixels are on the canvas."""
        for _ in range(200):
            shown = self.pixels()
            if shown.shape == expected.shape and np.array_equal(shown, expected):
                return
            self.page.evaluate("() => new Promise((done) => setTimeout(done, 25))")
        assert shown.shape == expected.shape
        wrong = (shown != expected).any(axis=2)
        assert not wrong.any(), f"{wrong.sum()} of {wrong.size} pixels differ, by at most {np.abs(shown.astype(int) - expected).max()}"

    def values(self) -> np.ndarray:
        """What `openmyscan.values()` gives for the picture on screen."""
        shape, kind, text = self.ask(VALUES)
        return np.frombuffer(base64.b64decode(text), f"<{ARRAYS[kind]}").reshape(shape)

    def pixel_at(self, row: int, column: int) -> tuple[float, float]:
        """Where the middle of a pixel lies on the screen, for a picture that is neither turned nor mirrored."""
        rows, columns = self.page.evaluate("() => { const { height, width } = document.querySelector('.canvas'); return [height, width]; }")
        box = self.by("canvas").bounding_box()
        assert box
        return box["x"] + (column + 0.5) / columns * box["width"], box["y"] + (row + 0.5) / rows * box["height"]

    def worker(self, name: str) -> Worker:
        """The running worker with that script: "cell" or "reader"."""
        found = [worker for worker in self.page.workers if worker.url.endswith(f"/{name}.js")]
        assert len(found) == 1, f"{len(found)} workers are called {name}"
        return found[0]

    def counts(self, pictures: int) -> None:
        """Wait until the shown stack has so many pictures; which of them was found and shown first is open."""
        self.said("slice-number", re.compile(rf"^\d+ / {pictures}$"))

    def said(self, name: str, what: str | re.Pattern[str]) -> None:
        """Wait until an element says this."""
        expect(self.by(name)).to_have_text(what, timeout=PATIENCE)


class Native:
    """Files read by the core under CPython."""

    def __init__(self, *paths: Path) -> None:
        self.catalog = Catalog()
        for path in paths:
            for file in files_below([path]):
                scan(FileEntry(file, path=file.name), self.catalog)
        self.catalog.settle()

    def stack(self, told: dict[str, Any]) -> Stack:
        """Find the stack that the page tells of, by its series, size and label."""
        wanted = (told["series"], told["rows"], told["columns"], told["frames"])
        found = [
            stack
            for stack in self.catalog.stacks()
            if (stack.first.series.uid, stack.first.format.rows, stack.first.format.columns, len(stack)) == wanted
        ]
        assert len(found) == 1, f"{len(found)} stacks are {wanted}"
        return found[0]

    def pixels(self, stack: Stack, index: int, *, window: Window | None = None, invert: bool = False) -> np.ndarray:
        """Render one frame as the page should."""
        rgba = picture(Frames(stack, budget=1 << 31), index, window=window, invert=invert).rgba
        assert rgba is not None
        return rgba

    def values(self, stack: Stack, index: int) -> np.ndarray:
        """Give the modality values of one frame."""
        return Frames(stack, budget=1 << 31).values(index)

    def sum(self, stack: Stack) -> float:
        """Give the sum of all modality values."""
        return Frames(stack, budget=1 << 31).sum()


def own_window(state: dict[str, Any]) -> Window | None:
    """Give the window that the page shows, None for color."""
    return None if state["width"] is None else Window(state["center"], state["width"])
