"""Presentation States: how somebody saved the look of pictures (PS3.3 A.33, C.11, C.10.4, C.10.5, C.10.6, C.7.6.11).

A saved view holds no picture; it says of which pictures it speaks, how their values become grays, what is drawn on them, which part
is seen and which way up. `presentation_of` gives it as values for drawing, `read` as plain JSON values; `more` has the fields of
`Presentation` with the same names, tables of values as {"first", "bits", "entries": their number, "name"}.
"""

from dataclasses import asdict, dataclass, field
from itertools import islice

from text.say import has, say
from viewer.dicom.charset import person_name
from viewer.dicom.dataset import Dataset
from viewer.dicom.items import Json, references, when
from viewer.documents.annotation import MOST_OBJECTS, Graphic, Points, References, Text, annotations_of, colors_of, of, pairs
from viewer.documents.content import Content, Facts
from viewer.errors import BrokenFile
from viewer.image.lookup import Lookup, lookups_of
from viewer.image.overlays import Overlay, overlays_of
from viewer.image.shutter import Shutter, shutter_of
from viewer.image.voi import Voi, windows_of
from viewer.pixels.color import Palette, palette_of
from viewer.source.entries import Entry
from viewer.telling import Notes, listed

__all__ = ["Area", "Graphic", "Presentation", "Softcopy", "Text", "presentation_of", "read"]

_ACTIVATION = frozenset(group << 16 | 0x1001 for group in range(0x6000, 0x6020, 2))


@dataclass(frozen=True, slots=True)
class Softcopy:
    """Windows and VOI LUTs, the default first, for the pictures in `of`, or for all where that is empty."""

    of: References
    named: tuple[tuple[str, Voi], ...]


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
    description), and `colors` what is recommended for some of them; `overlays` are the view's own, for the whole picture, and
    `activated` says (group, layer) of those to be drawn, also of the picture's. `palette`: for grays that are shown in color.
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
    activated: tuple[tuple[int, str], ...] = ()
    colors: tuple[tuple[str, str], ...] = ()
    palette: Palette | None = None
    notes: tuple[str, ...] = field(default=())


def presentation_of(dataset: Dataset) -> Presentation:
    """Read a presentation state; what makes no sense is left out, and said in `notes`."""
    notes = Notes()
    graphics, texts = annotations_of(dataset, notes)
    turned = dataset.integer("ImageRotation", 0) or 0
    if turned % 90:
        notes.append(say("core.doc.view.askew", angle=str(turned)))
    modality = _modality(dataset)
    tables = lookups_of(dataset, "PresentationLUTSequence", signed=False)
    return Presentation(
        references=tuple(references(dataset, "ReferencedSeriesSequence")),
        modality=modality,
        softcopy=tuple(
            Softcopy(of(item), (*windows_of(item), *((table.name, table) for table in lookups_of(item, "VOILUTSequence", signed=True))))
            for item in islice(dataset.each("SoftcopyVOILUTSequence"), MOST_OBJECTS)
        ),
        inverse=dataset.text("PresentationLUTShape").upper() == "INVERSE",
        table=tables[0] if tables else None,
        shutter=shutter_of(dataset),
        areas=tuple(_area(item) for item in islice(dataset.each("DisplayedAreaSelectionSequence"), MOST_OBJECTS)),
        rotation=turned % 360 if turned % 90 == 0 else 0,
        flip=dataset.text("ImageHorizontalFlip").upper() == "Y",
        layers=tuple(
            (item.text("GraphicLayer"), item.integer("GraphicLayerOrder", 0) or 0, item.text("GraphicLayerDescription"))
            for item in islice(dataset.each("GraphicLayerSequence"), MOST_OBJECTS)
        ),
        graphics=tuple(graphics),
        texts=tuple(texts),
        overlays=overlays_of(dataset),
        activated=_activated(dataset),
        colors=colors_of(dataset),
        palette=_palette(dataset, notes),
        notes=tuple(notes.told()),
    )


