"""Small files that once took minutes or gigabytes, made by code: each is what one bound is for."""

import struct
import tarfile
import zlib

import numpy as np
from pydicom.dataset import Dataset

from tests.core.frames import BASE, item
from tests.core.made import data_set, file_bytes

__all__ = [
    "cells",
    "compressed",
    "deflated_frames",
    "drawings",
    "folders",
    "groups",
    "linked",
    "listed",
    "outlines",
    "overlaid",
    "overlapping",
    "records",
    "segments",
]

SECTOR = 2048


def compressed(pieces: list[bytes], times: int, form: int = 31) -> bytes:
    """Pieces again and again, by GZIP."""
    engine = zlib.compressobj(9, zlib.DEFLATED, form)
    return b"".join([*(engine.compress(piece) for _ in range(times) for piece in pieces), engine.flush()])


def folders(count: int, kind: bytes = tarfile.DIRTYPE) -> bytes:
    """A TAR of so many folders, or other things that are no files, by GZIP."""
    told = tarfile.TarInfo("d")
    told.type = kind
    return compressed([told.tobuf(tarfile.USTAR_FORMAT) * 1000], count // 1000)


def listed(count: int) -> bytes:
    """A ZIP whose directory lists one folder so many times."""
    record = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0) + b"d/"
    front = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 0, 0, 0, 0, 0, 0, 2, 0) + b"d/"
    length = count * len(record)
    long_end = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, length, len(front))
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, len(front) + length, 1)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFF_FFFF, 0xFFFF_FFFF, 0)
    return front + record * count + long_end + locator + end


def _record(name: bytes, start: int, length: int, flags: int) -> bytes:
    told = bytearray(33 + len(name) + (1 - len(name) % 2))
    told[0] = len(told)
    struct.pack_into("<I", told, 2, start)
    struct.pack_into("<I", told, 10, length)
    told[25], told[32] = flags, len(name)
    told[33 : 33 + len(name)] = name
    return bytes(told)


def _sectors(records: list[bytes]) -> bytes:
    """Records in sectors, over whose ends none goes."""
    made, sector = b"", b""
    for record in records:
        if len(sector) + len(record) > SECTOR:
            made, sector = made + sector.ljust(SECTOR, b"\0"), b""
        sector += record
    return made + sector.ljust(SECTOR, b"\0")


