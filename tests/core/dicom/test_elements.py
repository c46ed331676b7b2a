"""Elements that are not as they should be: of unknown or wrong representation, inside UN, behind the pixels, in them.

The right value is the one that the same file has without the oddity, as pydicom wrote it.
"""

import itertools
import struct
import time
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from tests.core.frames import encapsulated
from tests.core.made import Memory, data_set, file_bytes
from viewer.dicom.dataset import Dataset as Read
from viewer.dicom.dataset import read_dataset
from viewer.pixels.decode import decode
from viewer.pixels.format import PixelFormat

ORDERS = {ExplicitVRLittleEndian: "<", ExplicitVRBigEndian: ">"}
ODD = ["OX", "??", "--", "  ", "lo", "us", "ZZ", "Un", "\0\0", "\xff\xfe", "12"]
STORED = np.arange(12, dtype=np.int16).reshape(3, 4) * 100


def element(tag: int, vr: str, value: bytes, *, long: bool, order: str = "<") -> bytes:
    """An element of any representation, with the short form of its front or the long one (PS3.5 7.1.2)."""
    front = struct.pack(order + "HH", tag >> 16, tag & 0xFFFF) + vr.encode("latin-1")
    return front + (struct.pack(order + "HI", 0, len(value)) if long else struct.pack(order + "H", len(value))) + value


def written(syntax: str = ExplicitVRLittleEndian) -> bytes:
    """A sound file; pydicom writes the bytes of pixels as they are given."""
    stored = STORED.byteswap() if syntax == ExplicitVRBigEndian else STORED
    return file_bytes(data_set(STORED, PixelData=stored.tobytes()), syntax=syntax)


def before(data: bytes, tag: int, new: bytes, order: str = "<") -> bytes:
    """The file with `new` in front of the element of this number."""
    at = data.index(struct.pack(order + "HH", tag >> 16, tag & 0xFFFF), 132)
    return data[:at] + new + data[at:]


def sound(data: bytes) -> Read:
    """Read a file and hold what matters of it, and its picture, against what was written."""
    dataset = read_dataset(Memory(data))
    assert (dataset.integer("Rows"), dataset.integer("Columns"), dataset.text("PatientName")) == (3, 4, "Doe^Jane")
    assert dataset.pixels is not None and not dataset.truncated
    start, length = dataset.pixels.start, dataset.pixels.length
    assert length == 24
    assert (decode(data[start : start + length], PixelFormat.of(dataset), 0) == STORED).all()
    return dataset


@pytest.mark.trap(42)
@pytest.mark.parametrize("value", [b"", b"7 ", b"LOCALIZER\\OBLIQUE ", bytes(range(200))], ids=len)
@pytest.mark.parametrize("long", [False, True], ids=["short", "long"])
@pytest.mark.parametrize("vr", ODD)
@pytest.mark.parametrize("syntax", ORDERS)
def test_an_element_of_unknown_representation_costs_nothing_but_itself(syntax: str, vr: str, *, long: bool, value: bytes) -> None:
    order = ORDERS[syntax]
    data = written(syntax)
    for tag, follower in ((0x0009_1001, 0x0010_0010), (0x0019_1001, 0x0020_000D), (0x0029_1008, 0x7FE0_0010)):
        dataset = sound(before(data, follower, element(tag, vr, value, long=long, order=order), order))
        if value or not long:
            found = dataset.element(tag)
            assert found is not None and found[0] in {"", "UN"} and found[1] == value


@pytest.mark.trap(42)
@pytest.mark.parametrize(
    ("vr", "long"), [("UN", False), ("OB", False), ("UT", False), ("OW", False), ("LO", True), ("DS", True), ("CS", True)]
)
@pytest.mark.parametrize("syntax", ORDERS)
def test_a_known_representation_with_the_length_of_the_other_kind_is_read_by_what_follows(syntax: str, vr: str, *, long: bool) -> None:
    order = ORDERS[syntax]
    data = written(syntax)
    for value, (tag, follower) in itertools.product(
        (b"", b"7 ", b"12\\5\\7", b"1\\" * 200), ((0x0019_1001, 0x0020_000D), (0x0009_1001, 0x0010_0010))
    ):
        dataset = sound(before(data, follower, element(tag, vr, value, long=long, order=order), order))
        assert dataset.element(tag) == (vr, value)


