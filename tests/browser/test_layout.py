"""The form of the viewer follows the room and the letters: measured by the boxes of what is on the screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from building.server import Site
from tests.browser import papers, scans
from tests.browser.test_marks_under_saved_views import PARTS, disc, opened
from tests.browser.visit import PATIENCE, SHOTS, Visit

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

WINDOWS = [(1440, 900), (1280, 800), (1240, 800), (1024, 768), (761, 800), (640, 900), (640, 400)]
PHONES = [(820, 1180), (390, 844), (360, 640), (320, 568), (844, 390), (667, 375)]

FAULTS = """() => {
  const boxes = (selector, text) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility({ visibilityProperty: true }))
    .map((element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      const { left, top, right, bottom } = element.getBoundingClientRect(), ink = text ? range.getBoundingClientRect() : { left, top, right, bottom };
      return {
        name: element.id || element.dataset.testid || element.dataset.do,
        left: Math.max(left, ink.left), top: Math.max(top, ink.top), right: Math.min(right, ink.right), bottom: Math.min(bottom, ink.bottom),
      };
    }).filter((box) => box.right > box.left && box.bottom > box.top);
  const meet = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1
    && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 3;
  const pairs = (all) => all.flatMap((one, at) => all.slice(at + 1).filter((other) => meet(one, other)).map((other) => `${one.name} meets ${other.name}`));
  const rooms = boxes("#brandbar, #tools, #actions, #now, .viewport, #transport, #status");
  const controls = boxes("#brandbar button, #tools :is(button, select), #actions button, #transport :is(button, input, select, output), #status > *");
  const outside = [...rooms, ...controls].filter((box) => box.left < -0.5 || box.top < -0.5 || box.right > innerWidth + 0.5 || box.bottom > innerHeight + 0.5);
  const cut = ["brandbar", "tools", "actions", "transport", "status"].map((id) => document.getElementById(id))
    .filter((bar) => bar.scrollWidth > bar.clientWidth + 1 || bar.scrollHeight > bar.clientHeight + 1);
  return [...pairs(rooms), ...pairs(controls), ...pairs(boxes(".corner p, .edge abbr, .scale-label", true)),
    ...outside.map((box) => `${box.name} outside`), ...cut.map((bar) => `${bar.id} cuts`)];
}"""


def enlarge(visit: Visit, percent: int) -> None:
    """Set the size of the letters while the page is open."""
    visit.page.evaluate("(percent) => { document.documentElement.style.fontSize = `${percent}%`; }", percent)


def luminance(*color: int) -> float:
    """The relative luminance of an sRGB color, as WCAG 2.2 defines it."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (value / 255 for value in color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("sizes", "finger"), [(WINDOWS, {}), (PHONES, {"has_touch": True, "is_mobile": True})], ids=["mouse", "finger"])
def test_nothing_lies_over_another_or_is_cut(
    person_at: Callable[..., Visit], few: Path, sizes: list[tuple[int, int]], finger: dict[str, bool]
) -> None:
    """On every screen, with letters of every size, also those that are enlarged when the page is open already."""
    visit = person_at(viewport={"width": 1280, "height": 800}, **finger).open(few)
    visit.page.evaluate("() => { document.getElementById('overlays-button').hidden = false; }")  # the most tools that there may be
    visit.page.keyboard.press("i")  # and the most words over the picture
    found = {}
    for percent in (100, 150, 200):
        enlarge(visit, percent)
        for width, height in sizes:
            visit.page.set_viewport_size({"width": width, "height": height})
            visit.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
            found[percent, width, height] = visit.page.evaluate(FAULTS)
    assert {case: faults for case, faults in found.items() if faults} == {}


@pytest.mark.parametrize(("sizes", "finger"), [(WINDOWS, {}), (PHONES, {"has_touch": True, "is_mobile": True})], ids=["mouse", "finger"])
def test_the_line_at_the_bottom_is_whole_while_the_program_comes_in(
    browser: Browser, served: Site, sizes: list[tuple[int, int]], finger: dict[str, bool]
) -> None:
    """Its words are longer then; the start is held up here by a script that never comes."""
    context = browser.new_context(**finger)
    page = context.new_page()
    page.route("**/boot.js", lambda route: route.abort())
    visit = Visit(page, served.url).arrive(ready=False)
    expect(visit.by("status-sealed")).to_contain_text("Not sealed yet")
    found = {}
    for percent in (100, 150, 200):
        enlarge(visit, percent)
        for width, height in sizes:
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
            found[percent, width, height] = [fault for fault in page.evaluate(FAULTS) if "status" in fault]
            expect(page.locator(".status.last")).to_be_in_viewport(ratio=1)
    assert {case: faults for case, faults in found.items() if faults} == {}
    context.close()


