"""Files for the comparison of decoders, and the other decoders: DCMTK, GDCM, pylibjpeg, each asked in its own way.

Every picture is made here, so that what a lossless file must show is known before anybody decodes it.
"""

import functools
import logging
import shutil
import subprocess
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom.pixels import pixel_array

from tests.core.frames import BASE, encapsulated
from tests.core.made import data_set, file_bytes

__all__ = ["ENCODERS", "JUDGES", "PICTURES", "Picture", "missing", "version"]

Pixels = NDArray[Any]
ROWS, COLUMNS = 64, 81  # an odd width: a row of chroma pairs has one too many
_rng = np.random.default_rng(11)


@dataclass(frozen=True, slots=True)
class Picture:
    """What is encoded: stored values of shape (frames, rows, columns) or (frames, rows, columns, 3), and what the file says of them."""

    pixels: Pixels
    bits: int
    facts: dict[str, Any] = field(default_factory=dict)

    def file(self) -> bytes:
        """Give it as an uncompressed file."""
        pixels = self.pixels if len(self.pixels) > 1 else self.pixels[0]
        ds = data_set(pixels[0] if self.pixels.ndim == 4 and len(self.pixels) > 1 else pixels)
        ds.BitsStored, ds.HighBit = self.bits, self.bits - 1
        if len(self.pixels) > 1:
            ds.NumberOfFrames = len(self.pixels)
        planar = self.facts.get("PlanarConfiguration") == 1
        raw = (self.pixels.transpose(0, 3, 1, 2) if planar else self.pixels).tobytes()
        ds.PixelData = raw + b"\0" * (len(raw) % 2)
        for keyword, value in self.facts.items():
            setattr(ds, keyword, value)
        if ds.PhotometricInterpretation == "PALETTE COLOR":
            for number, name in enumerate(("Red", "Green", "Blue")):
                ds.add_new(f"{name}PaletteColorLookupTableDescriptor", "US", [256, 0, 16])
                ramp = (np.arange(256) * (3, 5, 7)[number] % 256).astype("<u2") * 257
                ds.add_new(f"{name}PaletteColorLookupTableData", "OW", ramp.tobytes())
            del ds.RescaleSlope, ds.RescaleIntercept
        return file_bytes(ds)


def _smooth(bits: int, *, signed: bool = False, frames: int = 1, color: bool = False) -> Pixels:
    y, x = np.mgrid[0 : 1 : ROWS * 1j, 0 : 1 : COLUMNS * 1j]
    phases = np.arange(frames)[:, None, None]
    values = (np.sin(6 * x + 2 * y + phases) * 0.5 + 0.5 + _rng.normal(0, 0.01, (frames, ROWS, COLUMNS))) * (2**bits - 1)
    if color:
        values = np.stack([values, values[:, ::-1], values[:, :, ::-1]], axis=-1)
    values = np.clip(values, 0, 2**bits - 1) - (2 ** (bits - 1) if signed else 0)
    return values.astype(f"{'i' if signed else 'u'}{1 if bits <= 8 else 2}")


_YBR = {"PhotometricInterpretation": "YBR_FULL"}
PICTURES: dict[str, Picture] = {
    "8 bit": Picture(_smooth(8), 8),
    "8 bit, signed": Picture(_smooth(8, signed=True), 8),
    "10 bit": Picture(_smooth(10), 10),
    "12 bit": Picture(_smooth(12), 12),
    "12 bit, signed": Picture(_smooth(12, signed=True), 12),
    "16 bit": Picture(_smooth(16), 16),
    "16 bit, signed": Picture(_smooth(16, signed=True), 16),
    "MONOCHROME1": Picture(_smooth(12), 12, {"PhotometricInterpretation": "MONOCHROME1"}),
    "PALETTE COLOR": Picture(_smooth(8), 8, {"PhotometricInterpretation": "PALETTE COLOR"}),
    "3 frames": Picture(_smooth(12, frames=3), 12),
    "RGB": Picture(_smooth(8, color=True), 8),
    "RGB in planes": Picture(_smooth(8, color=True), 8, {"PlanarConfiguration": 1}),
    "RGB, 3 frames": Picture(_smooth(8, color=True, frames=3), 8),
    "YBR_FULL": Picture(_smooth(8, color=True), 8, _YBR),
    "YBR_FULL in planes": Picture(_smooth(8, color=True), 8, {**_YBR, "PlanarConfiguration": 1}),
}


# Who writes the files


