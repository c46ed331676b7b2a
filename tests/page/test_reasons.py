"""What the core says of a file that it leaves out, and the heap on which the page puts it: they know each other by its code."""

import zipfile
from pathlib import Path

import pydicom.data
import pytest

from app.page.facts import leftout
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.source.archives import unfold
from viewer.source.entries import FileEntry

FILES = Path(pydicom.data.__file__).parent / "test_files"


def heap_of(*files: Path) -> str:
    catalog = Catalog()
    for file in files:
        for entry in unfold(FileEntry(file, path=file.name)):
            scan(entry, catalog)
    told = catalog.left_out()[-1]
    return leftout.heap({"path": told.path, "reason": told.reason, "code": told.code, "document": bool(catalog.documents)})


@pytest.mark.native
def test_every_reason_finds_its_heap(tmp_path: Path) -> None:
    made = {"README.TXT": b"Double click on VIEWER.EXE", "EMPTY": b"", "TORN": b"\0" * 128 + b"DICM"}
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    image = FILES / "CT_small.dcm"
    assert heap_of(tmp_path / "README.TXT") == "other"
    assert heap_of(tmp_path / "EMPTY") == "other"
    assert heap_of(FILES / "dicomdirtests" / "DICOMDIR") == "other"
    assert heap_of(image, image) == "copy"
    assert heap_of(FILES / "test-SR.dcm") == "document"
    assert heap_of(FILES / "rtplan.dcm") == "document"
    assert heap_of(tmp_path / "TORN") == "broken"
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("../README.TXT", b"hello")
    assert heap_of(tmp_path / "a.zip") == "other"
    (tmp_path / "b.rar").write_bytes(b"Rar!\x1a\x07\1\0" + bytes(600))
    assert heap_of(tmp_path / "b.rar") == "broken"
