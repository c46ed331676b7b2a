"""A saved view and the pictures that it is about."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.catalog.stack import Stack
from viewer.dicom.classes import SAVED_VIEWS
from viewer.dicom.dataset import Dataset, inflate, read_dataset
from viewer.documents.annotation import References
from viewer.documents.presentation import Area, Presentation, Softcopy, presentation_of
from viewer.errors import DAMAGED, UnsupportedPixels, ViewerError, unforeseen
from viewer.image.instance import Frame
from viewer.image.layers import paint
from viewer.image.lookup import Lookup
from viewer.image.overlays import Overlay, mask
from viewer.image.shutter import hidden
from viewer.image.voi import Voi, Window, by_hand, usable
from viewer.overlay.presentation.shapes import Field, shapes_of
from viewer.overlay.presentation.tone import levels_for, rescale_for, whole
from viewer.render.look import Look
from viewer.source.entries import Entry
from viewer.volume.slice import Slice

__all__ = ["Applied", "Saved", "saved_of"]

Json = dict[str, Any]

_ALL = frozenset[int]()
_UNFORESEEN = (RecursionError, ValueError, ArithmeticError, LookupError, TypeError)
"""What nobody foresaw in a hostile or broken file still costs that file only, and is told."""


def saved_of(entry: Entry, dataset: Dataset | None = None) -> "Saved":
    """Read a saved view; raises what reading a data set raises, UnsupportedPixels for one that cannot be put on a single picture, BrokenFile."""
    dataset = dataset or read_dataset(entry)
    if dataset.text("SOPClassUID") not in SAVED_VIEWS:
        raise UnsupportedPixels("view.blended")
    try:
        return Saved(entry, dataset)
    except _UNFORESEEN as error:
        raise unforeseen("view.damaged", error, path=entry.path) from error


class Saved:
    """A saved view, ready to be put on pictures."""

    def __init__(self, entry: Entry, dataset: Dataset) -> None:
        self.uid = dataset.text("SOPInstanceUID")
        self.state: Presentation = presentation_of(dataset)
        self._entry, self._inflated_from = entry, dataset.inflated_from
        self._about: dict[str, frozenset[int]] = {}
        for one in self.state.references:
            known = self._about.get(one["instance"])
            frames = frozenset(one["frames"])
            self._about[one["instance"]] = _ALL if not frames or known == _ALL else frames | (known or _ALL)
        self._last: tuple[Frame, Applied] | None = None

    def speaks_of(self, frame: Frame) -> bool:
        """Whether a picture is one that the view is about."""
        instance = frame.instance
        frames = self._about.get(instance.uid) if instance.uid and instance.mosaic is None else None
        return frames is not None and (not frames or frame.index + 1 in frames)

    def places(self, stack: Stack) -> list[int]:
        """Return the indexes of the pictures of a stack that the view is about."""
        return [index for index, frame in enumerate(stack.frames) if self.speaks_of(frame)]

    def on(self, frame: Frame) -> "Applied | None":
        """Return what the view says of a picture; None where it is not about it. The last is kept, while its window is turned.

        Raises BrokenFile.
        """
        if self._last is None or self._last[0] is not frame:
            if not self.speaks_of(frame):
                return None
            try:
                self._last = frame, Applied(self, frame)
            except _UNFORESEEN as error:
                raise unforeseen("view.unfit", error) from error
        return self._last[1]

    def bytes_at(self, start: int, stop: int) -> bytes:
        """Read bytes of the view's file, or of what is unpacked where it is deflated."""
        if self._inflated_from is not None:
            return inflate(self._entry.read(self._inflated_from), path=self._entry.path)[start:stop]
        return self._entry.read(start, stop)


def _concerns(about: References, frame: Frame) -> bool:
    if not about:
        return True
    return any(one["instance"] == frame.instance.uid and (not one["frames"] or frame.index + 1 in one["frames"]) for one in about)


