"""What sets one picture apart from another at the same place: echo, diffusion, kind of image, phase, time (PS3.3 C.8.3, C.8.13)."""

from dataclasses import dataclass, replace

from viewer.header import Header
from viewer.shared import Shared

__all__ = ["NEVER", "NONE", "Moment", "Traits", "moment_of", "traits_of", "traits_of_frame"]


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
    label: str = ""  # the segment, or the energy window, detector and rotation of nuclear medicine
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


def _traits_of(header: Header) -> Traits:
    return Traits(
        kind=tuple(value.upper() for value in header.texts("ImageType")),
        energy=header.number("KVP"),
        echo=header.integer("EchoNumbers"),
        echo_time=header.number("EchoTime"),
        inversion_time=header.number("InversionTime"),
        b=_b(header),
        direction=_direction(header),
    )


def _creator(header: Header, group: str) -> str:
    return header.text(f"PrivateCreator{group}").upper()


def _b(header: Header) -> float | None:
    """Give the b-value from its own element, else from the places where vendors kept it before there was one."""
    value = header.number("DiffusionBValue")
    if value is None and _creator(header, "0019").startswith("SIEMENS"):
        value = header.number("SiemensBValue")
    if value is None and _creator(header, "0043").startswith("GEMS_PARM"):
        value = header.number("GEBValue")
        value = None if value is None else value % 1e5 if value >= 1e6 else value  # 1000001000 means 1000
    if value is None and _creator(header, "2001").startswith("PHILIPS"):
        value = header.number("PhilipsBValue")
    return value


def _direction(header: Header) -> tuple[float, ...]:
    found = header.numbers("DiffusionGradientOrientation")
    if not found and _creator(header, "0019").startswith("SIEMENS"):
        found = header.numbers("SiemensDirection")
    if not found and _creator(header, "0019").startswith("GEMS"):
        found = [value for axis in "XYZ" if (value := header.number(f"GEDirection{axis}")) is not None]
    if not found and _creator(header, "2005").startswith("PHILIPS"):
        found = [value for axis in "XYZ" if (value := header.number(f"PhilipsDirection{axis}")) is not None]
    return tuple(round(value, 3) + 0.0 for value in found) if len(found) == 3 and any(found) else ()


traits_of = Shared(
    _traits_of, "ImageType", "KVP", "EchoNumbers", "EchoTime", "InversionTime", "DiffusionBValue", "DiffusionGradientOrientation",
    "PrivateCreator0019", "PrivateCreator0043", "PrivateCreator2001", "PrivateCreator2005", "SiemensBValue", "SiemensDirection",
    "GEBValue", "GEDirectionX", "GEDirectionY", "GEDirectionZ", "PhilipsBValue", "PhilipsDirectionX", "PhilipsDirectionY",
    "PhilipsDirectionZ",
)  # fmt: skip
"""The traits of an object."""


def moment_of(header: Header, acquisition: int | None) -> Moment:
    """Read when an object was taken."""
    trigger = header.number("TriggerTime")
    if trigger is None:
        trigger = header.number("NominalPercentageOfCardiacPhase")
    temporal = header.number("TemporalPositionIdentifier")
    if temporal is None:  # positron emission counts from a reference (PS3.3 C.8.9.4)
        temporal = header.number("FrameReferenceTime")
    return Moment(trigger, temporal, acquisition, header.text("AcquisitionDateTime") or header.text("AcquisitionTime"))


_FRAME_TYPES = ("MRImageFrameTypeSequence", "CTImageFrameTypeSequence", "PETFrameTypeSequence")


def traits_of_frame(groups: tuple[Header, ...], traits: Traits, moment: Moment) -> tuple[Traits, Moment]:
    """Read the functional groups of one frame: its own, then those that all share; what they leave open is as in the object."""

    def group(keyword: str) -> Header | None:
        for source in groups:
            if keyword in source and (item := next(source.each(keyword), None)) is not None:
                return item
        return None

    kind, stack, dimensions, segment = traits.kind, traits.stack, traits.dimensions, traits.label
    echo_time, inversion, b, direction = traits.echo_time, traits.inversion_time, traits.b, traits.direction
    trigger, temporal, acquisition, clock = moment.trigger, moment.temporal, moment.acquisition, moment.clock
    if (content := group("FrameContentSequence")) is not None:
        stack = content.text("StackID")
        dimensions = tuple(int(value) for value in content.numbers("DimensionIndexValues")[:32])
        temporal = content.number("TemporalPositionIndex", temporal)
        acquisition = content.integer("FrameAcquisitionNumber", acquisition)
        clock = content.text("FrameAcquisitionDateTime") or clock
    types = next((found for keyword in _FRAME_TYPES if (found := group(keyword)) is not None), None)
    if types is not None:
        kind = tuple(value.upper() for value in (*types.texts("FrameType"), types.text("ComplexImageComponent")) if value) or kind
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
        temporal = part.number("TemporalPositionTimeOffset", temporal)
    if (part := group("SegmentIdentificationSequence")) is not None:
        segment = f"segment {part.integer('ReferencedSegmentNumber', 0)}"
    return (
        replace(
            traits, kind=kind, echo_time=echo_time, inversion_time=inversion, b=b, direction=direction,
            label=segment, stack=stack, dimensions=dimensions,
        ),
        Moment(trigger, temporal, acquisition, clock),
    )  # fmt: skip
