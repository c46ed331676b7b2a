"""Archives in several parts: `scan.z01`, `scan.z02`, `scan.zip` (APPNOTE 8.1), and any archive that was cut up: `scan.zip.001`, `.002`.

The parts are files like all others and come in any order; they are held until all files are there, and joined without a copy.
"""

import re
from bisect import bisect
from collections.abc import Iterator
from typing import NamedTuple

from text.say import say
from viewer.errors import Unreadable, ViewerError
from viewer.source.archives import zip  # noqa: A004 - the kind's own name
from viewer.source.archives.part import Refused
from viewer.source.archives.zip_records import PIECE, directory, discs
from viewer.source.entries import Entry

__all__ = ["Joined", "Pieces"]

_MOST_PARTS = 999
_NUMBERED = re.compile(r"(?i)(.*)\.z(\d{2,3})")
_LAST = re.compile(r"(?i)(.*)\.zip")
_CUT = re.compile(r"(?i)(.*\.(?:zip|tar|tgz|gz|iso|img|bin|nrg|7z|rar|exe))\.(\d{3})")


class Joined:
    """Entries one after the other as one; `starts`: where each of them begins."""

    __slots__ = ("parts", "path", "size", "starts")

    def __init__(self, parts: list[Entry], *, path: str) -> None:
        self.parts, self.path = parts, path
        starts = [0]
        for part in parts:
            starts.append(starts[-1] + part.size)
        self.size = starts.pop()
        self.starts = tuple(starts)

    def read(self, start: int = 0, stop: int | None = None) -> bytes:
        """Return the bytes from `start` to `stop`; raises Unreadable."""
        stop = self.size if stop is None else min(stop, self.size)
        found: list[bytes] = []
        number = bisect(self.starts, start) - 1
        while start < stop and number < len(self.parts):
            begin, part = self.starts[number], self.parts[number]
            end = min(stop, begin + part.size)
            if start < end:
                found.append(part.read(start - begin, end - begin))
                if len(found[-1]) < end - start:
                    break
                start = end
            number += 1
        return found[0] if len(found) == 1 else b"".join(found)

    def release(self) -> None:
        """Let go of what the parts hold."""
        for part in self.parts:
            if (release := getattr(part, "release", None)) is not None:
                release()


class _Group(NamedTuple):
    """Parts of one archive by their numbers, from 1; the last of a ZIP has the number 0 and its name ends in .zip."""

    name: str
    parts: dict[int, Entry]
    cut: bool


class Pieces:
    """The parts that came so far."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, bool], _Group] = {}

    def take(self, entry: Entry) -> bool:
        """Take in a file that is part of an archive, by its name and its content; False for any other."""
        try:
            found = _part(entry)
        except ViewerError:  # whoever reads it is told
            return False
        if found is None:
            return False
        name, number, cut = found
        group = self._groups.setdefault((name.casefold(), cut), _Group(name, {}, cut))
        if number in group.parts or len(group.parts) > _MOST_PARTS:
            return False
        group.parts[number] = entry
        return True

    def whole(self) -> Iterator[Joined | Refused]:
        """Yield all archives of which every part is here, and the parts of the others with what is missing; nothing is held any more."""
        groups, self._groups = self._groups, {}
        for group in groups.values():
            missing = _missing(group)
            if not missing:
                last = [group.parts[0]] if 0 in group.parts and not group.cut else []
                parts = [group.parts[number] for number in sorted(group.parts) if number or group.cut] + last
                yield Joined(parts, path=group.name if group.cut else last[0].path)
                continue
            error = _incomplete(group, missing)
            for part in group.parts.values():
                yield Refused(part.path, error, size=part.size)


def _part(entry: Entry) -> tuple[str, int, bool] | None:
    """Return the name of the archive, the number of the part, and whether it was simply cut up; None where a file is no part."""
    if (found := _CUT.fullmatch(entry.path)) is not None:
        return None if _dicom(entry) else (found[1], int(found[2]), True)
    if (found := _NUMBERED.fullmatch(entry.path)) is not None and int(found[2]):
        first = int(found[2]) == 1
        return None if _dicom(entry) or (first and entry.read(0, 4) != PIECE) else (found[1], int(found[2]), False)
    if (found := _LAST.fullmatch(entry.path)) is not None and discs(entry) > 1:
        return found[1], 0, False
    return None


def _dicom(entry: Entry) -> bool:
    return entry.read(128, 132) == b"DICM"


def _missing(group: _Group) -> list[str]:
    """Name the parts that are not here, as far as that can be known."""
    name, parts = group.name.rpartition("/")[2], group.parts
    if not group.cut:
        count = discs(parts[0]) - 1 if 0 in parts else max(parts)
        missing = [f"{name}.z{number:02}" for number in range(1, min(count, _MOST_PARTS) + 1) if number not in parts]
        return missing if 0 in parts else [*missing, f"{name}.zip"]
    first = 0 if 0 in parts else 1
    missing = [f"{name}.{number:03}" for number in range(first, max(parts)) if number not in parts]
    if not missing:
        whole = Joined([parts[number] for number in sorted(parts)], path=group.name)
        if zip.recognized(whole.read(0, 512)) and directory(whole, whole.starts) is None:  # its end is not here
            missing = [f"{name}.{max(parts) + 1:03}"]
    return missing


def _incomplete(group: _Group, missing: list[str]) -> Unreadable:
    """Return the error of an archive of which not all parts are here."""
    names = ", ".join(missing[:3])
    if len(missing) > 3:
        names = say("core.archive.missing", names=names, n=len(missing) - 3)
    return Unreadable("archive.piece", n=len(group.parts), missing=names)
