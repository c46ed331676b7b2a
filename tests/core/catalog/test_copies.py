"""One identifier, several objects: true copies, better and worse ones, and different pictures (trap 47)."""

import time
from typing import Any

import imagecodecs
import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import JPEG2000, JPEGBaseline8Bit, JPEGLSLossless, RLELossless

from tests.core.made import Memory, data_set, file_bytes
from viewer.catalog import copies
from viewer.catalog.catalog import Catalog
from viewer.catalog.copies import SHARED
from viewer.catalog.scan import scan
from viewer.catalog.stack import Stack
from viewer.volume.frames import Frames

ROUND = (np.add.outer(np.arange(48) ** 2, 3 * np.arange(64)) % 250).astype(np.uint8)
SMOOTH = np.rint(120 + 80 * np.outer(np.sin(np.arange(48) / 7), np.cos(np.arange(64) / 9))).astype(np.uint8)


def compressed(ds: Dataset, stream: bytes, syntax: str, path: str, **more: Any) -> Memory:
    ds.PixelData = encapsulate([stream])
    ds["PixelData"].VR = "OB"
    for keyword, value in more.items():
        setattr(ds, keyword, value)
    return Memory(file_bytes(ds, syntax=syntax), path)


def native(pixels: np.ndarray = SMOOTH, path: str = "native.dcm", **more: Any) -> Memory:
    return Memory(file_bytes(data_set(pixels, **more)), path)


def lossy(pixels: np.ndarray = SMOOTH, path: str = "lossy.dcm", quality: int = 60) -> Memory:
    return compressed(data_set(pixels), imagecodecs.jpeg8_encode(pixels, level=quality), JPEGBaseline8Bit, path, LossyImageCompression="01")


def lossless(pixels: np.ndarray = SMOOTH, path: str = "lossless.dcm") -> Memory:
    return compressed(data_set(pixels), imagecodecs.jpegls_encode(pixels), JPEGLSLossless, path)


def read(*files: Memory) -> Catalog:
    catalog = Catalog()
    for file in files:
        scan(file, catalog)
    catalog.settle()
    return catalog


def only(catalog: Catalog) -> Stack:
    (stack,) = catalog.stacks()
    return stack


def shown(catalog: Catalog) -> list[str]:
    return sorted(frame.instance.entry.path for stack in catalog.stacks() for frame in stack.frames)


@pytest.mark.trap(47)
@pytest.mark.parametrize("other", [lossless(), native(path="again.dcm")])
def test_the_same_picture_twice_is_shown_once_however_it_is_stored(other: Memory) -> None:
    catalog = read(native(), other)
    assert shown(catalog) == ["native.dcm"]
    assert [item.path for item in catalog.skipped] == [other.path]
    assert "very same identifier" in catalog.skipped[0].reason
    assert catalog.copies == 1


@pytest.mark.trap(47)
def test_pictures_that_differ_in_a_single_point_are_both_shown() -> None:
    other = SMOOTH.copy()
    other[47, 63] += 1
    for first, second in (
        (native(), native(other, "other.dcm")),
        (lossless(), lossless(other, "other.dcm")),
        (native(), lossless(other, "other.dcm")),
    ):
        catalog = read(first, second)
        assert shown(catalog) == sorted((first.path, "other.dcm"))
        assert not catalog.skipped
        assert only(catalog).notices["identifier"] == SHARED


@pytest.mark.trap(47)
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("pixels", [SMOOTH, ROUND])
@pytest.mark.parametrize("better", [native, lossless])
def test_of_a_copy_with_loss_and_one_without_the_better_is_shown(better: Any, pixels: np.ndarray, *, turned: bool) -> None:
    pair = [lossy(pixels), better(pixels)]
    catalog = read(*(pair[::-1] if turned else pair))
    assert shown(catalog) == [pair[1].path]
    assert [item.path for item in catalog.skipped] == ["lossy.dcm"]
    assert "very same identifier" in catalog.skipped[0].reason
    stack = only(catalog)
    assert np.array_equal(Frames(stack, budget=1 << 20).frame(0), pixels)
    assert "lossy" not in stack.notices
    assert catalog.images == 1


@pytest.mark.trap(47)
def test_the_best_of_several_copies_is_shown_wherever_it_comes() -> None:
    middle = compressed(
        data_set(SMOOTH), imagecodecs.jpeg2k_encode(SMOOTH, level=45, codecformat="j2k"), JPEG2000, "middle.dcm", LossyImageCompression="01"
    )
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0), (0, 2, 1)):
        files = [lossy(), middle, lossless()]
        catalog = read(*(files[at] for at in order))
        assert shown(catalog) == ["lossless.dcm"]
        assert sorted(item.path for item in catalog.skipped) == ["lossy.dcm", "middle.dcm"]
        assert len({item.reason for item in catalog.skipped}) == 1  # whatever the order, the same is told


