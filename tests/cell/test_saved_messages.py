"""Saved views on their way to the page: which there are for a stack, and the lines and words for the picture that is drawn."""

import json
from typing import Any

from app.cell.outlet import Outlet
from app.cell.saved import SavedViews
from tests.core.documents.written import made, of
from tests.core.made import Memory, file_bytes
from tests.core.overlay.presentation.test_shapes import graphic
from tests.core.overlay.presentation.views import image, view
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan


class Told:
    """A cell of two pictures and some saved views, and what it has posted."""

    def __init__(self, *views: Any) -> None:
        self.posted: list[tuple[str, dict[str, Any]]] = []
        self.catalog = Catalog()
        for number in (1, 2):
            ds = image(SOPInstanceUID=f"1.2.3.9.{number}", InstanceNumber=number, ImagePositionPatient=[0, 0, number])
            scan(Memory(file_bytes(ds), f"{number}.dcm"), self.catalog)
        for number, ds in enumerate(views):
            scan(Memory(file_bytes(ds), f"PR{number}"), self.catalog)
        self.catalog.settle()
        self.stack = next(self.catalog.stacks())
        self.views = SavedViews(self.catalog, Outlet(lambda name, text: self.posted.append((name, json.loads(text))), lambda *_: None))

    def last(self) -> dict[str, Any]:
        return self.posted[-1][1]


def second(**keywords: Any) -> Any:
    """A view of the second of the two pictures, with one line on it."""
    series = made(SeriesInstanceUID="1.2.3.2", ReferencedImageSequence=[of("1.2.3.9.2")])
    note = made(GraphicLayer="A", GraphicObjectSequence=[graphic("POLYLINE", [1.0, 1.0, 2.0, 2.0])])
    return view(**{"ReferencedSeriesSequence": [series], "GraphicAnnotationSequence": [note], **keywords})


def test_a_view_is_told_with_who_saved_it_when_and_the_pictures_it_is_about() -> None:
    told = Told(second())
    told.views.tell("s1")
    assert told.last()["views"] == [
        {
            "id": "d1", "title": "Where it hurts", "label": "MARKS", "by": "Doctor Helper", "date": "20240102", "time": "101500", "notes": [],
            "places": [1], "error": "",
        }
    ]  # fmt: skip
    assert told.catalog.documents[0].title == "Where it hurts"  # it has that name in the list of documents too


def test_views_of_other_pictures_are_not_told_and_those_that_cannot_be_shown_come_last_with_the_reason() -> None:
    elsewhere = made(SeriesInstanceUID="1.7", ReferencedImageSequence=[of("1.7.1")])
    blending = second(SOPClassUID="1.2.840.10008.5.1.4.1.1.11.4", SOPInstanceUID="1.5")
    told = Told(blending, second(ReferencedSeriesSequence=[elsewhere], SOPInstanceUID="1.6"), second())
    told.views.tell("s1")
    assert [(one["id"], bool(one["error"])) for one in told.last()["views"]] == [("d3", False), ("d1", True)]
    assert "blends" in told.last()["views"][1]["error"]
    assert told.views.saved("d1") is None
    assert told.views.saved("d9") is None


def test_lines_are_sent_once_for_a_picture_and_taken_away_for_the_next() -> None:
    told = Told(second())
    saved = told.views.saved("d1")
    told.views.draw(1, "d1", saved, told.stack, 1)
    assert told.posted[-1][0] == "drawn"
    assert [shape["path"] for shape in told.last()["shapes"]] == ["M1 1L2 2"]
    told.views.draw(1, "d1", saved, told.stack, 1)  # the window is turned: the same picture again
    assert len(told.posted) == 1
    told.views.draw(1, "d1", saved, told.stack, 0)
    assert told.last()["shapes"] == []
    told.views.draw(1, None, None, told.stack, 0)
    assert len(told.posted) == 2
