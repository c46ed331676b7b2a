"""The page "What is on this disc", and the card that leads to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect
from pydicom import dcmread
from pydicom.fileset import FileSet

from tests.browser import scans
from tests.browser.visit import PATIENCE, Visit

pytestmark = pytest.mark.browser

PASTED = """async () => {
  const field = document.createElement("textarea");
  document.getElementById("disc-copy-row").append(field);
  field.focus();
  return true;
}"""


def overview(visit: Visit) -> Visit:
    """Open the page by its button."""
    visit.by("disc-button").click()
    expect(visit.by("disc")).to_be_visible()
    return visit


def pasted(visit: Visit) -> str:
    """What the clipboard holds, pasted into a field by the keyboard: reading it by script is forbidden here."""
    visit.page.evaluate(PASTED)
    visit.page.keyboard.press("Control+v")
    text: str = visit.page.evaluate(
        "() => { const field = document.activeElement; const text = field.value; field.remove(); return text; }"
    )
    return text


def volume(slices: int) -> np.ndarray:
    """Something to look at."""
    return np.arange(slices * 32 * 32, dtype=np.int16).reshape(slices, 32, 32)


def burned(folder: Path, *series: Path) -> Path:
    """Write a disc with a table of contents, as pydicom makes it."""
    disc = FileSet()
    for one in series:
        for file in sorted(one.iterdir()):
            disc.add(dcmread(file))
    disc.write(folder)
    disc._stage["t"].cleanup()
    return folder


@pytest.fixture(scope="module")
def disc(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two series of five pictures, and a DICOMDIR that lists them."""
    made = tmp_path_factory.mktemp("made")
    common = {"StudyID": "1", "StudyTime": "101500", "PatientBirthDate": "19700131", "BodyPartExamined": "KNEE"}
    first = scans.series(made / "a", volume(5), number=1, Modality="MR", SeriesDescription="SAG T1", **common)
    second = scans.series(made / "b", volume(5), number=2, Modality="MR", SeriesDescription="COR T2", **common)
    return burned(made / "DISC", first, second)


def test_the_page_tells_what_is_there_and_leads_to_the_pictures_and_back(visit: Visit, disc: Path) -> None:
    """Names, counts, small pictures; a click shows the series, the key brings the page back and away."""
    visit.open(disc)
    expect(visit.by("disc-lines")).to_be_hidden()  # nothing is wrong: the card says nothing
    overview(visit)
    page = visit.by("disc")
    expect(page).to_contain_text("1 exam · 2 series · 10 pictures")
    expect(page).to_contain_text("Jane Doe")
    expect(page).to_contain_text("born 31 January 1970")
    expect(visit.by("disc-exam")).to_contain_text("31 January 2024 · 10:15")
    expect(visit.by("disc-concern")).to_have_count(0)
    rows = visit.by("disc-series")
    expect(rows).to_have_count(2)
    for row, name in zip(rows.all(), ("SAG T1", "COR T2"), strict=True):
        expect(row).to_contain_text(name)
        expect(row).to_contain_text("5 pictures")
        expect(row).to_contain_text("Complete: matches the disc's own list")
    visit.until("() => [...document.querySelectorAll('[data-testid=disc-series] canvas')].every((canvas) => canvas.width > 1)")
    expect(visit.by("disc-others")).to_contain_text("DICOMDIR")

    other = next(stack["id"] for stack in visit.stacks() if stack["id"] != visit.state()["stack"])
    visit.page.locator(f'[data-testid=disc-series][data-stack="{other}"]').click()
    expect(page).to_be_hidden()
    expect(visit.by("viewport")).to_be_focused()
    visit.until("(stack) => openmyscan.state().stack === stack", other)
    visit.page.keyboard.press("w")
    expect(page).to_be_visible()
    visit.page.keyboard.press("w")
    expect(page).to_be_hidden()
    visit.page.keyboard.press("w")
    visit.by("disc-back").click()
    expect(page).to_be_hidden()


def test_the_list_of_all_files_opens_over_the_page(visit: Visit, disc: Path) -> None:
    """Closing it leaves the page where it was."""
    visit.open(disc)
    overview(visit)
    visit.by("disc-skipped").click()
    expect(visit.by("skipped-list")).to_contain_text("table of contents")
    visit.page.get_by_role("dialog", name="Skipped files").get_by_role("button", name="Close").click()
    expect(visit.by("skipped-list")).to_be_hidden()
    expect(visit.by("disc")).to_be_visible()