@pytest.mark.parametrize(("sizes", "finger"), [(WINDOWS, {}), (PHONES, {"has_touch": True, "is_mobile": True})], ids=["mouse", "finger"])
def test_hiding_names_leaves_the_picture_where_it_is(
    person_at: Callable[..., Visit], few: Path, sizes: list[tuple[int, int]], finger: dict[str, bool]
) -> None:
    """What is said of it in the line at the bottom makes that line no higher, and nothing in it is cut, also with a large series in memory."""
    visit = person_at(viewport={"width": 1280, "height": 800}, **finger).open(few)
    visit.page.evaluate("() => { document.getElementById('memory-text').textContent = '1,240 of 3,120 pictures in memory, '; }")
    place = "() => { const { x, y, width, height } = document.querySelector('.viewport').getBoundingClientRect(); return [x, y, width, height]; }"
    found, moved = {}, []
    for percent in (100, 150, 200):
        enlarge(visit, percent)
        for width, height in sizes:
            visit.page.set_viewport_size({"width": width, "height": height})
            visit.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
            before = visit.page.evaluate(place)
            visit.page.keyboard.press("h")
            expect(visit.by("status-names")).to_be_visible()
            found[percent, width, height] = visit.page.evaluate(FAULTS)
            moved += [(percent, width, height)] if visit.page.evaluate(place) != before else []
            visit.page.keyboard.press("h")
            expect(visit.by("status-names")).to_be_hidden()
    assert {case: faults for case, faults in found.items() if faults} == {}
    assert moved == []


def test_what_tells_series_apart_is_read_in_full_on_a_phone(person_at: Callable[..., Visit], tmp_path: Path) -> None:
    """The end of the name, also with large letters."""
    pictures = np.zeros((2, 16, 16), np.int16)
    scans.series(
        tmp_path, pictures, number=1, Modality="MR", BodyPartExamined="KNEE", SeriesDescription="localizer", direction=scans.OBLIQUE
    )
    scans.series(tmp_path, pictures, number=2, Modality="MR", BodyPartExamined="KNEE", SeriesDescription="T2 FS")
    visit = person_at(**PHONE).open(tmp_path)
    name = "MR knee, slices across the body; fluid bright, fat dark"
    visit.page.get_by_role("button", name="Series", exact=True).tap()
    visit.by("series").filter(has_text="T2 FS").tap()
    for percent in (100, 150, 200):
        enlarge(visit, percent)
        visit.said("now", name)
        room = visit.by("now").evaluate(
            "(line) => [line.scrollHeight - line.clientHeight, line.scrollWidth - line.clientWidth, line.clientHeight]"
        )
        assert room[:2] == [0, 0] and room[2] > 0, percent


def test_the_brightness_that_is_chosen_can_be_read_in_full(person_at: Callable[..., Visit], few: Path) -> None:
    """The name of the first preset fits into its list, on a desk and on a phone."""
    visit = person_at(viewport={"width": 1280, "height": 800}).open(few)
    for width, height in [(1440, 900), (1280, 800), (1024, 768), (640, 900), (390, 844), (360, 640), (320, 568), (844, 390)]:
        visit.page.set_viewport_size({"width": width, "height": height})
        spare = visit.page.evaluate("""() => {
          const list = document.getElementById("preset"), style = getComputedStyle(list), pen = document.createElement("canvas").getContext("2d");
          pen.font = style.font;
          return list.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - pen.measureText(list.selectedOptions[0].text).width;
        }""")
        assert spare >= 0, (width, height)


def test_the_rarer_tools_of_a_phone(person_at: Callable[..., Visit], few: Path) -> None:
    """They come up by one button, with words beside them and large enough for a finger; a tap on the picture puts them away."""
    visit = person_at(**PHONE).open(few)
    more, turn = visit.by("more-tools"), visit.by("rotate-right")
    expect(turn).to_be_hidden()
    more.tap()
    expect(more).to_have_attribute("aria-expanded", "true")
    for tool in visit.page.locator("#more .tool").all():
        if tool.is_visible():
            box = tool.bounding_box()
            assert box
            assert box["height"] >= 44
            assert box["width"] >= 120, "there is a word beside the sign"
    top = visit.by("letter-top").text_content()
    turn.tap()
    visit.said("letter-right", top or "")
    expect(turn).to_be_visible()  # one may press it again
    visit.page.touchscreen.tap(195, 150)
    expect(turn).to_be_hidden()
    expect(more).to_have_attribute("aria-expanded", "false")
    more.tap()
    visit.page.keyboard.press("Escape")
    expect(turn).to_be_hidden()


