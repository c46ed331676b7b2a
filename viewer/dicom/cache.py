"""What is the same for the files of a series is worked out once, and kept once: it saves time and memory."""

import hashlib
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from viewer.dicom.dataset import Dataset
from viewer.dicom.keywords import tag_of

__all__ = ["Shared"]

Fact = TypeVar("Fact")


class Shared(Generic[Fact]):
    """Keeps what `make` makes of a data set for the next one whose `keywords` hold the very same bytes.

    Kept is a digest of the bytes and not they themselves: a hostile element may have a hundred megabytes.
    """

    _MOST = 64

    def __init__(self, make: Callable[[Dataset], Fact], *keywords: str, also: Callable[[Dataset], Hashable] | None = None) -> None:
        """Make nothing yet; `also` gives what else of a data set `make` reads, where that is in no fixed place."""
        self._make = make
        self._also = also
        self._tags = [tag_of(keyword)[0] for keyword in ("SpecificCharacterSet", *keywords)]
        self._kept: dict[Hashable, Fact] = {}

    def __call__(self, dataset: Dataset) -> Fact:
        """Return the fact of this data set."""
        where = dataset.pixels
        about = (dataset.syntax, dataset.explicit, dataset.little_endian, where and (where.keyword, where.bits, where.length))
        values = dataset.key(self._tags)
        lengths = tuple([None if value is None else len(value) for value in values])  # else "1", "23" would be "12", "3"
        key = about, lengths, hashlib.sha256(b"".join(filter(None, values))).digest(), self._also and self._also(dataset)
        if key not in self._kept:
            if len(self._kept) >= self._MOST:
                self._kept.clear()
            self._kept[key] = self._make(dataset)
        return self._kept[key]
