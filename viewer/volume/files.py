"""The files of a stack, as its frames are decoded out of them: what the next frame needs as well is kept of the last one."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.image.instance import Frame, Instance
from viewer.image.mosaic import Mosaic
from viewer.pixels.codecs import bare
from viewer.pixels.codestream import Codestream
from viewer.pixels.decode import FrameIndex, decode, frame_index
from viewer.pixels.truncation import Gap

__all__ = ["Files", "gap_of"]

Pixels = NDArray[Any]


class Files:
    """Decodes frames; keeps the pixel bytes of the last object of many frames, and the last large picture of a mosaic."""

    def __init__(self) -> None:
        self._source: tuple[Instance, bytes, FrameIndex] | None = None
        self._tiled: tuple[Instance, Pixels, list[str]] | None = None

    def decode(self, frame: Frame, notes: list[str]) -> Pixels:
        """Return the stored values of a frame, shape (rows, columns), or (rows, columns, 3) in color; what is found on the way goes into `notes`.

        Raises ViewerError, MemoryError, and whatever a damaged file makes of a codec.
        """
        instance = frame.instance
        if instance.mosaic is not None:
            return instance.mosaic.cut(self._whole(instance, instance.mosaic, notes), frame.index)
        if len(instance.frames) == 1:
            return decode(instance.pixel_bytes(), instance.format, 0, notes=notes)
        alone = instance.frame_bytes(frame.index)
        if alone is not None:
            return decode(alone, replace(instance.format, frames=1), 0, notes=notes)
        data, frames = self._indexed(instance)
        pixels = decode(data, instance.format, frame.index, frames=frames, notes=notes)
        return pixels.copy() if pixels.base is not None else pixels  # not to keep the whole file alive for one frame

    def bare(self, frame: Frame) -> tuple[Codestream, bytes] | None:
        """Return what is read of the code stream of a frame, and its bytes, for a codec elsewhere; None where it takes more than a codec."""
        form = frame.instance.format
        if not form.compressed or frame.instance.mosaic is not None:
            return None
        data, frames = self._indexed(frame.instance)
        found = bare(frames.frame(data, frame.index), form) if frames.runs is not None and frame.index < frames.count else None
        return found and (found[0], bytes(found[1]))

    def _whole(self, instance: Instance, mosaic: Mosaic, notes: list[str]) -> Pixels:
        """Return the large picture of a mosaic; the last one is kept for the next of its slices."""
        if self._tiled is None or self._tiled[0] is not instance:
            found: list[str] = []
            self._tiled = instance, decode(instance.pixel_bytes(), mosaic.stored, 0, notes=found), found
        notes += self._tiled[2]
        return self._tiled[1]

    def _indexed(self, instance: Instance) -> tuple[bytes, FrameIndex]:
        """Return the pixel bytes of an instance and where its frames lie; those of many frames are kept for the next one."""
        if self._source is not None and self._source[0] is instance:
            return self._source[1:]
        data = instance.pixel_bytes()
        frames = frame_index(data, instance.format)
        if len(instance.frames) > 1:
            self._source = instance, data, frames
        return data, frames


def gap_of(frame: Frame, notes: list[str]) -> NDArray[np.bool_] | None:
    """Return where nothing of a decoded frame was there, as its notes tell, shape (rows, columns); None where that is not known."""
    gap = next((note.mask for note in notes if isinstance(note, Gap)), None)
    mosaic = frame.instance.mosaic
    if gap is None or mosaic is None:
        return gap
    return mosaic.cut(gap, frame.index) if gap.shape == (mosaic.stored.rows, mosaic.stored.columns) else None
