"""What is inside a document, for the page and the command line: plain values, and beside them what is no text.

A content is told in blocks, one after the other as they are read:
    {"type": "heading", "level", "text"}
    {"type": "text", "level", "label", "text"}
    {"type": "value", "level", "label", "value", "unit", "text"}       the value as it is written
    {"type": "pictures", "level", "label", "text", "references"}       references: see `viewer.dicom.items`
    {"type": "shape", "level", "label", "text", "shape", "points"}
`aside` is true where a block only says how its neighbor is meant.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.items import Json
from viewer.source.entries import Entry
from viewer.telling import MOST_LINE, MOST_NAME, MOST_TITLE, Notes, cut

__all__ = ["PERSONAL", "Block", "Content", "Facts"]

PERSONAL = ("core.doc.label.by", "core.doc.label.confirmed_by", "core.doc.label.made", "core.doc.label.written")
"""Labels of our own whose facts tell who somebody is, or when: they are hidden with the names."""

Block = dict[str, Any]
Facts = list[list[str]]


@dataclass(frozen=True, slots=True)
class Content:
    """A document that was read.

    `facts`: pairs of label and text; `notes`: sentences about what was odd or left out; `more`: JSON values of this kind of document
    alone, described where they are made. `files` and `arrays` are what does not fit into text, by name; a file is read when it is wanted.
    """

    kind: str
    title: str
    facts: Facts = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    more: Json = field(default_factory=dict)
    files: dict[str, Entry] = field(default_factory=dict)
    arrays: dict[str, NDArray[np.float32]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Cut what is told in one line, whatever reads it: title, facts and notes."""
        object.__setattr__(self, "title", cut(self.title, MOST_TITLE))
        object.__setattr__(self, "facts", [[cut(label, MOST_NAME), cut(text, MOST_LINE)] for label, text in self.facts])
        object.__setattr__(self, "notes", Notes(self.notes).told())

    def describe(self) -> Json:
        """Return everything but files and arrays as plain JSON values."""
        return {
            "kind": self.kind,
            "title": self.title,
            "facts": [list(fact) for fact in self.facts if fact[1]],
            "blocks": self.blocks,
            "notes": self.notes,
            **self.more,
        }
