"""Programs that unpack themselves (.exe): a ZIP behind Windows code, as some hospitals' downloads are.

Only those that hold a scan are archives to us: the viewer programs on discs have ZIPs at their ends as well, with their own parts in them.
"""

import struct
import zlib
from itertools import islice

from viewer.errors import UNFORESEEN, ViewerError
from viewer.source.archives import zip  # noqa: A004 - the kind's own name
from viewer.source.archives.blocks import Blocks
from viewer.source.archives.opening import Opening
from viewer.source.archives.part import Refused
from viewer.source.archives.zip_records import directory
from viewer.source.entries import Entry

__all__ = ["recognized"]

_LOOKED_AT = 640
"""Members, folders among them, whose beginnings are looked at: in an archive of a scan a picture or its DICOMDIR is among them."""


def recognized(entry: Entry, head: bytes) -> bool:
    """Whether a file that begins so is a program with a scan in a ZIP at its end; raises Unreadable.

    One that has to be unpacked itself is left alone: its end would cost all of it.
    """
    if head[:2] != b"MZ" or isinstance(entry, Blocks):
        return False
    try:
        if directory(entry) is None:
            return False
        opening = Opening()
        opening.of(entry.size)
        return any(map(_of_a_scan, (member for member in islice(zip.members(entry, opening), _LOOKED_AT) if member is not None)))
    except (ViewerError, *UNFORESEEN, struct.error, zlib.error):
        return False  # the end of a program only looks like an archive's


def _of_a_scan(member: Entry) -> bool:
    name = member.path.rpartition("/")[2].lower()
    if name == "dicomdir" or name.endswith(".dcm"):  # also where it is locked
        return True
    return not isinstance(member, Refused) and member.read(128, 132) == b"DICM"
