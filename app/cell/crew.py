"""The crew: decoders beside the cell, called in when what waits would keep the person waiting.

The cell gives away the frames farthest from the one on screen and works from the near end itself, so the two meet. Where they are much
faster than the cell it leaves all to them, the nearest first, and has its processor for the files that still come. A decoder that fails
or hangs, in whatever way, costs nothing but time: its frames come back and the cell decodes them.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from viewer.dicom.syntaxes import SYNTAXES
from viewer.errors import UNFORESEEN, ViewerError
from viewer.pixels.codestream import Codestream
from viewer.pixels.decode import completed
from viewer.volume.frames import Frames

if TYPE_CHECKING:
    from viewer.image.instance import Frame

__all__ = ["Crew"]

_PATIENCE = 0.25
"""Seconds of decoding ahead that are worth a decoder: it is up within a tenth of a second."""

_LEARNED = 3
"""Frames after which it is known how long one takes."""

_AHEAD = {"decoder": 4, "htj2k": 8}
"""Frames with a decoder at once, of each kind: so many that it never waits itself while the cell looks into the next file."""

_STUCK = 30.0
"""Seconds after which a frame is not waited for any longer: libraries have been seen to run without end on damaged streams."""

_KINDS = {"jpegls": "decoder", "jpeg2000": "decoder", "htj2k": "htj2k"}
"""Which kind of decoder there is for each family of code streams: with CharLS and OpenJPEG (decoder.js), or with OpenJPH (htj2k.js)."""

_FASTER = "htj2k"
"""The kind that takes a fifth of the cell's time for a frame: one for each processor, called in at once, and the cell steps aside."""

_EXPECTED = 1.0
"""Seconds for which the cell steps aside for those that it has called in and that are not up yet."""


def _kind(syntax: str) -> str | None:
    """Return the kind of decoder for a transfer syntax; lossy HTJ2K is for OpenJPEG, since OpenJPH does not clip what overshoots."""
    found = SYNTAXES.get(syntax)
    if found is None:
        return None
    return "decoder" if found.family == "htj2k" and found.lossy else _KINDS.get(found.family)


def _codec(kind: str, stream: Codestream) -> str | None:
    """Return the codec of a decoder for a stream, whatever its file calls it; None where it has none. OpenJPEG reads both kinds of JPEG 2000."""
    if kind == "htj2k":
        return "htj2k" if stream.family == "htj2k" and stream.lossless else None
    return "jpegls" if stream.family == "jpegls" else "jpeg2000"


