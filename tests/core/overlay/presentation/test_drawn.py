"""`render --presentation`: the picture as the view shows it, cut, turned and with its lines, as a file."""

from pathlib import Path

import imagecodecs
import numpy as np
import pytest

from tests.core.made import file_bytes
from tests.core.overlay.presentation.test_shapes import graphic
from tests.core.overlay.presentation.test_tone import WINDOW, theirs
from tests.core.overlay.presentation.views import area, image, item, view
from viewer.__main__ import main


def rendered(folder: Path, *more: str) -> np.ndarray:
    out = folder / "out.png"
    assert main(["render", str(folder), "--series", "1.2.3.2", *more, "-o", str(out)]) == 0
    return np.asarray(imagecodecs.png_decode(out.read_bytes()))


def write(folder: Path, **keywords: object) -> None:
    (folder / "image.dcm").write_bytes(file_bytes(image()))
    (folder / "state.dcm").write_bytes(file_bytes(view(**{**WINDOW, **keywords})))


@pytest.mark.native
@pytest.mark.trap(18)
@pytest.mark.reference("DCMTK 3.6.7")
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("flip", ["N", "Y"])
def test_trap_18_turned_and_mirrored_as_dcmtk_does(tmp_path: Path, rotation: int, flip: str) -> None:
    write(tmp_path, ImageRotation=rotation, ImageHorizontalFlip=flip)
    mine = rendered(tmp_path, "--presentation", "1.2.3.77")[..., 0]
    reference = theirs(tmp_path, image(), view(**WINDOW, ImageRotation=rotation, ImageHorizontalFlip=flip))
    assert np.abs(mine.astype(int) - reference).max() <= 1


@pytest.mark.native
def test_the_part_that_is_displayed_is_cut_out_and_what_is_beside_the_picture_is_black(tmp_path: Path) -> None:
    """Columns 15 to 18 and rows 1 and 2 of 16 columns: two of them are not there."""
    write(
        tmp_path, DisplayedAreaSelectionSequence=[area(15, 1, 18, 2)], SoftcopyVOILUTSequence=[item(WindowCenter="128", WindowWidth="256")]
    )
    assert rendered(tmp_path, "--presentation", str(tmp_path / "state.dcm"))[..., 0].tolist() == [[14, 15, 0, 0], [30, 31, 0, 0]]


@pytest.mark.native
def test_lines_are_drawn_through_the_pixels_that_they_cross(tmp_path: Path) -> None:
    """The line from 2, 3.5 to 10, 3.5 crosses columns 2 to 9 (from 0) of row 3; the circle's rim is nowhere more than a pixel off."""
    line, circle = graphic("POLYLINE", [2.0, 3.5, 9.9, 3.5]), graphic("CIRCLE", [8.0, 10.0, 8.0, 6.0])
    note = item(GraphicLayer="A", GraphicObjectSequence=[line, circle])
    write(tmp_path, GraphicAnnotationSequence=[note])
    shown = rendered(tmp_path, "--presentation", "1.2.3.77")
    marked = (shown == (0xFF, 0xD8, 0x4D)).all(axis=2)
    assert np.flatnonzero(marked[3]).tolist() == list(range(2, 10))
    rows, columns = np.nonzero(marked[5:])
    off = np.abs(np.hypot(rows + 5.5 - 10, columns + 0.5 - 8) - 4)
    assert len(rows) > 16
    assert off.max() < 1


def test_a_view_of_other_pictures_and_one_that_is_not_there_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path)
    (tmp_path / "image.dcm").write_bytes(file_bytes(image(SOPInstanceUID="1.2.3.8")))
    common = ["render", str(tmp_path), "--series", "1.2.3.2", "-o", str(tmp_path / "out.png"), "--presentation"]
    assert main([*common, "1.2.3.77"]) == 2
    assert "not about picture 1" in capsys.readouterr().err
    assert main([*common, "1.2.3.5"]) == 1
    assert "no saved view 1.2.3.5" in capsys.readouterr().err
