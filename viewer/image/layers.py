"""What a file lays over its own picture: a shutter that hides the rim, and overlays that are drawn (PS3.3 C.7.6.11, C.9.2)."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.dataset import Dataset
from viewer.errors import DAMAGED, ViewerError
from viewer.image.overlays import Overlay, Reader, Words, mask, overlays_of
from viewer.image.shutter import Shutter, hidden, shutter_of
from viewer.pixels.format import PixelFormat

__all__ = ["Layers", "draw", "layers_of", "paint"]

Places = NDArray[np.intp]

_WHITE, _DARK, _OPAQUE = 0xFFFF_FFFF, 0xFF00_0000, 0xFF00_0000
"""RGBA as a little endian word."""


@dataclass(frozen=True, slots=True)
class Layers:
    """The overlays and the shutter of an image."""

    overlays: tuple[Overlay, ...]
    shutter: Shutter | None


def layers_of(dataset: Dataset) -> Layers | None:
    """Find what is laid over an image; None where there is nothing, as in most."""
    overlays = overlays_of(dataset)
    shutter = shutter_of(dataset) if "ShutterShape" in dataset else None
    return Layers(overlays, shutter) if overlays or shutter else None


def draw(rgba: NDArray[np.uint8], layers: Layers, form: PixelFormat, index: int, read: Reader, words: Words) -> None:
    """Draw the layers of frame `index` into its RGBA, shape (rows, columns, 4), contiguous: first the shutter, then the overlays.

    `form` is the format of the picture; `read` reads bytes of its file, `words` the stored words of a frame. An overlay is white with a
    dark rim, so that it can be read on bright parts as well. What cannot be read is not drawn.
    """
    shut, rim, lines = _places(layers, form, index, read, words)
    pixels = rgba.reshape(-1, 4).view("<u4")[:, 0]
    if layers.shutter is not None:
        pixels[shut] = _OPAQUE | layers.shutter.level * 0x01_01_01
    pixels[rim] = _DARK
    pixels[lines] = _WHITE


def paint(rgba: NDArray[np.uint8], drawn: NDArray[np.bool_], color: int) -> None:
    """Draw what is set in a mask of shape (rows, columns) into RGBA, contiguous, in a color (0xRRGGBB), with a dark rim."""
    words = rgba.view("<u4")[..., 0]
    words[_grown(drawn) & ~drawn] = _DARK
    words[drawn] = _OPAQUE | (color & 0xFF) << 16 | color & 0xFF00 | color >> 16


@lru_cache(maxsize=2)  # the picture on screen while its window is turned, and its neighbor
def _places(layers: Layers, form: PixelFormat, index: int, read: Reader, words: Words) -> tuple[Places, Places, Places]:
    """Return the places that the shutter hides, those of the rim of the overlays, and those of the overlays themselves; flat indexes."""
    drawn = np.zeros((form.rows, form.columns), np.bool_)
    bitmap = None
    for overlay in layers.overlays:
        found = _mask(overlay, form, index, read, words)
        if found is None:
            continue
        if layers.shutter is not None and overlay.group == layers.shutter.group:
            bitmap = found
        else:
            drawn |= found
    shut = hidden(layers.shutter, form.rows, form.columns, bitmap) if layers.shutter is not None else None
    return np.empty(0, np.intp) if shut is None else np.flatnonzero(shut), np.flatnonzero(_grown(drawn) & ~drawn), np.flatnonzero(drawn)


def _mask(overlay: Overlay, form: PixelFormat, index: int, read: Reader, words: Words) -> NDArray[np.bool_] | None:
    try:
        return mask(overlay, form, index, read, words)
    except (ViewerError, *DAMAGED):
        return None  # a broken overlay costs itself only


def _grown(drawn: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Widen by one pixel to all eight sides."""
    down = drawn.copy()
    down[1:] |= drawn[:-1]
    down[:-1] |= drawn[1:]
    grown = down.copy()
    grown[:, 1:] |= down[:, :-1]
    grown[:, :-1] |= down[:, 1:]
    return grown
