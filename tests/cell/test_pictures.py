"""Several views at once: each request is answered for its view, with its number, and the stacks on the screen take turns."""

import json
from typing import Any

import pytest

from app.cell.bridge import Bridge
from tests.cell.test_bridge import draw, listened_to
from tests.core.made import data_set, file_bytes
from viewer.phantom import PhantomFile

Told = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def opened() -> tuple[Bridge, Told]:
    """A cell with two series of six pictures."""
    bridge, told = listened_to()
    bridge.begin()
    for series in (1, 2):
        for number in range(6):
            ds = data_set(
                SeriesInstanceUID=f"1.2.{series}", SOPInstanceUID=f"1.9.{series}.{number}", SeriesNumber=series, InstanceNumber=number,
                ImagePositionPatient=[0, 0, number],
            )  # fmt: skip
            bridge.take(PhantomFile(f"{series}-{number}", file_bytes(ds)))
    bridge.end(canceled=False)
    work(bridge)
    return bridge, told


def work(bridge: Bridge) -> None:
    while bridge.work():
        pass


def ask(bridge: Bridge, name: str, **fields: Any) -> None:
    bridge.handle(name, json.dumps(fields))


def test_the_first_picture_of_all_comes_unasked_for_the_first_view(opened: tuple[Bridge, Told]) -> None:
    pictures = [body for name, body in opened[1] if name == "picture"]
    assert [(body["view"], body["seq"], body["stack"]) for body in pictures] == [(1, 0, "s1")]


def test_an_answer_repeats_the_view_and_the_number_of_its_request(opened: tuple[Bridge, Told]) -> None:
    bridge, told = opened
    ask(bridge, "arrange", views=[1, 2])
    asked = [(2, 7, "s2", 3), (1, 8, "s1", 5), (2, 9, "s1", 0)]
    for view, seq, stack, index in asked:
        draw(bridge, stack, index, view=view, seq=seq)
    answers = [body for name, body in told if name == "picture"][-3:]
    assert [(body["view"], body["seq"], body["stack"], body["index"]) for body in answers] == asked


def test_a_view_that_is_not_on_the_screen_gets_no_picture(opened: tuple[Bridge, Told]) -> None:
    bridge, told = opened
    before = len(told)
    draw(bridge, "s2", 0, view=4, seq=1)
    assert [name for name, _ in told[before:] if name == "picture"] == []


def test_both_series_on_the_screen_are_decoded_and_stay_when_one_view_goes(opened: tuple[Bridge, Told]) -> None:
    bridge, told = opened
    ask(bridge, "arrange", views=[1, 2])
    draw(bridge, "s1", 0, view=1, seq=1)
    draw(bridge, "s2", 0, view=2, seq=1)
    work(bridge)
    done = {body["stack"]: body["done"] for name, body in told if name == "loaded"}
    assert done == {"s1": 6, "s2": 6}
    ask(bridge, "arrange", views=[1])
    before = len(told)
    draw(bridge, "s2", 4, view=1, seq=2)
    loaded = next(body for name, body in told[before:] if name == "loaded")
    assert (loaded["stack"], loaded["done"]) == ("s2", 6)


def test_the_catalog_tells_where_the_picture_of_each_view_stands(opened: tuple[Bridge, Told]) -> None:
    bridge, told = opened
    ask(bridge, "arrange", views=[1, 2])
    draw(bridge, "s1", 2, view=1, seq=1)
    draw(bridge, "s1", 4, view=2, seq=1)
    bridge.begin()
    for number in (-2, -1):
        ds = data_set(
            SeriesInstanceUID="1.2.1", SOPInstanceUID=f"1.9.1.{20 - number}", InstanceNumber=number, ImagePositionPatient=[0, 0, number]
        )
        bridge.take(PhantomFile(f"more{number}", file_bytes(ds)))
    bridge.end(canceled=False)
    work(bridge)
    places = [body for name, body in told if name == "catalog"][-1]["places"]
    assert places == {"1": 4, "2": 6}


def test_values_under_the_pointer_are_told_for_their_view(opened: tuple[Bridge, Told]) -> None:
    bridge, told = opened
    ask(bridge, "probe", view=1, stack="s1", index=0, row=1, column=2)
    name, body = told[-1]
    assert (name, body["view"], body["text"]) == ("value", 1, "6")
