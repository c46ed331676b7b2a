"""Images of discs by Nero (.nrg): the sectors of the tracks, and a list of them at the end, by which they are known.

That list was never published. The first track begins with the image, or behind a pause of two seconds; there the disc is looked for.
"""

from collections.abc import Iterator

from viewer.errors import UnsupportedPixels
from viewer.source.archives import iso, raw
from viewer.source.archives.opening import Opening
from viewer.source.archives.part import Part
from viewer.source.entries import Entry

__all__ = ["members", "recognised"]

_PAUSE = 150  # sectors
_STARTS = (0, _PAUSE * 2048, _PAUSE * 2352, _PAUSE * 2336)


def recognised(tail: bytes) -> bool:
    """Whether a file that ends so is one of Nero's: of version 2, or of version 1."""
    return tail[-12:-8] == b"NER5" or tail[-8:-4] == b"NERO"


def members(archive: Entry, opening: Opening) -> Iterator[Entry | None]:
    """Yield the files of the disc; raises BrokenFile, LimitExceeded, Unreadable, and UnsupportedPixels where none are found."""
    for start in _STARTS:
        track = Part(archive, [(start, max(0, archive.size - start))], path=archive.path)
        if iso.recognised(track):
            yield from iso.members(track, opening)
            return
        if raw.recognised(track.read(0, 16)):
            yield from raw.members(track, opening)
            return
    raise UnsupportedPixels(
        "This is the image of a disc made by Nero (NRG), in a form that is not read here",
        expected="Images of discs are opened if they are ISO or UDF",
        do="Open it with the program that made it and save it as ISO, or burn it to a disc and open that",
    )
