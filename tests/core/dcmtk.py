"""DCMTK as the second renderer: frames of a gray file as its dcm2pnm draws them, and the options that ask it for a picture of ours."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from itertools import count, groupby
from pathlib import Path

import numpy as np
import pytest

from viewer.image.instance import Frame
from viewer.image.lookup import Lookup
from viewer.image.voi import Window

__all__ = ["drawn", "needs_dcmtk", "numbered", "options_for", "readable", "refusal"]

_JPEG_2000 = ("1.2.840.10008.1.2.4.9", "1.2.840.10008.1.2.4.20")
_TOOLS = {"1.2.840.10008.1.2.4.5": "dcmj2pnm", "1.2.840.10008.1.2.4.7": "dcmj2pnm", "1.2.840.10008.1.2.4.8": "dcml2pnm"}


def needs_dcmtk() -> None:
    """Skip where DCMTK or GDCM is not installed; in CI they have to be."""
    if shutil.which("dcm2pnm") is None or shutil.which("gdcmconv") is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail("dcm2pnm or gdcmconv is not installed; CI must have them")
        pytest.skip("dcm2pnm or gdcmconv is not installed (Debian: dcmtk, libgdcm-tools)")


def options_for(frame: Frame, shown: Window | Lookup) -> tuple[str, ...]:
    """Ask for a window or a table of ours, a window by its numbers."""
    if isinstance(shown, Lookup):
        return ("+Wl", str(1 + [voi for _, voi in frame.windows if isinstance(voi, Lookup)].index(shown)))
    rescale = frame.rescale
    if shown.function != "LINEAR_EXACT" and rescale.slope.is_integer() and rescale.intercept.is_integer():
        return ("+Ww", repr(float(shown.center)), repr(float(shown.width)), *(["+Wfs"] if shown.function == "SIGMOID" else []))
    assert shown.function != "SIGMOID"
    half = 0.5 if shown.function == "LINEAR" else 0.0
    center, width = (shown.center - half - rescale.intercept) / rescale.slope, (shown.width - 2 * half) / rescale.slope
    # In stored values, and LINEAR, which takes off what is added here.
    return ("-M", "+Ww", repr(center + 0.5), repr(width + 1))


def numbered(frame: Frame, shown: Window) -> tuple[str, ...]:
    """Ask for a window of the file by its number: DCMTK reads it out of the file itself."""
    return ("+Wi", str(1 + [voi for _, voi in frame.windows if isinstance(voi, Window)].index(shown)))


def readable(path: Path, syntax: str, out: Path) -> Path | None:
    """Give the file, or what GDCM has unpacked for DCMTK, which here has no JPEG 2000; None where GDCM refuses."""
    if not syntax.startswith(_JPEG_2000):
        return path
    return None if subprocess.run(["gdcmconv", "--raw", path, out], capture_output=True, timeout=60).returncode else out


def drawn(path: Path, numbers: Sequence[int], options: Sequence[str], syntax: str, out: Path) -> dict[int, np.ndarray]:
    """DCMTK's 8-bit pictures of frames, numbered from 0 and rising, without overlays; those that it refuses are left out."""
    found = {}
    tool = _TOOLS.get(syntax[:21], "dcm2pnm")
    steps = count()
    for _, run in groupby(numbers, lambda number: number - next(steps)):  # frames side by side come at one call
        wanted = list(run)
        frames = ("+Fr", str(wanted[0] + 1), str(len(wanted)))
        if subprocess.run([tool, "-q", "-O", *frames, *options, "+op", path, out], capture_output=True, timeout=60).returncode:
            continue
        for number in wanted:
            found[number] = _read(Path(f"{out}.{number - wanted[0]}.pgm"))
    return found


def _read(path: Path) -> np.ndarray:
    content = path.read_bytes()
    path.unlink()
    words = [line for line in content[:300].split(b"\n") if not line.startswith(b"#")]
    assert words[0] == b"P5", path
    columns, rows = map(int, words[1].split())
    return np.frombuffer(content, np.uint8)[-rows * columns :].reshape(rows, columns)


def refusal(frame: Frame) -> str:
    """Why DCMTK may refuse a file that we draw; empty where it must not."""
    form = frame.instance.format
    if form.allocated == 1:
        return "1 bit"
    if form.kind != "integer":
        return "fractional pixel data"
    if form.stored == 7 and frame.instance.syntax.startswith("1.2.840.10008.1.2.4.8"):
        return "JPEG-LS that says 7 bits and has 8"
    instance = frame.instance
    length = instance.pixels.length
    if length is None and b"\xfe\xff\xdd\xe0" not in instance.pixel_bytes()[-64:]:
        return "cut short: no end of its fragments"
    if length is not None and instance.entry.size < instance.pixels.start + length:
        return "cut short"
    return ""
