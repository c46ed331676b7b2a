"""What other files draw over pictures, in the browser: found, switched on, switched off, seen at every pose, told in plain words."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pydicom
import pytest
from playwright.sync_api import expect

from tests.browser.test_shots import shoot
from tests.browser.visit import PATIENCE, SHOTS, Visit
from tests.core.laid import contours, dose, pictures, segmentation

pytestmark = pytest.mark.browser

MARKS = """() => {
  const canvas = document.querySelector(".marks");
  if (canvas.hidden) return [];
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const found = [];
  for (let at = 3; at < data.length; at += 4) if (data[at]) found.push((at - 3) / 4);
  return found;
}"""
"""The numbers of the pixels of the picture on which something is marked."""

BOX = "() => [...document.querySelectorAll('.drawing path')].map((path) => { const b = path.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; })"


def ring(height: float) -> np.ndarray:
    """A square of 20 mm in a plane across the body, from (10, 20) on."""
    return np.array([[10.0, 20, height], [30, 20, height], [30, 40, height], [10, 40, height]])


@pytest.fixture
def disc(tmp_path: Path) -> Path:
    """Six black slices of 64 × 64, a segmentation of two organs, a structure set, a dose."""
    folder = tmp_path / "DISC"
    folder.mkdir()
    liver, spleen = np.zeros((64, 64), np.uint8), np.zeros((64, 64), np.uint8)
    liver[10:30, 10:30], spleen[20:50, 40:60] = 1, 1
    stored = np.zeros((6, 9, 9), np.uint16)
    stored[:] = np.arange(9)[None, None, :] * 100
    stored[3, 4, 8] = 1000
    files = [
        *pictures(6, rows=64, columns=64),
        segmentation([(1, (0, 0, 2), liver), (1, (0, 0, 4), liver), (2, (0, 0, 4), spleen)]),
        contours(
            ("Heart", [("CLOSED_PLANAR", ring(height), "") for height in (4, 6)]), ("Seed", [("POINT", np.array([[50.0, 10, 4]]), "")])
        ),
        dose(stored, origin=(0, 0, 0), spacing=(7.0, 7.0), offsets=[0.0, 2, 4, 6, 8, 10], scaling=0.06),
    ]
    for file in files:
        (folder / file.path).write_bytes(file.data)
    return folder


def shown(visit: Visit) -> Visit:
    """Choose the CT among what was opened."""
    stack = next(stack["id"] for stack in visit.stacks() if stack["modality"] == "CT")
    visit.page.evaluate("(stack) => oms.exports.select(stack)", stack)
    visit.until("(stack) => { const s = openmyscan.state(); return s.stack === stack && s.pictures?.done >= s.count; }", stack)
    return visit.painted()


def layer(visit: Visit, kind: str) -> dict[str, object]:
    return next(one for one in visit.state()["layers"] if one["kind"] == kind)


def switch(visit: Visit, kind: str) -> None:
    """Switch one layer on or off."""
    number = [one["kind"] for one in visit.state()["layers"]].index(kind)
    visit.by("layer-switch").nth(number).click()


def test_the_note_that_there_are_marks_is_one_line_and_shows_them_at_once(person_at: Callable[..., Visit], disc: Path) -> None:
    """On a phone, where the details are closed, and stay so."""
    visit = person_at(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).open(disc)
    shown(visit)
    expect(visit.by("note")).to_contain_text("This series has marked areas.")
    box = visit.by("note").bounding_box()
    assert box
    assert box["height"] < 56  # a finger's height, one line
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert not any(one["on"] for one in visit.state()["layers"])
    visit.page.screenshot(path=SHOTS / "note-of-marks.png")
    visit.by("note-lead").tap()
    visit.until("() => openmyscan.state().layers.every((one) => one.on)")
    expect(visit.by("note")).to_be_hidden()
    expect(visit.by("layers")).not_to_be_in_viewport()


def test_the_note_can_be_closed_and_comes_once_a_disc(person_at: Callable[..., Visit], disc: Path) -> None:
    visit = shown(person_at(viewport={"width": 1280, "height": 800}).open(disc))
    expect(visit.by("note")).to_contain_text("This series has marked areas.")
    visit.by("note-close").click()
    expect(visit.by("note")).to_be_hidden()
    assert not any(one["on"] for one in visit.state()["layers"])
    for stack in visit.stacks():
        visit.page.evaluate("(stack) => oms.exports.select(stack)", stack["id"])
        visit.page.wait_for_timeout(300)
        expect(visit.by("note")).to_be_hidden()


def test_show_all_shows_all_whatever_was_on_before(person_at: Callable[..., Visit], disc: Path) -> None:
    """One of three is on, then hidden by its key: the button that says Show all means all; the key shows what was on."""
    visit = shown(person_at(viewport={"width": 1280, "height": 800}).open(disc))
    visit.until("() => openmyscan.state().layers.length === 3")
    switch(visit, "segmentation")
    visit.page.keyboard.press("c")
    expect(visit.by("layers-toggle")).to_have_text("Show all")
    visit.page.keyboard.press("c")
    visit.until("() => openmyscan.state().layers.filter((one) => one.on).length === 1")
    visit.page.keyboard.press("c")
    visit.by("layers-toggle").click()
    visit.until("() => openmyscan.state().layers.every((one) => one.on)")
    expect(visit.by("layers-toggle")).to_have_text("Hide all")


def test_outlines_stand_under_their_series_and_are_shown_by_a_click(person_at: Callable[..., Visit], disc: Path) -> None:
    visit = person_at(viewport={"width": 1280, "height": 800}).open(disc)
    under = visit.by("series-outlines")
    expect(under).to_have_count(1)
    expect(under).to_contain_text("Outlines")
    ct = next(stack["id"] for stack in visit.stacks() if stack["modality"] == "CT")
    assert under.evaluate("(one) => one.parentElement.previousElementSibling.firstElementChild.dataset.stack") == ct
    under.click()
    visit.until("() => openmyscan.state().layers.some((one) => one.kind === 'contours' && one.on)")
    assert visit.state()["stack"] == ct


def test_marked_areas_stand_under_the_series_that_they_lie_over(person_at: Callable[..., Visit], disc: Path) -> None:
    """Each of them is still there to be chosen, and the keys go on to them from the pictures."""
    visit = person_at(viewport={"width": 1280, "height": 800}).open(disc)
    stacks = {stack["modality"]: stack["id"] for stack in visit.stacks()}
    part = visit.page.locator(f'[data-testid=series][data-stack="{stacks["SEG"]}"]')
    expect(visit.page.locator("[data-under=true]").filter(has_text="Marked areas")).to_have_count(1, timeout=PATIENCE)
    expect(visit.page.locator("[data-under=true]").filter(has=part)).to_have_count(1)
    visit.choose(stacks["CT"])
    visit.by("viewport").focus()
    visit.page.keyboard.press("]")
    visit.until("(stacks) => stacks.includes(openmyscan.state().stack)", [stacks[kind] for kind in ("SEG", "RTDOSE") if kind in stacks])


def test_marks_are_switched_on_and_lie_on_their_pictures_only(person_at: Callable[..., Visit], disc: Path) -> None:
    """At first the pictures are bare; then each shows what lies on it, also after scrolling fast; segments can be left out."""
    visit = shown(person_at(viewport={"width": 1280, "height": 800}).open(disc))
    visit.until("() => openmyscan.state().layers.length === 3")
    assert not any(one["on"] for one in visit.state()["layers"])
    assert visit.page.evaluate(MARKS) == []
    expect(visit.by("layers")).to_contain_text("Marked by a program, from another file on the disc: DISC/marks.dcm")
    heights = {}
    for index in range(6):
        heights[visit.go(index).state()["position"]] = index
    at = {height: heights[height] for height in heights}
    switch(visit, "segmentation")
    low, both = at[min(at, key=lambda one: abs(one - 2))], at[min(at, key=lambda one: abs(one - 4))]
    visit.go(both)
    visit.until(f"() => ({MARKS})().length > 600")
    row, column = np.divmod(np.array(visit.page.evaluate(MARKS)), 64)
    assert (row[column >= 40].min(), row[column >= 40].max(), column.max()) == (20, 49, 59)
    visit.go(low)
    visit.until(f"() => ({MARKS})().length === 400")
    row, column = np.divmod(np.array(visit.page.evaluate(MARKS)), 64)
    assert (row.min(), row.max(), column.min(), column.max()) == (10, 29, 10, 29)
    visit.page.evaluate("() => { for (const by of [1, 1, 1, -1, -1, -1, 1, 1]) openmyscan.step(by); }")
    visit.go(both)
    visit.until(f"() => ({MARKS})().length > 600")
    visit.page.get_by_label("Show Spleen").click()
    visit.until(f"() => {{ const marks = ({MARKS})(); return marks.length && marks.every((at) => at % 64 < 40); }}")
    visit.go(5 if both < 3 else 0)
    visit.until(f"() => ({MARKS})().length === 0")


def test_a_click_goes_to_the_picture_where_a_segment_is_largest(person_at: Callable[..., Visit], disc: Path) -> None:
    """By mouse and by keyboard."""
    visit = shown(person_at(viewport={"width": 1280, "height": 800}).open(disc))
    spleen = visit.by("segment").filter(has_text="Spleen")
    expect(spleen).to_be_visible(timeout=PATIENCE)
    visit.go(0)
    spleen.focus()
    visit.page.keyboard.press("Enter")
    visit.until("() => Math.abs(openmyscan.state().position) === 4 && openmyscan.state().drawn === openmyscan.state().index")
    switch(visit, "segmentation")
    visit.until(f"() => ({MARKS})().length > 600")
    assert layer(visit, "segmentation")["on"]


def test_outlines_stay_sharp_and_go_with_the_picture(person_at: Callable[..., Visit], disc: Path) -> None:
    """From 10 to 30 mm and from 20 to 40: at every zoom and turned by a quarter the square lies where its pixels lie."""
    visit = shown(person_at(viewport={"width": 1280, "height": 800}).open(disc))
    visit.until("() => openmyscan.state().layers.length === 3")
    switch(visit, "contours")
    visit.by("segment").filter(has_text="Heart").click()
    visit.until("() => document.querySelectorAll('.drawing path').length > 0")
    for command in ("zoom-in", "rotate-right", "flip-horizontal", "fit"):
        visit.by(command).click()
        visit.page.wait_for_timeout(50)
        canvas = visit.page.evaluate(
            "() => { const b = document.querySelector('.canvas').getBoundingClientRect(); return [b.left, b.top, b.width]; }"
        )
        left, top, right, bottom = visit.page.evaluate(BOX)[0]
        pixel = canvas[2] / 64
        places = [(left - canvas[0]) / pixel, (top - canvas[1]) / pixel]
        size = [(right - left) / pixel, (bottom - top) / pixel]
        assert np.allclose(size, [20, 20], atol=0.4), size
        corners = {"zoom-in": (10.5, 20.5), "rotate-right": (64 - 40.5, 10.5)}
        if command in corners:
            assert np.allclose(places, corners[command], atol=0.3), (command, places)


def test_a_dose_is_a_wash_with_a_scale_and_a_value_under_the_pointer(person_at: Callable[..., Visit], disc: Path) -> None:
    """Gray, and percent of the highest; the threshold takes the low part away."""
    visit = shown(person_at(viewport={"width": 1280, "height": 800}).open(disc))
    visit.until("() => openmyscan.state().layers.length === 3")
    switch(visit, "dose")
    expect(visit.by("layers")).to_contain_text("60 Gy (100%)")
    visit.by("segment").filter(has_text="Go to the highest dose").click()
    visit.until(f"() => ({MARKS})().length > 2000")
    before = len(visit.page.evaluate(MARKS))
    visit.page.mouse.move(*visit.pixel_at(28, 14))
    visit.said("pointer-beneath", re.compile(r"^Dose 12\.00 Gy \(20% of the highest\)$"))
    visit.by("dose-threshold").fill("50")
    visit.until(f"() => {{ const marks = ({MARKS})(); return marks.length > 0 && marks.length < {before}; }}")
    expect(visit.by("layers")).to_contain_text("Shown above 30 Gy (50%)")


def test_all_is_hidden_by_a_key_and_with_the_drawings_of_the_file(person_at: Callable[..., Visit], disc: Path) -> None:
    """C for what other files draw, G for all drawings; what was on comes back."""
    visit = shown(person_at(viewport={"width": 1280, "height": 800}).open(disc))
    visit.until("() => openmyscan.state().layers.length === 3")
    switch(visit, "dose")
    visit.until(f"() => ({MARKS})().length > 0")
    for key in "cg":
        visit.by("viewport").focus()
        visit.page.keyboard.press(key)
        visit.until(f"() => ({MARKS})().length === 0 && !openmyscan.state().layers.some((one) => one.on)")
        visit.page.keyboard.press(key)
        visit.until(f"() => ({MARKS})().length > 0")
    visit.by("layers-opacity").fill("30")
    assert visit.by("marks").evaluate("(canvas) => canvas.style.opacity") == "0.3"


def test_from_its_own_page_and_series_one_comes_to_the_pictures(person_at: Callable[..., Visit], disc: Path) -> None:
    """Contours are a document; a segmentation is listed as a series."""
    visit = person_at(viewport={"width": 1280, "height": 800}).open(disc)
    visit.page.locator("#documents-list [data-testid=document]").click()
    visit.by("document-show-over").click()
    expect(visit.by("document-dialog")).to_be_hidden()
    visit.until("() => openmyscan.state().layers.some((one) => one.kind === 'contours' && one.on)")
    visit.until("() => document.querySelectorAll('.drawing path').length > 0")
    visit.choose(next(stack["id"] for stack in visit.stacks() if stack["modality"] == "SEG"))
    visit.until("() => document.querySelectorAll('.drawing path').length === 0")
    visit.by("show-over").click()
    visit.until("() => openmyscan.state().layers.some((one) => one.kind === 'segmentation' && one.on)")
    visit.until(f"() => ({MARKS})().length > 0")


def test_outlines_without_pictures_to_lie_on_tell_so_before_anybody_clicks(person_at: Callable[..., Visit], tmp_path: Path) -> None:
    """Pictures of another place in the body, or of another frame of reference: the reason stands where the way to them would be."""
    for name, files, reason in (
        ("beside", pictures(2, origin=(0, 0, 90)), "It lies on none of the open pictures."),
        ("strange", pictures(2, frame="1.2.3.98"), "The pictures that this lies over are not among the open files."),
    ):
        folder = tmp_path / name
        folder.mkdir()
        for file in (*files, contours(("Heart", [("CLOSED_PLANAR", ring(4), "")]))):
            (folder / file.path).write_bytes(file.data)
        visit = person_at(viewport={"width": 1280, "height": 800}).open(folder)
        visit.page.locator("#documents-list [data-testid=document]").click()
        visit.said("document-not-over", reason)
        expect(visit.by("document-show-over")).to_have_count(0)
        visit.page.screenshot(path=SHOTS / f"outlines-{name}.png")


def test_the_way_from_a_document_shows_its_outlines_also_where_all_drawings_were_hidden(
    person_at: Callable[..., Visit], disc: Path
) -> None:
    visit = shown(person_at(viewport={"width": 1280, "height": 800}).open(disc))
    visit.until("() => openmyscan.state().layers.length === 3")
    visit.by("viewport").focus()
    for key in ("c", "c", "g"):
        visit.page.keyboard.press(key)
    expect(visit.by("overlays")).to_have_attribute("aria-pressed", "false")
    visit.page.locator("#documents-list [data-testid=document]").click()
    visit.by("document-show-over").click()
    visit.until("() => document.querySelectorAll('.drawing path').length > 0")
    expect(visit.by("overlays")).to_have_attribute("aria-pressed", "true")


def test_names_of_many_files_are_listed_as_far_as_there_is_room_and_the_rest_when_asked_for(
    person_at: Callable[..., Visit], tmp_path: Path
) -> None:
    """Three structure sets of 280 structures: 600 names at once; the third is drawn all the same, and listed by a click or a key."""
    points = [("POINT", np.array([[20.0, 20, height]]), "") for height in (0, 2)]
    for file in pictures(2, rows=64, columns=64):
        (tmp_path / file.path).write_bytes(file.data)
    for number in range(3):
        ds = pydicom.dcmread(io.BytesIO(contours(*[(f"Set {number} part {part}", points) for part in range(280)]).data))
        ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = f"1.2.3.481.3.{number}"
        ds.StructureSetLabel = f"Plan {number}"
        ds.save_as(tmp_path / f"plan{number}.dcm")
    visit = shown(person_at(viewport={"width": 1280, "height": 800}).open(tmp_path))
    visit.until("() => openmyscan.state().layers.length === 3")
    last = str(visit.state()["layers"][2]["title"])[-1]
    expect(visit.by("segment")).to_have_count(560)
    expect(visit.by("layers")).to_contain_text("280 names are not listed: with those of the other files there would be too many at once.")
    visit.by("list-names").scroll_into_view_if_needed()
    visit.page.screenshot(path=SHOTS / "names-not-listed.png")
    visit.by("layer-switch").nth(2).click()
    visit.until("() => document.querySelectorAll('.drawing path').length === 280")
    visit.by("list-names").focus()
    visit.page.keyboard.press("Enter")
    expect(visit.by("segment")).to_have_count(840)
    expect(visit.page.get_by_label(f"Show Set {last} part 0", exact=True)).to_be_focused()
    visit.page.keyboard.press("Space")
    visit.until("() => document.querySelectorAll('.drawing path').length === 279")


def test_a_scan_without_layers_is_not_asked_for_any(person_at: Callable[..., Visit], few: Path) -> None:
    """No message, no group in the details, no canvas over the picture."""
    visit = person_at(viewport={"width": 1280, "height": 800})
    visit.page.evaluate(
        "() => { window.sent = []; const send = oms.send; oms.send = (name, json) => { window.sent.push(name); send(name, json); }; }"
    )
    visit.open(few)
    visit.go(3).go(5)
    sent = visit.page.evaluate("() => window.sent")
    assert "draw" in sent
    assert not {"layers", "marks", "beneath"} & set(sent)
    expect(visit.by("layers")).to_be_hidden()
    expect(visit.by("drawing")).to_be_hidden()


@pytest.mark.corpus
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_pictures_of_real_layers(person_at: Callable[..., Visit], corpus: Path, tmp_path: Path, size: str) -> None:
    """For looking at: two segmentations of a liver CT, the outlined tumor of STS-001."""
    options = {"viewport": {"width": 1280, "height": 800}}
    if size == "phone":
        options = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
    segmented, outlined = tmp_path / "SEG", tmp_path / "RT"
    source = corpus / "dcmqi/data/segmentations"
    shutil.copytree(source / "ct-3slice", segmented)
    for name in ("liver.dcm", "partial_overlaps.dcm"):
        shutil.copy(source / name, segmented / name)
    shutil.copytree(corpus / "petct-rtstruct-sts001/ibsi_validation/dicom/STS_001/CT", outlined)
    for folder in (segmented, outlined):
        visit = shown(person_at(**options).open(folder))
        visit.until("() => openmyscan.state().layers.length > 0")
        shoot(visit.page, f"layers-{size}-{folder.name}-1-off")
        if size == "phone":
            visit.page.keyboard.press("d")
        for number in range(len(visit.state()["layers"])):
            visit.by("layer-switch").nth(number).click()
        visit.by("segment").first.click()
        visit.until("() => document.querySelectorAll('.drawing path').length > 0 || !document.querySelector('.marks').hidden")
        visit.painted()
        shoot(visit.page, f"layers-{size}-{folder.name}-2-on")
        if size == "phone":
            visit.page.keyboard.press("d")
            shoot(visit.page, f"layers-{size}-{folder.name}-3-picture")


def test_nothing_of_a_closed_scan_lies_over_the_next_one(person_at: Callable[..., Visit], disc: Path) -> None:
    """All that was drawn is gone from the screen and from the canvas, before another scan is opened and after."""
    visit = shown(person_at(viewport={"width": 1280, "height": 800}).open(disc))
    visit.until("() => openmyscan.state().layers.length === 3")
    visit.page.keyboard.press("c")
    visit.until(f"() => ({MARKS})().length > 0")
    visit.close()
    assert visit.page.evaluate(MARKS) == []
    left = "() => [document.querySelector('.marks').width, document.querySelectorAll('.drawing path, .drawing text').length]"
    assert visit.page.evaluate(left) == [1, 0]
    visit.by("try-sample").click()
    visit.seen()
    assert visit.page.evaluate(MARKS) == []
    assert visit.page.evaluate(BOX) == []


def test_keys_go_to_the_picture_after_a_switch_was_pressed_and_the_legend_says_what_is_drawn(
    person_at: Callable[..., Visit], disc: Path
) -> None:
    visit = shown(person_at(viewport={"width": 1280, "height": 800}).open(disc))
    visit.until("() => openmyscan.state().layers.length === 3")
    switch(visit, "segmentation")
    before = visit.state()["index"]
    visit.page.keyboard.press("ArrowDown" if before < 5 else "ArrowUp")
    visit.until("(before) => openmyscan.state().index !== before", before)
    number = [one["kind"] for one in visit.state()["layers"]].index("segmentation")
    box = visit.by("layer-switch").nth(number)
    expect(box).to_be_checked()
    visit.page.keyboard.press("g")  # all that is drawn over pictures
    expect(box).not_to_be_checked()
    box.click()  # who switches one on wants to see it
    expect(box).to_be_checked()
    visit.until("() => openmyscan.state().layers.some((layer) => layer.on)")
