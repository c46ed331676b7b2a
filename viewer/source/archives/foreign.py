"""Archives and images of discs of kinds that are not read here: each is told by its name, with what to do."""

from viewer.errors import UnsupportedPixels
from viewer.source.archives.part import Refused
from viewer.source.entries import Entry

__all__ = ["refusal"]

_UNPACK = "Unpack it on your computer and open the folder that comes out"
_PROGRAM = (
    "Unpack it on your computer and open the folder that comes out: Windows 11 does that by itself (right mouse button, Extract all); "
    "elsewhere the free programs 7-Zip, The Unarchiver or Keka do"
)
_MOUNT = "On a Mac, double-click it: it appears as a disc. Open that disc here"
_CONVERT = "Save it as ISO with the program that made it, or burn it to a disc, and open that"

_ARCHIVES = (
    (b"Rar!\x1a\x07", "RAR", _PROGRAM),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip", _PROGRAM),
    (b"\xfd7zXZ\0", "XZ", _PROGRAM),
    (b"BZh", "bzip2", _PROGRAM),
    (b"\x28\xb5\x2f\xfd", "Zstandard", _PROGRAM),
    (b"MSCF\0\0\0\0", "Cabinet", _UNPACK),
)
_IMAGES = (
    (b"encrcdsa", "a locked image of a Mac (DMG)", _MOUNT),
    (b"IsZ!", "ISZ, a packed image", _CONVERT),
    (b"DAA\0", "DAA, a packed image", _CONVERT),
)
_MAC = b"koly\0\0\0\4"


def refusal(entry: Entry, head: bytes, tail: bytes = b"") -> Refused | None:
    """Return the refusal of an archive that begins so, or an image of a disc that ends so; None for anything else."""
    archive = next((kind for kind in _ARCHIVES if head.startswith(kind[0])), None)
    if archive is not None and (archive[0] != b"BZh" or head[4:10] == b"1AY&SY"):
        return _refused(
            entry,
            f"This is an archive of a kind that is not opened here ({archive[1]})",
            expected="Archives are opened if they are ZIP, TAR or GZIP, and images of discs if they are ISO or UDF",
            do=archive[2],
        )
    image = next((kind for kind in _IMAGES if head.startswith(kind[0])), None)
    if tail[-512:-504] == _MAC:
        image = b"", "DMG, of a Mac", _MOUNT
    if image is None:
        return None
    return _refused(
        entry,
        f"This is the image of a disc of a kind that is not opened here ({image[1]})",
        expected="Images of discs are opened if they are ISO or UDF",
        do=image[2],
    )


def _refused(entry: Entry, problem: str, *, expected: str, do: str) -> Refused:
    return Refused(entry.path, UnsupportedPixels(problem, expected=expected, do=do), size=entry.size)
