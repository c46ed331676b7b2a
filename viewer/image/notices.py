"""What one should know of a picture before one trusts it, in sentences that are kept (PS3.3 C.7.6.1.1.5, C.7.6.1, C.8.6.1, C.11.15)."""

from collections.abc import Sequence

from viewer.dicom.classes import captured
from viewer.dicom.dataset import Dataset
from viewer.telling import Listing, Sentence

__all__ = [
    "ABOUT",
    "COLORED",
    "SAVED_VIEW",
    "TAKEN_APART",
    "TILED",
    "Notices",
    "color_profile",
    "cut_short",
    "frames_found",
    "guessed_letters",
    "lossy",
    "notices_of",
    "only_icon",
    "subtracted",
]

Notices = dict[str, Sentence]
"""The sentences by their kinds: of each kind a stack has one."""

ABOUT = (
    "LossyImageCompression", "BurnedInAnnotation", "SOPClassUID", "ConversionType", "ImageType", "Modality", "PixelPresentation",
    "PhotometricInterpretation", "RedPaletteColorLookupTableDescriptor", "EnhancedPaletteColorLookupTableSequence",
)  # fmt: skip
"""The elements that `notices_of` reads."""

SAVED_VIEW = Sentence("core.notice.saved")
TILED, TAKEN_APART = Sentence("core.notice.tiled"), Sentence("core.notice.apart")
"""What is told of a mosaic whose private header is missing."""
COLORED = Sentence("core.notice.colored")

_LOSSY = frozenset(f"1.2.840.10008.1.2.4.{number}" for number in (50, 51, 53, 55))
"""Transfer syntaxes that cannot but lose: JPEG's lossy processes. In the others the file has to tell."""

_METHODS = {
    "ISO_10918_1": "JPEG", "ISO_14495_1": "JPEG-LS", "ISO_15444_1": "JPEG 2000", "ISO_15444_15": "High-Throughput JPEG 2000",
    "ISO_18181_1": "JPEG XL", "ISO_13818_2": "MPEG-2", "ISO_14496_10": "MPEG-4", "ISO_23008_2": "HEVC",
}  # fmt: skip

_CONVERSIONS = frozenset("DV DI DF WSD SD SI DRW SYN".split())
"""Defined terms of Conversion Type (PS3.3 C.8.6.1)."""

_PROCESSED = frozenset("CR DX MG IO PX RG".split())
"""Modalities whose every picture for looking at is called derived."""

_MOST_NAME = 200


def guessed_letters(languages: Sequence[str]) -> Sentence:
    """Return the notice that names were read in letters that the file does not declare, of one or several languages."""
    said, *more = [Sentence("core.letters." + language.lower().replace(" ", "_")) for language in languages]
    for last in more:
        said = Sentence("core.list.and", before=said, last=last)
    return Sentence("core.notice.letters", language=said)


def lossy(dataset: Dataset) -> Sentence:
    """Return the notice that the picture was compressed with loss, how and how much."""
    how = [*_methods(dataset), *_ratios(dataset)]
    return Sentence("core.notice.lossy.how", how=Listing(how)) if how else Sentence("core.notice.lossy")


def notices_of(dataset: Dataset) -> Notices:
    """Return the notices of an image by kind; the same for the files of a series, `ABOUT` says by what.

    Only the ratio of a compression differs: where "lossy" is among the kinds, `lossy` makes the sentence of each file.
    """
    found = {}
    loss = dataset.text("LossyImageCompression") == "01" or dataset.syntax in _LOSSY
    if loss:
        found["lossy"] = Sentence("core.notice.lossy")
    if dataset.text("BurnedInAnnotation").upper() == "YES":
        found["burned in"] = Sentence("core.notice.burned")
    sop_class = dataset.text("SOPClassUID") or dataset.stored_class
    if captured(sop_class):
        how = dataset.text("ConversionType").upper()
        found["capture"] = Sentence("core.notice.capture." + (how if how in _CONVERSIONS else "other"))
    elif (
        dataset.text("ImageType").upper() == "DERIVED" and not loss and dataset.text("Modality").upper() not in _PROCESSED
    ):  # what was compressed with loss is called derived as well
        found["derived"] = Sentence("core.notice.derived")
    palette = "RedPaletteColorLookupTableDescriptor" in dataset or "EnhancedPaletteColorLookupTableSequence" in dataset
    if (
        palette
        and dataset.text("PixelPresentation").upper() in ("COLOR", "MIXED", "TRUE_COLOR")
        and dataset.text("PhotometricInterpretation").startswith("MONOCHROME")
    ):
        found["palette"] = Sentence("core.notice.palette")
    return found


