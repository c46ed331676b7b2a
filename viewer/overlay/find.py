"""Which segmentations, contours and doses of a disc lie over the pictures of a stack.

Those that name a picture of it (PS3.3 C.7.6.16.2.1.1, C.8.8.5), and those that lie in the same frame of reference (C.7.4.1): there
places in millimeters mean the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from text.say import say
from viewer.catalog.catalog import Catalog
from viewer.catalog.stack import Stack
from viewer.dicom.classes import CONTOURS, DOSE, laid_over
from viewer.dicom.dataset import Dataset, read_dataset
from viewer.dicom.items import references
from viewer.documents.contours import Structure, structures_of
from viewer.documents.segmentation import Segmentation, label_of, segmentation_of
from viewer.errors import UNFORESEEN, ViewerError, unforeseen
from viewer.image.instance import instance_of
from viewer.image.modality import dose_unit
from viewer.overlay.colors import tell_apart
from viewer.overlay.contours import ContoursLayer
from viewer.overlay.dose import DoseLayer
from viewer.overlay.layer import Layer
from viewer.overlay.segmentation import SegmentationLayer
from viewer.source.entries import Entry

__all__ = ["Files", "home_of", "layers_of"]

_MOST = 40
"""Files that are looked into for one stack."""

_MOST_KEPT = 8
"""Files of which what is in them is kept: of a radiotherapy plan it is half a second's work, for each series of the disc."""

_NAMES = ("SeriesDescription", "StructureSetName", "ContentDescription", "SeriesNumber")
"""What else a file may be called, where its title is that of another file as well."""


@dataclass(frozen=True, eq=False)
class _File:
    """A file that may lie over pictures; what is in it is read once, for however many stacks it is held against."""

    entry: Entry
    dataset: Dataset

    @cached_property
    def structures(self) -> tuple[list[Structure], list[str]]:
        return structures_of(self.dataset)

    @cached_property
    def segmentation(self) -> Segmentation:
        return segmentation_of(self.entry, self.dataset)


class Files:
    """Files that may lie over pictures, the last few with what is in them."""

    def __init__(self) -> None:
        self._kept: dict[Entry, _File] = {}

    def of(self, entry: Entry) -> _File:
        """Return a file, read where it is not one of the last few; raises what reading raises."""
        file = self._kept.pop(entry, None) or _File(entry, read_dataset(entry))
        self._kept[entry] = file
        while len(self._kept) > _MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        return file


def layers_of(stack: Stack, catalog: Catalog, files: Files | None = None) -> tuple[list[Layer], list[str]]:
    """Find the layers of a stack, those that were made on its very pictures first; and in sentences what could not be used, and why.

    What is in `files` is not read again.
    """
    files = files or Files()
    found: list[Layer] = []
    names: dict[str, list[str]] = {}
    notes: list[str] = []
    entries = [] if laid_over(stack.first.sop_class) else _candidates(catalog)
    frame = read_dataset(stack.first.entry).text("FrameOfReferenceUID") if entries else ""
    for entry in entries[:_MOST]:
        try:
            file = files.of(entry)
            layer = _layer(file, stack, frame)
        except ViewerError as error:
            notes.append(say("core.layer.refused", path=entry.path, why=str(error)))
        except UNFORESEEN as error:
            notes.append(str(unforeseen("layer.damaged", error, path=entry.path)))
        else:
            if layer is not None:
                found.append(layer)
                names[entry.path] = [file.dataset.text(name) for name in _NAMES]
    if len(entries) > _MOST:
        notes.append(say("core.layer.most", most=_MOST, n=len(entries)))
    found.sort(key=lambda layer: not layer.about.direct)
    tell_apart(found, names)
    return found, notes


