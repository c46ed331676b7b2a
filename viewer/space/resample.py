"""The home of all interpolation: values of one grid at places of another, the nearest or linearly between two of them.

Places are in indexes of the grid that is read, fractions too, pixel centers at whole numbers.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.space.grid import Matrix, separable
from viewer.space.plane import Plane, median

__all__ = ["Straight", "along", "inside", "lines", "nearest", "sampled", "stretched", "trilinear"]

Vector = NDArray[np.float64]

_FINER = 4
"""How many times as many slices as there are pictures an uneven stack may be interpolated to."""

_GAP = 1.5
"""Steps, in usual ones, beyond which pictures count as missing."""

_EDGE = 1e-3
"""Pixels under which a place is that of a pixel."""

_SLACK = 1e-6
"""Pixels beyond the rim of a grid that are rounding."""


def nearest(pixels: NDArray[Any], of: Matrix, rows: int, columns: int) -> tuple[int, int, NDArray[Any]] | None:
    """Lay pixels of another grid, shape (its rows, its columns), under a picture: of each the nearest, 0 outside.

    Returns the part of the picture in which something is not 0, as its first row, its first column and the values; None for nothing.
    """
    inside = _box(pixels != 0)
    if inside is None:
        return None
    apart = separable(of, rows, columns)
    if apart is None:
        return _turned(pixels, of, rows, columns)
    down, across = _whole(apart.rows), _whole(apart.columns)
    down_at = np.flatnonzero((down >= inside[0]) & (down <= inside[1]))
    across_at = np.flatnonzero((across >= inside[2]) & (across <= inside[3]))
    if not len(down_at) or not len(across_at):
        return None
    values = pixels[down[down_at]][:, across[across_at]]
    top, left = int(down_at[0]), int(across_at[0])
    return (left, top, values.T) if apart.turned else (top, left, values)


def _turned(pixels: NDArray[Any], of: Matrix, rows: int, columns: int) -> tuple[int, int, NDArray[Any]] | None:
    row, column = np.arange(rows)[:, None], np.arange(columns)
    down = _whole(of[1, 0] * row + of[1, 1] * column + of[1, 2])
    across = _whole(of[2, 0] * row + of[2, 1] * column + of[2, 2])
    outside = (down < 0) | (down >= pixels.shape[0]) | (across < 0) | (across >= pixels.shape[1])
    values = pixels[np.clip(down, 0, pixels.shape[0] - 1), np.clip(across, 0, pixels.shape[1] - 1)]
    values[outside] = 0
    inside = _box(values != 0)
    return None if inside is None else (inside[0], inside[2], values[inside[0] : inside[1] + 1, inside[2] : inside[3] + 1])


def _whole(places: NDArray[np.float64]) -> NDArray[np.intp]:
    # A pixel begins half a step before its center; a hair more, so that grids of which one is twice as fine do not waver.
    return np.floor(np.clip(places, -2, 1 << 30) + 0.5 + 1e-6).astype(np.intp)


def _box(marked: NDArray[np.bool_]) -> tuple[int, int, int, int] | None:
    """Return first and last row, first and last column, of what is marked."""
    rows = np.flatnonzero(marked.any(axis=1))
    if not len(rows):
        return None
    columns = np.flatnonzero(marked[rows[0] : rows[-1] + 1].any(axis=0))
    return int(rows[0]), int(rows[-1]), int(columns[0]), int(columns[-1])


def inside(places: Vector, size: int) -> NDArray[np.intp]:
    """Return the numbers of those places, shape (n,), that lie between the first and the last of so many pixels."""
    return np.flatnonzero((places >= -_SLACK) & (places <= size - 1 + _SLACK))


def lines(values: NDArray[np.float32], places: Vector) -> NDArray[np.float32]:
    """Interpolate linearly between the rows of values, shape (rows, columns), at places that lie within: shape (places, columns)."""
    last = len(values) - 1
    held = np.clip(places, 0, last)
    low = np.minimum(held.astype(np.intp), max(last - 1, 0))
    weight = (held - low).astype(np.float32)[:, None]
    found: NDArray[np.float32] = values[low] * (1 - weight) + values[np.minimum(low + 1, last)] * weight
    return found


def trilinear(values: NDArray[Any], slices: Vector, rows: Vector, columns: Vector) -> NDArray[np.float32]:
    """Interpolate values of shape (slices, rows, columns) linearly at any places, three arrays that broadcast to one shape; NaN outside."""
    place = np.stack(np.broadcast_arrays(slices, rows, columns))
    size = np.array(values.shape).reshape(3, *[1] * (place.ndim - 1))
    outside = ~((place >= -_SLACK) & (place <= size - 1 + _SLACK)).all(axis=0)
    place = np.clip(np.nan_to_num(place), 0, size - 1)
    low = np.minimum(place.astype(np.intp), np.maximum(size - 2, 0))
    weight = (place - low).astype(np.float32)
    high = np.minimum(low + 1, size - 1)
    found = np.zeros(place.shape[1:], np.float32)
    for corner in range(8):
        near = [high[axis] if corner >> axis & 1 else low[axis] for axis in range(3)]
        share = [weight[axis] if corner >> axis & 1 else 1 - weight[axis] for axis in range(3)]
        found += share[0] * share[1] * share[2] * values[near[0], near[1], near[2]].astype(np.float32)
    found[outside] = np.nan
    return found


def along(values: NDArray[np.float32], axis: int, wanted: Vector) -> NDArray[np.float32]:
    """Return values of shape (rows, columns) at places along an axis, linearly between two; NaN outside."""
    count = values.shape[axis]
    if len(wanted) == count and np.abs(wanted - np.arange(count)).max() < _EDGE:
        return values
    outside = (wanted < -_EDGE) | (wanted > count - 1 + _EDGE)
    whole = np.rint(wanted)
    wanted = np.clip(np.where(np.abs(wanted - whole) < _EDGE, whole, wanted), 0, count - 1)
    low = np.minimum(wanted.astype(np.intp), max(count - 2, 0))
    shape = [1, 1]
    shape[axis] = -1
    part = (wanted - low).astype(np.float32).reshape(shape)
    below, above = np.take(values, low, axis), np.take(values, np.minimum(low + 1, count - 1), axis)
    found: NDArray[np.float32] = below + (above - below) * part
    found[(slice(None),) * axis + (outside,)] = np.nan
    return found


def stretched(values: NDArray[Any], axis: int, factor: float) -> NDArray[Any]:
    """Interpolate linearly along one axis, at `factor` places for each sample; the first keeps its place, the type is kept."""
    count = values.shape[axis]
    if abs(factor - 1) < 1e-3 or count < 2:
        return values
    place = np.arange(int((count - 1) * factor + 1.001)) / factor
    low = np.minimum(place.astype(np.intp), count - 2)
    shape = [1] * values.ndim
    shape[axis] = -1
    part = (place - low).astype(np.float32).reshape(shape)
    below, above = np.take(values, low, axis), np.take(values, low + 1, axis)
    between: NDArray[np.float32] = below + (above - below.astype(np.float32)) * part
    return np.rint(between).astype(values.dtype) if values.dtype.kind in "iu" else between.astype(values.dtype)


@dataclass(frozen=True, slots=True, eq=False)
class Straight:
    """The straight, even grid around a stack.

    `along`: mm of each picture from the first, along the normal; `places`: the same for each slice of the grid; `shifts`, shape
    (pictures, 2): by how many rows and columns, fractions too, each picture lies farther than the first row and column of the grid;
    `shape`: (rows, columns); `usual`: mm from one picture to the next; `gap`: those between two from which on some are missing.
    """

    along: NDArray[np.float64]
    places: NDArray[np.float64]
    shifts: NDArray[np.float64]
    shape: tuple[int, int]
    usual: float
    gap: float
    affine: NDArray[np.float64]

    @classmethod
    def of(cls, planes: list[Plane], spacing: tuple[float, float], shape: tuple[int, int], *, gaps: bool) -> "Straight":
        """Lay the grid along the rows and columns of the first picture, and along its normal as the stack goes."""
        first = planes[0]
        offsets = np.array([plane.position for plane in planes]) - first.position
        along: NDArray[np.float64] = offsets @ first.normal
        way = float(np.sign(along[-1]))
        along *= way
        shifts = np.column_stack((offsets @ first.down_column / spacing[0], offsets @ first.along_row / spacing[1]))
        lowest = shifts.min(axis=0)
        steps = np.diff(along)
        step = median(steps) if gaps else max(float(steps.min()), float(along[-1]) / (_FINER * len(planes)))
        count = int(along[-1] / step + 1.001)
        places = np.linspace(0, (count - 1) * step, count)
        rows, columns = (side + math.ceil(reach - 1e-3) for side, reach in zip(shape, np.ptp(shifts, axis=0).tolist(), strict=True))
        matrix = np.eye(4)
        matrix[:3, 0] = first.normal * way * step
        matrix[:3, 1] = np.array(first.down_column) * spacing[0]
        matrix[:3, 2] = np.array(first.along_row) * spacing[1]
        matrix[:3, 3] = first.position + matrix[:3, 1] * lowest[0] + matrix[:3, 2] * lowest[1]
        return cls(along, places, shifts - lowest, (rows, columns), step, _GAP * step if gaps else math.inf, matrix)


def sampled(pictures: NDArray[Any], grid: Straight, places: Vector, rows: Vector, columns: Vector, *, dark: float) -> NDArray[np.float32]:
    """Interpolate pictures linearly, once, at `places` in mm and at `rows` and `columns` of the grid, fractions too.

    Shape (places, rows, columns). Where no picture reaches, and in gaps, it is `dark`.
    """
    flat = np.full((len(pictures), len(rows), len(columns)), np.nan, np.float32)
    for picture, shift, target in zip(pictures, grid.shifts, flat, strict=True):
        found = picture.astype(np.float32)
        for axis, wanted in enumerate((rows, columns)):
            found = along(found, axis, wanted - shift[axis])
        target[:] = found
    after = np.clip(np.searchsorted(grid.along, places), 1, len(grid.along) - 1)
    before = after - 1
    width = grid.along[after] - grid.along[before]
    parts = np.clip((places - grid.along[before]) / width, 0, 1)
    found = np.empty((len(places), len(rows), len(columns)), np.float32)
    for target, low, high, part, step in zip(found, before, after, parts, width, strict=True):
        near, nearest = min(part, 1 - part), flat[low if part < 0.5 else high]
        if near < 1e-3 or (step > grid.gap and near * step <= grid.usual / 2):  # a picture as it is, as thick as the others
            target[:] = nearest
        elif step > grid.gap:
            target[:] = dark
        else:
            target[:] = flat[low] + (flat[high] - flat[low]) * np.float32(part)
    np.nan_to_num(found, copy=False, nan=dark)
    return found
