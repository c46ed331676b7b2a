"""Segmentations: areas that somebody or a program marked (PS3.3 A.51, C.8.20), for laying over the pictures they belong to.

`more`: "type" (BINARY, FRACTIONAL, LABELMAP), "segments": [{"number", "label", "color": [r, g, b] or null, "category", "what", "made",
"description", "frames": how many}], "frames": [{"segment", "plane": [position, along row, down column] in patient mm or null, "of":
instances}], "references": the pictures, "frame_of_reference". The marks themselves come from `masks_of`, frame by frame.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from text.say import say
from viewer.dicom.charset import person_name
from viewer.dicom.dataset import Dataset
from viewer.dicom.items import Json, meaning, references, when
from viewer.documents.content import Content
from viewer.image.instance import Instance, instance_of
from viewer.pixels.decode import decode, frame_index
from viewer.source.entries import Entry
from viewer.space.plane import Plane
from viewer.telling import listed

__all__ = ["Marks", "Segment", "Segmentation", "label_of", "masks_of", "read", "segmentation_of", "srgb"]

_MOST_SEGMENTS = 10_000
_MOST_SOURCES = 100
_MADE = frozenset(("AUTOMATIC", "SEMIAUTOMATIC", "MANUAL"))

Color = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Segment:
    """What was marked: `what` and its `category` as codes say, `made` by whom or what, the `color` that is recommended (sRGB)."""

    number: int
    label: str
    color: Color | None
    category: str
    what: str
    made: str
    description: str


@dataclass(frozen=True, slots=True)
class Marks:
    """One frame of marks: of which segment (None: of all, a label map), where, and the instances it was drawn on."""

    index: int
    segment: int | None
    plane: Plane | None
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Segmentation:
    """A segmentation; `most` is the stored value that means wholly inside, of fractional ones."""

    instance: Instance
    type: str
    most: int
    segments: tuple[Segment, ...]
    frames: tuple[Marks, ...]
    references: tuple[Json, ...]


def segmentation_of(entry: Entry, dataset: Dataset) -> Segmentation:
    """Read a segmentation without its marks; raises what instances raise."""
    instance = instance_of(entry, dataset)
    kind = dataset.text("SegmentationType").upper() or "BINARY"
    groups = list(islice(dataset.each("PerFrameFunctionalGroupsSequence"), len(instance.frames)))
    shared = next(dataset.each("SharedFunctionalGroupsSequence"), None)
    common = (None, ()) if shared is None else (_number(shared), _sources(shared))
    frames = []
    for frame in instance.frames:
        own = groups[frame.index] if frame.index < len(groups) else None
        number = common[0] if own is None or (found := _number(own)) is None else found
        of = common[1] if own is None else _sources(own) or common[1]
        plane = frame.plane if frame.plane is not None and frame.plane.body else None  # a place in a volume is none in the body
        frames.append(Marks(frame.index, None if kind == "LABELMAP" else number, plane, of))
    return Segmentation(
        instance=instance,
        type=kind,
        most=max(1, dataset.integer("MaximumFractionalValue") or 255),
        segments=tuple(_segment(item) for item in islice(dataset.each("SegmentSequence"), _MOST_SEGMENTS)),
        frames=tuple(frames),
        references=tuple(references(dataset, "ReferencedSeriesSequence")),
    )


def label_of(dataset: Dataset) -> str:
    """Return the label of what is marked (PS3.3 10.9.1); empty where it is the name of an encoding, as highdicom writes it by default."""
    label = dataset.text("ContentLabel")
    return "" if label.upper().replace("_", " ").startswith("ISO IR ") else label


def masks_of(segmentation: Segmentation, segment: int) -> Iterator[tuple[Marks, NDArray[np.float32]]]:
    """Yield each frame on which something of a segment may be marked: shape (rows, columns), from 0 outside to 1 wholly inside.

    Raises what decoding raises.
    """
    data, form = segmentation.instance.pixel_bytes(), segmentation.instance.format
    where = frame_index(data, form)
    for marks in segmentation.frames:
        if marks.segment not in {None, segment} or marks.index >= where.count:
            continue
        stored = decode(data, form, marks.index, frames=where)
        if segmentation.type == "FRACTIONAL":
            yield marks, np.clip(stored.astype(np.float32) / segmentation.most, 0, 1)
        else:
            yield marks, (stored == segment if marks.segment is None else stored != 0).astype(np.float32)


def read(entry: Entry, dataset: Dataset) -> Content:
    """Describe what is marked, and where."""
    found = segmentation_of(entry, dataset)
    counts = Counter(marks.segment for marks in found.frames)
    if found.type == "LABELMAP":
        counts = Counter({segment.number: len(found.frames) for segment in found.segments})
    return Content(
        kind="segmentation",
        title=dataset.text("ContentDescription") or dataset.text("SeriesDescription") or label_of(dataset) or say("core.doc.marks"),
        facts=[
            [say("core.doc.label.marked"), when(dataset.text("ContentDate"), dataset.text("ContentTime"))],
            [say("core.doc.label.by"), person_name(dataset.text("ContentCreatorName"))],
            *(
                [segment.label or say("core.doc.segment", number=str(segment.number)), _summary(segment, counts[segment.number])]
                for segment in found.segments
            ),
        ],
        notes=[] if found.segments else [say("core.doc.marks.none")],
        more={
            "type": found.type,
            "segments": [{**asdict(segment), "color": segment.color and list(segment.color), "frames": counts[segment.number]} for segment in found.segments],
            "frames": [{"segment": marks.segment, "plane": _plane(marks.plane), "of": list(marks.of)} for marks in found.frames],
            "references": list(found.references),
            "frame_of_reference": dataset.text("FrameOfReferenceUID"),
        },
    )  # fmt: skip


def _summary(segment: Segment, frames: int) -> str:
    what = segment.what if segment.what.lower() != segment.label.lower() else ""
    made = say("core.doc.marks.by." + segment.made) if segment.made in _MADE else ""
    return listed(filter(None, (what, made, say("core.doc.slices", n=frames))))


def _plane(plane: Plane | None) -> list[list[float]] | None:
    return None if plane is None else [list(plane.position), list(plane.along_row), list(plane.down_column)]


def _segment(item: Dataset) -> Segment:
    return Segment(
        number=item.integer("SegmentNumber", 0) or 0,
        label=item.text("SegmentLabel"),
        color=srgb(item.numbers("RecommendedDisplayCIELabValue")),
        category=meaning(item, "SegmentedPropertyCategoryCodeSequence"),
        what=meaning(item, "SegmentedPropertyTypeCodeSequence"),
        made=item.text("SegmentAlgorithmType").upper(),
        description=item.text("SegmentDescription"),
    )


def _number(group: Dataset) -> int | None:
    found = next(iter(group.items("SegmentIdentificationSequence")), None)
    return None if found is None else found.integer("ReferencedSegmentNumber")


def _sources(group: Dataset) -> tuple[str, ...]:
    return tuple(
        source.text("ReferencedSOPInstanceUID")
        for derivation in group.items("DerivationImageSequence")[:_MOST_SOURCES]
        for source in derivation.items("SourceImageSequence")[:_MOST_SOURCES]
    )


_D50 = np.array([0.96422, 1.0, 0.82521])
_TO_SRGB = np.array(  # from XYZ under D50 to linear sRGB, whose white is D65, by way of Bradford's adaptation
    [[3.1338561, -1.6168667, -0.4906146], [-0.9787684, 1.9161415, 0.0334540], [0.0719453, -0.2289914, 1.4052427]]
)


def srgb(encoded: list[float]) -> Color | None:
    """Turn a CIELab color as DICOM encodes it into sRGB, 0 to 255 each; None where there is none.

    L* is 0 to 100 in 0 to 65535, a* and b* are -128 to 127 (PS3.3 C.10.7.1.1); the white is D50, that of ICC's profile connection space.
    """
    if len(encoded) < 3:
        return None
    lightness = encoded[0] / 65535 * 100
    a, b = (value / 65535 * 255 - 128 for value in encoded[1:3])
    middle = (lightness + 16) / 116
    parts = np.array([middle + a / 500, middle, middle - b / 200])
    xyz = np.where(parts > 6 / 29, parts**3, 3 * (6 / 29) ** 2 * (parts - 4 / 29)) * _D50
    linear = np.clip(_TO_SRGB @ xyz, 0, 1)
    bent = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    red, green, blue = (round(float(value) * 255) for value in bent)
    return red, green, blue