@pytest.mark.parametrize(
    ("width", "height", "share"),
    [(1024, 768, 0.35), (820, 1180, 0.3), (390, 844, 0.3), (320, 568, 0.15), (844, 390, 0.4), (667, 375, 0.35)],
)
def test_details_take_room_from_the_picture_and_never_cover_it(looking: Visit, width: int, height: int, share: float) -> None:
    """So what a switch or a change of brightness does is seen while they are open; on a phone they take 55 % of the height at most."""
    visit = looking
    before = visit.page.viewport_size
    visit.page.set_viewport_size({"width": width, "height": height})
    expect(visit.page.locator("#right")).to_be_hidden()
    button = visit.page.get_by_role("button", name="Details of the series")
    button.click()
    expect(visit.page.locator("#right")).to_be_visible()
    details, picture = visit.page.locator("#right").bounding_box(), visit.by("viewport").bounding_box()
    assert details and picture
    assert details["height"] <= 0.55 * height or details["x"] >= picture["x"] + picture["width"] - 0.5, (
        "a sheet from below, or beside the picture"
    )
    assert picture["width"] * picture["height"] >= share * width * height
    assert visit.page.evaluate(FAULTS.replace('"#brandbar, ', '"#right, #brandbar, ')) == []
    visit.by("preset").select_option(label="Bones")  # it stands beside them, on every screen
    expect(visit.by("wl-center")).to_have_value("400")
    visit.by("preset").select_option(label="Original")
    expect(visit.by("wl-center")).not_to_have_value("400")
    button.click()
    expect(visit.page.locator("#right")).to_be_hidden()
    visit.page.set_viewport_size(before)


def test_the_picture_of_a_phone_that_lies_on_its_side_with_large_letters(person_at: Callable[..., Visit], few: Path) -> None:
    """All that is pressed lies in one row, and half of the height is left for the picture."""
    visit = person_at(viewport={"width": 844, "height": 390}, has_touch=True, is_mobile=True).open(few)
    enlarge(visit, 200)
    tall = "() => document.querySelector('.viewport').getBoundingClientRect().height"
    visit.until(f"() => ({tall})() >= 195")
    assert visit.page.evaluate(FAULTS) == []


def test_series_and_documents_scroll_together(person_at: Callable[..., Visit], tmp_path: Path) -> None:
    """With all documents unfolded the wheel brings every document and every series into sight, wherever in the panel the pointer is."""
    visit = person_at(viewport={"width": 1280, "height": 800}).open(papers.disc(tmp_path / "DISC"))
    fold, series, documents = visit.page.locator("#documents-fold"), visit.by("series"), visit.page.locator("#left [data-testid=document]")
    expect(series.first).to_be_in_viewport(ratio=1)
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    expect(documents.last).to_be_visible()
    panel = visit.page.locator("#left").bounding_box()
    assert panel
    for part in (0.25, 0.75):
        visit.page.mouse.move(panel["x"] + panel["width"] / 2, panel["y"] + panel["height"] * part)
        for card, way in ((series.last, 300), (documents.first, -300), (documents.last, 50), (series.first, 50)):
            for _ in range(20):
                if card.evaluate(INSIDE):
                    break
                visit.page.mouse.wheel(0, way)
                visit.page.wait_for_timeout(40)
            assert card.evaluate(INSIDE), (part, way, card.inner_text())


INSIDE = """(card) => {
  const box = card.getBoundingClientRect();
  const at = (y) => document.elementFromPoint(box.left + box.width / 2, y);
  return card.contains(at(box.top + 2)) && card.contains(at(box.bottom - 2));
}"""
"""Whether a card is seen from its upper to its lower end."""


