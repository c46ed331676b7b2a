"""Archives and images of discs of kinds that are not read here: each is told by its name, with what to do."""

from viewer.errors import UnsupportedPixels
from viewer.source.archives.part import Refused
from viewer.source.entries import Entry

__all__ = ["refusal"]

_ARCHIVES = (
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"\xfd7zXZ\0", "XZ"),
    (b"BZh", "bzip2"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"MSCF\0\0\0\0", "Cabinet"),
)
_PACKED = ((b"IsZ!", "ISZ"), (b"DAA\0", "DAA"))
_LOCKED, _MAC = b"encrcdsa", b"koly\0\0\0\4"


def refusal(entry: Entry, head: bytes, tail: bytes = b"") -> Refused | None:
    """Return the refusal of an archive that begins so, or an image of a disc that ends so; None for anything else."""
    error = _error(head, tail)
    return None if error is None else Refused(entry.path, error, size=entry.size)


def _error(head: bytes, tail: bytes) -> UnsupportedPixels | None:
    archive = next((name for mark, name in _ARCHIVES if head.startswith(mark)), "")
    if archive and (archive != "bzip2" or head[4:10] == b"1AY&SY"):
        return UnsupportedPixels("foreign.archive", kind=archive)
    if tail[-512:-504] == _MAC:
        return UnsupportedPixels("foreign.mac", expected="discs", do="mount")
    if head.startswith(_LOCKED):
        return UnsupportedPixels("foreign.locked", expected="discs", do="mount")
    packed = next((name for mark, name in _PACKED if head.startswith(mark)), "")
    return UnsupportedPixels("foreign.packed", kind=packed, expected="discs", do="convert") if packed else None
