"""Pictures in forms that are makers' own.

Philips' compression: values worked out by hand from the two steps as GDCM's example rle2img and Orthanc's decoder publish them, and
pictures through an encoder of the tests' own. The others: what a person is told.
"""

import struct
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import SecondaryCaptureImageStorage

from tests.core.frames import encapsulated
from tests.core.made import Memory, data_set, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.catalog.stack import Stack
from viewer.errors import BrokenFile
from viewer.pixels.decode import decode
from viewer.pixels.proprietary import decode_runs

Pixels = np.ndarray[Any, np.dtype[Any]]


def opened(data: bytes) -> tuple[Stack | None, Catalog]:
    catalog = Catalog()
    return scan(Memory(data), catalog), catalog


def told(ds: Dataset, syntax: str = "1.2.840.10008.1.2.1") -> str:
    """Why a file is not shown."""
    stack, catalog = opened(file_bytes(ds, syntax=syntax))
    assert stack is None
    (skipped,) = catalog.skipped
    return skipped.reason


def bare(**keywords: Any) -> Dataset:
    """A picture without its pixels."""
    ds = data_set(np.zeros((8, 8), np.uint16), **keywords)
    del ds.PixelData
    return ds


# Philips' own compression


def runs(pixels: Pixels) -> bytes:
    """Encode values by the two steps: differences of a byte or whole values, then runs of equal bytes; A5 itself is a run of one."""
    steps, before = bytearray(), 0
    for value in pixels.ravel().tolist():
        difference = value - before
        if -128 <= difference < 128 and difference & 0xFF != 0x5A:
            steps.append(difference & 0xFF)
        else:
            steps += b"\x5a" + struct.pack("<H", value & 0xFFFF)
        before = value
    packed, at = bytearray(), 0
    while at < len(steps):
        length = 1
        while at + length < len(steps) and length < 256 and steps[at + length] == steps[at]:
            length += 1
        packed += bytes((0xA5, length - 1, steps[at])) if length > 3 or steps[at] == 0xA5 else steps[at : at + length]
        at += length
    return bytes(packed) + b"\0" * (len(packed) % 2)


def elscint(pixels: Pixels, *, kind: str = "PMSCT_RLE1", block: int = 0x10, raw: bytes | None = None, **keywords: Any) -> bytes:
    ds = data_set(pixels, **keywords)
    del ds.PixelData
    ds.add_new(0x07A1_0000 | block, "LO", "ELSCINT1")
    ds.add_new(0x07A1_000A | block << 8, "OB", runs(pixels) if raw is None else raw)
    ds.add_new(0x07A1_0011 | block << 8, "CS", kind)
    return file_bytes(ds)


@pytest.mark.trap(54)
@pytest.mark.parametrize(
    ("packed", "values"),
    [
        ("5a 2c 01 05 fb", [300, 305, 300]),
        ("00 01 7f 80 ff", [0, 1, 128, 0, 65535]),
        ("5a 00 10 a5 03 02", [4096, 4098, 4100, 4102, 4104]),
        ("a5 00 a5", [65445]),  # a difference of -91 is written as a run of one
        ("5a a5 00 a5 01 01", [421, 422]),  # as is A5 within a value: 01A5
        ("a5 01 5a 07", [0x075A]),  # a run of 5A: the first is the mark, the second the low byte
        ("5a ff ff 01", [65535, 0]),  # values go round
        ("a5 ff 00", [0] * 256),
    ],
)
def test_philips_own_compression_by_hand(packed: str, values: list[int]) -> None:
    assert np.frombuffer(decode_runs(bytes.fromhex(packed), len(values)), "<u2").tolist() == values


