"""Marks of other files and a saved view on one picture: whichever way the view lays the picture, the marks lie over the same anatomy.

Held against the pixels of the screen. The anatomy is a white L, marked by three files: an area, an outline, a dose of which half is the
threshold. What a mark changes on the screen must be the L, to within the smoothing of an edge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser import scans
from tests.browser.visit import PATIENCE, SHOTS, Visit
from tests.core.documents.written import made, of
from tests.core.laid import FRAME, contours, dose, segmentation
from tests.core.made import file_bytes
from tests.core.overlay.presentation.views import area, item, view

pytestmark = pytest.mark.browser

ROWS, COLUMNS, SPACING = 40, 56, (1.5, 1.0)
SHAPE = np.zeros((ROWS, COLUMNS), np.uint8)
SHAPE[8:30, 12:20] = 1
SHAPE[24:30, 20:44] = 1
CORNERS = [(12, 8), (20, 8), (20, 24), (44, 24), (44, 30), (12, 30)]  # column and row of the edges of the L
MARKED = 2
"""The picture with the L, from 0; the others are black."""
SMOOTHING = 3
"""Pixels of the screen that the smoothing and the width of a line make of an edge."""

WAYS: dict[str, dict[str, object]] = {
    f"{rotation}{flip}": {"ImageRotation": rotation, "ImageHorizontalFlip": flip} for rotation in (0, 90, 180, 270) for flip in "NY"
}
PARTS: dict[str, dict[str, object]] = {
    # which part of the picture is seen, and how large; the corners are as they lie on the screen
    "part": {"DisplayedAreaSelectionSequence": [area(9, 5, 48, 34)]},
    "turned part": {"DisplayedAreaSelectionSequence": [area(9, 34, 48, 5)], "ImageRotation": 90, "ImageHorizontalFlip": "Y"},
    "magnified": {"DisplayedAreaSelectionSequence": [area(9, 5, 48, 34, "MAGNIFY", PresentationPixelMagnificationRatio=3.0)]},
    "true size": {"DisplayedAreaSelectionSequence": [area(1, 1, 56, 40, "TRUE SIZE", PresentationPixelSpacing=[1.5, 1.0])]},
    "stretched": {"DisplayedAreaSelectionSequence": [area(1, 1, 56, 40)], "ImageRotation": 270},
}
PARTS["stretched"]["DisplayedAreaSelectionSequence"][0].PresentationPixelAspectRatio = ["3", "1"]  # type: ignore[index]


def disc(folder: Path, views: dict[str, dict[str, object]]) -> Path:
    """Five pictures of which the third holds the L, its marks in three files, and saved views of it."""
    volume = np.zeros((5, ROWS, COLUMNS), np.int16)
    volume[MARKED] = SHAPE * np.int16(1000)
    keywords = {"FrameOfReferenceUID": FRAME, "PixelSpacing": list(SPACING), "WindowCenter": 500, "WindowWidth": 1000}
    scans.series(folder, volume, number=2, **keywords)
    # the edge of a pixel lies half a pixel before its center, which is what patient coordinates tell
    outline = np.array([[(x - 0.5) * SPACING[1], (y - 0.5) * SPACING[0], 2.0 * MARKED] for x, y in CORNERS])
    stored = np.zeros((5, ROWS, COLUMNS), np.uint16)
    stored[MARKED] = SHAPE * np.uint16(1000)
    files = [
        segmentation([(1, (0, 0, 2.0 * MARKED), SHAPE)], spacing=SPACING),
        contours(("L", [("CLOSED_PLANAR", outline, "")])),
        dose(stored, origin=(0, 0, 0), spacing=SPACING, offsets=[0.0, 2, 4, 6, 8], scaling=0.06),
    ]
    for file in files:
        (folder / file.path).write_bytes(file.data)
    series = made(SeriesInstanceUID=f"{scans.ROOT}.2", ReferencedImageSequence=[of(f"{scans.ROOT}.2.{MARKED + 1}")])
    ring = item(
        GraphicAnnotationUnits="PIXEL", GraphicDimensions=2, NumberOfGraphicPoints=2, GraphicData=[30.0, 15.0, 36.0, 15.0], GraphicType="CIRCLE",
        GraphicFilled="N",
    )  # fmt: skip
    drawn = {
        "GraphicAnnotationSequence": [made(GraphicLayer="NOTES", GraphicObjectSequence=[ring])],
        "GraphicLayerSequence": [item(GraphicLayer="NOTES", GraphicLayerOrder=1)],
    }
    for number, (title, more) in enumerate({**views, "with a ring": drawn}.items()):
        ds = view(
            COLUMNS, ROWS, ReferencedSeriesSequence=[series], SOPInstanceUID=f"1.2.3.77.{number}", ContentDescription=title,
            PresentationCreationTime=f"1015{number:02}", SoftcopyVOILUTSequence=[item(WindowCenter="500", WindowWidth="900")], **more,
        )  # fmt: skip
        (folder / f"PR{number}").write_bytes(file_bytes(ds))
    return folder


def opened(visit: Visit, folder: Path) -> Visit:
    """Open the disc with its pictures on the screen, layers and views known, and nothing written over the picture."""
    visit.open(folder)
    stack = next(stack["id"] for stack in visit.stacks() if stack["modality"] == "CT")
    visit.page.evaluate("(stack) => oms.exports.select(stack)", stack)
    visit.until("(stack) => openmyscan.state().stack === stack && openmyscan.state().layers.length === 3", stack)
    expect(visit.by("saved-view").first).to_be_visible(timeout=PATIENCE)
    visit.page.evaluate(
        "() => document.querySelectorAll('.corner, .edge, .scale-bar, #note').forEach((part) => { part.style.visibility = 'hidden'; })"
    )
    return visit.go(MARKED)


@pytest.fixture
def ways(person_at: Callable[..., Visit], tmp_path: Path) -> Visit:
    return opened(person_at(viewport={"width": 1280, "height": 800}), disc(tmp_path / "DISC", WAYS))


@pytest.fixture
def parts(person_at: Callable[..., Visit], tmp_path: Path) -> Visit:
    return opened(person_at(viewport={"width": 1280, "height": 800}), disc(tmp_path / "DISC", PARTS))


def screen(visit: Visit) -> np.ndarray:
    """What is seen in the room of the picture, as (rows, columns, 3) numbers, once all of it has come to rest."""
    visit.painted()
    visit.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)))")
    box = visit.by("viewport").bounding_box()
    assert box
    inside = {
        "x": box["x"] + 4,
        "y": box["y"] + 4,
        "width": box["width"] - 8,
        "height": box["height"] - 8,
    }  # without the frame of the focus
    return imagecodecs.png_decode(visit.page.screenshot(clip=inside))[..., :3].astype(int)  # type: ignore[no-any-return, typeddict-item]


def switch(visit: Visit, kind: str) -> None:
    number = [one["kind"] for one in visit.state()["layers"]].index(kind)
    before = visit.state()["layers"][number]["on"]
    visit.by("layer-switch").nth(number).click()
    visit.until("([number, before]) => openmyscan.state().layers[number].on !== before", [number, before])


def put_on(visit: Visit, number: int) -> None:
    visit.by("saved-view").nth(number).click()
    expect(visit.by("saved-view").nth(number)).to_have_attribute("aria-checked", "true")
    visit.said("overlay-saved", "Changed by saved view")


def edges(mask: np.ndarray, reach: tuple[int, int]) -> np.ndarray:
    """Where a mask changes within so many pixels down and across."""
    most = least = mask
    for axis in (0, 1):
        for _ in range(reach[axis]):
            most = most | np.roll(most, 1, axis) | np.roll(most, -1, axis)
            least = least & np.roll(least, 1, axis) & np.roll(least, -1, axis)
    return most & ~least


def pixel(visit: Visit) -> tuple[float, float]:
    """How large a pixel of the picture is on the screen, down and across."""
    box = visit.by("canvas").bounding_box()
    assert box
    down, across = (COLUMNS, ROWS) if visit.state()["turns"] % 2 else (ROWS, COLUMNS)
    return box["height"] / down, box["width"] / across


def marked(visit: Visit) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Of each kind of layer: where the screen is white without it, and where it changes the screen."""
    bare = screen(visit)
    for kind in ("segmentation", "contours", "dose"):
        switch(visit, kind)
        if kind == "dose":
            visit.by("dose-threshold").fill("50")
        drawn = "() => !document.querySelector('.marks').hidden || document.querySelectorAll('.drawing path').length > 0"
        visit.until(drawn)
        changed = np.abs(screen(visit) - bare).max(axis=2) > 8
        switch(visit, kind)
        visit.until(f"() => !({drawn})()")
        yield kind, bare.min(axis=2) > 128, changed


