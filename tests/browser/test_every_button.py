"""Every button in every state, by mouse and by finger, in wide and narrow windows: none of them ends in an error."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser import papers
from tests.browser.scans import debris, phantom, series
from tests.browser.visit import Visit

pytestmark = pytest.mark.browser

SCREENS = {
    "wide": {"viewport": {"width": 1440, "height": 900}},
    "tablet": {"viewport": {"width": 820, "height": 1180}, "has_touch": True},
    "narrow-mouse": {"viewport": {"width": 390, "height": 844}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}

# All that can be pressed now, each by what it does and what it does it with, with a place on it that is really seen.
SEEN = """() => [...document.querySelectorAll("[data-do]")].flatMap((element) => {
  if (!element.checkVisibility({ visibilityProperty: true })) return [];
  const box = element.getBoundingClientRect();
  const spots = [[0.5, 0.5], [0.95, 0.5], [0.5, 0.95]].map(([x, y]) => [box.x + box.width * x, box.y + box.height * y]);
  const spot = spots.find(([x, y]) => element.contains(document.elementFromPoint(x, y)));
  return spot ? [[JSON.stringify([element.dataset.do, element.dataset.to, element.id || element.closest("[id]").id]), ...spot]] : [];
})"""

APART = ("open-folder",)
"""What opens a window of the system, which would wait for a person."""


FRESH = """() => {
  document.querySelectorAll("dialog[open]").forEach((one) => one.close());
  for (const name of ["data-panel", "data-more"]) document.documentElement.setAttribute(name, "false");
  document.documentElement.setAttribute("data-details", String(innerWidth > 1300));
  document.getElementById("trouble").hidden = true;
}"""


@pytest.fixture
def disc(tmp_path: Path) -> Path:
    """Two series, documents, and files that are left out."""
    folder = papers.disc(tmp_path / "DISC")
    phantom(folder / "HEAD", range(16, 22))
    series(folder / "MORE", np.arange(3 * 32 * 32, dtype=np.uint16).reshape(3, 32, 32), number=2)
    debris(folder)
    return folder


class Tour:
    """Presses everything in one state after the other."""

    def __init__(self, visit: Visit, *, finger: bool) -> None:
        self.visit, self.page = visit, visit.page
        self.press = self.page.touchscreen.tap if finger else self.page.mouse.click
        self.faults: list[str] = []
        self.count = 0
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def state(self, name: str, get_there: Callable[[], object]) -> None:
        """Press all there is in a state, getting there anew before each."""
        done: set[str] = set()
        while True:
            get_there()
            self.page.wait_for_timeout(30)
            untried = [one for one in self.page.evaluate(SEEN) if one[0] not in done and json.loads(one[0])[0] not in APART]
            if not untried:
                break
            button, x, y = untried[0]
            done.add(button)
            self.press(x, y)
            self.page.wait_for_timeout(30)
            trouble = self.page.locator("#trouble")
            said = trouble.inner_text() if trouble.is_visible() else ""
            assert "wrong" not in said, f"{name}: {button}: {said}"
            assert "unexpected" not in said, f"{name}: {button}: {said}"
            assert not self.faults, f"{name}: {button}: {self.faults}"
        self.count += len(done)

    def command(self, *names: str) -> None:
        for name in names:
            self.page.evaluate("(name) => document.querySelector(`[data-do=${name}]`).click()", name)

    def fresh(self) -> None:
        self.page.evaluate(FRESH)

    def welcome(self) -> None:
        if self.page.locator("html").get_attribute("data-view") != "welcome":
            self.page.evaluate("() => window.oms.close()")
            expect(self.visit.by("drop-target")).to_be_visible()
        self.fresh()

    def viewer(self, disc: Path) -> None:
        if self.page.locator("html").get_attribute("data-view") != "viewing":
            self.welcome()
            self.visit.open(disc)
        self.fresh()


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_that_can_be_pressed_ends_in_an_error(person_at: Callable[..., Visit], disc: Path, screen: str) -> None:
    visit = person_at(**SCREENS[screen])
    page = visit.page
    tour = Tour(visit, finger=bool(SCREENS[screen].get("has_touch")))
    tour.state("welcome", tour.welcome)
    tour.state("welcome with help", lambda: (tour.welcome(), tour.command("help")))
    tour.state("viewer", lambda: tour.viewer(disc))
    for names in (
        ["panel"],
        ["details"],
        ["more"],
        ["panel", "details"],
        ["disc"],
        ["help"],
        ["privacy"],
        ["offline"],
        ["tags"],
        ["open-document"],
    ):
        tour.state(" and ".join(names), lambda names=names: (tour.viewer(disc), tour.command(*names)))
    tour.state("skipped", lambda: (tour.viewer(disc), tour.command("skipped"), page.locator("#skipped-dialog[open]").wait_for()))
    tour.state("question", lambda: (tour.viewer(disc), page.evaluate("() => document.getElementById('leave-dialog').showModal()")))

    def nothing() -> None:
        tour.fresh()
        if page.locator("html").get_attribute("data-view") != "nothing":
            tour.welcome()
            visit.hand_over(disc / "README.TXT")
            page.locator("#nothing").wait_for()

    tour.state("nothing", nothing)

    def reading() -> None:
        tour.welcome()
        visit.hand_over(disc)
        page.evaluate("() => document.documentElement.setAttribute('data-view', 'reading')")

    tour.state("reading", reading)
    assert tour.count > 60


def test_a_tap_beside_the_open_list_closes_it(person_at: Callable[..., Visit], few: Path) -> None:
    visit = person_at(**SCREENS["phone"]).open(few)
    visit.by("panel").tap()
    visit.page.touchscreen.tap(380, 400)
    expect(visit.page.locator("html")).to_have_attribute("data-panel", "false")
    expect(visit.by("trouble")).to_be_hidden()


def test_buttons_over_the_picture_work_by_mouse(person_at: Callable[..., Visit], few: Path) -> None:
    visit = person_at(**SCREENS["wide"]).open(few)
    visit.hand_over(few)  # once more: "Nothing was added"
    expect(visit.by("note")).to_be_visible()
    visit.by("note-close").click()
    expect(visit.by("note")).to_be_hidden()


def test_automation_refuses_values_while_nothing_is_open(person_at: Callable[..., Visit]) -> None:
    """It settles, and the person is shown no banner."""
    visit = person_at(**SCREENS["wide"])
    for call in ("values", "check"):
        said = visit.page.evaluate(f"() => openmyscan.{call}().then(() => 'settled', (error) => error.message)")
        assert said == "No picture is shown."
    expect(visit.by("trouble")).to_be_hidden()
