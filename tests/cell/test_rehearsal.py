"""The rehearsal runs through, and ends as soon as there is something to do."""

import imagecodecs
import numpy as np
import pytest

from app.cell.bridge import Bridge
from app.cell.rehearsal import HIGH_THROUGHPUT, SIDE, rehearsal
from viewer.phantom import slice_values
from viewer.pixels.decode import decode_encapsulated
from viewer.pixels.format import PixelFormat


def part_of_the_sample() -> np.ndarray:
    whole = slice_values(20)
    top = (len(whole) - SIDE) // 2
    return np.ascontiguousarray(whole[top : top + SIDE, top : top + SIDE].clip(0).astype(np.uint16))


def test_the_picture_in_htj2k_is_a_part_of_the_sample() -> None:
    form = PixelFormat(syntax="1.2.840.10008.1.2.4.201", rows=SIDE, columns=SIDE)
    assert np.array_equal(decode_encapsulated(HIGH_THROUGHPUT.read_bytes(), form), part_of_the_sample())


@pytest.mark.native
def test_the_picture_in_htj2k_can_be_made_again() -> None:
    assert HIGH_THROUGHPUT.read_bytes() == bytes(imagecodecs.htj2k_encode(part_of_the_sample(), reversible=True))


def test_it_runs_through_to_its_end() -> None:
    assert sum(1 for _ in rehearsal()) > 100


def test_the_first_file_ends_it() -> None:
    told: list[str] = []
    bridge = Bridge(lambda name, _: told.append(name), lambda *_: None, lambda *_: None, gigabytes=8, processors=2)
    assert bridge.work()
    assert bridge.work()
    assert told == [], "it is not told to anybody"
    bridge.begin()
    assert told == ["progress"]
    assert not bridge.work()


def test_without_files_it_comes_to_an_end_by_itself() -> None:
    bridge = Bridge(lambda *_: None, lambda *_: None, lambda *_: None, gigabytes=8, processors=2)
    steps = 0
    while bridge.work():
        steps += 1
        assert steps < 2000
    assert steps > 100
