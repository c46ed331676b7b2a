"""What lies in the cache is held against its sums each time it is used."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from building import runtime, tools

pytestmark = pytest.mark.native


def made(folder: Path) -> None:
    """What a build keeps."""
    (folder / "below").mkdir()
    (folder / "below" / "program.js").write_text("sound", encoding="utf-8")
    (folder / "archive.zip").write_bytes(b"bytes")
    (folder / "link").symlink_to("archive.zip")


def resized(folder: Path) -> None:
    """Change a file so that nothing but its bytes tells."""
    path = folder / "archive.zip"
    before = path.stat()
    path.write_bytes(b"bytez")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "one byte, with its old date": resized,
    "a file below": lambda folder: (folder / "below" / "program.js").write_text("found", encoding="utf-8"),
    "a file more": lambda folder: (folder / "below" / "more.js").write_text("", encoding="utf-8"),
    "a file less": lambda folder: (folder / "archive.zip").unlink(),
    "a link that leads elsewhere": lambda folder: ((folder / "link").unlink(), (folder / "link").symlink_to("below/program.js")),
    "no sums": lambda folder: tools.sums_of(folder).unlink(),
    "sums that are no sums": lambda folder: tools.sums_of(folder).write_text("[]", encoding="utf-8"),
}


@pytest.mark.parametrize("which", CHANGES)
@pytest.mark.parametrize("before", ["used before", "of an earlier run"])
def test_what_was_changed_in_the_cache_is_told_and_made_anew(
    which: str, before: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also within one run, after it was found whole."""
    monkeypatch.setattr(tools, "CACHE", tmp_path)
    monkeypatch.setattr(tools.sums, "seen", {})
    times: list[Path] = []

    def make(folder: Path) -> None:
        times.append(folder)
        made(folder)

    folder = tools.cached("thing", "k" * 64, make)
    if before == "used before":
        assert tools.cached("thing", "k" * 64, make) == folder
    assert len(times) == 1 and "not as it was made" not in capsys.readouterr().out
    CHANGES[which](folder)
    assert tools.cached("thing", "k" * 64, make) == folder
    assert len(times) == 2 and "not as it was made" in capsys.readouterr().out
    assert (folder / "archive.zip").read_bytes() == b"bytes"
    assert (folder / "below" / "program.js").read_text(encoding="utf-8") == "sound"
    assert sorted(path.name for path in tmp_path.iterdir()) == [folder.name, f"{folder.name}.sums"]


def test_a_wheel_that_was_changed_with_its_sums_is_not_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever can write into the cache can write sums as well; the hashes of the source cannot be reached from there."""
    packages, kept = runtime.npm_packages(), runtime.wheels()[0].parent
    cache = tmp_path / "cache"
    shutil.copytree(kept, cache / kept.name)
    shutil.copy(tools.sums_of(kept), cache)
    monkeypatch.setattr(tools, "CACHE", cache)
    monkeypatch.setattr(runtime, "npm_packages", lambda: packages)
    assert runtime.wheels()[0].parent == cache / kept.name
    wheel = cache / kept.name / next(iter(runtime.WHEELS))
    data = bytearray(wheel.read_bytes())
    data[len(data) // 2] ^= 1
    wheel.write_bytes(data)
    tools.sums.write(wheel.parent, tools.sums_of(wheel.parent))
    with pytest.raises(tools.Trouble, match="not the file this version of OpenMyScan was made with"):
        runtime.wheels()
