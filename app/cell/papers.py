"""Documents on their way to the page: their inside as JSON of a bounded size, and what of them can be saved as a file.

The fields of `content` are told in `paper`; a picture that a document speaks of is told as {"stack", "index"} where it is open.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.cell.sheets import sheets_of
from text.say import say
from viewer.catalog.catalog import Catalog, Document
from viewer.dicom.dataset import read_dataset
from viewer.documents.content import PERSONAL, Block, Content
from viewer.documents.prose import lines
from viewer.errors import BrokenFile, NotDicom, ViewerError
from viewer.image.identity import identity
from viewer.source.entries import BytesEntry, Entry
from viewer.telling import MOST_LINE, cut

__all__ = ["inside", "paper", "saved"]

_MOST_BLOCKS = 2000
_MOST_FACTS = 300
_MOST_LETTERS = 600_000
_MOST_BLOCK = 20_000  # letters of one block
_MOST_PICTURES = 200
_MOST_PDF = 256 << 20
"""Bytes of a PDF that is opened: the room in which it is drawn holds all of it. The longest reports with pictures have some ten million."""
_SPEAKS_OF_PICTURES = frozenset(("key objects", "presentation"))
"""Kinds whose pictures are few and meant to be looked at; contours and segmentations name every slice they were drawn on."""


Json = dict[str, Any]
Curves = NDArray[np.float32]


def paper(document: Document, catalog: Catalog) -> tuple[Json, Curves | None]:
    """Return the fields of the message `content`, and the curves that its `sheets` draw.

    `patient`: {"name", "id"}; `personal`: labels of facts that tell who somebody is; `summary`: what matters most, as facts; `pictures`: those the whole document is about, `missing` of them
    are not among the open files; `file`: {"name", "size", "opens"} or None; `opens` is "pdf" or "film" where it can be seen here, else "". What is wrong with the document becomes its `error`.
    """
    fields: Json = {
        "id": document.id, "error": None, "kind": document.kind, "sort": "", "title": document.title or document.kind, "patient": {"name": "", "id": ""},
        "facts": [], "personal": [], "summary": [], "blocks": [], "notes": [], "pictures": [], "missing": 0, "sheets": [], "file": None,
    }  # fmt: skip
    try:
        with suppress(NotDicom):  # a file beside the pictures tells nobody's name
            patient = identity(read_dataset(document.entry))[0]
            fields["patient"] = {"name": patient.name, "id": patient.id}
        content = document.open()
    except ViewerError as error:
        fields["error"] = str(error)
        return fields, None
    places = _Places(catalog)
    notes = list(content.notes)
    sheets, curves = sheets_of(content, notes)
    blocks = list(_bounded(content.blocks, places, notes))
    pictures, missing = places.of(content.more.get("references", ()) if content.kind in _SPEAKS_OF_PICTURES else ())
    facts = [fact for fact in content.facts if fact[1]]
    if len(facts) > _MOST_FACTS:
        notes.append(say("core.paper.lines", first=_MOST_FACTS, n=len(facts)))
    fields |= {
        "sort": content.kind, "title": content.title, "facts": facts[:_MOST_FACTS], "personal": [say(label) for label in PERSONAL], "summary": _summary(content), "blocks": blocks,
        "pictures": pictures, "missing": missing, "sheets": sheets, "file": _file(content), "notes": notes,
    }  # fmt: skip
    return fields, curves


def saved(document: Document, what: str) -> tuple[Json, Entry]:
    """Return name and MIME type of a document as a file, and the file: the one that is inside, or ("text") all that is said as text.

    Raises what opening raises, and BrokenFile where there is no file inside.
    """
    content = document.open()
    if what == "text":
        text = "\n".join([*lines(content), ""]).encode("utf-8-sig")
        return {"name": "document.txt", "mime": "text/plain"}, BytesEntry(text, path=document.path)
    if not content.files:
        raise BrokenFile("document.fileless")
    return {"name": content.more["name"], "mime": content.more["mime"]}, next(iter(content.files.values()))


def inside(document: Document) -> tuple[str, Entry]:
    """Return how the file inside a document can be seen ("pdf" or "film"), and the file; raises what opening raises, and BrokenFile."""
    content = document.open()
    opens = _opens(content)
    if not opens:
        raise BrokenFile("document.closed")
    return opens, next(iter(content.files.values()))


def _file(content: Content) -> Json | None:
    if not content.files:
        return None
    return {"name": content.more["name"], "size": content.more["size"], "opens": _opens(content)}


def _opens(content: Content) -> str:
    if content.kind == "pdf":
        return "pdf" if content.more["sound"] and content.more["size"] <= _MOST_PDF else ""
    return "film" if content.more.get("container") == "mp4" else ""


def _summary(content: Content) -> list[list[str]]:
    found = [*content.more.get("summary", ()), *([one["label"], one["text"]] for one in content.more.get("findings", ()))]
    return [[cut(label), cut(text, MOST_LINE)] for label, text in found if text][:100]


def _bounded(blocks: list[Block], places: "_Places", notes: list[str]) -> Iterator[Block]:
    """Return as many blocks as a page can show: shapes without their points, pictures as the places where they are."""
    room = _MOST_LETTERS
    for number, block in enumerate(blocks):
        told_text = cut(block["text"], _MOST_BLOCK)
        room -= len(told_text) + len(block.get("label", ""))
        if number >= _MOST_BLOCKS or room < 0:
            notes.append(say("core.paper.entries", first=number, n=len(blocks)))
            return
        told = {name: value for name, value in block.items() if name not in {"points", "references", "shape"}} | {"text": told_text}
        if "references" in block:
            told["pictures"], told["missing"] = places.of(block["references"])
        yield told


class _Places:
    """Where pictures are, by their identifier; looked for once, when the first is asked for."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._known: dict[tuple[str, int], tuple[str, int]] | None = None
        self._left = _MOST_PICTURES

    def of(self, references: Iterable[Json]) -> tuple[list[Json], int]:
        """Return the places of pictures, and how many are not among the open files; of more than can be shown the first."""
        found: list[Json] = []
        missing = 0
        for reference in references:
            for frame in reference["frames"] or (1,):
                place = self._place(reference["instance"], frame)
                if place is None:
                    missing += 1
                elif self._left:
                    self._left -= 1
                    found.append({"stack": place[0], "index": place[1]})
        return found, missing

    def _place(self, instance: str, frame: int) -> tuple[str, int] | None:
        if self._known is None:
            self._known = {}
            for stack in self._catalog.stacks():
                for index, one in enumerate(stack.frames):
                    self._known.setdefault((one.instance.uid, one.index + 1), (stack.identity, index))
        return self._known.get((instance, frame)) if instance else None
