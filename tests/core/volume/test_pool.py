"""The decoded frames of all stacks that are looked at, within one budget."""

import numpy as np
import pytest

from tests.core.made import data_set, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.catalog.stack import Stack
from viewer.errors import OutOfMemory
from viewer.phantom import PhantomFile
from viewer.volume.frames import Frames
from viewer.volume.pool import Pool, shares

FRAME = 24
"""Bytes of a picture of 3 × 4 × 2 bytes."""


def stacks(*counts: int) -> list[Stack]:
    """Series of so many pictures."""
    catalog = Catalog()
    for series, count in enumerate(counts):
        for number in range(count):
            ds = data_set(
                SeriesInstanceUID=f"1.2.{series}", SOPInstanceUID=f"1.9.{series}.{number}", SeriesNumber=series, InstanceNumber=number,
                ImagePositionPatient=[0, 0, number],
            )  # fmt: skip
            scan(PhantomFile(f"{series}-{number}", file_bytes(ds)), catalog)
    catalog.settle()
    return list(catalog.stacks())


def fill(pool: Pool) -> None:
    """Decode all that is in line, in turns."""
    going = True
    while going:
        going = False
        for frames in pool.seen:
            frame = frames.next()
            if frame is not None:
                frames.load(frame)
                going = True
    pool.trim()


@pytest.mark.parametrize(
    ("budget", "needs", "divided"),
    [
        (100, [300], [100]),
        (100, [10], [100]),
        (100, [300, 300], [50, 50]),
        (100, [20, 300], [20, 80]),
        (90, [300, 10, 300], [40, 10, 40]),
        (100, [20, 30], [45, 55]),
        (100, [], []),
    ],
)
def test_whoever_needs_little_gets_it_and_the_others_divide_the_rest(budget: int, needs: list[int], divided: list[int]) -> None:
    """Worked out by hand; what nobody needs goes to all alike."""
    assert shares(budget, needs) == divided
    assert sum(divided) <= budget


def test_two_views_of_one_stack_share_its_frames_and_the_nearest_to_either_come_first() -> None:
    (stack,) = stacks(9)
    pool = Pool(100 * FRAME)
    pool.see([(stack, 0), (stack, 8)], settled=True)
    assert len(pool.seen) == 1
    frames = pool.seen[0]
    order = [stack.frames.index(frame) for _ in range(9) if (frame := frames.next()) is not None]
    assert sorted(order[:4]) == [0, 1, 7, 8]


def test_going_back_to_a_stack_finds_its_pictures_still_decoded() -> None:
    first, second = stacks(6, 6)
    pool = Pool(100 * FRAME)
    for stack in (first, second, first):
        pool.see([(stack, 0)], settled=True)
        before = pool.seen[0].done
        fill(pool)
    assert before == 6
    assert pool.bytes == 12 * FRAME


def test_what_is_not_on_the_screen_makes_room_the_longest_ago_first() -> None:
    first, second, third = stacks(6, 6, 6)
    pool = Pool(13 * FRAME)
    for stack in (first, second, third):
        pool.see([(stack, 0)], settled=True)
        fill(pool)
    assert pool.get(first.identity) is None
    assert pool.get(second.identity) is not None
    assert pool.bytes <= 13 * FRAME


def test_what_is_on_the_screen_keeps_within_its_share() -> None:
    first, second = stacks(20, 4)
    pool = Pool(10 * FRAME)
    pool.see([(first, 10)], settled=True)
    fill(pool)
    assert pool.seen[0].done == 10
    pool.see([(first, 10), (second, 0)], settled=True)
    fill(pool)
    assert [frames.done for frames in pool.seen] == [6, 4]
    held = [index for index in range(20) if pool.seen[0].first <= index < pool.seen[0].first + 6]
    assert 10 in held


def test_where_less_memory_is_granted_than_hoped_for_the_hidden_ones_go(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = stacks(6, 6)
    pool = Pool(100 * FRAME)
    pool.see([(first, 0)], settled=True)
    fill(pool)
    pool.see([(second, 0)], settled=True)
    for _ in range(3):
        frame = pool.seen[0].next()
        assert frame is not None
        pool.seen[0].load(frame)

    def refused(*_: object) -> np.ndarray:
        raise MemoryError

    monkeypatch.setattr(pool.seen[0].files, "decode", refused)
    frame = pool.seen[0].next()
    assert frame is not None
    pool.seen[0].load(frame)
    pool.trim()
    assert pool.get(first.identity) is None
    assert pool.seen[0].budget <= 3 * FRAME
    assert pool.bytes <= 3 * FRAME
    index = second.frames.index(frame)
    with pytest.raises(OutOfMemory):
        pool.seen[0].frame(index)


def test_a_stack_that_grew_while_it_was_hidden_is_whole_when_it_is_seen_again() -> None:
    first, second = stacks(3, 3)
    pool = Pool(100 * FRAME)
    pool.see([(first, 0)], settled=True)
    fill(pool)
    pool.see([(second, 0)], settled=True)
    extra = stacks(4)[0].found[3]
    first.add(extra.instance)
    pool.see([(first, 0)], settled=True)
    fill(pool)
    assert pool.seen[0].done == 4
    assert isinstance(pool.seen[0], Frames)
