"""Documents: everything in a scan that is no picture, made readable, one module for each kind.

`opened` finds the module by the SOP class and the transfer syntax, or, of what is no DICOM, by its first bytes; nothing of them is
loaded before a document is asked for.
"""

from collections.abc import Callable
from importlib import import_module

from text.say import say
from viewer.dicom import classes
from viewer.dicom.dataset import Dataset, read_dataset
from viewer.dicom.syntaxes import is_video
from viewer.documents.content import Content
from viewer.errors import UNFORESEEN, NotDicom, ViewerError, unforeseen
from viewer.source.entries import Entry
from viewer.source.loose import sort_of

__all__ = ["Content", "opened"]


def opened(entry: Entry, kind: str = "") -> Content:
    """Read a document; `kind` says in words what it is, for one that has no module of its own.

    Raises NotDicom, BrokenFile, LimitExceeded, Unreadable, and whatever else is told in a ViewerError.
    """
    try:
        dataset = read_dataset(entry)
    except NotDicom:
        if sort := sort_of(entry):
            loose: Content = import_module("viewer.documents.loose").read(entry, sort)
            return loose
        raise
    try:
        return _reader(dataset)(entry, dataset) if _module(dataset) else _outline(dataset, kind)
    except ViewerError:
        raise
    except UNFORESEEN as error:
        # What nobody foresaw in a hostile or broken file still costs that file only, and is told.
        raise unforeseen("document.damaged", error, path=entry.path) from error


def _module(dataset: Dataset) -> str:
    if is_video(dataset.syntax) and dataset.pixels is not None:
        return "video"
    return classes.found(dataset.text("SOPClassUID") or dataset.stored_class).reader


def _reader(dataset: Dataset) -> Callable[[Entry, Dataset], Content]:
    read: Callable[[Entry, Dataset], Content] = import_module(f"viewer.documents.{_module(dataset)}").read
    return read


def _outline(dataset: Dataset, kind: str) -> Content:
    """Describe an object whose inside is not read here by what every object has."""
    from viewer.dicom.items import when

    text = dataset.text
    titles = (
        text("RTPlanLabel"),
        text("ContentLabel"),
        text("SeriesDescription"),
        text("StudyDescription"),
        kind,
        say("core.doc.nameless"),
    )
    return Content(
        kind="other",
        title=next(filter(None, titles)),
        facts=[
            [say("core.doc.label.what_it_is"), kind],
            [say("core.doc.label.description"), text("ContentDescription") or text("RTPlanDescription")],
            [say("core.doc.label.made"), when(text("ContentDate") or text("RTPlanDate") or text("SeriesDate"), text("ContentTime"))],
            [say("core.doc.label.made_with"), " ".join(filter(None, (text("Manufacturer"), text("ManufacturerModelName"))))],
        ],
        notes=[say("core.doc.unshown") if dataset.pixels is None else say("core.doc.pictured")],
    )
