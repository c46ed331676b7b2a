"""What is seen: pixels and the words around them."""

import numpy as np
import pytest
from pydicom.dataset import Dataset

from tests.core.made import Memory, data_set, entry, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.image.voi import Window
from viewer.render.picture import Value, picture, thumbnail, value_at
from viewer.volume.frames import Frames


def volume_of(*entries: Memory) -> Frames:
    catalog = Catalog()
    for one in entries:
        scan(one, catalog)
    return Frames(next(catalog.stacks()), budget=1 << 24)


def test_the_files_own_window_is_used_unless_another_is_asked_for() -> None:
    frames = volume_of(entry(WindowCenter="6", WindowWidth="12"))
    facts = picture(frames, 0).facts
    assert (facts["center"], facts["width"]) == (6, 12)
    facts = picture(frames, 0, window=Window(3, 4)).facts
    assert (facts["center"], facts["width"]) == (3, 4)


def test_without_a_window_in_the_file_the_values_choose_one() -> None:
    shown = picture(volume_of(entry()), 0)
    assert shown.rgba is not None
    assert (shown.rgba[0, 0, 0], shown.rgba[-1, -1, 0]) == (0, 255)


@pytest.mark.trap(16)
def test_a_ct_without_a_window_begins_with_soft_tissue_where_its_values_reach_from_air_to_bone() -> None:
    body = np.linspace(-1000, 1250, 400, dtype=np.int16).reshape(20, 20)

    def chosen(pixels: np.ndarray, **more: object) -> tuple[float, float]:
        facts = picture(volume_of(entry(pixels, RescaleType="HU", **more)), 0).facts
        return facts["center"], facts["width"]

    assert chosen(body) == (40, 400)
    shown = picture(volume_of(entry(body, RescaleType="HU")), 0).rgba
    assert shown is not None
    grays = shown[..., 0]
    assert ((grays[body <= -160] == 0).all(), (grays[body >= 240] == 255).all()) == (True, True)
    assert chosen(body, WindowCenter="300", WindowWidth="1500") == (300, 1500)
    # where nothing would be black or white, on an overview picture, and for values that are no HU, the values choose as elsewhere
    assert chosen(np.arange(-50, 50, dtype=np.int16).reshape(10, 10))[1] < 110
    assert chosen(body, ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])[1] > 2000
    assert chosen(body, Modality="MR")[1] > 2000


@pytest.mark.trap(14)
@pytest.mark.reads("photometric", "MONOCHROME1", verdict="yes")
def test_monochrome1_is_shown_inverted_and_inverting_it_shows_it_plain() -> None:
    frames = volume_of(entry(PhotometricInterpretation="MONOCHROME1", WindowCenter="6", WindowWidth="12"))
    shown, turned = picture(frames, 0).rgba, picture(frames, 0, invert=True).rgba
    assert shown is not None
    assert turned is not None
    # 0 to 11 through a window of 6/12: 255/11 levels each, turned round after the window
    assert shown[..., 0].ravel().tolist() == [255 - round(value / 11 * 255) for value in range(12)]
    assert turned[..., 0].ravel().tolist() == [round(value / 11 * 255) for value in range(12)]


@pytest.mark.trap(14)
@pytest.mark.parametrize(
    ("photometric", "shape", "first"),
    [
        ("MONOCHROME2", "INVERSE", 255),
        ("MONOCHROME1", "INVERSE", 255),  # as radiographs have to write it: turned round once
        ("MONOCHROME1", "IDENTITY", 0),  # a contradiction: the shape was written for the display
        ("MONOCHROME2", "IDENTITY", 0),
    ],
)
def test_the_presentation_lut_shape_decides_which_end_is_bright(photometric: str, shape: str, first: int) -> None:
    shown = picture(volume_of(entry(PhotometricInterpretation=photometric, PresentationLUTShape=shape)), 0).rgba
    assert shown is not None
    assert (shown[0, 0, 0], shown[-1, -1, 0]) == (first, 255 - first)


