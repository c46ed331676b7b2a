"""How many frames are there, whatever the file says of their number (PS3.3 C.7.6.6, PS3.5 A.4); told without decoding any."""

import struct
from collections.abc import Callable

from viewer.dicom.dataset import Dataset, PixelLocation
from viewer.dicom.syntaxes import family
from viewer.errors import ViewerError
from viewer.pixels.codestream import begins
from viewer.pixels.encapsulation import CUT_IN_FRAME, UNENDED, encapsulated_index
from viewer.pixels.format import PixelFormat, frame_bits
from viewer.source.entries import Entry

__all__ = ["tally"]

_ITEM = b"\xfe\xff\x00\xe0"
_END = b"\xfe\xff\xdd\xe0"
_FRONT = 24  # an item's tag and length, and how its content begins
_BEHIND = 1024  # bytes behind the first fragment of a single picture that are not looked at: an end mark, no more frames
_MOST_STEPS = 4096  # fragments looked up one by one: a second or so in a browser
_MOST_READ = 1 << 28  # bytes of fragments that are read at once where something lies between them, and of filling that is looked through
_BLOCK = 1 << 20


def tally(entry: Entry, dataset: Dataset, form: PixelFormat) -> int:
    """Return the number of frames that are there, `form.frames` where it is right or nobody can know.

    Of a file that ends too early the frames that it announces are kept: what is missing of them is told elsewhere.
    """
    pixels = dataset.pixels
    if pixels is None:
        return form.frames
    if pixels.length is not None:
        if form.compressed:
            return form.frames
        found, bits = _native(min(pixels.length, max(0, dataset.size - pixels.start)), pixels.length, form)
        if found > form.frames and dataset.inflated_from is None:
            return _without_filling(entry, pixels.start, found, bits, least=form.frames)
        return found
    if not form.compressed or dataset.inflated_from is not None:
        return form.frames
    try:
        return _encapsulated(entry, dataset, pixels, form)
    except ViewerError:  # decoding tells it better
        return form.frames


def _native(there: int, length: int, form: PixelFormat) -> tuple[int, int]:
    """Count the whole frames of a native element of `length` bytes, of which some are `there`; fewer than are announced, also one that is cut.

    With the bits of one of them.
    """
    for bits in {frame_bits(form), frame_bits(form, folded=False)}:
        needed = -(-bits * form.frames // 8)
        if length in (needed, needed + needed % 2):
            return form.frames, bits
    bits, full = frame_bits(form), frame_bits(form, folded=False)
    if bits != full and length * 8 % full == 0 != length * 8 % bits:  # chroma shared in name only
        bits = full
    found = there * 8 // bits
    return (found if found > form.frames else min(form.frames, max(1, -(-length * 8 // bits)))), bits


def _without_filling(entry: Entry, start: int, found: int, bits: int, *, least: int) -> int:
    """Count the frames up to the last that is more than zeros, at `least` those that are announced: some programs fill up their files."""
    first, end = start + -(-least * bits // 8), start + found * bits // 8
    if end - first > _MOST_READ:
        return found
    while end > first:
        begin = max(first, end - _BLOCK)
        if behind := entry.read(begin, end).rstrip(b"\0"):
            return min(found, -(-(begin + len(behind) - start) * 8 // bits))
        end = begin
    return least


def _encapsulated(entry: Entry, dataset: Dataset, pixels: PixelLocation, form: PixelFormat) -> int:
    frames, size = form.frames, entry.size
    marked = family(form.syntax) != "deflate"

    def front_at(position: int) -> bytes:
        known = dataset.already(position, position + _FRONT)
        return known if len(known) == _FRONT else entry.read(position, min(size, position + _FRONT))

    front = front_at(pixels.start)
    if front[:4] != _ITEM:
        return frames
    table = _length(front)
    if table and (table % 4 or (marked and begins(front[8:]))):  # a few files lack the table of offsets
        table, first = 0, pixels.start
    else:
        first = pixels.start + 8 + table
    if frames > 1 and table == 4 * frames:
        last = struct.unpack("<I", entry.read(first - 4, first))[0]
        if _counted(front_at, first + last, size, marked=marked)[:2] == (1, True):
            return frames
    after = first + 8 + _length(front_at(first))
    if frames == 1 and after + _BEHIND >= size and len(dataset.already(after, size)) < size - after:
        return 1
    found, sound, pieces = _counted(front_at, first, size, marked=marked)
    if not sound and size - pixels.start <= _MOST_READ:  # something lies between the fragments, or the end is missing
        whole = encapsulated_index(entry.read(pixels.start), frames=1 << 20, starts=begins if marked else None)
        found, sound, pieces = whole.count, not {CUT_IN_FRAME, UNENDED}.intersection(whole.notes), whole.count
    if found > frames or (sound and 0 < found < frames and pieces != frames):
        return found
    return frames


def _counted(front_at: Callable[[int], bytes], position: int, size: int, *, marked: bool) -> tuple[int, bool, int]:
    """Count the frames that begin among the fragments from `position` on; whether their end mark was reached; and the fragments.

    Empty ones count where others follow: such a one is the place of a frame that was lost.
    """
    found = pieces = empty = 0
    for _ in range(_MOST_STEPS):
        front = front_at(position) if position + 8 <= size else b""
        if front[:4] == _END:
            return found, True, pieces
        if front[:4] != _ITEM or position + 8 + _length(front) > size:
            return found, False, pieces
        length = _length(front)
        empty += not length
        if length:
            pieces, empty = pieces + empty + 1, 0
            found += begins(front[8 : 8 + length]) if marked else 1
        position += 8 + length
    return found, False, pieces


def _length(front: bytes) -> int:
    length: int = struct.unpack_from("<I", front, 4)[0] if len(front) >= 8 else 0
    return length
