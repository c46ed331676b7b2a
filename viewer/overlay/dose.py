"""A planned dose over the pictures of a stack, as a color wash (PS3.3 C.8.8.3).

The dose lies on a grid of its own, usually a coarser one; between its points it is interpolated in all three directions. Frames stand
where GridFrameOffsetVector puts them, evenly or not. Nothing is made up outside of the grid.
"""

import math
from collections.abc import Collection
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from text.say import say
from viewer.catalog.stack import Stack
from viewer.errors import LimitExceeded
from viewer.image.instance import Instance
from viewer.image.voi import measurable
from viewer.overlay.decoded import Decoded
from viewer.overlay.layer import About, Color, Drawn, Lying, Segment, Wash
from viewer.overlay.raster import raster_of
from viewer.space.grid import Grid, Separable, matrix, separable
from viewer.space.plane import SAME, same_way
from viewer.space.resample import inside, lines, trilinear
from viewer.telling import fixed

__all__ = ["DoseLayer"]

_STOPS: tuple[tuple[float, Color], ...] = (
    (0.0, (40, 60, 200)), (0.2, (40, 130, 255)), (0.4, (40, 220, 220)), (0.6, (70, 220, 80)), (0.8, (250, 225, 50)), (0.9, (250, 150, 30)),
    (1.0, (235, 40, 40)),
)  # fmt: skip
"""The colors of the wash by parts of the highest dose; between two of them they are mixed."""

_OPAQUE = 170
_LEVELS = 1000
_MOST = 128 << 20
"""Bytes of a dose as it is stored."""

_MOST_TILTED = 4 << 20
"""Pixels of a picture for which a dose at an angle is worked out point by point."""

_STRIP = 64
"""Rows of such a picture that are worked out at once: eight neighbors of each point need much room."""

_DOSE = 1
"""The number of its one segment."""

Values = NDArray[np.float32]


def _table() -> NDArray[np.uint32]:
    """Return the colors of all levels, RGBA as little endian words: one look-up for each pixel."""
    parts = np.linspace(0, 1, _LEVELS + 1)
    channels = [np.interp(parts, [part for part, _ in _STOPS], [color[channel] for _, color in _STOPS]) for channel in range(3)]
    rgba = np.stack([*channels, np.full(len(parts), _OPAQUE)], axis=1).round().astype(np.uint8)
    return np.ascontiguousarray(rgba).view("<u4")[:, 0]


