"""The window: which values are shown from black to white (PS3.3 C.11.2, the VOI LUT), and the lookup that does it at once.

All 65,536 stored values go through the steps of the standard (PS3.4 N.2: modality, VOI, presentation, and at the end inversion)
into one table of RGBA words; a picture is then one look-up per pixel. The table is rebuilt at each move of the mouse, so only the
places where the gray changes are computed, unless the file brings a table of its own for one of the steps.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from viewer.dicom.dataset import Dataset
from viewer.image.lookup import Lookup

__all__ = ["BLACK", "Voi", "Window", "automatic", "by_hand", "lut", "measurable", "usable", "wide_scale", "windows_of"]

Table = NDArray[np.uint32]
Padding = float | tuple[float, float] | None

BLACK = 0xFF00_0000
"""Opaque black as a little endian RGBA word."""

_GRAYS = np.arange(256, dtype=np.uint32) * 0x0001_0101 + BLACK
_LEVELS = np.arange(1, 256, dtype=np.float64)
_LINE = (_LEVELS - 128) / 255
"""Where on a ramp from -0.5 to 0.5 each gray level begins."""
_SIGMOID = np.log(255 / (_LEVELS - 0.5) - 1) / -4
"""The same on the sigmoid of PS3.3 C.11.2.1.3.1, in widths from the center."""
_FUNCTIONS = ("LINEAR", "LINEAR_EXACT", "SIGMOID")
_SIGMOID_REACH = 2.0  # widths on either side of the center beyond which a sigmoid is flat to within 0.1 of a gray level
_SAMPLE = 1 << 16
_MOST_VALUE = 1e30


@dataclass(frozen=True, slots=True)
class Window:
    """A window in modality values (HU, ...): center, width, and the VOI LUT function LINEAR, LINEAR_EXACT or SIGMOID."""

    center: float
    width: float
    function: str = "LINEAR"


Voi = Window | Lookup
"""How modality values become gray: a window, or a table of the file (the VOI LUT); both have a center and a width."""


def usable(center: float, width: float, function: str = "LINEAR") -> Window:
    """Make a window; LINEAR is not defined below a width of 1 (PS3.3 C.11.2.1.2.1), and there becomes LINEAR_EXACT.

    Files of fractional values (PET in SUV, maps, MR of Philips) write widths such as 0.5 and do not name a function: taken by the
    letter they would be black and white without any gray.
    """
    return Window(center, width, "LINEAR_EXACT" if function == "LINEAR" and width < 1 else function)


def by_hand(window: Window, named: Iterable[Voi]) -> Window:
    """Return a window that a person has set the function that the windows of the file have, its VOI LUTs left aside.

    A person turns center and width; whether the ramp is straight or an S stays as the file says (VOI LUT Function, PS3.3 C.11.2.1.3),
    also where its default is a table.
    """
    own = next((voi.function for voi in named if isinstance(voi, Window)), "LINEAR")
    return usable(window.center, window.width, own if window.function == "LINEAR" else window.function)


def windows_of(dataset: Dataset) -> tuple[tuple[str, Window], ...]:
    """Return the windows that a data set (or a frame's VOI LUT item) holds, with their explanations; the first is the default.

    Pairs that make no window (no number, width not above zero) are left out.
    """
    function = dataset.text("VOILUTFunction").upper()
    if function not in _FUNCTIONS:
        function = "LINEAR"
    names = dataset.texts("WindowCenterWidthExplanation")
    pairs = zip(dataset.numbers("WindowCenter"), dataset.numbers("WindowWidth"), strict=False)
    return tuple(
        (names[number] if number < len(names) else "", usable(center, width, function))
        for number, (center, width) in enumerate(pairs)
        if math.isfinite(center) and math.isfinite(width) and width > 0
    )


def automatic(stored: NDArray[Any], slope: float, intercept: float, *, padding: Padding = None, modality: Lookup | None = None) -> Window:
    """Choose a window for stored values of any shape that leaves the darkest and brightest outliers out.

    8-bit values are a picture already: they are shown as they are. Otherwise the 0.5th to the 99.5th percentile of up to 65,536 of
    the values that are not padding, zero-valued surroundings left out where they are the larger part (MR, X-ray).
    """
    # A label map has few low values; a picture in 8 bits uses their range.
    plain = slope == 1 and intercept == 0 and modality is None
    if stored.dtype == np.uint8 and plain and not 0 < int(stored.max(initial=0)) < 32:
        return Window(128.0, 256.0)
    values = _sample(stored)
    if padding is not None:
        low, high = _padding_range(padding)
        kept = values[(values < low) | (values > high)]
        values = kept if kept.size else values
    if values.dtype.kind == "f":
        values = values[measurable(values)]
        values = values if values.size else np.zeros(1, values.dtype)
    if modality is not None:
        values = modality.apply(values)
    lowest = values.min()
    inside = values[values != lowest]
    if inside.size >= 256 and inside.size < values.size / 2:
        values = inside
    first, last = np.percentile(values, (0.5, 99.5)).tolist()
    if last <= first:
        first, last = float(values.min()), float(values.max())
    low, high = sorted((first * slope + intercept, last * slope + intercept))
    if values.dtype.kind == "f" or abs(slope) < 1:
        width = max(high - low, abs(slope) if high == low else 0.0)
        return Window((low + high) / 2, width or 1.0, "LINEAR_EXACT")
    return Window((low + high + 1) / 2, high - low + 1)  # LINEAR: from the lowest value black to the highest white


def measurable(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which fractions are values: neither NaN nor infinite, nor so large that sums and products would leave the range of numbers.

    Maps hold the others where something was divided by nothing, and outside of the body.
    """
    found: NDArray[np.bool_] = np.abs(values) <= _MOST_VALUE
    return found


def _sample(stored: NDArray[Any]) -> NDArray[Any]:
    """Pick up to 65,536 values evenly; the step is odd, so that columns of an even number are not all that is seen."""
    flat = stored.reshape(-1)
    step = max(1, -(-flat.size // _SAMPLE)) | 1
    return flat[::step]


def _padding_range(padding: float | tuple[float, float]) -> tuple[float, float]:
    """Return the lowest and highest padding value; the range limit may lie on either side (PS3.3 C.7.5.1.1.2)."""
    if isinstance(padding, tuple):
        return min(padding), max(padding)
    return padding, padding


def lut(
    window: Voi,
    *,
    slope: float,
    intercept: float,
    dtype: DTypeLike,
    invert: bool = False,
    padding: Padding = None,
    modality: Lookup | None = None,
) -> Table:
    """Build the table from stored value to opaque RGBA word, indexed by the unsigned view of the stored value.

    256 entries for 8-bit types, 65,536 for 16-bit ones. For wider types and fractions the index is what `wide_scale` makes of the
    value. `modality`, a Modality LUT, takes the place of slope and intercept. `padding`, a stored value or a range of them, is drawn
    black, inverted or not.
    """
    kind = np.dtype(dtype)
    if kind.itemsize > 2 or kind.kind == "f":
        first, factor = wide_scale(window, slope=slope, intercept=intercept, modality=modality)
        return _words(window, slope / factor, slope * first + intercept, 0, 1 << 16, invert=invert, modality=modality, offset=first)
    count = 1 << 8 * kind.itemsize
    lowest = -count // 2 if kind.kind == "i" else 0
    table = _words(window, slope, intercept, lowest, count, invert=invert, modality=modality)
    if padding is not None:
        low, high = _padding_range(padding)
        start, stop = math.ceil(low) - lowest, math.floor(high) + 1 - lowest
        table[max(0, start) : max(0, stop)] = BLACK
    if lowest:  # negative numbers come after the positive ones when read as unsigned
        table = np.concatenate((table[-lowest:], table[:-lowest]))
    return table


def wide_scale(window: Voi, *, slope: float, intercept: float, modality: Lookup | None = None) -> tuple[float, float]:
    """Return (first, factor) by which 32-bit and fractional values become an index: (value - first) * factor, clipped to 0..65535.

    The 65,536 steps are spread over what the window does not show as plain black or white, and a little more; where the file has a
    table they are its entries.
    """
    if modality is not None:
        return float(modality.first), 1.0
    slope = slope or 1.0
    if isinstance(window, Lookup):
        return (window.first - intercept) / slope, slope
    reach = _SIGMOID_REACH if window.function == "SIGMOID" else 0.5
    half = max(window.width, 1e-30) * reach + (1.0 if window.function == "LINEAR" else 0.0)
    scale = abs(slope)
    return (window.center - intercept) / slope - half / scale, 65535 * scale / (2 * half)


def _words(
    window: Voi, slope: float, intercept: float, lowest: int, count: int, *, invert: bool, modality: Lookup | None, offset: float = 0.0
) -> Table:
    """Compute the words for `count` values from `lowest` on; with a Modality LUT the values count from `offset`."""
    if modality is None and isinstance(window, Window):
        return _ramp(window, slope, intercept, lowest, count, invert=invert)
    places = np.arange(lowest, lowest + count)
    values = places * slope + intercept if modality is None else modality.apply(places + int(offset))
    grays = _GRAYS[::-1] if invert else _GRAYS
    if isinstance(window, Lookup):
        # The highest number of the entries' bits is white (C.11.2.1.1); rounded to the nearest level.
        white = (1 << window.bits) - 1
        return grays[(window.apply(values).astype(np.uint32) * 510 + white) // (2 * white)]
    edges, step = _edges(window)
    return grays[np.searchsorted(edges, values, side="left" if step else "right")]


def _ramp(window: Window, slope: float, intercept: float, lowest: int, count: int, *, invert: bool) -> Table:
    """Compute the words for stored values `lowest` to `lowest + count - 1` in rising order.

    Every window function rises, so a level is a run of values: the 255 places where the next level begins are all there is to
    compute, whatever the function, and rounding is exact. Black and white, mostly the longest runs, are filled.
    """
    grays = _GRAYS[::-1] if invert else _GRAYS
    edges, step = _edges(window)
    if slope == 0:
        return np.full(count, grays[np.count_nonzero(edges < intercept if step else edges <= intercept)], np.uint32)
    begins = (edges - intercept) / slope - lowest
    # Level k takes values from its edge upwards, or, where the slope turns the order round, from its edge downwards; a step, only
    # those beyond its edge.
    if slope < 0:
        begins, grays = begins[::-1], grays[::-1]
    begins = np.ceil(begins) if (slope > 0) != step else np.floor(begins) + 1
    stops = np.clip(begins, 0, count).astype(np.intp)
    first, last = int(stops[0]), int(stops[-1])
    table = np.empty(count, np.uint32)
    table[:first] = grays[0]
    table[last:] = grays[255]
    if first < last:
        table[first:last] = np.repeat(grays[1:255], stops[1:] - stops[:-1])
    return table


def _edges(window: Window) -> tuple[NDArray[np.float64], bool]:
    """Return the 255 modality values from which on the gray levels 1 to 255 are shown, rounded to the nearest level.

    And whether all are one step: a window without width is white above its center, black at it and below.

    LINEAR (PS3.3 C.11.2.1.2.1) takes half a step off the center and one off the width; LINEAR_EXACT (C.11.2.1.3.2) does not.
    """
    if window.function == "SIGMOID":
        return window.center + max(window.width, 0.0) * _SIGMOID, window.width <= 0
    if window.function == "LINEAR_EXACT":
        center, width = window.center, window.width
    else:
        center, width = window.center - 0.5, window.width - 1
    return center + max(width, 0.0) * _LINE, width <= 0
