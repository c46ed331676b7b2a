"""What is the same for the files of a series is worked out once, and kept once: it saves time and memory."""

import hashlib
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from viewer.dicom.dataset import Header
from viewer.dicom.keywords import tag_of

__all__ = ["Shared"]

Fact = TypeVar("Fact")


class Shared(Generic[Fact]):
    """Keeps what `make` makes of a header for the next one whose `keywords` hold the very same bytes.

    Kept is a digest of the bytes and not they themselves: a hostile element may have a hundred megabytes.
    """

    _MOST = 64

    def __init__(self, make: Callable[[Header], Fact], *keywords: str, also: Callable[[Header], Hashable] | None = None) -> None:
        """Make nothing yet; `also` gives what else of a header `make` reads, where that is in no fixed place."""
        self._make = make
        self._also = also
        self._tags = [tag_of(keyword)[0] for keyword in ("SpecificCharacterSet", *keywords)]
        self._kept: dict[Hashable, Fact] = {}

    def __call__(self, header: Header) -> Fact:
        """Give the fact of this header."""
        where = header.pixels
        about = (header.syntax, header.explicit, header.little_endian, where and (where.keyword, where.bits, where.length))
        values = header.key(self._tags)
        lengths = tuple([None if value is None else len(value) for value in values])  # else "1", "23" would be "12", "3"
        key = about, lengths, hashlib.sha256(b"".join(filter(None, values))).digest(), self._also and self._also(header)
        if key not in self._kept:
            if len(self._kept) >= self._MOST:
                self._kept.clear()
            self._kept[key] = self._make(header)
        return self._kept[key]
