"""GZIP (RFC 1952): one file, most often a TAR."""

from collections.abc import Iterator

from viewer.source.archives import tar
from viewer.source.archives.blocks import GZIP, Inflated
from viewer.source.archives.names import Names
from viewer.source.archives.opening import Opening
from viewer.source.entries import Entry

__all__ = ["members", "recognized"]


def recognized(head: bytes) -> bool:
    """Whether a file that begins so is gzip's, deflated as all are."""
    return head[:3] == b"\x1f\x8b\x08"


def members(archive: Entry, opening: Opening) -> Iterator[Entry | None]:
    """Yield the file in it, or the files of the TAR in it; raises BrokenFile, LimitExceeded, Unreadable."""
    inner = Inflated(archive, GZIP, opening, path=archive.path, size=None)
    if tar.recognized(inner.read(0, 512)):  # its members come while it is inflated, not after
        yield from tar.members(inner, opening)
        return
    yield from inner.through()
    opening.admit(0)
    name = archive.path.rpartition("/")[2]
    inner.path = Names(archive.path).path(name[:-3] if name.lower().endswith(".gz") else name)
    yield inner
