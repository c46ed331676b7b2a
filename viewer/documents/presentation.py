"""Presentation States: how somebody saved the look of pictures (PS3.3 A.33, C.11, C.10.4, C.10.5, C.10.6, C.7.6.11).

A saved view holds no picture; it says of which pictures it speaks, how their values become greys, what is drawn on them, which part
is seen and which way up. `presentation_of` gives it as values for drawing, `read` as plain JSON values; `more` has the fields of
`Presentation` with the same names, tables of values as {"first", "bits", "entries": their number, "name"}.
"""

from dataclasses import asdict, dataclass, field
from typing import Literal

from viewer.documents.content import Content, Facts, Json
from viewer.documents.items import date, reference, references, time
from viewer.entries import Entry
from viewer.header import Header
from viewer.lookup import Lookup, lookups_of
from viewer.overlays import Overlay, overlays_of
from viewer.shutter import Shutter, shutter_of
from viewer.text import person_name
from viewer.window import Voi, windows_of

__all__ = ["Area", "Graphic", "Presentation", "Softcopy", "Text", "presentation_of", "read"]

_MOST_OBJECTS = 5000
_MOST_NUMBERS = 20_000  # of one drawing
_MOST_ALL = 400_000
_MOST_TEXT = 10_000
_TYPES = frozenset(("POINT", "POLYLINE", "INTERPOLATED", "CIRCLE", "ELLIPSE"))

Points = tuple[tuple[float, float], ...]
References = tuple[Json, ...]
Units = Literal["PIXEL", "DISPLAY", "MATRIX"]
"""PIXEL: column and row of the picture, the first being 1, its corner 0.5; DISPLAY: parts of the displayed area, 0 to 1 (C.10.5.1.2)."""


@dataclass(frozen=True, slots=True)
class Softcopy:
    """Windows and VOI LUTs, the default first, for the pictures in `of`, or for all where that is empty."""

    of: References
    named: tuple[tuple[str, Voi], ...]


@dataclass(frozen=True, slots=True)
class Graphic:
    """A drawing: POINT, POLYLINE, INTERPOLATED, CIRCLE (centre, a point of the rim), ELLIPSE (ends of the long axis, of the short one)."""

    of: References
    layer: str
    kind: str
    units: str
    points: Points
    filled: bool


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


@dataclass(frozen=True, slots=True)
class Area:
    """The part of the pictures that is displayed: (column, row) of two corners, from 1; `mode`: SCALE TO FIT, TRUE SIZE or MAGNIFY."""

    of: References
    corners: Points
    mode: str
    spacing: tuple[float, ...]
    aspect: tuple[float, ...]
    magnification: float | None


@dataclass(frozen=True, slots=True)
class Presentation:
    """A saved view.

    `modality`: slope, intercept and type, or a table, None where the picture's own counts. `inverse`: low values bright; `table`: a
    presentation LUT instead. `rotation` in degrees clockwise, after which `flip` mirrors left and right. `layers`: (name, order,
    description); `overlays` are the view's own, for the whole picture.
    """

    references: References
    modality: tuple[float, float, str] | Lookup | None
    softcopy: tuple[Softcopy, ...]
    inverse: bool
    table: Lookup | None
    shutter: Shutter | None
    areas: tuple[Area, ...]
    rotation: int
    flip: bool
    layers: tuple[tuple[str, int, str], ...]
    graphics: tuple[Graphic, ...]
    texts: tuple[Text, ...]
    overlays: tuple[Overlay, ...]
    notes: tuple[str, ...] = field(default=())


def presentation_of(header: Header) -> Presentation:
    """Read a presentation state; what makes no sense is left out, and said in `notes`."""
    notes: list[str] = []
    graphics, texts = _drawn(header, notes)
    turned = header.integer("ImageRotation", 0) or 0
    if turned % 90:
        notes.append(f"The view is said to be turned by {turned}°, which cannot be; it is left as it is.")
    modality = _modality(header)
    tables = lookups_of(header, "PresentationLUTSequence", signed=False)
    return Presentation(
        references=tuple(references(header, "ReferencedSeriesSequence")),
        modality=modality,
        softcopy=tuple(
            Softcopy(_of(item), (*windows_of(item), *((table.name, table) for table in lookups_of(item, "VOILUTSequence", signed=True))))
            for item in header.items("SoftcopyVOILUTSequence")[:_MOST_OBJECTS]
        ),
        inverse=header.text("PresentationLUTShape").upper() == "INVERSE",
        table=tables[0] if tables else None,
        shutter=shutter_of(header),
        areas=tuple(_area(item) for item in header.items("DisplayedAreaSelectionSequence")[:_MOST_OBJECTS]),
        rotation=turned % 360 if turned % 90 == 0 else 0,
        flip=header.text("ImageHorizontalFlip").upper() == "Y",
        layers=tuple(
            (item.text("GraphicLayer"), item.integer("GraphicLayerOrder", 0) or 0, item.text("GraphicLayerDescription"))
            for item in header.items("GraphicLayerSequence")[:_MOST_OBJECTS]
        ),
        graphics=tuple(graphics),
        texts=tuple(texts),
        overlays=overlays_of(header),
        notes=tuple(notes),
    )


