"""Where frames lie (trap 4): right tables, wrong tables, none, fragments of every kind, and hostile ones."""

import struct

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.core.frames import DELIMITER, encapsulated, item
from viewer.errors import BrokenFile, LimitExceeded, ViewerError
from viewer.pixels.codestream import begins
from viewer.pixels.encapsulation import MOST_FRAGMENTS, FrameIndex, encapsulated_index, fragments, native_index

JPEG = b"\xff\xd8\xff"


def streams(count: int) -> list[bytes]:
    return [JPEG + bytes([number]) * (9 + 2 * number) for number in range(count)]


def frames_of(index: FrameIndex, data: bytes) -> list[bytes]:
    return [bytes(index.frame(data, number)) for number in range(index.count)]


@pytest.mark.trap(4)
def test_trap_4_one_frame_in_several_fragments_is_joined() -> None:
    data = encapsulated([[b"abcd", b"efgh", b"ij"]])
    assert frames_of(encapsulated_index(data, frames=1), data) == [b"abcdefghij"]


def test_a_frame_of_one_fragment_is_not_copied() -> None:
    data = encapsulated([[b"abcd"]])
    frame = encapsulated_index(data, frames=1).frame(data, 0)
    assert isinstance(frame, memoryview)


@pytest.mark.trap(4)
def test_trap_4_without_a_table_one_fragment_is_one_frame() -> None:
    data = encapsulated([[stream] for stream in streams(3)])
    index = encapsulated_index(data, frames=3, starts=begins)
    assert index.count == 3
    assert index.notes == ()


@pytest.mark.trap(4)
def test_trap_4_without_a_table_fragments_are_grouped_by_where_code_streams_begin() -> None:
    parts = [[stream[:6], stream[6:]] for stream in streams(3)]
    data = encapsulated(parts)
    index = encapsulated_index(data, frames=3, starts=begins)
    assert frames_of(index, data) == [b"".join(part + b"\0" * (len(part) % 2) for part in frame) for frame in parts]


@pytest.mark.trap(4)
def test_trap_4_a_right_table_groups_fragments_of_any_content() -> None:
    data = encapsulated([[b"aa", b"bb"], [b"cc"], [b"dd", b"ee"]], table=True)
    assert frames_of(encapsulated_index(data, frames=3), data) == [b"aabb", b"cc", b"ddee"]


@pytest.mark.trap(4)
@pytest.mark.parametrize("table", [[0, 2, 4], [0, 0, 0], [5, 9, 13], [0, 1 << 31, 0xFFFF_FFFF], [0], [0, 40, 20]])
def test_trap_4_a_wrong_table_is_ignored_and_told(table: list[int]) -> None:
    parts = [[stream[:6], stream[6:]] for stream in streams(3)]
    index = encapsulated_index(encapsulated(parts, table=table), frames=3, starts=begins)
    assert index.count == 3
    assert "ignored" in index.notes[0]


def test_a_table_that_points_into_the_middle_of_frames_is_ignored() -> None:
    """Offsets that fit fragments, but not the first ones of frames."""
    parts = [[stream[:6], stream[6:]] for stream in streams(2)]
    data = encapsulated(parts, table=[0, 14])
    assert [bytes(index)[:3] for index in frames_of(encapsulated_index(data, frames=2, starts=begins), data)] == [JPEG, JPEG]


@pytest.mark.trap(4)
def test_trap_4_empty_fragments_count_for_nothing() -> None:
    data = encapsulated([[stream, b""] for stream in streams(2)])
    assert encapsulated_index(data, frames=2, starts=begins).count == 2


@pytest.mark.trap(4)
def test_trap_4_an_odd_fragment_is_read_padded_or_not() -> None:
    bare = item(b"") + item(b"abc") + item(b"de") + DELIMITER
    padded = item(b"") + item(b"abc") + b"\0" + item(b"de") + DELIMITER
    for data in (bare, padded):
        assert frames_of(encapsulated_index(data, frames=1), data) == [b"abcde"]


@pytest.mark.trap(4)
def test_trap_4_the_extended_table_gives_frames_and_their_true_lengths() -> None:
    data = encapsulated([[b"abc"], [b"defg"]])
    index = encapsulated_index(data, frames=2, extended=((0, 12), (3, 4)))
    assert frames_of(index, data) == [b"abc", b"defg"]


