"""Layers on their way to the page: what there is, what is drawn on a picture, where to look."""

import json
from typing import Any

import numpy as np
import pytest

from app.cell.layers import Layers
from app.cell.outlet import Outlet
from tests.core.laid import catalog_of, contours, dose, pictures, segmentation
from viewer.catalog.catalog import Catalog

SQUARE = np.array([[2.0, 3, 2], [6, 3, 2], [6, 8, 2], [2, 8, 2]])


class Page:
    """Takes what the cell posts."""

    def __init__(self, catalog: Catalog) -> None:
        self.said: list[tuple[str, dict[str, Any]]] = []
        self.pixels: np.ndarray | None = None
        self.layers = Layers(catalog, Outlet(self.post, self.post_pixels))
        self.stack = next(stack.identity for stack in catalog.stacks() if stack.first.series.modality == "CT")

    def post(self, name: str, text: str) -> None:
        self.said.append((name, json.loads(text)))
        self.pixels = None

    def post_pixels(self, name: str, text: str, pixels: np.ndarray) -> None:
        self.post(name, text)
        self.pixels = pixels

    @property
    def last(self) -> dict[str, Any]:
        return self.said[-1][1]


@pytest.fixture
def page() -> Page:
    """A CT with one layer of each kind; the contours are the first, the dose the second."""
    marks = np.zeros((12, 16), np.uint8)
    marks[2:6, 4:9] = 1
    return Page(
        catalog_of(
            *pictures(3),
            contours(("Heart", [("CLOSED_PLANAR", SQUARE, "")]), ("Seed", [("POINT", SQUARE[:1], "")])),
            dose(np.full((1, 2, 2), 100, np.uint16), origin=(0, 0, 2), spacing=(11.0, 15.0), offsets=[0.0], scaling=0.5),
            segmentation([(1, (0, 0, 2), marks)]),
        )
    )


def test_the_layers_of_a_stack_are_told_with_colors_as_css_writes_them(page: Page) -> None:
    page.layers.tell(page.stack)
    kinds = [(one["id"], one["kind"], one["seen"]) for one in page.last["layers"]]
    assert kinds == [(0, "contours", True), (1, "dose", True), (2, "segmentation", True)]
    assert page.last["layers"][0]["segments"][0] == {"number": 1, "name": "Heart", "what": "organ", "color": "#ff2800"}
    wash = page.last["layers"][1]["wash"]
    assert (wash["highest"], wash["unit"], wash["stops"][-1]) == (50.0, "Gy", [1.0, "#eb2828"])


def test_outlines_are_path_data_and_areas_pixels(page: Page) -> None:
    """Half a pixel is added to millimeters of 1 each: the center of the first pixel is (0.5, 0.5)."""
    page.layers.draw(1, page.stack, 1, [[0, [1, 2], 0.1]])
    assert page.pixels is None
    assert page.last["shapes"] == [
        {"path": "M2.50 3.50L6.50 3.50L6.50 8.50L2.50 8.50Z", "color": "#ff2800", "fill": 0.15},
        {"path": "M2.50 3.50h0", "color": "#ff5000", "thick": 7},
    ]
    page.layers.draw(1, page.stack, 1, [[2, [1], 0.1]])
    assert [page.last[name] for name in ("top", "left", "rows", "columns", "shapes", "error")] == [2, 4, 4, 5, [], ""]
    assert page.pixels is not None and page.pixels.shape == (4, 5, 4) and page.pixels.flags.c_contiguous
    page.layers.draw(1, page.stack, 0, [[0, [1, 2], 0.1], [2, [1], 0.1]])
    assert page.pixels is None and not page.last["shapes"] and page.last["rows"] == 0


def test_a_dose_lies_below_the_areas(page: Page) -> None:
    """In whatever order they are asked for: the rim of the area is not covered."""
    page.layers.draw(1, page.stack, 1, [[2, [1], 0.1]])
    assert page.pixels is not None
    rim = page.pixels[0, 0].tolist()
    for order in ([1, 2], [2, 1]):
        page.layers.draw(1, page.stack, 1, [[number, [1], 0.1] for number in order])
        assert page.pixels is not None and page.pixels.shape == (12, 16, 4)
        assert page.pixels[2, 4].tolist() == rim
        assert page.pixels[11, 15].tolist() == [235, 40, 40, 170]


def test_the_page_is_told_where_to_look_and_what_lies_there(page: Page) -> None:
    page.layers.largest(page.stack, 0, 1)
    assert page.last["index"] == 1
    page.layers.beneath(1, page.stack, 1, 4, 5, [[0, [1], 0.1], [1, [1], 0.1], [2, [1], 0.1]])
    assert page.last["text"] == "Dose 50.00 Gy (100% of the highest) · Heart · Liver"
    page.layers.home("d1", None)
    assert (page.last["home"], page.last["index"], page.last["path"]) == (page.stack, 1, "outlines.dcm")


