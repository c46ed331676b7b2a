"""An archive while the cell takes it apart, and the files in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from viewer.errors import Locked
from viewer.source.archives import Opening, Refused
from viewer.source.entries import Entry

__all__ = ["Member", "Unfolding"]


class _Held(Entry, Protocol):
    """A file of which JavaScript holds bytes until they are released."""

    def release(self) -> None: ...


class Member:
    """A file in an archive; nothing of it is kept between reading and decoding."""

    __slots__ = ("path", "read", "size")

    def __init__(self, entry: Entry) -> None:
        self.path, self.size, self.read = entry.path, entry.size, entry.read

    def release(self) -> None:
        """Nothing is held."""


@dataclass(slots=True)
class Unfolding:
    """An archive that is being read: what is left of it, how many files were taken out, which of them want a password.

    The second time, with a password, `only` those are taken that wanted one.
    """

    file: _Held
    opening: Opening
    members: Iterator[Entry | None]
    only: frozenset[str] = frozenset()
    taken: int = 0
    locked: dict[str, int] = field(default_factory=dict)
    """Their paths, and how many bytes of each are to be unlocked the slow way."""

    def note(self, member: Entry) -> None:
        """Remember a member that wants a password."""
        if isinstance(member, Refused) and isinstance(member.error, Locked) and member.error.password_helps:
            self.locked[member.path] = member.error.slow

    def wanted(self, member: Entry) -> bool:
        """Whether a member is to be taken."""
        path = member.path
        while self.only and path not in self.only:  # or lies in an archive that was locked
            path = path.rpartition("/")[0]
            if not path:
                return False
        return True
