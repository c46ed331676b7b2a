"""A file beside the DICOM files, as a document: `viewer.source.loose` tells which can be read.

`more`: "mime", "size" in bytes, "name" to save it under, "sound". `files`: "document" or "film", the file itself.
"""

import re

from text.say import say
from viewer.dicom.items import size
from viewer.documents.content import Content
from viewer.source.entries import Entry

__all__ = ["read"]

_SORTS = {
    # kind of the content, MIME type, ending, name of the file
    "pdf": ("pdf", "application/pdf", "pdf", "document"),
    "mp4": ("video", "video/mp4", "mp4", "film"),
}


def read(entry: Entry, sort: str) -> Content:
    """Return the file as it is; `sort` as `viewer.source.loose` tells it."""
    kind, mime, ending, name = _SORTS[sort]
    words = say("core.doc.loose." + sort)
    title = entry.path.replace("\\", "/").rpartition("/")[2]
    own = re.sub(r"[^\w .()-]", "_", title.rpartition(".")[0])[:80].strip(" .")
    more = {"mime": mime, "size": entry.size, "name": f"{own or name}.{ending}", "sound": True}
    if sort == "mp4":
        more["container"] = "mp4"
    return Content(
        kind=kind,
        title=title or words,
        facts=[
            [say("core.doc.label.what_it_is"), say("core.doc.loose", kind=words)],
            [say("core.doc.label.where"), entry.path],
            [say("core.doc.label.size"), size(entry.size)],
        ],
        more=more,
        files={name: entry},
    )
