"""The size of a pixel, and which kind of millimeter it is (PS3.3 10.7, C.8.5.5 for ultrasound)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from text.say import say
from viewer.dicom.dataset import Dataset
from viewer.telling import Sentence, figure

__all__ = ["ABOUT", "Region", "Scale", "pair", "scale_in_groups", "scale_of"]

ABOUT = (
    "PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing", "PixelAspectRatio", "PixelSpacingCalibrationType",
    "PixelSpacingCalibrationDescription", "EstimatedRadiographicMagnificationFactor", "DistanceSourceToDetector",
    "DistanceSourceToPatient", "ImagePlanePixelSpacing", "RTImagePlane", "RTImageSID", "RadiationMachineSAD", "SequenceOfUltrasoundRegions", "Modality", "ImageOrientationPatient", "Rows", "Columns",
)  # fmt: skip
"""The elements that `scale_of` reads."""

_PROJECTIONS = frozenset("CR DX MG XA RF RG PX IO DF XRF RTIMAGE".split())
"""Modalities whose pictures are shadows: a PixelSpacing that does not tell how it was corrected may be the detector's."""

_MOST_ASPECT = 1000.0  # optical sections have pixels of 1 to 10; beyond this it is no picture
_MOST_REGIONS = 64
_MOST_ENLARGED = 20.0
_UNITS = ("", "%", "dB", "cm", "s", "Hz", "dB/s", "cm/s", "cm²", "cm²/s", "cm³", "cm³/s", "°")
_TISSUE, _FLOW = 1, 2

_FILM, _SLIDE, _SOUND = Sentence("core.scale.film"), Sentence("core.scale.slide"), Sentence("core.scale.ultrasound")


