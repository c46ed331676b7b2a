"""Annotations of a saved view as shapes in the coordinates of the picture: the center of its first pixel is (0.5, 0.5).

A shape is {"path": SVG path data} or {"text", "x", "y" of its left end}, with "color" as CSS writes it; a path besides with "fill", how
opaque its inside is, and "thick", the pixels of its line on the screen.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from viewer.documents.annotation import Graphic, Points, Text
from viewer.documents.presentation import Presentation

__all__ = ["Field", "shapes_of"]

Shape = dict[str, Any]
Place = Callable[[float, float], tuple[float, float]]

_PLAIN = "#ffd84d"  # yellow: it is neither a gray of the picture nor a color that a view recommends often
_FILL = 0.3  # the picture is to shine through
_MOST_SHAPES = 2000
_MOST_LETTERS = 1000  # of one text
_MOST_LINES = 20  # of one text
_MOST_ELEMENTS = 3000  # of the page, one for each shape and for each line of a text
_CROSS = 1 / 100  # of the longer side of the picture


@dataclass(frozen=True, slots=True)
class Field:
    """The displayed area of a picture by its edges, in pixels from its corner, and how it is turned, clockwise, and then mirrored."""

    left: float
    top: float
    right: float
    bottom: float
    rotation: int = 0
    flip: bool = False

    def place(self, across: float, down: float) -> tuple[float, float]:
        """Map a point given as fractions of the displayed area (right, down) to pixels of the picture, x and y."""
        if self.flip:
            across = 1 - across
        for _ in range(self.rotation // 90):  # back by quarter turns
            across, down = down, 1 - across
        return self.left + across * (self.right - self.left), self.top + down * (self.bottom - self.top)

    def low_left(self, point: tuple[float, float]) -> tuple[float, float]:
        """Sort key: least for the corner of a box that is displayed at the bottom left."""
        across, down = point
        for _ in range(self.rotation // 90):
            across, down = -down, across
        return -across if self.flip else across, -down


def shapes_of(state: Presentation, graphics: list[Graphic], texts: list[Text], field: Field) -> list[Shape]:
    """Return the shapes of a picture, those of lower layers first; units of whole slides (MATRIX) have no place here."""
    order = {name: number for name, number, _ in state.layers}
    colors = dict(state.colors)
    every: list[Graphic | Text] = [*graphics, *texts]
    shapes: list[Shape] = []
    elements = 0
    for one in sorted(every, key=lambda one: order.get(one.layer, 0)):
        color = one.color or colors.get(one.layer) or _PLAIN
        for shape in _drawn(one, color, field) if isinstance(one, Graphic) else _written(one, color, field):
            elements += 1 + shape.get("text", "").count("\n")
            if elements > _MOST_ELEMENTS or len(shapes) >= _MOST_SHAPES:
                return shapes
            shapes.append(shape)
    return shapes


def _placing(units: str, field: Field) -> Place | None:
    return {"PIXEL": lambda x, y: (x, y), "DISPLAY": field.place}.get(units)


def _drawn(graphic: Graphic, color: str, field: Field) -> Iterator[Shape]:
    place = _placing(graphic.units, field)
    if place is None:
        return
    path = _path(graphic, tuple(place(*point) for point in graphic.points), field)
    if path:
        yield {"path": path, "color": color, "fill": _FILL if graphic.filled else 0, "thick": graphic.thick}


def _path(graphic: Graphic, points: Points, field: Field) -> str:
    if graphic.kind == "POINT":
        return _cross(points[0], field)
    if graphic.kind == "CIRCLE" and len(points) >= 2:
        (x, y), rim = points[0], points[1]
        radius = math.dist(points[0], rim)
        return _ellipse((x - radius, y), (x + radius, y), radius)
    if graphic.kind == "ELLIPSE" and len(points) >= 4:
        return _ellipse(points[0], points[1], math.dist(points[2], points[3]) / 2)
    if graphic.kind == "RECTANGLE" and len(points) >= 2:
        (left, top), (right, bottom) = points[:2]
        return _line(((left, top), (right, top), (right, bottom), (left, bottom))) + "Z"
    if graphic.kind == "PAIRS":
        return "".join(_line(points[at : at + 2]) for at in range(0, len(points) - 1, 2))
    if graphic.kind == "INTERPOLATED" and len(points) > 2:
        return _curve(points)
    if len(points) < 2:
        return _cross(points[0], field)
    return _line(points) + ("Z" if graphic.filled else "")


def _written(text: Text, color: str, field: Field) -> Iterator[Shape]:
    """Yield the words, at the left of their box, and the line from there to what they are about."""
    in_box, at_anchor = _placing(text.box_units, field) if text.box else None, _placing(text.anchor_units, field) if text.anchor else None
    anchor = at_anchor(*text.anchor[0]) if at_anchor else None
    begin = anchor
    if in_box:
        (left, top), (right, bottom) = (in_box(*corner) for corner in text.box)
        begin = min(((left, top), (right, top), (left, bottom), (right, bottom)), key=field.low_left)
    if begin is None or not text.text.strip():
        return
    if anchor is not None and text.anchor_seen and anchor != begin:
        yield {"path": _line((begin, anchor)), "color": color, "fill": 0, "thick": 0}
    words = "\n".join(text.text.strip()[:_MOST_LETTERS].split("\n")[:_MOST_LINES])
    yield {"text": words, "x": _round(begin[0]), "y": _round(begin[1]), "color": color}


def _round(value: float) -> float:
    return round(min(max(value, -1e6), 1e6), 2)


def _at(point: tuple[float, float]) -> str:
    return f"{_round(point[0]):g} {_round(point[1]):g}"


def _line(points: Points) -> str:
    return "M" + "L".join(map(_at, points))


def _cross(point: tuple[float, float], field: Field) -> str:
    arm = max(3.0, max(field.right - field.left, field.bottom - field.top) * _CROSS)
    x, y = point
    return _line(((x - arm, y), (x + arm, y))) + _line(((x, y - arm), (x, y + arm)))


def _ellipse(begin: tuple[float, float], end: tuple[float, float], other: float) -> str:
    """Draw an ellipse by the ends of one axis and half the length of the other."""
    half = math.dist(begin, end) / 2
    angle = math.degrees(math.atan2(end[1] - begin[1], end[0] - begin[0]))
    arc = f"A{_round(half):g} {_round(other):g} {angle:.2f} 0 1 "
    return f"M{_at(begin)}{arc}{_at(end)}{arc}{_at(begin)}Z"


def _curve(points: Points) -> str:
    """Lead a smooth line through all points (Catmull and Rom's), closed where the first is the last."""
    closed = points[0] == points[-1]
    around = [points[-2] if closed else points[0], *points, points[1] if closed else points[-1]]
    parts = [f"M{_at(points[0])}"]
    for before, begin, end, after in zip(around, around[1:], around[2:], around[3:], strict=False):
        first = begin[0] + (end[0] - before[0]) / 6, begin[1] + (end[1] - before[1]) / 6
        second = end[0] - (after[0] - begin[0]) / 6, end[1] - (after[1] - begin[1]) / 6
        parts.append(f"C{_at(first)} {_at(second)} {_at(end)}")
    return "".join(parts)
