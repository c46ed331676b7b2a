"""Decoders that are called in: which frames they get, and that nothing is lost when they fail."""

import itertools

import imagecodecs
import numpy as np
import pytest
from pydicom.uid import HTJ2K, UID, ExplicitVRLittleEndian, HTJ2KLossless, JPEGLSLossless, RLELossless

from app.cell import crew as room
from app.cell.crew import Crew
from tests.core.frames import encapsulated
from tests.core.made import Memory, data_set, file_bytes
from viewer.catalog.catalog import Catalog
from viewer.catalog.scan import scan
from viewer.catalog.stack import Stack
from viewer.errors import BrokenFile
from viewer.volume.frames import Frames


def stack_of(count: int, *, damaged: int = -1, syntax: UID = JPEGLSLossless, lossy: bool = False) -> Stack:
    """A stack whose frame of index n holds the number n, compressed."""
    catalog = Catalog()
    for number in range(count):
        pixels = np.full((16, 16), number, np.int16)
        if syntax == JPEGLSLossless:
            stream = imagecodecs.jpegls_encode(pixels.view(np.uint16))
        else:
            stream = imagecodecs.htj2k_encode(pixels, reversible=not lossy)
        data = data_set(pixels, SOPInstanceUID=f"1.9.{number}", InstanceNumber=number, ImagePositionPatient=[0, 0, number])
        data.PixelData = encapsulated([[stream[:40] if number == damaged else stream]])
        data["PixelData"].is_undefined_length = True
        scan(Memory(file_bytes(data, syntax=syntax)), catalog)
    (stack,) = catalog.stacks()
    return stack


