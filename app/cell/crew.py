"""The crew: further cells that only decode, called in when what waits would keep the person waiting.

The cell gives away the frames farthest from the one on screen and works from the near end itself, so the two meet. A decoder that
fails, in whatever way, costs nothing but time: its frames come back and the cell decodes them.
"""

import json
from collections.abc import Callable
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from viewer.errors import ViewerError
from viewer.pixelformat import PixelFormat
from viewer.pixels import decode_encapsulated
from viewer.volume import Volume

if TYPE_CHECKING:
    from viewer.frames import Frame

__all__ = ["Crew", "decode"]

_PATIENCE = 3.0
"""Seconds of decoding ahead that are worth a decoder: on two processors its start costs the others more than a second."""

_LEARNT = 8
"""Frames after which it is known how long one takes: the first ones run in code that the browser has not yet made fast."""

_AHEAD = 2
"""Frames with a decoder at once: one it works on, one that waits, so that it never waits itself."""

_PLAIN = tuple(field.name for field in fields(PixelFormat) if field.name not in ("palette", "extended"))


class _Bytes(Protocol):
    """A buffer of JavaScript's."""

    def to_bytes(self) -> bytes: ...


class Crew:
    """The decoders of one cell and the frames that are with them."""

    def __init__(self, call: Callable[[int], None], send: Callable[[int, int, str, bytes], None], most: int) -> None:
        self._call, self._send, self._most = call, send, most
        self._free: list[int] = []  # decoders with room, one entry for each frame they would take
        self._out: dict[int, tuple[int, Volume, Frame]] = {}
        self._number = 0
        self._called = False
        self._decoded, self._seconds = 0, 0.0

    def weigh(self, waiting: int, seconds: float) -> None:
        """Learn what a compressed frame took here, and call for decoders when those that wait would take too long."""
        self._decoded, self._seconds = self._decoded + 1, self._seconds + seconds
        if self._called or not self._most or self._decoded < _LEARNT:
            return
        if waiting * self._seconds / self._decoded > _PATIENCE:
            self._called = True
            self._call(self._most)

    def joined(self, decoder: int) -> None:
        """A decoder is up."""
        self._free += [decoder] * _AHEAD

    def feed(self, volume: Volume) -> None:
        """Give frames to the decoders that have room, the farthest first; the last few stay here, where they are done sooner."""
        while self._free and volume.waiting > _AHEAD and (frame := volume.lend()) is not None:
            try:
                data = volume.encapsulated(frame)
            except (ViewerError, ValueError, ArithmeticError, LookupError, TypeError, RuntimeError, MemoryError):
                data = None  # decoded here, this failure becomes the frame's reason
            if data is None:
                volume.take_back(frame)
                return
            self._number += 1
            decoder = self._free.pop()
            self._out[self._number] = decoder, volume, frame
            form = frame.instance.format
            self._send(decoder, self._number, json.dumps({name: getattr(form, name) for name in _PLAIN}), data)

    def returned(self, number: int, dtype: str, shape: list[int], buffer: _Bytes | None) -> None:
        """Take a frame that was decoded; without a buffer it could not be, there."""
        decoder, volume, frame = self._out.pop(number)
        self._free.append(decoder)
        if buffer is None:
            volume.take_back(frame)
        else:
            volume.put(frame, np.frombuffer(buffer.to_bytes(), dtype).reshape(shape))

    def lost(self, decoder: int) -> None:
        """A decoder ended: its frames come back."""
        self._free = [one for one in self._free if one != decoder]
        for number in [number for number, (one, _, _) in self._out.items() if one == decoder]:
            _, volume, frame = self._out.pop(number)
            volume.take_back(frame)


def decode(form: str, data: _Bytes) -> NDArray[Any] | None:
    """Decode one encapsulated frame, in a decoder; None when that fails: the cell tries again and keeps the reason."""
    try:
        return np.ascontiguousarray(decode_encapsulated(data.to_bytes(), PixelFormat(**json.loads(form))))
    except (ViewerError, ValueError, ArithmeticError, LookupError, TypeError, RuntimeError, MemoryError):
        return None
