"""Raw images of discs (.bin, .mdf, some .img): whole sectors of 2352 bytes, with the marks and the checksums around the data (ECMA-130).

Some hold the 96 bytes of the subchannels after each sector as well.
"""

from collections.abc import Iterator

from viewer.errors import BrokenFile
from viewer.source.archives import iso
from viewer.source.archives.opening import Opening
from viewer.source.archives.sectors import RAW, STRIDES, SYNC, Sectors
from viewer.source.entries import Entry

__all__ = ["members", "recognized"]


def recognized(head: bytes) -> bool:
    """Whether a file that begins so is one of raw sectors."""
    return head[:12] == SYNC and head[15:16] in {b"\1", b"\2"}


def members(archive: Entry, opening: Opening) -> Iterator[Entry | None]:
    """Yield the files of the disc; raises BrokenFile, LimitExceeded, Unreadable."""
    longest = STRIDES[-1]
    sectors = Sectors(archive, longest if archive.read(longest, longest + len(SYNC)) == SYNC else RAW)
    if not iso.recognized(sectors):
        raise BrokenFile("disc.fileless")
    yield from iso.members(sectors, opening)
