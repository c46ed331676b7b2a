"""What one should know of a picture before one trusts it, in plain sentences (PS3.3 C.7.6.1.1.5, C.7.6.1, C.8.6.1, C.11.15)."""

from viewer.dicom.classes import captured
from viewer.dicom.dataset import Dataset

__all__ = [
    "ABOUT",
    "COLORED",
    "SAVED_VIEW",
    "TAKEN_APART",
    "TILED",
    "color_profile",
    "cut_short",
    "frames_found",
    "guessed_letters",
    "lossy",
    "notices_of",
    "only_icon",
    "subtracted",
]

ABOUT = (
    "LossyImageCompression", "BurnedInAnnotation", "SOPClassUID", "ConversionType", "ImageType", "Modality", "PixelPresentation",
    "PhotometricInterpretation", "RedPaletteColorLookupTableDescriptor", "EnhancedPaletteColorLookupTableSequence",
)  # fmt: skip
"""The elements that `notices_of` reads."""

SAVED_VIEW = "A saved view of these pictures (presentation state) is among the files; it can be switched on under “Saved views”"

TILED = "Many small slices lie side by side in this one picture. The file no longer says how to separate them; a copy straight from the scanner would"
TAKEN_APART = (
    "These slices were stored side by side in one picture and are shown one by one. Where in the body they lie, and which of them is the "
    "highest, the file no longer says"
)
"""What is told of a mosaic whose private header is missing."""
COLORED = "Some of the values are shown in the colors that the file brings for them, the others in gray"

_LOSSY = frozenset(f"1.2.840.10008.1.2.4.{number}" for number in (50, 51, 53, 55))
"""Transfer syntaxes that cannot but lose: JPEG's lossy processes. In the others the file has to tell."""

_METHODS = {
    "ISO_10918_1": "JPEG", "ISO_14495_1": "JPEG-LS", "ISO_15444_1": "JPEG 2000", "ISO_15444_15": "High-Throughput JPEG 2000",
    "ISO_18181_1": "JPEG XL", "ISO_13818_2": "MPEG-2", "ISO_14496_10": "MPEG-4", "ISO_23008_2": "HEVC",
}  # fmt: skip

_CONVERSIONS = {
    "DV": "A picture of a video", "DI": "A copy of a digital picture", "DF": "A scanned film", "WSD": "A saved screen",
    "SD": "A scanned paper", "SI": "A scanned picture", "DRW": "A drawing", "SYN": "A picture made by a computer",
}  # fmt: skip

_PROCESSED = frozenset("CR DX MG IO PX RG".split())
"""Modalities whose every picture for looking at is called derived."""

_MOST_NAME = 200


def guessed_letters(language: str) -> str:
    """Return the notice that names were read in letters that the file does not declare."""
    return (
        f"The file does not say in which alphabet its names are written, or names one that cannot be right. They were read as {language}, "
        "which is a guess"
    )


def lossy(dataset: Dataset) -> str:
    """Return the notice that the picture was compressed with loss, how and how much."""
    how = ", ".join([*_methods(dataset), *_ratios(dataset)])
    return f"Compressed{f' ({how})' if how else ''}: fine detail may be lost"


def notices_of(dataset: Dataset) -> dict[str, str]:
    """Return the notices of an image, kind → sentence; the same for the files of a series, `ABOUT` says by what.

    Only the ratio of a compression differs: where "lossy" is among the kinds, `lossy` makes the sentence of each file.
    """
    found = {}
    loss = dataset.text("LossyImageCompression") == "01" or dataset.syntax in _LOSSY
    if loss:
        found["lossy"] = ""
    if dataset.text("BurnedInAnnotation").upper() == "YES":
        found["burned in"] = "Text in the picture may name the patient; it cannot be hidden"
    sop_class = dataset.text("SOPClassUID") or dataset.stored_class
    if captured(sop_class):
        what = _CONVERSIONS.get(dataset.text("ConversionType").upper(), "A copy of a picture, perhaps of a screen")
        found["capture"] = f"{what}, not the original: what is measured in it may be wrong"
    elif (
        dataset.text("ImageType").upper() == "DERIVED" and not loss and dataset.text("Modality").upper() not in _PROCESSED
    ):  # what was compressed with loss is called derived as well
        found["derived"] = "Calculated from other pictures, not taken directly"
    palette = "RedPaletteColorLookupTableDescriptor" in dataset or "EnhancedPaletteColorLookupTableSequence" in dataset
    if (
        palette
        and dataset.text("PixelPresentation").upper() in ("COLOR", "MIXED", "TRUE_COLOR")
        and dataset.text("PhotometricInterpretation").startswith("MONOCHROME")
    ):
        found["palette"] = "The file brings colors for some of its values; here all are shown in gray"
    return found


