"""An entry, or, where it is an archive, what is in it, and in the archives in that."""

import struct
import zlib
from collections.abc import Callable, Iterator

from viewer.errors import UNFORESEEN, BrokenFile, LimitExceeded, ViewerError, unforeseen
from viewer.source.archives import gzip, iso, multipart, nrg, program, raw, tar, zip  # noqa: A004 - the kind's own name
from viewer.source.archives.blocks import Blocks, Inflated
from viewer.source.archives.foreign import refusal
from viewer.source.archives.opening import Opening
from viewer.source.archives.part import Ahead, Refused
from viewer.source.entries import Entry

__all__ = ["steps", "unfold"]

_MOST_DEPTH = 5
"""Archives in archives: a ZIP that holds an image of a disc in another ZIP is three."""

_SMALLEST_IMAGE = 1 << 20
"""Bytes of a file below which nobody looks at its end for the mark of an image of a disc."""

Members = Callable[[Entry, Opening], Iterator[Entry | None]]


def unfold(entry: Entry, opening: Opening | None = None) -> Iterator[Entry]:
    """Return the entry itself, or, where it is an archive by its content, all files in it at any depth; raises nothing.

    What cannot be read comes as an entry too: reading it raises why (see Refused), Locked where a password is wanted.
    """
    return (member for member in steps(entry, opening) if member is not None)


def steps(entry: Entry, opening: Opening | None = None) -> Iterator[Entry | None]:
    """Do the same in small steps: None stands for a pause, so that whoever waits for nothing else can look up meanwhile."""
    opening = opening or Opening()
    try:
        opening.of(entry.size)
        kind = _kind(entry)
    except (ViewerError, MemoryError):  # whoever reads it is told the same
        kind = None
    yield from (entry,) if kind is None else _unfolded(Ahead(entry), opening, 1)


def _unfolded(archive: Entry, opening: Opening, depth: int) -> Iterator[Entry | None]:
    found = 0
    try:
        kind = _kind(archive)
        if kind is None or isinstance(kind, Refused):
            yield archive if kind is None else kind
            return
        if depth > _MOST_DEPTH:
            raise LimitExceeded("archive.nested", most=_MOST_DEPTH, expected="so", do="left")
        opening.enter()
        if isinstance(archive, Inflated):
            yield from archive.through()
        for number, member in enumerate(kind(archive, opening)):
            if number == 0 and depth > 1:
                opening.expected -= 1  # it was counted as a file where it lies, and now all that is in it is counted
            found += member is not None
            if member is None or isinstance(member, Refused):
                yield member
            else:
                yield from _unfolded(member, opening, depth + 1)
        if not found:
            yield Refused(archive.path, BrokenFile("archive.empty"))
    except ViewerError as error:
        yield Refused(archive.path, error)
    except (*UNFORESEEN, struct.error, zlib.error) as error:
        # What nobody foresaw in a hostile archive still costs that archive only, and is told.
        yield Refused(archive.path, unforeseen("archive.damaged", error))


def _kind(entry: Entry) -> Members | Refused | None:
    """Return how an entry is unfolded, judged by its content; None for what is no archive, first of all whatever calls itself DICOM."""
    if isinstance(entry, Refused):
        return None
    head = entry.read(0, 512)
    if head[128:132] == b"DICM" or not head:
        return None
    if zip.recognized(head):
        return zip.members
    if gzip.recognized(head):
        return gzip.members
    if tar.recognized(head):
        return tar.members
    if multipart.recognized(head):
        return multipart.members
    # To look at the end of what has to be unpacked would unpack all of it.
    tail = entry.read(entry.size - 512, entry.size) if entry.size > _SMALLEST_IMAGE and not isinstance(entry, Blocks) else b""
    if nrg.recognized(tail):  # it begins as another image of a disc does
        return nrg.members
    if raw.recognized(head):
        return raw.members
    if iso.recognized(entry):
        return iso.members
    return zip.members if program.recognized(entry, head) else refusal(entry, head, tail)
