"""Where each frame lies inside the value of the pixel element, native or encapsulated (PS3.5 section A.4, PS3.3 C.7.6.3.1.8).

Nothing that the file says is trusted: an offset counts only when a fragment really begins there, a length only as far as there
are bytes, and the number of frames is what was found, not what was claimed. What did not fit is told in `FrameIndex.notes`.
"""

import itertools
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from viewer.errors import BrokenFile, LimitExceeded

__all__ = [
    "CUT_IN_FRAME",
    "MOST_FRAGMENTS",
    "RUBBISH",
    "UNENDED",
    "Buffer",
    "Fragment",
    "FrameIndex",
    "encapsulated_index",
    "fragments",
    "leading_zeros",
    "native_index",
]

Buffer = bytes | bytearray | memoryview
Fragment = tuple[int, int]
"""Start and length of a run of bytes within the value of the pixel element."""

RUBBISH = "Between the frames lies something that is none; it was passed over"
CUT_IN_FRAME = "The file is cut short in the last of its frames"
UNENDED = "The end mark after the last frame is missing; the file may be cut short"
"""Notes for those who look into the decoding; nobody else reads them."""

MOST_FRAGMENTS = 1_000_000
"""A whole-slide image has some ten thousand; a million tiny items is an attack on our time."""

_ITEM = b"\xfe\xff\x00\xe0"
_END = b"\xfe\xff\xdd\xe0"
_UNDEFINED = 0xFFFF_FFFF
_BLOCK = 1 << 16
_BOXES = (b"\x0cjP  ", b"\x0cJXL ")  # of a file format: three zeros in front are of the box's length


