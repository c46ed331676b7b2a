"""Mask subtraction (trap 51): the right values by hand, from PS3.3 C.7.6.10.1.1 and C.7.6.10.1.2."""

import io
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import JPEGLosslessSV1

from tests.core.frames import encapsulated
from tests.core.made import Memory, data_set, file_bytes
from viewer.__main__ import main
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.image.subtraction import Plan, difference
from viewer.image.voi import Window
from viewer.render.picture import picture
from viewer.volume.frames import Frames

COUNT = 8
GROUND = np.random.default_rng(4).integers(500, 900, (24, 30)).astype(np.uint16)
FRAMES = np.repeat(GROUND[None], COUNT, axis=0)
for number in range(COUNT):  # a vessel that fills row by row from the third picture on
    FRAMES[number, 4 : 4 + 2 * max(0, number - 1), 10:14] -= 40


def item(operation: str, **keywords: Any) -> Dataset:
    ds = Dataset()
    ds.MaskOperation = operation
    for keyword, value in keywords.items():
        setattr(ds, keyword, value)
    return ds


def run(*items: Dataset, mode: str | None = "SUB", frames: np.ndarray = FRAMES, **keywords: Any) -> bytes:
    more: dict[str, Any] = {"RecommendedViewingMode": mode} if mode else {}
    if items:
        more["MaskSubtractionSequence"] = list(items)
    ds = data_set(
        frames, Modality="XA", SOPClassUID="1.2.840.10008.5.1.4.1.1.12.1", BitsStored=12, HighBit=11, WindowCenter="700", WindowWidth="400",
        FrameTime="200", ImagePositionPatient=None, ImageOrientationPatient=None, RescaleSlope=None, RescaleIntercept=None, **more, **keywords,
    )  # fmt: skip
    return file_bytes(ds)


def volume(*items: Dataset, **keywords: Any) -> Frames:
    catalog = Catalog()
    scan(Memory(run(*items, **keywords)), catalog)
    return Frames(next(catalog.stacks()), budget=1 << 24)


def stored(number: int) -> np.ndarray:
    return FRAMES[number - 1].astype(int)


def masks(made: Frames) -> list[list[int] | None]:
    """Which frames, from 1, are the mask of each picture."""
    instance = made.stack.first
    assert instance.subtraction is not None
    plans = [instance.subtraction.plan(index, COUNT) for index in range(COUNT)]
    return [None if plan is None else [at + 1 for at in plan.mask] for plan in plans]


@pytest.mark.trap(51)
@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (item("AVG_SUB", ApplicableFrameRange=[3, 6], MaskFrameNumbers=1), [None, None, [1], [1], [1], [1], None, None]),
        (
            item("AVG_SUB", ApplicableFrameRange=[1, 2, 7, 8], MaskFrameNumbers=[3, 4]),
            [[3, 4], [3, 4], None, None, None, None, [3, 4], [3, 4]],
        ),
        (item("AVG_SUB", MaskFrameNumbers=1, ContrastFrameAveraging=3), [[1]] * 6 + [None] * 2),  # up to the last less 3 plus 1
        (item("TID", TIDOffset=2), [None, None, [1], [2], [3], [4], [5], [6]]),
        (item("TID", TIDOffset=-1), [[2], [3], [4], [5], [6], [7], [8], None]),
        (item("TID", TIDOffset=None), [None, [1], [2], [3], [4], [5], [6], [7]]),  # without a number it is 1
        (item("REV_TID", ApplicableFrameRange=[5, 8], TIDOffset=1), [None] * 4 + [[4], [3], [2], [1]]),  # 2, 4, 6 farther back
        (item("REV_TID", ApplicableFrameRange=[4, 8], TIDOffset=2), [None] * 3 + [[2], [1], None, None, None]),
        (item("AVG_SUB", MaskFrameNumbers=[1, 99]), [None] * COUNT),  # a frame that is not there
    ],
)
def test_each_picture_has_the_mask_that_the_standard_gives_it(made: Dataset, expected: list[list[int] | None]) -> None:
    assert masks(volume(made)) == expected


@pytest.mark.trap(51)
def test_items_are_asked_in_turn() -> None:
    first, second = (
        item("AVG_SUB", ApplicableFrameRange=[2, 4], MaskFrameNumbers=1),
        item("AVG_SUB", ApplicableFrameRange=[4, 6], MaskFrameNumbers=2),
    )
    assert masks(volume(item("NONE"), first, second)) == [None, [1], [1], [1], [2], [2], None, None]


