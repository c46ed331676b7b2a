"""What is dropped onto something that is open: the sample gives way; onto a scan of one's own there is a choice."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.scans import phantom
from tests.browser.visit import PATIENCE, Visit

pytestmark = pytest.mark.browser

DRAG = """({ names, where, drop }) => {
  const data = new DataTransfer();
  for (const [name, text] of names) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    data.items.add(new File([bytes], name));
  }
  const options = (x, y) => ({ bubbles: true, cancelable: true, dataTransfer: data, clientX: x, clientY: y });
  document.body.dispatchEvent(new DragEvent("dragenter", options(1, 1)));
  const box = where && document.getElementById(where).getBoundingClientRect();
  const [x, y] = box ? [box.x + box.width / 2, box.y + box.height / 2] : [1, 1];
  document.body.dispatchEvent(new DragEvent("dragover", options(x, y)));
  if (drop) document.body.dispatchEvent(new DragEvent("drop", options(x, y)));
}"""


def files(folder: Path) -> list[tuple[str, str]]:
    return [(path.name, base64.b64encode(path.read_bytes()).decode()) for path in sorted(folder.iterdir())]


def drag(visit: Visit, folder: Path, *, where: str | None = None, drop: bool = True) -> None:
    visit.page.evaluate(DRAG, {"names": files(folder), "where": where, "drop": drop})


def pictures(visit: Visit) -> int:
    return sum(stack["frames"] for stack in visit.stacks())


@pytest.fixture
def other(tmp_path: Path) -> Path:
    return phantom(tmp_path / "OTHER", range(30, 33))


def test_the_sample_gives_way_to_a_scan_of_ones_own(person_at: Callable[..., Visit], other: Path) -> None:
    visit = person_at(viewport={"width": 1440, "height": 900})
    visit.by("try-sample").click()
    visit.seen()
    drag(visit, other, drop=False)
    expect(visit.page.locator("#drop-open")).to_be_visible()
    expect(visit.page.locator("#drop-instead")).to_be_hidden()
    drag(visit, other)
    visit.until("() => window.openmyscan.state().patients.length && window.openmyscan.state().count === 3", milliseconds=PATIENCE)
    assert pictures(visit) == 3  # the forty of the sample are gone
    assert len(visit.state()["patients"]) == 1


def test_dropping_onto_a_scan_adds_or_opens_instead_as_it_says(person_at: Callable[..., Visit], few: Path, other: Path) -> None:
    visit = person_at(viewport={"width": 1440, "height": 900}).open(few)
    drag(visit, other, drop=False)
    for place, words in (("#drop-add", "Drop to add"), ("#drop-instead", "Drop to open instead")):
        expect(visit.page.locator(place)).to_be_visible()
        expect(visit.page.locator(place)).to_contain_text(words)
    drag(visit, other, where="drop-add")
    visit.until("() => window.openmyscan.state().count === 11")
    drag(visit, other, where="drop-instead")
    visit.until("() => window.openmyscan?.state().count === 3", milliseconds=PATIENCE)
    assert pictures(visit) == 3