@pytest.mark.trap(54)
@pytest.mark.reads("syntax", "PMSCT_RLE1")
@pytest.mark.parametrize("block", [0x10, 0x11, 0xFF])
@pytest.mark.parametrize("kind", ["smooth", "noise", "signed", "flat"])
def test_pictures_in_philips_own_compression_are_shown(kind: str, block: int) -> None:
    y, x = np.mgrid[0:96, 0:128]
    pixels = {
        "smooth": (1000 + 500 * np.sin(x / 9) + 300 * np.cos(y / 7)).astype(np.uint16),
        "noise": np.random.default_rng(3).integers(0, 4096, (96, 128)).astype(np.uint16),
        "signed": (x * y - 3000).astype(np.int16),
        "flat": np.full((96, 128), 7, np.uint16),
    }[kind]
    stack, catalog = opened(elscint(pixels, block=block, RescaleIntercept=-1024))
    assert stack is not None, catalog.skipped
    (instance,) = stack.instances
    assert (decode(instance.pixel_bytes(), instance.format, 0) == pixels).all()
    assert "Philips" in instance.syntax_words
    assert not instance.notices


@pytest.mark.trap(54)
@pytest.mark.parametrize("raw", [b"\0" * 40, b"\0" * 90, b"\xa5\xff\0" * 4000, b"\xa5\xff", b"\x5a", b"\xa5\xff\x5a" * 9000])
def test_other_bytes_in_its_place_are_told_and_not_drawn(raw: bytes) -> None:
    stack, _ = opened(elscint(np.zeros((8, 8), np.uint16), raw=raw + b"\0" * (len(raw) % 2)))
    assert stack is not None
    (instance,) = stack.instances
    with pytest.raises(BrokenFile, match="Philips"):
        decode(instance.pixel_bytes(), instance.format, 0)


@pytest.mark.trap(54)
@pytest.mark.parametrize("kind", ["LOSSLESS RICE", "PMSCT_RGB1", ""])
def test_philips_other_compressions_are_named(kind: str) -> None:
    stack, catalog = opened(elscint(np.zeros((8, 8), np.uint16), kind=kind))
    assert stack is None
    reason = catalog.skipped[0].reason
    assert "compressed in Philips' own way" in reason and kind in reason and "export as standard DICOM" in reason


@pytest.mark.trap(54)
def test_sound_pixels_beside_the_private_ones_are_what_is_shown() -> None:
    ds = data_set(np.full((8, 8), 5, np.uint16))
    ds.add_new(0x07A1_0010, "LO", "ELSCINT1")
    ds.add_new(0x07A1_100A, "OB", bytes(64))
    ds.add_new(0x07A1_1011, "CS", "PMSCT_RLE1")
    stack, _ = opened(file_bytes(ds))
    assert stack is not None and stack.instances[0].syntax == "1.2.840.10008.1.2.1"


# Hologic, Zeiss, and anybody's


@pytest.mark.trap(54)
def test_hologics_own_form_is_named_with_what_to_ask_for() -> None:
    inside = Dataset()
    inside.add_new(0x7E01_0010, "LO", "HOLOGIC, Inc.")
    inside.add_new(0x7E01_1012, "OB", bytes(range(256)) * 8)
    ds = bare(SOPClassUID=SecondaryCaptureImageStorage, Modality="MG", Manufacturer="HOLOGIC, Inc.")
    del ds.Rows, ds.Columns
    ds.add_new(0x7E01_0010, "LO", "HOLOGIC, Inc.")
    ds.add_new(0x7E01_1010, "SQ", Sequence([inside, inside]))
    reason = told(ds)
    assert "slices of a breast" in reason and "Hologic's own form" in reason and "Breast Tomosynthesis (BTO)" in reason
    assert "missing" not in reason and "copy" not in reason


@pytest.mark.trap(54)
@pytest.mark.parametrize("table", [False, True])
@pytest.mark.parametrize("frames", [1, 3])
def test_zeiss_locking_is_named(frames: int, *, table: bool) -> None:
    ds = data_set(np.zeros((8, 8), np.uint8), Manufacturer="Carl Zeiss Meditec", NumberOfFrames=frames)
    locked = bytes((number * 37 + 11) & 0xFF for number in range(600))
    ds.PixelData = encapsulated([[locked]] * frames, table=table)
    ds["PixelData"].VR = "OB"
    ds["PixelData"].is_undefined_length = True
    reason = told(ds, "1.2.840.10008.1.2.4.90")
    assert "locked in Zeiss' own way" in reason and "Zeiss program" in reason
    assert "copy" not in reason.lower()


