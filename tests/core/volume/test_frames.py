"""Decoded frames within a budget: on demand, nearest first."""

import numpy as np
import pytest

from tests.core.made import Memory, data_set, entry, file_bytes
from viewer.catalogue.catalogue import Catalogue
from viewer.catalogue.scan import scan
from viewer.catalogue.stack import Stack
from viewer.errors import ViewerError
from viewer.render.picture import thumbnail
from viewer.volume.frames import Volume

FRAME = 3 * 4 * 2


def stack_of(count: int, **more: object) -> Stack:
    catalogue = Catalogue()
    for number in range(count):
        pixels = np.full((3, 4), number, np.int16)
        scan(entry(pixels, SOPInstanceUID=f"1.9.{number}", InstanceNumber=number, ImagePositionPatient=[0, 0, number], **more), catalogue)
    (stack,) = catalogue.stacks()
    return stack


def work(volume: Volume, most: int = 1000) -> list[int]:
    """Load what the volume wants, and give the order."""
    order = []
    while len(order) < most and (frame := volume.next()) is not None:
        volume.load(frame)
        order.append(frame.instance.number)
    return order


def test_a_frame_is_decoded_when_it_is_asked_for() -> None:
    volume = Volume(stack_of(5), budget=1 << 20)
    assert volume.done == 0
    assert volume.frame(3).tolist() == [[3] * 4] * 3
    assert volume.done == 1


def test_the_rest_comes_nearest_first() -> None:
    volume = Volume(stack_of(7), budget=1 << 20)
    volume.want(3)
    volume.settle()
    order = work(volume)
    assert order[0] == 3
    assert [abs(number - 3) for number in order] == [0, 1, 1, 2, 2, 3, 3]


def test_turning_elsewhere_changes_what_comes_next() -> None:
    volume = Volume(stack_of(20), budget=1 << 20)
    volume.settle()
    work(volume, most=2)
    volume.want(15)
    volume.frame(15)
    assert set(work(volume, most=2)) == {14, 16}


def test_frames_are_taken_in_as_the_stack_grows() -> None:
    stack = stack_of(2)
    volume = Volume(stack, budget=1 << 20)
    assert work(volume) == [0, 1]
    catalogue = Catalogue()
    scan(entry(np.full((3, 4), 2, np.int16), SOPInstanceUID="1.9.2", InstanceNumber=2, ImagePositionPatient=[0, 0, 2]), catalogue)
    stack.add(next(catalogue.stacks()).first)
    volume.grown()
    assert work(volume) == [2]


def test_no_more_is_kept_than_the_budget_allows_and_what_is_near_is_kept() -> None:
    volume = Volume(stack_of(20), budget=5 * FRAME)
    volume.settle()
    work(volume)
    assert volume.bytes <= 5 * FRAME
    volume.want(19)
    volume.frame(19)
    work(volume)
    assert volume.bytes <= 5 * FRAME
    assert volume.frame(18).tolist() == [[18] * 4] * 3


def test_values_are_modality_values_of_each_frame_by_its_own_slope() -> None:
    volume = Volume(stack_of(3, RescaleSlope=2, RescaleIntercept=-1000), budget=1 << 20)
    assert volume.values(2).tolist() == [[-996] * 4] * 3
    assert volume.sum() == 12 * ((0 + 1 + 2) * 2 - 3000)
    assert Volume(stack_of(1, RescaleSlope=0.5), budget=1 << 20).values(0).dtype == np.float32


def test_the_frames_of_one_object_are_told_apart() -> None:
    pixels = np.arange(24, dtype=np.int16).reshape(2, 3, 4)
    catalogue = Catalogue()
    scan(Memory(file_bytes(data_set(pixels))), catalogue)
    volume = Volume(next(catalogue.stacks()), budget=1 << 20)
    assert volume.frame(1).tolist() == pixels[1].tolist()