def _by_tool(*command: str) -> Callable[[Path, Path], None]:
    def encode(source: Path, target: Path) -> None:
        _run([*command, str(source), str(target)])

    return encode


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    if done.returncode:
        raise RuntimeError(f"{command[0]} {done.returncode}: {(done.stderr or done.stdout).strip()[:300]}")
    return done.stdout + done.stderr


def _by_imagecodecs(syntax: str, encode: Callable[[Pixels], Any], *, photometric: str = "", parts: int = 1) -> Callable[[Path, Path], None]:
    """Encode each frame by imagecodecs, each in `parts` fragments; the file is written by pydicom under a syntax that it knows."""

    def written(source: Path, target: Path) -> None:
        ds = pydicom.dcmread(source)
        frames = pixel_array(source, raw=True).reshape(int(ds.get("NumberOfFrames", 1)), ds.Rows, ds.Columns, -1)
        streams = [bytes(encode(np.ascontiguousarray(frame[..., 0] if frame.shape[2] == 1 else frame))) for frame in frames]
        cut = [
            [part[at : at + -(-len(part) // parts // 2) * 2] for at in range(0, len(part), -(-len(part) // parts // 2) * 2)]
            for part in streams
        ]
        ds.PixelData = encapsulated(cut, table=parts > 1, delimiter=False)
        ds["PixelData"].VR = "OB"
        ds["PixelData"].is_undefined_length = True
        if ds.SamplesPerPixel == 3:
            ds.PlanarConfiguration = 0
            ds.PhotometricInterpretation = photometric or ds.PhotometricInterpretation
        known = syntax if syntax not in {".4.110", ".4.111", ".4.112"} else ".4.201"
        data = file_bytes(ds, syntax=BASE + known)
        target.write_bytes(data.replace((BASE + known).encode(), (BASE + syntax).encode(), 1) if known != syntax else data)

    return written


_J2K = functools.partial(imagecodecs.jpeg2k_encode, codecformat="j2k")
ENCODERS: dict[str, tuple[str, str, Callable[[Path, Path], None]]] = {
    # name: transfer syntax, the program that writes it, how
    "implicit": ("", "DCMTK", _by_tool("dcmconv", "+ti")),
    "explicit": (".1", "DCMTK", _by_tool("dcmconv", "+te")),
    "big endian": (".2", "DCMTK", _by_tool("dcmconv", "+tb")),
    "deflated": (".1.99", "DCMTK", _by_tool("dcmconv", "+td")),
    "RLE": (".5", "DCMTK", _by_tool("dcmcrle")),
    "RLE without a table": (".5", "DCMTK", _by_tool("dcmcrle", "-ot", "+fs", "1")),
    "RLE by GDCM": (".5", "GDCM", _by_tool("gdcmconv", "--rle")),
    "JPEG baseline": (".4.50", "DCMTK", _by_tool("dcmcjpeg", "+eb", "+cy", "+s4")),
    "JPEG baseline, 4:2:2": (".4.50", "DCMTK", _by_tool("dcmcjpeg", "+eb", "+cy", "+s2")),
    "JPEG baseline in RGB": (".4.50", "DCMTK", _by_tool("dcmcjpeg", "+eb", "+cr")),
    "JPEG baseline in fragments": (".4.50", "DCMTK", _by_tool("dcmcjpeg", "+eb", "+q", "100", "+fs", "1", "-ot")),
    "JPEG extended": (".4.51", "DCMTK", _by_tool("dcmcjpeg", "+ee")),
    "JPEG spectral": (".4.53", "DCMTK", _by_tool("dcmcjpeg", "+es")),
    "JPEG progressive": (".4.55", "DCMTK", _by_tool("dcmcjpeg", "+ep")),
    "JPEG lossless 14, predictor 6": (".4.57", "DCMTK", _by_tool("dcmcjpeg", "+el", "+sv", "6")),
    "JPEG lossless": (".4.70", "DCMTK", _by_tool("dcmcjpeg", "+e1")),
    "JPEG lossless in fragments": (".4.70", "DCMTK", _by_tool("dcmcjpeg", "+e1", "+fs", "1", "-ot")),
    "JPEG lossless by GDCM": (".4.70", "GDCM", _by_tool("gdcmconv", "--jpeg")),
    "JPEG-LS": (".4.80", "DCMTK", _by_tool("dcmcjpls")),
    "JPEG-LS, line by line": (".4.80", "DCMTK", _by_tool("dcmcjpls", "+il")),
    "JPEG-LS by GDCM": (".4.80", "GDCM", _by_tool("gdcmconv", "--jpegls")),
    "JPEG-LS near": (".4.81", "DCMTK", _by_tool("dcmcjpls", "+en", "+md", "3")),
    "JPEG 2000": (".4.90", "GDCM", _by_tool("gdcmconv", "--j2k")),
    "JPEG 2000 in fragments": (
        ".4.90",
        "imagecodecs",
        _by_imagecodecs(".4.90", lambda one: _J2K(one, level=0, reversible=True, mct=False), parts=3),
    ),
    "JPEG 2000, RCT": (
        ".4.90",
        "imagecodecs",
        _by_imagecodecs(".4.90", lambda one: _J2K(one, level=0, reversible=True, mct=True), photometric="YBR_RCT"),
    ),
    "JPEG 2000, ICT": (
        ".4.91",
        "imagecodecs",
        _by_imagecodecs(".4.91", lambda one: _J2K(one, level=45, reversible=False, mct=True), photometric="YBR_ICT"),
    ),
    "JPEG 2000 part 2": (".4.92", "imagecodecs", _by_imagecodecs(".4.92", lambda one: _J2K(one, level=0, reversible=True, mct=False))),
    "HTJ2K": (".4.201", "imagecodecs", _by_imagecodecs(".4.201", lambda one: imagecodecs.htj2k_encode(one, reversible=True))),
    "HTJ2K by resolution": (".4.202", "imagecodecs", _by_imagecodecs(".4.202", lambda one: imagecodecs.htj2k_encode(one, reversible=True))),
    "HTJ2K lossy": (
        ".4.203",
        "imagecodecs",
        _by_imagecodecs(".4.203", lambda one: imagecodecs.htj2k_encode(one, level=0.002, reversible=False)),
    ),
    "JPEG XL": (".4.110", "imagecodecs", _by_imagecodecs(".4.110", lambda one: imagecodecs.jpegxl_encode(one, lossless=True))),
}


# Who else decodes them


def _native(path: Path) -> Pixels:
    """Give what an uncompressed file shows: frames of gray values, of indices, or of RGB."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ds = pydicom.dcmread(path)
        return _shaped(pixel_array(ds), ds)


def _shaped(pixels: Pixels, ds: pydicom.Dataset) -> Pixels:
    return pixels.reshape(int(ds.get("NumberOfFrames", 1)), ds.Rows, ds.Columns, *(3,) * (ds.SamplesPerPixel == 3))


def _by_dcmtk(path: Path, syntax: str) -> Pixels:
    tool = {
        "": "dcmconv",
        ".1": "dcmconv",
        ".2": "dcmconv",
        ".1.99": "dcmconv",
        ".5": "dcmdrle",
        ".4.80": "dcmdjpls",
        ".4.81": "dcmdjpls",
    }.get(syntax, "dcmdjpeg")
    target = path.with_suffix(".dcmtk")
    _run([tool, *(["+te"] if tool == "dcmconv" else []), str(path), str(target)])
    return _native(target)


def _by_gdcm(path: Path, syntax: str) -> Pixels:
    target = path.with_suffix(".gdcm")
    _run(["gdcmconv", "--raw", str(path), str(target)])
    return _native(target)


def _by_pylibjpeg(path: Path, syntax: str) -> Pixels:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ds = pydicom.dcmread(path)
        if syntax not in {"", ".1", ".2", ".1.99"}:
            ds.pixel_array_options(decoding_plugin="pylibjpeg")
        return _shaped(ds.pixel_array, ds)


JUDGES: dict[str, Callable[[Path, str], Pixels]] = {"pylibjpeg": _by_pylibjpeg, "DCMTK": _by_dcmtk, "GDCM": _by_gdcm}
logging.getLogger("pydicom").setLevel(logging.CRITICAL)


@functools.cache
def missing() -> str:
    """Name the programs that this computer lacks."""
    return ", ".join(tool for tool in ("dcmconv", "dcmcjpeg", "dcmdjpeg", "dcmcjpls", "dcmcrle", "gdcmconv") if not shutil.which(tool))


@functools.cache
def version(judge: str) -> str:
    """Tell which version answers."""
    if judge == "pylibjpeg":
        from importlib.metadata import version as installed

        return installed("pylibjpeg")
    words = _run(["dcmconv", "--version"] if judge == "DCMTK" else ["gdcmconv", "--version"]).split()
    return next(word.lstrip("v") for word in words if word.lstrip("v")[:1].isdigit())
