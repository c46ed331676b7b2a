"""Saved views in the browser: a switch that puts the look of a presentation state on the pictures, and takes it off again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser import scans
from tests.browser.visit import PATIENCE, SHOTS, Native, Visit
from tests.core.documents.written import made, of
from tests.core.made import file_bytes
from tests.core.overlay.presentation.views import area, item, saved, view
from viewer.image.voi import Window
from viewer.render.picture import picture
from viewer.volume.frames import Frames

pytestmark = pytest.mark.browser


def folder_with_views(root: Path) -> tuple[Path, object]:
    """Ten slices of the head, and a saved view of the fourth: a narrow window, an arrow with words, a circle, a shutter, turned by 90°."""
    folder = scans.phantom(root / "disc", range(14, 24))
    native = Native(folder)
    frame = next(native.catalog.stacks()).frames[3]
    series = made(SeriesInstanceUID=frame.instance.series.uid, ReferencedImageSequence=[of(frame.instance.uid)])
    arrow = item(
        GraphicAnnotationUnits="PIXEL", GraphicDimensions=2, NumberOfGraphicPoints=2, GraphicData=[190.0, 70.0, 150.0, 105.0], GraphicType="POLYLINE",
        GraphicFilled="N",
    )  # fmt: skip
    ring = item(
        GraphicAnnotationUnits="PIXEL", GraphicDimensions=2, NumberOfGraphicPoints=2, GraphicData=[128.0, 120.0, 150.0, 120.0], GraphicType="CIRCLE",
        GraphicFilled="N",
    )  # fmt: skip
    words = item(
        BoundingBoxAnnotationUnits="PIXEL", BoundingBoxTopLeftHandCorner=[192.0, 56.0], BoundingBoxBottomRightHandCorner=[198.0, 70.0],
        UnformattedTextValue="Please look here", BoundingBoxTextHorizontalJustification="LEFT",
    )  # fmt: skip
    ds = view(
        ReferencedSeriesSequence=[series], StudyInstanceUID=frame.instance.study.uid,
        SoftcopyVOILUTSequence=[item(WindowCenter="40", WindowWidth="60")], RescaleSlope="1", RescaleIntercept=str(frame.rescale.intercept),
        RescaleType="HU", ImageRotation=90, ImageHorizontalFlip="N",
        DisplayedAreaSelectionSequence=[area(20, 236, 236, 20)],
        ShutterShape="CIRCULAR", CenterOfCircularShutter=[128, 128], RadiusOfCircularShutter=118, ShutterPresentationValue=0,
        GraphicAnnotationSequence=[made(GraphicLayer="NOTES", GraphicObjectSequence=[arrow, ring], TextObjectSequence=[words])],
        GraphicLayerSequence=[item(GraphicLayer="NOTES", GraphicLayerOrder=1)],
    )  # fmt: skip
    (folder / "PR1").write_bytes(file_bytes(ds))
    blending = view(ReferencedSeriesSequence=[series], SOPClassUID="1.2.840.10008.5.1.4.1.1.11.4", SOPInstanceUID="1.2.3.79")
    blending.ContentDescription = "Two series in one"
    (folder / "PR2").write_bytes(file_bytes(blending))
    return folder, saved(ds)


def test_the_fact_that_there_is_a_saved_view_leads_to_its_switch(visit: Visit, tmp_path: Path) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 700})
    visit.open(folder_with_views(tmp_path)[0])
    visit.by("details").click()
    visit.by("to-views-section").click()
    expect(visit.by("saved-view").first).to_be_in_viewport()
    expect(visit.by("saved-view").first).to_be_focused()
    visit.page.screenshot(path=SHOTS / "led-to-saved-view.png")


def test_saved_views_stand_under_their_series_and_lead_to_their_switch(visit: Visit, tmp_path: Path) -> None:
    visit.open(folder_with_views(tmp_path)[0])
    expect(visit.by("saved-view").first).to_have_attribute("aria-checked", "false", timeout=PATIENCE)
    expect(visit.by("series-views")).to_have_text("Saved views")
    visit.by("series-views").press("Enter")
    expect(visit.by("saved-view").first).to_be_focused()
    expect(visit.by("saved-view").first).to_be_in_viewport()


@pytest.mark.trap(18)
def test_trap_18_a_saved_view_is_put_on_its_picture_by_a_switch_and_taken_off_again(visit: Visit, tmp_path: Path) -> None:
    folder, put_on = folder_with_views(tmp_path)
    native = Native(folder)
    visit.arrive().open(folder)
    told = visit.stacks()[0]
    stack = native.stack(told)
    frames = Frames(stack, budget=1 << 30)
    visit.go(2)
    plain = visit.pixels()
    box = visit.by("canvas").bounding_box()
    switch = visit.by("saved-view").first
    expect(switch).to_have_attribute("aria-checked", "false", timeout=PATIENCE)
    expect(visit.by("saved-views")).to_contain_text("Where it hurts")
    expect(visit.by("saved-views")).to_contain_text("MARKS · by Doctor Helper · 2 January 2024 · 10:15 · for 1 of 10 pictures")
    expect(visit.by("saved-view").nth(1)).to_be_disabled()
    expect(visit.by("saved-views")).to_contain_text("blends several series")
    visit.page.screenshot(path=SHOTS / "saved-view-off.png")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    expected = picture(frames, 3, saved=put_on).rgba  # type: ignore[arg-type]
    assert expected is not None
    visit.shows(expected)
    visit.said("slice-number", "4 / 10")
    visit.said("overlay-saved", "Changed by saved view")
    state = visit.state()
    assert (state["turns"], state["mirrored"], state["fit"], state["center"], state["width"]) == (1, False, False, 40, 60)
    expect(visit.page.locator(".drawing path")).to_have_count(2)
    expect(visit.page.locator(".drawing text")).to_have_text("Please look here")
    visit.page.screenshot(path=SHOTS / "saved-view-on.png")
    # A picture that it is not about is as it ever was.
    visit.go(5)
    visit.shows(native.pixels(stack, 5))
    expect(visit.page.locator(".drawing path")).to_have_count(0)
    visit.said("overlay-saved", "Not in the saved view")
    # A window of one's own goes over the view's.
    visit.go(3)
    visit.shows(expected)
    visit.page.evaluate("() => openmyscan.wl(100, 300)")
    mine = picture(frames, 3, window=Window(100, 300), saved=put_on).rgba  # type: ignore[arg-type]
    assert mine is not None
    visit.shows(mine)
    assert not np.array_equal(mine, expected)
    # The drawings can be hidden; the key takes the view off, and all is as before.
    visit.by("viewport").focus()
    visit.page.keyboard.press("g")
    expect(visit.page.locator(".drawing path").first).to_be_hidden()
    visit.page.keyboard.press("v")
    expect(switch).to_have_attribute("aria-checked", "false")
    visit.go(2)
    visit.shows(plain)
    assert visit.by("canvas").bounding_box() == box
    expect(visit.by("overlay-saved")).to_have_text("")


def test_the_first_preset_the_button_for_it_and_the_reset_take_it_off_too(visit: Visit, tmp_path: Path) -> None:
    folder, _ = folder_with_views(tmp_path)
    native = Native(folder)
    visit.arrive().open(folder)
    stack = native.stack(visit.stacks()[0])
    switch = visit.by("saved-view").first
    for take_off in ("preset", "saved-off", "0"):
        expect(switch).to_have_attribute("aria-checked", "false", timeout=PATIENCE)
        visit.by("viewport").focus()
        visit.page.keyboard.press("v")
        expect(switch).to_have_attribute("aria-checked", "true")
        if take_off == "preset":
            expect(visit.by("preset")).to_have_value("own")  # so that a person can choose the other
            visit.by("preset").select_option(label="Original")
        elif take_off == "saved-off":
            visit.by("saved-off").click()
        else:
            visit.by("viewport").focus()
            visit.page.keyboard.press("0")
        expect(switch).to_have_attribute("aria-checked", "false")
        visit.shows(native.pixels(stack, 3))
        assert visit.state()["fit"] is True


def test_the_page_of_a_saved_view_shows_it_on_its_picture(visit: Visit, tmp_path: Path) -> None:
    folder, put_on = folder_with_views(tmp_path)
    frames = Frames(Native(folder).stack(visit.arrive().open(folder).stacks()[0]), budget=1 << 30)
    visit.page.locator("#documents-list [data-do=open-document]").filter(has_text="Where it hurts").click()
    expect(visit.page.locator("#document-title")).to_have_text("Where it hurts", timeout=PATIENCE)
    visit.page.screenshot(path=SHOTS / "saved-view-document.png")
    visit.by("document-show-saved").click()
    expected = picture(frames, 3, saved=put_on).rgba  # type: ignore[arg-type]
    assert expected is not None
    visit.shows(expected)
    expect(visit.by("saved-view").first).to_have_attribute("aria-checked", "true")
    # One that cannot be put on pictures leads to them all the same, and says why it is not on them.
    visit.page.locator("#documents-list [data-do=open-document]").filter(has_text="Two series in one").click()
    visit.by("document-show-saved").click()
    expect(visit.page.locator("#note-text")).to_contain_text("blends several series")


def test_on_a_narrow_screen_the_switch_is_in_the_drawer(person_at: object, tmp_path: Path) -> None:
    folder, _ = folder_with_views(tmp_path)
    visit: Visit = person_at(viewport={"width": 390, "height": 844})  # type: ignore[operator]
    visit.arrive().open(folder)
    visit.by("details").first.click()
    expect(visit.by("saved-view").first).to_be_visible(timeout=PATIENCE)
    visit.by("saved-view").first.click()
    visit.page.screenshot(path=SHOTS / "saved-view-narrow.png")
    visit.page.locator("#right [data-do=details]").click()
    visit.page.wait_for_timeout(400)
    visit.page.screenshot(path=SHOTS / "saved-view-narrow-picture.png")
    visit.said("overlay-saved", "Changed by saved view")
