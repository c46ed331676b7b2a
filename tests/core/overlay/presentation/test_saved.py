"""A saved view is put on the pictures that it is about, and on no others: its shutter, overlays and area."""

import numpy as np
import pytest

from tests.core.documents.written import made, of
from tests.core.made import Memory, file_bytes
from tests.core.overlay.presentation.views import area, image, item, saved, view, volume_of
from viewer.errors import UnsupportedPixels
from viewer.image.voi import Window
from viewer.overlay.presentation import Saved, saved_of
from viewer.render.picture import picture

BRIGHT = {"SoftcopyVOILUTSequence": [item(WindowCenter="0", WindowWidth="1")]}
"""A window in which the least value above 0 is white."""


def about(*pictures: object, **keywords: object) -> Saved:
    series = made(SeriesInstanceUID="1.2.3.2", ReferencedImageSequence=list(pictures))
    return saved(view(**{"ReferencedSeriesSequence": [series], **keywords}))


def white(state: Saved, index: int, **pictures: object) -> bool:
    """Whether a picture of three frames of the value 5 is drawn through the window of the view."""
    volume = volume_of(image(np.full((3, 4, 4), 5, np.int16), ImagePositionPatient=None, ImageOrientationPatient=None, **pictures))
    shown = picture(volume, index, saved=state)
    assert shown.rgba is not None
    assert (shown.facts["saved"] is not None) == bool(shown.rgba[0, 0, 0] == 255)
    return shown.facts["saved"] is not None


@pytest.mark.trap(18)
def test_trap_18_only_the_frames_that_are_named_are_changed() -> None:
    assert [white(about(of("1.2.3.9"), **BRIGHT), index) for index in range(3)] == [True, True, True]
    assert [white(about(of("1.2.3.9", 2), **BRIGHT), index) for index in range(3)] == [False, True, False]
    assert [white(about(of("1.2.3.9", 1), of("1.2.3.9", 3), **BRIGHT), index) for index in range(3)] == [True, False, True]
    assert not white(about(of("1.2.3.8"), **BRIGHT), 0)


def test_each_picture_takes_the_window_that_is_meant_for_it() -> None:
    state = about(
        of("1.2.3.9"),
        SoftcopyVOILUTSequence=[
            item(ReferencedImageSequence=[of("1.2.3.9", 2)], WindowCenter="10", WindowWidth="20"),
            item(ReferencedImageSequence=[of("1.2.3.9", 3)], WindowCenter="30", WindowWidth="40"),
        ],
    )
    volume = volume_of(image(np.full((3, 4, 4), 5, np.int16), ImagePositionPatient=None, ImageOrientationPatient=None))
    told = [picture(volume, index, saved=state).facts for index in range(3)]
    assert [(facts["center"], facts["width"]) for facts in told[1:]] == [(10, 20), (30, 40)]
    assert told[0]["width"] == 65535  # the view names none for it: all values


def test_the_pictures_of_a_stack_that_it_is_about_are_told() -> None:
    files = [image(SOPInstanceUID=f"1.2.3.9.{number}", InstanceNumber=number, ImagePositionPatient=[0, 0, number]) for number in range(4)]
    assert about(of("1.2.3.9.3"), of("1.2.3.9.1")).places(volume_of(*files).stack) == [1, 3]


@pytest.mark.trap(18)
def test_trap_18_the_shutter_of_the_view_hides_the_rim_in_its_own_gray() -> None:
    """Rows 3 to 6 and columns 2 to 9 are seen; the rest has the P-value 0x4000, a quarter of white."""
    state = view(
        **BRIGHT, ShutterShape="RECTANGULAR", ShutterLeftVerticalEdge=2, ShutterRightVerticalEdge=9, ShutterUpperHorizontalEdge=3,
        ShutterLowerHorizontalEdge=6, ShutterPresentationValue=0x4000,
    )  # fmt: skip
    shown = picture(volume_of(image(np.full((16, 16), 5, np.int16))), 0, saved=saved(state)).rgba
    assert shown is not None
    expected = np.full((16, 16), 64)
    expected[2:6, 1:9] = 255
    assert np.array_equal(shown[..., 0], expected)
    bare = picture(volume_of(image(np.full((16, 16), 5, np.int16))), 0, saved=saved(state), overlays=False).rgba
    assert bare is not None
    assert (bare[..., 0] == 255).all()