class _Bytes(Protocol):
    """A buffer of JavaScript's."""

    def to_bytes(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class _Job:
    """A frame that is with a decoder."""

    decoder: int
    kind: str
    since: float
    frames: Frames
    frame: "Frame"
    stream: Codestream


class Crew:
    """The decoders of one cell and the frames that are with them."""

    def __init__(
        self, call: Callable[[str, int], None], send: Callable[[int, int, str, bytes], None], dismiss: Callable[[int], None], most: int
    ) -> None:
        self._call, self._send, self._dismiss, self._most = call, send, dismiss, most
        self._free: dict[str, list[int]] = {}  # of each kind the decoders with room, one entry for each frame they would take
        self._out: dict[int, _Job] = {}
        self._number = 0
        self._called: dict[str, float] = {}  # kinds, and when
        self._unfit: Frames | None = None  # the one whose frames take more than a codec
        self._learned: dict[str, tuple[int, float]] = {}  # of each kind: frames that were decoded here, and the seconds for them

    def expect(self, syntax: str, unread: int) -> None:
        """Call at once for decoders that are much faster than the cell, where `unread` files may hold enough frames of their kind."""
        kind = _kind(syntax)
        if kind == _FASTER and kind not in self._called and self._most and unread >= _AHEAD[kind]:
            self._summon(kind)

    def weigh(self, syntax: str, waiting: int, seconds: float) -> None:
        """Learn what a frame took here, and call for decoders when those that wait would take too long."""
        kind = _kind(syntax)
        if kind is None:
            return
        decoded, before = self._learned.get(kind, (0, 0.0))
        decoded, total = self._learned[kind] = decoded + 1, before + seconds
        if kind in self._called or not self._most or (decoded < _LEARNED and kind != _FASTER):
            return
        if waiting * total / decoded > _PATIENCE:
            self._summon(kind)

    def _summon(self, kind: str) -> None:
        self._called[kind] = time.monotonic()
        self._call(kind, self._most + (kind == _FASTER))

    def joined(self, decoder: int, kind: str) -> None:
        """A decoder is up."""
        self._free.setdefault(kind, []).extend([decoder] * _AHEAD[kind])

    def feed(self, frames: Frames, *, coming: bool) -> "list[Frame]":
        """Give frames to the decoders that have room, the farthest first; gives those frames.

        The last few stay here, where they are done sooner, unless more are `coming`.
        """
        if self._out:
            self._give_up()
        given: list[Frame] = []
        kind = _kind(frames.stack.found[0].instance.format.syntax)
        free = self._free.get(kind or "")
        if kind is None or free is None:
            return given
        far = kind != _FASTER
        least = 0 if coming or not far else _AHEAD[kind]
        while free and frames is not self._unfit and frames.waiting > least and (frame := frames.lend(far=far)) is not None:
            try:
                found = frames.files.bare(frame)
                self._unfit = frames if found is None else None
            except (ViewerError, RuntimeError, *UNFORESEEN):
                found = None  # decoded here, this failure becomes the frame's reason
            codec = _codec(kind, found[0]) if found is not None else None
            if found is None or codec is None:
                frames.take_back(frame)
                break
            stream, data = found
            self._number += 1
            decoder = free.pop()
            self._out[self._number] = _Job(decoder, kind, time.monotonic(), frames, frame, stream)
            self._send(decoder, self._number, codec, data)
            given.append(frame)
        return given

    def leads(self, frames: Frames, *, coming: bool = False) -> bool:
        """Whether decoders that are faster than the cell are at work on a stack: what is left is theirs, but for what they gave back.

        While files are `coming` the cell has enough to do to wait for those that were called in a moment ago.
        """
        if any(job.kind == _FASTER and job.frames is frames for job in self._out.values()):
            return True
        expected = coming and _FASTER not in self._free and time.monotonic() - self._called.get(_FASTER, -_EXPECTED) < _EXPECTED
        return expected and _kind(frames.stack.found[0].instance.format.syntax) == _FASTER

    def returned(self, number: int, rows: int, columns: int, samples: int, bits: int, buffer: _Bytes | None) -> None:
        """Take a frame that was decoded; without a buffer it could not be, there."""
        job = self._out.pop(number, None)
        if job is None:  # given up, and here at last
            return
        self._free.setdefault(job.kind, []).append(job.decoder)
        try:
            if buffer is None or samples != 1 or bits != job.stream.precision:
                raise ValueError("not what was asked for")
            dtype = f"{'i' if job.stream.signed else 'u'}{1 if bits <= 8 else 2}"
            pixels = np.frombuffer(buffer.to_bytes(), dtype).reshape(rows, columns)
            job.frames.put(job.frame, completed(pixels, job.frame.instance.format, job.stream))
        except (ViewerError, RuntimeError, *UNFORESEEN):
            job.frames.take_back(job.frame)

    def lost(self, decoder: int) -> None:
        """A decoder ended: its frames come back."""
        for kind, free in self._free.items():
            self._free[kind] = [one for one in free if one != decoder]
        for number in [number for number, job in self._out.items() if job.decoder == decoder]:
            job = self._out.pop(number)
            job.frames.take_back(job.frame)

    def _give_up(self) -> None:
        now = time.monotonic()
        for decoder in {job.decoder for job in self._out.values() if now - job.since > _STUCK}:
            self._dismiss(decoder)
            self.lost(decoder)
