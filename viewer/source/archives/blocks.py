"""Entries that have to be unpacked: by blocks of 128 KiB, so that the front of a picture costs no more than that.

Nothing is unpacked ahead. A state is kept every 8 MiB, from which inflating can go on: so large members are read at random too.
"""

import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from viewer.errors import BrokenFile
from viewer.source.archives.opening import Opening
from viewer.source.entries import Entry

if TYPE_CHECKING:
    from zlib import _Decompress

__all__ = ["BLOCK", "GZIP", "RAW", "ZLIB", "Blocks", "Inflated"]

BLOCK = 1 << 17
RAW, ZLIB, GZIP = -15, 15, 31
"""How zlib names bare deflate data, its own frame around it, and gzip's."""

_STRIDE = 64  # blocks from one kept state to the next
_INPUT = 1 << 16
_BREATH = 16  # blocks
_UNKNOWN = 1 << 60
_MOST_EMPTY = 1000  # parts of a gzip file, one after the other, in which there is nothing


class Blocks(ABC):
    """An entry made block after block; what was made lately is kept in the opening."""

    __slots__ = ("_opening", "path", "size")

    def __init__(self, size: int, opening: Opening, *, path: str) -> None:
        self.path, self.size = path, size
        self._opening = opening

    @abstractmethod
    def _make(self, number: int) -> bytes:
        """Make a block; shorter where the data end."""

    def block(self, number: int) -> bytes:
        """Return a block."""
        block = self._opening.recall((self, number))
        if block is None:
            block = self._make(number)
            self._opening.keep((self, number), block)
        return block

    def read(self, start: int = 0, stop: int | None = None) -> bytes:
        """Return the bytes from `start` to `stop`; raises BrokenFile and Unreadable."""
        stop = self.size if stop is None else min(stop, self.size)
        if start >= stop:
            return b""
        first, last = start // BLOCK, (stop - 1) // BLOCK
        blocks = []
        for number in range(first, last + 1):
            blocks.append(self.block(number))
            if len(blocks[-1]) < BLOCK:
                break
        whole = blocks[0] if len(blocks) == 1 else b"".join(blocks)
        return whole[start - first * BLOCK : stop - first * BLOCK]


@dataclass(slots=True)
class _State:
    """Where inflating stands: the engine, how much it took, which block is next, and the checksum so far."""

    engine: "_Decompress"
    taken: int = 0
    block: int = 0
    crc: int = 0

    def copy(self) -> "_State":
        return _State(self.engine.copy(), self.taken, self.block, self.crc)


class Inflated(Blocks):
    """A deflated entry; `form` is RAW or GZIP, `size` None where nobody knows it yet, `crc` what the whole must sum up to."""

    __slots__ = ("_crc", "_form", "_packed", "_states", "packed_size")

    def __init__(self, packed: Entry, form: int, opening: Opening, *, path: str, size: int | None, crc: int | None = None) -> None:
        super().__init__(_UNKNOWN if size is None else size, opening, path=path)
        self._packed, self._form, self._crc = packed, form, crc
        self._states: list[_State] = []  # before block 0, 64, 128, …
        self.packed_size: int | None = None
        """How many bytes it is packed in; known when all of it was inflated."""

    def through(self) -> Iterator[None]:
        """Inflate all of it once, with a pause every 2 MiB; then its size is known. Raises BrokenFile, LimitExceeded, Unreadable."""
        number = 0
        unknown = self.size == _UNKNOWN
        while len(self.block(number)) == BLOCK:
            if unknown:  # else it was counted when it was found
                self._opening.unpacked(BLOCK)
            number += 1
            if number % _BREATH == 0:
                yield

    def _make(self, number: int) -> bytes:
        state = self._state_before(number)
        while True:
            block = self._inflate(state)
            if state.block > number:
                self._opening.resume(self, state)
                return block
            self._opening.keep((self, state.block - 1), block)
            if len(block) < BLOCK:  # it ends before the block that was asked for
                return b""

    def _state_before(self, number: int) -> _State:
        """Find the nearest state from which that block can be reached."""
        live: _State | None = self._opening.engines.pop(self, None)
        at = min(number // _STRIDE, len(self._states) - 1)
        if live is not None and live.block <= number and (at < 0 or live.block >= at * _STRIDE):
            return live
        return self._states[at].copy() if at >= 0 else _State(zlib.decompressobj(self._form))

    def _inflate(self, state: _State) -> bytes:
        """Make the next block of a state and move it on."""
        if state.block == _STRIDE * len(self._states) and self.size > _STRIDE * BLOCK:
            self._states.append(state.copy())
        wanted = min(BLOCK, self.size - state.block * BLOCK)
        empty = 0
        pieces: list[bytes] = []
        try:
            while wanted > 0:
                if state.engine.eof and not self._next_part(state):
                    break
                data = self._packed.read(state.taken, min(self._packed.size, state.taken + _INPUT))
                piece = state.engine.decompress(data, wanted)
                # At its end the engine holds what is left as unused, and sometimes as not consumed too.
                left = state.engine.unused_data if state.engine.eof else state.engine.unconsumed_tail
                state.taken += len(data) - len(left)
                if not piece and not data:
                    break  # cut short
                empty = 0 if piece else empty + state.engine.eof
                if empty > _MOST_EMPTY:
                    raise BrokenFile("archive.hollow", do="new")
                pieces.append(piece)
                wanted -= len(piece)
        except zlib.error as error:
            raise BrokenFile("archive.member", do="new") from error
        block = b"".join(pieces)
        state.block += 1
        self._check(state, block)
        return block

    def _next_part(self, state: _State) -> bool:
        """Go on with what follows: gzip files may be several, one after the other (RFC 1952, 2.2)."""
        if self._form != GZIP or self._packed.read(state.taken, state.taken + 2) != b"\x1f\x8b":
            return False
        state.engine = zlib.decompressobj(GZIP)
        return True

    def _check(self, state: _State, block: bytes) -> None:
        state.crc = zlib.crc32(block, state.crc)
        done = (state.block - 1) * BLOCK + len(block)
        if len(block) < BLOCK:
            self.size = min(self.size, done)  # it is shorter than was declared: nobody need look beyond
        if state.engine.eof:
            self.packed_size = state.taken
        if self._crc is not None and done == self.size and state.crc != self._crc:
            raise BrokenFile("archive.checksum", do="new")
