"""A stack: pictures of one series that belong together in space or in time, in their right order."""

from collections.abc import Hashable, Iterable
from functools import cached_property
from itertools import pairwise
from typing import Literal

from viewer.frames import Frame
from viewer.geometry import Plane, Verdict, distances, verdict
from viewer.instance import Instance

__all__ = ["Stack", "stack_key"]

_TIMED = frozenset({"US", "XA", "RF", "NM", "ES", "IVUS", "OPT"})
"""Modalities whose frames without positions follow one another in time."""


def stack_key(instance: Instance) -> Hashable:
    """Say which pictures of a series belong together; pictures of equal keys make one stack.

    The rules are few on purpose, and this is their only place: matrix, colour, orientation; an object of many frames
    stands by itself.
    """
    shape = instance.format
    plane = instance.frames[0].plane if instance.frames else None
    many = instance.uid if len(instance.frames) > 1 else ""
    return shape.rows, shape.columns, shape.samples, shape.photometric, None if plane is None else plane.orientation, many


class Stack:
    """Frames in order: along the normal where positions are known, else as the file numbers them."""

    def __init__(self, identity: str) -> None:
        self.identity = identity
        self.instances: list[Instance] = []  # in the order in which they were found
        self.overlays = False
        self.notices: dict[str, str] = {}

    def add(self, instance: Instance) -> None:
        """Take one more object in; the order is worked out again when next asked for."""
        self.instances.append(instance)
        self.overlays = self.overlays or instance.layers is not None
        for kind, text in instance.notices.items():
            self.notices.setdefault(kind, text)
        for name in ("frames", "verdict", "kind", "positions"):
            self.__dict__.pop(name, None)

    @property
    def first(self) -> Instance:
        """An object that stands for all: what one stack shares is read from it."""
        return self.instances[0]

    def __len__(self) -> int:
        return sum(len(instance.frames) for instance in self.instances)

    @cached_property
    def frames(self) -> tuple[Frame, ...]:
        """All pictures in order."""
        frames = [frame for instance in self.instances for frame in instance.frames]
        planes = _planes(frames)
        if planes is None:
            return tuple(sorted(frames, key=_as_numbered))
        along = distances(planes)
        order = sorted(range(len(frames)), key=lambda index: (round(float(along[index]), 3), *_as_numbered(frames[index])))
        ordered = [frames[index] for index in order]
        numbers = [frame.instance.number for frame in ordered]
        if len({frame.instance.uid for frame in ordered}) > 1 and None not in numbers:
            # The radiographer's numbering says from which end to look; the positions alone say what lies beside what.
            falling = sum(a > b for a, b in pairwise(numbers) if a is not None and b is not None)
            if falling > len(numbers) / 2:
                ordered.reverse()
        return tuple(ordered)

    @cached_property
    def positions(self) -> tuple[float, ...] | None:
        """The place of each picture in mm along the first one's normal; None where the file tells no positions."""
        planes = _planes(self.frames)
        return None if planes is None else tuple(float(value) for value in distances(planes))

    @cached_property
    def verdict(self) -> Verdict:
        """Whether the stack is a sound volume."""
        planes = _planes(self.frames)
        if planes is None:
            many = len(self) > 1
            text = "The file does not say where these pictures lie in the body." if many else "A single picture."
            return Verdict("none" if many else "single", text)
        along = distances(planes)
        return verdict(planes if along[-1] >= along[0] else planes[::-1])

    @cached_property
    def kind(self) -> Literal["space", "time", "single"]:
        """What lies between one picture and the next: a step in space, a step in time, or there is just one."""
        if len(self) < 2:
            return "single"
        if self.verdict.kind == "time":
            return "time"
        timed = self.verdict.kind == "none" and (self.first.rate is not None or self.first.series.modality in _TIMED)
        return "time" if timed and len(self.first.frames) > 1 else "space"


def _planes(frames: Iterable[Frame]) -> list[Plane] | None:
    planes = [frame.plane for frame in frames]
    return None if None in planes else [plane for plane in planes if plane is not None]


def _as_numbered(frame: Frame) -> tuple[int, int, str, int]:
    instance = frame.instance
    return instance.acquisition or 0, instance.number or 0, instance.entry.path, frame.index
