"""Stored values to RGBA: one look-up per pixel for gray, an alpha channel for color."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.image.lookup import Lookup
from viewer.image.voi import BLACK, Voi, wide_scale

__all__ = ["draw", "hatch", "quick"]

Rgba = NDArray[np.uint8]

_APART, _THICK = 12, 3  # pixels from line to line, and of a line
_GROUND, _LINE = (24, 24, 24, 255), (72, 72, 72, 255)
_MOST_AT_ONCE = 1 << 25

quick: Callable[[int, int, int, int, int], None] | None = None
"""What does the look-up in the place of numpy, where somebody has set it: the cell has a quicker one, app/cell/grays.js.

It gets the address of the values, the bytes of each (1 or 2), the address of the table, that of the words, and how many there are.
"""


def draw(
    stored: NDArray[Any],
    lut: NDArray[np.uint32] | None,
    *,
    window: Voi | None = None,
    slope: float = 1.0,
    intercept: float = 0.0,
    modality: Lookup | None = None,
    padding: tuple[float, float] | None = None,
    out: Rgba | None = None,
) -> Rgba:
    """Draw one frame: shape (rows, columns) through `lut`, or (rows, columns, 3) as it is; returns (rows, columns, 4) uint8.

    32-bit and fractional values need the `window`, `slope`, `intercept` and `modality` that the table was built with: they turn
    into its index; and the `padding`, which has no place in it. `out`, contiguous, is written and returned.
    """
    rows, columns = stored.shape[:2]
    if out is None:
        out = np.empty((rows, columns, 4), np.uint8)
    if stored.ndim == 3:
        for channel in range(3):  # one by one: numpy's innermost loop over three bytes takes five times as long
            out[..., channel] = stored[..., channel]
        out[..., 3] = 255
        return out
    if lut is None:
        raise ValueError("gray values need a table")
    wide = stored.dtype.itemsize > 2 or stored.dtype.kind == "f"
    if wide:
        if window is None:
            raise ValueError("values of 32 bits and fractions need the window of the table")
        index = _wide_index(stored, window, slope, intercept, modality)
    else:
        index = stored.view(f"u{stored.dtype.itemsize}")
    words = out.reshape(-1).view(np.uint32).reshape(rows, columns)
    _look_up(lut, index, words)
    if wide and stored.dtype.kind == "f":
        words[np.isnan(stored)] = BLACK  # also where the picture is inverted
    if wide and padding is not None:
        words[(stored >= padding[0]) & (stored <= padding[1])] = BLACK
    return out


def _look_up(lut: NDArray[np.uint32], index: NDArray[Any], words: NDArray[np.uint32]) -> None:
    """Write the entries of `lut` at `index`, uint8 or uint16, shape (rows, columns), into `words`, contiguous and of the same shape."""
    bits = 8 * index.itemsize
    if (
        quick is not None
        and index.flags.c_contiguous
        and index.flags.aligned
        and lut.flags.c_contiguous
        and lut.dtype == np.uint32
        and lut.size >= 1 << bits
    ):
        quick(_address(index), index.itemsize, _address(lut), _address(words), index.size)
        return
    rows, columns = index.shape
    # "clip" spares the check of each index: none can be too large. A huge picture goes by blocks of rows: numpy turns the whole
    # index into 64-bit numbers first.
    step = rows if index.size <= _MOST_AT_ONCE else max(1, _MOST_AT_ONCE // columns)
    for row in range(0, rows, step):
        np.take(lut, index[row : row + step], out=words[row : row + step], mode="clip")


def _address(array: NDArray[Any]) -> int:
    address: int = array.__array_interface__["data"][0]
    return address


def _wide_index(stored: NDArray[Any], window: Voi, slope: float, intercept: float, modality: Lookup | None) -> NDArray[np.uint16]:
    """Turn values into an index of a table for wide types."""
    first, factor = wide_scale(window, slope=slope, intercept=intercept, modality=modality)
    with np.errstate(over="ignore"):  # what lies so far out is black or white all the same
        scaled = (stored.astype(np.float64) - first) * factor
    if stored.dtype.kind == "f":
        scaled = np.nan_to_num(scaled, copy=False, nan=0.0)
    return np.clip(scaled + 0.5, 0, 65535, out=scaled).astype(np.uint16)


def hatch(rgba: Rgba, gap: NDArray[np.bool_]) -> None:
    """Draw what is missing of a picture dark, with slanting lines: neither black of the body nor white can be meant by it."""
    rows, columns = np.nonzero(gap)
    lines = (rows + columns) % _APART < _THICK
    rgba[rows, columns] = np.where(lines[:, None], np.array(_LINE, np.uint8), np.array(_GROUND, np.uint8))