def test_the_summary_is_copied_and_says_no_name_unless_it_is_wanted(visit: Visit, disc: Path) -> None:
    """By one click, into the real clipboard."""
    visit.open(disc)
    overview(visit)
    visit.by("copy-summary").click()
    visit.said("summary-copied", "Copied, without the name.")
    expect(visit.by("copy-summary")).to_be_focused()
    text = pasted(visit)
    assert "[SAG T1]: 5 pictures" in text
    assert "Doe" not in text
    assert "1970" not in text
    visit.by("summary-named").check()
    visit.by("copy-summary").click()
    visit.said("summary-copied", "Copied, with the name.")
    assert "Jane Doe, born 31 January 1970" in pasted(visit)


def test_a_browser_that_refuses_to_copy_shows_the_text(visit: Visit, disc: Path) -> None:
    """Nobody is left with nothing."""
    visit.open(disc)
    overview(visit)
    visit.page.evaluate("() => { document.execCommand = () => false; }")
    visit.by("copy-summary").click()
    field = visit.page.get_by_label("The text to copy")
    expect(field).to_be_visible()
    assert "5 pictures" in field.input_value()
    visit.by("disc-back").click()
    visit.close()
    expect(field).to_have_count(0)


def test_pictures_that_the_disc_promises_and_that_are_missing_are_told(visit: Visit, disc: Path, tmp_path: Path) -> None:
    """On the card at once, on the page with the series that they belong to."""
    folder = Path(shutil.copytree(disc, tmp_path / "DISC"))
    of = {file: str(dcmread(file).SeriesDescription) for file in folder.rglob("*") if file.is_file() and file.name != "DICOMDIR"}
    second = sorted(file for file, series in of.items() if series == "COR T2")
    for file in second[3:]:
        file.unlink()
    visit.open(folder)
    visit.said("disc-lines", "2 pictures missing")
    overview(visit)
    concern = visit.by("disc-concern")
    expect(concern).to_contain_text("The disc's own list has 10 pictures. 8 are here. 2 pictures are missing.")
    expect(concern).to_contain_text("COR T2: 2 of 5 pictures missing")
    expect(concern).to_contain_text("ask the hospital for a new one")
    rows = visit.by("disc-series")
    expect(rows.filter(has_text="COR T2")).to_contain_text("2 of the 5 pictures of this series are missing.")
    expect(rows.filter(has_text="SAG T1")).to_contain_text("Complete")


def test_a_series_of_which_nothing_is_here_is_named(visit: Visit, disc: Path, tmp_path: Path) -> None:
    """It has no row of its own."""
    folder = Path(shutil.copytree(disc, tmp_path / "DISC"))
    for file in folder.rglob("*"):
        if file.is_file() and file.name != "DICOMDIR" and dcmread(file).SeriesDescription == "COR T2":
            file.unlink()
    overview(visit.open(folder))
    expect(visit.by("disc-series")).to_have_count(1)
    expect(visit.by("disc")).to_contain_text("MRI scan, series 2: 5 pictures")


def test_two_patients_and_hidden_names(visit: Visit, tmp_path: Path) -> None:
    """The warning comes by itself, and names nobody; the page shows both until names are hidden."""
    scans.series(tmp_path / "CD" / "a", volume(2), number=1)
    scans.series(tmp_path / "CD" / "b", volume(2), number=2, PatientName="Roe^Ann", PatientID="P2", StudyInstanceUID=f"{scans.ROOT}.2")
    visit.open(tmp_path / "CD")
    visit.said("disc-lines", "2 patients on this disc")
    overview(visit)
    page = visit.by("disc")
    expect(page).to_contain_text("Jane Doe")
    expect(page).to_contain_text("Ann Roe")
    visit.by("disc-back").click()
    visit.by("hide-names").click()
    overview(visit)
    expect(page).not_to_contain_text("Doe")
    expect(page).not_to_contain_text("Roe")
    expect(visit.by("disc-series")).to_have_count(2)
    visit.by("disc-back").click()
    visit.close()
    assert visit.page.locator("#disc-body").inner_text() == ""
    expect(visit.by("disc-lines")).to_be_hidden()


ABOVE = """(names) => {
  const [above, below] = names.map((name) => document.querySelector(`[data-testid=${name}]`).getBoundingClientRect());
  return above.height > 0 && above.bottom <= below.top;
}"""