def test_a_frame_that_cannot_be_decoded_costs_itself_only() -> None:
    catalogue = Catalogue()
    scan(entry(SOPInstanceUID="1.1", InstanceNumber=1), catalogue)
    broken = data_set(SOPInstanceUID="1.2", InstanceNumber=2, ImagePositionPatient=[0, 0, 1], PixelData=b"")
    scan(Memory(file_bytes(broken)), catalogue)
    volume = Volume(next(catalogue.stacks()), budget=1 << 20)
    assert len(work(volume)) == 2
    assert volume.done == 2
    with pytest.raises(ViewerError):
        volume.frame(1)
    assert volume.frame(0).shape == (3, 4)
    assert volume.sum() == sum(range(12))


def test_it_is_told_from_which_picture_on_they_are_held_when_not_all_fit() -> None:
    volume = Volume(stack_of(20), budget=8 * FRAME)
    volume.settle()
    work(volume)
    assert (volume.done, volume.first) == (8, 0)
    volume.want(15)
    assert volume.frame(15).tolist() == [[15] * 4] * 3
    work(volume)
    held = [index for index, frame in enumerate(volume.stack.frames) if (id(frame.instance), frame.index) in volume._pixels]
    assert held == list(range(held[0], held[0] + 8))
    assert volume.first == held[0] > 8
    volume.want(0)
    assert volume.frame(0).tolist() == [[0] * 4] * 3
    work(volume)
    assert (volume.done, volume.first) == (8, 0)


def test_from_the_first_on_they_are_held_while_there_is_room() -> None:
    volume = Volume(stack_of(20), budget=40 * FRAME)
    volume.want(10)
    volume.settle()
    work(volume, most=5)
    assert volume.first == 0


def test_beyond_the_budget_nothing_is_decoded_only_to_be_dropped() -> None:
    volume = Volume(stack_of(20), budget=8 * FRAME)
    volume.settle()
    assert work(volume) == list(range(8))
    volume.want(19)
    assert work(volume) == list(range(19, 11, -1))
    assert (volume.done, volume.first) == (8, 12)


def test_looking_at_a_picture_changes_nothing_of_what_comes_next() -> None:
    volume = Volume(stack_of(20), budget=1 << 20)
    volume.settle()
    assert thumbnail(volume, size=8, middle=True) is not None
    volume.frame(15)
    volume.values(17)
    assert work(volume, most=3) == [0, 1, 2]


def test_what_several_views_want_is_decoded_around_each_of_them() -> None:
    volume = Volume(stack_of(20), budget=6 * FRAME)
    volume.want(3, 16)
    volume.settle()
    assert sorted(work(volume)) == [2, 3, 4, 15, 16, 17]
    volume.want(16)
    assert sorted(work(volume)) == [13, 14, 18]


def test_more_looked_at_than_the_budget_holds_does_not_pile_up() -> None:
    volume = Volume(stack_of(20), budget=5 * FRAME)
    volume.settle()
    work(volume)
    volume.sum()
    assert (volume.bytes, volume.done, len(volume._aside)) == (5 * FRAME, 5, 4)
    assert volume.frame(19).tolist() == [[19] * 4] * 3


def test_what_decoding_shows_is_told_once_and_written_into_no_header() -> None:
    catalogue = Catalogue()
    for number in (1, 2):
        scan(Memory(file_bytes(data_set(SOPInstanceUID=f"1.{number}", InstanceNumber=number, PixelData=b""))), catalogue)
    (stack,) = catalogue.stacks()
    before = [dict(instance.notices) for instance in stack.instances]
    volume = Volume(stack, budget=1 << 20)
    assert not volume.take_news()
    for frame in stack.frames:
        volume.load(frame)
        assert (volume.take_news(), volume.take_news()) == (True, False)
    volume.load(stack.frames[0])
    assert not volume.take_news(), "known already"
    assert volume.findings.damaged(stack.found) == 2
    assert [instance.notices for instance in stack.instances] == before
