"""What is seen: one frame through a window, as RGBA, with all that the overlay says about it."""

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from text.say import say
from viewer.catalog.stack import Stack
from viewer.errors import LimitExceeded, OutOfMemory, ViewerError
from viewer.image.instance import Frame
from viewer.image.lookup import Lookup
from viewer.image.voi import Voi, Window
from viewer.pixels.truncation import SHORT
from viewer.render.look import Look, chosen, usual
from viewer.render.render import render, small
from viewer.space.plane import letters, opposite, words
from viewer.volume.frames import Frames
from viewer.volume.slice import difference, native

if TYPE_CHECKING:
    from viewer.overlay.presentation import Saved

__all__ = ["Picture", "Value", "picture", "thumbnail", "value_at"]

_MOST_SIDE, _MOST_PIXELS = 32_767, 100_000_000
_MOST_TRIED = 8
_SIDES = ("left", "right", "top", "bottom")


@dataclass(frozen=True, slots=True)
class Picture:
    """`rgba` has shape (rows, columns, 4), uint8, None when the frame cannot be decoded; `facts` are plain JSON values."""

    rgba: NDArray[np.uint8] | None
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Value:
    """The value of one pixel as text, its unit, and for color its red, green and blue; `also`: the same in the unit of the file."""

    text: str
    unit: str
    color: list[int] | None = None
    also: str = ""


def picture(
    frames: Frames,
    index: int,
    *,
    window: Window | None = None,
    voi: int | None = None,
    invert: bool = False,
    overlays: bool = True,
    saved: "Saved | None" = None,
    subtract: bool | None = None,
    changed: bool | None = None,
) -> Picture:
    """Render a frame through a `window`, or through the VOI LUT that has the number `voi` among the frame's windows.

    Without either, or with a number that is no VOI LUT of this frame and no window, the file's own is taken. `overlays`: with what
    the file lays over it, its overlays and its shutter. `saved`: a saved view, put on the picture where it is about it; its lines and
    words are not drawn. `subtract`: less its mask or as it was taken, None as the file wants it; `changed`: whether the
    window or VOI LUT is for subtracted pictures: for others it is left aside. None: it is for any. Never raises on account of the file: `facts["error"]` tells.
    """
    stack = frames.stack
    index = min(max(index, 0), len(stack) - 1)
    frame = stack.measured(index)
    try:
        _check_size(frame)
        applied = None if saved is None else saved.on(stack.frames[index])
        shown = native(frames, index)
        less = None if shown.color or applied is not None else frames.subtracted(index)
        how = frame.instance.subtraction
        subtracted = None if less is None or how is None else how.recommended if subtract is None else subtract
        if less is not None and subtracted:
            shown = difference(frames, index, less)
        if changed is not None and changed != bool(subtracted):
            window = voi = None
    except ViewerError as error:
        return Picture(None, _facts(stack, index, window, voi=None, invert=invert, error=str(error)))
    try:
        if applied is not None:
            shown = applied.on(shown)
        if shown.color:
            look = Look()
        elif applied is not None:
            look = applied.look(window, invert=invert)
        elif subtracted:
            look = Look(window or usual(shown), invert)
        else:
            look = chosen(shown, window, voi, invert=invert)
        rgba = render(shown, replace(look, graphics=overlays))
    except MemoryError:
        return Picture(None, _facts(stack, index, window, voi=None, invert=invert, error=str(OutOfMemory())))
    own = (number for number, (_, one) in enumerate(frame.windows) if one is look.voi)
    number = next(own, None) if isinstance(look.voi, Lookup) and applied is None else None
    short = frames.missing(index)
    facts = _facts(stack, index, look.voi, voi=number, invert=invert and not shown.color, error=None) | {
        "missing": None if short is None else str(SHORT[short]),
        "color": shown.color,
        "subtracted": subtracted,
    }
    if subtracted:
        reach = ((1 << frame.instance.format.stored) - 1) * abs(shown.rescale.slope)
        facts |= {"minimum": -reach, "maximum": reach}
    if applied is not None:
        facts |= {"saved": applied.describe(), "unit": applied.rescale.unit, "aspect": list(applied.aspect or facts["aspect"])}
    return Picture(rgba, facts)