@pytest.mark.trap(15)
@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
def test_padding_is_black_and_kept_out_of_the_automatic_window(photometric: str) -> None:
    pixels = np.full((32, 32), -2000, np.int16)
    pixels[8:24, 8:24] = np.arange(256, dtype=np.int16).reshape(16, 16)
    # written as an unsigned number although it is signed, as many scanners do, and as a range
    for padding in ({"PixelPaddingValue": 63536}, {"PixelPaddingValue": 63536, "PixelPaddingRangeLimit": 64000}):
        ds = data_set(pixels, PhotometricInterpretation=photometric)
        for keyword, value in padding.items():
            ds.add_new(keyword, "US", value)
        frames = volume_of(Memory(file_bytes(ds)))
        shown = picture(frames, 0)
        assert shown.rgba is not None
        assert shown.facts["center"] - shown.facts["width"] / 2 > -5
        outside = np.ones((32, 32), bool)
        outside[8:24, 8:24] = False
        assert (shown.rgba[outside][:, 0] == 0).all()
        inside = shown.rgba[8:24, 8:24, 0]
        assert (int(inside[0, 0]) > int(inside[-1, -1])) == (photometric == "MONOCHROME1")


@pytest.mark.trap(15)
def test_padding_that_would_be_the_whole_picture_is_a_mistake_and_is_not_believed() -> None:
    pixels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    shown = picture(volume_of(entry(pixels, PixelPaddingValue=0, PixelPaddingRangeLimit=255)), 0).rgba
    assert shown is not None
    assert shown[-1, -1, 0] == 255


@pytest.mark.trap(15)
def test_fractional_padding_is_black_and_kept_out_of_the_automatic_window() -> None:
    pixels = np.full((32, 32), -1e6, np.float32)
    pixels[8:24, 8:24] = np.linspace(0.25, 0.75, 256, dtype=np.float32).reshape(16, 16)
    ds = data_set(FloatPixelPaddingValue=-1e6, PhotometricInterpretation="MONOCHROME1")
    ds.Rows = ds.Columns = 32
    ds.FloatPixelData, ds.BitsAllocated = pixels.tobytes(), 32
    del ds.PixelData, ds.BitsStored, ds.HighBit, ds.PixelRepresentation
    shown = picture(volume_of(Memory(file_bytes(ds))), 0)
    assert shown.rgba is not None
    assert 0.2 < shown.facts["center"] - shown.facts["width"] / 2 < 0.3
    assert (shown.rgba[0, 0, 0], shown.rgba[8, 8, 0], shown.rgba[23, 23, 0]) == (0, 255, 0)


@pytest.mark.trap(12)
def test_a_window_narrower_than_one_keeps_its_grays() -> None:
    # LINEAR is not defined below 1: such widths come with fractional values, and are meant as they stand (LINEAR_EXACT)
    frames = volume_of(entry(RescaleSlope=0.05, WindowCenter="0.275", WindowWidth="0.55"))
    expected = [round(value * 0.05 / 0.55 * 255) for value in range(12)]
    for window in (None, Window(0.275, 0.55)):  # also when the page asks for the same again, in numbers
        shown = picture(frames, 0, window=window).rgba
        assert shown is not None
        assert np.abs(shown[..., 0].ravel().astype(int) - expected).max() <= 1


@pytest.mark.trap(16)
@pytest.mark.parametrize("slope", [0.01, 0.5])
def test_an_automatic_window_of_fractions_looks_the_same_when_it_is_asked_for_in_numbers(slope: float) -> None:
    frames = volume_of(entry(RescaleSlope=slope))
    own = picture(frames, 0)
    again = picture(frames, 0, window=Window(own.facts["center"], own.facts["width"]))
    assert own.rgba is not None
    assert again.rgba is not None
    assert len(np.unique(own.rgba)) > 10
    assert np.array_equal(own.rgba, again.rgba)