def read(entry: Entry, header: Header) -> Content:  # noqa: ARG001 - all readers of documents are called alike
    """Tell a presentation state."""
    state = presentation_of(header)
    told = asdict(state)
    del told["notes"]
    told["modality"] = _voi(state.modality)
    told["softcopy"] = [{"of": list(one.of), "named": [{"name": name, **_voi(voi)} for name, voi in one.named]} for one in state.softcopy]
    told["table"] = _voi(state.table)
    return Content(
        kind="presentation",
        title=header.text("ContentDescription") or header.text("ContentLabel") or "Saved view",
        facts=_facts(header, state),
        blocks=[
            {"type": "text", "level": 1, "label": "Text on the picture", "text": text.text, "aside": False}
            for text in state.texts
            if text.text
        ],
        notes=list(state.notes),
        more=told,
    )


def _facts(header: Header, state: Presentation) -> Facts:
    turned = [f"turned by {state.rotation}°"] if state.rotation else []
    shapes = [graphic.kind.lower() for graphic in state.graphics]
    return [
        ["Saved", f"{date(header.text('PresentationCreationDate'))} {time(header.text('PresentationCreationTime'))}".strip()],
        ["By", person_name(header.text("ContentCreatorName"))],
        ["Pictures", str(len(state.references))],
        ["Brightness", ", ".join(dict.fromkeys(name or "a window of its own" for one in state.softcopy for name, _ in one.named))],
        ["Way up", ", ".join([*turned, *(["mirrored"] if state.flip else [])])],
        ["Overlays", str(len(state.overlays) or "")],
        ["Shutter", "hides a part of the pictures" if state.shutter else ""],
        ["Drawings", ", ".join(f"{shapes.count(shape)} × {shape}" for shape in dict.fromkeys(shapes))],
    ]


def _voi(voi: Voi | tuple[float, float, str] | None) -> Json:
    if voi is None:
        return {}
    if isinstance(voi, tuple):
        return {"slope": voi[0], "intercept": voi[1], "type": voi[2]}
    if isinstance(voi, Lookup):
        return {"first": voi.first, "bits": voi.bits, "entries": len(voi), "name": voi.name}
    return {"centre": voi.centre, "width": voi.width, "function": voi.function}


def _modality(header: Header) -> tuple[float, float, str] | Lookup | None:
    if tables := lookups_of(header, "ModalityLUTSequence", signed=True):
        return tables[0]
    slope = header.number("RescaleSlope")
    return None if slope is None else (slope, header.number("RescaleIntercept") or 0.0, header.text("RescaleType"))


def _of(item: Header) -> References:
    return tuple(reference(one) for one in item.items("ReferencedImageSequence")[:_MOST_OBJECTS])


def _pairs(numbers: list[float]) -> Points:
    return tuple(zip(numbers[::2], numbers[1::2], strict=False))


def _area(item: Header) -> Area:
    corners = item.numbers("DisplayedAreaTopLeftHandCorner")[:2] + item.numbers("DisplayedAreaBottomRightHandCorner")[:2]
    return Area(
        of=_of(item),
        corners=_pairs(corners) if len(corners) == 4 else (),
        mode=item.text("PresentationSizeMode").upper(),
        spacing=tuple(item.numbers("PresentationPixelSpacing")[:2]),
        aspect=tuple(item.numbers("PresentationPixelAspectRatio")[:2]),
        magnification=item.number("PresentationPixelMagnificationRatio"),
    )


def _drawn(header: Header, notes: list[str]) -> tuple[list[Graphic], list[Text]]:
    graphics: list[Graphic] = []
    texts: list[Text] = []
    room = _MOST_ALL
    for item in header.items("GraphicAnnotationSequence")[:_MOST_OBJECTS]:
        of, layer = _of(item), item.text("GraphicLayer")
        for one in item.items("GraphicObjectSequence"):
            numbers, kind = one.numbers("GraphicData"), one.text("GraphicType").upper()
            room -= len(numbers)
            if kind not in _TYPES or len(numbers) < 2 or len(numbers) > _MOST_NUMBERS:
                notes.append(f"A drawing is left out: it is of a kind or a length that is not known here ({kind[:16]}).")
            elif room < 0 or len(graphics) >= _MOST_OBJECTS:
                notes.append("There are more drawings than can be shown.")
                return graphics, texts
            else:
                filled = one.text("GraphicFilled").upper() == "Y"
                graphics.append(Graphic(of, layer, kind, one.text("GraphicAnnotationUnits").upper(), _pairs(numbers), filled))
        if "CompoundGraphicSequence" in item:
            notes.append("Some drawings (rulers, arrows, axes) are shown in their simpler form.")
        for one in item.items("TextObjectSequence")[: _MOST_OBJECTS - len(texts)]:
            box = one.numbers("BoundingBoxTopLeftHandCorner")[:2] + one.numbers("BoundingBoxBottomRightHandCorner")[:2]
            texts.append(
                Text(
                    of=of,
                    layer=layer,
                    text=one.text("UnformattedTextValue").replace("\r\n", "\n").replace("\r", "\n")[:_MOST_TEXT],
                    box=_pairs(box) if len(box) == 4 else (),
                    box_units=one.text("BoundingBoxAnnotationUnits").upper(),
                    anchor=_pairs(one.numbers("AnchorPoint")[:2]),
                    anchor_units=one.text("AnchorPointAnnotationUnits").upper(),
                    anchor_seen=one.text("AnchorPointVisibility").upper() == "Y",
                )
            )
    return graphics, list(texts)