def _methods(dataset: Dataset) -> list[str]:
    named = (_METHODS.get(method.upper()) for method in dataset.texts("LossyImageCompressionMethod"))
    return list(dict.fromkeys(name for name in named if name))


def _ratios(dataset: Dataset) -> list[Sentence]:
    ratios = [ratio for ratio in dataset.numbers("LossyImageCompressionRatio")[:4] if 1 < ratio < 100_000]
    if not ratios:
        return []
    said: str | Sentence
    said, *more = [f"1:{ratio:.0f}" if ratio >= 9.5 else f"1:{ratio:.2g}" for ratio in ratios]
    for after in more:
        said = Sentence("core.notice.ratio.then", before=said, after=after)
    return [Sentence("core.notice.ratio", ratios=said)]


def cut_short(there: int, needed: int, *, compressed: bool = False) -> Sentence | None:
    """Return the notice that a file holds fewer bytes of pixels than its pictures need, 0 where that is not known; None when there are enough."""
    if there >= needed > 0:
        return None
    # A decoder fills what is missing with black, white, gray or the last row, and RLE's missing low bytes with steps of gray.
    if not needed:
        return Sentence("core.notice.cut.part.filled" if compressed else "core.notice.cut.part")
    return Sentence("core.notice.cut.share.filled" if compressed else "core.notice.cut.share", share=100 * max(0, there) // needed)


def frames_found(there: int, announced: int | None) -> Sentence:
    """Return the notice that a file holds another number of pictures than it announces; None where it announces none."""
    if announced is None:
        return Sentence("core.notice.frames.silent", n=there)
    found = Sentence("core.notice.frames.there" if there > announced else "core.notice.frames.fewer", n=there)
    return Sentence("core.notice.frames.other", n=announced, there=found)


def only_icon(rows: int, columns: int, *, whole: bool, cut: bool) -> Sentence:
    """Return the notice that what is shown lay where otherwise the small preview of a picture lies; `whole`: it is as large as the picture should be."""
    if whole:
        return Sentence("core.notice.icon.whole")
    if rows and columns:
        return Sentence("core.notice.icon.cut.size" if cut else "core.notice.icon.missing.size", rows=rows, columns=columns)
    return Sentence("core.notice.icon.cut" if cut else "core.notice.icon.missing")


def subtracted(*, understood: bool, recommended: bool, linear: bool = False) -> Sentence:
    """Return the notice that a file speaks of subtracting its pictures from one another, and what is done about it."""
    if not understood:
        return Sentence("core.notice.subtracted.unknown")
    mask = Sentence("core.notice.subtracted.mask.linear" if linear else "core.notice.subtracted.mask")
    return Sentence("core.notice.subtracted.shown" if recommended else "core.notice.subtracted.possible", mask=mask)


def color_profile(dataset: Dataset) -> str | Sentence:
    """Return the name of the ICC profile that a color image brings along (PS3.3 C.11.15; ICC.1, the tag "desc"); empty for none."""
    raw = dataset.raw("ICCProfile")
    if not raw:
        return ""
    name = ""
    if raw[36:40] == b"acsp":
        count = min(int.from_bytes(raw[128:132], "big"), 100)
        for at in range(132, 132 + 12 * count, 12):
            if raw[at : at + 4] == b"desc":
                start = int.from_bytes(raw[at + 4 : at + 8], "big")
                name = _described(raw[start : start + int.from_bytes(raw[at + 8 : at + 12], "big")])
                break
    return name or dataset.text("ColorSpace") or Sentence("core.profile.unnamed")


def _described(value: bytes) -> str:
    if value[:4] == b"desc":  # version 2: the length and then ASCII
        text = value[12 : 12 + min(int.from_bytes(value[8:12], "big"), _MOST_NAME)].decode("ascii", "replace")
    elif value[:4] == b"mluc":  # version 4: the first of many languages
        length, start = int.from_bytes(value[20:24], "big"), int.from_bytes(value[24:28], "big")
        text = value[start : start + min(length, 2 * _MOST_NAME)].decode("utf-16-be", "replace")
    else:
        return ""
    return "".join(letter for letter in text if letter.isprintable()).strip()
