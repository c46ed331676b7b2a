"""A burned disc in every wrapping in which people hold it: always the same catalog as from its folder."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.core.made import Memory
from tests.core.source.archives.packed import image, tarred, zipped
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.source.archives import unfold
from viewer.source.entries import Entry, FileEntry, files_below
from viewer.volume.frames import Frames

pytestmark = [pytest.mark.corpus, pytest.mark.reference("cd-knee-mri, opened as a folder")]


def read(*entries: Entry) -> Catalog:
    found = Catalog()
    for entry in entries:
        for member in unfold(entry):
            scan(member, found)
    found.settle()
    return found


def folder(root: Path) -> list[Entry]:
    return [FileEntry(file, path=file.relative_to(root).as_posix()) for file in files_below([root])]


def facts(found: Catalog) -> Any:
    """The tree without the stacks' own names, which tell the order of finding; and what the index says."""
    tree = found.describe()
    for patient in tree["patients"]:
        for study in patient["studies"]:
            for series in study["series"]:
                series["stacks"] = sorted(({**stack, "id": ""} for stack in series["stacks"]), key=str)
    return tree["patients"], [{**index, "path": ""} for index in tree["index"]]


@pytest.fixture(scope="module")
def knee(corpus: Path) -> Path:
    return corpus / "cd-knee-mri"


@pytest.fixture(scope="module")
def files(knee: Path) -> dict[str, bytes]:
    return {file.relative_to(knee).as_posix(): file.read_bytes() for file in files_below([knee])}


@pytest.fixture(scope="module")
def expected(knee: Path) -> Catalog:
    found = read(*folder(knee))
    assert found.images == 112
    return found


Wrap = Callable[[dict[str, bytes]], bytes]
WRAPPINGS: dict[str, Wrap] = {
    "ZIP": zipped,
    "ZIP, stored": lambda files: zipped(files, method=0),
    "ZIP, streamed": lambda files: zipped(files, streamed=True),
    "ZIP in ZIP": lambda files: zipped({"exam.zip": zipped(files), "README.TXT": b"hello"}),
    "TAR": tarred,
    "TAR.GZ": lambda files: tarred(files, mode="w:gz"),
    "ZIP in TAR.GZ in ZIP": lambda files: zipped({"a.tgz": tarred({"b": zipped(files)}, mode="w:gz")}),
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_an_archive_gives_the_same_catalog_and_the_same_pictures(wrapping: str, files: dict[str, bytes], expected: Catalog) -> None:
    found = read(Memory(WRAPPINGS[wrapping](files), "exam"))
    assert facts(found) == facts(expected)
    for ours, theirs in zip(found.stacks(), expected.stacks(), strict=True):
        assert np.array_equal(Frames(ours, budget=1 << 30).values(0), Frames(theirs, budget=1 << 30).values(0))


@pytest.mark.native
@pytest.mark.parametrize("options", [(), ("-J",), ("-J", "-R"), ("-udf",)], ids=" ".join)
@pytest.mark.parametrize("around", [bytes, lambda data: zipped({"disc.iso": data})], ids=["ISO", "ISO in ZIP"])
def test_an_image_of_the_disc_gives_the_same_catalog(
    options: tuple[str, ...],
    around: Callable[[bytes], bytes],
    knee: Path,
    tmp_path: Path,
    expected: Catalog,
) -> None:
    shutil.copytree(knee, tmp_path / "disc")
    data = image(tmp_path / "disc", *options)
    found = read(Memory(around(data), "disc.iso"))
    assert facts(found) == facts(expected)
    assert [index["text"] for index in found.index] == ["All that the disc's table of contents promises is here: 112 pictures."]


def test_a_copy_in_small_letters_gives_the_same_catalog(files: dict[str, bytes], expected: Catalog) -> None:
    found = read(*(Memory(data, path.lower()) for path, data in sorted(files.items())))
    assert facts(found) == facts(expected)


def test_what_is_missing_on_a_copy_is_named(files: dict[str, bytes]) -> None:
    lost = {f"IMAGES/IM000{number}" for number in (10, 25, 47)}
    found = read(Memory(zipped({path: data for path, data in files.items() if path not in lost}), "exam.zip"))
    (index,) = found.index
    assert (index["path"], index["promised"], index["found"]) == ("exam.zip/DICOMDIR", 112, 109)
    assert {file for series in index["series"] for file in series["missing"]} == lost
