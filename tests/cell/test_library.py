"""What of Python's library was loaded leaves the memory, and the rest is found elsewhere."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from app.cell.library import loaded

SCRIPT = """
import sys
archive, folder = sys.argv[1:]
sys.path.insert(0, folder)
sys.path.insert(0, archive)
import shelf.early
from app.cell.library import loaded, moved
assert f"{archive}/shelf/early.py" in loaded()
moved(archive, folder)
import shelf.late, other, xml.dom
assert not [place for place in sys.path if place.endswith(".zip") and "shelf" in place]
print(shelf.early.NAME, shelf.late.NAME, other.NAME, shelf.late.__file__ == f"{folder}/shelf/late.py")
"""


def test_the_files_of_loaded_modules_are_named() -> None:
    assert __file__ in loaded()
    assert all(isinstance(file, str) for file in loaded())


@pytest.mark.native
def test_modules_of_a_package_that_began_in_an_archive_are_found_in_the_folder(tmp_path: Path) -> None:
    archive, folder = tmp_path / "shelf.zip", tmp_path / "shelf"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("shelf/__init__.py", "")
        packed.writestr("shelf/early.py", "NAME = 'early'")
        packed.writestr("shelf/late.py", "NAME = 'late, and from the archive'")
        packed.writestr("other.py", "NAME = 'other, and from the archive'")
    (folder / "shelf").mkdir(parents=True)
    (folder / "shelf" / "late.py").write_text("NAME = 'late'")
    (folder / "other.py").write_text("NAME = 'other'")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(archive), str(folder)], capture_output=True, text=True, timeout=60, encoding="utf-8"
    )
    assert (done.stdout.strip(), done.stderr) == ("early late other True", "")
