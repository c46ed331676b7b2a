"""Graphic annotation: what is drawn and written over pictures by a presentation state (PS3.3 C.10.5, C.10.7)."""

from dataclasses import dataclass
from itertools import islice

from text.say import say
from viewer.dicom.dataset import Dataset
from viewer.dicom.items import Json, reference
from viewer.documents.segmentation import srgb

__all__ = ["MOST_OBJECTS", "Graphic", "Points", "References", "Text", "annotations_of", "colors_of", "of", "pairs"]

MOST_OBJECTS = 5000
_MOST_LOOKED_AT = 20_000  # drawings and texts, those that are left out among them
_MOST_NUMBERS = 20_000  # of one drawing
_MOST_ALL = 400_000  # numbers of all drawings, and pictures that they are about
_MOST_TEXT = 10_000
_TYPES = frozenset(("POINT", "POLYLINE", "INTERPOLATED", "CIRCLE", "ELLIPSE"))
_COMPOUND = {
    # what is drawn of it: its points as a line, in pairs, as a circle or as a cross; a head or graduations are left out
    "MULTILINE": "PAIRS", "INFINITELINE": "POLYLINE", "CUTLINE": "POLYLINE", "RANGELINE": "POLYLINE", "RULER": "POLYLINE",
    "AXIS": "POLYLINE", "ARROW": "POLYLINE", "CROSSHAIR": "POINT", "RECTANGLE": "RECTANGLE", "ELLIPSE": "ELLIPSE",
}  # fmt: skip

Points = tuple[tuple[float, float], ...]
References = tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class Graphic:
    """A drawing: POINT, POLYLINE, INTERPOLATED, CIRCLE (center, a point of the rim), ELLIPSE (ends of the long axis, of the short one).

    Compound graphics besides as PAIRS (lines between two points each) and RECTANGLE (two corners). `units`: PIXEL, column and row of the
    picture from its corner at 0, 0, the center of the first pixel being 0.5, 0.5; MATRIX, the same of a whole slide; or DISPLAY, parts of
    the displayed area from 0 to 1. `color` as CSS writes it, empty for that of the layer; `thick`: of the line, 0 where nothing is said.
    """

    of: References
    layer: str
    kind: str
    units: str
    points: Points
    filled: bool
    color: str = ""
    thick: float = 0.0


@dataclass(frozen=True, slots=True)
class Text:
    """A text in a box (two corners), or at an anchor to which a line may lead; each with units of its own."""

    of: References
    layer: str
    text: str
    box: Points
    box_units: str
    anchor: Points
    anchor_units: str
    anchor_seen: bool
    color: str = ""


def annotations_of(dataset: Dataset, notes: list[str]) -> tuple[list[Graphic], list[Text]]:
    """Read all drawings and texts of a presentation state; what is left out is said in `notes`."""
    graphics: list[Graphic] = []
    texts: list[Text] = []
    room, looked_at = _MOST_ALL, 0
    for item in islice(dataset.each("GraphicAnnotationSequence"), MOST_OBJECTS):
        about, layer = of(item), item.text("GraphicLayer")
        for one, kind, units in _objects(item, notes):
            looked_at += 1
            numbers = one.numbers("GraphicData")
            room -= len(numbers) + len(about)
            if room < 0 or len(graphics) >= MOST_OBJECTS or looked_at > _MOST_LOOKED_AT:
                notes.append(say("core.doc.view.more"))
                return graphics, texts
            if not kind or len(numbers) < 2 or len(numbers) > _MOST_NUMBERS:
                told = one.text("GraphicType") or one.text("CompoundGraphicType")
                notes.append(say("core.doc.view.unknown", kind=told[:16]))
                continue
            line, filled = next(iter(one.items("LineStyleSequence")), None), one.text("GraphicFilled").upper() == "Y"
            color, thick = ("", 0.0) if line is None else (_lab(line, "PatternOnColorCIELabValue"), line.number("LineThickness") or 0.0)
            graphics.append(Graphic(about, layer, kind, units, pairs(numbers), filled, color, min(max(thick, 0.0), 20.0)))
        for one in islice(item.each("TextObjectSequence"), MOST_OBJECTS - len(texts)):
            room -= len(about)
            if room < 0:
                break
            box = one.numbers("BoundingBoxTopLeftHandCorner")[:2] + one.numbers("BoundingBoxBottomRightHandCorner")[:2]
            style = next(iter(one.items("TextStyleSequence")), None)
            texts.append(
                Text(
                    of=about,
                    layer=layer,
                    text=one.text("UnformattedTextValue").replace("\r\n", "\n").replace("\r", "\n")[:_MOST_TEXT],
                    box=pairs(box) if len(box) == 4 else (),
                    box_units=one.text("BoundingBoxAnnotationUnits").upper(),
                    anchor=pairs(one.numbers("AnchorPoint")[:2]),
                    anchor_units=one.text("AnchorPointAnnotationUnits").upper(),
                    anchor_seen=one.text("AnchorPointVisibility").upper() == "Y",
                    color="" if style is None else _lab(style, "TextColorCIELabValue"),
                )
            )
    return graphics, texts


def _objects(item: Dataset, notes: list[str]) -> list[tuple[Dataset, str, str]]:
    """Return the drawings of an annotation with their kind, empty where it is not known, and their units."""
    simple = list(islice(item.each("GraphicObjectSequence"), _MOST_LOOKED_AT))
    found = [
        (one, kind if (kind := one.text("GraphicType").upper()) in _TYPES else "", one.text("GraphicAnnotationUnits")) for one in simple
    ]
    # A compound one may come with its simpler form beside it, under the same number (PS3.3 C.10.5.1.3).
    told = {one.integer("CompoundGraphicInstanceID") for one in simple}
    compound = list(islice(item.each("CompoundGraphicSequence"), _MOST_LOOKED_AT))
    if compound:
        notes.append(say("core.doc.view.simpler"))
    found += [
        (one, _COMPOUND.get(one.text("CompoundGraphicType").upper(), ""), one.text("CompoundGraphicUnits"))
        for one in compound
        if (number := one.integer("CompoundGraphicInstanceID")) is None or number not in told
    ]
    return [(one, kind, units.upper()) for one, kind, units in found]


def of(item: Dataset) -> References:
    """Return the pictures that an item is about; empty for all of which the object speaks."""
    return tuple(reference(one) for one in islice(item.each("ReferencedImageSequence"), MOST_OBJECTS))


def pairs(numbers: list[float]) -> Points:
    """Return numbers as points."""
    return tuple(zip(numbers[::2], numbers[1::2], strict=False))


def colors_of(dataset: Dataset) -> tuple[tuple[str, str], ...]:
    """Return the color that is recommended for each layer, as CSS writes it (PS3.3 C.10.7); layers without one are left out."""
    found = []
    for item in islice(dataset.each("GraphicLayerSequence"), MOST_OBJECTS):
        color = _lab(item, "GraphicLayerRecommendedDisplayCIELabValue")
        gray = item.integer("GraphicLayerRecommendedDisplayGrayscaleValue")
        if not color and gray is not None:
            level = min(max(gray, 0), 0xFFFF) >> 8
            color = f"#{level:02x}{level:02x}{level:02x}"
        if color:
            found.append((item.text("GraphicLayer"), color))
    return tuple(found)


def _lab(item: Dataset, keyword: str) -> str:
    """Return a color written as CIELab in 16 bits (PS3.3 C.10.7.1.1) as CSS writes it; empty where there is none."""
    found = srgb(item.numbers(keyword))
    return "" if found is None else "#" + "".join(f"{part:02x}" for part in found)