@pytest.mark.trap(54)
def test_a_sound_picture_of_zeiss_is_shown() -> None:
    import imagecodecs

    pixels = np.arange(64, dtype=np.uint8).reshape(8, 8)
    ds = data_set(pixels, Manufacturer="Carl Zeiss Meditec")
    ds.PixelData = encapsulated([[bytes(imagecodecs.jpeg2k_encode(pixels, level=0, codecformat="j2k", reversible=True))]], table=True)
    ds["PixelData"].VR = "OB"
    ds["PixelData"].is_undefined_length = True
    stack, _ = opened(file_bytes(ds, syntax="1.2.840.10008.1.2.4.90"))
    assert stack is not None
    assert (decode(stack.instances[0].pixel_bytes(), stack.instances[0].format, 0) == pixels).all()


@pytest.mark.trap(54)
def test_a_picture_that_may_be_in_private_elements_is_told_so_with_whose_they_are() -> None:
    ds = bare(Manufacturer="ACME Medical")
    ds.add_new(0x7FDF_0010, "LO", "ACME VOLUME 3")
    ds.add_new(0x7FDF_1010, "OB", bytes(5000))
    reason = told(ds)
    assert "5,000 bytes of the maker's own (ACME VOLUME 3, ACME Medical)" in reason and "export as standard DICOM" in reason


@pytest.mark.trap(54)
@pytest.mark.parametrize(
    ("uid", "maker", "name"),
    [
        ("1.3.46.670589.11.0.0.12.2", "", "Philips"), ("1.3.12.2.1107.5.9.1", "", "Siemens"), ("1.2.840.113619.4.30", "", "GE"),
        ("1.2.3.4.5", "ACME", "ACME"), ("1.2.3.4.5", "", ""),
    ],
)  # fmt: skip
def test_an_object_of_a_makers_own_kind_lacks_nothing(uid: str, maker: str, name: str) -> None:
    ds = bare(SOPClassUID=uid, **({"Manufacturer": maker} if maker else {}))
    stack, catalog = opened(file_bytes(ds))
    assert stack is None and not catalog.skipped
    (document,) = catalog.documents
    assert document.kind == (f"Data of the maker's own ({name})" if name else "Data of the maker's own")
    assert "missing" not in document.reason and "copy" not in document.reason
    assert document.open().title


@pytest.mark.trap(54)
def test_a_new_copy_is_asked_for_only_where_the_file_ends_too_early() -> None:
    data = file_bytes(bare())
    assert "copy" not in opened(data)[1].skipped[0].reason
    assert "export that holds the pictures" in opened(data)[1].skipped[0].reason
    cut = file_bytes(data_set(np.zeros((8, 8), np.uint16)))
    assert "Ask for a new copy" in opened(cut[: cut.index(b"\x28\0\x10\0") + 9])[1].skipped[0].reason


@pytest.mark.trap(54)
def test_of_a_stream_that_is_not_what_the_file_announces_another_export_is_asked_for() -> None:
    import imagecodecs

    ds = data_set(np.zeros((8, 8), np.uint8))
    for stream in (bytes(imagecodecs.jpeg8_encode(np.zeros((40, 40), np.uint8))), bytes(range(200))):
        ds.PixelData = encapsulated([[stream]])
        ds["PixelData"].VR = "OB"
        ds["PixelData"].is_undefined_length = True
        stack, _ = opened(file_bytes(ds, syntax="1.2.840.10008.1.2.4.50"))
        assert stack is not None
        (instance,) = stack.instances
        with pytest.raises(BrokenFile) as failure:
            decode(instance.pixel_bytes(), instance.format, 0)
        assert "uncompressed DICOM" in str(failure.value) and "copy" not in str(failure.value).lower()
