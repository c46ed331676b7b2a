"""How many frames are there, whatever the file says (trap 50); the right number is how many were written."""

import struct
from collections.abc import Callable

import imagecodecs
import numpy as np
import pytest
from pydicom.uid import ExplicitVRLittleEndian, JPEGBaseline8Bit, JPEGLosslessSV1, RLELossless

from tests.core.frames import BASE, DELIMITER, encapsulated, item
from tests.core.made import Memory, data_set, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.catalog.stack import Stack
from viewer.errors import BrokenFile
from viewer.volume.frames import Frames

FRAMES = np.arange(6 * 20 * 24, dtype=np.uint16).reshape(6, 20, 24)
EIGHT = (FRAMES // 12).astype(np.uint8)


def rle(frame: np.ndarray) -> bytes:
    """One frame of 16 bits in RLE, each byte told as it is."""
    planes = [(frame >> 8).astype(np.uint8).tobytes(), (frame & 255).astype(np.uint8).tobytes()]
    packed = [
        b"".join(bytes((len(part) - 1,)) + part for at in range(0, len(plane), 128) if (part := plane[at : at + 128])) for plane in planes
    ]
    return struct.pack("<16I", 2, 64, 64 + len(packed[0]), *[0] * 13) + b"".join(packed)


def jpeg(frame: np.ndarray) -> bytes:
    return bytes(imagecodecs.jpeg8_encode(frame, lossless=True, predictor=1, bitspersample=16))


def stack_of(raw: bytes) -> Stack:
    catalog = Catalog()
    scan(Memory(raw), catalog)
    (stack,) = catalog.stacks()
    return stack


def written(pixels: np.ndarray, announced: int | None, *, syntax: str = ExplicitVRLittleEndian, value: bytes | None = None) -> bytes:
    """A file that announces so many frames, and holds others."""
    ds = data_set(pixels, Modality="XA", ImagePositionPatient=None, ImageOrientationPatient=None)
    if announced is None:
        del ds.NumberOfFrames
    else:
        ds.NumberOfFrames = announced
    if value is not None:
        ds.PixelData = value
        ds["PixelData"].VR = "OB"
        ds["PixelData"].is_undefined_length = True
    return file_bytes(ds, syntax=syntax)


def shown(stack: Stack) -> list[np.ndarray]:
    frames = Frames(stack, budget=1 << 26)
    return [frames.frame(index) for index in range(len(stack))]


@pytest.mark.trap(50)
@pytest.mark.parametrize(
    ("announced", "words"),
    [
        (None, "does not say how many pictures it holds: 6 are there"),
        (0, "holds 0 pictures, but 6 are there"),
        (1, "holds 1 picture, but 6 are there, and all"),
        (4, "holds 4 pictures, but 6 are there, and all"),
        (6, ""),
        (9, "holds 9 pictures, but only 6 are there"),
        (70_000, "but only 6 are there"),
    ],
)
@pytest.mark.parametrize("kind", ["native", "JPEG", "JPEG without a table", "RLE", "JPEG in pieces"])
def test_all_frames_that_are_there_are_shown_and_a_wrong_number_is_told(announced: int | None, words: str, kind: str) -> None:
    if kind == "native":
        raw = written(FRAMES, announced)
    else:
        streams = [[rle(frame)] if kind == "RLE" else [jpeg(frame)] for frame in FRAMES]
        if kind == "JPEG in pieces":
            streams = [[stream[:200], stream[200:]] for (stream,) in streams]
        value = encapsulated(streams, table=kind in ("JPEG", "RLE"))
        raw = written(FRAMES, announced, syntax=RLELossless if kind == "RLE" else JPEGLosslessSV1, value=value)
    stack = stack_of(raw)
    assert [frame.tolist() for frame in shown(stack)] == FRAMES.tolist()
    told = str(stack.notices.get("frames", ""))
    assert told == words or (words and words in told)


@pytest.mark.trap(50)
def test_a_table_of_offsets_that_agrees_with_a_wrong_number_does_not_hide_frames() -> None:
    streams = [jpeg(frame) for frame in FRAMES]
    offsets = [sum(8 + len(stream) + len(stream) % 2 for stream in streams[:at]) for at in range(4)]
    stack = stack_of(written(FRAMES, 4, syntax=JPEGLosslessSV1, value=encapsulated([[stream] for stream in streams], table=offsets)))
    assert [frame.tolist() for frame in shown(stack)] == FRAMES.tolist()


@pytest.mark.trap(50)
@pytest.mark.parametrize("pixels", [np.arange(15, dtype=np.uint8).reshape(3, 5), np.zeros((1, 1), np.uint8), FRAMES[0]])
def test_a_single_picture_stays_one_also_with_its_padding_byte_and_in_many_pieces(pixels: np.ndarray) -> None:
    assert (len(one := stack_of(written(pixels[None], None))), "frames" in one.notices) == (1, False)
    if pixels.itemsize > 1:
        stream = jpeg(pixels)
        pieces = encapsulated([[stream[at : at + 64] for at in range(0, len(stream), 64)]])
        one = stack_of(written(pixels[None], None, syntax=JPEGLosslessSV1, value=pieces))
        assert (len(one), "frames" in one.notices) == (1, False)
        assert shown(one)[0].tolist() == pixels.tolist()


@pytest.mark.trap(50)
@pytest.mark.parametrize("announced", [None, 1, 2, 3, 5])
def test_zeros_behind_the_last_picture_are_filling_and_a_black_picture_that_is_announced_is_one(announced: int | None) -> None:
    black = FRAMES.copy()
    black[2:] = 0
    black[1, -1] = 0  # the last picture that is none of zeros alone ends in some
    stack = stack_of(written(black, announced))
    assert [frame.tolist() for frame in shown(stack)] == black[: max(announced or 1, 2)].tolist()
    between = FRAMES.copy()
    between[3] = 0
    assert [frame.tolist() for frame in shown(stack_of(written(between, announced)))] == between.tolist()


@pytest.mark.trap(50)
def test_one_picture_and_a_second_ones_worth_of_zeros_are_one_picture_without_a_word() -> None:
    ds = data_set(FRAMES[0], PixelData=FRAMES[0].tobytes() + bytes(FRAMES[0].nbytes))
    stack = stack_of(file_bytes(ds))
    assert [frame.tolist() for frame in shown(stack)] == [FRAMES[0].tolist()]
    assert "frames" not in stack.notices


@pytest.mark.trap(50)
def test_frames_of_single_bits_and_of_shared_chroma_are_counted_by_their_bits() -> None:
    bits = np.random.default_rng(3).integers(0, 2, (5, 7, 5)).astype(np.uint8)  # 35 bits each: none ends with a byte
    packed = np.packbits(bits.reshape(-1), bitorder="little").tobytes()
    for announced, found in ((5, 5), (1, 5), (None, 5), (50, 6)):  # of 50 as many as could begin in these bytes
        ds = data_set(bits, BitsAllocated=1, BitsStored=1, HighBit=0, PixelData=packed + bytes(len(packed) % 2))
        ds.NumberOfFrames = announced or 1
        if announced is None:
            del ds.NumberOfFrames
        assert len(stack_of(file_bytes(ds))) == found
    full = np.zeros((4, 4, 3), np.uint8)  # the label says that chroma is shared; it is not, and this is one picture
    ds = data_set(full, PhotometricInterpretation="YBR_FULL_422")
    assert len(stack_of(file_bytes(ds))) == 1


@pytest.mark.trap(50)
def test_a_frame_whose_beginning_is_damaged_still_counts() -> None:
    streams = [jpeg(frame) for frame in FRAMES]
    streams[2] = b"\0\0\0\0" + streams[2][4:]
    for table in (True, False):
        stack = stack_of(written(FRAMES, 6, syntax=JPEGLosslessSV1, value=encapsulated([[stream] for stream in streams], table=table)))
        assert (len(stack), "frames" in stack.notices) == (6, False)


@pytest.mark.trap(50)
@pytest.mark.parametrize(
    "rubbish", [bytes(16), bytes(1), b"\xde\xad\xbe\xef" * 5, b"\xfe\xff\x00\xe0\xff\xff\xff\x7f", bytes(5000)], ids=len
)
@pytest.mark.parametrize("where", [0, 1, 2, 3])
@pytest.mark.parametrize("announced", [3, 1])
def test_what_lies_between_frames_and_is_none_is_passed_over(rubbish: bytes, where: int, announced: int) -> None:
    pieces = [item(b""), *(item(stream + bytes(len(stream) % 2)) for stream in map(jpeg, FRAMES[:3])), DELIMITER]
    pieces.insert(where + 1, rubbish)
    stack = stack_of(written(FRAMES[:3], announced, syntax=JPEGLosslessSV1, value=b"".join(pieces)))
    assert [frame.tolist() for frame in shown(stack)] == FRAMES[:3].tolist()


class Counting(Memory):
    """An entry that remembers what was read of it."""

    def read(self, start: int = 0, stop: int | None = None) -> bytes:
        seen.append((start, stop))
        return super().read(start, stop)


seen: list[tuple[int, int | None]] = []


@pytest.mark.parametrize("make", [lambda: FRAMES[0].tobytes() * 300, lambda: rle(np.tile(FRAMES[0], (20, 20)))], ids=["native", "RLE"])
def test_the_usual_single_picture_costs_no_reading_beyond_its_header(make: Callable[[], bytes]) -> None:
    seen.clear()
    large = np.tile(FRAMES[0], (20, 20))
    native = len(make()) == FRAMES[0].nbytes * 300
    raw = written(large[None], 1) if native else written(large[None], 1, syntax=RLELossless, value=encapsulated([[make()]]))
    scan(Counting(raw), Catalog())
    assert len(seen) == 1


def test_eight_bit_jpegs_of_a_film_are_counted_like_others() -> None:
    value = encapsulated([[bytes(imagecodecs.jpeg8_encode(frame, 100))] for frame in EIGHT])
    assert len(stack_of(written(EIGHT, None, syntax=JPEGBaseline8Bit, value=value))) == 6
    assert BASE in JPEGBaseline8Bit


@pytest.mark.trap(50)
@pytest.mark.parametrize("announced", [None, 1, 2, 3, 5])
def test_chroma_that_is_shared_in_name_only_makes_no_other_number_of_frames(announced: int | None) -> None:
    colors = np.dstack((EIGHT[0], EIGHT[1], EIGHT[2]))
    ds = data_set(colors, PhotometricInterpretation="YBR_FULL_422", PixelData=np.stack([colors] * 3).tobytes())
    if announced is not None:
        ds.NumberOfFrames = announced
    assert len(stack_of(file_bytes(ds))) == 3


@pytest.mark.trap(4)
@pytest.mark.parametrize("lost", range(5))
def test_an_empty_frame_costs_itself_and_the_others_keep_their_places(lost: int) -> None:
    streams = [b"" if number == lost else jpeg(frame) for number, frame in enumerate(FRAMES)]
    stack = stack_of(written(FRAMES, 6, syntax=JPEGLosslessSV1, value=encapsulated([[stream] for stream in streams])))
    assert len(stack) == 6
    frames = Frames(stack, budget=1 << 26)
    with pytest.raises(BrokenFile):
        frames.frame(lost)
    for number in {*range(6)} - {lost}:
        assert np.array_equal(frames.frame(number), FRAMES[number])
