"""What other files lay over the shown pictures: found when the page asks, then drawn picture by picture.

The last few stacks' layers are kept, since people go back and forth between series; a scan that grows makes them anew.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.messages import to_page
from viewer.catalogue import Catalogue
from viewer.errors import ViewerError
from viewer.superimposed import Layer, Outline, Raster, layers_of
from viewer.superimposed.layer import INSIDE

__all__ = ["Layers"]

_KEPT = 3
_MOST_SEGMENTS = 500
_MOST_LETTERS = 200
_POINT = 7
"""CSS pixels of a point."""

Json = dict[str, Any]


class Layers:
    """The layers of the stacks of a catalogue; answers go out by `post` and, with pixels, `post_pixels`."""

    def __init__(self, catalogue: Catalogue, post: Callable[[str, str], None], post_pixels: Callable[[str, str, Any], None]) -> None:
        self._catalogue, self._post_text, self._post_pixels = catalogue, post, post_pixels
        self._found: dict[str, tuple[tuple[int, ...], list[Layer], list[str]]] = {}

    def tell(self, stack: str) -> None:
        """Tell which layers a stack has."""
        layers, notes = self._of(stack)
        self._post("layers", stack=stack, layers=[_described(number, layer) for number, layer in enumerate(layers)], notes=notes)

    def draw(self, stack: str, index: int, on: list[list[Any]]) -> None:
        """Draw the layers that are on, each told as [its number, the numbers of its segments, the threshold of a dose]."""
        layers, _ = self._of(stack)
        rasters: list[Raster] = []
        shapes: list[Json] = []
        error = ""
        for number, segments, threshold in on:
            if not 0 <= number < len(layers):
                continue
            try:
                drawn = layers[number].at(index, frozenset(segments), threshold=threshold)
            except (ViewerError, ValueError, ArithmeticError, LookupError, TypeError) as problem:
                error = f"{layers[number].about.title} cannot be drawn here. {problem if isinstance(problem, ViewerError) else ''}".strip()
                continue
            if drawn.raster is not None:
                rasters.append(drawn.raster)
            shapes += map(_shape, drawn.outlines)
        fields: Json = {"stack": stack, "index": index, "shapes": shapes, "error": error, "rows": 0, "columns": 0, "top": 0, "left": 0}
        if rasters:
            merged = _merged(rasters)
            fields |= {"rows": merged.rgba.shape[0], "columns": merged.rgba.shape[1], "top": merged.top, "left": merged.left}
            self._post_pixels("marks", to_page("marks", fields), merged.rgba)
        else:
            self._post("marks", **fields)

    def largest(self, stack: str, layer: int, segment: int) -> None:
        """Tell on which picture a segment is largest."""
        layers, _ = self._of(stack)
        index = layers[layer].largest(segment) if 0 <= layer < len(layers) else None
        self._post("largest", stack=stack, layer=layer, segment=segment, index=index)

    def beneath(self, stack: str, index: int, row: int, column: int, on: list[list[Any]]) -> None:
        """Say in words what the layers that are on show at a pixel."""
        layers, _ = self._of(stack)
        found = [layers[number].beneath(index, frozenset(segments), row, column) for number, segments, _ in on if 0 <= number < len(layers)]
        self._post("beneath", stack=stack, index=index, row=row, column=column, text=" · ".join(filter(None, found)))

    def _of(self, identity: str) -> tuple[list[Layer], list[str]]:
        stack = self._catalogue.stack(identity)
        if stack is None:
            return [], []
        count = len(stack), len(self._catalogue.documents), sum(1 for _ in self._catalogue.stacks()), self._catalogue.images
        known = self._found.pop(identity, None)
        if known is None or known[0] != count:
            known = count, *layers_of(stack, self._catalogue)
        self._found[identity] = known
        while len(self._found) > _KEPT:
            del self._found[next(iter(self._found))]
        return known[1], known[2]

    def _post(self, name: str, **fields: Any) -> None:
        self._post_text(name, to_page(name, fields))


def _described(number: int, layer: Layer) -> Json:
    about = layer.about
    return {
        "id": number,
        "kind": about.kind,
        "title": about.title[:_MOST_LETTERS],
        "by": about.by,
        "path": about.path,
        "direct": about.direct,
        "note": about.note,
        "segments": [
            {"number": one.number, "name": one.name[:_MOST_LETTERS], "what": one.what[:_MOST_LETTERS], "colour": _css(one.colour)}
            for one in about.segments[:_MOST_SEGMENTS]
        ],
        "more": max(0, len(about.segments) - _MOST_SEGMENTS),
        "wash": about.wash
        and {"highest": about.wash.highest, "unit": about.wash.unit, "stops": [[part, _css(colour)] for part, colour in about.wash.stops]},
    }


def _css(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _shape(outline: Outline) -> Json:
    """Give an outline as the page draws it: SVG path data, the numbers to a hundredth of a pixel."""
    if outline.kind == "point":
        path = "".join(f"M{x:.2f} {y:.2f}h0" for line in outline.lines for x, y in line.tolist())
        return {"path": path, "colour": _css(outline.segment.colour), "thick": _POINT}
    end = "Z" if outline.kind == "closed" else ""
    path = "".join("M" + "L".join([f"{x:.2f} {y:.2f}" for x, y in line.tolist()]) + end for line in outline.lines)
    return {"path": path, "colour": _css(outline.segment.colour), "fill": INSIDE if end else 0}


def _merged(rasters: list[Raster]) -> Raster:
    """Lay rasters over each other, the first lowest."""
    if len(rasters) == 1:
        return Raster(rasters[0].top, rasters[0].left, np.ascontiguousarray(rasters[0].rgba))
    top, left = min(one.top for one in rasters), min(one.left for one in rasters)
    bottom = max(one.top + one.rgba.shape[0] for one in rasters)
    right = max(one.left + one.rgba.shape[1] for one in rasters)
    whole = np.zeros((bottom - top, right - left, 4), np.uint8)
    for one in rasters:
        rows, columns = one.rgba.shape[:2]
        _lay(whole[one.top - top : one.top - top + rows, one.left - left : one.left - left + columns], one.rgba)
    return Raster(top, left, whole)


def _lay(below: NDArray[np.uint8], above: NDArray[np.uint8]) -> None:
    """Lay RGBA over RGBA of the same shape, whose colours are not multiplied by their opacity (Porter and Duff's "over")."""
    upper = above[..., 3:].astype(np.float32) / 255
    lower = below[..., 3:].astype(np.float32) / 255 * (1 - upper)
    whole = upper + lower
    mixed = above[..., :3] * upper + below[..., :3] * lower
    below[..., :3] = np.divide(mixed, whole, where=whole > 0, out=np.zeros_like(mixed)).round().astype(np.uint8)
    below[..., 3:] = (whole * 255).round().astype(np.uint8)
