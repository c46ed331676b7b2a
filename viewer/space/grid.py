"""From the pixels of a picture to those of another one, or of a volume of them, through the patient's millimeters.

The matrices here are of shape (3, 3) and go from (row, column, 1) of the picture to (millimeters along the normal, row, column) of the
other grid, pixel centers at whole numbers. Source: PS3.3 C.7.6.2.1.1, equation C.7.6.2.1-1.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.space.plane import Plane

__all__ = ["PARALLEL", "PIXEL_ON_PIXEL", "Grid", "Separable", "beginning", "matrix", "separable"]

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


def matrix(picture: Grid, other: Grid) -> Matrix:
    """Return the matrix from the pixels of a picture to another grid."""
    down, along = np.array(picture.plane.down_column) * picture.spacing[0], np.array(picture.plane.along_row) * picture.spacing[1]
    axes = np.array([other.plane.normal, other.plane.down_column, other.plane.along_row])
    axes[1] /= other.spacing[0]
    axes[2] /= other.spacing[1]
    away = np.array(picture.plane.position) - np.array(other.plane.position)
    found: Matrix = axes @ np.stack([down, along, away], axis=1)
    return found


def beginning(of: Matrix, row: int, column: int) -> Matrix:
    """Return the matrix from a part of the picture that begins at this pixel."""
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