def _methods(dataset: Dataset) -> list[str]:
    named = (_METHODS.get(method.upper()) for method in dataset.texts("LossyImageCompressionMethod"))
    return list(dict.fromkeys(name for name in named if name))


def _ratios(dataset: Dataset) -> list[str]:
    ratios = [ratio for ratio in dataset.numbers("LossyImageCompressionRatio")[:4] if 1 < ratio < 100_000]
    if not ratios:
        return []
    return ["about " + " and then ".join(f"1:{ratio:.0f}" if ratio >= 9.5 else f"1:{ratio:.2g}" for ratio in ratios)]


def cut_short(there: int, needed: int, *, compressed: bool = False) -> str:
    """Return the notice that a file holds fewer bytes of pixels than its pictures need, 0 where that is not known; empty when there are enough."""
    if there >= needed > 0:
        return ""
    share = f"{100 * max(0, there) // needed} per cent of its picture data are there" if needed else "part of its picture data is missing"
    # A decoder fills what is missing with black, white, gray or the last row, and RLE's missing low bytes with steps of gray.
    return f"The file ends too early: {share}, {'what is shown in place of the rest is not real' if compressed else 'the rest is black'}"


def frames_found(there: int, announced: int | None) -> str:
    """Return the notice that a file holds another number of pictures than it announces; None where it announces none."""
    shown = f"{there} are there, and all of them are shown"
    if announced is None:
        return f"The file does not say how many pictures it holds: {shown}"
    said = f"The file says that it holds {announced} picture{'s' * (announced != 1)}"
    return f"{said}, but {shown}" if there > announced else f"{said}, but only {there} {'is' if there == 1 else 'are'} there"


def only_icon(rows: int, columns: int, *, whole: bool, cut: bool) -> str:
    """Return the notice that what is shown lay where otherwise the small preview of a picture lies; `whole`: it is as large as the picture should be."""
    if whole:
        return "The picture was not in its place in the file; it was found where otherwise the small preview is, and is shown from there"
    size = f" of {columns} by {rows} points" if rows and columns else ""
    why = "The file ends before its picture" if cut else "The picture itself is missing in this file"
    return f"{why}{size}: only its small preview is shown. Ask for a new copy of it"


def subtracted(*, understood: bool, recommended: bool, linear: bool = False) -> str:
    """Return the notice that a file speaks of subtracting its pictures from one another, and what is done about it."""
    if not understood:
        return "The file wants these pictures to be seen subtracted, but how, it does not say in a way that is read here: they are shown as taken"
    mask = ". The earlier picture itself (the mask) has nothing to be subtracted from it, and is shown as taken"
    if linear:
        mask += ". The values are in proportion to the X-rays; for this their logarithms are taken"
    if not recommended:
        return f"The file says how these pictures can be subtracted; “Subtract” (A−B) shows them so{mask}"
    return f"Shown subtracted, as the file wants it: only what changed since an earlier picture. “Subtract” (A−B) shows them as taken, and back{mask}"


def color_profile(dataset: Dataset) -> str:
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
    return name or dataset.text("ColorSpace") or "without a name"


def _described(value: bytes) -> str:
    if value[:4] == b"desc":  # version 2: the length and then ASCII
        text = value[12 : 12 + min(int.from_bytes(value[8:12], "big"), _MOST_NAME)].decode("ascii", "replace")
    elif value[:4] == b"mluc":  # version 4: the first of many languages
        length, start = int.from_bytes(value[20:24], "big"), int.from_bytes(value[24:28], "big")
        text = value[start : start + min(length, 2 * _MOST_NAME)].decode("utf-16-be", "replace")
    else:
        return ""
    return "".join(letter for letter in text if letter.isprintable()).strip()
