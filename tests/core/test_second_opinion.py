"""Each way of packing pixels, decoded by us and by two others: DCMTK and GDCM as programs, pylibjpeg's plugins through pydicom.

Lossless files must also show exactly what was put in. `TABLE` says who agrees with us to within how many levels, and, in words,
who could not be asked; a judge that could not be asked and now answers fails the test too, so that the table stays true.
"""

import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.conftest import IN_CI
from tests.core.frames import BASE, stored_in
from tests.core.second_opinion import ENCODERS, JUDGES, PICTURES, missing, version
from viewer.pixels.decode import decode, frame_index

pytestmark = pytest.mark.native

REFERENCES = {"pylibjpeg": "pylibjpeg 2.1.0", "DCMTK": "DCMTK 3.6.7", "GDCM": "GDCM 3.0.21"}

EXACT = (0, 1)
"""Levels by which two decoders may differ, in gray and in color: the 1 is how YBR is rounded to RGB by pydicom, DCMTK and us."""
LOSSY = {"pylibjpeg": (1, 5), "DCMTK": (0, 1), "GDCM": (0, 1)}
"""JPEG's inverse transform may be rounded (ITU-T T.83 allows one level), and libjpeg by Thomas Richter spreads chroma otherwise."""
NO_J2K = "DCMTK has no JPEG 2000"
NO_HT = "GDCM 3.0.21 does not know the syntax"
NO_PART_2 = "pydicom gives part 2 to no plugin"
NO_OLD = "pydicom gives retired JPEG processes to no plugin"
NO_XL = "none of these decodes JPEG XL: it is held against jxl-oxide, in test_jpegxl.py"


@dataclass(frozen=True, slots=True)
class Row:
    """What is expected of one encoder's files: who agrees (levels in gray, in color) or why not; which pictures it cannot hold."""

    pylibjpeg: tuple[int, int] | str = EXACT
    DCMTK: tuple[int, int] | str = EXACT
    GDCM: tuple[int, int] | str = EXACT
    lossless: bool = True
    most: int = 0  # levels by which a lossy syntax promises to stay near its source
    without: tuple[str, ...] = ()
    alone: dict[str, str] | None = None  # judge: what it cannot do with more than one frame in fragments
    photometric: tuple[str, ...] = ()


SIGNED = ("8 bit, signed", "12 bit, signed", "16 bit, signed")
YBR = ("YBR_FULL", "YBR_FULL in planes")
JPEG = {"lossless": False, **LOSSY, "without": ("PALETTE COLOR",)}
OLD = {**JPEG, "pylibjpeg": NO_OLD}
J2K: dict[str, Any] = {"DCMTK": NO_J2K}
HT: dict[str, Any] = {"DCMTK": NO_J2K, "GDCM": NO_HT, "without": YBR}  # the encoder always transforms colors

TABLE: dict[str, Row] = {
    "implicit": Row(),
    "explicit": Row(photometric=("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR", "RGB", "YBR_FULL")),
    "big endian": Row(),
    "deflated": Row(),
    "RLE": Row(photometric=("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR", "RGB", "YBR_FULL")),
    "RLE without a table": Row(
        alone={"pylibjpeg": "pydicom does not tell frames in fragments without a table apart", "GDCM": "GDCM refuses it"}
    ),
    "RLE by GDCM": Row(),
    "JPEG baseline": Row(**JPEG, photometric=("YBR_FULL",)),
    "JPEG baseline, 4:2:2": Row(**JPEG, photometric=("YBR_FULL_422",)),
    "JPEG baseline in RGB": Row(**JPEG, photometric=("RGB",)),
    "JPEG baseline in fragments": Row(**JPEG),
    "JPEG extended": Row(**JPEG),
    "JPEG spectral": Row(**OLD),
    "JPEG progressive": Row(**OLD),
    "JPEG lossless 14, predictor 6": Row(),
    "JPEG lossless": Row(photometric=("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR", "RGB", "YBR_FULL")),
    "JPEG lossless in fragments": Row(),
    "JPEG lossless by GDCM": Row(),
    "JPEG-LS": Row(photometric=("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR", "RGB", "YBR_FULL")),
    "JPEG-LS, line by line": Row(),
    "JPEG-LS by GDCM": Row(),
    "JPEG-LS near": Row(lossless=False, most=3, without=(*SIGNED, "PALETTE COLOR", *YBR)),
    "JPEG 2000": Row(**J2K, photometric=("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR", "RGB", "YBR_FULL")),
    "JPEG 2000 in fragments": Row(**J2K, alone={"GDCM": "GDCM refuses frames in fragments"}),
    "JPEG 2000, RCT": Row(**J2K, without=YBR, photometric=("YBR_RCT",)),
    "JPEG 2000, ICT": Row(**J2K, lossless=False, without=YBR, photometric=("YBR_ICT",)),
    "JPEG 2000 part 2": Row(**J2K, pylibjpeg=NO_PART_2),
    "HTJ2K": Row(**HT),
    "HTJ2K by resolution": Row(**HT),
    "HTJ2K lossy": Row(**HT, lossless=False),
    "JPEG XL": Row(pylibjpeg=NO_XL, DCMTK=NO_XL, GDCM=NO_XL, without=(*SIGNED, *YBR)),
}


