"""Where bytes come from: one protocol for a file of a folder, a member of an archive, a file handed over by a browser."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from viewer.errors import Unreadable

__all__ = ["BytesEntry", "Entry", "FileEntry", "files_below"]


class Entry(Protocol):
    """One file, read by random access."""

    @property
    def path(self) -> str:
        """The path inside what was opened, with slashes; it names the file to the person and is never opened again."""

    @property
    def size(self) -> int:
        """The length in bytes."""

    def read(self, start: int = 0, stop: int | None = None) -> bytes:
        """Return the bytes from `start` to `stop` (or the end); fewer where the file ends earlier; raises Unreadable."""


class FileEntry:
    """A file on this computer."""

    __slots__ = ("_file", "path", "size")

    def __init__(self, file: Path, *, path: str) -> None:
        self._file = file
        self.path = path
        try:
            self.size = file.stat().st_size
        except OSError as error:
            raise _unreadable(path, error) from error

    def read(self, start: int = 0, stop: int | None = None) -> bytes:
        """Return the bytes from `start` to `stop`; raises Unreadable."""
        try:
            with self._file.open("rb") as stream:
                stream.seek(start)
                return stream.read() if stop is None else stream.read(max(0, stop - start))
        except OSError as error:
            raise _unreadable(self.path, error) from error


class BytesEntry:
    """Bytes that are in memory already."""

    __slots__ = ("_data", "path", "size")

    def __init__(self, data: bytes, *, path: str) -> None:
        self._data = data
        self.path = path
        self.size = len(data)

    def read(self, start: int = 0, stop: int | None = None) -> bytes:
        """Return the bytes from `start` to `stop`."""
        return self._data[start:stop]


def _unreadable(path: str, error: OSError) -> Unreadable:
    return Unreadable("file.refused", path=path, why=error.strerror or str(error))


def files_below(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield each file that is named or lies in a named folder, folders in the order of their names; links out are not followed."""
    for path in paths:
        if path.is_dir():
            for folder, names, files in os.walk(path):
                names.sort()
                yield from (Path(folder, name) for name in sorted(files))
        else:
            yield path
