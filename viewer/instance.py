"""One DICOM object as the catalogue keeps it: whose it is, what it shows, where its pixels lie. No pixels in it."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from viewer.entries import Entry
from viewer.errors import NoPicture
from viewer.geometry import Plane, plane_of
from viewer.header import Header, PixelLocation, inflate
from viewer.pixelformat import PixelFormat, frame_bits
from viewer.syntaxes import words as syntax_words
from viewer.tags import tag_of
from viewer.text import person_name
from viewer.window import Window, windows_of

__all__ = ["Frame", "Instance", "Patient", "Rescale", "Scale", "Series", "Study", "instance_of"]

Fact = TypeVar("Fact")


@dataclass(frozen=True, slots=True)
class Patient:
    """Whose pictures: two spellings of one person are two patients here, since only people can tell."""

    id: str
    name: str
    birth_date: str
    sex: str


@dataclass(frozen=True, slots=True)
class Study:
    """One visit to the scanner."""

    uid: str
    date: str
    time: str
    description: str
    accession: str
    institution: str


@dataclass(frozen=True, slots=True)
class Series:
    """One run of the scanner."""

    uid: str
    number: int | None
    description: str
    modality: str
    body_part: str


@dataclass(frozen=True, slots=True)
class Rescale:
    """From stored to modality values: value = slope × stored + intercept, in `unit` ("" when the file names none)."""

    slope: float = 1.0
    intercept: float = 0.0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """The size of a pixel: (row, column) in mm, and which kind of millimetre: in the `patient`, at the `detector`, or `none`."""

    spacing: tuple[float, float] | None
    kind: str
    aspect: tuple[float, float] = (1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of an instance."""

    instance: "Instance"
    index: int
    plane: Plane | None
    rescale: Rescale
    windows: tuple[tuple[str, Window], ...]
    time_ms: float | None = None


class Instance:
    """One object with pixels; what all its frames share, and the frames themselves."""

    __slots__ = (
        "acquisition", "entry", "format", "frames", "image_type", "inflated_from", "inverted", "number", "padding", "patient",
        "patient_orientation", "pixels", "rate", "scale", "series", "sop_class", "study", "syntax", "uid",
    )  # fmt: skip

    def __init__(self, entry: Entry, header: Header) -> None:
        """Read what the catalogue needs; raises NoPicture for objects without pixels, and what PixelFormat raises."""
        self.entry = entry
        if header.pixels is None:
            raise NoPicture("This object holds no picture")
        self.pixels: PixelLocation = header.pixels
        self.inflated_from = header.inflated_from
        self.syntax = header.syntax
        self.uid = header.text("SOPInstanceUID")
        self.number = header.integer("InstanceNumber")
        self.acquisition = header.integer("AcquisitionNumber")
        self.patient, self.study, self.series = _identity(header)
        self.format = _held_to_what_is_there(_format(header), self.pixels, entry.size)
        looks = _looks(header)
        self.sop_class = looks.sop_class
        self.image_type = looks.image_type
        self.patient_orientation = looks.patient_orientation
        self.padding = looks.padding
        self.rate = looks.rate
        self.scale = looks.scale
        self.inverted = (self.format.photometric == "MONOCHROME1") != looks.inverse
        self.frames = _frames(self, header)

    def pixel_bytes(self, first: int = 0, last: int | None = None) -> bytes:
        """Read the value of the pixel element from byte `first` to `last`, or to its end."""
        length = self.pixels.length if last is None else last
        start, stop = self.pixels.start + first, None if length is None else self.pixels.start + length
        if self.inflated_from is not None:
            return inflate(self.entry.read(self.inflated_from), path=self.entry.path)[start:stop]
        return self.entry.read(start, stop)

    @property
    def syntax_words(self) -> str:
        """How the pixels are stored, in words."""
        return syntax_words(self.syntax)


def instance_of(entry: Entry, header: Header) -> Instance:
    """Make an instance of a header; raises NoPicture, BrokenFile, UnsupportedPixels, LimitExceeded."""
    return Instance(entry, header)


# The files of a series differ in few elements. What the others mean is worked out once and shared, in time and in memory.


