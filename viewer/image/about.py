"""What a file tells of itself in words: body part, descriptions, view, contrast medium (PS3.3 C.7.3.1, C.7.6.1, C.7.6.4, C.8.3.1)."""

from dataclasses import dataclass

from viewer.dicom.cache import Shared
from viewer.dicom.dataset import Dataset

__all__ = ["About", "about"]


@dataclass(frozen=True, slots=True)
class About:
    """The words as they are written, empty where there are none; lists are joined by blanks.

    `sides` holds what the elements for it say: L, R or B for each.
    """

    sop_class: str
    modality: str
    body_part: str
    study: str
    series: str
    protocol: str
    image_type: tuple[str, ...]
    sides: frozenset[str]
    view: str
    agent: str
    kernel: str
    options: str
    contrast: str


def _about_of(dataset: Dataset) -> About:
    text = dataset.text
    told = {text(keyword).upper() for keyword in ("Laterality", "ImageLaterality", "FrameLaterality")}
    return About(
        sop_class=text("SOPClassUID") or dataset.stored_class,
        modality=text("Modality").upper(),
        body_part=text("BodyPartExamined"),
        study=text("StudyDescription"),
        series=text("SeriesDescription"),
        protocol=text("ProtocolName"),
        image_type=tuple(value.upper() for value in dataset.texts("ImageType")),
        sides=frozenset(told & {"L", "R", "B"}),
        view=text("ViewPosition").upper(),
        agent=text("ContrastBolusAgent"),
        kernel=" ".join(dataset.texts("ConvolutionKernel")),
        options=" ".join(dataset.texts("ScanOptions")),
        contrast=text("AcquisitionContrast"),
    )


about = Shared(
    _about_of, "SOPClassUID", "Modality", "BodyPartExamined", "StudyDescription", "SeriesDescription", "ProtocolName", "ImageType",
    "Laterality", "ImageLaterality", "FrameLaterality", "ViewPosition", "ContrastBolusAgent", "ConvolutionKernel", "ScanOptions",
    "AcquisitionContrast",
)  # fmt: skip
"""What the data set of a picture tells of itself."""
