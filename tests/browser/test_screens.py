"""Small screens, large letters, fingers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from building.server import Site
from tests.browser.profiles import own_profile
from tests.browser.visit import PICTURES_FIRST, SHOTS, Visit

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "device_scale_factor": 3}

TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"

OUT_OF_REACH = """(names) => names.filter((name) => {
  const element = document.querySelector(`[data-testid=${name}]`);
  if (!element) return true;
  element.scrollIntoView({ block: "nearest", inline: "nearest" });
  const box = element.getBoundingClientRect();
  if (!box.width || !box.height) return true;
  const seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return !seen || !(element.contains(seen) || seen.contains(element));
})"""

CUT_OFF = """() => {
  const line = document.getElementById("status").getBoundingClientRect();
  return [...document.querySelectorAll("#status > *, #status .last > span")].filter((part) => part.checkVisibility()).filter((part) => {
    const box = part.getBoundingClientRect();
    return box.left < 0 || box.right > innerWidth + 0.5 || box.bottom > innerHeight + 0.5 || box.top < line.top || part.scrollWidth > part.clientWidth + 1;
  }).map((part) => part.textContent.trim());
}"""

WELCOME = ["drop-target", "open-folder", "open-files", "try-sample", "status-sealed"]
VIEWER = "tool-window tool-scroll preset hide-names close-study slice-slider cine-play slice-number".split()
RARER = "zoom-in zoom-out fit one-to-one rotate-left rotate-right flip-horizontal flip-vertical invert reset".split()


def out_of_reach(visit: Visit) -> list[str]:
    """The controls of the viewer that cannot be got at, the rarer tools by "More tools" where there is such a button."""
    missing: list[str] = visit.page.evaluate(OUT_OF_REACH, VIEWER)
    more = visit.by("more-tools")
    narrow = more.is_visible()
    if narrow:
        missing += visit.page.evaluate(OUT_OF_REACH, ["more-tools"])
        more.click()
    missing += visit.page.evaluate(OUT_OF_REACH, RARER)
    if narrow:
        more.click()
    return missing


def touch(visit: Visit, *path: list[tuple[float, float]]) -> None:
    """Fingers go down together, move through the points of their paths, and come up."""
    devtools = visit.page.context.new_cdp_session(visit.page)
    for step, places in enumerate(zip(*path, strict=True)):
        points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(places)]
        devtools.send("Input.dispatchTouchEvent", {"type": "touchMove" if step else "touchStart", "touchPoints": points})
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    devtools.detach()


def test_a_phone(person_at: Callable[..., Visit], few: Path) -> None:
    """Nothing is wider than the screen, and everything can be reached and used by a finger."""
    visit = person_at(**PHONE)
    assert visit.page.evaluate(TOO_WIDE) == 0
    assert visit.page.evaluate(OUT_OF_REACH, WELCOME) == []
    visit.open(few)
    assert visit.page.evaluate(TOO_WIDE) == 0
    assert out_of_reach(visit) == []
    box = visit.by("viewport").bounding_box()
    assert box
    assert box["width"] * box["height"] > 0.45 * 360 * 740, "the picture is the hero"
    small = visit.page.evaluate("""() => [...document.querySelectorAll("button, select")]
      .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height > 0 && !element.matches(".link"))
      .filter((element) => Math.min(element.getBoundingClientRect().width, element.getBoundingClientRect().height) < 24)
      .map((element) => element.dataset.testid ?? element.textContent.trim())""")
    assert small == [], "a finger needs 24 pixels at least (WCAG 2.5.8)"

    # One finger scrolls, two zoom, a tap asks for the value.
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch(visit, [(x, y + 100 - 10 * step) for step in range(20)])
    visit.until("() => openmyscan.state().index > 1")
    before = visit.state()["index"]
    width = visit.by("canvas").bounding_box()["width"]
    touch(visit, [(x - 30 - 5 * step, y) for step in range(8)], [(x + 30 + 5 * step, y) for step in range(8)])
    visit.until("(width) => document.querySelector('.canvas').getBoundingClientRect().width > 1.3 * width", width)
    assert visit.state()["index"] == before
    visit.by("more-tools").tap()
    visit.by("fit").tap()
    visit.by("more-tools").tap()
    visit.page.touchscreen.tap(*visit.pixel_at(128, 128))
    expect(visit.by("pointer-value")).to_contain_text("HU")

    # The list of series comes and goes.
    visit.page.get_by_role("button", name="Series", exact=True).tap()
    expect(visit.by("series")).to_be_visible()
    visit.by("series").tap()
    expect(visit.by("series")).to_be_hidden()


def test_zoomed_to_200_percent(person_at: Callable[..., Visit], few: Path) -> None:
    """The browser's own zoom leaves half the room: nothing runs off to the side, every control is there (WCAG 1.4.4)."""
    visit = person_at(viewport={"width": 640, "height": 400}, device_scale_factor=2)
    assert visit.page.evaluate(TOO_WIDE) == 0
    assert visit.page.evaluate(OUT_OF_REACH, WELCOME) == []
    visit.open(few)
    assert visit.page.evaluate(TOO_WIDE) == 0
    assert out_of_reach(visit) == []


