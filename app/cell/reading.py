"""Reading: how far it is, the archives that are taken apart meanwhile, and those that want a password."""

from collections import deque
from itertools import chain
from typing import TYPE_CHECKING, Any

from app.cell.source import Upload
from app.cell.unfolding import Member, Unfolding
from viewer.phantom import PhantomFile, head
from viewer.source.archives import Joined, Opening, Pieces, Refused, steps

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Reading"]

_MANY = 64


class Reading:
    """What was handed over and is being read; it counts all files since the cell began, whatever came of them."""

    def __init__(self) -> None:
        self.active = self.canceled = False
        self.files = self.bytes = 0
        self.locked: list[Unfolding] = []  # archives in which there are files that want a password
        self._before = 0  # files, when this reading began
        self._total: int | None = None
        self._within = 0  # files found in archives since then, more than there are archives
        self._handed_over = False  # all files, but not yet all that is in the archives among them
        self._archives: deque[Unfolding] = deque()
        self._sample: Iterator[PhantomFile] | None = None
        self.pieces = Pieces()
        """Parts of archives, held until all files came."""

    def begin(self) -> None:
        """Start: files are about to come."""
        self.active, self.canceled = True, False
        self._before, self._total, self._within = self.files, None, 0
        self._handed_over = False

    def counted(self, total: int) -> None:
        """Note how many files there are in what was handed over."""
        self._total = self._before + total

    def end(self, *, canceled: bool) -> bool:
        """All files came, or no more are wanted; whether that is the end, with no archive left to be read."""
        if not self.active:
            return False
        if canceled:
            self._sample = None
            self.pieces = Pieces()
            while self._archives:
                self._archives.popleft().file.release()
        self._handed_over = True
        if self._archives:
            return False
        self.active, self.canceled = False, canceled
        return True

    def count(self, size: int = 0) -> None:
        """Count a file that was taken in or given up."""
        self.files += 1
        self.bytes += size

    @property
    def total(self) -> int | None:
        """How many files there are in all, as far as is known: it grows with each archive."""
        if self._total is None:
            return None
        return self._total + self._within + sum(max(0, archive.opening.expected - archive.taken) for archive in self._archives)

    @property
    def unread(self) -> int:
        """How many files are to come yet; many, as long as they are not counted: of a handful it is known at once."""
        total = self.total
        return 0 if not self.active else _MANY if total is None else total - self.files

    def describe(self) -> dict[str, Any]:
        """How far it is, as the page is told."""
        return {"reading": self.active, "canceled": self.canceled, "files": self.files, "total": self.total, "bytes": self.bytes}

    # ---- archives

    @property
    def unfolding(self) -> bool:
        """Whether there are archives that are not yet read to their end."""
        return bool(self._archives)

    def joined(self) -> list[Member]:
        """Begin to take apart the archives that came in several files; give what cannot be, as files to be told of."""
        told: list[Member] = []
        for whole in self.pieces.whole():
            if isinstance(whole, Refused):
                told.append(Member(whole))
                continue
            self._within -= len(whole.parts) - 1
            if not self.unfold(whole):
                told.append(Member(whole))
        return told

    def unfold(self, file: Upload | Joined) -> bool:
        """Begin to take a file apart; False where it is no archive."""
        opening = Opening()
        members = steps(file, opening)
        first = next(members, None)
        if first is file:
            return False
        self._within -= 1
        self._archives.append(Unfolding(file, opening, chain((first,), members)))
        return True

    def member(self) -> Member | None:
        """Take one step into the archive that is being read; None where that gave no file that is wanted."""
        archive = self._archives[0]
        try:
            entry = next(archive.members)
        except StopIteration:
            archive.file.release()
            self._archives.popleft()
            if archive.locked:
                self.locked.append(archive)
            return None
        if entry is None:
            return None
        archive.taken += 1
        archive.note(entry)
        if not archive.wanted(entry):
            return None
        self._within += 1
        return Member(entry)

    @property
    def handed_over(self) -> bool:
        """Whether no more files come, but for those in archives."""
        return self._handed_over

    def wanting(self) -> dict[str, Any]:
        """What wants a password: the paths of the archives, how many files in them, bytes that are slow to unlock, whether one was tried."""
        return {
            "archives": [archive.file.path for archive in self.locked],
            "files": sum(len(archive.locked) for archive in self.locked),
            "slow": sum(sum(archive.locked.values()) for archive in self.locked),
            "tried": any(archive.opening.passwords for archive in self.locked),
        }

    def unlock(self, word: str) -> frozenset[str]:
        """Read the locked archives once more, with a password; gives the paths of the files that are tried again."""
        paths = frozenset(path for archive in self.locked for path in archive.locked)
        locked, self.locked = self.locked, []
        self.files -= len(paths)
        self.begin()
        self.counted(0)
        for archive in locked:
            opening = Opening((*archive.opening.passwords, word))
            self._archives.append(Unfolding(archive.file, opening, steps(archive.file, opening), only=frozenset(archive.locked)))
        self._handed_over = True
        return paths

    # ---- the sample

    def show_sample(self) -> None:
        """Begin to read the sample, which is made here."""
        self.begin()
        self._sample = head()

    @property
    def sampling(self) -> bool:
        """Whether the sample is being read."""
        return self._sample is not None

    def sample(self) -> PhantomFile | None:
        """Return the next file of the sample; None after the last."""
        file = next(self._sample, None) if self._sample is not None else None
        if file is None:
            self._sample = None
        return file
