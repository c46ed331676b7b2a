"""The documents of a catalog, read, opened and handed out, and the tags of all its files; answers go to the page."""

from typing import Any

import numpy as np

from app.cell.outlet import Outlet
from app.cell.papers import inside, paper, saved
from app.cell.source import Upload
from viewer.catalog.catalog import Catalog
from viewer.dicom.tagtree import Tag, describe, tags_of
from viewer.errors import UNFORESEEN, BrokenFile, LimitExceeded, ViewerError, unforeseen
from viewer.source.archives.part import Part
from viewer.source.entries import Entry

__all__ = ["Documents"]

_MOST_COPIED = 256 << 20
"""Bytes of a file that is taken out of an archive by way of the cell's memory; of the person's own files, parts are handed on unread."""


class Documents:
    """What of a catalog is read and not looked at; answers go out by `outlet`."""

    def __init__(self, catalog: Catalog, outlet: Outlet) -> None:
        self._catalog, self._outlet = catalog, outlet

    def tell(self, identity: str) -> None:
        """Send what a document says."""
        document = self._catalog.document(identity)
        if document is None:
            return
        fields, curves = paper(document, self._catalog)
        if curves is None:
            self._outlet.say("content", **fields)
        else:
            self._outlet.show("content", curves, **fields)

    def save(self, identity: str, what: str) -> None:
        """Send a document, or what is inside it, as a file to be saved; raises ViewerError where it cannot be had."""
        document = self._catalog.document(identity)
        if document is not None:
            fields, file = saved(document, what)
            self._hand_out("file", file, **fields)

    def open(self, identity: str) -> None:
        """Send what is inside a document, to be seen in the page."""
        document = self._catalog.document(identity)
        if document is None:
            return
        try:
            opens, file = inside(document)
            self._hand_out("inside", file, id=identity, opens=opens, error=None)
        except ViewerError as problem:  # told in the document, whose dialog would cover the banner
            self._outlet.say("inside", id=identity, opens="", error=str(problem))

    def tags(self, stack: str | None, index: int, document: str | None, path: list[tuple[int, int]]) -> None:
        """Send the tags on one level of the file of a picture or of a document."""
        rows, error = list[Tag](), None
        try:
            rows = tags_of(self._entry(stack, index, document), path)
        except ViewerError as problem:
            error = str(problem)
        except UNFORESEEN as problem:
            # Told where the tags were to be, not in the banner, which their dialog covers.
            error = str(unforeseen("tags.damaged", problem))
        self._outlet.say("tags", stack=stack, index=index, document=document, path=path, rows=describe(rows), error=error)

    def _hand_out(self, message: str, file: Entry, **fields: Any) -> None:
        """Hand a file to the page: of the person's own files the ranges that it lies in, without reading them; raises LimitExceeded."""
        base, ranges = (file.base, file.ranges) if isinstance(file, Part) else (file, [(0, file.size)])
        if isinstance(base, Upload):
            self._outlet.show(message, base.cut(ranges), **fields)
            return
        if file.size > _MOST_COPIED:
            raise LimitExceeded("archive.inside", mb=file.size >> 20, most=_MOST_COPIED >> 20, do="unpack")
        self._outlet.show(message, np.frombuffer(file.read(), np.uint8), **fields)

    def _entry(self, stack: str | None, index: int, document: str | None) -> Entry:
        """Find the file of a picture or of a document; raises BrokenFile where it is no longer there."""
        if document is not None:
            named = self._catalog.document(document)
            if named is not None:
                return named.entry
        elif stack is not None:
            found = self._catalog.stack(stack)
            if found is not None and 0 <= index < len(found.frames):
                return found.frames[index].instance.entry
        raise BrokenFile("file.closed")
