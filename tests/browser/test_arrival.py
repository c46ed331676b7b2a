"""Arriving and handing over a scan: the promise at once, and every way to open files, also while the program still starts."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from building.server import Site
from tests.browser import scans
from tests.browser.visit import PATIENCE, Visit
from tests.promises import promise

pytestmark = pytest.mark.browser

NO_PICKER = "delete window.showDirectoryPicker; delete Window.prototype.showDirectoryPicker"  # as in Firefox and Safari

STUBBED_PICKER = """async (files) => {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle("CD", { create: true });
  const inner = await folder.getDirectoryHandle("IMAGES", { create: true });
  for (const [name, text] of files) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const writer = await (await (name.startsWith("README") ? folder : inner).getFileHandle(name, { create: true })).createWritable();
    await writer.write(bytes);
    await writer.close();
  }
  window.showDirectoryPicker = async (options) => (window.asked = options, folder);
}"""

DROP = """(files) => {
  const carried = new DataTransfer();
  for (const [name, text] of files) carried.items.add(new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], name));
  const target = document.querySelector("[data-testid=drop-target], [data-testid=viewport]");
  const options = { dataTransfer: carried, bubbles: true, cancelable: true };
  target.dispatchEvent(new DragEvent("dragenter", options));
  target.dispatchEvent(new DragEvent("dragover", options));
  const marked = document.documentElement.dataset.drag;
  target.dispatchEvent(new DragEvent("drop", options));
  return [marked, document.documentElement.dataset.drag ?? null];
}"""


def as_text(folder: Path) -> list[list[str]]:
    """The files of a folder for a JavaScript function."""
    return [[path.name, base64.b64encode(path.read_bytes()).decode()] for path in sorted(folder.iterdir())]


def images(visit: Visit) -> int:
    """How many pictures were found."""
    return int(visit.state()["progress"]["images"])


# ---- the first look

ASKED = """() => [
  performance.getEntriesByName("first-contentful-paint")[0].startTime,
  performance.getEntriesByType("resource").map(({ name, startTime, responseEnd }) => [name.split("/").pop(), startTime, responseEnd]),
]"""
BEFORE_THE_WORDS = {
    "style.css",
    "boot.js",
    "icon.svg",
    "openmyscan.webmanifest",
    "viewer.webp",
}  # the picture is small, and the last to get room on the line


def test_on_a_first_visit_the_words_come_before_the_program_and_what_python_starts_with_before_the_rest(page: Page, server: Site) -> None:
    """Nothing large shares the line with the page itself, nor the archives with the interpreter: while they come it is compiled."""
    Visit(page, server.url).arrive()
    painted, asked = page.evaluate(ASKED)
    times = {name: (start, end) for name, start, end in asked}
    shown = min(painted, times["boot.js"][1] + 450)  # nobody waits longer than half a second for a slow screen
    early = {name for name, start, _ in asked if start < shown}
    assert early <= BEFORE_THE_WORDS, early
    assert {"core.js", "micropython.mjs", "micropython.wasm", "brotli.wasm", "cell.js"} <= set(times)
    started = max(times[name][1] for name in ("pyodide.asm.wasm.brotli", "stdlib.zip.brotli"))
    for name in ("packages.zip.brotli", "viewer.zip.brotli", "charls.wasm", "openjpeg.wasm"):
        assert times[name][0] >= started, name
    for name in ("pdf.js", "htj2k.js"):  # looked at by HEAD before, and kept at last
        last = max(start for other, start, _ in asked if other == name)
        assert last >= max(times[other][1] for other in ("packages.zip.brotli", "viewer.zip.brotli")), name


def test_the_promise_and_the_drop_target_need_no_program(browser: Browser, served: Site) -> None:
    """With scripts switched off, so that nothing but the first answer of the server can have drawn it."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.url)
    expect(page.get_by_role("heading", level=1)).to_contain_text("never leaves this computer")
    for name in ("drop-target", "open-folder", "open-files", "try-sample"):
        expect(page.get_by_test_id(name)).to_be_visible()
    context.close()


def test_nothing_asks_to_wait(person: BrowserContext, served: Site) -> None:
    """On arrival no spinner, no progress, no disabled button."""
    page = person.new_page()
    visit = Visit(page, served.url).arrive(ready=False)
    expect(visit.by("progress")).to_be_hidden()
    for name in ("open-folder", "open-files", "try-sample"):
        expect(visit.by(name)).to_be_enabled()
    page.close()


