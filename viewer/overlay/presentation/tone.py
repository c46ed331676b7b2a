"""From stored values to grays or colors by the steps of a saved view, which take the place of all the picture's own (PS3.4 N.2.1).

Stored → modality → VOI → presentation LUT → palette. A step that the view does not name is left out, even where the picture has one;
so is the picture's being MONOCHROME1.
"""

import numpy as np
from numpy.typing import NDArray

from viewer.documents.presentation import Presentation
from viewer.image.instance import Frame
from viewer.image.lookup import Lookup
from viewer.image.modality import Rescale
from viewer.image.voi import BLACK, Window

__all__ = ["levels_for", "rescale_for", "whole"]

_UNITS = frozenset(("", "US", "UNSPECIFIED"))


def rescale_for(state: Presentation, frame: Frame) -> Rescale:
    """Return the view's own modality step, with the picture's unit where it is the same step."""
    own = state.modality
    if own is None:
        return Rescale()
    if isinstance(own, Lookup):
        return Rescale(unit="" if own.kind.upper() in _UNITS else own.kind, table=own)
    slope, intercept, kind = own
    if (slope, intercept) == (frame.rescale.slope, frame.rescale.intercept) and frame.rescale.table is None:
        return frame.rescale
    return Rescale(slope or 1.0, intercept, "" if kind.upper() in _UNITS else kind)


def whole(frame: Frame, rescale: Rescale) -> Window:
    """Return the window of a view that names none: all that the modality step can give goes from black to white."""
    form = frame.instance.format
    stored = min(form.stored, 32)
    low, high = rescale.ends(*((-(1 << stored - 1), (1 << stored - 1) - 1) if form.signed else (0, (1 << stored) - 1)))
    return Window((low + high) / 2, max(high - low, 1e-6), "LINEAR_EXACT")


def levels_for(state: Presentation, *, invert: bool) -> NDArray[np.uint32]:
    """Return what the 256 levels after the VOI step are drawn as: RGBA words, little endian; `invert`: as a person wants it, besides."""
    levels = np.arange(256, dtype=np.int64)  # whose words would not fit in the integers of a 32-bit machine
    if state.table is not None:  # its entries are spread over all that the VOI step gives (PS3.3 C.11.6.1)
        entries = state.table.entries[np.rint(levels / 255 * (len(state.table) - 1)).astype(np.intp)].astype(np.int64)
        white = (1 << state.table.bits) - 1
        levels = (entries * 510 + white) // (2 * white)
    elif state.inverse:
        levels = 255 - levels
    if invert:
        levels = 255 - levels
    if state.palette is None:
        return (levels * 0x01_01_01 + BLACK).astype(np.uint32)
    table = state.palette.table[np.rint(levels / 255 * (len(state.palette.table) - 1)).astype(np.intp)].astype(np.uint32)
    words: NDArray[np.uint32] = table[:, 0] | table[:, 1] << np.uint32(8) | table[:, 2] << np.uint32(16) | np.uint32(BLACK)
    return words
