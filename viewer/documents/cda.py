"""Clinical Documents (HL7 CDA Release 2) as text with headings; only what is written for people is read: titles and the text of sections.

The XML is read by expat itself, without entities: a document type declaration is refused, so that nothing can be defined, multiplied
or fetched. Depth, length and number of parts are bounded.
"""

import pyexpat
import re

from text.say import say
from viewer.documents.content import Block
from viewer.errors import BrokenFile, LimitExceeded

__all__ = ["blocks_of", "wide"]

_MOST_BYTES = 32 << 20
_MOST_DEPTH = 200
_MOST_ELEMENTS = 500_000
_MOST_BLOCKS = 20_000
_MOST_TEXT = 5_000_000
_ENDS = frozenset(("paragraph", "item", "tr", "caption", "list", "table", "content-line", "br", "text", "title"))
"""Elements at whose end a line ends (CDA section 4.3.5, the narrative block)."""
_CELLS = frozenset(("td", "th"))
_BETWEEN = " \t\r\n|•"


def blocks_of(data: bytes) -> tuple[str, list[Block]]:
    """Return the title and the blocks of a CDA document; raises BrokenFile where it is no XML, LimitExceeded."""
    if len(data) > _MOST_BYTES:
        raise LimitExceeded("cda.large", mb=len(data) >> 20)
    reader = _Narrative()
    parser = pyexpat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refused
    parser.EntityDeclHandler = _refused
    try:
        parser.Parse(data if wide(data) else data.rstrip(b"\0"), True)  # noqa: FBT003 - expat takes no keyword
    except pyexpat.ExpatError as error:
        raise BrokenFile("cda.damaged", why=error) from error
    return reader.title, reader.blocks


def wide(data: bytes) -> bool:
    """Whether text is in UTF-16, where a zero at the end belongs to the last letter."""
    return data[:2] in {b"\xff\xfe", b"\xfe\xff"}


def _refused(*_: object) -> None:
    raise BrokenFile("cda.language")


class _Narrative:
    """Collects titles and lines while the elements go by."""

    def __init__(self) -> None:
        self.title = ""
        self.blocks: list[Block] = []
        self._path: list[str] = []
        self._line: list[str] = []
        self._said = False  # whether there is more in the line than marks of items and cells
        self._told = 0
        self._elements = 0
        self._inside = 0  # in a title, or in the text of a section

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if len(self._path) > _MOST_DEPTH or self._elements > _MOST_ELEMENTS:
            raise LimitExceeded("cda.deep")
        short = name.rpartition(":")[2]
        if self._inside or (short in {"title", "text"} and (self._path[-1:] == ["section"] or self._path == ["ClinicalDocument"])):
            if short in _ENDS or short in _CELLS:
                self._flush(cell=short in _CELLS)
            self._inside += 1
            if short == "item":
                self._line.append("• ")
        self._path.append(short)
        if short == "nonXMLBody":
            told = {
                "type": "text",
                "level": 1,
                "label": "",
                "text": say("core.doc.cda.other"),
                "aside": True,
            }
            self.blocks.append(told)
        del attributes

    def end(self, name: str) -> None:
        short = name.rpartition(":")[2]
        if self._inside:
            if short == "title":
                self._headed()
            elif short in _ENDS:
                self._flush()
            self._inside -= 1
        if self._path:
            self._path.pop()

    def text(self, text: str) -> None:
        if self._inside:
            self._told += len(text)
            if self._told > _MOST_TEXT:
                raise LimitExceeded("cda.text")
            self._line.append(text)
            self._said = self._said or bool(text.strip(_BETWEEN))

    def _taken(self) -> str:
        line = re.sub(r"[ \t\r\n]+", " ", "".join(self._line)).strip()
        self._line.clear()
        self._said = False
        return line

    def _headed(self) -> None:
        line = self._taken()
        if len(self._path) == 2:
            self.title = line
        elif line:
            self._add({"type": "heading", "level": max(1, self._path.count("section")), "text": line})

    def _flush(self, *, cell: bool = False) -> None:
        if cell:  # the cells of a row stay in one line
            if self._said:  # not looked up in the line itself: a row may have a hundred thousand cells
                self._line.append(" | ")
            return
        line = self._taken().removesuffix("|").strip()
        if line and line != "•":
            level = max(1, self._path.count("section"))
            self._add({"type": "text", "level": level, "label": "", "text": line, "aside": False})

    def _add(self, block: Block) -> None:
        if len(self.blocks) >= _MOST_BLOCKS:
            raise LimitExceeded("cda.paragraphs")
        self.blocks.append(block)
