"""The only way from values to RGBA: a slice and the look that it gets."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.image.voi import BLACK, lut
from viewer.render import rgba
from viewer.render.look import Look, usual
from viewer.volume.slice import Slice

__all__ = ["render", "small"]

Rgba = NDArray[np.uint8]

_table = lru_cache(maxsize=4)(lut)


def render(picture: Slice, look: Look | None = None) -> Rgba:
    """Draw a slice, shape (rows, columns, 4), uint8, contiguous; without a look, in the way that suits it."""
    look = look or Look()
    drawn = rgba.draw(picture.values, None) if picture.color else _gray(picture, look)
    if look.graphics and picture.graphics is not None:
        picture.graphics(drawn)
    if picture.gap is not None:
        rgba.hatch(drawn, picture.gap)
    return drawn


def small(picture: Slice, size: int) -> Rgba:
    """Draw a slice small, in the way that suits it: its longer side `size` pixels, in its true proportion; shape (h, w, 4), uint8.

    Each pixel is the mean of four that were picked: soft enough for a thumbnail, and quick for a picture of any size.
    """
    rows, columns = picture.values.shape[:2]
    height, width = rows * picture.aspect[0], columns * picture.aspect[1]
    longer = max(height, width)
    down, across = max(1, round(size * height / longer)), max(1, round(size * width / longer))
    row = ((np.arange(2 * down) * 2 + 1) * rows // (4 * down))[:, None]
    column = (np.arange(2 * across) * 2 + 1) * columns // (4 * across)
    picked = replace(
        picture,
        values=np.ascontiguousarray(picture.values[row, column]),
        gap=None if picture.gap is None else picture.gap[row, column],
        graphics=None,
    )
    drawn = render(picked, None if picture.color else Look(usual(picture)))
    total = drawn[0::2, 0::2].astype(np.uint16)
    for part in (drawn[0::2, 1::2], drawn[1::2, 0::2], drawn[1::2, 1::2]):
        total += part
    return (total + np.uint16(2) >> np.uint16(2)).astype(np.uint8)


def _gray(picture: Slice, look: Look) -> Rgba:
    values, rescale, voi = picture.values, picture.rescale, look.voi or usual(picture)
    levels, colors = look.levels, picture.supplement if look.levels is None else None
    table = _table(
        voi, slope=rescale.slope, intercept=rescale.intercept, dtype=values.dtype, invert=levels is None and look.invert != picture.inverted,
        padding=picture.padding if levels is None else None, modality=rescale.table,
    )  # fmt: skip
    if levels is not None:
        table = levels[table & np.uint32(0xFF)]
    elif colors is not None and values.dtype.itemsize <= 2:
        table = table.copy()
        colors.color(table, np.arange(len(table)).astype(values.dtype))
    drawn = rgba.draw(
        values, table, window=voi, slope=rescale.slope, intercept=rescale.intercept, modality=rescale.table,
        padding=picture.padding if levels is None else None,
    )  # fmt: skip
    words: NDArray[Any] = drawn.view("<u4")[..., 0]
    if colors is not None and values.dtype.itemsize > 2:  # too many for a table
        colors.color(words, values)
    if levels is not None and picture.padding is not None:  # what lies outside the picture stays black, whatever black is drawn as
        words[(values >= picture.padding[0]) & (values <= picture.padding[1])] = BLACK
    return drawn