class Applied:
    """A saved view on one picture: its steps from value to gray, what is drawn on it, which part of it is seen and which way up."""

    def __init__(self, saved: Saved, frame: Frame) -> None:
        state, form = saved.state, frame.instance.format
        self.state, self.frame = state, frame
        self.rescale = rescale_for(state, frame)
        soft: Softcopy | None = next((one for one in state.softcopy if one.named and _concerns(one.of, frame)), None)
        self.voi: Voi = soft.named[0][1] if soft is not None else whole(frame, self.rescale)
        self._named = (self.voi,) if soft is None else tuple(voi for _, voi in soft.named)
        self.area: Area | None = next((one for one in state.areas if one.corners and _concerns(one.of, frame)), None)
        self.field = _field(state, self.area, form.rows, form.columns)
        here: dict[int, bool] = {}  # all marks of one item of the file share its references
        for about in [*(one.of for one in state.graphics), *(one.of for one in state.texts)]:
            if id(about) not in here:
                here[id(about)] = _concerns(about, frame)
        graphics, texts = [one for one in state.graphics if here[id(one.of)]], [one for one in state.texts if here[id(one.of)]]
        self.shapes = shapes_of(state, graphics, texts, self.field)
        self._over: tuple[list[tuple[NDArray[np.bool_], int]], NDArray[np.bool_] | None] | None = None
        self._bytes_at: Callable[[int, int], bytes] = saved.bytes_at

    def on(self, picture: Slice) -> Slice:
        """Return the picture with the steps of the view in the place of its own, and what the view draws over it instead of its file."""
        return replace(
            picture, rescale=self.rescale, voi=tuple(("", voi) for voi in self._named), inverted=False, supplement=None, graphics=self.draw
        )

    def look(self, window: Window | None, *, invert: bool) -> Look:
        """Return what the view shows its picture through, or a person's own `window`, which takes the place of the view's."""
        voi: Voi = self.voi if window is None else by_hand(window, self._named)
        if isinstance(voi, Window):
            voi = usable(voi.center, voi.width, voi.function)
        return Look(voi, levels=levels_for(self.state, invert=invert))

    def draw(self, rgba: NDArray[np.uint8]) -> None:
        """Draw the shutter and the overlays of the view into RGBA, shape (rows, columns, 4), contiguous; its lines and words are `shapes`."""
        if self._over is None:
            self._over = self._masks()
        lines, shut = self._over
        if shut is not None and self.state.shutter is not None:
            rgba[shut] = (*[self.state.shutter.level] * 3, 255)
        for drawn, color in lines:
            paint(rgba, drawn, color)

    def _masks(self) -> tuple[list[tuple[NDArray[np.bool_], int]], NDArray[np.bool_] | None]:
        state, frame, shutter = self.state, self.frame, self.state.shutter
        form = frame.instance.format
        theirs = frame.instance.layers.overlays if frame.instance.layers is not None else ()
        planes: dict[int, tuple[Overlay, Any]] = {one.group: (one, None) for one in theirs}
        planes |= {one.group: (one, self._bytes_at) for one in state.overlays}
        colors, order = dict(state.colors), {name: number for name, number, _ in state.layers}
        lines = []
        for group, layer in sorted(state.activated, key=lambda pair: order.get(pair[1], 0)):
            if group in planes and (shutter is None or group != shutter.group):
                found = _mask(*planes[group], frame)
                if found is not None:
                    lines.append((found, int((colors.get(layer) or "#ffffff")[1:], 16)))
        if shutter is None:
            return lines, None
        bitmap = _mask(*planes[shutter.group], frame) if shutter.group in planes else None
        return lines, hidden(shutter, form.rows, form.columns, bitmap)

    def describe(self) -> Json:
        """Describe how the picture lies: degrees clockwise, after which it is mirrored; its displayed area by its edges, in pixels; and how large."""
        area = self.area
        edges = self.field
        return {
            "rotation": self.state.rotation,
            "flip": self.state.flip,
            "area": None if area is None else [edges.left, edges.top, edges.right, edges.bottom],
            "mode": "SCALE TO FIT" if area is None else area.mode,
            "magnification": None if area is None else area.magnification,
            "spacing": None if area is None or not area.spacing else list(area.spacing),
        }

    @property
    def aspect(self) -> tuple[float, float] | None:
        """Height and width of a pixel as the view wants it, None where it says nothing of use."""
        told = () if self.area is None else self.area.spacing or self.area.aspect
        return (told[0], told[1]) if len(told) == 2 and min(told) > 0 and max(told) <= 100 * min(told) else None

    @property
    def steps(self) -> bool:
        """Whether the view shows the picture through a table of values."""
        return isinstance(self.voi, Lookup)


def _field(state: Presentation, area: Area | None, rows: int, columns: int) -> Field:
    if area is None:
        return Field(0, 0, columns, rows, state.rotation, state.flip)
    (left, top), (right, bottom) = area.corners
    # Corners are pixels, from 1, as they lie on the screen: turned, the first is not the top left one of the picture.
    ends = [float(min(left, right)) - 1, float(min(top, bottom)) - 1, float(max(left, right)), float(max(top, bottom))]
    ends = [min(max(end, -10.0 * size), 10.0 * size) for end, size in zip(ends, (columns, rows) * 2, strict=True)]
    return Field(ends[0], ends[1], ends[2], ends[3], state.rotation, state.flip)


def _mask(overlay: Overlay, source: Callable[[int, int], bytes] | None, frame: Frame) -> NDArray[np.bool_] | None:
    try:
        return mask(overlay, frame.instance.format, frame.index, source or frame.instance.bytes_at, frame.instance.words)
    except (ViewerError, *DAMAGED):
        return None  # a broken overlay costs itself only