@pytest.mark.trap(47)
def test_bytes_behind_the_picture_make_no_other_picture() -> None:
    catalog = read(native(), native(path="padded.dcm", PixelData=SMOOTH.tobytes() + b"\1" * 64))
    assert shown(catalog) == ["native.dcm"]


@pytest.mark.trap(47)
def test_colors_stored_plane_by_plane_are_the_same_picture() -> None:
    colors = np.dstack((SMOOTH, ROUND, SMOOTH[::-1]))
    planes = native(colors, path="planes.dcm", PlanarConfiguration=1, PixelData=colors.transpose(2, 0, 1).tobytes())
    assert shown(read(native(colors), planes)) == ["native.dcm"]


@pytest.mark.trap(47)
@pytest.mark.parametrize("more", [{"PlanarConfiguration": 1}, {"PhotometricInterpretation": "YBR_FULL"}])
def test_the_same_bytes_in_another_order_of_colors_are_another_picture(more: dict[str, Any]) -> None:
    colors = np.dstack((SMOOTH, ROUND, SMOOTH[::-1]))
    assert shown(read(native(colors), native(colors, "other.dcm", **more))) == ["native.dcm", "other.dcm"]


@pytest.mark.trap(47)
@pytest.mark.parametrize("other", [255, 0])
def test_the_same_values_in_other_colors_of_a_palette_are_another_picture(other: int) -> None:
    def tinted(path: str, highest: int) -> Memory:
        ramp = np.linspace(0, highest * 257, 256).astype("<u2").tobytes()
        ds = data_set(SMOOTH, PhotometricInterpretation="PALETTE COLOR")
        for color, table in (("Red", ramp), ("Green", ramp), ("Blue", np.zeros(256, "<u2").tobytes())):
            setattr(ds, f"{color}PaletteColorLookupTableDescriptor", [256, 0, 16])
            setattr(ds, f"{color}PaletteColorLookupTableData", table)
        return Memory(file_bytes(ds), path)

    alike = other == 255
    assert shown(read(tinted("a.dcm", 255), tinted("b.dcm", other))) == (["a.dcm"] if alike else ["a.dcm", "b.dcm"])


@pytest.mark.trap(47)
@pytest.mark.parametrize("at", range(7))
def test_films_that_differ_in_a_single_picture_are_both_shown(at: int) -> None:
    def film(path: str, *frames: np.ndarray) -> Memory:
        ds = data_set(np.stack(frames))
        ds.PixelData = encapsulate([imagecodecs.jpegls_encode(frame) for frame in frames])
        ds["PixelData"].VR = "OB"
        return Memory(file_bytes(ds, syntax=JPEGLSLossless), path)

    other = [SMOOTH] * 7
    other[at] = ROUND
    catalog = read(film("a.dcm", *[SMOOTH] * 7), film("b.dcm", *other))
    assert sorted(set(shown(catalog))) == ["a.dcm", "b.dcm"]


@pytest.mark.trap(47)
def test_the_same_values_shown_the_other_way_round_are_another_picture() -> None:
    assert shown(read(native(), native(path="negative.dcm", PhotometricInterpretation="MONOCHROME1"))) == ["native.dcm", "negative.dcm"]


@pytest.mark.trap(47)
def test_twelve_bits_go_before_eight() -> None:
    deep = SMOOTH.astype(np.uint16) * 16 + 3
    catalog = read(native(path="eight.dcm"), native(deep, "twelve.dcm"))
    assert shown(catalog) == ["twelve.dcm"]


@pytest.mark.trap(47)
def test_large_pictures_are_compared_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "_MOST_COMPARED", 1000)  # a third of the points
    assert shown(read(lossy(), lossless())) == ["lossless.dcm"]
    assert shown(read(lossy(ROUND), lossless())) == ["lossless.dcm", "lossy.dcm"]


@pytest.mark.trap(47)
def test_of_hundreds_of_pairs_with_and_without_loss_only_the_first_are_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[int] = []
    real = copies.decode
    monkeypatch.setattr(copies, "decode", lambda *given: (decoded.append(1), real(*given))[1])
    files = []
    for number in range(60):
        pixels = np.roll(SMOOTH, number)
        about: dict[str, Any] = {"SOPInstanceUID": f"1.2.8.{number}", "InstanceNumber": number, "ImagePositionPatient": [0, 0, number]}
        files.append(native(pixels, f"{number}.dcm", **about))
        stream = imagecodecs.jpeg8_encode(pixels, level=60)
        files.append(compressed(data_set(pixels, **about), stream, JPEGBaseline8Bit, f"lossy{number}.dcm", LossyImageCompression="01"))
    catalog = read(*files)
    assert shown(catalog) == sorted(f"{number}.dcm" for number in range(60))
    assert len(decoded) == 2 * 16


