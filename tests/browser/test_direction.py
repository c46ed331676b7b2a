"""A page in a language that is read from the right: words and panels are mirrored, the picture never is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.test_layout import FAULTS, PHONES, WINDOWS
from tests.browser.visit import Visit

pytestmark = pytest.mark.browser

FROM_THE_RIGHT = "() => { document.documentElement.dir = 'rtl'; }"

INSIDE = """() => [...document.querySelectorAll('.corner.left, .corner.right, .edge.left, .edge.right, .canvas')].map((part) => {
  const { left, right } = part.getBoundingClientRect(), { left: from, right: to } = part.closest('.viewport').getBoundingClientRect();
  return [part.className, part.matches('.right') ? Math.round(to - right) : Math.round(left - from)];
})"""
"""How far what lies over a picture is from the side that it is at: its words may still change, and with them the other side."""


def middle(visit: Visit, selector: str) -> float:
    """The middle of a thing, in pixels from the left of the screen."""
    box = visit.page.locator(selector).bounding_box()
    assert box
    return box["x"] + box["width"] / 2


def test_panels_change_their_sides_and_the_picture_does_not(person_at: Callable[..., Visit], few: Path) -> None:
    visit = person_at(viewport={"width": 1440, "height": 900}).open(few)
    before = visit.page.evaluate(INSIDE)
    knob = middle(visit, ".knob") - middle(visit, "#track")
    assert middle(visit, "#left") < middle(visit, "#stage") < middle(visit, "#right")
    visit.page.evaluate(FROM_THE_RIGHT)
    assert middle(visit, "#left") > middle(visit, "#stage") > middle(visit, "#right")
    assert middle(visit, "#actions") < middle(visit, "#tools") < middle(visit, "#brandbar")
    visit.until("(before) => JSON.stringify((" + INSIDE + ")()) === JSON.stringify(before)", before)
    assert middle(visit, ".knob") - middle(visit, "#track") == pytest.approx(knob, abs=1)
    visit.by("viewport").focus()
    visit.go(0)
    visit.page.keyboard.press("ArrowRight")
    visit.said("slice-number", "2 / 8")


@pytest.mark.parametrize(("sizes", "finger"), [(WINDOWS, {}), (PHONES, {"has_touch": True, "is_mobile": True})], ids=["mouse", "finger"])
def test_nothing_lies_over_another_or_is_cut(
    person_at: Callable[..., Visit], few: Path, sizes: list[tuple[int, int]], finger: dict[str, bool]
) -> None:
    """On every screen, as in the other direction; and nothing sticks out at the side."""
    visit = person_at(viewport={"width": 1280, "height": 800}, **finger).open(few)
    visit.page.evaluate(FROM_THE_RIGHT)
    found = {}
    for width, height in sizes:
        visit.page.set_viewport_size({"width": width, "height": height})
        visit.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
        found[width, height] = visit.page.evaluate(FAULTS)
    assert {case: faults for case, faults in found.items() if faults} == {}


def test_the_arrows_go_through_the_tools_as_they_stand(person_at: Callable[..., Visit], few: Path) -> None:
    visit = person_at(viewport={"width": 1440, "height": 900}).open(few)
    for way in ("ltr", "rtl"):
        visit.page.evaluate("(way) => { document.documentElement.dir = way; }", way)
        visit.by("tool-pan").focus()
        start = middle(visit, ":focus")
        visit.page.keyboard.press("ArrowRight")
        assert middle(visit, ":focus") > start, way
        visit.page.keyboard.press("ArrowLeft")
        expect(visit.by("tool-pan")).to_be_focused()


def test_the_list_of_a_phone_comes_from_the_side_where_one_begins_to_read(person_at: Callable[..., Visit], few: Path) -> None:
    visit = person_at(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).open(few)
    visit.page.evaluate(FROM_THE_RIGHT)
    visit.page.get_by_role("button", name="Series", exact=True).tap()
    expect(visit.by("series").first).to_be_in_viewport(ratio=1)
    box = visit.page.locator("#left").bounding_box()
    assert box
    assert box["x"] + box["width"] == pytest.approx(390, abs=1)