def thumbnail(frames: Frames, *, size: int, middle: bool = False) -> NDArray[np.uint8] | None:
    """Return a small picture of a stack, RGBA, uint8, its longer side `size`: of its first object, or of its middle frame.

    Where that cannot be decoded, of a neighbor; None where the nearest few cannot either.
    """
    stack = frames.stack
    first = len(stack) // 2 if middle else stack.frames.index(stack.found[0])
    for index in sorted(range(len(stack)), key=lambda index: abs(index - first))[:_MOST_TRIED]:
        try:
            _check_size(stack.frames[index])
            return small(native(frames, index), size)
        except (ViewerError, MemoryError):  # that picture is broken: its neighbor stands for the series
            continue
    return None


def value_at(frames: Frames, index: int, row: int, column: int) -> Value:
    """Return the modality value under a point, in its unit; an empty text outside the picture; raises what decoding raised."""
    frame = frames.stack.measured(index)
    stored = frames.frame(index)
    if not (0 <= row < stored.shape[0] and 0 <= column < stored.shape[1]):
        return Value("", "")
    if stored.ndim == 3:
        color = [int(part) for part in stored[row, column]]
        return Value(", ".join(map(str, color)), "", color)
    own, number = frames.stack.frames[index].rescale, float(stored[row, column])
    if not math.isfinite(number):
        return Value(say("core.value.none"), "")
    value = own.value(number)
    told = f"{value:.0f}" if value.is_integer() else f"{value:.5g}"
    if frame.rescale.unit == own.unit:
        return Value(told, own.unit)
    also = f"{told} {own.unit}" if own.unit != "g/ml" else ""
    return Value(f"{frame.rescale.value(number):.2f}", frame.rescale.unit, also=also)  # SUV


def _check_size(frame: Frame) -> None:
    form = frame.instance.format
    if max(form.rows, form.columns) > _MOST_SIDE or form.rows * form.columns > _MOST_PIXELS:
        raise LimitExceeded("picture.large", columns=form.columns, rows=form.rows, most=_MOST_SIDE)


def _facts(stack: Stack, index: int, window: Voi | None, *, voi: int | None, invert: bool, error: str | None) -> dict[str, Any]:
    frame = stack.measured(index)
    instance, scale, rescale = frame.instance, frame.instance.scale, frame.rescale
    form = instance.format
    top, bottom = (0, (1 << form.stored) - 1) if not form.signed else (-(1 << form.stored - 1), (1 << form.stored - 1) - 1)
    ends = rescale.ends(bottom, top)
    sides = _sides(frame)
    positions = stack.positions
    return {
        "stack": stack.identity,
        "index": index,
        "count": len(stack),
        "rows": form.rows,
        "columns": form.columns,
        "aspect": list(scale.aspect),
        "spacing": None if scale.spacing is None else list(scale.spacing),
        "spacing_kind": scale.kind,
        "spacing_note": scale.note,
        "regions": [region.describe() for region in scale.regions],
        "center": None if window is None else window.center,
        "width": None if window is None else window.width,
        "voi": voi,
        "invert": invert,
        "saved": None,
        "color": not form.gray,
        "minimum": ends[0],
        "maximum": ends[1],
        "unit": rescale.unit,
        "position": None if positions is None else positions[index],
        "number": instance.number,
        "grid": _grid(frame),
        "orientation": dict(zip(_SIDES, sides, strict=True)),
        "orientation_words": dict(zip(_SIDES, map(words, sides), strict=True)),
        "time_ms": frame.time_ms,
        "missing": None,
        "subtracted": None,
        "error": error,
    }


def _grid(frame: Frame) -> dict[str, Any] | None:
    """Return where the pixels of a picture lie in the patient, mm LPS, and in which frame of reference ("" for none named)."""
    grid = frame.grid
    if grid is None:
        return None
    plane = grid.plane
    return {
        "reference": frame.instance.reference,
        "corner": list(plane.position),
        "across": list(plane.along_row),
        "down": list(plane.down_column),
        "spacing": list(grid.spacing),
    }


def _sides(frame: Frame) -> tuple[str, str, str, str]:
    """The body's letters at the left, right, top and bottom edge; empty where the file does not tell."""
    if frame.plane is not None and not frame.plane.body:
        return "", "", "", ""  # the volume's own axes, however the probe was held
    if frame.plane is not None:
        right, bottom = letters(frame.plane.along_row), letters(frame.plane.down_column)
    else:  # projections tell it in letters (PS3.3 C.7.6.1.1.1)
        right, bottom = (*frame.instance.patient_orientation, "", "")[:2]
    right, bottom = opposite(opposite(right)), opposite(opposite(bottom))
    return opposite(right), right, opposite(bottom), bottom
