"""What sets one picture apart from another at the same place: echo, diffusion, kind of image, phase, time (PS3.3 C.8.3, C.8.13)."""

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from viewer.dicom.cache import Shared
from viewer.dicom.dataset import Dataset
from viewer.image import makers

__all__ = ["NEVER", "NONE", "TOLD_IN", "Moment", "Told", "Traits", "moment_of", "told_by_groups", "traits_of", "with_content"]


@dataclass(frozen=True, slots=True)
class Traits:
    """What a picture was made with; None or empty where the file does not tell. Times in ms, b in s/mm², energy in kV."""

    kind: tuple[str, ...] = ()
    energy: float | None = None
    echo: int | None = None
    echo_time: float | None = None
    inversion_time: float | None = None
    b: float | None = None
    direction: tuple[float, ...] = ()
    vectors: tuple[tuple[str, int], ...] = ()  # the segment, or the energy window, detector and rotation of nuclear medicine, by number
    stack: str = ""
    dimensions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """When a picture was taken, in each way that files tell it: only the order of these numbers means something."""

    trigger: float | None = None
    temporal: float | None = None
    acquisition: int | None = None
    clock: str = ""


NONE = Traits()
NEVER = Moment()


def _traits_of(dataset: Dataset) -> Traits:
    b, direction = _b(dataset), _direction(dataset)
    if b is None or not direction:
        told = _told(dataset)
        b = told[0] if b is None else b
        direction = direction or told[1]
    return Traits(
        kind=(*(value.upper() for value in dataset.texts("ImageType")), *_component(dataset)),
        energy=dataset.number("KVP"),
        echo=dataset.integer("EchoNumbers"),
        echo_time=dataset.number("EchoTime"),
        inversion_time=dataset.number("InversionTime"),
        b=b,
        direction=direction,
    )


_COMPONENTS = ("MAGNITUDE", "PHASE", "REAL", "IMAGINARY")
"""What GE's codes for the part of the signal mean, in the standard's words (PS3.3 C.8.13.3.1.1)."""


def _component(dataset: Dataset) -> tuple[str, ...]:
    """Return which part of the signal a picture shows where an element of its own tells; one word or none."""
    own = dataset.text("ComplexImageComponent").upper()
    if own:
        return (own,) if own in _COMPONENTS else ()
    code = makers.numbers(dataset, makers.COMPONENT)[:1]
    return (_COMPONENTS[int(code[0])],) if code and code[0] in range(len(_COMPONENTS)) else ()


_MOST_B = 1e5


def _b(dataset: Dataset) -> float | None:
    """Return the b-value from its own element, else from the places where makers kept it before there was one."""
    value = dataset.number("DiffusionBValue")
    if value is None:
        value = next(iter(makers.numbers(dataset, makers.B_VALUE)), None)
        value = None if value is None else value % _MOST_B if value >= 1e6 else value  # GE: 1000001000 means 1000
    return value if value is None or 0 <= value < _MOST_B else None


def _direction(dataset: Dataset) -> tuple[float, ...]:
    found = dataset.numbers("DiffusionGradientOrientation") or makers.numbers(dataset, makers.DIRECTION)
    return tuple(round(value, 3) + 0.0 for value in found) if len(found) == 3 and any(found) else ()


_SEQUENCE = re.compile(r"\*?ep\w*_b(\d{1,5})(?:t|#(\d{1,5}))?")
"""How Siemens calls a diffusion sequence: `*ep_b1000#12` is the twelfth direction, `ep_b1000t` their mean."""
_COMMENT = re.compile(r"b=\s*(\d{1,5}(?:\.\d+)?)\s*(?:\(\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*\))?")
"""What Canon and Toshiba write into the comment: `b=1500(0.445,0.000,0.895)`."""


def _told(dataset: Dataset) -> tuple[float | None, tuple[float, ...]]:
    """Return b-value and direction as makers tell them in words; a number stands for a direction that has only that."""
    if sequence := _SEQUENCE.fullmatch(dataset.text("SequenceName")):
        return float(sequence[1]), (float(sequence[2]),) if sequence[2] else ()
    if dataset.text("Manufacturer").upper().startswith(("TOSHIBA", "CANON")):
        comment = _COMMENT.search(dataset.text("ImageComments")[:200])
        if comment:
            try:
                way = tuple(round(float(part), 3) + 0.0 for part in comment.groups()[1:] if part)
            except ValueError:
                way = ()
            return float(comment[1]), way if any(way) else ()
    return None, ()


