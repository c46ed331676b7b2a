"""Draws what lies on a picture into its RGBA, for where there is no canvas to lay over it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.overlay.layer import INSIDE, Drawn, Outline

__all__ = ["burn", "filled"]

Rgba = NDArray[np.uint8]
_MOST_STEPS = 4_000_000


def burn(rgba: Rgba, drawn: Drawn, *, opacity: float = 1.0) -> None:
    """Draw rasters and outlines into RGBA of shape (rows, columns, 4); `opacity` 0 to 1 of all of it."""
    if drawn.raster is not None:
        top, left, own = drawn.raster.top, drawn.raster.left, drawn.raster.rgba
        _over(rgba[top : top + own.shape[0], left : left + own.shape[1]], own[..., :3], own[..., 3] * (opacity / 255))
    for outline in drawn.outlines:
        color = np.array(outline.segment.color, np.uint8)
        if outline.kind == "closed":
            _over(rgba, color, filled(outline.lines, *rgba.shape[:2]) * (INSIDE * opacity))
        _over(rgba, color, _traced(outline, *rgba.shape[:2]) * opacity)


def _over(rgba: Rgba, color: NDArray[np.uint8], strength: NDArray[np.floating[Any]]) -> None:
    share = strength[..., None]
    rgba[..., :3] = np.round(rgba[..., :3] * (1 - share) + color * share).astype(np.uint8)


def filled(lines: tuple[NDArray[np.float64], ...], rows: int, columns: int) -> NDArray[np.bool_]:
    """Return which pixels have their center inside closed lines, by the even-odd rule; shape (rows, columns)."""
    inside = np.zeros((rows, columns), np.bool_)
    for line in lines:
        end = np.roll(line, -1, axis=0)
        for (x0, y0), (x1, y1) in zip(line.tolist(), end.tolist(), strict=True):
            if y0 == y1:
                continue
            low, high = min(y0, y1), max(y0, y1)
            # Rows whose center, half a pixel below their edge, the line crosses; it counts with its upper end, not with its lower.
            first, last = max(0, int(np.ceil(low - 0.5))), min(rows, int(np.ceil(high - 0.5)))
            row = np.arange(first, last)
            crossing = x0 + (row + 0.5 - y0) * (x1 - x0) / (y1 - y0)
            right = np.clip(np.ceil(crossing - 0.5), 0, columns).astype(np.intp)
            for at, column in zip(row.tolist(), right.tolist(), strict=True):
                inside[at, column:] ^= True
    return inside


def _traced(outline: Outline, rows: int, columns: int) -> NDArray[np.bool_]:
    """Return which pixels the lines run through; a point is a cross of five pixels."""
    drawn = np.zeros((rows, columns), np.bool_)
    for line in outline.lines:
        if outline.kind == "point":
            points = np.concatenate([line + step for step in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))])
        else:
            end = np.roll(line, -1, axis=0) if outline.kind == "closed" else line[1:]
            start = line[: len(end)]
            steps = int(np.clip(np.ceil(np.abs(end - start).max(initial=0) * 2), 1, max(1, _MOST_STEPS // max(1, len(end)))))
            parts = np.linspace(0, 1, steps + 1)[:, None, None]
            points = (start + (end - start) * parts).reshape(-1, 2)
        column, row = np.floor(points).T
        within = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
        drawn[row[within].astype(np.intp), column[within].astype(np.intp)] = True
    return drawn