# ---- while it starts


def test_a_folder_chosen_while_the_program_starts_is_not_lost(person_at: Callable[..., Visit], head_folder: Path) -> None:
    """On the very first visit, with all to be fetched; it says that the folder is there, and every file is read."""
    visit = person_at(ready=False)
    assert visit.page.locator("html").get_attribute("data-core") == "loading"
    visit.hand_over(head_folder)
    expect(visit.page.get_by_role("heading", name="Your folder is here.")).to_be_visible()
    assert visit.page.locator("html").get_attribute("data-core") == "loading"
    visit.seen()
    assert images(visit) == 40
    visit.counts(40)


def test_several_things_handed_over_while_it_starts_all_arrive(person: BrowserContext, served: Site, tmp_path: Path) -> None:
    """A folder, then single files."""
    page = person.new_page()
    visit = Visit(page, served.url).arrive(ready=False)
    visit.hand_over(scans.phantom(tmp_path / "A", range(5)))
    visit.hand_over(*sorted(scans.phantom(tmp_path / "B", range(5, 12)).iterdir()))
    visit.ready()
    visit.until("() => openmyscan.state().progress?.images === 12")
    page.close()


# ---- ways in


@promise(
    "F"
    "iles are read with your browser's File System Access API where it has one (Chrome and Edge, for a folder that you choose or drop); else they come by the ordinary file input or as dropped files."
)
def test_the_folder_that_the_system_dialog_gives(visit: Visit, few: Path, tmp_path: Path) -> None:
    """The File System Access API, with a real directory handle behind it: folders in folders, and a text beside the pictures."""
    (tmp_path / "README.TXT").write_text("not a picture", encoding="utf-8")
    visit.page.evaluate(STUBBED_PICKER, [*as_text(few), *as_text(tmp_path)])
    visit.by("open-folder").click()
    visit.seen()
    assert images(visit) == 8
    assert visit.page.evaluate("() => window.asked") == {"mode": "read"}
    visit.said("skipped-count", "1 file skipped")
    visit.page.evaluate("async () => (await navigator.storage.getDirectory()).removeEntry('CD', { recursive: true })")


def test_closing_the_dialog_is_no_failure(visit: Visit) -> None:
    """The page stays as it was."""
    visit.page.evaluate("() => { window.showDirectoryPicker = async () => { throw new DOMException('', 'AbortError'); }; }")
    visit.by("open-folder").click()
    expect(visit.by("drop-target")).to_be_visible()
    expect(visit.by("trouble")).to_be_hidden()
    assert visit.page.locator("html").get_attribute("data-open") is None


@pytest.mark.parametrize("name", ["open-folder", "open-files"])
@promise(
    "F"
    "iles are read with your browser's File System Access API where it has one (Chrome and Edge, for a folder that you choose or drop); else they come by the ordinary file input or as dropped files."
)
def test_with_the_keyboard_alone(name: str, person: BrowserContext, served: Site, few: Path) -> None:
    """Tab until the button has the focus, Enter; in a browser without the newer dialog."""
    page = person.new_page()
    page.add_init_script(NO_PICKER)
    page.on("filechooser", lambda _: None)  # from now on the dialog is caught: to ask for that takes longer than to press Enter
    visit = Visit(page, served.url).arrive()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.dataset.testid") == name:
            break
    expect(visit.by(name)).to_be_focused()
    with page.expect_file_chooser() as chosen:
        page.keyboard.press("Enter")
    assert chosen.value.is_multiple()
    chosen.value.set_files(few if name == "open-folder" else sorted(few.iterdir()))
    visit.seen()
    assert images(visit) == 8
    expect(visit.by("viewport")).to_be_focused()  # and the next key goes to the picture
    page.keyboard.press("End")
    visit.said("slice-number", "8 / 8")
    page.close()


@promise(
    "F"
    "iles are read with your browser's File System Access API where it has one (Chrome and Edge, for a folder that you choose or drop); else they come by the ordinary file input or as dropped files."
)
def test_files_dropped_on_the_page(visit: Visit, few: Path) -> None:
    """The drop target shows that it would take them, then takes them."""
    assert visit.page.evaluate(DROP, as_text(few)) == ["true", None]
    visit.seen()
    assert images(visit) == 8


