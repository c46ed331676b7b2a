"""Whether a folder still is what it was when it was made: a list of its SHA-256 sums, which is looked at each time the folder is used."""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

__all__ = ["altered", "write"]

State = tuple[int, int, int, int]
seen: dict[Path, dict[str, State]] = {}  # folders that were found whole by this process, with what the system says of each file


def write(folder: Path, sums: Path) -> None:
    """Write down what is in a folder now."""
    sums.write_text(json.dumps({name: digest(path) for name, path in files(folder)}, indent=0, sort_keys=True), encoding="utf-8")


def altered(folder: Path, sums: Path) -> str | None:
    """Return the name of a file that has changed, come or gone since then, or None.

    All files are read; again in the same process only when the system says that one of them, or the list, was touched.
    """
    try:
        found = dict(files(folder))
        states = {name: state(path) for name, path in (*found.items(), ("", sums))}
        if states == seen.get(folder):
            return None
        listed = json.loads(sums.read_text(encoding="utf-8"))
        differing = sorted(listed.keys() ^ found.keys()) or [name for name, path in found.items() if digest(path) != listed[name]]
    except (OSError, ValueError, AttributeError):
        return sums.name
    if differing:
        return str(differing[0])
    seen[folder] = states
    return None


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield all files and links below a folder, in order, each with its name in the list."""
    for place, below, names in os.walk(folder):
        below.sort()
        links = [name for name in below if (Path(place) / name).is_symlink()]
        for path in (Path(place) / name for name in sorted([*names, *links])):
            yield path.relative_to(folder).as_posix(), path


def digest(path: Path) -> str:
    """Compute the SHA-256 of a file; of a link, that of where it leads."""
    if path.is_symlink():
        return "link " + hashlib.sha256(os.fsencode(path.readlink())).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def state(path: Path) -> State:
    """What the system says of a file: another after each change to it."""
    told = path.lstat()
    return told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns
