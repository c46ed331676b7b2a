"""Ways to damage a file: each takes its bytes and chance, and gives other bytes; some are attacks rather than accidents."""

import random
import struct
import zlib
from collections.abc import Callable
from functools import cache, lru_cache

import imagecodecs
import numpy as np

from tests.core.frames import BASE, encapsulated, item
from tests.core.made import Memory, data_set, file_bytes
from tests.fuzz.seeds import Seed
from viewer.elements import LONG, SHORT
from viewer.errors import ViewerError
from viewer.header import Header, read_header
from viewer.syntaxes import SYNTAXES

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
        data = mutation(data, chance, found)
        done.append(mutation.__name__)
    return data, f"{source.name}: {', '.join(done)}"


@lru_cache(maxsize=2)
def _header(data: bytes) -> Header | None:
    try:
        return read_header(Memory(data))
    except (ViewerError, ValueError, ArithmeticError, LookupError, TypeError, MemoryError):
        return None


def _elements(data: bytes) -> list[tuple[int, bytes, int, int]]:
    """Elements as (tag, representation, start, stop) where values lie in the file itself; empty where nothing is found."""
    header = _header(data)
    if header is None or header.inflated_from is not None:
        return []
    return [(tag, *place) for tag, place in header._elements.items()]


def _pixels_at(data: bytes) -> int:
    header = _header(data)
    if header is None or header.pixels is None or header.inflated_from is not None:
        return len(data) // 2
    return min(header.pixels.start, len(data))


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
    """A stream with its sides exchanged, of three colours, or with tables, under a label that may say anything else."""
    rows, columns = chance.choice(((20, 24), (24, 20), (1, 480), (16, 16)))
    colour = chance.random() < 0.5
    frame = np.frombuffer(chance.randbytes(rows * columns * (3 if colour else 1)), np.uint8)
    stream = bytearray(
        imagecodecs.jpegls_encode(np.ascontiguousarray((frame // 16).reshape((rows, columns, 3) if colour else (rows, columns))))
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


MUTATIONS: tuple[Mutation, ...] = (
    truncated, header_bytes_flipped, header_bytes_flipped, stream_bytes_flipped, stream_bytes_flipped, stream_front_flipped,
    stream_front_flipped, cut_out, repeated, joined, zeroed, element_wrong_vr, element_wrong_length, element_wrong_value,
    element_wrong_value, image_claims, image_claims, elements_taken_out, other_syntax, nested, many_elements, many_items, offset_table,
    extended_table, fragments_broken_up, item_flood, deflated_bomb, frame_bomb, frame_bomb, rle_bomb, palette_bomb, next_to_nothing,
    rubbish_between_frames, frames_lie, frames_lie, odd_pixels, odd_pixels, odd_stream,
)  # fmt: skip
"""What may be done to a file; what finds most stands twice."""