@pytest.mark.trap(51)
def test_masks_and_contrasts_are_averaged_and_subtracted_as_whole_numbers_rounded() -> None:
    made = volume(item("AVG_SUB", ApplicableFrameRange=[3, 8], MaskFrameNumbers=[1, 2, 4], ContrastFrameAveraging=2))
    right = (stored(5) + stored(6)) / 2 - (stored(1) + stored(2) + stored(4)) / 3
    found = made.subtracted(4)
    assert found is not None
    assert np.array_equal(found, np.rint(right))
    plain = volume(item("TID", TIDOffset=2)).subtracted(6)
    assert plain is not None
    assert np.array_equal(plain, stored(7) - stored(5))


@pytest.mark.trap(51)
@pytest.mark.parametrize("shift", [(1.0, 0.0), (0.0, 2.0), (-1.0, -3.0), (0.5, 0.0), (0.25, -0.75)])
def test_the_mask_is_moved_down_and_to_the_right_by_parts_of_a_pixel(shift: tuple[float, float]) -> None:
    """On a slanting plane the value at a place is known for every part of a pixel; the rim, which repeats itself, is left out."""
    y, x = np.mgrid[:40, :50].astype(float)
    mask = (1000 + 8 * y + 4 * x).astype(np.uint16)
    moved = 1000 + 8 * (y - shift[0]) + 4 * (x - shift[1])
    contrast = (2000 + 0 * y).astype(np.uint16)
    found = difference(Plan((0,), (1,), shift), lambda at: (contrast, mask)[at])
    inside = (slice(4, -4), slice(4, -4))
    assert np.abs(found - (2000 - moved))[inside].max() <= 0.5
    made = volume(item("AVG_SUB", MaskFrameNumbers=1, MaskSubPixelShift=[1.0, 0.0]))
    shifted = made.subtracted(6)
    assert shifted is not None
    assert np.array_equal(shifted[1:], stored(7)[1:] - stored(1)[:-1])


@pytest.mark.trap(51)
@pytest.mark.parametrize("sign", [1, -1])
def test_of_values_in_proportion_to_the_x_rays_the_logarithms_are_subtracted(sign: int) -> None:
    """PS3.4 N.2.5, by hand: a vessel that takes away a fifth of the X-rays is as dark in front of bone as beside it."""
    ground = np.full((24, 30), 3500.0)
    ground[:, 15:] = 700  # bone
    rays = np.repeat(ground[None], COUNT, axis=0)
    rays[3:, 5:9] *= 0.8
    frames = np.rint(rays if sign > 0 else 4095 - rays).astype(np.uint16)
    made = volume(item("AVG_SUB", MaskFrameNumbers=1), frames=frames, PixelIntensityRelationship="LIN", PixelIntensityRelationshipSign=sign)
    found = made.subtracted(5)
    assert found is not None
    expected = sign * 4095 * np.log(0.8) / np.log(4096)
    assert np.abs(found[5:9] - expected).max() < 1.5
    assert not found[9:].any()
    assert "logarithms" in str(made.stack.notices["subtraction"])
    plain = volume(
        item("AVG_SUB", MaskFrameNumbers=1), frames=frames, PixelIntensityRelationship="LOG", PixelIntensityRelationshipSign=sign
    )
    assert np.array_equal(np.asarray(plain.subtracted(5)), frames[5].astype(int) - frames[0])
    assert "logarithms" not in str(plain.stack.notices["subtraction"])


@pytest.mark.trap(51)
def test_the_mask_itself_is_shown_as_it_was_taken_and_it_is_said_why() -> None:
    made = volume(item("AVG_SUB", MaskFrameNumbers=1))
    assert masks(made) == [None, *[[1]] * 7]
    shown = picture(made, 0, subtract=True)
    assert (shown.facts["subtracted"], shown.facts["center"]) == (None, 700)
    assert "(the mask) has nothing to be subtracted" in str(made.stack.notices["subtraction"])


@pytest.mark.trap(51)
def test_what_is_to_be_seen_subtracted_is_and_can_be_seen_as_it_was_taken() -> None:
    made = volume(item("AVG_SUB", ApplicableFrameRange=[3, 8], MaskFrameNumbers=1))
    shown, taken = picture(made, 6), picture(made, 6, subtract=False)
    assert shown.rgba is not None
    assert taken.rgba is not None
    assert (shown.facts["subtracted"], taken.facts["subtracted"], picture(made, 0).facts["subtracted"]) == (True, False, None)
    vessel = stored(7) != stored(1)
    grays = shown.rgba[..., 0]
    assert len(np.unique(grays[~vessel])) == 1, "nothing is left of the ground"
    assert int(grays[~vessel].min()) - int(grays[vessel].max()) > 100, "the vessel is dark, as it was taken"
    assert len(np.unique(taken.rgba[..., 0][~vessel])) > 50
    assert (taken.facts["center"], taken.facts["width"]) == (700, 400)
    assert "Shown subtracted" in str(made.stack.notices["subtraction"])
    assert np.array_equal(made.values(6), FRAMES[6]), "values stay those of the file"


