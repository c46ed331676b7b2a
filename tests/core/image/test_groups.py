"""Functional groups of many frames: what is the same in all is read once, and each frame is told what is its own."""

from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset

from tests.core.made import entry
from viewer.dicom import dataset as reading
from viewer.dicom.dataset import read_dataset
from viewer.image.instance import Instance, instance_of


def group(**keywords: Any) -> Dataset:
    made = Dataset()
    for keyword, value in keywords.items():
        setattr(made, keyword, value)
    return made


def frame(number: int, **more: Any) -> Dataset:
    """One of an MRI: 10 places, at each of them 3 echoes of which each has a slope and a window of its own."""
    echo, place = divmod(number, 10)
    return group(
        FrameContentSequence=[group(StackID="1", InStackPositionNumber=place + 1, DimensionIndexValues=[echo + 1, place + 1])],
        PlanePositionSequence=[group(ImagePositionPatient=[0, 0, 2.5 * place])],
        PlaneOrientationSequence=[group(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])],
        FrameVOILUTSequence=[group(WindowCenter=100 + echo, WindowWidth=50)],
        PixelValueTransformationSequence=[group(RescaleSlope=echo + 1, RescaleIntercept=0, RescaleType="US")],
        MREchoSequence=[group(EffectiveEchoTime=10.0 * (echo + 1))],
        **more,
    )


def opened(*groups: Dataset) -> Instance:
    made = entry(
        np.zeros((len(groups), 2, 2), np.uint16),
        SOPClassUID="1.2.840.10008.5.1.4.1.1.4.1",
        Modality="MR",
        PerFrameFunctionalGroupsSequence=list(groups),
    )
    return instance_of(made, read_dataset(made))


def test_each_frame_is_told_what_is_its_own() -> None:
    frames = opened(*map(frame, range(30))).frames
    for number, one in enumerate(frames):
        echo, place = divmod(number, 10)
        assert one.plane is not None
        assert one.plane.position == (0, 0, 2.5 * place)
        assert (one.traits.echo_time, one.rescale.slope) == (10.0 * (echo + 1), echo + 1)
        assert one.windows[0][1].center == 100 + echo  # type: ignore[union-attr]
        assert (one.in_stack, one.traits.dimensions) == (place + 1, (echo + 1, place + 1))


def test_frames_with_other_groups_in_between_do_not_lend_them_theirs() -> None:
    turned = frame(1)
    turned.PlaneOrientationSequence = [group(ImageOrientationPatient=[0, 1, 0, 0, 0, 1])]
    without = frame(2)
    del without.MREchoSequence, without.PlanePositionSequence
    first, other, lost, last = opened(frame(1), turned, without, frame(1)).frames
    assert first.plane == last.plane
    assert other.plane is not None
    assert other.plane.along_row == (0, 1, 0)
    assert (first.traits.echo_time, lost.traits.echo_time, last.traits.echo_time) == (10.0, None, 10.0)
    assert lost.plane is not None
    assert lost.plane.position == (0, 0, 0)  # the object's own


def test_groups_that_are_the_same_in_all_frames_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 0
    walk = reading.walk

    def counted(*given: Any, **more: Any) -> Any:
        nonlocal count
        count += 1
        return walk(*given, **more)

    monkeypatch.setattr(reading, "walk", counted)
    opened(*(frame(number % 10) for number in range(300)))
    assert count < 2.5 * 300  # the frame's groups, and its content