traits_of = Shared(
    _traits_of, "ImageType", "KVP", "EchoNumbers", "EchoTime", "InversionTime", "DiffusionBValue", "DiffusionGradientOrientation",
    "ComplexImageComponent", "SequenceName", "ImageComments", "Manufacturer", also=makers.key,
)  # fmt: skip
"""The traits of an object."""


def moment_of(dataset: Dataset, acquisition: int | None) -> Moment:
    """Read when an object was taken."""
    trigger = dataset.number("TriggerTime")
    if trigger is None:
        trigger = dataset.number("NominalPercentageOfCardiacPhase")
    temporal = dataset.number("TemporalPositionIdentifier")
    if temporal is None:  # positron emission counts from a reference (PS3.3 C.8.9.4)
        temporal = dataset.number("FrameReferenceTime")
    return Moment(trigger, temporal, acquisition, dataset.text("AcquisitionDateTime") or dataset.text("AcquisitionTime"))


_FRAME_TYPES = ("MRImageFrameTypeSequence", "CTImageFrameTypeSequence", "PETFrameTypeSequence", "USImageDescriptionSequence")

TOLD_IN = (
    *_FRAME_TYPES, "ImageDataTypeSequence", "MREchoSequence", "MRModifierSequence", "MRDiffusionSequence", "CardiacSynchronizationSequence",
    "TemporalPositionSequence", "SegmentIdentificationSequence",
)  # fmt: skip
"""The functional groups that `told_by_groups` reads."""


class Told(NamedTuple):
    """What the functional groups of a frame tell, but for its content (FrameContentSequence), in which nearly all frames differ."""

    traits: Traits
    moment: Moment
    offset: float | None
    """The time of TemporalPositionSequence, which goes before what the content tells; None where there is none."""


def told_by_groups(groups: tuple[Dataset, ...], traits: Traits, moment: Moment) -> Told:
    """Read the functional groups of one frame: its own, then those that all share; what they leave open is as in the object."""

    def group(keyword: str) -> Dataset | None:
        for source in groups:
            if keyword in source and (item := next(source.each(keyword), None)) is not None:
                return item
        return None

    kind, segment, offset = traits.kind, traits.vectors, None
    echo_time, inversion, b, direction = traits.echo_time, traits.inversion_time, traits.b, traits.direction
    trigger = moment.trigger
    types = next((found for keyword in _FRAME_TYPES if (found := group(keyword)) is not None), None)
    if types is not None:
        kind = tuple(value.upper() for value in (*types.texts("FrameType"), types.text("ComplexImageComponent")) if value) or kind
    if (part := group("ImageDataTypeSequence")) is not None:  # ultrasound: tissue, flow, stiffness (PS3.3 C.8.24.6.2)
        kind = (*kind, part.text("DataType").upper())
    if (part := group("MREchoSequence")) is not None:
        echo_time = part.number("EffectiveEchoTime", echo_time)
    if (part := group("MRModifierSequence")) is not None:
        inversion = part.number("InversionTimes", inversion)
    if (part := group("MRDiffusionSequence")) is not None:
        b = part.number("DiffusionBValue", 0.0 if part.text("DiffusionDirectionality") == "NONE" else b)
        inner = next(iter(part.items("DiffusionGradientDirectionSequence")), part)
        direction = _direction(inner) or direction
    if (part := group("CardiacSynchronizationSequence")) is not None:
        trigger = part.number("NominalCardiacTriggerDelayTime", part.number("NominalPercentageOfCardiacPhase", trigger))
    if (part := group("TemporalPositionSequence")) is not None:
        offset = part.number("TemporalPositionTimeOffset")
    if (part := group("SegmentIdentificationSequence")) is not None:
        segment = (("segment", part.integer("ReferencedSegmentNumber", 0) or 0),)
    return Told(
        replace(traits, kind=kind, echo_time=echo_time, inversion_time=inversion, b=b, direction=direction, vectors=segment),
        replace(moment, trigger=trigger, temporal=moment.temporal if offset is None else offset),
        offset,
    )


def with_content(told: Told, content: Dataset | None) -> tuple[Traits, Moment]:
    """Return the traits and the moment of a frame whose FrameContentSequence has this item, None where it has none."""
    traits, moment, offset = told
    if content is None:
        return traits, moment
    dimensions = tuple(int(value) for value in content.numbers("DimensionIndexValues")[:32])
    return (
        replace(traits, stack=content.text("StackID"), dimensions=dimensions),
        Moment(
            moment.trigger,
            content.number("TemporalPositionIndex", moment.temporal) if offset is None else offset,
            content.integer("FrameAcquisitionNumber", moment.acquisition),
            content.text("FrameAcquisitionDateTime") or moment.clock,
        ),
    )