@pytest.mark.trap(42)
@pytest.mark.parametrize("vr", ODD)
def test_several_odd_elements_in_a_row_are_read(vr: str) -> None:
    data = written()
    row = b"".join(element(0x0019_1001 + number, vr, b"x" * (2 * number), long=bool(number % 2)) for number in range(8))
    dataset = sound(before(data, 0x0020_000D, row))
    assert [dataset.element(0x0019_1001 + number) for number in range(2, 8)] == [("UN", b"x" * (2 * number)) for number in range(2, 8)]


@pytest.mark.trap(42)
@pytest.mark.parametrize("vr", ODD)
@pytest.mark.parametrize("long", [False, True], ids=["short", "long"])
@pytest.mark.parametrize("first", [False, True], ids=["later", "first"])
def test_the_first_element_of_a_file_and_a_known_one_may_be_odd(vr: str, *, long: bool, first: bool) -> None:
    data = file_bytes(data_set(STORED, RescaleIntercept="0"))
    if first:
        old = b"\x08\0\x08\0CS" + struct.pack("<H", 22) + b"ORIGINAL\\PRIMARY\\AXIAL"
        new = element(0x0008_0008, vr, b"ORIGINAL\\PRIMARY\\AXIAL", long=long)
    else:
        old = b"\x28\0\x52\x10DS\2\0000 "
        new = element(0x0028_1052, vr, b"-5", long=long)
    assert data.count(old) == 1
    dataset = sound(data.replace(old, new))
    assert dataset.texts("ImageType") == ["ORIGINAL", "PRIMARY", "AXIAL"]
    assert dataset.numbers("RescaleIntercept") == ([0] if first else [-5])


@pytest.mark.trap(42)
@pytest.mark.parametrize("vr", [*ODD, "UN", "OB", "SS", "US", "XS"])
@pytest.mark.parametrize("behind", ["nothing", "a byte", "padding"])
@pytest.mark.parametrize("syntax", ORDERS)
def test_pixels_of_any_representation_begin_where_they_begin(syntax: str, vr: str, behind: str) -> None:
    order = ORDERS[syntax]
    trailing = {"nothing": b"", "a byte": b"\0"}.get(behind, element(0xFFFC_FFFC, "OB", bytes(4), long=True, order=order))
    data = written(syntax)
    at = data.index(struct.pack(order + "HH", 0x7FE0, 0x0010))
    sound(data[:at] + element(0x7FE0_0010, vr, data[-24:], long=True, order=order) + trailing)


@pytest.mark.trap(42)
@pytest.mark.parametrize("vr", ODD)
@pytest.mark.parametrize("long", [False, True], ids=["short", "long"])
@pytest.mark.parametrize("undefined", [False, True], ids=["defined", "undefined"])
@pytest.mark.parametrize("syntax", ORDERS)
def test_an_odd_element_inside_a_sequence_does_not_end_it(syntax: str, *, undefined: bool, long: bool, vr: str) -> None:
    order = ORDERS[syntax]
    pack = struct.Struct(order + "HHI").pack
    odd = element(0x0008_0104, vr, b"Chest ", long=long, order=order)
    parts = (
        element(0x0008_0100, "SH", b"T-1 ", long=False, order=order) + odd + element(0x0008_0117, "UI", b"1.2\0", long=False, order=order)
    )
    lengths = (0xFFFF_FFFF, 0xFFFF_FFFF) if undefined else (len(parts), len(parts) + 8)
    ends = [pack(0xFFFE, 0xE00D, 0), pack(0xFFFE, 0xE0DD, 0)] if undefined else [b"", b""]
    sequence = (
        struct.pack(order + "HH2sHI", 0x0008, 0x2218, b"SQ", 0, lengths[1]) + pack(0xFFFE, 0xE000, lengths[0]) + parts + ends[0] + ends[1]
    )
    dataset = sound(before(written(syntax), 0x0010_0010, sequence, order))
    (item,) = dataset.items(0x0008_2218)
    assert (item.text("CodeValue"), item.text("CodeMeaning"), item.text("ContextUID")) == ("T-1", "Chest", "1.2")


@pytest.mark.trap(42)
@pytest.mark.parametrize("size", [0, 60_000, 700_000])
@pytest.mark.parametrize(("vr", "value"), [("LO", b"word"), ("OB", b"four"), ("SH", b"ab"), ("UN", b""), ("DS", b"0.123456")])
def test_an_element_that_is_explicit_in_an_implicit_file_is_read(vr: str, value: bytes, size: int) -> None:
    """Its two letters are taken for a length of 16 kB to megabytes, which in a large file is nothing strange."""
    data = written(ImplicitVRLittleEndian)
    large = struct.pack("<HHI", 0x0029, 0x1010, size) + bytes(size)
    data = before(data, 0x7FE0_0010, large)
    dataset = sound(before(data, 0x0020_000D, element(0x0019_1001, vr, value, long=vr in {"OB", "UN"})))
    assert dataset.element(0x0019_1001) == (vr, value)