@pytest.mark.trap(4)
@pytest.mark.parametrize("extended", [((0, 12), (3, 400)), ((0, 13), (3, 4)), ((0,), (3,)), ((0, 1 << 63), (3, 4)), ((0, 12), (0, 4))])
def test_trap_4_an_extended_table_that_does_not_fit_is_ignored_and_told(extended: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    index = encapsulated_index(encapsulated([[b"abc"], [b"defg"]]), frames=2, extended=extended)
    assert index.count == 2
    assert "ignored" in index.notes[0]


def test_the_table_may_be_left_out_altogether() -> None:
    data = item(streams(1)[0]) + DELIMITER
    assert frames_of(encapsulated_index(data, frames=1, starts=begins), data) == streams(1)


def test_a_missing_end_mark_costs_nothing_and_is_told() -> None:
    data = encapsulated([[b"abcd"], [b"efgh"]], delimiter=False)
    index = encapsulated_index(data, frames=2)
    assert frames_of(index, data) == [b"abcd", b"efgh"]
    assert "end mark" in index.notes[0]


def test_what_follows_the_end_mark_is_not_read() -> None:
    assert encapsulated_index(encapsulated([[b"abcd"]]) + b"\xfc\xff\xfc\xff\0\0\0\0", frames=1).notes == ()


def test_a_cut_last_fragment_is_given_as_far_as_it_goes() -> None:
    data = encapsulated([[b"abcd"], [b"efgh"]])[:-10]
    index = encapsulated_index(data, frames=2)
    assert frames_of(index, data) == [b"abcd", b"ef"]
    assert "cut short" in index.notes[0]


def test_fewer_or_more_frames_than_announced_are_what_is_there() -> None:
    data = encapsulated([[stream] for stream in streams(3)])
    for announced in (2, 5, 1_000_000):
        index = encapsulated_index(data, frames=announced, starts=begins)
        assert index.count == 3
        assert "announced" in index.notes[-1]


def test_no_frame_at_all_is_broken() -> None:
    for data in (b"", item(b""), item(b"") + DELIMITER, item(b"") + item(b""), b"garbage that is long enough"):
        with pytest.raises(BrokenFile):
            encapsulated_index(data, frames=1)


def test_a_flood_of_items_is_refused() -> None:
    with pytest.raises(LimitExceeded):
        fragments(item(b"") * (MOST_FRAGMENTS + 2))


@given(
    contents=st.lists(
        st.lists(st.binary(min_size=2, max_size=40).map(lambda part: part[: len(part) // 2 * 2]), min_size=1, max_size=4),
        min_size=1,
        max_size=6,
    ),
    table=st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_frames_come_back_however_they_were_cut(*, contents: list[list[bytes]], table: bool) -> None:
    """With a table any content; without one, code streams that can be seen to begin."""
    frames = contents if table else [[JPEG + b"\1" + frame[0], *(b"\1\1" + part for part in frame[1:])] for frame in contents]
    data = encapsulated(frames, table=table)
    index = encapsulated_index(data, frames=len(frames), starts=None if table else begins)
    assert frames_of(index, data) == [b"".join(frame) for frame in frames]


@given(
    count=st.integers(1, 5),
    table=st.lists(st.integers(0, 0xFFFF_FFFF), max_size=8),
    announced=st.integers(1, 10**6),
    extended=st.none() | st.tuples(st.lists(st.integers(0, 2**64 - 1), max_size=6), st.lists(st.integers(0, 2**64 - 1), max_size=6)),
    cut=st.integers(0, 200),
    changes=st.lists(st.tuples(st.integers(0, 199), st.integers(0, 255)), max_size=6),
)
@settings(max_examples=500, deadline=None)
@example(count=1, table=[], announced=1, extended=None, cut=0, changes=[])
def test_hostile_tables_and_cut_data_end_in_frames_within_the_data_or_in_an_error(
    count: int,
    table: list[int],
    announced: int,
    extended: tuple[list[int], list[int]] | None,
    cut: int,
    changes: list[tuple[int, int]],
) -> None:
    data = bytearray(encapsulated([[stream[:4], stream[4:]] for stream in streams(count)], table=table))
    for position, value in changes:
        data[position % len(data)] = value
    hurt = bytes(data[: len(data) - cut])
    try:
        index = encapsulated_index(hurt, frames=announced, starts=begins, extended=extended)
    except ViewerError:
        return
    assert 1 <= index.count <= len(hurt) // 8 + 1
    assert sum(len(frame) for frame in frames_of(index, hurt)) <= len(hurt)


def test_native_frames_lie_one_after_the_other() -> None:
    index = native_index(24, frame_bits=64, frames=3)
    assert (index.count, index.notes) == (3, ())
    assert bytes(index.frame(bytes(range(24)), 1)) == bytes(range(8, 16))


@pytest.mark.trap(9)
def test_trap_9_frames_of_single_bits_need_not_begin_at_a_byte() -> None:
    index = native_index(4, frame_bits=10, frames=3)
    assert bytes(index.frame(b"abcd", 1)) == b"bc"


@pytest.mark.trap(5)
def test_trap_5_a_truncated_native_frame_counts_and_is_told() -> None:
    index = native_index(20, frame_bits=64, frames=10**6)
    assert index.count == 3
    assert "cut short" in index.notes[0]
    with pytest.raises(BrokenFile):
        native_index(0, frame_bits=64, frames=1)


def test_a_frame_beyond_the_last_is_an_index_error() -> None:
    with pytest.raises(IndexError):
        native_index(8, frame_bits=64, frames=1).frame(bytes(8), 1)


def test_lengths_beyond_the_end_do_not_allocate() -> None:
    data = item(b"") + b"\xfe\xff\x00\xe0" + struct.pack("<I", 0xFFFF_FFF0) + b"abcd"
    assert fragments(data)[0] == [(8, 0), (16, 4)]
