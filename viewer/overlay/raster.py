"""Rasters laid over each other, as little endian words of RGBA; what is 0 is nothing."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from viewer.overlay.layer import Raster

__all__ = ["Words", "lay", "merged", "raster_of"]

Words = NDArray[np.uint32]

_OPAQUE, _COLOR = 0xFF00_0000, 0x00FF_FFFF
_UPPER_BITS = 0xFEFE_FEFE


def raster_of(top: int, left: int, words: Words) -> Raster:
    """Return words of shape (rows, columns) as a raster."""
    words = np.ascontiguousarray(words)
    return Raster(top, left, words.view(np.uint8).reshape(*words.shape, 4))


def lay(below: Words, above: Words) -> None:
    """Lay words over others of the same shape: what is opaque (a rim) covers, of all else the colors meet halfway."""
    both = np.nonzero((above != 0) & (below != 0) & (above < _OPAQUE))
    before = below[both]
    np.copyto(below, above, where=above != 0)
    if len(before):
        after = below[both]
        halfway = (before & after) + (((before ^ after) & _UPPER_BITS) >> 1)  # each byte by itself: no bit is carried into the next
        below[both] = halfway & _COLOR | np.maximum(before >> 24, after >> 24) << 24


def merged(rasters: Sequence[Raster]) -> Raster:
    """Lay rasters over each other, the first lowest."""
    if len(rasters) == 1:
        return rasters[0]
    top, left = min(one.top for one in rasters), min(one.left for one in rasters)
    bottom = max(one.top + one.rgba.shape[0] for one in rasters)
    right = max(one.left + one.rgba.shape[1] for one in rasters)
    whole = np.zeros((bottom - top, right - left), "<u4")
    for one in rasters:
        rows, columns = one.rgba.shape[:2]
        words = np.ascontiguousarray(one.rgba).view("<u4")[..., 0]
        lay(whole[one.top - top : one.top - top + rows, one.left - left : one.left - left + columns], words)
    return raster_of(top, left, whole)
