"""Ways to damage a file: each takes its bytes and chance, and gives other bytes; some are attacks rather than accidents."""

import random
import struct
import warnings
import zlib
from collections.abc import Callable
from functools import cache, lru_cache

import imagecodecs
import numpy as np
from pydicom.dataset import Dataset
from pydicom.uid import MRImageStorage

from tests.core import hostile
from tests.core.frames import BASE, encapsulated, item
from tests.core.made import Memory, data_set, file_bytes
from tests.fuzz.seeds import Seed
from viewer.dicom.dataset import Dataset as Read
from viewer.dicom.dataset import read_dataset
from viewer.dicom.elements import LONG, SHORT
from viewer.dicom.syntaxes import SYNTAXES
from viewer.errors import ViewerError

__all__ = ["MUTATIONS", "damaged"]

Chance = random.Random
Mutation = Callable[[bytes, Chance, list[Seed]], bytes]

_VRS = sorted(SHORT | LONG)
_LENGTHS = (0, 1, 3, 7, 0xFF, 0xFFFF, 0xFFFE, 1 << 20, 1 << 28, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF)
_SIZES = (0, 1, 2, 3, 255, 256, 4096, 10_000, 32_767, 32_768, 65_534, 65_535)
_WORDS = (
    b"", b"\\", b"nan", b"inf", b"-inf", b"1e400", b"-1e308", b"1e-320", b"0", b"-1", b"99999999999999999999", b"1,5", b" 1 ", b"\0", b"\xff" * 9,
    b"1\\" * 5000, b"\x1b$B" * 40, b"0\\0\\0\\0\\0\\0", b"1\\0\\0\\0\\1", b"RGB", b"YBR_FULL_422", b"PALETTE COLOR", b"MONOCHROME1", b"2147483647",
)  # fmt: skip
_SHAPE = (0x0010, 0x0011)
_IMAGE = (0x0002, 0x0003, 0x0004, 0x0006, 0x0008, *_SHAPE, 0x0100, 0x0101, 0x0102, 0x0103, 0x1101, 0x1201)


def damaged(seed: int, number: int, found: list[Seed]) -> tuple[bytes, str]:
    """Give the bytes of case `number` and what was done to which file, always the same for the same numbers."""
    chance = random.Random(f"{seed}/{number}")
    source = chance.choice(found)
    data, done = source.data, []
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3))):
        mutation = chance.choice(MUTATIONS)
        with warnings.catch_warnings(action="ignore", category=UserWarning):  # pydicom's, of values that are wrong on purpose
            data = mutation(data, chance, found)
        done.append(mutation.__name__)
    return data, f"{source.name}: {', '.join(done)}"


@lru_cache(maxsize=2)
def _header(data: bytes) -> Read | None:
    try:
        return read_dataset(Memory(data))
    except (ViewerError, ValueError, ArithmeticError, LookupError, TypeError, MemoryError):
        return None


def _elements(data: bytes) -> list[tuple[int, bytes, int, int]]:
    """Elements as (tag, representation, start, stop) where values lie in the file itself; empty where nothing is found."""
    dataset = _header(data)
    if dataset is None or dataset.inflated_from is not None:
        return []
    return [(tag, *place) for tag, place in dataset._elements.items()]


def _pixels_at(data: bytes) -> int:
    dataset = _header(data)
    if dataset is None or dataset.pixels is None or dataset.inflated_from is not None:
        return len(data) // 2
    return min(dataset.pixels.start, len(data))


def _put(data: bytes, at: int, new: bytes, *, over: int | None = None) -> bytes:
    return data[:at] + new + data[at + (len(new) if over is None else over) :]


# Accidents


