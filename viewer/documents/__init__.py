"""Documents: everything in a scan that is no picture, made readable, one module for each kind.

`opened` finds the module by the SOP class and the transfer syntax, or, of what is no DICOM, by its first bytes; nothing of them is
loaded before a document is asked for.
"""

from collections.abc import Callable
from importlib import import_module

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
    from viewer.dicom.items import date, time

    text = dataset.text
    titles = (
        text("RTPlanLabel"),
        text("ContentLabel"),
        text("SeriesDescription"),
        text("StudyDescription"),
        kind,
        "Object without a name",
    )
    return Content(
        kind="other",
        title=next(filter(None, titles)),
        facts=[
            ["What it is", kind],
            ["Description", text("ContentDescription") or text("RTPlanDescription")],
            ["Made", f"{date(text('ContentDate') or text('RTPlanDate') or text('SeriesDate'))} {time(text('ContentTime'))}".strip()],
            ["Made with", " ".join(filter(None, (text("Manufacturer"), text("ManufacturerModelName"))))],
        ],
        notes=[
            "This kind of file cannot be shown here, but its tags can be read." if dataset.pixels is None else "This file holds pictures."
        ],
    )
