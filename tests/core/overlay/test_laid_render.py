"""Layers drawn into the picture itself: by the even-odd rule, with the opacity that was asked for, and by the command line."""

from pathlib import Path

import numpy as np
import pytest

from tests.core.laid import contours, dose, pictures, segmentation
from viewer.__main__ import main
from viewer.overlay import Drawn, Outline, Raster, Segment
from viewer.overlay.burn import burn, filled

RED = Segment(1, "Red", "", (200, 0, 0))


def test_a_pixel_is_inside_when_its_center_is() -> None:
    """A square from 1 to 4, whose corners lie on the corners of pixels, has nine."""
    square = np.array([[1.0, 1], [4, 1], [4, 4], [1, 4]])
    expected = np.zeros((6, 6), bool)
    expected[1:4, 1:4] = True
    np.testing.assert_array_equal(filled((square,), 6, 6), expected)
    np.testing.assert_array_equal(filled((square[::-1],), 6, 6), expected)
    assert not filled((square, square), 6, 6).any()  # twice is outside again


def test_what_lies_beyond_the_picture_is_cut() -> None:
    """A triangle that is larger than the picture fills what is in it."""
    huge = np.array([[-100.0, -100], [300, -100], [-100, 300]])
    assert filled((huge,), 8, 8).all()
    rgba = np.zeros((8, 8, 4), np.uint8)
    burn(rgba, Drawn(outlines=(Outline(RED, "open", (huge,)),)))
    assert (rgba[..., 0] <= 200).all()


def test_opacity_mixes_picture_and_mark() -> None:
    """Half of half of the mark."""
    rgba = np.full((2, 2, 4), 255, np.uint8)
    raster = Raster(1, 0, np.array([[[0, 100, 200, 128]]], np.uint8))
    burn(rgba, Drawn(raster), opacity=0.5)
    share = 128 / 255 / 2
    np.testing.assert_allclose(rgba[1, 0, :3], 255 * (1 - share) + np.array([0, 100, 200]) * share, atol=0.6)
    assert (rgba[0] == 255).all() and (rgba[1, 1] == 255).all()


def test_points_and_lines_are_seen() -> None:
    """A cross, and each pixel that the line runs through."""
    rgba = np.zeros((9, 9, 4), np.uint8)
    burn(
        rgba,
        Drawn(outlines=(Outline(RED, "point", (np.array([[2.5, 2.5]]),)), Outline(RED, "open", (np.array([[5.5, 8.5], [8.5, 8.5]]),)))),
    )
    drawn = rgba[..., 0] == 200
    assert drawn[2, 1:4].all() and drawn[1:4, 2].all() and drawn[8, 5:9].all() and drawn.sum() == 9


@pytest.mark.native
def test_the_command_line_draws_all_layers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A black picture gets the colors of what lies over it; without the option it stays black."""
    import imagecodecs

    marks = np.zeros((12, 16), np.uint8)
    marks[2:6, 2:6] = 1
    square = np.array([[8.0, 8, 2], [12, 8, 2], [12, 11, 2], [8, 11, 2]])
    for file in (
        *pictures(3),
        segmentation([(1, (0, 0, 2), marks)]),
        contours(("Heart", [("CLOSED_PLANAR", square, "")])),
        dose(np.full((1, 2, 2), 100, np.uint16), origin=(10, 0, 2), spacing=(3.0, 4.0), offsets=[0.0], scaling=0.01),
    ):
        (tmp_path / file.path).write_bytes(file.data)
    out, bare = tmp_path / "out.png", tmp_path / "bare.png"
    command = ["render", str(tmp_path), "--series", "1.2.3.2", "--frame", "2", "--window", "100", "50"]
    assert main([*command, "--layers", "-o", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "Marks (marks.dcm): Liver, Spleen, Kidney." in printed
    assert "Plan (outlines.dcm): Heart." in printed
    image = imagecodecs.png_decode(out.read_bytes())
    assert image[2, 2, 2] > 150 and image[2, 2, 0] < 70  # the rim of the liver, blue: the heart before it is red as well
    assert image[8, 8].max() > 100  # the outline of the heart
    assert image[1, 12, 0] > 50  # the dose, all of it the highest: red
    assert (image[0, :9] == 0).all()
    assert main([*command, "-o", str(bare)]) == 0
    assert (imagecodecs.png_decode(bare.read_bytes()) == 0).all()
