"""Whatever is in the files, the page answers and Close works within two seconds."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.protocol.messages import MOST
from tests.browser.visit import PATIENCE, Visit
from tests.core import hostile
from tests.core.made import data_set, file_bytes

SECONDS = 2.0
BEAT = """() => {
  window.longest = 0;
  let last = performance.now();
  setInterval(() => { const now = performance.now(); window.longest = Math.max(window.longest, now - last); last = now; }, 20);
}"""


@pytest.fixture(scope="module")
def attack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one file of each kind that froze the page or the cell."""
    folder = tmp_path_factory.mktemp("hostile") / "DISC"
    folder.mkdir()
    for name, data in {
        "view.dcm": hostile.drawings(1_200_000),
        "contours.dcm": hostile.outlines(200_000),
        "report.dcm": hostile.linked(150_000),
        "frames.dcm": hostile.groups(1 << 20, 200_000),
        "folders.tgz": hostile.folders(400_000),
        "disc.iso": hostile.overlapping(2000, 14_000, 4 << 20),
        "list.zip": hostile.listed(400_000),
    }.items():
        (folder / name).write_bytes(data)
    for number in range(20):
        ds = data_set(SOPInstanceUID=f"1.2.{number}", SeriesInstanceUID=f"1.2.9.{number}")
        for keyword in ("PatientName", "StudyDescription", "SeriesDescription", "InstitutionName"):
            ds.add_new(keyword, "UT", "x" * 1_000_000)
        (folder / f"names{number}.dcm").write_bytes(file_bytes(ds))
    return folder


def longest(visit: Visit) -> float:
    """The longest time in seconds for which the page did nothing else."""
    told: float = visit.page.evaluate("() => window.longest / 1000")
    return told


def closed(visit: Visit) -> float:
    """Close; how many seconds that took as the person sees it."""
    taken: float = visit.page.evaluate("""async () => {
      const started = performance.now();
      document.querySelector("[data-testid=close-study]").click();
      while (document.documentElement.dataset.view !== "welcome") await new Promise((done) => setTimeout(done, 10));
      return (performance.now() - started) / 1000;
    }""")
    return taken


def test_a_folder_of_attacks_neither_freezes_the_page_nor_keeps_it_from_closing(visit: Visit, attack: Path, few: Path) -> None:
    visit.page.evaluate(BEAT)
    visit.hand_over(attack)
    visit.until("() => (openmyscan.state().progress?.images ?? 0) > 0", milliseconds=4 * PATIENCE)
    assert closed(visit) < SECONDS
    assert longest(visit) < SECONDS
    visit.ready().open(few)
    visit.counts(8)


@pytest.mark.parametrize("name", ["skipped", "content", "tags"])
def test_the_longest_message_that_the_cell_may_send_does_not_freeze_the_page(visit: Visit, few: Path, name: str) -> None:
    visit.open(few)
    visit.page.evaluate(BEAT)
    visit.worker("cell").evaluate(
        """([name, most]) => {
          const row = { path: "x".repeat(200), reason: "y".repeat(200), document: false };
          const rows = Array.from({ length: Math.floor(most / 450) }, () => row);
          const fields = {
            skipped: { files: rows, counts: {} },
            content: { id: "d1", error: null, blocks: rows, notes: [] },
            tags: { stack: "s9", index: 0, document: null, path: [], rows, error: null },
          }[name];
          self.postMessage({ name, json: JSON.stringify(fields) });
        }""",
        [name, MOST],
    )
    visit.page.wait_for_timeout(1000)
    assert longest(visit) < SECONDS
    assert closed(visit) < SECONDS
    expect(visit.by("crash")).to_be_hidden()
