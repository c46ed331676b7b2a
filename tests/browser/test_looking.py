"""Looking at a series: going through it, brightness and contrast, size and direction, what stands around the picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Locator, expect
from pydicom.dataset import Dataset

from building.server import Site
from tests.browser import scans
from tests.browser.visit import Native, Visit, own_window
from viewer.image.voi import Window
from viewer.phantom import slice_values
from viewer.render.picture import picture
from viewer.volume.frames import Frames

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def at_the_start(looking: Visit) -> Iterator[None]:
    """Every test finds the head at its first picture, as it was first shown."""
    looking.page.bring_to_front()
    looking.by("reset").click()
    looking.by("fit").click()
    looking.page.mouse.move(1, 1)
    looking.go(0)
    looking.by("viewport").focus()
    yield
    expect(looking.by("trouble")).to_be_hidden()


@pytest.fixture(scope="module")
def native(head_folder: Path) -> Native:
    """The same forty slices, read under CPython."""
    return Native(head_folder)


def middle(target: Locator) -> tuple[float, float]:
    """The middle of an element."""
    box = target.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(visit: Visit, across: float, down: float, *, button: str = "left", shift: bool = False) -> None:
    """Drag over the picture."""
    x, y = middle(visit.by("viewport"))
    mouse = visit.page.mouse
    mouse.move(x, y)
    if shift:
        visit.page.keyboard.down("Shift")
    mouse.down(button=button)
    mouse.move(x + across / 2, y + down / 2)
    mouse.move(x + across, y + down)
    mouse.up(button=button)
    if shift:
        visit.page.keyboard.up("Shift")


def shape(visit: Visit) -> tuple[float, float]:
    """Width and height of the picture on the screen."""
    box = visit.by("canvas").bounding_box()
    assert box
    return box["width"], box["height"]


def letters(visit: Visit) -> str:
    """The letters at the top, right, bottom and left."""
    return " ".join(visit.by(f"letter-{side}").inner_text() for side in ("top", "right", "bottom", "left"))


# ---- going through the pictures


def test_the_wheel(looking: Visit, native: Native) -> None:
    """A notch a picture, both ways, and the picture follows the number."""
    looking.page.mouse.move(*middle(looking.by("viewport")))
    for _ in range(3):
        looking.page.mouse.wheel(0, 100)
    looking.said("slice-number", "4 / 40")
    looking.page.mouse.wheel(0, -100)
    looking.said("slice-number", "3 / 40")
    looking.said("overlay-slice", "3 / 40")
    looking.said("overlay-position", "74 mm")
    looking.shows(native.pixels(native.stack(looking.stacks()[0]), 2))


def test_a_storm_of_the_wheel_ends_at_the_right_picture(looking: Visit, native: Native) -> None:
    """Sixty notches in one go: it stops at the last picture, and that one is on the canvas."""
    looking.page.evaluate("""() => {
      const viewport = document.querySelector("[data-testid=viewport]");
      for (let turn = 0; turn < 60; turn += 1) viewport.dispatchEvent(new WheelEvent("wheel", { deltaY: 100, bubbles: true, cancelable: true }));
    }""")
    looking.said("slice-number", "40 / 40")
    looking.shows(native.pixels(native.stack(looking.stacks()[0]), 39))


@pytest.mark.parametrize(
    ("keys", "number"),
    [
        ("ArrowDown ArrowDown ArrowRight", 4),
        ("ArrowDown ArrowDown ArrowUp", 2),
        ("ArrowRight ArrowLeft ArrowLeft", 1),
        ("PageDown PageDown PageUp ArrowDown", 12),
        ("End", 40),
        ("End ArrowDown PageDown", 40),
        ("End Home", 1),
    ],
)
def test_the_keys(looking: Visit, keys: str, number: int) -> None:
    """Arrows one picture, page keys ten, Home and End to the ends, never beyond."""
    for key in keys.split():
        looking.page.keyboard.press(key)
    looking.said("slice-number", f"{number} / 40")
    looking.painted()


def test_the_slider(looking: Visit) -> None:
    """By the mouse and by its own keys; it tells the reader of a screen where it is."""
    slider = looking.by("slice-slider")
    slider.fill("21")
    looking.said("slice-number", "21 / 40")
    slider.focus()
    looking.page.keyboard.press("ArrowRight")
    looking.said("slice-number", "22 / 40")
    expect(slider).to_have_value("22")
    looking.page.mouse.click(*middle(slider))
    looking.said("slice-number", re.compile(r"^(20|21) / 40$"))


def test_dragging_with_the_scroll_tool(looking: Visit) -> None:
    """A drag over most of the height goes through the whole series."""
    looking.by("tool-scroll").click()
    expect(looking.page.locator("#short-help div", has_text="Left button").locator("dd")).to_have_text("Scroll")
    box = looking.by("viewport").bounding_box()
    assert box
    drag(looking, 0, 0.45 * box["height"])
    looking.until("() => openmyscan.state().index > 15")
    looking.by("tool-window").click()


# ---- brightness and contrast


def test_dragging_changes_the_window(looking: Visit, native: Native) -> None:
    """To the right flatter, upwards or downwards brighter; the picture follows, and Reset view brings back what the file says; a double click does not."""
    looking.go(20)
    before = looking.state()
    drag(looking, 120, 60)
    after = looking.until(
        "([center, width]) => { const s = openmyscan.state(); return s.width > width && s.center !== center && s; }",
        [before["center"], before["width"]],
    )
    looking.said("overlay-window", re.compile(r"^Center .+ · Width .+$"))
    looking.shows(native.pixels(native.stack(looking.stacks()[0]), 20, window=own_window(looking.state())))
    assert (after["center"], after["width"]) != (before["center"], before["width"])
    looking.page.mouse.dblclick(*middle(looking.by("viewport")))
    assert looking.state()["width"] == after["width"]
    looking.by("reset").click()
    looking.said("overlay-window", "Center 40 · Width 80")
    looking.shows(native.pixels(native.stack(looking.stacks()[0]), 20))


@pytest.mark.parametrize(
    ("name", "center", "width"), [("Brain", 40, 80), ("Lungs", -600, 1500), ("Bones", 400, 1800), ("Soft tissue", 40, 400)]
)
def test_presets_for_the_kind_of_tissue(looking: Visit, native: Native, name: str, center: float, width: float) -> None:
    """From the list."""
    looking.go(20)
    looking.by("preset").select_option(label=name)
    looking.said("overlay-window", f"Center {center} · Width {width}".replace("-", "−"))
    looking.shows(native.pixels(native.stack(looking.stacks()[0]), 20, window=Window(center, width)))


@pytest.mark.trap(13)
def test_the_windows_and_curves_of_the_file_by_their_names(visit: Visit, tmp_path: Path) -> None:
    """A mammogram with two curves (VOI LUTs) and two windows: the first curve is shown, it stays while scrolling, a drag leaves it."""
    curves = []
    for name, power in (("SOFTER", 2), ("HARD", 5)):
        curve = Dataset()
        curve.LUTExplanation = name
        curve.add_new("LUTDescriptor", "US", [256, 0, 12])
        curve.add_new("LUTData", "OW", (np.linspace(0, 1, 256) ** power * 4095).astype("<u2").tobytes())
        curves.append(curve)
    pixels = np.arange(2 * 16 * 16, dtype=np.uint16).reshape(2, 16, 16) // 2
    explained = {"WindowCenter": [100, 50], "WindowWidth": [200, 20], "WindowCenterWidthExplanation": ["NORMAL", "SKIN_LINE"]}
    native = Native(scans.series(tmp_path, pixels, number=1, Modality="MG", VOILUTSequence=curves, **explained))
    visit.open(tmp_path)
    stack = native.stack(visit.stacks()[0])

    def drawn(index: int, **how: object) -> np.ndarray:
        rgba = picture(Frames(stack, budget=1 << 24), index, **how).rgba
        assert rgba is not None
        return rgba

    visit.go(0)
    visit.shows(drawn(0, voi=0))
    visit.go(1)
    visit.shows(drawn(1, voi=0))
    visit.by("preset").select_option(label="HARD (in the file)")
    visit.shows(drawn(1, voi=1))
    visit.go(0)
    visit.shows(drawn(0, voi=1))
    assert not np.array_equal(drawn(0, voi=0), drawn(0, voi=1))
    visit.by("preset").select_option(label="SKIN LINE (in the file)")
    visit.shows(drawn(0, window=Window(50, 20)))
    assert visit.by("preset").locator("option:checked").inner_text() == "SKIN LINE (in the file)"
    visit.by("preset").select_option(label="Original")
    visit.shows(drawn(0, voi=0))
    drag(visit, 40, 0)
    visit.until("() => document.querySelector('[data-testid=preset]').value === 'own'")
    visit.shows(drawn(0, window=own_window(visit.state())))


def test_a_preset_by_its_digit(looking: Visit) -> None:
    """The digits follow the list."""
    labels = looking.by("preset").locator("option:not([hidden])").all_inner_texts()
    looking.page.keyboard.press(str(2 + labels.index("Lungs")))
    looking.said("overlay-window", "Center −600 · Width 1500")


def test_typing_the_window(looking: Visit, native: Native) -> None:
    """Two numbers; nonsense is not taken."""
    if looking.by("wl-center").is_hidden():
        looking.by("details").click()
    looking.by("wl-center").fill("300.5")
    looking.by("wl-width").fill("1234")
    looking.by("wl-width").press("Enter")
    looking.until("() => { const { center, width } = openmyscan.state(); return center === 300.5 && width === 1234; }")
    looking.shows(native.pixels(native.stack(looking.stacks()[0]), 0, window=Window(300.5, 1234)))
    looking.by("wl-width").fill("-5")
    looking.by("wl-width").press("Enter")
    assert looking.state()["width"] == 1234


def test_the_window_stays_while_scrolling(looking: Visit, native: Native) -> None:
    """What was chosen for one picture holds for the next."""
    looking.by("preset").select_option(label="Bones")
    looking.by("viewport").focus()
    looking.page.keyboard.press("PageDown")
    looking.said("slice-number", "11 / 40")
    looking.shows(native.pixels(native.stack(looking.stacks()[0]), 10, window=Window(400, 1800)))


def test_black_and_white_swapped(looking: Visit, native: Native) -> None:
    """By the button and by the key; the button says whether it is."""
    looking.by("invert").click()
    expect(looking.by("invert")).to_have_attribute("aria-pressed", "true")
    looking.shows(native.pixels(native.stack(looking.stacks()[0]), 0, invert=True))
    looking.by("viewport").focus()
    looking.page.keyboard.press("i")
    expect(looking.by("invert")).to_have_attribute("aria-pressed", "false")
    looking.shows(native.pixels(native.stack(looking.stacks()[0]), 0))


# ---- size and direction


def test_fit_shows_all_of_it(looking: Visit) -> None:
    """As large as the room allows, square pixels, in the middle."""
    width, height = shape(looking)
    room = looking.by("viewport").bounding_box()
    assert room
    assert width == pytest.approx(height, abs=0.5)
    assert height == pytest.approx(min(room["width"], room["height"]), abs=1)
    assert middle(looking.by("canvas")) == pytest.approx(middle(looking.by("viewport")), abs=1)


def test_zoom_buttons_and_one_to_one(looking: Visit) -> None:
    """Larger, smaller, true pixels, all of it again; the zoom stands in the corner."""
    start = shape(looking)[0]
    looking.by("zoom-in").click()
    larger = shape(looking)[0]
    assert larger > 1.1 * start
    looking.by("zoom-out").click()
    assert shape(looking)[0] == pytest.approx(start, rel=0.01)
    looking.by("one-to-one").click()
    assert shape(looking) == pytest.approx((256, 256), abs=0.5)
    looking.said("overlay-zoom", "Zoom 100%")
    looking.by("fit").click()
    assert shape(looking)[0] == pytest.approx(start, rel=0.01)


def test_the_wheel_with_ctrl_zooms_at_the_pointer(looking: Visit) -> None:
    """What is under the pointer stays there."""
    x, y = looking.pixel_at(60, 90)
    looking.page.mouse.move(x, y)
    before = shape(looking)[0]
    looking.page.keyboard.down("Control")
    looking.page.mouse.wheel(0, -100)
    looking.page.keyboard.up("Control")
    looking.until("(before) => document.querySelector('.canvas').getBoundingClientRect().width > before * 1.05", before)
    assert looking.pixel_at(60, 90) == pytest.approx((x, y), abs=1.5)
    looking.said("slice-number", "1 / 40")


def test_moving_and_zooming_by_dragging(looking: Visit) -> None:
    """The middle button (or Shift) moves, the right one zooms, whatever the tool; and so do the tools."""
    x, y = middle(looking.by("canvas"))
    drag(looking, 50, 30, button="middle")
    assert middle(looking.by("canvas")) == pytest.approx((x + 50, y + 30), abs=2)
    drag(looking, -50, -30, shift=True)
    assert middle(looking.by("canvas")) == pytest.approx((x, y), abs=2)
    before = shape(looking)[0]
    drag(looking, 0, -80, button="right")
    assert shape(looking)[0] > 1.2 * before
    looking.by("tool-pan").click()
    x, y = middle(looking.by("canvas"))
    drag(looking, 20, -40)
    assert middle(looking.by("canvas")) == pytest.approx((x + 20, y - 40), abs=2)
    looking.by("tool-window").click()
    assert looking.state()["width"] == 80  # none of this touched the window


def test_letters_say_which_side_is_which(looking: Visit) -> None:
    """An axial head: front up, the person's left on the right; in words for whoever asks."""
    assert letters(looking) == "A L P R"
    expect(looking.by("letter-right")).to_have_attribute("title", re.compile("left", re.IGNORECASE))


