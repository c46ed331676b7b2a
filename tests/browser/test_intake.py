"""What is seen after opening, and while files are still read: the picture to begin with, counts that add up, honest words."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser import scans
from tests.browser.visit import PATIENCE, Visit

pytestmark = pytest.mark.browser


def volume(slices: int) -> np.ndarray:
    """Something to look at."""
    return np.arange(slices * 32 * 32, dtype=np.int16).reshape(slices, 32, 32)


@pytest.fixture(scope="module")
def disc(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A localizer that is read first, a series of nine, one of five; a second copy, a viewer program, a report, a picture cut short."""
    root = tmp_path_factory.mktemp("disc") / "DISC"
    common = {"Modality": "MR", "StudyDescription": "Knee of Jane Doe"}
    scans.series(root / "A", volume(12), number=1, **common, ImageType=["DERIVED", "PRIMARY", "LOCALIZER"], SeriesDescription="Doe survey")
    scans.series(root / "B", volume(9), number=2, **common, SeriesDescription="SAG T1")
    scans.series(root / "C", volume(5), number=3, **common, SeriesDescription="COR T2")
    shutil.copytree(root / "C", root / "COPY")
    scans.pick(root / "D", "reportsi.dcm")
    (root / "VIEWER.EXE").write_bytes(b"MZ" + bytes(500))
    (root / "TORN").write_bytes(next(iter((root / "C").iterdir())).read_bytes()[:400])
    return root


def test_all_is_read_and_nothing_was_touched_the_middle_of_the_largest_series_is_shown(visit: Visit, disc: Path) -> None:
    visit.hand_over(disc).seen()
    visit.said("slice-number", "5 / 9")
    assert visit.ask("window.openmyscan.loaded().then(() => true)")
    state = visit.state()
    assert (state["index"], state["count"], state["pictures"]["done"]) == (4, 9, 9)
    expect(visit.by("series").and_(visit.page.locator("[aria-pressed=true]"))).to_contain_text("SAG T1")


def test_from_whoever_has_touched_it_the_first_picture_is_not_pulled_away(visit: Visit, disc: Path) -> None:
    """Whichever series the browser gave first: it stays at its first picture, also when the others are here."""
    visit.open(disc)
    visit.said("slice-number", re.compile(r"^1 / (5|9|12)$"))


def test_files_are_counted_by_what_they_are(visit: Visit, disc: Path) -> None:
    visit.open(disc)
    visit.said("skipped-count", "1 document; 1 file could not be opened; 5 second copies and 1 other file skipped")
    visit.by("disc-button").click()
    visit.said(
        "disc-tally", "34 files: 26 with pictures, 1 document, 5 second copies, 1 that could not be opened, 1 of the disc's own programs."
    )
    why = visit.by("disc-why")
    expect(why).to_have_text("The list of all files says why.")
    why.click()
    expect(visit.by("skipped-list")).to_contain_text("Pictures that could not be opened")
    visit.page.keyboard.press("Escape")
    heads = visit.by("disc").locator("#disc-head > :not([data-testid=disc-concern])")
    expect(heads.nth(1)).to_have_text("Documents")  # first of all, after how much there is and what is to be heeded


def test_no_word_alarms_about_a_localizer(visit: Visit, disc: Path) -> None:
    visit.open(disc)
    visit.by("planning").click()
    visit.by("series").filter(has_text="Doe survey").click()
    expect(visit.page.locator("#facts")).to_contain_text("12 pictures")
    expect(visit.page.locator("#facts")).not_to_contain_text("Please note")
    expect(visit.page.locator("#technical")).to_contain_text("Calculated from other pictures")


def test_hidden_names_are_hidden_in_what_the_hospital_wrote_as_well(visit: Visit, disc: Path) -> None:
    visit.open(disc)
    expect(visit.page.locator("#catalog")).to_contain_text("Knee of Jane Doe")
    visit.by("hide-names").click()
    visit.by("disc-button").click()
    expect(visit.by("disc")).to_contain_text("Name hidden")
    seen = visit.page.evaluate(
        "() => document.body.innerText + [...document.querySelectorAll('[title],[aria-label]')].map((one) => one.title + one.ariaLabel)"
    )
    assert not re.search(r"\b(doe|jane)\b", seen, re.IGNORECASE)


def test_while_files_are_still_read_nothing_is_called_whole_or_uneven(visit: Visit, tmp_path: Path) -> None:
    """The page of the disc is opened as soon as the first picture is there, and says that more may come; then it says all."""
    scans.series(tmp_path / "CD" / "A", volume(8), number=1, Modality="MR", SeriesDescription="SAG T1")
    files = sorted((tmp_path / "CD" / "A").iterdir())
    files[3].unlink()  # so that a verdict is due
    for number in range(60):
        scans.phantom(tmp_path / "CD" / f"P{number}", range(40)) if number == 0 else shutil.copytree(
            tmp_path / "CD" / "P0", tmp_path / "CD" / f"P{number}"
        )
    visit.page.evaluate(
        "() => { window.seen = []; new MutationObserver(() => window.seen.push(document.body.innerText)).observe(document.body, { childList: true, subtree: true, characterData: true }); }"
    )
    visit.hand_over(tmp_path / "CD")
    visit.until("() => openmyscan.state().stack && openmyscan.state().progress.reading")
    visit.page.keyboard.press("w")
    expect(visit.by("disc")).to_contain_text("Still reading: more may come.")
    visit.until("() => !openmyscan.state().progress.reading", milliseconds=60_000)
    expect(visit.by("disc")).not_to_contain_text("Still reading")
    expect(visit.by("disc")).to_contain_text("seems to be missing", timeout=PATIENCE)
    early = [text for text in visit.page.evaluate("() => window.seen") if "Still reading: more may come." in text]
    assert early
    for words in ("seems to be missing", "No gaps", "nevenly spaced", "Please note"):
        assert not any(words in text for text in early), words


def test_a_small_picture_without_anything_in_it_says_so(visit: Visit, tmp_path: Path) -> None:
    scans.series(tmp_path / "CD" / "A", volume(3), number=1)
    scans.series(tmp_path / "CD" / "B", np.zeros((3, 32, 32), np.int16), number=2)
    scans.pick(tmp_path / "CD" / "C", "CT_small.dcm")
    torn = scans.named(
        tmp_path / "CD" / "C" / "CT_small.dcm", tmp_path / "CD" / "D" / "IM1", Rows=60000, Columns=60000, SeriesInstanceUID="1.2.3"
    )
    assert torn.exists()
    visit.open(tmp_path / "CD")
    thumbs = visit.page.locator("#catalog .thumb")
    expect(thumbs.nth(0)).not_to_have_attribute("data-blank", "Nothing to see")
    expect(visit.page.locator('#catalog .thumb[data-blank="Nothing to see"]')).to_have_count(1, timeout=PATIENCE)


def test_damaged_pictures_are_not_called_no_scan(visit: Visit, tmp_path: Path) -> None:
    scans.debris(tmp_path / "CD")
    visit.hand_over(tmp_path / "CD").ready()
    expect(visit.page.get_by_role("heading", name="What is in these files could not be opened.")).to_be_visible(timeout=PATIENCE)


def test_a_number_beyond_all_values_is_bounded_and_that_is_said(visit: Visit, few: Path) -> None:
    visit.open(few)
    visit.by("wl-center").fill("1e308")
    visit.by("wl-center").press("Enter")
    expect(visit.by("note")).to_contain_text("far beyond the values of these pictures")
    center = visit.state()["center"]
    assert abs(center) < 1e8
    expect(visit.by("wl-center")).to_have_value(f"{center:.0f}")
