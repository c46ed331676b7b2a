"""From a slice and a look to RGBA: what the file wants, what a person wants, what is missing, and small."""

import numpy as np
import pytest

from viewer.image.lookup import Lookup
from viewer.image.modality import Rescale
from viewer.image.voi import BLACK, Window
from viewer.render.look import Look, chosen, usual
from viewer.render.render import Rgba, render, small
from viewer.volume.slice import Slice

PLAIN = Rescale()
RAMP = np.arange(256, dtype=np.uint8).reshape(16, 16)


def grays(rgba: Rgba) -> list[int]:
    """The grays of the first row."""
    assert (rgba[..., 0] == rgba[..., 1]).all() and (rgba[..., 3] == 255).all()
    return [int(value) for value in rgba[0, :, 0]]


def test_a_slice_is_drawn_through_the_first_of_its_windows_unless_a_look_says_otherwise() -> None:
    picture = Slice(np.array([[0, 50, 100, 150]], np.int16), PLAIN, voi=(("soft", Window(50.5, 101)), ("wide", Window(75.5, 151))))
    assert grays(render(picture)) == [0, 128, 255, 255]
    assert grays(render(picture, Look(Window(75.5, 151)))) == [0, 85, 170, 255]
    assert grays(render(picture, Look(invert=True))) == [255, 127, 0, 0]


def test_what_is_inverted_twice_is_as_it_was() -> None:
    picture = Slice(RAMP, PLAIN, inverted=True)
    assert np.array_equal(render(picture, Look(Window(128, 256), invert=True)), render(Slice(RAMP, PLAIN), Look(Window(128, 256))))


def test_values_are_turned_into_modality_units_before_the_window_is_laid_over_them() -> None:
    stored = np.array([[0, 1000, 2000]], np.int16)
    window = Look(Window(0.5, 2001))
    assert grays(render(Slice(stored, Rescale(1.0, -1000.0, "HU")), window)) == [0, 128, 255]
    assert grays(render(Slice(stored - 1000, PLAIN), window)) == [0, 128, 255]


@pytest.mark.parametrize("dtype", [np.int16, np.float32, np.int32])
def test_padding_is_black_in_every_type_and_however_the_picture_is_turned(dtype: type[np.generic]) -> None:
    picture = Slice(np.array([[-2000, 0, 100]]).astype(dtype), PLAIN, padding=(-2000, -2000))
    levels = (np.arange(255, -1, -1, dtype=np.int64) * 0x01_01_01 + BLACK).astype(np.uint32)
    for look in (Look(Window(50, 100)), Look(Window(50, 100), invert=True), Look(Window(50, 100), levels=levels)):
        assert grays(render(picture, look))[0] == 0
    assert grays(render(picture, Look(Window(50, 100), levels=levels)))[1:] == [255, 0]


def test_colors_are_drawn_as_they_are_whatever_the_look() -> None:
    colors = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    picture = Slice(colors, PLAIN)
    assert np.array_equal(render(picture, Look(Window(1, 2), invert=True))[..., :3], colors)


def test_what_the_file_lays_over_its_picture_can_be_left_away_and_what_is_missing_cannot() -> None:
    def cross(rgba: Rgba) -> None:
        rgba[1, 1] = (1, 2, 3, 255)

    gap = np.zeros((16, 16), np.bool_)
    gap[15] = True
    picture = Slice(np.full((16, 16), 200, np.uint8), PLAIN, voi=(("", Window(128, 256)),), gap=gap, graphics=cross)
    bare = render(picture, Look(graphics=False))
    drawn = render(picture)
    assert drawn[1, 1].tolist() == [1, 2, 3, 255]
    assert bare[1, 1].tolist() == [200, 200, 200, 255]
    assert (bare[15] != 200).any(axis=-1).all() and np.array_equal(bare[15], drawn[15])


def test_without_a_window_of_the_file_it_is_one_that_suits_the_values() -> None:
    body = np.tile(np.array([-1000, 0, 60, 3000], np.int16), (8, 8))
    assert usual(Slice(body, Rescale(unit="SUV (body weight)"))) == Window(2.5, 5.0, "LINEAR_EXACT")
    assert usual(Slice(body, Rescale(unit="HU"), tissue=True)) == Window(40.0, 400.0)
    found = usual(Slice(body, Rescale(unit="HU")))
    assert found.center - found.width / 2 < -160 and found.center + found.width / 2 > 240


def test_a_window_of_a_person_keeps_the_function_of_the_file_and_bright_parts_bright() -> None:
    assert chosen(Slice(RAMP, PLAIN, voi=(("", Window(1, 2, "SIGMOID")),)), Window(40, 400)).voi == Window(40, 400, "SIGMOID")
    assert chosen(Slice(RAMP.astype(np.float32), PLAIN), Window(40, 400)).voi == Window(40, 400, "LINEAR_EXACT")
    falling = Lookup(0, np.arange(255, -1, -1, dtype=np.uint16), 8, falling=True)
    picture = Slice(RAMP, PLAIN, voi=(("curve", falling),))
    assert chosen(picture, voi=0).voi is falling and not chosen(picture, voi=0).invert
    assert chosen(picture, Window(128, 256)).invert
    assert chosen(picture, voi=7).voi is falling


@pytest.mark.parametrize(
    ("shape", "spacing", "expected"),
    [
        ((512, 512), (1, 1), (96, 96)),
        ((512, 256), (1, 1), (96, 48)),
        ((512, 512), (1, 2), (48, 96)),
        ((3, 5), (1, 1), (58, 96)),
        ((1, 4000), (1, 1), (1, 96)),
    ],
)
def test_thumbnails_keep_the_true_proportion(shape: tuple[int, int], spacing: tuple[float, float], expected: tuple[int, int]) -> None:
    assert small(Slice(np.full(shape, 77, np.uint8), PLAIN, aspect=spacing), 96).shape == (*expected, 4)


def test_a_thumbnail_shows_what_the_picture_shows() -> None:
    stored = np.zeros((200, 200), np.int16)
    stored[:100] = 100
    rgba = small(Slice(stored, PLAIN, voi=(("", Window(50, 100)),)), 20)
    assert (rgba[:10, :, 0] == 255).all()
    assert (rgba[10:, :, 0] == 0).all()
    assert small(Slice(np.zeros((50, 80, 3), np.uint8), PLAIN), 16).shape == (10, 16, 4)
