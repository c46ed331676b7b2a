"""The size of a pixel, and which kind of millimetre it is (PS3.3 10.7)."""

from collections.abc import Sequence
from dataclasses import dataclass

from viewer.header import Header

__all__ = ["Scale", "pair", "scale_of"]


@dataclass(frozen=True, slots=True)
class Scale:
    """The size of a pixel: (row, column) in mm, and which kind of millimetre: in the `patient`, at the `detector`, or `none`."""

    spacing: tuple[float, float] | None
    kind: str
    aspect: tuple[float, float] = (1.0, 1.0)


def pair(numbers: Sequence[float]) -> tuple[float, float] | None:
    """Give (row, column) of two positive numbers; None of anything else."""
    return (numbers[0], numbers[1]) if len(numbers) >= 2 and min(numbers[:2]) > 0 else None


def scale_of(header: Header) -> Scale:
    """Read the scale of an object; functional groups may know better."""
    patient, detector = pair(header.numbers("PixelSpacing")), pair(header.numbers("ImagerPixelSpacing"))
    if patient and (patient != detector):
        return Scale(patient, "patient", patient)
    if detector:  # the body part is smaller than its shadow (PS3.3 10.7.1.3)
        return Scale(detector, "detector", detector)
    film = pair(header.numbers("NominalScannedPixelSpacing"))
    if film:
        return Scale(film, "detector", film)
    return Scale(None, "none", pair(header.numbers("PixelAspectRatio")) or (1.0, 1.0))
