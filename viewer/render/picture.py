"""What is seen: one frame through a window, as RGBA, with all that the overlay says about it."""

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from viewer.catalogue.stack import Stack, localizer
from viewer.errors import LimitExceeded, OutOfMemory, ViewerError
from viewer.image import layers
from viewer.image.instance import Frame
from viewer.image.lookup import Lookup
from viewer.image.voi import Voi, Window, automatic, by_hand, lut
from viewer.render import rgba as render
from viewer.space.plane import letters, opposite, words
from viewer.volume.frames import Frames

if TYPE_CHECKING:
    from viewer.overlay.presentation import Saved

__all__ = ["Picture", "Value", "default_window", "picture", "suited", "thumbnail", "value_at"]

_MOST_SIDE, _MOST_PIXELS = 32_767, 100_000_000
_MOST_TRIED = 8
_SIDES = ("left", "right", "top", "bottom")
_UPTAKE = Window(2.5, 5.0, "LINEAR_EXACT")
"""What PET is mostly looked at with: SUV 0 to 5."""
_SOFT_TISSUE = Window(40.0, 400.0)
"""What CT is mostly looked at with, in HU."""


@dataclass(frozen=True, slots=True)
class Picture:
    """`rgba` has shape (rows, columns, 4), uint8, None when the frame cannot be decoded; `facts` are plain JSON values."""

    rgba: NDArray[np.uint8] | None
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Value:
    """The value of one pixel as text, its unit, and for colour its red, green and blue; `also`: the same in the unit of the file."""

    text: str
    unit: str
    colour: list[int] | None = None
    also: str = ""


_table = lru_cache(maxsize=4)(lut)


def default_window(frame: Frame, stored: NDArray[Any]) -> Voi:
    """Return the file's own window or VOI LUT, the first of them, else a window that suits the values."""
    if frame.windows:
        return frame.windows[0][1]
    rescale = frame.rescale
    if rescale.unit.startswith("SUV"):
        return _UPTAKE
    return suited(frame, automatic(stored, rescale.slope, rescale.intercept, padding=frame.instance.padding, modality=rescale.table))


def suited(frame: Frame, chosen: Window) -> Window:
    """Return soft tissue instead of a window `chosen` by the values of a CT in Hounsfield units, where they reach beyond it on both sides.

    From air to metal (the PET/CT planning scans of Soft-tissue-Sarcoma, 131/2261) all that a body is made of is one flat grey. An
    overview picture (scout) is a projection, and keeps its own.
    """
    instance = frame.instance
    if frame.rescale.unit != "HU" or instance.series.modality != "CT" or localizer(instance):
        return chosen
    low, high = _SOFT_TISSUE.centre - _SOFT_TISSUE.width / 2, _SOFT_TISSUE.centre + _SOFT_TISSUE.width / 2
    if chosen.centre - chosen.width / 2 > low or chosen.centre + chosen.width / 2 < high:
        return chosen
    return Window(_SOFT_TISSUE.centre, _SOFT_TISSUE.width, chosen.function)


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
        stored = frames.frame(index)
        less = None if stored.ndim == 3 or applied is not None else frames.subtracted(index)
        how = frame.instance.subtraction
        subtracted = None if less is None or how is None else how.recommended if subtract is None else subtract
        usual = frames.change() if subtracted else None
        if changed is not None and changed != bool(subtracted):
            window = voi = None
    except ViewerError as error:
        return Picture(None, _facts(stack, index, window, voi=None, invert=invert, error=str(error)))
    try:
        if stored.ndim == 3:
            shown, number, invert = None, None, False
            rgba = render.render(stored, None)
        elif applied is not None:
            number = None
            rgba, shown = applied.grey(stored, window, invert=invert)
        elif less is not None and usual is not None:
            number, shown = None, window or usual
            rgba = _difference(frame, less, window or usual, invert=invert)
        else:
            shown, turned = _chosen(frame, stored, window, voi)
            own = (number for number, (_, one) in enumerate(frame.windows) if one is shown)
            number = next(own, None) if isinstance(shown, Lookup) else None
            rgba = _grey(frame, stored, shown, invert=invert != turned)
        if overlays and applied is not None:
            applied.draw(rgba)
        elif overlays and (instance := frame.instance).layers is not None:
            layers.draw(rgba, instance.layers, instance.format, frame.index, instance.bytes_at, instance.words)
        if (gap := frames.gap(index)) is not None:
            render.hatch(rgba, gap)
    except MemoryError:
        return Picture(None, _facts(stack, index, window, voi=None, invert=invert, error=str(OutOfMemory())))
    facts = _facts(stack, index, shown, voi=number, invert=invert, error=None) | {
        "missing": frames.missing(index),
        "colour": stored.ndim == 3,
        "subtracted": subtracted,
    }
    if subtracted:
        reach = ((1 << frame.instance.format.stored) - 1) * abs(_slope(frame))
        facts |= {"minimum": -reach, "maximum": reach}
    if applied is not None:
        facts |= {"saved": applied.describe(), "unit": applied.rescale.unit, "aspect": list(applied.aspect or facts["aspect"])}
    return Picture(rgba, facts)