def truncated(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def header_bytes_flipped(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    return _flipped(data, chance, 0, _pixels_at(data))


def stream_bytes_flipped(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    return _flipped(data, chance, _pixels_at(data), len(data))


def stream_front_flipped(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    start = _pixels_at(data)
    return _flipped(data, chance, start, start + 200)


def _flipped(data: bytes, chance: Chance, start: int, stop: int) -> bytes:
    hurt = bytearray(data)
    stop = min(stop, len(hurt))
    if start < stop:
        for _ in range(chance.choice((1, 2, 5, 20, 100))):
            hurt[chance.randrange(start, stop)] = chance.choice((0, 255, 128, chance.randrange(256)))
    return bytes(hurt)


def cut_out(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.choice((1, 2, 8, 100, 5000)) :]


def repeated(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    start = chance.randrange(len(data) + 1)
    part = data[start : start + chance.choice((2, 8, 100, 5000))]
    return data[:start] + part * chance.choice((2, 3, 50)) + data[start:]


def joined(data: bytes, chance: Chance, found: list[Seed]) -> bytes:
    other = chance.choice(found).data
    return chance.choice((data + other, other[: len(other) // 2] + data, data[:132] + other, data[: _pixels_at(data)] + other))


def zeroed(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    start = chance.randrange(len(data) + 1)
    return _put(data, start, bytes(min(chance.choice((1, 16, 512, 4096)), len(data) - start)))


# What the file says of itself


def element_wrong_vr(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    """In an implicit file the two bytes are the low half of a length."""
    found = _elements(data)
    if not found:
        return data
    _, vr, start, _ = chance.choice(found)
    return _put(data, start - (12 if vr in LONG else 8) + 4, chance.choice(_VRS))


def element_wrong_length(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    found = _elements(data)
    if not found:
        return data
    _, vr, start, stop = chance.choice(found)
    length = chance.choice((*_LENGTHS, stop - start + 1, stop - start - 1, stop - start + 2)) & 0xFFFF_FFFF
    if vr in SHORT:
        return _put(data, start - 2, struct.pack("<H", length & 0xFFFF))
    return _put(data, start - 4, struct.pack("<I", length))


def element_wrong_value(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    """With its length made right, so that what follows is still found."""
    found = _elements(data)
    if not found:
        return data
    _, vr, start, stop = chance.choice([one for one in found if one[0] >> 16 in (0x0028, 0x0020, 0x0018)] or found)
    if stop - start == 2 and chance.random() < 0.7:
        return _put(data, start, struct.pack("<H", chance.choice(_SIZES)))
    new = chance.choice(_WORDS)
    new += b" " * (len(new) % 2)
    if vr in SHORT:
        return _put(data, start - 2, struct.pack("<H", len(new) & 0xFFFF) + new, over=2 + stop - start)
    return _put(data, start - 4, struct.pack("<I", len(new)) + new, over=4 + stop - start)


def image_claims(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    """Rows, columns, bits, samples, frames, palettes: what sizes are made of."""
    for _ in range(chance.choice((1, 2, 4))):
        found = [one for one in _elements(data) if one[0] >> 16 == 0x0028 and one[0] & 0xFFFF in _IMAGE]
        if not found:
            return data
        _, vr, start, stop = chance.choice(found)
        if stop - start == 2 and vr not in {b"IS", b"CS", b"DS"}:
            data = _put(data, start, struct.pack("<H", chance.choice((*_SIZES, 1, 8, 12, 16, 32, 64))))
        else:
            new = chance.choice(
                (b"2147483647", b"1000000 ", b"-1", b"0 ", b"RGB ", b"YBR_FULL", b"PALETTE COLOR ", b"MONOCHROME1 ", b"YBR_FULL_422")
            )
            data = _put(data, start - 2, struct.pack("<H", len(new)) + new, over=2 + stop - start) if vr in SHORT else data
    return data


def elements_taken_out(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    """A few, or all but a few, or one kind."""
    found = _elements(data)
    if not found:
        return data
    share = chance.choice((0.02, 0.1, 0.5, 0.95, 1.0))
    gone = [(start - (12 if vr in LONG else 8), stop) for _, vr, start, stop in found if chance.random() < share]
    for start, stop in reversed(gone):
        data = data[:start] + data[stop:]
    return data


def other_syntax(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    """The same bytes under another transfer syntax."""
    at = data.find(b"\x02\x00\x10\x00UI", 132, 1000)
    if at < 0:
        return data
    length = struct.unpack_from("<H", data, at + 6)[0]
    uid = chance.choice((*SYNTAXES, "1.2.3", "")).encode()
    uid += b"\0" * (len(uid) % 2)
    return _put(data, at + 6, struct.pack("<H", len(uid)) + uid, over=2 + length)


def nested(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    """Sequences in sequences, ended or not, in a place where an element may begin."""
    found = _elements(data)
    at = chance.choice(found)[3] if found else min(len(data), 132)
    depth = chance.choice((2, 30, 500, 20_000))
    tag = chance.choice((b"\x40\x00\x75\x02", b"\x00\x52\x29\x92", b"\x00\x52\x30\x92", b"\x09\x00\x10\x10"))
    vr = chance.choice((b"SQ\0\0", b"UN\0\0"))
    if chance.random() < 0.6:
        front = tag + vr + b"\xff" * 4 + b"\xfe\xff\x00\xe0" + b"\xff" * 4
        end = b"\xfe\xff\x0d\xe0\0\0\0\0\xfe\xff\xdd\xe0\0\0\0\0"
        return _put(data, at, front * depth + end * chance.choice((depth, 0)), over=0)
    inner = b""
    for _ in range(min(depth, 500)):
        inner = tag + vr + struct.pack("<I", len(inner) + 8) + item(inner)
    return _put(data, at, inner, over=0)


def many_elements(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    found = _elements(data)
    at = chance.choice(found)[3] if found else min(len(data), 132)
    one = chance.choice(
        (b"\x09\x00\x10\x10LO\0\0", b"\xfe\xff\x0d\xe0\0\0\0\0", b"\xfe\xff\x00\xe0\0\0\0\0", b"\x09\x00\x01\x00UN\0\0\0\0\0\0")
    )
    return _put(data, at, one * chance.choice((100, 10_000, 150_000)), over=0)


def many_items(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    """Groups for a million frames."""
    items = item(b"") * chance.choice((10, 1000, 250_000))
    groups = b"\x00\x52\x30\x92SQ\0\0" + struct.pack("<I", len(items)) + items
    return _put(data, max(0, _pixels_at(data) - 12), groups, over=0)


# Elements that are not as they should be, and files that are not where they should be


def odd_representation(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    """A representation that nobody knows, or that of another kind, with the length of either form; a few of them."""
    for _ in range(chance.choice((1, 1, 3, 20))):
        found = _elements(data)
        if not found:
            return data
        tag, vr, start, stop = chance.choice(found)
        new = chance.choice((b"OX", b"??", b"--", b"  ", b"lo", b"\0\0", b"\xff\xff", b"UN", *_VRS))
        length = stop - start
        front = struct.pack("<HI", 0, length) if chance.random() < 0.5 or length > 0xFFFF else struct.pack("<H", length)
        at = start - (12 if vr in LONG else 8)
        data = _put(data, at, struct.pack("<HH", tag >> 16, tag & 0xFFFF) + new + front, over=start - at)
    return data


def odd_elements(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    """Many odd elements in a row, each of which can be read in several ways."""
    found = _elements(data)
    at = chance.choice(found)[3] if found else min(len(data), 132)
    one = chance.choice((b"\x09\0\x10\x10??\0\0\0\0\0\0", b"\x09\0\x10\x10OX\2\0ab", b"\x09\0\x10\x10\0\0\0\0", b"\x09\0\x10\x10UN\1\0a"))
    return _put(data, at, one * chance.choice((1, 5, 300, 60_000)), over=0)


def inside_un(data: bytes, chance: Chance, found: list[Seed]) -> bytes:
    """Items as UN, explicit or implicit inside, in either order of bytes, of any length; or a real part of another file in them."""
    places = _elements(data)
    at = chance.choice(places)[3] if places else min(len(data), 132)
    order = chance.choice("<<>")
    inner = chance.choice((
        struct.pack(order + "HH2sH", 8, 0x100, b"SH", 2) + b"T ", struct.pack(order + "HHI", 8, 0x100, 2) + b"T ", b"",
        chance.choice(found).data[200:600], chance.randbytes(30),
    ))  # fmt: skip
    length = chance.choice((len(inner), 0xFFFF_FFFF, chance.choice(_LENGTHS)))
    items = struct.pack(order + "HHI", 0xFFFE, 0xE000, length) + inner
    items *= chance.choice((1, 2, 100))
    whole = chance.choice((len(items), 0xFFFF_FFFF, chance.choice(_LENGTHS)))
    tag = chance.choice((b"\x40\0\x75\2", b"\0\x52\x29\x92", b"\0\x52\x30\x92", b"\x08\0\x18\x22"))
    return _put(data, at, tag + b"UN\0\0" + struct.pack("<I", whole) + items, over=0)


def behind_the_pixels(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    """Elements moved behind the pixels, or the pixels moved to the front, or something else behind them."""
    places, at = _elements(data), _pixels_at(data)
    if not places:
        return data
    front = min(start for _, _, start, _ in places) - 8
    cut = chance.choice(places)[3]
    return chance.choice((
        data[:front] + data[max(front, at - 12) :] + data[front : max(front, at - 12)],
        data[:cut] + data[max(cut, at - 12) :] + data[cut : max(cut, at - 12)],
        data + data[front : chance.choice(places)[3]],
        data + chance.choice((bytes(100), b"\x28\0\x10\0US\2\0\xff\xff", b"\0\x52\x30\x92SQ\0\0\xff\xff\xff\xff", chance.randbytes(64))),
    ))  # fmt: skip


def inside_the_pixels(data: bytes, chance: Chance, found: list[Seed]) -> bytes:
    """A whole data set, of this file or another, as the first item of the pixels."""
    other = chance.choice((data, chance.choice(found).data))
    places = _elements(other)
    inner = other[min((start for _, _, start, _ in places), default=140) - 8 :][: chance.choice((None, 100, 1000))]
    at = max(0, _pixels_at(data) - 12)
    for _ in range(chance.choice((1, 1, 30))):
        inner = b"\xe0\x7f\x10\0OB\0\0\xff\xff\xff\xff" + item(b"") * chance.choice((0, 1)) + item(inner)
    return data[:at] + inner


def two_fronts(data: bytes, chance: Chance, found: list[Seed]) -> bytes:
    other = chance.choice((data, chance.choice(found).data))
    places, others = _elements(data), _elements(other)
    if not places or not others:
        return data
    start, stop = (min(at for _, _, at, _ in one) - 8 for one in (places, others))
    return data[:start] + other[chance.choice((0, 132)) : stop] * chance.choice((1, 1, 50)) + data[start:]


def wrapped(data: bytes, chance: Chance, found: list[Seed]) -> bytes:
    """What a transfer puts around a file."""
    other = chance.choice(found).data
    mac = b"\0\4IM01" + bytes(59) + b"DICMOSRX" + bytes(10) + struct.pack(">II", len(data), 0) + bytes(37)
    front = b"--b\r\nContent-Type: application/dicom\r\n\r\n"
    return chance.choice((
        mac + data, mac + data[132:], bytes(chance.choice((1, 512, 70_000))) + data, b"DICM" * 1000 + data, data[chance.randrange(128) :],
        front + data + b"\r\n" + front + other + b"\r\n--b--", chance.randbytes(chance.randrange(600)) + data,
    ))  # fmt: skip


def garbled_syntax(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    at = data.find(b"\x02\x00\x10\x00UI", 132, 1000)
    if at < 0:
        return data
    (length,) = struct.unpack_from("<H", data, at + 6)
    uid = data[at + 8 : at + 8 + length]
    uid = chance.choice(
        (uid.replace(b".", b"_"), uid + b"\0rubbish", uid[:-3], b" " + uid, chance.randbytes(20), b"1.2.840.10008.1.2.4.100", b"9" * 60_000)
    )
    return _put(data, at + 6, struct.pack("<H", len(uid)) + uid, over=2 + length)


def own_form(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    """Pixels in a maker's own form, in place of those of the standard."""
    at = max(0, _pixels_at(data) - 12)
    packed = chance.choice((b"\xa5\xff\0", b"\x5a", b"\xa5\xff\x5a", b"\xa5", b"\1\2", chance.randbytes(9))) * chance.choice(
        (1, 300, 20_000)
    )
    front = b"\xa1\x07\x10\0LO\x08\0ELSCINT1\xa1\x07\x0a\x10OB\0\0" + struct.pack("<I", len(packed)) + packed
    hologic = b"\1\x7e\x10\0LO\x0e\0HOLOGIC, Inc. \1\x7e\x10\x10SQ\0\0" + struct.pack("<I", len(packed) + 8) + item(packed)
    return data[:at] + chance.choice((front + b"\xa1\x07\x11\x10CS\x0a\0PMSCT_RLE1", front, hologic))


# Encapsulation


def offset_table(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    """Another table in front of the frames that are there: cyclic, falling, huge, of odd length."""
    at = _pixels_at(data)
    if data[at : at + 4] != b"\xfe\xff\x00\xe0" or at + 8 > len(data):
        return data
    length = struct.unpack_from("<I", data, at + 4)[0]
    count = chance.choice((1, 2, 3, 7, 1000, 100_000))
    numbers = [chance.choice((0, 8, 16, 1 << 31, 0xFFFF_FFFF, chance.randrange(1 << 16))) for _ in range(count)]
    table = struct.pack(f"<{count}I", *numbers)[: chance.choice((None, None, -1, -2))]
    return _put(data, at, item(table), over=8 + min(length, len(data)))


def extended_table(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    at = _pixels_at(data) - 12
    if at < 0:
        return data
    count = chance.choice((1, 3, 1000))
    rows = b"".join(struct.pack("<Q", chance.choice((0, 8, 100, 1 << 40, (1 << 64) - 1))) for _ in range(count))
    front = b"\xe0\x7f\x01\x00OV\0\0" + struct.pack("<I", len(rows)) + rows
    return _put(data, at, front + front.replace(b"\x7f\x01", b"\x7f\x02", 1), over=0)


def fragments_broken_up(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    """The bytes after the pixel element's front, cut into pieces of any length, some with a length that lies."""
    at = _pixels_at(data)
    step = chance.choice((1, 2, 3, 16, 200))
    body = data[at : at + 4000]
    pieces = [item(body[start : start + step]) for start in range(0, len(body), step)]
    for _ in range(chance.choice((0, 1, 5))):
        if pieces:
            pieces[chance.randrange(len(pieces))] = b"\xfe\xff\x00\xe0" + struct.pack("<I", chance.choice(_LENGTHS))
    return data[:at] + item(b"") * chance.choice((0, 1, 3)) + b"".join(pieces)


def item_flood(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    at = _pixels_at(data)
    return data[:at] + item(b"") * chance.choice((1000, 300_000, 1_100_000)) + data[at:]


def rubbish_between_frames(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    """Zeros, noise and false items in front of some fragments, and behind the last."""
    hurt, at = data, _pixels_at(data)
    for _ in range(chance.choice((1, 3, 200))):
        at = hurt.find(b"\xfe\xff\x00\xe0", at + 1)
        if at < 0:
            break
        part = chance.choice(
            (bytes(16), b"\0", chance.randbytes(7), b"\xfe\xff\x00\xe0", b"\xfe\xff\x00\xe0\xff\xff\xff\x7f", b"\xfe\xff" * 4000)
        )
        hurt = _put(hurt, at, part, over=0)
        at += len(part)
    return hurt


def frames_lie(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    """Another number of frames than are there, none, or one that is no number."""
    at = data.find(b"\x28\x00\x08\x00IS")
    said = chance.choice((b"0 ", b"1 ", b"2 ", b"9 ", b"-1", b"1048576 ", b"99999999999 ", b"x ", b"1\\2 ", b""))
    element = b"\x28\x00\x08\x00IS" + struct.pack("<H", len(said)) + said
    if at >= 0:
        return _put(
            data, at, chance.choice((element, b"")), over=8 + struct.unpack_from("<H", data, at + 6)[0] if at + 8 <= len(data) else 0
        )
    at = data.find(b"\x28\x00\x10\x00US\x02\x00")
    return data if at < 0 else _put(data, at, element, over=0)


# What pixels can be besides what they seem


def odd_pixels(_: bytes, chance: Chance, __: list[Seed]) -> bytes:
    """Packed values, padding and palettes of another sign, masks, previews in place of the picture: with numbers that fit or not."""
    pixels = np.frombuffer(chance.randbytes(2 * 3 * 20 * 24), "<u2").reshape(3, 20, 24)
    bits = chance.choice((1, 2, 3, 4, 7, 10, 12, 13, 14, 16))
    ds = data_set(pixels, BitsAllocated=bits, BitsStored=chance.choice((bits, 1, 10, 12, 20)), HighBit=chance.choice((bits - 1, 0, 15, 99)))
    ds.PixelRepresentation = chance.choice((0, 1))
    number = chance.choice((0, 1, 200, 2048, 32767, 32768, 63536, 65535))
    for keyword in chance.sample(("PixelPaddingValue", "PixelPaddingRangeLimit", "SmallestImagePixelValue"), 2):
        ds.add_new(keyword, *chance.choice((("US", number), ("SS", number - 32768))))
    if chance.random() < 0.5:
        ds.PixelPresentation = chance.choice(("COLOR", "MIXED", "TRUE_COLOR", "?"))
        for name in ("Red", "Green", "Blue"):
            vr, first = chance.choice((("US", number), ("SS", number - 32768)))
            ds.add_new(f"{name}PaletteColorLookupTableDescriptor", vr, [chance.choice((0, 3, 256)), first, chance.choice((0, 8, 16))])
            ds.add_new(f"{name}PaletteColorLookupTableData", "OW", chance.randbytes(chance.choice((0, 1, 6, 512))))
    if chance.random() < 0.5:
        mask = data_set()
        mask.clear()
        mask.MaskOperation = chance.choice(("AVG_SUB", "TID", "REV_TID", "NONE", "?"))
        ends = (0, 1, 2, 3, 4, 65535)
        mask.ApplicableFrameRange = [chance.choice(ends) for _ in range(chance.choice((1, 2, 4)))]
        mask.MaskFrameNumbers = [chance.choice(ends) for _ in range(chance.choice((1, 2, 500)))]
        mask.ContrastFrameAveraging, mask.TIDOffset = chance.choice(ends), chance.choice((-32768, -1, 0, 1, 32767))
        mask.MaskSubPixelShift = chance.choice(([0.5, -0.5], [1e30, 0.0], [float("nan"), 1.0], [1.0]))
        ds.MaskSubtractionSequence, ds.RecommendedViewingMode = [mask] * chance.choice((1, 3)), chance.choice(("SUB", "NAT"))
    if chance.random() < 0.3:
        icon = data_set(np.zeros((8, 8), np.uint8), Rows=chance.choice(_SIZES), NumberOfFrames=chance.choice((1, 1000)))
        ds.IconImageSequence = [icon]
        del ds.PixelData
    return file_bytes(ds)


def odd_stream(_: bytes, chance: Chance, __: list[Seed]) -> bytes:
    """A stream with its sides exchanged, of three colors, or with tables, under a label that may say anything else."""
    rows, columns = chance.choice(((20, 24), (24, 20), (1, 480), (16, 16)))
    color = chance.random() < 0.5
    frame = np.frombuffer(chance.randbytes(rows * columns * (3 if color else 1)), np.uint8)
    stream = bytearray(
        imagecodecs.jpegls_encode(np.ascontiguousarray((frame // 16).reshape((rows, columns, 3) if color else (rows, columns))))
    )
    scan = stream.index(b"\xff\xda")
    if chance.random() < 0.7:
        stream[scan + 6 : scan + 7] = bytes((chance.choice((0, 1, 2, 255)),))
        entries = chance.randbytes(chance.choice((0, 1, 16, 48, 512)))
        segment = (
            struct.pack(">HHBBB", 0xFFF8, 5 + len(entries), chance.choice((1, 2, 3, 4)), 1, chance.choice((0, 1, 2, 3, 255))) + entries
        )
        stream[scan:scan] = segment * chance.choice((1, 2, 40))
    ds = data_set(np.zeros((20, 24), np.uint8), PhotometricInterpretation=chance.choice(("MONOCHROME1", "MONOCHROME2", "YBR_FULL", "RGB")))
    ds.SamplesPerPixel = chance.choice((1, 3))
    ds.BitsAllocated, ds.BitsStored = chance.choice(((8, 8), (8, 3), (16, 12)))
    ds.PixelData = encapsulated([[bytes(stream)]] * chance.choice((1, 2)))
    ds["PixelData"].VR, ds["PixelData"].is_undefined_length = "OB", True
    return file_bytes(ds, syntax=f"{BASE}.4.80")


# Attacks on memory


@cache
def _zeros(size: int) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"".join(engine.compress(bytes(1 << 20)) for _ in range(size >> 20)) + engine.flush()


def deflated_bomb(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    """A data set of zeros, or one that ends in them, a thousandth of its size when packed."""
    meta = file_bytes(data_set(), syntax=f"{BASE}.1.99")
    start = 132 + 12 + struct.unpack_from("<I", meta, 140)[0]
    if chance.random() < 0.5:
        return meta[:start] + _zeros(chance.choice((1 << 20, 64 << 20, 512 << 20)))
    whole = file_bytes(data_set(Rows=65535, Columns=4096))[start:]
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = chance.choice((whole, data[132:]))
    return meta[:start] + engine.compress(body + bytes(chance.choice((1 << 20, 32 << 20)))) + engine.flush()


def frame_bomb(_: bytes, chance: Chance, found: list[Seed]) -> bytes:
    """Rows and columns of the file and of the stream made huge together; or a stream with far more than the file announces."""
    streams = [seed for seed in found if seed.name.startswith("made/")]
    data = bytearray(chance.choice(streams).data)
    rows, columns = chance.choice(
        (
            (65535, 65535),
            (65535, 4000),
            (32767, 3000),
            (20_000, 20_000),
            (30_000, 3000),
            (10_000, 10_000),
            (5000, 3000),
            (4000, 2000),
            (65535, 1),
        )
    )
    both = chance.random() < 0.8
    for tag, value in ((b"\x28\x00\x10\x00US\x02\x00", rows), (b"\x28\x00\x11\x00US\x02\x00", columns)):
        at = data.find(tag)
        if both and at >= 0:
            struct.pack_into("<H", data, at + 8, value)
    at = max(0, data.find(b"\xe0\x7f\x10\x00"))
    while (at := data.find(b"\xff", at + 1)) >= 0 and at + 24 < len(data):
        marker = data[at + 1]
        if marker in (0xC0, 0xC1, 0xC2, 0xC3, 0xF7) and data[at + 2] == 0:
            struct.pack_into(">HH", data, at + 5, rows, columns)
        elif marker == 0x51 and data[at + 2] == 0:
            struct.pack_into(">II", data, at + 6, columns, rows)
            if chance.random() < 0.7:
                struct.pack_into(">II", data, at + 22, columns, rows)
        elif marker == 0x0A:  # JPEG XL: random bits for the size
            data[at + 2 : at + 8] = chance.randbytes(6)
    return bytes(data)


def rle_bomb(_: bytes, chance: Chance, __: list[Seed]) -> bytes:
    """Runs of 128 equal bytes without end, or tables that point anywhere."""
    count = chance.choice((1, 2, 3, 6, 15, 16, 1 << 20))
    starts = [chance.choice((64, 64, 0, 65, 1 << 20, 0xFFFF_FFFF, chance.randrange(64, 9000))) for _ in range(15)]
    packed = chance.choice((b"\x81\x07", b"\x80", b"\x00\x05", b"\x7f", chance.randbytes(3))) * chance.choice((10, 1000, 400_000))
    ds = data_set(Rows=chance.choice(_SIZES), Columns=chance.choice(_SIZES), BitsAllocated=chance.choice((1, 8, 16, 32)))
    ds.SamplesPerPixel = chance.choice((1, 3))
    ds.PixelData = encapsulated([[struct.pack("<16I", count, *starts) + packed]])
    ds["PixelData"].VR = "OB"
    ds["PixelData"].is_undefined_length = True
    return file_bytes(ds, syntax=f"{BASE}.5")


def palette_bomb(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    """Segments that repeat segments, descriptors that mean nothing."""
    ds = data_set(PhotometricInterpretation="PALETTE COLOR")
    words = [chance.choice((0, 1, 2, 2, 65535, 8, 500, chance.randrange(65536))) for _ in range(chance.choice((3, 60, 5000)))]
    raw = struct.pack(f"<{len(words)}H", *words)
    for name in ("Red", "Green", "Blue"):
        ds.add_new(
            f"{name}PaletteColorLookupTableDescriptor", "US", [chance.choice(_SIZES), chance.choice(_SIZES), chance.choice((8, 16, 0))]
        )
        kind = chance.choice(("", "Segmented"))
        ds.add_new(f"{kind}{name}PaletteColorLookupTableData", "OW", raw)
    return file_bytes(ds)


def next_to_nothing(data: bytes, chance: Chance, _: list[Seed]) -> bytes:
    return chance.choice((b"", b"\0", data[:132], bytes(128) + b"DICM", bytes(132), b"DICM", chance.randbytes(300), data[128:], data[132:]))


# Attacks on time: little that has to be gone through again and again, or told at length


def frames_announced(_: bytes, chance: Chance, __: list[Seed]) -> bytes:
    """Frames by the hundred thousand with functional groups for some of them."""
    return hostile.groups(chance.choice((70_000, 300_000, 1 << 20)), chance.choice((1, 1000, 60_000)))


def deflated_frames(_: bytes, chance: Chance, __: list[Seed]) -> bytes:
    """Frames of nothing, of which each was unpacked with all before it."""
    return hostile.deflated_frames(chance.choice((3, 60)), chance.choice((1000, 1001)))


def overlays_without_end(_: bytes, chance: Chance, __: list[Seed]) -> bytes:
    return hostile.overlaid(16, chance.choice((3000, 6000)))


def notes_by_the_thousand(_: bytes, chance: Chance, __: list[Seed]) -> bytes:
    """Structure sets, saved views and reports of which each item is worth a sentence."""
    return chance.choice((hostile.outlines, hostile.drawings, hostile.linked))(chance.choice((3000, 190_000)))


def records_by_the_thousand(_: bytes, chance: Chance, __: list[Seed]) -> bytes:
    """Tables of contents and segmentations whose every part says next to nothing."""
    return chance.choice((hostile.records, hostile.segments))(chance.choice((3000, 190_000)))


def names_of_megabytes(_: bytes, chance: Chance, __: list[Seed]) -> bytes:
    ds = data_set()
    for keyword in ("PatientName", "StudyDescription", "SeriesDescription", "ImageType", "SeriesInstanceUID", "RescaleType"):
        if chance.random() < 0.6:
            ds.add_new(keyword, "UT", chance.choice(("x", "x\\", "^", "=")) * chance.choice((100_000, 3_000_000)))
    return file_bytes(ds)


def clinical_document(_: bytes, chance: Chance, __: list[Seed]) -> bytes:
    """A letter with a hundred thousand cells in one row."""
    ds = data_set(SOPClassUID="1.2.840.10008.5.1.4.1.1.104.2", PixelData=None, MIMETypeOfEncapsulatedDocument="text/XML")
    body = hostile.cells(chance.choice((1000, 240_000)))
    ds.EncapsulatedDocument = body + b" " * (len(body) % 2)
    return file_bytes(ds)


def archive_of_nothing(_: bytes, chance: Chance, __: list[Seed]) -> bytes:
    """Folders and other things that are no files, without end; folders that share their bytes; parts with nothing in them."""
    return chance.choice(
        (
            lambda: hostile.folders(60_000),
            lambda: hostile.folders(60_000, b"g"),
            lambda: hostile.listed(90_000),
            lambda: hostile.overlapping(2000, 3000, 4 << 20),
            lambda: hostile.overlapping(300, 3000, 60 << 10),
            lambda: hostile.compressed([b""], 1) * 150_000,
        )
    )()


# What a file says of itself


_SETS = (
    "",
    "ISO_IR 100",
    "ISO_IR 192",
    "ISO_IR 13",
    "ISO_IR 58",
    "ISO 2022 IR 149",
    "\\ISO 2022 IR 87",
    "ISO 2022 IR 13\\ISO 2022 IR 159",
    "GB18030",
    "UNKNOWN",
)
_NAMES = ("王^小明", "홍^길동", "髙橋^太郎", "Иванов^Иван", "Παπαδόπουλος", "Żółć^Łucja", "สมชาย", "כהן^דוד", "\N{GRINNING FACE}")
_CODECS = ("utf-8", "gb18030", "cp949", "cp932", "euc_jp", "big5", "cp1251", "cp1253", "cp1250", "cp874", "cp1255", "iso2022_jp", "utf-16")


def other_letters(_: bytes, chance: Chance, __: list[Seed]) -> bytes:
    """A name in one set of characters under another, cut, or with bytes of chance in it."""
    raw = chance.choice(_NAMES).encode(chance.choice(_CODECS), "replace") * chance.choice((1, 1, 3, 20_000))
    raw = chance.choice((raw, raw[:-1], raw[1:], raw[:2] + chance.randbytes(4) + raw[2:], chance.randbytes(60), b"\x1b$B" + raw))[:60_000]
    raw += b" " * (len(raw) % 2)
    data = file_bytes(data_set(SpecificCharacterSet=chance.choice(_SETS).split("\\"), PatientName="@@", SeriesDescription="@@"))
    for front in (b"\x08\x00\x3e\x10LO", b"\x10\x00\x10\x00PN"):
        at = data.index(front) + len(front)
        data = data[:at] + struct.pack("<H", len(raw)) + raw + data[at + 4 :]
    return data


def places_repeated(_: bytes, chance: Chance, __: list[Seed]) -> bytes:
    """Many frames at few places, of the patient or of the volume, with times, numbers and kinds of chance."""
    count = chance.choice((2, 9, 60, 400))
    ds = data_set(np.zeros((count, 3, 4), np.uint8), ImagePositionPatient=None, ImageOrientationPatient=None)
    volume = "Volume" if chance.random() < 0.5 else "Patient"
    suffix = "VolumeSequence" if volume == "Volume" else "Sequence"
    groups = []
    for _number in range(count):
        group, content, place, way, moment = (Dataset() for _ in range(5))
        content.InStackPositionNumber, content.DimensionIndexValues = (
            chance.randrange(4),
            [chance.randrange(4) for _ in range(chance.randrange(4))],
        )
        setattr(place, f"ImagePosition{volume}", [0.0, 0.0, chance.choice((0.0, 1.0, 2.0, 1e9))])
        setattr(
            way,
            f"ImageOrientation{volume}",
            chance.choice(([1.0, 0, 0, 0, 1.0, 0], [1.0, 0, 0, 0, 1.0, 0], [0.0] * 6, [0, 1.0, 0, 0, 0, 1.0])),
        )
        moment.TemporalPositionTimeOffset = float(chance.randrange(3))
        group.FrameContentSequence, group.TemporalPositionSequence = [content], [moment]
        setattr(group, f"PlanePosition{suffix}", [place])
        setattr(group, f"PlaneOrientation{suffix}", [way])
        groups.append(group)
    ds.PerFrameFunctionalGroupsSequence = groups[: chance.choice((count, count, count // 2))]
    return file_bytes(ds)


def bare_mosaic(_: bytes, chance: Chance, __: list[Seed]) -> bytes:
    """A picture that calls itself a mosaic, with sizes and private words that mean nothing."""
    rows, columns = chance.choice(((48, 48), (48, 64), (7, 11), (256, 256), (1, 2048)))
    ds = data_set(
        np.zeros((rows, columns), np.uint16), SOPClassUID=MRImageStorage, Modality="MR", ImageType=["ORIGINAL", "PRIMARY", "M", "MOSAIC"],
        AcquisitionMatrix=[chance.choice((0, 1, 2, 16, 48, 65535)) for _ in range(chance.choice((4, 4, 2)))],
    )  # fmt: skip
    if chance.random() < 0.5:
        ds.add_new((0x0019, 0x0010 + chance.randrange(3)), "LO", "SIEMENS MR HEADER")
        ds.add_new((0x0019, 0x100A), "US", chance.choice((0, 1, 9, 1024, 65535)))
        ds.add_new((0x0019, 0x100C), "UN", chance.randbytes(chance.randrange(40)))
    return file_bytes(ds)


MUTATIONS: tuple[Mutation, ...] = (
    truncated, header_bytes_flipped, header_bytes_flipped, stream_bytes_flipped, stream_bytes_flipped, stream_front_flipped,
    stream_front_flipped, cut_out, repeated, joined, zeroed, element_wrong_vr, element_wrong_length, element_wrong_value,
    element_wrong_value, image_claims, image_claims, elements_taken_out, other_syntax, odd_representation, odd_representation, odd_elements,
    inside_un, behind_the_pixels, inside_the_pixels, two_fronts, wrapped, garbled_syntax, own_form, nested, many_elements, many_items, offset_table,
    extended_table, fragments_broken_up, item_flood, deflated_bomb, frame_bomb, frame_bomb, rle_bomb, palette_bomb, next_to_nothing,
    frames_announced, deflated_frames, overlays_without_end, notes_by_the_thousand, records_by_the_thousand, names_of_megabytes, clinical_document,
    archive_of_nothing,
    other_letters, places_repeated, bare_mosaic,
    rubbish_between_frames, frames_lie, frames_lie, odd_pixels, odd_pixels, odd_stream,
)  # fmt: skip
"""What may be done to a file; what finds most stands twice."""