TOGETHER = """() => {
  const parts = [...document.querySelectorAll("#layers-section, #views-section")].filter((part) => part.checkVisibility());
  const shown = [...document.querySelectorAll(":is(#layers-section, #views-section) :is(button, input, h3, p, .wash, .wash-ends)")]
    .filter((part) => part.checkVisibility()).filter((part) => !part.closest(".legend")?.contains(part) || part.closest("li"));
  const box = (part) => part.getBoundingClientRect(), name = (part) => part.dataset.testid || part.id || part.textContent.slice(0, 30);
  const meet = (one, other) => Math.min(box(one).right, box(other).right) - Math.max(box(one).left, box(other).left) > 1
    && Math.min(box(one).bottom, box(other).bottom) - Math.max(box(one).top, box(other).top) > 1;
  const hidden = (part) => part.closest(".legend") && !(box(part).top >= box(part.closest(".legend")).top - 1 && box(part).bottom <= box(part.closest(".legend")).bottom + 1);
  const seen = shown.filter((part) => !hidden(part)), panel = box(document.getElementById("right")), picture = box(document.querySelector(".viewport"));
  const faults = seen.flatMap((one, at) => seen.slice(at + 1).filter((other) => !one.contains(other) && !other.contains(one) && meet(one, other))
    .map((other) => `${name(one)} meets ${name(other)}`));
  for (const part of seen) if (box(part).left < panel.left - 1 || box(part).right > panel.right + 1) faults.push(`${name(part)} leaves the panel`);
  const line = document.querySelector(".scale-line"), words = [...document.querySelectorAll(".corner p")].filter((part) => part.checkVisibility());
  for (const part of line.checkVisibility() ? words : []) if (meet(part, line)) faults.push(`${name(part)} lies over the scale`);
  if (parts.length !== 2) faults.push("not both are there");
  if (Math.min(panel.right, picture.right) - Math.max(panel.left, picture.left) > 1 && Math.min(panel.bottom, picture.bottom) - Math.max(panel.top, picture.top) > 1)
    faults.push("the panel lies over the picture");
  return faults;
}"""
"""What is wrong with the switches of layers and of saved views in the details: what lies over another, leaves the panel, or covers the picture."""

SMALL = """() => [...document.querySelectorAll(":is(#layers-section, #views-section) :is(button, input)")].filter((part) => part.checkVisibility())
  .map((part) => [part, (part.closest("label") || part).getBoundingClientRect()])
  .filter(([, { width, height }]) => height < 43.5 || width < 43.5).map(([part]) => part.dataset.testid || part.id)"""


@pytest.mark.parametrize(
    ("sizes", "finger"), [([(1280, 800), (1024, 768)], {}), ([(390, 844), (844, 390)], {"has_touch": True, "is_mobile": True})]
)
def test_the_switches_of_saved_views_and_of_layers_stand_together(
    person_at: Callable[..., Visit], tmp_path: Path, sizes: list[tuple[int, int]], finger: dict[str, bool]
) -> None:
    """With a view and all layers on: nothing lies over another or over what is written on the picture; fingers have 44 pixels."""
    visit = opened(person_at(viewport={"width": 1280, "height": 800}, **finger), disc(tmp_path / "DISC", PARTS))
    visit.page.evaluate(
        "() => document.querySelectorAll('.corner, .edge, .scale-bar, #note').forEach((part) => { part.style.visibility = ''; })"
    )
    for switch in visit.by("layer-switch").all():
        switch.click()
    visit.by("saved-view").first.click()
    expect(visit.by("overlay-saved")).to_have_text("Changed by saved view", timeout=PATIENCE)
    found = {}
    for percent in (100, 200):
        enlarge(visit, percent)
        for width, height in sizes:
            visit.page.set_viewport_size({"width": width, "height": height})
            visit.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
            if not visit.page.locator("#right").is_visible():
                visit.page.get_by_role("button", name="Details of the series").click()
            for section in ("layers", "saved-views"):
                visit.by(section).scroll_into_view_if_needed()
                found[percent, width, height, section] = visit.page.evaluate(TOGETHER) + visit.page.evaluate(FAULTS)
                visit.page.screenshot(path=SHOTS / f"together-{percent}-{width}-{section}.png")
            if finger:
                found[percent, width, height, "small"] = visit.page.evaluate(SMALL)
    assert {case: faults for case, faults in found.items() if faults} == {}


def test_letters_enlarged_while_the_page_is_open(visit: Visit, few: Path) -> None:
    """The lists become drawers, as they would on a screen of half the size; with ordinary letters all is back."""
    visit.open(few)
    for part in ("#left", "#right"):
        expect(visit.page.locator(part)).to_be_visible()
    enlarge(visit, 200)
    for part in ("#left", "#right"):
        expect(visit.page.locator(part)).to_be_hidden()
    box = visit.by("viewport").bounding_box()
    assert box
    assert box["width"] == pytest.approx(1280, abs=5)
    enlarge(visit, 100)
    for part in ("#left", "#right"):
        expect(visit.page.locator(part)).to_be_visible()


