"""Single frames of one object, decoded when asked for; the last few are kept, never all of them."""

from collections import OrderedDict
from dataclasses import replace
from typing import Any

from numpy.typing import NDArray

from viewer.errors import LimitExceeded
from viewer.image.instance import Instance
from viewer.pixels.decode import FrameIndex, decode, frame_index

__all__ = ["Decoded"]

_KEPT = 8 << 20
"""Bytes of decoded frames that are kept: those of the picture on screen, mostly, while segments are switched on and off."""

_MOST_WHOLE = 256 << 20
"""Bytes of pixels that are read as a whole, where single frames cannot be told apart without it."""


class Decoded:
    """The frames of an instance as stored values, shape (rows, columns)."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self._kept: OrderedDict[int, NDArray[Any]] = OrderedDict()
        self._bytes = 0
        self._whole: tuple[bytes, FrameIndex] | None = None

    def frame(self, index: int) -> NDArray[Any]:
        """Return one frame; raises what decoding raises, and LimitExceeded."""
        found = self._kept.get(index)
        if found is not None:
            self._kept.move_to_end(index)
            return found
        found = self._decode(index)
        self._kept[index] = found
        self._bytes += found.nbytes
        while self._bytes > _KEPT and len(self._kept) > 1:
            self._bytes -= self._kept.popitem(last=False)[1].nbytes
        return found

    def _decode(self, index: int) -> NDArray[Any]:
        form = replace(self.instance.format, palette=None)  # the numbers of a label map are wanted, not their colors
        alone = self.instance.frame_bytes(index)
        if alone is not None:
            return decode(alone, replace(form, frames=1), 0)
        if self._whole is None:
            length = self.instance.pixels.length or self.instance.entry.size
            if length > _MOST_WHOLE:
                raise LimitExceeded("marks.large", mb=length >> 20, most=_MOST_WHOLE >> 20, expected="read")
            data = self.instance.pixel_bytes()
            self._whole = data, frame_index(data, form)
        data, frames = self._whole
        pixels = decode(data, form, index, frames=frames)
        return pixels.copy() if pixels.base is not None else pixels
