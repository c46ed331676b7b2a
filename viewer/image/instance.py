"""One DICOM object as the catalog keeps it: whose it is, what it shows, where its pixels lie. No pixels in it."""

from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from sys import intern
from typing import Any

from numpy.typing import NDArray

from viewer.dicom.cache import Shared
from viewer.dicom.dataset import Dataset, PixelLocation
from viewer.dicom.syntaxes import words as syntax_words
from viewer.errors import BrokenFile, NoPicture
from viewer.image.about import About, about
from viewer.image.groups import Described, described, groups_left_out
from viewer.image.identity import identity, language
from viewer.image.layers import layers_of
from viewer.image.looks import looks
from viewer.image.mosaic import Mosaic, called_mosaic, grid_of, mosaic_of, single
from viewer.image.notices import (
    COLORED,
    TAKEN_APART,
    TILED,
    Notices,
    color_profile,
    cut_short,
    frames_found,
    guessed_letters,
    lossy,
    only_icon,
    subtracted,
)
from viewer.image.overlays import overlays_left_out
from viewer.image.subtraction import subtraction_of
from viewer.image.suv import Uptake, uptake_of
from viewer.pixels.ending import ended
from viewer.pixels.format import MOST_FRAMES, PixelFormat, frame_bits
from viewer.pixels.tally import tally
from viewer.source.archives.blocks import RAW, ZLIB, Inflated
from viewer.source.archives.opening import Opening
from viewer.source.archives.part import Part
from viewer.source.entries import Entry
from viewer.space.grid import Grid
from viewer.space.plane import directions
from viewer.telling import Sentence

__all__ = ["Frame", "Instance", "icon_of", "instance_of"]

_UID = 64
"""Letters of a UID (PS3.5 section 9.1)."""


@dataclass(frozen=True, slots=True)
class Frame(Described):
    """One picture of an instance; `index` is its number there, from 0."""

    instance: "Instance" = field(kw_only=True)
    index: int = field(kw_only=True)

    @property
    def source(self) -> "Frame":
        """The frame itself: it is a picture as it was taken, and no cut through many."""
        return self

    @property
    def grid(self) -> Grid | None:
        """Where its pixels lie in the patient; None where the file does not place it in the body."""
        scale, form = self.instance.scale, self.instance.format
        if self.plane is None or not self.plane.body or scale.spacing is None or scale.kind != "patient" or min(scale.spacing) <= 0:
            return None
        return Grid(self.plane, scale.spacing, form.rows, form.columns)


_TOLD = attrgetter(*(one.name for one in fields(Described)))


