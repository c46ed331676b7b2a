"""What is seen: one frame through a window, as RGBA, with all that the overlay says about it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer import render
from viewer.errors import LimitExceeded, ViewerError
from viewer.frames import Frame
from viewer.geometry import letters, opposite, words
from viewer.stack import Stack
from viewer.volume import Volume
from viewer.window import Window, automatic, lut

__all__ = ["Picture", "Value", "default_window", "picture", "thumbnail", "value_at"]

_MOST_SIDE, _MOST_PIXELS = 32_767, 100_000_000
_SIDES = ("left", "right", "top", "bottom")


@dataclass(frozen=True, slots=True)
class Picture:
    """`rgba` has shape (rows, columns, 4), uint8, None when the frame cannot be decoded; `facts` are plain JSON values."""

    rgba: NDArray[np.uint8] | None
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Value:
    """The value of one pixel as text, its unit, and for colour its red, green and blue."""

    text: str
    unit: str
    colour: list[int] | None = None


_table = lru_cache(maxsize=4)(lut)


def default_window(frame: Frame, stored: NDArray[Any]) -> Window:
    """Give the file's own first window, else one that suits the values."""
    if frame.windows:
        return frame.windows[0][1]
    rescale = frame.rescale
    return automatic(stored, rescale.slope, rescale.intercept, padding=frame.instance.padding)


def picture(volume: Volume, index: int, *, window: Window | None = None, invert: bool = False) -> Picture:
    """Render a frame; without a `window` the file's own is taken. Never raises on account of the file: `facts["error"]` tells."""
    stack = volume.stack
    index = min(max(index, 0), len(stack) - 1)
    frame = stack.frames[index]
    try:
        _check_size(frame)
        stored = volume.frame(index)
    except ViewerError as error:
        return Picture(None, _facts(stack, index, window, invert=invert, error=str(error)))
    if stored.ndim == 3:
        return Picture(render.render(stored, None), _facts(stack, index, None, invert=False, error=None))
    window = _same_function(window, frame) or default_window(frame, stored)
    return Picture(_grey(frame, stored, window, invert=invert), _facts(stack, index, window, invert=invert, error=None))


def thumbnail(stack: Stack, volume: Volume | None, *, size: int, middle: bool = False) -> NDArray[np.uint8] | None:
    """Give a small picture of a stack, RGBA, its longer side `size`: of its first object, or of its middle frame; None if it fails."""
    frame = stack.frames[len(stack) // 2] if middle else stack.found[0]
    try:
        _check_size(frame)
        owner = volume if volume is not None and volume.stack is stack else Volume(stack, budget=1 << 29)
        stored = owner.frame(stack.frames.index(frame))
    except ViewerError:
        return None
    aspect = frame.instance.scale.aspect
    if stored.ndim == 3:
        return render.thumbnail(stored, None, size, spacing=aspect)
    window, rescale = default_window(frame, stored), frame.rescale
    table = _lookup(frame, stored, window, invert=False)
    return render.thumbnail(stored, table, size, spacing=aspect, window=window, slope=rescale.slope, intercept=rescale.intercept)


def value_at(volume: Volume, index: int, row: int, column: int) -> Value:
    """Give the modality value under a point, in its unit; an empty text outside the picture; raises what decoding raised."""
    frame = volume.stack.frames[index]
    stored = volume.frame(index)
    if not (0 <= row < stored.shape[0] and 0 <= column < stored.shape[1]):
        return Value("", "")
    if stored.ndim == 3:
        colour = [int(part) for part in stored[row, column]]
        return Value(", ".join(map(str, colour)), "", colour)
    value = float(stored[row, column]) * frame.rescale.slope + frame.rescale.intercept
    return Value(f"{value:.0f}" if value.is_integer() else f"{value:.5g}", frame.rescale.unit)


def _check_size(frame: Frame) -> None:
    form = frame.instance.format
    if max(form.rows, form.columns) > _MOST_SIDE or form.rows * form.columns > _MOST_PIXELS:
        raise LimitExceeded(
            f"This picture has {form.columns} by {form.rows} pixels",
            expected="A browser can draw up to 32767 on a side, and 100 million in all",
        )


def _same_function(window: Window | None, frame: Frame) -> Window | None:
    """A person turns centre and width; whether the ramp is straight or an S stays as the file says."""
    if window is None or not frame.windows or frame.windows[0][1].function == window.function:
        return window
    return Window(window.centre, window.width, frame.windows[0][1].function)


def _lookup(frame: Frame, stored: NDArray[Any], window: Window, *, invert: bool) -> NDArray[np.uint32]:
    rescale, instance = frame.rescale, frame.instance
    return _table(
        window,
        slope=rescale.slope,
        intercept=rescale.intercept,
        dtype=stored.dtype,
        invert=invert != instance.inverted,
        padding=instance.padding,
    )


def _grey(frame: Frame, stored: NDArray[Any], window: Window, *, invert: bool) -> NDArray[np.uint8]:
    rescale, table = frame.rescale, _lookup(frame, stored, window, invert=invert)
    return render.render(stored, table, window=window, slope=rescale.slope, intercept=rescale.intercept)


def _facts(stack: Stack, index: int, window: Window | None, *, invert: bool, error: str | None) -> dict[str, Any]:
    frame = stack.frames[index]
    instance, scale, rescale = frame.instance, frame.instance.scale, frame.rescale
    form = instance.format
    top, bottom = (0, (1 << form.stored) - 1) if not form.signed else (-(1 << form.stored - 1), (1 << form.stored - 1) - 1)
    ends = sorted(value * rescale.slope + rescale.intercept for value in (top, bottom))
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
        "centre": None if window is None else window.centre,
        "width": None if window is None else window.width,
        "invert": invert,
        "colour": not form.grey,
        "minimum": ends[0],
        "maximum": ends[1],
        "unit": rescale.unit,
        "position": None if positions is None else positions[index],
        "number": instance.number,
        "orientation": dict(zip(_SIDES, sides, strict=True)),
        "orientation_words": dict(zip(_SIDES, map(words, sides), strict=True)),
        "time_ms": frame.time_ms,
        "error": error,
    }


def _sides(frame: Frame) -> tuple[str, str, str, str]:
    """The body's letters at the left, right, top and bottom edge; empty where the file does not tell."""
    if frame.plane is not None:
        right, bottom = letters(frame.plane.along_row), letters(frame.plane.down_column)
    else:  # projections tell it in letters (PS3.3 C.7.6.1.1.1)
        right, bottom = (*frame.instance.patient_orientation, "", "")[:2]
    right, bottom = opposite(opposite(right)), opposite(opposite(bottom))
    return opposite(right), right, opposite(bottom), bottom
