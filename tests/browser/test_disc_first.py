"""The page "What is on this disc" opens by itself, once, for who has touched nothing; its check box switches that off."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from building.server import Site
from tests.browser import pdfs, scans
from tests.browser.visit import PATIENCE, SHOTS, Native, Visit, own_window
from tests.core.source.archives.packed import sealed

pytestmark = pytest.mark.browser

STORED = "() => ({ ...localStorage })"
NO_STORAGE = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });"

WATCH = """() => {
  window.openings = [];
  const dialog = document.getElementById("disc-dialog");
  new MutationObserver(() => {
    const { drawn, progress } = openmyscan.state();
    if (dialog.open) openings.push({ drawn, reading: progress.reading, words: dialog.innerText });
  }).observe(dialog, { attributeFilter: ["open"] });
}"""
"""Writes down what is there at each moment in which the page opens."""


def volume(slices: int) -> np.ndarray:
    """Something to look at, different in every slice."""
    return np.arange(slices * 32 * 32, dtype=np.int16).reshape(slices, 32, 32)


@pytest.fixture(scope="module")
def disc(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two series, of five pictures and of nine, and a letter as PDF."""
    root = tmp_path_factory.mktemp("disc") / "DISC"
    scans.series(root / "A", volume(5), number=1, Modality="MR", SeriesDescription="SAG T1")
    scans.series(root / "B", volume(9), number=2, Modality="MR", SeriesDescription="COR T2")
    (root / "Befund.pdf").write_bytes(pdfs.letter("The knee is sound"))
    return root