def with_overlay(**keywords: object) -> Saved:
    """A view with one overlay in group 6002: a dot at row 5, column 4."""
    ds = view(**BRIGHT)
    bits = np.zeros((16, 16), np.uint8)
    bits[4, 3] = 1
    ds.add_new(0x6002_0010, "US", 16)
    ds.add_new(0x6002_0011, "US", 16)
    ds.add_new(0x6002_0040, "CS", "G")
    ds.add_new(0x6002_0050, "SS", [1, 1])
    ds.add_new(0x6002_0100, "US", 1)
    ds.add_new(0x6002_0102, "US", 0)
    ds.add_new(0x6002_3000, "OW", np.packbits(bits, bitorder="little").tobytes())
    for keyword, value in keywords.items():
        if keyword == "layer":
            ds.add_new(0x6002_1001, "CS", value)
        else:
            setattr(ds, keyword, value)
    return saved(ds)


@pytest.mark.trap(18)
def test_trap_18_an_overlay_of_the_view_is_drawn_where_it_is_activated_and_in_the_color_of_its_layer() -> None:
    """CIELab 53.24, 80.09, 67.20 under D65 is about pure red; written for D50 it is L 54.29, a 80.81, b 69.89."""
    volume = volume_of(image(np.full((16, 16), -5, np.int16)))
    idle = picture(volume, 0, saved=with_overlay()).rgba
    assert idle is not None
    assert not idle[..., :3].any()
    layer = item(
        GraphicLayer="RED", GraphicLayerOrder=1,
        GraphicLayerRecommendedDisplayCIELabValue=[round(54.29 / 100 * 65535), round((80.81 + 128) / 255 * 65535), round((69.89 + 128) / 255 * 65535)],
    )  # fmt: skip
    shown = picture(volume, 0, saved=with_overlay(layer="RED", GraphicLayerSequence=[layer])).rgba
    assert shown is not None
    red, green, blue = shown[4, 3, :3].tolist()
    assert red >= 253
    assert max(green, blue) <= 6
    shown[4, 3] = 0
    assert not shown[..., :3].any()


@pytest.mark.trap(18)
def test_trap_18_a_bitmap_shutter_hides_where_it_is_set() -> None:
    volume = volume_of(image(np.full((16, 16), 5, np.int16)))
    shown = picture(volume, 0, saved=with_overlay(ShutterShape="BITMAP", ShutterOverlayGroup=0x6002, ShutterPresentationValue=0)).rgba
    assert shown is not None
    assert shown[4, 3, 0] == 0
    assert (shown[..., 0] == 0).sum() == 1


def test_turn_mirror_and_area_are_told_by_the_edges_of_the_area() -> None:
    state = view(
        ImageRotation=90, ImageHorizontalFlip="Y", DisplayedAreaSelectionSequence=[area(9, 3, 2, 12, "MAGNIFY", PresentationPixelMagnificationRatio=2.0)]
    )  # fmt: skip
    told = picture(volume_of(image()), 0, saved=saved(state)).facts["saved"]
    assert told == {
        "rotation": 90, "flip": True, "area": [1, 2, 9, 12], "mode": "MAGNIFY", "magnification": 2, "spacing": None,
    }  # fmt: skip


def test_pixels_that_the_view_calls_longer_than_wide_are_told_so() -> None:
    stretched = area(1, 1, 16, 16)
    stretched.PresentationPixelAspectRatio = ["2", "1"]
    assert picture(volume_of(image()), 0, saved=saved(view(DisplayedAreaSelectionSequence=[stretched]))).facts["aspect"] == [2, 1]


def test_color_keeps_its_colors_and_takes_the_rest() -> None:
    colors = np.full((4, 4, 3), 90, np.uint8)
    state = about(
        of("1.2.3.9"),
        SOPClassUID="1.2.840.10008.5.1.4.1.1.11.2",
        ShutterShape="CIRCULAR",
        CenterOfCircularShutter=[1, 1],
        RadiusOfCircularShutter=1,
    )
    volume = volume_of(image(colors))
    shown = picture(volume, 0, saved=state).rgba
    assert shown is not None
    assert shown[0, 0].tolist() == [90, 90, 90, 255]
    assert shown[3, 3].tolist() == [0, 0, 0, 255]


def test_a_view_that_blends_series_is_refused_in_words() -> None:
    ds = view(SOPClassUID="1.2.840.10008.5.1.4.1.1.11.4")
    with pytest.raises(UnsupportedPixels, match="blends"):
        saved_of(Memory(file_bytes(ds)))


def test_pictures_are_as_ever_without_it() -> None:
    volume = volume_of(image())
    plain = picture(volume, 0, window=Window(28, 256)).rgba
    picture(volume, 0, saved=saved(view(**BRIGHT)))
    again = picture(volume, 0, window=Window(28, 256)).rgba
    assert plain is not None
    assert again is not None
    assert np.array_equal(plain, again)
