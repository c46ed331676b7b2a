"""Several pictures side by side, in real Chromium: layouts, one series in each pane, what they do together."""

from __future__ import annotations

import base64
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser import scans
from tests.browser.visit import PATIENCE, Native, Visit
from viewer.image.voi import Window

pytestmark = pytest.mark.browser

CANVAS = """(view) => {
  const canvas = openmyscan.canvas(view);
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let text = "";
  for (let at = 0; at < data.length; at += 0x8000) text += String.fromCharCode(...data.subarray(at, at + 0x8000));
  return [canvas.height, canvas.width, btoa(text)];
}"""

DRAWN = "() => openmyscan.views().every(({ stack, index, drawn }) => !stack || index === drawn)"
SIDE = (0.0, 1.0, 0.0, 0.0, 0.0, 1.0)


def volume(count: int, base: int) -> np.ndarray:
    """Slices that can all be told apart, in a picture by its place and by its number."""
    rows, columns = np.mgrid[:48, :64]
    return np.array([(base + 9 * index + rows + 2 * columns) for index in range(count)], np.int16)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two series across the body in one space, one from the side, one across in another space: 20, 12, 16 and 14 slices, 2 mm apart."""
    made = tmp_path_factory.mktemp("panes")
    same, other = {"FrameOfReferenceUID": "1.2.3"}, {"FrameOfReferenceUID": "9.8.7"}
    scans.series(made, volume(20, 0), number=1, **same)
    scans.series(made, volume(12, 300), number=2, **same)
    scans.series(made, volume(16, 600), number=3, direction=SIDE, **same)
    scans.series(made, volume(14, 900), number=4, **other)
    return made


@pytest.fixture
def opened(visit: Visit, folder: Path) -> Visit:
    return visit.open(folder)


def panes(visit: Visit) -> list[dict[str, Any]]:
    """What each pane shows, once all that was asked for is drawn."""
    visit.until(DRAWN)
    told: list[dict[str, Any]] = visit.page.evaluate("() => openmyscan.views()")
    return told


def names(visit: Visit) -> dict[str, str]:
    """The stacks by the numbers of their series."""
    return {one["series"].rsplit(".", 1)[1]: one["id"] for one in visit.stacks()}


def put(visit: Visit, view: int, number: str) -> None:
    """Show a series in a pane."""
    visit.page.evaluate("(view) => openmyscan.activate(view)", view)
    visit.page.locator(f'[data-testid=series][data-stack="{names(visit)[number]}"]').click()
    panes(visit)


def four(visit: Visit) -> Visit:
    """Four panes with the four series."""
    visit.page.evaluate("() => openmyscan.layout('2x2')")
    for view, number in enumerate("1234", 1):
        put(visit, view, number)
    visit.page.evaluate("() => openmyscan.activate(1)")
    return visit


def pixels(visit: Visit, view: int) -> np.ndarray:
    rows, columns, text = visit.page.evaluate(CANVAS, view)
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(rows, columns, 4)


def shows_what_it_says(visit: Visit, folder: Path) -> None:
    """Each canvas holds exactly the picture that its pane tells of."""
    native, stacks = Native(folder), {one["id"]: one for one in visit.stacks()}
    for told in panes(visit):
        stack = native.stack(stacks[told["stack"]])
        expected = native.pixels(stack, told["index"], window=Window(told["center"], told["width"]))
        assert np.array_equal(pixels(visit, told["view"]), expected), told


def test_a_layout_is_taken_by_key_and_by_the_picker_and_the_first_pane_is_the_active_one(opened: Visit) -> None:
    viewports = opened.by("viewport")
    expect(viewports).to_have_count(1)
    opened.page.keyboard.press("Shift+Digit5")
    expect(viewports).to_have_count(4)
    expect(opened.page.locator(".viewport[data-active]")).to_have_attribute("data-pane", "1")
    assert len({told["stack"] for told in panes(opened)}) == 4, "new panes get other series"
    opened.by("layouts").click()
    opened.by("layout-1+2").click()
    expect(viewports).to_have_count(3)
    expect(opened.by("layouts-menu")).to_be_hidden()
    opened.page.keyboard.press("p")
    expect(opened.by("layouts-menu")).to_be_visible()
    opened.page.keyboard.press("Escape")
    expect(opened.by("layouts-menu")).to_be_hidden()
    opened.page.keyboard.press("Shift+Digit1")
    expect(viewports).to_have_count(1)


def test_a_double_click_gives_a_pane_all_the_room_and_back_and_resets_nothing(opened: Visit) -> None:
    four(opened)
    opened.page.evaluate("() => openmyscan.wl(50, 60)")
    third = opened.page.locator("[data-pane='3']")
    third.dblclick()
    expect(opened.by("viewport")).to_have_count(1)
    assert opened.state()["active"] == 3
    opened.page.keyboard.press("e")
    expect(opened.by("viewport")).to_have_count(4)
    assert panes(opened)[0]["center"] == 50
    opened.by("enlarge").locator("visible=true").click()
    expect(opened.by("viewport")).to_have_count(1)
    opened.page.keyboard.press("Escape")
    expect(opened.by("viewport")).to_have_count(4)


def test_each_pane_has_its_own_place_and_window_also_of_one_and_the_same_series(opened: Visit, folder: Path) -> None:
    opened.page.evaluate("() => openmyscan.layout('1x2')")
    put(opened, 1, "1")
    put(opened, 2, "1")
    opened.by("layouts").click()
    opened.by("link-place").uncheck()
    opened.page.keyboard.press("Escape")
    opened.page.evaluate("() => { openmyscan.activate(1); openmyscan.wl(100, 50); openmyscan.step(-100); openmyscan.step(3); }")
    opened.page.evaluate("() => { openmyscan.activate(2); openmyscan.wl(200, 400); openmyscan.step(-100); openmyscan.step(17); }")
    first, second = panes(opened)
    assert (first["index"], first["center"], second["index"], second["center"]) == (3, 100, 17, 200)
    shows_what_it_says(opened, folder)


def test_no_answer_goes_to_the_wrong_pane_when_four_are_scrolled_at_once(opened: Visit, folder: Path) -> None:
    four(opened)
    opened.page.evaluate("""async () => {
      for (let turn = 0; turn < 60; turn += 1) {
        openmyscan.activate(1 + turn % 4);
        openmyscan.step([3, -2, 5, -4, 1][turn % 5]);
        if (turn % 7 === 0) openmyscan.wl(200 + turn, 300);
        await new Promise((done) => setTimeout(done, turn % 3));
      }
    }""")
    shows_what_it_says(opened, folder)


def test_at_every_frame_of_two_seconds_of_scrolling_each_of_four_panes_shows_its_own_series(opened: Visit, folder: Path) -> None:
    """With each frame of the display another picture is asked for; by its first pixel it is known of which series a picture is."""
    four(opened)
    for view in (1, 2, 3, 4):
        opened.page.evaluate("(view) => { openmyscan.activate(view); openmyscan.wl(600, 1200); openmyscan.step(-100); }", view)
    panes(opened)
    opened.page.evaluate("() => openmyscan.activate(1)")
    seen: list[list[int]] = opened.page.evaluate("""async () => {
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      const contexts = [1, 2, 3, 4].map((view) => openmyscan.canvas(view).getContext("2d"));
      const seen = [];
      const end = performance.now() + 2000;
      for (let turn = 0; performance.now() < end; turn += 1) {
        openmyscan.step(turn % 24 < 12 ? 1 : -1);
        await frame();
        seen.push(contexts.map((context) => context.getImageData(0, 0, 1, 1).data[0]));
      }
      return seen;
    }""")
    bases = [(base + np.array([0, 9 * (count - 1)])) / 1200 * 255 for base, count in ((0, 20), (300, 12), (600, 16), (900, 14))]
    for view, (low, high) in enumerate(bases):
        grays = {grays[view] for grays in seen}
        assert all(low - 2 <= gray <= high + 2 for gray in grays), (view, grays)
    assert len({grays[0] for grays in seen}) > 5
    assert len({grays[1] for grays in seen}) > 5, "it follows in the same space"
    shows_what_it_says(opened, folder)


def test_panes_follow_by_place_in_one_space_and_by_the_offset_that_was_set_in_another(opened: Visit) -> None:
    four(opened)
    opened.page.evaluate("() => openmyscan.step(-100)")
    before = panes(opened)
    opened.page.evaluate("() => openmyscan.step(5)")
    after = panes(opened)
    assert [told["index"] for told in after[:2]] == [5, 5]
    assert [told["index"] for told in after[2:]] == [told["index"] for told in before[2:]], "from the side, and another space"
    opened.page.evaluate("() => { openmyscan.activate(4); openmyscan.step(-100); openmyscan.step(2); openmyscan.activate(1); }")
    opened.page.keyboard.press("j")
    opened.page.evaluate("() => openmyscan.step(3)")
    assert [told["index"] for told in panes(opened)][0::3] == [8, 5]
    opened.page.evaluate("() => openmyscan.step(100)")
    assert [told["index"] for told in panes(opened)][:2] == [19, 11], "the shorter one stays at its end"


@pytest.mark.corpus
def test_a_real_pet_follows_its_ct_and_shows_the_same_place_in_the_same_size(visit: Visit, corpus: Path) -> None:
    visit.open(corpus / "petct-rtstruct-sts001")
    visit.page.evaluate("() => openmyscan.layout('1x2')")
    assert {told["unit"] for told in panes(visit)} == {"HU", "SUVbw"}
    for by in (-12, 5, 9):
        visit.page.evaluate("(by) => openmyscan.step(by)", by)
        first, second = panes(visit)
        assert abs(first["position"] - second["position"]) < 3.27 / 2
    visit.page.keyboard.press("+")
    bars = visit.by("scale-bar").locator(".scale-line").evaluate_all("(lines) => lines.map((line) => line.getBoundingClientRect().width)")
    assert abs(bars[0] - bars[1]) < 1


@pytest.mark.corpus
def test_real_scans_of_two_people_follow_each_other_in_millimeters_once_they_are_linked(visit: Visit, corpus: Path, tmp_path: Path) -> None:
    """A head and a pelvis, in two frames of reference: neither knows where the other lies before somebody says so."""
    with zipfile.ZipFile(corpus / "ct-volume-head-philips" / "S2020.zip") as archive:
        archive.extractall(tmp_path / "head")
    shutil.copytree(corpus / "petct-rtstruct-sts001/ibsi_validation/dicom/STS_001/CT", tmp_path / "pelvis")
    visit.open(tmp_path)
    stacks = sorted((one for one in visit.stacks() if one["frames"] > 10), key=lambda one: one["frames"])
    visit.page.evaluate("() => openmyscan.layout('1x2')")
    for view, one in enumerate(stacks[-2:], 1):
        visit.page.evaluate("([view, stack]) => { openmyscan.activate(view); oms.exports.select(stack); }", [view, one["id"]])
    visit.page.evaluate("() => { openmyscan.activate(1); openmyscan.step(-1000); openmyscan.step(10); }")
    before = panes(visit)
    assert before[0]["stack"] != before[1]["stack"]
    visit.page.evaluate("() => openmyscan.step(3)")
    apart = panes(visit)
    assert apart[1]["index"] == before[1]["index"]
    visit.page.keyboard.press("j")
    visit.page.evaluate("() => openmyscan.step(6)")
    after = panes(visit)
    first, second = (abs(after[view]["position"] - apart[view]["position"]) for view in (0, 1))
    assert first > 1
    assert abs(first - second) <= 3.27 / 2 + 0.01, "half a step of the pelvis"


def test_pictures_of_one_space_are_zoomed_to_the_same_place_and_size_of_the_body(opened: Visit) -> None:
    four(opened)
    before = panes(opened)
    opened.page.keyboard.press("+")
    opened.page.keyboard.press("+")
    after = opened.page.evaluate("() => openmyscan.views()")
    assert after[0]["zoom"] > before[0]["zoom"]
    assert abs(after[1]["zoom"] - after[0]["zoom"]) < 1e-6
    assert after[2]["zoom"] == before[2]["zoom"], "from the side"
    opened.page.keyboard.press("f")
    assert [told["fit"] for told in opened.page.evaluate("() => openmyscan.views()")] == [True] * 4


def test_lines_show_where_the_active_picture_crosses_the_others(opened: Visit) -> None:
    four(opened)
    lines = opened.page.locator(".viewport .drawing path")
    assert lines.count() == 0
    opened.page.keyboard.press("q")
    expect(lines).to_have_count(1)
    expect(opened.page.locator("[data-pane='3'] .drawing path")).to_have_count(1)
    opened.page.evaluate("() => openmyscan.activate(3)")
    expect(opened.page.locator("[data-pane='3'] .drawing path")).to_have_count(0)
    expect(lines).to_have_count(2)  # the two across the body in its space
    opened.page.keyboard.press("q")
    expect(lines).to_have_count(0)


def test_a_click_with_shift_finds_its_point_in_the_panes_of_the_same_space(opened: Visit) -> None:
    """The point in row 20, column 30 of the fifth slice: x = 30, y = 20, z = 8 mm."""
    four(opened)
    opened.page.evaluate(
        "() => { openmyscan.activate(2); openmyscan.step(-100); openmyscan.activate(1); openmyscan.step(-100); openmyscan.step(4); }"
    )
    before = panes(opened)
    box = opened.page.locator("[data-pane='1'] .canvas").bounding_box()
    assert box
    x, y = box["x"] + 30.5 / 64 * box["width"], box["y"] + 20.5 / 48 * box["height"]
    opened.page.keyboard.down("Shift")
    opened.page.mouse.click(x, y)
    opened.page.keyboard.up("Shift")
    after = panes(opened)
    assert [told["index"] for told in after[:2]] == [4, 4]
    assert after[2]["index"] == 15, "from the side the slices run along x"
    assert after[3]["index"] == before[3]["index"]
    expect(opened.page.locator("[data-pane='2'] .drawing path")).to_have_count(1)
    opened.page.evaluate("() => openmyscan.step(1)")
    expect(opened.page.locator("[data-pane='1'] .drawing path")).to_have_count(0)


def test_a_series_is_dragged_onto_a_pane_or_goes_to_the_one_that_was_clicked_last(opened: Visit) -> None:
    four(opened)
    card = opened.page.locator(f'[data-testid=series][data-stack="{names(opened)["4"]}"]')
    card.drag_to(opened.page.locator("[data-pane='2']"))
    opened.until("(stack) => openmyscan.views()[1].stack === stack", names(opened)["4"])
    assert opened.state()["active"] == 2
    opened.page.locator("[data-pane='3']").click()
    opened.page.locator(f'[data-testid=series][data-stack="{names(opened)["2"]}"]').click()
    assert [told["stack"] for told in panes(opened)] == [names(opened)[number] for number in "1424"]


def test_the_keyboard_goes_from_pane_to_pane_and_the_details_follow(opened: Visit) -> None:
    four(opened)
    opened.page.locator("[data-pane='1']").focus()
    for expected in (2, 3, 4, 1):
        opened.page.keyboard.press(">")
        expect(opened.page.locator(".viewport[data-active]")).to_have_attribute("data-pane", str(expected))
        expect(opened.by("slice-number")).to_have_text(f"{panes(opened)[expected - 1]['index'] + 1} / {[20, 12, 16, 14][expected - 1]}")


def test_from_a_pane_that_holds_nothing_one_goes_on_as_from_any_other(opened: Visit) -> None:
    opened.page.evaluate("() => openmyscan.layout('3x3')")
    expect(opened.by("vacant").locator("visible=true")).to_have_count(5)
    opened.page.locator("[data-pane='9']").click()
    assert opened.state()["active"] == 9
    for key in ("ArrowDown", "i", "0", " ", "f", "g", "r", "2", "c", "v", "j", "q", "q", "k", "k", "]"):
        opened.page.keyboard.press(key)
    expect(opened.by("trouble")).to_be_hidden()
    opened.page.keyboard.press("Shift+Digit2")
    expect(opened.by("viewport")).to_have_count(2)
    assert opened.state()["active"] == 1


def test_names_are_hidden_in_all_panes_at_once(opened: Visit) -> None:
    four(opened)
    expect(opened.by("overlay-patient").filter(has_text="Jane")).to_have_count(4)
    opened.page.keyboard.press("h")
    expect(opened.by("overlay-patient").filter(has_text="Jane")).to_have_count(0)


def test_a_film_plays_in_each_pane_by_itself(opened: Visit) -> None:
    four(opened)
    opened.page.evaluate("() => openmyscan.activate(4)")
    opened.by("cine-play").click()
    before = [told["index"] for told in opened.page.evaluate("() => openmyscan.views()")]
    opened.page.evaluate("() => openmyscan.activate(1)")
    expect(opened.by("cine-play")).to_have_attribute("aria-pressed", "false")
    opened.until("(before) => openmyscan.views()[3].index !== before", before[3])
    assert opened.page.evaluate("() => openmyscan.views()[0].index") == before[0]
    opened.page.evaluate("() => openmyscan.activate(4)")
    expect(opened.by("cine-play")).to_have_attribute("aria-pressed", "true")
    opened.page.keyboard.press("Escape")
    expect(opened.by("cine-play")).to_have_attribute("aria-pressed", "false")


def test_of_a_series_that_was_shown_before_all_pictures_are_still_there(opened: Visit) -> None:
    put(opened, 1, "1")
    opened.seen()
    put(opened, 1, "2")
    opened.seen()
    put(opened, 1, "1")
    opened.until("() => openmyscan.state().pictures?.stack === openmyscan.state().stack")
    assert opened.state()["pictures"]["done"] == 20


def test_series_of_one_view_are_offered_side_by_side(visit: Visit, folder: Path) -> None:
    visit.hand_over(folder).seen()
    button = visit.by("note-lead")
    expect(button).to_have_text("Show side by side", timeout=PATIENCE)
    button.click()
    assert len(panes(visit)) > 1


def test_on_a_phone_one_pane_is_seen_and_a_swipe_goes_to_the_next(person_at: Callable[..., Visit], folder: Path) -> None:
    phone = person_at(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True).open(folder)
    phone.page.evaluate("() => openmyscan.layout('1x2')")
    expect(phone.by("viewport")).to_have_count(1)
    expect(phone.by("now")).to_contain_text("1 of 2")
    client = phone.page.context.new_cdp_session(phone.page)
    for kind, x in (("touchStart", 300), ("touchMove", 240), ("touchMove", 160), ("touchMove", 90), ("touchEnd", None)):
        points = [] if x is None else [{"x": x, "y": 350}]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(phone.by("now")).to_contain_text("2 of 2")
    assert phone.state()["active"] == 2
    phone.by("cine-play").click()
    phone.page.keyboard.press("<")
    expect(phone.by("now")).to_contain_text("1 of 2")
    expect(phone.by("cine-play")).to_have_attribute("aria-pressed", "false")
    expect(phone.by("trouble")).to_be_hidden()


def test_closing_the_scan_leaves_one_empty_pane(opened: Visit, folder: Path) -> None:
    four(opened).close()
    expect(opened.page.locator(".viewport")).to_have_count(1)
    assert opened.page.evaluate("() => openmyscan.canvas().width") == 1
    opened.open(folder)
    assert len(panes(opened)) == 1