def test_a_document_is_on_the_card_and_on_the_page(visit: Visit, few: Path, tmp_path: Path) -> None:
    """By its kind and its title; that it is somebody else's is warned of above it, as the names that are to be compared stand below."""
    folder = scans.pick(Path(shutil.copytree(few, tmp_path / "CD")), "reportsi.dcm")
    visit.open(folder)
    expect(visit.by("disc-lines")).to_contain_text("1 document: ")
    overview(visit)
    told, warned = visit.by("disc-document"), visit.by("disc-concern").first
    expect(told).to_have_count(1)
    assert told.get_attribute("data-document")
    expect(warned).to_contain_text("Compare the names and birth dates below.")
    assert visit.page.evaluate(ABOVE, ["disc-concern", "disc-document"])  # at one moment: what is new is drawn afresh
    expect(visit.page.locator("#disc-card")).to_have_attribute("data-important", "true")


def test_a_disc_with_documents_only(visit: Visit, tmp_path: Path) -> None:
    """There is no picture; what to ask the hospital for can be copied, and the document can be found."""
    visit.hand_over(scans.pick(tmp_path / "CD", "reportsi.dcm"))
    expect(visit.page.get_by_role("heading", name="There is no scan in these files.")).to_be_visible(timeout=PATIENCE)
    expect(visit.page.locator("#nothing-papers")).to_contain_text("1 document: ")
    expect(visit.page.locator("#disc-lines")).to_contain_text("1 document: ")
    expect(visit.page.locator("#disc-card[data-important]")).to_have_count(0)  # a document is nothing to warn of
    visit.by("copy-request").click()
    expect(visit.page.locator("#request-copied")).to_have_text("Copied.")
    visit.by("nothing-disc").click()
    expect(visit.by("disc-document")).to_have_count(1)
    assert pasted(visit).startswith("Please give me all pictures of my examination in DICOM format")


def test_on_a_phone(person_at: Callable[..., Visit], disc: Path) -> None:
    """The page takes the whole screen, nothing runs off to the side."""
    visit = person_at(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True).open(disc)
    visit.page.get_by_role("button", name="Series", exact=True).tap()
    visit.by("disc-button").tap()
    expect(visit.by("disc")).to_be_visible()
    wide = "() => { const all = document.getElementById('disc-scroll'); return all.scrollWidth - all.clientWidth; }"
    assert visit.page.evaluate(wide) == 0
    visit.page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    assert visit.page.evaluate(wide) == 0
    visit.by("disc-series").last.tap()
    expect(visit.by("disc")).to_be_hidden()
    expect(visit.by("catalog")).to_be_hidden()


def test_an_exam_has_one_name_in_the_list_over_the_picture_and_on_the_page_of_the_disc(visit: Visit, tmp_path: Path) -> None:
    """The plain name, and on a line of its own what the hospital calls it."""
    folder = scans.series(
        tmp_path, np.zeros((2, 8, 8), np.uint16), number=1, Modality="MR", StudyDescription="IRM_GENOU", BodyPartExamined="KNEE"
    )
    visit.open(folder)
    visit.said("overlay-study", "MRI of the knee · 31 January 2024")
    visit.said("overlay-called", "IRM GENOU")
    expect(visit.by("study").locator(":scope > :not(:empty)")).to_have_text(["MRI of the knee", "IRM GENOU", "31 January 2024"])
    overview(visit)
    expect(visit.by("disc-exam").locator("> :is(h4, p)")).to_have_text(["MRI of the knee", "IRM GENOU", "31 January 2024"])


@pytest.mark.corpus
def test_a_burned_disc_of_a_knee(visit: Visit, corpus: Path) -> None:
    """Plain names beside those of the hospital; all of the 112 pictures that its DICOMDIR lists."""
    overview(visit.open(corpus / "cd-knee-mri"))
    page = visit.by("disc")
    expect(page).to_contain_text("1 exam · 6 series (shown as 8) · 112 pictures")
    expect(visit.by("disc-exam")).to_contain_text("MRI of the right knee")
    expect(visit.by("disc-exam")).to_contain_text("MEMBRE INF GENOU")
    row = visit.by("disc-series").filter(has_text="SAG DP FS")
    expect(row).to_contain_text("Side (sagittal) · fluid bright, fat dark")
    expect(row).to_contain_text("24 pictures")
    expect(visit.by("disc-series").filter(has_text="Complete")).to_have_count(8)
    expect(visit.by("disc-concern")).to_have_count(0)
