"""Files as JavaScript hands them over, and those that are held from reading to decoding."""

from collections.abc import Sequence
from typing import Any, Protocol

from app.cell.unfolding import Member
from viewer.dicom.dataset import HEAD
from viewer.errors import OutOfMemory, Unreadable
from viewer.image.instance import Instance
from viewer.phantom import PhantomFile

__all__ = ["File", "Shelf", "Source", "Upload"]

_MOST = 256 << 20
"""Bytes of files kept from reading to decoding, so that a file is not read twice."""


class Source(Protocol):
    """What JavaScript hands over for a file."""

    path: str
    size: int

    def read(self, start: int, stop: int) -> Any:
        """Return a Uint8Array of the bytes from `start` to `stop`; raises a JavaScript error when the file went away."""

    def cut(self, places: list[int]) -> Any:
        """Return a File of the ranges between each two places, unread."""

    def release(self) -> None:
        """Let go of what was read ahead."""


class Upload:
    """A file handed to the page by its owner, as an entry."""

    __slots__ = ("_front", "_source", "path", "size")

    def __init__(self, source: Source) -> None:
        self._source = source
        # Looked at several times before the rest is, and each crossing from JavaScript takes its time; None: no longer kept.
        self._front: bytes | None = b""
        self.path = str(source.path)
        self.size = int(source.size)

    def read(self, start: int = 0, stop: int | None = None) -> bytes:
        """Return the bytes from `start` to `stop`; raises Unreadable when the file went away or changed."""
        stop = self.size if stop is None else min(stop, self.size)
        if self._front is None or stop > HEAD:
            self._front = None
            return self._read(start, stop)
        if stop > len(self._front):
            self._front = self._read(0, min(HEAD, self.size))
        return self._front[start:stop]

    def _read(self, start: int, stop: int) -> bytes:
        try:
            data: bytes = self._source.read(start, stop).to_bytes()
        except MemoryError as error:
            raise OutOfMemory from error
        except Exception as error:
            if getattr(error, "name", "") == "RangeError":  # how JavaScript says that there is no room for an array
                raise OutOfMemory from error
            raise Unreadable("file.away", path=self.path) from error
        return data

    def cut(self, ranges: Sequence[tuple[int | None, int]]) -> Any:
        """Return ranges (start, length) of the file as JavaScript's own kind of file, without reading them."""
        return self._source.cut([place for start, length in ranges for place in (start or 0, (start or 0) + length)])

    def release(self) -> None:
        """Let go of the bytes that were read ahead."""
        self._front = None
        self._source.release()


File = Upload | PhantomFile | Member


class Shelf:
    """The files of the shown stack that were read whole and wait to be decoded."""

    def __init__(self) -> None:
        self._files: dict[Instance, File] = {}
        self._bytes = 0

    def keep(self, instance: Instance, file: File) -> None:
        """Hold the bytes of a file; let go of them at once where they cost more than reading them again."""
        if self._bytes < _MOST and len(instance.frames) == 1 and not isinstance(file, Member):
            self._files[instance] = file
            self._bytes += file.size
        else:
            file.release()

    def release(self, instance: Instance) -> None:
        """Let go of the file of an object: it was decoded, or will be read again when it is."""
        file = self._files.pop(instance, None)
        if file is not None:
            self._bytes -= file.size
            file.release()

    def clear(self) -> None:
        """Let go of all."""
        for instance in list(self._files):
            self.release(instance)
