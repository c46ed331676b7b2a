"""The display shutter: what it hides and what it leaves (PS3.3 C.7.6.11)."""

import time
from typing import Any

import numpy as np
import pytest

from tests.core.image.test_overlays import drawn, lay
from tests.core.made import data_set
from viewer.image.shutter import Shutter, hidden

LIGHT = np.full((7, 9), 200, np.uint8)


def seen(**keywords: Any) -> list[str]:
    """The picture as text: a # where it is seen, a blank where the shutter hides it."""
    rgba = drawn(data_set(LIGHT, WindowCenter="128", WindowWidth="256", **keywords))
    return ["".join(" #"[int(value == 200)] for value in row).rstrip() for row in rgba[..., 0]]


RECTANGLE: dict[str, Any] = {
    "ShutterShape": "RECTANGULAR",
    "ShutterLeftVerticalEdge": 3,
    "ShutterRightVerticalEdge": 7,
    "ShutterUpperHorizontalEdge": 2,
    "ShutterLowerHorizontalEdge": 4,
}


@pytest.mark.trap(18)
def test_a_rectangle_leaves_what_lies_between_its_edges_counted_from_one() -> None:
    assert seen(**RECTANGLE) == ["", "  #####", "  #####", "  #####", "", "", ""]


@pytest.mark.trap(18)
def test_a_circle_leaves_what_lies_within_its_radius() -> None:
    circle = {"ShutterShape": "CIRCULAR", "CenterOfCircularShutter": [4, 5], "RadiusOfCircularShutter": 2}
    assert seen(**circle) == ["", "    #", "   ###", "  #####", "   ###", "    #", ""]


@pytest.mark.trap(18)
def test_a_polygon_leaves_what_lies_within_its_corners_with_its_rim() -> None:
    corners = {"ShutterShape": "POLYGONAL", "VerticesOfThePolygonalShutter": [2, 2, 2, 8, 6, 8]}
    assert seen(**corners) == ["", " #######", "   #####", "    ####", "      ##", "       #", ""]


@pytest.mark.trap(18)
def test_a_polygon_may_be_hollow_and_reach_beyond_the_picture() -> None:
    notch = {"ShutterShape": "POLYGONAL", "VerticesOfThePolygonalShutter": [-5, -5, -5, 50, 50, 50, 50, 7, 3, 5, 50, 3, 50, -5]}
    blanks = [row.count(" ") for row in (line.ljust(9) for line in seen(**notch))]
    # between the arms of the notch, strictly inside: 5 ± (row - 3) × 2/47, so only column 5 itself, and none at its corner
    assert blanks == [0, 0, 0, 1, 1, 1, 1]


def test_a_polygon_of_a_thousand_corners_on_a_large_picture_is_quick() -> None:
    corners = tuple((float(number % 2 * 4000 + 1), float(number * 4)) for number in range(1000))
    began = time.perf_counter()
    assert hidden(Shutter(polygon=corners), 2000, 2000).any()
    assert time.perf_counter() - began < 10


@pytest.mark.trap(18)
def test_several_shapes_leave_what_all_of_them_leave() -> None:
    both = {**RECTANGLE, "ShutterShape": ["RECTANGULAR", "CIRCULAR"], "CenterOfCircularShutter": [4, 5], "RadiusOfCircularShutter": 2}
    assert seen(**both) == ["", "    #", "   ###", "  #####", "", "", ""]


@pytest.mark.trap(18)
def test_a_bitmap_hides_where_its_overlay_is_set_and_is_not_drawn() -> None:
    bits = np.zeros((7, 9), bool)
    bits[:, :4] = True
    ds = lay(data_set(LIGHT, WindowCenter="128", WindowWidth="256", ShutterShape="BITMAP", ShutterOverlayGroup=0x6002), bits, group=0x6002)
    assert drawn(ds)[3, :, 0].tolist() == [0] * 4 + [200] * 5


@pytest.mark.trap(18)
def test_what_is_hidden_has_the_presentation_value_of_the_file() -> None:
    rgba = drawn(data_set(LIGHT, WindowCenter="128", WindowWidth="256", **RECTANGLE, ShutterPresentationValue=0x8000))
    assert rgba[0, 0].tolist() == [128, 128, 128, 255]


@pytest.mark.trap(18)
def test_one_can_look_behind_the_shutter() -> None:
    ds = data_set(LIGHT, WindowCenter="128", WindowWidth="256", **RECTANGLE)
    assert (drawn(ds, overlays=False)[..., 0] == 200).all()


@pytest.mark.trap(18)
@pytest.mark.parametrize(
    "broken",
    [
        {"ShutterShape": "RECTANGULAR"},
        {"ShutterShape": "CIRCULAR", "CenterOfCircularShutter": [4, 5], "RadiusOfCircularShutter": 0},
        {"ShutterShape": "POLYGONAL", "VerticesOfThePolygonalShutter": [1, 1, 2, 2]},
        {"ShutterShape": "BITMAP"},
        {"ShutterShape": "HEART"},
    ],
)
def test_a_shape_without_its_numbers_hides_nothing(broken: dict[str, Any]) -> None:
    assert seen(**broken) == ["#########"] * 7