def test_the_help_speaks_of_fingers_to_fingers(person_at: Callable[..., Visit], few: Path) -> None:
    """On a phone it tells the gestures and what the buttons are; the keys are folded away."""
    visit = person_at(**PHONE).open(few)
    visit.by("help").tap()
    dialog = visit.page.get_by_role("dialog", name="Gestures and buttons")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_text("Two fingers apart or together")).to_be_visible()
    expect(dialog.get_by_text("Drag with the left button")).to_be_hidden()
    expect(dialog.get_by_text("Ten pictures on")).to_be_hidden()
    expect(visit.by("help-buttons").get_by_text("Swap black and white")).to_be_visible()
    dialog.get_by_role("heading", name="Keys").tap()
    expect(dialog.get_by_text("Ten pictures on")).to_be_visible()


def test_fingers_have_room(person_at: Callable[..., Visit], few: Path) -> None:
    """What is pressed in the viewer and its drawers is 44 pixels high at least on a screen that is touched."""
    visit = person_at(**PHONE).open(few)
    low = """(part) => [...document.querySelectorAll(`${part} :is(button, select, summary, input)`)].filter((element) => element.checkVisibility())
      .filter((element) => { const { width, height } = element.getBoundingClientRect(); return width && height < 43.5 && element.type !== "range"; })
      .map((element) => element.dataset.testid || element.id || element.textContent.trim())"""
    assert visit.page.evaluate(low, "#viewer") == []
    for name in ("Series", "Details of the series"):
        visit.page.get_by_role("button", name=name, exact=True).tap()
        assert visit.page.evaluate(low, "#viewer") == []
        visit.page.keyboard.press("Escape")


@pytest.mark.parametrize(("start", "share"), [(0.25, 0.5), (0.0, 1.0), (0.6, 0.4), (0.0, 0.0)])
def test_the_bar_of_held_pictures_lies_where_they_are(looking: Visit, start: float, share: float) -> None:
    """Of a series beyond the memory a part in its midst is held: the bar begins there and is as long."""
    drawn = looking.page.evaluate(
        """([start, share]) => {
          const track = document.getElementById("track"), before = track.getAttribute("style");
          track.style.setProperty("--held-from", start);
          track.style.setProperty("--held", share);
          const line = track.querySelector(".bar").getBoundingClientRect(), held = document.getElementById("held").getBoundingClientRect();
          track.setAttribute("style", before);
          return [(held.left - line.left) / line.width, held.width / line.width];
        }""",
        [start, share],
    )
    assert drawn == pytest.approx([start, share], abs=0.003)


def test_a_series_without_a_small_picture_shows_a_drawing(looking: Visit) -> None:
    """A black square looks broken: until the small picture is there, and where there is none, a sign stands in its place."""
    signs = "() => [...document.querySelectorAll('#catalog .thumb .icon')].map((sign) => sign.checkVisibility())"
    assert looking.page.evaluate(signs) == [False]
    looking.page.evaluate("""() => {
      const thumb = document.querySelector("#catalog .thumb"), canvas = document.createElement("canvas");
      canvas.width = canvas.height = 1;
      thumb.querySelector("canvas").replaceWith(canvas);
    }""")
    assert looking.page.evaluate(signs) == [True]


def test_what_is_written_over_a_picture_is_written_out(looking: Visit) -> None:
    """On a desk there is room for all of it."""
    cut = "() => [...document.querySelectorAll('.corner p')].filter((line) => line.scrollWidth > line.clientWidth).map((line) => line.id)"
    assert looking.page.evaluate(cut) == []


def test_what_is_written_over_a_picture_is_legible_on_white(looking: Visit) -> None:
    """WCAG AA, 4.5:1, also where the picture is white behind it: the words of a corner stand on one dark plate, letters and scale on their own."""
    told = looking.page.evaluate("""() => [...document.querySelectorAll(".corner p, .edge abbr, .scale-label")]
      .map((part) => [part.id, getComputedStyle(part).color, getComputedStyle(part.closest(".corner") ?? part).backgroundColor])""")
    assert len(told) > 12
    for name, text, plate in told:
        red, green, blue = (int(part) for part in re.findall(r"\d+", text)[:3])
        alpha = float(re.findall(r"[\d.]+", plate)[3])
        ground = luminance(*[round(255 * (1 - alpha))] * 3)
        assert re.match(r"rgba\(0, 0, 0, ", plate)
        assert (luminance(red, green, blue) + 0.05) / (ground + 0.05) >= 4.5, name
