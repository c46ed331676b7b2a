"""Small files that hung or amplified: each ends within a few seconds of processor time, and nothing that it does takes long in one go."""

import sys
import time
from collections.abc import Callable, Iterator

import pytest

from tests.core import hostile
from tests.core.made import Memory
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.documents import opened
from viewer.documents.cda import blocks_of
from viewer.render.picture import picture
from viewer.source.archives import Opening, Refused, steps
from viewer.volume.frames import Frames

SLOWER = 8 if sys.platform == "emscripten" else 1  # Python runs four times slower there, and counts what else the computer does
SECONDS, STEP = 30.0 * SLOWER, 4.0 * SLOWER
"""Of processor time: a hang took minutes; CI is slower than a person's computer and measures with everything else running."""


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize(
    "make",
    [
        lambda: hostile.folders(400_000),
        lambda: hostile.folders(400_000, b"g"),
        lambda: hostile.folders(400_000, b"2"),
        lambda: hostile.listed(400_000),
        lambda: hostile.compressed([b""], 1) * 200_000,
        lambda: hostile.overlapping(2000, 14_000, 4 << 20),
        lambda: hostile.overlapping(2000, 14_000, 40 << 20),
        lambda: hostile.overlapping(1, 14_000, 8 << 20),
        lambda: hostile.overlapping(14_000, 14_000, 2048),
    ],
    ids=["tar of folders", "tar of notes", "tar of links", "zip", "gzip", "iso overlapping", "iso huge", "iso one", "iso many"],
)
def test_an_archive_of_anything_but_files_ends_soon_and_in_small_steps(make: Callable[[], bytes]) -> None:
    data = make()
    started = last = time.process_time()
    longest, members = 0.0, []
    for member in steps(Memory(data, "scan"), Opening()):
        now = time.process_time()
        longest, last = max(longest, now - last), now
        members += [] if member is None else [member]
    assert longest < STEP
    assert last - started < SECONDS
    assert members
    assert all(isinstance(member, Refused) for member in members)


def test_a_row_of_a_quarter_of_a_million_cells_is_read_once() -> None:
    _, (block,) = blocks_of(hostile.cells(240_000))
    assert block["text"].startswith("a | a | a | ")
    assert block["text"].count("a") == 240_000


def test_a_million_frames_with_groups_are_read_as_far_as_real_objects_go_and_that_is_said() -> None:
    catalog = Catalog()
    stack = scan(Memory(hostile.groups(1 << 20, 200_000), "a"), catalog)
    assert stack is not None
    assert len(stack) == 1 << 18
    assert "announces more than 262,144 pictures" in str(stack.notices["frames"])


def test_each_frame_of_a_deflated_object_is_unpacked_from_a_place_nearby() -> None:
    """120 frames of a megabyte: whoever unpacks all of it for each unpacks 14 GB."""
    catalog = Catalog()
    stack = scan(Memory(hostile.deflated_frames(120, 1000), "a"), catalog)
    assert stack is not None
    frames = Frames(stack, budget=1 << 22)
    for index in (119, 0, 118, 1, *range(80, 120)):
        assert not frames.frame(index).any()


def test_overlays_are_drawn_up_to_a_bound_and_the_rest_is_said() -> None:
    catalog = Catalog()
    stack = scan(Memory(hostile.overlaid(16, 6000), "a"), catalog)
    assert stack is not None
    assert picture(Frames(stack, budget=1 << 28), 0).rgba is not None
    assert str(stack.notices["overlays"]).startswith("9 of its drawings (overlays) are left out")


@pytest.mark.parametrize("make", [hostile.outlines, hostile.drawings, hostile.linked])
def test_documents_of_a_million_items_are_read_and_told_within_bounds(make: Callable[[int], bytes]) -> None:
    content = opened(Memory(make(600_000), "a"))
    assert content.notes
    assert len(content.notes) < 50
    assert sum(map(len, content.notes)) < 20_000
