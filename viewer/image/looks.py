"""What is the same for the pictures of a series beside their format and their values: read once for all of them."""

from dataclasses import dataclass

from viewer.dicom.cache import Shared
from viewer.dicom.dataset import Dataset
from viewer.image.modality import padding_of
from viewer.image.notices import ABOUT as NOTICES
from viewer.image.notices import Notices, notices_of
from viewer.image.scale import ABOUT as SCALE
from viewer.image.scale import Scale, scale_of
from viewer.pixels.color import Palette, supplement_of

__all__ = ["Looks", "looks"]


@dataclass(frozen=True, slots=True)
class Looks:
    """What else is the same for the pictures of a series; `rate` is in pictures a second."""

    sop_class: str
    image_type: tuple[str, ...]
    patient_orientation: tuple[str, ...]
    inverse: bool | None
    padding: tuple[float, float] | None
    scale: Scale
    rate: float | None
    notices: Notices
    supplement: Palette | None


def _looks_of(dataset: Dataset) -> Looks:
    return Looks(
        sop_class=dataset.text("SOPClassUID") or dataset.stored_class,
        image_type=tuple(dataset.texts("ImageType")),
        patient_orientation=tuple(dataset.texts("PatientOrientation")),
        inverse={"INVERSE": True, "IDENTITY": False}.get(dataset.text("PresentationLUTShape").upper()),
        padding=padding_of(dataset),
        scale=scale_of(dataset),
        rate=_rate(dataset),
        notices=notices_of(dataset),
        supplement=supplement_of(dataset),
    )


looks = Shared(
    _looks_of,
    *dict.fromkeys((
        "SOPClassUID", "ImageType", "PatientOrientation", "PresentationLUTShape", "PixelPaddingValue", "PixelPaddingRangeLimit",
        "FloatPixelPaddingValue", "FloatPixelPaddingRangeLimit", "DoubleFloatPixelPaddingValue", "DoubleFloatPixelPaddingRangeLimit",
        "PixelRepresentation", "BitsStored", "BitsAllocated", "RecommendedDisplayFrameRate", "CineRate", "FrameTime", "FrameTimeVector",
        *(f"{color}PaletteColorLookupTable{part}" for color in ("Red", "Green", "Blue") for part in ("Descriptor", "Data")),
        *(f"Segmented{color}PaletteColorLookupTableData" for color in ("Red", "Green", "Blue")),
        *SCALE, *NOTICES,
    )),
)  # fmt: skip


def _rate(dataset: Dataset) -> float | None:
    """Pictures a second, as the file wishes them to be played (PS3.3 C.7.6.5)."""
    for keyword in ("RecommendedDisplayFrameRate", "CineRate"):
        rate = dataset.number(keyword)
        if rate and 0 < rate <= 1000:
            return rate
    step = dataset.number("FrameTime")
    if step is None:
        steps = [value for value in dataset.numbers("FrameTimeVector") if value > 0]
        step = sum(steps) / len(steps) if steps else None
    return 1000.0 / step if step and step >= 1 else None
