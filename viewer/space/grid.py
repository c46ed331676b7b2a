"""From the pixels of a picture to those of another one, or of a volume of them, through the patient's millimetres.

The matrices here are of shape (3, 3) and go from (row, column, 1) of the picture to (millimetres along the normal, row, column) of the
other grid, pixel centres at whole numbers. Source: PS3.3 C.7.6.2.1.1, equation C.7.6.2.1-1.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.image.instance import Frame
from viewer.space.plane import Plane

__all__ = ["PARALLEL", "PIXEL_ON_PIXEL", "Grid", "Separable", "beginning", "grid_of", "matrix", "nearest", "separable"]

Matrix = NDArray[np.float64]

PARALLEL = 0.02
"""Sine of the angle, about a degree, under which two planes are parallel: as far as directions agree elsewhere."""

PIXEL_ON_PIXEL: Matrix = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
"""The matrix between two grids of which it is only known that they are the same."""

_SHIFT = 0.02
"""Pixels by which a grid may turn away from another over its whole length and still count as along it."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the pixels of a picture lie; `spacing` is (row, column) in mm."""

    plane: Plane
    spacing: tuple[float, float]
    rows: int
    columns: int


def grid_of(frame: Frame) -> Grid | None:
    """Give the grid of a picture; None where the file does not place it in the body."""
    scale, form = frame.instance.scale, frame.instance.format
    if frame.plane is None or not frame.plane.body or scale.spacing is None or scale.kind != "patient" or min(scale.spacing) <= 0:
        return None
    return Grid(frame.plane, scale.spacing, form.rows, form.columns)


def matrix(picture: Grid, other: Grid) -> Matrix:
    """Give the matrix from the pixels of a picture to another grid."""
    down, along = np.array(picture.plane.down_column) * picture.spacing[0], np.array(picture.plane.along_row) * picture.spacing[1]
    axes = np.array([other.plane.normal, other.plane.down_column, other.plane.along_row])
    axes[1] /= other.spacing[0]
    axes[2] /= other.spacing[1]
    away = np.array(picture.plane.position) - np.array(other.plane.position)
    found: Matrix = axes @ np.stack([down, along, away], axis=1)
    return found


def beginning(of: Matrix, row: int, column: int) -> Matrix:
    """Give the matrix from a part of the picture that begins at this pixel."""
    found = of.copy()
    found[:, 2] += of[:, 0] * row + of[:, 1] * column
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Separable:
    """A matrix of which row and column of the other grid each follow from one index of the picture alone.

    `rows` and `columns`: the places in the other grid; with `turned` those rows go with the columns of the picture.
    """

    rows: NDArray[np.float64]
    columns: NDArray[np.float64]
    turned: bool


def separable(of: Matrix, rows: int, columns: int) -> Separable | None:
    """Take a matrix apart for a picture of so many rows and columns; None where the grids are turned against each other."""
    row, column = np.arange(rows), np.arange(columns)
    if abs(of[1, 1]) * columns < _SHIFT and abs(of[2, 0]) * rows < _SHIFT:
        return Separable(of[1, 0] * row + of[1, 2], of[2, 1] * column + of[2, 2], turned=False)
    if abs(of[1, 0]) * rows < _SHIFT and abs(of[2, 1]) * columns < _SHIFT:
        return Separable(of[1, 1] * column + of[1, 2], of[2, 0] * row + of[2, 2], turned=True)
    return None


def nearest(pixels: NDArray[Any], of: Matrix, rows: int, columns: int) -> tuple[int, int, NDArray[Any]] | None:
    """Lay pixels of another grid, shape (its rows, its columns), under a picture: of each the nearest, 0 outside.

    Gives the part of the picture in which something is not 0, as its first row, its first column and the values; None for nothing.
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
    # A pixel begins half a step before its centre; a hair more, so that grids of which one is twice as fine do not waver.
    return np.floor(np.clip(places, -2, 1 << 30) + 0.5 + 1e-6).astype(np.intp)


def _box(marked: NDArray[np.bool_]) -> tuple[int, int, int, int] | None:
    """Give first and last row, first and last column, of what is marked."""
    rows = np.flatnonzero(marked.any(axis=1))
    if not len(rows):
        return None
    columns = np.flatnonzero(marked[rows[0] : rows[-1] + 1].any(axis=0))
    return int(rows[0]), int(rows[-1]), int(columns[0]), int(columns[-1])