def _candidates(catalog: Catalog) -> list[Entry]:
    """Return the files of a disc that may lie over pictures."""
    documents = [document.entry for document in catalog.documents if document.sop_class == CONTOURS]
    pictures = {
        instance: None
        for stack in catalog.stacks()
        if laid_over(stack.first.sop_class)
        for instance in stack.instances
        if laid_over(instance.sop_class)
    }
    return [*documents, *(instance.entry for instance in pictures)]


def home_of(entry: Entry, catalog: Catalog, files: Files | None = None) -> tuple[Stack, Layer] | None:
    """Find the stack that a file lies over, if possible one that it was made on; of its layer is told whether it is seen there, and why not.

    None where no stack has anything to do with it. Raises what reading raises.
    """
    file = (files or Files()).of(entry)
    found: tuple[Stack, Layer] | None = None
    for stack in catalog.stacks():
        if laid_over(stack.first.sop_class):
            continue
        layer = _layer(file, stack, read_dataset(stack.first.entry).text("FrameOfReferenceUID"))
        if layer is None:
            continue
        if layer.about.seen and layer.about.direct:
            return stack, layer
        if found is None or layer.about.seen > found[1].about.seen:
            found = stack, layer
    return found


def _layer(file: _File, stack: Stack, frame: str) -> Layer | None:
    """Make a layer of a file; None where it has nothing to do with the stack."""
    entry, dataset = file.entry, file.dataset
    kind = dataset.text("SOPClassUID") or dataset.stored_class
    title = dataset.text("SeriesDescription")
    instances = {instance.uid for instance in stack.instances} - {""}
    if kind == CONTOURS:
        structures, notes = file.structures
        direct = any(contour.of in instances for structure in structures for contour in structure.contours)
        frames = {structure.frame for structure in structures} | set(_frames_of_reference(dataset))
        if (not direct and not (frame and frame in frames)) or all(one.grid is None for one in stack.frames):
            return None
        title = dataset.text("StructureSetLabel") or title or say("core.doc.contours")
        return ContoursLayer(structures, stack, path=entry.path, direct=direct, title=title, note=" ".join(dict.fromkeys(notes)))
    same = bool(frame) and dataset.text("FrameOfReferenceUID") == frame
    if kind == DOSE:
        scaling = dataset.number("DoseGridScaling")
        if not same or not scaling or scaling <= 0:
            return None
        unit = dose_unit(dataset)
        return DoseLayer(
            instance_of(entry, dataset), stack, scaling=scaling, unit=unit if unit == "Gy" else "", title=title or say("core.doc.dose")
        )
    named = {reference["instance"] for reference in references(dataset, "ReferencedSeriesSequence")}
    direct = not named.isdisjoint(instances)
    if not direct and not same and named:
        return None
    segmentation = file.segmentation
    if not segmentation.instance.format.gray and segmentation.type != "LABELMAP":
        return None  # marks are one number for each pixel
    if not named:  # only its frames tell
        direct = any(uid in instances for marks in segmentation.frames for uid in marks.of)
    if not direct and not same:
        return None
    title = dataset.text("ContentDescription") or title or label_of(dataset) or say("core.doc.marks")
    return SegmentationLayer(segmentation, stack, thickness=_thickness(dataset), direct=direct, title=title)


def _frames_of_reference(dataset: Dataset) -> Iterator[str]:
    yield dataset.text("FrameOfReferenceUID")
    for item in dataset.items("ReferencedFrameOfReferenceSequence")[:100]:
        yield item.text("FrameOfReferenceUID")


def _thickness(dataset: Dataset) -> float | None:
    """Return how far the slices of a segmentation reach in mm: from one to the next, else how thick they are (PS3.3 C.7.6.16.2.1)."""
    for group in (*dataset.items("SharedFunctionalGroupsSequence")[:1], *dataset.items("PerFrameFunctionalGroupsSequence")[:1], dataset):
        for measures in (*group.items("PixelMeasuresSequence")[:1], group):
            found = measures.number("SpacingBetweenSlices") or measures.number("SliceThickness")
            if found:
                return abs(found)
    return None