@pytest.mark.trap(42)
@pytest.mark.parametrize("rows", [3, 150, 900])
def test_pixels_that_are_explicit_in_an_implicit_file_or_the_other_way_round_are_found(rows: int) -> None:
    pixels = np.arange(rows * 64, dtype=np.int16).reshape(rows, 64)
    for syntax, front in ((ImplicitVRLittleEndian, b"OW\0\0"), (ExplicitVRLittleEndian, b"")):
        data = file_bytes(data_set(pixels), syntax=syntax)
        at = data.rindex(b"\xe0\x7f\x10\0", 0, len(data) - pixels.nbytes)
        data = data[: at + 4] + front + struct.pack("<I", pixels.nbytes) + pixels.tobytes()
        location = read_dataset(Memory(data)).pixels
        assert location is not None
        assert (location.start, location.length) == (len(data) - pixels.nbytes, pixels.nbytes)


@pytest.mark.trap(42)
@pytest.mark.parametrize("vr", ["OX", "??", "lo", "  "])
@pytest.mark.parametrize("long", [False, True], ids=["short", "long"])
def test_the_first_element_of_a_file_without_a_front_may_be_odd(vr: str, *, long: bool) -> None:
    data = file_bytes(data_set(STORED), whole=False)
    old = b"\x08\0\x08\0CS" + struct.pack("<H", 22) + b"ORIGINAL\\PRIMARY\\AXIAL"
    assert data.startswith(old)
    sound(data.replace(old, element(0x0008_0008, vr, b"ORIGINAL\\PRIMARY\\AXIAL", long=long)))


@pytest.mark.trap(42)
@pytest.mark.parametrize("vr", ["LO", "SH", "CS", "PN"])
def test_rows_under_a_representation_of_text_are_the_number_that_their_bytes_hold(vr: str) -> None:
    data = written()
    for number, value in ((0x10, 3), (0x11, 4), (0x03, 0)):
        at = data.find(b"\x28\0" + bytes((number, 1 if number == 0x03 else 0)) + b"US\2\0")
        if at >= 0:
            data = data[: at + 4] + vr.encode() + data[at + 6 :]
            assert data[at + 8 : at + 10] == struct.pack("<H", value) or number == 0x03
    sound(data)


@pytest.mark.trap(42)
def test_a_file_of_nothing_but_odd_elements_is_read_nearly_as_quickly_as_a_sound_one() -> None:
    """Ten times as long is measured; judging each of them to the end would take thousands."""
    seconds = {}
    for vr in ("LO", "??"):
        many = (element(0x0019_1000 + number % 0xEFFF, vr, b"ab", long=bool(number % 2) and vr == "??") for number in range(90_000))
        data = before(written(), 0x0020_000D, b"".join(many))
        begun = time.process_time()
        assert read_dataset(Memory(data)).text("PatientName") == "Doe^Jane"
        seconds[vr] = time.process_time() - begun
    assert seconds["??"] < 60 * seconds["LO"] + 0.1


# Inside UN


def groups_as_un(inner: str, order: str, *, undefined: bool, empty: int = 0) -> tuple[bytes, str]:
    """A file whose sequence is written as UN, with its inside written in another way; empty items in front of the real one."""
    explicit, inside = inner != ImplicitVRLittleEndian, ">" if inner == ExplicitVRBigEndian else "<"

    def plain(tag: int, vr: str, value: bytes) -> bytes:
        if explicit:
            return element(tag, vr, value, long=False, order=inside)
        return struct.pack("<HHI", tag >> 16, tag & 0xFFFF, len(value)) + value

    pack = struct.Struct(inside + "HHI").pack
    parts = (
        plain(0x0008_0100, "SH", b"T-1 ") + plain(0x0008_0104, "LO", b"Chest ") + plain(0x0028_0010, "US", struct.pack(inside + "H", 77))
    )
    items = pack(0xFFFE, 0xE000, 0) * empty
    if undefined:
        items += pack(0xFFFE, 0xE000, 0xFFFF_FFFF) + parts + pack(0xFFFE, 0xE00D, 0) + pack(0xFFFE, 0xE0DD, 0)
    else:
        items += pack(0xFFFE, 0xE000, len(parts)) + parts
    length = 0xFFFF_FFFF if undefined else len(items)
    return struct.pack(order + "HH2sHI", 0x0008, 0x2218, b"UN", 0, length) + items, order


