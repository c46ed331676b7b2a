"""What a saved view draws and writes, as shapes in the coordinates of the picture: its corner at 0, 0."""

import re
from typing import Any

import pytest
from pydicom.dataset import Dataset

from tests.core.documents.written import made, of
from tests.core.overlay.presentation.views import area, image, item, saved, view, volume_of
from viewer.overlay.presentation import Applied


def graphic(kind: str, data: list[float], units: str = "PIXEL", **more: Any) -> Dataset:
    return item(
        GraphicAnnotationUnits=units, GraphicDimensions=2, NumberOfGraphicPoints=len(data) // 2, GraphicData=data, GraphicType=kind, **more
    )


def applied(*objects: Dataset, texts: tuple[Dataset, ...] = (), **keywords: Any) -> Applied:
    note = made(GraphicLayer="NOTES", GraphicObjectSequence=list(objects), TextObjectSequence=list(texts))
    state = saved(view(**{"GraphicAnnotationSequence": [note], **keywords}))
    found = state.on(volume_of(image()).stack.frames[0])
    assert found is not None
    return found


def numbers(path: str) -> list[float]:
    return [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", path)]


def test_a_line_goes_through_its_points() -> None:
    (line,) = applied(graphic("POLYLINE", [1.0, 2.0, 5.5, 2.0, 5.5, 8.0])).shapes
    assert line == {"path": "M1 2L5.5 2L5.5 8", "color": "#ffd84d", "fill": 0, "thick": 0}


def test_a_filled_line_is_closed() -> None:
    (line,) = applied(graphic("POLYLINE", [1.0, 2.0, 5.0, 2.0, 5.0, 8.0], GraphicFilled="Y")).shapes
    assert line["path"].endswith("Z")
    assert line["fill"] > 0


def test_a_circle_has_its_center_and_its_radius() -> None:
    """About 8, 7 with a point of the rim at 8, 3: from 4, 7 to 12, 7, with a radius of 4."""
    (circle,) = applied(graphic("CIRCLE", [8.0, 7.0, 8.0, 3.0])).shapes
    assert circle["path"] == "M4 7A4 4 0.00 0 1 12 7A4 4 0.00 0 1 4 7Z"


def test_an_ellipse_lies_along_its_long_axis() -> None:
    (ellipse,) = applied(graphic("ELLIPSE", [2.0, 2.0, 8.0, 8.0, 4.0, 6.0, 6.0, 4.0])).shapes
    begin, (long, short, angle) = numbers(ellipse["path"])[:2], numbers(ellipse["path"])[2:5]
    assert begin == [2, 2]
    assert (long, short, angle) == (pytest.approx(4.24), pytest.approx(1.41), 45)


def test_a_curve_passes_through_each_of_its_points() -> None:
    (curve,) = applied(graphic("INTERPOLATED", [1.0, 1.0, 4.0, 6.0, 9.0, 2.0])).shapes
    ends = [numbers(part)[-2:] for part in curve["path"].split("C")]
    assert ends == [[1, 1], [4, 6], [9, 2]]


def test_a_point_is_a_cross_around_it() -> None:
    (point,) = applied(graphic("POINT", [8.0, 7.0])).shapes
    found = numbers(point["path"])
    assert (sum(found[0::2]) / 4, sum(found[1::2]) / 4) == (8, 7)


@pytest.mark.parametrize(
    ("rotation", "flip", "corner"),
    # the area is columns 3 to 12 and rows 5 to 8: its edges are 2, 4, 12, 8. What is displayed at its top left after turning clockwise:
    [(0, "N", (2, 4)), (90, "N", (2, 8)), (180, "N", (12, 8)), (270, "N", (12, 4)), (0, "Y", (12, 4)), (90, "Y", (2, 4))],
)
def test_display_units_begin_at_the_corner_that_is_seen_at_the_top_left(rotation: int, flip: str, corner: tuple[float, float]) -> None:
    (line,) = applied(
        graphic("POLYLINE", [0.0, 0.0, 0.5, 0.5], "DISPLAY"), ImageRotation=rotation, ImageHorizontalFlip=flip,
        DisplayedAreaSelectionSequence=[area(3, 5, 12, 8)],
    ).shapes  # fmt: skip
    assert numbers(line["path"]) == [*corner, 7, 6]


def test_words_stand_at_the_left_of_their_box_with_a_line_to_their_anchor() -> None:
    note = item(
        BoundingBoxAnnotationUnits="PIXEL", BoundingBoxTopLeftHandCorner=[2.0, 3.0], BoundingBoxBottomRightHandCorner=[9.0, 5.0],
        AnchorPointAnnotationUnits="PIXEL", AnchorPoint=[12.0, 12.0], AnchorPointVisibility="Y", UnformattedTextValue="Here\r\nit is",
    )  # fmt: skip
    line, words = applied(texts=(note,)).shapes
    assert words == {"text": "Here\nit is", "x": 2, "y": 5, "color": "#ffd84d"}
    assert line["path"] == "M2 5L12 12"


@pytest.mark.parametrize(
    ("rotation", "flip", "left"),
    [(0, "N", (2, 5)), (90, "N", (9, 5)), (180, "N", (9, 3)), (270, "N", (2, 3)), (0, "Y", (9, 5)), (90, "Y", (9, 3))],
)
def test_words_begin_at_the_left_of_their_box_as_it_is_seen(rotation: int, flip: str, left: tuple[float, float]) -> None:
    """Turned clockwise by a quarter, the right side of the picture lies below and its lower end at the left."""
    note = item(
        BoundingBoxAnnotationUnits="PIXEL", BoundingBoxTopLeftHandCorner=[2.0, 3.0], BoundingBoxBottomRightHandCorner=[9.0, 5.0], UnformattedTextValue="x"
    )  # fmt: skip
    (words,) = applied(texts=(note,), ImageRotation=rotation, ImageHorizontalFlip=flip).shapes
    assert (words["x"], words["y"]) == left


def test_layers_are_drawn_in_their_order_and_in_their_color() -> None:
    """White in CIELab is L 100, a and b 0."""
    notes = [
        made(GraphicLayer="UPPER", GraphicObjectSequence=[graphic("POLYLINE", [0.0, 0.0, 1.0, 1.0])]),
        made(GraphicLayer="LOWER", GraphicObjectSequence=[graphic("POLYLINE", [0.0, 0.0, 2.0, 2.0])]),
    ]
    layers = [
        item(GraphicLayer="UPPER", GraphicLayerOrder=2, GraphicLayerRecommendedDisplayCIELabValue=[65535, 32896, 32896]),
        item(GraphicLayer="LOWER", GraphicLayerOrder=1, GraphicLayerRecommendedDisplayGrayscaleValue=0x8000),
    ]
    lower, upper = applied(GraphicAnnotationSequence=notes, GraphicLayerSequence=layers).shapes
    assert (lower["path"], lower["color"]) == ("M0 0L2 2", "#808080")
    assert (upper["path"], upper["color"]) == ("M0 0L1 1", "#ffffff")


def test_a_line_with_a_style_of_its_own_has_its_color_and_width() -> None:
    style = item(PatternOnColorCIELabValue=[0, 32896, 32896], LineThickness=3.0)
    (line,) = applied(graphic("POLYLINE", [0.0, 0.0, 1.0, 1.0], LineStyleSequence=[style])).shapes
    assert (line["color"], line["thick"]) == ("#000000", 3)


@pytest.mark.parametrize(
    ("kind", "data", "path"),
    [
        ("RECTANGLE", [1.0, 2.0, 5.0, 8.0], "M1 2L5 2L5 8L1 8Z"),
        ("RULER", [1.0, 2.0, 5.0, 8.0], "M1 2L5 8"),
        ("MULTILINE", [1.0, 2.0, 5.0, 8.0, 0.0, 0.0, 3.0, 3.0], "M1 2L5 8M0 0L3 3"),
    ],
)
def test_compound_drawings_are_shown_by_their_basic_form(kind: str, data: list[float], path: str) -> None:
    compound = item(CompoundGraphicType=kind, CompoundGraphicUnits="PIXEL", GraphicData=data, CompoundGraphicInstanceID=4)
    alone = made(GraphicLayer="NOTES", CompoundGraphicSequence=[compound])
    (shape,) = applied(GraphicAnnotationSequence=[alone]).shapes
    assert shape["path"] == path


def test_a_compound_drawing_that_brings_its_simple_form_along_is_drawn_once() -> None:
    compound = item(
        CompoundGraphicType="RULER", CompoundGraphicUnits="PIXEL", GraphicData=[1.0, 2.0, 5.0, 8.0], CompoundGraphicInstanceID=4
    )
    simple = graphic("POLYLINE", [1.0, 2.0, 5.0, 8.0], CompoundGraphicInstanceID=4)
    both = made(GraphicLayer="NOTES", GraphicObjectSequence=[simple], CompoundGraphicSequence=[compound])
    assert len(applied(GraphicAnnotationSequence=[both]).shapes) == 1


def test_marks_for_another_picture_are_not_drawn_on_this_one() -> None:
    other = made(GraphicLayer="NOTES", ReferencedImageSequence=[of("1.2.3.8")], GraphicObjectSequence=[graphic("POINT", [1.0, 1.0])])
    assert applied(GraphicAnnotationSequence=[other]).shapes == []