@pytest.mark.parametrize(
    ("buttons", "expected"),
    [
        ("rotate-right", "R A L P"),
        ("rotate-left", "L P R A"),
        ("rotate-right rotate-right", "P R A L"),
        ("flip-horizontal", "A R P L"),
        ("flip-vertical", "P L A R"),
        ("rotate-right flip-horizontal", "R P L A"),
        ("flip-horizontal rotate-right", "L A R P"),
        ("rotate-right rotate-left", "A L P R"),
    ],
)
def test_the_letters_turn_with_the_picture(looking: Visit, buttons: str, expected: str) -> None:
    """And the picture with them: the pixel that lay in a corner is found where it must be now."""
    for name in buttons.split():
        looking.by(name).click()
    assert letters(looking) == expected
    # Where the patient's left front corner (the file's right top one) is now, by the canvas's own matrix.
    x, y = looking.page.evaluate("""() => {
      const canvas = document.querySelector(".canvas"), room = document.querySelector("[data-testid=viewport]").getBoundingClientRect();
      const point = new DOMMatrix(getComputedStyle(canvas).transform).transformPoint(new DOMPoint(canvas.width, 0));
      return [point.x - room.width / 2, point.y - room.height / 2];
    }""")
    sides = dict(zip(("top", "right", "bottom", "left"), expected.split(), strict=True))
    corner = {sides["right" if x > 0 else "left"], sides["bottom" if y > 0 else "top"]}
    assert corner == {"L", "A"}


