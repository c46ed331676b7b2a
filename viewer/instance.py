"""One DICOM object as the catalogue keeps it: whose it is, what it shows, where its pixels lie. No pixels in it."""

from dataclasses import dataclass, replace
from sys import intern

from viewer.about import About, about
from viewer.ending import ended
from viewer.entries import Entry
from viewer.errors import NoPicture
from viewer.frames import frames_of
from viewer.header import Header, PixelLocation, inflate
from viewer.identity import identity
from viewer.layers import layers_of
from viewer.mosaic import Mosaic, grid_of, mosaic_of
from viewer.notices import ABOUT as NOTICES
from viewer.notices import colour_profile, cut_short, lossy, notices_of
from viewer.pixelformat import PixelFormat, frame_bits
from viewer.scale import ABOUT as SCALE
from viewer.scale import Scale, scale_of
from viewer.shared import Shared
from viewer.syntaxes import words as syntax_words
from viewer.uptake import Uptake, uptake_of
from viewer.values import padding_of

__all__ = ["Instance", "instance_of"]

_UID = 64
"""Letters of a UID (PS3.5 section 9.1)."""


class Instance:
    """One object with pixels; what all its frames share, and the frames themselves."""

    __slots__ = (
        "about", "acquisition", "colour_profile", "entry", "format", "frames", "image_type", "inflated_from", "inverted", "layers", "mosaic",
        "notices", "number", "padding", "patient",
        "patient_orientation", "pixels", "rate", "reference", "scale", "series", "sop_class", "study", "syntax", "uid", "uptake",
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
        self.patient, self.study, self.series = identity(header)
        self.about: About = about(header)
        self.format = _held_to_what_is_there(_format(header), self.pixels, entry.size)
        looks = _looks(header)
        self.mosaic: Mosaic | None = (mosaic_of if "MOSAIC" in looks.image_type else grid_of)(header, self.format)
        if self.mosaic is not None:
            self.format = self.mosaic.tile
        self.sop_class = looks.sop_class
        self.image_type = looks.image_type
        self.patient_orientation = looks.patient_orientation
        self.padding = looks.padding
        self.rate = looks.rate
        self.reference = intern(header.text("FrameOfReferenceUID")[:_UID])
        self.scale = looks.scale
        # Two ways of saying the same: radiographs have to give both (PS3.3 C.8.11.3.1.2), and are turned round once. Where the two
        # contradict each other the shape counts, as in DCMTK and Weasis: it was written for the display.
        self.inverted = self.format.photometric == "MONOCHROME1" if looks.inverse is None else looks.inverse
        self.layers = layers_of(header)
        self.colour_profile = "" if self.format.grey else colour_profile(header)
        self.notices = looks.notices
        if "lossy" in self.notices:
            self.notices = {**self.notices, "lossy": lossy(header)}
        if cut := self._cut(header):
            self.notices = {"cut": cut, **self.notices}
        self.uptake: Uptake | None = uptake_of(header) if self.series.modality == "PT" else None
        self.frames = frames_of(self, header)

    def _cut(self, header: Header) -> str:
        """Say it when the file ends before its pixels do; what is missing inside a compressed picture only decoding tells."""
        length = self.pixels.length
        if length is None or self.format.compressed:
            missing = ended(self.entry, header, frames=1 if self.mosaic else self.format.frames)
            return cut_short(*missing, compressed=True) if missing else ""
        return cut_short(min(length, header.size - self.pixels.start), -(-frame_bits(self.format) * self.format.frames // 8))

    def pixel_bytes(self, first: int = 0, last: int | None = None) -> bytes:
        """Read the value of the pixel element from byte `first` to `last`, or to its end."""
        length = self.pixels.length if last is None else last
        return self.bytes_at(self.pixels.start + first, None if length is None else self.pixels.start + length)

    def bytes_at(self, start: int, stop: int | None) -> bytes:
        """Read bytes of the file, or of what is unpacked where it is deflated."""
        if self.inflated_from is not None:
            return inflate(self.entry.read(self.inflated_from), path=self.entry.path)[start:stop]
        return self.entry.read(start, stop)

    def frame_bytes(self, index: int) -> bytes | None:
        """Read one frame's bytes out of many, where they can be told apart without reading the others; else None."""
        form, length = self.format, self.pixels.length
        bits = frame_bits(form)
        if form.compressed or not form.little_endian or length is None or bits % 8 or length * 8 < bits * form.frames:
            return None
        if bits != frame_bits(form, folded=False):  # whether the chroma is really shared, only the whole tells
            return None
        return self.pixel_bytes(index * bits // 8, (index + 1) * bits // 8)

    @property
    def syntax_words(self) -> str:
        """How the pixels are stored, in words."""
        return syntax_words(self.syntax)


def instance_of(entry: Entry, header: Header) -> Instance:
    """Make an instance of a header; raises NoPicture, BrokenFile, UnsupportedPixels, LimitExceeded."""
    return Instance(entry, header)


_format = Shared(
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
    inverse: bool | None
    padding: tuple[float, float] | None
    scale: Scale
    rate: float | None
    notices: dict[str, str]


def _looks_of(header: Header) -> _Looks:
    return _Looks(
        sop_class=header.text("SOPClassUID") or header.stored_class,
        image_type=tuple(header.texts("ImageType")),
        patient_orientation=tuple(header.texts("PatientOrientation")),
        inverse={"INVERSE": True, "IDENTITY": False}.get(header.text("PresentationLUTShape").upper()),
        padding=padding_of(header),
        scale=scale_of(header),
        rate=_rate(header),
        notices=notices_of(header),
    )


_looks = Shared(
    _looks_of,
    *dict.fromkeys((
        "SOPClassUID", "ImageType", "PatientOrientation", "PresentationLUTShape", "PixelPaddingValue", "PixelPaddingRangeLimit",
        "FloatPixelPaddingValue", "FloatPixelPaddingRangeLimit", "DoubleFloatPixelPaddingValue", "DoubleFloatPixelPaddingRangeLimit",
        "PixelRepresentation", "BitsStored", "BitsAllocated", "RecommendedDisplayFrameRate", "CineRate", "FrameTime", "FrameTimeVector",
        *SCALE, *NOTICES,
    )),
)  # fmt: skip


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
