"""A segmentation over the pictures of a stack: its frames found by where they lie, not by their number (PS3.3 C.8.20, C.7.6.16.2).

Sampled onto the grid of the picture, the nearest mark for each pixel. A frame of marks belongs to a picture that lies within half its
slice; where neither has a place in the body, to the picture that it says it was drawn on.
"""

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from text.say import say
from viewer.catalog.stack import Stack
from viewer.documents.segmentation import Marks, Segmentation
from viewer.errors import LimitExceeded
from viewer.image.instance import Frame
from viewer.overlay.decoded import Decoded
from viewer.overlay.layer import About, Color, Drawn, Lying, Segment, distinct
from viewer.overlay.raster import Words, lay, raster_of
from viewer.overlay.row import Row
from viewer.space.grid import PARALLEL, PIXEL_ON_PIXEL, Grid, beginning, matrix
from viewer.space.plane import SAME
from viewer.space.resample import nearest

__all__ = ["SegmentationLayer"]

_INSIDE, _RIM = 110, 255
"""How opaque the inside of a segment is, and its rim of one pixel."""

_MOST_MEASURED = 400
"""Frames that are counted through to find where a segment is largest; of more, some."""

_MOST_LAID = 32 << 20
"""Pixels of marks that are laid over each other on one picture: a tiny mark with large pixels may cover all of it, thousands of times."""

_MOST_PARTS = 2000
"""Frames of marks that are looked at for one picture, and areas that are laid over each other: each takes its time, however tiny."""

_MADE = frozenset(("AUTOMATIC", "MANUAL", "SEMIAUTOMATIC"))

Mask = NDArray[np.bool_]
Way = tuple[tuple[float, float, float], tuple[float, float, float]]
Strength = NDArray[np.uint8]


