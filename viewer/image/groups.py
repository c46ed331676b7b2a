"""What a file tells of each of its frames: place, values and time, from the functional groups (PS3.3 C.7.6.16) or from the vectors of older objects."""

import struct
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice
from typing import NamedTuple

from viewer.dicom.dataset import Dataset
from viewer.dicom.keywords import tag_of
from viewer.image.modality import Named, Rescale, rescale_of, values, voi_of
from viewer.image.mosaic import Mosaic
from viewer.image.scale import Scale, scale_in_groups
from viewer.image.traits import NEVER, NONE, TOLD_IN, Moment, Told, Traits, moment_of, told_by_groups, traits_of, with_content
from viewer.space.plane import Plane, plane_of

__all__ = ["Described", "described", "groups_left_out"]

_MOST_GROUPS = 50_000
"""Frames of which the functional groups are read: what has more are microscope slides, whose tiles have no place in the body."""


_MOST_ALIKE = 1024
"""Different sets of groups of which is kept what they tell: directions of diffusion, or phases of a heart, with echoes."""


@dataclass(frozen=True, slots=True)
class Described:
    """What is told of one frame."""

    plane: Plane | None
    rescale: Rescale
    windows: Named
    time_ms: float | None = None
    traits: Traits = NONE
    moment: Moment = NEVER
    in_stack: int | None = None
    colored: bool = True


class _Alike(NamedTuple):
    """What is told of all frames that have the same groups, but for where they lie and what is their content."""

    orientation: list[float]
    rescale: Rescale
    windows: Named
    told: Told
    colored: bool
    planes: dict[Hashable, Plane | None]
    """Where those lie that were placed so far, by the bytes of the groups that tell it."""


def described(
    dataset: Dataset,
    count: int,
    *,
    acquisition: int | None,
    rate: float | None,
    mosaic: Mosaic | None,
    tiled: bool,
    supplemented: bool,
) -> tuple[tuple[Described, ...], Scale | None]:
    """Return what is told of each of `count` frames, and the pixel spacing that the groups of the first one tell, None where they tell none.

    `rate`: frames a second, where the file says it; `tiled`: many slices lie in one picture and cannot be taken apart; `supplemented`:
    the object has a palette that colors some of its frames.
    """
    rescale, windows = values(dataset)
    traits, moment = traits_of(dataset), moment_of(dataset, acquisition)
    if "PerFrameFunctionalGroupsSequence" not in dataset and "SharedFunctionalGroupsSequence" not in dataset:
        if count == 1:
            where = dataset.numbers("ImagePositionPatient"), dataset.numbers("ImageOrientationPatient")
            plane = None if tiled else plane_of(*where)  # of many slices in one picture it is the place of none
            return (Described(plane, rescale, windows, None, traits, moment),), None
        planes, vectors = _planes(dataset, count, mosaic), _vectors(dataset, count)
        times = _times(dataset, count, rate, mosaic)
        alone = tuple(
            Described(
                planes[index], rescale, windows, times[index], replace(traits, vectors=vectors[index]) if vectors[index] else traits, moment
            )
            for index in range(count)
        )
        return alone, None
    return _grouped(dataset, count, Described(None, rescale, windows, None, traits, moment), supplemented=supplemented)