def read(entry: Entry, dataset: Dataset) -> Content:  # noqa: ARG001 - all readers of documents are called alike
    """Describe a presentation state."""
    state = presentation_of(dataset)
    told = asdict(state)
    del told["notes"], told["palette"]
    told["modality"] = _voi(state.modality)
    told["softcopy"] = [{"of": list(one.of), "named": [{"name": name, **_voi(voi)} for name, voi in one.named]} for one in state.softcopy]
    told["table"] = _voi(state.table)
    return Content(
        kind="presentation",
        title=dataset.text("ContentDescription") or dataset.text("ContentLabel") or say("core.doc.view"),
        facts=_facts(dataset, state),
        blocks=[
            {"type": "text", "level": 1, "label": say("core.doc.view.text"), "text": text.text, "aside": False}
            for text in state.texts
            if text.text
        ],
        notes=list(state.notes),
        more=told,
    )


def _facts(dataset: Dataset, state: Presentation) -> Facts:
    turned = [say("core.doc.view.turned", angle=state.rotation)] if state.rotation else []
    shapes = [graphic.kind for graphic in state.graphics]
    return [
        [say("core.doc.label.saved"), when(dataset.text("PresentationCreationDate"), dataset.text("PresentationCreationTime"))],
        [say("core.doc.label.by"), person_name(dataset.text("ContentCreatorName"))],
        [say("core.doc.label.pictures"), str(len(state.references))],
        [
            say("core.doc.label.brightness"),
            listed(dict.fromkeys(name or say("core.doc.view.window") for one in state.softcopy for name, _ in one.named)),
        ],
        [say("core.doc.label.way_up"), listed([*turned, *([say("core.doc.view.mirrored")] if state.flip else [])])],
        [say("core.doc.label.overlays"), str(len(state.overlays) or "")],
        [say("core.doc.label.shutter"), say("core.doc.view.shutter") if state.shutter else ""],
        [say("core.doc.label.drawings"), listed(f"{shapes.count(shape)} × {_shape(shape)}" for shape in dict.fromkeys(shapes))],
    ]


def _shape(kind: str) -> str:
    return say("core.doc.shape." + kind) if has("core.doc.shape." + kind) else kind.lower()


def _voi(voi: Voi | tuple[float, float, str] | None) -> Json:
    if voi is None:
        return {}
    if isinstance(voi, tuple):
        return {"slope": voi[0], "intercept": voi[1], "type": voi[2]}
    if isinstance(voi, Lookup):
        return {"first": voi.first, "bits": voi.bits, "entries": len(voi), "name": voi.name}
    return {"center": voi.center, "width": voi.width, "function": voi.function}


def _modality(dataset: Dataset) -> tuple[float, float, str] | Lookup | None:
    if tables := lookups_of(dataset, "ModalityLUTSequence", signed=True):
        return tables[0]
    slope = dataset.number("RescaleSlope")
    return None if slope is None else (slope, dataset.number("RescaleIntercept") or 0.0, dataset.text("RescaleType"))


def _activated(dataset: Dataset) -> tuple[tuple[int, str], ...]:
    """Return the groups of overlays that are drawn, with their layers (PS3.3 C.11.7)."""
    found = sorted(dataset.among(_ACTIVATION))
    named = ((tag >> 16, (dataset.element(tag) or ("", b""))[1].decode("latin-1").strip(" \0")) for tag in found)
    return tuple((group, layer) for group, layer in named if layer)


def _palette(dataset: Dataset, notes: list[str]) -> Palette | None:
    if not dataset.text("SOPClassUID").endswith("11.3"):  # only in the pseudo-color state is it for the grays of the pictures
        return None
    try:
        return palette_of(dataset)
    except BrokenFile as error:
        notes.append(say("core.doc.view.colors", why=str(error)))
        return None


def _area(item: Dataset) -> Area:
    corners = item.numbers("DisplayedAreaTopLeftHandCorner")[:2] + item.numbers("DisplayedAreaBottomRightHandCorner")[:2]
    return Area(
        of=of(item),
        corners=pairs(corners) if len(corners) == 4 else (),
        mode=item.text("PresentationSizeMode").upper(),
        spacing=tuple(item.numbers("PresentationPixelSpacing")[:2]),
        aspect=tuple(item.numbers("PresentationPixelAspectRatio")[:2]),
        magnification=item.number("PresentationPixelMagnificationRatio"),
    )