@pytest.mark.trap(43)
@pytest.mark.parametrize("empty", [0, 2])
@pytest.mark.parametrize("undefined", [False, True], ids=["defined", "undefined"])
@pytest.mark.parametrize("inner", [ImplicitVRLittleEndian, *ORDERS])
@pytest.mark.parametrize("outer", ORDERS)
def test_what_is_inside_un_is_read_as_its_bytes_are_written(outer: str, inner: str, *, undefined: bool, empty: int) -> None:
    sequence, order = groups_as_un(inner, ORDERS[outer], undefined=undefined, empty=empty)
    dataset = sound(before(written(outer), 0x0010_0010, sequence, order))
    items = dataset.items(0x0008_2218)
    assert len(items) == 1 + empty
    assert (items[-1].text("CodeValue"), items[-1].text("CodeMeaning"), items[-1].integer("Rows")) == ("T-1", "Chest", 77)


@pytest.mark.trap(43)
@pytest.mark.parametrize("explicit", [False, True])
def test_sequences_inside_un_inside_un_are_read(*, explicit: bool) -> None:
    def wrapped(tag: int, inside: bytes) -> bytes:
        item = struct.pack("<HHI", 0xFFFE, 0xE000, len(inside)) + inside
        front = (
            struct.pack("<HH2sHI", tag >> 16, tag & 0xFFFF, b"UN", 0, len(item))
            if explicit
            else struct.pack("<HHI", tag >> 16, tag & 0xFFFF, len(item))
        )
        return front + item

    value = element(0x0008_0104, "LO", b"Chest ", long=False) if explicit else struct.pack("<HHI", 0x0008, 0x0104, 6) + b"Chest "
    inner = wrapped(0x0008_2218, value)
    outer = struct.pack("<HH2sHI", 0x0008, 0x1111, b"UN", 0, len(inner) + 8) + struct.pack("<HHI", 0xFFFE, 0xE000, len(inner)) + inner
    dataset = sound(before(written(), 0x0010_0010, outer))
    assert dataset.items(0x0008_1111)[0].items(0x0008_2218)[0].text("CodeMeaning") == "Chest"


# Behind the pixels


def moved_behind(data: bytes, *, explicit: bool) -> bytes:
    """The file with all elements behind the pixels but those of group 0008."""
    dataset = read_dataset(Memory(data))
    assert dataset.pixels is not None and dataset.pixels.length is not None
    front = dataset.pixels.start - (12 if explicit else 8)
    pixels = data[front : dataset.pixels.start + dataset.pixels.length]
    moved, stay = b"", b""
    for tag in dataset.tags():
        place = dataset.place(tag)
        assert place is not None
        start, stop, vr = place
        raw = data[start - (12 if vr == "SQ" and explicit else 8) : stop]
        if tag >> 16 == 0x0008:
            stay += raw
        else:
            moved += raw
    meta = data[: data.index(b"\x08\0\x08\0", 132)]
    return meta + stay + pixels + moved


@pytest.mark.trap(44)
@pytest.mark.parametrize("head", [700, 2000, 1 << 16])
@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_elements_behind_the_pixels_count(syntax: str, head: int) -> None:
    pixels = np.arange(200 * 300, dtype=np.int16).reshape(200, 300)
    inside = Dataset()
    inside.CodeMeaning = "Chest"
    facts: dict[str, Any] = {"RescaleIntercept": -1000, "WindowCenter": 40, "ProcedureCodeSequence": Sequence([inside])}
    ds = data_set(pixels, **facts)
    ds.AnatomicRegionSequence = Sequence([inside])
    ds.RequestAttributesSequence = Sequence([inside])
    data = moved_behind(file_bytes(ds, syntax=syntax), explicit=syntax == ExplicitVRLittleEndian)
    dataset = read_dataset(Memory(data), head=head)
    assert (dataset.integer("Rows"), dataset.integer("Columns"), dataset.number("RescaleIntercept")) == (200, 300, -1000)
    assert dataset.numbers("ImagePositionPatient") == [0, 0, 0]
    assert dataset.items("RequestAttributesSequence")[0].text("CodeMeaning") == "Chest"
    assert dataset.size == len(data)
    assert dataset.pixels is not None and dataset.pixels.length == pixels.nbytes
    assert data[dataset.pixels.start :][: pixels.nbytes] == pixels.tobytes()
    place = dataset.place(0x0028_1052)
    assert place is not None and float(data[place[0] : place[1]]) == -1000


