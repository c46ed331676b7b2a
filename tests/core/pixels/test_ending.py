"""Compressed files that end before their pixels do: told when they are read, before anything is decoded (trap 5)."""

import struct
from typing import Any

import imagecodecs
import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import DeflatedExplicitVRLittleEndian

from tests.core.frames import BASE, DELIMITER, encapsulated
from tests.core.made import Memory, data_set, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan

NOISE = np.random.default_rng(5).integers(0, 256, (32, 48), np.uint8)


def rle(frame: np.ndarray) -> bytes:
    """One byte plane of literal runs, after PS3.5 annex G."""
    raw = frame.tobytes()
    return struct.pack("<16I", 1, 64, *(0,) * 14) + b"".join(b"\x7f" + raw[at : at + 128] for at in range(0, len(raw), 128))


STREAMS = {
    "JPEG baseline": (".4.50", bytes(imagecodecs.jpeg8_encode(NOISE, 90))),
    "JPEG lossless": (".4.70", bytes(imagecodecs.jpeg8_encode(NOISE, lossless=True, predictor=1, bitspersample=8))),
    "JPEG-LS": (".4.80", bytes(imagecodecs.jpegls_encode(NOISE))),
    "JPEG 2000": (".4.90", bytes(imagecodecs.jpeg2k_encode(NOISE, level=0, codecformat="j2k", reversible=True))),
    "RLE": (".5", rle(NOISE)),
    "HTJ2K": (".4.201", bytes(imagecodecs.htj2k_encode(NOISE, reversible=True))),
}


def compressed(syntax: str, value: bytes, **keywords: Any) -> bytes:
    """A file whose pixel element is this value, its end mark at the end of the file."""
    ds = data_set(NOISE, PixelData=value.removesuffix(DELIMITER), **keywords)
    ds["PixelData"].VR, ds["PixelData"].is_undefined_length = "OB", True
    return file_bytes(ds, syntax=BASE + syntax)


def cut_notices(data: bytes) -> list[str]:
    """What the catalog says of too early an end."""
    catalog = Catalog()
    scan(Memory(data), catalog)
    stacks = [
        stack
        for patient in catalog.describe()["patients"]
        for study in patient["studies"]
        for series in study["series"]
        for stack in series["stacks"]
    ]
    assert len(stacks) == 1
    notices = [notice for notice in stacks[0]["notices"] if "is incomplete" in notice]
    assert stacks[0]["cut"] == bool(notices)
    return notices


@pytest.mark.trap(5)
@pytest.mark.parametrize("name", STREAMS)
def test_a_compressed_picture_that_is_cut_is_told_with_how_much_is_there(name: str) -> None:
    syntax, stream = STREAMS[name]
    value = encapsulated([[stream]])
    data = compressed(syntax, value)
    assert cut_notices(data) == []
    body = value.removesuffix(DELIMITER)
    assert data.endswith(value)
    there = len(body) * 3 // 5
    assert cut_notices(data[: len(data) - len(value) + there]) == [
        f"The file is incomplete: {100 * there // len(body)}% of its picture data is there. The rest of what you see is filler, not your scan"
    ]


@pytest.mark.trap(5)
def test_a_picture_in_many_fragments_is_looked_through_to_its_last() -> None:
    syntax, stream = STREAMS["JPEG lossless"]
    value = encapsulated([[stream[at : at + 200] for at in range(0, len(stream), 200)]])
    data = compressed(syntax, value)
    assert cut_notices(data) == []
    assert len(cut_notices(data[:-60])) == 1


@pytest.mark.trap(5)
@pytest.mark.parametrize("table", [False, True])
def test_a_film_that_is_cut_is_told_in_a_frame_or_between_two(*, table: bool) -> None:
    syntax, stream = STREAMS["JPEG-LS"]
    value = encapsulated([[stream]] * 3, table=table)
    data = compressed(syntax, value, NumberOfFrames=3)
    fragment = 8 + len(stream) + len(stream) % 2
    sentence = "The file is incomplete: part of its picture data is missing. The rest of what you see is filler, not your scan"
    assert cut_notices(data) == []
    for missing in (len(DELIMITER) + 10, len(DELIMITER) + fragment, len(DELIMITER) + fragment + 10):
        assert cut_notices(data[:-missing]) == [sentence]


@pytest.mark.parametrize("frames", [1, 3])
def test_a_missing_end_mark_alone_and_elements_behind_the_pixels_are_no_loss(frames: int) -> None:
    syntax, stream = STREAMS["RLE"]
    value = encapsulated([[stream]] * frames)
    data = compressed(syntax, value, NumberOfFrames=frames)
    assert cut_notices(data[: -len(DELIMITER)]) == []
    assert cut_notices(compressed(syntax, value, NumberOfFrames=frames, DataSetTrailingPadding=bytes(5000))) == []
    without_table = compressed(syntax, value[8:], NumberOfFrames=frames)
    assert cut_notices(without_table[: -len(DELIMITER)]) == []


@pytest.mark.trap(5)
def test_a_deflated_file_that_is_cut_is_told_with_how_much_could_be_unpacked() -> None:
    ds: Dataset = data_set(np.tile(NOISE, (20, 20)))
    data = file_bytes(ds, syntax=DeflatedExplicitVRLittleEndian)
    assert cut_notices(data) == []
    cut = data[: len(data) * 3 // 5]
    notices = cut_notices(cut)
    assert len(notices) == 1
    assert notices[0].endswith("% of its picture data is there. The rest is black")


def test_the_usual_compressed_file_is_not_read_beyond_its_header() -> None:
    """On a disc that would be a seek for each file, in an archive the unpacking of all of it."""

    class Counted(Memory):
        def read(self, start: int = 0, stop: int | None = None) -> bytes:
            reads.append((start, stop))
            return super().read(start, stop)

    reads: list[tuple[int, int | None]] = []
    big = np.random.default_rng(6).integers(0, 256, (400, 400), np.uint8)
    data = compressed(".5", encapsulated([[rle(big)]]), Rows=400, Columns=400)
    assert len(data) > 1 << 17
    scan(Counted(data), Catalog())
    assert {stop for _, stop in reads if stop is None or stop > 1 << 16} == set()
