"""All real scans at once, in the browser: nothing is lost on the way, nothing brings the reader down, every stack can be shown.

The folder has many copies of one picture (one identifier, in several compressions): the first that is read is kept. The browser reads
files as they come, several at once, so that what it left out is told to the command line by reading those files last.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.visit import Native, Visit
from viewer.__main__ import main
from viewer.render.picture import picture
from viewer.volume.frames import Frames

pytestmark = [pytest.mark.browser, pytest.mark.corpus]

PATIENT = 600_000
"""Milliseconds for what takes seconds: this is about what comes, not about when."""

_TIED = 2

LEFT_OUT = """() => [...document.querySelectorAll("[data-testid=skipped-list] details.reason")].map((group) => [
  group.querySelector("summary span").textContent, [...group.querySelectorAll("li")].map((line) => line.textContent),
])"""

READ = "() => document.documentElement.dataset.core !== 'ready' || openmyscan.state().progress?.reading === false"

WATCH = """() => {
  const context = openmyscan.canvas().getContext("2d");
  const put = context.putImageData.bind(context);
  context.putImageData = (...image) => (put(...image), window.painted?.());
}"""
"""Have the page call when something new is on the canvas."""

SHOW = """async ([stack, milliseconds]) => {
  const end = performance.now() + milliseconds;
  let painted = new Promise((done) => (window.painted = done));
  window.oms.exports.select(stack);
  while (performance.now() < end && document.documentElement.dataset.core === "ready") {
    // It takes the page long to tell what it knows of two hundred series: it is asked after each picture, and now and then for one that never comes.
    await Promise.race([painted, new Promise((done) => setTimeout(done, 500))]);
    painted = new Promise((done) => (window.painted = done));
    const state = openmyscan.state();
    if (state.stack !== stack || state.index !== state.drawn) continue;
    if (state.index === 0) return { error: state.error };
    openmyscan.step(-state.index);
  }
  return null;
}"""
"""Show a series, and of it the first picture."""

List = Callable[..., dict[str, Any]]


@pytest.fixture
def listed(capsys: pytest.CaptureFixture[str]) -> List:
    """What `python -m viewer list --json` tells of files and folders."""

    def told(*paths: Path) -> dict[str, Any]:
        assert main(["list", "--json", *map(str, paths)]) == 0
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return answer

    return told


def stacks(patients: list[dict[str, Any]]) -> Counter[tuple[str, int, int, int]]:
    """Every stack by its series, its size and its number of pictures."""
    return Counter(
        (series["uid"], stack["rows"], stack["columns"], stack["frames"])
        for patient in patients
        for study in patient["studies"]
        for series in study["series"]
        for stack in series["stacks"]
    )


def left_out(visit: Visit) -> dict[str, list[str]]:
    """Open the list of files that show no picture: reason → paths."""
    visit.by("skipped-count").click()
    expect(visit.by("skipped-list").locator("details").first).to_be_visible(timeout=PATIENT)
    return dict(visit.page.evaluate(LEFT_OUT))


def errors(native: Native) -> tuple[dict[str, str], set[str]]:
    """What the core under CPython says of first pictures that cannot be shown, by series; and the series of which no other can be either.

    Which of several pictures at one place with one number comes first is by their paths, and those are other ones in the browser.
    """
    first: dict[str, str] = {}
    all_of: set[str] = set()
    for stack in native.catalog.stacks():
        told = [picture(Frames(stack, budget=1 << 30), index).facts["error"] for index in range(min(len(stack), _TIED))]
        if error := next(filter(None, told), None):
            first[stack.first.series.uid] = error
        if all(told):
            all_of.add(stack.first.series.uid)
    return first, all_of


def test_the_browser_finds_in_all_real_scans_what_the_command_line_finds(visit: Visit, corpus: Path, listed: List) -> None:
    """The same patients, stacks, pictures, documents and files left out; and every stack comes on screen."""
    uncaught: list[str] = []
    visit.page.on("pageerror", lambda error: uncaught.append(str(error)))
    visit.hand_over(corpus)
    visit.until(READ, milliseconds=PATIENT)
    expect(visit.page.locator("html")).to_have_attribute("data-core", "ready")
    reasons = left_out(visit)
    visit.page.keyboard.press("Escape")

    copies = [path for reason, paths in reasons.items() if "very same identifier" in reason for path in paths]
    last = [corpus.parent / path for path in copies]
    order = [*sorted({file for file in corpus.rglob("*") if file.is_file()} - set(last)), *last]
    native = listed(*order)
    state = visit.state()
    assert len(state["patients"]) == len(native["patients"])
    assert stacks(state["patients"]) == stacks(native["patients"])

    whole = listed(corpus)  # what does not depend on the order
    assert sum(len(paths) for reason, paths in reasons.items() if "it holds no picture" in reason) == len(whole["documents"])
    assert Counter(reason for reason, paths in reasons.items() for _ in paths if "it holds no picture" not in reason) == Counter(
        skipped["reason"] for skipped in whole["skipped"]
    )
    assert state["progress"]["skipped"] == len(whole["documents"]) + len(whole["skipped"])
    assert state["progress"]["images"] == sum(key[-1] * number for key, number in stacks(whole["patients"]).items())

    visit.page.evaluate(WATCH)
    failed: dict[str, str] = {}
    for told in visit.stacks():
        shown = visit.page.evaluate(SHOW, [told["id"], PATIENT])
        assert shown is not None, f"{told['series']} never came on the screen"
        if shown["error"]:
            failed[told["series"]] = shown["error"]
    some, all_of = errors(Native(*order))
    assert failed.items() <= some.items()
    assert all_of <= failed.keys()
    assert len(failed) < len(visit.stacks()) / 20
    expect(visit.by("crash")).to_be_hidden()
    assert not uncaught
