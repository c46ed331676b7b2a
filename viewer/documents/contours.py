"""Radiotherapy contours: the outlines of organs and targets, slice by slice (PS3.3 A.19, C.8.8.5, C.8.8.6, C.8.8.8).

`structures_of` gives the outlines for drawing. `more`: "structures": [{"number", "name", "color": [r, g, b] or null, "type", "contours",
"points"}], "frame_of_reference", "references": the pictures. `arrays`: "structure NUMBER": float32 of shape (points, 3), patient
millimeters (LPS), one contour after the other; `more["structures"][…]["lengths"]` says how many points each has.
"""

from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from text.say import say
from viewer.dicom.dataset import Dataset
from viewer.dicom.items import references, when
from viewer.documents.content import Content, Facts
from viewer.source.entries import Entry
from viewer.telling import Notes, listed

__all__ = ["Contour", "Structure", "read", "structures_of"]

_MOST_STRUCTURES = 2000
_MOST_CONTOURS = 100_000
_MOST_POINTS = 5_000_000

_TYPES = frozenset(
    (
        "EXTERNAL",
        "PTV",
        "CTV",
        "GTV",
        "ORGAN",
        "AVOIDANCE",
        "BOLUS",
        "SUPPORT",
        "MARKER",
        "ISOCENTER",
        "REGISTRATION",
        "CONTRAST_AGENT",
        "CAVITY",
        "FIXATION",
        "DOSE_REGION",
        "CONTROL",
        "IRRAD_VOLUME",
        "TREATED_VOLUME",
    )
)
"""Types of structures that have words (PS3.3 C.8.8.8.1)."""


@dataclass(frozen=True, slots=True, eq=False)
class Contour:
    """One outline in patient millimeters, shape (points, 3); `kind` as CLOSED_PLANAR, OPEN_PLANAR, OPEN_NONPLANAR, POINT; `of`: a picture."""

    kind: str
    points: NDArray[np.float32]
    of: str


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """One region of interest; `type` as the planner named it: ORGAN, PTV, EXTERNAL …; `frame` of reference its outlines lie in."""

    number: int
    name: str
    color: tuple[int, int, int] | None
    type: str
    frame: str
    contours: tuple[Contour, ...]

    @property
    def what(self) -> str:
        """Return the type in words (PS3.3 C.8.8.8.1); a type that is not known stays as it is, in small letters."""
        known = self.type.upper()
        return say("core.doc.structure." + known) if known in _TYPES else self.type.lower()


def structures_of(dataset: Dataset) -> tuple[list[Structure], list[str]]:
    """Read all regions, also those without outlines, and in sentences what was left out."""
    notes = Notes()
    room = [_MOST_CONTOURS, _MOST_POINTS]
    drawn = {item.integer("ReferencedROINumber"): item for item in islice(dataset.each("ROIContourSequence"), _MOST_STRUCTURES)}
    types = {
        item.integer("ReferencedROINumber"): item.text("RTROIInterpretedType")
        for item in islice(dataset.each("RTROIObservationsSequence"), _MOST_STRUCTURES)
    }
    structures = []
    for item in islice(dataset.each("StructureSetROISequence"), _MOST_STRUCTURES):
        number = item.integer("ROINumber")
        outline = drawn.get(number)
        color = outline.numbers("ROIDisplayColor") if outline is not None else []
        structures.append(
            Structure(
                number=-1 if number is None else number,
                name=item.text("ROIName") or say("core.doc.region", number=str(number)),
                color=_color(color),
                type=types.get(number, ""),
                frame=item.text("ReferencedFrameOfReferenceUID"),
                contours=() if outline is None else _contours(outline, room, notes),
            )
        )
    return structures, notes.told()


def read(entry: Entry, dataset: Dataset) -> Content:  # noqa: ARG001 - all readers of documents are called alike
    """Read an RT Structure Set."""
    structures, notes = structures_of(dataset)
    facts: Facts = [
        [say("core.doc.label.drawn"), when(dataset.text("StructureSetDate"), dataset.text("StructureSetTime"))],
        *([structure.name, _summary(structure)] for structure in structures),
    ]
    pictures = [
        found
        for frame in dataset.items("ReferencedFrameOfReferenceSequence")[:100]
        for study in frame.items("RTReferencedStudySequence")[:100]
        for series in study.items("RTReferencedSeriesSequence")[:100]
        for found in ({**one, "series": series.text("SeriesInstanceUID")} for one in references(series, "ContourImageSequence"))
    ]
    if not any(structure.contours for structure in structures):
        notes.append(say("core.doc.contours.none"))
    whole = {
        f"structure {structure.number}": np.concatenate([contour.points for contour in structure.contours])
        for structure in structures
        if structure.contours
    }
    return Content(
        kind="contours",
        title=dataset.text("StructureSetLabel") or dataset.text("SeriesDescription") or say("core.doc.contours"),
        facts=facts,
        notes=notes,
        more={
            "structures": [
                {
                    "number": structure.number,
                    "name": structure.name,
                    "color": structure.color and list(structure.color),
                    "type": structure.type,
                    "contours": len(structure.contours),
                    "points": sum(len(contour.points) for contour in structure.contours),
                    "lengths": [len(contour.points) for contour in structure.contours],
                }
                for structure in structures
            ],
            "frame_of_reference": next((structure.frame for structure in structures if structure.frame), ""),
            "references": pictures,
        },
        arrays=whole,
    )


def _summary(structure: Structure) -> str:
    count = len(structure.contours)
    outlines = say("core.doc.outlines", n=count)
    return listed([outlines, structure.what]) if structure.what else outlines


def _color(numbers: list[float]) -> tuple[int, int, int] | None:
    if len(numbers) < 3:
        return None
    red, green, blue = (min(255, max(0, round(number))) for number in numbers[:3])
    return red, green, blue


def _contours(outline: Dataset, room: list[int], notes: list[str]) -> tuple[Contour, ...]:
    found = []
    for item in outline.each("ContourSequence"):
        room[0] -= 1  # those that are left out cost time as well
        if min(room) < 0:
            notes.append(say("core.doc.contours.more"))
            break
        numbers = item.numbers("ContourData")
        if len(numbers) < 3 or len(numbers) % 3:
            notes.append(say("core.doc.contours.odd"))
            continue
        room[1] -= len(numbers) // 3
        if min(room) < 0:
            notes.append(say("core.doc.contours.more"))
            break
        of = next((one.text("ReferencedSOPInstanceUID") for one in item.each("ContourImageSequence")), "")
        points = np.array(numbers, np.float32).reshape(-1, 3)
        found.append(Contour(item.text("ContourGeometricType").upper(), points, of))
    return tuple(found)
