"""A file beside the DICOM files, as a document: `viewer.source.loose` tells which can be read.

`more`: "mime", "size" in bytes, "name" to save it under, "sound". `files`: "document" or "film", the file itself.
"""

import re

from viewer.dicom.items import size
from viewer.documents.content import Content
from viewer.source.entries import Entry

__all__ = ["read"]

_SORTS = {
    # kind of the content, what it is, MIME type, ending, name of the file
    "pdf": ("pdf", "PDF document", "application/pdf", "pdf", "document"),
    "mp4": ("video", "film (MPEG-4)", "video/mp4", "mp4", "film"),
}


def read(entry: Entry, sort: str) -> Content:
    """Return the file as it is; `sort` as `viewer.source.loose` tells it."""
    kind, words, mime, ending, name = _SORTS[sort]
    title = entry.path.replace("\\", "/").rpartition("/")[2]
    own = re.sub(r"[^\w .()-]", "_", title.rpartition(".")[0])[:80].strip(" .")
    more = {"mime": mime, "size": entry.size, "name": f"{own or name}.{ending}", "sound": True}
    if sort == "mp4":
        more["container"] = "mp4"
    return Content(
        kind=kind,
        title=title or words,
        facts=[["What it is", f"{words}, a file beside the pictures"], ["Where", entry.path], ["Size", size(entry.size)]],
        more=more,
        files={name: entry},
    )