@pytest.mark.trap(16)
def test_color_passes_untouched() -> None:
    pixels = np.arange(36, dtype=np.uint8).reshape(3, 4, 3)
    # what a few machines write into color images all the same: none of it is for colors
    gray_only = {"RescaleSlope": 2, "WindowCenter": "5", "WindowWidth": "9", "PresentationLUTShape": "INVERSE", "PixelPaddingValue": 3}
    frames = volume_of(entry(pixels, Modality="US", **gray_only))
    shown = picture(frames, 0, window=Window(1, 1), invert=True)
    assert shown.rgba is not None
    assert np.array_equal(shown.rgba[..., :3], pixels)
    assert shown.facts["color"]
    assert shown.facts["center"] is None
    assert value_at(frames, 0, 0, 1).color == [3, 4, 5]


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
    frames = volume_of(entry(RescaleSlope=2, RescaleIntercept=-1000))
    value = value_at(frames, 0, 1, 2)
    assert (value.text, value.unit) == ("-988", "HU")
    assert value_at(frames, 0, 3, 0).text == ""
    assert value_at(frames, 0, 0, -1).text == ""


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
    frames = volume_of(entry(np.zeros((40, 20), np.int16), PixelSpacing=[1, 4]))
    small = thumbnail(frames, size=80)
    assert small is not None
    assert small.shape == (40, 80, 4)


def test_a_dose_by_itself_is_shown_in_gray_and_not_in_stored_numbers() -> None:
    """From 0 to 2 Gy as stored with a factor of a millionth."""
    stored = np.linspace(0, 2_000_000, 20).astype(np.uint32).reshape(4, 5)
    told = {"SOPClassUID": "1.2.840.10008.5.1.4.1.1.481.2", "Modality": "RTDOSE", "DoseUnits": "GY", "DoseGridScaling": "1e-6"}
    frames = volume_of(entry(stored, RescaleSlope=None, RescaleIntercept=None, **told))
    shown = picture(frames, 0)
    assert shown.rgba is not None
    assert shown.rgba[0, 0, 0] < 5
    assert shown.rgba[3, 4, 0] > 250
    assert 0.9 < shown.facts["center"] < 1.1
    assert 1.5 < shown.facts["width"] <= 2.1
    assert shown.facts["unit"] == "Gy"
    assert value_at(frames, 0, 3, 4) == Value("2", "Gy")


def mammogram(function: str | None) -> Frames:
    """A mammogram whose default is a VOI LUT, with a window of some function beside it."""
    item = Dataset()
    item.add_new("LUTDescriptor", "US", [4096, 0, 12])
    item.LUTExplanation = "NORMAL"
    item.add_new("LUTData", "OW", np.arange(4096, dtype="<u2").tobytes())
    pixels = np.arange(0, 4096, 16, dtype=np.uint16).reshape(16, 16)
    more = {"VOILUTFunction": function} if function else {}
    return volume_of(
        entry(
            pixels, Modality="MG", BitsStored=12, HighBit=11, VOILUTSequence=[item], WindowCenter="2048",
            WindowWidth="1000", **more,
        )
    )  # fmt: skip


@pytest.mark.trap(12)
@pytest.mark.parametrize("window", [Window(2048, 1000), Window(1500, 600)])
def test_a_window_keeps_the_function_of_the_file_also_where_its_default_is_a_table(window: Window) -> None:
    """By hand, PS3.3 C.11.2.1.3.1: 255 / (1 + exp(-4 (x - c) / w)), rounded."""
    frames = mammogram("SIGMOID")
    assert picture(frames, 0).facts["voi"] == 0
    shown = picture(frames, 0, window=window).rgba
    assert shown is not None
    stored = frames.frame(0).astype(float)
    literal = 255 / (1 + np.exp(-4 * (stored - window.center) / window.width))
    assert np.abs(shown[..., 0] - literal).max() <= 0.51
    straight = picture(mammogram(None), 0, window=window).rgba
    assert straight is not None
    assert np.abs(straight[..., 0].astype(int) - shown[..., 0]).max() > 20