def lies_over_it(visit: Visit, name: str, *, least: int = 2000) -> None:
    """Hold what all kinds of marks change on the screen against where the L is on it.

    Both are drawn smoothly: an edge is a ramp from the center of one pixel to that of the next. The L is told at half of it, a mark from
    its foot on, so that they may be half a pixel of the picture apart and no more: marks that lie a whole pixel away are found out.
    """
    sharp, size = "(canvas) => canvas.dataset.sharp", pixel(visit)
    assert visit.by("marks").evaluate(sharp) == visit.by("canvas").evaluate(sharp)
    for kind, white, changed in marked(visit):
        assert white.sum() > least, (name, kind)
        edge = edges(white, (SMOOTHING + round(size[0] / 2), SMOOTHING + round(size[1] / 2)))
        apart = (white != changed) & ~edge
        assert not apart.any(), (name, kind, int(apart.sum()), int(white.sum()))
        for axis, offset in ((axis, sign * round(size[axis])) for axis in (0, 1) for sign in (-1, 1)):
            if abs(offset) > 2 * SMOOTHING + 2:
                assert ((white != np.roll(changed, offset, axis)) & ~edge).any(), (name, kind, axis, offset)


def test_marks_lie_over_the_same_anatomy_whichever_way_a_saved_view_turns_it(ways: Visit) -> None:
    """By all quarters and mirrored; then turned, mirrored, enlarged and moved by hand on top of it, and with the view taken off."""
    for number, name in enumerate(WAYS):
        put_on(ways, number)
        # clockwise and then mirrored (PS3.3 C.10.6) is mirrored and then the other way round
        rotation, mirrored = divmod(number, 2)
        pose = [(4 - rotation) % 4 if mirrored else rotation, bool(mirrored)]
        ways.until("([turns, mirrored]) => { const s = openmyscan.state(); return s.turns === turns && s.mirrored === mirrored; }", pose)
        lies_over_it(ways, name)
    for command in ("rotate-right", "zoom-in", "flip-vertical", "one-to-one"):
        ways.by(command).click()
        lies_over_it(ways, f"then {command}", least=300)
    ways.by("viewport").focus()
    ways.page.keyboard.press("v")
    expect(ways.by("overlay-saved")).to_have_text("")
    lies_over_it(ways, "view off")