@pytest.fixture(scope="module")
def large(disc: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One series, then so many other files that reading takes a while, then the second series."""
    rest = tmp_path_factory.mktemp("rest")
    for number in range(1500):
        (rest / f"{number:04d}.TXT").write_bytes(b"filler")
    return [*sorted((disc / "A").iterdir()), *sorted(rest.iterdir()), *sorted((disc / "B").iterdir())]


@pytest.fixture(scope="module")
def newcomer(browser: Browser, served: Site) -> Iterator[BrowserContext]:
    """A profile with the program kept and no choice made."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    Visit(context.new_page(), served.url).arrive().page.close()
    yield context
    context.close()


@pytest.fixture
def fresh(newcomer: BrowserContext, served: Site) -> Iterator[Visit]:
    """A page of that person's."""
    page = newcomer.new_page()
    yield Visit(page, served.url).arrive()
    assert page.evaluate(STORED) == {}
    page.close()


def opened(visit: Visit) -> Visit:
    """Wait until the page has opened, and all is read and decoded behind it."""
    expect(visit.by("disc")).to_be_visible(timeout=PATIENCE)
    return visit.seen()


def stays_closed(visit: Visit) -> None:
    """All is read, and what that leads to is past."""
    visit.seen()
    visit.page.wait_for_timeout(500)
    expect(visit.by("disc")).to_be_hidden()


def test_it_opens_over_the_first_picture_and_escape_leads_to_the_pictures(fresh: Visit, disc: Path) -> None:
    """Behind it lies the picture to begin with, the middle of the largest series, and its keys work at once."""
    fresh.page.evaluate(WATCH)
    opened(fresh.hand_over(disc))
    (opening,) = fresh.page.evaluate("() => openings")
    assert opening["drawn"] is not None
    page = fresh.by("disc")
    expect(page).to_contain_text("1 exam · 2 series · 14 pictures")
    expect(fresh.by("disc-document")).to_have_count(1)
    expect(fresh.by("disc-back")).to_be_focused()
    expect(fresh.by("disc-first")).to_be_checked()
    fresh.page.keyboard.press("Escape")
    expect(page).to_be_hidden()
    expect(fresh.by("viewport")).to_be_focused()
    fresh.said("slice-number", "5 / 9")
    fresh.page.keyboard.press("ArrowDown")
    fresh.said("slice-number", "6 / 9")
    fresh.painted()
    stays_closed(fresh)


@pytest.mark.parametrize("way", ["Enter", "click"])
def test_the_main_button_leads_to_the_pictures(way: str, fresh: Visit, disc: Path) -> None:
    opened(fresh.hand_over(disc))
    button = fresh.page.get_by_role("button", name="See the pictures")
    if way == "click":
        button.click()
    else:
        fresh.page.keyboard.press(way)
    expect(fresh.by("disc")).to_be_hidden()
    expect(fresh.by("viewport")).to_be_focused()
    fresh.page.keyboard.press("Home")
    fresh.said("slice-number", "1 / 9")


def test_a_series_on_it_is_shown_by_a_click(fresh: Visit, disc: Path) -> None:
    opened(fresh.hand_over(disc))
    fresh.by("disc-series").filter(has_text="SAG T1").click()
    expect(fresh.by("disc")).to_be_hidden()
    fresh.counts(5)


def test_it_opens_while_files_are_read_and_reading_it_is_not_yet_looking_at_the_pictures(fresh: Visit, large: list[Path]) -> None:
    """It fills under who scrolls in it, and the picture behind is still the one to begin with."""
    first, rest = large[0], [*large[5:]]
    fresh.page.evaluate(WATCH)
    fresh.hand_over(first, large[-1], *rest[:-1])
    expect(fresh.by("disc")).to_be_visible(timeout=PATIENCE)
    fresh.page.set_viewport_size({"width": 1000, "height": 300})
    fresh.page.keyboard.press("ArrowDown")  # from the main button
    fresh.until("() => document.getElementById('disc-scroll').scrollTop > 0")
    fresh.page.mouse.move(500, 200)
    fresh.page.mouse.wheel(0, 50)
    opened(fresh)
    ((drawn, reading, words),) = [tuple(one.values()) for one in fresh.page.evaluate("() => openings")]
    assert (drawn is not None, reading) == (True, True)
    assert "2 series · 2 pictures" in words
    assert "Still reading: more may come." in words
    expect(fresh.by("disc")).to_contain_text("2 series · 10 pictures", timeout=PATIENCE)
    fresh.page.keyboard.press("w")
    fresh.said("slice-number", "5 / 9")


def test_one_plain_series_opens_straight_to_its_picture(fresh: Visit, few: Path) -> None:
    stays_closed(fresh.hand_over(few))
    expect(fresh.by("viewport")).to_be_focused()


def test_it_does_not_open_over_what_a_person_is_doing(fresh: Visit, large: list[Path]) -> None:
    """The first series was there, and a key was pressed, before the second was found."""
    fresh.hand_over(*large)
    fresh.until("() => openmyscan.state().drawn != null && openmyscan.state().patients.length > 0")
    fresh.page.keyboard.press("ArrowDown")
    assert len(fresh.stacks()) == 1
    stays_closed(fresh)
    assert len(fresh.stacks()) == 2


def test_one_series_that_is_not_whole_is_told_first(fresh: Visit, tmp_path: Path) -> None:
    folder = scans.series(tmp_path / "A", volume(9), number=1)
    sorted(folder.iterdir())[4].unlink()
    opened(fresh.hand_over(folder))
    expect(fresh.by("disc-concern")).to_contain_text("1 series seems to have gaps between its pictures.", timeout=PATIENCE)


def test_one_series_beside_a_torn_file_is_told_first(fresh: Visit, tmp_path: Path) -> None:
    """Which is known only when the list of files that show no picture has come."""
    folder = scans.series(tmp_path / "A", volume(9), number=1)
    (folder / "TORN").write_bytes(next(iter(folder.iterdir())).read_bytes()[:400])
    opened(fresh.hand_over(folder))
    expect(fresh.by("disc-concern")).to_contain_text("1 file could not be opened", timeout=PATIENCE)


def test_harmless_second_copies_do_not_call_for_it(fresh: Visit, few: Path, tmp_path: Path) -> None:
    shutil.copytree(few, tmp_path / "CD" / "A")
    shutil.copytree(few, tmp_path / "CD" / "B")
    stays_closed(fresh.hand_over(tmp_path / "CD"))


def test_more_that_is_handed_over_is_told_beside_the_pictures(fresh: Visit, disc: Path, few: Path) -> None:
    """Not again by the page; the next disc, after closing, is told by it once more."""
    stays_closed(fresh.hand_over(few))
    fresh.hand_over(disc)
    expect(fresh.by("note")).to_contain_text("Added", timeout=PATIENCE)
    stays_closed(fresh)
    fresh.close()
    opened(fresh.hand_over(disc))


def test_a_locked_archive_is_told_once_it_is_unlocked(fresh: Visit, disc: Path, tmp_path: Path) -> None:
    """What was done in the dialog of the password is not yet looking at the pictures."""
    files = [min((disc / name).iterdir()) for name in "AB"]
    with zipfile.ZipFile(tmp_path / "exam.zip", "w") as archive:
        for number, file in enumerate(files):
            archive.writestr(f"{number}.zip", sealed(file.name, file.read_bytes(), b"Geheim", bits=256))
    fresh.hand_over(tmp_path / "exam.zip")
    expect(fresh.by("locked-word")).to_be_focused(timeout=PATIENCE)
    fresh.page.keyboard.type("Geheim")
    fresh.page.keyboard.press("Enter")
    opened(fresh)
    expect(fresh.by("disc-back")).to_be_focused()
    expect(fresh.by("disc")).to_contain_text("2 series · 2 pictures", timeout=PATIENCE)


def test_automation_works_while_it_is_open(fresh: Visit, disc: Path) -> None:
    opened(fresh.hand_over(disc))
    native = Native(disc)
    (told,) = [stack for stack in fresh.stacks() if stack["id"] == fresh.state()["stack"]]
    stack = native.stack(told)
    fresh.go(7)
    fresh.page.evaluate("() => openmyscan.wl(4000, 3000)")
    fresh.until("() => openmyscan.state().center === 4000")
    fresh.shows(native.pixels(stack, 7, window=own_window(fresh.state())))
    assert np.array_equal(fresh.values(), native.values(stack, 7))
    assert fresh.ask("openmyscan.check()") == native.sum(stack)
    expect(fresh.by("disc")).to_be_visible()


def test_who_unticks_the_box_sees_the_pictures_first_also_after_a_reload(person_at: Callable[..., Visit], disc: Path) -> None:
    """And the page again, when the box is ticked again."""
    visit = person_at(disc_first=True)
    opened(visit.hand_over(disc))
    visit.page.get_by_label("Show this page first when I open a disc").uncheck()
    visit.by("disc-back").click()
    visit.close()
    stays_closed(visit.hand_over(disc))
    visit.page.reload()
    stays_closed(visit.ready().hand_over(disc))
    visit.page.keyboard.press("w")
    expect(visit.by("disc-first")).not_to_be_checked()
    visit.by("disc-first").check()
    visit.page.reload()
    opened(visit.ready().hand_over(disc))


def test_where_the_browser_keeps_nothing_the_choice_holds_until_the_page_is_left(person_at: Callable[..., Visit], disc: Path) -> None:
    visit = person_at(disc_first=True, ready=False)
    visit.page.add_init_script(NO_STORAGE)
    visit.page.reload()
    opened(visit.ready().hand_over(disc))
    visit.by("disc-first").uncheck()
    visit.page.keyboard.press("Escape")
    expect(visit.by("disc")).to_be_hidden()
    visit.close()
    stays_closed(visit.hand_over(disc))
    expect(visit.by("trouble")).to_be_hidden()


@pytest.mark.parametrize("letters", ["100%", "200%"])
def test_on_a_phone_the_main_button_and_the_box_are_within_reach(letters: str, person_at: Callable[..., Visit], disc: Path) -> None:
    visit = person_at(disc_first=True, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    visit.page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", letters)
    opened(visit.hand_over(disc))
    expect(visit.by("disc-back")).to_be_in_viewport(ratio=1)
    visit.page.screenshot(path=SHOTS / f"disc-first-narrow-{letters.rstrip('%')}.png")
    visit.by("disc-first").tap()
    expect(visit.by("disc-first")).not_to_be_checked()
    expect(visit.by("disc-back")).to_be_in_viewport(ratio=1)
    assert (
        visit.page.evaluate("() => { const all = document.getElementById('disc-scroll'); return all.scrollWidth - all.clientWidth; }") == 0
    )
    visit.by("disc-back").tap()
    expect(visit.by("disc")).to_be_hidden()


@pytest.mark.corpus
def test_a_burned_disc_of_a_knee_is_told_first(fresh: Visit, corpus: Path) -> None:
    opened(fresh.hand_over(corpus / "cd-knee-mri"))
    expect(fresh.by("disc")).to_contain_text("1 exam · 6 series (shown as 8) · 112 pictures", timeout=PATIENCE)
    fresh.page.screenshot(path=SHOTS / "disc-first-wide.png")
    fresh.page.keyboard.press("Escape")
    fresh.said("slice-number", "15 / 28")