class _Shared(Generic[Fact]):
    """Keeps what `make` makes of a header for the next one whose `keywords` hold the very same bytes."""

    _MOST = 64

    def __init__(self, make: Callable[[Header], Fact], *keywords: str) -> None:
        self._make = make
        self._tags = [tag_of(keyword)[0] for keyword in ("SpecificCharacterSet", *keywords)]
        self._kept: dict[Hashable, Fact] = {}

    def __call__(self, header: Header) -> Fact:
        where = header.pixels
        about = (header.syntax, header.explicit, header.little_endian, where and (where.keyword, where.bits, where.length))
        key = about, header.key(self._tags)
        if key not in self._kept:
            if len(self._kept) >= self._MOST:
                self._kept.clear()
            self._kept[key] = self._make(header)
        return self._kept[key]


def _identity_of(header: Header) -> tuple[Patient, Study, Series]:
    text = header.text
    patient = Patient(text("PatientID"), person_name(text("PatientName")), text("PatientBirthDate"), text("PatientSex"))
    study = Study(
        text("StudyInstanceUID"), text("StudyDate"), text("StudyTime"), text("StudyDescription"),
        text("AccessionNumber"), text("InstitutionName"),
    )  # fmt: skip
    description = text("SeriesDescription") or text("ProtocolName")
    series = Series(
        text("SeriesInstanceUID"), header.integer("SeriesNumber"), description, text("Modality").upper(), text("BodyPartExamined")
    )
    return patient, study, series


_identity = _Shared(
    _identity_of, "PatientID", "PatientName", "PatientBirthDate", "PatientSex", "StudyInstanceUID", "StudyDate", "StudyTime",
    "StudyDescription", "AccessionNumber", "InstitutionName", "SeriesDescription", "ProtocolName", "SeriesInstanceUID", "SeriesNumber",
    "Modality", "BodyPartExamined",
)  # fmt: skip

_format = _Shared(
    PixelFormat.of, "Rows", "Columns", "SamplesPerPixel", "PhotometricInterpretation", "PlanarConfiguration", "BitsAllocated",
    "BitsStored", "HighBit", "PixelRepresentation", "NumberOfFrames", "ExtendedOffsetTable", "ExtendedOffsetTableLengths",
    *(f"{colour}PaletteColorLookupTable{part}" for colour in ("Red", "Green", "Blue") for part in ("Descriptor", "Data")),
    *(f"Segmented{colour}PaletteColorLookupTableData" for colour in ("Red", "Green", "Blue")),
)  # fmt: skip


