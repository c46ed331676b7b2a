"""The frames of one object: each with its place, its values and its time (PS3.3 C.7.6.16, the functional groups)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from viewer.geometry import Plane, plane_of
from viewer.header import Header
from viewer.scale import scale_in_groups
from viewer.values import Named, Rescale, rescale_of, values, voi_of

if TYPE_CHECKING:
    from viewer.instance import Instance

__all__ = ["Frame", "frames_of"]


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of an instance."""

    instance: "Instance"
    index: int
    plane: Plane | None
    rescale: Rescale
    windows: Named
    time_ms: float | None = None


def frames_of(instance: "Instance", header: Header) -> tuple[Frame, ...]:
    """Read the frames of an object."""
    rescale, windows = values(header)
    plane = plane_of(header.numbers("ImagePositionPatient"), header.numbers("ImageOrientationPatient"))
    count = instance.format.frames
    if "PerFrameFunctionalGroupsSequence" not in header and "SharedFunctionalGroupsSequence" not in header:
        step = 1000.0 / instance.rate if instance.rate and count > 1 else None
        return tuple(Frame(instance, index, plane, rescale, windows, None if step is None else index * step) for index in range(count))
    groups = header.items("PerFrameFunctionalGroupsSequence")
    of_all = next(iter(header.items("SharedFunctionalGroupsSequence")), header)
    shared = {keyword: _group(of_all, keyword) or header for keyword in _GROUPS}
    frames = []
    for index in range(count):
        own = groups[index] if index < len(groups) else None
        position, orientation, measures, voi, transform = ((own and _group(own, keyword)) or shared[keyword] for keyword in _GROUPS)
        own_rescale = rescale_of(header, transform)
        if index == 0:
            projected = (own and _group(own, _PROJECTED)) or _group(of_all, _PROJECTED)
            instance.scale = scale_in_groups(header, measures, projected) or instance.scale
        frames.append(
            Frame(
                instance,
                index,
                plane_of(position.numbers("ImagePositionPatient"), orientation.numbers("ImageOrientationPatient")),
                own_rescale,
                voi_of(header, voi, own_rescale) or windows,
            )
        )
    return tuple(frames)


_GROUPS = (
    "PlanePositionSequence",
    "PlaneOrientationSequence",
    "PixelMeasuresSequence",
    "FrameVOILUTSequence",
    "PixelValueTransformationSequence",
)
"""The functional groups that are read: a frame's own, else the shared one (PS3.3 C.7.6.16), else the object itself."""


_PROJECTED = "FramePixelDataPropertiesSequence"


def _group(source: Header, keyword: str) -> Header | None:
    found = source.items(keyword)
    return found[0] if found else None
