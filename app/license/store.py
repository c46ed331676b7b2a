"""The one interface to what is kept: records with a version, links between them, and counters that forget.

Messages come twice, late and in any order, and two instances may hear them at once. So a record is never changed, only replaced by
one of a higher version, in one step: whatever the order, the highest version stays.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from .settings import Settings

__all__ = ["Store", "StoreTrouble", "open_store"]


class StoreTrouble(Exception):
    """The store does not answer; nothing was kept, and it can be tried again."""


class Store(Protocol):
    """Names are `kind:hash`; bodies are small and fit into JSON. Every method may raise StoreTrouble."""

    def read(self, name: str) -> dict[str, Any] | None:
        """The record, or None."""

    def write(self, name: str, body: Mapping[str, Any], version: int) -> bool:
        """Keep this record unless one of the same or a higher version is kept already; tells whether it was."""

    def link(self, name: str, other: str) -> None:
        """Remember that the first leads to the second."""

    def linked(self, name: str) -> set[str]:
        """Where it leads."""

    def erase(self, name: str) -> bool:
        """Forget the record and where it leads; tells whether there was anything."""

    def count(self, name: str, seconds: int) -> int:
        """Count one more in this span of time, and tell how many there are; the span begins with the first."""


def open_store(settings: Settings) -> Store:
    """The store that the settings name."""
    if settings.redis:
        from .redis import RedisStore

        return RedisStore(*settings.redis)
    from .sqlite import SqliteStore

    if settings.database is None:
        raise ValueError("neither a database nor a Redis")
    return SqliteStore(settings.database)
