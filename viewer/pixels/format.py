"""How the pixels of an image are stored, checked and repaired before anything is allocated (PS3.3 C.7.6.3.1, PS3.5 section 8)."""

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.dataset import Dataset
from viewer.dicom.syntaxes import family, is_video, syntax_of
from viewer.errors import BrokenFile, LimitExceeded, NoPicture, UnsupportedPixels
from viewer.pixels.color import Palette, palette_of

__all__ = ["MOST_FRAMES", "YBR", "PixelFormat", "check_weight", "frame_bits", "stored_bits"]

_LONGEST_SIDE = 65535  # rows and columns are numbers of 16 bits
_MOST_FRAME_BYTES = 1 << 29
MOST_FRAMES = 1 << 18  # the largest microscope slides have some 150,000
_LIGHT = 1 << 24
_MOST_THINNED = 1000
_MOST_THINNED_LARGE = 256
_MOST_BLANK = 1 << 25
_GRAY = frozenset(("MONOCHROME1", "MONOCHROME2"))
YBR = frozenset(("YBR_FULL", "YBR_FULL_422", "YBR_PARTIAL_422"))
_COLOR = frozenset(("RGB", "YBR_RCT", "YBR_ICT", "YBR_PARTIAL_420", "XYB", *YBR))
_KINDS: dict[str, tuple[Literal["integer", "float", "double"], int]] = {
    "PixelData": ("integer", 16),
    "FloatPixelData": ("float", 32),
    "DoubleFloatPixelData": ("double", 64),
}
_DTYPES = {
    (kind, bits, signed): np.dtype(f"{'iu'[not signed] if kind == 'integer' else 'f'}{1 if bits <= 8 else 2 if bits <= 16 else bits // 8}")
    for kind, sizes in {"integer": (*range(1, 17), 32), "float": (32,), "double": (64,)}.items()
    for bits in sizes
    for signed in (False, True)
}
_WHOLE = (1, 8, 16, 32)


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelFormat:
    """How the pixels of one image are stored; the fields are DICOM's image pixel attributes.

    `word_bits` is 8 where the element is OB: it matters for big endian files only. `encapsulated` is None where only the syntax
    tells. `extended` is the Extended Offset Table: offsets and lengths.
    """

    syntax: str = "1.2.840.10008.1.2.1"
    rows: int
    columns: int
    samples: int = 1
    frames: int = 1
    allocated: int = 16
    stored: int = 16
    high_bit: int = 15
    signed: bool = False
    photometric: str = "MONOCHROME2"
    planar: int = 0
    kind: Literal["integer", "float", "double"] = "integer"
    little_endian: bool = True
    word_bits: int = 16
    encapsulated: bool | None = None
    palette: Palette | None = field(default=None, compare=False, repr=False)
    extended: tuple[tuple[int, ...], tuple[int, ...]] | None = field(default=None, compare=False, repr=False)

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of the stored values of a gray frame; color frames are uint8 whatever this says."""
        return _DTYPES[self.kind, self.allocated, self.signed]

    @property
    def packed(self) -> bool:
        """Whether values of another number of bits than a byte or a word has lie one after the other without a gap."""
        return self.kind == "integer" and self.allocated not in _WHOLE

    @property
    def up(self) -> int:
        """By how many bits the stored ones lie below the top of the container in which a value is decoded."""
        return 8 * self.dtype.itemsize - 1 - self.high_bit

    @property
    def gray(self) -> bool:
        """Whether frames have one value for each pixel that is not a color."""
        return self.photometric in _GRAY

    @property
    def compressed(self) -> bool:
        """Whether frames have to be decoded by a codec."""
        return family(self.syntax) != "native"

    @classmethod
    def of(cls, dataset: Dataset) -> "PixelFormat":
        """Read the format from a data set, repairing what can only mean one thing.

        Raises NoPicture without pixels, UnsupportedPixels, LimitExceeded, and BrokenFile where rows, columns or bits make no sense.
        """
        location = dataset.pixels
        if location is None:
            raise NoPicture("file.sound")
        kind, bits = _KINDS[location.keyword]
        rows, columns = dataset.integer("Rows", 0) or 0, dataset.integer("Columns", 0) or 0
        if not (0 < rows <= _LONGEST_SIDE and 0 < columns <= _LONGEST_SIDE):
            raise BrokenFile("pixels.size", columns=columns, rows=rows, most=_LONGEST_SIDE)
        photometric = dataset.text("PhotometricInterpretation").upper().replace(" ", "_").replace("PALETTE_COLOR", "PALETTE COLOR")
        samples = dataset.integer("SamplesPerPixel") or (3 if photometric in _COLOR else 1)
        photometric = _settled(photometric, samples)
        allocated = bits if kind != "integer" else dataset.integer("BitsAllocated") or bits
        if (kind, allocated, False) not in _DTYPES:
            raise UnsupportedPixels("pixels.bits", bits=allocated, do="export")
        syntax = syntax_of(dataset.syntax)
        if kind == "integer" and allocated not in _WHOLE and (syntax.family != "native" or location.length is None):
            allocated = 8 if allocated < 8 else 16  # a decoder gives whole bytes
        stored = dataset.integer("BitsStored") or allocated
        if kind == "integer" and allocated == 16 and _packed(location.length, rows * columns * samples, dataset, stored):
            allocated = stored
        if not 0 < stored <= allocated or kind != "integer":
            stored = allocated
        high_bit = dataset.integer("HighBit", stored - 1) or 0
        _check_syntax(dataset.syntax, location.length, kind)
        form = cls(
            syntax=dataset.syntax,
            rows=rows,
            columns=columns,
            samples=samples,
            frames=min(MOST_FRAMES, max(1, dataset.integer("NumberOfFrames", 1) or 1)),
            allocated=allocated,
            stored=stored,
            high_bit=high_bit if stored - 1 <= high_bit < allocated else stored - 1,
            signed=dataset.integer("PixelRepresentation", 0) == 1 and kind == "integer" and allocated > 1,
            photometric=photometric,
            planar=dataset.integer("PlanarConfiguration", 0) or 0,
            kind=kind,
            little_endian=dataset.little_endian and syntax.little_endian,
            word_bits=location.bits,
            encapsulated=location.length is None,
            palette=palette_of(dataset) if photometric == "PALETTE COLOR" else None,
            extended=_extended(dataset) if location.length is None else None,
        )
        if frame_bits(form) > 8 * _MOST_FRAME_BYTES:
            raise LimitExceeded("pixels.large", columns=columns, rows=rows, most=_MOST_FRAME_BYTES >> 20)
        return form


def _settled(photometric: str, samples: int) -> str:
    """Return a photometric interpretation that agrees with the number of samples: the number is what the bytes obey."""
    if samples not in (1, 3):
        raise UnsupportedPixels(
            "pixels.samples" if photometric else "pixels.model", samples=samples, model=photometric, expected="samples", do="export"
        )
    if samples == 1:
        return photometric if photometric in _GRAY or photometric == "PALETTE COLOR" else "MONOCHROME2"
    if photometric in _COLOR:
        return photometric
    if photometric in ("HSV", "ARGB", "CMYK"):
        raise UnsupportedPixels("pixels.color", model=photometric, do="export")
    return "RGB"


def _packed(length: int | None, values: int, dataset: Dataset, stored: int) -> bool:
    """Whether values of 10 or 12 bits that are said to fill 16 lie without a gap, told by the exact length of a whole element."""
    if length is None or stored not in (10, 12) or syntax_of(dataset.syntax).family != "native":
        return False
    needed = -(-values * max(1, dataset.integer("NumberOfFrames", 1) or 1) * stored // 8)
    return length == needed + needed % 2 and dataset.pixels is not None and dataset.pixels.start + length <= dataset.size


def _check_syntax(uid: str, length: int | None, kind: str) -> None:
    """Raise UnsupportedPixels for a syntax that nothing here decodes; the sentence names it."""
    syntax = syntax_of(uid)
    if not syntax.family:
        raise UnsupportedPixels("pixels.unknown", stored=syntax.name, do="video" if is_video(uid) else "export")
    if kind != "integer" and (length is None or syntax.family != "native"):
        raise UnsupportedPixels("pixels.fractions", stored=syntax.name, do="export")


def _extended(dataset: Dataset) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    offsets, lengths = dataset.raw("ExtendedOffsetTable"), dataset.raw("ExtendedOffsetTableLengths")
    if not offsets or not lengths:
        return None
    first, second = (tuple(np.frombuffer(raw, "<u8", len(raw) // 8).tolist()) for raw in (offsets, lengths))
    return first, second


def frame_bits(form: PixelFormat, *, folded: bool = True) -> int:
    """Count the bits of one native frame; `folded`: chroma shared by two pixels is stored once."""
    pixels = form.rows * form.columns
    if folded and form.photometric in ("YBR_FULL_422", "YBR_PARTIAL_422"):
        return -(-pixels // 2) * 4 * form.allocated
    return pixels * form.samples * form.allocated


def check_weight(size: int, form: PixelFormat, *, blank: bool = False) -> bool:
    """Refuse a large frame for which `size` bytes are there, when that is next to nothing; raises BrokenFile.

    A few bytes that claim a hundred million pixels cost seconds and gigabytes, and show nothing: CharLS counts on in zeros when its
    stream has ended. JPEG stays below 256 pixels a byte and RLE below 64; beyond 33 million values (a large mammogram has 27 million)
    no more than that is believed of any, since OpenJPEG takes four bytes and colors take as many again for each. With `blank`, for
    compressions that make next to nothing of a picture of one value, such a frame is let through up to that size, and True returned.
    """
    claimed, values = frame_bits(form) // 8, form.rows * form.columns * form.samples
    if claimed <= _LIGHT or (claimed <= _MOST_THINNED * size and (values <= _MOST_BLANK or values <= _MOST_THINNED_LARGE * size)):
        return False
    if blank and values <= _MOST_BLANK:
        return True
    raise BrokenFile("pixels.thin", columns=form.columns, rows=form.rows, n=size, do="again")


def stored_bits(samples: NDArray[Any], form: PixelFormat, *, up: int, bits: int = 0) -> NDArray[Any]:
    """Keep the `bits` (else `form.stored`) that lie `up` bits below the top of the container, and extend their sign.

    Bits that are not stored may hold anything (PS3.5 section 8.1.1): overlays in old files, rubbish in others.
    """
    container = 8 * samples.dtype.itemsize
    bits = bits or form.stored
    if form.kind != "integer" or form.allocated == 1 or bits >= container:
        return samples
    if samples.dtype.kind == "u" and up == container - bits:
        masked: NDArray[Any] = np.bitwise_and(samples, samples.dtype.type((1 << bits) - 1))
        return masked
    # To the top and down again; an arithmetic shift where the type is signed.
    shifted: NDArray[Any] = np.left_shift(samples, samples.dtype.type(up))
    shifted >>= samples.dtype.type(container - bits)
    return shifted