@dataclass(frozen=True, slots=True)
class FrameIndex:
    """Where every frame lies.

    Encapsulated: `runs` holds for each frame the fragments it consists of. Native: `runs` is None and frame i takes `bits` bits
    from bit i * `bits` (frames of one-bit pixels need not begin at a byte, PS3.5 section 8.1.1), `size` bytes being there in all.
    `count` frames are there at least in part; `notes` says in words what was odd.
    """

    count: int
    bits: int = 0
    size: int = 0
    runs: tuple[tuple[Fragment, ...], ...] | None = None
    notes: tuple[str, ...] = ()

    def frame(self, data: Buffer, number: int) -> Buffer:
        """Return the bytes of frame `number`, without a copy where it is one fragment; IndexError when there is none."""
        if not 0 <= number < self.count:
            raise IndexError(number)
        view = memoryview(data)
        if self.runs is None:
            return view[number * self.bits // 8 : -(-(number + 1) * self.bits // 8)]
        runs = self.runs[number]
        if len(runs) == 1:
            start, length = runs[0]
            return view[start : start + length]
        return b"".join(view[start : start + length] for start, length in runs)


def native_index(size: int, *, frame_bits: int, frames: int) -> FrameIndex:
    """Index `size` bytes of native pixels in which `frames` frames of `frame_bits` bits each are announced.

    Raises BrokenFile when not one pixel is there.
    """
    whole = size * 8 // frame_bits
    if whole >= frames:
        return FrameIndex(frames, bits=frame_bits, size=size)
    there = min(frames, -(-size * 8 // frame_bits))
    if not there:
        raise BrokenFile("pixels.behind", n=-(-frames * frame_bits // 8), do="again")
    note = f"The file is cut short: {size} of {-(-frames * frame_bits // 8)} bytes of pixels are there"
    return FrameIndex(there, bits=frame_bits, size=size, notes=(note,))


def fragments(data: Buffer) -> tuple[list[Fragment], tuple[str, ...]]:
    """List the items of an encapsulated pixel element, the offset table being the first, and what was odd about them.

    `data` begins at the first item tag. Stops at the delimiter, at the end, or where no item is found any more.
    """
    view = memoryview(data)
    found: list[Fragment] = []
    notes: tuple[str, ...] = ()
    size = len(view)
    whole: bytes | bytearray = b""
    position = 0
    unpack = struct.Struct("<4sI").unpack_from
    while position + 8 <= size:
        tag, length = unpack(view, position)
        if tag != _ITEM:
            if tag == _END:
                return found, notes
            # An odd fragment, padded although its length was not made even.
            if found and position + 9 <= size and view[position + 1 : position + 5] in (_ITEM, _END):
                position += 1
                continue
            whole = whole or (data if isinstance(data, bytes | bytearray) else bytes(data))
            after = _next_item(whole, position)
            if after < 0:
                return found, (*notes, "The list of frames breaks off in the middle of the file")
            position, notes = after, (RUBBISH,)
            continue
        position += 8
        if length == _UNDEFINED or length > size - position:
            whole = whole or (data if isinstance(data, bytes | bytearray) else bytes(data))
            after = _next_item(whole, position)
            last = after > position and whole[after : after + 4] == _END  # the end mark only: its length is wrong, its bytes are there
            if after >= 0 and not last:  # that was no item
                position, notes = after, (RUBBISH,)
                continue
            found.append((position, (after if last else size) - position))
            return found, (*notes, CUT_IN_FRAME)
        found.append((position, length))
        position += length
        if len(found) > MOST_FRAGMENTS:
            raise LimitExceeded("pixels.pieces", most=MOST_FRAGMENTS)
    return found, (*notes, UNENDED)


def _next_item(data: bytes | bytearray, position: int) -> int:
    """Find the next fragment, or the end mark, behind something that is neither; -1 where there is none that can be one."""
    while (at := data.find(_ITEM, position)) >= 0:
        end = data.find(_END + bytes(4), position, at)
        if end >= 0:
            return end
        if at + 8 + int.from_bytes(data[at + 4 : at + 8], "little") <= len(data):
            return at
        position = at + 4
    return data.find(_END + bytes(4), position)


def encapsulated_index(
    data: Buffer,
    *,
    frames: int,
    starts: Callable[[bytes], bool] | None = None,
    extended: tuple[Sequence[int], Sequence[int]] | None = None,
) -> FrameIndex:
    """Group the fragments of an encapsulated pixel element into `frames` frames.

    `starts` tells from the first bytes of a fragment whether a code stream begins there; None when the syntax does not show it.
    `extended` is the Extended Offset Table with its lengths. Raises BrokenFile when there is no frame at all.
    """
    items, notes = fragments(data)
    view = memoryview(data)
    table, pieces = _offset_table(view, items, starts)
    pieces_with_bytes = [piece for piece in pieces if piece[1]]
    if not pieces_with_bytes:
        raise BrokenFile("pixels.empty", do="pictures")
    if extended is not None:
        runs = _by_extended_table(pieces, *extended) if len(extended[0]) == frames else None
        if runs:
            return FrameIndex(frames, runs=runs, notes=notes)
        notes += ("The extended table of frames does not fit the frames and is ignored",)
    if table and frames > 1:
        runs = _by_offsets(pieces, table) if len(table) == frames else None
        if runs and (starts is None or all(_begins(view, run[0], starts) for run in runs)):
            return FrameIndex(frames, runs=runs, notes=notes)
        notes += ("The table of frames does not fit the frames and is ignored",)
    runs = _with_empty_ones(view, pieces, frames, starts) or _by_content(view, pieces_with_bytes, frames, starts)
    if len(runs) != frames:
        notes += (f"{len(runs)} frames were found, {frames} are announced",)
    return FrameIndex(len(runs), runs=runs, notes=notes)


def _offset_table(
    view: memoryview, items: list[Fragment], starts: Callable[[bytes], bool] | None
) -> tuple[tuple[int, ...], list[Fragment]]:
    """Split the items into the Basic Offset Table (perhaps empty) and the fragments; the table is missing in some files."""
    if not items:
        return (), []
    start, length = items[0]
    if length and (length % 4 or (starts is not None and starts(bytes(view[start : start + 16])))):
        return (), items
    return struct.unpack_from(f"<{length // 4}I", view, start), items[1:]


def leading_zeros(data: Buffer) -> int:
    """Count the zeros in front of a compressed frame, with which some programs fill up: no bare code stream begins with one."""
    view = memoryview(data)
    for at in range(0, len(view), _BLOCK):
        block = bytes(view[at : at + _BLOCK])
        if rest := block.lstrip(b"\0"):
            found = at + len(block) - len(rest)
            return max(0, found - 3) if bytes(view[found : found + 5]) in _BOXES else found
    return len(view)


def _begins(view: memoryview, piece: Fragment, starts: Callable[[bytes], bool]) -> bool:
    """Whether a code stream begins in a fragment, perhaps behind zeros."""
    start, length = piece
    if length and not view[start]:
        start += leading_zeros(view[start : start + length])
    return starts(bytes(view[start : start + 16]))


def _by_offsets(pieces: list[Fragment], offsets: Sequence[int]) -> tuple[tuple[Fragment, ...], ...] | None:
    """Group fragments by the offsets of the frames, counted from the first fragment's item tag; None where one does not fit."""
    if not pieces:
        return None
    origin = pieces[0][0]
    number_at = {start - origin: number for number, (start, _) in enumerate(pieces)}
    firsts = [number_at.get(offset, -1) for offset in offsets]
    if not firsts or firsts[0] != 0 or any(a >= b for a, b in itertools.pairwise(firsts)):
        return None
    runs = tuple(
        tuple(piece for piece in pieces[first:stop] if piece[1]) for first, stop in zip(firsts, [*firsts[1:], len(pieces)], strict=True)
    )
    return runs if all(runs) else None


def _by_extended_table(pieces: list[Fragment], offsets: Sequence[int], lengths: Sequence[int]) -> tuple[tuple[Fragment, ...], ...] | None:
    """Take one fragment for each frame as the Extended Offset Table says (PS3.3 C.7.6.3.1.8); None where one does not fit."""
    if not pieces or len(offsets) != len(lengths):
        return None
    origin = pieces[0][0]
    length_at = {start - origin: length for start, length in pieces}
    runs = []
    for offset, length in zip(offsets, lengths, strict=True):
        there = length_at.get(offset, 0)
        # The table gives the length without the padding byte.
        if not 0 < length <= there or there - length > 1:
            return None
        runs.append(((origin + offset, length),))
    return tuple(runs)


def _with_empty_ones(
    view: memoryview, pieces: list[Fragment], frames: int, starts: Callable[[bytes], bool] | None
) -> tuple[tuple[Fragment, ...], ...] | None:
    """Take one fragment for each frame where some before the last are empty: frames that were lost, whose place the others do not take."""
    if frames == 1 or len(pieces) != frames or all(length for _, length in pieces) or not pieces[-1][1]:
        return None
    if starts is not None and not all(_begins(view, piece, starts) for piece in pieces if piece[1]):
        return None
    return tuple((piece,) for piece in pieces)


def _by_content(
    view: memoryview, pieces: list[Fragment], frames: int, starts: Callable[[bytes], bool] | None
) -> tuple[tuple[Fragment, ...], ...]:
    """Group fragments without a table: all for one frame, one for each frame, or by where code streams begin."""
    if frames == 1:
        return (tuple(pieces),)
    if len(pieces) == frames or starts is None:
        return tuple((piece,) for piece in pieces)
    firsts = [number for number, piece in enumerate(pieces) if _begins(view, piece, starts)]
    if not firsts:
        return tuple((piece,) for piece in pieces)
    return tuple(tuple(pieces[first:stop]) for first, stop in zip(firsts, [*firsts[1:], len(pieces)], strict=True))
