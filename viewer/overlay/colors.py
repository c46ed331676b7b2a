"""Layers of one stack told apart: by their titles, and by their colors.

Programs call each structure set "RTstruct" and draw each tumor red: two of them over one picture look like one.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from viewer.overlay.layer import Color, Layer, Segment, distinct

__all__ = ["tell_apart"]

_ALIKE = 100
"""Steps of 256 in each channel below which thin lines of two colors are taken for one."""

_CHOICE = 12
"""Colors that `distinct` gives."""

_MOST_USED = 60
"""Colors beyond which nobody tells them apart: what comes after keeps its own."""


def tell_apart(layers: Sequence[Layer], names: Mapping[str, Sequence[str]]) -> None:
    """Change the titles and colors that several layers share: the first keeps its color. `names`: by path, equally many, what else a file is called."""
    often = Counter(layer.about.title for layer in layers)
    for title in [title for title, count in often.items() if count > 1]:
        _name([layer for layer in layers if layer.about.title == title], names)
    used: list[Color] = []
    for layer in layers:
        if layer.about.kind != "dose" and layer.about.seen:
            layer.about = replace(layer.about, segments=_colored(layer.about.segments, used))
            used = list(dict.fromkeys([*used, *(segment.color for segment in layer.about.segments)]))


def _name(layers: Sequence[Layer], names: Mapping[str, Sequence[str]]) -> None:
    """Add to a shared title what tells the files apart: the first of their names that all have and no two share, else a number."""
    ways = zip(*(names[layer.about.path] for layer in layers), strict=True)
    numbers = tuple(str(number) for number in range(1, len(layers) + 1))
    added = next((way for way in ways if all(way) and len(set(way)) == len(way)), numbers)
    for layer, name in zip(layers, added, strict=True):
        layer.about = replace(layer.about, title=f"{layer.about.title} · {name}")


def _colored(segments: Sequence[Segment], used: Sequence[Color]) -> tuple[Segment, ...]:
    """Return segments with another color where a layer before has nearly theirs: of the ready ones that which is least like all others."""
    if len(used) > _MOST_USED:
        return tuple(segments)
    others = [*used, *dict.fromkeys(segment.color for segment in segments)][: 2 * _MOST_USED]
    found = []
    for segment in segments:
        if used and _difference(segment.color, used) < _ALIKE:
            best = max(map(distinct, range(_CHOICE)), key=lambda color: _difference(color, others))
            if _difference(best, others) > _difference(segment.color, used):
                others.append(best)
                found.append(replace(segment, color=best))
                continue
        found.append(segment)
    return tuple(found)


def _difference(color: Color, others: Sequence[Color]) -> int:
    """Return how far a color is from the nearest of others, in steps of the channel in which they differ most."""
    return min(max(abs(mine - other) for mine, other in zip(color, one, strict=True)) for one in others)
