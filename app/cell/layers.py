"""What other files lay over the shown pictures: found when the page asks, then drawn picture by picture.

The last few stacks' layers are kept, since people go back and forth between series; a scan that grows makes them anew.
"""

from contextlib import suppress
from typing import Any

import numpy as np

from app.cell.outlet import Outlet
from text.say import say
from viewer.catalog.catalog import Catalog
from viewer.catalog.stack import Stack
from viewer.dicom.classes import laid_over
from viewer.errors import DAMAGED, UNFORESEEN, ViewerError, unforeseen
from viewer.image.instance import Frame
from viewer.overlay import Files, Layer, Outline, Raster, home_of, layers_of
from viewer.overlay.layer import INSIDE
from viewer.overlay.raster import merged
from viewer.source.entries import Entry

__all__ = ["Layers"]

_KEPT = 2
_MOST_SEGMENTS = 500
_MOST_LETTERS = 200
_MOST_TRIED = 5
"""Segments of which a picture is looked for to begin with: of each, some hundred frames may have to be decoded."""

_LONGEST = 40
"""Letters of a name under the pointer."""

_POINT = 7
"""CSS pixels of a point."""

Json = dict[str, Any]


class Layers:
    """The layers of the stacks of a catalog; answers go out by `outlet`."""

    def __init__(self, catalog: Catalog, outlet: Outlet) -> None:
        self._catalog, self._outlet = catalog, outlet
        self._found: dict[str, tuple[tuple[int, ...], list[Layer], list[str]]] = {}
        self._files = Files()

    def tell(self, stack: str) -> None:
        """Tell which layers a stack has; of one that itself lies over others, in `notes` why it cannot be shown on them, or nothing."""
        layers, notes = self._of(stack)
        shown = self._catalog.stack(stack)
        if shown is not None and laid_over(shown.first.sop_class):
            found, error = self._home(shown.first.entry)
            notes = [] if found is not None else [error]
        self._outlet.say("layers", stack=stack, layers=[_described(number, layer) for number, layer in enumerate(layers)], notes=notes)

    def draw(self, view: int, stack: str, index: int, on: list[list[Any]]) -> None:
        """Draw the layers that are on in a view, each told as [its number, the numbers of its segments, the threshold of a dose]."""
        layers, _ = self._of(stack)
        picture = self._picture(stack, index)
        rasters: list[Raster] = []
        shapes: list[Json] = []
        error = ""
        for number, segments, threshold in on:
            if not 0 <= number < len(layers) or picture is None:
                continue
            try:
                drawn = layers[number].on(picture, frozenset(segments), threshold=threshold)
            except (ViewerError, *DAMAGED) as problem:
                why = str(problem) if isinstance(problem, ViewerError) else ""
                error = f"{say('core.layer.undrawn', title=layers[number].about.title)} {why}".rstrip()
                continue
            if drawn.raster is not None:
                rasters.insert(0 if layers[number].about.kind == "dose" else len(rasters), drawn.raster)  # a dose lies below all else
            shapes += map(_shape, drawn.outlines)
        fields: Json = {
            "view": view,
            "stack": stack,
            "index": index,
            "shapes": shapes,
            "error": error,
            "rows": 0,
            "columns": 0,
            "top": 0,
            "left": 0,
        }
        if rasters:
            whole = merged(rasters)
            fields |= {"rows": whole.rgba.shape[0], "columns": whole.rgba.shape[1], "top": whole.top, "left": whole.left}
            self._outlet.show("marks", np.ascontiguousarray(whole.rgba), **fields)
        else:
            self._outlet.say("marks", **fields)

    def largest(self, stack: str, layer: int, segment: int) -> None:
        """Tell on which picture a segment is largest."""
        layers, _ = self._of(stack)
        index = layers[layer].largest(segment) if 0 <= layer < len(layers) else None
        self._outlet.say("largest", stack=stack, layer=layer, segment=segment, index=index)

    def beneath(self, view: int, stack: str, index: int, row: int, column: int, on: list[list[Any]]) -> None:
        """Say in words what the layers that are on show at a pixel."""
        layers, _ = self._of(stack)
        picture = self._picture(stack, index)
        found: list[str] = []
        for number, segments, _ in on:
            if 0 <= number < len(layers) and picture is not None:
                with suppress(ViewerError, ValueError, ArithmeticError, LookupError, TypeError):  # why is told with the marks
                    names = layers[number].beneath(picture, frozenset(segments), row, column)
                    at = 0 if layers[number].about.kind == "dose" else len(found)  # its value is what nobody can see
                    found[at:at] = names
        self._outlet.say("beneath", view=view, stack=stack, index=index, row=row, column=column, text=_listed(found))

    def home(self, document: str | None, stack: str | None) -> None:
        """Tell which stack a document, or a series of marks, lies over, and the picture on which the first of its segments is largest."""
        entry = self._entry(document, stack)
        found, error = self._home(entry)
        path = "" if entry is None else entry.path
        if found is None:
            self._outlet.say("over", document=document, stack=stack, home=None, index=0, path=path, error=error)
            return
        home, layer = found
        first = layer.about.segments[:_MOST_TRIED]
        index = next((at for segment in first if (at := layer.largest(segment.number)) is not None), 0)
        self._outlet.say("over", document=document, stack=stack, home=home.identity, index=index, path=path, error="")

    def host(self, stack: str) -> None:
        """Tell which stack a series of marks lies over, without looking for the picture on which they are largest."""
        found, _ = self._home(self._entry(None, stack))
        self._outlet.say("host", stack=stack, home=None if found is None else found[0].identity)

    def _home(self, entry: Entry | None) -> tuple[tuple[Stack, Layer] | None, str]:
        """Find the stack that a file lies over, else say why there is none."""
        try:
            found = None if entry is None else home_of(entry, self._catalog, self._files)
        except ViewerError as problem:
            return None, str(problem)
        except UNFORESEEN as problem:
            return None, str(unforeseen("file.damaged", problem))
        if found is not None and not found[1].about.seen:
            return None, say("core.layer.open." + found[1].about.unseen)
        return found, say("core.layer.homeless")

    def _entry(self, document: str | None, stack: str | None) -> Entry | None:
        if document is not None:
            named = self._catalog.document(document)
            return None if named is None else named.entry
        found = None if stack is None else self._catalog.stack(stack)
        return None if found is None else found.first.entry

    def _picture(self, identity: str, index: int) -> Frame | None:
        """Return a picture of a stack, None where there is none of this index."""
        stack = self._catalog.stack(identity)
        return stack.frames[index] if stack is not None and 0 <= index < len(stack) else None

    def _of(self, identity: str) -> tuple[list[Layer], list[str]]:
        stack = self._catalog.stack(identity)
        if stack is None:
            return [], []
        count = len(stack), len(self._catalog.documents), sum(1 for _ in self._catalog.stacks()), self._catalog.images
        known = self._found.pop(identity, None)
        if known is None or known[0] != count:
            known = count, *layers_of(stack, self._catalog, self._files)
        self._found[identity] = known
        while len(self._found) > _KEPT:
            del self._found[next(iter(self._found))]
        return known[1], known[2]


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
        "seen": about.seen,
        "unseen": about.unseen,
        "segments": [
            {"number": one.number, "name": one.name[:_MOST_LETTERS], "what": one.what[:_MOST_LETTERS], "color": _css(one.color)}
            for one in about.segments[:_MOST_SEGMENTS]
        ],
        "more": max(0, len(about.segments) - _MOST_SEGMENTS),
        "wash": about.wash
        and {"highest": about.wash.highest, "unit": about.wash.unit, "stops": [[part, _css(color)] for part, color in about.wash.stops]},
    }


def _listed(names: list[str]) -> str:
    """Give a short list: three names, of more the first two, each of a length that a corner of the picture holds."""
    names = [name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip() + "…" for name in dict.fromkeys(names)]
    return " · ".join(names) if len(names) < 4 else say("core.layer.more", one=names[0], other=names[1], n=len(names) - 2)


def _css(color: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)


def _shape(outline: Outline) -> Json:
    """Give an outline as the page draws it: SVG path data, the numbers to a hundredth of a pixel."""
    if outline.kind == "point":
        path = "".join(f"M{x:.2f} {y:.2f}h0" for line in outline.lines for x, y in line.tolist())
        return {"path": path, "color": _css(outline.segment.color), "thick": _POINT}
    end = "Z" if outline.kind == "closed" else ""
    path = "".join("M" + "L".join([f"{x:.2f} {y:.2f}" for x, y in line.tolist()]) + end for line in outline.lines)
    return {"path": path, "color": _css(outline.segment.color), "fill": INSIDE if end else 0}
