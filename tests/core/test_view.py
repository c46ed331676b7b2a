"""What is seen: pixels and the words around them."""

import numpy as np
import pytest

from tests.core.made import Memory, data_set, entry, file_bytes
from viewer.catalogue import Catalogue
from viewer.scan import scan
from viewer.view import picture, thumbnail, value_at
from viewer.volume import Volume
from viewer.window import Window


def volume_of(*entries: Memory) -> Volume:
    catalogue = Catalogue()
    for one in entries:
        scan(one, catalogue)
    return Volume(next(catalogue.stacks()), budget=1 << 24)


def test_the_files_own_window_is_used_unless_another_is_asked_for() -> None:
    volume = volume_of(entry(WindowCenter="6", WindowWidth="12"))
    facts = picture(volume, 0).facts
    assert (facts["centre"], facts["width"]) == (6, 12)
    facts = picture(volume, 0, window=Window(3, 4)).facts
    assert (facts["centre"], facts["width"]) == (3, 4)


def test_without_a_window_in_the_file_the_values_choose_one() -> None:
    shown = picture(volume_of(entry()), 0)
    assert shown.rgba is not None
    assert (shown.rgba[0, 0, 0], shown.rgba[-1, -1, 0]) == (0, 255)


def test_monochrome1_is_shown_inverted_and_inverting_it_shows_it_plain() -> None:
    volume = volume_of(entry(PhotometricInterpretation="MONOCHROME1", WindowCenter="6", WindowWidth="12"))
    shown, turned = picture(volume, 0).rgba, picture(volume, 0, invert=True).rgba
    assert shown is not None
    assert turned is not None
    assert shown[0, 0, 0] == 255
    assert turned[0, 0, 0] == 0


def test_a_presentation_lut_shape_of_inverse_inverts_as_well() -> None:
    shown = picture(volume_of(entry(PresentationLUTShape="INVERSE")), 0).rgba
    assert shown is not None
    assert shown[0, 0, 0] == 255


def test_colour_passes_untouched() -> None:
    pixels = np.arange(36, dtype=np.uint8).reshape(3, 4, 3)
    volume = volume_of(entry(pixels, Modality="US"))
    shown = picture(volume, 0, window=Window(1, 1), invert=True)
    assert shown.rgba is not None
    assert np.array_equal(shown.rgba[..., :3], pixels)
    assert shown.facts["colour"]
    assert shown.facts["centre"] is None
    assert value_at(volume, 0, 0, 1).colour == [3, 4, 5]


def test_the_letters_are_those_of_the_sides_one_sees() -> None:
    facts = picture(volume_of(entry()), 0).facts
    assert facts["orientation"] == {"left": "R", "right": "L", "top": "A", "bottom": "P"}
    assert facts["orientation_words"]["left"] == "right"


def test_a_projection_has_the_letters_that_the_file_spells() -> None:
    facts = picture(volume_of(entry(ImagePositionPatient=None, ImageOrientationPatient=None, PatientOrientation=["L", "F"])), 0).facts
    assert facts["orientation"] == {"left": "R", "right": "L", "top": "H", "bottom": "F"}


def test_without_any_orientation_no_letter_is_guessed() -> None:
    facts = picture(volume_of(entry(ImagePositionPatient=None, ImageOrientationPatient=None)), 0).facts
    assert set(facts["orientation"].values()) == {""}


def test_the_value_under_a_point_has_its_unit() -> None:
    volume = volume_of(entry(RescaleSlope=2, RescaleIntercept=-1000))
    value = value_at(volume, 0, 1, 2)
    assert (value.text, value.unit) == ("-988", "HU")
    assert value_at(volume, 0, 3, 0).text == ""
    assert value_at(volume, 0, 0, -1).text == ""


def test_a_fractional_value_keeps_its_fraction() -> None:
    assert value_at(volume_of(entry(RescaleSlope=0.25)), 0, 0, 1).text == "0.25"


def test_what_cannot_be_decoded_is_told_in_the_place_of_the_picture() -> None:
    shown = picture(volume_of(Memory(file_bytes(data_set(PixelData=b"")))), 0)
    assert shown.rgba is None
    assert shown.facts["error"]


@pytest.mark.parametrize("index", [-5, 99])
def test_an_index_beyond_the_ends_shows_the_end(index: int) -> None:
    assert picture(volume_of(entry()), index).facts["index"] == 0


def test_fractional_pixel_data_is_windowed_too() -> None:
    pixels = np.linspace(0, 1, 12, dtype=np.float32).reshape(3, 4)
    ds = data_set()
    ds.FloatPixelData = pixels.tobytes()
    ds.BitsAllocated = 32
    del ds.PixelData, ds.BitsStored, ds.HighBit, ds.PixelRepresentation
    shown = picture(volume_of(Memory(file_bytes(ds))), 0)
    assert shown.rgba is not None
    assert (shown.rgba[0, 0, 0], shown.rgba[-1, -1, 0]) == (0, 255)


def test_a_thumbnail_keeps_the_true_proportion() -> None:
    volume = volume_of(entry(np.zeros((40, 20), np.int16), PixelSpacing=[1, 4]))
    small = thumbnail(volume.stack, volume, size=80)
    assert small is not None
    assert small.shape == (40, 80, 4)
