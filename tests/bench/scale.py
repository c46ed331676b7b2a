"""How large a scan the site opens: real slices, copied with new UIDs until they are a great many, in real Chromium.

    python -m tests.bench.scale [--data FOLDER] [--kinds folder,series,stored,deflated,frames] [--share 1.0]

For each kind: a folder of 5,000 files in 36 series; one series of 3,245 slices, more than the budget holds; a ZIP of 2 GB, stored and
deflated; one object of 1,000 frames. Prints the time to the first picture and until all is read and decoded, the most memory of the
renderer (RSS, Linux only), how many pictures are held then, and how long a picture takes that is not; and what went wrong. `--share`
makes all of it smaller. The machine drifts: compare figures of one run only. 6 GB in the temporary folder, deleted in the end.
"""

import argparse
import io
import os
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import Error, Page
from pydicom import Dataset, dcmread
from pydicom.uid import EnhancedCTImageStorage

from building import server, site
from building.tools import ROOT
from tests.bench.opening import READY, WATCH, children, chromium

DATA = Path(os.environ.get("OPENMYSCAN_DATA") or ROOT.parent / "shared" / "data") / "ct-volume-head-philips"
UID = "1.2.826.0.1.3680043.10.1631.8"
FILES, SLICES, FRAMES, ZIPPED = 5000, 3245, 1000, 2 << 30
A_SERIES = 140
PATIENCE = 240
"""Seconds until a visit is given up."""

STATE = """() => {
  const { progress, pictures, count, drawn, index } = window.openmyscan.state();
  const crash = document.getElementById("crash"), trouble = document.getElementById("trouble");
  const told = [crash, trouble].filter((one) => !one.hidden).map((one) => one.innerText.trim().replace(/\\s+/g, " "));
  return { reading: !progress || progress.reading, files: progress?.files, pictures, count, index, drawn, told, marks: window.marks };
}"""

# Both ends: what is far from the picture on the screen is not held where the budget is smaller than the series.
JUMP = """async (to) => {
  const o = window.openmyscan, start = performance.now();
  o.step(to - o.state().index);
  while (o.state().drawn !== to && performance.now() - start < 20000) await new Promise((done) => setTimeout(done, 5));
  return [performance.now() - start, o.state().error];
}"""


class Slices:
    """The real slices, given again and again with UIDs and places of their own."""

    def __init__(self, data: Path) -> None:
        with zipfile.ZipFile(next(data.glob("*.zip"))) as archive:
            found = [dcmread(io.BytesIO(archive.read(name)), force=True) for name in archive.namelist() if not name.endswith("/")]
        self.found = sorted((ds for ds in found if "PixelData" in ds), key=lambda ds: float(ds.ImagePositionPatient[2]))

    def take(self, series: int, number: int, *, apart: float) -> Dataset:
        """Give one slice of a series; `apart` in mm."""
        ds = self.found[number % len(self.found)]
        ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = f"{UID}.{series}.{number}"
        ds.SeriesInstanceUID, ds.SeriesNumber, ds.InstanceNumber = f"{UID}.{series}", series, number + 1
        ds.ImagePositionPatient = [*ds.ImagePositionPatient[:2], f"{number * apart:.2f}"]
        if "SliceLocation" in ds:
            ds.SliceLocation = f"{number * apart:.2f}"
        return ds

    def files(self, count: int, a_series: int) -> Iterator[tuple[str, bytes]]:
        """Give files by name, so many to a series."""
        for number in range(count):
            target = io.BytesIO()
            self.take(number // a_series + 1, number % a_series, apart=0.5).save_as(target)
            yield f"S{number // a_series + 1:03d}/IM{number % a_series:05d}", target.getvalue()

    def frames(self, count: int) -> Dataset:
        """Give one object of many frames, with the place of each (PS3.3 section A.38)."""
        ds = self.take(900, 0, apart=0.5)
        whole = Dataset()
        whole.file_meta = ds.file_meta
        for keyword in (
            "PatientName", "PatientID", "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "Modality", "Rows", "Columns",
            "SamplesPerPixel", "PhotometricInterpretation", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation",
        ):  # fmt: skip
            setattr(whole, keyword, getattr(ds, keyword))
        whole.SOPClassUID = whole.file_meta.MediaStorageSOPClassUID = EnhancedCTImageStorage
        whole.NumberOfFrames = count
        shared = Dataset()
        shared.PixelMeasuresSequence = [_item(PixelSpacing=ds.PixelSpacing, SliceThickness="0.5")]
        shared.PlaneOrientationSequence = [_item(ImageOrientationPatient=ds.ImageOrientationPatient)]
        shared.PixelValueTransformationSequence = [_item(RescaleIntercept=ds.RescaleIntercept, RescaleSlope=ds.RescaleSlope)]
        whole.SharedFunctionalGroupsSequence = [shared]
        whole.PerFrameFunctionalGroupsSequence = [
            _item(PlanePositionSequence=[_item(ImagePositionPatient=["0", "0", f"{number * 0.5:.1f}"])]) for number in range(count)
        ]
        whole.PixelData = b"".join(self.found[number % len(self.found)].PixelData for number in range(count))
        return whole


def _item(**keywords: Any) -> Dataset:
    ds = Dataset()
    for keyword, value in keywords.items():
        setattr(ds, keyword, value)
    return ds


def folder(target: Path, files: Iterator[tuple[str, bytes]]) -> Path:
    """Write files into a folder."""
    for name, data in files:
        path = target / "scan" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return target / "scan"


def zipped(target: Path, files: Iterator[tuple[str, bytes]], *, method: int, size: int) -> Path:
    """Write files into a ZIP until it holds so many bytes, compressed or not."""
    path = target / "scan.zip"
    written = 0
    with zipfile.ZipFile(path, "w", method, compresslevel=1) as archive:
        for name, data in files:
            archive.writestr(name, data)
            written += len(data)
            if written >= size:
                break
    return path


def single(target: Path, ds: Dataset) -> Path:
    """Write one object."""
    path = target / "IM1"
    ds.save_as(path, enforce_file_format=True)
    return path


KINDS: dict[str, Callable[[Slices, Path, float], Path]] = {
    "folder": lambda slices, target, share: folder(target, slices.files(round(FILES * share), A_SERIES)),
    "series": lambda slices, target, share: folder(target, slices.files(round(SLICES * share), SLICES)),
    "stored": lambda slices, target, share: zipped(
        target, slices.files(10**6, A_SERIES), method=zipfile.ZIP_STORED, size=round(ZIPPED * share)
    ),
    "deflated": lambda slices, target, share: zipped(
        target, slices.files(10**6, A_SERIES), method=zipfile.ZIP_DEFLATED, size=round(ZIPPED * share)
    ),
    "frames": lambda slices, target, share: single(target, slices.frames(round(FRAMES * share))),
}


class Peak:
    """The most memory that one renderer of this process's browser had, in MB, looked at ten times a second."""

    def __init__(self) -> None:
        self.most = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.1):
            for process in children(os.getpid()):
                try:
                    if b"--type=renderer" in Path(f"/proc/{process}/cmdline").read_bytes():
                        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
                        self.most = max(self.most, pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20))
                except OSError:
                    continue


