"""Radiotherapy contours over the pictures of a stack: polygons in patient millimeters, as outlines on the picture (PS3.3 C.8.8.6).

An outline belongs to the picture that it names, unless it lies elsewhere; one that names none of them to the pictures within half a step
from one outline of its structure to the next. Holes are drawn by the even-odd rule, which takes keyholes as they are meant. Half an
outline must never look whole: of what is not drawn the layer's note tells, and a picture with too many points shows none of them.
"""

import math
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from text.say import say
from viewer.catalog.stack import Stack
from viewer.documents.contours import Contour, Structure
from viewer.errors import LimitExceeded
from viewer.overlay.layer import About, Drawn, Lying, Outline, Segment, distinct
from viewer.space.grid import Grid
from viewer.space.plane import SAME, median, same_way
from viewer.telling import anded

__all__ = ["ContoursLayer"]

_MOST_POINTS = 100_000
"""Points that are drawn on one picture."""

_MOST_PLACES = 1_000_000
"""Structures times pictures: each of them is looked at when the layer is made."""

_MOST_LAID = 500_000
"""Outlines times the pictures they lie on: thousands of one height lie on each of the pictures there."""

_FLAT = 0.5
"""Millimeters by which the points of an outline may lie off their common plane, parallel to the pictures."""

_MOST_NESTED = 100
"""Outlines of a structure on one picture that are told apart as areas and holes; more, or more points than are drawn, are only added up."""

_MOST_COMPARED = 100_000
"""Pairs of outlines that are compared to find where a structure is largest; of more pictures, each of some is looked at."""

_THICKEST = 10.0
"""Millimeters from one outline to the next beyond which they are no longer neighbors."""

_KINDS: dict[str, Literal["closed", "open", "point"]] = {
    "CLOSED_PLANAR": "closed", "CLOSEDPLANAR_XOR": "closed", "INTERPOLATED_PLANAR": "closed", "OPEN_PLANAR": "open",
    "OPEN_NONPLANAR": "open", "POINT": "point",
}  # fmt: skip


