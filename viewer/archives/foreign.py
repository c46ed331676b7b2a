"""Archives of kinds that are not read here: each is told by its name, with what to do."""

from viewer.archives.part import Refused
from viewer.entries import Entry
from viewer.errors import UnsupportedPixels

__all__ = ["refusal"]

_KINDS = (
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"\xfd7zXZ\0", "XZ"),
    (b"BZh", "bzip2"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"MSCF\0\0\0\0", "Cabinet"),
)


def refusal(entry: Entry, head: bytes) -> Refused | None:
    """Give the refusal of an archive that begins so, None for anything else."""
    kind = next((name for mark, name in _KINDS if head.startswith(mark)), None)
    if kind == "bzip2" and head[4:10] != b"1AY&SY":
        return None
    return None if kind is None else Refused(entry.path, _words(kind), size=entry.size)


def _words(kind: str) -> UnsupportedPixels:
    return UnsupportedPixels(
        f"This is an archive of a kind that is not opened here ({kind})",
        expected="Archives are opened if they are ZIP, TAR or GZIP, and images of discs if they are ISO or UDF",
        do="Unpack it on your computer and open the folder that comes out",
    )
