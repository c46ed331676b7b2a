"""PDF documents are read leaf by leaf in the page, films are played: out of DICOM, and as files beside the pictures."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from imagecodecs import jpeg2k_encode
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from building.server import Site, serving
from tests.browser import pdfs, scans
from tests.browser.visit import PATIENCE, SHOTS, Visit
from tests.core.documents import test_encapsulated as inside
from tests.core.documents import test_video as films

pytestmark = pytest.mark.browser

LETTER = pdfs.letter(*(f"Page {number}: the knee is sound, Mr Müller." for number in range(1, 13)))
WHO = {"PatientName": "Secretname^Jane", "PatientID": "S-4711"}
ODD = ((200_000, 1), (1, 200_000), (14_400, 14_400), (300, 100))
"""Sizes of pages, in points: a strip, a pole, the largest that Acrobat makes, a label."""

INK = """(canvas) => {
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  let [left, top, right, bottom] = [1, 1, 0, 0];
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] > 100) continue;
    const [x, y] = [((at / 4) % canvas.width) / canvas.width, Math.floor(at / 4 / canvas.width) / canvas.height];
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
  }
  return [left, top, right, bottom];
}"""
"""Where the dark points of a canvas lie, in parts of its width and height."""

RECORD = """async ([type, seconds]) => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [160, 120];
  const pen = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: type });
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const stopped = new Promise((done) => (recorder.onstop = done));
  recorder.start();
  const end = performance.now() + seconds * 1000;
  for (let turn = 0; performance.now() < end; turn += 1) {
    pen.fillStyle = turn % 2 ? "#c00" : "#d00";
    pen.fillRect(0, 0, 160, 120);
    await new Promise((done) => setTimeout(done, 40));
  }
  recorder.stop();
  await stopped;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}"""
"""A red film, recorded by the browser that is to play it."""


@pytest.fixture(scope="session")
def red(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A film of a second in MPEG-4: with H.264 where the browser can write it, else with a codec that it can."""
    folder = tmp_path_factory.mktemp("studio")
    (folder / "index.html").write_text("<!doctype html><title>studio</title>", encoding="utf-8")
    with serving(folder) as studio:
        page = browser.new_page()
        page.goto(studio.url)
        kinds = [f"video/mp4;codecs={codec}" for codec in ("avc1.42E01E", "vp9", "av01")]
        kind = page.evaluate("(kinds) => kinds.find((kind) => MediaRecorder.isTypeSupported(kind))", kinds)
        for seconds in (1, 3, 9):  # a browser that is slow to start may have recorded nothing yet
            data = base64.b64decode(page.evaluate(RECORD, [kind, seconds]))
            if data:
                break
        page.close()
    assert data[4:8] == b"ftyp"
    return data