class DoseLayer:
    """A dose bound to a stack that lies in the body; `scaling`: of stored values, to `unit`; `highest` of all in that unit."""

    def __init__(self, instance: Instance, stack: Stack, *, scaling: float, unit: str, title: str) -> None:
        """Bind a dose to a stack; raises LimitExceeded and what decoding raises."""
        self._stack = stack
        self._unit = unit
        self._table = _table()
        self._grid, self._heights, self._stored = _gathered(instance)
        self._scaling = scaling
        self._highest = float(self._stored.max()) * scaling if self._stored.size else 0.0
        unseen: Literal["", "none", "nowhere"] = ""
        if self._grid is None:
            unseen = "nowhere"
        elif not any(self._touches(frame.grid) for frame in stack.frames):
            unseen = "none"
        note = say("core.layer." + unseen) if unseen else ""
        segments = (Segment(_DOSE, say("core.layer.dose"), "", _STOPS[-1][1]),)
        wash = Wash(self._highest, unit, _STOPS)
        path = instance.entry.path
        self.about = About(
            "dose", title, say("core.layer.by.planned"), path, direct=False, segments=segments, note=note, wash=wash, unseen=unseen
        )

    def on(self, picture: Lying, segments: Collection[int], *, threshold: float = 0.0) -> Drawn:
        """Draw the dose where it is at least a part `threshold` of the highest."""
        sampled = self._sampled(picture.grid) if segments and self._highest > 0 else None
        if sampled is None:
            return Drawn()
        top, left, stored = sampled
        level = stored * np.float32(self._scaling / self._highest * _LEVELS) + np.float32(0.5)
        level = np.clip(level, 0, _LEVELS).astype(np.uint16)  # differences of doses may be negative
        table = self._table.copy()
        table[: max(1, math.ceil(threshold * _LEVELS))] = 0
        words = np.take(table, level, mode="clip")
        return Drawn(raster_of(top, left, words))

    def largest(self, segment: int) -> int | None:  # noqa: ARG002 - it has just one
        """Return the picture nearest to where the dose is highest."""
        if self._grid is None or self.about.unseen:
            return None
        frame, row, column = np.unravel_index(int(np.argmax(self._stored)), self._stored.shape)
        plane, spacing = self._grid.plane, self._grid.spacing
        place = (
            np.array(plane.position)
            + self._heights[frame] * plane.normal
            + row * spacing[0] * np.array(plane.down_column)
            + column * spacing[1] * np.array(plane.along_row)
        )
        away = [
            abs(float((place - np.array(grid.plane.position)) @ grid.plane.normal)) if grid is not None else np.inf
            for grid in (one.grid for one in self._stack.frames)
        ]
        return int(np.argmin(away))

    def value(self, picture: Grid | None, row: float, column: float) -> float | None:
        """Return the dose at a place of a picture, row and column of pixel centers; None outside of the dose."""
        if picture is None or self._grid is None:
            return None
        height, down, across = matrix(picture, self._grid) @ (row, column, 1.0)
        found = float(self._between(np.array([height]), np.array([down]), np.array([across]))[0])
        return None if np.isnan(found) else found * self._scaling

    def beneath(self, picture: Lying, segments: Collection[int], row: int, column: int) -> tuple[str, ...]:
        """Return the dose at a pixel in words, and what part of the highest it is."""
        found = self.value(picture.grid, row, column) if segments else None
        if found is None:
            return ()
        part = round(100 * found / self._highest) if self._highest > 0 else None
        if self._unit != "Gy":
            return (say("core.layer.dose") if part is None else say("core.layer.dose.part", part=part),)
        dose = fixed(found, 2)
        return (say("core.layer.dose.value", dose=dose) if part is None else say("core.layer.dose.value.part", dose=dose, part=part),)

    def _touches(self, picture: Grid | None) -> bool:
        if picture is None or self._grid is None:
            return False
        of = matrix(picture, self._grid)
        corners = (
            of @ np.array([[0, 0, 1], [0, picture.columns - 1, 1], [picture.rows - 1, 0, 1], [picture.rows - 1, picture.columns - 1, 1]]).T
        )
        low, high = corners.min(axis=1), corners.max(axis=1)
        half = self._half()
        ends = (self._heights[0] - half, 0, 0), (self._heights[-1] + half, self._grid.rows - 1, self._grid.columns - 1)
        return bool((high >= np.array(ends[0]) - SAME).all() and (low <= np.array(ends[1]) + SAME).all())

    def _half(self) -> float:
        """How far a dose of one plane alone reaches: to half a picture."""
        return (self._stack.verdict.spacing or 0.0) / 2 if len(self._heights) == 1 else 0.0

    def _sampled(self, picture: Grid | None) -> tuple[int, int, Values] | None:
        """Return the stored dose on a part of a picture, with its first row and column; 0 where it is not known. None for nowhere."""
        if picture is None or self._grid is None or not self._touches(picture):
            return None
        of = matrix(picture, self._grid)
        apart = separable(of, picture.rows, picture.columns)
        if apart is not None and max(abs(of[0, 0]) * picture.rows, abs(of[0, 1]) * picture.columns) < SAME * 10:
            return self._parallel(float(of[0, 2]), apart)
        if picture.rows * picture.columns > _MOST_TILTED:
            raise LimitExceeded("dose.tilted", rows=picture.rows, columns=picture.columns)
        column, found = np.arange(picture.columns), np.empty((picture.rows, picture.columns), np.float32)
        for first in range(0, picture.rows, _STRIP):
            row = np.arange(first, min(first + _STRIP, picture.rows))[:, None]
            found[first : first + len(row)] = self._between(*(of[axis, 0] * row + of[axis, 1] * column + of[axis, 2] for axis in range(3)))
        return 0, 0, np.nan_to_num(found, copy=False)

    def _frame(self, height: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn heights in mm into numbers of frames, between two of them a fraction; NaN outside."""
        if len(self._heights) == 1:
            return np.where(np.abs(height) <= self._half() + SAME, 0.0, np.nan)
        held = np.clip(height, self._heights[0], self._heights[-1])
        found = np.interp(held, self._heights, np.arange(len(self._heights)))
        found[np.abs(height - held) > SAME] = np.nan
        return found

    def _parallel(self, height: float, apart: Separable) -> tuple[int, int, Values] | None:
        """Interpolate for a picture along the grid: first between two frames, then between rows, then between columns."""
        at = float(self._frame(np.array([height]))[0])
        down, across = (inside(places, size) for places, size in zip((apart.rows, apart.columns), self._stored.shape[1:], strict=True))
        if np.isnan(at) or not len(down) or not len(across):
            return None
        first = int(at)
        second = min(first + 1, len(self._stored) - 1)
        weight = np.float32(at - first)
        plane = self._stored[first].astype(np.float32) * (1 - weight) + self._stored[second].astype(np.float32) * weight
        found = lines(np.ascontiguousarray(lines(plane, apart.rows[down]).T), apart.columns[across])
        return (int(across[0]), int(down[0]), found) if apart.turned else (int(down[0]), int(across[0]), found.T)

    def _between(self, height: NDArray[np.float64], down: NDArray[np.float64], across: NDArray[np.float64]) -> Values:
        """Interpolate at any places, given in mm, rows and columns of the dose; NaN outside."""
        return trilinear(self._stored, self._frame(height), down, across)


def _gathered(instance: Instance) -> tuple[Grid | None, NDArray[np.float64], NDArray[Any]]:
    """Return the grid of the lowest frame, the heights of all frames in mm above it, rising, and the stored values in that order."""
    placed = [(frame, grid) for frame in instance.frames if (grid := frame.grid) is not None]
    form = instance.format
    if not placed or not form.gray or not all(same_way(grid.plane, placed[0][1].plane) for _, grid in placed):
        return None, np.zeros(1), np.zeros((0, 0, 0), np.uint16)
    if len(placed) * form.rows * form.columns * form.dtype.itemsize > _MOST:
        raise LimitExceeded("dose.large", most=_MOST >> 20, expected="read")
    normal = placed[0][1].plane.normal
    heights = np.array([grid.plane.position for _, grid in placed]) @ normal
    heights, order = np.unique(np.round(heights, 4), return_index=True)
    decoded = Decoded(instance)
    stored = np.empty((len(order), form.rows, form.columns), form.dtype)
    for at, place in enumerate(order):
        stored[at] = decoded.frame(placed[place][0].index)
    if stored.dtype.kind == "f":
        stored[~measurable(stored)] = 0  # where there is no value there is no dose
    return placed[order[0]][1], heights - heights[0], stored
