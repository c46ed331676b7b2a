"""The display shutter: the part of a picture that is not to be seen, mostly the rim of an X-ray (PS3.3 C.7.6.11, C.7.6.15)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.dataset import Dataset

__all__ = ["Shutter", "hidden", "shutter_of"]

Mask = NDArray[np.bool_]

_MOST_VERTICES = 1000


@dataclass(frozen=True, slots=True)
class Shutter:
    """The opening, with the picture's rows and columns counted from 1; several shapes leave what all of them leave.

    `rectangle`: left, right, top, bottom edge, which are seen still. `circle`: row, column, radius. `polygon`: (row, column) of
    its corners. `group`: of an overlay whose set bits hide. `level`: how bright the hidden part is drawn, 0 to 255.
    """

    rectangle: tuple[float, float, float, float] | None = None
    circle: tuple[float, float, float] | None = None
    polygon: tuple[tuple[float, float], ...] = ()
    group: int | None = None
    level: int = 0


def shutter_of(dataset: Dataset) -> Shutter | None:
    """Read the shutter; a shape whose numbers are missing hides nothing."""
    shapes = dataset.texts("ShutterShape")
    if not shapes:
        return None
    rectangle = circle = group = None
    polygon: tuple[tuple[float, float], ...] = ()
    edges = [dataset.number(f"Shutter{edge}Edge") for edge in ("LeftVertical", "RightVertical", "UpperHorizontal", "LowerHorizontal")]
    left, right, top, bottom = edges
    if "RECTANGULAR" in shapes and left is not None and right is not None and top is not None and bottom is not None:
        rectangle = min(left, right), max(left, right), min(top, bottom), max(top, bottom)
    center, radius = dataset.numbers("CenterOfCircularShutter"), dataset.number("RadiusOfCircularShutter")
    if "CIRCULAR" in shapes and len(center) >= 2 and radius is not None and radius > 0:
        circle = center[0], center[1], radius
    corners = dataset.numbers("VerticesOfThePolygonalShutter")
    if "POLYGONAL" in shapes and 6 <= len(corners) <= 2 * _MOST_VERTICES:
        polygon = tuple(zip(corners[::2], corners[1::2], strict=False))
    if "BITMAP" in shapes:
        group = dataset.integer("ShutterOverlayGroup")
    if rectangle is None and circle is None and not polygon and group is None:
        return None
    level = dataset.integer("ShutterPresentationValue", 0) or 0  # a P-value of 16 bits
    return Shutter(rectangle, circle, polygon, group, min(max(level, 0), 0xFFFF) >> 8)


def hidden(shutter: Shutter, rows: int, columns: int, bitmap: Mask | None = None) -> Mask:
    """Return what the shutter hides, shape (rows, columns); `bitmap`: its overlay, where it has one and the file holds it."""
    row, column = np.arange(1, rows + 1)[:, None], np.arange(1, columns + 1)[None, :]
    seen = np.ones((rows, columns), np.bool_)
    if shutter.rectangle is not None:
        left, right, top, bottom = shutter.rectangle
        seen &= (row >= top) & (row <= bottom) & (column >= left) & (column <= right)
    if shutter.circle is not None:
        down, across, radius = shutter.circle
        seen &= (row - down) ** 2 + (column - across) ** 2 <= radius**2
    if shutter.polygon:
        seen &= _inside(shutter.polygon, rows, columns)
    if bitmap is not None:
        seen &= ~bitmap
    return ~seen


def _inside(corners: tuple[tuple[float, float], ...], rows: int, columns: int) -> Mask:
    """Fill a polygon, its rim included, row by row: between the crossings of each pair of edges (even-odd rule).

    Without a step for each pair, so that a thousand corners on a large picture stay quick.
    """
    filled = np.zeros((rows, columns), np.bool_)
    ends = np.array([*corners, corners[0]], np.float64)
    upper, lower = ends[:-1], ends[1:]
    for index in range(max(0, int(upper[:, 0].min()) - 1), min(rows, int(upper[:, 0].max()))):
        at = index + 1.0
        crossing = (upper[:, 0] <= at) != (lower[:, 0] <= at)
        a, b = upper[crossing], lower[crossing]
        places = np.sort(a[:, 1] + (at - a[:, 0]) * (b[:, 1] - a[:, 1]) / (b[:, 0] - a[:, 0]))
        # An edge that lies along this row belongs to the rim, and so does a corner.
        here = upper[:, 0] == at
        first, far = upper[here, 1], np.where(lower[here, 0] == at, lower[here, 1], upper[here, 1])
        begin = np.concatenate([places[::2], np.minimum(first, far)])
        end = np.concatenate([places[1::2], np.maximum(first, far)])
        change = np.zeros(columns + 1, np.int32)
        np.add.at(change, (np.ceil(begin) - 1).clip(0, columns).astype(np.intp), 1)
        np.add.at(change, np.floor(end).clip(0, columns).astype(np.intp), -1)
        filled[index] = np.cumsum(change[:-1]) > 0
    return filled