def test_the_scale_bar_is_true(looking: Visit) -> None:
    """So many millimeters are so many pixels, at every zoom."""
    for button in ("fit", "one-to-one", "zoom-in"):
        looking.by(button).click()
        millimeters = float(looking.by("scale-bar").inner_text().split(" mm")[0])
        line = looking.page.locator(".scale-line").bounding_box()
        assert line
        assert line["width"] == pytest.approx(millimeters / 0.9 * shape(looking)[0] / 256, abs=1.5)


@pytest.mark.parametrize(("row", "column"), [(128, 128), (40, 128), (5, 5), (200, 60)])
def test_the_value_under_the_pointer(looking: Visit, row: int, column: int) -> None:
    """In Hounsfield units, of the picture that is drawn, also while scrolling under a resting pointer; gone when the pointer is."""
    looking.go(22)
    looking.page.mouse.move(*looking.pixel_at(row, column))
    looking.said("pointer-value", f"{slice_values(22)[row, column]} HU".replace("-", "−"))
    looking.page.keyboard.press("ArrowDown")
    looking.said("pointer-value", f"{slice_values(23)[row, column]} HU".replace("-", "−"))
    looking.page.mouse.move(1, 1)
    looking.said("pointer-value", "")


# ---- names, automation


def test_one_key_hides_the_names(looking: Visit) -> None:
    """Everywhere: over the picture and in the list; and shows them again."""
    expect(looking.page.get_by_text("Sam Sample").first).to_be_visible()
    looking.page.keyboard.press("h")
    for hidden in ("Sam Sample", "1970", "Made by a computer", "Head (sample)"):
        expect(looking.page.get_by_text(hidden)).to_have_count(0)
    expect(looking.by("hide-names")).to_have_attribute("aria-pressed", "true")
    expect(looking.by("status-names")).to_have_text("Names hidden")
    expect(looking.page.locator("#announce")).to_have_text("Names are hidden.")
    looking.page.keyboard.press("h")
    looking.said("overlay-patient", "Sam Sample")
    expect(looking.by("status-names")).to_be_hidden()


