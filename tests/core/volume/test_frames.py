"""Decoded frames within a budget: on demand, nearest first."""

import numpy as np
import pytest

from tests.core.made import Memory, data_set, entry, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.catalog.stack import Stack
from viewer.errors import ViewerError
from viewer.render.picture import thumbnail
from viewer.volume.frames import Frames

FRAME = 3 * 4 * 2


def stack_of(count: int, **more: object) -> Stack:
    catalog = Catalog()
    for number in range(count):
        pixels = np.full((3, 4), number, np.int16)
        scan(entry(pixels, SOPInstanceUID=f"1.9.{number}", InstanceNumber=number, ImagePositionPatient=[0, 0, number], **more), catalog)
    (stack,) = catalog.stacks()
    return stack


def work(frames: Frames, most: int = 1000) -> list[int]:
    """Load what the volume wants, and give the order."""
    order = []
    while len(order) < most and (frame := frames.next()) is not None:
        frames.load(frame)
        order.append(frame.instance.number)
    return order


def test_a_frame_is_decoded_when_it_is_asked_for() -> None:
    frames = Frames(stack_of(5), budget=1 << 20)
    assert frames.done == 0
    assert frames.frame(3).tolist() == [[3] * 4] * 3
    assert frames.done == 1


def test_the_rest_comes_nearest_first() -> None:
    frames = Frames(stack_of(7), budget=1 << 20)
    frames.want(3)
    frames.settle()
    order = work(frames)
    assert order[0] == 3
    assert [abs(number - 3) for number in order] == [0, 1, 1, 2, 2, 3, 3]


def test_turning_elsewhere_changes_what_comes_next() -> None:
    frames = Frames(stack_of(20), budget=1 << 20)
    frames.settle()
    work(frames, most=2)
    frames.want(15)
    frames.frame(15)
    assert set(work(frames, most=2)) == {14, 16}


def test_frames_are_taken_in_as_the_stack_grows() -> None:
    stack = stack_of(2)
    frames = Frames(stack, budget=1 << 20)
    assert work(frames) == [0, 1]
    catalog = Catalog()
    scan(entry(np.full((3, 4), 2, np.int16), SOPInstanceUID="1.9.2", InstanceNumber=2, ImagePositionPatient=[0, 0, 2]), catalog)
    stack.add(next(catalog.stacks()).first)
    frames.grown()
    assert work(frames) == [2]


def test_no_more_is_kept_than_the_budget_allows_and_what_is_near_is_kept() -> None:
    frames = Frames(stack_of(20), budget=5 * FRAME)
    frames.settle()
    work(frames)
    assert frames.bytes <= 5 * FRAME
    frames.want(19)
    frames.frame(19)
    work(frames)
    assert frames.bytes <= 5 * FRAME
    assert frames.frame(18).tolist() == [[18] * 4] * 3


def test_values_are_modality_values_of_each_frame_by_its_own_slope() -> None:
    frames = Frames(stack_of(3, RescaleSlope=2, RescaleIntercept=-1000), budget=1 << 20)
    assert frames.values(2).tolist() == [[-996] * 4] * 3
    assert frames.sum() == 12 * ((0 + 1 + 2) * 2 - 3000)
    assert Frames(stack_of(1, RescaleSlope=0.5), budget=1 << 20).values(0).dtype == np.float32


def test_the_frames_of_one_object_are_told_apart() -> None:
    pixels = np.arange(24, dtype=np.int16).reshape(2, 3, 4)
    catalog = Catalog()
    scan(Memory(file_bytes(data_set(pixels))), catalog)
    frames = Frames(next(catalog.stacks()), budget=1 << 20)
    assert frames.frame(1).tolist() == pixels[1].tolist()


def test_a_frame_that_cannot_be_decoded_costs_itself_only() -> None:
    catalog = Catalog()
    scan(entry(SOPInstanceUID="1.1", InstanceNumber=1), catalog)
    broken = data_set(SOPInstanceUID="1.2", InstanceNumber=2, ImagePositionPatient=[0, 0, 1], PixelData=b"")
    scan(Memory(file_bytes(broken)), catalog)
    frames = Frames(next(catalog.stacks()), budget=1 << 20)
    assert len(work(frames)) == 2
    assert frames.done == 2
    with pytest.raises(ViewerError):
        frames.frame(1)
    assert frames.frame(0).shape == (3, 4)
    assert frames.sum() == sum(range(12))


def test_it_is_told_from_which_picture_on_they_are_held_when_not_all_fit() -> None:
    frames = Frames(stack_of(20), budget=8 * FRAME)
    frames.settle()
    work(frames)
    assert (frames.done, frames.first) == (8, 0)
    frames.want(15)
    assert frames.frame(15).tolist() == [[15] * 4] * 3
    work(frames)
    held = [index for index, frame in enumerate(frames.stack.frames) if (id(frame.instance), frame.index) in frames._pixels]
    assert held == list(range(held[0], held[0] + 8))
    assert frames.first == held[0] > 8
    frames.want(0)
    assert frames.frame(0).tolist() == [[0] * 4] * 3
    work(frames)
    assert (frames.done, frames.first) == (8, 0)


def test_from_the_first_on_they_are_held_while_there_is_room() -> None:
    frames = Frames(stack_of(20), budget=40 * FRAME)
    frames.want(10)
    frames.settle()
    work(frames, most=5)
    assert frames.first == 0


def test_beyond_the_budget_nothing_is_decoded_only_to_be_dropped() -> None:
    frames = Frames(stack_of(20), budget=8 * FRAME)
    frames.settle()
    assert work(frames) == list(range(8))
    frames.want(19)
    assert work(frames) == list(range(19, 11, -1))
    assert (frames.done, frames.first) == (8, 12)


def test_looking_at_a_picture_changes_nothing_of_what_comes_next() -> None:
    frames = Frames(stack_of(20), budget=1 << 20)
    frames.settle()
    assert thumbnail(frames, size=8, middle=True) is not None
    frames.frame(15)
    frames.values(17)
    assert work(frames, most=3) == [0, 1, 2]


def test_what_several_views_want_is_decoded_around_each_of_them() -> None:
    frames = Frames(stack_of(20), budget=6 * FRAME)
    frames.want(3, 16)
    frames.settle()
    assert sorted(work(frames)) == [2, 3, 4, 15, 16, 17]
    frames.want(16)
    assert sorted(work(frames)) == [13, 14, 18]


def test_more_looked_at_than_the_budget_holds_does_not_pile_up() -> None:
    frames = Frames(stack_of(20), budget=5 * FRAME)
    frames.settle()
    work(frames)
    frames.sum()
    assert (frames.bytes, frames.done, len(frames._aside)) == (5 * FRAME, 5, 4)
    assert frames.frame(19).tolist() == [[19] * 4] * 3


def test_what_decoding_shows_is_told_once_and_written_into_no_header() -> None:
    catalog = Catalog()
    for number in (1, 2):
        scan(Memory(file_bytes(data_set(SOPInstanceUID=f"1.{number}", InstanceNumber=number, PixelData=b""))), catalog)
    (stack,) = catalog.stacks()
    before = [dict(instance.notices) for instance in stack.instances]
    frames = Frames(stack, budget=1 << 20)
    assert not frames.take_news()
    for frame in stack.frames:
        frames.load(frame)
        assert (frames.take_news(), frames.take_news()) == (True, False)
    frames.load(stack.frames[0])
    assert not frames.take_news(), "known already"
    assert frames.findings.damaged(stack.found) == 2
    assert [instance.notices for instance in stack.instances] == before
