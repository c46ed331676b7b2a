"""Documents of another kind inside DICOM: PDF, CDA, 3-D models (PS3.3 A.45, C.24.2).

`more`: "mime", "size" in bytes, "name" to save it under, and "sound", whether the bytes begin as they should. `files`: "document",
the bytes themselves, without the padding.
"""

from viewer.dicom.classes import short
from viewer.dicom.dataset import Dataset
from viewer.dicom.items import date, meaning, size, time
from viewer.documents.cda import blocks_of, wide
from viewer.documents.content import Block, Content
from viewer.errors import BrokenFile, ViewerError
from viewer.source.entries import BytesEntry, Entry

__all__ = ["read"]

_KINDS = {
    # end of the SOP class UID: what it is, MIME type, ending. The type in the file is not handed on: it could be one that runs.
    "104.1": ("PDF document", "application/pdf", "pdf"),
    "104.2": ("clinical document (CDA)", "text/xml", "xml"),
    "104.3": ("3-D model (STL)", "model/stl", "stl"),
    "104.4": ("3-D model (OBJ)", "model/obj", "obj"),
    "104.5": ("material of a 3-D model (MTL)", "model/mtl", "mtl"),
}
_PADDED = frozenset(("pdf", "xml", "obj", "mtl"))
_OTHER = ("document", "application/octet-stream", "bin")


def read(entry: Entry, dataset: Dataset) -> Content:
    """Read an encapsulated document; raises BrokenFile where it is missing."""
    sop_class = dataset.text("SOPClassUID") or dataset.stored_class
    kind, mime, ending = _KINDS.get(short(sop_class), _OTHER)
    raw = dataset.raw("EncapsulatedDocument")
    if not raw:
        raise BrokenFile("document.missing", kind=kind, path=entry.path, do="new" if dataset.truncated else "itself")
    data, notes = _exact(raw, dataset.integer("EncapsulatedDocumentLength"), text=ending in _PADDED and not wide(raw))
    if dataset.truncated:
        notes.append("The file is cut short: the end of the document is missing.")
    sound = _begins(data, ending)
    if not sound:
        notes.append(f"What is inside does not begin like a {kind}; it may not open.")
    told = dataset.text("MIMETypeOfEncapsulatedDocument")
    if told and told.lower() not in {mime, "application/sla"} and ending != "bin":
        notes.append(f"The file calls what is inside {told[:100]}.")
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
            ["What it is", kind],
            ["Size", size(len(data))],
            ["Written", f"{date(dataset.text('ContentDate'))} {time(dataset.text('ContentTime'))}".strip()],
            ["Kind", meaning(dataset, "ConceptNameCodeSequence")],
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
        return raw, [f"The document should have {length} bytes; {len(raw)} are there."]
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