class Buffer:
    """Bytes as JavaScript would hand them over."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def to_bytes(self) -> bytes:
        return self.data


class Decoders:
    """What JavaScript does: passes jobs on and results back, here without a worker between."""

    def __init__(self, *, most: int = 2) -> None:
        self.called: list[tuple[str, int]] = []
        self.dismissed: list[int] = []
        self.jobs: list[tuple[int, int, str, bytes]] = []
        self.crew = Crew(
            lambda kind, wanted: self.called.append((kind, wanted)), lambda *job: self.jobs.append(job), self.dismissed.append, most
        )

    def weigh(self, *, waiting: int, seconds: float, syntax: str = JPEGLSLossless) -> None:
        for _ in range(9):
            self.crew.weigh(syntax, waiting, seconds)

    def work(self) -> None:
        for _, number, codec, data in self.jobs[:]:
            try:
                pixels = {"jpegls": imagecodecs.jpegls_decode, "htj2k": imagecodecs.htj2k_decode}[codec](data)
            except RuntimeError:
                self.crew.returned(number, 0, 0, 0, 0, None)
            else:
                self.crew.returned(number, *pixels.shape, 1, 8 * pixels.itemsize, Buffer(pixels.tobytes()))
        del self.jobs[:]


def settled(stack: Stack) -> Frames:
    frames = Frames(stack, budget=1 << 20)
    frames.settle()
    return frames


def finish(frames: Frames, decoders: Decoders) -> list[int]:
    """Decode what is left, as the cell does; gives the indices that were decoded here."""
    here = []
    for _ in range(1000):
        decoders.crew.feed(frames, coming=False)
        frame = frames.next()
        if frame is not None:
            frames.load(frame)
            here.append(frame.instance.number)
        decoders.work()
        if frame is None and frames.next() is None:
            return here
    raise AssertionError("it never ends")


def test_decoders_that_are_much_faster_are_called_before_the_first_frame_is_decoded_here() -> None:
    several = Decoders()
    several.crew.expect(HTJ2KLossless, 7)
    several.crew.expect(JPEGLSLossless, 700)
    assert several.called == []
    several.crew.expect(HTJ2KLossless, 8)
    several.crew.expect(HTJ2KLossless, 8)
    assert several.called == [("htj2k", 3)]


def test_decoders_are_called_once_and_only_for_much_work() -> None:
    decoders = Decoders()
    decoders.weigh(waiting=20, seconds=0.01)
    assert decoders.called == []
    decoders.weigh(waiting=20, seconds=0.3)
    assert decoders.called == [("decoder", 2)]


def test_where_none_may_be_called_none_is() -> None:
    decoders = Decoders(most=0)
    decoders.weigh(waiting=20, seconds=1)
    assert decoders.called == []


def test_none_is_called_for_what_decoders_do_not_know() -> None:
    decoders = Decoders()
    decoders.weigh(waiting=20, seconds=1, syntax=RLELossless)
    decoders.weigh(waiting=20, seconds=1, syntax=ExplicitVRLittleEndian)
    assert decoders.called == []


def test_both_ends_meet_and_every_frame_is_right() -> None:
    stack = stack_of(20)
    decoders, frames = Decoders(), settled(stack)
    decoders.crew.joined(0, "decoder")
    decoders.crew.feed(frames, coming=False)
    assert len(decoders.jobs) == 4
    here = finish(frames, decoders)
    assert frames.done == 20
    assert 0 < len(here) < 20
    assert here == sorted(here)
    assert max(here) < 19
    assert [int(frames.frame(index)[3, 3]) for index in range(20)] == list(range(20))
    assert frames.bytes == sum(frames.frame(index).nbytes for index in range(20))


def test_a_frame_that_fails_there_is_told_with_its_reason() -> None:
    decoders, frames = Decoders(), settled(stack_of(8, damaged=7))
    decoders.crew.joined(0, "decoder")
    finish(frames, decoders)
    assert frames.done == 8
    assert int(frames.frame(6)[0, 0]) == 6
    with pytest.raises(BrokenFile, match=r"something else|damaged"):
        frames.frame(7)


def test_what_a_lost_decoder_had_is_decoded_here() -> None:
    decoders, frames = Decoders(), settled(stack_of(12))
    decoders.crew.joined(0, "decoder")
    decoders.crew.joined(1, "decoder")
    decoders.crew.feed(frames, coming=False)
    assert len(decoders.jobs) == 8
    decoders.crew.lost(0)
    lost, decoders.jobs = (list(jobs) for jobs in _parted(decoders.jobs))
    assert len(lost) == 4
    finish(frames, decoders)
    assert frames.done == 12


def _parted(jobs: list[tuple[int, int, str, bytes]]) -> tuple[list[tuple[int, int, str, bytes]], list[tuple[int, int, str, bytes]]]:
    of_first = [job for job in jobs if job[0] == 0]
    return of_first, list(itertools.filterfalse(of_first.__contains__, jobs))


def test_a_frame_wanted_on_screen_does_not_wait_for_a_decoder() -> None:
    decoders, frames = Decoders(), settled(stack_of(9))
    decoders.crew.joined(0, "decoder")
    decoders.crew.feed(frames, coming=False)
    assert int(frames.frame(8)[0, 0]) == 8
    before = frames.bytes
    decoders.work()
    assert frames.bytes == before + 3 * frames.frame(7).nbytes  # the others of the four; the one on screen is not counted twice


def test_a_decoder_that_hangs_is_dismissed_and_its_frames_are_decoded_here(monkeypatch: pytest.MonkeyPatch) -> None:
    decoders, frames = Decoders(), settled(stack_of(9))
    decoders.crew.joined(0, "decoder")
    decoders.crew.feed(frames, coming=False)
    late = decoders.jobs[:]
    decoders.jobs.clear()  # it never answers
    while (frame := frames.next()) is not None:
        frames.load(frame)
    assert frames.done == 5
    monkeypatch.setattr(room, "_STUCK", -1.0)
    decoders.crew.feed(frames, coming=False)
    assert decoders.dismissed == [0]
    assert len(finish(frames, decoders)) == 4
    assert frames.done == 9
    before = frames.bytes
    decoders.jobs = late  # and if it answers after all, nothing is counted twice
    decoders.work()
    assert frames.bytes == before


def test_an_answer_that_cannot_be_right_is_not_believed() -> None:
    for answer in (
        (16, 16, 1, 16, Buffer(bytes(100))),
        (15, 16, 1, 16, Buffer(bytes(480))),
        (16, 16, 3, 16, Buffer(bytes(512))),
        (16, 16, 1, 8, Buffer(bytes(256))),
    ):
        decoders, frames = Decoders(), settled(stack_of(6))
        decoders.crew.joined(0, "decoder")
        decoders.crew.feed(frames, coming=False)
        for _, number, _, _ in decoders.jobs:
            decoders.crew.returned(number, *answer)
        decoders.crew.lost(0)
        while (frame := frames.next()) is not None:
            frames.load(frame)
        assert [int(frames.frame(index)[3, 3]) for index in range(6)] == list(range(6))


def test_color_stays_in_the_cell() -> None:
    catalog = Catalog()
    for number in range(6):
        pixels = np.full((16, 16, 3), number, np.uint8)
        data = data_set(
            pixels,
            SOPInstanceUID=f"1.9.{number}",
            InstanceNumber=number,
            PhotometricInterpretation="RGB",
            SamplesPerPixel=3,
            PlanarConfiguration=0,
        )
        data.BitsAllocated = data.BitsStored = 8
        data.HighBit, data.PixelRepresentation = 7, 0
        data.PixelData = encapsulated([[imagecodecs.jpegls_encode(pixels)]])
        data["PixelData"].is_undefined_length = True
        scan(Memory(file_bytes(data, syntax=JPEGLSLossless)), catalog)
    decoders, frames = Decoders(), settled(next(iter(catalog.stacks())))
    decoders.crew.joined(0, "decoder")
    assert len(finish(frames, decoders)) == 6
    assert decoders.jobs == []


def finish_led(frames: Frames, decoders: Decoders) -> list[int]:
    """Decode what is left, as the cell does beside faster decoders; gives the numbers of the frames that were decoded here."""
    here = []
    for _ in range(1000):
        decoders.crew.feed(frames, coming=False)
        frame = frames.returned() if decoders.crew.leads(frames) else frames.next()
        if frame is not None:
            frames.load(frame)
            here.append(frame.instance.number)
        decoders.work()
        if frames.done == len(frames.stack):
            return here
    raise AssertionError("it never ends")


def test_for_htj2k_one_is_called_for_each_processor() -> None:
    decoders = Decoders(most=1)
    decoders.weigh(waiting=20, seconds=0.3, syntax=HTJ2KLossless)
    assert decoders.called == [("htj2k", 2)]
    decoders.weigh(waiting=20, seconds=0.3)
    assert decoders.called == [("htj2k", 2), ("decoder", 1)], "another series on the same disc may need the others"


def test_while_files_come_the_cell_waits_for_the_faster_ones_that_it_has_called_but_not_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    decoders, frames = Decoders(), settled(stack_of(20, syntax=HTJ2KLossless))
    assert not decoders.crew.leads(frames, coming=True)
    decoders.crew.weigh(HTJ2KLossless, 300, 0.02)
    assert len(decoders.called) == 1
    assert decoders.crew.leads(frames, coming=True)
    assert not decoders.crew.leads(frames, coming=False), "there is nothing else to do"
    assert not decoders.crew.leads(settled(stack_of(20)), coming=True), "they are not for this one"
    later = room.time.monotonic() + 2
    monkeypatch.setattr(room.time, "monotonic", lambda: later)
    assert not decoders.crew.leads(frames, coming=True), "they do not come"


def test_lossy_htj2k_is_for_openjpeg_which_clips_what_overshoots() -> None:
    decoders = Decoders()
    decoders.weigh(waiting=20, seconds=0.3, syntax=HTJ2K)
    assert decoders.called == [("decoder", 2)]
    decoders.crew.joined(0, "decoder")
    decoders.crew.feed(settled(stack_of(20, syntax=HTJ2K, lossy=True)), coming=False)
    assert {codec for _, _, codec, _ in decoders.jobs} == {"jpeg2000"}


def test_a_lossy_stream_that_is_called_lossless_is_decoded_here() -> None:
    decoders, frames = Decoders(), settled(stack_of(8, syntax=HTJ2KLossless, lossy=True))
    decoders.crew.joined(0, "htj2k")
    assert sorted(finish_led(frames, decoders)) == list(range(8))
    assert decoders.jobs == []


def test_the_faster_ones_get_all_and_the_nearest_first_and_what_they_refuse_is_decoded_here_once() -> None:
    decoders, frames = Decoders(), settled(stack_of(20, syntax=HTJ2KLossless))
    frames.want(10)
    decoders.crew.joined(0, "htj2k")
    given = decoders.crew.feed(frames, coming=False)
    assert {frame.instance.number for frame in given} == {10, 9, 11, 8, 12, 7, 13, 6}
    decoders.crew.returned(decoders.jobs.pop(0)[1], 0, 0, 0, 0, None)
    assert finish_led(frames, decoders) == [10]
    assert [int(frames.frame(index)[0, 0]) for index in range(20)] == list(range(20))


def test_where_the_faster_one_ends_the_cell_does_it_all() -> None:
    decoders, frames = Decoders(), settled(stack_of(12, syntax=HTJ2KLossless))
    decoders.crew.joined(0, "htj2k")
    decoders.crew.feed(frames, coming=False)
    decoders.crew.lost(0)
    decoders.jobs.clear()
    assert len(finish_led(frames, decoders)) == 12
