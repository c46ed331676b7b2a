"""The bridge without a browser: what it tells the page when reading ends and one stack turns out to be two."""

import json
import time
from collections.abc import Sequence
from typing import Any

import imagecodecs
import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom.uid import HTJ2KLossless, JPEGBaseline8Bit

from app.cell.bridge import Bridge
from tests.core.catalog.test_split import HEIGHTS, mr
from tests.core.frames import encapsulated
from tests.core.made import data_set, file_bytes
from viewer.catalog import stack
from viewer.phantom import PhantomFile
from viewer.space.plane import Plane, places

ASKED = {"center": None, "width": None, "voi": None, "invert": False, "overlays": True, "saved": None, "subtract": None, "changed": None}
"""What a request for a picture says beside view, number and place when nobody wishes for anything."""


def draw(bridge: Bridge, stack: str, index: int, *, view: int = 1, seq: int = 0, **wishes: Any) -> None:
    """Ask for a picture as the page does."""
    bridge.handle("draw", json.dumps({"view": view, "seq": seq, "stack": stack, "index": index, **ASKED, **wishes}))


def listened_to(gigabytes: float = 8) -> tuple[Bridge, list[tuple[str, dict[str, Any]]]]:
    """Give a cell's bridge on a machine of this memory and one processor, and the list into which go all messages that it posts."""
    told: list[tuple[str, dict[str, Any]]] = []
    bridge = Bridge(
        lambda name, body: told.append((name, json.loads(body))),
        lambda name, body, _: told.append((name, json.loads(body))),
        lambda *_: None,
        gigabytes,
        1,
    )
    return bridge, told


def test_when_reading_ends_the_shown_stack_keeps_its_name_and_its_picture_and_loses_what_is_not_its() -> None:
    bridge, told = listened_to()
    bridge.begin()
    for number, (height, echo) in enumerate((height, echo) for height in HEIGHTS[::-1] for echo in (1, 2)):
        bridge.take(PhantomFile(f"{number}", file_bytes(mr(height, EchoNumbers=echo))))
    while bridge.work():
        pass
    bridge.end(canceled=False)
    while bridge.work():
        pass
    listed = [body for name, body in told if name == "catalog"][-1]
    (patient,) = listed["patients"]
    stacks = patient["studies"][0]["series"][0]["stacks"]
    assert [(stack["id"], stack["label"], stack["frames"]) for stack in stacks] == [("s1", "Echo 1", 4), ("s2", "Echo 2", 4)]
    assert listed["places"] == {"1": 0}  # the first file read, the highest slice: numbered from the head down
    loaded = [body for name, body in told if name == "loaded"][-1]
    assert (loaded["stack"], loaded["done"], loaded["total"]) == ("s1", 4, 4)
    assert {body["stack"] for name, body in told if name == "thumbnail"} == {"s1", "s2"}
    draw(bridge, "s2", 3)
    name, body = told[-1]
    assert (name, body["stack"], body["index"], body["count"], body["error"]) == ("picture", "s2", 3, 4, None)


def test_a_series_is_not_put_in_order_anew_for_each_of_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """To sort all pictures by their places again for every file that joins would take as long as reading and decoding together."""
    bridge, _ = listened_to()
    monkeypatch.setattr(time, "monotonic", lambda: 1.0)  # no clock, and so no list that is sent anew after a while
    sorted_so_far: list[int] = []

    def counted(planes: Sequence[Plane]) -> NDArray[np.float64]:
        sorted_so_far.append(len(planes))
        return places(planes)

    monkeypatch.setattr(stack, "places", counted)
    bridge.begin()
    bridge.counted(40)
    for number in range(40):
        bridge.take(PhantomFile(f"{number}", file_bytes(mr(float(number)))))
        while bridge.work():
            pass
    assert len(sorted_so_far) <= 5
    bridge.end(canceled=False)
    assert sorted_so_far[-1] == 40