def thumbnail(frames: Frames, *, size: int, middle: bool = False) -> NDArray[np.uint8] | None:
    """Return a small picture of a stack, RGBA, uint8, its longer side `size`: of its first object, or of its middle frame.

    Where that cannot be decoded, of a neighbour; None where the nearest few cannot either.
    """
    stack = frames.stack
    first = len(stack) // 2 if middle else stack.frames.index(stack.found[0])
    for index in sorted(range(len(stack)), key=lambda index: abs(index - first))[:_MOST_TRIED]:
        try:
            _check_size(stack.frames[index])
            stored, frame = frames.frame(index), stack.measured(index)
            break
        except (ViewerError, MemoryError):  # that picture is broken: its neighbour stands for the series
            continue
    else:
        return None
    aspect = frame.instance.scale.aspect
    gap = frames.gap(index)
    if stored.ndim == 3:
        return render.thumbnail(stored, None, size, spacing=aspect, gap=gap)
    window, rescale = default_window(frame, stored), frame.rescale
    return render.thumbnail(
        stored, _lookup(frame, stored, window, invert=False), size, spacing=aspect, window=window, slope=rescale.slope,
        intercept=rescale.intercept, modality=rescale.table, padding=frame.instance.padding, gap=gap,
    )  # fmt: skip


def value_at(frames: Frames, index: int, row: int, column: int) -> Value:
    """Return the modality value under a point, in its unit; an empty text outside the picture; raises what decoding raised."""
    frame = frames.stack.measured(index)
    stored = frames.frame(index)
    if not (0 <= row < stored.shape[0] and 0 <= column < stored.shape[1]):
        return Value("", "")
    if stored.ndim == 3:
        colour = [int(part) for part in stored[row, column]]
        return Value(", ".join(map(str, colour)), "", colour)
    own, number = frames.stack.frames[index].rescale, float(stored[row, column])
    if not math.isfinite(number):
        return Value("no value", "")
    value = own.value(number)
    told = f"{value:.0f}" if value.is_integer() else f"{value:.5g}"
    if frame.rescale.unit == own.unit:
        return Value(told, own.unit)
    also = f"{told} {own.unit}" if own.unit != "g/ml" else ""
    return Value(f"{frame.rescale.value(number):.2f}", frame.rescale.unit, also=also)  # SUV


def _check_size(frame: Frame) -> None:
    form = frame.instance.format
    if max(form.rows, form.columns) > _MOST_SIDE or form.rows * form.columns > _MOST_PIXELS:
        raise LimitExceeded(
            f"This picture has {form.columns} by {form.rows} pixels",
            expected="A browser can draw up to 32767 on a side, and 100 million in all",
        )


def _chosen(frame: Frame, stored: NDArray[Any], window: Window | None, voi: int | None) -> tuple[Voi, bool]:
    """Return what the frame is to be shown through, and whether light and dark are to be exchanged for it.

    In the step from a VOI LUT that falls to a window the bright parts stay bright.
    """
    if voi is not None and 0 <= voi < len(frame.windows) and isinstance(frame.windows[voi][1], Lookup):
        return frame.windows[voi][1], False
    if window is None:
        return default_window(frame, stored), False
    first = frame.windows[0][1] if frame.windows else None
    if first is None and (stored.dtype.kind == "f" or abs(frame.rescale.slope) < 1):
        # As the automatic window has it: between fractions there are no half steps.
        window = replace(window, function="LINEAR_EXACT" if window.function == "LINEAR" else window.function)
    return by_hand(window, (voi for _, voi in frame.windows)), isinstance(first, Lookup) and first.falling


def _lookup(frame: Frame, stored: NDArray[Any], window: Voi, *, invert: bool) -> NDArray[np.uint32]:
    rescale, instance = frame.rescale, frame.instance
    table = _table(
        window,
        slope=rescale.slope,
        intercept=rescale.intercept,
        dtype=stored.dtype,
        invert=invert != instance.inverted,
        padding=instance.padding,
        modality=rescale.table,
    )
    if instance.supplement is None or not frame.coloured or stored.dtype.itemsize > 2:
        return table
    table = table.copy()
    instance.supplement.colour(table, np.arange(len(table)).astype(stored.dtype))
    return table


def _grey(frame: Frame, stored: NDArray[Any], window: Voi, *, invert: bool) -> NDArray[np.uint8]:
    rescale, table = frame.rescale, _lookup(frame, stored, window, invert=invert)
    rgba = render.render(
        stored, table, window=window, slope=rescale.slope, intercept=rescale.intercept, modality=rescale.table,
        padding=frame.instance.padding,
    )  # fmt: skip
    if frame.instance.supplement is not None and frame.coloured and stored.dtype.itemsize > 2:  # too many for a table
        frame.instance.supplement.colour(rgba.view("<u4")[..., 0], stored)
    return rgba


def _slope(frame: Frame) -> float:
    return 1.0 if frame.rescale.table is not None else frame.rescale.slope


def _difference(frame: Frame, changed: NDArray[Any], window: Window, *, invert: bool) -> NDArray[np.uint8]:
    """Draw a picture less its mask; where nothing changed it is zero."""
    slope = _slope(frame)
    table = _table(window, slope=slope, intercept=0.0, dtype=changed.dtype, invert=invert != frame.instance.inverted)
    return render.render(changed, table, window=window, slope=slope)


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
        "centre": None if window is None else window.centre,
        "width": None if window is None else window.width,
        "voi": voi,
        "invert": invert,
        "saved": None,
        "colour": not form.grey,
        "minimum": ends[0],
        "maximum": ends[1],
        "unit": rescale.unit,
        "position": None if positions is None else positions[index],
        "number": instance.number,
        "orientation": dict(zip(_SIDES, sides, strict=True)),
        "orientation_words": dict(zip(_SIDES, map(words, sides), strict=True)),
        "time_ms": frame.time_ms,
        "missing": None,
        "subtracted": None,
        "error": error,
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
