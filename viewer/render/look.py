"""How a slice is to be seen, as a value; and how it is best seen where nobody says."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from viewer.image.lookup import Lookup
from viewer.image.voi import Voi, Window, automatic, by_hand
from viewer.volume.slice import Slice

__all__ = ["Look", "chosen", "usual"]

_UPTAKE = Window(2.5, 5.0, "LINEAR_EXACT")
"""What PET is mostly looked at with: SUV 0 to 5."""

_SOFT_TISSUE = Window(40.0, 400.0)
"""What CT is mostly looked at with, in HU."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What a slice is shown through.

    `voi`: a window or a VOI LUT in modality units, None for what suits the slice; `invert`: light and dark are exchanged; `graphics`:
    with what the file itself lays over its picture. `levels`: what the 256 levels after the VOI step are drawn as, RGBA words, little
    endian; None for grays, and the slice's own colors.
    """

    voi: Voi | None = None
    invert: bool = False
    graphics: bool = True
    levels: NDArray[np.uint32] | None = None


def usual(picture: Slice) -> Voi:
    """Return the file's own window or VOI LUT, the first of them, else a window that suits the values."""
    if picture.voi:
        return picture.voi[0][1]
    rescale = picture.rescale
    if rescale.unit.startswith("SUV"):
        return _UPTAKE
    found = automatic(picture.values, rescale.slope, rescale.intercept, padding=picture.padding, modality=rescale.table)
    return _suited(found) if picture.tissue else found


def _suited(found: Window) -> Window:
    """Return soft tissue instead of a window of a CT that was found by its values, where it reaches beyond that on both sides.

    From air to metal (the PET/CT planning scans of Soft-tissue-Sarcoma, 131/2261) all that a body is made of is one flat gray.
    """
    low, high = _SOFT_TISSUE.center - _SOFT_TISSUE.width / 2, _SOFT_TISSUE.center + _SOFT_TISSUE.width / 2
    if found.center - found.width / 2 > low or found.center + found.width / 2 < high:
        return found
    return Window(_SOFT_TISSUE.center, _SOFT_TISSUE.width, found.function)


def chosen(picture: Slice, window: Window | None = None, voi: int | None = None, *, invert: bool = False) -> Look:
    """Return the look of a person's own `window`, or of the VOI LUT that has the number `voi` among those of the slice.

    Without either, or with a number that is no VOI LUT and no window, it is what suits the slice. In the step from a VOI LUT that falls
    to a window the bright parts stay bright.
    """
    if voi is not None and 0 <= voi < len(picture.voi) and isinstance(picture.voi[voi][1], Lookup):
        return Look(picture.voi[voi][1], invert)
    if window is None:
        return Look(usual(picture), invert)
    first = picture.voi[0][1] if picture.voi else None
    if first is None and (picture.values.dtype.kind == "f" or abs(picture.rescale.slope) < 1):
        # As the automatic window has it: between fractions there are no half steps.
        window = replace(window, function="LINEAR_EXACT" if window.function == "LINEAR" else window.function)
    falling = isinstance(first, Lookup) and first.falling
    return Look(by_hand(window, (one for _, one in picture.voi)), invert != falling)
