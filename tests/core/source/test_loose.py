"""Letters as PDF and films as MPEG-4 beside the DICOM files are documents, told by their content and not by their name."""

import pytest

from tests.core.made import Memory, entry
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.documents import opened
from viewer.errors import NotDicom

MP4 = b"\0\0\0\x18ftypisom" + bytes(16)


def catalog_of(*files: Memory) -> Catalog:
    catalog = Catalog()
    for file in files:
        scan(file, catalog)
    return catalog


def test_a_letter_and_a_film_between_pictures_are_documents_and_come_out_as_they_are() -> None:
    letter, film = Memory(b"%PDF-1.4 letter", "CD/IM000018"), Memory(MP4, "CD\\CLIPS\\heart.mov")
    catalog = catalog_of(entry(), letter, film)
    assert catalog.images == 1
    assert [(one.kind, one.title) for one in catalog.documents] == [("Document (PDF)", "IM000018"), ("Film (MPEG-4)", "heart.mov")]
    contents = [one.open() for one in catalog.documents]
    assert [(one.kind, one.more["name"], one.more["mime"]) for one in contents] == [
        ("pdf", "document.pdf", "application/pdf"),
        ("video", "heart.mp4", "video/mp4"),
    ]
    assert [file.read() for one in contents for file in one.files.values()] == [letter.data, film.data]
    assert catalog.skipped == []
    assert "CD/IM000018" in catalog.paths


def test_a_file_keeps_its_name_and_gets_the_ending_of_what_it_is() -> None:
    names = ("Befund Müller (2).PDF", "a:b/c;d.exe", "....pdf")
    assert [opened(Memory(b"%PDF-1.7", f"CD/{name}")).more["name"] for name in names] == [
        "Befund Müller (2).pdf",
        "c_d.pdf",
        "document.pdf",
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ" + bytes(500),
        b"%PDF without a number",
        bytes(1024) + b"%PDF-1.4",
        b"\0\0\0\x18ftypheic" + bytes(16),
        b"\0\0\0\x18ftypavif" + bytes(16),
        b"\0\0\0\x18ftypM4A " + bytes(16),
        b"#EXTM3U\nhttps://example.invalid/film.ts",
    ],
)
def test_anything_else_is_no_document(data: bytes) -> None:
    catalog = catalog_of(Memory(data, "x.pdf"))
    assert catalog.documents == []
    assert catalog.skipped[0].reason.startswith("This is not a medical image file")
    with pytest.raises(NotDicom):
        opened(Memory(data, "x.pdf"))


def test_a_mark_that_stands_behind_other_bytes_is_found() -> None:
    """Some mail programs and printers put lines before it; readers of PDF take it within the first 1024 bytes."""
    assert catalog_of(Memory(b"\r\n" * 500 + b"%PDF-1.4", "x")).documents[0].kind == "Document (PDF)"
