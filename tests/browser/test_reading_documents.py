"""Documents are read in the page: as text, as curves on paper, as buttons to their pictures, as files to be saved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from building.server import Site
from tests.browser import papers
from tests.browser.visit import SHOTS, Visit
from tests.core.documents import test_encapsulated as inside

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def reading(person: BrowserContext, served: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """One page with the disc of documents open; each test closes what it opened."""
    page = person.new_page()
    yield Visit(page, served.url).arrive().open(papers.disc(tmp_path_factory.mktemp("papers") / "DISC"))
    page.close()


def opened(visit: Visit, name: str) -> Locator:
    """Open the document of this name from the list; gives its body."""
    visit.page.locator("#documents").get_by_test_id("document").filter(has_text=name).first.click(timeout=5000)
    expect(visit.by("document-dialog")).to_be_visible()
    expect(visit.page.locator("#document-title")).not_to_have_text("Opening …")
    return visit.by("document-body")


def closed(visit: Visit) -> None:
    visit.page.keyboard.press("Escape")
    expect(visit.by("document-dialog")).to_be_hidden()


def test_documents_are_listed_above_the_series_marked_pictures_first(reading: Visit) -> None:
    reading.said("documents", re.compile(r"ocuments \(\d\)"))
    expect(reading.page.locator("#documents-reports").get_by_test_id("document").filter(has_text="Report of the head")).to_be_visible()
    if reading.page.locator("#documents-fold").get_attribute("open") is None:
        reading.page.locator("#documents-fold > summary").click()
    told = reading.page.locator("#documents").get_by_test_id("document").all_inner_texts()
    names = [text.split("\n")[0] for text in told]
    assert names[0] == "Marked by the doctor"
    assert "Letter to the doctor" in names[1:3]  # with the other letter, in the order in which they were read
    assert reading.page.evaluate(
        "() => document.getElementById('documents').getBoundingClientRect().bottom <= document.getElementById('catalog').getBoundingClientRect().top"
    )


def test_a_report_is_read_as_text_and_never_as_markup(reading: Visit) -> None:
    body = opened(reading, "Report of the head")
    expect(reading.page.locator("#document-title")).to_have_text("Report of the head")  # as it was called in the list
    expect(body.locator("p.muted").first).to_contain_text("Radiology Report")
    expect(body.locator("h3")).to_have_text("Findings")
    expect(body).to_contain_text("Mr Secretname is well.")
    expect(body).to_contain_text("<b>No</b> bleeding.")
    assert body.locator("b").count() == 0
    expect(body.locator("tr", has_text="Length")).to_contain_text("4.5 mm")
    reading.page.screenshot(path=SHOTS / "document-report.png")
    closed(reading)
    assert reading.page.evaluate("() => document.activeElement.dataset.testid") == "document"
    expect(body).to_be_empty()


def test_hidden_names_are_hidden_in_documents_as_well(reading: Visit) -> None:
    reading.by("hide-names").click()
    body = opened(reading, "Report of the head")
    expect(body).to_contain_text("Mr … is well.")
    for secret in ("Secretname", "House", "Gregory", "4711"):
        expect(body).not_to_contain_text(secret)
    closed(reading)
    reading.by("hide-names").click()


def test_a_marked_picture_is_one_click_away(reading: Visit) -> None:
    body = opened(reading, "Marked by the doctor")
    expect(body).to_contain_text("Look at these")
    buttons = body.get_by_test_id("document-picture")
    expect(buttons).to_have_text([re.compile("picture 3$"), re.compile("picture 6$")])
    expect(body).to_contain_text("1 picture is not among the files that are open")
    reading.page.screenshot(path=SHOTS / "document-marked.png")
    buttons.nth(1).click()
    expect(reading.by("document-dialog")).to_be_hidden()
    reading.said("slice-number", "6 / 8")
    reading.painted()


DARK = """(canvas, [x, top, height]) => {
  const scale = canvas.width / parseFloat(canvas.style.width);
  const { data } = canvas.getContext("2d").getImageData(Math.round(x * scale), Math.round(top * scale), 1, Math.round(height * scale));
  const rows = [];
  for (let at = 0; at < data.length; at += 4) if (data[at] < 100) rows.push(at / 4 / scale + top);
  return rows.length ? [Math.min(...rows), Math.max(...rows)] : null;
}"""
"""The highest and lowest dark point of a column of a canvas, in mm."""


def test_an_ecg_is_drawn_with_25_millimeters_for_a_second_and_10_for_a_millivolt(reading: Visit) -> None:
    body = opened(reading, "ECG at rest")
    expect(body).to_contain_text("25 mm/s, 10 mm/mV")
    sheets = body.get_by_test_id("curves")
    expect(sheets).to_have_count(2)
    # Twelve leads, then each of them over 10 s = 250 mm; 15 mm before and 5 mm behind. Spikes 0.5 s = 12.5 mm after each second.
    whole = sheets.nth(1)
    assert whole.evaluate("(canvas) => canvas.style.width") == "270mm"
    for second in (0, 9):
        x = 15 + 25 * (second + 0.5)
        highest, lowest = whole.evaluate(DARK, [x, 4, 17])
        assert lowest - highest == pytest.approx(10, abs=0.6)
    reading.page.screenshot(path=SHOTS / "document-ecg.png")
    closed(reading)


def test_curves_that_are_wider_than_the_screen_say_that_they_go_on(reading: Visit) -> None:
    """An ECG of 10 s is 270 mm wide: on a phone its beginning is seen."""
    body = opened(reading, "ECG at rest")
    onward, sheet = body.get_by_test_id("curves-onward").first, body.locator(".sheet").first
    before = reading.page.viewport_size
    assert before
    reading.page.set_viewport_size({"width": 1400, "height": 800})
    expect(onward).to_be_hidden()
    reading.page.set_viewport_size({"width": 390, "height": 844})
    expect(onward).to_be_visible()
    expect(onward).to_contain_text("It goes on to the right")
    words, paper = onward.bounding_box(), sheet.bounding_box()
    assert words and paper and words["y"] + words["height"] <= paper["y"]  # it covers none of the curve
    reading.page.screenshot(path=SHOTS / "document-ecg-phone.png")
    reading.page.set_viewport_size(before)
    closed(reading)


def test_a_pdf_is_handed_out_byte_by_byte_and_no_request_is_made(reading: Visit, tmp_path: Path) -> None:
    body = opened(reading, "Letter to the doctor")
    expect(body).to_contain_text("This PDF document is damaged")
    with reading.page.expect_download() as waiting:
        body.get_by_test_id("save-file").click()
    waiting.value.save_as(tmp_path / "out")
    assert waiting.value.suggested_filename == "document.pdf"
    assert (tmp_path / "out").read_bytes() == papers.PDF
    expect(reading.by("status-requests")).to_have_text("Requests since opening: 0")
    closed(reading)


def test_a_clinical_document_is_read_and_saved_as_text(reading: Visit, tmp_path: Path) -> None:
    body = opened(reading, "CDA")
    expect(body).to_contain_text("The knee is sound.")
    with reading.page.expect_download() as waiting:
        reading.by("save-text").click()
    waiting.value.save_as(tmp_path / "out")
    assert waiting.value.suggested_filename == "document.txt"
    assert "The knee is sound." in (tmp_path / "out").read_text(encoding="utf-8-sig")
    closed(reading)


@pytest.mark.parametrize(("kind", "name"), [("3-D model", "document.stl"), ("Film", "film.mp4")])
def test_what_cannot_be_shown_says_what_it_is_and_can_be_saved(reading: Visit, kind: str, name: str) -> None:
    body = opened(reading, kind)
    expect(body.locator(".offer")).to_contain_text("Save it, then open it with a")
    with reading.page.expect_download() as waiting:
        body.get_by_test_id("save-file").click()
    assert waiting.value.suggested_filename == name
    closed(reading)


def test_a_damaged_document_says_so_where_it_is_looked_for(person_at: Callable[..., Visit], tmp_path: Path) -> None:
    """Also where there is no picture at all; on a narrow screen the whole of it is readable."""
    (tmp_path / "empty.dcm").write_bytes(inside.wrapped(b"", DocumentTitle="Empty letter").data)
    (tmp_path / "ecg.dcm").write_bytes(papers.ecg(leads=("II",)).data)
    visit = person_at(viewport={"width": 390, "height": 844})
    visit.hand_over(tmp_path)
    expect(visit.page.locator("#nothing-documents")).to_be_visible()
    visit.page.screenshot(path=SHOTS / "document-nothing-narrow.png")
    buttons = visit.page.locator("#nothing-documents").get_by_test_id("document")
    buttons.filter(has_text="Empty letter").click()
    expect(visit.by("document-body")).to_contain_text("This document can't be read: The PDF document that should be in the file")
    closed(visit)
    buttons.filter(has_text="ECG").click()
    expect(visit.by("curves")).to_have_count(1)
    assert visit.page.evaluate("() => document.getElementById('document-body').scrollWidth <= innerWidth")
    visit.page.screenshot(path=SHOTS / "document-ecg-narrow.png")
    closed(visit)


@pytest.mark.corpus
def test_real_documents_are_read(person_at: Callable[..., Visit], corpus: Path) -> None:
    visit = person_at(viewport={"width": 1280, "height": 800})
    folder = corpus / "pydicom/src/pydicom/data/test_files"
    visit.hand_over(folder / "waveform_ecg.dcm", folder / "test-SR.dcm", folder / "CT_small.dcm")
    visit.seen()
    body = opened(visit, "ECG")
    expect(visit.by("curves")).to_have_count(3)
    expect(body).to_contain_text("QRS Duration")
    visit.page.screenshot(path=SHOTS / "document-real-ecg.png")
    closed(visit)
    opened(visit, "Demonstration of SR")
    visit.page.screenshot(path=SHOTS / "document-real-report.png")
    closed(visit)
