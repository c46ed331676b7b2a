"""The path of a member: it names the file to the person and is never opened, but it must not mislead or collide."""

import re
import unicodedata

__all__ = ["Names", "decoded"]

_MOST = 400
_DRIVE = re.compile(r"^[A-Za-z]:")
_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uff01-\uff9f]")
_MIXED = re.compile("[a-z][\u4e00-\u9fff\uff61-\uff9f]|[\u4e00-\u9fff\uff61-\uff9f][a-z]")


class Names:
    """Unique paths for the members of one archive, below the archive's own."""

    def __init__(self, archive: str) -> None:
        self._archive = archive
        self._given: dict[str, int] = {}  # and up to which number it was given
        self.odd = 0
        """How many names tried to lead out of the archive."""

    def path(self, name: str) -> str:
        """Clean a name: no folder above, no drive, no signs that do not show; a second file of the same name gets a number."""
        told = name.replace("\\", "/").replace("\0", "/\0")
        parts = [_shown(part) for part in _DRIVE.sub("", told).split("/") if part not in {"", "."}]
        if told.startswith("/") or _DRIVE.match(told) or ".." in parts or "\0" in name:
            self.odd += 1
        clean = "/".join(part for part in parts if part != "..")[-_MOST:] or "(no name)"
        path = clean
        while path in self._given:
            self._given[clean] += 1
            path = f"{clean} ({self._given[clean]})"
        self._given[path] = 1
        return f"{self._archive}/{path}"


def _shown(part: str) -> str:
    """Replace what cannot be seen, or turns the reading direction round so that one name looks like another."""
    return "".join("\ufffd" if unicodedata.category(letter) in {"Cc", "Cf", "Cs"} else letter for letter in part)


def decoded(raw: bytes) -> str:
    """Read a name whose encoding nobody wrote down: UTF-8 (Macs), Shift JIS (Windows in Japan), else the letters of DOS."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        told = raw.decode("cp932")
    except UnicodeDecodeError:
        return raw.decode("cp437")
    foreign = [letter for letter in told if ord(letter) > 0x7F]
    # An umlaut and the letter after it make a sound Japanese sign; but then it stands amid Latin letters.
    japanese = len(foreign) > 1 and all(map(_JAPANESE.match, foreign)) and not _MIXED.search(told)
    return told if japanese else raw.decode("cp437")
