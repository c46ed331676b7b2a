"""Films in DICOM: the bytes of the film as a video program takes them (PS3.5 8.2.5 to 8.2.9, A.4.5 to A.4.11).

`more`: "codec" as the transfer syntax says (mpeg2 | h264 | hevc), "container" as the bytes show (mp4 | ts | ps | es | unknown), "mime",
"name" to save it under, "size" in bytes, "rows", "columns", "frames", "rate" in pictures a second. `files`: "film".
"""

from viewer.documents.content import Content
from viewer.encapsulation import fragments
from viewer.entries import Entry
from viewer.errors import BrokenFile, LimitExceeded
from viewer.header import Header
from viewer.syntaxes import words

__all__ = ["read"]

_MOST_BYTES = 1 << 30
_ENDINGS = {
    # container, codec: MIME type, ending
    ("mp4", ""): ("video/mp4", "mp4"),
    ("ts", ""): ("video/mp2t", "ts"),
    ("ps", ""): ("video/mpeg", "mpg"),
    ("es", "mpeg2"): ("video/mpeg", "mpg"),
    ("es", "h264"): ("video/h264", "h264"),
    ("es", "hevc"): ("video/h265", "h265"),
}


def read(entry: Entry, header: Header) -> Content:
    """Take the film out of its file; raises BrokenFile where there is none, LimitExceeded."""
    where = header.pixels
    if where is None:
        raise BrokenFile(f"The film that should be in {entry.path} is missing", do="Ask for a new copy of it")
    size = (entry.size - where.start) if where.length is None else where.length
    if size > _MOST_BYTES:
        raise LimitExceeded(f"The film has {size >> 20} MB; up to {_MOST_BYTES >> 20} MB can be opened here")
    raw = entry.read(where.start, None if where.length is None else where.start + where.length)
    film, notes = _joined(raw, encapsulated=where.length is None)
    codec = _codec(header.syntax)
    container = _container(film)
    if container == "unknown":
        notes.append("The bytes do not begin like a film of a kind that is known here; a video program may still play it.")
    mime, ending = _ENDINGS.get((container, "" if container != "es" else codec)) or ("application/octet-stream", "bin")
    frames, rate = max(1, header.integer("NumberOfFrames", 1) or 1), _rate(header)
    seconds = f"{frames / rate:.1f} seconds" if rate else ""
    return Content(
        kind="video",
        title=header.text("SeriesDescription") or "Film",
        facts=[
            ["What it is", words(header.syntax)],
            ["Size", f"{len(film) / 1e6:.1f} MB, {header.integer('Columns', 0)} × {header.integer('Rows', 0)} points"],
            ["Length", ", ".join(filter(None, (f"{frames} pictures", seconds)))],
        ],
        notes=notes,
        more={
            "codec": codec, "container": container, "mime": mime, "name": f"film.{ending}", "size": len(film),
            "rows": header.integer("Rows", 0), "columns": header.integer("Columns", 0), "frames": frames, "rate": rate,
        },
        files={"film": film},
    )  # fmt: skip


def _joined(raw: bytes, *, encapsulated: bool) -> tuple[bytes, list[str]]:
    """Join the pieces of the film; the first item is the table of offsets (PS3.5 A.4)."""
    if not encapsulated and not raw.startswith(b"\xfe\xff\x00\xe0"):
        return raw, ["The film is not wrapped as it should be."]
    pieces, notes = fragments(raw)
    if len(pieces) > 1 and _container(raw[pieces[0][0] : sum(pieces[0])]) == "unknown":
        pieces = pieces[1:]
    film = b"".join(raw[start : start + length] for start, length in pieces)
    if not film:
        raise BrokenFile("The film in the file is empty", do="Ask for a new copy of it")
    return film, [f"{note}." for note in notes]


def _codec(syntax: str) -> str:
    number = int(syntax.split(".")[7])
    return "mpeg2" if number < 102 else "h264" if number < 107 else "hevc"


def _container(film: bytes) -> str:
    """Tell how the film is wrapped, by its first bytes; DICOM leaves several ways open (PS3.5 8.2.5 to 8.2.9)."""
    if film[4:8] in (b"ftyp", b"moov", b"mdat", b"styp"):
        return "mp4"
    if film[:1] == b"\x47" and (len(film) <= 188 or film[188:189] == b"\x47"):
        return "ts"
    if film.startswith(b"\0\0\1\xba"):
        return "ps"
    return "es" if film.startswith((b"\0\0\1", b"\0\0\0\1")) else "unknown"


def _rate(header: Header) -> float | None:
    for keyword in ("RecommendedDisplayFrameRate", "CineRate"):
        rate = header.number(keyword)
        if rate and 0 < rate <= 1000:
            return rate
    step = header.number("FrameTime")
    return 1000 / step if step and step >= 1 else None