@pytest.mark.trap(47)
def test_a_lossy_copy_of_another_picture_is_no_copy() -> None:
    catalog = read(native(), lossy(ROUND))
    assert shown(catalog) == ["lossy.dcm", "native.dcm"]


@pytest.mark.trap(47)
@pytest.mark.parametrize("turned", [False, True])
def test_a_whole_copy_goes_before_one_that_ends_too_early(*, turned: bool) -> None:
    whole = native(path="whole.dcm")
    pair = [Memory(whole.data[:-1000], "cut.dcm"), whole]
    catalog = read(*(pair[::-1] if turned else pair))
    assert shown(catalog) == ["whole.dcm"]
    assert "cut" not in only(catalog).notices


@pytest.mark.trap(47)
@pytest.mark.parametrize("turned", [False, True])
def test_a_copy_that_ends_too_early_is_known_in_another_compression_as_well(*, turned: bool) -> None:
    """So it does not matter which of three copies is read first."""
    pair = [Memory(native().data[:-1000], "cut.dcm"), lossless(path="whole.dcm")]
    assert shown(read(*(pair[::-1] if turned else pair))) == ["whole.dcm"]


@pytest.mark.trap(47)
def test_the_same_numbers_that_mean_other_values_are_another_picture() -> None:
    catalog = read(native(), native(path="other.dcm", RescaleSlope=2))
    assert shown(catalog) == ["native.dcm", "other.dcm"]


@pytest.mark.trap(47)
def test_films_with_one_identifier_are_told_apart() -> None:
    film = np.stack([SMOOTH, ROUND, SMOOTH])
    without = {"ImagePositionPatient": None, "ImageOrientationPatient": None, "Modality": "US", "FrameTime": "40"}
    catalog = read(
        native(film, "one.dcm", **without), native(film[::-1], "same.dcm", **without), native(film[[1, 0, 0]], "two.dcm", **without)
    )
    assert [len(stack) for stack in catalog.stacks()] == [3, 3]
    assert [item.path for item in catalog.skipped] == ["same.dcm"]


@pytest.mark.trap(47)
def test_the_stack_on_the_screen_keeps_its_name_and_its_place_when_a_better_copy_comes() -> None:
    catalog = Catalog()
    stack = scan(lossy(), catalog)
    assert stack is not None
    volume = Frames(stack, budget=1 << 20)
    assert not np.array_equal(volume.frame(0), SMOOTH)
    drawn = stack.frames[0]
    assert scan(lossless(), catalog) is None
    assert stack.frames[0] is drawn  # nothing changes under the hand while the disc is read
    catalog.settle(drawn)
    volume.settle()
    assert catalog.stack(stack.identity) is stack
    assert np.array_equal(volume.frame(0), SMOOTH)
    assert volume.done == 1


@pytest.mark.trap(47)
def test_a_disc_full_of_true_copies_is_read_twice_and_nothing_of_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded = []
    monkeypatch.setattr(copies, "decode", lambda *given: decoded.append(given))
    files = [
        native(np.roll(SMOOTH, number), f"{number}.dcm", SOPInstanceUID=f"1.2.7.{number}", InstanceNumber=number) for number in range(300)
    ]
    catalog = read(*files, *(Memory(file.data, f"again{file.path}") for file in files))
    assert catalog.copies == 300
    assert sum(map(len, catalog.stacks())) == 300
    assert decoded == []


@pytest.mark.trap(47)
def test_hundreds_of_different_pictures_under_one_identifier_are_all_shown_and_each_is_read_a_few_times(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    summed = []
    real = copies.Copies._sum
    monkeypatch.setattr(copies.Copies, "_sum", lambda self, instance: (summed.append(instance), real(self, instance))[1])
    began = time.process_time()
    catalog = read(*(native(np.roll(SMOOTH, number), f"{number}.dcm") for number in range(300)))
    assert sum(map(len, catalog.stacks())) == 300
    assert len(summed) == 300
    assert time.process_time() - began < 20


@pytest.mark.trap(47)
def test_what_may_no_longer_be_decoded_for_comparing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "_MOST_DECODED", SMOOTH.size)
    assert shown(read(native(), lossless())) == ["lossless.dcm", "native.dcm"]


@pytest.mark.trap(47)
def test_of_a_copy_that_cannot_be_read_nothing_is_lost() -> None:
    broken = compressed(data_set(SMOOTH), b"\xff\xd8" + b"\0" * 200, RLELossless, "broken.dcm")
    catalog = read(broken, native())
    assert "native.dcm" in shown(catalog)
