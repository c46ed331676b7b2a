"""What the stored values mean: the modality transformation and its unit (PS3.3 C.11.1), and the windows and tables that come with them."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.dicom import classes
from viewer.dicom.cache import Shared
from viewer.dicom.dataset import Dataset
from viewer.image.lookup import Lookup, lookups_of
from viewer.image.voi import Voi, Window, measurable, windows_of

__all__ = ["Named", "Rescale", "dose_unit", "padding_of", "rescale_of", "times", "values", "voi_of"]

Named = tuple[tuple[str, Voi], ...]
"""The windows and VOI LUTs of a picture with the names that the file gives them; the first is the default."""

_DOSE_UNITS = {"GY": "Gy", "RELATIVE": "relative"}


@dataclass(frozen=True, slots=True)
class Rescale:
    """From stored to modality values: through `table` where there is one, else slope × stored + intercept.

    In `unit` ("" when the file names none). With a table, slope and intercept are 1 and 0.
    """

    slope: float = 1.0
    intercept: float = 0.0
    unit: str = ""
    table: Lookup | None = None

    @property
    def plain(self) -> bool:
        """Whether the stored values are the modality values."""
        return self.table is None and self.slope == 1 and self.intercept == 0

    def value(self, stored: float) -> float:
        """Return the modality value of one stored value."""
        if self.table is not None:
            return float(self.table.apply(np.array(stored)))
        return stored * self.slope + self.intercept

    def values(self, stored: NDArray[Any]) -> NDArray[Any]:
        """Return the modality values of an array: int32 where they are whole and fit, else float32; the very array where it is plain."""
        if self.table is not None:
            return self.table.apply(stored)
        if self.plain:
            return stored
        if float(self.slope).is_integer() and float(self.intercept).is_integer() and stored.dtype.kind in "iu":
            low, high = self.ends(float(stored.min()), float(stored.max()))
            if low >= -(1 << 31) and high < 1 << 31:
                return (stored.astype(np.int64) * int(self.slope) + int(self.intercept)).astype(np.int32)
        with np.errstate(over="ignore"):  # what leaves the range of numbers is infinite, as others in the file may be
            return (stored * self.slope + self.intercept).astype(np.float32)

    def total(self, stored: NDArray[Any]) -> float:
        """Return the sum of the modality values of an array, without making them; of fractions what is no number is no value."""
        if self.table is not None:
            return float(self.table.apply(stored).sum(dtype=np.int64))
        if stored.dtype.kind == "f":
            stored = stored[measurable(stored)]
        whole = stored.sum(dtype=np.int64 if stored.dtype.kind in "iu" else np.float64)
        return float(whole) * self.slope + self.intercept * stored.size

    def ends(self, lowest: float, highest: float) -> tuple[float, float]:
        """Return the lowest and the highest modality value that stored values between two can have."""
        if self.table is not None:
            entries = self.table.entries
            return float(entries.min()), float(entries.max())
        low, high = sorted((lowest * self.slope + self.intercept, highest * self.slope + self.intercept))
        return low, high


def times(rescale: Rescale, windows: Named, factor: float, unit: str) -> tuple[Rescale, Named] | None:
    """Return modality values and windows in another unit, so many times as large, that draw the very same grays; None for tables."""
    if rescale.table is not None or any(isinstance(voi, Lookup) for _, voi in windows):
        return None
    other = replace(rescale, slope=rescale.slope * factor, intercept=rescale.intercept * factor, unit=unit)
    return other, windows if factor == 1 else tuple((name, _times(voi, factor)) for name, voi in windows if isinstance(voi, Window))


def _times(window: Window, factor: float) -> Window:
    if window.function == "LINEAR":  # its half step and its step do not grow with the unit (PS3.3 C.11.2.1.2.1)
        return Window((window.center - 0.5) * factor, (window.width - 1) * factor, "LINEAR_EXACT")
    return Window(window.center * factor, window.width * factor, window.function)


def padding_of(dataset: Dataset) -> tuple[float, float] | None:
    """Return the stored values that mean "outside the picture", lowest and highest (PS3.3 C.7.5.1.1.2, C.7.6.24, C.7.6.25)."""
    keyword = dataset.pixels.keyword if dataset.pixels else "PixelData"
    if keyword != "PixelData":
        prefix = keyword.removesuffix("PixelData")
        fraction = dataset.number(prefix + "PixelPaddingValue")
        end = dataset.number(prefix + "PixelPaddingRangeLimit", fraction)
        return None if fraction is None or end is None else (min(fraction, end), max(fraction, end))
    value = dataset.integer("PixelPaddingValue")
    if value is None:
        return None
    limit = dataset.integer("PixelPaddingRangeLimit", value)
    assert limit is not None  # noqa: S101 - for the type checker: the default is a number
    value, limit = _as_stored(dataset, value), _as_stored(dataset, limit)
    low, high = min(value, limit), max(value, limit)
    first, last = _stored_ends(dataset)
    return None if low <= first and high >= last else (low, high)  # all of it outside: that is a mistake, not a picture


def _as_stored(dataset: Dataset, number: int) -> int:
    """Return the stored value that has the same bits as a number of which a file says "US or SS" (PS3.5 section 7.2).

    Many write it as the other one than the pixels are. Only the stored bits of signed pixels hold their sign; a number that does not fit
    in the pixels stays what it is, and means none of them.
    """
    bits = min(64, max(1, dataset.integer("BitsAllocated") or 16))
    if dataset.integer("PixelRepresentation") != 1:
        return number + (1 << bits) if -(1 << bits - 1) <= number < 0 else number
    number = number - 0x1_0000 if 0x7FFF < number <= 0xFFFF else number
    stored = 1 << min(bits, max(1, dataset.integer("BitsStored") or bits))
    return number - stored if stored // 2 <= number < stored else number


def _stored_ends(dataset: Dataset) -> tuple[int, int]:
    bits = min(64, max(1, dataset.integer("BitsStored") or dataset.integer("BitsAllocated") or 16))
    return (-(1 << bits - 1), (1 << bits - 1) - 1) if dataset.integer("PixelRepresentation") == 1 else (0, (1 << bits) - 1)


# What a cone beam CT calls itself where it writes CT Image Storage: the method, else makers and models that make nothing else
# (dental, and the imagers on the arms of linear accelerators). Its numbers look like HU and are not: they are off by hundreds.
_CONE_BEAMS = (
    "CBCT", "CONE BEAM", "CONE-BEAM", "CONEBEAM", "IMAGING SCIENCES", "I-CAT", "NEWTOM", "PLANMECA", "SIRONA", "GALILEOS", "MORITA",
    "ACCUITOMO", "VATECH", "SOREDEX", "CS 9300", "KODAK 9500", "ON-BOARD IMAGER", "XVI",
)  # fmt: skip
# The third value of Image Type of derived pictures that are still density: slices laid anew through the same numbers.
_STILL_DENSITY = frozenset(("AXIAL", "REFORMATTED", "MPR", "RESAMPLED", "VOLUME"))
# Words in Image Type of what is computed from the density and is something else, although it may carry the rescale type on.
_MAPS = (
    "PERFUSION", "CBF", "CBV", "MTT", "TTP", "TMAX", "PBV", "MAP", "IODINE", "WATER", "CALCIUM", "MATERIAL", "EFF", "RHO", "DENSITY",
    "SUBTRACT", "RGB", "DOSE", "LOCALIZER", "SCREEN", "SECONDARY CAPTURE",
)  # fmt: skip


def _hounsfield(dataset: Dataset, kind: str) -> bool:
    """Whether the output of the modality transformation of a CT is HU; `kind`, the rescale type, is "" or "HU".

    PS3.3 C.8.2.1.1.2 and the CT Image module promise it for original pictures that are no localizer. For derived ones the rescale
    type is needed only where it is not HU, so that none means HU as well; but maps and subtractions are met that say nothing or carry
    the type of their source on. So a derived picture counts where it is density by its third value (a reformat, a compressed or
    anonymized copy) and nothing in its type speaks of something else, and one that is not PRIMARY has to say HU itself.
    """
    if classes.captured(dataset.text("SOPClassUID")):
        return False
    types = [value.upper() for value in dataset.texts("ImageType")]
    if "LOCALIZER" in types[:3]:
        return False
    told = kind == "HU"
    if not told:
        named = " ".join((*types, *(dataset.text(keyword) for keyword in ("Manufacturer", "ManufacturerModelName", "SeriesDescription"))))
        if any(word in named.upper() for word in _CONE_BEAMS):
            return False
    if "DERIVED" not in types[:1]:
        return True
    if any(word in value for value in types for word in _MAPS):
        return False
    density = len(types) > 2 and types[2] in _STILL_DENSITY
    return density and (told or (types[1] == "PRIMARY" and dataset.text("SOPClassUID") == classes.CT))


def _unit(dataset: Dataset, kind: str, *, given: bool) -> str:
    """The unit of the modality values; `kind` is the type that rescale or table has, `given` whether there is one of them at all."""
    modality = dataset.text("Modality").upper()
    upper = kind.upper()
    if modality == "PT":
        unit = dataset.text("Units")
        return {"BQML": "Bq/ml", "CNTS": "counts", "GML": "g/ml"}.get(unit, unit.lower())
    if modality == "CT" and upper in ("", "HU"):
        return "HU" if given and _hounsfield(dataset, upper) else ""
    if upper == "HU":  # rotational angiography may say so; elsewhere, and in pictures of pictures, the word is a mistake
        return "HU" if modality == "XA" and not classes.captured(dataset.text("SOPClassUID")) else ""
    return "" if upper in ("", "US", "UNSPECIFIED") else kind


def dose_unit(dataset: Dataset) -> str:
    """Return the unit of a radiation dose: Gy, or relative to a dose that the plan tells; "" where it is not told (PS3.3 C.8.8.3)."""
    return _DOSE_UNITS.get(dataset.text("DoseUnits").upper(), "")


def _values_of(dataset: Dataset) -> tuple[Rescale, Named]:
    rescale = rescale_of(dataset, dataset)
    windows = voi_of(dataset, dataset, rescale)
    scaling = dataset.number("DoseGridScaling") if dataset.text("SOPClassUID") == classes.DOSE else None
    if scaling is None or scaling <= 0 or not rescale.plain:
        return rescale, windows
    # A dose has a factor of its own in place of the modality transformation (PS3.3 C.8.8.3); a window in it is for stored values.
    return times(rescale, windows, scaling, dose_unit(dataset)) or (rescale, windows)


values = Shared(
    _values_of, "RescaleSlope", "RescaleIntercept", "RescaleType", "Units", "ImageType", "Modality", "WindowCenter", "WindowWidth",
    "WindowCenterWidthExplanation", "VOILUTFunction", "ModalityLUTSequence", "VOILUTSequence", "PixelRepresentation", "BitsStored",
    "BitsAllocated", "PixelIntensityRelationship", "SOPClassUID", "Manufacturer", "ManufacturerModelName", "SeriesDescription",
    "DoseGridScaling", "DoseUnits",
)  # fmt: skip


def rescale_of(dataset: Dataset, part: Dataset) -> Rescale:
    """Read the modality transformation from `part`: the object itself, or the group of one frame.

    A table goes before slope and intercept, where a file has both against the rule (PS3.3 C.11.1; so does DCMTK).
    """
    table = _modality_table(dataset, part)
    if table is not None:
        return Rescale(unit=_unit(dataset, table.kind, given=True), table=table)
    slope, intercept = part.number("RescaleSlope"), part.number("RescaleIntercept")
    return Rescale(slope or 1.0, intercept or 0.0, _unit(dataset, part.text("RescaleType"), given=slope is not None))


def _modality_table(dataset: Dataset, part: Dataset) -> Lookup | None:
    if "ModalityLUTSequence" not in part:
        return None
    # In X-ray films the table leads back from the picture to the intensity at the detector, for subtraction; it is not for looking
    # at where the picture is made for looking at, or logarithmic (PS3.3 C.8.7.1.1.2, PS3.4 N.2.1).
    if classes.projected(dataset.text("SOPClassUID")) and dataset.text("PixelIntensityRelationship").upper() in ("LOG", "DISP"):
        return None
    ends = _stored_ends(dataset)
    return next(iter(lookups_of(part, "ModalityLUTSequence", signed=ends[0] < 0, ends=ends)), None)


def voi_of(dataset: Dataset, part: Dataset, rescale: Rescale) -> Named:
    """Read the windows and the VOI LUTs of `part`, the default first.

    Which of several is shown the standard leaves to the viewer (PS3.3 C.11.2.1). The first window, if there is one: it can be told in
    two numbers and be turned. In a mammogram the first table: there it is the S-shaped curve that the maker means, and the window
    only what is near to it.
    """
    windows = windows_of(part)
    if "VOILUTSequence" not in part:
        return windows
    ends = rescale.ends(*_stored_ends(dataset))
    tables = tuple((table.name, table) for table in lookups_of(part, "VOILUTSequence", signed=ends[0] < 0, ends=ends))
    return (*tables, *windows) if dataset.text("Modality").upper() == "MG" else (*windows, *tables)
