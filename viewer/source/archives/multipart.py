"""Several files in one, as a server's answer that was saved holds them (RFC 2046 section 5.1; PS3.18 section 8.6.1, WADO-RS)."""

import re
from collections.abc import Iterator

from viewer.source.archives.names import Names, decoded
from viewer.source.archives.opening import Opening
from viewer.source.archives.part import Part
from viewer.source.entries import Entry

__all__ = ["members", "recognized"]

_MOST_HEAD = 1 << 13  # bytes of the lines in front of a part
_STEP = 1 << 20
_FIRST = re.compile(rb"[\r\n]{0,4}--([!-~][ -~]{0,198}[!-~]|[!-~]) *\r?\n(?:[!-~]+:[^\r\n]*\r?\n)*?content-type:", re.IGNORECASE)
_TOLD = re.compile(
    rb"(?:[!-~]+:[^\r\n]*\r?\n|HTTP/[^\r\n]*\r?\n)*?content-type:\s*multipart/[^\r\n]*?boundary=\"?([!-~]+?)[\";\r\n]", re.IGNORECASE
)
_LENGTH = re.compile(rb"^content-length:\s*(\d{1,15})\s*$", re.IGNORECASE | re.MULTILINE)
_NAME = re.compile(rb"^content-disposition:[^\r\n]*filename=\"?([^\"\r\n;]+)", re.IGNORECASE | re.MULTILINE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")


def recognized(head: bytes) -> bool:
    """Whether a file that begins so is an answer of several parts, with the lines of the transfer in front or without them."""
    return _boundary(head) is not None


def members(archive: Entry, opening: Opening) -> Iterator[Entry | None]:
    """Yield the parts, in their order; raises LimitExceeded and Unreadable.

    A part ends where the next mark is, which is searched for through all of it, unless its length is told and right.
    """
    boundary = _boundary(archive.read(0, _MOST_HEAD)) or b""
    mark = b"--" + boundary
    names = Names(archive.path)
    at = archive.read(0, _MOST_HEAD).find(mark)
    number = 0
    while at >= 0:
        at += len(mark)
        front = archive.read(at, at + _MOST_HEAD)
        ends = _HEAD_END.search(front)
        if front.startswith(b"--") or not front or ends is None:
            return
        number += 1
        start = at + ends.end()
        lines = front[: ends.start()]
        length = _LENGTH.search(lines)
        stop = start + int(length[1]) if length else -1
        if length is None or not re.match(rb"\r?\n" + re.escape(mark), archive.read(stop, stop + 2 + len(mark))):
            stop = -1
            for place in range(start, archive.size, _STEP):
                window = archive.read(max(start, place - 2), place + _STEP + len(mark))
                found = window.find(b"\n" + mark)
                if found >= 0:
                    stop = max(start, place - 2) + found
                    stop -= found > 0 and window[found - 1 : found] == b"\r"
                    break
                yield None
        at = -1 if stop < 0 else stop + archive.read(stop, stop + 2).find(b"\n") + 1
        told = _NAME.search(lines)
        stop = archive.size if stop < 0 else stop  # the last one, cut short: whoever reads it tells how much is missing
        opening.admit(stop - start)
        yield Part(archive, [(start, stop - start)], path=names.path(decoded(told[1].strip()) if told else f"{number}.dcm"))


def _boundary(head: bytes) -> bytes | None:
    found = _FIRST.match(head) or _TOLD.match(head)
    return found[1] if found else None
