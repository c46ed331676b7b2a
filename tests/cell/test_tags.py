"""The tags of a picture or a document, as the cell tells them to the page."""

import json
from typing import Any

import pytest
from pydicom.dataset import Dataset

from app.cell.bridge import Bridge
from tests.core.made import data_set, file_bytes
from viewer.phantom import PhantomFile


class Told:
    """A bridge with one picture and one document, and what it said."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, dict[str, Any]]] = []
        self.bridge = Bridge(
            lambda name, body: self.messages.append((name, json.loads(body))),
            lambda name, body, _: self.messages.append((name, json.loads(body))),
            lambda *_: None,
            8,
            1,
        )
        outer = Dataset()
        outer.ReferencedSOPInstanceUID = "1.2.3"
        report = data_set(SOPClassUID="1.2.840.10008.5.1.4.1.1.88.11", SOPInstanceUID="1.2.99", Modality="SR")
        for keyword in ("PixelData", "Rows", "Columns"):
            delattr(report, keyword)
        self.bridge.begin()
        self.bridge.take(PhantomFile("picture", file_bytes(data_set(ReferencedImageSequence=[outer]))))
        self.bridge.take(PhantomFile("report", file_bytes(report)))
        self.bridge.end(canceled=False)
        while self.bridge.work():
            pass

    def ask(self, **fields: object) -> dict[str, Any]:
        asked = {"stack": None, "index": 0, "document": None, "path": []} | fields
        self.bridge.handle("tags", json.dumps(asked))
        name, body = self.messages[-1]
        assert name == "tags"
        assert {key: body[key] for key in asked} == asked
        return body


@pytest.fixture
def told() -> Told:
    return Told()


def by_number(body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["number"]: row for row in body["rows"]}


def test_the_elements_of_a_picture_and_of_an_item_in_it(told: Told) -> None:
    rows = by_number(told.ask(stack="s1"))
    name = rows["0010,0010"]
    assert (name["name"], name["vr"], name["text"], name["identifying"]) == ("Patient's Name", "PN", "Doe^Jane", True)
    assert rows["0008,1140"]["items"] == 1
    assert by_number(told.ask(stack="s1", path=[[0x00081140, 0]]))["0008,1155"]["text"] == "1.2.3"


def test_the_elements_of_a_document(told: Told) -> None:
    assert by_number(told.ask(document="d1"))["0008,0060"]["text"] == "SR"


@pytest.mark.parametrize(
    "asked",
    [
        {"stack": "s9"},
        {"stack": "s1", "index": 1},
        {"stack": "s1", "index": -1},
        {"document": "d9"},
        {},
        {"stack": "s1", "path": [[0x00081140, 1]]},
        {"stack": "s1", "path": [[0x00081140]]},
    ],
)
def test_what_is_not_there_is_told_in_the_answer(told: Told, asked: dict[str, Any]) -> None:
    body = told.ask(**asked)
    assert body["rows"] == []
    assert body["error"].endswith(".")