class Handed:
    """A file as JavaScript hands it over; what is read of it after it was let go of is read from the disc again."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path, self.size, self._data = path, len(data), data
        self.held = True
        self.again = 0

    def read(self, start: int, stop: int) -> Any:
        self.again += not self.held
        return Bytes(self._data[start:stop])

    def cut(self, places: list[int]) -> Any:
        raise NotImplementedError

    def release(self) -> None:
        self.held = False


class Bytes(bytes):
    """A Uint8Array of JavaScript."""

    __slots__ = ()

    def to_bytes(self) -> bytes:
        return bytes(self)


def test_files_that_wait_for_decoders_which_were_called_are_not_read_again() -> None:
    told: list[str] = []
    sent: list[int] = []
    bridge = Bridge(lambda name, _: told.append(name), lambda *_: None, lambda _, number, *__: sent.append(number), 8, 2)
    files = []
    for number in range(20):
        ds = data_set(SOPInstanceUID=f"1.9.{number}", InstanceNumber=number, ImagePositionPatient=[0, 0, number])
        ds.PixelData = encapsulated([[bytes(imagecodecs.htj2k_encode(np.zeros((3, 4), np.int16), reversible=True))]])
        ds["PixelData"].is_undefined_length = True
        files.append(Handed(f"{number}", file_bytes(ds, syntax=HTJ2KLossless)))
    bridge.begin()
    bridge.counted(len(files) + 1)
    for file in files:
        bridge.scan(file)
        while bridge.work():
            pass
    assert told.count("decoders") == 1
    for decoder in range(3):
        bridge.crew.joined(decoder, "htj2k")
    bridge.work()
    assert len(sent) == len(files) - 1  # the first is on the screen
    assert [file.again for file in files] == [0] * len(files)


def test_of_a_series_beyond_the_budget_it_is_told_which_pictures_are_held() -> None:
    bridge, told = listened_to(8 * 24 / (256 << 20))  # GiB of the machine: room for eight pictures of 3 × 4 × 2 bytes
    bridge.begin()
    for number in range(20):
        ds = data_set(SOPInstanceUID=f"1.9.{number}", InstanceNumber=number, ImagePositionPatient=[0, 0, number])
        bridge.take(PhantomFile(f"{number}", file_bytes(ds)))
    bridge.end(canceled=False)
    for index in (0, 19, 0, 19):
        draw(bridge, "s1", index)
        assert (told[-1][1]["index"], told[-1][1]["error"]) == (index, None)  # what was let go is decoded again
        while bridge.work():
            pass
        loaded = [body for name, body in told if name == "loaded"][-1]
        assert (loaded["done"], loaded["first"], loaded["total"]) == (8, 12 if index else 0, 20)
        assert loaded["bytes"] <= loaded["budget"]


def test_a_series_whose_every_picture_is_a_stack_is_listed_now_and_then_and_whole_at_the_end() -> None:
    bridge, told = listened_to()
    files = [
        PhantomFile(f"{at}", file_bytes(data_set(np.zeros((2 + at // 20, 2 + at % 20), np.int16), SOPInstanceUID=f"1.9.{at}")))
        for at in range(300)
    ]
    started = time.monotonic()
    bridge.begin()
    for file in files:
        bridge.take(file)
    took = time.monotonic() - started
    listed = [body for name, body in told if name == "catalog"]
    assert [stacks(body) for body in listed[:2]] == [1, 2]
    assert len(listed) <= 2 + took / 0.25  # two at once, then four times a second at most
    bridge.end(canceled=False)
    while bridge.work():
        pass
    assert [stacks(body) for name, body in told if name == "catalog"][-1] == 300


def test_a_picture_that_lacks_a_part_is_told_with_it_and_in_the_list_once_it_is_decoded() -> None:
    bridge, told = listened_to()
    bridge.begin()
    pixels = np.random.default_rng(3).integers(0, 60, (64, 64), np.uint8)
    stream = bytes(imagecodecs.jpeg8_encode(pixels, 90))
    for number in range(5):
        ds = data_set(pixels, SOPInstanceUID=f"1.9.{number}", InstanceNumber=number, ImagePositionPatient=[0, 0, number])
        ds.PixelData = encapsulated([[stream[: len(stream) // 2] if number == 3 else stream]], delimiter=False)
        ds["PixelData"].VR, ds["PixelData"].is_undefined_length = "OB", True
        bridge.take(PhantomFile(f"{number}", file_bytes(ds, syntax=JPEGBaseline8Bit)))
    bridge.end(canceled=False)
    while bridge.work():
        pass
    listed = [body["patients"][0]["studies"][0]["series"][0]["stacks"][0] for name, body in told if name == "catalog"]
    assert (listed[0]["cut"], listed[-1]["cut"]) == (False, True)
    for index, missing in ((3, "Part of this picture is missing"), (4, None)):
        draw(bridge, "s1", index)
        assert (told[-1][0], told[-1][1]["error"], told[-1][1]["missing"]) == ("picture", None, missing)


def stacks(listed: dict[str, Any]) -> int:
    return sum(len(series["stacks"]) for patient in listed["patients"] for study in patient["studies"] for series in study["series"])


def test_a_better_copy_of_the_picture_on_the_screen_is_drawn_when_reading_ends() -> None:
    bridge, told = listened_to()
    pixels = np.rint(120 + 80 * np.outer(np.sin(np.arange(48) / 7), np.cos(np.arange(64) / 9))).astype(np.uint8)
    worse = data_set(pixels, LossyImageCompression="01")
    worse.PixelData = encapsulated([[imagecodecs.jpeg8_encode(pixels, level=50)]])
    worse["PixelData"].VR = "OB"
    worse["PixelData"].is_undefined_length = True
    bridge.begin()
    bridge.take(PhantomFile("worse", file_bytes(worse, syntax=JPEGBaseline8Bit)))
    before = [body for name, body in told if name == "picture"]
    bridge.take(PhantomFile("better", file_bytes(data_set(pixels))))
    assert [body for name, body in told if name == "picture"] == before
    bridge.end(canceled=False)
    while bridge.work():
        pass
    drawn = [body for name, body in told if name == "picture"]
    assert len(drawn) == len(before) + 1
    assert drawn[-1]["stack"] == before[-1]["stack"]
    (stack,) = [body for name, body in told if name == "catalog"][-1]["patients"][0]["studies"][0]["series"][0]["stacks"]
    assert not any("loss" in notice for notice in stack["notices"])


def test_what_a_small_picture_shows_of_another_series_is_listed_and_stays_when_that_one_is_shown() -> None:
    bridge, told = listened_to()
    bridge.begin()
    bridge.take(PhantomFile("shown", file_bytes(data_set(SOPInstanceUID="1.1", SeriesInstanceUID="1.1.1"))))
    for number in range(3):
        whole = number != 0
        ds = data_set(SOPInstanceUID=f"1.2.{number}", SeriesInstanceUID="1.2.2", ImagePositionPatient=[0, 0, number])
        ds.PixelData = ds.PixelData if whole else b""
        bridge.take(PhantomFile(f"{number}", file_bytes(ds)))
    bridge.end(canceled=False)

    def damaged() -> list[int]:
        while bridge.work():
            pass
        (patient,) = [body for name, body in told if name == "catalog"][-1]["patients"]
        return [stack["damaged"] for series in patient["studies"][0]["series"] for stack in series["stacks"]]

    assert damaged() == [0, 1]
    lists = sum(name == "catalog" for name, _ in told)
    draw(bridge, "s2", 0)
    assert damaged() == [0, 1]
    assert sum(name == "catalog" for name, _ in told) == lists, "known already"