def test_the_details_of_the_next_scan_are_seen_from_the_top(visit: Visit, few: Path) -> None:
    """However far down those of the last one were looked at."""
    visit.page.set_viewport_size({"width": 1280, "height": 500})
    visit.open(few)
    details = visit.page.locator("#details-scroll")
    expect(details).to_be_visible()
    assert details.evaluate("(all) => { all.scrollTop = 60; return all.scrollTop; }") == 60
    visit.close()
    visit.open(few)
    expect(details).to_be_visible()
    assert details.evaluate("(all) => all.scrollTop") == 0


def test_hidden_names_stay_hidden_for_the_next_scan(visit: Visit, tmp_path: Path) -> None:
    """It is seen on the welcome as well, and what the files are called is hidden with the names."""
    folder = scans.series(tmp_path / "DOE", np.zeros((1, 16, 16), np.int16), number=1, SeriesDescription="Knee of Jane, right")
    (folder / "doe_jane.txt").write_text("a letter", encoding="utf-8")
    visit.open(folder)
    visit.by("hide-names").click()
    visit.close()
    expect(visit.by("status-names")).to_have_attribute("aria-pressed", "true")
    visit.open(folder)
    expect(visit.by("hide-names")).to_have_attribute("aria-pressed", "true")
    visit.said("overlay-patient", "Name hidden")
    visit.said("overlay-series", "Knee of …, right")
    visit.by("skipped-count").click()
    expect(visit.by("skipped-list").locator("li")).to_have_text(["…_….txt"])
    visit.page.keyboard.press("Escape")
    for secret in ("jane", "doe"):
        assert secret not in visit.page.locator("#viewer").inner_text().lower()
    visit.by("status-names").click()
    visit.said("overlay-patient", "Jane Doe")