def _marked(name: str) -> Any:
    row, (syntax, encoder, _) = TABLE[name], ENCODERS[name]
    asked = [REFERENCES[judge] for judge in JUDGES if not isinstance(getattr(row, judge), str)]
    own = [f"{encoder}'s encoder, from known pixels"] if row.lossless and not asked else []
    return pytest.param(
        name,
        marks=[
            pytest.mark.reads("syntax", BASE + syntax),
            *(pytest.mark.reads("photometric", term) for term in row.photometric),
            *(pytest.mark.reference(tool) for tool in asked + own),
            *((pytest.mark.trap(1), pytest.mark.trap(6)) if row.lossless else ()),
            *((pytest.mark.trap(4),) if "fragments" in name or "table" in name else ()),
            *((pytest.mark.trap(7),) if row.photometric or name.startswith("JPEG 2000,") else ()),
            *((pytest.mark.trap(2),) if name in {"big endian", "deflated"} else ()),
        ],
    )


def test_every_encoder_has_its_row() -> None:
    assert TABLE.keys() == ENCODERS.keys()


@pytest.mark.parametrize("name", [_marked(name) for name in TABLE])
def test_three_decoders_show_the_same_pixels(name: str, tmp_path: Path) -> None:
    """Gray of 8, 10, 12 and 16 bits, signed and not, palettes, RGB and YBR by pixel and by plane, one frame and three."""
    if missing():
        assert not IN_CI, missing()
        pytest.skip(f"not on this computer: {missing()}")
    row, (syntax, _, encode) = TABLE[name], ENCODERS[name]
    agreed = 0
    for number, (kind, picture) in enumerate(PICTURES.items()):
        if kind in row.without:
            continue
        source, target = tmp_path / f"{number}.source", tmp_path / f"{number}.dcm"
        source.write_bytes(picture.file())
        encode(source, target)
        data, form, _ = stored_in(target)
        assert form.syntax == BASE + syntax
        frames = frame_index(data, form)
        assert (frames.count, frames.notes) == (len(picture.pixels), ())
        ours = np.stack([decode(data, replace(form, palette=None), index, frames=frames) for index in range(frames.count)]).astype(int)
        color = "YBR" in kind
        if row.lossless or row.most:
            expected = _rgb(picture.pixels) if color else picture.pixels
            assert np.abs(ours - expected).max() <= (row.most or (0.51 if color else 0)), kind
        for judge, ask in JUDGES.items():
            allowed = getattr(row, judge)
            mute = isinstance(allowed, str) or (row.alone or {}).get(judge) if len(picture.pixels) > 1 else isinstance(allowed, str)
            if mute:
                with pytest.raises((RuntimeError, NotImplementedError, ValueError, AttributeError, StopIteration)):
                    ask(target, syntax)
                continue
            theirs = ask(target, syntax)
            if not row.lossless and form.gray:  # what overshoots the stored bits they leave as it comes; here it is clipped, or believed
                low = -(1 << form.stored - 1) if form.signed else 0
                high = low + (1 << form.stored) - 1
                theirs = np.clip(theirs, low, high) if ours.min() >= low and ours.max() <= high else theirs
            assert theirs.shape == ours.shape, (kind, judge)
            far = int(np.abs(ours - theirs).max())
            assert far <= allowed[form.samples == 3 and (color or not row.lossless)], (kind, judge, far)
            agreed += 1
    assert agreed or name == "JPEG XL"


def _rgb(ybr: np.ndarray) -> np.ndarray:
    """By the formulas of PS3.3 C.7.6.3.1.2 as they stand there, in fractions."""
    y, cb, cr = (ybr[..., channel].astype(float) for channel in range(3))
    cb, cr = cb - 128, cr - 128
    return np.clip(np.stack([y + 1.402 * cr, y - 0.344136 * cb - 0.714136 * cr, y + 1.772 * cb], axis=-1), 0, 255)


def test_the_references_are_the_versions_that_answer() -> None:
    """What is named on the page of what is read must be what was asked."""
    if missing() or (not IN_CI and any(not REFERENCES[judge].endswith(version(judge)) for judge in JUDGES)):
        assert not IN_CI
        pytest.skip("other versions than those that the tests' records name")
    with warnings.catch_warnings():
        assert {judge: f"{judge} {version(judge)}" for judge in JUDGES} == REFERENCES