class ContoursLayer:
    """The outlines of one structure set, bound to a stack that lies in the body; `direct`: drawn on its pictures."""

    def __init__(self, structures: list[Structure], stack: Stack, *, path: str, direct: bool, title: str, note: str = "") -> None:
        shown = [structure for structure in structures if structure.contours]
        segments = tuple(Segment(one.number, one.name, one.what, one.color or distinct(at)) for at, one in enumerate(shown))
        pictures = [frame.grid for frame in stack.frames]
        self._grids = [grid for grid in pictures if grid is not None and same_way(grid.plane, pictures[0].plane if pictures[0] else None)]
        if len(self._grids) != len(pictures):
            self._grids = []
        self._placed: dict[int, _Placed] = {}
        self._index = {(id(frame.instance), frame.index): index for index, frame in enumerate(stack.frames)}
        self._stack = stack  # by which the identities hold
        lying = 0
        askew: Counter[str] = Counter()
        unknown: Counter[str] = Counter()
        if self._grids:
            step = stack.verdict.spacing or 2 * _FLAT
            uids = {frame.instance.uid: index for index, frame in enumerate(stack.frames) if len(frame.instance.frames) == 1}
            if len(shown) * len(self._grids) > _MOST_PLACES:
                raise LimitExceeded("contours.structures", structures=len(shown), pictures=len(self._grids))
            heights = np.array([grid.plane.position for grid in self._grids]) @ self._grids[0].plane.normal
            for structure in shown:
                self._placed[structure.number] = placed = _place(
                    structure, self._grids[0].plane.normal, heights, uids, step, most=_MOST_LAID - lying
                )
                lying += sum(map(len, placed.on))
                askew[structure.name] += placed.askew
                unknown[structure.name] += placed.unknown
        if lying:
            unseen: Literal["", "none", "plane"] = ""
            note = " ".join(filter(None, (note, _missing(askew, "askew"), _missing(unknown, "unknown"))))
        elif askew.total() and not any(placed.flat for placed in self._placed.values()):
            unseen, note = "plane", say("core.layer.plane")
        else:
            unseen, note = "none", " ".join(filter(None, (say("core.layer.none"), _missing(unknown, "unknown"))))
        self.about = About("contours", title, say("core.layer.by.outlined"), path, direct, segments, note, unseen=unseen)

    def _index_of(self, picture: Lying) -> int | None:
        """Return the picture of the stack whose outlines lie on this one: itself, or of a cut along the stack the nearest; else None."""
        if picture.source is not None:
            return self._index.get((id(picture.source.instance), picture.source.index))
        if picture.grid is None or not self._grids or not same_way(picture.grid.plane, self._grids[0].plane):
            return None
        normal = self._grids[0].plane.normal
        away = np.abs(np.array([grid.plane.position for grid in self._grids]) @ normal - np.array(picture.grid.plane.position) @ normal)
        nearest = int(np.argmin(away))
        return nearest if float(away[nearest]) <= (self._stack.verdict.spacing or 2 * _FLAT) / 2 + SAME else None

    def on(self, picture: Lying, segments: Collection[int], *, threshold: float = 0.0) -> Drawn:  # noqa: ARG002 - for doses
        """Draw structures as outlines, one for each kind of line; raises LimitExceeded rather than drawing a part of them."""
        index, grid = self._index_of(picture), picture.grid
        if index is None or grid is None:
            return Drawn()
        outlines = []
        wanted = [self._placed[number].on[index] for number in set(segments) if number in self._placed]
        if (points := sum(len(contour.points) for on in wanted for contour in on)) > _MOST_POINTS:
            raise LimitExceeded("contours.points", points=points, most=_MOST_POINTS, do="fewer")
        for segment in self.about.segments:
            if segment.number not in segments or segment.number not in self._placed:
                continue
            lines: dict[Literal["closed", "open", "point"], list[NDArray[np.float64]]] = {}
            for contour in self._placed[segment.number].on[index]:
                lines.setdefault(_KINDS[contour.kind], []).append(_flattened(contour, grid))
            outlines += [Outline(segment, kind, tuple(found)) for kind, found in lines.items()]
        return Drawn(outlines=tuple(outlines))

    def largest(self, segment: int) -> int | None:
        """Return the picture on which the outlines of a structure enclose most; of too many outlines, each of some pictures is looked at."""
        placed = self._placed.get(segment)
        if placed is None or not any(placed.on):
            return None
        firsts: dict[tuple[Contour, ...], int] = {}  # pictures between two heights show the same outlines: these are measured once
        for picture, on in enumerate(placed.on):
            if on:
                firsts.setdefault(tuple(on), picture)
        compared = sum(len(on) ** 2 if len(on) <= _MOST_NESTED else len(on) for on in firsts)
        looked = list(firsts)[:: math.ceil(compared / _MOST_COMPARED)]
        return firsts[max(looked, key=self._size)]

    def _size(self, on: tuple[Contour, ...]) -> float:
        return _enclosed([_flattened(contour, self._grids[0]) for contour in on if _KINDS[contour.kind] == "closed"])

    def beneath(self, picture: Lying, segments: Collection[int], row: int, column: int) -> tuple[str, ...]:
        """Name the structures that a pixel lies in."""
        point = np.array([column + 0.5, row + 0.5])
        drawn = self.on(picture, segments)
        found = [outline.segment.name for outline in drawn.outlines if outline.kind == "closed" and _within(outline.lines, point)]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True, eq=False)
class _Placed:
    """The outlines of a structure by the pictures they lie on; how many are parallel to them, how many are not, how many of no known kind."""

    on: list[list[Contour]]
    flat: int
    askew: int
    unknown: int