def test_more_beside_what_is_open_is_told(visit: Visit, few: Path, tmp_path: Path) -> None:
    """What came, aloud and on the screen; the new card is marked until it is looked at; and nothing new is told as well."""
    visit.open(scans.series(tmp_path / "DOE", np.zeros((2, 16, 16), np.int16), number=1))
    visit.hand_over(few)
    visit.said("note", "Added: 1 patient, 1 series")
    expect(visit.page.locator("#announce")).to_have_text("Added: 1 patient, 1 series")
    marks = visit.page.get_by_text("New", exact=True)
    expect(marks).to_have_count(1)
    visit.by("series").nth(1).click()
    expect(marks).to_have_count(0)
    visit.hand_over(few)
    visit.said("note", re.compile("^Nothing was added"))
    expect(visit.by("series")).to_have_count(2)
    visit.hand_over(scans.pick(tmp_path / "report", "test-SR.dcm"))
    visit.said("note", "Added: 1 document")


def test_what_was_left_out_lies_on_heaps(visit: Visit, few: Path, tmp_path: Path) -> None:
    """Documents have a heading of their own, apart from what is no scan."""
    folder = scans.pick(tmp_path / "CD", "test-SR.dcm")
    (folder / "README.TXT").write_text("Double click on VIEWER.EXE", encoding="utf-8")
    for file in few.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    visit.open(folder)
    visit.by("skipped-count").click()
    expect(visit.by("skipped-list").locator("h3")).to_have_text(["Documents on the disc, not pictures", "Other files"])
    expect(visit.by("skipped-list").locator("h3 + p")).to_have_count(1)  # nothing is called harmless but the last heap
    expect(visit.by("skipped-list").locator("h3:text-is('Other files') + p")).to_contain_text("no harm")


