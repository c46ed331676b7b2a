"""The page of the disc while files are still being read: how far it is, Cancel, and nothing that moves under the pointer."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.scans import debris, many_series
from tests.browser.visit import PATIENCE, Visit

pytestmark = pytest.mark.browser

# From now on, each frame, where the corner of the card with that id lies, while files are read and a second longer.
FOLLOW = """(id) => {
  window.places = [];
  const look = () => {
    const card = document.getElementById(id);
    window.places.push(card ? [card.getBoundingClientRect().left, card.getBoundingClientRect().top].map(Math.round) : null);
    requestAnimationFrame(look);
  };
  look();
}"""


UNDER = "([x, y]) => document.elementFromPoint(x, y)?.closest('button')?.id ?? null"


def point_at(visit: Visit, number: int) -> str:
    """Lay the pointer onto a card and return its id; cards may still move while the pointer is on its way to one."""
    for _ in range(10):
        box = visit.by("disc-series").nth(number).bounding_box()
        assert box
        at = [box["x"] + 40, box["y"] + 30]
        visit.page.mouse.move(*at)
        visit.page.wait_for_timeout(100)
        if name := visit.page.evaluate(UNDER, at):
            return str(name)
    raise AssertionError("the pointer never met a card")


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Enough files that reading them takes a while, and some that cannot be opened, which is told at the end."""
    folder = many_series(tmp_path / "DISC", 350)
    debris(folder)
    return folder


def test_reading_can_be_followed_and_canceled_on_the_page_of_the_disc(person_at: Callable[..., Visit], large: Path) -> None:
    visit = person_at(disc_first=True, viewport={"width": 1440, "height": 900}).hand_over(large)
    expect(visit.by("disc")).to_be_visible(timeout=PATIENCE)
    expect(visit.page.locator("#disc-slot").get_by_test_id("progress")).to_be_visible()
    expect(visit.page.locator("#progress-text")).to_contain_text("354 files")
    visit.by("cancel").click()
    expect(visit.by("disc")).to_contain_text("Reading was stopped")
    expect(visit.by("progress")).to_be_hidden()


def test_what_lies_under_the_pointer_stays_there(person_at: Callable[..., Visit], large: Path) -> None:
    """The warning that comes at the end is above all cards; a link to it says so."""
    visit = person_at(disc_first=True, viewport={"width": 1440, "height": 900}).hand_over(large)
    expect(visit.by("disc-series").nth(30)).to_be_visible(timeout=PATIENCE)
    visit.page.evaluate("() => { document.getElementById('disc-scroll').scrollTop = 300; }")
    name = point_at(visit, 12)
    visit.page.evaluate(FOLLOW, name)
    visit.until("() => openmyscan.state().progress?.reading === false")
    expect(visit.by("disc-concern")).to_have_count(1)
    visit.page.wait_for_timeout(300)
    places = visit.page.evaluate("() => window.places")
    assert None not in places
    for along in zip(*places, strict=True):
        assert max(along) - min(along) <= 1, sorted(set(along))
    expect(visit.by("disc-notes")).to_be_visible()
    visit.by("disc-notes").click()
    expect(visit.by("disc-concern").first).to_be_in_viewport()
    for number in range(3):  # in order again, as soon as nobody is at one of them
        expect(visit.by("disc-series").nth(number)).to_contain_text(re.compile(rf"Series {number + 1}1 picture$"))
