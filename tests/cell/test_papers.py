"""Documents on their way to the page: bounded, with the places of their pictures, and as files to be saved."""

import json
from pathlib import Path

import pytest

from app.cell import papers
from app.protocol.messages import to_page
from tests.browser import papers as made
from tests.core.documents import test_report as reports
from tests.core.made import Memory
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.errors import BrokenFile
from viewer.source.entries import FileEntry


def catalog_of(*entries: Memory | FileEntry) -> Catalog:
    catalog = Catalog()
    for entry in entries:
        scan(entry, catalog)
    catalog.settle()
    return catalog


def only(memory: Memory) -> dict[str, object]:
    """The fields of the one document, after a way through JSON as a browser reads it: without NaN."""
    catalog = catalog_of(memory)
    fields, _ = papers.paper(catalog.documents[0], catalog)
    told: dict[str, object] = json.loads(to_page("content", fields), parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    return told


def test_marked_pictures_are_told_as_places_in_stacks_and_those_that_are_not_there_are_counted(tmp_path: Path) -> None:
    folder = made.disc(tmp_path / "DISC")
    catalog = catalog_of(*(FileEntry(path, path=path.name) for path in sorted(folder.iterdir())))
    document = next(one for one in catalog.documents if "key objects" in one.kind)
    fields, curves = papers.paper(document, catalog)
    assert (fields["pictures"], fields["missing"], curves) == ([{"stack": "s1", "index": 2}, {"stack": "s1", "index": 5}], 1, None)
    assert fields["patient"] == {"name": "Jane Secretname", "id": "S-4711"}


def test_a_report_of_more_entries_than_a_page_can_show_is_cut_and_says_so() -> None:
    fields = only(reports.report(*(reports.item("TEXT", "Finding", TextValue=f"number {number}") for number in range(2500))))
    assert len(fields["blocks"]) == 2000
    assert "Only the first 2,000 of 2,500 entries are shown here; saved as text, all of them are there." in fields["notes"]


def test_what_cannot_be_read_becomes_the_error_of_its_document() -> None:
    fields = only(made.inside.wrapped(b"", DocumentTitle="Letter"))
    assert fields["error"].startswith("The PDF document that should be in the file made.dcm is missing")
    assert (fields["title"], fields["blocks"], fields["file"]) == ("Letter", [], None)


def test_a_file_comes_out_with_a_name_and_a_type_that_the_scan_does_not_choose() -> None:
    catalog = catalog_of(
        made.inside.wrapped(made.PDF, MIMETypeOfEncapsulatedDocument="text/html", EncapsulatedDocumentLength=len(made.PDF))
    )
    fields, file = papers.saved(catalog.documents[0], "file")
    assert (fields, file.read()) == ({"name": "document.pdf", "mime": "application/pdf"}, made.PDF)


@pytest.mark.parametrize(
    ("made_of", "opens"),
    [
        (made.inside.wrapped(made.PDF), "pdf"),
        (made.inside.wrapped(b"MZ no PDF"), ""),
        (made.inside.wrapped(b"solid", made.inside.STL), ""),
        (made.films.film(made.films.MP4), "film"),
        (made.films.film(made.films.ANNEX_B), ""),
        (Memory(made.PDF, "CD/Letter.pdf"), "pdf"),
        (Memory(made.films.MP4, "CD/CLIP.MP4"), "film"),
    ],
)
def test_what_can_be_seen_here_is_told_by_its_bytes(made_of: Memory, opens: str) -> None:
    catalog = catalog_of(made_of)
    fields, _ = papers.paper(catalog.documents[0], catalog)
    assert (fields["error"], fields["file"]["opens"]) == (None, opens)
    if opens:
        assert papers.inside(catalog.documents[0])[0] == opens
    else:
        with pytest.raises(BrokenFile, match="nothing inside"):
            papers.inside(catalog.documents[0])


def test_all_that_a_document_says_can_be_saved_as_text_and_only_that_where_no_file_is_inside() -> None:
    catalog = catalog_of(reports.report(*(reports.item("TEXT", "Finding", TextValue=f"number {number}") for number in range(2500))))
    fields, file = papers.saved(catalog.documents[0], "text")
    assert fields == {"name": "document.txt", "mime": "text/plain"}
    assert "Finding: number 2499" in file.read().decode("utf-8-sig")
    with pytest.raises(BrokenFile, match="no file inside"):
        papers.saved(catalog.documents[0], "file")
