"""The crew: decoders beside the cell, called in when what waits would keep the person waiting.

The cell gives away the frames farthest from the one on screen and works from the near end itself, so the two meet. A decoder that
fails or hangs, in whatever way, costs nothing but time: its frames come back and the cell decodes them.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from viewer.codestream import Codestream
from viewer.errors import ViewerError
from viewer.pixels import completed
from viewer.syntaxes import family
from viewer.volume import Volume

if TYPE_CHECKING:
    from viewer.frames import Frame

__all__ = ["Crew"]

_PATIENCE = 0.25
"""Seconds of decoding ahead that are worth a decoder: it is up within a tenth of a second."""

_LEARNT = 3
"""Frames after which it is known how long one takes."""

_AHEAD = 4
"""Frames with a decoder at once: one it works on, one that waits, so that it never waits itself."""

_STUCK = 30.0
"""Seconds after which a frame is not waited for any longer: libraries have been seen to run without end on damaged streams."""

_CODECS = {"jpegls": "jpegls", "jpeg2000": "jpeg2000", "htj2k": "jpeg2000"}
"""The decoder's codec for each family of code streams: OpenJPEG reads both kinds of JPEG 2000."""


class _Bytes(Protocol):
    """A buffer of JavaScript's."""

    def to_bytes(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class _Job:
    """A frame that is with a decoder."""

    decoder: int
    since: float
    volume: Volume
    frame: "Frame"
    stream: Codestream


class Crew:
    """The decoders of one cell and the frames that are with them."""

    def __init__(
        self, call: Callable[[int], None], send: Callable[[int, int, str, bytes], None], dismiss: Callable[[int], None], most: int
    ) -> None:
        self._call, self._send, self._dismiss, self._most = call, send, dismiss, most
        self._free: list[int] = []  # decoders with room, one entry for each frame they would take
        self._out: dict[int, _Job] = {}
        self._number = 0
        self._called = False
        self._unfit: Volume | None = None  # the one whose frames take more than a codec
        self._decoded, self._seconds = 0, 0.0

    def weigh(self, syntax: str, waiting: int, seconds: float) -> None:
        """Learn what a frame took here, and call for decoders when those that wait would take too long."""
        if family(syntax) not in _CODECS:
            return
        self._decoded, self._seconds = self._decoded + 1, self._seconds + seconds
        if self._called or not self._most or self._decoded < _LEARNT:
            return
        if waiting * self._seconds / self._decoded > _PATIENCE:
            self._called = True
            self._call(self._most)

    def joined(self, decoder: int) -> None:
        """A decoder is up."""
        self._free += [decoder] * _AHEAD

    def feed(self, volume: Volume, *, coming: bool) -> "list[Frame]":
        """Give frames to the decoders that have room, the farthest first; gives those frames.

        The last few stay here, where they are done sooner, unless more are `coming`.
        """
        self._give_up()
        given = []
        while (
            self._free and volume is not self._unfit and volume.waiting > (0 if coming else _AHEAD) and (frame := volume.lend()) is not None
        ):
            try:
                found = volume.bare(frame)
                self._unfit = volume if found is None else None
            except (ViewerError, ValueError, ArithmeticError, LookupError, TypeError, RuntimeError, MemoryError):
                found = None  # decoded here, this failure becomes the frame's reason
            if found is None:
                volume.take_back(frame)
                break
            stream, data = found
            self._number += 1
            decoder = self._free.pop()
            self._out[self._number] = _Job(decoder, time.monotonic(), volume, frame, stream)
            self._send(decoder, self._number, _CODECS[stream.family], data)
            given.append(frame)
        return given

    def returned(self, number: int, rows: int, columns: int, samples: int, bits: int, buffer: _Bytes | None) -> None:
        """Take a frame that was decoded; without a buffer it could not be, there."""
        job = self._out.pop(number, None)
        if job is None:  # given up, and here at last
            return
        self._free.append(job.decoder)
        try:
            if buffer is None or samples != 1 or bits != job.stream.precision:
                raise ValueError("not what was asked for")
            dtype = f"{'i' if job.stream.signed else 'u'}{1 if bits <= 8 else 2}"
            pixels = np.frombuffer(buffer.to_bytes(), dtype).reshape(rows, columns)
            job.volume.put(job.frame, completed(pixels, job.frame.instance.format, job.stream))
        except (ViewerError, ValueError, ArithmeticError, LookupError, TypeError, RuntimeError, MemoryError):
            job.volume.take_back(job.frame)

    def lost(self, decoder: int) -> None:
        """A decoder ended: its frames come back."""
        self._free = [one for one in self._free if one != decoder]
        for number in [number for number, job in self._out.items() if job.decoder == decoder]:
            job = self._out.pop(number)
            job.volume.take_back(job.frame)

    def _give_up(self) -> None:
        now = time.monotonic()
        for decoder in {job.decoder for job in self._out.values() if now - job.since > _STUCK}:
            self._dismiss(decoder)
            self.lost(decoder)
