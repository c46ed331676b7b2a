"""The same source gives the same bytes, on another day, in another place, for another person."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from building import tools
from building.tools import ROOT

pytestmark = pytest.mark.native

DOWNLOADS = ("npm-*", "wheels-*")  # checked by their hashes; all that the build makes itself is made again
SOURCES = ("PRIVACY.md", "README.md", "app", "build.py", "building", "docs", "pyproject.toml", "static", "text", "vercel.json", "viewer")


def test_two_builds_in_two_folders_give_the_same_bytes(site: Path, tmp_path: Path) -> None:
    """The second one in a deeper folder, from files of another age, in another time zone and language, with an empty cache of its own."""
    copy = tmp_path / "another place" / "with a space"
    copy.mkdir(parents=True)
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif (ROOT / name).exists():
            shutil.copy(ROOT / name, copy / name)
    for path in copy.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
        if path.is_file():
            path.chmod(0o600)
    (copy / ".venv").symlink_to(ROOT / ".venv", target_is_directory=True)
    cache = tmp_path / "cache"
    cache.mkdir()
    for pattern in DOWNLOADS:
        for folder in tools.CACHE.glob(pattern):
            (cache / folder.name).symlink_to(folder, target_is_directory=True)
    surroundings = {
        "OPENMYSCAN_CACHE": str(cache),
        "TZ": "Pacific/Kiritimati",
        "PYTHONHASHSEED": "77",
        "LC_ALL": "C",
        "SOURCE_DATE_EPOCH": "1",
    }
    done = subprocess.run(
        [sys.executable, "build.py", "build"],
        cwd=copy,
        env={**os.environ, **surroundings},
        capture_output=True,
        text=True,
        umask=0o077,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    first, second = (
        {path.relative_to(top).as_posix(): path.read_bytes() for path in top.rglob("*") if path.is_file()} for top in (site, copy / "dist")
    )
    assert sorted(first) == sorted(second)
    assert [path for path in first if first[path] != second[path]] == []
