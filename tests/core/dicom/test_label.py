"""The name of the transfer syntax: garbled, unknown, impossible or doubled, and what the pixels show in its place.

The right value is the one of the same file under its right name; for GE's own form, GDCM's and DCMTK's reading of the same file.
"""

import shutil
import struct
import subprocess
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from tests.core.frames import BASE, encapsulated
from tests.core.made import Memory, data_set, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.dicom.dataset import Dataset, read_dataset
from viewer.dicom.label import readable
from viewer.pixels.decode import decode
from viewer.pixels.format import PixelFormat

GRAY = (np.add.outer(np.arange(24), np.arange(32)) * 4).astype(np.uint8)
WIDE = GRAY.astype(np.uint16) * 9


def renamed(data: bytes, name: bytes) -> bytes:
    """The file under another name of its transfer syntax, whatever its length."""
    at = data.index(b"\2\0\x10\0UI")
    length = struct.unpack_from("<H", data, at + 6)[0]
    return data[: at + 6] + struct.pack("<H", len(name)) + name + data[at + 8 + length :]


def packed(*streams: bytes, pixels: np.ndarray = GRAY, syntax: str = f"{BASE}.4.50") -> bytes:
    """A file with compressed frames."""
    ds = data_set(pixels, **({"NumberOfFrames": len(streams)} if len(streams) > 1 else {}))
    ds.PixelData = encapsulated([[stream] for stream in streams])
    ds["PixelData"].VR = "OB"
    ds["PixelData"].is_undefined_length = True
    return file_bytes(ds, syntax=syntax)


def read(data: bytes) -> tuple[Dataset, np.ndarray]:
    dataset = read_dataset(Memory(data))
    assert dataset.pixels is not None
    start, length = dataset.pixels.start, dataset.pixels.length
    return dataset, decode(data[start : None if length is None else start + length], PixelFormat.of(dataset), 0)


@pytest.mark.trap(44)
@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"1.2.840.10008.1.2.1\0", ExplicitVRLittleEndian),
        (b"1_2_840_10008_1_2_1", ExplicitVRLittleEndian),
        (b"1,2,840,10008,1,2,4,70 ", f"{BASE}.4.70"),
        (b" 1.2.840.10008.1.2.4.50", f"{BASE}.4.50"),
        (b"1.2.840.10008.1.2\0.1.99", ImplicitVRLittleEndian),
        (b"1.2.840.10008.1.2.1\0\0\xfe\xffrubbish", ExplicitVRLittleEndian),
        (b"1.2.840.10008.1.2.4.100", f"{BASE}.4.100"),
        (b"1.3.46.670589.33.1.4.1", "1.3.46.670589.33.1.4.1"),
        (b"JPEG", "JPEG"),
        (b"", ""),
    ],
)
def test_a_garbled_name_is_read_as_it_was_meant_and_a_strange_one_is_left(raw: bytes, name: str) -> None:
    assert readable(raw) == name


STRANGE = [
    b"1_2_840_10008_1_2_1",
    b"1.2.840.10008.1.2.1\0rubbish!",
    b"1.2.3.4 ",
    b"RAW ",
    b"1.2.840.10008.1.2.4.100",
    b"1.2.840.10008.1.2.4.94",
]


@pytest.mark.trap(44)
@pytest.mark.parametrize("name", [*STRANGE, DeflatedExplicitVRLittleEndian.encode()])
@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_plain_pixels_are_shown_under_any_name(syntax: str, name: bytes) -> None:
    dataset, pixels = read(renamed(file_bytes(data_set(WIDE), syntax=syntax), name))
    assert (pixels == WIDE).all()
    assert dataset.syntax in {ExplicitVRLittleEndian, ImplicitVRLittleEndian}


@pytest.mark.trap(44)
@pytest.mark.parametrize("name", [b"1.2.3.4 ", b"1.2.840.10008.1.2.4.100", b"1.2.840.10008.1.2.4.94", b"1 2 840 10008 1 2 4 50"])
@pytest.mark.parametrize(
    ("kind", "shown", "exact"),
    [
        ("jpeg", ".4.50", False), ("jpeg lossless", ".4.57", True), ("jpegls", ".4.80", True), ("near", ".4.81", False), ("jpeg2000", ".4.90", True),
        ("rle", ".5", True),
    ],
)  # fmt: skip
def test_a_code_stream_is_decoded_under_any_name(kind: str, shown: str, exact: bool, name: bytes) -> None:  # noqa: FBT001
    if kind == "rle" and name.startswith(b"1 2"):
        pytest.skip("that name can be read")
    stream = {
        "jpeg": lambda: imagecodecs.jpeg8_encode(GRAY, 95),
        "jpeg lossless": lambda: imagecodecs.jpeg8_encode(GRAY, lossless=True, bitspersample=8),
        "jpegls": lambda: imagecodecs.jpegls_encode(GRAY),
        "near": lambda: imagecodecs.jpegls_encode(GRAY, level=3),
        "jpeg2000": lambda: imagecodecs.jpeg2k_encode(GRAY, level=0, codecformat="j2k", reversible=True),
        "rle": lambda: struct.pack("<16I", 1, 64, *[0] * 14) + b"".join(b"\x1f" + row.tobytes() for row in GRAY),
    }[kind]()
    dataset, pixels = read(renamed(packed(bytes(stream), bytes(stream)), name))
    if not name.startswith(b"1 2"):
        assert dataset.syntax == BASE + shown
    assert np.abs(pixels.astype(int) - GRAY).max() <= (0 if exact else 4)


@pytest.mark.trap(10)
@pytest.mark.parametrize("name", [b"1.2.3.4 ", b"RAW "])
def test_what_is_neither_plain_nor_known_keeps_its_name_and_is_not_shown(name: bytes) -> None:
    catalog = Catalog()
    assert scan(Memory(renamed(packed(b"\x13\x37" * 400), name)), catalog) is None
    (skipped,) = catalog.skipped
    assert "an unknown form of compression" in skipped.reason
    short = data_set(WIDE)
    short.PixelData = WIDE.tobytes()[:700]
    assert scan(Memory(renamed(file_bytes(short), name)), catalog) is None
    assert "an unknown form of compression" in catalog.skipped[-1].reason


@pytest.mark.trap(39)
def test_a_jpeg_under_an_unknown_name_is_told_as_lossy() -> None:
    catalog = Catalog()
    stack = scan(Memory(renamed(packed(bytes(imagecodecs.jpeg8_encode(GRAY, 90))), b"1.2.3.4 ")), catalog)
    assert stack is not None and "lossy" in stack.instances[0].notices


@pytest.mark.trap(2)
@pytest.mark.parametrize(
    ("written", "named"), [(ExplicitVRLittleEndian, ExplicitVRBigEndian), (ExplicitVRBigEndian, ExplicitVRLittleEndian)]
)
def test_the_order_of_bytes_is_that_of_the_elements_whatever_the_name(written: str, named: str) -> None:
    stored = WIDE.byteswap() if written == ExplicitVRBigEndian else WIDE
    data = file_bytes(data_set(WIDE, PixelData=stored.tobytes()), syntax=written)
    dataset, pixels = read(renamed(data, named.encode() + b"\0" * (len(named) % 2)))
    assert (pixels == WIDE).all()
    assert dataset.syntax == written


# GE's own form


def ge() -> bytes:
    """A file in GE's private syntax: implicit and little endian, its pixels big endian."""
    data = file_bytes(data_set(WIDE, PixelData=WIDE.byteswap().tobytes(), BitsStored=12, HighBit=11), syntax=ImplicitVRLittleEndian)
    return renamed(data, b"1.2.840.113619.5.2\0\0")


@pytest.mark.trap(2)
def test_the_pixels_of_ges_own_form_are_big_endian_and_nothing_else_is() -> None:
    dataset, pixels = read(ge())
    assert (pixels == WIDE).all()
    assert dataset.integer("Rows") == 24


@pytest.mark.native
@pytest.mark.trap(2)
@pytest.mark.skipif(shutil.which("gdcmconv") is None or shutil.which("dcmconv") is None, reason="GDCM or DCMTK is not installed here")
def test_gdcm_and_dcmtk_read_ges_own_form_as_we_do(tmp_path: Path) -> None:
    (tmp_path / "ge.dcm").write_bytes(ge())
    for command in (["gdcmconv", "--raw"], ["dcmconv", "+te"]):
        out = tmp_path / f"{command[0]}.dcm"
        subprocess.run([*command, tmp_path / "ge.dcm", out], check=True, capture_output=True)
        assert out.read_bytes()[-WIDE.nbytes :] == WIDE.tobytes()


# Two fronts


@pytest.mark.trap(44)
@pytest.mark.parametrize("again", ["meta", "file"])
def test_of_two_fronts_the_first_counts(again: str) -> None:
    data = packed(bytes(imagecodecs.jpeg8_encode(GRAY, 95)))
    other = file_bytes(data_set(GRAY), syntax=ImplicitVRLittleEndian)
    start = data.index(b"\x08\0\x08\0CS")
    second = other[132 : other.index(b"\x08\0\x08\0", 132)]
    both = data[:start] + (bytes(128) + b"DICM" if again == "file" else b"") + second + data[start:]
    dataset, pixels = read(both)
    assert dataset.syntax == f"{BASE}.4.50"
    assert np.abs(pixels.astype(int) - GRAY).max() <= 4


# Wrapped


def macbinary(size: int) -> bytes:
    """The 128 bytes that a Mac puts in front of a file to send it (MacBinary I)."""
    return b"\0\x04IM01" + bytes(59) + b"DICMOSRX" + bytes(10) + struct.pack(">II", size, 0) + bytes(128 - 91)


@pytest.mark.trap(44)
@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian, DeflatedExplicitVRLittleEndian])
@pytest.mark.parametrize("wrap", ["macbinary", "zeros", "answer", "half a preamble"])
def test_what_a_transfer_put_in_front_of_a_file_is_passed_over(wrap: str, syntax: str) -> None:
    data = file_bytes(data_set(WIDE, RescaleIntercept=-7), syntax=syntax)
    front = {
        "macbinary": macbinary(len(data)),
        "zeros": bytes(512),
        "answer": b"HTTP/1.1 200 OK\r\nContent-Type: application/dicom\r\n\r\n",
        "half a preamble": b"",
    }[wrap]
    wrapped = front + (data[64:] if wrap == "half a preamble" else data) + (bytes(128) if wrap == "macbinary" else b"")
    catalog = Catalog()
    stack = scan(Memory(wrapped), catalog)
    assert stack is not None, catalog.skipped
    (instance,) = stack.instances
    assert not instance.notices
    assert (decode(instance.pixel_bytes(), instance.format, 0) == WIDE).all()
    assert instance.frames[0].rescale.intercept == -7


@pytest.mark.trap(44)
def test_a_data_set_without_a_front_inside_a_macs_wrapping_is_read() -> None:
    data = file_bytes(data_set(WIDE), whole=False)
    wrapped = macbinary(len(data)) + data
    dataset = read_dataset(Memory(wrapped))
    assert dataset.pixels is not None
    assert wrapped[dataset.pixels.start :][: WIDE.nbytes] == WIDE.tobytes()
