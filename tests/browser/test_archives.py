"""Archives handed over in the browser: their pictures are shown as those of a folder are."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.visit import PATIENCE, Native, Visit
from tests.core.source.archives.packed import image, laid_out, tarred

pytestmark = pytest.mark.browser


def contents(folder: Path) -> dict[str, bytes]:
    return {f"DICOM/{path.name}": path.read_bytes() for path in sorted(folder.iterdir())}


def zipped(target: Path, files: dict[str, bytes], method: int) -> Path:
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED], ids=["stored, 5 MB", "deflated"])
def test_a_zip_shows_its_pictures_exactly(method: int, visit: Visit, head_folder: Path, tmp_path: Path) -> None:
    """The larger one is read by ranges, from the file; of the smaller one all bytes are in the cell from the start."""
    archive = zipped(tmp_path / "exam.zip", {**contents(head_folder), "README.TXT": b"hello"}, method)
    assert (archive.stat().st_size > 4 << 20) == (method == zipfile.ZIP_STORED)
    visit.open(archive)
    visit.counts(40)
    native = Native(head_folder)
    (stack,) = native.catalog.stacks()
    for index in (0, 19, 39):
        visit.go(index).shows(native.pixels(stack, index))
    visit.said("skipped-count", "1 file skipped")
    progress = visit.state()["progress"]
    assert (progress["files"], progress["total"]) == (41, 41)


def test_a_zip_in_a_zip_beside_a_tar_gz(visit: Visit, head_folder: Path, tmp_path: Path) -> None:
    files = contents(head_folder)
    names = list(files)
    inner = zipped(tmp_path / "inner.zip", {name: files[name] for name in names[:15]}, zipfile.ZIP_DEFLATED)
    outer = zipped(tmp_path / "outer.dcm", {"part/inner.zip": inner.read_bytes()}, zipfile.ZIP_DEFLATED)  # its name means nothing
    rest = tmp_path / "rest.tar.gz"
    rest.write_bytes(tarred({name: files[name] for name in names[15:]}, mode="w:gz"))
    visit.open(outer, rest)
    visit.counts(40)


def test_the_image_of_a_disc(visit: Visit, head_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "disc").mkdir()
    (tmp_path / "disc.iso").write_bytes(image(laid_out(tmp_path / "disc", contents(head_folder)), "-J", "-R", "-udf"))
    visit.open(tmp_path / "disc.iso")
    visit.counts(40)
    native = Native(head_folder)
    (stack,) = native.catalog.stacks()
    visit.go(7).shows(native.pixels(stack, 7))


def test_an_archive_that_cannot_be_opened_says_why(visit: Visit, tmp_path: Path) -> None:
    archive = tmp_path / "exam.rar"
    archive.write_bytes(b"Rar!\x1a\x07\1\0" + bytes(1000))
    visit.hand_over(archive)
    visit.ready()
    expect(visit.page.get_by_role("heading", name="What is in these files could not be opened.")).to_be_visible(timeout=PATIENCE)
    expect(visit.page.locator("#nothing-reasons")).to_contain_text("(RAR)")