def overlapping(count: int, sectors: int, length: int) -> bytes:
    """An ISO of so many folders, one beginning a sector after the other, each `length` long: records that are no files, all of them."""
    first = 400
    root = _sectors([_record(b"D%06d" % number, first + number, length, 2) for number in range(count)])
    image = bytearray(16 * SECTOR)
    volume = bytearray(SECTOR)
    volume[:7] = b"\1CD001\1"
    struct.pack_into("<H", volume, 128, SECTOR)
    volume[156:190] = _record(b"\0", 18, len(root), 2)[:34]
    image += volume + b"\xffCD001\1".ljust(SECTOR, b"\0") + root
    image = image.ljust(first * SECTOR, b"\0")
    nothing = _record(b"A", 1, 0, 4)
    return bytes(image) + (nothing * (SECTOR // len(nothing))).ljust(SECTOR, b"\0") * sectors


def cells(count: int) -> bytes:
    """A clinical document with so many cells in one row."""
    row = b"<td>a</td>" * count
    return (
        b"<ClinicalDocument><component><section><text><table><tr>" + row + b"</tr></table></text></section></component></ClinicalDocument>"
    )


def _sequence(tag: bytes, items: bytes) -> bytes:
    return tag + b"SQ\0\0" + struct.pack("<I", len(items)) + items


def groups(frames: int, own: int) -> bytes:
    """An image of so many frames of one pixel, `own` of which have functional groups of their own, empty ones."""
    ds = data_set(np.zeros((1, 1), np.uint8), NumberOfFrames=frames)
    ds.PixelData = bytes(frames + frames % 2)
    whole = file_bytes(ds)
    at = whole.find(b"\xe0\x7f\x10\x00")
    return whole[:at] + _sequence(b"\x00\x52\x29\x92", item(b"")) + _sequence(b"\x00\x52\x30\x92", item(b"") * own) + whole[at:]


def deflated_frames(frames: int, side: int) -> bytes:
    """A deflated image of frames of nothing."""
    ds = data_set(np.zeros((2, side, side), np.uint8), NumberOfFrames=frames)
    ds.PixelData = bytes(side * side * frames)
    whole = file_bytes(ds, syntax=f"{BASE}.1.99")
    start = 132 + 12 + struct.unpack_from("<I", whole, 140)[0]
    return whole if len(whole) < side * side * frames else whole[:start] + compressed([whole[start:]], 1, -15)


def overlaid(count: int, side: int) -> bytes:
    """An image with so many overlays, all as large as it is."""
    ds = data_set(np.zeros((side, side), np.uint8))
    for number in range(count):
        group = 0x6000 + 2 * number
        ds.add_new((group, 0x0010), "US", side)
        ds.add_new((group, 0x0011), "US", side)
        ds.add_new((group, 0x0040), "CS", "G")
        ds.add_new((group, 0x0050), "SS", [1, 1])
        ds.add_new((group, 0x0100), "US", 1)
        ds.add_new((group, 0x0102), "US", 0)
        ds.add_new((group, 0x3000), "OW", b"\x01" * 16)
    return file_bytes(ds)


def outlines(count: int) -> bytes:
    """A structure set of so many outlines that are none."""
    region, drawn, contour = Dataset(), Dataset(), Dataset()
    region.ROIName = "Heart"  # without a number, as is the one that draws it: the two belong together
    contour.ContourData = []
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.481.3", "1.2.3"
    ds.StructureSetROISequence, ds.ROIContourSequence = [region], [drawn]
    drawn.ContourSequence = [contour]
    return _multiplied(file_bytes(ds), b"\x06\x30\x40\x00", count)


def drawings(count: int) -> bytes:
    """A saved view of so many drawings of no known kind."""
    annotation, drawing = Dataset(), Dataset()
    annotation.GraphicObjectSequence = [drawing]
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.11.1", "1.2.3"
    ds.GraphicAnnotationSequence = [annotation]
    return _multiplied(file_bytes(ds), b"\x70\x00\x09\x00", count)


def linked(count: int) -> bytes:
    """A report of so many entries, each with the same few words."""
    ds, entry = Dataset(), Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.88.11", "1.2.3"
    entry.ValueType = "IMAGE"
    ds.ContentSequence = [entry]
    return _multiplied(file_bytes(ds), b"\x40\x00\x30\xa7", count)


def records(count: int) -> bytes:
    """A table of contents (DICOMDIR) of so many records of no kind."""
    ds, record = Dataset(), Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID = "1.2.840.10008.1.3.10", "1.2.3"
    record.DirectoryRecordType = "SERIES"
    ds.DirectoryRecordSequence = [record]
    return _multiplied(file_bytes(ds), b"\x04\x00\x20\x12", count)


def segments(count: int) -> bytes:
    """A segmentation of one pixel with so many segments that say nothing of themselves."""
    ds = data_set(np.zeros((1, 1), np.uint8), SOPClassUID="1.2.840.10008.5.1.4.1.1.66.4", NumberOfFrames=1, SegmentationType="BINARY")
    ds.SegmentSequence = [Dataset()]
    ds.SegmentSequence[0].SegmentNumber = 1
    return _multiplied(file_bytes(ds), b"\x62\x00\x02\x00", count)


def _multiplied(whole: bytes, tag: bytes, count: int) -> bytes:
    """Repeat the one item of the sequence `tag`, which is the innermost of its kind; all lengths around it become undefined."""
    at = whole.rfind(tag + b"SQ")
    length = struct.unpack_from("<I", whole, at + 8)[0]
    items = whole[at + 12 : at + 12 + length] * count
    before = bytearray(whole[:at])
    place = 132
    while (place := before.find(b"SQ\0\0", place)) >= 0:  # sequences around it, and their items
        struct.pack_into("<I", before, place + 4, 0xFFFF_FFFF)
        struct.pack_into("<I", before, place + 12, 0xFFFF_FFFF)
        place += 16
    depth = bytes(before).count(b"SQ\0\0\xff\xff\xff\xff")
    inner = tag + b"SQ\0\0" + struct.pack("<I", len(items)) + items
    return bytes(before) + inner + (b"\xfe\xff\x0d\xe0\0\0\0\0\xfe\xff\xdd\xe0\0\0\0\0" * depth) + whole[at + 12 + length :]
