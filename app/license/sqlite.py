"""The store in one SQLite file: for this computer, and for hosts with a disk of their own."""

import json
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from .store import StoreTrouble

__all__ = ["SqliteStore"]

TABLES = """
CREATE TABLE IF NOT EXISTS record (name TEXT PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS link (name TEXT NOT NULL, other TEXT NOT NULL, PRIMARY KEY (name, other)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, number INTEGER NOT NULL, ends REAL NOT NULL) WITHOUT ROWID;
"""
KEEP = """
INSERT INTO record (name, version, body) VALUES (?, ?, ?)
ON CONFLICT (name) DO UPDATE SET version = excluded.version, body = excluded.body WHERE excluded.version > record.version
"""
COUNT = """
INSERT INTO counter (name, number, ends) VALUES (:name, 1, :now + :seconds)
ON CONFLICT (name) DO UPDATE SET
  number = CASE WHEN ends <= :now THEN 1 ELSE number + 1 END, ends = CASE WHEN ends <= :now THEN :now + :seconds ELSE ends END
RETURNING number
"""


class SqliteStore:
    """Opens the file for each call: calls come from several threads, and a connection belongs to one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self.opened() as database:
            database.executescript(TABLES)

    @contextmanager
    def opened(self) -> Iterator[sqlite3.Connection]:
        """The database in a transaction."""
        try:
            with closing(sqlite3.connect(self.path, timeout=10)) as database:
                database.execute("PRAGMA secure_delete=ON")  # what is erased is overwritten
                with database:
                    yield database
        except sqlite3.Error as error:
            raise StoreTrouble(f"SQLite: {type(error).__name__}") from None

    def read(self, name: str) -> dict[str, Any] | None:
        """See Store."""
        with self.opened() as database:
            row = database.execute("SELECT body FROM record WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else None

    def write(self, name: str, body: Mapping[str, Any], version: int) -> bool:
        """See Store."""
        with self.opened() as database:
            return database.execute(KEEP, (name, version, json.dumps(body))).rowcount == 1

    def link(self, name: str, other: str) -> None:
        """See Store."""
        with self.opened() as database:
            database.execute("INSERT OR IGNORE INTO link (name, other) VALUES (?, ?)", (name, other))

    def linked(self, name: str) -> set[str]:
        """See Store."""
        with self.opened() as database:
            return {row[0] for row in database.execute("SELECT other FROM link WHERE name = ?", (name,))}

    def erase(self, name: str) -> bool:
        """See Store."""
        with self.opened() as database:
            gone = [database.execute(f"DELETE FROM {table} WHERE name = ?", (name,)).rowcount for table in ("record", "link")]  # noqa: S608
        return any(gone)

    def count(self, name: str, seconds: int) -> int:
        """See Store."""
        with self.opened() as database:
            row = database.execute(COUNT, {"name": name, "now": time.time(), "seconds": seconds}).fetchone()
        return int(row[0])
