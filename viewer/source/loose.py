"""Files beside the DICOM files that can be read all the same: a letter as PDF, a film as MPEG-4; told by their content.

Sources: ISO 32000-1 7.5.2 and its annex H (the mark of a PDF stands among the first 1024 bytes), ISO/IEC 14496-12 4.3 (file type box).
"""

import re

from viewer.source.entries import Entry

__all__ = ["FRONT", "sort_of"]

FRONT = 1024
"""Bytes that show what a file is."""

_PDF = re.compile(rb"%PDF-\d\.\d")
_NO_FILMS = frozenset(b"heic heix heim heis hevc hevx mif1 msf1 avif avis".split()) | {b"M4A ", b"M4B ", b"M4P ", b"crx "}
"""Brands of files in the same wrapping that are photographs or sound."""


def sort_of(entry: Entry) -> str:
    """Return the sort of a file that is no DICOM, "" for one that cannot be read here; raises Unreadable."""
    front = entry.read(0, FRONT)
    if _PDF.search(front):
        return "pdf"
    return "mp4" if front[4:8] == b"ftyp" and front[8:12] not in _NO_FILMS else ""