@dataclass(frozen=True, slots=True)
class Region:
    """A part of an ultrasound picture with a measure of its own (PS3.3 C.8.5.5): its pixels, counted from 0, the last included.

    `units` and `deltas` are (across, down): what one pixel is, in "cm", "s", "cm/s", …; "" where the file does not tell. `reference` is
    the pixel, seen from the region's top left, that stands for `origin` in those units. `tissue`: a 2-D picture of the body.
    """

    left: int
    top: int
    right: int
    bottom: int
    units: tuple[str, str]
    deltas: tuple[float, float]
    reference: tuple[int, int] | None
    origin: tuple[float, float]
    tissue: bool

    @property
    def spacing(self) -> tuple[float, float] | None:
        """The size of a pixel (row, column) in mm; None unless both directions are lengths."""
        if self.units != ("cm", "cm"):
            return None
        return pair((10 * abs(self.deltas[1]), 10 * abs(self.deltas[0])))

    def describe(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "left": self.left, "top": self.top, "right": self.right, "bottom": self.bottom, "units": list(self.units),
            "deltas": list(self.deltas), "reference": None if self.reference is None else list(self.reference),
            "origin": list(self.origin), "tissue": self.tissue,
            "spacing": None if self.spacing is None else list(self.spacing),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale:
    """The size of a pixel: (row, column) in mm, and which kind of millimeter.

    `kind`: in the `patient`; at the `detector`; `calibrated`, which is corrected from the detector to the body or by an object of known
    size; or `none`. `aspect` is the proportion of a pixel (row, column). `note` says it in words. With `regions` it holds inside them.
    """

    spacing: tuple[float, float] | None
    kind: str
    aspect: tuple[float, float] = (1.0, 1.0)
    told: Sentence | None = None
    regions: tuple[Region, ...] = ()

    @property
    def note(self) -> str:
        """What kind of millimeter it is, in words."""
        return str(self.told) if self.told is not None else say("core.scale." + self.kind)


def pair(numbers: Sequence[float]) -> tuple[float, float] | None:
    """Return (row, column) of two positive numbers in a sensible proportion; None of anything else."""
    if len(numbers) < 2 or min(numbers[:2]) <= 0 or max(numbers[:2]) > _MOST_ASPECT * min(numbers[:2]):
        return None
    return numbers[0], numbers[1]


def scale_of(dataset: Dataset) -> Scale:
    """Read the scale of an object; functional groups may know better."""
    proportion = pair(dataset.numbers("PixelAspectRatio")) or (1.0, 1.0)
    regions = _regions(dataset)
    if regions:
        lengths = [region for region in regions if region.tissue and region.spacing is not None]
        spacing = max(lengths, key=_area).spacing if lengths else None
        if spacing is None:  # a curve over time, say: no length can be measured, whatever stands beside it
            return Scale(None, "none", proportion, None, regions)
        return Scale(spacing, "patient", spacing, _SOUND, regions)
    if portal := _portal(dataset):
        return portal
    written, imager = pair(dataset.numbers("PixelSpacing")), pair(dataset.numbers("ImagerPixelSpacing"))
    film = pair(dataset.numbers("NominalScannedPixelSpacing"))
    calibration = dataset.text("PixelSpacingCalibrationType").upper()
    if written and calibration in ("GEOMETRY", "FIDUCIAL"):
        return Scale(written, "calibrated", written, _calibration(dataset, calibration))
    slices = "ImageOrientationPatient" in dataset
    if written and imager and _same(written, imager):  # the same numbers: not corrected (PS3.3 10.7.1.3)
        return _enlarged(dataset, imager)
    if written and imager:
        return Scale(written, "patient" if slices else "calibrated", written)
    if written and film and _same(written, film):
        return Scale(film, "detector", film, _FILM)
    if written:
        shadow = dataset.text("Modality").upper() in _PROJECTIONS and not slices
        return Scale(written, "detector" if shadow else "patient", written)
    if imager:
        return _enlarged(dataset, imager)
    if film:
        return Scale(film, "detector", film, _FILM)
    return Scale(None, "none", proportion)


def scale_in_groups(dataset: Dataset, measures: Dataset, projected: Dataset | None) -> Scale | None:
    """Read the scale from the functional groups of a frame; None where they tell none.

    Those are its pixel measures (PS3.3 C.7.6.16.2.1), or of an X-ray its pixel data properties (C.8.19.6.4).
    """
    spacing = pair(measures.numbers("PixelSpacing"))
    if spacing:
        return Scale(spacing, "patient", spacing, _SLIDE if dataset.text("Modality") == "SM" else None)
    if projected is None:
        return None
    middle = pair(projected.numbers("ObjectPixelSpacingInCenterOfBeam"))
    if middle:
        return Scale(middle, "calibrated", middle, Sentence("core.scale.beam"))
    imager = pair(projected.numbers("ImagerPixelSpacing"))
    return _enlarged(dataset, imager) if imager else None


def _same(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(abs(a - b) <= 1e-4 * b for a, b in zip(one, other, strict=True))


def _enlarged(dataset: Dataset, imager: tuple[float, float]) -> Scale:
    """Bring the spacing at the detector to the body where the file tells how much larger the shadow is (PS3.3 C.8.7.5, C.8.11.7)."""
    factor = dataset.number("EstimatedRadiographicMagnificationFactor")
    if factor is None:
        detector, body = dataset.number("DistanceSourceToDetector", 0) or 0, dataset.number("DistanceSourceToPatient", 0) or 0
        factor = detector / body if body > 0 else None
    if factor is None or not 1 < factor <= _MOST_ENLARGED:  # a shadow is never smaller; 1 is what is written where nobody knows
        return Scale(imager, "detector", imager)
    body_size = imager[0] / factor, imager[1] / factor
    return Scale(body_size, "calibrated", body_size, Sentence("core.scale.enlarged", factor=figure(factor, 3)))


_AT_ISOCENTER = Sentence("core.scale.isocenter")


def _portal(dataset: Dataset) -> Scale | None:
    """Read the scale of a picture from radiotherapy: millimeters on the image plane (PS3.3 C.8.8.2), however far that lies behind the body.

    None for other pictures. Where the plane goes through the isocenter, as of computed ones, they are those of the body there.
    """
    spacing = pair(dataset.numbers("ImagePlanePixelSpacing"))
    if spacing is None:
        return None
    plane, axis = dataset.number("RTImageSID", 0) or 0, dataset.number("RadiationMachineSAD", 0) or 0
    slanted = dataset.text("RTImagePlane").upper() == "NON_NORMAL"  # then the distance holds for one point of it
    if plane <= 0 or axis <= 0 or slanted or not 1 <= plane / axis <= _MOST_ENLARGED:
        return Scale(spacing, "detector", spacing)
    if _same((plane, plane), (axis, axis)):
        return Scale(spacing, "calibrated", spacing, _AT_ISOCENTER)
    middle = " × ".join(dict.fromkeys(figure(axis / plane * side, 3) for side in spacing))
    return Scale(spacing, "detector", spacing, Sentence("core.scale.detector.isocenter", size=middle))


def _calibration(dataset: Dataset, kind: str) -> Sentence:
    how = dataset.text("PixelSpacingCalibrationDescription")[:100]
    if how:
        return Sentence("core.scale.object.how" if kind == "FIDUCIAL" else "core.scale.geometry.how", how=how)
    return Sentence("core.scale.object" if kind == "FIDUCIAL" else "core.scale.geometry")


def _area(region: Region) -> int:
    return (region.right - region.left + 1) * (region.bottom - region.top + 1)


def _regions(dataset: Dataset) -> tuple[Region, ...]:
    if "SequenceOfUltrasoundRegions" not in dataset:
        return ()
    rows, columns = dataset.integer("Rows", 0) or 0, dataset.integer("Columns", 0) or 0
    found = (_region(item, rows, columns) for item in dataset.items("SequenceOfUltrasoundRegions")[:_MOST_REGIONS])
    return tuple(region for region in found if region is not None)


def _region(item: Dataset, rows: int, columns: int) -> Region | None:
    """Read one region, cut to the picture: some machines count one pixel too many; None where it lies outside or says nothing."""
    left, top, right, bottom = (item.integer(f"RegionLocation{end}") for end in ("MinX0", "MinY0", "MaxX1", "MaxY1"))
    if left is None or top is None or right is None or bottom is None:
        return None
    left, top, right, bottom = max(0, left), max(0, top), min(columns - 1, right), min(rows - 1, bottom)
    if left > right or top > bottom:
        return None
    across, down = (_unit(item.integer(f"PhysicalUnits{axis}Direction", 0) or 0) for axis in "XY")
    x, y = item.integer("ReferencePixelX0"), item.integer("ReferencePixelY0")
    return Region(
        left, top, right, bottom, (across, down),
        (item.number("PhysicalDeltaX", 0) or 0.0, item.number("PhysicalDeltaY", 0) or 0.0),
        None if x is None or y is None else (x, y),
        (item.number("ReferencePixelPhysicalValueX", 0) or 0.0, item.number("ReferencePixelPhysicalValueY", 0) or 0.0),
        item.integer("RegionSpatialFormat") in (1, None) and item.integer("RegionDataType") in (_TISSUE, _FLOW, None),
    )  # fmt: skip


def _unit(code: int) -> str:
    return _UNITS[code] if 0 <= code < len(_UNITS) else ""