@pytest.mark.parametrize("size", [(1280, 800), (800, 600)], ids=str)
def test_letters_twice_as_large(browser: Browser, served: Site, tmp_path: Path, few: Path, size: tuple[int, int]) -> None:
    """A person who has set the browser's letters to twice their size finds every control, and nothing runs off to the side."""
    preferences = tmp_path / "profile" / "Default" / "Preferences"
    preferences.parent.mkdir(parents=True)
    preferences.write_text(json.dumps({"webkit": {"webprefs": {"default_font_size": 32}}}), encoding="utf-8")
    with own_profile(browser, preferences.parent.parent, viewport={"width": size[0], "height": size[1]}) as context:
        visit = Visit(context.pages[0], served.url).arrive()
        assert visit.page.evaluate("() => getComputedStyle(document.documentElement).fontSize") == "32px"
        assert visit.page.evaluate(TOO_WIDE) == 0
        assert visit.page.evaluate(OUT_OF_REACH, WELCOME) == []
        visit.open(few)
        SHOTS.mkdir(exist_ok=True)
        visit.page.screenshot(path=SHOTS / f"large-letters-{size[0]}.png")
        assert visit.page.evaluate(TOO_WIDE) == 0
        assert out_of_reach(visit) == []


@pytest.mark.parametrize("size", [(1024, 768), (1280, 800), (1440, 900), (768, 1024)], ids=str)
def test_the_whole_first_page_is_in_view(person_at: Callable[..., Visit], size: tuple[int, int]) -> None:
    """On ordinary screens no word of it lies below the edge, not even the links at its end; only the picture of the viewer does."""
    visit = person_at(ready=False, viewport={"width": size[0], "height": size[1]})
    link, line = visit.by("pages").bounding_box(), visit.page.locator("#status").bounding_box()
    assert link and line
    assert link["y"] + link["height"] < line["y"]
    shown = visit.by("shown").bounding_box()
    assert shown
    assert shown["y"] >= link["y"] + link["height"]


@pytest.fixture(scope="module", params=[False, True], ids=["mouse", "finger"])
def resized(request: pytest.FixtureRequest, browser: Browser, served: Site, few: Path) -> Iterator[Visit]:
    """One page with pictures open, with a mouse or under fingers, for tests that give it a size and put back what they change."""
    touched = {"has_touch": True, "is_mobile": True} if request.param else {}
    context = browser.new_context(viewport={"width": 1280, "height": 800}, **touched)
    context.add_init_script(PICTURES_FIRST)
    yield Visit(context.new_page(), served.url).arrive().open(few)
    context.close()


@pytest.mark.parametrize("size", [(320, 568), (390, 844), (844, 390), (768, 1024), (1024, 768), (1280, 800), (1920, 1080)], ids=str)
def test_every_size(resized: Visit, size: tuple[int, int]) -> None:
    """A picture, all controls and the whole line at the bottom on every screen, also with "Names hidden" in it."""
    visit = resized
    visit.page.set_viewport_size({"width": size[0], "height": size[1]})
    visit.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
    assert visit.page.evaluate(TOO_WIDE) == 0
    assert out_of_reach(visit) == []
    box = visit.by("viewport").bounding_box()
    assert box
    assert box["width"] * box["height"] > 0.4 * size[0] * size[1], "the picture is the hero"
    visit.by("hide-names").click()
    expect(visit.by("status-names")).to_be_visible()
    assert visit.page.evaluate(CUT_OFF) == []
    visit.by("hide-names").click()
    expect(visit.by("status-names")).to_be_hidden()


def test_a_turned_screen_keeps_the_picture_in_its_room(visit: Visit, few: Path) -> None:
    """After the window changed its shape the fitted picture fits again."""
    visit.open(few)
    visit.page.set_viewport_size({"width": 700, "height": 900})
    visit.until("""() => {
      const canvas = document.querySelector(".canvas").getBoundingClientRect();
      const room = document.querySelector("[data-testid=viewport]").getBoundingClientRect();
      return Math.abs(canvas.width - Math.min(room.width, room.height)) < 1.5 && Math.abs(canvas.x + canvas.width / 2 - room.x - room.width / 2) < 1.5;
    }""")
