"""What is shared while one file that was handed over is open, with all archives that are in it."""

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from typing import Any

from viewer.errors import LimitExceeded

__all__ = ["Opening"]

_MOST_MEMBERS = 200_000
_MOST_RECORDS = 300_000  # files, folders, links and whatever else a table of contents has
_MOST_ARCHIVES = 1000
_MOST_TIMES = 100  # pictures are packed to a half or a quarter; an empty mask may be a thousandth, and is small
_ALWAYS = 1 << 30
_MOST_KEPT = 24 << 20
_MOST_ENGINES = 8


class Opening:
    """Bounds for what may come out of one file, the passwords to try, and what was unpacked lately.

    All members together may be a hundred times as large as the file itself, and 1 GiB in any case; 200,000 of them at most,
    in 1000 archives, and 300,000 entries in their tables of contents.
    """

    def __init__(self, passwords: Sequence[str] = ()) -> None:
        self.passwords = tuple(passwords)
        self._archives = 0
        self._members = self._records = 0
        self.expected = 0
        """How many members there are, as far as that is known: it grows with each archive that is found."""
        self._bytes = 0
        self._most = _ALWAYS
        self._blocks: OrderedDict[Hashable, bytes] = OrderedDict()
        self._kept = 0
        self.engines: OrderedDict[Hashable, Any] = OrderedDict()

    def of(self, size: int) -> None:
        """Set the bounds by the size of the file that was handed over."""
        self._most = max(_ALWAYS, _MOST_TIMES * size)

    def enter(self) -> None:
        """Count an archive that is to be opened; raises LimitExceeded."""
        self._archives += 1
        if self._archives > _MOST_ARCHIVES:
            raise LimitExceeded("archive.archives", most=_MOST_ARCHIVES, expected="so", do="rest")

    def listed(self, count: int = 1) -> None:
        """Count what stands in a table of contents, files or not: a hostile one lists a million folders. Raises LimitExceeded."""
        self._records += count
        if self._records > _MOST_RECORDS:
            raise LimitExceeded("archive.records", most=_MOST_RECORDS, expected="many", do="rest")

    def admit(self, size: int) -> None:
        """Count a member of so many bytes; raises LimitExceeded."""
        self._members += 1
        if self._members > _MOST_MEMBERS:
            raise LimitExceeded("archive.files", most=_MOST_MEMBERS, expected="many", do="rest")
        self.unpacked(size)

    def unpacked(self, size: int) -> None:
        """Count bytes that come out of the file; raises LimitExceeded."""
        self._bytes += size
        if self._bytes > self._most:
            raise LimitExceeded("archive.bomb", times=_MOST_TIMES)

    def recall(self, key: Hashable) -> bytes | None:
        """Return a block that was unpacked lately."""
        block = self._blocks.get(key)
        if block is not None:
            self._blocks.move_to_end(key)
        return block

    def keep(self, key: Hashable, block: bytes) -> None:
        """Keep a block for a while: 24 MiB in all."""
        if key not in self._blocks:
            self._blocks[key] = block
            self._kept += len(block)
        while self._kept > _MOST_KEPT:
            self._kept -= len(self._blocks.popitem(last=False)[1])

    def resume(self, key: Hashable, engine: Any) -> None:
        """Keep the state in which unpacking stopped, of the last eight members."""
        self.engines[key] = engine
        self.engines.move_to_end(key)
        if len(self.engines) > _MOST_ENGINES:
            self.engines.popitem(last=False)
