"""What the stored values mean: slope, intercept and unit (PS3.3 C.11.1), and the windows that come with them."""

from dataclasses import dataclass

from viewer.header import Header
from viewer.shared import Shared
from viewer.window import Window, windows_of

__all__ = ["Rescale", "padding_of", "rescale_of", "values"]


@dataclass(frozen=True, slots=True)
class Rescale:
    """From stored to modality values: value = slope × stored + intercept, in `unit` ("" when the file names none)."""

    slope: float = 1.0
    intercept: float = 0.0
    unit: str = ""


def padding_of(header: Header) -> tuple[int, int] | None:
    """Give the stored values that mean "outside the picture", lowest and highest (PS3.3 C.7.5.1.1.2)."""
    value = header.integer("PixelPaddingValue")
    if value is None:
        return None
    limit = header.integer("PixelPaddingRangeLimit", value)
    assert limit is not None  # noqa: S101 - for the type checker: the default is a number
    if header.integer("PixelRepresentation") == 1:  # written as US by many, meant as SS (PS3.5 7.2 "US or SS")
        value, limit = (number - 0x1_0000 if number > 0x7FFF else number for number in (value, limit))
    return min(value, limit), max(value, limit)


def _unit(header: Header, rescale: Header) -> str:
    """The unit of the modality values; HU only where it is HU: original CT slices, not scouts nor derived maps."""
    modality = header.text("Modality").upper()
    kind = rescale.text("RescaleType").upper()
    if modality == "PT":
        unit = header.text("Units")
        return {"BQML": "Bq/ml", "CNTS": "counts", "GML": "g/ml"}.get(unit, unit.lower())
    if modality == "CT":
        types = {value.upper() for value in header.texts("ImageType")}
        original = "LOCALIZER" not in types and "DERIVED" not in types
        return "HU" if rescale.number("RescaleSlope") is not None and kind in ("", "HU") and original else ""
    return "" if kind in ("", "US", "UNSPECIFIED") else kind if kind == "HU" else rescale.text("RescaleType")


def _values_of(header: Header) -> tuple[Rescale, tuple[tuple[str, Window], ...]]:
    return rescale_of(header, header), windows_of(header)


values = Shared(
    _values_of, "RescaleSlope", "RescaleIntercept", "RescaleType", "Units", "ImageType", "Modality", "WindowCenter", "WindowWidth",
    "WindowCenterWidthExplanation", "VOILUTFunction",
)  # fmt: skip


def rescale_of(header: Header, part: Header) -> Rescale:
    """Read the rescale from `part`: the object itself, or the group of one frame."""
    slope, intercept = part.number("RescaleSlope"), part.number("RescaleIntercept")
    return Rescale(slope or 1.0, intercept or 0.0, _unit(header, part))