def _held_to_what_is_there(form: PixelFormat, pixels: PixelLocation, size: int) -> PixelFormat:
    """Take back frames that are announced and for which the file has no room: a number costs nothing, a list of frames does."""
    if form.frames == 1:
        return form
    if pixels.length is None:
        most = (size - pixels.start) // 8  # an item tag and its length for each
    else:
        most = -(-pixels.length * 8 // frame_bits(form)) if not form.compressed else pixels.length
    return form if form.frames <= most else replace(form, frames=max(1, most))


@dataclass(frozen=True, slots=True)
class _Looks:
    """What else is the same for the pictures of a series."""

    sop_class: str
    image_type: tuple[str, ...]
    patient_orientation: tuple[str, ...]
    inverse: bool
    padding: tuple[int, int] | None
    scale: Scale
    rate: float | None


def _looks_of(header: Header) -> _Looks:
    return _Looks(
        sop_class=header.text("SOPClassUID") or header.stored_class,
        image_type=tuple(header.texts("ImageType")),
        patient_orientation=tuple(header.texts("PatientOrientation")),
        inverse=header.text("PresentationLUTShape") == "INVERSE",
        padding=_padding(header),
        scale=_scale(header),
        rate=_rate(header),
    )


_looks = _Shared(
    _looks_of, "SOPClassUID", "ImageType", "PatientOrientation", "PresentationLUTShape", "PixelPaddingValue", "PixelPaddingRangeLimit",
    "PixelRepresentation", "PixelSpacing", "ImagerPixelSpacing", "NominalScannedPixelSpacing", "PixelAspectRatio",
    "RecommendedDisplayFrameRate", "CineRate", "FrameTime", "FrameTimeVector",
)  # fmt: skip


def _padding(header: Header) -> tuple[int, int] | None:
    """The stored values that mean "outside the picture", lowest and highest (PS3.3 C.7.5.1.1.2)."""
    value = header.integer("PixelPaddingValue")
    if value is None:
        return None
    limit = header.integer("PixelPaddingRangeLimit", value)
    assert limit is not None  # noqa: S101 - for the type checker: the default is a number
    if header.integer("PixelRepresentation") == 1:  # written as US by many, meant as SS (PS3.5 7.2 "US or SS")
        value, limit = (number - 0x1_0000 if number > 0x7FFF else number for number in (value, limit))
    return min(value, limit), max(value, limit)


def _pair(numbers: Sequence[float]) -> tuple[float, float] | None:
    return (numbers[0], numbers[1]) if len(numbers) >= 2 and min(numbers[:2]) > 0 else None


def _scale(header: Header) -> Scale:
    patient, detector = _pair(header.numbers("PixelSpacing")), _pair(header.numbers("ImagerPixelSpacing"))
    if patient and (patient != detector):
        return Scale(patient, "patient", patient)
    if detector:  # the body part is smaller than its shadow (PS3.3 10.7.1.3)
        return Scale(detector, "detector", detector)
    film = _pair(header.numbers("NominalScannedPixelSpacing"))
    if film:
        return Scale(film, "detector", film)
    return Scale(None, "none", _pair(header.numbers("PixelAspectRatio")) or (1.0, 1.0))


def _rate(header: Header) -> float | None:
    """Pictures a second, as the file wishes them to be played (PS3.3 C.7.6.5)."""
    for keyword in ("RecommendedDisplayFrameRate", "CineRate"):
        rate = header.number(keyword)
        if rate and 0 < rate <= 1000:
            return rate
    step = header.number("FrameTime")
    if step is None:
        steps = [value for value in header.numbers("FrameTimeVector") if value > 0]
        step = sum(steps) / len(steps) if steps else None
    return 1000.0 / step if step and step >= 1 else None


def _unit(header: Header, rescale: Header) -> str:
    """The unit of the modality values; HU only where it is HU: original CT slices, not scouts nor derived maps."""
    modality = header.text("Modality").upper()
    kind = rescale.text("RescaleType").upper()
    if modality == "PT":
        unit = header.text("Units")
        return {"BQML": "Bq/ml", "CNTS": "counts", "GML": "g/ml"}.get(unit, unit.lower())
    if modality == "CT":
        types = {value.upper() for value in header.texts("ImageType")}
        original = "LOCALIZER" not in types and "DERIVED" not in types
        return "HU" if rescale.number("RescaleSlope") is not None and kind in ("", "HU") and original else ""
    return "" if kind in ("", "US", "UNSPECIFIED") else kind if kind == "HU" else rescale.text("RescaleType")


def _values_of(header: Header) -> tuple[Rescale, tuple[tuple[str, Window], ...]]:
    return _rescale(header, header), windows_of(header)


_values = _Shared(
    _values_of, "RescaleSlope", "RescaleIntercept", "RescaleType", "Units", "ImageType", "Modality", "WindowCenter", "WindowWidth",
    "WindowCenterWidthExplanation", "VOILUTFunction",
)  # fmt: skip


def _rescale(header: Header, part: Header) -> Rescale:
    slope, intercept = part.number("RescaleSlope"), part.number("RescaleIntercept")
    return Rescale(slope or 1.0, intercept or 0.0, _unit(header, part))


def _frames(instance: Instance, header: Header) -> tuple[Frame, ...]:
    rescale, windows = _values(header)
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
        position, orientation, measures, voi, values = ((own and _group(own, keyword)) or shared[keyword] for keyword in _GROUPS)
        if index == 0 and (spacing := _pair(measures.numbers("PixelSpacing"))):
            instance.scale = Scale(spacing, "patient", spacing)
        frames.append(
            Frame(
                instance,
                index,
                plane_of(position.numbers("ImagePositionPatient"), orientation.numbers("ImageOrientationPatient")),
                _rescale(header, values),
                windows_of(voi) or windows,
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


def _group(source: Header, keyword: str) -> Header | None:
    found = source.items(keyword)
    return found[0] if found else None