class SegmentationLayer:
    """The marks of one segmentation, bound to a stack; `direct`: made on its pictures."""

    def __init__(self, segmentation: Segmentation, stack: Stack, *, thickness: float | None, direct: bool, title: str) -> None:
        """Bind a segmentation to a stack; `thickness` of its slices in mm where the file tells it."""
        self._of, self._stack, self._thickness = segmentation, stack, thickness
        segments = tuple(
            Segment(
                one.number,
                one.label or say("core.doc.segment", number=str(one.number)),
                one.what if one.what.lower() != one.label.lower() else "",
                one.color or distinct(at),
            )
            for at, one in enumerate(segmentation.segments)
            if one.number or segmentation.type != "LABELMAP"  # there 0 is what lies around the segments
        )
        self._decoded = Decoded(segmentation.instance)
        self._largest: dict[int, int | None] = {}
        self._first: dict[int, int] | None = None
        placed = [(marks, marks.plane) for marks in segmentation.frames if marks.plane is not None]
        self._placed = [marks for marks, _ in placed]
        self._places = np.array([plane.position for _, plane in placed]).reshape(-1, 3)
        self._row: tuple[Way, Row] | None = None
        self._normals = np.cross(
            np.array([plane.along_row for _, plane in placed]).reshape(-1, 3),
            np.array([plane.down_column for _, plane in placed]).reshape(-1, 3),
        )
        made = {one.made for one in segmentation.segments}
        by = say("core.layer.by." + (made.pop() if len(made) == 1 and made <= _MADE else "anybody"))
        path = segmentation.instance.entry.path
        unseen = self._unseen()
        note = say("core.layer." + unseen) if unseen else ""
        self.about = About("segmentation", title, by, path, direct, segments, note, unseen=unseen)

    @property
    def _known(self) -> dict[int, Segment]:
        return {segment.number: segment for segment in self.about.segments}

    def _unseen(self) -> Literal["", "none", "plane"]:
        """Return the code of why no picture has marks on it."""
        if any(True for frame in self._stack.frames for _ in self._marks(frame)):
            return ""
        ways = {grid.plane.orientation: grid for frame in self._stack.frames if (grid := frame.grid) is not None}
        if self._placed and ways and not any(self._parallel(grid).any() for grid in ways.values()):
            return "plane"
        return "none"

    def _parallel(self, grid: Grid) -> Mask:
        apart: Mask = np.linalg.norm(np.cross(self._normals, grid.plane.normal), axis=1) < PARALLEL
        return apart

    def _marks(self, picture: Lying) -> Iterator[Marks]:
        """Yield the frames of marks that lie on a picture."""
        grid = picture.grid
        if grid is None or not self._placed:
            if picture.source is not None:
                yield from self._named(picture.source)
            return
        for at in self._along(grid).near(float(np.array(grid.plane.position) @ grid.plane.normal)):
            yield self._placed[at]

    def _along(self, grid: Grid) -> Row:
        """Return the frames of marks in a row along the normal of a picture; kept for the next one, which mostly looks the same way."""
        way = grid.plane.along_row, grid.plane.down_column
        if self._row is None or self._row[0] != way:
            parallel = np.flatnonzero(self._parallel(grid))
            heights = self._places[parallel] @ grid.plane.normal
            order = np.argsort(heights, kind="stable")
            self._row = way, Row(heights[order], parallel[order], self._step(grid) / 2 + SAME)
        return self._row[1]

    def _step(self, grid: Grid) -> float:
        """How thick a slice of marks is in mm, else how far the next is away; but slices on which nothing is marked may be left out."""
        if self._thickness is not None:
            return self._thickness
        steps = np.diff(np.unique(np.round(self._places @ grid.plane.normal, 3)))
        found = [float(step) for step in (*steps[steps > SAME], self._stack.verdict.spacing or 0.0) if step > SAME]
        return min(found, default=2 * SAME)

    def _named(self, frame: Frame) -> Iterator[Marks]:
        """Marks without a place lie on the picture that they name, pixel on pixel."""
        form, own = self._of.instance.format, frame.instance.format
        if (form.rows, form.columns) != (own.rows, own.columns) or len(frame.instance.frames) > 1:
            return
        alone = len(self._of.frames) == len({marks.segment for marks in self._of.frames})
        named = any(reference["instance"] == frame.instance.uid for reference in self._of.references)
        for marks in self._of.frames:
            if frame.instance.uid in marks.of or (not marks.of and alone and named):
                yield marks

    def on(self, picture: Lying, segments: Collection[int], *, threshold: float = 0.0) -> Drawn:  # noqa: ARG002 - for doses
        """Draw segments: the inside lets the picture shine through, the rim does not; where two overlap their colors mix."""
        parts, laid = [], 0
        for part in self._parts(picture, segments):
            parts.append(part)
            laid += part.strength.size
            if len(parts) > _MOST_PARTS or (len(parts) > 1 and laid > _MOST_LAID):
                raise _too_many()
        if not parts:
            return Drawn()
        top, left = min(part.top for part in parts), min(part.left for part in parts)
        bottom = max(part.top + part.strength.shape[0] for part in parts)
        right = max(part.left + part.strength.shape[1] for part in parts)
        words = np.zeros((bottom - top, right - left), "<u4")
        for part in parts:
            rows, columns = part.strength.shape
            row, column = part.top - top, part.left - left
            lay(words[row : row + rows, column : column + columns], _words(part.strength, part.segment.color))
        return Drawn(raster_of(top, left, words))

    def _parts(self, picture: Lying, segments: Collection[int], pixel: tuple[int, int] | None = None) -> "Iterator[_Part]":
        """Yield where each of these segments lies on a picture, or on one `pixel` of it; raises LimitExceeded."""
        known, looked = self._known, 0
        for marks in self._marks(picture):
            if marks.segment is not None and (marks.segment not in segments or marks.segment not in known):
                continue
            if (looked := looked + 1) > _MOST_PARTS:
                raise _too_many()
            found = self._sampled(picture, marks, pixel)
            if found is None:
                continue
            top, left, values = found
            if marks.segment is not None:
                yield _Part(known[marks.segment], top, left, self._strength(values))
                continue
            for number in np.unique(values).tolist():
                if number in segments and number in known:
                    yield _Part(known[number], top, left, _whole(values == number))

    def _strength(self, values: NDArray[Any]) -> Strength:
        if self._of.type != "FRACTIONAL":
            return _whole(values != 0)
        strength: Strength = np.clip(values.astype(np.float32) * (255 / self._of.most), 0, 255).astype(np.uint8)
        return strength

    def _sampled(self, picture: Lying, marks: Marks, pixel: tuple[int, int] | None) -> tuple[int, int, NDArray[Any]] | None:
        stored = self._decoded.frame(marks.index)
        grid, own = picture.grid, self._grid(marks)
        form = grid if grid is not None else None if picture.source is None else picture.source.instance.format
        if form is None:
            return None
        of = PIXEL_ON_PIXEL if grid is None or own is None else matrix(grid, own)
        return nearest(stored, of, form.rows, form.columns) if pixel is None else nearest(stored, beginning(of, *pixel), 1, 1)

    def _grid(self, marks: Marks) -> Grid | None:
        instance = self._of.instance
        spacing = instance.scale.spacing
        if marks.plane is None or spacing is None or min(spacing) <= 0:
            return None
        return Grid(marks.plane, spacing, instance.format.rows, instance.format.columns)

    def largest(self, segment: int) -> int | None:
        """Return the picture on which a segment covers most; of more frames than can be counted through, each of some is looked at."""
        if segment not in self._largest:
            frames = [marks for marks in self._of.frames if marks.segment in {None, segment}]
            pictures = self._pictures()
            frames = [marks for marks in frames if id(marks) in pictures]
            sizes = [(self._size(marks, segment), pictures[id(marks)]) for marks in frames[:: math.ceil(len(frames) / _MOST_MEASURED) or 1]]
            most, index = max(sizes, key=lambda pair: pair[0], default=(0, 0))
            self._largest[segment] = index if most else None
        return self._largest[segment]

    def _pictures(self) -> dict[int, int]:
        """Return the first picture that each frame of marks lies on; made once, for all segments."""
        if self._first is None:
            stack = reversed(list(enumerate(self._stack.frames)))
            self._first = {id(marks): index for index, frame in stack for marks in self._marks(frame)}
        return self._first

    def _size(self, marks: Marks, segment: int) -> int:
        stored = self._decoded.frame(marks.index)
        return int(np.count_nonzero(stored if marks.segment is not None else stored == segment))

    def beneath(self, picture: Lying, segments: Collection[int], row: int, column: int) -> tuple[str, ...]:
        """Name the segments on a pixel."""
        parts = self._parts(picture, segments, (row, column))
        return tuple(dict.fromkeys(part.segment.name for part in parts if part.strength.any()))


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """How strongly each pixel of a part of a picture belongs to a segment, 0 to 255."""

    segment: Segment
    top: int
    left: int
    strength: Strength


def _too_many() -> LimitExceeded:
    return LimitExceeded("marks.many", do="fewer")


def _whole(mask: Mask) -> Strength:
    return np.where(mask, np.uint8(255), np.uint8(0))


def _words(strength: Strength, color: Color) -> Words:
    """Return a segment as words of RGBA: its rim opaque, its inside as opaque as it is strong, nothing around it."""
    red, green, blue = color
    opaque = (strength.astype(np.uint16) * _INSIDE // 255).astype(np.uint32)
    opaque[_rim(strength >= 128)] = _RIM
    words: Words = opaque << np.uint32(24) | np.uint32(red | green << 8 | blue << 16)
    words[strength == 0] = 0
    return words


def _rim(mask: Mask) -> Mask:
    """Return the pixels of an area that have a neighbor outside; the border of the array is outside."""
    wide = np.pad(mask, 1)
    inner = wide[:-2, 1:-1] & wide[2:, 1:-1] & wide[1:-1, :-2] & wide[1:-1, 2:]
    return mask & ~inner
