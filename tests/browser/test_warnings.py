"""Discs on which something is odd, made by code: each comes up by itself, says what was found and what to do, and names nobody."""

from __future__ import annotations

import re
from pathlib import Path

import imagecodecs
import numpy as np
import pydicom
import pytest
from playwright.sync_api import expect
from pydicom.uid import JPEGBaseline8Bit

from tests.browser import papers, scans
from tests.browser.visit import SHOTS, Visit
from tests.core.frames import encapsulated

pytestmark = pytest.mark.browser

TWIN = {"StudyTime": "101500", "Modality": "MR", "BodyPartExamined": "KNEE"}


def volume(slices: int) -> np.ndarray:
    """Something to look at."""
    return np.arange(slices * 32 * 32, dtype=np.int16).reshape(slices, 32, 32)


def warned(visit: Visit, folder: Path, short: str, text: str) -> None:
    """Open a disc: the card says it in few words, its page in a sentence, with an advice."""
    visit.open(folder)
    expect(visit.by("disc-lines")).to_contain_text(short)
    visit.by("disc-button").click()
    box = visit.by("disc-concern").filter(has_text=text)
    expect(box).to_have_count(1)
    expect(box.locator(".muted")).to_have_text(re.compile(r"\w{3,}.*\."))
    expect(box).not_to_contain_text("Doe")


def test_two_birth_dates_for_one_name(visit: Visit, tmp_path: Path) -> None:
    scans.series(tmp_path / "CD" / "a", volume(2), number=1, PatientBirthDate="19700131")
    scans.series(tmp_path / "CD" / "b", volume(2), number=2, PatientBirthDate="19710131", StudyInstanceUID=f"{scans.ROOT}.2")
    warned(visit, tmp_path / "CD", "Two birth dates for one name", "One name is here with two birth dates.")


def test_the_same_exam_twice(visit: Visit, tmp_path: Path) -> None:
    """Sent a second time under identifiers of its own, as another archive gives them."""
    scans.series(tmp_path / "CD" / "a", volume(3), number=1, **TWIN)
    scans.series(tmp_path / "CD" / "b", volume(3), number=2, **TWIN, StudyInstanceUID=f"{scans.ROOT}.2")
    warned(visit, tmp_path / "CD", "One exam is here twice", "The same exam seems to be here twice.")


def test_one_exam_under_two_patients(visit: Visit, tmp_path: Path) -> None:
    scans.series(tmp_path / "CD" / "a", volume(2), number=1)
    scans.series(tmp_path / "CD" / "b", volume(2), number=2, PatientName="Roe^Ann", PatientID="P2")
    warned(visit, tmp_path / "CD", "One exam under two names", "The same exam is filed under two patients.")


def test_pictures_that_are_missing_in_between(visit: Visit, tmp_path: Path) -> None:
    folder = scans.series(tmp_path / "CD", volume(9), number=1)
    sorted(folder.iterdir())[4].unlink()
    warned(visit, folder, "1 series with gaps", "1 series seems to have gaps between its pictures.")


@pytest.mark.trap(5)
def test_a_picture_that_ends_too_early_inside_a_whole_file_says_so_over_the_picture(visit: Visit, tmp_path: Path) -> None:
    """A JPEG cut in its middle is decoded all the same, the rest gray: its neighbors say nothing, the series and its disc do."""
    noise = np.random.default_rng(5).integers(0, 60, (5, 256, 256), np.uint8)
    folder = scans.series(tmp_path / "CD", noise, number=1)
    for number, file in enumerate(sorted(folder.iterdir())):
        stream = bytes(imagecodecs.jpeg8_encode(noise[number], 90))
        scan = pydicom.dcmread(file)
        scan.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
        scan.PixelData = encapsulated([[stream[: len(stream) // 2] if number == 2 else stream]], delimiter=False)
        scan["PixelData"].is_undefined_length = True
        scan.save_as(file)
    visit.open(folder)
    for index, said in ((1, ""), (2, "Part of this picture is missing"), (3, "")):
        visit.go(index)
        expect(visit.by("overlay-missing")).to_have_text(said)
        expect(visit.by("overlay-missing")).to_be_visible(visible=bool(said))
        assert visit.state()["missing"] == (said or None)
    expect(visit.by("disc-lines")).to_contain_text("1 series cut short")
    SHOTS.mkdir(exist_ok=True)
    visit.go(2)
    for name, width, height in (("wide", 1280, 800), ("narrow", 390, 844)):
        visit.page.set_viewport_size({"width": width, "height": height})
        box = visit.by("overlay-missing").bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= width
        visit.page.screenshot(path=SHOTS / f"missing-{name}.png")


def test_documents_come_first_and_the_pictures_that_somebody_marked_before_them(visit: Visit, tmp_path: Path) -> None:
    """On the page of the disc as beside the pictures: whatever order the files are read in."""
    visit.open(papers.disc(tmp_path / "DISC"))
    visit.by("disc-button").click()
    expect(visit.page.locator("#disc-head > :not([data-testid=disc-concern])").nth(1)).to_have_text("Documents")
    expect(visit.by("disc-document").first).to_contain_text("Pictures that were marked")
    visit.by("disc-back").click()
    expect(visit.page.locator("#documents").get_by_test_id("document").first).to_contain_text("Pictures that were marked")


def test_single_pictures_that_are_damaged(visit: Visit, tmp_path: Path) -> None:
    folder = scans.series(tmp_path / "CD", volume(5), number=1)
    file = sorted(folder.rglob("*"))[2]
    data = pydicom.dcmread(file)
    data.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
    data.BitsAllocated, data.BitsStored, data.HighBit = 8, 8, 7
    data.PixelData = encapsulated([[bytes(imagecodecs.jpeg8_encode(np.zeros((32, 32), np.uint8)))[:60]]])
    data["PixelData"].VR, data["PixelData"].is_undefined_length = "OB", True
    data.save_as(file)
    warned(visit, tmp_path / "CD", "1 picture damaged", "1 picture is damaged and cannot be shown.")
