"""Several series, films, what was left out, stopping, closing and starting over."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, expect

from building.server import Site
from tests.browser import scans
from tests.browser.visit import PATIENCE, Native, Visit

pytestmark = pytest.mark.browser

LISTEN = """(() => {
  window.heard = [];
  const Plain = window.Worker;
  window.Worker = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data: { name, json } }) => heard.push([name, JSON.parse(json || "{}")]));
    }
  };
})()"""
"""Writes down every message that a cell sends."""


def listening(person: BrowserContext, served: Site) -> Visit:
    """A page that writes down what its cell says."""
    page = person.new_page()
    page.add_init_script(LISTEN)
    return Visit(page, served.url).arrive()


# ---- series


def test_going_from_series_to_series(visit: Visit, few: Path, tmp_path: Path) -> None:
    """By click, by key; each comes back as it was left: picture, window, direction."""
    folder = scans.pick(tmp_path / "CD", "MR_small.dcm", "examples_rgb_color.dcm")
    for file in few.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    visit.open(folder)
    expect(visit.by("series")).to_have_count(3)
    expect(visit.by("patient")).to_have_count(3)
    stacks = {stack["modality"]: stack["id"] for stack in visit.stacks()}
    assert set(stacks) == {"CT", "MR", "US"}
    counts = [text for text in visit.by("series-count").all_inner_texts() if "8" in text]
    assert counts == ["8 pictures"]

    visit.choose(stacks["CT"])
    visit.go(5)
    visit.page.evaluate("() => openmyscan.wl(50, 350)")
    visit.by("rotate-right").click()
    visit.choose(stacks["US"])
    visit.said("overlay-window", "")
    expect(visit.by("preset")).to_be_disabled()  # true colors have no window
    visit.choose(stacks["CT"])
    visit.said("slice-number", "6 / 8")
    visit.said("overlay-window", "Center 50 · Width 350")
    visit.said("letter-top", "R")
    expect(visit.page.locator('[data-testid=series][aria-pressed="true"]')).to_have_attribute("data-stack", stacks["CT"])

    order = [stack["id"] for stack in visit.stacks()]
    visit.choose(order[0])
    visit.by("viewport").focus()
    visit.page.keyboard.press("]")
    visit.until("(stack) => openmyscan.state().stack === stack", order[1])
    visit.page.keyboard.press("[")
    visit.until("(stack) => openmyscan.state().stack === stack", order[0])


def test_every_series_has_its_small_picture(visit: Visit, tmp_path: Path) -> None:
    """Drawn from its own pixels: not empty, and not the same for two."""
    visit.open(scans.pick(tmp_path / "CD", "MR_small.dcm", "examples_rgb_color.dcm", "CT_small.dcm"))
    drawn = """() => [...document.querySelectorAll("[data-testid=series] canvas")].map((canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return canvas.width > 8 ? data.reduce((sum, value, at) => (sum * 31 + value * (at % 4 < 3)) % 1e9, 7) : 0;
    })"""
    visit.until(f"() => {{ const sums = ({drawn})(); return sums.length === 3 && sums.every(Boolean) && new Set(sums).size === 3; }}")


def test_the_first_picture_comes_before_the_last_file_is_read(person: BrowserContext, served: Site, head_folder: Path) -> None:
    """By the order of what the cell says: a picture, while reading went on and many files were still to come."""
    visit = listening(person, served).open(head_folder)
    heard = visit.page.evaluate("() => heard")
    names = [name for name, _ in heard]
    first = names.index("picture")
    read_before = [fields for name, fields in heard[:first] if name == "progress"]
    assert read_before[-1]["reading"] is True
    assert read_before[-1]["files"] <= 1
    finished = next(place for place, (name, fields) in enumerate(heard) if name == "progress" and not fields["reading"])
    assert first < names.index("catalog") < finished
    assert heard[finished][1]["files"] == 40
    visit.page.close()


# ---- films


def test_a_film_plays_at_its_own_rate(visit: Visit, tmp_path: Path) -> None:
    """Thirty pictures a second, in a circle; it stops where it is told to."""
    visit.open(scans.pick(tmp_path / "US", "examples_ybr_color.dcm"))
    assert visit.stacks()[0]["rate"] == pytest.approx(30, abs=0.1)
    expect(visit.by("cine-speed")).to_have_attribute("title", re.compile(r"^30 pictures per second"))
    visit.by("cine-play").click()
    expect(visit.by("cine-play")).to_have_attribute("aria-pressed", "true")
    # The picture that is due follows the clock, however slow the machine: compare with the time that went by.
    off = visit.page.evaluate("""async () => {
      const moment = () => [openmyscan.state().index, performance.now()];
      const begun = moment();
      const seen = new Set([begun[0]]);
      for (let look = 0; look < 40; look += 1) {
        await new Promise(requestAnimationFrame);
        seen.add(openmyscan.state().index);
      }
      const ended = moment();
      const due = ((ended[1] - begun[1]) * 30) / 1000;
      const gone = ((ended[0] - begun[0]) % 30 + 30) % 30;
      const miss = Math.abs(gone - (due % 30));
      return { seen: seen.size, miss: Math.min(miss, 30 - miss), due };
    }""")
    assert off["seen"] > 3
    assert off["miss"] < 4, off
    visit.page.keyboard.press("Space")
    expect(visit.by("cine-play")).to_have_attribute("aria-pressed", "false")
    visit.painted()
    stopped = visit.state()["index"]
    visit.shows(Native(tmp_path / "US").pixels(Native(tmp_path / "US").stack(visit.stacks()[0]), stopped))


def test_the_speed_of_a_film(visit: Visit, tmp_path: Path) -> None:
    """Twice as fast is twice as many pictures in the same time; going on by hand stops it."""
    volume = np.zeros((1, 16, 16), np.uint8)
    folder = scans.series(tmp_path / "XA", volume, number=3, NumberOfFrames=200, CineRate=10, PixelData=bytes(200 * 256), Modality="XA")
    visit.open(folder)
    rates = []
    for speed in ("1×", "4×"):
        visit.by("cine-speed").select_option(label=speed)
        visit.go(0)
        visit.by("cine-play").click()
        rates.append(
            visit.page.evaluate("""async () => {
              const start = performance.now();
              while (openmyscan.state().index < 4) await new Promise(requestAnimationFrame);
              return (1000 * openmyscan.state().index) / (performance.now() - start);
            }""")
        )
        visit.by("viewport").focus()
        visit.page.keyboard.press("ArrowUp")
        expect(visit.by("cine-play")).to_have_attribute("aria-pressed", "false")
    assert rates[1] > 2 * rates[0]


def test_one_picture_is_no_film(visit: Visit, tmp_path: Path) -> None:
    """Nothing to play, nothing to scroll."""
    visit.open(scans.pick(tmp_path / "CR", "MR_small.dcm"))
    visit.counts(1)
    expect(visit.by("cine-play")).to_be_disabled()


# ---- what is no picture


def test_what_was_left_out_can_be_looked_up(visit: Visit, few: Path, tmp_path: Path) -> None:
    """How many, which, and why; broken files cost only themselves."""
    folder = scans.debris(tmp_path / "CD")
    for file in few.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    visit.open(folder)
    visit.counts(8)
    told = Native(folder).catalog
    left = len(told.skipped) + len(told.documents)
    assert left == 4
    visit.said("skipped-count", "2 files could not be opened; 2 files skipped")  # the text and the empty file are no pictures
    visit.by("skipped-count").click()
    expect(visit.by("skipped-list")).to_be_visible(timeout=PATIENCE)
    for reason in {file.reason for file in told.left_out()}:
        expect(visit.by("skipped-list")).to_contain_text(reason[1:])
    for group in visit.by("skipped-list").locator("summary").all():
        if group.locator("..").get_attribute("open") is None:
            group.click()
    for name in ("README.TXT", "EMPTY.DCM", "HALF.DCM", "RUBBISH.DCM"):
        expect(visit.by("skipped-list").get_by_text(name)).to_be_visible()
    expect(visit.by("trouble")).to_be_hidden()


def test_a_folder_without_a_scan_says_so_and_what_to_do(visit: Visit, tmp_path: Path) -> None:
    """In words, with what was looked at, and a way on."""
    visit.hand_over(scans.debris(tmp_path / "DOCS"))
    expect(visit.page.get_by_role("heading", name="What is in these files could not be opened.")).to_be_visible(timeout=PATIENCE)
    expect(visit.page.get_by_text("4 files")).to_be_visible()
    expect(visit.page.get_by_text("no medical image").or_(visit.page.get_by_text("not a medical image file")).first).to_be_visible()
    for way in ("nothing-folder", "nothing-files"):
        expect(visit.by(way)).to_be_in_viewport(ratio=1)  # above the advice


def test_a_good_folder_after_a_useless_one(visit: Visit, few: Path, tmp_path: Path) -> None:
    """The way on works."""
    visit.hand_over(scans.debris(tmp_path / "DOCS"))
    expect(visit.page.get_by_role("heading", name="What is in these files could not be opened.")).to_be_visible(timeout=PATIENCE)
    visit.open(few)
    visit.counts(8)


# ---- stopping and closing


def test_stopping_while_reading(person: BrowserContext, served: Site, tmp_path: Path) -> None:
    """What was found stays and can be looked at; the rest is left alone."""
    folder = scans.phantom(tmp_path / "BIG", range(12))
    for number in range(2500):
        (folder / f"Z{number:05d}.TXT").write_bytes(b"filler")
    visit = listening(person, served)
    visit.hand_over(folder)
    visit.until(
        "() => { const { stack, progress } = openmyscan.state(); return stack && progress?.reading && !document.getElementById('cancel').click(); }"
    )
    expect(visit.by("progress")).to_be_hidden()
    visit.until("() => heard.some(([name, { canceled }]) => name === 'progress' && canceled)")
    progress = visit.state()["progress"]
    assert progress["files"] < 2512
    visit.counts(progress["images"])
    visit.by("viewport").focus()
    visit.page.keyboard.press("End")
    visit.painted()
    expect(visit.by("progress")).to_be_hidden()
    visit.page.close()


def occupy(visit: Visit, milliseconds: int) -> None:
    """Keep the cell busy with one step of that length: meanwhile it hears and says nothing."""
    step = "(length) => { setTimeout(() => { const end = performance.now() + length; while (performance.now() < end); }); }"
    visit.worker("cell").evaluate(step, milliseconds)


def test_stopping_takes_effect_at_once_although_the_cell_is_busy(visit: Visit, head_folder: Path, few: Path) -> None:
    """Nothing was shown yet: the page says that it stopped, and the next folder does not wait for the slow step."""
    occupy(visit, 120_000)
    visit.hand_over(head_folder)
    visit.by("cancel").click(timeout=PATIENCE)
    expect(visit.page.get_by_role("heading", name="Stopped before a picture was found.")).to_be_visible(timeout=2000)
    expect(visit.by("progress")).to_be_hidden()
    visit.open(few)
    visit.counts(8)
    assert visit.state()["progress"]["files"] == 8


def test_stopping_beside_an_open_scan_takes_effect_at_once_too(visit: Visit, head_folder: Path, few: Path, tmp_path: Path) -> None:
    """What the cell still says of the stopped reading is not shown; what is opened next is read, also when it comes in between."""
    visit.open(few)
    visit.page.evaluate("""() => {
      window.shown = 0;
      const progress = document.getElementById("progress");
      new MutationObserver(() => (window.shown += !progress.hidden)).observe(progress, { attributes: true, attributeFilter: ["hidden"] });
    }""")
    occupy(visit, 5000)
    visit.hand_over(head_folder)
    visit.by("cancel").click(timeout=PATIENCE)
    expect(visit.by("progress")).to_be_hidden(timeout=2000)
    expect(visit.by("note")).to_contain_text("Stopped.")
    told = visit.state()["progress"]
    assert (told["canceled"], told["reading"]) == (True, False)
    visit.page.evaluate("() => { window.shown = 0; }")
    visit.ask("openmyscan.check()")  # the cell is back, and with it all that it had to say of that reading
    assert visit.page.evaluate("() => window.shown") == 0
    assert visit.state()["progress"]["reading"] is False

    occupy(visit, 2000)
    visit.hand_over(head_folder)
    visit.by("cancel").click(timeout=PATIENCE)
    visit.hand_over(scans.pick(tmp_path / "MR", "MR_small.dcm"))
    visit.until("() => openmyscan.state().patients.length === 2 && !openmyscan.state().progress.reading")


def test_stopping_the_sample(person: BrowserContext, served: Site) -> None:
    """It is made in the cell, no reader is in it."""
    visit = listening(person, served)
    visit.by("try-sample").click()
    expect(visit.by("viewport")).to_be_visible(timeout=PATIENCE)
    visit.page.evaluate("() => oms.send('cancel', '{}')")
    visit.until("() => heard.some(([name, { canceled, files }]) => name === 'progress' && canceled && files < 40)")
    visit.page.close()


def test_closing_and_opening_another_scan(visit: Visit, few: Path, tmp_path: Path) -> None:
    """Nothing of the first is left on the page."""
    visit.open(few)
    visit.close()
    expect(visit.page.get_by_text("Sam Sample")).to_have_count(0)
    assert visit.pixels().size <= 4
    assert visit.state()["patients"] == []
    visit.open(scans.pick(tmp_path / "MR", "MR_small.dcm"))
    visit.counts(1)
    expect(visit.by("series")).to_have_count(1)
    expect(visit.page.get_by_text("Sam Sample")).to_have_count(0)


def test_closing_while_reading(visit: Visit, head_folder: Path, few: Path) -> None:
    """The old files do not turn up in the new scan."""
    visit.hand_over(head_folder)
    expect(visit.by("viewport")).to_be_visible(timeout=PATIENCE)
    visit.close()
    visit.open(few)
    visit.counts(8)
