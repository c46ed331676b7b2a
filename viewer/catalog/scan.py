"""From entries to a catalog: read each header, find what it is, never let one bad file cost another."""

from text.say import say
from viewer.catalog.catalog import Catalog, Document, Skipped
from viewer.catalog.stack import Stack
from viewer.dicom import classes
from viewer.dicom.classes import Kind, kind_of
from viewer.dicom.dataset import Dataset, read_dataset
from viewer.dicom.syntaxes import is_video, words
from viewer.errors import BrokenFile, NotDicom, Unreadable, UnsupportedPixels, ViewerError, unforeseen
from viewer.image.identity import identity
from viewer.image.instance import Instance, icon_of, instance_of
from viewer.pixels.format import PixelFormat
from viewer.pixels.proprietary import find_pixels, named_form, own_object, scrambled, unnamed_form
from viewer.source.entries import Entry
from viewer.source.loose import sort_of
from viewer.telling import cut

__all__ = ["scan"]


def scan(entry: Entry, catalog: Catalog) -> Stack | None:
    """Read one file into the catalog: as pictures, as a document or as skipped with a reason; give the stack it joined.

    Raises nothing on account of the file: whatever is wrong with it becomes the reason why it was skipped.
    """
    try:
        try:
            dataset = read_dataset(entry)
        except NotDicom:
            if not _loose(entry, catalog):
                raise
            return None
        catalog.paths.add(entry.path)
        if dataset.stored_class == classes.DIRECTORY:
            catalog.directories.append((entry.path, dataset))
            catalog.skipped.append(Skipped(entry.path, say("core.skipped.contents"), "contents"))
            return None
        find_pixels(dataset)
        if dataset.pixels is None:
            icon = _icon(entry, dataset)
            if icon is not None:
                return catalog.add(icon)
            _document(entry, dataset, catalog)
            return None
        if is_video(dataset.syntax):
            _film(entry, dataset, catalog)
            return None
        scrambled(entry, dataset)
        return catalog.add(instance_of(entry, dataset))
    except ViewerError as error:
        if not isinstance(error, Unreadable):
            catalog.paths.add(entry.path)
        catalog.skipped.append(Skipped.of(entry.path, error))
    except Exception as error:  # noqa: BLE001 - what nobody foresaw, a fault of ours included
        # What nobody foresaw in a hostile or broken file still costs that file only, and is told.
        catalog.skipped.append(Skipped.of(entry.path, unforeseen("file.damaged", error)))
    return None


def _icon(entry: Entry, dataset: Dataset) -> Instance | None:
    """Return what is left of a picture where only its preview is in the file; None of an object that has no picture, or nothing is left."""
    if "IconImageSequence" not in dataset or classes.found(dataset.text("SOPClassUID") or dataset.stored_class).kind:
        return None
    try:
        return icon_of(entry, dataset)
    except ViewerError:
        return None


def _document(entry: Entry, dataset: Dataset, catalog: Catalog) -> None:
    """Take in an object without pixels; raises BrokenFile where there should be some."""
    sop_class = dataset.text("SOPClassUID") or dataset.stored_class
    kind = classes.found(sop_class).kind
    # All classes of the standard that have no pixels are named in that table: what is not named is a picture.
    if not kind and not dataset.truncated:
        if form := named_form(dataset):
            raise form
        kind = own_object(dataset, sop_class)
    if not kind and (dataset.truncated or "Rows" in dataset or sop_class.startswith(classes.STORAGE)):
        if dataset.truncated:
            raise BrokenFile("picture.behind", expected="description", do="new")
        raise unnamed_form(dataset) or BrokenFile("picture.missing", expected="description", do="pictures")
    kind = kind or kind_of("other")
    _taken(entry, dataset, catalog, kind, reason=say("core.skipped.document", kind=kind.words))
    if catalog.documents[-1].saved_view:
        for series in dataset.items("ReferencedSeriesSequence"):
            if uid := series.text("SeriesInstanceUID"):
                catalog.saved_views.add(uid)


def _film(entry: Entry, dataset: Dataset, catalog: Catalog) -> None:
    """Take in a film: what is inside can be handed to a video program. Raises what PixelFormat raises for what is none."""
    try:
        PixelFormat.of(dataset)
    except UnsupportedPixels as error:
        _taken(entry, dataset, catalog, kind_of("film", how=words(dataset.syntax)), reason=str(error), sort="film")


def _loose(entry: Entry, catalog: Catalog) -> bool:
    """Take in a file that is no DICOM and can be read all the same; False where it cannot."""
    sort = sort_of(entry)
    if not sort:
        return False
    kind = kind_of("loose." + sort)
    catalog.paths.add(entry.path)
    catalog.documents.append(
        Document(
            id=f"d{len(catalog.documents) + 1}",
            path=entry.path,
            kind=kind.words,
            brief=kind.brief,
            sort=sort,
            title=entry.path.replace("\\", "/").rpartition("/")[2],
            sop_class="",
            study="",
            series="",
            patient=None,
            reason=say("core.skipped.loose", kind=kind.words),
            entry=entry,
        )
    )
    return True


def _taken(entry: Entry, dataset: Dataset, catalog: Catalog, kind: Kind, *, reason: str, sort: str = "") -> None:
    sop_class = dataset.text("SOPClassUID") or dataset.stored_class
    document = Document(
        id=f"d{len(catalog.documents) + 1}",
        path=entry.path,
        kind=kind.words,
        brief=kind.brief,
        sort=sort or classes.found(sop_class).code,
        title=_title(dataset, sop_class),
        sop_class=cut(sop_class),
        study=cut(dataset.text("StudyInstanceUID")),
        series=cut(dataset.text("SeriesInstanceUID")),
        patient=identity(dataset)[0],
        reason=reason,
        entry=entry,
    )
    catalog.documents.append(document)


def _title(dataset: Dataset, sop_class: str) -> str:
    """Return what an object is called; a saved view as it is where it is switched on (PS3.3 C.11.10)."""
    own = ("ContentDescription", "ContentLabel") if classes.saved_view(sop_class) else ()
    return cut(next((text for keyword in (*own, "SeriesDescription", "DocumentTitle") if (text := dataset.text(keyword))), ""))
