"""Films in DICOM: the bytes of the film as a video program takes them (PS3.5 8.2.5 to 8.2.9, A.4.5 to A.4.11).

`more`: "codec" as the transfer syntax says (mpeg2 | h264 | hevc), "container" as the bytes show (mp4 | ts | ps | es | unknown), "mime",
"name" to save it under, "size" in bytes, "rows", "columns", "frames", "rate" in pictures a second. `files`: "film", ranges of the file
itself: a film of gigabytes is never in memory here.
"""

import struct

from text.say import number, say
from viewer.dicom.dataset import Dataset
from viewer.dicom.syntaxes import words
from viewer.documents.content import Content
from viewer.errors import BrokenFile, LimitExceeded
from viewer.source.archives.part import Part
from viewer.source.entries import Entry
from viewer.telling import listed

__all__ = ["read"]

_MOST_PIECES = 10_000
"""A film lies in one piece or a few; each costs a read."""

_FRONT = 400
"""Bytes that show how a film is wrapped."""

_ITEM, _END = b"\xfe\xff\x00\xe0", b"\xfe\xff\xdd\xe0"
_ENDINGS = {
    # container, codec: MIME type, ending
    ("mp4", ""): ("video/mp4", "mp4"),
    ("ts", ""): ("video/mp2t", "ts"),
    ("ps", ""): ("video/mpeg", "mpg"),
    ("es", "mpeg2"): ("video/mpeg", "mpg"),
    ("es", "h264"): ("video/h264", "h264"),
    ("es", "hevc"): ("video/h265", "h265"),
}


def read(entry: Entry, dataset: Dataset) -> Content:
    """Take the film out of its file; raises BrokenFile where there is none, LimitExceeded."""
    where = dataset.pixels
    if where is None:
        raise BrokenFile("film.missing", path=entry.path, do="new" if dataset.truncated else "film")
    stop = entry.size if where.length is None else min(entry.size, where.start + where.length)
    film, notes = _joined(entry, where.start, stop, encapsulated=where.length is None)
    codec = _codec(dataset.syntax)
    container = _container(film.read(0, _FRONT))
    if container == "unknown":
        notes.append(say("core.doc.film.unknown"))
    mime, ending = _ENDINGS.get((container, "" if container != "es" else codec)) or ("application/octet-stream", "bin")
    frames, rate = max(1, dataset.integer("NumberOfFrames", 1) or 1), _rate(dataset)
    seconds = say("core.doc.film.seconds", seconds=number(frames / rate)) if rate else ""
    return Content(
        kind="video",
        title=dataset.text("SeriesDescription") or say("core.doc.film"),
        facts=[
            [say("core.doc.label.what_it_is"), words(dataset.syntax)],
            [say("core.doc.label.size"), say("core.doc.film.size", mb=number(film.size / 1e6), columns=str(dataset.integer("Columns", 0)), rows=str(dataset.integer("Rows", 0)))],
            [say("core.doc.label.length"), listed(filter(None, (say("core.doc.film.pictures", n=frames), seconds)))],
        ],
        notes=notes,
        more={
            "codec": codec, "container": container, "mime": mime, "name": f"film.{ending}", "size": film.size,
            "rows": dataset.integer("Rows", 0), "columns": dataset.integer("Columns", 0), "frames": frames, "rate": rate,
        },
        files={"film": film},
    )  # fmt: skip


def _joined(entry: Entry, start: int, stop: int, *, encapsulated: bool) -> tuple[Part, list[str]]:
    """Join the pieces of the film; the first item is the table of offsets (PS3.5 A.4)."""
    if not encapsulated and entry.read(start, start + 4) != _ITEM:
        return Part(entry, [(start, stop - start)], path=entry.path), [say("core.doc.film.bare")]
    pieces, notes = _pieces(entry, start, stop)
    if len(pieces) > 1 and _container(entry.read(pieces[0][0], pieces[0][0] + min(pieces[0][1], _FRONT))) == "unknown":
        pieces = pieces[1:]
    film = Part(entry, pieces, path=entry.path)
    if not film.size:
        raise BrokenFile("film.empty", do="film")
    return film, notes


def _pieces(entry: Entry, at: int, stop: int) -> tuple[list[tuple[int, int]], list[str]]:
    """List start and length of the items from `at` on by reading their fronts only, and what was odd; raises LimitExceeded."""
    found: list[tuple[int, int]] = []
    while at + 8 <= stop:
        front = entry.read(at, at + 9)
        if front[:4] == _END:
            return found, []
        if front[:4] != _ITEM:
            if found and front[1:5] in (_ITEM, _END):  # an odd piece, padded although its length was not made even
                at += 1
                continue
            return found, [say("core.doc.film.broken")]
        length = struct.unpack_from("<I", front, 4)[0]
        at += 8
        if length > stop - at:
            return [*found, (at, stop - at)], [say("core.doc.film.cut")]
        found.append((at, length))
        at += length
        if len(found) > _MOST_PIECES:
            raise LimitExceeded("film.pieces", most=_MOST_PIECES)
    return found, [say("core.doc.film.unended")]


def _codec(syntax: str) -> str:
    number = int(syntax.split(".")[7])
    return "mpeg2" if number < 102 else "h264" if number < 107 else "hevc"


def _container(film: bytes) -> str:
    """Return how the film is wrapped, judged by its first bytes; DICOM leaves several ways open (PS3.5 8.2.5 to 8.2.9)."""
    if film[4:8] in (b"ftyp", b"moov", b"mdat", b"styp"):
        return "mp4"
    if film[:1] == b"\x47" and (len(film) <= 188 or film[188:189] == b"\x47"):
        return "ts"
    if film.startswith(b"\0\0\1\xba"):
        return "ps"
    return "es" if film.startswith((b"\0\0\1", b"\0\0\0\1")) else "unknown"


def _rate(dataset: Dataset) -> float | None:
    for keyword in ("RecommendedDisplayFrameRate", "CineRate"):
        rate = dataset.number(keyword)
        if rate and 0 < rate <= 1000:
            return rate
    step = dataset.number("FrameTime")
    return 1000 / step if step and step >= 1 else None
