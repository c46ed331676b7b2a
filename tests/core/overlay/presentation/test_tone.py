"""From values to grays by a saved view: as DCMTK draws it, to one level."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset

from tests.core.dcmtk import needs_dcmtk
from tests.core.made import file_bytes
from tests.core.overlay.presentation.views import image, item, saved, view, volume_of
from viewer.image.voi import Window
from viewer.overlay.presentation import saved_of
from viewer.render.picture import picture
from viewer.source.entries import FileEntry

WINDOW = {"SoftcopyVOILUTSequence": [item(WindowCenter="120", WindowWidth="200")]}
HOUNSFIELD = {"RescaleSlope": "1", "RescaleIntercept": "-100", "RescaleType": "HU"}


def table(entries: np.ndarray, first: int = 0, bits: int = 8) -> Dataset:
    found = item(LUTDescriptor=[len(entries), first, bits], LUTExplanation="scrambled", LUTData=entries.astype("<u2").tobytes())
    found["LUTData"].VR = "OW"
    return found


def scrambled(seed: int, count: int = 256, bits: int = 8) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 1 << bits, count)


def theirs(tmp_path: Path, ds: Dataset, state: Dataset | Path, size: int = 16) -> np.ndarray:
    """DCMTK's gray picture, with its turning and mirroring."""
    (tmp_path / "image.dcm").write_bytes(file_bytes(ds))
    if isinstance(state, Path):
        shutil.copy(state, tmp_path / "state.dcm")
    else:
        (tmp_path / "state.dcm").write_bytes(file_bytes(state))
    out = tmp_path / "out.pgm"
    subprocess.run(
        ["dcmp2pgm", "-q", "-p", tmp_path / "state.dcm", tmp_path / "image.dcm", out], check=True, capture_output=True, timeout=60
    )
    return np.frombuffer(out.read_bytes()[-size * size :], np.uint8).reshape(size, size)


def ours(ds: Dataset, state: Dataset, **how: Any) -> np.ndarray:
    shown = picture(volume_of(ds), 0, saved=saved(state), **how).rgba
    assert shown is not None
    return shown[..., 0]


@pytest.mark.native
@pytest.mark.trap(18)
@pytest.mark.reference("DCMTK 3.6.7")
@pytest.mark.parametrize(
    ("pixels", "steps"),
    [
        ({}, WINDOW),
        ({}, {**WINDOW, **HOUNSFIELD}),
        ({}, {}),  # nothing but the values: all of them from black to white, without the rescale of the picture
        ({"BitsStored": 12, "HighBit": 11}, {}),
        ({"PhotometricInterpretation": "MONOCHROME1"}, WINDOW),
        ({}, {**WINDOW, "PresentationLUTShape": "INVERSE"}),
        ({}, {"SoftcopyVOILUTSequence": [item(VOILUTSequence=[table(scrambled(1))])]}),
        ({}, {"SoftcopyVOILUTSequence": [item(VOILUTSequence=[table(scrambled(2, 100, 12), first=50, bits=12)])]}),
        ({"PixelRepresentation": 0}, {"ModalityLUTSequence": [table(scrambled(3))], "SoftcopyVOILUTSequence": [item(VOILUTSequence=[table(scrambled(4))])]}),
    ],
)  # fmt: skip
def test_trap_18_each_step_is_dcmtks_within_one_level(tmp_path: Path, pixels: dict[str, Any], steps: dict[str, Any]) -> None:
    needs_dcmtk()
    for one in steps.get("ModalityLUTSequence", ()):
        one.ModalityLUTType = "US"
    ds, state = image(**pixels), view(**steps)
    mine, reference = ours(ds, state), theirs(tmp_path, ds, state)
    assert np.abs(mine.astype(int) - reference).max() <= 1
    assert len(np.unique(reference)) > 1 or "SoftcopyVOILUTSequence" not in steps


@pytest.mark.native
@pytest.mark.corpus
@pytest.mark.trap(18)
@pytest.mark.reference("DCMTK 3.6.7")
def test_trap_18_a_real_view_of_three_scrambled_tables_is_dcmtks(corpus: Path, tmp_path: Path) -> None:
    """prLUTs.dcm speaks of a picture that is not there: one of that name is made, of 8 bits as its tables want it."""
    needs_dcmtk()
    path = corpus / "gsps-weasis/weasis-dicom-tools/src/test/resources/org/dcm4che3/img/prLUTs.dcm"
    pixels = np.tile(np.arange(256, dtype=np.uint8), (512, 2)).reshape(512, 512)
    ds = image(
        pixels, SOPInstanceUID="1.2.276.0.7230010.3.200.6.3.1", SeriesInstanceUID="1.2.276.0.7230010.3.200.6.3",
        StudyInstanceUID="1.2.276.0.7230010.3.200.6", SOPClassUID="1.2.840.10008.5.1.4.1.1.7", RescaleSlope=None, RescaleIntercept=None,
    )  # fmt: skip
    del ds.RescaleType
    shown = picture(volume_of(ds), 0, saved=saved_of(FileEntry(path, path="view"))).rgba
    assert shown is not None
    assert np.abs(shown[..., 0].astype(int) - theirs(tmp_path, ds, path, 512)).max() <= 1


def test_a_window_of_one_s_own_keeps_the_other_steps_of_the_view() -> None:
    """Values 0 to 255 less 100; 36.5 is the middle: black below -163.5 + ..., turned round by the view."""
    state = view(**{**WINDOW, **HOUNSFIELD, "PresentationLUTShape": "INVERSE"})
    shown = ours(image(), state, window=Window(28, 256))
    assert shown.ravel().tolist() == list(range(255, -1, -1))
    assert ours(image(), state, window=Window(28, 256), invert=True).ravel().tolist() == list(range(256))


def test_grays_become_the_colors_of_a_pseudo_color_view() -> None:
    state = view(**WINDOW, SOPClassUID="1.2.840.10008.5.1.4.1.1.11.3")
    for name, entries in {"Red": np.arange(256), "Green": np.zeros(256), "Blue": 255 - np.arange(256)}.items():
        setattr(state, f"{name}PaletteColorLookupTableDescriptor", [256, 0, 8])
        setattr(state, f"{name}PaletteColorLookupTableData", entries.astype(np.uint8).tobytes())
    plain = ours(image(), view(**WINDOW))
    shown = picture(volume_of(image()), 0, saved=saved(state)).rgba
    assert shown is not None
    assert np.array_equal(shown[..., 0], plain)
    assert not shown[..., 1].any()
    assert np.array_equal(shown[..., 2], 255 - plain)


def test_what_lies_outside_the_picture_stays_black_also_when_turned_round() -> None:
    shown = ours(image(PixelPaddingValue=0), view(**WINDOW, PresentationLUTShape="INVERSE"))
    assert (shown[0, 0], shown[0, 1]) == (0, 255)


def test_the_unit_is_kept_where_the_view_takes_the_step_of_the_file() -> None:
    assert picture(volume_of(image()), 0, saved=saved(view(**WINDOW, **HOUNSFIELD))).facts["unit"] == "HU"
    assert picture(volume_of(image()), 0, saved=saved(view(**WINDOW))).facts["unit"] == ""