@pytest.fixture(scope="module")
def seeing(person: BrowserContext, served: Site, red: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """One page with a disc on which letters and films lie among pictures and beside them."""
    folder = scans.phantom(tmp_path_factory.mktemp("inside") / "DISC", range(16, 20))
    wrapped = {
        "letter": inside.wrapped(LETTER, DocumentTitle="Letter to the doctor", EncapsulatedDocumentLength=len(LETTER), **WHO),
        "film": films.film(red[:1000], red[1000:], SeriesDescription="Beating heart", **WHO),
        "scanty": films.film(films.MP4, SeriesDescription="Torn film"),
        "stream": films.film(films.ANNEX_B, SeriesDescription="Bare film"),
    }
    for name, memory in wrapped.items():
        (folder / f"{name}.dcm").write_bytes(memory.data)
    loose = {
        "Befund.pdf": LETTER,
        "IM0099": pdfs.letter("A letter under another name"),
        "CLIP.MOV": red,
        "locked.pdf": pdfs.locked("The secret is out", "1.5.1980"),
        "torn.pdf": LETTER[: len(LETTER) // 3].replace(b"/Type", b"/Tipe"),
        "thick.pdf": pdfs.letter(*(str(number) for number in range(1, 2101))),
        "fax.pdf": pdfs.scanned(pdfs.jbig2(170, 240), "JBIG2Decode", points=(170, 240), bits=1),
        "scan.pdf": pdfs.scanned(jpeg2k_encode(np.full((240, 170), 9, np.uint8)), "JPXDecode", points=(170, 240), bits=8),
        "odd.pdf": pdfs.letter("strip", "pole", "poster", "label", sizes=ODD),
    }
    for name, data in loose.items():
        (folder / name).write_bytes(data)
    page = person.new_page()
    yield Visit(page, served.url).arrive().open(folder)
    page.close()


@pytest.fixture(autouse=True)
def closed(seeing: Visit) -> Iterator[None]:
    """Nothing stays open from one test to the next."""
    yield
    if seeing.by("document-dialog").is_visible():
        seeing.by("close-document").click()
    expect(seeing.by("document-dialog")).to_be_hidden()


def opened(visit: Visit, name: str) -> Locator:
    """Open the document of this name from the list; gives its body."""
    fold = visit.page.locator("#documents-fold")
    if fold.is_visible() and fold.get_attribute("open") is None:
        fold.locator("summary").click()
    visit.page.locator("#documents").get_by_test_id("document").filter(has_text=name).first.click()
    expect(visit.page.locator("#document-title")).not_to_have_text("Opening …")
    return visit.by("document-body")


def leaf(body: Locator, number: int) -> Locator:
    """The element of one page."""
    return body.locator(f'.leaf[data-leaf="{number}"]')


@pytest.mark.parametrize(("name", "file"), [("Letter to the doctor", "document.pdf"), ("Befund.pdf", "Befund.pdf")])
def test_a_letter_is_seen_page_by_page_and_saved_byte_by_byte(seeing: Visit, tmp_path: Path, name: str, file: str) -> None:
    body = opened(seeing, name)
    expect(seeing.by("leaf-count")).to_have_text("of 12")
    first = leaf(body, 1)
    expect(first.locator("canvas")).to_be_visible()
    # One line of 20 points, its foot a tenth from the left and from the top of a page of 595 by 842 points.
    left, top, _, bottom = first.locator("canvas").evaluate(INK)
    assert left == pytest.approx(0.1, abs=0.005)
    assert top == pytest.approx(0.1 - 15 / 842, abs=0.006)  # the height of a capital of Helvetica: 0.72 of its size
    assert bottom == pytest.approx(0.1 + 4 / 842, abs=0.006)  # and how far a p reaches down
    seeing.by("leaf-next").click()
    expect(seeing.by("leaf-number")).to_have_value("2")
    expect(leaf(body, 2).locator(".leaf-text")).to_have_text("Page 2: the knee is sound, Mr Müller.")
    seeing.by("leaf-number").fill("12")
    seeing.by("leaf-number").press("Enter")
    expect(leaf(body, 12).locator("canvas")).to_be_visible()
    expect(seeing.by("leaf-number")).to_have_value("12")
    expect(leaf(body, 1).locator("canvas")).to_have_count(0)  # what is out of sight is let go
    with seeing.page.expect_download() as waiting:
        seeing.by("save-file").click()
    waiting.value.save_as(tmp_path / "out")
    assert waiting.value.suggested_filename == file
    assert (tmp_path / "out").read_bytes() == LETTER
    expect(seeing.by("status-requests")).to_have_text("Requests since opening: 0")


def test_scrolling_tells_the_page_and_zooming_keeps_it_and_makes_it_sharper(seeing: Visit) -> None:
    body = opened(seeing, "Befund.pdf")
    expect(leaf(body, 1).locator("canvas")).to_be_visible()
    before = leaf(body, 1).locator("canvas").evaluate("(canvas) => canvas.width")
    body.evaluate("(body) => body.scrollTo(0, document.querySelector('.leaf[data-leaf=\"5\"]').offsetTop)")
    expect(seeing.by("leaf-number")).to_have_value("5")
    expect(leaf(body, 5).locator("canvas")).to_be_visible()
    seeing.by("leaf-larger").click()
    seeing.by("leaf-larger").click()
    expect(seeing.by("leaf-zoom")).to_have_text("150%")
    expect(seeing.by("leaf-number")).to_have_value("5")
    seeing.until("(wide) => document.querySelector('.leaf[data-leaf=\"5\"] canvas')?.width > 1.45 * wide", before)
    seeing.page.screenshot(path=SHOTS / "pdf-zoomed.png")


def test_its_text_can_be_selected_where_it_is_seen(seeing: Visit) -> None:
    body = opened(seeing, "Befund.pdf")
    span = leaf(body, 1).locator(".leaf-text span")
    expect(span).to_have_text("Page 1: the knee is sound, Mr Müller.")
    left, _, right, _ = leaf(body, 1).locator("canvas").evaluate(INK)
    page, text = leaf(body, 1).bounding_box(), span.bounding_box()
    assert page is not None
    assert text is not None
    assert (text["x"] - page["x"]) / page["width"] == pytest.approx(left, abs=0.01)
    assert (text["x"] + text["width"] - page["x"]) / page["width"] == pytest.approx(right, abs=0.02)
    span.click(click_count=3)
    assert "Mr Müller" in seeing.page.evaluate("() => String(getSelection())")


def test_a_document_under_another_name_is_found_by_its_content(seeing: Visit) -> None:
    body = opened(seeing, "IM0099")
    expect(leaf(body, 1).locator(".leaf-text")).to_have_text("A letter under another name")
    expect(seeing.by("leaf-count")).to_have_text("of 1")


@pytest.mark.parametrize("name", ["fax.pdf", "scan.pdf"])
def test_what_a_scanner_for_paper_wrote_is_seen(seeing: Visit, name: str) -> None:
    """JBIG2 and JPEG 2000: both pages are dark from edge to edge."""
    body = opened(seeing, name)
    expect(leaf(body, 1).locator("canvas")).to_be_visible()
    left, top, right, bottom = leaf(body, 1).locator("canvas").evaluate(INK)
    assert (left, top) == pytest.approx((0, 0), abs=0.01)
    assert (right, bottom) == pytest.approx((1, 1), abs=0.01)


def test_a_locked_document_asks_for_its_password_in_the_page(seeing: Visit) -> None:
    body = opened(seeing, "locked.pdf")
    expect(seeing.by("pdf-locked")).to_contain_text("locked with a password")
    seeing.page.screenshot(path=SHOTS / "pdf-locked.png")
    seeing.by("pdf-password").fill("wrong")
    seeing.by("pdf-password").press("Enter")
    expect(seeing.by("pdf-locked")).to_contain_text("That password didn't work.")
    seeing.by("pdf-password").fill("1.5.1980")
    seeing.by("pdf-locked").get_by_role("button", name="Open").click()
    expect(leaf(body, 1).locator(".leaf-text")).to_have_text("The secret is out")


def test_a_damaged_document_says_so_and_can_be_saved(seeing: Visit) -> None:
    body = opened(seeing, "torn.pdf")
    expect(body.locator(".offer")).to_contain_text("This PDF document is damaged")
    expect(body.locator(".offer")).to_contain_text("Save it")
    expect(body.get_by_test_id("save-file")).to_be_visible()
    expect(seeing.by("leaf-bar")).to_be_hidden()
    seeing.page.screenshot(path=SHOTS / "pdf-damaged.png")


def test_of_thousands_of_pages_only_those_that_are_seen_are_drawn(seeing: Visit) -> None:
    body = opened(seeing, "thick.pdf")
    expect(body).to_contain_text("The first 2,000 of 2,100 pages are shown here")
    seeing.by("leaf-number").fill("1999")
    seeing.by("leaf-number").press("Enter")
    expect(leaf(body, 1999).locator(".leaf-text")).to_have_text("1999")
    expect(seeing.by("leaf-number")).to_have_value("1999")
    assert body.locator(".leaf canvas").count() <= 4


def test_a_page_number_that_is_half_typed_is_not_written_over_by_scrolling(seeing: Visit) -> None:
    body = opened(seeing, "thick.pdf")
    field = seeing.by("leaf-number")
    field.fill("7")
    leaf(body, 3).scroll_into_view_if_needed()
    expect(leaf(body, 3).locator(".leaf-text")).to_have_text("3")
    expect(field).to_have_value("7")
    field.press("Enter")
    expect(leaf(body, 7).locator(".leaf-text")).to_have_text("7")
    field.fill("9")
    field.blur()  # leaving the field says so as well
    expect(leaf(body, 9).locator(".leaf-text")).to_have_text("9")


def test_pages_of_absurd_sizes_stay_within_bounds(seeing: Visit) -> None:
    body = opened(seeing, "odd.pdf")
    for number, word in enumerate(("strip", "pole", "poster", "label"), 1):
        seeing.by("leaf-number").fill(str(number))
        seeing.by("leaf-number").press("Enter")
        canvas = leaf(body, number).locator("canvas")
        found = leaf(body, number).locator(".leaf-text")
        expect(found).to_contain_text(word[0], timeout=PATIENCE)  # what lies beyond the edge is not there
        wide, high = canvas.evaluate("(canvas) => [canvas.width, canvas.height]")
        assert 0 < wide * high <= 16e6
        assert max(wide, high) <= 8192
        box = leaf(body, number).bounding_box()
        assert box is not None
        assert 1 / 21 < box["height"] / box["width"] < 21


def test_a_page_that_takes_too_long_ends_the_room_and_is_told(served: Site, person: BrowserContext, tmp_path: Path) -> None:
    """The same words as for a document that is itself without end; here the room is kept busy from outside."""
    page: Page = person.new_page()
    page.add_init_script("const plain = setTimeout; setTimeout = (f, ms, ...more) => plain(f, ms === 20000 ? 1500 : ms, ...more);")
    (tmp_path / "letter.pdf").write_bytes(LETTER)
    visit = Visit(page, served.url).arrive().hand_over(tmp_path)
    page.locator("#nothing-documents").get_by_test_id("document").click()
    body = visit.by("document-body")
    expect(leaf(body, 1).locator("canvas")).to_be_visible()
    visit.worker("pdf").evaluate("() => { setTimeout(() => { for (;;); }, 50); }")
    page.wait_for_timeout(200)
    visit.by("leaf-number").fill("9")
    visit.by("leaf-number").press("Enter")
    expect(body.locator(".offer")).to_contain_text("takes too long to draw (page 9)")
    for _ in range(100):  # what runs without end is ended from outside, which takes the browser a moment
        if not [worker for worker in page.workers if worker.url.endswith("/pdf.js")]:
            break
        page.wait_for_timeout(50)
    else:
        pytest.fail("the room is still there")
    page.close()


def test_closing_a_document_ends_its_room(seeing: Visit) -> None:
    body = opened(seeing, "Befund.pdf")
    expect(leaf(body, 1).locator("canvas")).to_be_visible()
    assert seeing.worker("pdf")
    seeing.by("close-document").click()
    expect(body).to_be_empty()
    assert [worker for worker in seeing.page.workers if worker.url.endswith("/pdf.js")] == []


def test_while_names_are_hidden_a_document_is_shown_only_when_that_is_wanted(seeing: Visit) -> None:
    seeing.by("hide-names").click()
    body = opened(seeing, "Letter to the doctor")
    expect(body.locator(".offer")).to_contain_text("Names are hidden at the moment")
    expect(body.locator(".leaf")).to_have_count(0)
    body.get_by_test_id("show-inside").click()
    expect(leaf(body, 1).locator("canvas")).to_be_visible()
    seeing.by("close-document").click()
    seeing.by("hide-names").click()


@pytest.mark.parametrize(("name", "file"), [("Beating heart", "film.mp4"), ("CLIP.MOV", "CLIP.mp4")])
def test_a_film_is_played_and_saved_byte_by_byte(seeing: Visit, red: bytes, tmp_path: Path, name: str, file: str) -> None:
    opened(seeing, name)
    film = seeing.by("film")
    seeing.until("() => document.querySelector('video')?.readyState >= 2")
    assert film.evaluate("(video) => [video.videoWidth, video.videoHeight, video.controls, video.paused]") == [160, 120, True, True]
    film.evaluate("(video) => video.play()")
    seeing.until("() => document.querySelector('video').currentTime > 0.3")
    seeing.page.screenshot(path=SHOTS / "film.png")
    color = film.evaluate("""(video) => {
      const pen = new OffscreenCanvas(1, 1).getContext("2d");
      pen.drawImage(video, 0, 0, 1, 1);
      return [...pen.getImageData(0, 0, 1, 1).data];
    }""")
    assert color[0] > 150
    assert max(color[1:3]) < 60
    with seeing.page.expect_download() as waiting:
        seeing.by("save-file").locator("visible=true").click()
    waiting.value.save_as(tmp_path / "out")
    assert waiting.value.suggested_filename == file
    assert (tmp_path / "out").read_bytes().removesuffix(b"\0") == red.removesuffix(b"\0")  # in DICOM it may be padded by one zero
    expect(seeing.by("status-requests")).to_have_text("Requests since opening: 0")


def test_a_film_that_the_browser_cannot_play_says_so_and_can_be_saved(seeing: Visit) -> None:
    body = opened(seeing, "Torn film")
    expect(body.locator(".offer")).to_contain_text("This browser can't play this film")
    expect(body.get_by_test_id("save-file")).to_have_text(re.compile("Save the film"))
    expect(body.locator("video")).to_have_count(0)


def test_a_film_of_a_kind_that_no_browser_plays_is_offered_for_saving(seeing: Visit) -> None:
    body = opened(seeing, "Bare film")
    expect(body.locator(".offer")).to_contain_text("Browsers don't play this kind of film")
    expect(body.get_by_test_id("save-file")).to_be_visible()


def test_on_a_narrow_screen_the_whole_bar_is_within_reach(served: Site, person: BrowserContext, tmp_path: Path) -> None:
    """Where there are no pictures at all, the letter is opened from the screen that says so."""
    page = person.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    (tmp_path / "Befund.pdf").write_bytes(LETTER)
    visit = Visit(page, served.url).arrive().hand_over(tmp_path)
    page.locator("#nothing-documents").get_by_test_id("document").click()
    expect(leaf(visit.by("document-body"), 1).locator("canvas")).to_be_visible()
    page.screenshot(path=SHOTS / "pdf-narrow.png")
    bar = visit.by("leaf-bar")
    assert bar.evaluate("(bar) => bar.scrollWidth <= innerWidth")
    assert bar.get_by_test_id("save-file").evaluate("(button) => button.getBoundingClientRect().right <= innerWidth")
    page.close()