def visit(page: Page, url: str, path: Path) -> list[str]:
    """Open it and give what is to be told."""
    page.goto(url)
    page.locator(READY).wait_for(state="attached")
    page.wait_for_timeout(2000)  # the rehearsal
    page.evaluate(WATCH)
    start = time.monotonic()
    page.set_input_files("#folder-input" if path.is_dir() else "#files-input", path)
    handed = time.monotonic() - start
    told = [f"handed over in {handed:.1f} s"]
    read, same, held = None, 0, -1
    while time.monotonic() - start < PATIENCE:
        time.sleep(0.25)
        state = page.evaluate(STATE)
        if state["told"]:
            return [*told, *state["told"]]
        pictures = state["pictures"]
        if not state["reading"] and read is None:
            read = time.monotonic() - start
            told += [f"first picture {(state['marks'].get('first') or 0) / 1000:.2f} s", f"{state['files']} files read {read:.1f} s"]
        if read is not None and pictures:
            same = same + 1 if pictures["done"] == held else 0
            held = pictures["done"]
            if held >= state["count"] or same > 12:
                break
    else:
        return [*told, f"not ready after {PATIENCE} s: {state}"]
    waited = same * 0.25
    told.append(f"decoded {time.monotonic() - start - waited:.1f} s")
    told.append(f"{held} of {state['count']} pictures held, {pictures['bytes'] >> 20} of {pictures['budget'] >> 20} MiB")
    for name, to in (("last", state["count"] - 1), ("first", 0)):
        took, error = page.evaluate(JUMP, to)
        told.append(f"to the {name} {took:.0f} ms" + (f" ({error})" if error else ""))
        page.wait_for_timeout(5000)
        state = page.evaluate(STATE)
        told.append(f"then {state['pictures']['done']} held from {state['pictures']['first'] + 1} on")
    return [*told, *state["told"]]


def main() -> None:
    """Make, open, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--share", type=float, default=1.0)
    options = parser.parse_args()
    slices = Slices(options.data)
    with server.serving(site.build(), configuration=ROOT / "vercel.json") as running:
        for kind in options.kinds.split(","):
            with tempfile.TemporaryDirectory() as temporary:
                path = KINDS[kind](slices, Path(temporary), options.share)
                with chromium() as browser, Peak() as peak:
                    page = browser.new_page()
                    crashes: list[str] = []
                    page.on("crash", lambda _: crashes.append("the renderer crashed"))  # noqa: B023 - called within this turn
                    try:
                        told = visit(page, running.url, path)
                    except Error as error:
                        told = [str(error).split("\n")[0]]
                    more = [f"renderer at most {peak.most:.0f} MB"] if sys.platform == "linux" else []
                    print(f"{kind}: " + ", ".join((*told, *crashes, *more)), flush=True)


if __name__ == "__main__":
    main()
