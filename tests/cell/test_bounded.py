"""Messages to the page have a length that it can take, whatever is in the files: one of a hundred megabytes would freeze it."""

import json
from typing import Any

import pytest

import app.cell.bridge
from app.protocol.messages import MOST, TOO_LONG, heard_in_page, to_page
from tests.cell.test_bridge import listened_to
from tests.core.made import data_set, file_bytes
from viewer.phantom import PhantomFile


def test_a_message_that_is_too_long_goes_without_its_lists_and_says_so() -> None:
    long = ["x" * 1000] * (MOST // 1000 + 1)
    told = json.loads(to_page("tags", {"stack": "s1", "index": 3, "document": None, "path": [[1, 2]], "rows": long, "error": None}))
    assert told == {"stack": "s1", "index": 3, "document": None, "path": [], "rows": [], "error": TOO_LONG}
    assert heard_in_page("tags", json.dumps(told)) == told


def test_a_text_that_is_too_long_is_cut() -> None:
    told = to_page("trouble", {"text": "y" * (MOST + 1), "fatal": True})
    assert len(told) < 3000
    assert json.loads(told)["fatal"] is True


def test_a_message_that_is_too_long_goes_without_its_objects_and_whatever_else_has_parts() -> None:
    """What is left of it is of the kinds that have none: numbers, truth, and the beginnings of texts."""
    for long in ("x" * MOST, ["x" * MOST], ("x" * MOST,), {"x" * MOST: 1}, {"a": ["x" * MOST]}):
        told = json.loads(to_page("skipped", {"files": long, "counts": {"b": 1}}))
        assert told == {"files": "x" * 2000 if isinstance(long, str) else None if isinstance(long, dict) else [], "counts": None}
    shortened = json.loads(to_page("trouble", {"text": "é" * MOST, "fatal": True}))
    assert shortened == {"text": "é" * 2000, "fatal": True}


def test_a_message_may_be_just_as_long_as_the_bound() -> None:
    fields = {"text": "", "fatal": True}
    room = MOST - len(to_page("trouble", fields))
    assert len(to_page("trouble", {**fields, "text": "y" * room})) == MOST
    assert len(to_page("trouble", {**fields, "text": "y" * (room + 1)})) < 3000


def test_whoever_looks_at_its_length_may_send_a_longer_one() -> None:
    assert len(to_page("trouble", {"text": "y" * MOST, "fatal": True}, bounded=False)) > MOST


def test_a_message_of_the_usual_length_is_as_it_is() -> None:
    fields: dict[str, Any] = {"files": [{"path": "a", "reason": "b", "document": False}], "counts": {"b": 1}}
    assert json.loads(to_page("skipped", fields)) == fields


def opened(count: int, **keywords: Any) -> list[tuple[str, dict[str, Any]]]:
    """What a cell tells of so many series."""
    bridge, told = listened_to()
    bridge.begin()
    for number in range(count):
        uid = f"1.2.{number}"
        ds = data_set(SOPInstanceUID=uid, SeriesInstanceUID=f"{uid}.1", StudyInstanceUID="1.2.3", SeriesNumber=number, **keywords)
        bridge.take(PhantomFile(f"{number}", file_bytes(ds)))
    bridge.end(canceled=False)
    while bridge.work():
        pass
    return told


def series_of(told: list[tuple[str, dict[str, Any]]]) -> int:
    (patient,) = [body for name, body in told if name == "catalog"][-1]["patients"]
    return sum(len(study["series"]) for study in patient["studies"])


def test_of_too_many_series_the_first_are_listed_and_how_many_more_there_are_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.cell.bridge, "_MOST_STACKS", 12)
    told = opened(20)
    assert series_of(told) == 12
    (trouble,) = [body for name, body in told if name == "trouble"]
    assert "… and 8 more series" in trouble["text"]
    assert not trouble["fatal"]


def test_of_series_with_long_names_as_many_are_listed_as_the_page_can_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.cell.bridge, "_MOST_CATALOG", 12_000)
    told = opened(20, SeriesDescription="x" * 60)
    listed = series_of(told)
    assert 3 < listed < 20
    assert max(len(json.dumps(body)) for name, body in told if name == "catalog") <= 12_000
    assert any(name == "trouble" and f"… and {20 - listed} more series" in body["text"] for name, body in told)


def test_files_that_are_not_shown_are_listed_up_to_a_bound_and_counted_beyond_it() -> None:
    bridge, told = listened_to()
    bridge.begin()
    for number in range(400):  # each with a reason of its own
        bridge.unreadable(f"{number}", f"error {number}")
    for number in range(600):
        bridge.unreadable(f"same {number}", "error 0")
    bridge.end(canceled=False)
    while bridge.work():
        pass
    bridge.handle("skipped", "{}")
    name, body = told[-1]
    assert name == "skipped"
    assert sum(body["counts"].values()) == 1000
    assert body["counts"]["Other reasons, too many to be told apart"] == 100
    assert body["files"][-1]["path"] == "… and 100 more"
    assert sum("error 0)" in file["reason"] for file in body["files"]) == 500