@pytest.mark.trap(51)
def test_all_pictures_of_a_film_have_one_window_and_one_for_others_is_left_aside() -> None:
    made = volume(item("AVG_SUB", ApplicableFrameRange=[3, 8], MaskFrameNumbers=1))
    windows = {(facts["center"], facts["width"]) for facts in (picture(made, at).facts for at in range(2, 8))}
    assert len(windows) == 1
    (own,) = windows
    for_taken = picture(made, 6, window=Window(700, 400), changed=False).facts
    assert (for_taken["center"], for_taken["width"]) == own
    by_hand = picture(made, 6, window=Window(-20, 60), changed=True).facts
    assert (by_hand["center"], by_hand["width"]) == (-20, 60)
    first = picture(made, 0, window=Window(-20, 60), changed=True).facts
    assert (first["center"], first["width"]) == (700, 400)


@pytest.mark.trap(51)
def test_without_the_wish_the_picture_is_as_taken_and_the_possibility_told() -> None:
    made = volume(item("AVG_SUB", MaskFrameNumbers=1), mode=None)
    assert picture(made, 6).facts["subtracted"] is False
    assert picture(made, 6, subtract=True).facts["subtracted"] is True
    assert "can be subtracted" in str(made.stack.notices["subtraction"])


@pytest.mark.trap(51)
@pytest.mark.parametrize(
    "items",
    [
        (),
        (item("SOMETHING_ELSE"),),
        (item("NONE"),),
        (item("AVG_SUB", MaskFrameNumbers=99),),
        (item("AVG_SUB", MaskFrameNumbers=1, ApplicableFrameRange=[50, 60]),),
        (item("AVG_SUB"),),
        (item("TID", TIDOffset=40),),
        (item("REV_TID", TIDOffset=1, ApplicableFrameRange=[40, 50]),),
    ],
)
def test_a_wish_that_is_not_understood_is_told(items: tuple[Dataset, ...]) -> None:
    made = volume(*items)
    assert picture(made, 6).facts["subtracted"] is None
    assert "shown as taken" in str(made.stack.notices["subtraction"])
    assert picture(made, 6).rgba is not None


@pytest.mark.trap(51)
def test_a_mask_that_cannot_be_decoded_costs_the_subtraction_and_not_the_picture() -> None:
    streams = [bytes(imagecodecs.jpeg8_encode(frame, lossless=True, predictor=1, bitspersample=16)) for frame in FRAMES]
    streams[7] = streams[7][:30]
    value = encapsulated([[stream] for stream in streams])
    ds = pydicom.dcmread(io.BytesIO(run(item("AVG_SUB", ApplicableFrameRange=[3, 5], MaskFrameNumbers=8), item("TID", TIDOffset=1))))
    ds.PixelData = value
    ds["PixelData"].VR = "OB"
    ds["PixelData"].is_undefined_length = True
    catalog = Catalog()
    scan(Memory(file_bytes(ds, syntax=JPEGLosslessSV1)), catalog)
    made = Frames(next(catalog.stacks()), budget=1 << 24)
    shown = picture(made, 3)
    assert (shown.rgba is not None, shown.facts["error"], shown.facts["subtracted"]) == (True, None, None)
    assert "could not be subtracted" in str(made.notices["mask"])
    assert picture(made, 6).facts["subtracted"] is True


@pytest.mark.native
@pytest.mark.trap(51)
@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
def test_the_command_line_renders_what_the_page_shows(photometric: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = tmp_path / "run.dcm", tmp_path / "out.png"
    raw = run(item("AVG_SUB", ApplicableFrameRange=[3, 8], MaskFrameNumbers=1), PhotometricInterpretation=photometric)
    file.write_bytes(raw)
    catalog = Catalog()
    scan(Memory(raw), catalog)
    made = Frames(next(catalog.stacks()), budget=1 << 24)
    for more, subtract in (([], None), (["--as-taken"], False)):
        assert main(["render", str(file), "--series", "1.2.3.2", "--frame", "7", *more, "-o", str(out)]) == 0
        assert ("Subtracted" in capsys.readouterr().out) == (subtract is None)
        shown = picture(made, 6, subtract=subtract).rgba
        assert shown is not None
        assert np.array_equal(imagecodecs.png_decode(out.read_bytes()), shown[..., :3])