@pytest.mark.trap(44)
@pytest.mark.parametrize("pieces", [1, 3])
@pytest.mark.parametrize("table", [False, True])
def test_elements_behind_compressed_pixels_count(pieces: int, *, table: bool) -> None:
    frames = [[b"\xff\xd8\xff" + bytes(39_997)] * pieces]
    value = encapsulated(frames, table=table)
    ds = data_set(STORED)
    del ds.PixelData
    data = file_bytes(ds, syntax="1.2.840.10008.1.2.4.50")
    data += b"\xe0\x7f\x10\x00OB\0\0\xff\xff\xff\xff" + value
    late = element(0x0018_0050, "DS", b"2.5 ", long=False) + element(0x0028_1055, "LO", b"Lung", long=False)
    dataset = read_dataset(Memory(data + late), head=2048)
    assert (dataset.number("SliceThickness"), dataset.text("WindowCenterWidthExplanation")) == (2.5, "Lung")
    assert dataset.pixels is not None and dataset.pixels.length is None


@pytest.mark.trap(44)
def test_what_is_there_in_front_of_the_pixels_is_not_replaced_from_behind() -> None:
    data = written() + element(0x0010_0020, "LO", b"OTHER ", long=False) + element(0x0018_0050, "DS", b"5 ", long=False)
    dataset = sound(data)
    assert (dataset.text("PatientID"), dataset.number("SliceThickness")) == ("P1", 5)


@pytest.mark.trap(44)
@pytest.mark.parametrize(
    "rest", [b"\0" * 40, b" " * 40, b"\xff" * 40, bytes(range(40)), b"\xfc\xff\xfc\xffOB\0\0\x10\0\0\0" + bytes(16), b"end of file\r\n"]
)
def test_rubbish_and_padding_behind_the_pixels_are_left_alone(rest: bytes) -> None:
    plain = sound(written())
    assert list(sound(written() + rest).tags()) == list(plain.tags())


@pytest.mark.trap(44)
def test_a_file_that_ends_with_its_pixels_is_not_read_beyond_its_front() -> None:
    class Counted(Memory):
        calls: list[tuple[int, int | None]] = []  # noqa: RUF012

        def read(self, start: int = 0, stop: int | None = None) -> bytes:
            self.calls.append((start, stop))
            return super().read(start, stop)

    read_dataset(Counted(file_bytes(data_set(np.zeros((400, 400), np.int16)))))
    assert Counted.calls == [(0, 1 << 16)]


@pytest.mark.trap(44)
def test_gigabytes_of_private_data_behind_the_pixels_are_not_read() -> None:
    data = file_bytes(data_set(np.zeros((300, 300), np.int16)))
    data += element(0x7FE1_0010, "LO", b"ACME", long=False) + element(0x7FE1_1001, "OB", bytes(9 << 20), long=True)

    class Held(Memory):
        most = 0

        def read(self, start: int = 0, stop: int | None = None) -> bytes:
            Held.most = max(Held.most, (len(self.data) if stop is None else stop) - start)
            return super().read(start, stop)

    read_dataset(Held(data))
    assert Held.most <= 1 << 16


# A whole data set inside the pixels


@pytest.mark.trap(44)
@pytest.mark.parametrize("table", [False, True])
@pytest.mark.parametrize("explicit", [False, True])
def test_a_whole_data_set_inside_the_pixel_element_gives_its_picture(*, explicit: bool, table: bool) -> None:
    inner = Dataset()
    inner.SamplesPerPixel, inner.PhotometricInterpretation = 1, "MONOCHROME2"
    inner.Rows, inner.Columns, inner.BitsAllocated, inner.BitsStored, inner.HighBit, inner.PixelRepresentation = 3, 4, 16, 16, 15, 1
    inner.PixelData = STORED.tobytes()
    inner["PixelData"].VR = "OW"
    syntax = ExplicitVRLittleEndian if explicit else ImplicitVRLittleEndian
    inner.SOPClassUID, inner.SOPInstanceUID = "1.2", "1.3"
    inside = file_bytes(inner, syntax=syntax, whole=False)
    data = written()
    data = data[: data.index(b"\xe0\x7f\x10\x00")]
    data += b"\xe0\x7f\x10\x00OB\0\0\xff\xff\xff\xff" + encapsulated([[inside]])[0 if table else 8 :]
    sound(data)