def test_marks_lie_over_the_same_anatomy_whichever_part_a_saved_view_shows(parts: Visit) -> None:
    """A part, magnified, in true size, with pixels of another shape than the file tells."""
    lies = "document.querySelector('.canvas').style.transform"
    for number, name in enumerate(PARTS):
        before = parts.page.evaluate(f"() => {lies}")
        put_on(parts, number)
        parts.until(f"(before) => {lies} !== before", before)
        lies_over_it(parts, name, least=300)
        if name in ("turned part", "stretched"):
            for kind in ("segmentation", "contours"):
                switch(parts, kind)
            parts.page.screenshot(path=SHOTS / f"saved-view-with-layers-{name.replace(' ', '-')}.png")
            for kind in ("segmentation", "contours"):
                switch(parts, kind)


def test_the_part_that_a_saved_view_shows_follows_the_room_until_it_is_moved_by_hand(parts: Visit) -> None:
    """Forty columns and thirty rows of square pixels, as large as the room allows: a phone that is turned, details that open and close."""
    put_on(parts, list(PARTS).index("part"))
    room = "(() => { const box = document.querySelector('.viewport').getBoundingClientRect(); return Math.min(box.width / 40, box.height / 30); })()"
    fits = f"() => Math.abs(openmyscan.state().zoom - {room}) < 0.02"
    parts.until(fits)
    for size in ({"width": 1000, "height": 640}, {"width": 390, "height": 844}):
        before = parts.state()["zoom"]
        parts.page.set_viewport_size(size)
        parts.until(fits)
        assert abs(parts.state()["zoom"] - before) > 1
    parts.by("viewport").focus()
    parts.page.keyboard.press("-")
    mine = parts.state()["zoom"]
    parts.page.set_viewport_size({"width": 1000, "height": 640})
    parts.page.wait_for_timeout(200)
    assert parts.state()["zoom"] == mine


def test_what_is_drawn_by_the_view_and_by_other_files_is_switched_apart_and_together(ways: Visit) -> None:
    """C for what other files draw, G for all; who puts a view on or goes back to the first look sees again what is switched on, and the legend says so."""
    lines, marks = ways.page.locator(".drawing path"), ways.by("marks")
    number = [one["kind"] for one in ways.state()["layers"]].index("segmentation")
    box, all_of_it = ways.by("layer-switch").nth(number), ways.by("overlays")
    switch(ways, "segmentation")
    switch(ways, "contours")
    put_on(ways, len(WAYS))  # the view with a ring of its own
    expect(lines).to_have_count(2)
    expect(marks).to_be_visible()
    keys = ways.by("viewport")
    for key, left in (("c", 1), ("c", 2), ("g", 0), ("g", 2)):
        keys.focus()
        ways.page.keyboard.press(key)
        expect(lines.locator("visible=true")).to_have_count(left)
        expect(marks).to_be_visible(visible=left == 2)
        expect(box).to_be_checked(checked=left == 2)
    ways.go(MARKED + 1)
    expect(lines).to_have_count(0)
    expect(marks).to_be_hidden()
    ways.go(MARKED)
    expect(lines).to_have_count(2)
    for again in ("v", "0"):
        keys.focus()
        ways.page.keyboard.press("v" if ways.state()["saved"] else "Escape")
        expect(ways.by("overlay-saved")).to_have_text("")
        ways.page.keyboard.press("g")
        expect(box).not_to_be_checked()
        ways.page.keyboard.press(again)
        expect(all_of_it).to_have_attribute("aria-pressed", "true")
        expect(marks).to_be_visible()
        expect(box).to_be_checked()