def test_what_is_not_there_is_answered(page: Page) -> None:
    """A stack that is gone, a layer of no number, a document whose pictures are not open."""
    page.layers.tell("s99")
    assert page.last["layers"] == []
    page.layers.draw(1, page.stack, 1, [[17, [1], 0.1]])
    assert page.last["shapes"] == []
    page.layers.largest(page.stack, 17, 1)
    assert page.last["index"] is None
    alone = Page(catalog_of(*pictures(1, frame="1.2.3.98"), contours(("Heart", [("CLOSED_PLANAR", SQUARE, "")]))))
    alone.layers.home("d1", None)
    assert alone.last["home"] is None
    assert alone.last["error"] == "The pictures that this lies over are not among the open files."
    beside = Page(catalog_of(*pictures(1, origin=(0, 0, 90)), contours(("Heart", [("CLOSED_PLANAR", SQUARE, "")]))))
    beside.layers.home("d1", None)
    assert (beside.last["home"], beside.last["error"]) == (None, "It lies on none of the open pictures.")


def test_outlines_that_are_too_many_are_told_by_name_and_the_rest_is_drawn() -> None:
    """102,000 points on one picture: nothing of the structure set is drawn, and pointing there says nothing wrong."""
    angle = np.linspace(0, 2 * np.pi, 2000)
    line = np.stack([8 + 4 * np.cos(angle), 6 + 4 * np.sin(angle), np.zeros(len(angle))], axis=1)
    marks = np.ones((12, 16), np.uint8)
    page = Page(catalog_of(*pictures(1), contours(("Heart", [("CLOSED_PLANAR", line, "")] * 51)), segmentation([(1, (0, 0, 0), marks)])))
    page.layers.draw(1, page.stack, 0, [[0, [1], 0.1], [1, [1], 0.1]])
    assert page.last["shapes"] == [] and page.pixels is not None
    assert page.last["error"].startswith("Plan cannot be drawn here. Its outlines on this picture have 102,000 points")
    page.layers.beneath(1, page.stack, 0, 6, 8, [[0, [1], 0.1], [1, [1], 0.1]])
    assert page.last["text"] == "Liver"


def test_many_names_under_the_pointer_are_counted_and_not_cut() -> None:
    """Four structures around one place; a name longer than forty letters ends in a sign that it does."""
    names = ["GTV", "A very long name of a planned target that no corner holds", "CTV", "PTV"]
    page = Page(catalog_of(*pictures(1), contours(*((name, [("CLOSED_PLANAR", SQUARE - (0, 0, 2), "")]) for name in names))))
    page.layers.beneath(1, page.stack, 0, 5, 4, [[0, [1, 2, 3, 4], 0.1]])
    assert page.last["text"] == "GTV · A very long name of a planned target th… and 2 more"


def test_marks_whose_pictures_are_not_open_are_told_before_anybody_asks_for_them(page: Page) -> None:
    """The series of a segmentation of other pictures, and one whose pictures are here."""
    marks = np.ones((12, 16), np.uint8)
    elsewhere = segmentation([(1, (0, 0, 0), marks)], frame="1.2.3.98", sources=["1.2.3.7.1"])
    alone = Page(catalog_of(*pictures(1), elsewhere))
    for told, notes in ((alone, ["The pictures that this lies over are not among the open files."]), (page, [])):
        stack = next(one.identity for one in told.layers._catalog.stacks() if one.first.series.modality == "SEG")
        told.layers.tell(stack)
        assert told.last["layers"] == [] and told.last["notes"] == notes


def test_the_list_learns_under_which_pictures_marks_stand(page: Page) -> None:
    """Also of marks whose pictures are not open, and of what is no stack at all."""
    elsewhere = Page(
        catalog_of(*pictures(1), segmentation([(1, (0, 0, 0), np.ones((12, 16), np.uint8))], frame="1.2.3.98", sources=["1.2.3.7.1"]))
    )
    for told, home in ((page, page.stack), (elsewhere, None)):
        stack = next(one.identity for one in told.layers._catalog.stacks() if one.first.series.modality == "SEG")
        told.layers.host(stack)
        assert told.said[-1] == ("host", {"stack": stack, "home": home})
    page.layers.host("s99")
    assert page.last == {"stack": "s99", "home": None}


def test_only_of_the_first_five_segments_a_picture_to_begin_with_is_looked_for() -> None:
    """Five structures drawn in another plane and a sixth on the second picture: the first picture it is; of four, the second one."""
    upright = np.array([[2.0, 3, 2], [6, 3, 2], [6, 3, 4], [2, 3, 4]])
    for before, index in ((4, 1), (5, 0)):
        elsewhere = [(f"Odd {number}", [("CLOSED_PLANAR", upright, "")]) for number in range(before)]
        page = Page(catalog_of(*pictures(3), contours(*elsewhere, ("Heart", [("CLOSED_PLANAR", SQUARE, "")]))))
        page.layers.home("d1", None)
        assert (page.last["home"], page.last["index"]) == (page.stack, index)
