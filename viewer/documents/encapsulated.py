"""Documents of another kind inside DICOM: PDF, CDA, 3-D models (PS3.3 A.45, C.24.2).

`more`: "mime", "size" in bytes, "name" to save it under, and "sound", whether the bytes begin as they should. `files`: "document",
the bytes themselves, without the padding.
"""

from text.say import say
from viewer.dicom.classes import short
from viewer.dicom.dataset import Dataset
from viewer.dicom.items import meaning, size, when
from viewer.documents.cda import blocks_of, wide
from viewer.documents.content import Block, Content
from viewer.errors import BrokenFile, ViewerError
from viewer.source.entries import BytesEntry, Entry

__all__ = ["read"]

_KINDS = {
    # end of the SOP class UID: its code, MIME type, ending. The type in the file is not handed on: it could be one that runs.
    "104.1": ("pdf", "application/pdf", "pdf"),
    "104.2": ("cda", "text/xml", "xml"),
    "104.3": ("stl", "model/stl", "stl"),
    "104.4": ("obj", "model/obj", "obj"),
    "104.5": ("mtl", "model/mtl", "mtl"),
}
_PADDED = frozenset(("pdf", "xml", "obj", "mtl"))
_OTHER = ("other", "application/octet-stream", "bin")


def read(entry: Entry, dataset: Dataset) -> Content:
    """Read an encapsulated document; raises BrokenFile where it is missing."""
    sop_class = dataset.text("SOPClassUID") or dataset.stored_class
    code, mime, ending = _KINDS.get(short(sop_class), _OTHER)
    kind = say("core.doc.inside." + code)
    raw = dataset.raw("EncapsulatedDocument")
    if not raw:
        raise BrokenFile("document.missing", kind=kind, path=entry.path, do="new" if dataset.truncated else "itself")
    data, notes = _exact(raw, dataset.integer("EncapsulatedDocumentLength"), text=ending in _PADDED and not wide(raw))
    if dataset.truncated:
        notes.append(say("core.doc.cut"))
    sound = _begins(data, ending)
    if not sound:
        notes.append(say("core.doc.unsound", kind=kind))
    told = dataset.text("MIMETypeOfEncapsulatedDocument")
    if told and told.lower() not in {mime, "application/sla"} and ending != "bin":
        notes.append(say("core.doc.called", name=told[:100]))
    title = dataset.text("DocumentTitle") or meaning(dataset, "ConceptNameCodeSequence")
    blocks: list[Block] = []
    if ending == "xml":
        try:
            inner, blocks = blocks_of(data)
            title = title or inner
        except ViewerError as error:
            notes.append(str(error))
    return Content(
        kind={"pdf": "pdf", "xml": "cda"}.get(ending, "file"),
        title=title or kind[0].upper() + kind[1:],
        facts=[
            [say("core.doc.label.what_it_is"), kind],
            [say("core.doc.label.size"), size(len(data))],
            [say("core.doc.label.written"), when(dataset.text("ContentDate"), dataset.text("ContentTime"))],
            [say("core.doc.label.kind"), meaning(dataset, "ConceptNameCodeSequence")],
        ],
        blocks=blocks,
        notes=notes,
        more={"mime": mime, "size": len(data), "name": f"document.{ending}", "sound": sound},
        files={"document": BytesEntry(data, path=entry.path)},
    )


def _exact(raw: bytes, length: int | None, *, text: bool) -> tuple[bytes, list[str]]:
    """Take the padding away: by the length that the file tells, else the one zero after a text (PS3.5 section 7.1)."""
    if length is not None and length > 0:
        if length <= len(raw):
            return raw[:length], []
        return raw, [say("core.doc.short", length=length, there=len(raw))]
    return (raw.removesuffix(b"\0") if text else raw), []


def _begins(data: bytes, ending: str) -> bool:
    head = data[:1024]
    if ending == "pdf":
        return b"%PDF-" in head
    if ending == "xml":
        return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" or wide(head)
    if ending == "stl":  # binary: 80 bytes, the number of triangles, 50 bytes each
        return len(data) >= 84 and len(data) == 84 + 50 * int.from_bytes(data[80:84], "little")
    return True