def test_a_folder_dragged_in_from_the_desktop(visit: Visit, few: Path, tmp_path: Path) -> None:
    """As the operating system hands it over: paths, of a folder and of a file."""
    target = visit.by("drop-target").bounding_box()
    assert target
    single = scans.pick(tmp_path, "MR_small.dcm") / "MR_small.dcm"
    devtools = visit.page.context.new_cdp_session(visit.page)
    place = {"x": target["x"] + 40, "y": target["y"] + 40}
    data = {"items": [], "files": [str(few), str(single)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver"):
        devtools.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})
    expect(visit.page.locator("html")).to_have_attribute("data-drag", "true")
    devtools.send("Input.dispatchDragEvent", {"type": "drop", **place, "data": data})
    visit.seen()
    assert images(visit) == 9
    assert visit.page.locator("html").get_attribute("data-drag") is None


def test_something_else_dropped_on_the_page_is_left_alone(visit: Visit) -> None:
    """A dragged text opens nothing and leads nowhere."""
    visit.page.evaluate("""() => {
      const carried = new DataTransfer();
      carried.setData("text/plain", "hello");
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
    }""")
    expect(visit.by("drop-target")).to_be_visible()
    assert visit.page.locator("html").get_attribute("data-open") is None


def test_the_same_folder_again_after_closing(visit: Visit, few: Path) -> None:
    """The browser says nothing when the same files are chosen a second time, unless the input has forgotten them."""
    visit.open(few)
    assert visit.page.evaluate("() => [...document.querySelectorAll('input[type=file]')].map((input) => input.files.length)") == [0, 0]
    visit.close().open(few)
    assert images(visit) == 8


CLOSED_ON_THE_WAY = """async (files) => {
  const input = document.getElementById("files-input");
  for (let time = 0; time < 2; time += 1) {
    const carried = new DataTransfer();
    for (let at = 0; at < 100; at += 1) {
      const [name, text] = files[at % files.length];
      carried.items.add(new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], `${time}-${at}-${name}`));
    }
    input.files = carried.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  for (let moment = 0; moment < 8; moment += 1) await null; // the first has begun, the second waits for it
  window.oms.close();
}"""


def test_what_is_opened_after_a_close_in_the_middle_of_two_hand_overs(visit: Visit, few: Path) -> None:
    """A browser may deliver one drop in many pieces, of which each waits for the one before; those that a closing cut off are not waited for."""
    visit.page.evaluate(CLOSED_ON_THE_WAY, as_text(few))
    visit.open(few)
    assert images(visit) == 8


def test_another_folder_beside_the_open_one(visit: Visit, few: Path, tmp_path: Path) -> None:
    """It joins the catalog; what is shown stays."""
    visit.open(few)
    visit.go(3)
    visit.hand_over(scans.pick(tmp_path / "MORE", "MR_small.dcm"))
    expect(visit.by("series")).to_have_count(2, timeout=PATIENCE)
    visit.said("slice-number", "4 / 8")


def test_the_sample(visit: Visit) -> None:
    """One click, forty pictures, no file of one's own."""
    visit.by("try-sample").click()
    visit.seen()
    visit.counts(40)
    visit.said("overlay-patient", "Sam Sample")


PROGRESS = """() => {
  window.told = [];
  const bar = document.getElementById("progress-bar"), text = document.getElementById("progress-text");
  const look = () => { if (text.textContent.includes(" of ")) told.push([bar.value, text.textContent]); };
  new MutationObserver(look).observe(text, { childList: true, characterData: true, subtree: true });
}"""


def test_the_start_of_a_fresh_cell_is_counted_from_its_own_beginning(person_at: Callable[..., Visit], few: Path) -> None:
    """A folder that is handed over right after another was closed: the bar rises once more, and never says "12 MB of 9 MB"."""
    visit = person_at().open(few)
    visit.page.evaluate(PROGRESS)
    visit.page.evaluate(f"(files) => (document.querySelector('[data-testid=close-study]').click(), ({DROP})(files))", as_text(few))
    visit.seen()
    told = visit.page.evaluate("() => told.filter(([, words]) => words.includes('MB'))")
    values = [value for value, _ in told]
    assert values == sorted(values)
    assert values[0] < 0.9
    for value, words in told:
        done, total = (float(re.match(r"[\d.]+", part)[0]) * (1e3 if "kB" in part else 1e6) for part in words.split(" of "))
        assert done <= total
        assert value == pytest.approx(done / total, abs=0.06)