def _place(
    structure: Structure, normal: NDArray[np.float64], heights: NDArray[np.float64], uids: dict[str, int], step: float, *, most: int
) -> _Placed:
    """Find the pictures that outlines lie on: `heights` of the pictures along their normal in mm, `step` between two.

    Raises LimitExceeded where there are more than `most` of them, counted once for each picture.
    """
    on: list[list[Contour]] = [[] for _ in heights]
    others: list[tuple[float, Contour]] = []
    flat = askew = unknown = 0
    for contour in structure.contours:
        if contour.kind not in _KINDS:
            unknown += 1
            continue
        along = contour.points.astype(np.float64) @ normal
        height = float(along.mean())
        if float(along.max() - along.min()) > _FLAT and contour.kind != "OPEN_NONPLANAR":
            askew += 1
            continue
        flat += 1
        named = uids.get(contour.of)
        if named is not None and abs(heights[named] - height) <= step:
            on[named].append(contour)
        else:
            others.append((height, contour))
    if not others:
        return _Placed(on, flat, askew, unknown)
    own = np.array([height for height, _ in others])
    steps = np.diff(np.unique(np.round(own, 2)))
    thick = step if not len(steps) or structure.contours[0].kind == "POINT" else min(median(steps), max(step, _THICKEST))
    reach = thick / 2 + SAME
    lying = flat - len(others)
    for picture, height in enumerate(heights):
        away = np.abs(own - height)
        least = float(away.min())
        if least <= reach:
            there = np.flatnonzero(away <= least + 2 * SAME)
            if (lying := lying + len(there)) > most:
                raise LimitExceeded("contours.outlines", most=_MOST_LAID, pictures=len(heights))
            on[picture] += [others[at][1] for at in there]
    return _Placed(on, flat, askew, unknown)


def _flattened(contour: Contour, grid: Grid) -> NDArray[np.float64]:
    """Return the points of an outline in pixels of a picture, x and y, the center of the first pixel being (0.5, 0.5)."""
    from_corner = contour.points.astype(np.float64) - np.array(grid.plane.position)
    across = from_corner @ np.array(grid.plane.along_row) / grid.spacing[1]
    down = from_corner @ np.array(grid.plane.down_column) / grid.spacing[0]
    return np.stack([across, down], axis=1) + 0.5


def _missing(counts: "Counter[str]", why: str) -> str:
    """Return in words how many outlines of which structures are not drawn, and why, by a code; empty where none is missing."""
    names = [name for name, count in counts.items() if count]
    if not names:
        return ""
    of = anded(names) if len(names) < 3 else say("core.layer.others", name=names[0], n=len(names) - 1)
    return say("core.layer.incomplete." + why, n=counts.total(), names=of)


def _enclosed(lines: list[NDArray[np.float64]]) -> float:
    """Return the area within closed lines by the even-odd rule: one within an odd number of others is a hole."""
    lines = [line for line in lines if len(line) > 2]
    if len(lines) > _MOST_NESTED or sum(map(len, lines)) > _MOST_POINTS:
        return sum(map(_area, lines))
    return sum(_area(line) * (-1 if sum(_within((other,), line[0]) for other in lines if other is not line) % 2 else 1) for line in lines)


def _area(line: NDArray[np.float64]) -> float:
    x, y = line[:, 0], line[:, 1]
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


def _within(lines: tuple[NDArray[np.float64], ...], point: NDArray[np.float64]) -> bool:
    """Whether a point lies inside by the even-odd rule: a ray to the right crosses the lines an odd number of times."""
    crossed = 0
    for line in lines:
        start, end = line, np.roll(line, -1, axis=0)
        across = (start[:, 1] > point[1]) != (end[:, 1] > point[1])
        start, end = start[across], end[across]
        x = start[:, 0] + (point[1] - start[:, 1]) * (end[:, 0] - start[:, 0]) / (end[:, 1] - start[:, 1])
        crossed += int(np.count_nonzero(x > point[0]))
    return crossed % 2 == 1