def _grouped(dataset: Dataset, count: int, whole: Described, *, supplemented: bool) -> tuple[tuple[Described, ...], Scale | None]:
    """Return what the functional groups tell of each of `count` frames; `whole` is what the object itself tells."""
    groups = islice(dataset.each("PerFrameFunctionalGroupsSequence"), min(count, _MOST_GROUPS))
    of_all = next(dataset.each("SharedFunctionalGroupsSequence"), dataset)
    shared = {keyword: _group(of_all, keyword) or dataset for keyword in _GROUPS}
    scale: Scale | None = None
    frames: list[Described] = []
    bare: Described | None = None  # the last frame that has nothing of its own: a million may be announced, and all are like it
    common: Rescale | None = None  # of frames that have no transformation of their own
    alike: dict[Hashable, _Alike] = {}
    for index in range(count):
        own = next(groups, None) or None  # an empty one tells as little as none
        if own is None and bare is not None:
            frames.append(bare)
            continue
        sources = (of_all,) if own is None else (own, of_all)
        key = own and (own.charset, own.key(_ALIKE))
        same = alike.get(key)
        if same is None:
            _, orientation, measures, voi, transform = ((own and _group(own, keyword)) or shared[keyword] for keyword in _GROUPS)
            if common is None or transform is not shared[_TRANSFORM]:
                own_rescale = rescale_of(dataset, transform)
                common = own_rescale if transform is shared[_TRANSFORM] else common
            else:
                own_rescale = common
            if index == 0:
                projected = (own and _group(own, _PROJECTED)) or _group(of_all, _PROJECTED)
                scale = scale_in_groups(dataset, measures, projected)
            same = _Alike(
                orientation.numbers("ImageOrientationPatient"),
                own_rescale,
                voi_of(dataset, voi, own_rescale) or whole.windows,
                told_by_groups(sources, whole.traits, whole.moment),
                not supplemented or not _monochrome(own, of_all),
                {},
            )
            if len(alike) >= _MOST_ALIKE:
                alike.clear()
            alike[key] = same
        place = own and own.key(_PLACES)
        if place not in same.planes:
            position = (own and _group(own, _POSITION)) or shared[_POSITION]
            same.planes[place] = plane_of(position.numbers("ImagePositionPatient"), same.orientation) or _in_volume(sources)
        content = own and _group(own, _CONTENT)
        frames.append(
            Described(
                same.planes[place],
                same.rescale,
                same.windows,
                None,
                *with_content(same.told, _group(of_all, _CONTENT) if content is None else content),
                content.integer("InStackPositionNumber") if content else None,
                same.colored,
            )
        )
        if own is None:
            bare = frames[-1]
    return tuple(frames), scale


def _in_volume(groups: Sequence[Dataset]) -> Plane | None:
    """Place a frame in its volume, where that is all that is known (ultrasound, PS3.3 C.7.6.16.2.21 and C.7.6.16.2.22)."""
    place, way = (next((found for source in groups if (found := _group(source, keyword))), None) for keyword in _OF_VOLUME)
    if place is None:
        return None
    cosines = way.numbers("ImageOrientationVolume") if way else []
    return plane_of(place.numbers("ImagePositionVolume"), cosines, body=False)


def _planes(dataset: Dataset, count: int, mosaic: Mosaic | None) -> Sequence[Plane | None]:
    """Place the frames of an object without functional groups."""
    if mosaic is not None:
        return mosaic.planes
    place, way = dataset.numbers("ImagePositionPatient"), dataset.numbers("ImageOrientationPatient")
    offsets = dataset.numbers("GridFrameOffsetVector")
    if not place and (detectors := dataset.items("DetectorInformationSequence")):  # nuclear medicine (PS3.3 C.8.4.11)
        place, way = detectors[0].numbers("ImagePositionPatient"), detectors[0].numbers("ImageOrientationPatient")
    first = plane_of(place, way)
    if first is None:
        return (None,) * count
    slices, step = dataset.numbers("SliceVector"), dataset.number("SpacingBetweenSlices")
    if len(offsets) == count:  # a dose: offsets from the first plane, or heights (PS3.3 C.8.8.3.2)
        offsets = [offset - offsets[0] for offset in offsets]
    elif len(slices) == count and step:  # a negative step goes against the normal (PS3.3 C.8.4.15)
        offsets = [(number - 1) * step for number in slices]
    elif dataset.numbers("DetectorVector") or dataset.numbers("EnergyWindowVector"):
        return (None,) * count  # projections: each detector looks from elsewhere
    else:
        return (first,) * count
    normal = first.normal.tolist()
    return tuple(
        replace(first, position=(place[0] + offset * normal[0], place[1] + offset * normal[1], place[2] + offset * normal[2]))
        for offset in offsets
    )


