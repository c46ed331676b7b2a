"""A saved view without a screen: its lines drawn into the picture, its part cut out, turned and mirrored."""

import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from viewer.overlay.presentation.view import Applied

__all__ = ["oriented"]

Rgba = NDArray[np.uint8]
Line = NDArray[np.float64]

_MOST_POINTS = 2_000_000
_FINE = 48  # pieces of a curve


def oriented(rgba: Rgba, applied: Applied) -> Rgba:
    """Return the picture as the view shows it, at native size, from its RGBA of shape (rows, columns, 4); what lies beside it is black."""
    drawn = rgba.copy()
    for shape in applied.shapes:
        if "path" in shape:
            _draw(drawn, shape["path"], int(shape["color"][1:], 16))
    field, (rows, columns) = applied.field, rgba.shape[:2]
    left, top, right, bottom = (round(edge) for edge in (field.left, field.top, field.right, field.bottom))
    right, bottom = max(right, left + 1), max(bottom, top + 1)
    if (left, top, right, bottom) != (0, 0, columns, rows):
        part = drawn[max(0, top) : max(0, min(rows, bottom)), max(0, left) : max(0, min(columns, right))]
        drawn = np.zeros((min(bottom - top, 2 * rows), min(right - left, 2 * columns), 4), np.uint8)
        drawn[..., 3] = 255
        down, across = max(0, -top), max(0, -left)
        room = drawn[down : down + part.shape[0], across : across + part.shape[1]]
        room[...] = part[: room.shape[0], : room.shape[1]]
    drawn = np.rot90(drawn, -field.rotation // 90)
    return np.ascontiguousarray(drawn[:, ::-1] if field.flip else drawn)


def _draw(rgba: Rgba, path: str, color: int) -> None:
    rows, columns = rgba.shape[:2]
    parts = [(np.linspace(begin, end, _steps(begin, end))) for line in _lines(path) for begin, end in pairwise(line)]
    if not parts:
        return
    places = np.floor(np.concatenate(parts)[:_MOST_POINTS]).astype(np.int64)
    across, down = places[:, 0], places[:, 1]
    inside = (across >= 0) & (across < columns) & (down >= 0) & (down < rows)
    rgba[down[inside], across[inside], :3] = color >> 16, color >> 8 & 0xFF, color & 0xFF


def _steps(begin: Line, end: Line) -> int:
    return int(min(1e5, 2 * np.abs(end - begin).max() + 2))


def _lines(path: str) -> Iterator[Line]:
    """Yield the lines of the paths that `shapes` makes: M, L, A (half an ellipse), C and Z, all absolute; shape (points, 2)."""
    points: list[tuple[float, float]] = []
    for command, text in re.findall(r"([MLACZ])([^MLACZ]*)", path):
        values = [float(one) for one in text.split()]
        if command == "M" and points:
            yield np.array(points)
            points = []
        if command == "Z":
            points.append(points[0])
        elif command == "A":
            points += _half(points[-1], (values[5], values[6]), values[1])
        elif command == "C":
            points += _bent(np.array([points[-1], *zip(values[::2], values[1::2], strict=True)]))
        else:
            points.append((values[0], values[1]))
    if points:
        yield np.array(points)


def _half(begin: tuple[float, float], end: tuple[float, float], other: float) -> list[tuple[float, float]]:
    """Go clockwise along half an ellipse whose one axis lies between two points, and whose other one is `other` half long."""
    first, last = np.array(begin), np.array(end)
    along = (last - first) / 2
    length = float(np.hypot(*along)) or 1.0
    aside = np.array([along[1], -along[0]]) / length * other
    turn = np.linspace(np.pi, 0, _FINE)[1:, None]
    found = (first + last) / 2 + np.cos(turn) * along + np.sin(turn) * aside
    return [(float(x), float(y)) for x, y in found]


def _bent(ends: Line) -> list[tuple[float, float]]:
    at = np.linspace(0, 1, _FINE)[1:, None]
    found = (1 - at) ** 3 * ends[0] + 3 * (1 - at) ** 2 * at * ends[1] + 3 * (1 - at) * at**2 * ends[2] + at**3 * ends[3]
    return [(float(x), float(y)) for x, y in found]