def test_a_tip_goes_when_its_button_was_pressed(visit: Visit, few: Path) -> None:
    """And does not come again over whatever is there then."""
    visit.open(few)
    visit.page.mouse.move(*middle(visit.by("close-study")))
    tip = visit.page.get_by_role("tooltip")
    expect(tip).to_contain_text("Close")
    visit.page.mouse.down()
    expect(tip).to_be_hidden()
    visit.page.mouse.move(*(at + 2 for at in middle(visit.by("close-study"))))
    visit.page.mouse.up()
    expect(visit.by("drop-target")).to_be_visible()
    visit.page.wait_for_timeout(700)
    expect(tip).to_be_hidden()


def test_technical_words_are_folded_away(looking: Visit) -> None:
    """How the file is stored is there for whoever opens it."""
    technical = looking.page.get_by_text("Stored as")
    expect(technical).to_be_hidden()
    looking.page.get_by_text("Technical details").click()
    expect(technical).to_be_visible()
    looking.page.get_by_text("Technical details").click()


def test_the_keys_are_told(looking: Visit) -> None:
    """The question mark opens the help, Escape closes it, and meanwhile no key reaches the picture."""
    looking.page.keyboard.press("?")
    dialog = looking.page.get_by_role("dialog", name="Keys and gestures")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_text("Ten pictures on")).to_be_visible()
    looking.page.keyboard.press("End")
    looking.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    looking.said("slice-number", "1 / 40")


def test_the_automation_object(looking: Visit) -> None:
    """As documented: reads and drives what is on screen."""
    page = looking.page
    assert page.evaluate("() => Object.keys(openmyscan).filter((name) => !['mpr'].includes(name)).sort()") == sorted(
        ["version", "ready", "input", "state", "loaded", "canvas", "values", "step", "wl", "check", "views", "layout", "activate"]
    )
    assert page.evaluate("() => [typeof openmyscan.ready, document.querySelector(openmyscan.input).webkitdirectory]") == ["number", True]
    assert page.evaluate("() => openmyscan.ready > 0 && openmyscan.ready < performance.now()")
    assert page.evaluate("() => openmyscan.version") == page.evaluate(
        "async () => document.getElementById('status').innerText.match(/[0-9.]+$/)?.[0]"
    )
    assert page.evaluate("() => openmyscan.canvas() === document.querySelector('.canvas')")
    page.evaluate("() => openmyscan.step(5)")
    page.evaluate("() => openmyscan.wl(100, 300)")
    looking.painted()
    state = looking.state()
    assert (state["index"], state["count"], state["center"], state["width"]) == (5, 40, 100, 300)
    assert state["patients"][0]["studies"][0]["series"][0]["stacks"][0]["frames"] == 40
    looking.ask("openmyscan.loaded()")
    values = looking.values()
    assert values.shape == (256, 256)
    assert np.array_equal(values, slice_values(5))
    assert looking.ask("openmyscan.check()") == sum(int(slice_values(index).sum(dtype=np.int64)) for index in range(40))


# ---- an oblique series


def test_oblique_letters(person: BrowserContext, served: Site, tmp_path: Path) -> None:
    """Two letters where the plane lies between two: the first says the main direction."""
    page = person.new_page()
    frames = np.zeros((3, 40, 50), np.int16)
    visit = Visit(page, served.url).arrive().open(scans.series(tmp_path / "OBLIQUE", frames, number=7, direction=scans.OBLIQUE))
    assert letters(visit) == "H LP F RA"
    visit.by("rotate-right").click()
    assert letters(visit) == "RA H LP F"
    page.close()