class Instance:
    """One object with pixels; what all its frames share, and the frames themselves."""

    __slots__ = (
        "about", "acquisition", "color_profile", "entry", "format", "frames", "image_type", "inflated_from", "inverted", "layers", "mosaic",
        "notices", "number", "padding", "patient",
        "patient_orientation", "pixels", "rate", "reference", "scale", "series", "sop_class", "study", "subtraction", "supplement", "syntax",
        "tiled", "uid", "unpacked", "uptake",
    )  # fmt: skip

    def __init__(self, entry: Entry, dataset: Dataset) -> None:
        """Read what the catalog needs; raises NoPicture for objects without pixels, and what PixelFormat raises."""
        self.entry = entry
        if dataset.pixels is None:
            raise NoPicture("object.sound")
        self.pixels: PixelLocation = dataset.pixels
        self.inflated_from = dataset.inflated_from
        self.unpacked = None if dataset.inflated_from is None else _unpacked(entry, dataset.inflated_from, dataset.size)
        self.syntax = dataset.syntax
        self.uid = dataset.text("SOPInstanceUID")
        self.number = dataset.integer("InstanceNumber")
        self.acquisition = dataset.integer("AcquisitionNumber")
        self.patient, self.study, self.series = identity(dataset)
        self.about: About = about(dataset)
        self.format = _held_to_what_is_there(_format(dataset), self.pixels, entry.size)
        announced = dataset.integer("NumberOfFrames")
        self.format = replace(self.format, frames=min(MOST_FRAMES, tally(entry, dataset, self.format)))
        common = looks(dataset)
        called = called_mosaic(dataset, self.format)
        self.mosaic: Mosaic | None = (mosaic_of if called else grid_of)(dataset, self.format)
        self.tiled = called and self.mosaic is None and not single(dataset, self.format)
        if self.mosaic is not None:
            self.format = self.mosaic.tile
        self.sop_class = common.sop_class
        self.image_type = common.image_type
        self.patient_orientation = common.patient_orientation
        if self.tiled:
            self.patient_orientation = ()
        elif self.mosaic is not None and None in self.mosaic.planes:  # the slices look as the picture does, wherever they lie
            self.patient_orientation = directions(dataset.numbers("ImageOrientationPatient"))
        self.padding = common.padding
        self.rate = common.rate
        self.reference = intern(dataset.text("FrameOfReferenceUID")[:_UID])
        # Two ways of saying the same: radiographs have to give both (PS3.3 C.8.11.3.1.2), and are turned round once. Where the two
        # contradict each other the shape counts, as in DCMTK and Weasis: it was written for the display.
        self.inverted = self.format.photometric == "MONOCHROME1" if common.inverse is None else common.inverse
        self.layers = layers_of(dataset)
        self.notices: Notices = common.notices
        if left := overlays_left_out(dataset):
            self.notices = {**self.notices, "overlays": Sentence("core.notice.overlays", n=left)}
        self.color_profile = "" if self.format.gray else color_profile(dataset)
        if "lossy" in self.notices:
            self.notices = {**self.notices, "lossy": lossy(dataset)}
        if letters := language(dataset):
            self.notices = {**self.notices, "letters": guessed_letters(letters)}
        if called and (self.tiled or (self.mosaic is not None and None in self.mosaic.planes)):
            self.notices = {"mosaic": TILED if self.tiled else TAKEN_APART, **self.notices}
        if announced is not None and self.mosaic is None and self.format.frames != max(1, announced):
            self.notices = {"frames": frames_found(self.format.frames, announced), **self.notices}
        elif announced is None and self.mosaic is None and self.format.frames > 1:
            self.notices = {"frames": frames_found(self.format.frames, None), **self.notices}
        if cut := self._cut(dataset):
            self.notices = {"cut": cut, **self.notices}
        self.supplement = common.supplement if self.format.gray and self.format.samples == 1 else None
        if self.supplement is not None:
            self.notices = {**self.notices, "palette": COLORED}
        film = self.format.gray and self.format.frames > 1 and self.mosaic is None
        self.subtraction = subtraction_of(dataset, self.format.frames) if film else None
        self.uptake: Uptake | None = uptake_of(dataset) if self.series.modality == "PT" else None
        facts, scale = described(
            dataset, self.format.frames, acquisition=self.acquisition, rate=self.rate, mosaic=self.mosaic, tiled=self.tiled,
            supplemented=self.supplement is not None,
        )  # fmt: skip
        self.scale = scale or common.scale
        self.frames = tuple(Frame(*_TOLD(told), instance=self, index=index) for index, told in enumerate(facts))
        if groups_left_out(dataset, len(self.frames)):
            self.notices = {**self.notices, "groups": Sentence("core.notice.groups")}
        if (dataset.integer("NumberOfFrames") or 1) > MOST_FRAMES <= self.format.frames:
            self.notices = {**self.notices, "frames": Sentence("core.notice.frames.most", n=MOST_FRAMES)}
        if self.subtraction is not None:
            self.notices = {
                **self.notices,
                "subtraction": subtracted(
                    understood=bool(self.subtraction.items),
                    recommended=self.subtraction.recommended,
                    linear=bool(self.subtraction.linear),
                ),
            }

    def _cut(self, dataset: Dataset) -> Sentence | None:
        """Return a notice where the file ends before its pixels do, else None; what is missing inside a compressed picture only decoding tells."""
        length = self.pixels.length
        if length is None or self.format.compressed:
            missing = ended(self.entry, dataset, frames=1 if self.mosaic else self.format.frames)
            return cut_short(*missing, compressed=True) if missing else None
        return cut_short(min(length, dataset.size - self.pixels.start), -(-frame_bits(self.format) * self.format.frames // 8))

    def pixel_bytes(self, first: int = 0, last: int | None = None) -> bytes:
        """Read the value of the pixel element from byte `first` to `last`, or to its end."""
        length = self.pixels.length if last is None else last
        return self.bytes_at(self.pixels.start + first, None if length is None else self.pixels.start + length)

    def bytes_at(self, start: int, stop: int | None) -> bytes:
        """Read bytes of the file, or of what is unpacked where it is deflated."""
        return (self.entry if self.unpacked is None else self.unpacked).read(start, stop)

    def frame_bytes(self, index: int) -> bytes | None:
        """Read one frame's bytes out of many, where they can be told apart without reading the others; else None."""
        form, length = self.format, self.pixels.length
        bits = frame_bits(form)
        if form.compressed or not form.little_endian or length is None or bits % 8 or length * 8 < bits * form.frames:
            return None
        if bits != frame_bits(form, folded=False):  # whether the chroma is really shared, only the whole tells
            return None
        return self.pixel_bytes(index * bits // 8, (index + 1) * bits // 8)

    def words(self, index: int) -> NDArray[Any] | None:
        """Read the stored words of a frame with all their bits, shape (rows, columns), unsigned; None where they are no whole numbers of one sample.

        Raises Unreadable, and what decoding raises.
        """
        from viewer.pixels.decode import decode  # late: reading headers does without

        form = self.format if self.mosaic is None else self.mosaic.stored
        if form.kind != "integer" or form.samples != 1 or form.allocated not in (8, 16, 32):
            return None
        whole = replace(form, stored=form.allocated, high_bit=form.allocated - 1, signed=False, photometric="MONOCHROME2", palette=None)
        if self.mosaic is not None:
            return self.mosaic.cut(decode(self.pixel_bytes(), whole, 0), index)
        alone = self.frame_bytes(index)
        return decode(self.pixel_bytes(), whole, index) if alone is None else decode(alone, replace(whole, frames=1), 0)

    @property
    def syntax_words(self) -> str:
        """How the pixels are stored, in words."""
        return syntax_words(self.syntax)


_LATELY = Opening()
"""Keeps what was inflated lately, of all deflated objects together."""


def _unpacked(entry: Entry, start: int, size: int) -> Entry:
    """Return a deflated data set (PS3.5 A.5) as an entry: a frame is read from the nearest place that is kept, not all unpacked for each."""
    packed = Part(entry, [(start, entry.size - start)], path=entry.path)
    bare = Inflated(packed, RAW, _LATELY, path=entry.path, size=size)
    try:
        bare.read(0, 1)
    except BrokenFile:  # some write zlib's frame around it
        return Inflated(packed, ZLIB, _LATELY, path=entry.path, size=size)
    return bare


def instance_of(entry: Entry, dataset: Dataset) -> Instance:
    """Make an instance of a data set; raises NoPicture, BrokenFile, UnsupportedPixels, LimitExceeded."""
    return Instance(entry, dataset)


def icon_of(entry: Entry, dataset: Dataset) -> Instance | None:
    """Make an instance of the small picture that stands for one which is missing (Icon Image Sequence, PS3.3 F.7); None where there is none.

    Some devices have put the picture itself there. Raises what `instance_of` raises.
    """
    icon = next(dataset.each("IconImageSequence"), None)
    if icon is None:
        return None
    found = dataset.with_picture_of(icon)
    if found.pixels is None:
        return None
    instance = Instance(entry, found)
    rows, columns = dataset.integer("Rows", 0) or 0, dataset.integer("Columns", 0) or 0
    whole = instance.format.rows >= rows and instance.format.columns >= columns and not dataset.truncated
    instance.notices = {"icon" if whole else "cut": only_icon(rows, columns, whole=whole, cut=dataset.truncated), **instance.notices}
    return instance


_format = Shared(
    PixelFormat.of, "Rows", "Columns", "SamplesPerPixel", "PhotometricInterpretation", "PlanarConfiguration", "BitsAllocated",
    "BitsStored", "HighBit", "PixelRepresentation", "NumberOfFrames", "ExtendedOffsetTable", "ExtendedOffsetTableLengths",
    *(f"{color}PaletteColorLookupTable{part}" for color in ("Red", "Green", "Blue") for part in ("Descriptor", "Data")),
    *(f"Segmented{color}PaletteColorLookupTableData" for color in ("Red", "Green", "Blue")),
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