def _times(dataset: Dataset, count: int, rate: float | None, mosaic: Mosaic | None) -> Sequence[float | None]:
    """Return the time of each frame in ms from the first: FrameTimeVector holds the steps (PS3.3 C.7.6.5.1.2), else they are even."""
    steps = dataset.numbers("FrameTimeVector")
    if len(steps) == count and min(steps) >= 0:
        return tuple(accumulate((0.0, *steps[1:])))
    if len(dataset.numbers("SliceVector")) == count or mosaic is not None:
        return (None,) * count  # these are places
    step = dataset.number("FrameTime") or (1000.0 / rate if rate else None)
    return (None,) * count if not step or step < 0 else tuple(index * step for index in range(count))


_VECTORS = (
    ("EnergyWindowVector", "window"),
    ("DetectorVector", "detector"),
    ("RotationVector", "rotation"),
    ("TimeSlotVector", "beat"),
)
"""What may set frames of nuclear medicine apart, named by FrameIncrementPointer (PS3.3 C.8.4.8)."""


def _vectors(dataset: Dataset, count: int) -> list[tuple[tuple[str, int], ...]]:
    """Return what frames of nuclear medicine stand for, where it differs among them."""
    found: list[list[tuple[str, int]]] = [[] for _ in range(count)]
    named = dataset.key([tag_of("FrameIncrementPointer")[0]])[0] or b""
    for keyword, code in _VECTORS:
        numbers = dataset.numbers(keyword)
        tag = tag_of(keyword)[0]
        order = "<" if dataset.little_endian else ">"
        if len(numbers) != count or len(set(numbers)) < 2 or struct.pack(order + "HH", tag >> 16, tag & 0xFFFF) not in named:
            continue
        if keyword == "TimeSlotVector" and not dataset.numbers("SliceVector"):
            continue  # a film
        for vector, number in zip(found, numbers, strict=True):
            vector.append((code, round(number)))
    return list(map(tuple, found))


_GROUPS = (
    (_POSITION := "PlanePositionSequence"),
    "PlaneOrientationSequence",
    "PixelMeasuresSequence",
    "FrameVOILUTSequence",
    (_TRANSFORM := "PixelValueTransformationSequence"),
)
"""The functional groups that are read: a frame's own, else the shared one (PS3.3 C.7.6.16), else the object itself."""

_CONTENT = "FrameContentSequence"
_OF_VOLUME = "PlanePositionVolumeSequence", "PlaneOrientationVolumeSequence"

_TYPES = ("MRImageFrameTypeSequence", "CTImageFrameTypeSequence", "PETFrameTypeSequence", "XRay3DFrameTypeSequence")
"""The groups that tell whether a frame is meant to be seen in gray, where others of the object are in colors (PS3.3 C.8.13.3.1)."""


_ALIKE = [tag_of(keyword)[0] for keyword in (*(one for one in _GROUPS if one != _POSITION), *_TYPES, *TOLD_IN)]
"""The groups that say the same of many frames: the tags of all that are read but place and content."""


_PLACES = [tag_of(keyword)[0] for keyword in (_POSITION, *_OF_VOLUME)]
"""The groups that place a frame, but for its orientation in the body."""


def _monochrome(own: Dataset | None, of_all: Dataset) -> bool:
    found = next((one for source in (own, of_all) if source is not None for keyword in _TYPES if (one := _group(source, keyword))), None)
    return found is not None and found.text("PixelPresentation").upper() == "MONOCHROME"


_PROJECTED = "FramePixelDataPropertiesSequence"


def _group(source: Dataset, keyword: str) -> Dataset | None:
    return next(source.each(keyword), None)


def groups_left_out(dataset: Dataset, count: int) -> bool:
    """Whether an object has functional groups for more of its `count` frames than are read."""
    return count > _MOST_GROUPS and next(islice(dataset.each("PerFrameFunctionalGroupsSequence"), _MOST_GROUPS, None), None) is not None
